//! The learned detector for HTML pages and for rendered text.
//!
//! A page is decided in five steps, all on flat vectors:
//!
//! 1. **Evidence** ([`word_hashes`], [`linear_model`]). Hashed linear models give each block log-odds. For HTML, one reads
//!    the tags, classes, ids and roles around the block, another one reads its words and those of the heading above. Rendered
//!    text has words alone. There, further models say where in the page such a line usually is, and what type the page has.
//! 2. **Features** ([`PageForm::features`](crate::PageForm::features)). Some 250 numbers describe each block: the scores,
//!    its text, its position, what is around it, and the page as a whole. Sums over containers and windows are differences
//!    of prefix sums, so the cost is linear in the number of blocks and containers.
//! 3. **Forests** ([`model`]). One forest of 250 trees was trained on pages of all types. For HTML, another one was trained
//!    on articles alone. They score 256 blocks at a time. A block whose log-odds are beyond ±3 after the first 50 trees keeps
//!    that score, which is the case for half of a typical page. The others are scored together in batches of their own.
//! 4. **Type** ([`page_scores`]). One row for the whole page, which includes what each forest would keep, gives the
//!    probabilities of seven page types. For HTML, the probability of an article is the weight of the second forest, at most
//!    3/4.
//!    If a profile of the page's site is known, its other pages change the log-odds now ([`site_evidence`]).
//! 5. **Decision**. Blocks are kept in order of falling probability while the expected F1 of the page grows ([`threshold`];
//!    [`Favor`] changes the beta of F). The lines of rendered text are kept in runs ([`sequence`]). A page without a block of
//!    probability 0.2 has no main content.
//!
//! Dropped blocks then get a label that says what they are, and the page gets a confidence: the expected F1 of what is
//! kept, predicted by a forest of its own.

mod explanation;
pub(crate) mod features;
pub(crate) mod linear_model;
pub(crate) mod model;
mod page_scores;
mod sequence;
mod site_evidence;
mod threshold;
pub(crate) mod titles;
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
use crate::page_form::PageForm;

/// Minimum probability of the best block. A page with only lower ones has no main content.
const MIN_BEST_PROBABILITY: f32 = 0.2;

/// A detector that was trained on pages with known answers.
///
/// A model is for HTML pages or for rendered text. The default has the built-in [`Model`] for HTML pages. Pages of the other
/// form are decided by the model that is built in for them.
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
        Self::new(Model::built_in(PageForm::Html))
    }
}

impl LearnedDetector {
    /// Creates a detector that uses `model` for pages of its form.
    pub fn new(model: Arc<Model>) -> Self {
        Self { model, favor: Favor::default() }
    }

    /// Sets which kind of error to avoid; [`Favor::Neither`] by default.
    pub fn favor(mut self, favor: Favor) -> Self {
        self.favor = favor;
        self
    }

    /// The detector's model, or the built-in one if that is for pages of another form.
    fn model_for(&self, document: &Document) -> Arc<Model> {
        let form = document.form();
        if self.model.header.form == form { Arc::clone(&self.model) } else { Model::built_in(form) }
    }
}

impl Detector for LearnedDetector {
    fn detect(&self, document: &Document) -> Detection {
        let model = self.model_for(document);
        let mut scores = PageScores::new(document, &model, &model.text, |_| {});
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
        let kept: Vec<bool> = if document.rendered() && threshold.is_finite() {
            sequence::kept_lines(&p, &words, self.favor.beta())
        } else {
            p.iter().map(|&score| score >= threshold).collect()
        };
        let dropped_labels = DroppedLabels::new(document, &kept);
        let verdict = |(index, &score): (usize, &f32)| {
            if kept[index] {
                return Verdict { label: Label::MainContent, score, reason: "likely enough" };
            }
            let (label, reason) = dropped_labels
                .get(index)
                .unwrap_or((Label::Outside, "not likely enough to be worth its words"));
            Verdict { label, score, reason }
        };
        let verdicts: Vec<Verdict> = p.iter().enumerate().map(verdict).collect();
        let confidence = if model.confidence.is_empty() {
            expected_f
        } else {
            let row = scores.confidence_row(document, self.favor.beta());
            model.confidence.score(&row).clamp(0.0, 1.0)
        };
        let types = (!model.types.is_empty()).then_some(scores.types);
        Detection { verdicts, confidence: Some(confidence), types }
    }

    fn arguments(&self, document: &Document) -> Vec<Vec<Argument>> {
        explain(document, &self.model_for(document))
            .into_iter()
            .map(|explanation| explanation.arguments())
            .collect()
    }

    fn base_log_odds(&self, document: &Document) -> Vec<f32> {
        explain(document, &self.model_for(document)).into_iter().map(|explanation| explanation.base).collect()
    }

    fn version(&self) -> String {
        let header = &self.model.header;
        // Features read word lists, so the lists are part of the version.
        let lists = lexicon::fingerprint();
        format!("learned-1 {} {} {:016x}+{lists}", header.name, header.version, self.model.fingerprint)
    }
}
