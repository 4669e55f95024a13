//! Why a run failed, and why a page can't be explained.

use std::path::PathBuf;

use dechaff_dedup::{DedupError, StoreError};
use dechaff_export::ExportError;
use dechaff_extract::SiteRulesError;
use dechaff_ingest::{InputError, ResolveError, SkipKind};

use crate::sites::SitesFileError;

/// Why a run failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// An input can't be opened.
    #[error(transparent)]
    Inputs(#[from] ResolveError),
    /// The output can't be written.
    #[error(transparent)]
    Output(#[from] ExportError),
    /// The index of duplicates can't be stored.
    #[error(transparent)]
    Duplicates(#[from] DedupError),
    /// What pages that are spread over many machines are compared by is damaged.
    #[error(transparent)]
    Spread(#[from] crate::spread::SpreadError),
    /// The temporary files for pages that are held back can't be written or read.
    #[error("cannot hold pages back in a temporary file in {}: {source}", folder.display())]
    HeldPages {
        /// The folder of the temporary files.
        folder: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// An index of earlier runs' pages can't be opened or read.
    #[error(transparent)]
    Index(#[from] StoreError),
    /// The output is complete, but the kept pages are not in the index.
    #[error(
        "the output is written, but the index is as it was before: {source}; run the same command again, with --overwrite if it keeps no checkpoint"
    )]
    Remember {
        /// Why the index could not be written.
        source: StoreError,
    },
    /// A rule has an invalid selector.
    #[error(transparent)]
    Rules(#[from] SiteRulesError),
    /// A file of site profiles can't be read.
    #[error("{path}: {source}")]
    SitesFile {
        /// The file.
        path: String,
        /// What is wrong.
        source: SitesFileError,
    },
    /// Profiles can't be learned from inputs that can be read only once.
    #[error("sites can be learned from files and folders only: standard input and pipes can't be read twice")]
    ReadOnce,
    /// There is no page to explain.
    #[error(transparent)]
    NoPage(#[from] NoPageError),
    /// A checkpoint can't be written or read.
    #[error("{} can't be written or read: {source}; --no-checkpoint does without checkpoints", folder.display())]
    Checkpoint {
        /// The folder of the checkpoint.
        folder: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// An interrupted run left a checkpoint, and this run is another one.
    #[error(
        "an interrupted run left {}, and this run can't go on from there: {difference}; undo that, or start from the beginning \
        with --overwrite", folder.display()
    )]
    OtherCheckpoint {
        /// The folder of the checkpoint.
        folder: PathBuf,
        /// How the runs differ.
        difference: String,
    },
    /// Another process writes the same output.
    #[error("{} is in use: another run writes the same output", folder.display())]
    CheckpointInUse {
        /// The folder of the checkpoint.
        folder: PathBuf,
    },
    /// Checkpoints are asked for, and there can't be any.
    #[error(
        "--checkpoint is for files: standard input and pipes can't be read twice, and standard output can't be taken back"
    )]
    NoCheckpoint,
    /// The worker threads can't be started.
    #[error("cannot start the worker threads: {0}")]
    WorkerThreads(#[source] rayon::ThreadPoolBuildError),
    /// The reading thread can't be started.
    #[error("cannot start the reading thread: {0}")]
    ReadingThread(#[source] std::io::Error),
    /// The reading thread panicked, which is a bug in dechaff.
    #[error("reading stopped with an internal error; please report it")]
    ReadingPanicked,
}

/// Why there is no page to explain.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoPageError {
    /// The input has no record at all, or not the given one.
    #[error("the input has no {}", record.map_or("page".to_owned(), |n| format!("record {n}")))]
    NoRecord {
        /// The record that was asked for, counted from 1.
        record: Option<u64>,
    },
    /// The record is not a page. If no record was asked for, it is the last one of an input without pages.
    #[error("record {record} is not a page: {kind}")]
    Skipped {
        /// Number of the record in its file, counted from 1.
        record: u64,
        /// What it is instead.
        kind: SkipKind,
    },
    /// The record can't be read.
    #[error(transparent)]
    Damaged(#[from] InputError),
}
