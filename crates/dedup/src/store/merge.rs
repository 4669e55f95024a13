//! Merging stores.

use super::error::StoreError;
use super::page::StoredPage;
use super::page_store::PageStore;
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
        self.parameters().check_equal(other.parameters(), self.file())?;
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
