//! Checkpoints: what a run has done, on disk, so that the same command goes on after it was killed.
//!
//! A checkpoint is a folder next to the output. Its `journal` has the result of each item in input order: the line of each
//! article and what it is compared by, the line of each reject, each error. Its `state.json` says how much of the journal
//! counts, and where the inputs were read to. `run.json` says of which run it is. A run that goes on decides the results in the journal again,
//! from the first, and then those of the pages that were not read yet. So the output, the ledger, the duplicates and an index
//! are the same as without the interruption, and nothing of them has to be kept. Deciding and writing lines again is a small part
//! of the time that extracting them took.
//!
//! The journal is written and synced first, then `state.json` is replaced. A checkpoint that was being written when the run was
//! killed is the one before it.

mod entry;
mod identity;
mod journal;

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use dechaff_export::{Destination, ExportError};
use dechaff_ingest::Position;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::error::RunError;
use crate::flow::CleanedBatch;
pub(crate) use identity::RunIdentity;
pub(crate) use journal::JournalReader;
use journal::JournalWriter;

/// Whether a run keeps checkpoints, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Checkpoints {
    /// Next to the output: `.out.jsonl.checkpoint`, or `.checkpoint` in a folder. None if the output or an input is a stream.
    #[default]
    Auto,
    /// None, and those of earlier runs are not looked for.
    Off,
    /// In this folder.
    Folder(PathBuf),
}

/// Where a run goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Resumed {
    /// The folder of the checkpoint.
    pub folder: PathBuf,
    /// The pages that are not read again.
    pub pages: u64,
    /// The last input that was being read, in which the run goes on. `None` if none was begun.
    pub file: Option<String>,
    /// The byte of that file from which it is read.
    pub byte: u64,
    /// The items of that file that are read again to find the place, and left out.
    pub skipped_items: u64,
}

/// The file that says what counts.
const STATE: &str = "state.json";
/// The same while it is being written.
const NEXT_STATE: &str = "state.json.next";
/// The file that says of which run it is. It is written once, since it lists all inputs.
const RUN: &str = "run.json";
/// The file with the results.
const JOURNAL: &str = "journal";
/// The file with the profiles of sites.
const SITES: &str = "sites.zst";
/// The file that is locked while a run is going on.
const LOCK: &str = "lock";
/// Bytes of the journal that are held in memory between checkpoints.
const MAX_HELD_BYTES: usize = 64 << 20;
/// The version of the format.
const VERSION: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
struct State {
    checkpoint_version: u32,
    /// Bytes of the journal that count.
    journal_bytes: u64,
    position: Position,
    pages: u64,
    has_sites: bool,
}

/// The checkpoints of a run.
#[derive(Debug)]
pub(crate) struct Checkpoint {
    folder: PathBuf,
    /// This run.
    run: RunIdentity,
    /// The run as it was when it began, if it goes on.
    began: Option<RunIdentity>,
    every: Duration,
    /// What an earlier run left.
    state: Option<State>,
    has_sites: bool,
    /// Whether the folder that it is in was there before.
    has_parent: bool,
    /// The output, if the folder is next to it.
    output: Option<PathBuf>,
    /// Whether the folder that it is in is created.
    creates_parent: bool,
    /// Held while the run is going on.
    lock: Option<File>,
}

impl Checkpoint {
    /// Looks for the checkpoint of an earlier run. If it is of another run, that is an error, unless the output is to be
    /// overwritten: then it counts no more.
    pub(crate) fn open(folder: PathBuf, run: RunIdentity, config: &Config) -> Result<Self, RunError> {
        let output = config.output_path().filter(|_| config.checkpoints == Checkpoints::Auto);
        let mut this = Self {
            folder,
            run,
            began: None,
            every: config.checkpoint_every,
            state: None,
            has_sites: false,
            has_parent: true,
            creates_parent: output.is_none() || matches!(config.output, Destination::Folder(_)),
            output: output.map(Path::to_owned),
            lock: None,
        };
        this.lock()?;
        if !this.folder.join(STATE).exists() {
            return Ok(this);
        }
        let (state, began) = (this.read::<State>(STATE)?, this.read::<RunIdentity>(RUN)?);
        let state = state.filter(|state| state.checkpoint_version == VERSION);
        let difference = match (&state, &began) {
            (Some(_), Some(began)) => began.difference(&this.run),
            _ => Some("it is not a checkpoint of this version of dechaff".to_owned()),
        };
        match difference {
            None => {
                this.has_sites = state.as_ref().is_some_and(|state| state.has_sites);
                (this.state, this.began) = (state, began);
            }
            Some(_) if config.output_options.overwrite => {
                fs::remove_file(this.folder.join(STATE)).map_err(|source| this.failed(source))?;
            }
            Some(difference) => {
                let folder = this.folder.clone();
                return Err(RunError::OtherCheckpoint { folder, difference });
            }
        }
        Ok(this)
    }

