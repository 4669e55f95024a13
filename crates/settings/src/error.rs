//! What can be wrong with settings.

use std::io;
use std::path::PathBuf;

use dechaff_extract::ModelError;
use dechaff_pipeline::UnknownEnding;
use thiserror::Error;

/// What is wrong with some settings.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// No setting has this name.
    #[error("unknown key {0:?}: expected a long flag of `dechaff clean`, such as min-words")]
    UnknownKey(String),
    /// A setting has a value of a type that it can't have.
    #[error("{key} can't be set to {value}")]
    Type {
        /// The setting.
        key: String,
        /// The value.
        value: String,
    },
    /// A list has a value that is not a string.
    #[error("{0} must be a list of strings")]
    NotStrings(String),
    /// A value can't be read, or two settings contradict each other. The message of the command line, in one line.
    #[error("{0}")]
    Invalid(String),
    /// The rules of sites are not a table of tables.
    #[error("site must be a table, such as [site.\"example.org\"]")]
    NoTableOfSites,
    /// The rules of a site can't be read.
    #[error("site {site:?}: {fault}")]
    Site {
        /// The site.
        site: String,
        /// What is wrong with its rules.
        fault: String,
    },
    /// Two settings contradict each other.
    #[error("{0}")]
    Conflict(&'static str),
    /// The name of the output says nothing about its format.
    #[error(transparent)]
    Output(#[from] UnknownEnding),
    /// A model can't be opened.
    #[error("{}: {source}", path.display())]
    OpenModel {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file is not a model.
    #[error("{}: {source}", path.display())]
    Model {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: ModelError,
    },
    /// Two models are for the same form of pages.
    #[error("{}: a second model for {form}", path.display())]
    SecondModel {
        /// The file of the second one.
        path: PathBuf,
        /// The form of pages.
        form: String,
    },
}
