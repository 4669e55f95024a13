//! The learned detector: features of all blocks, two looks at them, and a decision for the page.

pub(crate) mod features;
pub(crate) mod linear_model;
pub(crate) mod model;
pub(crate) mod threshold;
pub mod training;
pub(crate) mod word_hashes;

use std::cell::Cell;
use std::sync::Arc;

use crate::detect::dropped_labels::DroppedLabels;
use crate::detect::page_type::TypeScores;
use crate::detect::{Argument, Detection, Detector, Label, Verdict};
use crate::document::Document;
use crate::document::block::context;
use crate::learned::features::matrix::FeatureMatrix;
use crate::learned::features::page_row::{self, PageRow};
use crate::learned::linear_model::Weights;
use crate::learned::model::Model;
use crate::learned::model::batch::{Answers, Rows};
use crate::lexicon;

/// Which error a decision avoids rather.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Favor {
    /// Both alike: the expected F1 is maximised.
    #[default]
    Neither,
    /// Boilerplate in the text is worse than text lost (F with beta 1/2).
    Precision,
    /// Text lost is worse than boilerplate in it (F with beta 2).
    Recall,
}

impl Favor {
    fn beta(self) -> f32 {
        match self {
            Self::Neither => 1.0,
            Self::Precision => 0.5,
            Self::Recall => 2.0,
        }
    }
}

/// The share of the trees for articles in the answer for a certain article. Two forests that erred differently do
/// better together than either alone: of 0.6, 0.8 and 1 this loses least on both listings and old news pages.
const MAX_ARTICLES_WEIGHT: f32 = 0.75;

/// Trees after which a block that is certain is left as it is: most of a page is plainly no article.
const EARLY_TREES: usize = 50;
/// Log-odds from which on a block is certain.
const CERTAIN_LOG_ODDS: f32 = 3.0;

/// A page without a block as likely as this has no main content.
const MIN_BEST_PROBABILITY: f32 = 0.2;

fn is_open(log_odds: f32) -> bool {
    log_odds.abs() < CERTAIN_LOG_ODDS
}

/// A detector for HTML pages that was trained on gold.
#[derive(Clone, Debug)]
pub struct LearnedDetector {
    model: Arc<Model>,
    favor: Favor,
}

impl Default for LearnedDetector {
    fn default() -> Self {
        Self { model: Model::built_in(), favor: Favor::default() }
    }
}

/// The forests' places in [`Model::many`].
const ALL_PAGES_FOREST: usize = 0;
const ARTICLE_PAGES_FOREST: usize = 1;

/// What a look works with: nothing of it outlives the page, but its memory does.
struct Scratch {
    table: FeatureMatrix,
    answers: Answers,
}

impl Default for Scratch {
    fn default() -> Self {
        Self { table: FeatureMatrix::new(features::block_features()), answers: Answers::default() }
    }
}

thread_local! {
    static SCRATCH: Cell<Option<Scratch>> = const { Cell::new(None) };
}

/// What was found out of a page.
pub(crate) struct PageScores {
    page: PageRow,
    /// Log-odds of each block by the trees for all pages.
    first: Vec<f32>,
    /// The same by the trees for articles.
    second: Vec<f32>,
    pub(crate) types: TypeScores,
    /// Log-odds of each block by both, as far as the page is an article.
    pub(crate) odds: Vec<f32>,
}

impl PageScores {
    /// A page seen by a model. The rows of its blocks are handed to `see`, some at a time.
    pub(crate) fn new(
        document: &Document,
        model: &Model,
        text: &Weights,
        mut see: impl FnMut(&FeatureMatrix),
    ) -> Self {
        let mut scratch = SCRATCH.take().unwrap_or_default();
        let Scratch { table, answers } = &mut scratch;
        let (early, all) = (EARLY_TREES.min(model.blocks.len()), model.blocks.len());
        let count = document.blocks.len();
        let (mut page, mut first, mut second) = (PageRow::new(), vec![0.0; count], vec![0.0; count]);
        features::each_rows(document, &model.markup, text, table, |start, table| {
            page.take(start, table);
            see(table);
            let some = start..start + table.rows();
            let (first, second) = (&mut first[some.clone()], &mut second[some]);
            answers.forget(&model.many);
            model.many.add((ALL_PAGES_FOREST, 0..early), table, &(0..table.rows()).collect(), first, answers);
            let open: Rows = (0..table.rows()).filter(|&row| is_open(first[row])).collect();
            model.many.add((ALL_PAGES_FOREST, early..all), table, &open, first, answers);
            second.copy_from_slice(first);
            open.iter().for_each(|row| second[row] = 0.0);
            model.many.add((ARTICLE_PAGES_FOREST, 0..model.articles.len()), table, &open, second, answers);
        });
        SCRATCH.set(Some(scratch));
        let mut look = Self { page, types: TypeScores::default(), odds: first.clone(), first, second };
        if !model.types.is_empty() && count > 0 {
            let row = look.type_row(document);
            look.types = TypeScores::from_odds(model.types.iter().map(|forest| forest.score(&row)));
        }
        let article = MAX_ARTICLES_WEIGHT * look.types.article();
        for (odds, second) in look.odds.iter_mut().zip(&look.second) {
            *odds += article * (second - *odds);
        }
        look
    }

