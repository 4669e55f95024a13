//! The command line.

use std::path::PathBuf;

use clap::builder::ArgPredicate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use dechaff_pipeline::{DuplicatesBy, Mapping, Schema, Selection, SiteRule, StatusSet};

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
    /// Turn ftr-site-config files (example.org.txt) into rules for dechaff.toml; what can't be turned is said on
    /// standard error
    ImportRules {
        /// The files; a file's name without .txt is the site
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page (troff)
    Man,
}

/// What decides what is written about a page. `clean` and `explain` share it, so that `explain` explains a run.
#[derive(Debug, Args)]
pub(crate) struct PageArguments {
    /// Which JSON fields hold what, as in text=maintext,url=source (dotted paths reach into objects).
    /// Fields: id, url, html, text, title, authors, published, fetched, language, site_name.
    /// By default, known producers' fields and common names are recognized
    #[arg(long, value_name = "FIELD=PATH,...", help_heading = "Input")]
    pub(crate) map: Option<Mapping>,

    /// Copy these input fields into each record's `metadata`
    #[arg(long, value_name = "FIELD,...", value_delimiter = ',', help_heading = "Input")]
    pub(crate) keep_fields: Vec<String>,

    /// HTTP statuses of WARC responses that count as pages: codes, ranges (200-204), classes (4xx)
    #[arg(long, value_name = "LIST", default_value = "2xx", help_heading = "Input")]
    pub(crate) status: StatusSet,

    #[command(flatten, next_help_heading = "Extraction")]
    pub(crate) extract: dechaff_extract::Options,

    /// Use this model for HTML pages instead of the built-in one
    #[arg(long, value_name = "FILE", help_heading = "Extraction")]
    pub(crate) model: Option<PathBuf>,

    /// Keep what this CSS selector matches, and on pages where anything matches, nothing else (repeatable)
    #[arg(long, value_name = "SELECTOR", help_heading = "Rules")]
    pub(crate) keep: Vec<String>,

    /// Drop what this CSS selector matches (repeatable)
    #[arg(long, value_name = "SELECTOR", help_heading = "Rules")]
    pub(crate) drop: Vec<String>,

    #[command(flatten, next_help_heading = "Selection")]
    pub(crate) selection: Selection,

    /// Reject pages larger than this as too_large
    #[arg(long, value_name = "SIZE", value_parser = parse_size, default_value = "16MiB", help_heading = "Limits")]
    pub(crate) max_page_bytes: u64,

    /// Report lines of JSON Lines that are longer than this as errors
    #[arg(long, value_name = "SIZE", value_parser = parse_size, default_value = "64MiB", help_heading = "Limits")]
    pub(crate) max_line_bytes: u64,

    /// Stop reading a file that grows by more than this factor when it is decompressed
    #[arg(long, value_name = "N", default_value_t = 1000, help_heading = "Limits")]
    pub(crate) max_ratio: u64,

    /// Read at most this many members of an archive
    #[arg(long, value_name = "N", default_value_t = 1_000_000, help_heading = "Limits")]
    pub(crate) max_members: u64,

    /// Maximum size of the temporary file for an archive that can't be read as a stream (a zip on standard input)
    #[arg(long, value_name = "SIZE", value_parser = parse_size, default_value = "16GiB", help_heading = "Limits")]
    pub(crate) max_spool_bytes: u64,

    /// Read settings from this file (default: dechaff.toml in the working folder, if it exists). Its keys are the long
    /// flags of `clean`; flags on the command line win
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Rules by site, from the settings file
    #[arg(skip)]
    pub(crate) sites: Vec<(String, SiteRule)>,
}

