//! Merging stores.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::database::StoreFile;
use super::error::StoreError;
use super::page::StoredPage;
use super::page_store::{FILE_NAME, PageStore, exists, sync_folder};
use super::parameters::StoreParameters;
use crate::hash::ContentHash;
use crate::index::HashIndex;

/// What a merge did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Merged {
    /// The pages that were added.
    pub added: u64,
    /// The pages whose text and URL were there already.
    pub skipped: u64,
}

impl PageStore {
    /// Adds the pages of another store, in their order, under runs with the same facts. A page is skipped if all its
    /// keys are in this store already, be it on different pages. A run is skipped if there is one with the same facts and
    /// all its pages are skipped. All of this is committed at once.
    ///
    /// Takes at most 52 bytes of memory for each page of either store.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::Parameters`] if the parameters of the two are not equal, [`StoreError::Full`] if they have more
    /// than 4,294,967,295 pages, and other errors if one is damaged or the disk fails. This store is then as it was before.
    pub fn merge_from(&mut self, other: &Self) -> Result<Merged, StoreError> {
        if self.parameters() != other.parameters() {
            return Err(StoreError::Parameters {
                file: other.file().to_owned(),
                stored: other.parameters().to_string(),
                wanted: self.parameters().to_string(),
                advice: "only indexes that were made alike can be merged",
            });
        }
        if self.len() + other.len() > u64::from(u32::MAX) {
            return Err(StoreError::Full { file: self.file().to_owned() });
        }
        let mut known = KnownKeys::default();
        self.scan(None, |_, page| {
            known.insert(&page);
            Ok::<(), StoreError>(())
        })?;
        let facts: Vec<_> = self.runs().iter().map(|run| run.facts.clone()).collect();
        let mut merged = Merged::default();
        let mut addition = self.begin()?;
        for run in other.runs() {
            let before = merged.added;
            other.scan_run(run, |page| {
                if known.insert(&page) {
                    addition.push(&page)?;
                    merged.added += 1;
                } else {
                    merged.skipped += 1;
                }
                Ok::<(), StoreError>(())
            })?;
            if merged.added > before || !facts.contains(&run.facts) {
                addition.finish_run(run.facts.clone())?;
            }
        }
        addition.commit_finished()?;
        Ok(merged)
    }
}

/// Merges the stores in folders, in their order, into a new store in another folder, or in one of them with `overwrite`.
/// The new store is there as a whole or not at all. Returns what was added and skipped in total.
///
/// # Errors
///
/// Returns [`StoreError::Exists`] if there is a store in the output folder and `overwrite` is false, and the errors of
/// [`PageStore::open_read_only`] and [`PageStore::merge_from`].
pub fn merge_stores(
    inputs: &[impl AsRef<Path>],
    output: &Path,
    overwrite: bool,
) -> Result<Merged, StoreError> {
    let file = output.join(FILE_NAME);
    let already_exists = || StoreError::Exists { file: file.clone() };
    if !overwrite && exists(&file)? {
        return Err(already_exists());
    }
    // A store with sketches can be read by those who want none, so this opens any.
    let open = |folder: &Path| PageStore::open_read_only(folder, StoreParameters::current(false));
    let parameters = match inputs.first() {
        Some(folder) => open(folder.as_ref())?.parameters(),
        None => StoreParameters::current(false),
    };
    fs::create_dir_all(output).map_err(|source| StoreError::io(output, source))?;
    let temporary = StoreFile::create(output, parameters)?;
    let mut store = PageStore::open_file(&temporary, parameters)?;
    let mut total = Merged::default();
    for folder in inputs {
        let merged = store.merge_from(&open(folder.as_ref())?)?;
        total.added += merged.added;
        total.skipped += merged.skipped;
    }
    drop(store);
    let placed = if overwrite {
        // A process that still adds to the old store would lose what it adds. Damage is no obstacle.
        let _old = match StoreFile::open(&file) {
            Err(error @ StoreError::InUse { .. }) => return Err(error),
            old => old.ok(),
        };
        temporary.persist(&file)
    } else {
        temporary.persist_noclobber(&file)
    };
    placed.map_err(|error| match error.error {
        reason if reason.kind() == ErrorKind::AlreadyExists => already_exists(),
        source => StoreError::io(&file, source),
    })?;
    sync_folder(output);
    Ok(total)
}

/// The keys of the pages of a store.
#[derive(Default)]
struct KnownKeys {
    texts: HashIndex,
    urls: HashIndex,
}

impl KnownKeys {
    /// Adds the keys of a page. Returns whether one of them is new.
    fn insert(&mut self, page: &StoredPage) -> bool {
        let insert = |index: &mut HashIndex, hash: Option<ContentHash>| {
            let new = hash.filter(|hash| index.find(*hash).is_none());
            if new.is_some() {
                index.push(new);
            }
            new.is_some()
        };
        let new_text = insert(&mut self.texts, page.keys.text);
        let new_url = insert(&mut self.urls, page.keys.url);
        new_text || new_url
    }
}
