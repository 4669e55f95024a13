//! One page: from what ingest gives to what the deciding thread needs. Pure, and run in parallel.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use dechaff_dedup::{ContentHash, content_hash, url_normal_form};
use dechaff_export::{Annotation, Record, Reject, Source, Status};
use dechaff_extract::html::CharsetSource;
use dechaff_extract::metadata::{domain, iso_date};
use dechaff_extract::{Article, Defect, Extractor, Form, Label, PageContext, SiteRulesError, Sourced};
use dechaff_ingest::{Origin, Page, PageKind};

use crate::{Config, Reason};

/// What a worker makes of a page.
pub(crate) enum Outcome {
    /// An article, unless it is a copy.
    Candidate(Box<Candidate>),
    /// Not an article, and the line that says so.
    Rejected(Reason, Vec<u8>),
}

/// An article that waits for its turn.
pub(crate) struct Candidate {
    pub(crate) id: String,
    pub(crate) url: Option<String>,
    pub(crate) source: Source,
    pub(crate) text_key: ContentHash,
    pub(crate) url_key: Option<ContentHash>,
    pub(crate) language: Option<&'static str>,
    /// The record as a line.
    pub(crate) line: Vec<u8>,
    /// The record itself, where a copy would be written too.
    pub(crate) record: Option<Box<Record>>,
    /// What was cut, where somebody wants to see samples.
    pub(crate) sample: Option<Sample>,
}

/// A page and what would be cut from it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Sample {
    /// Where the page stands.
    pub source: Source,
    /// Its headline.
    pub title: Option<String>,
    /// Words that are kept.
    pub words: u32,
    /// The blocks that are cut, in the page's order: label and text.
    pub cut: Vec<(&'static str, String)>,
}

/// A page with a larger share of characters that could not be decoded is rejected.
const MOST_UNDECODABLE: f64 = 0.1;

/// What workers share.
pub(crate) struct Cleaner {
    pub(crate) extractor: Extractor,
    pub(crate) config: Config,
}

impl Cleaner {
    pub(crate) fn new(config: &Config) -> Result<Self, SiteRulesError> {
        let mut builder =
            Extractor::builder().options(config.extract.clone()).site_rules(config.site_rules()?);
        if let Some(model) = &config.model {
            builder = builder.model(Arc::clone(model));
        }
        let extractor = builder.build();
        Ok(Self { extractor, config: config.clone() })
    }

    /// Cleans a page. A panic costs the page alone.
    pub(crate) fn clean(&self, page: Page) -> Outcome {
        let id = page_id(&page);
        let result = catch_unwind(AssertUnwindSafe(|| self.try_clean(&page, &id)));
        result.unwrap_or_else(|panic| {
            let detail = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("panic without a message")
                .to_owned();
            self.reject(&page, &id, Reason::InternalError, Some(detail), None)
        })
    }

    fn try_clean(&self, page: &Page, id: &str) -> Outcome {
        match self.judge(page) {
            (article, Some((reason, detail))) => self.reject(page, id, reason, detail, article),
            (Some(article), None) => Outcome::Candidate(Box::new(self.candidate(page, id, article))),
            (None, None) => self.reject(page, id, Reason::NoMainContent, None, None),
        }
    }

    /// What is found on a page, and why it is rejected, if it is. Pages that are no text are not read.
    pub(crate) fn judge(&self, page: &Page) -> (Option<Article>, Option<(Reason, Option<String>)>) {
        if let Some(size) = page.too_large {
            let limit = self.config.ingest.max_page_bytes;
            let detail = format!("{size} bytes or more, the limit is {limit} (--max-page-bytes)");
            return (None, Some((Reason::TooLarge, Some(detail))));
        }
        if page.not_text {
            return (None, Some((Reason::NotText, None)));
        }
        if page.bytes.iter().all(u8::is_ascii_whitespace) {
            return (None, Some((Reason::Empty, None)));
        }
        let form = match page.kind {
            PageKind::Html => Form::Html,
            PageKind::Text => Form::Text,
        };
        let context = PageContext::new()
            .form(form)
            .url(page.declared.url.as_deref())
            .fetched(page.declared.fetched.as_deref())
            .charset(page.declared.charset.as_deref());
        let article = self.extractor.extract(&page.bytes, &context);
        let fault = self.fault(&article);
        (Some(article), fault)
    }

