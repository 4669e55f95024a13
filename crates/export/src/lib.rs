//! Records in, files out: JSON Lines, plain or compressed, as one file, as shards in a folder, or on standard
//! output.
//!
//! A [`Record`] is an article as it is written; [`Reject`], [`Duplicate`] and [`ErrorLine`] tell of
//! everything that did not become one. Each writes itself as one line to a buffer, which can be done in
//! parallel. An [`Output`] takes the lines in order, and compresses and writes them on a thread of its own.
//!
//! Two promises: **a file stands under its final name only when it is whole**, since it is written under a
//! temporary name beside it and renamed when the run is finished; and **the bytes depend on the lines
//! alone**, not on how they were handed over, the time or the machine.
//!
//! ```
//! use dechaff_export::{Destination, Output, OutputOptions, Record, Schema};
//!
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("articles.jsonl.gz");
//! let mut output = Output::create(&Destination::parse(&path)?, OutputOptions::default())?;
//!
//! let text = "The last ferry left at nine.".to_owned();
//! let record = Record { id: "1".into(), text, words: 6, ..Record::default() };
//! let mut line = Vec::new();
//! record.write_line(Schema::Dechaff, &mut line);
//! output.articles(&line)?;
//! assert!(!path.exists());
//!
//! let finished = output.finish(b"{}\n")?;
//! assert_eq!(finished.files[0].path, path);
//! assert_eq!(finished.files[0].lines, Some(1));
//! assert!(folder.path().join("articles.manifest.json").exists());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod destination;
mod encoder;
mod output;
mod record;
mod writer;

use std::path::PathBuf;

pub use destination::{Compression, Destination, FileDestination, UnknownEnding};
pub use output::{Finished, FinishedFile, LineCounts, Output, OutputOptions, write_whole};
pub use record::{Annotation, Duplicate, ErrorLine, Record, Reject, Schema, Source, Status};

/// Why an output could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// A file of an earlier run is there, and overwriting was not allowed.
    #[error("{} exists already", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A folder or a file could not be made.
    #[error("cannot write to {}: {source}", path.display())]
    Create {
        /// The folder or the file, by its final name.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// Writing failed: the disk is full, or went away.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file, by its final name; `-` is standard output.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// A file was whole, but could not be given its final name, or an old one not be removed.
    #[error("cannot put {} in its place: {source}", path.display())]
    Place {
        /// The file, by its final name.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// Whoever read standard output has gone. Nothing went wrong: `head` does that.
    #[error("standard output was closed by its reader")]
    PipeClosed,
    /// The output was used again after it had failed.
    #[error("the output failed before")]
    FailedBefore,
}
