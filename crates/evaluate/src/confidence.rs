//! How far a cleaner's confidence tells its good texts from its bad ones.

use std::fmt::Write;

use serde::Serialize;

use crate::PageFigures;
use crate::report::cell;

/// From where on a text counts as sure.
const SURE: f32 = 0.8;
/// The share of pages that is discarded, those of the least confidence.
const DISCARDED: f64 = 0.2;
/// Where the bins of the calibration table end; the last one has no end.
const BIN_ENDS: [f32; 5] = [0.6, 0.7, 0.8, 0.9, 0.95];
const BIN_NAMES: [&str; 6] =
    ["below 0.6", "0.6 to 0.7", "0.7 to 0.8", "0.8 to 0.9", "0.9 to 0.95", "from 0.95"];

/// Confidence held against F1, over the pages that have both.
///
/// Correlations say whether confidence ranks the pages rightly, the bins whether it can be taken at its word:
/// where it is the expected F1, a bin's mean confidence is its mean F1.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Confidence {
    /// The pages that have both.
    pub pages: usize,
    /// Correlation of the ranks, −1 to 1; equal values share their mean rank. `None` if one of the two never
    /// varies.
    pub spearman: Option<f64>,
    /// Correlation of the values, −1 to 1.
    pub pearson: Option<f64>,
    /// Mean F1.
    pub f1: f64,
    /// Mean F1 once the least confident fifth of the pages is discarded, rounded down; of equally confident
    /// pages the later ones go first.
    pub f1_of_surest: f64,
    /// The share of pages with a confidence of 0.8 or more.
    pub sure: f64,
    /// Mean F1 of those.
    pub f1_of_sure: Option<f64>,
    /// Pages by confidence, least first.
    pub bins: Vec<Bin>,
}

/// The pages of like confidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Bin {
    /// Which confidence: the lower bound is in the bin, the upper one is not.
    pub name: &'static str,
    /// How many.
    pub pages: usize,
    /// Mean confidence.
    pub confidence: Option<f64>,
    /// Mean F1.
    pub f1: Option<f64>,
}

impl Confidence {
    /// `None` if no page has both.
    pub(crate) fn of(pages: &[PageFigures]) -> Option<Self> {
        Self::of_pairs(pages.iter().filter_map(|page| Some((page.confidence?, page.f1?))).collect())
    }

    fn of_pairs(mut pairs: Vec<(f32, f64)>) -> Option<Self> {
        let f1 = mean(pairs.iter().map(|pair| pair.1))?;
        let (confidences, f1s): (Vec<f64>, Vec<f64>) = pairs.iter().map(|(c, f)| (f64::from(*c), *f)).unzip();
        let sure = || pairs.iter().filter(|pair| pair.0 >= SURE);
        let (sure, f1_of_sure) =
            (sure().count() as f64 / pairs.len() as f64, mean(sure().map(|pair| pair.1)));
        // Stable, so that the later of equally confident pages stand behind.
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
        let kept = pairs.len() - (pairs.len() as f64 * DISCARDED) as usize;
        let bins = BIN_NAMES.iter().enumerate().map(|(place, name)| {
            let inside =
                || pairs.iter().filter(move |pair| BIN_ENDS.partition_point(|end| *end <= pair.0) == place);
            Bin {
                name,
                pages: inside().count(),
                confidence: mean(inside().map(|pair| f64::from(pair.0))),
                f1: mean(inside().map(|pair| pair.1)),
            }
        });
        Some(Self {
            pages: pairs.len(),
            spearman: correlation(&ranks(&confidences), &ranks(&f1s)),
            pearson: correlation(&confidences, &f1s),
            f1,
            f1_of_surest: mean(pairs[..kept].iter().map(|pair| pair.1)).unwrap_or(f1),
            sure,
            f1_of_sure,
            bins: bins.collect(),
        })
    }
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = values.fold((0_u32, 0.0), |(count, sum), value| (count + 1, sum + value));
    (count > 0).then(|| sum / f64::from(count))
}

/// Pearson's; `None` where one side does not vary.
fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    // Sums of deviations would be a little off zero for values that are all the same.
    let varies = |values: &[f64]| values.iter().any(|value| *value != values[0]);
    if !varies(a) || !varies(b) {
        return None;
    }
    let (mean_a, mean_b) = (mean(a.iter().copied())?, mean(b.iter().copied())?);
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (a - mean_a, b - mean_b);
        ab += a * b;
        aa += a * a;
        bb += b * b;
    }
    Some((ab / (aa * bb).sqrt()).clamp(-1.0, 1.0)).filter(|r| r.is_finite())
}

/// The rank of each value from 1; equal ones share the mean of their ranks.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for equal in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let rank = before as f64 + (equal.len() + 1) as f64 / 2.0;
        equal.iter().for_each(|place| ranks[*place] = rank);
        before += equal.len();
    }
    ranks
}

