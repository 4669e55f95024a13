//! `dechaff index`: shows, checks and merges indexes of kept pages.

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Result, anyhow};
use dechaff_pipeline::{Fault, PageStore, StoreError, StoreParameters, merge_stores};
use jiff::{ToSpan, civil};
use serde_json::{Value, json};

use crate::arguments::IndexCommand;
use crate::exit;
use crate::text::shorten;

/// The runs that are shown: the last ones.
const SHOWN_RUNS: usize = 10;

pub(crate) fn run(command: &IndexCommand) -> Result<u8> {
    match command {
        IndexCommand::Stats { folder, json: false } => show(&open(folder)?)?,
        IndexCommand::Stats { folder, json: true } => {
            writeln!(io::stdout(), "{:#}", to_json(&open(folder)?)?)?;
        }
        IndexCommand::Verify { folder } => return verify(folder),
        IndexCommand::Merge { folders, output, overwrite } => {
            let merged = merge_stores(folders, output, *overwrite).map_err(|error| match error {
                StoreError::Exists { .. } => anyhow!("{error}; use --overwrite to replace it"),
                error => error.into(),
            })?;
            writeln!(
                io::stderr(),
                "wrote {}: {} pages, {} known ones left out",
                output.display(),
                merged.added,
                merged.skipped
            )?;
        }
    }
    Ok(exit::DONE)
}

/// Opens any index that this version can read.
fn open(folder: &Path) -> Result<PageStore, StoreError> {
    PageStore::open_read_only(folder, StoreParameters::current(false))
}

fn verify(folder: &Path) -> Result<u8> {
    let mut out = io::stdout().lock();
    let mut report = |file: &Path, faults: &[Fault]| -> Result<u8> {
        for fault in faults {
            writeln!(out, "{}: {fault}", file.display())?;
        }
        Ok(exit::DAMAGED)
    };
    let checked = open(folder).and_then(|store| store.verify().map(|faults| (store, faults)));
    match checked {
        Ok((store, faults)) if faults.is_empty() => {
            let (pages, runs) = (store.len(), store.runs().len());
            writeln!(out, "{} is sound: {pages} pages of {runs} runs", store.file().display())?;
            Ok(exit::DONE)
        }
        Ok((store, faults)) => report(store.file(), &faults),
        // Too damaged to be opened.
        Err(StoreError::Damaged { file, fault }) => report(&file, &[fault]),
        Err(error) => Err(error.into()),
    }
}

fn show(store: &PageStore) -> Result<()> {
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

fn to_json(store: &PageStore) -> Result<Value> {
    let stats = store.stats()?;
    let ends = |dates: &Option<std::ops::RangeInclusive<i32>>| match dates {
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
