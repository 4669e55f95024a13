//! Decides which pages are copies of kept pages.

use std::path::Path;

use dechaff_dedup::{DedupError, DuplicateKind, Duplicates, DuplicatesBy, NearStats, PageKeys, Sketch};

use crate::decide::actions::{DuplicateAction, DuplicateActions};
use crate::decide::near::{NearCopy, NearPages};
use crate::decide::rules::CopyRules;

/// What a page is compared by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageFacts {
    pub(crate) keys: PageKeys,
    /// A hash of its site; 0 if texts are not compared by sketches.
    pub(crate) site: u64,
    /// When it was published, or else fetched, in seconds since 1970.
    pub(crate) time: Option<i64>,
    /// The words of its text.
    pub(crate) words: u32,
}

impl PageFacts {
    /// The day of [`time`](Self::time) in UTC, in days since 1970.
    pub(super) fn day(&self) -> Option<i32> {
        i32::try_from(self.time?.div_euclid(24 * 60 * 60)).ok()
    }
}

/// What a page is a copy of, and what happens to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Copy {
    pub(crate) kind: DuplicateKind,
    pub(crate) action: DuplicateAction,
    pub(crate) of: Original,
    /// `None` if only the URL is the same.
    pub(crate) similarity: Option<f64>,
    /// Whether the later of the two takes the place of the other, because it has other numbers in some places.
    pub(crate) is_update: bool,
}

impl Copy {
    /// Whether this is a new version of a page of an earlier run, and is compared with later pages as such.
    pub(super) fn is_new_version(self) -> bool {
        self.is_update && self.action == DuplicateAction::Tag && matches!(self.of, Original::Earlier(_))
    }
}

/// A page that others copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Original {
    /// A page of this run, by its number among the kept ones.
    Kept(u32),
    /// A page of an earlier run, by its number among those that pages of this run copy.
    Earlier(u32),
}

/// The pages of earlier runs that a page copies.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct EarlierCopies {
    pub(super) url: Option<u32>,
    pub(super) text: Option<u32>,
    pub(super) near: Option<NearCopy>,
}

/// The decision on a page.
pub(super) struct Decision {
    /// `None` if the page is kept and is no copy.
    pub(super) copy: Option<Copy>,
    /// Its number among the pages that later ones are compared with, if it is one of them.
    pub(super) number: Option<u32>,
}

/// The kept pages of a run, with which later pages are compared.
pub(super) struct KeptPages {
    actions: DuplicateActions,
    duplicates: Duplicates,
    near: NearPages,
}

impl KeptPages {
    /// No pages. `folder` is for temporary files.
    pub(super) fn new(actions: DuplicateActions, rules: CopyRules, folder: &Path) -> Self {
        let by = DuplicatesBy {
            url: actions.url != DuplicateAction::Off,
            // Near copies are named by the number of the page that they copy, so every kept page is stored.
            text: actions.exact != DuplicateAction::Off || actions.near != DuplicateAction::Off,
        };
        Self { actions, duplicates: Duplicates::new(by, folder), near: NearPages::new(rules) }
    }

    /// Decides on a page, and stores what later pages have to be compared with.
    pub(super) fn decide(
        &mut self,
        page: PageFacts,
        sketch: Option<&Sketch>,
        id: &str,
        earlier: EarlierCopies,
    ) -> Result<Decision, DedupError> {
        let found = self.duplicates.find(page.keys);
        let kept = EarlierCopies { url: found.url, text: found.text, near: None };
        let copy = self.choose(page, sketch, kept, earlier);
        let mut new_keys = page.keys.without(found);
        new_keys.url = new_keys.url.filter(|_| earlier.url.is_none());
        new_keys.text = new_keys.text.filter(|_| earlier.text.is_none());
        let number = match copy {
            Some(copy) if copy.action == DuplicateAction::Drop => None,
            // What the page does not share is compared with later pages, since it is among the articles.
            _ => self.duplicates.insert(new_keys, id)?,
        };
        let is_version = self.actions.near != DuplicateAction::Off && copy.is_none_or(Copy::is_new_version);
        if let (true, Some(sketch), Some(number)) = (is_version, sketch, number) {
            self.near.insert(sketch, page, number)?;
        }
        Ok(Decision { copy, number })
    }

    /// The copy that decides what happens to a page, if there is one.
    fn choose(
        &self,
        page: PageFacts,
        sketch: Option<&Sketch>,
        kept: EarlierCopies,
        earlier: EarlierCopies,
    ) -> Option<Copy> {
        let original = |earlier: Option<u32>, kept: Option<u32>| {
            earlier.map(Original::Earlier).or(kept.map(Original::Kept))
        };
        let actions = &self.actions;
        let url = original(earlier.url, kept.url).filter(|_| actions.url != DuplicateAction::Off);
        let text = original(earlier.text, kept.text).filter(|_| actions.exact != DuplicateAction::Off);
        // Near copies are looked for only if they can still decide.
        let is_dropped = url.is_some() && actions.url == DuplicateAction::Drop;
        let near = sketch
            .filter(|_| actions.near != DuplicateAction::Off && !is_dropped && text.is_none())
            .and_then(|sketch| better(earlier.near, self.near.find(sketch, page)));
        let copy = |kind, action, of, similarity| Copy { kind, action, of, similarity, is_update: false };
        let copies = [
            url.map(|of| copy(DuplicateKind::Url, actions.url, of, None)),
            text.map(|of| copy(DuplicateKind::Exact, actions.exact, of, Some(1.0))),
            near.map(|(of, near)| {
                // A page of an earlier run cannot be taken back, so its new version is written too, and names it.
                let action = match of {
                    Original::Earlier(_) if near.is_update => DuplicateAction::Tag,
                    _ => actions.near,
                };
                Copy {
                    is_update: near.is_update,
                    ..copy(DuplicateKind::Near, action, of, Some(near.similarity))
                }
            }),
        ];
        let with = |wanted| copies.into_iter().flatten().find(|copy| copy.action == wanted);
        with(DuplicateAction::Drop).or_else(|| with(DuplicateAction::Tag))
    }

    /// What was looked for among near copies, and what was left out.
    pub(super) fn near_stats(&self) -> NearStats {
        self.near.stats()
    }

    /// The id of a kept page.
    pub(super) fn id(&mut self, number: u32) -> Result<String, DedupError> {
        self.duplicates.id(number)
    }
}

/// Of two pages that a page nearly copies, the one that holds more of it, and the earlier one if both hold as much.
fn better(earlier: Option<NearCopy>, kept: Option<NearCopy>) -> Option<(Original, NearCopy)> {
    match (earlier, kept) {
        (Some(earlier), Some(kept)) if kept.containment > earlier.containment => {
            Some((Original::Kept(kept.number), kept))
        }
        (Some(earlier), _) => Some((Original::Earlier(earlier.number), earlier)),
        (None, kept) => kept.map(|kept| (Original::Kept(kept.number), kept)),
    }
}
