//! What a worker does with a page: extract its article, decide whether it is rejected, and write its line. Pure, and run
//! in parallel.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use dechaff_dedup::{ContentHash, PageKeys, Passages, Sketch, Sketcher, content_hash, url_normal_form};
use dechaff_export::{Annotation, Record, Reject, Source, Status};
use dechaff_extract::metadata::domain;
use dechaff_extract::{Article, Defect, Extractor, Form, Label, PageContext, SiteIndex, SiteRulesError};
use dechaff_ingest::{Page, PageKind};

use crate::config::Config;
use crate::decide::actions::DuplicateAction;
use crate::decide::copies::PageFacts;
use crate::decide::seconds;
use crate::ledger::{Reason, Rejection};
use crate::record::{self, source_from_origin};
use crate::sites::{self, SiteIndexes};
use crate::statistics::PageTraits;

/// The result of cleaning a page.
pub(crate) enum PageOutcome {
    /// An article, unless it turns out to be a duplicate.
    Candidate(Box<Candidate>),
    Rejected(RejectedPage),
}

/// A rejected page.
pub(crate) struct RejectedPage {
    pub(crate) reason: Reason,
    /// Its site, as a registrable domain.
    pub(crate) site: Option<String>,
    /// Its line in the output.
    pub(crate) line: Vec<u8>,
}

/// An article that has not been compared with earlier ones yet.
pub(crate) struct Candidate {
    pub(crate) id: String,
    pub(crate) url: Option<String>,
    pub(crate) source: Source,
    pub(crate) facts: PageFacts,
    pub(crate) traits: PageTraits,
    /// The sketch of the text, if texts are compared by sketches.
    pub(crate) sketch: Option<Box<Sketch>>,
    /// The passages of the text, if texts that contain others are looked for.
    pub(crate) passages: Option<Box<Passages>>,
    /// The line to write if the article is kept.
    pub(crate) line: Vec<u8>,
    /// The dropped blocks, if samples are collected.
    pub(crate) sample: Option<Sample>,
}

/// The record of an article, and what it is compared by.
pub(crate) struct Compared {
    pub(crate) record: Record,
    pub(crate) facts: PageFacts,
    pub(crate) sketch: Option<Box<Sketch>>,
    pub(crate) passages: Option<Box<Passages>>,
}

/// A kept page and the blocks that are dropped from it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Sample {
    /// Position of the page in the input.
    pub source: Source,
    /// Headline of the page, if it has one.
    pub title: Option<String>,
    /// Number of words that are kept.
    pub words: u32,
    /// The dropped blocks in page order: label and text.
    pub dropped: Vec<(&'static str, String)>,
}

impl Sample {
    fn new(source: Source, article: &Article) -> Self {
        let dropped = article
            .document
            .blocks()
            .iter()
            .zip(&article.verdicts)
            .filter(|(_, verdict)| !verdict.is_kept())
            .map(|(block, verdict)| (verdict.label.as_str(), article.document.block_text(block).to_owned()))
            .collect();
        let title = article.metadata.title.as_ref().map(|t| t.value.clone());
        Self { source, title, words: article.words, dropped }
    }
}

/// Maximum share of characters that could not be decoded. Pages with more are rejected.
const MAX_UNDECODABLE_SHARE: f64 = 0.1;

/// Cleans pages. Shared by all workers.
pub(crate) struct Cleaner {
    pub(crate) extractor: Extractor,
    /// The profiles of the pages' sites; without them, each page is cleaned by itself.
    pub(crate) sites: Option<SiteIndexes>,
    config: Config,
}

impl Cleaner {
    /// A cleaner without profiles of sites.
    pub(crate) fn new(config: &Config) -> Result<Self, SiteRulesError> {
        Self::build(config, false)
    }

    /// A cleaner whose documents keep the names of elements, for profiles that people read.
    pub(crate) fn naming_elements(config: &Config) -> Result<Self, SiteRulesError> {
        Self::build(config, true)
    }

    fn build(config: &Config, name_elements: bool) -> Result<Self, SiteRulesError> {
        let mut builder = Extractor::builder()
            .options(config.extract.clone())
            .site_rules(config.compile_rules()?)
            .name_elements(name_elements);
        for model in &config.models {
            builder = builder.model(Arc::clone(model));
        }
        Ok(Self { extractor: builder.build(), sites: None, config: config.clone() })
    }

