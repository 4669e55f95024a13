//! Finds the texts that are small parts of others: a brief, and the round-up that has it.

use dechaff_dedup::{Contained, compare};
use rustc_hash::FxHashMap;

use crate::decide::actions::DuplicateAction;
use crate::decide::copies::Copy;
use crate::decide::held::HeldPage;
use crate::decide::held::sketches::HeldSketches;

/// Maximum number of pages with a passage in common that are compared. Passages that more pages have are standing text.
const MAX_PAGES: usize = 64;

/// For each article that is a small part of another one, the place of that one: the one that holds most of it, and of several
/// such the longest.
///
/// Takes 16 bytes of memory for each passage of each article: 256 to 1,024 for an article.
pub(super) fn find_containers(
    pages: &[HeldPage],
    copies: &[Option<Copy>],
    sketches: &mut HeldSketches,
) -> std::io::Result<FxHashMap<u32, u32>> {
    let mut passages: Vec<(u64, u32)> = vec![];
    for (place, copy) in (0..).zip(copies) {
        if copy.is_none_or(|copy| copy.action != DuplicateAction::Drop) {
            passages.extend(sketches.passages(place)?.hashes().iter().map(|&hash| (hash, place)));
        }
    }
    passages.sort_unstable();
    let words = |place: u32| pages[place as usize].facts.words;
    let mut pairs: Vec<(u32, u32)> = vec![];
    for group in passages.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() <= MAX_PAGES) {
        for (n, &(_, a)) in group.iter().enumerate() {
            for &(_, b) in &group[..n] {
                let (shorter, longer) = if words(a) <= words(b) { (a, b) } else { (b, a) };
                // Others are copies, or nothing to each other.
                if 2 * words(shorter) < words(longer) {
                    pairs.push((shorter, longer));
                }
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    let mut containers: FxHashMap<u32, (f64, u32)> = FxHashMap::default();
    for (shorter, longer) in pairs {
        let same_site = pages[shorter as usize].facts.site == pages[longer as usize].facts.site;
        let comparison = compare(&sketches.get(shorter)?, &sketches.get(longer)?, same_site);
        if comparison.contained != Some(Contained::FirstInSecond) {
            continue;
        }
        // The texts decide, and not the order of the pages.
        let key = |place: u32| (words(place), pages[place as usize].facts.keys.text);
        let found = (comparison.containment, longer);
        let best = containers.entry(shorter).or_insert(found);
        if found.0 > best.0 || (found.0 == best.0 && key(found.1) > key(best.1)) {
            *best = found;
        }
    }
    Ok(containers.into_iter().map(|(place, (_, container))| (place, container)).collect())
}
