//! Which pages of which sites a dump has, as far as profiles need to know.

use rustc_hash::FxHashMap;

use dechaff_extract::SiteProfile;
use dechaff_ingest::PageKind;

/// Maximum number of pages in all profiles together. A page takes about 1 kB.
pub(super) const MAX_PAGES: usize = 1_000_000;
/// Profiles are not made smaller than this. Below, fewer sites get one.
const MIN_PAGES_OF_SITE: usize = 4;

/// The keys of the pages of each site that its profile is learned from: the lowest ones.
///
/// If all sites together have more than a limit, the number of pages for each site is halved, down to four. After that, the
/// share of the sites that are counted at all is halved. Both depend on the pages alone and not on their order, since the
/// number of keys never falls while pages are added.
pub(super) struct Census {
    sites: FxHashMap<Box<str>, SiteKeys>,
    limit: usize,
    /// The number of keys of all sites.
    keys: usize,
    pages_per_site: usize,
    /// Sites are counted whose hash ends in so many zero bits.
    zero_bits: u32,
}

/// The lowest keys of a site's pages, sorted, each with the number of the file that has the page: HTML and text.
#[derive(Default)]
struct SiteKeys([Vec<(u64, u32)>; 2]);

impl SiteKeys {
    /// Adds a key if it is among the lowest. Returns whether there is one more key now.
    fn add(&mut self, kind: PageKind, key: u64, file: u32, max: usize) -> bool {
        let keys = &mut self.0[(kind == PageKind::Text) as usize];
        let Err(at) = keys.binary_search_by_key(&key, |&(key, _)| key) else { return false };
        if at >= max {
            return false;
        }
        keys.insert(at, (key, file));
        let grew = keys.len() <= max;
        keys.truncate(max);
        grew
    }

    fn len(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }
}

impl Census {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            sites: FxHashMap::default(),
            limit,
            keys: 0,
            pages_per_site: SiteProfile::MAX_PAGES,
            zero_bits: 0,
        }
    }

    /// Counts a page. Returns whether the site has other pages, as far as is known.
    pub(super) fn add(&mut self, site: &str, kind: PageKind, key: u64, file: u32) -> bool {
        if !self.counts(site) {
            return false;
        }
        let keys = match self.sites.get_mut(site) {
            Some(keys) => keys,
            None => self.sites.entry(site.into()).or_default(),
        };
        let has_others = keys.len() > 0;
        self.keys += usize::from(keys.add(kind, key, file, self.pages_per_site));
        while self.keys > self.limit {
            self.shrink();
        }
        has_others && self.counts(site)
    }

    /// Whether the pages of a site are counted.
    pub(super) fn counts(&self, site: &str) -> bool {
        self.zero_bits == 0 || super::page_key(site).trailing_zeros() >= self.zero_bits
    }

    fn shrink(&mut self) {
        if self.pages_per_site > MIN_PAGES_OF_SITE {
            self.pages_per_site /= 2;
            let max = self.pages_per_site;
            self.sites.values_mut().flat_map(|keys| &mut keys.0).for_each(|keys| keys.truncate(max));
        } else {
            self.zero_bits += 1;
            let zero_bits = self.zero_bits;
            self.sites.retain(|site, _| super::page_key(site).trailing_zeros() >= zero_bits);
        }
        self.keys = self.sites.values().map(SiteKeys::len).sum();
    }

    /// The number of pages of each form that a profile may have.
    pub(super) fn pages_per_site(&self) -> usize {
        self.pages_per_site
    }

    /// The share of sites that are counted, 0 to 1.
    pub(super) fn share_of_sites(&self) -> f64 {
        0.5f64.powi(self.zero_bits as i32)
    }

    /// The keys and files of the pages that profiles are learned from, of all sites with at least `min_pages` pages of one
    /// form.
    pub(super) fn samples(&self, min_pages: usize) -> impl Iterator<Item = (u64, u32)> {
        let keys = self.sites.values().flat_map(|keys| &keys.0);
        keys.filter(move |keys| keys.len() >= min_pages).flatten().copied()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn census(pages: &[(u8, u64)], limit: usize) -> (BTreeSet<u64>, usize, f64) {
        let mut census = Census::new(limit);
        for &(site, key) in pages {
            let kind = if key % 3 == 0 { PageKind::Text } else { PageKind::Html };
            census.add(&format!("site{site}.example"), kind, 1000 * u64::from(site) + key, 0);
        }
        assert!(census.keys <= limit);
        let samples = census.samples(2).map(|(key, _)| key).collect();
        (samples, census.pages_per_site(), census.share_of_sites())
    }

    proptest! {
        #[test]
        fn the_order_of_pages_changes_nothing(
            pages in prop::collection::vec((0u8..30, 0u64..200), 0..400),
            limit in 8usize..400,
        ) {
            let mut shuffled = pages.clone();
            shuffled.reverse();
            shuffled.sort_by_key(|(site, key)| (key % 7, *site));
            prop_assert_eq!(census(&pages, limit), census(&shuffled, limit));
        }
    }

    #[test]
    fn a_large_dump_gets_smaller_profiles_and_then_fewer() {
        let pages: Vec<(u8, u64)> =
            (0..40).flat_map(|site| (0..20).map(move |key| (site, 3 * key + 1))).collect();
        assert_eq!(census(&pages, 1000).1, 16);
        assert_eq!(census(&pages, 400).1, 8);
        let (samples, pages_per_site, share) = census(&pages, 100);
        assert_eq!((pages_per_site, share), (4, 0.5));
        assert!(samples.len() <= 100 && samples.len() > 20);
    }
}
