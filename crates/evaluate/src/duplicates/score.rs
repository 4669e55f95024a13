//! How well a method tells copies from look-alikes.

use std::collections::BTreeMap;
use std::fmt::Write;

use rayon::prelude::*;
use serde_json::{Map, Value, json};

use super::LabelledPair;
use super::kind::{PairKind, PairLabel};
use crate::report::cells::{format_figure, push_cell};

/// The pairs of one kind and label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct PairRow {
    /// How the pairs came about.
    pub kind: PairKind,
    /// What is right for them.
    pub label: PairLabel,
    /// The number of pairs, at least 1.
    pub pairs: u64,
    /// Pairs that the method takes for copies.
    pub merged: u64,
}

impl PairRow {
    /// The share of the pairs that the method takes for copies, 0 to 1.
    pub fn merged_share(&self) -> f64 {
        self.merged as f64 / self.pairs as f64
    }
}

/// What a method makes of labelled pairs. Pairs that are contained or open have a row, and count nowhere else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PairReport {
    /// Pairs and merged pairs.
    counts: BTreeMap<(PairLabel, PairKind), (u64, u64)>,
}

/// Asks `are_copies` about every pair.
///
/// Pairs are passed in parallel on rayon's current pool. The report does not depend on their order.
///
/// ```
/// use dechaff_evaluate::{LabelledPair, PairKind, PairLabel, PairSide, score_pairs};
///
/// let side = |text: &str| PairSide { text: text.into(), ..PairSide::default() };
/// let (a, b) = (side("Snow fell."), side("Snow fell. More to come."));
/// let pair = LabelledPair { id: "1".into(), kind: PairKind::Found, label: PairLabel::Copy, a, b, site_pages: vec![] };
/// let report = score_pairs(&[pair], &|pair| pair.b.text.starts_with(&pair.a.text));
/// assert_eq!(report.recall(), Some(1.0));
/// assert_eq!(report.false_merges(), 0);
/// ```
pub fn score_pairs(
    pairs: &[LabelledPair],
    are_copies: &(dyn Fn(&LabelledPair) -> bool + Sync),
) -> PairReport {
    let merged: Vec<bool> = pairs.par_iter().map(are_copies).collect();
    let mut report = PairReport::default();
    for (pair, merged) in pairs.iter().zip(merged) {
        report.add(pair.kind, pair.label, merged);
    }
    report
}

impl PairReport {
    /// Counts a pair.
    pub fn add(&mut self, kind: PairKind, label: PairLabel, merged: bool) {
        let (pairs, merged_pairs) = self.counts.entry((label, kind)).or_default();
        *pairs += 1;
        *merged_pairs += u64::from(merged);
    }

