//! `dechaff index stats`: what an index has, as text and as JSON.

use std::io::{self, Write};
use std::ops::RangeInclusive;

use anyhow::Result;
use dechaff_pipeline::PageStore;
use jiff::{ToSpan, civil};
use serde_json::{Value, json};

use crate::text::shorten;

/// The runs that are shown: the last ones.
const SHOWN_RUNS: usize = 10;

pub(super) fn show(store: &PageStore) -> Result<()> {
    let stats = store.stats()?;
    let mut out = io::stdout().lock();
    writeln!(out, "{}: {} pages of {} runs", store.file().display(), stats.pages, stats.runs)?;
    let each = stats.bytes_per_page().map(|bytes| format!(", {bytes:.0} a page")).unwrap_or_default();
    writeln!(out, "  size      {} bytes{each}", stats.bytes)?;
    if let Some(dates) = &stats.dates {
        writeln!(out, "  dates     {} to {}", date(*dates.start()), date(*dates.end()))?;
    }
    writeln!(out, "  made with {}", stats.parameters)?;
    let runs = store.runs();
    if !runs.is_empty() {
        writeln!(out, "  runs: number, pages compared, pages stored, version, output")?;
    }
    if runs.len() > SHOWN_RUNS {
        writeln!(out, "          {} earlier ones", runs.len() - SHOWN_RUNS)?;
    }
    for run in &runs[runs.len().saturating_sub(SHOWN_RUNS)..] {
        let output = match run.facts.output.as_str() {
            "" => "(standard output)".to_owned(),
            name => shorten(name, 100),
        };
        let program = shorten(&run.facts.program, 20);
        writeln!(
            out,
            "  {:>6}  {:>9}  {:>9}  {program}  {output}",
            run.number, run.facts.pages_seen, run.pages_stored
        )?;
    }
    out.flush()?;
    Ok(())
}

pub(super) fn to_json(store: &PageStore) -> Result<Value> {
    let stats = store.stats()?;
    let ends = |dates: &Option<RangeInclusive<i32>>| match dates {
        Some(dates) => json!([date(*dates.start()), date(*dates.end())]),
        None => Value::Null,
    };
    let runs = store.runs().iter().map(|run| {
        let digest = u128::from_be_bytes(run.facts.digest);
        json!({
            "number": run.number,
            "digest": format!("{digest:032x}"),
            "output": run.facts.output,
            "pages_seen": run.facts.pages_seen,
            "pages_stored": run.pages_stored,
            "dates": ends(&run.dates),
            "version": run.facts.program,
        })
    });
    Ok(json!({
        "file": store.file().display().to_string(),
        "pages": stats.pages,
        "bytes": stats.bytes,
        "bytes_per_page": stats.bytes_per_page(),
        "dates": ends(&stats.dates),
        "parameters": {
            "format": stats.parameters.format,
            "normal_form": stats.parameters.normal_form,
            "url_form": stats.parameters.url_form,
            "sketch": stats.parameters.sketch,
        },
        "runs": runs.collect::<Vec<_>>(),
    }))
}

/// A date as text. Days that no calendar has are shown as a number.
fn date(days: i32) -> String {
    match civil::date(1970, 1, 1).checked_add(i64::from(days).days()) {
        Ok(date) => date.to_string(),
        Err(_) => format!("day {days}"),
    }
}
