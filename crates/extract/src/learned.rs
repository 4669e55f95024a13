//! The learned detector: features of all blocks, two looks at them, and a decision for the page.

use std::sync::Arc;

use crate::decision;
use crate::detect::{Argument, Detection, Detector, Label, Verdict};
use crate::features::{self, FeatureTable, summary};
use crate::model::Model;
use crate::page_type::TypeScores;
use crate::regions::Regions;
use crate::{Document, features as feature_list};

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

/// Where the trees for all pages and those for articles meet: below this share of the page being an article the
/// latter aren't asked, since they would count for nothing.
const LEAST_ARTICLE: f32 = 0.02;

/// A detector for HTML pages that was trained on gold.
#[derive(Clone, Debug)]
pub struct Learned {
    model: Arc<Model>,
    favor: Favor,
}

impl Default for Learned {
    fn default() -> Self {
        Self { model: Model::built_in(), favor: Favor::default() }
    }
}

/// What was found out of a page.
pub(crate) struct Look {
    pub(crate) table: FeatureTable,
    /// Log-odds of each block by the trees for all pages.
    pub(crate) first: Vec<f32>,
    pub(crate) types: TypeScores,
    /// Log-odds of each block, after the trees for articles had their say.
    pub(crate) odds: Vec<f32>,
}

pub(crate) fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}

impl Look {
    /// A page seen by a model; `foreign` silences its text model.
    pub(crate) fn new(document: &Document, model: &Model, foreign: bool) -> Self {
        let silent = model.text.silent();
        let table = features::compute(document, &model.markup, if foreign { &silent } else { &model.text });
        let width = feature_list().len();
        let first = model.blocks.scores(table.values(), width);
        let mut look = Self { table, types: TypeScores::default(), odds: first.clone(), first };
        if model.types.is_empty() || look.first.is_empty() {
            return look;
        }
        let row = look.summary(document, 1.0);
        look.types = TypeScores::from_odds(model.types.iter().map(|forest| forest.score(&row)));
        let article = look.types.article();
        if article >= LEAST_ARTICLE && !model.articles.is_empty() {
            let second = model.articles.scores(look.table.values(), width);
            for (odds, second) in look.odds.iter_mut().zip(second) {
                *odds += article * (second - *odds);
            }
        }
        look
    }

    /// The page as one row, by what is known so far.
    pub(crate) fn summary(&self, document: &Document, beta: f32) -> Vec<f32> {
        let p: Vec<f32> = self.odds.iter().map(|&z| probability(z)).collect();
        summary::summary(document, self.table.values(), &p, beta)
    }

    /// The row that the confidence is told from: the summary and the types.
    pub(crate) fn outcome(&self, document: &Document, beta: f32) -> Vec<f32> {
        let mut row = self.summary(document, beta);
        row.extend(self.types.scores());
        row
    }
}

impl Learned {
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

impl Detector for Learned {
    fn detect(&self, document: &Document) -> Detection {
        let look = Look::new(document, &self.model, false);
        let p: Vec<f32> = look.odds.iter().map(|&z| probability(z)).collect();
        let words: Vec<u32> = document.blocks.iter().map(|b| b.words).collect();
        let (threshold, expected) = decision::expected(&p, &words, self.favor.beta());
        let regions = Regions::new(document);
        let verdict = |(index, &score): (usize, &f32)| {
            if score >= threshold {
                return Verdict { label: Label::MainContent, score, reason: "likely enough" };
            }
            let (label, reason) =
                regions.of_block(index).unwrap_or((Label::Outside, "not likely enough to be worth its words"));
            Verdict { label, score, reason }
        };
        let verdicts: Vec<Verdict> = p.iter().enumerate().map(verdict).collect();
        let confidence = if self.model.confidence.is_empty() {
            expected
        } else {
            self.model.confidence.score(&look.outcome(document, self.favor.beta())).clamp(0.0, 1.0)
        };
        Detection { verdicts, confidence: Some(confidence), types: Some(look.types) }
    }

    fn arguments(&self, document: &Document) -> Vec<Vec<Argument>> {
        let look = Look::new(document, &self.model, false);
        let names = feature_list();
        let article = if self.model.articles.is_empty() { 0.0 } else { look.types.article() };
        let article = if article >= LEAST_ARTICLE { article } else { 0.0 };
        look.table
            .values()
            .chunks_exact(names.len())
            .map(|row| {
                let mut first = vec![0.0; names.len()];
                self.model.blocks.contributions(row, &mut first);
                let mut second = vec![0.0; names.len()];
                if article > 0.0 {
                    self.model.articles.contributions(row, &mut second);
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
        format!("learned {} {} {:016x}", header.name, header.version, self.model.fingerprint)
    }
}
