//! What the pages of a run are like, counted while they are decided: for manifests, and for reports that are made of them.
//!
//! Everything here is bounded, whatever the inputs. The counts depend on the sequence of pages alone.

mod histogram;
mod sites;

use std::borrow::Cow;
use std::collections::BTreeMap;

use dechaff_export::Record;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use self::histogram::Histogram;
use self::sites::{PageFate, SiteTable};
use crate::ledger::Reason;

/// What is counted of a page. Unlike a record, it is kept for pages that are held back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct PageTraits {
    /// Its site, as a registrable domain.
    pub(crate) site: Option<Box<str>>,
    /// The language of its text.
    pub(crate) language: Option<Cow<'static, str>>,
    pub(crate) page_type: Option<Cow<'static, str>>,
    /// The year and the month of publication.
    pub(crate) published: Option<(i16, i8)>,
    pub(crate) words: u64,
    /// The expected F1 of its text, in percent, rounded down.
    pub(crate) confidence: u8,
}

impl PageTraits {
    pub(crate) fn from_record(
        record: &Record,
        language: Option<&'static str>,
        page_type: &'static str,
    ) -> Self {
        Self {
            site: record.domain.as_deref().map(Box::from),
            language: language.map(Cow::Borrowed),
            page_type: Some(Cow::Borrowed(page_type)),
            published: record.published_date.map(|date: Date| (date.year(), date.month())),
            words: record.words,
            // A tolerance for decimal fractions: 0.29 * 100 is less than 29.
            confidence: (record.confidence * 100.0 + 1e-9) as u8,
        }
    }
}

/// Counts of a run.
#[derive(Debug, Default)]
pub(crate) struct Statistics {
    languages: BTreeMap<Cow<'static, str>, u64>,
    page_types: BTreeMap<Cow<'static, str>, u64>,
    published: BTreeMap<(i16, i8), u64>,
    words: Histogram,
    confidence: Histogram,
    sites: SiteTable,
}

impl Statistics {
    /// Counts a page that was written as an article.
    pub(crate) fn add_kept(&mut self, page: &PageTraits) {
        const UNKNOWN: Cow<'static, str> = Cow::Borrowed("unknown");
        *self.languages.entry(page.language.clone().unwrap_or(UNKNOWN)).or_default() += 1;
        *self.page_types.entry(page.page_type.clone().unwrap_or(UNKNOWN)).or_default() += 1;
        if let Some(month) = page.published {
            *self.published.entry(month).or_default() += 1;
        }
        self.words.add_length(page.words);
        self.confidence.add(u64::from(page.confidence));
        self.sites.add(page.site.as_deref(), PageFate::Kept(page));
    }

    /// Counts a page that was removed as a copy.
    pub(crate) fn add_duplicate(&mut self, page: &PageTraits) {
        self.sites.add(page.site.as_deref(), PageFate::Duplicate);
    }

    /// Counts a rejected page.
    pub(crate) fn add_rejected(&mut self, site: Option<&str>, reason: Reason) {
        self.sites.add(site, PageFate::Rejected(reason));
    }

    /// The number of kept pages by language.
    pub(crate) fn languages(&self) -> &BTreeMap<Cow<'static, str>, u64> {
        &self.languages
    }

    /// The counts as manifests have them.
    pub(crate) fn to_json(&self) -> Value {
        let published: BTreeMap<String, u64> = self
            .published
            .iter()
            .map(|((year, month), pages)| (format!("{year:04}-{month:02}"), *pages))
            .collect();
        let (sites, other_sites) = self.sites.to_json();
        json!({
            "words": self.words,
            "confidence": self.confidence,
            "page_types": self.page_types,
            "published": published,
            "sites": sites,
            "other_sites": other_sites,
        })
    }
}
