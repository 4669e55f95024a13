//! A quality gate: figures that must not sink.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::Deserialize;

use crate::{EvaluateError, Report};

/// Rounding must not fail a figure that is at its floor.
const SLACK: f64 = 1e-9;

/// What each set must reach: `{"SET": {"f1": 0.93, "without": 0.1, "title": 0.9}, …}`.
///
/// Every figure is optional; those for which lower is better (`without`) are ceilings. Sets are checked in
/// the order of their names.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Floors {
    /// What is asked of each set, by its name.
    pub sets: BTreeMap<String, FloorSet>,
}

/// What one set must reach; all figures are shares, 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FloorSet {
    /// The least precision.
    pub precision: Option<f64>,
    /// The least recall.
    pub recall: Option<f64>,
    /// The least F1.
    pub f1: Option<f64>,
    /// The least share of the snippets that belong to the article.
    pub with: Option<f64>,
    /// The greatest share of the snippets that do not belong to it.
    pub without: Option<f64>,
    /// The least share of right titles.
    pub title: Option<f64>,
    /// The least share of right authors.
    pub authors: Option<f64>,
    /// The least share of right dates.
    pub date: Option<f64>,
}

/// A figure of a set; named as in files of floors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Figure {
    Precision,
    Recall,
    F1,
    With,
    Without,
    Title,
    Authors,
    Date,
}

impl Figure {
    /// The name in files of floors.
    pub fn name(self) -> &'static str {
        match self {
            Self::Precision => "precision",
            Self::Recall => "recall",
            Self::F1 => "f1",
            Self::With => "with",
            Self::Without => "without",
            Self::Title => "title",
            Self::Authors => "authors",
            Self::Date => "date",
        }
    }

    fn lower_is_better(self) -> bool {
        self == Self::Without
    }
}

/// A figure that did not reach its floor (or stay under its ceiling).
#[derive(Debug, Clone, PartialEq)]
pub struct Miss {
    /// The set.
    pub set: String,
    /// The figure.
    pub figure: Figure,
    /// What was asked for.
    pub bound: f64,
    /// What was found; `None` if the set was not measured, or has nothing to take the figure of.
    pub found: Option<f64>,
}

impl fmt::Display for Miss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.figure.name();
        let bound = if self.figure.lower_is_better() { "at most" } else { "at least" };
        match self.found {
            Some(found) => {
                write!(f, "{}: {name} is {found:.4}, should be {bound} {:.4}", self.set, self.bound)
            }
            None => write!(f, "{}: {name} was not measured, should be {bound} {:.4}", self.set, self.bound),
        }
    }
}

impl Floors {
    /// Reads a file of floors. A figure that is not known is an error: a misspelt floor would never be
    /// missed.
    ///
    /// # Errors
    ///
    /// [`EvaluateError::Open`] and [`EvaluateError::Floors`].
    pub fn read(path: &Path) -> Result<Self, EvaluateError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| EvaluateError::Open { path: path.to_owned(), source })?;
        serde_json::from_str(&text).map_err(|source| EvaluateError::Floors { path: path.to_owned(), source })
    }
}

impl FloorSet {
    fn bounds(&self) -> [(Figure, Option<f64>); 8] {
        [
            (Figure::Precision, self.precision),
            (Figure::Recall, self.recall),
            (Figure::F1, self.f1),
            (Figure::With, self.with),
            (Figure::Without, self.without),
            (Figure::Title, self.title),
            (Figure::Authors, self.authors),
            (Figure::Date, self.date),
        ]
    }
}

impl Report {
    /// Which floors were missed, in the order of the sets' names. A set that has floors and was not measured
    /// misses all of them: a gate that nobody walks through must not look open.
    pub fn check(&self, floors: &Floors) -> Vec<Miss> {
        let mut misses = Vec::new();
        for (name, floor) in &floors.sets {
            let set = self.set(name);
            for (figure, bound) in floor.bounds() {
                let Some(bound) = bound else { continue };
                let found = set.and_then(|set| set.figure(figure));
                let met = found.is_some_and(|found| {
                    if figure.lower_is_better() { found <= bound + SLACK } else { found >= bound - SLACK }
                });
                if !met {
                    misses.push(Miss { set: name.clone(), figure, bound, found });
                }
            }
        }
        misses
    }
}
