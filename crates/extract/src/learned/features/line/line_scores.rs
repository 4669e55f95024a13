//! What the words of lines say about where the story begins, pauses and ends.

use crate::learned::features::matrix::RowWriter;
use crate::learned::features::{Feature, FeatureContext, FeatureGroup, feature};
use crate::learned::linear_model::LINE_OUTPUTS;

/// Prefix sums of the scores, and the strongest sign of an end so far.
pub(crate) struct LineScores {
    /// For each output, the scores summed over the lines before each line, weighted by the root of words.
    sums: Vec<Vec<f32>>,
    weights: Vec<f32>,
    /// The highest score of `after` over the lines up to each line.
    highest_after: Vec<f32>,
}

/// The output for lines after the story.
const AFTER: usize = 1;

/// What each of the [`LINE_OUTPUTS`] means.
const ABOUT: [&str; LINE_OUTPUTS.len()] = [
    "Log-odds by the words that the line comes before the story",
    "Log-odds by the words that it comes after the story",
    "Log-odds by the words that it is in a gap of the story",
    "Log-odds by the words that it comes shortly before the first line of the story",
    "Log-odds by the words that it comes shortly after the last line of the story",
];

/// Windows of the first output, in lines before and after.
const WORD_WINDOWS: [(&str, usize, usize); 5] =
    [("mean_2", 2, 2), ("before_8", 8, 0), ("after_8", 0, 8), ("before_25", 25, 0), ("after_25", 0, 25)];

impl LineScores {
    fn mean(&self, output: usize, index: usize, before: usize, after: usize) -> f32 {
        let sums = &self.sums[output];
        let (start, end) = (index.saturating_sub(before), (index + after + 1).min(sums.len() - 1));
        let weight = self.weights[end] - self.weights[start];
        if weight > 0.0 { (sums[end] - sums[start]) / weight } else { 0.0 }
    }
}

impl FeatureGroup for LineScores {
    fn new(context: &FeatureContext<'_>) -> Self {
        let mut weights = vec![0.0];
        for block in &context.document.blocks {
            weights.push(weights[weights.len() - 1] + (block.words as f32).sqrt());
        }
        let all = std::iter::once(&context.text.kept).chain(&context.text.lines);
        let sums = all
            .map(|scores| {
                let mut sums = vec![0.0];
                for (index, score) in scores.iter().enumerate() {
                    sums.push(sums[index] + score * (weights[index + 1] - weights[index]));
                }
                sums
            })
            .collect();
        let mut highest = f32::NEG_INFINITY;
        let highest_after = context.text.lines[AFTER]
            .iter()
            .map(|&score| {
                highest = highest.max(score);
                highest
            })
            .collect();
        Self { sums, weights, highest_after }
    }

    fn features() -> Vec<Feature> {
        let mut all = Vec::new();
        for (name, ..) in WORD_WINDOWS {
            all.push(feature(format!("words_{name}"), "Text model's mean log-odds over these lines"));
        }
        for (output, about) in LINE_OUTPUTS.into_iter().zip(ABOUT) {
            all.push(feature(output, about));
            all.push(feature(format!("{output}_last"), "The same for the line before; 0 without one"));
            all.push(feature(format!("{output}_next"), "The same for the line after; 0 without one"));
            all.push(feature(format!("{output}_mean_5"), "The mean over 5 lines on either side"));
            all.push(feature(format!("{output}_before_12"), "The mean over 12 lines before and this one"));
            all.push(feature(format!("{output}_after_12"), "The mean over this line and 12 after it"));
        }
        all.push(feature("highest_after", "The highest log-odds so far that the story has ended"));
        all
    }

    fn fill(&self, context: &FeatureContext<'_>, index: usize, row: &mut RowWriter<'_>) {
        for (_, before, after) in WORD_WINDOWS {
            row.push([self.mean(0, index, before, after)]);
        }
        for (output, scores) in context.text.lines.iter().enumerate() {
            let at = |i: Option<usize>| i.and_then(|i| scores.get(i)).copied().unwrap_or(0.0);
            row.push([
                scores[index],
                at(index.checked_sub(1)),
                at(Some(index + 1)),
                self.mean(output + 1, index, 5, 5),
                self.mean(output + 1, index, 12, 0),
                self.mean(output + 1, index, 0, 12),
            ]);
        }
        row.push([self.highest_after[index]]);
    }
}