    /// The row that the type is told from.
    pub(crate) fn type_row(&self, document: &Document) -> Vec<f32> {
        let mut row = self.page.values().to_vec();
        for odds in [&self.first, &self.second] {
            page_row::put_found(document, &self.page, &probabilities(odds), 1.0, &mut row);
        }
        row
    }

    /// The row that the confidence is told from.
    pub(crate) fn outcome_row(&self, document: &Document, beta: f32) -> Vec<f32> {
        let mut row = self.page.values().to_vec();
        page_row::put_found(document, &self.page, &probabilities(&self.odds), beta, &mut row);
        row.extend(self.types.scores());
        row
    }
}

/// The probabilities of log-odds.
pub(crate) fn probabilities(odds: &[f32]) -> Vec<f32> {
    odds.iter().map(|z| 1.0 / (1.0 + (-z).exp())).collect()
}

impl LearnedDetector {
    /// A detector with a model of the user's.
    pub fn new(model: Arc<Model>) -> Self {
        Self { model, favor: Favor::default() }
    }

    /// Which error it avoids rather.
    pub fn favor(mut self, favor: Favor) -> Self {
        self.favor = favor;
        self
    }
}

impl Detector for LearnedDetector {
    fn detect(&self, document: &Document) -> Detection {
        let mut look = PageScores::new(document, &self.model, &self.model.text, |_| {});
        for (odds, block) in look.odds.iter_mut().zip(&document.blocks) {
            // What the user's rule drops is not there to be weighed against, nor to be expected in the text.
            if block.is_in(context::RULE_DROP) {
                *odds = f32::NEG_INFINITY;
            }
        }
        let p = probabilities(&look.odds);
        let words: Vec<u32> = document.blocks.iter().map(|b| b.words).collect();
        let (threshold, expected) = threshold::best_threshold(&p, &words, self.favor.beta());
        let highest = p.iter().copied().fold(0.0, f32::max);
        let threshold = if highest < MIN_BEST_PROBABILITY { f32::INFINITY } else { threshold };
        let regions = DroppedLabels::new(document);
        let verdict = |(index, &score): (usize, &f32)| {
            if score >= threshold {
                return Verdict { label: Label::MainContent, score, reason: "likely enough" };
            }
            let (label, reason) = regions
                .of_block(index)
                .unwrap_or((Label::Outside, "not likely enough to be worth its words"));
            Verdict { label, score, reason }
        };
        let verdicts: Vec<Verdict> = p.iter().enumerate().map(verdict).collect();
        let confidence = if self.model.confidence.is_empty() {
            expected
        } else {
            self.model.confidence.score(&look.outcome_row(document, self.favor.beta())).clamp(0.0, 1.0)
        };
        Detection { verdicts, confidence: Some(confidence), types: Some(look.types) }
    }

    fn arguments(&self, document: &Document) -> Vec<Vec<Argument>> {
        let mut rows = vec![];
        let look =
            PageScores::new(document, &self.model, &self.model.text, |some| rows.extend(some.by_row()));
        let names = features::features();
        let article = MAX_ARTICLES_WEIGHT * look.types.article();
        let all = self.model.blocks.len();
        rows.chunks_exact(names.len())
            .map(|row| {
                let mut first = vec![0.0; names.len()];
                let base = self.model.blocks.contributions(EARLY_TREES, row, &mut first);
                let known = base + first.iter().sum::<f32>();
                let mut second = first.clone();
                if is_open(known) {
                    first.fill(0.0);
                    second.fill(0.0);
                    self.model.blocks.contributions(all, row, &mut first);
                    self.model.articles.contributions(self.model.articles.len(), row, &mut second);
                }
                (0..names.len())
                    .filter_map(|column| {
                        let weight = first[column] + article * (second[column] - first[column]);
                        let feature = names[column].name.as_str();
                        (weight != 0.0).then_some(Argument { feature, value: row[column], weight })
                    })
                    .collect()
            })
            .collect()
    }

    fn version(&self) -> String {
        let header = &self.model.header;
        // Word lists are read by features.
        let lists = lexicon::fingerprint();
        format!("learned-1 {} {} {:016x}+{lists}", header.name, header.version, self.model.fingerprint)
    }
}
