//! By what sketches are found.

use super::facts::{Fact, MAX_FACTS};
use super::hash::{combine, finish};
use super::signature::BANDS;
use super::sketch::Sketch;

/// Number facts by which pages in large buckets are found. A page with fewer is not found by facts.
pub(super) const KEY_FACTS: usize = 4;

impl Sketch {
    /// The number of bands. Two texts are compared if one of their bands is equal.
    pub const BANDS: usize = BANDS;

    /// The bands in their order, each as a number of 48 bits.
    pub fn bands(&self) -> impl Iterator<Item = u64> {
        (0..BANDS).map(|band| {
            let [a, b, c] = self.signature.band(band).map(u64::from);
            a | b << 16 | c << 32
        })
    }

    /// The hashes of the four numbers of the text by which it is found where one band is common to too many texts. `None`
    /// if it has fewer.
    pub fn key_facts(&self) -> Option<[u64; KEY_FACTS]> {
        let mut hashes = [u64::MAX; MAX_FACTS];
        for (hash, Fact { context, value }) in hashes.iter_mut().zip(self.facts.numbers().iter()) {
            *hash = finish(combine(u64::from(context), u64::from(value)));
        }
        hashes.sort_unstable();
        hashes.first_chunk().copied().filter(|_| self.facts.numbers().len() >= KEY_FACTS)
    }
}
