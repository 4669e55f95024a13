//! What a selection of blocks looks like: how much text is likely, how certain that is, and how close together it is.
//!
//! These columns follow the columns of the page in the rows that the type and the confidence are predicted from.

use std::ops::Range;

use super::Feature;
use super::page_row::PageRow;
use crate::document::Document;
use crate::document::block::Block;
use crate::learned::threshold;

// The model was trained with these three limits, so a change needs a new model.
/// Blocks above this probability are almost certainly part of the text.
const SURE: f32 = 0.8;
/// Blocks with such a probability are undecided.
const UNDECIDED: Range<f32> = 0.2..0.7;
/// Blocks this close to the threshold could as well be on its other side.
const NEAR_THRESHOLD: f32 = 0.1;

/// Whether a block counts as prose here: it has the end of a sentence and ten words.
///
/// This differs from `document::prose::is_prose`, which counts no words in links and accepts a comma instead of the end
/// of a sentence. The model was trained with both.
fn has_sentence_of_ten_words(block: &Block) -> bool {
    block.sentences > 0 && block.words >= 10
}

/// A column: its name, what it means, and its value.
type Column = (&'static str, &'static str, fn(&Outcome) -> f32);

/// The columns. Models check their names and order.
const COLUMNS: [Column; 22] = [
    ("expected", "Expected F1 of the best threshold, 0 to 1", |o| o.expected_f),
    ("highest", "Highest probability of a block, 0 to 1", |o| o.highest),
    ("doubt", "Mean of four times p (1 - p), weighted by words, 0 to 1", |o| o.all.doubt / o.all_words()),
    ("doubt_kept", "The same for the kept blocks", |o| o.kept.doubt / o.kept_words()),
    ("kept_words", "Words kept, as a logarithm", |o| log(o.kept_words())),
    ("kept_share", "Share of the page's words that are kept, 0 to 1", |o| o.kept_words() / o.all_words()),
    ("kept_links", "Share of the kept words in links, 0 to 1", |o| o.kept_links / o.kept_words()),
    ("kept_prose", "Share of the kept words in blocks with a sentence and ten words, 0 to 1", |o| {
        o.kept_prose / o.kept_words()
    }),
    ("kept_mean", "Words per kept block", |o| o.kept_words() / o.kept_blocks.max(1) as f32),
    ("kept_stop_share", "Share of function words among the kept words, 0 to 1", |o| {
        o.kept_stop_words / o.kept_words()
    }),
    ("kept_gaps", "Runs of dropped blocks before kept ones, as a logarithm", |o| log(o.gaps as f32)),
    ("kept_gap_words", "Words dropped between the first and the last kept block, per word kept", |o| {
        o.dropped_inside / o.kept_words().max(1.0)
    }),
    ("sure_words", "Words of blocks with a probability above 0.8, as a logarithm", |o| log(o.sure_words)),
    ("sure_share", "Their share of all words that are expected to be right", |o| o.sure_mass / o.mass()),
    ("middling", "Share of the page's words in blocks with a probability of 0.2 to 0.7, 0 to 1", |o| {
        o.undecided_words / o.all_words()
    }),
    ("near", "Share of the page's words within 0.1 of the threshold, 0 to 1", |o| {
        o.near_words / o.all_words()
    }),
    (
        "run_share",
        "Share of the words expected to be right that are in the best run of blocks, 0 to 1",
        |o| o.run_mass / o.mass(),
    ),
    ("run_words", "Words of that run, as a logarithm", |o| log(o.run_words)),
    ("run_mean", "Its mean probability, weighted by words", |o| {
        if o.run_words > 0.0 { o.run_mass / o.run_words } else { 0.0 }
    }),
    ("run_title", "Blocks between it and the block that covers most of the title, as a logarithm", |o| {
        log(o.run_to_title)
    }),
    ("after_words", "Words after the last kept block, as a logarithm", |o| log(o.dropped_after)),
    ("before_words", "Words before the first kept block, as a logarithm", |o| log(o.dropped_before)),
];

/// Names and meanings of the columns.
pub(super) fn columns() -> impl Iterator<Item = Feature> {
    COLUMNS.iter().map(|&(name, about, _)| super::feature(name, about))
}

/// Appends the values of the columns to `row`. `p` holds the probability of each block.
pub(crate) fn push_outcome_features(
    document: &Document,
    page_row: &PageRow,
    p: &[f32],
    beta: f32,
    row: &mut Vec<f32>,
) {
    let outcome = Outcome::new(document, page_row, p, beta);
    row.extend(COLUMNS.iter().map(|(.., value)| value(&outcome)));
}

fn log(x: f32) -> f32 {
    (1.0 + x).ln()
}

/// Sums over some blocks.
#[derive(Default)]
struct Mass {
    words: f32,
    /// Words that are expected to be right.
    expected: f32,
    /// Words times four p (1 - p).
    doubt: f32,
}

