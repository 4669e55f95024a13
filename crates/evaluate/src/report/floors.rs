//! A quality gate: figures that must not fall below their floors.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::Deserialize;

use super::Report;
use super::figure::Figure;
use crate::error::EvaluateError;

/// Tolerance for rounding: a figure at its floor must not miss it.
const TOLERANCE: f64 = 1e-9;

/// The figures that each set must reach: `{"SET": {"f1": 0.93, "without": 0.1, "title": 0.9}, …}`.
///
/// The keys are those of [`Figure`], and every figure is optional. A figure for which lower is better (`without`) has a
/// ceiling instead of a floor. Sets are checked in the order of their names.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Floors {
    sets: BTreeMap<String, SetFloors>,
}

/// The figures that one set must reach, all shares from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct SetFloors {
    precision: Option<f64>,
    recall: Option<f64>,
    f1: Option<f64>,
    with: Option<f64>,
    without: Option<f64>,
    title: Option<f64>,
    authors: Option<f64>,
    date: Option<f64>,
    page_type: Option<f64>,
}

/// A figure that missed its floor or exceeded its ceiling.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Miss {
    /// The set's name.
    pub set: String,
    /// The figure.
    pub figure: Figure,
    /// The floor or the ceiling.
    pub bound: f64,
    /// The figure; `None` if the set was not measured, or no page has what the figure is computed from.
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
    /// Reads a file of floors.
    ///
    /// An unknown figure is an error, because a misspelt floor would never be missed.
    ///
    /// # Errors
    ///
    /// [`EvaluateError::Open`] if the file cannot be read, [`EvaluateError::Floors`] if it is not a file of floors.
    pub fn read(path: &Path) -> Result<Self, EvaluateError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| EvaluateError::Open { path: path.to_owned(), source })?;
        serde_json::from_str(&text).map_err(|source| EvaluateError::Floors { path: path.to_owned(), source })
    }
}

impl SetFloors {
    fn bounds(&self) -> [(Figure, Option<f64>); 9] {
        [
            (Figure::Precision, self.precision),
            (Figure::Recall, self.recall),
            (Figure::F1, self.f1),
            (Figure::With, self.with),
            (Figure::Without, self.without),
            (Figure::Title, self.title),
            (Figure::Authors, self.authors),
            (Figure::Date, self.date),
            (Figure::PageType, self.page_type),
        ]
    }
}

impl Report {
    /// Returns the floors that were missed, in the order of the sets' names.
    ///
    /// A set that has floors but was not measured misses all of them: a gate that is not checked must not appear to
    /// have been passed.
    pub fn check(&self, floors: &Floors) -> Vec<Miss> {
        let mut misses = Vec::new();
        for (name, floor) in &floors.sets {
            let set = self.set(name);
            for (figure, bound) in floor.bounds() {
                let Some(bound) = bound else { continue };
                let found = set.and_then(|set| set.figure(figure));
                let met = found.is_some_and(|found| {
                    if figure.lower_is_better() {
                        found <= bound + TOLERANCE
                    } else {
                        found >= bound - TOLERANCE
                    }
                });
                if !met {
                    misses.push(Miss { set: name.clone(), figure, bound, found });
                }
            }
        }
        misses
    }
}
