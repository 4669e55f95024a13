//! Errors of the crate.

use std::path::PathBuf;

use dechaff_extract::PageForm;

/// Why a gold set, a file of predictions, of pairs or of floors, or a model could not be used.
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
    /// The file could not be read to its end: a failing disk, damaged compression, or bytes that are not UTF-8.
    #[error("{}, line {line}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The line that was being read, from 1.
        line: u64,
        /// The reason.
        source: std::io::Error,
    },
    /// A line is not the JSON that was expected.
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
    /// The models of a folder are for another form of pages.
    #[error("{}: the models are for {found}, not for {expected}", path.display())]
    Form {
        /// The folder.
        path: PathBuf,
        /// What the models are for.
        found: PageForm,
        /// What they should be for.
        expected: PageForm,
    },
    /// Two gold sets have the same name, or the name of a set is a key of the report.
    #[error("{}: the name {name:?} is taken; a gold set is named after its file", path.display())]
    SetName {
        /// The file.
        path: PathBuf,
        /// The name.
        name: String,
    },
    /// The callback that receives each prediction failed.
    #[error("cannot write predictions: {0}")]
    Each(std::io::Error),
    /// A file could not be written.
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
    /// A file is not a model.
    #[error("{}: {source}", path.display())]
    Model {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: dechaff_extract::ModelError,
    },
}
