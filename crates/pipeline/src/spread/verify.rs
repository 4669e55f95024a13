//! Compares the sketches of classes that share a band.

use std::collections::{BTreeMap, BTreeSet};

use dechaff_dedup::{Sketch, compare};
use rustc_hash::FxHashMap;

use crate::spread::SpreadError;
use crate::spread::block::{Kind, Out, Received, take, take_u32, take_u64};
use crate::spread::components::Forest;
use crate::spread::keys::CopyKeys;
use crate::spread::meet::{read_pairs, write_pairs_of};

/// Writes the sketches of pages' classes.
pub(super) fn write_sketches<'a>(
    pages: impl Iterator<Item = &'a [u8]>,
    out: &mut Out,
) -> Result<(), SpreadError> {
    let mut sketches = BTreeMap::new();
    for bytes in pages {
        sketches.insert(CopyKeys::class_of(bytes)?, CopyKeys::sketch_of(bytes).ok_or(SpreadError)?);
    }
    sketches.into_iter().for_each(|(class, sketch)| write_sketch(class, sketch, class, out));
    Ok(())
}

fn write_sketch(class: u64, sketch: &[u8], to: u64, out: &mut Out) {
    let buffer = out.buffer(Kind::Sketch, to);
    buffer.extend(class.to_le_bytes());
    buffer.extend((sketch.len() as u32).to_le_bytes());
    buffer.extend_from_slice(sketch);
}

fn read_sketches<'a>(received: &Received<'a>) -> Result<BTreeMap<u64, &'a [u8]>, SpreadError> {
    let mut sketches = BTreeMap::new();
    for mut rest in received.of(Kind::Sketch) {
        while !rest.is_empty() {
            let class = take_u64(&mut rest)?;
            let length = take_u32(&mut rest)?;
            sketches.insert(class, take(&mut rest, length as usize)?);
        }
    }
    Ok(sketches)
}

/// The stage that sends the sketches of pairs to where they are compared: to the part of the class with the lower number.
pub(super) fn fetch(received: &Received<'_>, out: &mut Out) -> Result<(), SpreadError> {
    let sketches = read_sketches(received)?;
    // A sketch goes to a part once, though it is in many pairs.
    let mut sent = BTreeSet::new();
    let mut pairs = vec![];
    for (class, other) in read_pairs(received)? {
        let sketch = sketches.get(&class).ok_or(SpreadError)?;
        let to = class.min(other);
        if sent.insert((out.part_of(to), class)) {
            write_sketch(class, sketch, to, out);
        }
        if to == class {
            pairs.push((class, other));
        }
    }
    write_pairs_of(pairs, out);
    Ok(())
}

/// The stage that compares pairs. Gives edges between classes whose pages may be copies of each other: by the least that is
/// asked, which is that of two sites.
pub(super) fn verify(received: &Received<'_>, out: &mut Out) -> Result<(), SpreadError> {
    let mut sketches: FxHashMap<u64, Sketch> = FxHashMap::default();
    for (class, bytes) in read_sketches(received)? {
        sketches.insert(class, Sketch::from_bytes(bytes).map_err(|_| SpreadError)?);
    }
    let mut forest = Forest::default();
    for (first, second) in read_pairs(received)? {
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
