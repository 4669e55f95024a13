//! How predicted clusters agree with the right ones.

use std::hash::Hash;

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

/// How predicted clusters agree with labelled ones, over all pairs of pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClusterScore {
    /// The number of pages.
    pub pages: u64,
    /// Pairs of pages that are in one cluster by their labels.
    pub labelled_pairs: u64,
    /// Pairs of pages that are in one predicted cluster.
    pub predicted_pairs: u64,
    /// Pairs of pages that are in one cluster both ways.
    pub shared_pairs: u64,
}

/// Compares clusters: each page has its labelled cluster and its predicted one.
///
/// A page that is in no cluster has one of its own, with an id that no other page has.
///
/// ```
/// use dechaff_evaluate::score_clusters;
///
/// let score = score_clusters([("storm", 1), ("storm", 1), ("storm", 2), ("fair", 3)]);
/// assert_eq!(score.precision(), Some(1.0));
/// assert_eq!(score.recall(), Some(1.0 / 3.0));
/// ```
pub fn score_clusters<L: Hash + Eq + Clone, P: Hash + Eq + Clone>(
    pages: impl IntoIterator<Item = (L, P)>,
) -> ClusterScore {
    let mut labelled: FxHashMap<L, u64> = FxHashMap::default();
    let mut predicted: FxHashMap<P, u64> = FxHashMap::default();
    let mut shared: FxHashMap<(L, P), u64> = FxHashMap::default();
    let mut count = 0;
    for (label, prediction) in pages {
        count += 1;
        *labelled.entry(label.clone()).or_default() += 1;
        *predicted.entry(prediction.clone()).or_default() += 1;
        *shared.entry((label, prediction)).or_default() += 1;
    }
    ClusterScore {
        pages: count,
        labelled_pairs: labelled.into_values().map(pairs_of).sum(),
        predicted_pairs: predicted.into_values().map(pairs_of).sum(),
        shared_pairs: shared.into_values().map(pairs_of).sum(),
    }
}

/// The number of pairs of so many pages.
fn pairs_of(pages: u64) -> u64 {
    pages * pages.saturating_sub(1) / 2
}

impl ClusterScore {
    /// The share of the predicted pairs that are right, 0 to 1. `None` without predicted pairs.
    pub fn precision(&self) -> Option<f64> {
        (self.predicted_pairs > 0).then(|| self.shared_pairs as f64 / self.predicted_pairs as f64)
    }

    /// The share of the labelled pairs that were predicted, 0 to 1. `None` without labelled pairs.
    pub fn recall(&self) -> Option<f64> {
        (self.labelled_pairs > 0).then(|| self.shared_pairs as f64 / self.labelled_pairs as f64)
    }

    /// The adjusted Rand index of Hubert and Arabie (1985): 1 for equal clusters, about 0 for random ones.
    ///
    /// `None` for fewer than two pages. 1 if both ways put all pages together, or each page alone.
    pub fn adjusted_rand_index(&self) -> Option<f64> {
        let all = pairs_of(self.pages) as f64;
        if all == 0.0 {
            return None;
        }
        let (labelled, predicted) = (self.labelled_pairs as f64, self.predicted_pairs as f64);
        let expected = labelled * predicted / all;
        let most = f64::midpoint(labelled, predicted);
        if most == expected {
            return Some(1.0);
        }
        Some((self.shared_pairs as f64 - expected) / (most - expected))
    }

    /// The figures as `{"pages", "precision", "recall", "adjusted_rand_index"}`, null where there is none.
    pub fn to_json(&self) -> Value {
        json!({
            "pages": self.pages,
            "precision": self.precision(),
            "recall": self.recall(),
            "adjusted_rand_index": self.adjusted_rand_index(),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn figures_are_those_computed_by_hand() {
        // Labels {1 2 3} {4 5 6}, predicted {1 2} {3 4} {5 6}: 6 labelled, 3 predicted, 2 shared of 15 pairs.
        // ARI = (2 - 6·3/15) / ((6 + 3)/2 - 6·3/15) = 0.8 / 3.3.
        let score = score_clusters([(1, 1), (1, 1), (1, 2), (2, 2), (2, 3), (2, 3)]);
        assert_eq!((score.labelled_pairs, score.predicted_pairs, score.shared_pairs), (6, 3, 2));
        assert_eq!(score.precision(), Some(2.0 / 3.0));
        assert_eq!(score.recall(), Some(1.0 / 3.0));
        assert!((score.adjusted_rand_index().unwrap() - 0.8 / 3.3).abs() < 1e-12);
    }

    #[test]
    fn an_index_can_be_negative() {
        // No shared pair: (0 - 2·2/6) / (2 - 2·2/6) = -0.5.
        let score = score_clusters([(1, 1), (1, 2), (2, 1), (2, 2)]);
        assert!((score.adjusted_rand_index().unwrap() + 0.5).abs() < 1e-12);
    }

    #[test]
    fn pages_without_pairs_have_no_shares() {
        let alone = score_clusters([(1, 1), (2, 2)]);
        assert_eq!((alone.precision(), alone.recall(), alone.adjusted_rand_index()), (None, None, Some(1.0)));
        assert_eq!(score_clusters([(1, 1)]).adjusted_rand_index(), None);
        assert_eq!(score_clusters([(1, 1), (1, 1)]).adjusted_rand_index(), Some(1.0));
        // Everything together is no better than chance.
        assert_eq!(score_clusters([(1, 1), (1, 1), (2, 1)]).adjusted_rand_index(), Some(0.0));
    }

    proptest! {
        #[test]
        fn counts_are_those_of_all_pairs(pages in prop::collection::vec((0..4u8, 0..4u8), 0..30)) {
            let score = score_clusters(pages.iter().copied());
            let (mut labelled, mut predicted, mut shared) = (0, 0, 0);
            for (index, a) in pages.iter().enumerate() {
                for b in &pages[..index] {
                    labelled += u64::from(a.0 == b.0);
                    predicted += u64::from(a.1 == b.1);
                    shared += u64::from(a == b);
                }
            }
            prop_assert_eq!(
                (score.labelled_pairs, score.predicted_pairs, score.shared_pairs),
                (labelled, predicted, shared)
            );
            let same = score_clusters(pages.iter().map(|page| (page.0, page.0)));
            prop_assert!(same.adjusted_rand_index().is_none_or(|index| index == 1.0));
        }
    }
}
