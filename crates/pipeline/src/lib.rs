//! Runs the whole pipeline: pages in, articles out, and every page accounted for in a ledger.
//!
//! ```no_run
//! use dechaff_pipeline::{Config, Destination, Run};
//!
//! let mut config = Config::new(["crawl/", "dump.warc.gz"]);
//! config.output = Destination::parse("articles.jsonl.zst")?;
//! let summary = Run::new(config)?.execute()?;
//! assert!(summary.ledger.balances());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A reading thread divides the inputs into batches, and workers clean the pages of each batch. The thread that called
//! [`Run::execute`] takes the batches back in input order, finds duplicates, keeps the ledger and passes lines to a
//! writing thread. All four overlap. The number of batches in progress is fixed, and a batch is bounded by pages and
//! bytes, so memory does not depend on the inputs (except for the index of duplicates, which grows with the number of
//! kept pages). The output depends only on the inputs, the configuration and the version.
//!
//! [`explain()`] does the same with a single page, and returns what was decided and why instead of writing it.

#![forbid(unsafe_code)]

mod checkpoint;
mod clean;
mod config;
mod counters;
mod decide;
mod error;
mod explain;
mod flow;
mod ledger;
mod page_cleaner;
mod record;
mod run;
mod sites;
mod spread;
mod statistics;

pub use checkpoint::{Checkpoints, Resumed};
pub use clean::Sample;
pub use config::{Config, Selection};
pub use counters::Counters;
pub use dechaff_dedup::{
    Comparison, Contained, FactCounts, Fault, Merged, PageStore, Reason as DifferenceReason, StoreError,
    StoreParameters, StoreStats, Thresholds, Verdict, merge_stores,
};
pub use dechaff_export::{
    Annotation, Columns, Compression, Destination, Duplicate, ErrorLine, ExportError, Field, FieldType,
    FieldValue, Finished, Format, Lines, OutputOptions, Record, Reject, Schema, Source, Status,
    UnknownEnding, arrow_schema, write_whole,
};
pub use dechaff_extract::SiteRule;
pub use dechaff_ingest::{
    InputError, Inputs, Item, Mapping, MappingError, MappingInForce, Options as IngestOptions, Origin, Page,
    PageKind, Reader, ResolveError, RowReader, SkipKind, StatusError, StatusSet,
};
pub use decide::actions::{DuplicateAction, DuplicateActions};
pub use decide::near::are_near_copies;
pub use decide::rules::{CopyRules, KeepFirst, Updates};
pub use decide::stores::IndexSummary;
pub use error::{NoPageError, RunError};
pub use explain::{Explanation, PairExplanation, explain};
pub use flow::Interrupt;
pub use ledger::{Ledger, Reason, Rejection};
pub use page_cleaner::{CleanPage, PageCleaner};
pub use run::{Run, Summary};
pub use sites::{
    KnownSite, LearnedSites, SiteExample, SiteProfiles, Sites, SitesFileError, learn_sites, page_key,
    site_and_key, site_profile,
};
pub use spread::{Block, CopyKeys, Spread, SpreadCopy, SpreadError, SpreadPage, Stage};
pub use statistics::Histogram;
