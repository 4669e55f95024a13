//! The ledger: the number of pages by fate, and the reasons for rejection.

use std::collections::BTreeMap;

use serde::Serialize;

/// Why a page is rejected. Programs that read rejects and manifests can rely on this list to be complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The page has nothing but white space.
    Empty,
    /// The page is neither markup nor text, although the container calls it a page.
    NotText,
    /// The page is larger than the limit.
    TooLarge,
    /// More than 10 % of the characters could not be decoded.
    Undecodable,
    /// No block is main content.
    NoMainContent,
    /// The page is only a teaser, a login, a notice, or a shell that scripts should fill.
    Stub,
    /// The page says that what was requested is not available.
    ErrorPage,
    /// The article has fewer words than [`Selection::min_words`](crate::Selection::min_words).
    TooShort,
    /// The article is not in one of the languages in [`Selection::language`](crate::Selection::language).
    Language,
    /// The confidence is below [`Selection::min_confidence`](crate::Selection::min_confidence).
    LowConfidence,
    /// The user's rules dropped all text.
    Excluded,
    /// Cleaning the page panicked, which is a bug in dechaff.
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

    /// Returns the name that is used in rejects and manifests, such as `too_short`.
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

/// A reason for rejection, with its detail.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rejection {
    /// The reason.
    pub reason: Reason,
    /// What exactly was found, for messages: a size, a language, a number of words.
    pub detail: Option<String>,
}

impl Rejection {
    /// Creates a rejection.
    pub fn new(reason: Reason, detail: Option<String>) -> Self {
        Self { reason, detail }
    }
}

impl From<Reason> for Rejection {
    fn from(reason: Reason) -> Self {
        Self::new(reason, None)
    }
}

/// The number of pages of a run by fate. `pages` is the sum of kept, duplicates and rejected pages. Records that are not
/// pages and errors are counted separately.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Ledger {
    /// Number of pages found.
    pub pages: u64,
    /// Number of pages written as articles.
    pub kept: u64,
    /// Number of duplicates removed, by kind: `url`, `exact` or `near`.
    pub duplicates: BTreeMap<&'static str, u64>,
    /// Number of pages rejected, by reason ([`Reason::as_str`]).
    pub rejected: BTreeMap<&'static str, u64>,
    /// Number of records that are not pages, by kind.
    pub skipped: BTreeMap<&'static str, u64>,
    /// Number of errors, by kind.
    pub errors: BTreeMap<&'static str, u64>,
}

impl Ledger {
    /// Returns whether every page is counted exactly once.
    pub fn balances(&self) -> bool {
        self.pages == self.kept + sum(&self.duplicates) + sum(&self.rejected)
    }

    /// Returns the number of duplicates of all kinds.
    pub fn duplicates(&self) -> u64 {
        sum(&self.duplicates)
    }

    /// Returns the number of pages rejected for any reason.
    pub fn rejected(&self) -> u64 {
        sum(&self.rejected)
    }

    /// Returns the number of records of all kinds that are not pages.
    pub fn skipped(&self) -> u64 {
        sum(&self.skipped)
    }

    /// Returns the number of errors of all kinds.
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
