//! Standing text: what a site puts into its pages whatever their story, such as an author's biography, a notice, or a line
//! that asks for news.
//!
//! A text that many pages have is not standing for that alone, because a site may carry one story several times. It is
//! standing if at least three of its pages differ in what is rarer than the text.

use std::collections::{BTreeMap, BTreeSet};

use crate::sites::profile::SiteProfile;

/// Pages that must have a text and otherwise differ.
const MIN_PAGES: usize = 3;
/// Two pages differ if they have less than this percentage of the words of the one with fewer in common.
const MAX_SHARED_PERCENT: u32 = 30;

/// The texts that a site puts into its pages whatever their story.
///
/// ```
/// use dechaff_extract::StandingTexts;
///
/// let note = "Write to the news desk if you know more.";
/// let pages = ["The ferry sails again from Monday.", "A whale slept in the lane.", "The harbour raises its fees."];
/// let pages = pages.map(|story| format!("{story}\n\n{note}"));
/// let standing = StandingTexts::from_texts(pages.iter().map(String::as_str));
/// assert_eq!(standing.remove_from(&pages[1]), "A whale slept in the lane.");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StandingTexts {
    /// The ids of the texts, sorted.
    ids: Box<[u32]>,
}

/// The pages that have a text, as bits.
type Pages = u16;
const _: () = assert!(SiteProfile::MAX_PAGES <= Pages::BITS as usize);

impl StandingTexts {
    /// Finds the standing texts of a site. Each page comes as the different ids of its texts, with their numbers of
    /// words.
    pub(crate) fn from_pages(pages: impl IntoIterator<Item = Vec<(u32, u32)>>) -> Self {
        let mut texts: BTreeMap<u32, (Pages, u32)> = BTreeMap::new();
        for (page, entries) in pages.into_iter().take(SiteProfile::MAX_PAGES).enumerate() {
            for (id, words) in entries {
                let text = texts.entry(id).or_default();
                *text = (text.0 | 1 << page, words);
            }
        }
        // Of most sites, few texts are on several pages.
        if !texts.values().any(|(pages, _)| pages.count_ones() as usize >= MIN_PAGES) {
            return Self::default();
        }
        // Whether a text is standing depends only on the pages that have it.
        let mut words_of: BTreeMap<Pages, u32> = BTreeMap::new();
        for &(pages, words) in texts.values() {
            *words_of.entry(pages).or_default() += words;
        }
        let standing: BTreeSet<Pages> =
            words_of.keys().copied().filter(|&pages| otherwise_differ(pages, &words_of)).collect();
        let ids = texts.iter().filter(|(_, (pages, _))| standing.contains(pages)).map(|(&id, _)| id);
        Self { ids: ids.collect() }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Whether a text is standing.
    pub(crate) fn contains(&self, id: u32) -> bool {
        self.ids.binary_search(&id).is_ok()
    }
}

/// Whether enough of some pages differ in what is rarer than a text that they all have. `words_of` has the words of all
/// texts by the pages that have them. A page counts if it differs from all that count already.
fn otherwise_differ(pages: Pages, words_of: &BTreeMap<Pages, u32>) -> bool {
    if (pages.count_ones() as usize) < MIN_PAGES {
        return false;
    }
    let rarer: Vec<(Pages, u32)> = (words_of.iter())
        .map(|(&of, &words)| (of, words))
        .filter(|(of, _)| of & pages != 0 && of.count_ones() < pages.count_ones())
        .collect();
    let words_on =
        |all: Pages| -> u32 { rarer.iter().filter(|(of, _)| of & all == all).map(|(_, words)| words).sum() };
    let mut counted: Vec<(Pages, u32)> = vec![];
    for page in (0..Pages::BITS).map(|bit| 1 << bit).filter(|page| pages & page != 0) {
        let own = words_on(page);
        let differs = |&(other, others_own): &(Pages, u32)| {
            words_on(page | other) * 100 < MAX_SHARED_PERCENT * own.min(others_own)
        };
        if own > 0 && counted.iter().all(differs) {
            counted.push((page, own));
        }
        if counted.len() == MIN_PAGES {
            return true;
        }
    }
    false
}
