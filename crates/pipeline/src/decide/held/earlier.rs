//! Pages of earlier runs that pages of this run copy.

use std::path::Path;

use dechaff_dedup::{ContentHash, IdStore, NearStats, PageStore, Sketch, StoredPage};
use rustc_hash::FxHashMap;

use crate::decide::copies::EarlierCopies;
use crate::decide::held::HeldPage;
use crate::decide::near::{NearCopy, NearPages};
use crate::decide::rules::CopyRules;
use crate::error::RunError;

/// Finds the pages of earlier runs that held pages copy.
///
/// The held pages are in memory, and the stored ones pass by them once, in the order in which they were stored. So an index may
/// be larger than memory, and is read from start to end.
pub(super) struct EarlierPages {
    /// The first page with a URL or text, and for each page the next one with the same.
    by_url: SameKeys,
    by_text: SameKeys,
    near: Option<NearPages>,
    found: FoundPages,
}

/// The pages of earlier runs that were found.
pub(super) struct FoundPages {
    copies: FxHashMap<u32, EarlierCopies>,
    /// The ids of the pages, by their numbers.
    ids: IdStore,
    count: u32,
}

/// Places of held pages by a key.
#[derive(Default)]
struct SameKeys {
    first: FxHashMap<ContentHash, u32>,
    next: Vec<Option<u32>>,
}

impl SameKeys {
    fn push(&mut self, place: u32, key: Option<ContentHash>) {
        self.next.push(key.and_then(|key| self.first.insert(key, place)));
    }

    /// The places with a key.
    fn get(&self, key: Option<ContentHash>) -> impl Iterator<Item = u32> {
        let first = key.and_then(|key| self.first.get(&key)).copied();
        std::iter::successors(first, |place| self.next[*place as usize])
    }
}

impl FoundPages {
    /// No pages.
    pub(super) fn new(folder: &Path) -> Self {
        Self { copies: FxHashMap::default(), ids: IdStore::new(folder), count: 0 }
    }

    /// What a held page copies.
    pub(super) fn get(&self, place: u32) -> EarlierCopies {
        self.copies.get(&place).copied().unwrap_or_default()
    }

    /// The id of a page that was found.
    pub(super) fn id(&mut self, number: u32) -> Result<String, RunError> {
        Ok(self.ids.get(number)?)
    }
}

impl EarlierPages {
    /// Prepares for a search. `sketch` gives the sketch of a page, if near copies are looked for.
    pub(super) fn new(
        pages: &[HeldPage],
        rules: CopyRules,
        folder: &Path,
        mut sketch: impl FnMut(u32) -> Result<Option<Sketch>, RunError>,
    ) -> Result<Self, RunError> {
        let (mut by_url, mut by_text) = (SameKeys::default(), SameKeys::default());
        let mut near = None;
        for (place, page) in (0..).zip(pages) {
            by_url.push(place, page.facts.keys.url);
            by_text.push(place, page.facts.keys.text);
            if let Some(sketch) = sketch(place)? {
                let near = near.get_or_insert_with(|| NearPages::new(rules));
                near.insert(&sketch, page.facts, place)?;
            }
        }
        Ok(Self { by_url, by_text, near, found: FoundPages::new(folder) })
    }

    /// Compares the held pages with those of a store; with `before_run`, only with those of the runs before.
    pub(super) fn compare_with(
        &mut self,
        store: &PageStore,
        before_run: Option<u32>,
    ) -> Result<(), RunError> {
        store.scan(before_run, |_, page| self.compare(&page))
    }

    /// Compares the held pages with a stored one. Of several stored pages that a page copies, the first counts, and among near
    /// copies the one that holds most of it.
    fn compare(&mut self, stored: &StoredPage) -> Result<(), RunError> {
        // The number of the stored page, if it is new to what was found.
        let number = self.found.count;
        let mut is_used = false;
        let copies = &mut self.found.copies;
        for place in self.by_url.get(stored.keys.url) {
            is_used |= set_first(&mut copies.entry(place).or_default().url, number);
        }
        for place in self.by_text.get(stored.keys.text) {
            is_used |= set_first(&mut copies.entry(place).or_default().text, number);
        }
        if let (Some(near), Some(sketch)) = (&self.near, &stored.sketch) {
            for copy in near.copies(sketch, stored.site, stored.date) {
                let known = &mut copies.entry(copy.number).or_default().near;
                if known.is_none_or(|known| copy.containment > known.containment) {
                    *known = Some(NearCopy { number, ..copy });
                    is_used = true;
                }
            }
        }
        if is_used {
            self.found.ids.push(&stored.id)?;
            self.found.count += 1;
        }
        Ok(())
    }

    /// What was found, and what was looked for and left out.
    pub(super) fn into_found(self) -> (FoundPages, NearStats) {
        (self.found, self.near.map(|near| near.stats()).unwrap_or_default())
    }
}

fn set_first(known: &mut Option<u32>, number: u32) -> bool {
    let is_first = known.is_none();
    known.get_or_insert(number);
    is_first
}