    /// Where the run goes on; `None` if it starts from the beginning.
    pub(crate) fn resumed(&self, files: &[&Path]) -> Option<Resumed> {
        let state = self.state.as_ref()?;
        let file = state.position.files.checked_sub(1).and_then(|last| files.get(last));
        let (byte, items_before) = state.position.restart().unwrap_or_default();
        Some(Resumed {
            folder: self.folder.clone(),
            pages: state.pages,
            file: file.map(|file| file.display().to_string()),
            byte,
            skipped_items: state.position.items - items_before,
        })
    }

    /// Whether the earlier run was killed after it had added its pages to its index.
    pub(crate) fn is_index_committed(&self) -> bool {
        self.began.as_ref().is_some_and(|began| began.is_committed(&self.run))
    }

    /// Whether there is a checkpoint of an earlier run to go on from.
    pub(crate) fn is_of_earlier_run(&self) -> bool {
        self.state.is_some()
    }

    /// Where reading goes on.
    pub(crate) fn position(&self) -> Position {
        self.state.as_ref().map(|state| state.position.clone()).unwrap_or_default()
    }

    /// The pages in the journal.
    pub(crate) fn pages(&self) -> u64 {
        self.state.as_ref().map_or(0, |state| state.pages)
    }

    /// The profiles of sites that the earlier run has learned.
    pub(crate) fn sites_file(&self) -> Option<PathBuf> {
        self.has_sites.then(|| self.folder.join(SITES))
    }

    /// Keeps the profiles of sites. They are part of the next checkpoint.
    pub(crate) fn keep_sites(&mut self, write: impl FnOnce(File) -> io::Result<()>) -> Result<(), RunError> {
        let kept = File::create(self.folder.join(SITES)).and_then(|file| {
            write(file.try_clone()?)?;
            file.sync_all()
        });
        kept.map_err(|source| self.failed(source))?;
        self.has_sites = true;
        Ok(())
    }

    /// Begins to keep the results of the run. Returns those of the earlier run, which come first.
    pub(crate) fn start(self) -> Result<(Keeper, Option<JournalReader>), RunError> {
        let kept = self.state.as_ref().map_or(0, |state| state.journal_bytes);
        let failed = |source| RunError::Checkpoint { folder: self.folder.clone(), source };
        let replay = (kept > 0).then(|| JournalReader::open(&self.folder.join(JOURNAL), kept));
        let replay = replay.transpose().map_err(failed)?;
        let position = self.position();
        let pages = self.pages();
        let has_new_sites = self.has_sites && self.state.is_none();
        let mut keeper = Keeper {
            has_committed: self.state.is_some(),
            checkpoint: self,
            journal: JournalWriter::default(),
            kept,
            position,
            pages,
            last: Instant::now(),
        };
        if has_new_sites {
            // They took a good part of the run's time.
            keeper.commit()?;
        }
        Ok((keeper, replay))
    }

