//! Pictures with their captions, and with their numbers as tables, which say the same without seeing.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::Result;
use dechaff_pipeline::Histogram;

use crate::html::Escaped;
use crate::numbers::{grouped, percent, percent_of, share, words};
use crate::report::charts::{BARS, Columns, DUPLICATES, REJECTED, Rows};
use crate::report::flow::draw_flow;
use crate::report::manifest::{Counts, Ledger};
use crate::report::totals::{Totals, by_count, total};

/// Number of kinds that a picture shows one by one.
const SHOWN_KINDS: usize = 12;
/// Number of months or years that a picture shows.
const SHOWN_TIMES: usize = 36;

/// A picture with a caption, and the same as a table.
struct Figure<'a> {
    id: &'a str,
    title: &'a str,
    caption: String,
    svg: &'a str,
    /// The head of the table, then its rows.
    table: &'a [Vec<String>],
}

impl Figure<'_> {
    fn write(&self, out: &mut String) -> Result<()> {
        let Self { id, title, caption, .. } = self;
        write!(
            out,
            "<figure aria-labelledby=\"{id}\">\n<h3 id=\"{id}\">{title}</h3>\n{}\n<figcaption>{}</figcaption>\n",
            hidden(self.svg),
            Escaped(caption)
        )?;
        write_numbers(title, self.table, out)?;
        out.push_str("</figure>\n");
        Ok(())
    }
}

/// An image that is not spoken, because its numbers are.
fn hidden(svg: &str) -> String {
    svg.replacen("<svg ", "<svg aria-hidden=\"true\" focusable=\"false\" ", 1)
}

