//! Figures over many pages.

use serde_json::{Map, Value, json};

use crate::scores::words::WordScore;
use crate::scores::{PageOutcome, SnippetCount};

/// Sums over pages, and the figures computed from them. A figure is `None` if no page has what it is computed from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    pages: u64,
    scored: u64,
    empty_gold: u64,
    empty_predictions: u64,
    precision: f64,
    recall: f64,
    f1: f64,
    with: SnippetCount,
    without: SnippetCount,
}

impl Tally {
    pub(crate) fn add(&mut self, page: &PageOutcome) {
        self.pages += 1;
        self.empty_predictions += u64::from(page.empty_prediction);
        self.empty_gold += u64::from(page.empty_gold);
        if let Some(WordScore { precision, recall, f1, .. }) = page.words {
            self.scored += 1;
            self.precision += precision;
            self.recall += recall;
            self.f1 += f1;
        }
        for (sum, count) in [(&mut self.with, page.with), (&mut self.without, page.without)] {
            sum.found += count.found;
            sum.all += count.all;
        }
    }

    /// The number of pages.
    pub fn pages(&self) -> u64 {
        self.pages
    }

    /// The number of pages whose words were compared.
    pub(crate) fn scored(&self) -> u64 {
        self.scored
    }

    /// The number of pages without a predicted text, whether that is right or wrong.
    pub(crate) fn empty_predictions(&self) -> u64 {
        self.empty_predictions
    }

    /// Mean precision of the scored pages' words.
    pub fn precision(&self) -> Option<f64> {
        self.mean(self.precision)
    }

    /// Mean recall of the scored pages' words.
    pub fn recall(&self) -> Option<f64> {
        self.mean(self.recall)
    }

    /// Mean F1 of the scored pages' words.
    pub fn f1(&self) -> Option<f64> {
        self.mean(self.f1)
    }

    /// The share of the snippets that belong to the articles and were found.
    pub fn with_share(&self) -> Option<f64> {
        self.with.share()
    }

    /// The share of the snippets that do not belong to the articles and were found nevertheless.
    pub fn without_share(&self) -> Option<f64> {
        self.without.share()
    }

    fn mean(&self, sum: f64) -> Option<f64> {
        (self.scored > 0).then(|| sum / self.scored as f64)
    }

    pub(crate) fn columns(&self) -> [(&'static str, Option<f64>); 5] {
        [
            ("precision", self.precision()),
            ("recall", self.recall()),
            ("f1", self.f1()),
            ("with", self.with_share()),
            ("without", self.without_share()),
        ]
    }

    pub(crate) fn to_json(&self) -> Value {
        let mut figures = Map::new();
        figures.insert("pages".into(), json!(self.pages));
        figures.insert("scored".into(), json!(self.scored));
        figures.insert("empty_gold".into(), json!(self.empty_gold));
        figures.insert("empty_predictions".into(), json!(self.empty_predictions));
        for (name, figure) in self.columns() {
            figures.insert(name.into(), json!(figure));
        }
        Value::Object(figures)
    }
}
