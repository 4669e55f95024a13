//! Explains a single page: what a run does with it, and why.

use dechaff_dedup::{Comparison, Sketch, Thresholds, compare, url_normal_form};
use dechaff_export::Record;
use dechaff_extract::metadata::site_of;
use dechaff_extract::{Argument, Article};
use dechaff_ingest::{Inputs, Item, Origin, Reader};

use crate::clean::Cleaner;
use crate::config::Config;
use crate::error::{NoPageError, RunError};
use crate::flow::Interrupt;
use crate::ledger::Rejection;
use crate::record;
use crate::run::{read_sites, start_workers};
use crate::sites::{Sites, learn};

/// What a run does with a page, except that it is not compared with other pages.
#[derive(Debug)]
#[non_exhaustive]
pub struct Explanation {
    /// Position of the page in the input.
    pub origin: Origin,
    /// The article, or `None` if the page is rejected without being read.
    pub article: Option<Article>,
    /// The arguments for and against each block of the article's document. Empty if the detector weighs no features.
    pub arguments: Vec<Vec<Argument>>,
    /// The record as a run writes it. Its `text` is filled in for rejected pages too.
    pub record: Record,
    /// `Ok` if the page is kept.
    pub fate: Result<(), Rejection>,
}

/// How two pages compare, for finding copies.
#[derive(Debug)]
#[non_exhaustive]
pub struct PairExplanation {
    /// Whether both have a URL, and it is the same in normal form.
    pub same_url: bool,
    /// Whether the texts are the same in normal form.
    pub same_text: bool,
    /// Whether both are pages of one site.
    pub same_site: bool,
    /// The tokens of each text that are compared: words, numbers, and Chinese and Japanese characters.
    pub tokens: [u32; 2],
    /// How the texts compare, without the standing text of their sites.
    pub comparison: Comparison,
    /// What near-duplicates have at least.
    pub thresholds: Thresholds,
    /// The texts that are compared.
    pub texts: [String; 2],
}

impl PairExplanation {
    /// Compares two pages that were explained.
    pub fn new(first: &Explanation, second: &Explanation) -> Self {
        let both = [first, second];
        // As in a run, the canonical URL takes the place of one that is not known.
        let address =
            |page: &Explanation| page.record.url.clone().or_else(|| page.record.canonical_url.clone());
        let addresses = both.map(address);
        let [url, other_url] = addresses.each_ref().map(|url| url.as_deref().and_then(url_normal_form));
        let [site, other_site] = addresses.each_ref().map(|url| url.as_deref().and_then(site_of));
        let same_site = site.is_some() && site == other_site;
        let texts = both.map(|page| match &page.article {
            Some(article) => article.text_without_standing().into_owned(),
            None => String::new(),
        });
        let [a, b] = texts.each_ref().map(|text| Sketch::new(text));
        Self {
            same_url: url.is_some() && url == other_url,
            same_text: first.record.content_hash == second.record.content_hash,
            same_site,
            tokens: [a.tokens(), b.tokens()],
            comparison: compare(&a, &b, same_site),
            thresholds: Thresholds::get(same_site),
            texts,
        }
    }
}

/// Cleans one page of the configuration's inputs and explains the result.
///
/// `record` is the number of the page's record in its file, counted from 1; without it, the first page is explained.
/// `url` is used if the input does not declare the URL of the page. Nothing is written.
///
/// # Errors
///
/// [`RunError::Inputs`] if an input can't be opened, [`RunError::Rules`] if a rule's selector is invalid, and
/// [`RunError::NoPage`] if the inputs have no such page.
pub fn explain(config: Config, record: Option<u64>, url: Option<&str>) -> Result<Explanation, RunError> {
    let inputs = Inputs::resolve(&config.inputs)?;
    let mut cleaner = Cleaner::new(&config)?;
    cleaner.sites = read_sites(&config)?;
    if config.sites == Sites::Auto && inputs.can_be_read_twice() {
        let pool = start_workers(config.jobs)?;
        let learn = || learn(&inputs, &cleaner, &config, &Interrupt::default(), false, 2).into_indexes();
        cleaner.sites = Some(pool.install(learn));
    }
    let mut error = NoPageError::NoRecord { record };
    for item in Reader::new(inputs, config.ingest.clone()) {
        if record.is_some_and(|r| item.origin().record != r) {
            continue;
        }
        match item {
            Item::Page(mut page) => {
                page.declared.url = page.declared.url.or_else(|| url.map(str::to_owned));
                let (article, rejection) = cleaner.judge(&page);
                let arguments = article.as_ref().map(|a| cleaner.extractor.arguments(a)).unwrap_or_default();
                let record = record::from_page(&page, &record::page_id(&page), article.clone().as_mut());
                let fate = rejection.map_or(Ok(()), Err);
                return Ok(Explanation { origin: page.origin, article, arguments, record, fate });
            }
            Item::Skipped(skipped) => {
                error = NoPageError::Skipped { record: skipped.origin.record, kind: skipped.kind };
            }
            Item::Error(damage) => error = NoPageError::Damaged(damage),
        }
    }
    Err(error.into())
}
