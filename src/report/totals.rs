//! The sums of several manifests: of days, or of parts of a dump.

use std::collections::BTreeMap;

use dechaff_pipeline::Histogram;

use crate::report::manifest::{Counts, Ledger, RunOutput, Site};

/// The sums of some manifests.
#[derive(Debug, Default)]
pub(super) struct Totals {
    pub(super) ledger: Ledger,
    pub(super) languages: Counts,
    pub(super) page_types: Counts,
    pub(super) published: Counts,
    pub(super) words: Histogram,
    pub(super) confidence: Histogram,
    pub(super) sites: BTreeMap<String, Site>,
    pub(super) other_sites: Site,
}

impl Totals {
    pub(super) fn new(outputs: &[RunOutput]) -> Self {
        let mut totals = Self::default();
        for output in outputs {
            let (ledger, statistics) = (&output.manifest.ledger, &output.manifest.statistics);
            totals.ledger.pages += ledger.pages;
            totals.ledger.kept += ledger.kept;
            for (sum, counts) in [
                (&mut totals.ledger.duplicates, &ledger.duplicates),
                (&mut totals.ledger.rejected, &ledger.rejected),
                (&mut totals.ledger.skipped, &ledger.skipped),
                (&mut totals.ledger.errors, &ledger.errors),
                (&mut totals.languages, &output.manifest.languages),
                (&mut totals.page_types, &statistics.page_types),
                (&mut totals.published, &statistics.published),
            ] {
                add(sum, counts);
            }
            totals.words.merge(&statistics.words);
            totals.confidence.merge(&statistics.confidence);
            for site in &statistics.sites {
                let name = site.site.clone().unwrap_or_default();
                merge(totals.sites.entry(name).or_default(), site);
            }
            merge(&mut totals.other_sites, &statistics.other_sites);
        }
        totals
    }

    /// The sites by pages, those with most pages first.
    pub(super) fn sites_by_pages(&self) -> Vec<(&str, &Site)> {
        let mut sites: Vec<_> = self.sites.iter().map(|(name, site)| (name.as_str(), site)).collect();
        sites.sort_by_key(|(name, site)| (std::cmp::Reverse(site.pages), *name));
        sites
    }
}

fn add(sum: &mut Counts, counts: &Counts) {
    for (kind, count) in counts {
        *sum.entry(kind.clone()).or_default() += count;
    }
}

/// Adds the counts of a site. The median of all is taken to be the mean of the medians, weighted by pages.
fn merge(sum: &mut Site, site: &Site) {
    let mean = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => {
            Some((a * sum.kept as f64 + b * site.kept as f64) / (sum.kept + site.kept) as f64)
        }
        (a, b) => a.or(b),
    };
    let (words, confidence) = (mean(sum.words, site.words), mean(sum.confidence, site.confidence));
    (sum.words, sum.confidence) = (words, confidence);
    sum.site.clone_from(&site.site);
    sum.pages += site.pages;
    sum.kept += site.kept;
    sum.duplicates += site.duplicates;
    add(&mut sum.rejected, &site.rejected);
}

pub(super) fn total(counts: &Counts) -> u64 {
    counts.values().sum()
}

/// The kinds with their counts, the largest first.
pub(super) fn by_count(counts: &Counts) -> Vec<(&str, u64)> {
    let mut sorted: Vec<_> = counts.iter().map(|(kind, count)| (kind.as_str(), *count)).collect();
    sorted.sort_by_key(|(kind, count)| (std::cmp::Reverse(*count), *kind));
    sorted
}
