//! Which of several copies is kept, and what counts as a near copy.

use serde::Serialize;

/// Which of several copies is kept.
///
/// A page is kept if and only if it is no copy of a kept page that comes before it in this order. So the kept pages of a
/// run are no copies of each other, and each copy copies a page that is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum KeepFirst {
    /// The first page in input order. Pages are written as soon as they are read
    #[default]
    Input,
    /// The earliest page by its publication date, or else by its fetch date, whatever the order of the inputs. Pages without
    /// a date come last
    Earliest,
    /// The page with the most words, whatever the order of the inputs
    Longest,
}

/// What happens to a near copy that has other numbers in some places: a story whose figures were brought up to date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Updates {
    /// It is a copy like any other: the first version is kept, in the order of --keep-first
    #[default]
    First,
    /// The version with the latest date is kept, in place of the first
    Last,
    /// It is no copy: all versions are kept
    Both,
}

/// Which of several copies is kept, and what counts as a near copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
#[non_exhaustive]
pub struct CopyRules {
    /// Which of several copies is kept
    ///
    /// With earliest and longest, the kept pages do not depend on the order of the inputs. Pages are then held back in a
    /// temporary file next to the output until all are read.
    #[cfg_attr(feature = "clap", arg(long, value_enum, value_name = "ORDER", default_value_t))]
    pub keep_first: KeepFirst,
    /// What happens to a near copy that has other numbers in some places, such as a story with new figures
    #[cfg_attr(feature = "clap", arg(long, value_enum, value_name = "WHICH", default_value_t))]
    pub updates: Updates,
    /// Take pages for near copies only if their dates are at most this number of days apart
    ///
    /// The date of a page is its publication date, or else its fetch date. Pages without a date are compared with all.
    #[cfg_attr(feature = "clap", arg(long, value_name = "DAYS"))]
    pub near_days: Option<u32>,
}
