//! What the pages of a site have in common, and what that says of the blocks of one page.
//!
//! Pages of a site share a template. A text that appears on many of its pages belongs to the template, and an element that
//! holds the story on other pages holds it on this one. A [`SiteProfile`] keeps both from a sample of a site's pages, and a
//! [`SiteIndex`] looks them up:
//!
//! ```
//! use std::sync::Arc;
//!
//! use dechaff_extract::{Extractor, PageContext, PageForm, SiteIndex, SitePage, SiteProfile};
//!
//! let extractor = Extractor::default();
//! let pages = ["The ferry sails again from Monday, twice a day.", "A whale slept in the shipping lane last night.",
//!     "The harbour raises its fees for the first time in ten years."];
//! let html = |story: &str| format!("<p>{story}</p><p>Our newsroom writes a letter on Fridays: join 900 readers.</p>");
//! let mut profile = SiteProfile::new();
//! for (key, story) in pages.iter().enumerate() {
//!     let article = extractor.extract(html(story).as_bytes(), &PageContext::new());
//!     profile.add(key as u64, SitePage::new(&article).unwrap());
//! }
//! let page = html("The old bridge over the harbour opens again on Friday.");
//! assert_eq!(profile.repeated_texts(PageForm::Html)[0].pages, 3);
//!
//! let site = Arc::new(SiteIndex::new(&profile));
//! let article = extractor.extract(page.as_bytes(), &PageContext::new().site(&site));
//! assert!(article.text.starts_with("The old bridge over the harbour opens again on Friday."));
//! ```

mod index;
pub(crate) mod page;
mod profile;
mod show;
mod standing;

pub(crate) use index::FormIndex;
pub use index::SiteIndex;
pub use page::SitePage;
pub use profile::SiteProfile;
pub use show::{PathShown, TextShown};
pub use standing::StandingTexts;

use std::sync::Arc;

/// The site of a page.
#[derive(Clone, Debug)]
pub(crate) struct KnownSite {
    pub(crate) index: Arc<SiteIndex>,
    /// The page's own key in the profile.
    pub(crate) key: Option<u64>,
}
