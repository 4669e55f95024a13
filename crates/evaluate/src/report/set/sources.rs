//! How right the values of title, authors and date are by where they were found.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;
use serde_json::{Value, json};

use crate::scores::PageOutcome;
use crate::scores::fields::FieldOutcome;

/// How often the values of a source were right and wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct SourceTally {
    /// Pages with the right value.
    right: u64,
    /// Pages with another value.
    wrong: u64,
}

/// The figures of a set by field and source.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sources {
    /// For title, authors and date, in the order of the tables.
    fields: [BTreeMap<String, SourceTally>; 3],
}

/// The names of the fields.
const FIELDS: [&str; 3] = ["title", "authors", "date"];

impl Sources {
    pub(crate) fn add(&mut self, page: &PageOutcome) {
        let sources = &page.sources;
        let outcomes =
            [(page.title, &sources.title), (page.authors, &sources.authors), (page.date, &sources.date)];
        for (tallies, (outcome, source)) in self.fields.iter_mut().zip(outcomes) {
            let (Some(outcome), Some(source)) = (outcome, source) else { continue };
            // The numbers of lines say nothing of the next page.
            let source = if source.starts_with("line:") { "line" } else { source };
            let tally = tallies.entry(source.to_owned()).or_default();
            match outcome {
                FieldOutcome::Right => tally.right += 1,
                FieldOutcome::Wrong => tally.wrong += 1,
                FieldOutcome::Missing => {}
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.fields.iter().all(BTreeMap::is_empty)
    }

    /// The figures of each field by source, the most frequent one first.
    fn rows(&self) -> impl Iterator<Item = (&'static str, &str, SourceTally)> {
        FIELDS.into_iter().zip(&self.fields).flat_map(|(field, tallies)| {
            let mut rows: Vec<_> =
                tallies.iter().map(|(source, tally)| (field, source.as_str(), *tally)).collect();
            rows.sort_by_key(|row| Reverse(row.2.right + row.2.wrong));
            rows
        })
    }

    /// The figures as `{"title": {SOURCE: {"right", "wrong"}, …}, "authors": …, "date": …}`.
    pub(crate) fn to_json(&self) -> Value {
        Value::Object(
            FIELDS.into_iter().map(str::to_owned).zip(self.fields.iter().map(|f| json!(f))).collect(),
        )
    }
}

/// Appends a table of the sets that have sources.
pub(crate) fn push_table(table: &mut String, sets: &[(&str, &Sources)]) {
    if sets.is_empty() {
        return;
    }
    // Writing to a string cannot fail.
    let _ = writeln!(table, "\n{:<30}{:<9}{:<32}{:>7}{:>7}", "set", "field", "source", "right", "wrong");
    for (set, sources) in sets {
        for (field, source, SourceTally { right, wrong }) in sources.rows() {
            let _ = writeln!(table, "{set:<30}{field:<9}{source:<32}{right:>7}{wrong:>7}");
        }
    }
}