    /// Cleans a page. If that panics, only this page is lost.
    pub(crate) fn clean(&self, page: Page) -> PageOutcome {
        let id = record::page_id(&page);
        let result = catch_unwind(AssertUnwindSafe(|| self.try_clean(&page, &id)));
        result.unwrap_or_else(|panic| self.reject(&page, &id, internal_error(&*panic), None))
    }

    fn try_clean(&self, page: &Page, id: &str) -> PageOutcome {
        match self.judge(page) {
            (article, Some(rejection)) => self.reject(page, id, rejection, article),
            (Some(article), None) => PageOutcome::Candidate(Box::new(self.candidate(page, id, article))),
            (None, None) => self.reject(page, id, Reason::NoMainContent.into(), None),
        }
    }

    /// Extracts the article of a page, and decides whether the page is rejected. The article is `None` if the page is
    /// rejected without being read.
    pub(crate) fn judge(&self, page: &Page) -> (Option<Article>, Option<Rejection>) {
        let site = self.sites.as_ref().and_then(|sites| sites.get(&sites::site(page)?));
        self.judge_on(page, site)
    }

    /// The same, with the profile of the page's site.
    pub(crate) fn judge_on(
        &self,
        page: &Page,
        site: Option<&Arc<SiteIndex>>,
    ) -> (Option<Article>, Option<Rejection>) {
        if let Some(rejection) = self.reject_unread(page) {
            return (None, Some(rejection));
        }
        let form = match page.kind {
            PageKind::Html => Form::Html,
            PageKind::Text => Form::Text,
        };
        let context = PageContext::new()
            .form(form)
            .site(site)
            .site_key(site.map(|_| sites::key(page)))
            .url(page.declared.url.as_deref())
            .fetched(page.declared.fetched.as_deref())
            .charset(page.declared.charset.as_deref());
        let article = self.extractor.extract(&page.bytes, &context);
        let rejection = self.reject_article(&article);
        (Some(article), rejection)
    }

    /// Why a page is rejected without being read, if it is.
    fn reject_unread(&self, page: &Page) -> Option<Rejection> {
        if let Some(size) = page.too_large {
            let limit = self.config.ingest.max_page_bytes;
            let detail = format!("{size} bytes or more, the limit is {limit} (--max-page-bytes)");
            return Some(Rejection::new(Reason::TooLarge, Some(detail)));
        }
        if page.not_text {
            return Some(Reason::NotText.into());
        }
        page.bytes.iter().all(u8::is_ascii_whitespace).then(|| Reason::Empty.into())
    }

    /// Why an article is rejected, if it is. The order of the checks is documented: the first reason that applies is
    /// reported.
    fn reject_article(&self, article: &Article) -> Option<Rejection> {
        if let Some(rejection) = reject_undecodable(article) {
            return Some(rejection);
        }
        match article.defect {
            Some(Defect::ErrorPage) => return Some(Reason::ErrorPage.into()),
            Some(_) => return Some(Reason::Stub.into()),
            None => {}
        }
        if article.words == 0 {
            let excluded = article.verdicts.iter().any(|v| v.label == Label::Excluded);
            let reason = if excluded { Reason::Excluded } else { Reason::NoMainContent };
            return Some(reason.into());
        }
        self.reject_unselected(article)
    }

    /// Why an article is not in the user's selection, if it is not.
    fn reject_unselected(&self, article: &Article) -> Option<Rejection> {
        let selection = &self.config.selection;
        if article.words < selection.min_words {
            let detail =
                format!("{} words, the limit is {} (--min-words)", article.words, selection.min_words);
            return Some(Rejection::new(Reason::TooShort, Some(detail)));
        }
        let language = article.language.map(|l| l.tag);
        if !selection.language.is_empty()
            && !language.is_some_and(|l| selection.language.iter().any(|wanted| wanted == l))
        {
            return Some(Rejection::new(Reason::Language, Some(language.unwrap_or("unknown").to_owned())));
        }
        if article.confidence < selection.min_confidence {
            return Some(Rejection::new(Reason::LowConfidence, Some(format!("{:.3}", article.confidence))));
        }
        None
    }

