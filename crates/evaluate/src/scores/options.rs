//! Options of an evaluation.

use super::words::WordRule;

/// What [`evaluate`](crate::evaluate()) counts and lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EvaluateOptions {
    /// Whether pages whose gold text has no words are left out of the word figures. By default such a page scores 1
    /// if the prediction has no words either, else 0.
    pub skip_empty: bool,
    /// How many pages with the lowest F1 the report lists for each set.
    pub worst: usize,
    /// What counts as a word of the text. Titles and authors are always compared by [`WordRule::Counted`].
    pub words: WordRule,
}
