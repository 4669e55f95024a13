//! Decides pages that are brought together because they may be copies of each other.

use std::path::Path;

use dechaff_dedup::{DedupError, Sketch};

use crate::decide::actions::DuplicateActions;
use crate::decide::copies::{Copy, EarlierCopies, KeptPages, Original, PageFacts};
use crate::decide::held::{HeldPage, priority, updates};
use crate::decide::in_order::{PageToDecide, decide_in_order};
use crate::decide::rules::{CopyRules, Updates};
use crate::sites;

/// A page that may be a copy of others.
pub(crate) struct ComponentPage<'a> {
    pub(crate) id: &'a str,
    pub(crate) facts: PageFacts,
    /// If near copies are looked for.
    pub(crate) sketch: Option<Sketch>,
}

/// For each page that is a copy, the place of the page that it copies, and how. The pages are in input order.
pub(crate) fn decide_component(
    pages: &[ComponentPage<'_>],
    actions: DuplicateActions,
    rules: CopyRules,
    folder: &Path,
) -> Result<Vec<Option<(usize, Copy)>>, DedupError> {
    let held: Vec<HeldPage> =
        pages.iter().map(|page| HeldPage::new(page.facts, sites::page_key(page.id))).collect();
    let mut kept = KeptPages::new(actions, rules, folder);
    let order = priority::order(&held, rules.keep_first);
    let mut copies = decide_in_order(&mut kept, &order, |place| {
        let page = &pages[place as usize];
        let earlier = EarlierCopies::default();
        Ok::<_, DedupError>(PageToDecide { facts: page.facts, sketch: page.sketch, earlier })
    })?;
    if rules.updates == Updates::Last {
        updates::keep_last_versions(&held, &mut copies);
    }
    let placed = |copy: Copy| match copy.of {
        Original::Kept(place) => Some((place as usize, copy)),
        Original::Earlier(_) => None,
    };
    Ok(copies.into_iter().map(|copy| copy.and_then(placed)).collect())
}
