//! The run of lines with the most running text, and where the block is with respect to it.
//!
//! This is what rules take for the story: the maximum of a sum over contiguous lines.

use std::ops::Range;

use crate::document::phrases::BoilerplateKind;
use crate::document::prose::{is_prose, log, share};
use crate::learned::features::matrix::RowWriter;
use crate::learned::features::{Feature, FeatureContext, FeatureGroup, feature};

/// The best run for each of the [`COSTS`].
pub(crate) struct StoryWindow {
    runs: Vec<Range<usize>>,
}

/// What a line that is not running text costs: a fixed part, a part for each word, and what a heading of a box costs.
struct Costs {
    name: &'static str,
    line: f32,
    word: f32,
    barrier: f32,
}

const COSTS: [Costs; 3] = [
    Costs { name: "strict", line: 4.0, word: 1.0, barrier: 0.0 },
    Costs { name: "boxed", line: 4.0, word: 1.0, barrier: 30.0 },
    Costs { name: "lenient", line: 1.0, word: 0.3, barrier: 0.0 },
];

fn best_run(context: &FeatureContext<'_>, costs: &Costs) -> Range<usize> {
    let (mut best, mut best_sum) = (0..0, 0.0);
    let (mut start, mut sum) = (0, 0.0f32);
    for (index, block) in context.document.blocks.iter().enumerate() {
        if sum <= 0.0 {
            (start, sum) = (index, 0.0);
        }
        let is_barrier = context.phrases[index].is_some_and(|p| {
            matches!(
                p.kind,
                BoilerplateKind::Related | BoilerplateKind::Comments | BoilerplateKind::Newsletter
            )
        });
        sum += if is_prose(block) {
            block.words as f32
        } else {
            -(costs.line + costs.word * block.words as f32)
        };
        sum -= if is_barrier { costs.barrier } else { 0.0 };
        if sum > best_sum {
            (best, best_sum) = (start..index + 1, sum);
        }
    }
    best
}

impl FeatureGroup for StoryWindow {
    fn new(context: &FeatureContext<'_>) -> Self {
        Self { runs: COSTS.iter().map(|costs| best_run(context, costs)).collect() }
    }

    fn features() -> Vec<Feature> {
        let mut all = Vec::new();
        for Costs { name, .. } in COSTS {
            let name = |what: &str| format!("{name}_run_{what}");
            all.push(feature(
                name("side"),
                "-1 before the run with the most running text, 1 after it, 0 inside",
            ));
            all.push(feature(name("from_start"), "Lines from its start, as a signed logarithm"));
            all.push(feature(name("from_end"), "Lines from its end, as a signed logarithm"));
            all.push(feature(name("words_from_start"), "Words from its start, as a signed logarithm"));
            all.push(feature(name("words_from_end"), "Words from its end, as a signed logarithm"));
            all.push(feature(name("share"), "Share of the page's running text in it, 0 to 1"));
        }
        all
    }

    fn fill(&self, context: &FeatureContext<'_>, index: usize, row: &mut RowWriter<'_>) {
        let sums = &context.sums;
        for run in &self.runs {
            let side = if index < run.start {
                -1.0
            } else if index >= run.end {
                1.0
            } else {
                0.0
            };
            let lines = |from: usize, to: usize| {
                if to >= from { log((to - from) as u32) } else { -log((from - to) as u32) }
            };
            let words = |from: usize, to: usize| {
                let between = sums.range(&(from.min(to) as u32..from.max(to) as u32)).words;
                if to >= from { log(between) } else { -log(between) }
            };
            row.push([
                side,
                lines(run.start, index),
                lines(run.end, index),
                words(run.start, index),
                words(run.end, index),
                share(sums.range(&(run.start as u32..run.end as u32)).prose, sums.all().prose),
            ]);
        }
    }
}
