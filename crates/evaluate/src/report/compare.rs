//! Comparison of two sets of predictions: is one better, or only luckier?

use std::fmt::Write;

use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Report;
use super::page_figures::PageFigures;
use super::set::SetReport;

/// Fixed, so that the same predictions give the same interval.
const SEED: u64 = 0x000d_ecaf;
/// Draws of the bootstrap.
const RESAMPLES: usize = 10_000;
/// The share of the draws below the interval, and the share above it.
const TAIL: f64 = 0.025;
/// A page counts as better or worse if its F1 differs by more than this.
const SAME_WITHIN: f64 = 0.01;

/// How two reports on the same gold sets differ.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// The sets with pages whose words were compared in both reports, in the order of the measured one.
    sets: Vec<SetComparison>,
}

/// How two reports differ on one set.
#[derive(Debug, Clone, PartialEq)]
struct SetComparison {
    /// The set's name.
    name: String,
    /// The difference over all pages of the set.
    all: Difference,
    /// The difference by page type, in the order of the types' names; empty if all pages have the same type.
    types: Vec<(String, Difference)>,
}

/// The difference in mean F1, over the pages whose words were compared in both reports.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct Difference {
    /// The number of pages.
    pages: usize,
    /// The number of sites that the pages belong to.
    sites: usize,
    /// Mean F1 of the measured report.
    f1: f64,
    /// Mean F1 of the report that it is compared with.
    against: f64,
    /// `f1 - against`: above zero, the measured report is better.
    difference: f64,
    /// The 95 % interval of the difference. `None` if all pages are from one site, which says nothing about others.
    interval: Option<[f64; 2]>,
    /// The number of pages whose F1 is higher by more than 0.01.
    better: usize,
    /// The number of pages whose F1 is lower by more than 0.01.
    worse: usize,
    /// The number of the other pages.
    same: usize,
}

/// Compares two reports on the same gold sets, page by page.
///
/// The 95 % interval comes from a paired bootstrap. In each of 10,000 rounds, as many *sites* as there are get drawn
/// with replacement, each with all its pages. 2.5 % of the resulting differences are below the interval, and 2.5 %
/// above it. Sites are drawn instead of pages because the pages of a site share their layout: a change that fixes one
/// fixes all, and treating them as independent would make the interval too narrow. A page whose gold names no site is
/// a site of its own. The draws are always the same. With a dozen sites or fewer, the interval is still too narrow.
pub fn compare(measured: &Report, against: &Report) -> Comparison {
    let sets = measured.sets.iter().filter_map(|set| SetComparison::new(set, against.set(&set.name)?));
    Comparison { sets: sets.collect() }
}

impl SetComparison {
    fn new(measured: &SetReport, against: &SetReport) -> Option<Self> {
        let others: FxHashMap<&str, f64> =
            against.pages.iter().filter_map(|page| Some((page.id.as_str(), page.f1?))).collect();
        let pairs: Vec<PagePair<'_>> = measured
            .pages
            .iter()
            .filter_map(|page| {
                let (f1, against) = (page.f1?, *others.get(page.id.as_str())?);
                Some(PagePair { page, f1, against })
            })
            .collect();
        let type_difference = |name: &str| {
            let type_pairs =
                pairs.iter().filter(|pair| pair.page.page_type.as_deref() == Some(name)).copied();
            Some((name.to_owned(), Difference::from_pairs(&type_pairs.collect::<Vec<_>>())?))
        };
        Some(Self {
            name: measured.name.clone(),
            all: Difference::from_pairs(&pairs)?,
            types: measured.types().filter_map(|(name, _)| type_difference(name)).collect(),
        })
    }
}

/// A page and its F1 in both reports.
#[derive(Debug, Clone, Copy)]
struct PagePair<'a> {
    page: &'a PageFigures,
    f1: f64,
    against: f64,
}

/// The sum of the differences of a site's pages.
#[derive(Debug, Clone, Copy, Default)]
struct SiteSum {
    pages: usize,
    difference: f64,
}

