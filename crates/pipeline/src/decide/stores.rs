//! The stores of earlier runs' pages that a run reads and adds to.

use std::path::{Path, PathBuf};

use dechaff_dedup::{PageStore, RunFacts, StoreError, StoreParameters};

use serde_json::{Value, json};

use crate::config::Config;
use crate::decide::actions::DuplicateAction;
use crate::error::RunError;

/// The stores of earlier runs' pages.
#[derive(Debug, Default)]
pub(crate) struct Stores {
    /// The store that the run's kept pages are added to.
    pub(super) index: Option<Index>,
    /// Stores that are only read, and come first.
    pub(super) against: Vec<PageStore>,
}

/// A store that a run adds to.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) folder: PathBuf,
    pub(super) store: PageStore,
    /// The name of the run's output, by which a repeated run is recognized. Empty for standard output.
    pub(super) output: String,
}

/// What a run did with its index.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IndexSummary {
    /// The folder of the index.
    pub folder: PathBuf,
    /// The number of the run in the index.
    pub run: u32,
    /// Whether this run repeated an earlier one, whose output it replaced. The index then stays as it is.
    pub is_repeated: bool,
    /// The last earlier run that wrote the same output from other pages. What it kept is in the index, and no longer in the
    /// output if that was replaced.
    pub replaced: Option<u32>,
    /// The number of pages that the run added.
    pub added: u64,
    /// The number of pages of earlier runs.
    pub before: u64,
}

impl IndexSummary {
    /// As the manifest has it: all but the folder.
    pub fn to_json(&self) -> Value {
        json!({ "run": self.run, "repeated": self.is_repeated, "added": self.added, "before": self.before,
            "replaced": self.replaced })
    }
}

impl Stores {
    /// Opens the stores of a configuration.
    pub(crate) fn open(config: &Config) -> Result<Self, RunError> {
        let parameters = StoreParameters::current(config.duplicates.near != DuplicateAction::Off);
        let read = |folder: &PathBuf| PageStore::open_read_only(folder, parameters);
        let mut against = config.against.iter().map(read).collect::<Result<Vec<_>, StoreError>>()?;
        let index = match &config.index {
            None => None,
            // Nothing is written, so nothing must be remembered.
            Some(folder) if config.dry_run => {
                match PageStore::open_read_only(folder, parameters) {
                    Ok(store) => against.push(store),
                    Err(StoreError::Missing { .. }) => {}
                    Err(error) => return Err(error.into()),
                }
                None
            }
            Some(folder) => {
                let store = PageStore::open(folder, parameters)?;
                let output = config.output_path().map(absolute).unwrap_or_default();
                Some(Index { folder: folder.clone(), store, output })
            }
        };
        Ok(Self { index, against })
    }

    /// Whether there is no store.
    pub(super) fn is_empty(&self) -> bool {
        self.index.is_none() && self.against.is_empty()
    }
}

impl Index {
    /// What a run with this digest of its pages does with the index. A run that writes the same output as an earlier one, from the
    /// same pages, is that run once more: were it compared with its own pages, it would replace its output by nothing.
    pub(super) fn summary(&self, digest: [u8; 16]) -> IndexSummary {
        let runs = self.store.runs();
        let is_same = |facts: &RunFacts| facts.digest == digest && facts.output == self.output;
        let repeated = runs.iter().find(|run| !self.output.is_empty() && is_same(&run.facts));
        let run = repeated.map_or(runs.len() as u32 + 1, |run| run.number);
        IndexSummary {
            folder: self.folder.clone(),
            run,
            is_repeated: repeated.is_some(),
            replaced: match repeated {
                None if !self.output.is_empty() => {
                    runs.iter().rev().find(|run| run.facts.output == self.output).map(|run| run.number)
                }
                _ => None,
            },
            added: 0,
            before: runs.iter().filter(|earlier| earlier.number < run).map(|run| run.pages_stored).sum(),
        }
    }
}

/// The full name of an output, which does not depend on the working folder.
fn absolute(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).to_string_lossy().into_owned()
}
