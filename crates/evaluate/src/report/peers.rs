//! Several cleaners side by side.

use std::fmt::Write;

use serde_json::{Map, Value};

use super::Report;
use super::cells::format_figure;
use super::set::SetReport;
use super::tally::Tally;

/// Least width of a column.
const LEAST_COLUMN_WIDTH: usize = 10;

/// The reports of several cleaners on the same gold sets, each with the cleaner's name.
///
/// A set that a cleaner's report does not have shows as `-` in its column: a cleaner that was not tried differs from
/// one that found nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Peers {
    peers: Vec<(String, Report)>,
}

impl Peers {
    /// Adds a cleaner after the others.
    pub fn add(&mut self, name: impl Into<String>, report: Report) {
        self.peers.push((name.into(), report));
    }

    /// Whether there are no cleaners.
    pub fn is_empty(&self) -> bool {
        self.peers.is_empty()
    }

    /// Formats the F1 of all cleaners next to that of the measured report, whose column is named `measured_name`.
    ///
    /// There is a row for each set and page type. A second table has the shares of snippets, if any set has snippets.
    pub fn to_table(&self, measured_name: &str, measured: &Report) -> String {
        let mut table = String::new();
        self.push_table(&mut table, "f1", measured_name, measured, &|tally| {
            (tally.scored() > 0).then(|| format_figure(tally.f1()))
        });
        self.push_table(&mut table, "with/without", measured_name, measured, &|tally| {
            let (with, without) = (tally.with_share(), tally.without_share());
            (with.is_some() || without.is_some())
                .then(|| format!("{}/{}", format_share(with), format_share(without)))
        });
        table
    }

    fn push_table(
        &self,
        table: &mut String,
        title: &str,
        measured_name: &str,
        measured: &Report,
        show: &dyn Fn(&Tally) -> Option<String>,
    ) {
        let mut rows: Vec<(String, u64, Vec<String>)> = Vec::new();
        for set in &measured.sets {
            for (row, page_type) in set_rows(set) {
                let tallies = self.peers.iter().map(|(_, report)| tally(report, &set.name, page_type));
                let shown = |tally: Option<&Tally>| tally.and_then(show).unwrap_or_else(|| "-".to_owned());
                // Whether there is anything to show depends on the gold, so it is the same for all cleaners.
                let own_tally = tally(measured, &set.name, page_type);
                if let (Some(own_tally), Some(own)) = (own_tally, own_tally.and_then(show)) {
                    let cells = std::iter::once(own).chain(tallies.map(shown)).collect();
                    rows.push((row, own_tally.pages(), cells));
                }
            }
        }
        if rows.is_empty() {
            return;
        }
        let names: Vec<&str> =
            std::iter::once(measured_name).chain(self.peers.iter().map(|(name, _)| name.as_str())).collect();
        let least_width =
            rows.iter().flat_map(|row| row.2.iter().map(String::len)).max().unwrap_or_default() + 2;
        let width = |name: &str| LEAST_COLUMN_WIDTH.max(least_width).max(name.chars().count() + 2);
        if !table.is_empty() {
            table.push('\n');
        }
        // Writing to a string cannot fail.
        let _ = write!(table, "{title:<30}{:>6}", "pages");
        for name in &names {
            let _ = write!(table, "{name:>0$}", width(name));
        }
        for (row, pages, cells) in rows {
            let _ = write!(table, "\n{row:<30}{pages:>6}");
            for (name, cell) in names.iter().zip(cells) {
                let _ = write!(table, "{cell:>0$}", width(name));
            }
        }
        table.push('\n');
    }

    /// The figures as `{SET: {"all": {NAME: {figures}, …}, TYPE: {…}, …}, …}`.
    ///
    /// It has the sets and page types of the measured report, each with the cleaners that have it. Figures are named as
    /// in [`Report::to_json`].
    pub fn to_json(&self, measured: &Report) -> Value {
        let figures = |set: &SetReport, page_type: Option<&str>| -> Map<String, Value> {
            let found = |(name, report): &(String, Report)| {
                Some((name.clone(), tally(report, &set.name, page_type)?.to_json()))
            };
            self.peers.iter().filter_map(found).collect()
        };
        let rows = |set: &SetReport| -> Map<String, Value> {
            let row = |page_type: Option<&str>| {
                (page_type.unwrap_or("all").to_owned(), Value::Object(figures(set, page_type)))
            };
            set_rows(set).map(|(_, page_type)| row(page_type)).collect()
        };
        Value::Object(measured.sets.iter().map(|set| (set.name.clone(), Value::Object(rows(set)))).collect())
    }
}

/// The rows of a set in tables: their labels and page types.
fn set_rows(set: &SetReport) -> impl Iterator<Item = (String, Option<&str>)> {
    let types = set.types().map(|(name, _)| (format!("  {name}"), Some(name)));
    std::iter::once((set.name.clone(), None)).chain(types)
}

fn tally<'a>(report: &'a Report, set: &str, page_type: Option<&str>) -> Option<&'a Tally> {
    let set = report.set(set)?;
    match page_type {
        Some(page_type) => set.type_tally(page_type),
        None => Some(set.all()),
    }
}

fn format_share(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |share| format!("{share:.3}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::evaluate;
    use crate::gold::GoldPage;
    use crate::predictions::Prediction;
    use crate::scores::options::EvaluateOptions;

    const TOWN: &str = r#"{"id":"1","page":"x","page_type":"article","gold":{"text":"snow fell","with":["snow"],"without":["menu"]}}
{"id":"2","page":"x","page_type":"forum","gold":{"text":"rain fell"}}
"#;
    const VILLAGE: &str = r#"{"id":"3","page":"x","gold":{"text":null,"with":["ice"]}}"#;

    fn reports() -> (Report, Peers) {
        let folder = tempfile::tempdir().unwrap();
        let sets = [folder.path().join("town.jsonl"), folder.path().join("village.jsonl")];
        std::fs::write(&sets[0], TOWN).unwrap();
        std::fs::write(&sets[1], VILLAGE).unwrap();
        let report_of = |sets: &[std::path::PathBuf], text: &'static str| {
            let clean = move |_: &GoldPage| Prediction::from_text(text);
            evaluate(sets, &clean, EvaluateOptions::default()).unwrap()
        };
        let mut peers = Peers::default();
        peers.add("everything", report_of(&sets, "menu snow rain fell ice"));
        peers.add("b", report_of(&sets[..1], "rain fell"));
        (report_of(&sets, "snow fell"), peers)
    }

    #[test]
    fn each_peer_has_a_column() {
        let (measured, peers) = reports();
        let table = peers.to_table("dechaff", &measured);
        let expected = "\
f1                             pages   dechaff  everything         b
town                               2    0.7500      0.5714    0.7500
  article                          1    1.0000      0.5714    0.5000
  forum                            1    0.5000      0.5714    1.0000

with/without                   pages      dechaff   everything            b
town                               2  1.000/0.000  1.000/1.000  0.000/0.000
  article                          1  1.000/0.000  1.000/1.000  0.000/0.000
village                            1      0.000/-      1.000/-            -
";
        assert_eq!(table, expected, "\n{table}");
    }

    #[test]
    fn json_has_only_peers_that_were_tried() {
        let (measured, peers) = reports();
        let json = peers.to_json(&measured);
        assert_eq!(json["town"]["forum"]["b"]["f1"], 1.0);
        assert_eq!(json["town"]["all"]["everything"]["without"], 1.0);
        assert!(json["village"]["all"].get("b").is_none());
    }
}
