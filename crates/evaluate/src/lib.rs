//! Gold sets in, figures out: how well a cleaner does on pages whose right answer is known.
//!
//! A *gold set* is a file of JSON Lines, plain or compressed with zstd; each line is one page (its HTML, or
//! its text as some renderer left it) with what belongs to the article: the text, snippets that must or must
//! not be in it, title, authors, day of publication. Any of these may be missing, and then nothing is said
//! about it. [`evaluate`] hands every page to a closure, compares what comes back with the gold, and sums up
//! per set and per type of page in a [`Report`].
//!
//! The crate knows nothing of how a page is cleaned. The same figures can so be taken of dechaff, of another
//! program's output ([`Predictions`]), or of a rule of thumb, as here:
//!
//! ```
//! use dechaff_evaluate::{EvaluateOptions, GoldPage, Prediction, evaluate};
//!
//! let folder = tempfile::tempdir()?;
//! let set = folder.path().join("ferries.jsonl");
//! let page = r#"{"id": "1", "page": "Home | Contact\nThe last ferry left at nine.",
//!     "gold": {"text": "The last ferry left at nine.", "without": ["Contact"]}}"#;
//! std::fs::write(&set, page.replace('\n', " "))?;
//!
//! // "Everything is the article" finds all six words, and two more that do not belong to it.
//! let keep_all = |page: &GoldPage| Prediction::of_text(page.content.as_str());
//! let report = evaluate(&[set], &keep_all, EvaluateOptions::default())?;
//! let all = report.sets[0].all();
//! assert_eq!(all.recall(), Some(1.0));
//! assert_eq!(all.precision(), Some(0.75));
//! assert_eq!(all.without_share(), Some(1.0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The figures
//!
//! **Words.** Precision, recall and F1 of the words of a text, counted as multisets, are taken for each page;
//! a set's figure is the mean over its pages (*macro average*), as in the WCXB benchmark, so that a long page
//! counts no more than a short one. What a word is, is said at [`words::WordRule`].
//!
//! **Snippets.** `with` is the share of the snippets that belong to the article and were found in the text,
//! `without` the share of those that do not and were found all the same (lower is better). Both are shares of
//! all snippets of the set (*micro average*).
//!
//! **Title, authors, date** are each right, wrong or missing; see [`Verdict`].
//!
//! **Confidence** and **page types**, where the predictions have them, are held against F1 and the gold's
//! types; see [`Confidence`] and [`PageTypes`].
//!
//! Two sets of predictions are told apart by [`compare`], several set side by side by [`Peers`], and the
//! worst pages written out to be read by [`write_worst_pages`].
//!
//! The floors of a quality gate are [`Floors`]: a change that lets a figure sink below one is seen at once.

mod align;
mod augment;
mod compare;
mod confidence;
mod floors;
mod folds;
mod gold;
mod page_types;
mod peers;
mod predictions;
mod report;
mod table;
mod verdict;
pub mod words;
mod worst_pages;

use std::path::PathBuf;

use rayon::prelude::*;

pub use augment::{Harder, harder};
pub use compare::{Comparison, Difference, SetComparison, compare};
pub use confidence::{Bin, Confidence};
pub use floors::{Figure, FloorSet, Floors, Miss};
pub use folds::{FOLDS, fold_of};
pub use gold::{Content, Gold, GoldPage, GoldReader, set_name};
pub use page_types::PageTypes;
pub use peers::Peers;
pub use predictions::{Prediction, Predictions};
pub use report::{PageFigures, PageScore, Report, SetReport, Tally};
pub use table::{LabelledPage, TableWriter};
pub use verdict::{FieldTally, MetaTally, Verdict};
use words::{WordRule, WordScore};
pub use worst_pages::write_worst_pages;

/// Pages that are in memory at a time: enough to keep every thread busy.
const CHUNK_PAGES: usize = 64;
/// Bytes of gold lines after which a chunk ends early, so that sets of huge pages fit as well.
const CHUNK_BYTES: usize = 64 << 20;

/// What [`evaluate`] counts and lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EvaluateOptions {
    /// Leave pages whose gold text has no words out of the word figures. By default such a page scores 1 if
    /// the prediction has no words either, else 0.
    pub skip_empty: bool,
    /// How many of each set's pages with the lowest F1 the report lists.
    pub worst: usize,
    /// What counts as a word of the text. Titles and authors always go by [`WordRule::Counted`].
    pub words: WordRule,
}

/// Why a gold set, a file of predictions or a file of floors could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluateError {
    /// The file could not be opened.
    #[error("cannot open {}: {source}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// The file could not be read to its end: a failing disk, damaged compression, bytes that are not UTF-8.
    #[error("{}, line {line}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The line that was being read, from 1.
        line: u64,
        /// The reason.
        source: std::io::Error,
    },
    /// A line is not the JSON that was expected there.
    #[error("{}, line {line}: {source}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// The reason.
        source: serde_json::Error,
    },
    /// A gold page has neither `html` nor `page`, or both.
    #[error("{}, line {line}: page {id:?} needs either `html` or `page`, and not both", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// The page.
        id: String,
    },
    /// Two gold sets have the same name, or one has a name with a meaning of its own in the report.
    #[error("{}: the name {name:?} is taken; a gold set is named after its file", path.display())]
    SetName {
        /// The file.
        path: PathBuf,
        /// The name.
        name: String,
    },
    /// Whoever was given each prediction could not take it.
    #[error("cannot write predictions: {0}")]
    Each(std::io::Error),
    /// A file for a page could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file, or its folder.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// A file of floors is not the JSON that was expected.
    #[error("{}: {source}", path.display())]
    Floors {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: serde_json::Error,
    },
}