/// Clean a dump: pages in, articles out, every page accounted for
///
/// INPUT is a file, a folder (read recursively, sorted by path), a pattern, or - for standard input. HTML, rendered
/// text, Markdown, JSON Lines and other JSON, CSV, WARC, WET, ARC, WACZ, MHTML, tar and zip are recognised by content,
/// gzip, zstd, bzip2, xz and lz4 around any of them too.
///
/// Beside out.jsonl stand out.rejects.jsonl, out.duplicates.jsonl, out.errors.jsonl (each only if it has lines) and
/// out.manifest.json, whose ledger says what became of every page.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dechaff clean crawl/ -o articles.jsonl
  dechaff clean dump.warc.gz news.jsonl.zst -o out/ --shard-size 256MB
  zcat pages.jsonl.gz | dechaff clean - --language de,fr > articles.jsonl
  dechaff clean scraped.jsonl -o out.jsonl.gz --map text=maintext,url=source --duplicates-by url,text

Exit codes: 0 done; 1 done, and some input was damaged (see the errors file); 2 not done;
130 or 143 ended by SIGINT or SIGTERM, with what was decided until then written and whole.")]
pub(crate) struct CleanArguments {
    /// Files, folders, patterns, or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<String>,

    /// A file (.jsonl, .jsonl.gz, .jsonl.zst), a folder (folder/: shards by size), or - for standard output
    #[arg(short, long, value_name = "OUTPUT", default_value = "-", help_heading = "Output")]
    pub(crate) output: String,

    /// Replace the files of an earlier run
    #[arg(long, help_heading = "Output")]
    pub(crate) overwrite: bool,

    /// In a folder: start a new shard after so many bytes of lines
    #[arg(long, value_name = "SIZE", value_parser = parse_size, default_value = "512MB", help_heading = "Output")]
    pub(crate) shard_size: u64,

    /// In a folder: how shards are compressed
    #[arg(long, value_name = "KIND", value_enum, default_value_t = ShardCompression::None, help_heading = "Output")]
    pub(crate) compression: ShardCompression,

    /// Layout of records
    #[arg(long, value_enum, default_value_t = SchemaArgument::Dechaff, help_heading = "Output")]
    pub(crate) schema: SchemaArgument,

    /// Write every page in input order with status, reason and detail behind its fields, instead of sorting pages into
    /// files
    #[arg(long, help_heading = "Output", conflicts_with_all = ["keep_duplicates", "rejected_text", "schema"])]
    pub(crate) annotate: bool,

    /// Write nothing: print the ledger, the field mapping and samples of what would be cut
    #[arg(long, help_heading = "Output")]
    pub(crate) dry_run: bool,

    /// Add the text that was found to each reject
    #[arg(long, help_heading = "Output")]
    pub(crate) rejected_text: bool,

    /// Write the manifest here (standard output has no other place for it)
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) manifest: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) page: PageArguments,

    /// Stop after N pages
    #[arg(long, value_name = "N", help_heading = "Limits")]
    pub(crate) limit: Option<u64>,

    /// What makes a duplicate: text, url, or both
    #[arg(long, value_name = "KEYS", default_value = "text", value_parser = parse_duplicates_by, help_heading = "Selection")]
    pub(crate) duplicates_by: DuplicatesBy,

    /// Keep duplicates among the articles, with duplicate_of set
    #[arg(long, help_heading = "Selection")]
    pub(crate) keep_duplicates: bool,

    /// Worker threads; 0 for one per processor. The output is the same for any number
    #[arg(short, long, value_name = "N", default_value_t = 0)]
    pub(crate) jobs: usize,

    /// Memory that pages under way may take, about (for instance 1GB); the output is the same for any
    #[arg(long, value_name = "SIZE", value_parser = parse_size, help_heading = "Limits")]
    pub(crate) memory: Option<u64>,

    /// How progress is shown on standard error: a bar on a terminal, plain lines every 30 s, JSON lines every 30 s
    #[arg(long, value_enum, value_name = "KIND", default_value_t = ProgressKind::Auto)]
    pub(crate) progress: ProgressKind,

    /// How messages are written on standard error
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = LogFormat::Text)]
    pub(crate) log_format: LogFormat,

    /// Show nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgressKind {
    /// A bar if standard error is a terminal, else nothing
    Auto,
    /// A line every 30 seconds
    Plain,
    /// A JSON line every 30 seconds
    Json,
    /// Nothing
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Lines to read
    Text,
    /// A JSON object a line
    Json,
}

