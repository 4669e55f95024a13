//! The figures of single pages.

use serde::Serialize;

/// The figures that are kept for every page, for statistics that sums cannot give.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct PageFigures {
    /// The page's id.
    pub id: String,
    /// The page's site, if the gold names one.
    pub site: Option<String>,
    /// The page type by the gold.
    pub page_type: Option<String>,
    /// F1 of the words; `None` if they were not compared.
    pub f1: Option<f64>,
    /// The page type by the prediction.
    pub predicted_type: Option<String>,
    /// The prediction's confidence.
    pub confidence: Option<f32>,
}

/// The word figures of one of the worst pages.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PageScore {
    /// The page's id.
    pub id: String,
    /// The share of the predicted words that are in the gold, 0 to 1.
    pub precision: f64,
    /// The share of the gold's words that were predicted, 0 to 1.
    pub recall: f64,
    /// The harmonic mean of precision and recall.
    pub f1: f64,
    /// The number of predicted words.
    pub predicted_words: u64,
    /// The number of words in the gold.
    pub gold_words: u64,
}