    /// Why an article is not wanted, the plainest reason first.
    fn fault(&self, article: &Article) -> Option<(Reason, Option<String>)> {
        let selection = &self.config.selection;
        let broken = article.charset.replacements as f64;
        // Few pages have any, and only theirs are counted.
        let characters = || article.document.text().chars().count().max(1) as f64;
        if broken > 0.0 && broken > MOST_UNDECODABLE * characters() {
            let detail = format!("{broken} characters could not be decoded as {}", article.charset.name);
            return Some((Reason::Undecodable, Some(detail)));
        }
        match article.defect {
            Some(Defect::ErrorPage) => return Some((Reason::ErrorPage, None)),
            Some(_) => return Some((Reason::Stub, None)),
            None => {}
        }
        if article.words == 0 {
            let excluded = article.verdicts.iter().any(|v| v.label == Label::Excluded);
            return Some((if excluded { Reason::Excluded } else { Reason::NoMainContent }, None));
        }
        if article.words < selection.min_words {
            let detail =
                format!("{} words, the limit is {} (--min-words)", article.words, selection.min_words);
            return Some((Reason::TooShort, Some(detail)));
        }
        let language = article.language.map(|l| l.tag);
        if !selection.language.is_empty()
            && !language.is_some_and(|l| selection.language.iter().any(|w| w == l))
        {
            return Some((Reason::Language, Some(language.unwrap_or("unknown").to_owned())));
        }
        if article.confidence < selection.min_confidence {
            return Some((Reason::LowConfidence, Some(format!("{:.3}", article.confidence))));
        }
        None
    }

    fn reject(
        &self,
        page: &Page,
        id: &str,
        reason: Reason,
        detail: Option<String>,
        article: Option<Article>,
    ) -> Outcome {
        let mut line = vec![];
        if self.config.annotate {
            let record = record_of(page, id, article);
            let annotation =
                Annotation::new(Status::Rejected).with_reason(reason.as_str()).with_detail(detail);
            record.write_annotated_line(&annotation, &mut line);
            return Outcome::Rejected(reason, line);
        }
        let title = article.as_ref().and_then(|a| a.metadata.title.as_ref()).map(|t| t.value.clone());
        let mut reject = Reject::default();
        reject.id = id.to_owned();
        reject.url = page.declared.url.clone();
        reject.source = source(&page.origin);
        reject.reason = reason.as_str().into();
        reject.detail = detail;
        reject.title = title.or_else(|| page.declared.title.clone());
        reject.text = article.filter(|_| self.config.rejected_text).map(|a| a.text);
        reject.write_line(&mut line);
        Outcome::Rejected(reason, line)
    }

    fn candidate(&self, page: &Page, id: &str, article: Article) -> Candidate {
        let text_key = content_hash(&article.text);
        let url = page.declared.url.clone();
        let canonical = article.metadata.canonical_url.as_ref().map(|c| c.value.as_str());
        let url_key = url
            .as_deref()
            .or(canonical)
            .and_then(url_normal_form)
            .map(|form| ContentHash::compute(form.as_bytes()));
        let language = article.language.map(|l| l.tag);
        let sample = (self.config.samples > 0).then(|| sample(&page.origin, &article));
        let record = record(page, id, article, text_key);
        let mut line = vec![];
        if self.config.annotate {
            record.write_annotated_line(&Annotation::new(Status::Kept), &mut line);
        } else {
            record.write_line(self.config.schema, &mut line);
        }
        Candidate {
            sample,
            id: record.id.clone(),
            url,
            source: record.source.clone(),
            text_key,
            url_key,
            language,
            line,
            record: (self.config.keep_duplicates || self.config.annotate).then(|| Box::new(record)),
        }
    }
}

/// The input's own id, else 32 hex digits of BLAKE3 over address and bytes: the same wherever the page is moved.
pub(crate) fn page_id(page: &Page) -> String {
    if let Some(id) = &page.declared.id {
        return id.clone();
    }
    let mut hasher = blake3::Hasher::new();
    hasher.update(page.declared.url.as_deref().unwrap_or("").as_bytes());
    hasher.update(&[0]);
    hasher.update(&page.bytes);
    hasher.finalize().to_hex()[..32].to_owned()
}

pub(crate) fn source(origin: &Origin) -> Source {
    Source { file: origin.file.to_string(), record: origin.record, offset: origin.offset }
}

/// A page as a record, whatever became of it.
pub(crate) fn record_of(page: &Page, id: &str, article: Option<Article>) -> Record {
    match article {
        Some(article) => {
            let hash = content_hash(&article.text);
            record(page, id, article, hash)
        }
        None => bare_record(page, id),
    }
}