impl Mass {
    fn add(&mut self, p: f32, words: f32) {
        self.words += words;
        self.expected += p * words;
        self.doubt += 4.0 * p * (1.0 - p) * words;
    }
}

/// Sums over the blocks of a page and over those that the best threshold keeps. All counts are in words, unless the
/// field says otherwise.
#[derive(Default)]
struct Outcome {
    expected_f: f32,
    highest: f32,
    all: Mass,
    kept: Mass,
    kept_blocks: u32,
    kept_links: f32,
    kept_prose: f32,
    kept_stop_words: f32,
    /// Runs of dropped blocks that a kept block follows.
    gaps: u32,
    sure_words: f32,
    sure_mass: f32,
    undecided_words: f32,
    near_words: f32,
    dropped_before: f32,
    /// Dropped between the first and the last kept block.
    dropped_inside: f32,
    dropped_after: f32,
    run_words: f32,
    run_mass: f32,
    /// Blocks from the start of the best run to the block that covers most of the title.
    run_to_title: f32,
}

impl Outcome {
    fn new(document: &Document, page_row: &PageRow, p: &[f32], beta: f32) -> Self {
        let words: Vec<u32> = document.blocks.iter().map(|b| b.words).collect();
        let (threshold, expected_f) = threshold::best_threshold(p, &words, beta);
        let mut outcome = Self { expected_f, ..Self::default() };
        for (block, &p) in document.blocks.iter().zip(p) {
            outcome.add_likelihood(block.words as f32, p, threshold);
        }
        outcome.add_kept(&document.blocks, p, threshold);
        outcome.add_dropped(&words, p, threshold);
        let run = best_run(p, &words);
        let in_run =
            |value: &dyn Fn(usize) -> f32| run.clone().map(|b| value(b) * words[b] as f32).sum::<f32>();
        outcome.run_words = in_run(&|_| 1.0);
        outcome.run_mass = in_run(&|b| p[b]);
        outcome.run_to_title =
            page_row.title_block().map_or(0.0, |title| (run.start as f32 - title as f32).abs());
        outcome
    }

    fn add_likelihood(&mut self, words: f32, p: f32, threshold: f32) {
        self.all.add(p, words);
        self.highest = self.highest.max(p);
        if p > SURE {
            self.sure_words += words;
            self.sure_mass += p * words;
        }
        if UNDECIDED.contains(&p) {
            self.undecided_words += words;
        }
        if (p - threshold).abs() < NEAR_THRESHOLD {
            self.near_words += words;
        }
    }

    fn add_kept(&mut self, blocks: &[Block], p: &[f32], threshold: f32) {
        let mut was_kept = true;
        for (block, &p) in blocks.iter().zip(p) {
            let is_kept = p >= threshold;
            if is_kept {
                let words = block.words as f32;
                self.kept.add(p, words);
                self.kept_links += block.link_words.min(block.words) as f32;
                self.kept_prose += if has_sentence_of_ten_words(block) { words } else { 0.0 };
                self.kept_stop_words += block.stop_words as f32;
                self.gaps += u32::from(!was_kept);
                self.kept_blocks += 1;
            }
            was_kept = is_kept;
        }
    }

    fn add_dropped(&mut self, words: &[u32], p: &[f32], threshold: f32) {
        let mut since_first_kept = 0.0;
        let mut any_kept = false;
        for (&words, &p) in words.iter().zip(p) {
            if p >= threshold {
                any_kept = true;
                (self.dropped_inside, self.dropped_after) = (since_first_kept, 0.0);
                continue;
            }
            let since = if any_kept { &mut since_first_kept } else { &mut self.dropped_before };
            *since += words as f32;
            self.dropped_after += words as f32;
        }
        if !any_kept {
            // As if the first block were the last kept one, and dropped. The model was trained so.
            self.dropped_before = 0.0;
            self.dropped_inside = words.first().map_or(0.0, |&w| w as f32);
            self.dropped_after = words.iter().skip(1).map(|&w| w as f32).sum();
        }
    }

    fn all_words(&self) -> f32 {
        self.all.words.max(1.0)
    }

    fn kept_words(&self) -> f32 {
        self.kept.words.max(1e-6)
    }

    fn mass(&self) -> f32 {
        self.all.expected.max(1e-6)
    }
}

/// The run of blocks with the largest sum of words times (p - 1/2).
fn best_run(p: &[f32], words: &[u32]) -> Range<usize> {
    let (mut best, mut best_sum, mut start, mut sum) = (0..0, 0.0, 0, 0.0);
    for index in 0..p.len() {
        if sum <= 0.0 {
            (sum, start) = (0.0, index);
        }
        sum += (p[index] - 0.5) * words[index] as f32;
        if sum > best_sum {
            (best_sum, best) = (sum, start..index + 1);
        }
    }
    best
}
