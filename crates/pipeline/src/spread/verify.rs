//! Compares the sketches of classes that share a band.

use std::collections::BTreeSet;

use dechaff_dedup::{Sketch, compare};
use rustc_hash::FxHashMap;

use crate::spread::block::{Kind, Out, Received, take, take_u32, take_u64};
use crate::spread::components::Forest;
use crate::spread::keys::CopyKeys;
use crate::spread::{PageEntry, SpreadError};

/// The stage that sends the sketches of pairs to where they are compared: to the part of the class with the lower number.
pub(super) fn fetch(received: &Received<'_>, out: &mut Out) -> Result<(), SpreadError> {
    let mut sketches: FxHashMap<u64, &[u8]> = FxHashMap::default();
    for page in PageEntry::read_all(received)? {
        let sketch = CopyKeys::sketch_of(page.keys).ok_or(SpreadError)?;
        sketches.insert(page.class, sketch);
    }
    let pairs: BTreeSet<[u64; 2]> = received.words(Kind::Pair)?.into_iter().collect();
    // A sketch goes to a part once, though it is in many pairs.
    let mut sent = BTreeSet::new();
    for [first, second] in pairs {
        if sketches.contains_key(&first) {
            out.push(Kind::Pair, first, [first, second]);
        }
        for class in [first, second] {
            if let Some(sketch) = sketches.get(&class)
                && sent.insert((out.part_of(first), class))
            {
                let buffer = out.buffer(Kind::Sketch, first);
                buffer.extend(class.to_le_bytes());
                buffer.extend((sketch.len() as u32).to_le_bytes());
                buffer.extend_from_slice(sketch);
            }
        }
    }
    Ok(())
}

/// The stage that compares pairs. Gives edges between classes whose pages may be copies of each other: by the least that is
/// asked, which is that of two sites.
pub(super) fn verify(received: &Received<'_>, out: &mut Out) -> Result<(), SpreadError> {
    let mut sketches: FxHashMap<u64, Sketch> = FxHashMap::default();
    for mut rest in received.of(Kind::Sketch) {
        while !rest.is_empty() {
            let class = take_u64(&mut rest)?;
            let length = take_u32(&mut rest)?;
            let bytes = take(&mut rest, length as usize)?;
            sketches.insert(class, Sketch::from_bytes(bytes).map_err(|_| SpreadError)?);
        }
    }
    let mut forest = Forest::default();
    let mut pairs: Vec<[u64; 2]> = received.words(Kind::Pair)?;
    pairs.sort_unstable();
    pairs.dedup();
    for [first, second] in pairs {
        let (Some(a), Some(b)) = (sketches.get(&first), sketches.get(&second)) else {
            return Err(SpreadError);
        };
        if compare(a, b, false).is_copy() {
            forest.join(first, second);
        }
    }
    forest.write_edges(out);
    Ok(())
}
