//! The arguments of `dechaff explain`.

use std::path::PathBuf;

use clap::Args;
use dechaff_settings::PageSettings;

/// Show why each block of a page is kept or dropped, and where its metadata was found
///
/// Each block is shown with its label, score and reason, and each metadata field with its source. If the detector weighs
/// features, the ones that argued most for and against a block are listed below it, each with its value and its
/// contribution to the log-odds that the block belongs to the article.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dechaff explain page.html
  dechaff explain dump.jsonl.gz --record 17
  dechaff explain page.html --html why.html
  dechaff explain dump.jsonl --record 17 --duplicate dump.jsonl --duplicate-record 90
  curl -s https://example.org/ | dechaff explain -")]
pub(crate) struct ExplainArguments {
    /// File that contains the page, or - for standard input
    #[arg(value_name = "PAGE")]
    pub(crate) input: String,

    /// Number of the record to explain, such as a line of JSON Lines or a WARC record, counted from 1 [default: the first
    /// page]
    #[arg(long, value_name = "N")]
    pub(crate) record: Option<u64>,

    /// URL of the page, if the input does not give one
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,

    /// Compare the page with the page in FILE, and show why they are or are not copies, instead of showing blocks
    #[arg(long, value_name = "FILE", conflicts_with_all = ["html", "kept"])]
    pub(crate) duplicate: Option<String>,

    /// Number of the record in the file of --duplicate [default: the first page]
    #[arg(long, value_name = "N", requires = "duplicate")]
    pub(crate) duplicate_record: Option<u64>,

    /// Show only the blocks that are kept
    #[arg(long, conflicts_with = "html")]
    pub(crate) kept: bool,

    /// Write the explanation to FILE as a self-contained HTML page (- for standard output)
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) html: Option<PathBuf>,

    /// Replace FILE if it exists
    #[arg(long, requires = "html", help_heading = "Output")]
    pub(crate) overwrite: bool,

    #[command(flatten)]
    pub(crate) page: PageSettings,

    /// Read settings from this file [default: dechaff.toml in the working folder, if it exists]
    ///
    /// The keys are the long flags of `dechaff clean`. Flags on the command line take precedence.
    #[arg(long, value_name = "FILE", help_heading = "Run")]
    pub(crate) config: Option<PathBuf>,
}
