//! How far the predicted page types agree with those of the gold.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde::Serialize;

use super::page_figures::PageFigures;

/// The name of the column of pages without a predicted type.
const NO_TYPE: &str = "none";

/// The types that were predicted for the pages of each type, over the pages whose gold has one.
///
/// Types are compared by name: a cleaner that lacks a type is wrong on its pages. If the two sides have no name in
/// common, nothing is reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub(crate) struct PageTypes {
    /// The number of pages whose gold has a type.
    pub(crate) pages: u64,
    /// The number of these pages with the right prediction.
    pub(crate) right: u64,
    /// By the gold's type, how often each type was predicted; `none` if there was no prediction.
    pub(crate) predicted: BTreeMap<String, BTreeMap<String, u64>>,
}

impl PageTypes {
    pub(crate) fn from_pages(pages: &[PageFigures]) -> Option<Self> {
        let mut types = Self { pages: 0, right: 0, predicted: BTreeMap::new() };
        let mut names = BTreeSet::new();
        for page in pages {
            let Some(gold) = &page.page_type else { continue };
            let predicted = page.predicted_type.as_deref();
            types.pages += 1;
            types.right += u64::from(predicted == Some(gold));
            let row = types.predicted.entry(gold.clone()).or_default();
            *row.entry(predicted.unwrap_or(NO_TYPE).to_owned()).or_default() += 1;
            names.extend(predicted);
        }
        names.iter().any(|name| types.predicted.contains_key(*name)).then_some(types)
    }

    /// The share of pages with the right prediction.
    pub(crate) fn right_share(&self) -> f64 {
        self.right as f64 / self.pages as f64
    }

    fn columns(&self) -> Vec<&str> {
        let names: BTreeSet<&str> =
            self.predicted.values().flat_map(|row| row.keys().map(String::as_str)).collect();
        names.into_iter().collect()
    }
}

/// Appends a table for each set: how often each type was predicted for the pages of each type.
pub(crate) fn push_tables(table: &mut String, sets: &[(&str, PageTypes)]) {
    for (name, types) in sets {
        let columns = types.columns();
        let width = |name: &str| name.chars().count().max(7) + 2;
        // Writing to a string cannot fail.
        let _ = write!(table, "\n{:<30}{:>6}{:>9}", format!("types of {name}"), "pages", "right %");
        for column in &columns {
            let _ = write!(table, "{column:>0$}", width(column));
        }
        let _ = write!(table, "\n{:<30}{:>6}{:>8.1}%", "all", types.pages, 100.0 * types.right_share());
        for column in &columns {
            let sum: u64 = types.predicted.values().filter_map(|row| row.get(*column)).sum();
            let _ = write!(table, "{sum:>0$}", width(column));
        }
        for (page_type, row) in &types.predicted {
            let count = |column: &str| row.get(column).copied().unwrap_or_default();
            let pages: u64 = row.values().sum();
            let right = 100.0 * count(page_type) as f64 / pages as f64;
            let _ = write!(table, "\n{:<30}{pages:>6}{right:>8.1}%", format!("  {page_type}"));
            for column in &columns {
                let _ = write!(table, "{:>1$}", count(column), width(column));
            }
        }
        table.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(gold: Option<&str>, predicted: Option<&str>) -> PageFigures {
        PageFigures {
            page_type: gold.map(Into::into),
            predicted_type: predicted.map(Into::into),
            ..PageFigures::default()
        }
    }

    #[test]
    fn types_are_counted_by_name() {
        let types = PageTypes::from_pages(&[
            page(Some("article"), Some("article")),
            page(Some("article"), Some("listing")),
            page(Some("service"), Some("article")),
            page(Some("service"), None),
            page(None, Some("forum")),
        ])
        .unwrap();
        assert_eq!((types.pages, types.right), (4, 1));
        assert_eq!(types.predicted["service"], BTreeMap::from([("article".into(), 1), ("none".into(), 1)]));
        let mut table = String::new();
        push_tables(&mut table, &[("town", types)]);
        let expected = "
types of town                  pages  right %  article  listing     none
all                                4    25.0%        2        1        1
  article                          2    50.0%        1        1        0
  service                          2     0.0%        1        0        1
";
        assert_eq!(table, expected, "{table}");
    }

    #[test]
    fn type_names_without_overlap_are_not_compared() {
        assert_eq!(PageTypes::from_pages(&[page(Some("amp"), Some("article"))]), None);
        assert_eq!(PageTypes::from_pages(&[page(Some("article"), None)]), None);
        assert_eq!(PageTypes::from_pages(&[]), None);
    }
}
