//! The features that lines of rendered text have in place of elements: what is before them and after them.

pub(super) mod address;
pub(super) mod barriers;
pub(super) mod gaps;
pub(super) mod line_scores;
pub(super) mod page_words;
pub(super) mod runs;
pub(super) mod sides;
pub(super) mod story_window;
