//! Measures how well a cleaner works on pages whose correct result is known.
//!
//! A *gold set* is a file of JSON Lines, plain or compressed with zstd. Each line holds one page (its HTML, or its text
//! as some renderer left it) and what belongs to the article: the text, snippets that must or must not be in it, title,
//! authors, and day of publication. Each of these may be missing; a missing one is not evaluated. [`evaluate()`] passes
//! every page to a closure, compares the prediction with the gold, and sums up per set and per page type in a
//! [`Report`].
//!
//! The evaluation does not know how a page is cleaned. It gives the same figures for dechaff, for the output of another
//! program ([`Predictions`]), or for a rule of thumb, as here:
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
//! let keep_all = |page: &GoldPage| Prediction::from_text(page.content.as_str());
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
//! **Words.** Precision, recall and F1 compare the words of two texts as multisets. They are computed for each page;
//! the figure of a set is the mean over its pages (*macro average*), as in the WCXB benchmark, so that a long page
//! counts no more than a short one. [`WordRule`] defines what a word is.
//!
//! **Snippets.** `with` is the share of the snippets that belong to the article and were found in the text. `without`
//! is the share of those that do not belong to it and were found nevertheless (lower is better). Both are shares of all
//! snippets of the set (*micro average*).
//!
//! **Title, authors and date** are each right, wrong or missing; see [`FieldTally`].
//!
//! **Confidence and page types**, if the predictions have them, are compared with F1 and with the gold's types.
//!
//! [`compare`] decides whether two sets of predictions differ, [`Peers`] puts several side by side, and
//! [`write_worst_pages`] writes out the worst pages for people to read.
//!
//! [`Floors`] are a quality gate: they make a change visible that lets a figure fall below its floor.
//!
//! # Near-duplicates
//!
//! [`generate_pairs`] makes pairs of pages from gold texts: copies as editors and sites make them, and look-alikes that
//! are none. [`read_pairs`] reads pairs that people have labelled. [`score_pairs`] asks a closure about each and counts
//! what it gets right, and [`score_clusters`] compares whole clusters:
//!
//! ```
//! use dechaff_evaluate::{GoldPage, PairLabel, PairOptions, generate_pairs, map_gold_pages, score_pairs};
//!
//! let folder = tempfile::tempdir()?;
//! let set = folder.path().join("ferries.jsonl");
//! let text = (1..100).map(|n| format!("Ferry {n} left at {n} past nine.")).collect::<Vec<_>>().join(" ");
//! std::fs::write(&set, format!(r#"{{"id": "1", "page": "", "lang": "en", "gold": {{"text": "{text}"}}}}"#))?;
//!
//! let mut pages: Vec<GoldPage> = Vec::new();
//! map_gold_pages(&set, &|page| page, &mut |page| {
//!     pages.push(page);
//!     Ok(())
//! })?;
//! let pairs: Vec<_> = generate_pairs(&pages, &PairOptions::default()).collect();
//!
//! // "The same beginning" finds copies that were cut, and takes exchanged figures for another story.
//! let report = score_pairs(&pairs, &|pair| pair.a.text.get(..60) == pair.b.text.get(..60));
//! assert!(report.rows().any(|row| row.kind.name() == "tail_50" && row.merged == row.pairs));
//! assert!(report.mean_merged_share(PairLabel::Distinct) < report.mean_merged_share(PairLabel::Copy));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Training data
//!
//! [`write_training_data`] turns gold sets into the files that detectors are trained on, and [`fold_of`] and
//! [`fold_models`] cross-validate the models that come out.

#![forbid(unsafe_code)]

mod duplicates;
mod error;
mod evaluate;
mod gold;
mod hash;
mod predictions;
mod random;
mod report;
mod scores;
mod text_diff;
mod training;

pub use duplicates::clusters::{ClusterScore, score_clusters};
pub use duplicates::generate::generate_pairs;
pub use duplicates::generate::options::{PairOptions, TemplateBank};
pub use duplicates::kind::{PairKind, PairLabel};
pub use duplicates::pair_file::{read_pairs, write_pairs};
pub use duplicates::score::{PairReport, PairRow, score_pairs};
pub use duplicates::{LabelledPair, PairSide};
pub use error::EvaluateError;
pub use evaluate::{evaluate, evaluate_each};
pub use gold::folds::fold_of;
pub use gold::{Content, Gold, GoldPage, map_gold_pages, set_name};
pub use predictions::{FieldSources, Prediction, Predictions};
pub use report::Report;
pub use report::compare::{Comparison, compare};
pub use report::figure::Figure;
pub use report::floors::{Floors, Miss};
pub use report::page_figures::{PageFigures, PageScore};
pub use report::peers::Peers;
pub use report::set::SetReport;
pub use report::tally::Tally;
pub use report::worst_pages::write_worst_pages;
pub use scores::fields::{FieldTally, MetadataTally};
pub use scores::options::EvaluateOptions;
pub use scores::words::WordRule;
pub use text_diff::{MAX_DIFF_BYTES, write_diff};
pub use training::{fold_models, write_training_data};
