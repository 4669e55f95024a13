//! The scores of the two linear models for the block and for the blocks around it.

use crate::learned::features::matrix::RowWriter;
use crate::learned::features::{Feature, FeatureContext, FeatureGroup, feature_list};

/// Prefix sums for the mean scores of windows and of the page.
pub(crate) struct Scores {
    /// Weight times score, summed over the blocks before each block.
    markup: Vec<f32>,
    text: Vec<f32>,
    /// The weights: roots of word counts, summed over the blocks before each block.
    weights: Vec<f32>,
}

/// Blocks on either side in the narrow and the wide window.
const NARROW: usize = 5;
const WIDE: usize = 15;

impl Scores {
    fn mean(&self, sums: &[f32], block: usize, reach: usize) -> f32 {
        let (start, end) = (block.saturating_sub(reach), (block + reach + 1).min(sums.len() - 1));
        let weight = self.weights[end] - self.weights[start];
        if weight > 0.0 { (sums[end] - sums[start]) / weight } else { 0.0 }
    }
}

/// Weight times score, summed over the blocks before each block. `weights` are sums, too.
fn weighted_sums(scores: &[f32], weights: &[f32]) -> Vec<f32> {
    let mut sums = vec![0.0];
    let mut sum = 0.0;
    for (score, pair) in scores.iter().zip(weights.windows(2)) {
        sum += score * (pair[1] - pair[0]);
        sums.push(sum);
    }
    sums
}

impl FeatureGroup for Scores {
    fn new(context: &FeatureContext<'_>) -> Self {
        let mut weights = vec![0.0];
        let mut sum = 0.0;
        for block in &context.document.blocks {
            // A long block counts more, but less than in proportion to its length.
            sum += (block.words as f32).sqrt();
            weights.push(sum);
        }
        Self {
            markup: weighted_sums(&context.markup, &weights),
            text: weighted_sums(&context.text.kept, &weights),
            weights,
        }
    }

    fn features() -> Vec<Feature> {
        feature_list(&[
            ("markup", "Markup model's log-odds"),
            ("markup_before_1", "The same for the block before; 0 without one"),
            ("markup_after_1", "The same for the block after; 0 without one"),
            ("markup_before_2", "The same for the block two before"),
            ("markup_after_2", "The same for the block two after"),
            ("markup_heading", "The same for the heading above; 0 without one"),
            ("markup_mean_5", "Its mean over 5 blocks on either side, weighted by the root of words"),
            ("markup_mean_15", "Its mean over 15 blocks on either side"),
            ("markup_page", "Its mean over the page"),
            ("words", "Text model's log-odds"),
            ("words_before_1", "The same for the block before; 0 without one"),
            ("words_after_1", "The same for the block after; 0 without one"),
            ("words_heading", "The same for the heading above; 0 without one"),
            ("words_mean_5", "Its mean over 5 blocks on either side, weighted by the root of words"),
            ("words_mean_15", "Its mean over 15 blocks on either side"),
            ("words_page", "Its mean over the page"),
        ])
    }

    fn fill(&self, context: &FeatureContext<'_>, block: usize, row: &mut RowWriter<'_>) {
        let at =
            |scores: &[f32], index: Option<usize>| index.and_then(|i| scores.get(i)).copied().unwrap_or(0.0);
        let heading = context.headings[block].map(|h| h as usize);
        let all = self.weights.len();
        row.push([
            context.markup[block],
            at(&context.markup, block.checked_sub(1)),
            at(&context.markup, Some(block + 1)),
            at(&context.markup, block.checked_sub(2)),
            at(&context.markup, Some(block + 2)),
            at(&context.markup, heading),
            self.mean(&self.markup, block, NARROW),
            self.mean(&self.markup, block, WIDE),
            self.mean(&self.markup, block, all),
            context.text.kept[block],
            at(&context.text.kept, block.checked_sub(1)),
            at(&context.text.kept, Some(block + 1)),
            at(&context.text.kept, heading),
            self.mean(&self.text, block, NARROW),
            self.mean(&self.text, block, WIDE),
            self.mean(&self.text, block, all),
        ]);
    }
}
