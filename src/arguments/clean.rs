//! The arguments of `dechaff clean`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use dechaff_settings::CleanSettings;

/// Extract clean, deduplicated articles from dumps of scraped pages
///
/// Each INPUT is a file, a folder (read recursively, sorted by path), a glob pattern, or - for standard input. HTML,
/// rendered text, Markdown, JSON Lines and other JSON, Parquet, CSV, WARC, WET, ARC, WACZ, MHTML, tar and zip are recognized by
/// content, also when compressed with gzip, zstd, bzip2, xz or lz4.
///
/// Next to out.jsonl, a run writes out.rejects.jsonl, out.duplicates.jsonl and out.errors.jsonl (each only if it has
/// lines), and out.manifest.json, whose ledger accounts for every page.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dechaff clean crawl/ -o articles.jsonl
  dechaff clean dump.warc.gz news.jsonl.zst -o out/ --shard-size 256MB
  zcat pages.jsonl.gz | dechaff clean - --language de,fr > articles.jsonl
  dechaff clean scraped.jsonl -o out.jsonl.gz --map text=maintext --duplicates url=drop

Exit codes:
  0    success
  1    success, but some input was damaged (see the errors file)
  2    failure
  130  interrupted by SIGINT; everything decided until then is written
  143  interrupted by SIGTERM; everything decided until then is written")]
pub(crate) struct CleanArguments {
    #[command(flatten)]
    pub(crate) settings: CleanSettings,

    /// Read settings from this file [default: dechaff.toml in the working folder, if it exists]
    ///
    /// The keys are the long flags of `dechaff clean`. Flags on the command line take precedence.
    #[arg(long, value_name = "FILE", help_heading = "Run")]
    pub(crate) config: Option<PathBuf>,

    /// How to show progress on standard error
    #[arg(long, value_enum, value_name = "KIND", default_value_t = ProgressKind::Auto, help_heading = "Run")]
    pub(crate) progress: ProgressKind,

    /// Format of messages on standard error
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = LogFormat::Text, help_heading = "Run")]
    pub(crate) log_format: LogFormat,

    /// Print nothing to standard error unless the run fails
    #[arg(short, long, help_heading = "Run")]
    pub(crate) quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgressKind {
    /// A bar if standard error is a terminal, otherwise nothing
    Auto,
    /// A line of text every 30 seconds
    Plain,
    /// A line of JSON every 30 seconds
    Json,
    /// No progress
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Human-readable lines
    Text,
    /// One JSON object per line
    Json,
}
