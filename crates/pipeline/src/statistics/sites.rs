//! Counts by site. A dump can have more sites than a manifest and memory should hold, so the small ones are counted together.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use crate::ledger::{Reason, count};
use crate::statistics::PageTraits;
use crate::statistics::histogram::Histogram;

/// Number of sites that a manifest lists.
const LISTED: usize = 1000;
/// Number of sites that are counted one by one. When there are more, the half of them with fewer pages joins the others.
const COUNTED: usize = 20_000;

/// What became of a page.
pub(super) enum PageFate<'a> {
    Kept(&'a PageTraits),
    Duplicate,
    Rejected(Reason),
}

/// What became of the pages of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct SiteCounts {
    pages: u64,
    kept: u64,
    duplicates: u64,
    rejected: BTreeMap<&'static str, u64>,
    words: Histogram,
    confidence: Histogram,
}

impl SiteCounts {
    fn add(&mut self, fate: PageFate<'_>) {
        self.pages += 1;
        match fate {
            PageFate::Kept(page) => {
                self.kept += 1;
                self.words.add_length(page.words);
                self.confidence.add(u64::from(page.confidence));
            }
            PageFate::Duplicate => self.duplicates += 1,
            PageFate::Rejected(reason) => count(&mut self.rejected, reason.as_str()),
        }
    }

    fn merge(&mut self, other: &Self) {
        self.pages += other.pages;
        self.kept += other.kept;
        self.duplicates += other.duplicates;
        for (reason, pages) in &other.rejected {
            *self.rejected.entry(reason).or_default() += pages;
        }
        self.words.merge(&other.words);
        self.confidence.merge(&other.confidence);
    }

    fn to_json(&self, site: Option<&str>) -> Value {
        json!({
            "site": site,
            "pages": self.pages,
            "kept": self.kept,
            "duplicates": self.duplicates,
            "rejected": self.rejected,
            "words": self.words.median(),
            "confidence": self.confidence.median(),
        })
    }
}

/// Counts by site.
#[derive(Debug, Default)]
pub(super) struct SiteTable {
    sites: FxHashMap<Box<str>, SiteCounts>,
    /// Pages without an address, and those of sites that are not counted one by one.
    others: SiteCounts,
}

impl SiteTable {
    /// Counts a page. Pages without a site belong to the others.
    pub(super) fn add(&mut self, site: Option<&str>, fate: PageFate<'_>) {
        let Some(site) = site else { return self.others.add(fate) };
        if let Some(counts) = self.sites.get_mut(site) {
            return counts.add(fate);
        }
        if self.sites.len() >= COUNTED {
            self.drop_small_sites();
        }
        self.sites.entry(site.into()).or_default().add(fate);
    }

    fn drop_small_sites(&mut self) {
        let small: Vec<Box<str>> =
            self.by_pages().drain(COUNTED / 2..).map(|(site, _)| site.into()).collect();
        for site in small {
            if let Some(counts) = self.sites.remove(&site) {
                self.others.merge(&counts);
            }
        }
    }

    /// The sites by pages, those with most pages first, and by name.
    fn by_pages(&self) -> Vec<(&str, &SiteCounts)> {
        let mut sites: Vec<_> = self.sites.iter().map(|(site, counts)| (&**site, counts)).collect();
        sites.sort_by_key(|(site, counts)| (std::cmp::Reverse(counts.pages), *site));
        sites
    }

    /// The largest sites one by one, and all others together.
    pub(super) fn to_json(&self) -> (Value, Value) {
        let mut listed = self.by_pages();
        let mut others = self.others.clone();
        for (_, counts) in listed.split_off(LISTED.min(listed.len())) {
            others.merge(counts);
        }
        let listed = listed.iter().map(|(site, counts)| counts.to_json(Some(site))).collect();
        (listed, others.to_json(None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pages of `sites` sites, of which every tenth has two, in a fixed order.
    fn table(sites: usize) -> SiteTable {
        let mut table = SiteTable::default();
        for round in 0..2 {
            for site in (0..sites).filter(|site| round == 0 || site % 10 == 0) {
                table.add(Some(&format!("{site:06}.example")), PageFate::Duplicate);
            }
        }
        table
    }

    #[test]
    fn every_page_is_counted_once_however_many_sites_there_are() {
        for sites in [0, 1, LISTED, LISTED + 1, 3 * COUNTED] {
            let mut table = table(sites);
            table.add(None, PageFate::Rejected(Reason::Stub));
            assert!(table.sites.len() <= COUNTED);
            let (listed, others) = table.to_json();
            let listed = listed.as_array().unwrap();
            assert_eq!(listed.len(), sites.min(LISTED));
            let sum: u64 = listed.iter().chain([&others]).map(|site| site["pages"].as_u64().unwrap()).sum();
            assert_eq!(sum as usize, sites + sites.div_ceil(10) + 1);
            assert_eq!(others["rejected"], json!({ "stub": 1 }));
        }
    }

    #[test]
    fn sites_with_most_pages_come_first() {
        let (listed, _) = table(25).to_json();
        let names: Vec<_> =
            listed.as_array().unwrap().iter().map(|site| site["site"].as_str().unwrap()).collect();
        assert_eq!(names[..4], ["000000.example", "000010.example", "000020.example", "000001.example"]);
    }
}
