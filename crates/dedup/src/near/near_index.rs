//! The index of kept sketches.

use super::buckets::{Buckets, NO_ROW};
use super::hash::finish;
use super::lookup::KEY_FACTS;
use super::near_stats::{Counts, NearStats};
use super::signature::{BANDS, hash_band};
use super::sketch::Sketch;
use crate::error::DedupError;
use crate::index::Column;

/// Pages of a bucket that are compared in any case. In a larger bucket, facts decide.
const MAX_BUCKET: usize = NearIndex::MAX_BUCKET;

/// A kept page, and in each of its buckets what was inserted before it: rows in those of the bands, and in those of the
/// facts rows times four plus the place of the fact among the row's four.
#[derive(Debug, Clone, Copy)]
struct Row {
    sketch: Sketch,
    by_band: [u32; BANDS],
    by_fact: [u32; KEY_FACTS],
}

/// Finds the kept pages that a page has to be compared with.
///
/// Two pages meet if they have one of 42 bands of three signature slots in common: almost all copies do, and of
/// unrelated pages 3 in 10 million. Stories that are made from one template all meet. Therefore only the newest 64
/// pages of a bucket are candidates by the band alone; in a larger bucket, two pages with at least four number facts
/// must also share one of their four lowest. How often that was necessary is counted in [`NearStats`].
///
/// A page has a row number, from 0, in the order of insertion. Insert only pages that are kept, and not the copies
/// that are removed. The same sequence of calls gives the same results.
///
/// A kept page takes at most 1,100 bytes. At most 1,073,741,823 pages are kept.
#[derive(Debug)]
pub struct NearIndex {
    rows: Column<Row>,
    bands: Vec<Buckets>,
    facts: Buckets,
    counts: Counts,
}

impl Default for NearIndex {
    fn default() -> Self {
        let bands = (0..BANDS).map(|_| Buckets::default()).collect();
        Self { rows: Column::default(), bands, facts: Buckets::default(), counts: Counts::default() }
    }
}

impl NearIndex {
    /// The pages of a bucket that are candidates by the band alone.
    pub const MAX_BUCKET: usize = 64;

    /// Creates an empty index.
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps a page, and returns its row.
    ///
    /// # Errors
    ///
    /// Returns [`DedupError::Full`] if no more rows can be numbered.
    pub fn insert(&mut self, sketch: &Sketch) -> Result<u32, DedupError> {
        let number = self.rows.len();
        if number >= NO_ROW / KEY_FACTS as u32 {
            return Err(DedupError::Full);
        }
        let mut row = Row { sketch: *sketch, by_band: [NO_ROW; BANDS], by_fact: [NO_ROW; KEY_FACTS] };
        let rows = &self.rows;
        for (band, (buckets, before)) in self.bands.iter_mut().zip(&mut row.by_band).enumerate() {
            let key_of = |row| rows.get_ref(row).sketch.signature.band(band);
            let key = sketch.signature.band(band);
            let found =
                buckets.push(hash_band(key), number, |row| key_of(row) == key, |row| hash_band(key_of(row)));
            *before = found.unwrap_or(NO_ROW);
        }
        if let Some(keys) = sketch.key_facts() {
            let key_of =
                |place| if place / 4 == number { keys[place as usize % 4] } else { key_at(rows, place) };
            for (place, (key, before)) in (number * 4..).zip(keys.into_iter().zip(&mut row.by_fact)) {
                let found = self.facts.push(
                    finish(key),
                    place,
                    |place| key_of(place) == key,
                    |place| finish(key_of(place)),
                );
                *before = found.unwrap_or(NO_ROW);
            }
        }
        self.rows.push(row);
        Ok(number)
    }

    /// The rows of the kept pages that this page has to be compared with, in ascending order.
    ///
    /// A text with less than 40 tokens meets only texts with the same tokens.
    pub fn candidates(&self, sketch: &Sketch) -> Vec<u32> {
        let mut found = Vec::new();
        let keys = sketch.key_facts();
        let mut cut_bands = 0_u64;
        for band in 0..BANDS {
            let first = found.len();
            if self.push_bucket(sketch, band, &mut found) {
                cut_bands |= 1 << band;
                if keys.is_some() {
                    // The others are found by their facts.
                    let mut of_bucket = found.split_off(first);
                    of_bucket.retain(|row| self.rows.get_ref(*row).sketch.facts.numbers().len() < KEY_FACTS);
                    found.append(&mut of_bucket);
                }
            }
        }
        let mut cut_facts = 0;
        if cut_bands != 0 {
            for key in keys.into_iter().flatten() {
                cut_facts += u64::from(self.push_fact_bucket(key, sketch, cut_bands, &mut found));
            }
        }
        found.sort_unstable();
        found.dedup();
        self.counts.add(&NearStats {
            lookups: 1,
            candidates: found.len() as u64,
            cut_lookups: u64::from(cut_bands != 0),
            cut_buckets: u64::from(cut_bands.count_ones()),
            cut_facts,
        });
        found
    }