    /// The kinds that have pairs: copies first, then distinct, contained and open ones.
    pub fn rows(&self) -> impl Iterator<Item = PairRow> + '_ {
        self.counts.iter().map(|(&(label, kind), &(pairs, merged))| PairRow { kind, label, pairs, merged })
    }

    /// The share of the merged pairs that are copies, 0 to 1. `None` if none was merged.
    pub fn precision(&self) -> Option<f64> {
        let right = self.sum(PairLabel::Copy).1;
        let merged = right + self.false_merges();
        (merged > 0).then(|| right as f64 / merged as f64)
    }

    /// The share of the copies that were merged, 0 to 1. `None` without copies.
    pub fn recall(&self) -> Option<f64> {
        let (copies, merged) = self.sum(PairLabel::Copy);
        (copies > 0).then(|| merged as f64 / copies as f64)
    }

    /// Distinct pairs that were merged.
    pub fn false_merges(&self) -> u64 {
        self.sum(PairLabel::Distinct).1
    }

    /// The mean over the kinds of a label of the share of merged pairs, 0 to 1: a kind with many pairs counts no more
    /// than one with few. `None` without such pairs.
    pub fn mean_merged_share(&self, label: PairLabel) -> Option<f64> {
        let shares: Vec<f64> =
            self.rows().filter(|row| row.label == label).map(|row| row.merged_share()).collect();
        (!shares.is_empty()).then(|| shares.iter().sum::<f64>() / shares.len() as f64)
    }

    /// Pairs and merged pairs of a label.
    fn sum(&self, label: PairLabel) -> (u64, u64) {
        self.rows()
            .filter(|row| row.label == label)
            .fold((0, 0), |(pairs, merged), row| (pairs + row.pairs, merged + row.merged))
    }

    /// Formats the report as a table for people: a row for each kind, then the figures of all pairs. Every line ends
    /// with a newline.
    pub fn to_table(&self) -> String {
        let mut table = format!("{:<22}{:<11}{:>8}{:>8}", "kind", "label", "pairs", "merged");
        push_cell(&mut table, "share");
        table.push('\n');
        // Writing to a string cannot fail.
        for row in self.rows() {
            let (kind, label) = (row.kind.name(), row.label.name());
            let _ = write!(table, "{kind:<22}{label:<11}{:>8}{:>8}", row.pairs, row.merged);
            push_cell(&mut table, &format_figure(Some(row.merged_share())));
            table.push('\n');
        }
        table.push('\n');
        for (name, figure) in self.figures() {
            let _ = writeln!(table, "{name:<22}{:>10}", format_figure(figure));
        }
        let _ = writeln!(table, "{:<22}{:>10}", "false_merges", self.false_merges());
        table
    }

    /// The report as one JSON object: `{"kinds": {LABEL: {KIND: {"pairs", "merged", "share"}, …}, …}, "precision",
    /// "recall", "mean_copies", "mean_distinct", "false_merges"}`. Figures are numbers from 0 to 1, or null.
    pub fn to_json(&self) -> Value {
        let mut kinds = Map::new();
        for row in self.rows() {
            let label = kinds.entry(row.label.name()).or_insert_with(|| json!({}));
            label[row.kind.name()] =
                json!({"pairs": row.pairs, "merged": row.merged, "share": row.merged_share()});
        }
        let mut report = Map::from_iter([("kinds".to_owned(), Value::Object(kinds))]);
        report.extend(self.figures().map(|(name, figure)| (name.to_owned(), json!(figure))));
        report.insert("false_merges".to_owned(), json!(self.false_merges()));
        Value::Object(report)
    }

    fn figures(&self) -> [(&'static str, Option<f64>); 4] {
        [
            ("precision", self.precision()),
            ("recall", self.recall()),
            ("mean_copies", self.mean_merged_share(PairLabel::Copy)),
            ("mean_distinct", self.mean_merged_share(PairLabel::Distinct)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Copies: 3 of 4 headlines, 0 of 1 leads merged. Distinct: 1 of 2. Open: 1 of 1.
    fn report() -> PairReport {
        let mut report = PairReport::default();
        for merged in [true, true, true, false] {
            report.add(PairKind::Headline, PairLabel::Copy, merged);
        }
        report.add(PairKind::Lead, PairLabel::Copy, false);
        report.add(PairKind::SameLead, PairLabel::Distinct, true);
        report.add(PairKind::SameLead, PairLabel::Distinct, false);
        report.add(PairKind::FiguresUpdated, PairLabel::Open, true);
        report
    }

    #[test]
    fn figures_are_those_computed_by_hand() {
        let report = report();
        assert_eq!(report.precision(), Some(3.0 / 4.0));
        assert_eq!(report.recall(), Some(3.0 / 5.0));
        assert_eq!(report.false_merges(), 1);
        assert_eq!(report.mean_merged_share(PairLabel::Copy), Some(0.375));
        assert_eq!(report.mean_merged_share(PairLabel::Contained), None);
    }

    #[test]
    fn nothing_gives_no_figures() {
        let report = score_pairs(&[], &|_| true);
        assert_eq!((report.precision(), report.recall(), report.false_merges()), (None, None, 0));
    }

    #[test]
    fn the_table_has_every_kind_and_the_figures_of_all() {
        let expected = "\
kind                  label         pairs  merged     share
headline              copy              4       3    0.7500
lead                  copy              1       0    0.0000
same_lead             distinct          2       1    0.5000
figures_updated       open              1       1    1.0000

precision                 0.7500
recall                    0.6000
mean_copies               0.3750
mean_distinct             0.5000
false_merges                   1
";
        assert_eq!(report().to_table(), expected);
    }

    #[test]
    fn the_json_has_the_same_figures() {
        let json = report().to_json();
        assert_eq!(json["kinds"]["copy"]["headline"], json!({"pairs": 4, "merged": 3, "share": 0.75}));
        assert_eq!(json["recall"], json!(0.6));
        assert_eq!(json["false_merges"], json!(1));
    }
}