/// A row for each set, then the bins of each that have pages.
pub(crate) fn push_tables(table: &mut String, sets: &[(&str, Confidence)]) {
    if sets.is_empty() {
        return;
    }
    // Writing to a string cannot fail.
    let _ = writeln!(
        table,
        "\n{:<30}{:>6}{:>10}{:>10}{:>10}{:>14}{:>10}{:>12}",
        "confidence", "pages", "spearman", "pearson", "f1", "f1 surest 80%", ">= 0.8", "f1 >= 0.8"
    );
    for (name, set) in sets {
        let _ = writeln!(
            table,
            "{name:<30}{:>6}{:>10}{:>10}{:>10.4}{:>14.4}{:>9.1}%{:>12}",
            set.pages,
            cell(set.spearman),
            cell(set.pearson),
            set.f1,
            set.f1_of_surest,
            100.0 * set.sure,
            cell(set.f1_of_sure)
        );
    }
    let _ = writeln!(table, "\n{:<30}{:>6}{:>12}{:>10}", "calibration", "pages", "confidence", "f1");
    for (name, set) in sets {
        let _ = writeln!(table, "{name}");
        for Bin { name, pages, confidence, f1 } in set.bins.iter().filter(|bin| bin.pages > 0) {
            let _ = writeln!(table, "  {name:<28}{pages:>6}{:>12}{:>10}", cell(*confidence), cell(*f1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(pairs: &[(f32, f64)]) -> Confidence {
        Confidence::of_pairs(pairs.to_vec()).unwrap()
    }

    #[test]
    fn equal_values_share_their_mean_rank() {
        assert_eq!(ranks(&[0.3, 0.1, 0.3, 0.9, 0.3]), [3.0, 1.0, 3.0, 5.0, 3.0]);
        assert_eq!(ranks(&[2.0, 2.0]), [1.5, 1.5]);
        assert_eq!(ranks(&[]), [0.0; 0]);
    }

    #[test]
    fn correlations_are_those_of_the_books() {
        // Python's statistics.correlation, of the values and of their ranks.
        let (a, b) = ([1.0, 2.0, 2.0, 4.0, 5.0], [2.0, 1.0, 3.0, 3.0, 5.0]);
        let pearson = correlation(&a, &b).unwrap();
        let spearman = correlation(&ranks(&a), &ranks(&b)).unwrap();
        assert!((pearson - 0.8000946913657).abs() < 1e-12, "{pearson}");
        assert!((spearman - 0.7631578947368).abs() < 1e-12, "{spearman}");
        assert_eq!(correlation(&[0.1; 3], &[0.1, 0.2, 0.3]), None);
        assert_eq!(correlation(&[], &[]), None);
    }

    #[test]
    fn a_monotone_confidence_ranks_perfectly() {
        let confidence = of(&[(0.1, 0.0), (0.2, 0.1), (0.3, 0.8), (0.4, 0.9)]);
        assert_eq!(confidence.spearman, Some(1.0));
        assert!(confidence.pearson.unwrap() < 1.0);
    }

    #[test]
    fn the_least_confident_fifth_is_discarded() {
        let confidence = of(&[(0.5, 0.2), (0.9, 1.0), (0.7, 0.6), (0.85, 0.8), (0.5, 0.0), (0.8, 0.4)]);
        assert_eq!(confidence.pages, 6);
        assert!((confidence.f1 - 0.5).abs() < 1e-12);
        assert!((confidence.f1_of_surest - 0.6).abs() < 1e-12, "the last of the two at 0.5 goes");
        assert!((confidence.sure - 0.5).abs() < 1e-12);
        assert!((confidence.f1_of_sure.unwrap() - 2.2 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn bins_have_their_lower_bound() {
        let confidence =
            of(&[(0.0, 0.1), (0.6, 0.2), (0.7, 0.3), (0.8, 0.4), (0.9, 0.5), (0.95, 0.6), (1.0, 0.8)]);
        let pages: Vec<usize> = confidence.bins.iter().map(|bin| bin.pages).collect();
        assert_eq!(pages, [1, 1, 1, 1, 1, 2]);
        assert!((confidence.bins[5].f1.unwrap() - 0.7).abs() < 1e-12);
        assert!((confidence.bins[5].confidence.unwrap() - 0.975).abs() < 1e-6);
        assert_eq!(of(&[(0.5, 0.5)]).bins[3].f1, None);
    }

    #[test]
    fn without_pairs_there_is_nothing_to_say() {
        let page = |confidence, f1| PageFigures { confidence, f1, ..PageFigures::default() };
        assert_eq!(Confidence::of(&[page(None, Some(0.5)), page(Some(0.5), None)]), None);
        assert_eq!(Confidence::of(&[page(Some(0.5), Some(0.5)), page(None, Some(0.0))]).unwrap().pages, 1);
    }

    proptest! {
        #[test]
        fn figures_stay_in_their_bounds(pairs in prop::collection::vec((0.0_f32..=1.0, 0.0_f64..=1.0), 1..40)) {
            let confidence = of(&pairs);
            prop_assert_eq!(confidence.bins.iter().map(|bin| bin.pages).sum::<usize>(), pairs.len());
            for r in [confidence.spearman, confidence.pearson].into_iter().flatten() {
                prop_assert!((-1.0..=1.0).contains(&r));
            }
        }
    }
}
