//! `dechaff clean`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Result, anyhow};
use serde_json::json;

use dechaff_pipeline::{Compression, Config, Destination, ExportError, Ledger, Run, RunError, Summary};

use crate::arguments::{CleanArguments, InputArguments, LogFormat, ShardCompression};
use crate::exit;
use crate::explain::shorten;
use crate::progress::Shown;
use crate::signals::Signals;

pub(crate) fn run(arguments: &CleanArguments) -> Result<u8> {
    let run = Run::new(config(arguments)?).map_err(|error| match error {
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

fn config(arguments: &CleanArguments) -> Result<Config> {
    let mut config = Config::new(arguments.inputs.iter().cloned());
    config.output = destination(&arguments.output)?;
    config.output_options.overwrite = arguments.overwrite;
    config.output_options.shard_bytes = arguments.shard_size;
    config.output_options.manifest = arguments.manifest.clone();
    config.output_options.folder_compression = match arguments.compression {
        ShardCompression::None => Compression::None,
        ShardCompression::Gzip => Compression::Gzip,
        ShardCompression::Zstd => Compression::Zstd,
    };
    config.schema = arguments.schema.into();
    config.site_rules = arguments.sites.clone();
    config.annotate = arguments.annotate;
    config.dry_run = arguments.dry_run;
    config.samples = if arguments.dry_run { SAMPLES } else { 0 };
    config.markdown = arguments.markdown;
    config.comments = arguments.include_comments;
    config.rejected_text = arguments.rejected_text;
    config.min_words = arguments.min_words;
    config.min_confidence = arguments.min_confidence;
    config.languages = arguments.language.clone();
    config.duplicates_by = arguments.duplicates_by;
    config.keep_duplicates = arguments.keep_duplicates;
    config.limit = arguments.limit;
    config.jobs = arguments.jobs;
    config.memory = arguments.memory;
    read_options(&arguments.input, &mut config)?;
    Ok(config)
}

/// Sets how inputs are read.
pub(crate) fn read_options(arguments: &InputArguments, config: &mut Config) -> Result<()> {
    config.model = arguments.model.as_deref().map(dechaff_evaluate::read_model).transpose()?.map(Into::into);
    config.favor = arguments.favor.map(Into::into).unwrap_or_default();
    config.with_title = arguments.with_title;
    config.with_captions = arguments.with_captions;
    config.no_tables = arguments.no_tables;
    config.fix_mojibake = arguments.fix_mojibake;
    config.rule.keep = arguments.keep.clone();
    config.rule.drop = arguments.drop.clone();
    config.ingest.mapping = arguments.map.clone().unwrap_or_default();
    config.ingest.keep_fields = arguments.keep_fields.clone();
    config.ingest.statuses = arguments.status;
    config.ingest.max_page_bytes = usize::try_from(arguments.max_page_bytes).unwrap_or(usize::MAX);
    config.ingest.max_line_bytes = usize::try_from(arguments.max_line_bytes).unwrap_or(usize::MAX);
    config.ingest.max_ratio = arguments.max_ratio;
    config.ingest.max_members = arguments.max_members;
    config.ingest.max_spool_bytes = arguments.max_spool_bytes;
    Ok(())
}

/// An output as it was typed; a folder that exists needs no slash.
fn destination(output: &str) -> Result<Destination> {
    if output != "-" && !output.ends_with('/') && Path::new(output).is_dir() {
        return Ok(Destination::parse(format!("{output}/"))?);
    }
    Ok(Destination::parse(output)?)
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

/// How many pages of a dry run are shown, and how many cut blocks of each.
const SAMPLES: usize = 5;
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
