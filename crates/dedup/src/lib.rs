//! Finds copies of pages, by their text and by their URL. The first page in order is kept.
//!
//! Two texts are *exact* duplicates if their [normal forms](normal_form()) are equal: the same words and numbers in the
//! same order, whatever happened to quotes, dashes, white space and case on the way. Two URLs are duplicates if their
//! [normal forms](url_normal_form) are equal: `http` or `https`, with or without `www.`, tracking parameters, AMP.
//! Normal forms are compared by 128 bits of BLAKE3 ([`ContentHash`]). With ten thousand million pages, the odds that
//! any two different normal forms have the same hash are one in 10^18.
//!
//! [`Duplicates`] remembers the kept pages, in a known amount of memory per page, and returns the kept page that
//! another page is a copy of. The same sequence of calls gives the same results. Hashes can be computed elsewhere, in
//! parallel.
//!
//! ```
//! use dechaff_dedup::{DuplicateKind, Duplicates, DuplicatesBy, PageKeys, content_hash};
//!
//! let mut kept = Duplicates::new(DuplicatesBy::TEXT, &std::env::temp_dir());
//! let keys = |text: &str| PageKeys::from_text(content_hash(text));
//!
//! assert_eq!(kept.check_and_insert(keys("“It’s late,” she said."), "page-1")?, None);
//! assert_eq!(kept.check_and_insert(keys("It was early."), "page-2")?, None);
//! let found = kept.check_and_insert(keys("\"It's  late\" - she said"), "page-3")?.expect("a copy");
//! assert_eq!((found.kind, found.kept_id.as_str()), (DuplicateKind::Exact, "page-1"));
//! # Ok::<(), dechaff_dedup::DedupError>(())
//! ```
//!
//! # Near duplicates
//!
//! Copies with a changed word, a cut paragraph or an added caption are not found yet; [`DuplicateKind::Near`] is
//! reserved for them. They will need signatures (MinHash over runs of words) in addition to the hashes, candidates
//! that are verified on the texts themselves before they count, and a comparison of each removed page with the page
//! that was kept for it, never only with a copy of a copy. Numbers will count as they do now, because weather reports
//! and match reports differ in little else.

#![forbid(unsafe_code)]

mod duplicates;
mod error;
mod hash;
mod ids;
mod index;
mod normal_form;
mod url_form;

pub use duplicates::{Duplicate, DuplicateKind, Duplicates, DuplicatesBy, Matches, PageKeys};
pub use error::DedupError;
pub use hash::{ContentHash, ParseHashError, content_hash};
pub use normal_form::{NORMAL_FORM_VERSION, normal_form};
pub use url_form::url_normal_form;