    /// Reads a file of the checkpoint. `None` if it is something else.
    fn read<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, RunError> {
        match fs::read(self.folder.join(name)) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(self.failed(source)),
        }
    }

    /// Makes the folder if there is none, and keeps others from using it.
    fn lock(&mut self) -> Result<(), RunError> {
        self.has_parent = self.folder.parent().is_none_or(Path::exists);
        let created = match fs::create_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            // The folder of a file must be there.
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.creates_parent => {
                fs::create_dir_all(&self.folder)
            }
            other => other,
        };
        let locked = created.and_then(|()| File::create(self.folder.join(LOCK)));
        // Next to the output, nothing at all can be written then.
        let file = locked.map_err(|source| match &self.output {
            Some(path) => ExportError::Create { path: path.clone(), source }.into(),
            None => self.failed(source),
        })?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(RunError::CheckpointInUse { folder: self.folder.clone() });
            }
            // Some file systems have no locks.
            Err(TryLockError::Error(_)) => {}
        }
        self.lock = Some(file);
        Ok(())
    }

    /// Removes the folder.
    fn clear(&mut self) -> Result<(), RunError> {
        let is_gone = |result: io::Result<()>| match result {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        };
        // Without its state, the rest of a checkpoint counts for nothing.
        let removed = is_gone(fs::remove_file(self.folder.join(STATE)))
            .and_then(|()| is_gone(fs::remove_file(self.folder.join(NEXT_STATE))))
            .and_then(|()| is_gone(fs::remove_file(self.folder.join(RUN))))
            .and_then(|()| is_gone(fs::remove_file(self.folder.join(JOURNAL))))
            .and_then(|()| is_gone(fs::remove_file(self.folder.join(SITES))))
            .and_then(|()| is_gone(fs::remove_file(self.folder.join(LOCK))));
        self.lock = None;
        // A folder that the user has put other files into stays.
        let _ = fs::remove_dir(&self.folder);
        if let (false, Some(parent)) = (self.has_parent, self.folder.parent()) {
            let _ = fs::remove_dir(parent);
        }
        removed.map_err(|source| self.failed(source))
    }

    fn failed(&self, source: io::Error) -> RunError {
        RunError::Checkpoint { folder: self.folder.clone(), source }
    }
}

impl Drop for Checkpoint {
    /// Leaves no folder behind if the run failed before its first checkpoint.
    fn drop(&mut self) {
        if self.lock.is_some() && !self.folder.join(STATE).exists() {
            // What made the run fail is reported already.
            let _ = self.clear();
        }
    }
}

/// Keeps the results of a run as they come.
pub(crate) struct Keeper {
    checkpoint: Checkpoint,
    /// Its file is made with the first checkpoint: a short run has none.
    journal: JournalWriter,
    /// Bytes of the journal of the earlier run that count.
    kept: u64,
    position: Position,
    pages: u64,
    /// Whether there is a checkpoint on the disk.
    has_committed: bool,
    last: Instant,
}

impl Keeper {
    /// Keeps the results of a batch.
    pub(crate) fn push(&mut self, batch: &CleanedBatch) -> Result<(), RunError> {
        self.journal.push(batch).map_err(|source| self.checkpoint.failed(source))?;
        self.position.clone_from(&batch.position);
        self.pages += batch.pages;
        if self.last.elapsed() >= self.checkpoint.every || self.journal.held_bytes() >= MAX_HELD_BYTES {
            self.commit()?;
        }
        Ok(())
    }

    /// Keeps everything before files get their final names, so that those that have theirs when the run is killed are known
    /// as its own. A run that is shorter than the time between checkpoints does without.
    pub(crate) fn before_placing(&mut self) -> Result<(), RunError> {
        if self.has_committed || self.last.elapsed() >= self.checkpoint.every {
            self.commit()
        } else {
            Ok(())
        }
    }

    pub(crate) fn failed(&self, source: io::Error) -> RunError {
        self.checkpoint.failed(source)
    }

    /// Makes everything that was pushed part of the checkpoint.
    pub(crate) fn commit(&mut self) -> Result<(), RunError> {
        let result = self.try_commit();
        result.map_err(|source| self.checkpoint.failed(source))?;
        self.has_committed = true;
        self.last = Instant::now();
        Ok(())
    }

    fn try_commit(&mut self) -> io::Result<()> {
        let folder = self.checkpoint.folder.clone();
        let kept = self.kept;
        let journal_bytes = self.journal.commit(&folder.join(JOURNAL), kept)?;
        if !self.has_committed {
            write_synced(&folder.join(RUN), &self.checkpoint.run)?;
        }
        let state = State {
            checkpoint_version: VERSION,
            journal_bytes,
            position: self.position.clone(),
            pages: self.pages,
            has_sites: self.checkpoint.has_sites,
        };
        // Nobody else writes here, so the name need not be a new one.
        let next = folder.join(NEXT_STATE);
        write_synced(&next, &state)?;
        fs::rename(next, folder.join(STATE))?;
        sync_folder(&folder);
        Ok(())
    }

    /// Removes the checkpoint: the run is complete.
    pub(crate) fn remove(self) -> Result<(), RunError> {
        let mut checkpoint = self.checkpoint;
        checkpoint.clear()
    }
}

fn write_synced(path: &Path, value: &impl Serialize) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(&serde_json::to_vec(value)?)?;
    file.sync_all()
}

/// Makes a rename durable. File systems that do not support this return an error, about which nothing can be done.
fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    #[cfg(not(unix))]
    let _ = folder;
}
