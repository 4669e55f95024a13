//! `dechaff clean`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Result, anyhow};
use serde_json::json;

use dechaff_pipeline::{ExportError, Ledger, Run, RunError, Summary};

use crate::arguments::{CleanArguments, LogFormat};
use crate::progress::Shown;
use crate::signals::Signals;
use crate::text::shorten;
use crate::{config, exit};

pub(crate) fn run(arguments: &CleanArguments) -> Result<u8> {
    let run = Run::new(config::for_clean(arguments)?).map_err(|error| match error {
        RunError::Output(ExportError::Exists { path }) => {
            anyhow!("{} exists already; --overwrite replaces the files of an earlier run", path.display())
        }
        error => error.into(),
    })?;
    let signals = Signals::listen(run.interrupt())?;
    let shown = (!arguments.quiet).then(|| Shown::of(&run, arguments.progress));
    let summary = run.execute();
    drop(shown);
    let summary = summary.map_err(|error| {
        let full = matches!(&error, RunError::Output(ExportError::Write { source, .. } | ExportError::Create { source, .. })
            if source.kind() == io::ErrorKind::StorageFull);
        let error = anyhow::Error::from(error);
        match full {
            true => error.context("the disk is full; nothing was written under a final name: make room or choose another output, and run again"),
            false => error,
        }
    })?;
    if arguments.dry_run {
        show_samples(&summary)?;
    }
    if !arguments.quiet && !summary.pipe_closed {
        match arguments.log_format {
            LogFormat::Text => report(&summary)?,
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

/// The ledger in words, on standard error.
fn report(summary: &Summary) -> io::Result<()> {
    let mut out = io::stderr().lock();
    for error in &summary.first_errors {
        writeln!(out, "dechaff: {error}")?;
    }
    if summary.interrupted {
        writeln!(out, "interrupted; the manifest says how far it came")?;
    }
    let ledger = &summary.ledger;
    writeln!(out, "{}", sums(ledger))?;
    for (name, kinds) in [
        ("duplicates", &ledger.duplicates),
        ("rejected", &ledger.rejected),
        ("skipped", &ledger.skipped),
        ("errors", &ledger.errors),
    ] {
        if !kinds.is_empty() {
            writeln!(out, "  {name:<11}{}", list(kinds))?;
        }
    }
    if let Some(finished) = &summary.finished {
        for file in finished.files.iter().filter(|f| f.path != Path::new("-")) {
            writeln!(out, "  wrote      {}", file.path.display())?;
        }
    }
    Ok(())
}

/// How many cut blocks of a page a dry run shows.
const CUT_SHOWN: usize = 12;

/// What a dry run found, on standard output.
fn show_samples(summary: &Summary) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "fields read as: {}", serde_json::to_string(&summary.mapping)?)?;
    for sample in &summary.samples {
        let source = &sample.source;
        writeln!(
            out,
            "\n{} record {}: {}",
            source.file,
            source.record,
            sample.title.as_deref().unwrap_or("no title")
        )?;
        writeln!(out, "  {} words kept; cut:", sample.words)?;
        for (label, text) in sample.cut.iter().take(CUT_SHOWN) {
            writeln!(out, "  - {label:<13} {}", shorten(text, 90))?;
        }
        if sample.cut.len() > CUT_SHOWN {
            writeln!(out, "  - and {} blocks more", sample.cut.len() - CUT_SHOWN)?;
        }
    }
    Ok(())
}

/// The same as JSON lines, for programs.
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
        json!({ "interrupted": summary.interrupted, "ledger": summary.ledger, "wrote": files })
    )
}

fn sums(ledger: &Ledger) -> String {
    format!(
        "{} pages: {} kept, {} duplicates, {} rejected; {} records skipped, {} errors",
        ledger.pages,
        ledger.kept,
        ledger.duplicates(),
        ledger.rejected(),
        ledger.skipped(),
        ledger.errors()
    )
}

fn list(kinds: &BTreeMap<&'static str, u64>) -> String {
    kinds.iter().map(|(kind, count)| format!("{kind} {count}")).collect::<Vec<_>>().join(", ")
}
