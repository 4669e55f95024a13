//! Names of figures.

/// A figure of a set. [`Figure::name`] gives the key in files of floors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Figure {
    /// Mean precision of the words.
    Precision,
    /// Mean recall of the words.
    Recall,
    /// Mean F1 of the words.
    F1,
    /// The share of the snippets that belong to the article and were found.
    With,
    /// The share of the snippets that do not belong to the article and were found.
    Without,
    /// The share of right titles.
    Title,
    /// The share of right authors.
    Authors,
    /// The share of right dates.
    Date,
    /// The share of right page types.
    PageType,
}

impl Figure {
    /// The key in files of floors.
    pub fn name(self) -> &'static str {
        match self {
            Self::Precision => "precision",
            Self::Recall => "recall",
            Self::F1 => "f1",
            Self::With => "with",
            Self::Without => "without",
            Self::Title => "title",
            Self::Authors => "authors",
            Self::Date => "date",
            Self::PageType => "page_type",
        }
    }

    pub(crate) fn lower_is_better(self) -> bool {
        self == Self::Without
    }
}
