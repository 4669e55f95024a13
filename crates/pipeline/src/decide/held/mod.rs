//! Pages that are decided when all are known, in the order of their priority.

mod contained;
mod earlier;
pub(super) mod priority;
mod sketches;
mod spool;
pub(super) mod updates;

use std::io;
use std::path::{Path, PathBuf};

use dechaff_dedup::{DedupError, IdStore, NearStats, RunDigest, RunFacts, Sketch, StoredPage};
use rustc_hash::FxHashMap;

use self::earlier::{EarlierPages, FoundPages};
use self::sketches::HeldSketches;
use self::spool::{Head, HeldLine, Spool};
use crate::clean::Candidate;
use crate::config::Config;
use crate::decide::actions::{DuplicateAction, DuplicateActions};
use crate::decide::copies::{Copy, KeptPages, Original, PageFacts};
use crate::decide::fates::{DecidedPage, Fates};
use crate::decide::in_order::{PageToDecide, decide_in_order};
use crate::decide::rules::{CopyRules, Updates};
use crate::decide::stores::{IndexSummary, Stores};
use crate::error::RunError;
use crate::run::Summary;
use crate::sites;

/// The pages that are held back: their lines and sketches in temporary files, and what decides in memory.
pub(super) struct HeldPages {
    actions: DuplicateActions,
    rules: CopyRules,
    folder: PathBuf,
    /// In input order, as the lines of articles in the spool.
    pages: Vec<HeldPage>,
    lines: Option<Spool>,
    /// If texts are compared by sketches.
    sketches: Option<HeldSketches>,
    ids: IdStore,
    stores: Stores,
    decided: Decided,
}

/// The decisions on all pages.
#[derive(Default)]
struct Decided {
    /// The places of the pages in the order of their priority.
    order: Vec<u32>,
    copies: Copies,
    /// What the pages copy of earlier runs.
    earlier: Option<FoundPages>,
    /// For each page that is a small part of another one, the place of that one.
    containers: FxHashMap<u32, u32>,
    near_stats: NearStats,
    index: Option<IndexSummary>,
    digest: [u8; 16],
}

/// What is known of a page that is held back.
pub(super) struct HeldPage {
    facts: PageFacts,
    /// A hash of its id.
    id_key: u64,
}

impl HeldPage {
    pub(super) fn new(facts: PageFacts, id_key: u64) -> Self {
        Self { facts, id_key }
    }
}

/// What each held page copies, in their order. Originals are numbered by their places among the held pages.
type Copies = Vec<Option<Copy>>;

impl HeldPages {
    /// No pages. `folder` is for temporary files.
    pub(super) fn new(config: &Config, folder: &Path, stores: Stores) -> Result<Self, RunError> {
        let failed = |source| RunError::HeldPages { folder: folder.to_owned(), source };
        Ok(Self {
            actions: config.duplicates,
            rules: config.copy_rules,
            folder: folder.to_owned(),
            pages: vec![],
            lines: Some(Spool::new(folder).map_err(failed)?),
            sketches: config
                .duplicates
                .needs_sketches()
                .then(|| HeldSketches::new(folder, config.duplicates.contained != DuplicateAction::Off))
                .transpose()
                .map_err(failed)?,
            ids: IdStore::new(folder),
            stores,
            decided: Decided::default(),
        })
    }

    /// Holds a page.
    pub(super) fn hold(&mut self, page: &Candidate) -> Result<(), RunError> {
        if self.pages.len() >= u32::MAX as usize {
            return Err(DedupError::Full.into());
        }
        if let Some(lines) = &mut self.lines {
            let pushed = lines.push_article(&Head::new(page), &page.line);
            pushed.map_err(|source| self.failed(source))?;
        }
        if let (Some(sketches), Some(sketch)) = (&mut self.sketches, &page.sketch) {
            sketches.push(sketch, page.passages.as_deref()).map_err(|source| self.failed(source))?;
        }
        self.ids.push(&page.id)?;
        self.pages.push(HeldPage::new(page.facts, sites::page_key(&page.id)));
        Ok(())
    }