    /// Appends the newest rows that have a band in common. Returns whether there are more.
    fn push_bucket(&self, sketch: &Sketch, band: usize, found: &mut Vec<u32>) -> bool {
        let key = sketch.signature.band(band);
        let is_in = |row| self.rows.get_ref(row).sketch.signature.band(band) == key;
        let mut row = self.bands[band].newest(hash_band(key), is_in).unwrap_or(NO_ROW);
        for _ in 0..MAX_BUCKET {
            if row == NO_ROW {
                return false;
            }
            found.push(row);
            row = self.rows.get_ref(row).by_band[band];
        }
        row != NO_ROW
    }

    /// Appends the newest rows that share a fact and one of the bands whose buckets were cut. Returns whether there are
    /// more that share the fact.
    fn push_fact_bucket(&self, key: u64, sketch: &Sketch, cut_bands: u64, found: &mut Vec<u32>) -> bool {
        let is_in = |place| key_at(&self.rows, place) == key;
        let mut place = self.facts.newest(finish(key), is_in).unwrap_or(NO_ROW);
        for _ in 0..MAX_BUCKET {
            if place == NO_ROW {
                return false;
            }
            let row = self.rows.get_ref(place / 4);
            let shares = |band| row.sketch.signature.band(band) == sketch.signature.band(band);
            if (0..BANDS).any(|band| cut_bands >> band & 1 == 1 && shares(band)) {
                found.push(place / 4);
            }
            place = row.by_fact[place as usize % 4];
        }
        place != NO_ROW
    }

    /// The sketch of a row. `None` if there is no such row.
    pub fn get(&self, row: u32) -> Option<&Sketch> {
        (row < self.len()).then(|| &self.rows.get_ref(row).sketch)
    }

    /// The number of kept pages.
    pub fn len(&self) -> u32 {
        self.rows.len()
    }

    /// Whether no page is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the index was asked so far, and what it left out.
    pub fn stats(&self) -> NearStats {
        self.counts.get()
    }

    /// The allocated memory, in bytes. While one of the 43 tables grows, its old content is kept in addition.
    pub fn memory_bytes(&self) -> usize {
        self.rows.memory_bytes()
            + self.bands.capacity() * size_of::<Buckets>()
            + self.bands.iter().chain([&self.facts]).map(Buckets::memory_bytes).sum::<usize>()
    }
}

/// The hash of the fact with this number.
fn key_at(rows: &Column<Row>, place: u32) -> u64 {
    rows.get_ref(place / 4).sketch.key_facts().map_or(0, |keys| keys[place as usize % 4])
}

#[cfg(test)]
mod tests {
    use super::super::facts::{Fact, Facts};
    use super::super::hash::combine;
    use super::super::signature::Signature;
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// A sketch without a text. Each of the bands and number facts is given by a number.
    fn synthetic(band: impl Fn(usize) -> u64, facts: impl Iterator<Item = u64>) -> Sketch {
        let mut sketch = Sketch::new("");
        let mut slots = [0; 128];
        for (number, slot) in slots.iter_mut().enumerate() {
            *slot = finish(combine(band(number / 3), number as u64)) as u16;
        }
        sketch.signature = Signature(slots);
        (sketch.tokens, sketch.shingles) = (400, 380);
        let fact = |n: u64| Fact { context: finish(n) as u32, value: finish(!n) as u16 };
        sketch.facts = Facts::from_all(&mut facts.map(fact).collect(), &mut vec![]);
        sketch
    }

