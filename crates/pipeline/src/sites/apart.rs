//! Profiles of sites whose pages are spread over many machines: each step for itself.
//!
//! The pages that a profile is learned from are those with the lowest keys of each form, at least two of a form. Their
//! examples together are the profile. A run that learns from the same pages has the same profiles, unless the dump is so
//! large that it takes fewer pages of each site.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use dechaff_extract::{SiteIndex, SitePage, SiteProfile};
use dechaff_ingest::Page;

use crate::clean::Cleaner;
use crate::sites::{key, site};

/// The site of a page, and the key of the page among those of its site: of all pages of a form, those with the lowest keys are
/// in the profile. `None` if its site is not known.
pub fn site_and_key(page: &Page) -> Option<(String, u64)> {
    Some((site(page)?, key(page)))
}

/// What one page adds to the profile of its site.
#[derive(Clone, Debug)]
pub struct SiteExample(SitePage);

impl SiteExample {
    /// The number of pages of a form that are in a profile.
    pub const PAGES_OF_FORM: usize = SiteProfile::MAX_PAGES;
    /// The number of pages of a form that a site has at least if they are in its profile.
    pub const MIN_PAGES: usize = 2;

    /// `None` for an error page, and for one that is not read.
    pub(crate) fn new(cleaner: &Cleaner, page: &Page) -> Option<Self> {
        // A page that makes the extractor panic is reported when it is cleaned.
        let article = catch_unwind(AssertUnwindSafe(|| cleaner.judge(page).0)).ok()??;
        if article.defect.is_some() {
            return None;
        }
        SitePage::new(&article).map(Self)
    }

    /// The example as JSON.
    ///
    /// # Errors
    ///
    /// Fails if there is no memory.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(&self.0)
    }
}

/// The profile of a site as JSON, from the keys and examples of its pages. `None` if it has fewer than two.
///
/// # Errors
///
/// Fails if an example is damaged.
pub fn site_profile<'a>(
    examples: impl IntoIterator<Item = (u64, &'a str)>,
) -> serde_json::Result<Option<String>> {
    let mut profile = SiteProfile::new();
    for (key, example) in examples {
        profile.add(key, serde_json::from_str(example)?);
    }
    profile.truncate(SiteExample::PAGES_OF_FORM);
    if profile.len() < SiteExample::MIN_PAGES {
        return Ok(None);
    }
    serde_json::to_string(&profile).map(Some)
}

/// The profile of a site, arranged for looking up.
#[derive(Clone)]
pub struct KnownSite(Arc<SiteIndex>);

impl KnownSite {
    /// From what [`site_profile`] gives.
    ///
    /// # Errors
    ///
    /// Fails if that is damaged.
    pub fn from_json(profile: &str) -> serde_json::Result<Self> {
        let profile: SiteProfile = serde_json::from_str(profile)?;
        if !profile.is_valid() {
            return Err(serde::de::Error::custom("the profile is damaged"));
        }
        Ok(Self(Arc::new(SiteIndex::new(&profile))))
    }

    pub(crate) fn index(&self) -> &Arc<SiteIndex> {
        &self.0
    }
}
