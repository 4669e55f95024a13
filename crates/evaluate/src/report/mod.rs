//! Reports: the figures of all sets, and what they are compared with.

pub(crate) mod cells;
pub(crate) mod compare;
pub(crate) mod confidence;
pub(crate) mod figure;
pub(crate) mod floors;
pub(crate) mod page_figures;
pub(crate) mod page_types;
pub(crate) mod peers;
pub(crate) mod set;
pub(crate) mod tally;
pub(crate) mod worst_pages;

use std::fmt::Write;

use serde::Serialize;
use serde_json::{Map, Value, json};

use cells::{format_figure, push_cell};
use set::{SetReport, sources};
use tally::Tally;

/// Keys of the JSON report that are not names of sets.
pub(crate) const RESERVED_NAMES: [&str; 7] =
    ["meta", "sources", "worst", "confidence", "page_types", "comparison", "peers"];

/// The figures of all gold sets.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// One report per gold set, in the order in which the sets were given.
    pub sets: Vec<SetReport>,
}

impl Report {
    /// The figures of a set by its name.
    pub fn set(&self, name: &str) -> Option<&SetReport> {
        self.sets.iter().find(|set| set.name == name)
    }

    /// Formats the report as a table for people.
    ///
    /// It has a row for each set and each page type, then title, authors and date, these by
    /// source if the predictions have it, then page types and confidence if
    /// the predictions have them, then the worst pages if there are any. Every line ends with a newline.
    pub fn to_table(&self) -> String {
        let mut table = format!("{:<30}{:>6}{:>6}", "set", "pages", "empty");
        for (name, _) in Tally::default().columns() {
            push_cell(&mut table, name);
        }
        table.push('\n');
        for set in &self.sets {
            push_row(&mut table, &set.name, set.all());
            for (page_type, tally) in set.types() {
                push_row(&mut table, &format!("  {page_type}"), tally);
            }
        }
        self.push_meta(&mut table);
        sources::push_table(&mut table, &self.sets_with(SetReport::sources));
        page_types::push_tables(&mut table, &self.sets_with(SetReport::page_types));
        confidence::push_tables(&mut table, &self.sets_with(SetReport::confidence));
        self.push_worst(&mut table);
        table
    }

    fn push_meta(&self, table: &mut String) {
        let rows: Vec<_> = (self.sets.iter())
            .flat_map(|set| set.metadata.fields().map(|(field, tally)| (set.name.as_str(), field, tally)))
            .filter_map(|(set, field, tally)| Some((set, field, tally, tally.right_share()?)))
            .collect();
        if rows.is_empty() {
            return;
        }
        // Writing to a string cannot fail.
        let _ = writeln!(
            table,
            "\n{:<30}{:<9}{:>6}{:>7}{:>7}{:>9}{:>9}",
            "set", "field", "pages", "right", "wrong", "missing", "right %"
        );
        for (set, field, tally, right) in rows {
            let (pages, percent) = (tally.pages(), 100.0 * right);
            let _ = writeln!(
                table,
                "{set:<30}{field:<9}{pages:>6}{:>7}{:>7}{:>9}{percent:>8.1}%",
                tally.right, tally.wrong, tally.missing
            );
        }
    }

    fn push_worst(&self, table: &mut String) {
        for set in self.sets.iter().filter(|set| !set.worst.is_empty()) {
            let _ = writeln!(
                table,
                "\n{:<42}{:>10}{:>10}{:>10}{:>10}{:>10}",
                format!("worst of {}", set.name),
                "precision",
                "recall",
                "f1",
                "words",
                "gold"
            );
            for page in &set.worst {
                let _ = writeln!(
                    table,
                    "{:<42}{:>10.4}{:>10.4}{:>10.4}{:>10}{:>10}",
                    page.id, page.precision, page.recall, page.f1, page.predicted_words, page.gold_words
                );
            }
        }
    }

    /// The report as one JSON object: `{SET: {"all": {figures}, TYPE: {figures}, …}, …, "meta": {SET: {"title":
    /// {"right", "wrong", "missing"}, "authors": …, "date": …}, …}}`.
    ///
    /// `"sources": {SET: {"title": {SOURCE: {"right", "wrong"}}, …}}`, `"page_types"` and `"confidence"` follow by set if there are any, and `"worst": {SET: [pages]}` if there are
    /// worst pages. Figures are numbers from 0 to 1, or null.
    pub fn to_json(&self) -> Value {
        let mut report = Map::new();
        for set in &self.sets {
            let mut rows = Map::new();
            rows.insert("all".into(), set.all().to_json());
            for (page_type, tally) in set.types() {
                rows.insert(page_type.into(), tally.to_json());
            }
            report.insert(set.name.clone(), Value::Object(rows));
        }
        report.insert("meta".into(), self.json_by_set(|set| json!(set.metadata)));
        let sources = self.sets_with(SetReport::sources);
        if !sources.is_empty() {
            let by_set = sources.into_iter().map(|(set, sources)| (set.to_owned(), sources.to_json()));
            report.insert("sources".into(), Value::Object(by_set.collect()));
        }
        let page_types = self.sets_with(SetReport::page_types);
        if !page_types.is_empty() {
            report.insert("page_types".into(), json_by_name(&page_types));
        }
        let confidence = self.sets_with(SetReport::confidence);
        if !confidence.is_empty() {
            report.insert("confidence".into(), json_by_name(&confidence));
        }
        if self.sets.iter().any(|set| !set.worst.is_empty()) {
            report.insert("worst".into(), self.json_by_set(|set| json!(set.worst)));
        }
        Value::Object(report)
    }

    /// The sets that have a figure, each with the figure.
    fn sets_with<'a, T>(&'a self, figure: impl Fn(&'a SetReport) -> Option<T>) -> Vec<(&'a str, T)> {
        self.sets.iter().filter_map(|set| Some((set.name.as_str(), figure(set)?))).collect()
    }

    fn json_by_set(&self, value: impl Fn(&SetReport) -> Value) -> Value {
        Value::Object(self.sets.iter().map(|set| (set.name.clone(), value(set))).collect())
    }
}

fn json_by_name<T: Serialize>(values: &[(&str, T)]) -> Value {
    Value::Object(values.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect())
}

fn push_row(table: &mut String, name: &str, tally: &Tally) {
    let _ = write!(table, "{name:<30}{:>6}{:>6}", tally.pages(), tally.empty_predictions());
    for (_, figure) in tally.columns() {
        push_cell(table, &format_figure(figure));
    }
    table.push('\n');
}
