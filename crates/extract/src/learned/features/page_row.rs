//! A page as one row: what its type and the confidence in its text are told from.
//!
//! The row begins with the page's own features, which stand in every block's row, and goes on with what a look at all
//! blocks has found: how much text is likely, how sure of it, how close together it stands.

use std::ops::Range;

use super::matrix::FeatureMatrix;
use super::{Feature, features, named};
use crate::document::Document;
use crate::learned::threshold;

/// Columns of the blocks' rows that are the same for the whole page, or of which the page's largest value is taken.
struct Columns {
    same: Vec<usize>,
    most: Vec<usize>,
    /// Which of the latter says how much of the title a block covers.
    title: usize,
}

fn columns() -> &'static Columns {
    static COLUMNS: std::sync::OnceLock<Columns> = std::sync::OnceLock::new();
    COLUMNS.get_or_init(|| {
        let find = |test: &dyn Fn(&str) -> bool| -> Vec<usize> {
            (0..features().len()).filter(|&c| test(features()[c].name.as_str())).collect()
        };
        let same: &[&str] = &[
            "declared",
            "linked",
            "headlines",
            "markup_page",
            "words_page",
            "readable_prose",
            "densest_prose",
        ];
        // A name that is misspelt here is found by every test of the detector.
        let title = find(&|n| n == "title_covered").first().copied().unwrap_or(0);
        Columns {
            title,
            same: find(&|n| n.starts_with("page_") || n.starts_with("url_") || same.contains(&n)),
            most: find(&|n| {
                matches!(n, "title_covered" | "summary_covered" | "is_title" | "siblings" | "copies")
            }),
        }
    })
}

/// The columns that say what the page is, whatever its blocks are.
pub(super) fn page_features() -> Vec<Feature> {
    let blocks = features();
    let mut all: Vec<Feature> = columns().same.iter().map(|&c| blocks[c].clone()).collect();
    all.extend(columns().most.iter().map(|&c| Feature {
        name: format!("most_{}", blocks[c].name),
        about: "The largest value of the feature on the page",
    }));
    all
}

/// The columns of what was found.
pub(super) fn found_features() -> Vec<Feature> {
    named(&[
        ("expected", "Expected F1 of the best decision, 0 to 1"),
        ("highest", "Highest probability of a block, 0 to 1"),
        ("doubt", "Mean of four times p (1 - p), by words, 0 to 1"),
        ("doubt_kept", "The same of the kept blocks"),
        ("kept_words", "Words kept, as a logarithm"),
        ("kept_share", "Share of the page's words that are kept, 0 to 1"),
        ("kept_links", "Share of the kept words in links, 0 to 1"),
        ("kept_prose", "Share of the kept words in blocks with a sentence and ten words, 0 to 1"),
        ("kept_mean", "Words a kept block"),
        ("kept_stop_share", "Share of function words among the kept, 0 to 1"),
        ("kept_gaps", "Runs of dropped blocks between kept ones, as a logarithm"),
        ("kept_gap_words", "Words dropped between the first and the last kept block, for each word kept"),
        ("sure_words", "Words of blocks of probability above 0.8, as a logarithm"),
        ("sure_share", "Their share of all that is expected to be kept"),
        ("middling", "Share of the page's words in blocks of probability 0.2 to 0.7, 0 to 1"),
        ("near", "Share of the page's words within 0.1 of the threshold, 0 to 1"),
        ("run_share", "Share of what is expected to be kept in the best run of blocks, 0 to 1"),
        ("run_words", "Words of that run, as a logarithm"),
        ("run_mean", "Its mean probability, by words"),
        ("run_title", "Blocks between it and the block that covers most of the title, as a logarithm"),
        ("after_words", "Words after the last kept block, as a logarithm"),
        ("before_words", "Words before the first kept block, as a logarithm"),
    ])
}

/// What the page is, gathered from the rows of its blocks.
#[derive(Clone, Debug)]
pub(crate) struct PageRow {
    values: Vec<f32>,
    /// The block that covers most of the title, the first of several, and how much.
    title: Option<(usize, f32)>,
}

impl PageRow {
    pub(crate) fn new() -> Self {
        let columns = columns();
        Self { values: vec![0.0; columns.same.len() + columns.most.len()], title: None }
    }

    /// Takes the rows of some blocks; `first` is the first one's index.
    pub(crate) fn take(&mut self, first: usize, table: &FeatureMatrix) {
        let columns = columns();
        let (same, most) = self.values.split_at_mut(columns.same.len());
        if first == 0 {
            for (value, &column) in same.iter_mut().zip(&columns.same) {
                *value = table.column(column)[0];
            }
        }
        for (value, &column) in most.iter_mut().zip(&columns.most) {
            *value = table.column(column).iter().fold(*value, |most, &v| if v > most { v } else { most });
        }
        for (index, &covered) in (first..).zip(table.column(columns.title)) {
            if self.title.is_none_or(|(_, most)| covered > most) {
                self.title = Some((index, covered));
            }
        }
    }

