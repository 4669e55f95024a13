//! The stores of earlier runs' pages that a run reads and adds to.

use std::path::{Path, PathBuf};

use dechaff_dedup::{PageStore, RunFacts, StoreError, StoreParameters};

use serde::{Deserialize, Serialize};
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
    /// Whether this run was killed after it had added its pages, so that what it seems to repeat is itself.
    pub(super) is_committed: bool,
}

/// The runs in the stores of a configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoreRuns {
    /// By store that is only read.
    against: Vec<usize>,
    index: usize,
    /// Whether the last run in the index wrote the output of this one.
    #[serde(skip)]
    is_own_last: bool,
}

impl StoreRuns {
    /// Counts the runs.
    pub(crate) fn count(config: &Config) -> Result<Self, RunError> {
        let parameters = StoreParameters::current(config.duplicates.near != DuplicateAction::Off);
        let runs = |folder: &PathBuf| match PageStore::open_read_only(folder, parameters) {
            Ok(store) => Ok(store.runs().to_vec()),
            Err(StoreError::Missing { .. }) => Ok(vec![]),
            Err(error) => Err(error),
        };
        let against = config.against.iter().map(|folder| Ok(runs(folder)?.len()));
        let against = against.collect::<Result<_, StoreError>>()?;
        let index = config.index.as_ref().map(runs).transpose()?.unwrap_or_default();
        let output = config.output_path().map(absolute).unwrap_or_default();
        let is_own_last = index.last().is_some_and(|run| run.facts.output == output);
        Ok(Self { against, index: index.len(), is_own_last })
    }

    /// Whether a run that began with these has added its own pages since, and nobody else has.
    pub(crate) fn is_committed(&self, now: &Self) -> bool {
        self.against == now.against && now.index == self.index + 1 && now.is_own_last
    }

    /// Whether a run that began with these can go on.
    pub(crate) fn can_go_on(&self, now: &Self) -> bool {
        self.against == now.against && self.index == now.index || self.is_committed(now)
    }
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
    /// Opens the stores of a configuration. `is_committed` says that the run was killed after it had added its pages.
    pub(crate) fn open(config: &Config, is_committed: bool) -> Result<Self, RunError> {
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
                Some(Index { folder: folder.clone(), store, output, is_committed })
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

impl Index {
    /// The summary as it was when the run had not been killed.
    pub(super) fn as_first_run(&self, summary: IndexSummary) -> IndexSummary {
        let earlier = self.store.runs().iter().filter(|run| run.number < summary.run);
        let replaced = earlier.rev().find(|run| run.facts.output == self.output).map(|run| run.number);
        IndexSummary { is_repeated: false, replaced, ..summary }
    }
}

/// The full name of an output, which does not depend on the working folder.
fn absolute(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).to_string_lossy().into_owned()
}
