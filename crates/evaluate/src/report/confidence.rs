//! How well a cleaner's confidence distinguishes its good texts from its bad ones.

use std::fmt::Write;

use serde::Serialize;

use super::cells::format_figure;
use super::page_figures::PageFigures;

/// Least confidence of a text that counts as sure.
const SURE: f32 = 0.8;
/// The share of pages that is discarded, the least confident ones.
const DISCARDED: f64 = 0.2;
/// The upper ends of the calibration table's bins; the last bin has none.
const BIN_ENDS: [f32; 5] = [0.6, 0.7, 0.8, 0.9, 0.95];
const BIN_NAMES: [&str; 6] =
    ["below 0.6", "0.6 to 0.7", "0.7 to 0.8", "0.8 to 0.9", "0.9 to 0.95", "from 0.95"];

/// Confidence compared with F1, over the pages that have both.
///
/// The correlations show whether confidence ranks the pages correctly. The bins show whether it is calibrated: if
/// confidence is the expected F1, the mean confidence of a bin equals its mean F1.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub(crate) struct Confidence {
    /// The number of pages that have both.
    pub(crate) pages: usize,
    /// The correlation of the ranks, −1 to 1; equal values share their mean rank. `None` if confidence or F1 is the
    /// same for all pages.
    pub(crate) spearman: Option<f64>,
    /// The correlation of the values, −1 to 1.
    pub(crate) pearson: Option<f64>,
    /// Mean F1.
    pub(crate) f1: f64,
    /// Mean F1 without the least confident fifth of the pages, rounded down. Among equally confident pages, the later
    /// ones are discarded first.
    pub(crate) f1_of_surest: f64,
    /// The share of pages with a confidence of 0.8 or more.
    pub(crate) sure: f64,
    /// Mean F1 of these pages.
    pub(crate) f1_of_sure: Option<f64>,
    /// The pages by confidence, least first.
    pub(crate) bins: Vec<ConfidenceBin>,
}

/// The pages with a confidence in some range.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub(crate) struct ConfidenceBin {
    /// The range, including its lower bound and excluding its upper one.
    pub(crate) name: &'static str,
    /// The number of pages.
    pub(crate) pages: usize,
    /// Mean confidence.
    pub(crate) confidence: Option<f64>,
    /// Mean F1.
    pub(crate) f1: Option<f64>,
}

impl Confidence {
    /// `None` if no page has both.
    pub(crate) fn from_pages(pages: &[PageFigures]) -> Option<Self> {
        Self::from_pairs(pages.iter().filter_map(|page| Some((page.confidence?, page.f1?))).collect())
    }

