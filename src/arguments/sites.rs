//! The arguments of `dechaff sites`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use dechaff_pipeline::{Mapping, StatusSet};

/// Learn what the pages of each site have in common, and show or merge what was learned
///
/// A profile of a site is a sample of its pages: which texts they have, and which elements hold their stories. `dechaff clean
/// --sites auto` learns profiles from its inputs by itself. A file of profiles is for inputs that can be read only once, and
/// for pages of sites that were seen on other days.
#[derive(Debug, Subcommand)]
#[command(after_help = "Examples:
  dechaff sites learn monday/ tuesday/ -o sites.zst
  dechaff sites show sites.zst --site news.example
  dechaff sites merge sites.zst wednesday.zst -o all.zst
  zcat thursday.jsonl.gz | dechaff clean - --sites all.zst > thursday.articles.jsonl")]
pub(crate) enum SitesCommand {
    /// Learn the profiles of the sites of a dump
    ///
    /// The inputs are files, folders and glob patterns, as for `dechaff clean`. Sites with a single page are left out.
    Learn(Box<LearnSitesArguments>),
    /// Show the texts that the pages of a site have in common, and the elements that hold their stories
    Show {
        /// File of profiles
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Show only this site [default: all sites, with less about each]
        #[arg(long, value_name = "SITE")]
        site: Option<String>,
    },
    /// Merge files of profiles into one
    Merge {
        /// Files of profiles
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// File to write
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
        /// Replace the output if it exists
        #[arg(long)]
        overwrite: bool,
    },
}

/// The arguments of `dechaff sites learn`.
#[derive(Debug, Args)]
pub(crate) struct LearnSitesArguments {
    /// Files, folders or glob patterns
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<String>,
    /// File to write
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Replace the output if it exists
    #[arg(long)]
    pub(crate) overwrite: bool,
    /// Input fields of JSON, Parquet and CSV records to read, as in text=maintext,url=source; see `dechaff clean --help`
    #[arg(long, value_name = "FIELD=PATH,...")]
    pub(crate) map: Option<Mapping>,
    /// HTTP statuses of responses that count as pages
    #[arg(long, value_name = "LIST", default_value = "2xx")]
    pub(crate) status: StatusSet,
    /// Number of worker threads, or 0 for one per processor
    #[arg(short, long, value_name = "N", default_value_t = 0)]
    pub(crate) jobs: usize,
}