    #[test]
    fn a_page_takes_at_most_1100_bytes() {
        let mut index = NearIndex::new();
        let mut worst: f64 = 0.0;
        let pages = 100_000;
        for n in 0..pages {
            let sketch = synthetic(|band| n * 64 + band as u64, (0..16).map(|fact| n * 16 + fact));
            index.insert(&sketch).unwrap();
            // The first chunk is negligible from here on.
            if n > pages / 2 {
                worst = worst.max(index.memory_bytes() as f64 / (n + 1) as f64);
            }
        }
        assert_eq!(u64::from(index.len()), pages);
        assert!(worst <= 1100.0, "{worst} bytes per page");
    }

    #[test]
    fn all_pages_of_a_small_bucket_are_candidates() {
        let mut index = NearIndex::new();
        for n in 0..64 {
            // Pages share one band, and each has others.
            let sketch = synthetic(|band| if band == 5 { 0 } else { n * 64 + band as u64 }, 0..8);
            assert_eq!(index.candidates(&sketch), (0..n as u32).collect::<Vec<_>>());
            index.insert(&sketch).unwrap();
        }
        assert_eq!(index.stats().cut_lookups, 0);
        assert_eq!(index.stats().candidates, 63 * 64 / 2);
        let other = synthetic(|band| 1 << 40 | band as u64, 0..8);
        assert_eq!(index.candidates(&other), Vec::<u32>::new());
    }

    #[test]
    fn facts_decide_in_a_large_bucket() {
        let mut index = NearIndex::new();
        // 1,000 stories of one template with their own figures, and after each tenth one without figures.
        for n in 0..1000 {
            let facts = (n * 16)..(n * 16 + if n % 10 == 9 { 3 } else { 8 });
            index.insert(&synthetic(|band| if band < 9 { 0 } else { n * 64 + band as u64 }, facts)).unwrap();
        }
        let copy = |n: u64| synthetic(|band| if band < 9 { 0 } else { 1 << 40 }, (n * 16)..(n * 16 + 8));
        // Of the newest 64, those without figures.
        let without: Vec<_> = (93..100).map(|n| n * 10 + 9).filter(|row| *row >= 1000 - 64).collect();
        let mut expected = without.clone();
        expected.insert(0, 17);
        assert_eq!(index.candidates(&copy(17)), expected);
        let stats = index.stats();
        assert_eq!((stats.lookups, stats.cut_lookups, stats.cut_buckets, stats.cut_facts), (1, 1, 9, 0));
        // A page without figures is compared with the newest.
        let plain = synthetic(|band| if band < 9 { 0 } else { 1 << 40 }, 0..3);
        assert_eq!(index.candidates(&plain), (1000 - 64..1000).collect::<Vec<_>>());
    }

    #[test]
    fn a_fact_that_many_pages_share_is_cut() {
        let mut index = NearIndex::new();
        for _ in 0..100 {
            index.insert(&synthetic(|band| band as u64, 0..4)).unwrap();
        }
        let found = index.candidates(&synthetic(|band| band as u64, 0..4));
        assert_eq!(found, (36..100).collect::<Vec<_>>());
        assert_eq!(index.stats().cut_facts, 4);
    }

    /// Pages with few different bands, so that many meet, but less than 64 in each bucket.
    fn pages() -> impl Strategy<Value = Vec<Vec<u64>>> {
        proptest::collection::vec(proptest::collection::vec(0..40_u64, BANDS + 1), 1..60)
    }

    proptest! {
        #[test]
        fn candidates_are_the_pages_with_a_common_band(pages in pages(), seed: u64) {
            let sketch = |page: &Vec<u64>| synthetic(|band| page[band], (page[0] * 9)..(page[0] * 9 + page[1] % 7));
            // In another order.
            let mut order: Vec<_> = (0..pages.len()).collect();
            order.sort_by_key(|&at| finish(at as u64 ^ seed));
            let mut index = NearIndex::new();
            for (done, &at) in order.iter().enumerate() {
                let sketch = sketch(&pages[at]);
                let found = index.candidates(&sketch).into_iter().map(|row| order[row as usize]);
                let meets = |&other: &usize| (0..BANDS).any(|band| pages[other][band] == pages[at][band]);
                let expected: BTreeSet<_> = order[..done].iter().copied().filter(meets).collect();
                prop_assert_eq!(found.collect::<BTreeSet<_>>(), expected);
                prop_assert_eq!(index.insert(&sketch).unwrap(), done as u32);
                prop_assert_eq!(index.get(done as u32), Some(&sketch));
            }
            prop_assert_eq!(index.get(pages.len() as u32), None);
        }
    }
}
