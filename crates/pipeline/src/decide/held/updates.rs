//! Stories whose figures were brought up to date.

use std::collections::BTreeMap;

use crate::decide::copies::{Copy, Original};
use crate::decide::held::HeldPage;

/// Of each kept page and the copies of it with other figures, keeps the one with the latest date. The kept page and its
/// other copies become copies of that one.
pub(in crate::decide) fn keep_last_versions(pages: &[HeldPage], copies: &mut [Option<Copy>]) {
    let time = |place: u32| pages[place as usize].facts.time;
    // By kept page, its last version.
    let mut last: BTreeMap<u32, u32> = BTreeMap::new();
    for (place, copy) in (0..).zip(copies.iter()) {
        let Some(Copy { of: Original::Kept(kept), is_update: true, .. }) = *copy else { continue };
        let before = last.get(&kept).copied().unwrap_or(kept);
        // A page without a date is never later than another.
        let key = |place: u32| (time(place), &pages[place as usize].facts.keys.text);
        if time(place).is_some()
            && time(kept).is_some()
            && key(place) > key(before)
            && time(place) > time(kept)
        {
            last.insert(kept, place);
        }
    }
    for copy in copies.iter_mut().flatten() {
        if let Original::Kept(kept) = copy.of
            && let Some(&version) = last.get(&kept)
        {
            copy.of = Original::Kept(version);
        }
    }
    for (kept, version) in last {
        // The last version is what the kept page was: no copy, or a new version of a page of an earlier run.
        let was = copies[kept as usize].take();
        let update = std::mem::replace(&mut copies[version as usize], was);
        copies[kept as usize] = update.map(|copy| Copy { of: Original::Kept(version), ..copy });
    }
}