    /// Holds a line that is written in its place as it is.
    pub(super) fn hold_line(&mut self, line: &[u8]) -> Result<(), RunError> {
        let pushed = self.lines.as_mut().map_or(Ok(()), |lines| lines.push_other(line));
        pushed.map_err(|source| self.failed(source))
    }

    /// Decides all pages, and writes them in input order.
    pub(super) fn decide_all(&mut self, fates: &mut Fates<'_>) -> Result<(), RunError> {
        self.decided.digest = self.digest()?;
        self.decided.index = self.stores.index.as_ref().map(|index| index.summary(self.decided.digest));
        self.find_earlier()?;
        self.decided.order = priority::order(&self.pages, self.rules.keep_first);
        self.decide_in_order()?;
        if self.rules.updates == Updates::Last {
            updates::keep_last_versions(&self.pages, &mut self.decided.copies);
        }
        if let (true, Some(sketches)) = (self.actions.contained != DuplicateAction::Off, &mut self.sketches) {
            let found = contained::find_containers(&self.pages, &self.decided.copies, sketches);
            self.decided.containers = found.map_err(|source| self.failed(source))?;
        }
        self.write_all(fates)
    }

    /// A digest of the pages, by which the same run is recognized when it is repeated.
    fn digest(&mut self) -> Result<[u8; 16], RunError> {
        let mut digest = RunDigest::new();
        if self.stores.index.is_some() {
            for place in 0..self.pages.len() as u32 {
                digest.update(&self.stored_page(place, None)?);
            }
        }
        Ok(digest.finish())
    }

    /// Finds what the pages copy of earlier runs.
    fn find_earlier(&mut self) -> Result<(), RunError> {
        if self.stores.is_empty() {
            return Ok(());
        }
        let (sketches, folder) = (&mut self.sketches, &self.folder);
        let sketch = |place| read_sketch(sketches, place, folder);
        let mut earlier = EarlierPages::new(&self.pages, self.rules, folder, sketch)?;
        for store in &self.stores.against {
            earlier.compare_with(store, None)?;
        }
        if let Some(index) = &self.stores.index {
            // A run that is repeated is compared with what was there when it ran first.
            let repeated = self.decided.index.as_ref().filter(|summary| summary.is_repeated);
            earlier.compare_with(&index.store, repeated.map(|summary| summary.run))?;
        }
        let (found, stats) = earlier.into_found();
        self.decided.near_stats += stats;
        self.decided.earlier = Some(found);
        Ok(())
    }

    /// Decides the pages in the order of their priority: a page is kept if it copies no page that was kept before it.
    fn decide_in_order(&mut self) -> Result<(), RunError> {
        let mut kept = KeptPages::new(self.actions, self.rules, &self.folder);
        let Decided { order, earlier, .. } = &self.decided;
        let copies = decide_in_order(&mut kept, order, |place| {
            Ok::<_, RunError>(PageToDecide {
                facts: self.pages[place as usize].facts,
                sketch: read_sketch(&mut self.sketches, place, &self.folder)?,
                earlier: earlier.as_ref().map(|earlier| earlier.get(place)).unwrap_or_default(),
            })
        })?;
        self.decided.copies = copies;
        self.decided.near_stats += kept.near_stats();
        Ok(())
    }

    /// What was looked for among near copies, and what was left out.
    pub(super) fn near_stats(&self) -> NearStats {
        self.decided.near_stats
    }

