//! The order in which copies take precedence.

use std::cmp::Reverse;

use crate::decide::held::HeldPage;
use crate::decide::rules::KeepFirst;

/// The places of all pages, the one with the highest priority first.
///
/// Except for [`KeepFirst::Input`], the order depends on the pages alone, and not on their places: after the date and the
/// length, the text decides, then the URL, and then the id. Pages that are equal in all of these are the same page.
pub(in crate::decide) fn order(pages: &[HeldPage], first: KeepFirst) -> Vec<u32> {
    let mut places: Vec<u32> = (0..pages.len() as u32).collect();
    // The sort is stable, so equal pages stay in input order.
    let rest = |page: &HeldPage| (page.facts.keys.text, page.facts.keys.url, page.id_key);
    let time = |page: &HeldPage| page.facts.time.unwrap_or(i64::MAX);
    let length = |page: &HeldPage| Reverse(page.facts.words);
    let page = |place: &u32| &pages[*place as usize];
    match first {
        KeepFirst::Input => {}
        KeepFirst::Earliest => {
            places.sort_by_cached_key(|place| (time(page(place)), length(page(place)), rest(page(place))));
        }
        KeepFirst::Longest => {
            places.sort_by_cached_key(|place| (length(page(place)), time(page(place)), rest(page(place))));
        }
    }
    places
}
