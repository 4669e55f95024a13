//! Errors of the crate.

use std::path::PathBuf;

/// Why an output could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// A file of an earlier run exists, and overwriting was not allowed.
    #[error("{} exists already", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A folder or a file could not be created.
    #[error("cannot write to {}: {source}", path.display())]
    Create {
        /// The folder, or the final name of the file.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// Writing failed: the disk is full or was removed.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The final name of the file; `-` is standard output.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// A complete file could not get its final name, or an old file could not be removed.
    #[error("cannot put {} in its place: {source}", path.display())]
    Place {
        /// The final name of the file.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// The reader of standard output has gone away. This is normal: `head` does it.
    #[error("standard output was closed by its reader")]
    PipeClosed,
    /// The output was used again after it had failed.
    #[error("the output failed before")]
    FailedBefore,
}
