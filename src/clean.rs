//! `dechaff clean`: runs the pipeline and reports what it did.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use serde_json::json;

use dechaff_pipeline::{ExportError, IndexSummary, Ledger, Resumed, Run, RunError, Summary};

use crate::arguments::{CleanArguments, LogFormat};
use crate::numbers::{duration, grouped};
use crate::progress::ProgressDisplay;
use crate::signals::Signals;
use crate::text::shorten;
use crate::{exit, standard_output};

pub(crate) fn run(arguments: &CleanArguments) -> Result<u8> {
    let settings = &arguments.settings;
    if settings.output == "-" || settings.dry_run {
        standard_output::require()?;
    }
    let run = Run::new(settings.to_config()?).map_err(explain_start_error)?;
    if let Some(resumed) = run.resumed()
        && !arguments.quiet
    {
        writeln!(io::stderr(), "{}", describe(&resumed))?;
    }
    let signals = Signals::listen(run.interrupt())?;
    let progress = (!arguments.quiet).then(|| ProgressDisplay::start(&run, arguments.progress));
    let begun = Instant::now();
    let result = run.execute();
    drop(progress);
    let summary = result.map_err(explain_run_error)?;
    if settings.dry_run {
        show_samples(&summary)?;
    }
    if !arguments.quiet && !summary.pipe_closed {
        match arguments.log_format {
            LogFormat::Text => report(&summary, begun.elapsed())?,
            LogFormat::Json => report_json(&summary)?,
        }
    }
    Ok(match signals.exit_code() {
        Some(code) if summary.interrupted => code,
        _ if summary.pipe_closed => exit::DONE,
        _ if summary.ledger.errors() > 0 => exit::DAMAGED,
        _ => exit::DONE,
    })
}

/// Says where an interrupted run goes on.
fn describe(resumed: &Resumed) -> String {
    let Resumed { pages, file, byte, skipped_items, .. } = resumed;
    let done = format!("going on from {}: {} pages are done", resumed.folder.display(), grouped(*pages));
    let Some(file) = file else { return done };
    match (byte, skipped_items) {
        (0, 0) => format!("{done}; reading goes on after {file}"),
        (0, items) => {
            format!("{done}; the first {} records of {file} are read again and left out", grouped(*items))
        }
        (byte, 0) => format!("{done}; reading goes on at byte {} of {file}", grouped(*byte)),
        (byte, items) => format!(
            "{done}; reading goes on at byte {} of {file}, and {} records are left out",
            grouped(*byte),
            grouped(*items)
        ),
    }
}

/// Adds the flag that helps to an error of opening the inputs and the output.
fn explain_start_error(error: RunError) -> anyhow::Error {
    match error {
        RunError::Output(ExportError::Exists { path }) => anyhow!(
            "{} already exists; use --overwrite to replace the files of an earlier run",
            path.display()
        ),
        error => error.into(),
    }
}

/// Adds what to do to the error of a full disk.
fn explain_run_error(error: RunError) -> anyhow::Error {
    let disk_is_full = match &error {
        RunError::Output(ExportError::Write { source, .. } | ExportError::Create { source, .. }) => {
            source.kind() == io::ErrorKind::StorageFull
        }
        _ => false,
    };
    let error = anyhow::Error::from(error);
    if disk_is_full {
        error.context(
            "the disk is full, and nothing was written under a final name; free some space, and run the same \
             command again",
        )
    } else {
        error
    }
}

/// Prints the first errors, the ledger and the names of the written files on standard error.
fn report(summary: &Summary, took: Duration) -> io::Result<()> {
    let mut out = io::stderr().lock();
    for error in &summary.first_errors {
        writeln!(out, "dechaff: {error}")?;
    }
    if summary.interrupted {
        writeln!(out, "interrupted; the manifest records where the run stopped")?;
    }
    let ledger = &summary.ledger;
    writeln!(out, "{}", summarize(ledger, took))?;
    for (name, kinds) in [
        ("duplicates", &ledger.duplicates),
        ("rejected", &ledger.rejected),
        ("skipped", &ledger.skipped),
        ("errors", &ledger.errors),
    ] {
        if !kinds.is_empty() {
            writeln!(out, "  {name:<11}{}", list_counts(kinds))?;
        }
    }
    if let Some(index) = &summary.index {
        let folder = index.folder.display();
        match index.is_repeated {
            true => {
                writeln!(out, "  index      run {} of {folder} repeated; the index is unchanged", index.run)?
            }
            false => {
                writeln!(out, "  index      {} pages added to {folder} as run {}", index.added, index.run)?
            }
        }
        if let Some(run) = index.replaced {
            writeln!(
                out,
                "             run {run} wrote the same output; what it kept counts as known, and is not written again"
            )?;
        }
    }
    if let Some(finished) = &summary.finished {
        for file in finished.files.iter().filter(|f| f.path != Path::new("-")) {
            writeln!(out, "  wrote      {}", file.path.display())?;
        }
    }
    Ok(())
}

/// Number of dropped blocks that a dry run shows of each sample.
const BLOCKS_SHOWN: usize = 12;

/// Prints the field mapping and the samples of a dry run on standard output.
fn show_samples(summary: &Summary) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "field mapping: {}", serde_json::to_string(&summary.mapping)?)?;
    for sample in &summary.samples {
        let source = &sample.source;
        writeln!(
            out,
            "\n{} record {}: {}",
            source.file,
            source.record,
            sample.title.as_deref().unwrap_or("no title")
        )?;
        writeln!(out, "  {} words kept; dropped:", sample.words)?;
        for (label, text) in sample.dropped.iter().take(BLOCKS_SHOWN) {
            writeln!(out, "  - {label:<13} {}", shorten(text, 90))?;
        }
        if sample.dropped.len() > BLOCKS_SHOWN {
            writeln!(out, "  - and {} more blocks", sample.dropped.len() - BLOCKS_SHOWN)?;
        }
    }
    Ok(())
}

/// Prints the same as [`report`] as lines of JSON.
fn report_json(summary: &Summary) -> io::Result<()> {
    let mut out = io::stderr().lock();
    for error in &summary.first_errors {
        let origin = &error.origin;
        let line = json!({
            "error": {
                "file": &*origin.file, "record": origin.record, "offset": origin.offset,
                "kind": error.kind.as_str(), "detail": error.detail,
            }
        });
        writeln!(out, "{line}")?;
    }
    let files: Vec<_> =
        summary.finished.iter().flat_map(|f| &f.files).map(|f| f.path.display().to_string()).collect();
    writeln!(
        out,
        "{}",
        json!({
            "interrupted": summary.interrupted, "ledger": summary.ledger,
            "index": summary.index.as_ref().map(IndexSummary::to_json), "wrote": files,
        })
    )
}

/// Formats the sums of a ledger in one line.
fn summarize(ledger: &Ledger, took: Duration) -> String {
    format!(
        "{} pages: {} kept, {} duplicates, {} rejected; {} records skipped, {} errors; {}",
        grouped(ledger.pages),
        grouped(ledger.kept),
        grouped(ledger.duplicates()),
        grouped(ledger.rejected()),
        grouped(ledger.skipped()),
        grouped(ledger.errors()),
        duration(took.as_secs_f64())
    )
}

fn list_counts(kinds: &BTreeMap<&'static str, u64>) -> String {
    kinds.iter().map(|(kind, count)| format!("{kind} {count}")).collect::<Vec<_>>().join(", ")
}
