//! Writes records to files: JSON Lines, plain or compressed, or Parquet, as one file, as shards in a folder, or to standard
//! output.
//!
//! A [`Record`] is an article in the form in which it is written. [`Reject`], [`Duplicate`] and [`ErrorLine`] report
//! everything that did not become an article. Each writes itself as one line to a buffer, which can be done in
//! parallel. An [`Output`] takes the lines in order, and compresses and writes them on its own thread.
//!
//! The crate makes two promises. **A file appears under its final name only when it is complete**: it is written
//! under a temporary name in the same folder, and renamed when the run is finished. **The bytes depend on the lines
//! alone**, and not on how the lines were split into calls, on the time, or on the machine.
//!
//! ```
//! use dechaff_export::{Destination, Output, OutputOptions, Record, Schema};
//!
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("articles.jsonl.gz");
//! let mut output = Output::create(&Destination::parse(&path)?, OutputOptions::default())?;
//!
//! let mut record = Record::default();
//! record.id = "1".into();
//! record.text = "The last ferry left at nine.".into();
//! record.words = 6;
//! let mut line = Vec::new();
//! record.write_line(&Schema::Dechaff, &mut line);
//! output.articles(&line)?;
//! assert!(!path.exists());
//!
//! let finished = output.finish(b"{}\n")?;
//! assert_eq!(finished.files[0].path, path);
//! assert_eq!(finished.files[0].lines, Some(1));
//! assert!(folder.path().join("articles.manifest.json").exists());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![forbid(unsafe_code)]

mod destination;
mod encoder;
mod error;
mod fields;
mod lines;
mod marks;
mod output;
mod parquet;
mod placement;
mod record;
mod writer;

pub use destination::{Compression, Destination, FileDestination, Format, UnknownEnding};
pub use error::ExportError;
pub use fields::{Field, FieldType, FieldValue};
pub use lines::Lines;
pub use marks::CopyMarks;
pub use output::{Finished, FinishedFile, LineCounts, Output, OutputOptions};
pub use parquet::columns::Columns;
pub use parquet::schema::arrow_schema;
pub use placement::write_whole;
pub use record::{Annotation, Duplicate, ErrorLine, Record, Reject, Schema, Source, Status};
