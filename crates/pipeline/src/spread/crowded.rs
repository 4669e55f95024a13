//! Buckets with too many classes to compare all with all.
//!
//! Stories from one template share most of their bands. As in a [`NearIndex`], two of them with four numbers or more are
//! compared if they share one of four numbers, and others with the 64 before them. A class is compared so in four of its
//! crowded buckets, the ones with the lowest hashes, of which two that share most of their buckets have some in common. A
//! part of a bucket has some 4,000 classes, so that no task gets all of a large one. Which classes are in it depends on them
//! alone.

use dechaff_dedup::{NearIndex, Sketch};
use rustc_hash::FxHashMap;

use crate::spread::SpreadError;
use crate::spread::block::{Kind, Out, Received, mix};
use crate::spread::keys::CopyKeys;
use crate::spread::meet::write_pairs;

/// About the number of classes in a part of a bucket.
const PART_CLASSES: u64 = 4096;
/// Crowded buckets of a class in which it is compared.
const MAX_BUCKETS: usize = 4;
/// Takes the place of the numbers of a class that has fewer than four.
const FEW: [u64; 4] = [u64::MAX; 4];

/// How a class is compared in a part of a bucket.
const BY_NUMBER: u64 = 0;
const BY_PLACE: u64 = 1;
const BY_PLACE_FEW_NUMBERS: u64 = 2;

/// Writes the places and numbers of pages' classes.
pub(super) fn write_facts<'a>(
    pages: impl Iterator<Item = (i64, &'a [u8])>,
    out: &mut Out,
) -> Result<(), SpreadError> {
    for (place, bytes) in pages {
        let class = CopyKeys::class_of(bytes)?;
        let sketch = CopyKeys::sketch_of(bytes).ok_or(SpreadError)?;
        let sketch = Sketch::from_bytes(sketch).map_err(|_| SpreadError)?;
        let [a, b, c, d] = sketch.key_facts().unwrap_or(FEW);
        out.push(Kind::Facts, class, [class, place as u64, a, b, c, d]);
    }
    Ok(())
}

/// The stage that divides crowded buckets: at each class, from its buckets to parts of them.
pub(super) fn divide(received: &Received<'_>, out: &mut Out) -> Result<(), SpreadError> {
    let mut classes: FxHashMap<u64, (i64, [u64; 4])> = FxHashMap::default();
    for [class, place, a, b, c, d] in received.words(Kind::Facts)? {
        let known = classes.entry(class).or_insert((i64::MAX, [a, b, c, d]));
        known.0 = known.0.min(place as i64);
    }
    let mut crowded: Vec<[u64; 3]> = received.words(Kind::Crowded)?;
    crowded.sort_unstable_by_key(|&[bucket, size, class]| (class, bucket, size));
    for buckets in crowded.chunk_by(|a, b| a[2] == b[2]) {
        let class = buckets[0][2];
        let &(place, numbers) = classes.get(&class).ok_or(SpreadError)?;
        let mut push = |part, how| out.push(Kind::Member, part, [part, place as u64, class, how]);
        for [bucket, size, _] in buckets.iter().take(MAX_BUCKETS) {
            let part = mix(class ^ bucket) % size.div_ceil(PART_CLASSES);
            push(mix(bucket ^ mix(part)), if numbers == FEW { BY_PLACE_FEW_NUMBERS } else { BY_PLACE });
        }
        if numbers != FEW {
            numbers.iter().for_each(|number| push(mix(!number), BY_NUMBER));
        }
    }
    Ok(())
}

/// The stage that pairs the classes of parts of buckets.
pub(super) fn pair(received: &Received<'_>, out: &mut Out) -> Result<(), SpreadError> {
    let mut members: Vec<[u64; 4]> = received.words(Kind::Member)?;
    members.sort_unstable_by_key(|&[part, place, class, how]| (part, place as i64, class, how));
    members.dedup();
    let mut pairs = vec![];
    for part in members.chunk_by(|a, b| a[0] == b[0]) {
        for (n, [_, _, class, how]) in part.iter().enumerate() {
            let before = &part[n.saturating_sub(NearIndex::MAX_BUCKET)..n];
            let meets = |other: u64| {
                *how == BY_NUMBER || *how == BY_PLACE_FEW_NUMBERS || other == BY_PLACE_FEW_NUMBERS
            };
            pairs.extend(before.iter().filter(|other| meets(other[3])).map(|other| (*class, other[2])));
        }
    }
    write_pairs(pairs, out);
    Ok(())
}
