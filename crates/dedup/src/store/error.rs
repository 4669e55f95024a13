//! Errors of the store, and what verification finds.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Why a store of kept pages could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no store in the folder.
    #[error("there is no index of pages in {}", folder.display())]
    Missing {
        /// The folder.
        folder: PathBuf,
    },
    /// There is a store already, which is not to be replaced.
    #[error("{} already exists", file.display())]
    Exists {
        /// The file of the store.
        file: PathBuf,
    },
    /// Another process has opened the store. Many may read it at once, but one that adds to it needs it for itself.
    #[error("{} is in use by another process; try again when that has ended", file.display())]
    InUse {
        /// The file of the store.
        file: PathBuf,
    },
    /// The pages of the store cannot be compared with those of the caller.
    #[error("{}: the index was made with {stored}, but {wanted} is needed: {advice}", file.display())]
    Parameters {
        /// The file of the store.
        file: PathBuf,
        /// The parameters of the store that matter, for instance `normal form 1`.
        stored: String,
        /// The same parameters, as the caller needs them.
        wanted: String,
        /// What can be done.
        advice: &'static str,
    },
    /// The store is damaged.
    #[error("{}: {fault}; restore the index from a copy, or make it anew", file.display())]
    Damaged {
        /// The file of the store.
        file: PathBuf,
        /// What is damaged.
        fault: Fault,
    },
    /// The store cannot be read or written. What was committed before is still there.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The operating system's reason.
        source: io::Error,
    },
    /// The store was opened for reading alone.
    #[error("{} was opened for reading alone", file.display())]
    ReadOnly {
        /// The file of the store.
        file: PathBuf,
    },
    /// The store holds as many runs as it can count, or too many pages to merge.
    #[error("{}: the index has as many runs or pages as can be numbered", file.display())]
    Full {
        /// The file of the store.
        file: PathBuf,
    },
}

/// Something in a store that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fault {
    /// Where it is.
    pub place: Place,
    /// What is wrong.
    pub problem: String,
}

/// A part of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// The database that holds the other parts.
    Database,
    /// The parameters.
    Parameters,
    /// What is known of a run, by its number.
    Run(u32),
    /// A chunk of pages, by its number.
    Chunk(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database => f.write_str("database"),
            Self::Parameters => f.write_str("parameters"),
            Self::Run(number) => write!(f, "run {number}"),
            Self::Chunk(number) => write!(f, "chunk {number}"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.problem)
    }
}

impl Fault {
    pub(super) fn new(place: Place, problem: impl Into<String>) -> Self {
        Self { place, problem: problem.into() }
    }

    pub(super) fn in_file(self, file: &Path) -> StoreError {
        StoreError::Damaged { file: file.to_owned(), fault: self }
    }
}

impl StoreError {
    pub(super) fn io(path: &Path, source: io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }

    /// Sorts an error of the database by what can be done about it.
    pub(super) fn from_database(file: &Path, place: Place, error: redb::Error) -> Self {
        match error {
            redb::Error::DatabaseAlreadyOpen | redb::Error::LockProtocolMismatch => {
                Self::InUse { file: file.to_owned() }
            }
            // A file that ends early or does not start as it should is not a failure of the disk.
            redb::Error::Io(source)
                if !matches!(source.kind(), ErrorKind::UnexpectedEof | ErrorKind::InvalidData) =>
            {
                Self::io(file, source)
            }
            redb::Error::PreviousIo => {
                Self::io(file, io::Error::other("an earlier operation failed; open the index again"))
            }
            error => Fault::new(place, error.to_string()).in_file(file),
        }
    }
}