impl Difference {
    fn from_pairs(pairs: &[PagePair<'_>]) -> Option<Self> {
        if pairs.is_empty() {
            return None;
        }
        let sites = sum_by_site(pairs);
        let count = pairs.len() as f64;
        let change = |pair: &PagePair<'_>| pair.f1 - pair.against;
        let better = pairs.iter().filter(|pair| change(pair) > SAME_WITHIN).count();
        let worse = pairs.iter().filter(|pair| change(pair) < -SAME_WITHIN).count();
        Some(Self {
            pages: pairs.len(),
            sites: sites.len(),
            f1: pairs.iter().map(|pair| pair.f1).sum::<f64>() / count,
            against: pairs.iter().map(|pair| pair.against).sum::<f64>() / count,
            difference: pairs.iter().map(change).sum::<f64>() / count,
            interval: interval(&sites),
            better,
            worse,
            same: pairs.len() - better - worse,
        })
    }
}

/// Sums the differences of each site, in the order of the sites' first pages.
fn sum_by_site(pairs: &[PagePair<'_>]) -> Vec<SiteSum> {
    #[derive(PartialEq, Eq, Hash)]
    enum Key<'a> {
        Site(&'a str),
        Page(&'a str),
    }
    let mut indices = FxHashMap::default();
    let mut sites: Vec<SiteSum> = Vec::new();
    for pair in pairs {
        let key = pair.page.site.as_deref().map_or(Key::Page(&pair.page.id), Key::Site);
        let index = *indices.entry(key).or_insert(sites.len());
        if index == sites.len() {
            sites.push(SiteSum::default());
        }
        sites[index].pages += 1;
        sites[index].difference += pair.f1 - pair.against;
    }
    sites
}

fn interval(sites: &[SiteSum]) -> Option<[f64; 2]> {
    if sites.len() < 2 {
        return None;
    }
    let mut draws = fastrand::Rng::with_seed(SEED);
    let mut means: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let (mut pages, mut difference) = (0, 0.0);
            for _ in sites {
                let site = sites[draws.usize(..sites.len())];
                pages += site.pages;
                difference += site.difference;
            }
            difference / pages as f64
        })
        .collect();
    means.sort_unstable_by(f64::total_cmp);
    let below = (RESAMPLES as f64 * TAIL) as usize;
    Some([means[below], means[RESAMPLES - 1 - below]])
}

impl Comparison {
    /// Formats a table with a row for each set and each page type in it.
    pub fn to_table(&self) -> String {
        let mut table = format!(
            "{:<30}{:>6}{:>6}{:>9}{:>9}{:>9}{:>21}{:>8}{:>7}{:>7}\n",
            "comparison",
            "pages",
            "sites",
            "f1",
            "against",
            "diff",
            "95 % interval",
            "better",
            "worse",
            "same"
        );
        for set in &self.sets {
            push_row(&mut table, &set.name, &set.all);
            for (page_type, difference) in &set.types {
                push_row(&mut table, &format!("  {page_type}"), difference);
            }
        }
        table
    }