    fn reject(
        &self,
        page: &Page,
        id: &str,
        rejection: Rejection,
        mut article: Option<Article>,
    ) -> PageOutcome {
        let Rejection { reason, detail } = rejection;
        let mut line = vec![];
        let canonical = article.as_ref().and_then(|article| article.metadata.canonical_url.as_ref());
        let url = page.declared.url.as_deref().or(canonical.map(|url| url.value.as_str()));
        let site = url.and_then(domain);
        if self.config.annotate {
            let record = record::from_page(page, id, article.as_mut());
            let annotation =
                Annotation::new(Status::Rejected).with_reason(reason.as_str()).with_detail(detail);
            record.write_annotated_line(&annotation, &mut line);
            return PageOutcome::Rejected(RejectedPage { reason, site, line });
        }
        let title = article.as_ref().and_then(|a| a.metadata.title.as_ref()).map(|t| t.value.clone());
        let mut reject = Reject::default();
        reject.id = id.to_owned();
        reject.url = page.declared.url.clone();
        reject.source = source_from_origin(&page.origin);
        reject.reason = reason.as_str().into();
        reject.detail = detail;
        reject.title = title.or_else(|| page.declared.title.clone());
        reject.text = article.filter(|_| self.config.rejected_text).map(|a| a.text);
        reject.write_line(&mut line);
        PageOutcome::Rejected(RejectedPage { reason, site, line })
    }

    /// The sketch and the passages of an article, as far as they are needed, without the standing text of its site.
    fn sketch(&self, article: &Article) -> (Option<Box<Sketch>>, Option<Box<Passages>>) {
        let actions = self.config.duplicates;
        if !actions.needs_sketches() {
            return (None, None);
        }
        SKETCHER.with_borrow_mut(|sketcher| {
            let sketch = sketcher.sketch(&article.text_without_standing());
            let passages = (actions.contained != DuplicateAction::Off).then(|| Box::new(sketcher.passages()));
            (Some(Box::new(sketch)), passages)
        })
    }

    /// A hash of a page's site, which only the comparison of sketches needs. A page whose site is not known is on a site of its
    /// own.
    fn site_key(&self, page: &Page, id: &str) -> u64 {
        match self.config.duplicates.needs_sketches() {
            true => sites::page_key(sites::site(page).as_deref().unwrap_or(id)),
            false => 0,
        }
    }

    /// The record of an article, and what it is compared by.
    pub(crate) fn compared(&self, page: &Page, id: &str, article: &mut Article) -> Compared {
        let text_key = content_hash(&article.text);
        let canonical = article.metadata.canonical_url.as_ref().map(|c| c.value.as_str());
        let url_key = page
            .declared
            .url
            .as_deref()
            .or(canonical)
            .and_then(url_normal_form)
            .map(|form| ContentHash::compute(form.as_bytes()));
        let (sketch, passages) = self.sketch(article);
        let words = article.words;
        let record = record::from_article(page, id, article, text_key);
        let date = |date: &Option<String>| date.as_deref().and_then(seconds);
        let facts = PageFacts {
            keys: PageKeys::from_text(text_key).with_url(url_key),
            site: self.site_key(page, id),
            time: date(&record.published).or_else(|| date(&record.fetched)),
            words,
        };
        Compared { record, facts, sketch, passages }
    }

    fn candidate(&self, page: &Page, id: &str, mut article: Article) -> Candidate {
        let (language, page_type) = (article.language.map(|l| l.tag), article.page_type.as_str());
        let sample =
            (self.config.samples > 0).then(|| Sample::new(source_from_origin(&page.origin), &article));
        let Compared { record, facts, sketch, passages } = self.compared(page, id, &mut article);
        let traits = PageTraits::from_record(&record, language, page_type);
        let mut line = vec![];
        if self.config.annotate {
            record.write_annotated_line(&Annotation::new(Status::Kept), &mut line);
        } else {
            record.write_line(&self.config.schema, &mut line);
        }
        Candidate {
            sample,
            id: record.id,
            url: page.declared.url.clone(),
            source: record.source,
            facts,
            traits,
            sketch,
            passages,
            line,
        }
    }
}

thread_local! {
    /// The buffers for sketches, used again from page to page.
    static SKETCHER: RefCell<Sketcher> = RefCell::default();
}

/// The rejection of a page whose cleaning panicked.
pub(crate) fn internal_error(panic: &(dyn Any + Send)) -> Rejection {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("panic without a message");
    Rejection::new(Reason::InternalError, Some(message.to_owned()))
}

fn reject_undecodable(article: &Article) -> Option<Rejection> {
    let broken = article.charset.replacements as f64;
    if broken == 0.0 {
        // Few pages have broken characters, so the characters of the others need not be counted.
        return None;
    }
    let characters = article.document.text().chars().count().max(1) as f64;
    (broken > MAX_UNDECODABLE_SHARE * characters).then(|| {
        let detail = format!("{broken} characters could not be decoded as {}", article.charset.name);
        Rejection::new(Reason::Undecodable, Some(detail))
    })
}