    /// Adds the kept pages to the index, and calls `close` before that takes effect: what is in the index has been written. If
    /// `close` says nothing of the index, because not all was read or written, the index stays as it was.
    pub(super) fn remember(
        mut self,
        close: impl FnOnce() -> Result<Summary, RunError>,
    ) -> Result<Summary, RunError> {
        let Some(mut index) = self.stores.index.take() else { return close() };
        if self.decided.index.as_ref().is_some_and(|summary| summary.is_repeated) {
            return close();
        }
        let mut addition = index.store.begin()?;
        for place in std::mem::take(&mut self.decided.order) {
            let copy = self.decided.copies[place as usize];
            if copy.is_some_and(|copy| copy.action == DuplicateAction::Drop) {
                continue;
            }
            let is_version = copy.is_none_or(Copy::is_new_version);
            let sketch = read_sketch(&mut self.sketches, place, &self.folder)?.filter(|_| is_version);
            addition.push(&self.stored_page(place, sketch)?)?;
        }
        let summary = close()?;
        if summary.index.is_none() {
            return Ok(summary);
        }
        let facts = RunFacts {
            digest: self.decided.digest,
            output: index.output,
            pages_seen: self.pages.len() as u64,
            program: env!("CARGO_PKG_VERSION").to_owned(),
        };
        addition.commit(facts).map_err(|source| RunError::Remember { source })?;
        Ok(summary)
    }

    /// What the run does with its index, once the pages are decided.
    pub(super) fn index_summary(&self) -> Option<IndexSummary> {
        let added = |copy: &&Option<Copy>| copy.is_none_or(|copy| copy.action != DuplicateAction::Drop);
        let summary = self.decided.index.clone().map(|summary| match &self.stores.index {
            Some(index) if index.is_committed && summary.is_repeated => index.as_first_run(summary),
            _ => summary,
        });
        summary.map(|summary| IndexSummary {
            added: match summary.is_repeated {
                true => 0,
                false => self.decided.copies.iter().filter(added).count() as u64,
            },
            ..summary
        })
    }

    fn stored_page(&mut self, place: u32, sketch: Option<Sketch>) -> Result<StoredPage, RunError> {
        let facts = self.pages[place as usize].facts;
        let id = self.ids.get(place)?;
        let PageFacts { keys, words, site, .. } = facts;
        Ok(StoredPage { id, keys, date: facts.day(), words, site, sketch })
    }

    /// Writes the pages and the other lines in input order.
    fn write_all(&mut self, fates: &mut Fates<'_>) -> Result<(), RunError> {
        let Some(spool) = self.lines.take() else { return Ok(()) };
        let mut lines = spool.read().map_err(|source| self.failed(source))?;
        let mut held = (0..).zip(&self.decided.copies);
        let failed = |source| RunError::HeldPages { folder: self.folder.clone(), source };
        while let Some(line) = lines.next().map_err(failed)? {
            let (head, line) = match line {
                HeldLine::Article(head, line) => (head, line),
                HeldLine::Other(line) => {
                    fates.output.articles(&line)?;
                    continue;
                }
            };
            let Some((place, copy)) = held.next() else { break };
            let of = match copy.map(|copy| copy.of) {
                Some(Original::Kept(place)) => self.ids.get(place)?,
                Some(Original::Earlier(number)) => match &mut self.decided.earlier {
                    Some(earlier) => earlier.id(number)?,
                    None => String::new(),
                },
                None => String::new(),
            };
            let container = self.decided.containers.get(&place);
            let container = container.map(|&place| self.ids.get(place)).transpose()?;
            let page = DecidedPage {
                id: &head.id,
                url: head.url.as_deref(),
                source: &head.source(),
                traits: &head.traits,
                line: &line,
                contained_in: container.as_deref(),
            };
            fates.write(&page, copy.as_ref().map(|copy| (copy, of.as_str())))?;
        }
        Ok(())
    }

    fn failed(&self, source: io::Error) -> RunError {
        RunError::HeldPages { folder: self.folder.clone(), source }
    }
}

/// The sketch of a page, if near copies are looked for.
fn read_sketch(
    sketches: &mut Option<HeldSketches>,
    place: u32,
    folder: &Path,
) -> Result<Option<Sketch>, RunError> {
    let sketch = sketches.as_mut().map(|sketches| sketches.get(place)).transpose();
    sketch.map_err(|source| RunError::HeldPages { folder: folder.to_owned(), source })
}
