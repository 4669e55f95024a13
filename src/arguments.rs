//! The command line.

use std::path::PathBuf;

use clap::builder::ArgPredicate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use dechaff_evaluate::TemplateBank;
use dechaff_extract::PageForm;
use dechaff_pipeline::{Mapping, Sites, StatusSet};
use dechaff_settings::{CleanSettings, PageSettings};

/// Turn dumps of scraped pages into clean, deduplicated articles as JSON Lines.
#[derive(Debug, Parser)]
#[command(name = "dechaff", version, max_term_width = 100, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Clean(Box<CleanArguments>),
    Explain(ExplainArguments),
    Eval(EvalArguments),
    TrainingData(TrainingDataArguments),
    #[command(subcommand)]
    Sites(SitesCommand),
    #[command(subcommand)]
    Index(IndexCommand),
    /// Print the types of the fields that clean writes, for other programs
    ///
    /// What is printed is an expression: of Python for arrow (pyarrow as pa), datasets and polars (as pl), of SQL for
    /// duckdb (the columns of read_json) and spark (a DDL string).
    Schema {
        /// Program to print the types for
        #[arg(long, value_enum)]
        format: SchemaFormat,
        /// Lines whose fields are printed
        #[arg(long, value_enum, default_value_t = LineKind::Articles)]
        lines: LineKind,
    },
    /// Convert ftr-site-config files (example.org.txt) into rules for dechaff.toml
    ///
    /// The rules are printed to standard output. Lines that can't be converted are reported on standard error.
    ImportRules {
        /// Files to convert. The name of a file without .txt is its site
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Print a shell completion script
    Completions {
        /// Shell to print the script for
        shell: clap_complete::Shell,
    },
    /// Print the manual page (troff)
    Man,
}

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

/// Measure extraction quality on pages with known answers
///
/// GOLD is a file of JSON Lines, plain or compressed with zstd: {"id", "url", "html" or "page", "page_type", "gold":
/// {"text", "with", "without", "title", "authors", "date"}}. Any part of the gold may be null.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dechaff eval gold.jsonl
  dechaff eval news.jsonl.zst shops.jsonl.zst --worst 10
  dechaff eval gold.jsonl --score other-tool.jsonl
  dechaff eval gold.jsonl --worst-pages worst/         (diffs of gold and prediction)
  dechaff eval gold.jsonl --against before.jsonl       (compare with an earlier run)
  dechaff eval gold.jsonl --peer trafilatura=peers/    (reads peers/gold.trafilatura.jsonl)
  dechaff eval gold.jsonl --floors floors.json         (exit code 1 if a figure is below its floor)
  dechaff eval gold.jsonl --write-pairs pairs.jsonl    (makes near-duplicates and look-alikes)
  dechaff eval --duplicates pairs.jsonl                (measures which of them are told apart)")]
pub(crate) struct EvalArguments {
    /// Gold sets
    #[arg(required_unless_present_any = ["features", "duplicates"], value_name = "GOLD")]
    pub(crate) gold: Vec<PathBuf>,

    /// Use this model instead of the built-in one for HTML pages or for rendered text; the file says which
    ///
    /// This flag can be given once for each.
    #[arg(long, value_name = "FILE", conflicts_with = "score")]
    pub(crate) model: Vec<PathBuf>,

    /// Cross-validate with the models fold-N.model in this folder
    ///
    /// Each page is cleaned with the model of its site's fold, which was trained without that site. Pages of another form
    /// than the models are for, HTML or rendered text, are cleaned with the built-in model.
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["model", "score"])]
    pub(crate) folds: Option<PathBuf>,

    /// Take the pages of each set as a dump, and use what the other pages of a site say of a page's blocks: auto or off
    ///
    /// The sites are those of the gold, or else those of the URLs.
    #[arg(long, value_name = "auto|off", default_value = "off", value_parser = parse_eval_sites, conflicts_with = "score")]
    pub(crate) sites: Sites,

    /// Measure which of the labelled pairs of texts in FILE are taken for near-duplicates, instead of extraction
    ///
    /// Each line is {"id", "kind", "label", "a", "b"}, where the label is copy, distinct, contained or open, and a and b are
    /// {"text", "site", "url", "date"}.
    #[arg(long, value_name = "FILE", conflicts_with = "gold")]
    pub(crate) duplicates: Option<PathBuf>,

    /// Write labelled pairs of near-duplicates and look-alikes to FILE, instead of measuring extraction
    ///
    /// They are made from the gold texts, and from stories that come with dechaff. --duplicates reads them. The same gold,
    /// seed and bank always give the same pairs.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["duplicates", "predictions", "score", "against", "peer", "worst", "worst_pages", "floors"]
    )]
    pub(crate) write_pairs: Option<PathBuf>,

    /// Seed of the pairs: every number gives other pairs
    #[arg(long, value_name = "N", default_value_t = 0, requires = "write_pairs")]
    pub(crate) seed: u64,

    /// Which of two banks of templates and stories to make the pairs with, so that one can be tuned on and the other checked
    #[arg(long, value_name = "a|b", default_value = "a", value_parser = parse_bank, requires = "write_pairs")]
    pub(crate) bank: TemplateBank,

    /// List the features of the learned detector with their meanings, and exit
    #[arg(long)]
    pub(crate) features: bool,

    /// Write the predictions to FILE, one line per page
    ///
    /// Each line is {"id", "text", "title", "authors", "date", "page_type", "confidence"}.
    #[arg(long, value_name = "FILE")]
    pub(crate) predictions: Option<PathBuf>,

    /// Measure the predictions in FILE, from another program or an earlier run, instead of cleaning the pages
    #[arg(long, value_name = "FILE", conflicts_with = "predictions")]
    pub(crate) score: Option<PathBuf>,

    /// Compare with the predictions in FILE
    ///
    /// Shows the mean F1 of both by set and page type, their difference with a 95 % interval, and the number of pages
    /// that got better or worse by more than 0.01. The interval comes from a paired bootstrap over sites, so pages of
    /// one site should have the same "site" in the gold.
    #[arg(long, value_name = "FILE")]
    pub(crate) against: Option<PathBuf>,

    /// Show the figures of another tool in additional columns
    ///
    /// FILE contains the predictions of the tool. If it is a folder, the predictions for a gold set SET are in
    /// FILE/SET.NAME.jsonl, plain or .zst. This flag can be given multiple times.
    #[arg(long, value_name = "NAME=FILE", value_parser = parse_peer)]
    pub(crate) peer: Vec<(String, PathBuf)>,

    /// List the N pages with the lowest F1 of each set
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        default_value_if("worst_pages", ArgPredicate::IsPresent, "20")
    )]
    pub(crate) worst: usize,

    /// Write the worst pages to DIR/SET/ID.txt, with their figures and a diff of gold and prediction
    ///
    /// Writes 20 pages per set, unless --worst gives another number. DIR must be new or empty.
    #[arg(long, value_name = "DIR")]
    pub(crate) worst_pages: Option<PathBuf>,

    /// Exclude pages with an empty gold text from the word figures
    #[arg(long)]
    pub(crate) skip_empty: bool,

    /// Count words as \w+ in every script, as the WCXB benchmark does
    #[arg(long)]
    pub(crate) wcxb_words: bool,

    /// Print the results as one JSON object
    #[arg(long)]
    pub(crate) json: bool,

    /// Exit with code 1 if a figure is below its floor in FILE
    ///
    /// FILE is a JSON object: {"SET": {"f1": 0.9, ...}}.
    #[arg(long, value_name = "FILE")]
    pub(crate) floors: Option<PathBuf>,

    /// Number of worker threads, or 0 for one per processor
    #[arg(short, long, value_name = "N", default_value_t = 0)]
    pub(crate) jobs: usize,
}

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

