//! Which pages are copies of which: by their text, by their address, the first in order being kept.
//!
//! Two texts are *exact* duplicates if their [normal form](normal_form) is the same: the same words and
//! numbers in the same order, whatever became of quotes, dashes, white space and case on the way. Two
//! addresses are duplicates if their [normal form](url_normal_form) is the same: `http` or `https`, with or
//! without `www.`, tracking parameters, AMP. Forms are compared by 128 bits of BLAKE3 ([`ContentHash`]); at
//! ten thousand million pages, the odds that any two differing ones agree are one in 10^18.
//!
//! [`Duplicates`] remembers what was kept, in memory of a known size a page, and says of a page of which kept
//! page it is a copy. What is asked of it in the same order gives the same answers; hashing can be done
//! elsewhere, in parallel.
//!
//! ```
//! use dechaff_dedup::{ContentHash, DuplicateKind, Duplicates, DuplicatesBy, PageKeys, content_hash};
//!
//! let mut kept = Duplicates::new(DuplicatesBy::Text, &std::env::temp_dir());
//! let keys = |text: &str| PageKeys { text: Some(content_hash(text)), url: None };
//!
//! assert_eq!(kept.check_and_insert(keys("“It’s late,” she said."), "page-1")?, None);
//! assert_eq!(kept.check_and_insert(keys("It was early."), "page-2")?, None);
//! let found = kept.check_and_insert(keys("\"It's  late\" - she said"), "page-3")?.expect("a copy");
//! assert_eq!((found.kind, found.of.as_str()), (DuplicateKind::Exact, "page-1"));
//! # Ok::<(), dechaff_dedup::DedupError>(())
//! ```
//!
//! # Near duplicates
//!
//! Copies with a word changed, a paragraph cut or a caption more are not found yet; [`DuplicateKind::Near`]
//! is their name. They will need signatures (MinHash over runs of words) beside the hashes, candidates that
//! are verified on the texts themselves before they count, and each removed page compared with the page kept
//! for it, never only with a copy of a copy. Numbers will stay as they are: reports of weather and of matches
//! differ in little else.

mod duplicates;
mod hash;
mod ids;
mod index;
mod normal_form;
mod url_form;

pub use duplicates::{Duplicate, DuplicateKind, Duplicates, DuplicatesBy, PageKeys};
pub use hash::{ContentHash, NotAHash, content_hash};
pub use normal_form::{NORMAL_FORM_VERSION, normal_form};
pub use url_form::url_normal_form;

/// Why the store of kept pages could not go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DedupError {
    /// Ids that do not fit into memory's fixed places are kept in a temporary file, which failed.
    #[error("cannot keep the ids of pages in a temporary file in {}: {source}", folder.display())]
    Spill {
        /// The folder of the temporary file.
        folder: std::path::PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// The store holds as many pages as it can count (4,294,967,295).
    #[error("more than {} pages are kept: clean the dump in several runs", u32::MAX)]
    Full,
}
