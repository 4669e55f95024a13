//! What labelled pairs are made of.

use crate::duplicates::kind::PairKind;

/// Which of the two banks the templates and stories come from. What was tuned on one can be checked on the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TemplateBank {
    /// The first bank.
    #[default]
    A,
    /// The second bank. It has no sentence of the first.
    B,
}

impl TemplateBank {
    /// The name in ids and sites.
    pub fn name(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
        }
    }
}

/// Options of [`generate_pairs`](crate::generate_pairs).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairOptions {
    /// Every number gives other pairs; the same number always gives the same.
    pub seed: u64,
    /// Where templates and stories come from.
    pub bank: TemplateBank,
    /// The kinds to make, in this order.
    pub kinds: Vec<PairKind>,
    /// Pages that are used for each kind, at most; which ones depends on the seed. `None` for all pages.
    pub pages_per_kind: Option<usize>,
    /// Pairs that are made of each story that comes with this crate.
    pub pairs_per_story: usize,
    /// Other pages of each site that come with a pair whose pages have standing text of their site, at most. It takes
    /// three pages of a site, those of the pair among them, to learn what is standing. 0 for none.
    pub site_pages: usize,
}

impl Default for PairOptions {
    /// All kinds from bank A with seed 0: all pages, ten pairs of each story, and four other pages of a
    /// site.
    fn default() -> Self {
        Self {
            seed: 0,
            bank: TemplateBank::A,
            kinds: PairKind::GENERATED.to_vec(),
            pages_per_kind: None,
            pairs_per_story: 10,
            site_pages: 4,
        }
    }
}