/// Show how a page was read: its blocks, kept and dropped, with label, score and reason, and each metadata field
/// with its source
///
/// Where a detector weighs features, those that argued most for and against a block stand below it, each with its value
/// and by how much it moved the log-odds that the block belongs to the article.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dechaff explain page.html
  dechaff explain dump.jsonl.gz --record 17
  dechaff explain page.html --html why.html
  curl -s https://example.org/ | dechaff explain -")]
pub(crate) struct ExplainArguments {
    /// A file with the page, or - for standard input
    #[arg(value_name = "PAGE")]
    pub(crate) input: String,

    /// The page's record number in a file of many (a line of JSON Lines, a WARC record), from 1;
    /// without it, the first page
    #[arg(long, value_name = "N")]
    pub(crate) record: Option<u64>,

    /// The page's address
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,

    /// Show only what is kept
    #[arg(long, conflicts_with = "html")]
    pub(crate) kept: bool,

    /// Write a page that shows the same, instead: one file that loads nothing, for any browser; - for standard output
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) html: Option<PathBuf>,

    /// Replace FILE
    #[arg(long, requires = "html", help_heading = "Output")]
    pub(crate) overwrite: bool,

    #[command(flatten)]
    pub(crate) page: PageArguments,
}

/// Measure on pages whose right answer is known
///
/// GOLD is JSON Lines, plain or .zst: {"id", "url", "html" or "page", "page_type", "gold": {"text",
/// "with", "without", "title", "authors", "date"}}, where any part of the gold may be null.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dechaff eval gold.jsonl
  dechaff eval news.jsonl.zst shops.jsonl.zst --worst 10
  dechaff eval gold.jsonl --score other-tool.jsonl
  dechaff eval gold.jsonl --worst-pages worst/         (what went wrong on them, to be read)
  dechaff eval gold.jsonl --against before.jsonl       (better than an earlier run?)
  dechaff eval gold.jsonl --peer trafilatura=peers/    (reads peers/gold.trafilatura.jsonl)
  dechaff eval gold.jsonl --floors floors.json   (exit code 1 if a figure is below its floor)")]
pub(crate) struct EvalArguments {
    /// Gold sets
    #[arg(required_unless_present = "features", value_name = "GOLD")]
    pub(crate) gold: Vec<PathBuf>,

    /// Clean with this model instead of the one that comes with this version
    #[arg(long, value_name = "FILE", conflicts_with = "score")]
    pub(crate) model: Option<PathBuf>,

