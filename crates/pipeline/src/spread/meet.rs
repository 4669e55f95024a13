//! Brings pages together that have a text, a URL or a band in common.

use std::collections::BTreeMap;

use dechaff_dedup::{NearIndex, Sketch};

use crate::decide::actions::DuplicateAction;
use crate::spread::block::{Kind, Out, Received, mix, part_of, take, take_u32, take_u64};
use crate::spread::keys::{CopyKeys, facts_of};
use crate::spread::{Spread, SpreadError};

/// Classes in a block of bands. An entry has two bytes for its class.
const MAX_CLASSES: usize = 1 << 16;
/// Bits of a hash of a band's slots. Of a billion classes, one in 1,000 meets another one by chance in a band, and is found to be
/// different when they are compared.
const BAND_BITS: u32 = 40;
/// Bytes of such a hash.
const BAND_BYTES: usize = 5;

/// Writes the keys and bands of pages.
pub(super) fn write_entries<'a>(
    spread: &Spread,
    pages: impl Iterator<Item = &'a [u8]>,
    out: &mut Out,
) -> Result<(), SpreadError> {
    // Whether there is more than one page is all that counts, and not how many.
    let mut counts: BTreeMap<(u64, u64), u32> = BTreeMap::new();
    let mut sketches: BTreeMap<u64, &[u8]> = BTreeMap::new();
    for bytes in pages {
        let class = CopyKeys::class_of(bytes)?;
        let facts = facts_of(bytes)?;
        let url = facts.keys.url.filter(|_| spread.actions.url != DuplicateAction::Off);
        // Pages of the same text are near copies too.
        let has_text =
            spread.actions.exact != DuplicateAction::Off || spread.actions.near != DuplicateAction::Off;
        let text = facts.keys.text.filter(|_| has_text);
        for (salt, key) in (1..).zip([url, text]) {
            if let Some(key) = key {
                let key = u128::from_le_bytes(*key.as_bytes()) as u64;
                *counts.entry((mix(key ^ salt), class)).or_default() += 1;
            }
        }
        if spread.actions.near != DuplicateAction::Off {
            sketches.insert(class, CopyKeys::sketch_of(bytes).ok_or(SpreadError)?);
        }
    }
    for ((key, class), count) in counts {
        for _ in 0..count.min(2) {
            out.push(Kind::Key, key, [key, class]);
        }
    }
    let sketches: Vec<(u64, &[u8])> = sketches.into_iter().collect();
    for some in sketches.chunks(MAX_CLASSES) {
        write_bands(spread.parts, some, out)?;
    }
    Ok(())
}

/// Writes the bands of some classes, a block for each part.
///
/// A block is the number of classes (4 bytes), the classes (8 each), and for each band the number of entries (4 bytes) and
/// the entries: a hash of the slots (5 bytes) and the place of the class (2).
fn write_bands(parts: u32, sketches: &[(u64, &[u8])], out: &mut Out) -> Result<(), SpreadError> {
    let mut entries: Vec<(u32, u64, u16)> = Vec::with_capacity(sketches.len() * Sketch::BANDS);
    for (index, (_, bytes)) in (0..=u16::MAX).zip(sketches) {
        let sketch = Sketch::from_bytes(bytes).map_err(|_| SpreadError)?;
        for (band, slots) in (0..).zip(sketch.bands()) {
            let key = band << BAND_BITS | mix(slots) >> (64 - BAND_BITS);
            entries.push((part_of(key, parts), key, index));
        }
    }
    entries.sort_unstable();
    for of_part in entries.chunk_by(|a, b| a.0 == b.0) {
        let Some(&(_, to, _)) = of_part.first() else { continue };
        let mut classes: Vec<u16> = of_part.iter().map(|(_, _, class)| *class).collect();
        classes.sort_unstable();
        classes.dedup();
        let buffer = out.buffer(Kind::Bands, to);
        buffer.extend((classes.len() as u32).to_le_bytes());
        buffer.extend(classes.iter().flat_map(|&class| sketches[usize::from(class)].0.to_le_bytes()));
        let mut rest = of_part;
        for band in 0..Sketch::BANDS as u64 {
            let count = rest.iter().take_while(|(_, key, _)| key >> BAND_BITS == band).count();
            let (of_band, after) = rest.split_at(count);
            rest = after;
            buffer.extend((count as u32).to_le_bytes());
            for (_, key, class) in of_band {
                let place = classes.partition_point(|known| known < class) as u16;
                buffer.extend(&key.to_le_bytes()[..BAND_BYTES]);
                buffer.extend(place.to_le_bytes());
            }
        }
    }
    Ok(())
}