/// Cleans every page of the gold sets with `clean` and compares what comes back with the gold.
///
/// Pages are cleaned in parallel on rayon's current pool, a chunk at a time, and counted in the order of the
/// file: the report does not depend on the number of threads. Memory is bounded by the chunk (64 pages or 64
/// MiB, whichever comes first, and at least one page), but for a few figures of each page. Sets appear in the
/// report in the order of `paths`.
///
/// # Errors
///
/// The first file that cannot be read, or line that is no gold page, ends the evaluation: figures over a part
/// of a set are not comparable with those over all of it.
pub fn evaluate(
    paths: &[PathBuf],
    clean: &(dyn Fn(&GoldPage) -> Prediction + Sync),
    options: EvaluateOptions,
) -> Result<Report, EvaluateError> {
    evaluate_each(paths, clean, options, &mut |_, _| Ok(()))
}

/// Like [`evaluate`], and hands each page's id and prediction to `each`, in the order of the files.
///
/// # Errors
///
/// As [`evaluate`], and what `each` returns, as [`EvaluateError::Each`].
pub fn evaluate_each(
    paths: &[PathBuf],
    clean: &(dyn Fn(&GoldPage) -> Prediction + Sync),
    options: EvaluateOptions,
    each: &mut dyn FnMut(&str, &Prediction) -> std::io::Result<()>,
) -> Result<Report, EvaluateError> {
    let mut report = Report::default();
    for path in paths {
        let name = set_name(path);
        if report::RESERVED_NAMES.contains(&name.as_str()) || report.set(&name).is_some() {
            return Err(EvaluateError::SetName { path: path.clone(), name });
        }
        let mut lines = GoldReader::open(path)?;
        let mut set = SetReport::new(name);
        loop {
            let chunk = lines.read_chunk(CHUNK_PAGES, CHUNK_BYTES)?;
            if chunk.is_empty() {
                break;
            }
            let outcomes: Vec<Result<(PageOutcome, Prediction), EvaluateError>> = chunk
                .into_par_iter()
                .map(|line| {
                    let page = line.parse(path)?;
                    let prediction = clean(&page);
                    Ok((PageOutcome::of(page, &prediction, options), prediction))
                })
                .collect();
            for outcome in outcomes {
                let (outcome, prediction) = outcome?;
                each(&outcome.id, &prediction).map_err(EvaluateError::Each)?;
                set.add(outcome, options.worst);
            }
        }
        report.sets.push(set);
    }
    Ok(report)
}

/// Reads gold sets page by page, makes something of each in parallel, and hands that over in the order of the files.
///
/// # Errors
///
/// The first file that cannot be read, or line that is no gold page; and what `take` returns, as
/// [`EvaluateError::Each`].
pub fn each_page<T: Send>(
    paths: &[PathBuf],
    make: &(dyn Fn(&str, GoldPage) -> T + Sync),
    take: &mut dyn FnMut(T) -> std::io::Result<()>,
) -> Result<(), EvaluateError> {
    for path in paths {
        let name = set_name(path);
        let mut lines = GoldReader::open(path)?;
        loop {
            let chunk = lines.read_chunk(CHUNK_PAGES, CHUNK_BYTES)?;
            if chunk.is_empty() {
                break;
            }
            let made: Vec<Result<T, EvaluateError>> =
                chunk.into_par_iter().map(|line| Ok(make(&name, line.parse(path)?))).collect();
            for made in made {
                take(made?).map_err(EvaluateError::Each)?;
            }
        }
    }
    Ok(())
}

/// How one page came out: all that the tallies need, so that the page itself can be dropped on its worker.
#[derive(Debug)]
pub(crate) struct PageOutcome {
    pub(crate) id: String,
    pub(crate) page_type: Option<String>,
    pub(crate) site: Option<String>,
    pub(crate) predicted_type: Option<String>,
    pub(crate) confidence: Option<f32>,
    pub(crate) empty_prediction: bool,
    /// Whether the gold text has no words; false if there is no gold text.
    pub(crate) empty_gold: bool,
    pub(crate) words: Option<WordScore>,
    pub(crate) with: Share,
    pub(crate) without: Share,
    pub(crate) title: Option<Verdict>,
    pub(crate) authors: Option<Verdict>,
    pub(crate) date: Option<Verdict>,
}

/// So many found, of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) found: u64,
    pub(crate) all: u64,
}

impl Share {
    fn of(snippets: &[String], folded_text: &str) -> Self {
        let found = snippets.iter().filter(|s| folded_text.contains(&words::fold_white_space(s))).count();
        Self { found: found as u64, all: snippets.len() as u64 }
    }
}

impl PageOutcome {
    fn of(page: GoldPage, prediction: &Prediction, options: EvaluateOptions) -> Self {
        let text = prediction.text.as_deref().unwrap_or_default();
        let gold = &page.gold;
        let score = gold.text.as_deref().map(|gold_text| words::word_score(text, gold_text, options.words));
        let empty_gold = score.is_some_and(|s| s.gold_words == 0);
        let folded = if gold.with.is_empty() && gold.without.is_empty() {
            String::new()
        } else {
            words::fold_white_space(text)
        };
        Self {
            empty_prediction: words::is_blank(text),
            empty_gold,
            words: score.filter(|_| !(empty_gold && options.skip_empty)),
            with: Share::of(&gold.with, &folded),
            without: Share::of(&gold.without, &folded),
            title: verdict::of_title(prediction, gold),
            authors: verdict::of_authors(prediction, gold),
            date: verdict::of_date(prediction, gold),
            id: page.id,
            site: page.site,
            predicted_type: prediction.page_type.clone(),
            confidence: prediction.confidence,
            page_type: page.page_type.filter(|t| !t.is_empty()),
        }
    }
}
