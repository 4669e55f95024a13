//! Errors of the crate.

use std::path::PathBuf;

/// Why the store of kept pages had to stop.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DedupError {
    /// Long ids are kept in a temporary file, which could not be written or read.
    #[error("cannot keep the ids of pages in a temporary file in {}: {source}", folder.display())]
    Spill {
        /// The folder of the temporary file.
        folder: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// The store holds as many pages as it can count (4,294,967,295).
    #[error("more than {} pages are kept: clean the dump in several runs", u32::MAX)]
    Full,
}
