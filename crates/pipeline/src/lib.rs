//! A run: pages in, articles out, every page in the ledger.
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
//! A reading thread cuts the inputs into batches; workers clean the pages of a batch; one deciding thread takes the
//! batches back in input order, looks for duplicates, keeps the ledger and hands lines to the writing thread. All four
//! overlap. A fixed number of batches is under way at a time, and a batch is bounded by pages and bytes, so memory does
//! not depend on the inputs. What is written is a function of the inputs, the configuration and the version alone.

mod config;
mod counters;
mod explain;
mod flow;
mod ledger;
mod manifest;
mod page;
mod run;

pub use config::{Config, Selection};
pub use counters::Counters;
pub use dechaff_dedup::DuplicatesBy;
pub use dechaff_export::{
    Compression, Destination, ExportError, Finished, OutputOptions, Record, Schema, write_whole,
};
pub use dechaff_extract::SiteRule;
pub use dechaff_ingest::{
    Mapping, MappingError, Options as IngestOptions, ResolveError, StatusError, StatusSet,
};
pub use explain::{Explanation, explain};
pub use flow::Interrupt;
pub use ledger::{Ledger, Reason};
pub use page::Sample;
pub use run::{Run, RunError, Summary};
