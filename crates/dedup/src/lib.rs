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
//! Copies with another headline, a cut tail, edited sentences or an added caption have most runs of three words in
//! common. A [`Sketch`] keeps what is needed to see that, in at most 480 bytes, and [`compare`] compares two of them.
//! Numbers and names must not conflict, because weather reports, match reports and market reports differ in little
//! else. A [`NearIndex`] finds the kept pages that a page has to be compared with, in at most 1,100 bytes per kept page.
//! [`Duplicates`] does not use them.
//!
//! ```
//! use dechaff_dedup::{NearIndex, Reason, Sketcher, Verdict, compare};
//!
//! let report = |figures: [u32; 3]| {
//!     format!(
//!         "Traffic on the old harbour bridge has grown again, the city council said in its yearly report. About {} \
//!          cars crossed it each day, while {} people came by bicycle and {} walked over the river to work. The council \
//!          wants to close one lane in spring, so that buses can keep to their timetable.",
//!         figures[0], figures[1], figures[2]
//!     )
//! };
//! let mut sketcher = Sketcher::default();
//! let kept = sketcher.sketch(&report([4120, 930, 1777]));
//! let copy = sketcher.sketch(&format!("More cars, more bicycles\n\n{}", report([4120, 930, 1777])));
//! let next_year = sketcher.sketch(&report([4388, 1051, 1690]));
//!
//! let mut index = NearIndex::new();
//! let row = index.insert(&kept)?;
//! assert_eq!(index.candidates(&copy), [row]);
//! assert!(compare(&kept, &copy, false).is_copy());
//! assert_eq!(compare(&kept, &next_year, false).verdict, Verdict::Different(Reason::NumbersConflict));
//! # Ok::<(), dechaff_dedup::DedupError>(())
//! ```
//!
//! # From run to run
//!
//! A [`PageStore`] keeps pages on disk, with their keys and sketches, so that the next run can be compared with them.

#![forbid(unsafe_code)]

mod duplicates;
mod error;
mod hash;
mod ids;
mod index;
mod near;
mod normal_form;
mod store;
mod url_form;

pub use duplicates::{Duplicate, DuplicateKind, Duplicates, DuplicatesBy, Matches, PageKeys};
pub use error::DedupError;
pub use hash::{ContentHash, ParseHashError, content_hash};
pub use ids::IdStore;
pub use near::{
    Comparison, Contained, FactCounts, MAX_SKETCH_BYTES, NearIndex, NearStats, Passages, Reason,
    SKETCH_VERSION, Sketch, SketchError, Sketcher, Thresholds, Verdict, compare,
};
pub use normal_form::{NORMAL_FORM_VERSION, normal_form};
pub use store::{
    Addition, Fault, Merged, PageStore, Place, Run, RunDigest, RunFacts, StoreError, StoreParameters,
    StoreStats, StoredPage, merge_stores,
};
pub use url_form::{URL_FORM_VERSION, url_normal_form};