    /// Cross-validate: clean each page with fold-N.model of this folder, N being the fold of the page's site, whose
    /// pages that model has not seen
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["model", "score"])]
    pub(crate) folds: Option<PathBuf>,

    /// List the features of the learned detector and what they say, and do nothing else
    #[arg(long)]
    pub(crate) features: bool,

    /// Write what was found as {"id", "text", "title", "authors", "date", "page_type", "confidence"}
    /// lines
    #[arg(long, value_name = "FILE")]
    pub(crate) predictions: Option<PathBuf>,

    /// Measure these predictions, of another program or an earlier run, instead of cleaning the pages
    #[arg(long, value_name = "FILE", conflicts_with = "predictions")]
    pub(crate) score: Option<PathBuf>,

    /// Compare with these predictions: mean F1 of both by set and type of page, their difference with a 95 % interval
    /// (paired bootstrap over sites: give pages of one site the same "site" in the gold), pages that got better and
    /// worse by more than 0.01
    #[arg(long, value_name = "FILE")]
    pub(crate) against: Option<PathBuf>,

    /// Show the figures of another tool beside these (repeatable). FILE holds its predictions; if it is a folder,
    /// those for gold SET are in FILE/SET.NAME.jsonl, plain or .zst
    #[arg(long, value_name = "NAME=FILE", value_parser = parse_peer)]
    pub(crate) peer: Vec<(String, PathBuf)>,

    /// List the N pages of each set with the lowest F1
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        default_value_if("worst_pages", ArgPredicate::IsPresent, "20")
    )]
    pub(crate) worst: usize,

    /// Write the worst pages (20 of each set unless --worst says how many) to DIR/SET/ID.txt, with their figures and
    /// gold and prediction as a diff. DIR must be new or empty
    #[arg(long, value_name = "DIR")]
    pub(crate) worst_pages: Option<PathBuf>,

    /// Leave pages whose gold text is empty out of the word figures
    #[arg(long)]
    pub(crate) skip_empty: bool,

    /// Count words as \w+ for every script, as the WCXB benchmark does
    #[arg(long)]
    pub(crate) wcxb_words: bool,

    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,

    /// Figures that must be reached: {"SET": {"f1": 0.9, ...}}; a miss gives exit code 1
    #[arg(long, value_name = "FILE")]
    pub(crate) floors: Option<PathBuf>,

    /// Worker threads; 0 for one per processor
    #[arg(short, long, value_name = "N", default_value_t = 0)]
    pub(crate) jobs: usize,
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

    /// A folder with the models fold-0.model to fold-4.model; each page gets its features from the model of its
    /// fold. Without it, the data holds the evidence that the linear models are trained on, and no features
    #[arg(long, value_name = "FOLDER")]
    pub(crate) models: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SchemaArgument {
    /// Flat records
    Dechaff,
    /// id, text, source, added, created, metadata
    Dolma,
}

impl From<SchemaArgument> for Schema {
    fn from(schema: SchemaArgument) -> Self {
        match schema {
            SchemaArgument::Dechaff => Self::Dechaff,
            SchemaArgument::Dolma => Self::Dolma,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ShardCompression {
    /// part-00000.jsonl
    None,
    /// part-00000.jsonl.gz
    Gzip,
    /// part-00000.jsonl.zst
    Zstd,
}

/// Bytes: a number, with kB, MB, GB (powers of 1000) or KiB, MiB, GiB (of 1024).
fn parse_size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let factor: u64 = match text[digits.len()..].to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1_000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        _ => return Err(format!("{text:?} is not a size; write 512MB, 16MiB or a number of bytes")),
    };
    let number: u64 = digits
        .trim()
        .parse()
        .map_err(|_| format!("{text:?} is not a size; write 512MB, 16MiB or a number of bytes"))?;
    number.checked_mul(factor).filter(|n| *n > 0).ok_or_else(|| format!("{text:?} is out of range"))
}

fn parse_peer(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, file)) if !name.is_empty() && !file.is_empty() => Ok((name.to_owned(), file.into())),
        _ => Err(format!("{text:?} is not NAME=FILE")),
    }
}

fn parse_duplicates_by(text: &str) -> Result<DuplicatesBy, String> {
    let mut keys: Vec<&str> = text.split(',').map(str::trim).collect();
    keys.sort_unstable();
    match keys.as_slice() {
        ["text"] => Ok(DuplicatesBy::Text),
        ["url"] => Ok(DuplicatesBy::Url),
        ["text", "url"] => Ok(DuplicatesBy::UrlAndText),
        _ => Err(format!("{text:?} is not text, url or url,text")),
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

    #[test]
    fn sizes() {
        assert_eq!(parse_size("512MB"), Ok(512_000_000));
        assert_eq!(parse_size("16MiB"), Ok(16 << 20));
        assert_eq!(parse_size("7"), Ok(7));
        assert!(parse_size("0").is_err() && parse_size("1.5GB").is_err() && parse_size("x").is_err());
    }
}
