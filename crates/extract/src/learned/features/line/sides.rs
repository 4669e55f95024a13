//! The lines before and the lines after the block, apart.

use super::prefix_sums;
use crate::document::prose::{BlockSum, log, share};
use crate::learned::features::matrix::RowWriter;
use crate::learned::features::{Feature, FeatureContext, FeatureGroup, feature};

/// Windows on either side.
pub(crate) struct Sides {
    /// Lines that begin like boilerplate, summed over the lines before each line.
    phrases: Vec<u32>,
    /// Lines of at most [`SHORT_WORDS`] words, likewise.
    short: Vec<u32>,
}

/// Lines in each window.
const WINDOWS: [usize; 4] = [3, 8, 20, 50];
/// Words of a short line.
const SHORT_WORDS: u32 = 4;

impl FeatureGroup for Sides {
    fn new(context: &FeatureContext<'_>) -> Self {
        Self {
            phrases: prefix_sums(context.phrases.iter().map(Option::is_some)),
            short: prefix_sums(context.document.blocks.iter().map(|b| b.words <= SHORT_WORDS)),
        }
    }

    fn features() -> Vec<Feature> {
        let mut all = Vec::new();
        for side in ["before", "after"] {
            for reach in WINDOWS {
                let name = |what: &str| format!("{side}_{reach}_lines_{what}");
                all.push(feature(name("words"), "Words of this many lines on this side, as a logarithm"));
                all.push(feature(name("prose"), "Share of their words in running text, 0 to 1"));
                all.push(feature(name("stop_share"), "Share of function words among their words, 0 to 1"));
                all.push(feature(
                    name("phrases"),
                    "Share of these lines that begin like boilerplate, 0 to 1",
                ));
                all.push(feature(name("short"), "Share of these lines that have at most four words, 0 to 1"));
            }
        }
        all
    }

    fn fill(&self, context: &FeatureContext<'_>, index: usize, row: &mut RowWriter<'_>) {
        let count = context.document.blocks.len();
        for is_after in [false, true] {
            for reach in WINDOWS {
                let (start, end) = match is_after {
                    false => (index.saturating_sub(reach), index),
                    true => (index + 1, (index + 1 + reach).min(count)),
                };
                let sum: BlockSum = context.sums.range(&(start as u32..end as u32));
                row.push([
                    log(sum.words),
                    share(sum.prose, sum.words),
                    share(sum.stop_words, sum.words),
                    share(self.phrases[end] - self.phrases[start], sum.blocks),
                    share(self.short[end] - self.short[start], sum.blocks),
                ]);
            }
        }
    }
}
