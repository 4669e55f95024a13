//! Which fold a page belongs to in cross-validation.

use crate::GoldPage;

/// How many folds there are.
pub const FOLDS: usize = 5;

/// The fold of a page: by its registrable domain, so that pages of one site are never on both sides; by its id where
/// no address is known.
pub fn fold_of(page: &GoldPage) -> usize {
    let site = page.site.as_deref().map(|site| {
        dechaff_extract::metadata::domain(&format!("http://{site}/")).unwrap_or_else(|| site.to_owned())
    });
    let key = site
        .or_else(|| page.url.as_deref().and_then(dechaff_extract::metadata::domain))
        .unwrap_or_else(|| page.id.clone());
    let hash = key
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    // The high bits are mixed better.
    ((hash >> 32) % FOLDS as u64) as usize
}