    /// What the page is, whatever its blocks are.
    pub(crate) fn values(&self) -> &[f32] {
        &self.values
    }
}

/// Words of some blocks, as they are and as far as they are likely, and how far they are in doubt.
#[derive(Default)]
struct Likely {
    words: f32,
    mass: f32,
    doubt: f32,
}

impl Likely {
    fn add(&mut self, p: f32, words: f32) {
        self.words += words;
        self.mass += p * words;
        self.doubt += 4.0 * p * (1.0 - p) * words;
    }
}

/// Puts what was found; `p` are the blocks' probabilities.
pub(crate) fn put_found(document: &Document, page: &PageRow, p: &[f32], beta: f32, out: &mut Vec<f32>) {
    let blocks = &document.blocks;
    let words: Vec<u32> = blocks.iter().map(|b| b.words).collect();
    let (threshold, expected) = threshold::best_threshold(p, &words, beta);
    let log = |x: f32| (1.0 + x).ln();
    let mut all = Likely::default();
    let (mut kept, mut kept_blocks, mut gaps) = (Likely::default(), 0u32, 0u32);
    let (mut sure, mut sure_mass, mut middling, mut near) = (0.0, 0.0, 0.0, 0.0);
    let (mut links, mut prose, mut stop_words) = (0.0, 0.0, 0.0);
    // Words dropped before the first kept block, between it and this one or the last kept one, since that.
    let (mut before, mut inside, mut between, mut after) = (0.0, 0.0, 0.0, 0.0);
    let (mut highest, mut was_kept) = (0.0f32, false);
    for (index, (block, &p)) in blocks.iter().zip(p).enumerate() {
        let w = block.words as f32;
        all.add(p, w);
        highest = highest.max(p);
        if p > 0.8 {
            sure += w;
            sure_mass += p * w;
        }
        if (0.2..0.7).contains(&p) {
            middling += w;
        }
        if (p - threshold).abs() < 0.1 {
            near += w;
        }
        if p >= threshold {
            kept.add(p, w);
            links += block.link_words.min(block.words) as f32;
            prose += if block.sentences > 0 && block.words >= 10 { w } else { 0.0 };
            stop_words += block.stop_words as f32;
            gaps += u32::from(index > 0 && !was_kept);
            kept_blocks += 1;
            (inside, after) = (between, 0.0);
        } else {
            if kept_blocks == 0 {
                before += w;
            } else {
                between += w;
            }
            after += w;
        }
        was_kept = p >= threshold;
    }
    if kept_blocks == 0 {
        // As if the first block were the last kept one, and dropped.
        inside = words.first().map_or(0.0, |&w| w as f32);
        (before, after) = (0.0, words.iter().skip(1).map(|&w| w as f32).sum());
    }
    let (all_words, mass, kept_words) = (all.words.max(1.0), all.mass.max(1e-6), kept.words.max(1e-6));
    out.push(expected);
    out.push(highest);
    out.push(all.doubt / all_words);
    out.push(kept.doubt / kept_words);
    out.push(log(kept_words));
    out.push(kept_words / all_words);
    out.push(links / kept_words);
    out.push(prose / kept_words);
    out.push(kept_words / kept_blocks.max(1) as f32);
    out.push(stop_words / kept_words);
    out.push(log(gaps as f32));
    out.push(inside / kept_words.max(1.0));
    out.push(log(sure));
    out.push(sure_mass / mass);
    out.push(middling / all_words);
    out.push(near / all_words);
    let run = best_run(p, &words);
    let in_run = |value: &dyn Fn(usize) -> f32| run.clone().map(|b| value(b) * words[b] as f32).sum::<f32>();
    let run_words = in_run(&|_| 1.0);
    out.push(in_run(&|b| p[b]) / mass);
    out.push(log(run_words));
    out.push(if run_words > 0.0 { in_run(&|b| p[b]) / run_words } else { 0.0 });
    out.push(log(page.title.map_or(0.0, |(title, _)| (run.start as f32 - title as f32).abs())));
    out.push(log(after));
    out.push(log(before));
}

/// The run of blocks whose words times (p - 1/2) add up to the most.
fn best_run(p: &[f32], words: &[u32]) -> Range<usize> {
    let (mut best, mut most, mut start, mut sum) = (0..0, 0.0, 0, 0.0);
    for index in 0..p.len() {
        if sum <= 0.0 {
            (sum, start) = (0.0, index);
        }
        sum += (p[index] - 0.5) * words[index] as f32;
        if sum > most {
            (most, best) = (sum, start..index + 1);
        }
    }
    best
}
