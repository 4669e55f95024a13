//! The arguments of `dechaff eval` and `dechaff training-data`.

use std::path::PathBuf;

use clap::builder::ArgPredicate;
use clap::{Args, ValueEnum};
use dechaff_evaluate::TemplateBank;
use dechaff_extract::PageForm;
use dechaff_pipeline::Sites;

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
    use super::*;

    #[test]
    fn peers() {
        assert_eq!(parse_peer("a=b=c.jsonl"), Ok(("a".into(), "b=c.jsonl".into())));
        assert!(parse_peer("a").is_err() && parse_peer("=a").is_err() && parse_peer("a=").is_err());
    }
}
