//! Kept pages by the sketches of their texts, to find near copies of them.

use dechaff_dedup::{DedupError, NearIndex, Sketch, compare};

/// Whether a run takes two texts for near copies, if it compares them. A run compares the texts of which its index finds one
/// for the other.
pub fn are_near_copies(first: &str, second: &str, same_site: bool) -> bool {
    compare(&Sketch::new(first), &Sketch::new(second), same_site).is_copy()
}

/// The kept pages.
#[derive(Default)]
pub(super) struct NearPages {
    index: NearIndex,
    /// For each page its number in the store of duplicates, and a hash of its site.
    pages: Vec<(u32, u64)>,
}

/// A page that another one nearly copies.
pub(super) struct NearCopy {
    /// Its number in the store of duplicates.
    pub(super) number: u32,
    /// The estimated share of runs of words that both texts have, of those that either has.
    pub(super) similarity: f64,
}

impl NearPages {
    /// The kept page that a text copies: the one that holds most of it, and of several such the first.
    pub(super) fn find(&self, sketch: &Sketch, site: u64) -> Option<NearCopy> {
        let mut best: Option<(f64, NearCopy)> = None;
        for row in self.index.candidates(sketch) {
            let Some(kept) = self.index.get(row) else { continue };
            let (number, kept_site) = self.pages[row as usize];
            let comparison = compare(kept, sketch, kept_site == site);
            if comparison.is_copy() && best.as_ref().is_none_or(|(most, _)| comparison.containment > *most) {
                let copy = NearCopy { number, similarity: comparison.jaccard };
                best = Some((comparison.containment, copy));
            }
        }
        best.map(|(_, copy)| copy)
    }

    /// Adds a kept page.
    pub(super) fn insert(&mut self, sketch: &Sketch, site: u64, number: u32) -> Result<(), DedupError> {
        self.index.insert(sketch)?;
        self.pages.push((number, site));
        Ok(())
    }
}
