//! The learned detector for HTML pages.
//!
//! A page is decided in five steps, all on flat vectors:
//!
//! 1. **Evidence** ([`word_hashes`], [`linear_model`]). Two hashed linear models give each block log-odds of belonging
//!    to the article: one reads the tags, classes, ids and roles around the block (32,768 weights), the other reads its
//!    words and those of the heading above (65,536 weights).
//! 2. **Features** ([`features()`](features::features)). 251 numbers describe each block: the two scores, its text, its
//!    position, the containers around it, its neighbours, and the page as a whole. PrefixSums over containers and windows are
//!    differences of prefix sums, so the cost is linear in the number of blocks and containers.
//! 3. **Two forests** ([`model`]). One forest of 250 trees was trained on pages of all types, another one on articles
//!    alone. Both score 256 blocks at a time. A block whose log-odds are beyond ±3 after the first 50 trees keeps that
//!    score, which is the case for half of a typical page.
//! 4. **Type** ([`page_scores`]). One row for the whole page, which includes what each forest would keep, gives the
//!    probabilities of seven page types. The probability of an article is the weight of the second forest, at most 3/4.
//! 5. **Threshold** ([`threshold`]). Blocks are kept in order of falling probability while the expected F1 of the page
//!    grows ([`Favor`] changes the beta of F). A page without a block of probability 0.2 has no main content.
//!
//! Dropped blocks then get a label that says what they are, and the page gets a confidence: the expected F1 of what is
//! kept, predicted by a forest of its own.

mod explanation;
#[cfg_attr(not(feature = "training"), expect(unreachable_pub, reason = "public in `training`"))]
pub(crate) mod features;
pub(crate) mod linear_model;
pub(crate) mod model;
mod page_scores;
mod threshold;
#[cfg(feature = "training")]
pub mod training;
pub(crate) mod word_hashes;

use std::sync::Arc;

use crate::detect::dropped_labels::DroppedLabels;
use crate::detect::{Argument, Detection, Detector, Label, Verdict};
use crate::document::Document;
use crate::document::block::context;
use crate::learned::explanation::explain;
use crate::learned::model::Model;
use crate::learned::page_scores::{PageScores, probabilities};
use crate::lexicon;
use crate::options::Favor;

/// Minimum probability of the best block. A page with only lower ones has no main content.
const MIN_BEST_PROBABILITY: f32 = 0.2;

/// A detector for HTML pages that was trained on gold annotations.
///
/// The default uses the built-in [`Model`].
///
/// ```
/// use dechaff_extract::{Extractor, Favor, LearnedDetector, PageContext};
/// let detector = LearnedDetector::default().favor(Favor::Precision);
/// let extractor = Extractor::builder().html_detector(Box::new(detector)).build();
/// let page = b"<p>The ferry to the island sails again from Monday, twice a day and three times on Sundays.";
/// assert!(extractor.extract(page, &PageContext::new()).text.starts_with("The ferry"));
/// ```
#[derive(Clone, Debug)]
pub struct LearnedDetector {
    model: Arc<Model>,
    favor: Favor,
}

impl Default for LearnedDetector {
    fn default() -> Self {
        Self::new(Model::built_in())
    }
}

impl LearnedDetector {
    /// Creates a detector that uses `model`.
    pub fn new(model: Arc<Model>) -> Self {
        Self { model, favor: Favor::default() }
    }

    /// Sets which kind of error to avoid; [`Favor::Neither`] by default.
    pub fn favor(mut self, favor: Favor) -> Self {
        self.favor = favor;
        self
    }
}

impl Detector for LearnedDetector {
    fn detect(&self, document: &Document) -> Detection {
        let mut scores = PageScores::new(document, &self.model, &self.model.text, |_| {});
        for (odds, block) in scores.log_odds.iter_mut().zip(&document.blocks) {
            // What a user's rule drops must neither compete with other blocks nor count as expected text.
            if block.is_in(context::RULE_DROP) {
                *odds = f32::NEG_INFINITY;
            }
        }
        let p = probabilities(&scores.log_odds);
        let words: Vec<u32> = document.blocks.iter().map(|b| b.words).collect();
        let (threshold, expected_f) = threshold::best_threshold(&p, &words, self.favor.beta());
        let highest = p.iter().copied().fold(0.0, f32::max);
        let threshold = if highest < MIN_BEST_PROBABILITY { f32::INFINITY } else { threshold };
        let dropped_labels = DroppedLabels::new(document);
        let verdict = |(index, &score): (usize, &f32)| {
            if score >= threshold {
                return Verdict { label: Label::MainContent, score, reason: "likely enough" };
            }
            let (label, reason) = dropped_labels
                .get(index)
                .unwrap_or((Label::Outside, "not likely enough to be worth its words"));
            Verdict { label, score, reason }
        };
        let verdicts: Vec<Verdict> = p.iter().enumerate().map(verdict).collect();
        let confidence = if self.model.confidence.is_empty() {
            expected_f
        } else {
            let row = scores.confidence_row(document, self.favor.beta());
            self.model.confidence.score(&row).clamp(0.0, 1.0)
        };
        Detection { verdicts, confidence: Some(confidence), types: Some(scores.types) }
    }

    fn arguments(&self, document: &Document) -> Vec<Vec<Argument>> {
        explain(document, &self.model).into_iter().map(|explanation| explanation.arguments()).collect()
    }

    fn base_log_odds(&self, document: &Document) -> Vec<f32> {
        explain(document, &self.model).into_iter().map(|explanation| explanation.base).collect()
    }

    fn version(&self) -> String {
        let header = &self.model.header;
        // Features read word lists, so the lists are part of the version.
        let lists = lexicon::fingerprint();
        format!("learned-1 {} {} {:016x}+{lists}", header.name, header.version, self.model.fingerprint)
    }
}
