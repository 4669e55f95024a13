//! What differs between two runs by more than chance.
//!
//! Shares are compared by a test of two proportions. Pages of one site share its fate, so the variance is also estimated from
//! sites, each of which is one draw: the sum of the squares of what each site adds to the difference. The larger of both
//! counts. Distributions are compared by the test of Kolmogorov and Smirnov. Among all comparisons, the false discovery rate is
//! bounded by the procedure of Benjamini and Hochberg.

use std::collections::{BTreeMap, BTreeSet};

use dechaff_pipeline::Histogram;

use crate::numbers::{grouped, percent_of, share, words};
use crate::report::manifest::{Counts, Site};
use crate::report::totals::{Totals, total};

/// Bound of the false discovery rate.
const FALSE_DISCOVERIES: f64 = 0.01;
/// A share that changes by less is not worth a line, however certain the change is.
const LEAST_CHANGE: f64 = 0.005;
/// A site is compared by itself if it has so many pages in both runs.
const LEAST_PAGES: u64 = 30;

/// Something that was compared.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) what: String,
    pub(super) before: String,
    pub(super) after: String,
    /// In points of a share, or in percent of a median.
    pub(super) difference: String,
    /// The probability of such a difference if nothing had changed.
    p: f64,
    is_large: bool,
}

/// What differs by more than chance, the surest first, and the number of comparisons.
pub(super) fn find_changes(before: &Totals, after: &Totals) -> (Vec<Change>, usize) {
    let mut all = vec![];
    let counts: [fn(&Site) -> u64; 2] = [|site| site.kept, |site| site.duplicates];
    for (what, count) in ["kept", "duplicates"].into_iter().zip(counts) {
        let [a, b] = [before, after].map(|totals| BySite::new(totals, count));
        all.push(compare_shares(format!("Pages: {what}"), &a, &b));
    }
    for reason in kinds(&before.ledger.rejected, &after.ledger.rejected) {
        let count = |site: &Site| site.rejected.get(reason).copied().unwrap_or(0);
        let [a, b] = [before, after].map(|totals| BySite::new(totals, count));
        all.push(compare_shares(format!("Rejected: {}", words(reason)), &a, &b));
    }
    compare_kinds("Language", &before.languages, &after.languages, &mut all);
    compare_kinds("Page type", &before.page_types, &after.page_types, &mut all);
    all.extend(compare_medians("Median words", &before.words, &after.words, ""));
    all.extend(compare_medians("Median confidence", &before.confidence, &after.confidence, " %"));
    compare_sites(before, after, &mut all);
    let compared = all.len();
    (discoveries(all), compared)
}

/// Keeps the comparisons that are significant among all of them.
fn discoveries(mut all: Vec<Change>) -> Vec<Change> {
    all.sort_by(|a, b| a.p.total_cmp(&b.p).then_with(|| a.what.cmp(&b.what)));
    let compared = all.len() as f64;
    let is_significant = |rank: usize, p: f64| p <= FALSE_DISCOVERIES * rank as f64 / compared;
    let significant = (1..=all.len()).rev().find(|rank| is_significant(*rank, all[rank - 1].p));
    all.truncate(significant.unwrap_or(0));
    all.retain(|change| change.is_large);
    all
}

/// Pages of a kind among all pages, and the same by site. Sites that are not listed are one site.
struct BySite<'a> {
    sites: BTreeMap<&'a str, (u64, u64)>,
    sum: (u64, u64),
}

impl<'a> BySite<'a> {
    fn new(totals: &'a Totals, count: impl Fn(&Site) -> u64) -> Self {
        let listed = totals.sites.iter().map(|(name, site)| (name.as_str(), site));
        let all = listed.chain([("", &totals.other_sites)]);
        let sites: BTreeMap<_, _> = all.map(|(name, site)| (name, (count(site), site.pages))).collect();
        let sum = sites.values().fold((0, 0), |sum, (count, pages)| (sum.0 + count, sum.1 + pages));
        Self { sites, sum }
    }

    /// What a site adds to the share beyond what its pages would on average.
    fn residual(&self, site: &str) -> f64 {
        let (count, pages) = self.sum;
        let (of_site, pages_of_site) = self.sites.get(site).copied().unwrap_or_default();
        (of_site as f64 - share(count, pages) * pages_of_site as f64) / pages.max(1) as f64
    }
}

fn compare_shares(what: String, before: &BySite<'_>, after: &BySite<'_>) -> Change {
    let sites: BTreeSet<&str> = before.sites.keys().chain(after.sites.keys()).copied().collect();
    let by_site =
        sites.iter().map(|site| (after.residual(site) - before.residual(site)).powi(2)).sum::<f64>();
    change_of_shares(what, before.sum, after.sum, by_site)
}

/// Compares two shares, each given as a part and a whole. `least_variance` is a bound from elsewhere.
fn change_of_shares(what: String, before: (u64, u64), after: (u64, u64), least_variance: f64) -> Change {
    let (a, b) = (share(before.0, before.1), share(after.0, after.1));
    let pooled = share(before.0 + after.0, before.1 + after.1);
    let variance = pooled * (1.0 - pooled) * (1.0 / before.1.max(1) as f64 + 1.0 / after.1.max(1) as f64);
    let variance = variance.max(least_variance);
    let p = if variance > 0.0 { libm::erfc((b - a).abs() / (2.0 * variance).sqrt()) } else { 1.0 };
    Change {
        what,
        before: percent_of(a),
        after: percent_of(b),
        difference: format!("{:+.1} points", 100.0 * (b - a)),
        p,
        is_large: (b - a).abs() >= LEAST_CHANGE,
    }
}