/// Reads the entries of all bands: band and slots, and the class.
fn read_bands(received: &Received<'_>) -> Result<Vec<(u64, u64)>, SpreadError> {
    let mut entries = vec![];
    for mut rest in received.of(Kind::Bands) {
        // A block has what several tables of classes have written one after the other.
        while !rest.is_empty() {
            let count = take_u32(&mut rest)?;
            let classes = (0..count).map(|_| take_u64(&mut rest)).collect::<Result<Vec<_>, _>>()?;
            for band in 0..Sketch::BANDS as u64 {
                for _ in 0..take_u32(&mut rest)? {
                    let mut slots = [0; 8];
                    slots[..BAND_BYTES].copy_from_slice(take(&mut rest, BAND_BYTES)?);
                    let place = take(&mut rest, 2)?
                        .iter()
                        .rev()
                        .fold(0, |place, &byte| place << 8 | usize::from(byte));
                    let class = *classes.get(place).ok_or(SpreadError)?;
                    entries.push((band << BAND_BITS | u64::from_le_bytes(slots), class));
                }
            }
        }
    }
    Ok(entries)
}

/// The stage where keys and bands meet. Gives active classes, edges between classes of one text or URL, pairs of classes
/// that share a band, and crowded buckets.
pub(super) fn meet(received: &Received<'_>, out: &mut Out) -> Result<(), SpreadError> {
    let mut keys: Vec<[u64; 2]> = received.words(Kind::Key)?;
    keys.sort_unstable();
    for group in keys.chunk_by(|a, b| a[0] == b[0]).filter(|group| group.len() > 1) {
        let classes = group.chunk_by(|a, b| a == b).map(|same| same[0][1]);
        for class in classes {
            out.push(Kind::Active, class, [class]);
            if class != group[0][1] {
                out.push_edge(class, group[0][1]);
            }
        }
    }
    let mut bands = read_bands(received)?;
    bands.sort_unstable();
    bands.dedup();
    let mut pairs = vec![];
    for bucket in bands.chunk_by(|a, b| a.0 == b.0) {
        if bucket.len() > NearIndex::MAX_BUCKET {
            let (name, size) = (mix(bucket[0].0), bucket.len() as u64);
            bucket.iter().for_each(|(_, class)| out.push(Kind::Crowded, *class, [name, size, *class]));
            continue;
        }
        for (n, (_, a)) in bucket.iter().enumerate() {
            pairs.extend(bucket[n + 1..].iter().map(|(_, b)| (*a, *b)));
        }
    }
    write_pairs(pairs, out);
    Ok(())
}

/// Writes pairs of classes, each to the parts of both: a class (8 bytes), the number of others that it is to be compared with
/// (4), and these (8 each).
pub(super) fn write_pairs(mut pairs: Vec<(u64, u64)>, out: &mut Out) {
    pairs.extend_from_within(..);
    let half = pairs.len() / 2;
    pairs[half..].iter_mut().for_each(|(a, b)| std::mem::swap(a, b));
    pairs.sort_unstable();
    pairs.dedup();
    write_pairs_of(pairs, out);
}

/// Writes sorted pairs, each to the part of its first class.
pub(super) fn write_pairs_of(pairs: Vec<(u64, u64)>, out: &mut Out) {
    for others in pairs.chunk_by(|a, b| a.0 == b.0) {
        let class = others[0].0;
        let buffer = out.buffer(Kind::Pair, class);
        buffer.extend(class.to_le_bytes());
        buffer.extend((others.len() as u32).to_le_bytes());
        buffer.extend(others.iter().flat_map(|(_, other)| other.to_le_bytes()));
    }
}

/// Reads what [`write_pairs`] wrote: each class, and one that it is to be compared with.
pub(super) fn read_pairs(received: &Received<'_>) -> Result<Vec<(u64, u64)>, SpreadError> {
    let mut pairs = vec![];
    for mut rest in received.of(Kind::Pair) {
        while !rest.is_empty() {
            let class = take_u64(&mut rest)?;
            for _ in 0..take_u32(&mut rest)? {
                pairs.push((class, take_u64(&mut rest)?));
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    Ok(pairs)
}
