//! Kept pages by the sketches of their texts, to find near copies of them.

use dechaff_dedup::{Comparison, DedupError, NearIndex, NearStats, Sketch, compare};

use crate::decide::copies::PageFacts;
use crate::decide::rules::{CopyRules, Updates};

/// Whether a run takes two texts for near copies, if it compares them. A run compares the texts of which its index finds one
/// for the other.
pub fn are_near_copies(first: &str, second: &str, same_site: bool) -> bool {
    compare(&Sketch::new(first), &Sketch::new(second), same_site).is_copy()
}

/// Sketches of pages in the order in which they were added.
pub(super) struct NearPages {
    rules: CopyRules,
    index: NearIndex,
    pages: Vec<NearPage>,
}

struct NearPage {
    /// Its number in the store of duplicates.
    number: u32,
    site: u64,
    /// In days since 1970.
    day: Option<i32>,
}

/// A page that another one nearly copies.
#[derive(Clone, Copy, Debug)]
pub(super) struct NearCopy {
    /// Its number.
    pub(super) number: u32,
    /// The estimated share of runs of words that both texts have, of those that either has.
    pub(super) similarity: f64,
    /// The estimated share of the shorter text that the other one has.
    pub(super) containment: f64,
    /// Whether the later of the two takes the place of the other, because it has other numbers in some places.
    pub(super) is_update: bool,
}

impl NearCopy {
    /// The copy that a comparison with a page proves, by the rules of a run.
    fn new(rules: CopyRules, comparison: &Comparison, number: u32) -> Option<Self> {
        let has_other_numbers = comparison.numbers.conflict > 0;
        let is_copy = comparison.is_copy() && !(has_other_numbers && rules.updates == Updates::Both);
        is_copy.then_some(Self {
            number,
            similarity: (comparison.jaccard * 1000.0).round() / 1000.0,
            containment: comparison.containment,
            is_update: has_other_numbers && rules.updates == Updates::Last,
        })
    }
}

/// Whether two pages may be near copies by their days.
fn is_in_window(rules: CopyRules, a: Option<i32>, b: Option<i32>) -> bool {
    match (rules.near_days, a, b) {
        (Some(days), Some(a), Some(b)) => a.abs_diff(b) <= days,
        _ => true,
    }
}

impl NearPages {
    pub(super) fn new(rules: CopyRules) -> Self {
        Self { rules, index: NearIndex::new(), pages: vec![] }
    }

    /// The page that a text copies: the one that holds most of it, and of several such the first.
    pub(super) fn find(&self, sketch: &Sketch, page: PageFacts) -> Option<NearCopy> {
        let mut best: Option<NearCopy> = None;
        for copy in self.copies(sketch, page.site, page.day()) {
            if best.is_none_or(|best| copy.containment > best.containment) {
                best = Some(copy);
            }
        }
        best
    }

    /// All pages of which a text is a near copy, in the order in which they were added.
    pub(super) fn copies(
        &self,
        sketch: &Sketch,
        site: u64,
        day: Option<i32>,
    ) -> impl Iterator<Item = NearCopy> {
        self.index.candidates(sketch).into_iter().filter_map(move |row| {
            let page = &self.pages[row as usize];
            if !is_in_window(self.rules, page.day, day) {
                return None;
            }
            let comparison = compare(self.index.get(row)?, sketch, page.site == site);
            NearCopy::new(self.rules, &comparison, page.number)
        })
    }

    /// What was looked for, and what was left out.
    pub(super) fn stats(&self) -> NearStats {
        self.index.stats()
    }

    /// Adds a page.
    pub(super) fn insert(&mut self, sketch: &Sketch, page: PageFacts, number: u32) -> Result<(), DedupError> {
        self.index.insert(sketch)?;
        self.pages.push(NearPage { number, site: page.site, day: page.day() });
        Ok(())
    }
}