fn kinds<'a>(before: &'a Counts, after: &'a Counts) -> BTreeSet<&'a str> {
    before.keys().chain(after.keys()).map(String::as_str).collect()
}

fn compare_kinds(what: &str, before: &Counts, after: &Counts, all: &mut Vec<Change>) {
    for kind in kinds(before, after) {
        let part = |counts: &Counts| (counts.get(kind).copied().unwrap_or(0), total(counts));
        all.push(change_of_shares(format!("{what}: {}", words(kind)), part(before), part(after), 0.0));
    }
}

fn compare_medians(what: &str, before: &Histogram, after: &Histogram, unit: &str) -> Option<Change> {
    let (a, b) = (before.median()?, after.median()?);
    let (n, m) = (before.total() as f64, after.total() as f64);
    let (before, after) = (before.counts(), after.counts());
    let starts: BTreeSet<u64> = before.keys().chain(after.keys()).copied().collect();
    let (mut below, mut distance) = ((0, 0), 0_f64);
    for start in starts {
        below.0 += before.get(&start).copied().unwrap_or(0);
        below.1 += after.get(&start).copied().unwrap_or(0);
        distance = distance.max((below.0 as f64 / n - below.1 as f64 / m).abs());
    }
    let p = (2.0 * (-2.0 * distance * distance * n * m / (n + m)).exp()).min(1.0);
    Some(Change {
        what: what.to_owned(),
        before: format!("{}{unit}", grouped(a)),
        after: format!("{}{unit}", grouped(b)),
        difference: format!("{:+.0} %", 100.0 * (b as f64 - a as f64) / a.max(1) as f64),
        p,
        is_large: a != b,
    })
}

fn compare_sites(before: &Totals, after: &Totals, all: &mut Vec<Change>) {
    for (name, a) in &before.sites {
        let Some(b) = after.sites.get(name) else { continue };
        if a.pages.min(b.pages) >= LEAST_PAGES {
            let what = format!("Site {name}: kept");
            all.push(change_of_shares(what, (a.kept, a.pages), (b.kept, b.pages), 0.0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A run in which sites keep so many of 100 pages.
    fn run(kept: &[u64]) -> Totals {
        let mut totals = Totals::default();
        for (number, kept) in kept.iter().enumerate() {
            let rejected = Counts::from([("stub".to_owned(), 100 - kept)]);
            totals.ledger.pages += 100;
            totals.ledger.kept += kept;
            *totals.ledger.rejected.entry("stub".to_owned()).or_default() += 100 - kept;
            let site = Site { pages: 100, kept: *kept, rejected, ..Site::default() };
            totals.sites.insert(format!("site-{number}.example"), site);
        }
        totals
    }

    fn names(changes: &[Change]) -> Vec<&str> {
        changes.iter().map(|change| change.what.as_str()).collect()
    }

    #[test]
    fn a_site_that_loses_everything_is_seen() {
        let before = run(&[80, 81, 79, 80, 82, 78, 80, 81]);
        let after = run(&[0, 80, 80, 81, 80, 79, 81, 80]);
        let (changes, compared) = find_changes(&before, &after);
        assert!(names(&changes).contains(&"Site site-0.example: kept"), "{changes:?}");
        assert!(names(&changes).iter().all(|what| !what.starts_with("Site") || what.contains("site-0")));
        assert_eq!(compared, 3 + 8);
    }

    #[test]
    fn one_site_does_not_make_a_trend() {
        // The overall share falls by 10 points, but that is the fate of one site of eight.
        let before = run(&[80; 8]);
        let after = run(&[0, 80, 80, 80, 80, 80, 80, 80]);
        let (changes, _) = find_changes(&before, &after);
        assert_eq!(names(&changes), ["Site site-0.example: kept"]);
    }

    #[test]
    fn a_change_of_all_sites_is_seen() {
        let (changes, _) = find_changes(&run(&[80; 40]), &run(&[70; 40]));
        assert!(names(&changes).contains(&"Pages: kept"));
        assert!(names(&changes).contains(&"Rejected: stub"));
        let kept = changes.iter().find(|change| change.what == "Pages: kept").unwrap();
        assert_eq!((&*kept.before, &*kept.after, &*kept.difference), ("80 %", "70 %", "-10.0 points"));
    }

    #[test]
    fn equal_runs_have_no_changes() {
        let (changes, _) = find_changes(&run(&[80, 70, 60]), &run(&[80, 70, 60]));
        assert!(changes.is_empty(), "{changes:?}");
        let (changes, compared) = find_changes(&Totals::default(), &Totals::default());
        assert!(changes.is_empty() && compared == 2);
    }

    #[test]
    fn chance_is_rarely_taken_for_a_change() {
        let mut random = fastrand::Rng::with_seed(7);
        let mut draw = || {
            let kept: Vec<u64> =
                (0..30).map(|_| (0..100).filter(|_| random.f64() < 0.8).count() as u64).collect();
            run(&kept)
        };
        let with_changes = (0..200).filter(|_| !find_changes(&draw(), &draw()).0.is_empty()).count();
        assert!(with_changes <= 6, "{with_changes} of 200");
    }
}
