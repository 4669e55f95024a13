//! What the two linear models say of the block and of the blocks around it.

use crate::learned::features::matrix::Row;
use crate::learned::features::{Feature, FeatureContext, Group, named};

/// Scores of a block, its neighbours, the heading above, a window and the page.
pub(crate) struct Scores<'d> {
    page: &'d FeatureContext<'d>,
    /// Words times score of all blocks before each, and words.
    markup: Vec<f32>,
    text: Vec<f32>,
    words: Vec<f32>,
}

const REACH: usize = 5;
const WIDE: usize = 15;

impl<'d> Scores<'d> {
    fn mean(&self, sums: &[f32], block: usize, reach: usize) -> f32 {
        let (start, end) = (block.saturating_sub(reach), (block + reach + 1).min(sums.len() - 1));
        let words = self.words[end] - self.words[start];
        if words > 0.0 { (sums[end] - sums[start]) / words } else { 0.0 }
    }
}

fn weighted(scores: &[f32], words: &[f32]) -> Vec<f32> {
    let mut sums = vec![0.0];
    let mut sum = 0.0;
    for (score, pair) in scores.iter().zip(words.windows(2)) {
        sum += score * (pair[1] - pair[0]);
        sums.push(sum);
    }
    sums
}

impl<'d> Group<'d> for Scores<'d> {
    fn new(page: &'d FeatureContext<'d>) -> Self {
        let mut words = vec![0.0];
        let mut sum = 0.0;
        for block in &page.document.blocks {
            // A long block counts more, but not by all of its length.
            sum += (block.words as f32).sqrt();
            words.push(sum);
        }
        Self { page, markup: weighted(&page.markup, &words), text: weighted(&page.text, &words), words }
    }

    fn features() -> Vec<Feature> {
        named(&[
            ("markup", "Markup model's log-odds"),
            ("markup_before_1", "The same of the block before; 0 without one"),
            ("markup_after_1", "The same of the block after; 0 without one"),
            ("markup_before_2", "The same two blocks before"),
            ("markup_after_2", "The same two blocks after"),
            ("markup_heading", "The same of the heading above; 0 without one"),
            ("markup_mean_5", "Its mean over 5 blocks on either side, weighted by the root of words"),
            ("markup_mean_15", "Its mean over 15 blocks on either side"),
            ("markup_page", "Its mean over the page"),
            ("words", "Text model's log-odds"),
            ("words_before_1", "The same of the block before; 0 without one"),
            ("words_after_1", "The same of the block after; 0 without one"),
            ("words_heading", "The same of the heading above; 0 without one"),
            ("words_mean_5", "Its mean over 5 blocks on either side, weighted by the root of words"),
            ("words_mean_15", "Its mean over 15 blocks on either side"),
            ("words_page", "Its mean over the page"),
        ])
    }

    fn fill(&self, page: &FeatureContext<'_>, block: usize, row: &mut Row<'_>) {
        let at =
            |scores: &[f32], index: Option<usize>| index.and_then(|i| scores.get(i)).copied().unwrap_or(0.0);
        let heading = page.headings[block].map(|h| h as usize);
        let all = self.words.len();
        row.put([
            page.markup[block],
            at(&page.markup, block.checked_sub(1)),
            at(&page.markup, Some(block + 1)),
            at(&page.markup, block.checked_sub(2)),
            at(&page.markup, Some(block + 2)),
            at(&page.markup, heading),
            self.mean(&self.markup, block, REACH),
            self.mean(&self.markup, block, WIDE),
            self.mean(&self.markup, block, all),
            self.page.text[block],
            at(&page.text, block.checked_sub(1)),
            at(&page.text, Some(block + 1)),
            at(&page.text, heading),
            self.mean(&self.text, block, REACH),
            self.mean(&self.text, block, WIDE),
            self.mean(&self.text, block, all),
        ]);
    }
}
