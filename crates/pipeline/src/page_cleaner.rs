//! Cleans pages that are not part of a run.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dechaff_export::{Annotation, Record, Status};
use dechaff_extract::document::Document;
use dechaff_extract::{Article, Extractor, Verdict};
use dechaff_ingest::Page;

use crate::clean::{Cleaner, Compared, internal_error};
use crate::config::Config;
use crate::error::RunError;
use crate::ledger::Rejection;
use crate::record;
use crate::run::read_sites;
use crate::sites::{KnownSite, SiteExample};
use crate::spread::CopyKeys;

/// Cleans single pages as a run does, except that they are not compared with each other: no duplicates are found, and
/// profiles of sites are used only if a file has them ([`Sites::File`](crate::Sites::File)).
///
/// Threads can share one.
///
/// ```
/// use dechaff_pipeline::{Config, IngestOptions, Origin, Page, PageCleaner};
///
/// let cleaner = PageCleaner::new(&Config::new([""; 0]))?;
/// let html = "<h1>Ferry returns</h1><p>The ferry to the island sails again from Monday, twice a day and three times on \
///     Sundays, and dogs travel free of charge.</p>";
/// let origin = Origin { file: "memory".into(), record: 1, offset: 0 };
/// let page = cleaner.clean(&Page::from_text(html.to_owned(), origin, &IngestOptions::default()));
/// assert!(page.rejection.is_none());
/// assert_eq!(page.record.title.as_deref(), Some("Ferry returns"));
/// # Ok::<(), dechaff_pipeline::RunError>(())
/// ```
pub struct PageCleaner(Cleaner);

/// What became of a page.
#[derive(Debug)]
#[non_exhaustive]
pub struct CleanPage {
    /// The record as a run writes it. Its `text` is filled in for rejected pages too.
    pub record: Record,
    /// Why the page is rejected, if it is.
    pub rejection: Option<Rejection>,
    /// The page's blocks. `None` if it was rejected without being read.
    pub document: Option<Document>,
    /// One verdict for each block.
    pub verdicts: Vec<Verdict>,
}

impl PageCleaner {
    /// Creates a cleaner. Of the configuration, what concerns single pages is used.
    ///
    /// # Errors
    ///
    /// Fails if a rule has an invalid selector, or if a file of profiles can't be read.
    pub fn new(config: &Config) -> Result<Self, RunError> {
        let mut cleaner = Cleaner::new(config)?;
        cleaner.sites = read_sites(config)?;
        Ok(Self(cleaner))
    }

    /// What extracts the articles.
    pub fn extractor(&self) -> &Extractor {
        &self.0.extractor
    }

    /// Cleans a page. If that panics, the page is rejected as an internal error.
    pub fn clean(&self, page: &Page) -> CleanPage {
        self.clean_with(page, |cleaner| {
            let (mut article, rejection) = cleaner.judge(page);
            let record = record::from_page(page, &record::page_id(page), article.as_mut());
            CleanPage::new(record, rejection, article)
        })
    }

    /// Cleans a page with the profile of its site, or without one. Finds out what the page is compared by, unless it is
    /// rejected; with a sketch if the configuration asks for near copies.
    pub fn clean_to_compare(&self, page: &Page, site: Option<&KnownSite>) -> (CleanPage, Option<CopyKeys>) {
        let mut keys = None;
        let cleaned = self.clean_with(page, |cleaner| {
            let id = record::page_id(page);
            let (mut article, rejection) = cleaner.judge_on(page, site.map(KnownSite::index));
            let record = match &mut article {
                Some(article) if rejection.is_none() => {
                    let Compared { record, facts, sketch, .. } = cleaner.compared(page, &id, article);
                    keys = Some(CopyKeys { facts, sketch: sketch.map(|sketch| *sketch) });
                    record
                }
                article => record::from_page(page, &id, article.as_mut()),
            };
            CleanPage::new(record, rejection, article)
        });
        (cleaned, keys)
    }

    /// What a page adds to the profile of its site. `None` for an error page, and for one that is not read.
    pub fn example(&self, page: &Page) -> Option<SiteExample> {
        SiteExample::new(&self.0, page)
    }

    fn clean_with(&self, page: &Page, clean: impl FnOnce(&Cleaner) -> CleanPage) -> CleanPage {
        let cleaned = catch_unwind(AssertUnwindSafe(|| clean(&self.0)));
        cleaned.unwrap_or_else(|panic| CleanPage {
            record: record::from_page(page, &record::page_id(page), None),
            rejection: Some(internal_error(&*panic)),
            document: None,
            verdicts: vec![],
        })
    }
}

impl CleanPage {
    fn new(record: Record, rejection: Option<Rejection>, article: Option<Article>) -> Self {
        let (document, verdicts) = article.map(|a| (a.document, a.verdicts)).unzip();
        Self { record, rejection, document, verdicts: verdicts.unwrap_or_default() }
    }

    /// What a run adds to the record if it writes every page.
    pub fn annotation(&self) -> Annotation {
        match &self.rejection {
            None => Annotation::new(Status::Kept),
            Some(rejection) => Annotation::new(Status::Rejected)
                .with_reason(rejection.reason.as_str())
                .with_detail(rejection.detail.clone()),
        }
    }
}
