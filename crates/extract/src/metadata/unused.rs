//! The values that a page has for a field besides the one that was chosen. Only explanations need them.

use std::borrow::Cow;

use super::Sourced;

/// A value that was found for a field and not used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnusedValue {
    /// The value. Names of several authors are separated by `; `.
    pub value: String,
    /// Where it was found, as in [`Sourced`].
    pub source: Cow<'static, str>,
    /// Why it was not used, in a few words, as in "the site's name".
    pub reason: &'static str,
}

impl UnusedValue {
    pub(crate) fn new(
        value: impl Into<String>,
        source: impl Into<Cow<'static, str>>,
        reason: &'static str,
    ) -> Self {
        Self { value: value.into(), source: source.into(), reason }
    }
}

/// The values that were found and not used, for the fields that often have several. The most trusted ones come first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnusedValues {
    /// Other titles.
    pub title: Vec<UnusedValue>,
    /// Other authors.
    pub authors: Vec<UnusedValue>,
    /// Other days of publication, in ISO 8601 if they could be read.
    pub published: Vec<UnusedValue>,
    /// Other days of the last change, in the same form.
    pub modified: Vec<UnusedValue>,
}

/// Why a value lost against one that has a more trusted source.
pub(super) const LOWER_SOURCE: &str = "a lower source";

/// Why a value that says what the chosen one says was not used.
pub(super) const SAME: &str = "says the same";

/// Removes the first value that is the chosen one.
pub(super) fn remove_chosen(values: &mut Vec<UnusedValue>, chosen: Option<&Sourced<String>>) {
    let is_chosen =
        |value: &UnusedValue| chosen.is_some_and(|c| c.source == value.source && c.value == value.value);
    if let Some(at) = values.iter().position(is_chosen) {
        values.remove(at);
    }
}
