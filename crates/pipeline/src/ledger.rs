//! What became of every page.

use std::collections::BTreeMap;

use serde::Serialize;

/// Why a page was rejected. The list is closed: what reads manifests may rely on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Nothing but white space.
    Empty,
    /// Neither markup nor text, although the container calls it a page.
    NotText,
    /// Larger than the page limit.
    TooLarge,
    /// Too much of it could not be decoded.
    Undecodable,
    /// No block was main content.
    NoMainContent,
    /// A teaser, a login, a notice or a shell.
    Stub,
    /// The page says that what was asked for is not there.
    ErrorPage,
    /// Fewer words than asked for.
    TooShort,
    /// Not in the languages asked for.
    Language,
    /// Less confidence than asked for.
    LowConfidence,
    /// Taken out by a rule of the user's.
    Excluded,
    /// A fault of this program on this page.
    InternalError,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Self; 12] = [
        Self::Empty,
        Self::NotText,
        Self::TooLarge,
        Self::Undecodable,
        Self::NoMainContent,
        Self::Stub,
        Self::ErrorPage,
        Self::TooShort,
        Self::Language,
        Self::LowConfidence,
        Self::Excluded,
        Self::InternalError,
    ];

    /// The name in rejects and manifests.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotText => "not_text",
            Self::TooLarge => "too_large",
            Self::Undecodable => "undecodable",
            Self::NoMainContent => "no_main_content",
            Self::Stub => "stub",
            Self::ErrorPage => "error_page",
            Self::TooShort => "too_short",
            Self::Language => "language",
            Self::LowConfidence => "low_confidence",
            Self::Excluded => "excluded",
            Self::InternalError => "internal_error",
        }
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The account of a run. `pages` is the sum of kept, duplicates and rejected; what is no page, and what could not be
/// read as one, stands beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ledger {
    /// Pages found.
    pub pages: u64,
    /// Written as articles.
    pub kept: u64,
    /// Taken out as copies, by kind.
    pub duplicates: BTreeMap<&'static str, u64>,
    /// Rejected, by reason.
    pub rejected: BTreeMap<&'static str, u64>,
    /// Records that are no pages, by kind.
    pub skipped: BTreeMap<&'static str, u64>,
    /// What could not be read, by kind.
    pub errors: BTreeMap<&'static str, u64>,
}

impl Ledger {
    /// Whether every page ended exactly once.
    pub fn balances(&self) -> bool {
        self.pages == self.kept + sum(&self.duplicates) + sum(&self.rejected)
    }

    /// Duplicates of all kinds.
    pub fn duplicates(&self) -> u64 {
        sum(&self.duplicates)
    }

    /// Rejected pages, for any reason.
    pub fn rejected(&self) -> u64 {
        sum(&self.rejected)
    }

    /// Records of all kinds that are no pages.
    pub fn skipped(&self) -> u64 {
        sum(&self.skipped)
    }

    /// Errors of all kinds.
    pub fn errors(&self) -> u64 {
        sum(&self.errors)
    }
}

pub(crate) fn count(kinds: &mut BTreeMap<&'static str, u64>, kind: &'static str) {
    *kinds.entry(kind).or_default() += 1;
}

fn sum(kinds: &BTreeMap<&'static str, u64>) -> u64 {
    kinds.values().sum()
}
