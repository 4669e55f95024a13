//! The profiles of many sites.

use std::collections::BTreeMap;
use std::sync::Arc;

use dechaff_extract::{SiteIndex, SitePage, SiteProfile};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

/// The profiles of many sites, by the sites' names: their registrable domains.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteProfiles {
    sites: BTreeMap<Box<str>, SiteProfile>,
    /// The number of pages of each form that a profile may have.
    pages_per_site: usize,
    /// The share of the sites that could get a profile, 0 to 1.
    share_of_sites: f64,
}

impl Default for SiteProfiles {
    fn default() -> Self {
        Self { sites: BTreeMap::new(), pages_per_site: SiteProfile::MAX_PAGES, share_of_sites: 1.0 }
    }
}

impl SiteProfiles {
    /// Adds a page to the profile of its site. `key` identifies the page; see [`page_key`](crate::page_key()).
    pub fn add(&mut self, site: &str, key: u64, page: SitePage) {
        self.site_mut(site).add(key, page);
    }

    /// Adds all profiles of another dump. The result is what learning from both dumps gives, unless one of them was too
    /// large for full profiles.
    pub fn merge(&mut self, other: Self) {
        let max = self.pages_per_site.min(other.pages_per_site);
        for (site, profile) in other.sites {
            self.site_mut(&site).merge(profile);
        }
        self.limit(max, self.share_of_sites.min(other.share_of_sites), |_, _| true);
    }

    /// The profile of a site.
    pub fn get(&self, site: &str) -> Option<&SiteProfile> {
        self.sites.get(site)
    }

    /// All profiles, sorted by the names of the sites.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &SiteProfile)> {
        self.sites.iter().map(|(site, profile)| (&**site, profile))
    }

    /// The number of sites.
    pub fn len(&self) -> usize {
        self.sites.len()
    }

    /// Whether there are no profiles.
    pub fn is_empty(&self) -> bool {
        self.sites.is_empty()
    }

    /// The number of pages in all profiles.
    pub fn pages(&self) -> usize {
        self.sites.values().map(SiteProfile::len).sum()
    }

    /// The number of pages of each form that a profile may have. It is smaller than [`SiteProfile::MAX_PAGES`] if the dump
    /// has very many sites.
    pub fn pages_per_site(&self) -> usize {
        self.pages_per_site
    }

    /// The share of the sites that could get a profile, 0 to 1. It is smaller than 1 if even small profiles of all sites
    /// would be too many.
    pub fn share_of_sites(&self) -> f64 {
        self.share_of_sites
    }

    /// Keeps at most so many pages of each form of a site, and the sites that `is_kept` accepts then.
    pub(super) fn limit(
        &mut self,
        pages_per_site: usize,
        share_of_sites: f64,
        is_kept: impl Fn(&str, &SiteProfile) -> bool,
    ) {
        (self.pages_per_site, self.share_of_sites) = (pages_per_site, share_of_sites);
        self.sites.retain(|site, profile| {
            profile.truncate(pages_per_site);
            is_kept(site, profile)
        });
    }

    /// Arranges the profiles for looking up.
    pub(crate) fn into_indexes(self) -> SiteIndexes {
        let (pages, pages_per_site, share_of_sites) =
            (self.pages(), self.pages_per_site, self.share_of_sites);
        // Each profile is freed as soon as it is arranged.
        let index = |(site, profile): (Box<str>, SiteProfile)| (site, Arc::new(SiteIndex::new(&profile)));
        SiteIndexes {
            sites: self.sites.into_iter().map(index).collect(),
            pages,
            pages_per_site,
            share_of_sites,
        }
    }

    pub(super) fn insert(&mut self, site: Box<str>, profile: SiteProfile) {
        self.sites.insert(site, profile);
    }

    fn site_mut(&mut self, site: &str) -> &mut SiteProfile {
        if !self.sites.contains_key(site) {
            self.sites.insert(site.into(), SiteProfile::new());
        }
        self.sites.entry(site.into()).or_default()
    }
}

/// The profiles of many sites, arranged for looking up.
pub(crate) struct SiteIndexes {
    sites: FxHashMap<Box<str>, Arc<SiteIndex>>,
    pages: usize,
    pages_per_site: usize,
    share_of_sites: f64,
}

impl SiteIndexes {
    /// The profile of a site.
    pub(crate) fn get(&self, site: &str) -> Option<&Arc<SiteIndex>> {
        self.sites.get(site)
    }

    /// What the manifest records of the profiles.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "sites": self.sites.len(),
            "pages": self.pages,
            "pages_per_site": self.pages_per_site,
            "share_of_sites": self.share_of_sites,
        })
    }
}
