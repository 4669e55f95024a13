//! Rendered pages: what the lines around the article's first say of it.

use std::ops::Range;

use super::{Metadata, PageFacts};

/// Metadata of a rendered page.
pub(super) fn read(_lines: &[&str], _main: Option<Range<usize>>, _facts: &PageFacts<'_>) -> Metadata {
    Metadata::default()
}
