//! What the pages of each site of a dump have in common: learning it, keeping it in a file, and giving it to each page.

mod apart;
mod census;
mod file;
mod learn;
mod profiles;

use std::path::PathBuf;

use dechaff_extract::metadata::{site_of, site_of_head};
use dechaff_ingest::{Page, PageKind};

use crate::record;

pub use apart::{KnownSite, SiteExample, site_and_key, site_profile};
pub use file::SitesFileError;
pub(crate) use learn::learn;
pub use learn::{LearnedSites, learn_sites};
pub(crate) use profiles::SiteIndexes;
pub use profiles::SiteProfiles;

/// Whether pages are cleaned with what the other pages of their sites have in common, and where that comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sites {
    /// Each page is cleaned by itself.
    #[default]
    Off,
    /// From the inputs, which are read first for this. Inputs that can be read only once, such as standard input, are
    /// cleaned as with [`Sites::Off`].
    Auto,
    /// From a file that [`SiteProfiles::write`] wrote.
    File(PathBuf),
}

/// The site of a page, by its URL, or else by the canonical URL that it gives itself. `None` if neither is known.
pub(crate) fn site(page: &Page) -> Option<String> {
    match (&page.declared.url, page.kind) {
        (Some(url), _) => site_of(url),
        (None, PageKind::Html) => site_of_head(&page.bytes),
        (None, PageKind::Text) => None,
    }
}

/// The key of a page in the profile of its site: a hash of its URL and bytes, so that pages with the same key are the same.
pub(crate) fn key(page: &Page) -> u64 {
    first_bits(record::hash_page(page))
}

/// The key of a page that is identified by a name, such as an id: a hash of the name.
pub fn page_key(name: &str) -> u64 {
    first_bits(blake3::hash(name.as_bytes()))
}

/// The first 64 bits of a hash.
fn first_bits(hash: blake3::Hash) -> u64 {
    hash.as_bytes().iter().take(8).fold(0, |bits, &byte| bits << 8 | u64::from(byte))
}
