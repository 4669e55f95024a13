//! The arguments of `dechaff report`.

use std::path::PathBuf;

use clap::Args;

/// Show what became of a dump, as a self-contained HTML page
///
/// OUTPUT is what `dechaff clean` wrote: a folder, the file of the articles, or a manifest. Several outputs, such as those of
/// days or parts of a dump, are added up. The page shows the ledger, samples of what was rejected and why, the largest groups
/// of duplicates, sites that stand out, languages, dates, lengths and damage.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dechaff report out/ -o report.html
  dechaff report monday.jsonl.zst tuesday.jsonl.zst -o week.html
  dechaff report tuesday.jsonl.zst --against monday.jsonl.zst -o tuesday.html")]
pub(crate) struct ReportArguments {
    /// Outputs of `dechaff clean`
    #[arg(required = true, value_name = "OUTPUT")]
    pub(crate) outputs: Vec<PathBuf>,

    /// Show what has changed since this output by more than chance
    ///
    /// This flag can be given several times, for outputs that are added up.
    #[arg(long, value_name = "EARLIER")]
    pub(crate) against: Vec<PathBuf>,

    /// File to write the page to, or - for standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,

    /// Replace FILE if it exists
    #[arg(long)]
    pub(crate) overwrite: bool,
}
