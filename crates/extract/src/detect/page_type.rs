//! The types of pages, and their probabilities.

/// What kind of page an article was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PageType {
    /// One story, post or text.
    Article,
    /// Readers' posts.
    Forum,
    /// One thing for sale.
    Product,
    /// Many things for sale, or of one kind.
    Collection,
    /// Many short texts that lead to other pages.
    Listing,
    /// A manual, a reference, a guide.
    Documentation,
    /// What a business or institution offers.
    Service,
    /// None of these, or unknown.
    Other,
}

impl PageType {
    /// The types that detectors distinguish, in the order of [`TypeScores::scores`].
    pub const ALL: [Self; 7] = [
        Self::Article,
        Self::Forum,
        Self::Product,
        Self::Collection,
        Self::Listing,
        Self::Documentation,
        Self::Service,
    ];

    /// The name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Forum => "forum",
            Self::Product => "product",
            Self::Collection => "collection",
            Self::Listing => "listing",
            Self::Documentation => "documentation",
            Self::Service => "service",
            Self::Other => "other",
        }
    }
}

/// The probability of each page type.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TypeScores {
    scores: [f32; PageType::ALL.len()],
}

impl TypeScores {
    /// Turns the log-odds of the types, in the order of [`PageType::ALL`], into probabilities (softmax). Further numbers
    /// are ignored.
    pub(crate) fn from_odds(odds: impl Iterator<Item = f32>) -> Self {
        let mut scores = [0.0; PageType::ALL.len()];
        for (score, odds) in scores.iter_mut().zip(odds) {
            *score = odds;
        }
        let highest = scores.iter().copied().fold(f32::MIN, f32::max);
        for score in &mut scores {
            *score = (*score - highest).exp();
        }
        let sum: f32 = scores.iter().sum();
        Self { scores: scores.map(|s| s / sum) }
    }

    /// The probabilities of [`PageType::ALL`], in this order. They add up to 1, or are all 0 if nothing is known.
    pub fn scores(&self) -> [f32; PageType::ALL.len()] {
        self.scores
    }

    /// The probability of a type. `None` for [`PageType::Other`], which detectors do not distinguish.
    pub fn get(&self, page_type: PageType) -> Option<f32> {
        PageType::ALL.iter().position(|&t| t == page_type).map(|at| self.scores[at])
    }

    pub(crate) fn article(&self) -> f32 {
        self.scores[0]
    }

    /// The type with the highest probability. [`PageType::Other`] if nothing is known.
    pub fn best(&self) -> PageType {
        let best = (0..self.scores.len())
            .max_by(|&a, &b| self.scores[a].total_cmp(&self.scores[b]).then(b.cmp(&a)))
            .filter(|&best| self.scores[best] > 0.0);
        best.map_or(PageType::Other, |best| PageType::ALL[best])
    }
}