/// Show, check and merge indexes of kept pages
///
/// An index is a folder that remembers the kept pages of earlier runs, so that new pages can be compared with them.
#[derive(Debug, Subcommand)]
#[command(after_help = "Examples:
  dechaff index stats index/
  dechaff index verify index/
  dechaff index merge monday/ tuesday/ --output both/")]
pub(crate) enum IndexCommand {
    /// Show how many pages an index has, from which runs, and what it can be compared with
    Stats {
        /// Folder of the index
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Check every byte of an index that counts
    ///
    /// Prints what is damaged and where, and changes nothing. The exit code is 0 if the index is sound, 1 if it is damaged, and
    /// 2 if it can't be read.
    Verify {
        /// Folder of the index
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Merge indexes into one
    ///
    /// The pages of the indexes are added in their order. A page whose text and URL are known already is left out. All
    /// indexes must have been made with the same versions, and all with sketches or all without.
    Merge {
        /// Folders of the indexes
        #[arg(required = true, value_name = "DIR")]
        folders: Vec<PathBuf>,
        /// Folder to write to
        #[arg(short, long, value_name = "DIR")]
        output: PathBuf,
        /// Replace the index in the output if there is one
        #[arg(long)]
        overwrite: bool,
    },
}

/// Write the data that detectors are trained on: the blocks, features and labels of gold pages
#[derive(Debug, Args)]
pub(crate) struct TrainingDataArguments {
    /// Gold sets: JSON Lines, plain or compressed with zstd
    #[arg(required = true, value_name = "GOLD")]
    pub(crate) gold: Vec<PathBuf>,

    /// The folder to write to
    #[arg(short, long, value_name = "FOLDER")]
    pub(crate) output: PathBuf,

    /// Which of the gold pages to use; the others are left out
    #[arg(long, value_name = "FORM", value_enum, default_value = "html")]
    pub(crate) form: FormArgument,

    /// A folder with the models fold-0.model to fold-4.model; each page gets its features from the model of its
    /// fold. Without it, the data holds the evidence that the linear models are trained on, and no features
    #[arg(long, value_name = "FOLDER")]
    pub(crate) models: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum FormArgument {
    /// Pages with `html`
    Html,
    /// Pages with `page`, rendered text
    Text,
}

impl From<FormArgument> for PageForm {
    fn from(form: FormArgument) -> Self {
        match form {
            FormArgument::Html => Self::Html,
            FormArgument::Text => Self::Text,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SchemaFormat {
    Arrow,
    Datasets,
    Duckdb,
    JsonSchema,
    Polars,
    Spark,
}

/// The kinds of lines that a run writes.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum LineKind {
    Articles,
    Rejects,
    Duplicates,
    Errors,
}

fn parse_eval_sites(text: &str) -> Result<Sites, String> {
    match text {
        "auto" => Ok(Sites::Auto),
        "off" => Ok(Sites::Off),
        _ => Err("expected auto or off".to_owned()),
    }
}

fn parse_bank(text: &str) -> Result<TemplateBank, String> {
    match text {
        "a" => Ok(TemplateBank::A),
        "b" => Ok(TemplateBank::B),
        _ => Err("expected a or b".to_owned()),
    }
}

fn parse_peer(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, file)) if !name.is_empty() && !file.is_empty() => Ok((name.to_owned(), file.into())),
        _ => Err("expected NAME=FILE".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn peers() {
        assert_eq!(parse_peer("a=b=c.jsonl"), Ok(("a".into(), "b=c.jsonl".into())));
        assert!(parse_peer("a").is_err() && parse_peer("=a").is_err() && parse_peer("a=").is_err());
    }
}