/// Writes a folded table.
fn write_numbers(title: &str, table: &[Vec<String>], out: &mut String) -> Result<()> {
    writeln!(out, "<details class=\"numbers\"><summary>{title}: numbers</summary>\n<table>")?;
    for (number, row) in table.iter().enumerate() {
        let (open, close) = if number == 0 { ("<th scope=\"col\">", "</th>") } else { ("<td>", "</td>") };
        out.push_str("<tr>");
        for cell in row {
            write!(out, "{open}{}{close}", Escaped(cell))?;
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table>\n</details>\n");
    Ok(())
}

/// Writes the ledger as a flow, in a size for wide windows and one for narrow ones.
pub(super) fn write_flow(ledger: &Ledger, out: &mut String) -> Result<()> {
    let fates = [
        ("kept", ledger.kept),
        ("duplicates", total(&ledger.duplicates)),
        ("rejected", total(&ledger.rejected)),
    ];
    out.push_str("<figure class=\"wide\" aria-label=\"What became of the pages\">\n");
    for (class, width) in [("for-wide", 760), ("for-narrow", 352)] {
        let svg = draw_flow(ledger, width)?;
        out.push_str(&hidden(&svg).replacen("<svg ", &format!("<svg class=\"{class}\" "), 1));
        out.push('\n');
    }
    writeln!(
        out,
        "<figcaption>{} pages were found. Each is kept, a duplicate or rejected. Records that are not pages are skipped, \
         and places that can’t be read are errors.</figcaption>",
        grouped(ledger.pages)
    )?;
    let mut table = vec![vec!["Fate".to_owned(), "Number".to_owned(), "Share of the pages".to_owned()]];
    for (fate, count) in fates {
        table.push(vec![fate.to_owned(), grouped(count), percent(count, ledger.pages)]);
    }
    for (fate, kinds) in [("skipped", &ledger.skipped), ("error", &ledger.errors)] {
        for (kind, count) in by_count(kinds) {
            table.push(vec![format!("{fate}: {}", words(kind)), grouped(count), String::new()]);
        }
    }
    write_numbers("What became of the pages", &table, out)?;
    out.push_str("</figure>\n");
    Ok(())
}

/// Writes a picture of counts by kind.
pub(super) fn write_kinds(
    id: &str,
    title: &str,
    what: &str,
    counts: &Counts,
    out: &mut String,
) -> Result<()> {
    let color = match id {
        "reasons" => REJECTED,
        "kinds" => DUPLICATES,
        _ => BARS,
    };
    let sorted = by_count(counts);
    let mut rows: Vec<(String, u64)> =
        sorted.iter().take(SHOWN_KINDS).map(|(kind, count)| (words(kind), *count)).collect();
    let others: u64 = sorted.iter().skip(SHOWN_KINDS).map(|(_, count)| count).sum();
    if others > 0 {
        rows.push(("others".to_owned(), others));
    }
    let all = total(counts);
    let mut table = vec![vec![title.to_owned(), what.to_owned(), "Share".to_owned()]];
    table.extend(sorted.iter().map(|(kind, count)| vec![words(kind), grouped(*count), percent(*count, all)]));
    let caption = match sorted.first() {
        Some((kind, count)) => {
            format!("The most frequent is {}: {} of {}.", words(kind), grouped(*count), grouped(all))
        }
        None => "There are none.".to_owned(),
    };
    let svg = Rows { rows: &rows, color }.draw()?;
    Figure { id, title, caption, svg: &svg, table: &table }.write(out)
}

/// Writes the pictures of words, confidence and time. An earlier run is shown beside the run.
pub(super) fn write_distributions(totals: &Totals, earlier: Option<&Totals>, out: &mut String) -> Result<()> {
    let both = |field: fn(&Totals) -> &Histogram| -> Vec<&BTreeMap<u64, u64>> {
        std::iter::once(totals).chain(earlier).map(|totals| field(totals).counts()).collect()
    };
    let words = both(|totals| &totals.words);
    let caption = totals
        .words
        .median()
        .map(|words| format!("Half of the articles have about {} words or fewer.", grouped(words)));
    write_columns("words", "Words of the articles", caption, &by_doubling(&words), out)?;
    let confidence = both(|totals| &totals.confidence);
    let caption = totals
        .confidence
        .median()
        .map(|percent| format!("Half of the articles have a confidence of {percent} % or less."));
    write_columns("confidence", "Confidence in percent", caption, &by_five(&confidence), out)?;
    let published: Vec<&Counts> =
        std::iter::once(totals).chain(earlier).map(|totals| &totals.published).collect();
    let (dated, kept) = (total(&totals.published), totals.ledger.kept);
    let caption = Some(format!("{} of {} articles have a date.", grouped(dated), grouped(kept)));
    write_columns("published", "Date of publication", caption, &by_time(&published), out)
}

/// Labels, and for each run its counts.
type Table = Vec<(String, Vec<u64>)>;

fn write_columns(
    id: &str,
    title: &str,
    caption: Option<String>,
    rows: &Table,
    out: &mut String,
) -> Result<()> {
    let runs = rows.first().map_or(1, |(_, counts)| counts.len());
    let sums: Vec<u64> = (0..runs).map(|run| rows.iter().map(|(_, counts)| counts[run]).sum()).collect();
    let labels: Vec<String> = rows.iter().map(|(label, _)| label.clone()).collect();
    // Two runs have different numbers of pages, so their shares are compared.
    let value = |run: usize, count: u64| if runs > 1 { share(count, sums[run]) } else { count as f64 };
    let values: Vec<Vec<f64>> =
        (0..runs).map(|run| rows.iter().map(|(_, counts)| value(run, counts[run])).collect()).collect();
    let format = if runs > 1 { |share| percent_of(share) } else { |count: f64| grouped(count as u64) };
    let svg = Columns { labels: &labels, values: &values, format }.draw()?;
    let mut head = vec![title.to_owned(), "Articles".to_owned()];
    head.extend((runs > 1).then(|| "Earlier".to_owned()));
    let mut table = vec![head];
    for (label, counts) in rows {
        let counts = counts.iter().zip(&sums).map(|(count, sum)| match runs {
            1 => grouped(*count),
            _ => percent(*count, *sum),
        });
        table.push(std::iter::once(label.clone()).chain(counts).collect());
    }
    let caption = caption.unwrap_or_else(|| "There are no articles.".to_owned());
    Figure { id, title, caption, svg: &svg, table: &table }.write(out)
}

/// Adds up counts by a label of each range, and sorts by a number of it.
fn regroup(runs: &[&BTreeMap<u64, u64>], group: impl Fn(u64) -> u64) -> BTreeMap<u64, Vec<u64>> {
    let mut groups = BTreeMap::<u64, Vec<u64>>::new();
    for (number, run) in runs.iter().enumerate() {
        for (&start, count) in *run {
            groups.entry(group(start)).or_insert_with(|| vec![0; runs.len()])[number] += count;
        }
    }
    groups
}

/// Two columns for each doubling of the words.
fn by_doubling(runs: &[&BTreeMap<u64, u64>]) -> Table {
    let half_steps = |start: u64| match start {
        0..4 => 0,
        _ => 2 * u64::from(start.ilog2()) + (start >> (start.ilog2() - 1) & 1),
    };
    let first_of = |step: u64| if step == 0 { 0 } else { (2 + (step & 1)) << (step / 2 - 1) };
    let groups = regroup(runs, half_steps);
    let (Some(first), Some(last)) = (groups.keys().next(), groups.keys().next_back()) else { return vec![] };
    // No step between the shortest and the longest text is left out, or the picture would mislead.
    (*first..=*last)
        .filter(|step| *step == 0 || *step >= 4)
        .map(|step| {
            (grouped(first_of(step)), groups.get(&step).cloned().unwrap_or_else(|| vec![0; runs.len()]))
        })
        .collect()
}

fn by_five(runs: &[&BTreeMap<u64, u64>]) -> Table {
    let groups = regroup(runs, |percent| percent.min(99) / 5);
    let none = vec![0; runs.len()];
    (0..20).map(|group| (format!("{}", 5 * group), groups.get(&group).unwrap_or(&none).clone())).collect()
}

/// Months, or years if there are many months.
fn by_time(runs: &[&Counts]) -> Table {
    // Months since the year 0.
    let number = |month: &str| {
        let (year, month) = month.split_once('-')?;
        Some(12 * year.parse::<u64>().ok()? + month.parse::<u64>().ok()?.saturating_sub(1))
    };
    let months: Vec<BTreeMap<u64, u64>> = runs
        .iter()
        .map(|run| run.iter().filter_map(|(month, count)| Some((number(month)?, *count))).collect())
        .collect();
    let runs: Vec<&BTreeMap<u64, u64>> = months.iter().collect();
    let mut groups = regroup(&runs, |month| month);
    let span = |groups: &BTreeMap<u64, Vec<u64>>| match (groups.keys().next(), groups.keys().next_back()) {
        (Some(first), Some(last)) => (last - first) as usize + 1,
        _ => 0,
    };
    let mut label: fn(u64) -> String = |month| format!("{:04}-{:02}", month / 12, month % 12 + 1);
    if span(&groups) > SHOWN_TIMES {
        groups = regroup(&runs, |month| month / 12);
        label = |year| format!("{year:04}");
    }
    let Some(last) = groups.keys().next_back().copied() else { return vec![] };
    let first = (last + 1).saturating_sub(SHOWN_TIMES as u64).max(*groups.keys().next().unwrap_or(&0));
    let mut table = vec![];
    let older = groups.range(..first).fold(vec![0; runs.len()], |mut sum, (_, counts)| {
        sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        sum
    });
    if older.iter().any(|count| *count > 0) {
        table.push(("older".to_owned(), older));
    }
    let none = vec![0; runs.len()];
    table.extend((first..=last).map(|time| (label(time), groups.get(&time).unwrap_or(&none).clone())));
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_grouped_by_half_doublings() {
        let counts = BTreeMap::from([(2, 1), (16, 2), (22, 3), (24, 4), (60, 5)]);
        let table = by_doubling(&[&counts]);
        let expected =
            [("0", 1), ("4", 0), ("6", 0), ("8", 0), ("12", 0), ("16", 5), ("24", 4), ("32", 0), ("48", 5)];
        let found: Vec<_> = table.iter().map(|(label, counts)| (label.as_str(), counts[0])).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn months_become_years_if_there_are_many() {
        let months = |list: &[&str]| list.iter().map(|month| ((*month).to_owned(), 1)).collect::<Counts>();
        let few = by_time(&[&months(&["2024-11", "2025-02"])]);
        assert_eq!(
            few.iter().map(|(label, _)| label.as_str()).collect::<Vec<_>>(),
            ["2024-11", "2024-12", "2025-01", "2025-02"]
        );
        let many = by_time(&[&months(&["1931-01", "1999-01", "1999-12", "2025-02"])]);
        assert_eq!(many[0], ("older".to_owned(), vec![1]));
        assert_eq!(many[10], ("1999".to_owned(), vec![2]));
        assert_eq!(many.len(), SHOWN_TIMES + 1);
        assert!(by_time(&[&Counts::new()]).is_empty());
    }
}