/// All that is known of a page that was not read.
fn bare_record(page: &Page, id: &str) -> Record {
    let mut record = Record::default();
    record.id = id.to_owned();
    record.url = page.declared.url.clone();
    record.domain = page.declared.url.as_deref().and_then(domain);
    record.title = page.declared.title.clone();
    record.fetched = page.declared.fetched.clone();
    record.source = source(&page.origin);
    record.metadata = page.metadata.clone();
    record
}

fn sample(origin: &Origin, article: &Article) -> Sample {
    let cut = article
        .document
        .blocks()
        .iter()
        .zip(&article.verdicts)
        .filter(|(_, verdict)| !verdict.is_kept())
        .map(|(block, verdict)| (verdict.label.as_str(), article.document.block_text(block).to_owned()))
        .collect();
    let title = article.metadata.title.as_ref().map(|t| t.value.clone());
    Sample { source: source(origin), title, words: article.words, cut }
}

/// An article as a record. What the container declares stands in for what the page does not say; on a rendered page,
/// where the page's own lines can only be guessed at, it comes first.
fn record(page: &Page, id: &str, article: Article, hash: ContentHash) -> Record {
    let flags = flags(page, &article);
    let declared = &page.declared;
    let first = article.document.rendered();
    let choose = |given: Option<String>, found: Option<Sourced<String>>| {
        let found = found.map(|s| s.value);
        if first { given.or(found) } else { found.or(given) }
    };
    let metadata = article.metadata;
    let found_authors = metadata.authors.map(|a| a.value).unwrap_or_default();
    let authors = match (first, declared.authors.is_empty(), found_authors.is_empty()) {
        (true, false, _) | (false, _, true) => declared.authors.clone(),
        _ => found_authors,
    };
    let canonical_url = metadata.canonical_url.map(|c| c.value);
    let published = declared.published.as_deref().and_then(|date| {
        let facts = PageContext::new().url(declared.url.as_deref()).fetched(declared.fetched.as_deref());
        iso_date(date, declared.language.as_deref(), &facts)
    });
    let fetched = declared
        .fetched
        .as_deref()
        .map(|date| iso_date(date, None, &PageContext::new()).unwrap_or_else(|| date.to_owned()));
    let address = declared.url.as_deref().or(canonical_url.as_deref());
    let value = |s: Option<Sourced<String>>| s.map(|s| s.value);
    let mut record = Record::default();
    record.id = id.to_owned();
    record.url = declared.url.clone();
    record.domain = address.and_then(domain);
    record.canonical_url = canonical_url;
    record.site_name = choose(declared.site_name.clone(), metadata.site_name);
    record.title = choose(declared.title.clone(), metadata.title);
    record.authors = authors;
    record.published = choose(published, metadata.published);
    record.modified = value(metadata.modified);
    record.language = article.language.map(|l| l.tag.to_owned());
    record.language_score = article.language.map(|l| rounded(l.score));
    record.section = value(metadata.section);
    record.tags = metadata.tags.map(|t| t.value).unwrap_or_default();
    record.image = value(metadata.image);
    record.license = value(metadata.license);
    record.description = value(metadata.description);
    record.page_type = Some(article.page_type.as_str().to_owned());
    record.page_type_score = article.types.and_then(|types| types.get(article.page_type)).map(rounded);
    record.text = article.text;
    record.markdown = article.markdown;
    record.comments = article.comments;
    record.words = u64::from(article.words);
    record.confidence = rounded(article.confidence);
    record.content_hash = hash.to_string();
    record.fetched = fetched;
    record.charset = article.charset.name.to_owned();
    record.source = source(&page.origin);
    record.flags = flags;
    record.metadata = page.metadata.clone();
    record
}

/// Three decimals say all that such a number knows.
fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1000.0).round() / 1000.0
}

fn flags(page: &Page, article: &Article) -> Vec<String> {
    let charset = match article.charset.source {
        CharsetSource::Header => None,
        CharsetSource::Bom => Some("charset_bom"),
        CharsetSource::Meta => Some("charset_meta"),
        CharsetSource::Utf8 => Some("charset_utf8"),
        CharsetSource::Detected => Some("charset_detected"),
    };
    let paywalled = article.metadata.paywalled.as_ref().is_some_and(|p| p.value);
    [
        charset,
        (page.decoding_errors || article.charset.replacements > 0).then_some("decoding_errors"),
        article.document.limited().then_some("limited"),
        article.charset.repaired.then_some("mojibake_fixed"),
        paywalled.then_some("paywalled"),
        page.truncated.then_some("truncated"),
    ]
    .into_iter()
    .flatten()
    .map(str::to_owned)
    .collect()
}
