//! Pages that are decided when all are known, in the order of their priority.

mod priority;
mod sketches;
mod spool;
mod updates;

use std::io;
use std::path::{Path, PathBuf};

use dechaff_dedup::{IdStore, Sketch};

use self::sketches::HeldSketches;
use self::spool::{HeldLine, Spool};
use crate::clean::Candidate;
use crate::config::Config;
use crate::decide::actions::{DuplicateAction, DuplicateActions};
use crate::decide::copies::{Copy, EarlierCopies, KeptPages, Original, PageFacts};
use crate::decide::fates::{DecidedPage, Fates};
use crate::decide::rules::{CopyRules, Updates};
use crate::error::RunError;
use crate::sites;

/// The pages that are held back: their lines and sketches in temporary files, and what decides in memory.
pub(super) struct HeldPages {
    actions: DuplicateActions,
    rules: CopyRules,
    folder: PathBuf,
    /// In input order, as the lines of articles in the spool.
    pages: Vec<HeldPage>,
    lines: Option<Spool>,
    /// If near copies are looked for.
    sketches: Option<HeldSketches>,
    ids: IdStore,
}

/// What is known of a page that is held back.
struct HeldPage {
    facts: PageFacts,
    /// A hash of its id.
    id_key: u64,
    language: Option<&'static str>,
}

/// What each held page copies, in their order. Originals are numbered by their places among the held pages.
type Copies = Vec<Option<Copy>>;

impl HeldPages {
    /// No pages. `folder` is for temporary files.
    pub(super) fn new(config: &Config, folder: &Path) -> Result<Self, RunError> {
        let failed = |source| RunError::HeldPages { folder: folder.to_owned(), source };
        let near = config.duplicates.near != DuplicateAction::Off;
        Ok(Self {
            actions: config.duplicates,
            rules: config.copy_rules,
            folder: folder.to_owned(),
            pages: vec![],
            lines: Some(Spool::new(folder).map_err(failed)?),
            sketches: near.then(|| HeldSketches::new(folder)).transpose().map_err(failed)?,
            ids: IdStore::new(folder),
        })
    }

    /// Holds a page.
    pub(super) fn hold(&mut self, page: &Candidate) -> Result<(), RunError> {
        if let Some(lines) = &mut self.lines {
            let pushed = lines.push_article(&page.id, page.url.as_deref(), &page.source, &page.line);
            pushed.map_err(|source| self.failed(source))?;
        }
        if let (Some(sketches), Some(sketch)) = (&mut self.sketches, &page.sketch) {
            sketches.push(sketch).map_err(|source| self.failed(source))?;
        }
        self.ids.push(&page.id)?;
        self.pages.push(HeldPage {
            facts: page.facts,
            id_key: sites::page_key(&page.id),
            language: page.language,
        });
        Ok(())
    }

    /// Holds a line that is written in its place as it is.
    pub(super) fn hold_line(&mut self, line: &[u8]) -> Result<(), RunError> {
        let pushed = self.lines.as_mut().map_or(Ok(()), |lines| lines.push_other(line));
        pushed.map_err(|source| self.failed(source))
    }

    /// Decides all pages, and writes them in input order.
    pub(super) fn decide_all(&mut self, fates: &mut Fates<'_>) -> Result<(), RunError> {
        let mut copies = self.decide_in_order()?;
        if self.rules.updates == Updates::Last {
            updates::keep_last_versions(&self.pages, &mut copies);
        }
        self.write_all(&copies, fates)
    }

    /// Decides the pages in the order of their priority: a page is kept if it copies no page that was kept before it.
    fn decide_in_order(&mut self) -> Result<Copies, RunError> {
        let mut kept = KeptPages::new(self.actions, self.rules, &self.folder);
        let mut copies: Copies = vec![None; self.pages.len()];
        // The places of the pages that others are compared with, by their numbers among them.
        let mut places = vec![];
        for place in priority::order(&self.pages, self.rules.keep_first) {
            let sketch = self.sketch(place)?;
            let page = &self.pages[place as usize];
            // Ids are looked up by place.
            let decision = kept.decide(page.facts, sketch.as_ref(), "", EarlierCopies::default())?;
            if decision.number.is_some() {
                places.push(place);
            }
            copies[place as usize] = decision.copy.map(|copy| Copy {
                of: match copy.of {
                    Original::Kept(number) => Original::Kept(places[number as usize]),
                    earlier @ Original::Earlier(_) => earlier,
                },
                ..copy
            });
        }
        Ok(copies)
    }

    /// Writes the pages and the other lines in input order.
    fn write_all(&mut self, copies: &[Option<Copy>], fates: &mut Fates<'_>) -> Result<(), RunError> {
        let Some(spool) = self.lines.take() else { return Ok(()) };
        let mut lines = spool.read().map_err(|source| self.failed(source))?;
        let mut held = self.pages.iter().zip(copies);
        let failed = |source| RunError::HeldPages { folder: self.folder.clone(), source };
        while let Some(line) = lines.next().map_err(failed)? {
            let (head, line) = match line {
                HeldLine::Article(head, line) => (head, line),
                HeldLine::Other(line) => {
                    fates.output.articles(&line)?;
                    continue;
                }
            };
            let Some((page, copy)) = held.next() else { break };
            let of = match copy.map(|copy| copy.of) {
                Some(Original::Kept(place)) => self.ids.get(place)?,
                _ => String::new(),
            };
            let page = DecidedPage {
                id: &head.id,
                url: head.url.as_deref(),
                source: &head.source(),
                language: page.language,
                line: &line,
                contained_in: None,
            };
            fates.write(&page, copy.as_ref().map(|copy| (copy, of.as_str())))?;
        }
        Ok(())
    }

    fn sketch(&mut self, place: u32) -> Result<Option<Sketch>, RunError> {
        let sketch = self.sketches.as_mut().map(|sketches| sketches.get(place as usize)).transpose();
        sketch.map_err(|source| self.failed(source))
    }

    fn failed(&self, source: io::Error) -> RunError {
        RunError::HeldPages { folder: self.folder.clone(), source }
    }
}
