//! Folds for cross-validation.

use crate::gold::GoldPage;
use crate::hash::fnv1a_64;

/// The number of folds.
pub(crate) const FOLDS: usize = 5;

/// The fold of a page, 0 to 4, for cross-validation.
///
/// It depends on the registrable domain of the page's site or URL, so that all pages of a site are in one fold; on
/// the page's id if neither is known.
pub fn fold_of(page: &GoldPage) -> usize {
    let site = page.site.as_deref().map(|site| {
        dechaff_extract::metadata::domain(&format!("http://{site}/")).unwrap_or_else(|| site.to_owned())
    });
    let key = site
        .or_else(|| page.url.as_deref().and_then(dechaff_extract::metadata::domain))
        .unwrap_or_else(|| page.id.clone());
    // The high bits are mixed better.
    ((fnv1a_64(key.as_bytes()) >> 32) % FOLDS as u64) as usize
}