    /// The comparison as `{SET: {"all": {figures}, TYPE: {figures}, …}, …}`.
    ///
    /// The figures are `pages`, `sites`, `f1`, `against`, `difference`, `interval` (two numbers, or null if all pages
    /// are from one site), `better`, `worse` and `same`.
    pub fn to_json(&self) -> Value {
        let rows = |set: &SetComparison| -> Map<String, Value> {
            let types = set.types.iter().map(|(name, difference)| (name.clone(), json!(difference)));
            std::iter::once(("all".to_owned(), json!(set.all))).chain(types).collect()
        };
        Value::Object(self.sets.iter().map(|set| (set.name.clone(), Value::Object(rows(set)))).collect())
    }
}

fn push_row(table: &mut String, name: &str, row: &Difference) {
    let interval =
        row.interval.map_or_else(|| "-".to_owned(), |[low, high]| format!("[{low:+.4}, {high:+.4}]"));
    // Writing to a string cannot fail.
    let _ = writeln!(
        table,
        "{name:<30}{:>6}{:>6}{:>9.4}{:>9.4}{:>+9.4}{interval:>21}{:>8}{:>7}{:>7}",
        row.pages, row.sites, row.f1, row.against, row.difference, row.better, row.worse, row.same
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A set whose pages have these sites and figures.
    fn report(pages: &[(&str, f64)]) -> Report {
        let mut set = SetReport::new("town".into());
        set.pages = (0..)
            .zip(pages)
            .map(|(number, (site, f1))| PageFigures {
                id: format!("{number}"),
                site: Some((*site).to_owned()).filter(|site| !site.is_empty()),
                f1: Some(*f1),
                ..PageFigures::default()
            })
            .collect();
        let mut report = Report::default();
        report.sets.push(set);
        report
    }

    fn difference(measured: &[(&str, f64)], against: &[(&str, f64)]) -> Difference {
        compare(&report(measured), &report(against)).sets[0].all
    }

    #[test]
    fn the_same_predictions_do_not_differ() {
        let pages = [("a", 0.5), ("b", 0.9), ("", 0.1), ("a", 1.0)];
        let found = difference(&pages, &pages);
        assert_eq!((found.difference, found.interval), (0.0, Some([0.0, 0.0])));
        assert_eq!((found.better, found.worse, found.same), (0, 0, 4));
        assert_eq!((found.pages, found.sites), (4, 3));
    }

    #[test]
    fn the_interval_contains_a_known_shift() {
        // Noise of mean zero around a shift of 0.05.
        let noise = |n: u32| f64::from(n * 7 % 11) / 100.0 - 0.05;
        let before: Vec<(&str, f64)> = (0..110).map(|_| ("", 0.5)).collect();
        let after: Vec<(&str, f64)> = (0..110).map(|n| ("", 0.55 + noise(n))).collect();
        let found = difference(&after, &before);
        let [low, high] = found.interval.unwrap();
        assert!((found.difference - 0.05).abs() < 1e-12);
        // The standard error of the mean is sqrt(0.001 / 110), about 0.003.
        assert!(low > 0.042 && low < 0.046 && high > 0.054 && high < 0.058, "{low} {high}");
        assert!(found.better > found.worse);
    }

    #[test]
    fn pages_of_a_site_are_not_independent() {
        let sites = ["a", "b", "c", "d", "e", "f", "g", "h"];
        let pages = |named: bool| -> Vec<(&str, f64)> {
            (0..80).map(|n| (if named { sites[n % 8] } else { "" }, 0.4 + (n % 8) as f64 / 20.0)).collect()
        };
        let width = |named| {
            let [low, high] = difference(&pages(named), &vec![("", 0.5); 80]).interval.unwrap();
            high - low
        };
        assert!(width(true) > 2.0 * width(false), "{} {}", width(true), width(false));
    }

    #[test]
    fn one_site_gives_no_interval() {
        let found = difference(&[("a", 0.5), ("a", 0.7)], &[("a", 0.4), ("a", 0.705)]);
        assert_eq!((found.sites, found.interval), (1, None));
        assert_eq!((found.better, found.worse, found.same), (1, 0, 1));
    }

    #[test]
    fn pages_that_one_side_lacks_are_left_out() {
        let mut other = report(&[("a", 0.5), ("b", 0.5), ("c", 0.5)]);
        other.sets[0].pages[1].f1 = None;
        let measured = report(&[("a", 0.7), ("b", 0.7), ("c", 0.7)]);
        assert_eq!(compare(&measured, &other).sets[0].all.pages, 2);
        other.sets[0].name = "village".into();
        assert_eq!(compare(&measured, &other), Comparison::default());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn the_interval_contains_the_difference(
            pages in prop::collection::vec((0..9_usize, 0.0_f64..=1.0, 0.0_f64..=1.0), 1..40)
        ) {
            let sites = ["a", "b", "c", "d", "e", "f", "g", "h", ""];
            let measured: Vec<_> = pages.iter().map(|(site, f1, _)| (sites[*site], *f1)).collect();
            let against: Vec<_> = pages.iter().map(|(site, _, f1)| (sites[*site], *f1)).collect();
            let found = difference(&measured, &against);
            prop_assert_eq!(found.better + found.worse + found.same, found.pages);
            prop_assert!((found.f1 - found.against - found.difference).abs() < 1e-12);
            prop_assert_eq!(found.interval.is_none(), found.sites == 1);
            if let Some([low, high]) = found.interval {
                prop_assert!(low <= found.difference + 1e-12 && found.difference <= high + 1e-12);
            }
            let back = difference(&against, &measured);
            prop_assert_eq!((found.better, found.worse), (back.worse, back.better));
        }
    }
}
