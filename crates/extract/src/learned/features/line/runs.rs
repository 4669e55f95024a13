//! Runs of running text and of other lines.
//!
//! Paragraphs of a story follow each other. Leads of other stories stand alone: a headline, one paragraph, the next headline.

use std::ops::Range;

use super::prefix_sums;
use crate::document::prose::{is_prose, log, share};
use crate::learned::features::matrix::{RowWriter, flag};
use crate::learned::features::{Feature, FeatureContext, FeatureGroup, feature, feature_list};

/// The runs of a page, alternately of running text and of other lines.
pub(crate) struct Runs {
    runs: Vec<Range<u32>>,
    /// For each line, the index of its run.
    of_lines: Vec<u32>,
    /// Lines of running text before each line.
    prose: Vec<u32>,
    /// Lines of running text that are alone between other lines, likewise.
    lone: Vec<u32>,
}

/// Lines in the windows before and after.
const WINDOWS: [usize; 2] = [12, 40];

impl Runs {
    /// Lines and words of a run, as logarithms.
    fn size(&self, context: &FeatureContext<'_>, run: Option<usize>) -> [f32; 2] {
        run.and_then(|run| self.runs.get(run)).map_or([0.0; 2], |run| {
            let sum = context.sums.range(run);
            [log(sum.blocks), log(sum.words)]
        })
    }

    /// The share of the lines of running text in a range that are alone.
    fn lone_share(&self, range: Range<usize>) -> f32 {
        share(self.lone[range.end] - self.lone[range.start], self.prose[range.end] - self.prose[range.start])
    }
}

impl FeatureGroup for Runs {
    fn new(context: &FeatureContext<'_>) -> Self {
        let blocks = &context.document.blocks;
        let (mut runs, mut of_lines) = (vec![], vec![]);
        for run in blocks.chunk_by(|a, b| is_prose(a) == is_prose(b)) {
            let start = of_lines.len() as u32;
            of_lines.resize(of_lines.len() + run.len(), runs.len() as u32);
            runs.push(start..of_lines.len() as u32);
        }
        let is_lone = |line: usize| is_prose(&blocks[line]) && runs[of_lines[line] as usize].len() == 1;
        Self {
            prose: prefix_sums(blocks.iter().map(is_prose)),
            lone: prefix_sums((0..blocks.len()).map(is_lone)),
            runs,
            of_lines,
        }
    }

    fn features() -> Vec<Feature> {
        let mut all = feature_list(&[
            (
                "in_run_lines",
                "Lines in a row that are running text like this one, or no running text, as a logarithm",
            ),
            ("in_run_words", "Their words, as a logarithm"),
            ("since_run_start", "Lines of them before this one, as a logarithm"),
            (
                "last_run_lines",
                "Lines of the run of the other kind before them, as a logarithm; 0 without any",
            ),
            ("last_run_words", "Their words, as a logarithm"),
            (
                "next_run_lines",
                "Lines of the run of the other kind after them, as a logarithm; 0 without any",
            ),
            ("next_run_words", "Their words, as a logarithm"),
            ("lone_prose", "1 if this is a line of running text without another one before or after it"),
        ]);
        for side in ["before", "after"] {
            for reach in WINDOWS {
                all.push(feature(
                    format!("{side}_{reach}_lines_lone"),
                    "Share of the lines of running text on this side that are alone, 0 to 1",
                ));
            }
        }
        all
    }

    fn fill(&self, context: &FeatureContext<'_>, index: usize, row: &mut RowWriter<'_>) {
        let run = self.of_lines[index] as usize;
        let count = self.of_lines.len();
        row.push(self.size(context, Some(run)));
        row.push([log(index as u32 - self.runs[run].start)]);
        row.push(self.size(context, run.checked_sub(1)));
        row.push(self.size(context, Some(run + 1)));
        row.push([flag(self.lone[index + 1] > self.lone[index])]);
        row.push(WINDOWS.map(|reach| self.lone_share(index.saturating_sub(reach)..index)));
        row.push(WINDOWS.map(|reach| self.lone_share(index + 1..(index + 1 + reach).min(count))));
    }
}