    fn from_pairs(mut pairs: Vec<(f32, f64)>) -> Option<Self> {
        let f1 = mean(pairs.iter().map(|pair| pair.1))?;
        let (confidences, f1s): (Vec<f64>, Vec<f64>) = pairs.iter().map(|(c, f)| (f64::from(*c), *f)).unzip();
        let sure = || pairs.iter().filter(|pair| pair.0 >= SURE);
        let (sure, f1_of_sure) =
            (sure().count() as f64 / pairs.len() as f64, mean(sure().map(|pair| pair.1)));
        // The sort is stable: among equally confident pages, the later ones come last.
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
        let kept = pairs.len() - (pairs.len() as f64 * DISCARDED) as usize;
        let bins = BIN_NAMES.iter().enumerate().map(|(bin, name)| {
            let inside =
                || pairs.iter().filter(move |pair| BIN_ENDS.partition_point(|end| *end <= pair.0) == bin);
            ConfidenceBin {
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

/// Pearson's correlation; `None` if one side does not vary.
fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    // For values that are all the same, rounding would make the sum of deviations slightly different from zero.
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

/// The rank of each value, from 1. Equal values share the mean of their ranks.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for equal in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let rank = before as f64 + (equal.len() + 1) as f64 / 2.0;
        equal.iter().for_each(|index| ranks[*index] = rank);
        before += equal.len();
    }
    ranks
}

/// Appends a row for each set, then the bins of each set that have pages.
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
            format_figure(set.spearman),
            format_figure(set.pearson),
            set.f1,
            set.f1_of_surest,
            100.0 * set.sure,
            format_figure(set.f1_of_sure)
        );
    }
    let _ = writeln!(table, "\n{:<30}{:>6}{:>12}{:>10}", "calibration", "pages", "confidence", "f1");
    for (name, set) in sets {
        let _ = writeln!(table, "{name}");
        for ConfidenceBin { name, pages, confidence, f1 } in set.bins.iter().filter(|bin| bin.pages > 0) {
            let _ = writeln!(
                table,
                "  {name:<28}{pages:>6}{:>12}{:>10}",
                format_figure(*confidence),
                format_figure(*f1)
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn confidence_of(pairs: &[(f32, f64)]) -> Confidence {
        Confidence::from_pairs(pairs.to_vec()).unwrap()
    }

    #[test]
    fn equal_values_share_their_mean_rank() {
        assert_eq!(ranks(&[0.3, 0.1, 0.3, 0.9, 0.3]), [3.0, 1.0, 3.0, 5.0, 3.0]);
        assert_eq!(ranks(&[2.0, 2.0]), [1.5, 1.5]);
        assert_eq!(ranks(&[]), [0.0; 0]);
    }

    #[test]
    fn correlations_match_python_statistics() {
        // By Python's statistics.correlation, for the values and for their ranks.
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
        let confidence = confidence_of(&[(0.1, 0.0), (0.2, 0.1), (0.3, 0.8), (0.4, 0.9)]);
        assert_eq!(confidence.spearman, Some(1.0));
        assert!(confidence.pearson.unwrap() < 1.0);
    }

    #[test]
    fn the_least_confident_fifth_is_discarded() {
        let confidence =
            confidence_of(&[(0.5, 0.2), (0.9, 1.0), (0.7, 0.6), (0.85, 0.8), (0.5, 0.0), (0.8, 0.4)]);
        assert_eq!(confidence.pages, 6);
        assert!((confidence.f1 - 0.5).abs() < 1e-12);
        assert!((confidence.f1_of_surest - 0.6).abs() < 1e-12, "the later of the two at 0.5 is discarded");
        assert!((confidence.sure - 0.5).abs() < 1e-12);
        assert!((confidence.f1_of_sure.unwrap() - 2.2 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn bins_include_their_lower_bound() {
        let confidence = confidence_of(&[
            (0.0, 0.1),
            (0.6, 0.2),
            (0.7, 0.3),
            (0.8, 0.4),
            (0.9, 0.5),
            (0.95, 0.6),
            (1.0, 0.8),
        ]);
        let pages: Vec<usize> = confidence.bins.iter().map(|bin| bin.pages).collect();
        assert_eq!(pages, [1, 1, 1, 1, 1, 2]);
        assert!((confidence.bins[5].f1.unwrap() - 0.7).abs() < 1e-12);
        assert!((confidence.bins[5].confidence.unwrap() - 0.975).abs() < 1e-6);
        assert_eq!(confidence_of(&[(0.5, 0.5)]).bins[3].f1, None);
    }

    #[test]
    fn pages_without_both_values_are_left_out() {
        let page = |confidence, f1| PageFigures { confidence, f1, ..PageFigures::default() };
        assert_eq!(Confidence::from_pages(&[page(None, Some(0.5)), page(Some(0.5), None)]), None);
        assert_eq!(
            Confidence::from_pages(&[page(Some(0.5), Some(0.5)), page(None, Some(0.0))]).unwrap().pages,
            1
        );
    }

    proptest! {
        #[test]
        fn figures_stay_in_bounds(pairs in prop::collection::vec((0.0_f32..=1.0, 0.0_f64..=1.0), 1..40)) {
            let confidence = confidence_of(&pairs);
            prop_assert_eq!(confidence.bins.iter().map(|bin| bin.pages).sum::<usize>(), pairs.len());
            for r in [confidence.spearman, confidence.pearson].into_iter().flatten() {
                prop_assert!((-1.0..=1.0).contains(&r));
            }
        }
    }
}
