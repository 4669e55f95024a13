//! Turns a page and its article into the record that is written.

use dechaff_dedup::{ContentHash, content_hash};
use dechaff_export::{Record, Source};
use dechaff_extract::html::CharsetSource;
use dechaff_extract::metadata::{domain, iso_date};
use dechaff_extract::{Article, PageContext, Sourced};
use dechaff_ingest::{Declared, Origin, Page};
use jiff::civil::Date;
use jiff::{Timestamp, Unit};

/// Returns the id of a page: the input's own id, else 32 hex digits of BLAKE3 over URL and bytes. The hash does not
/// depend on where the page is stored.
pub(crate) fn page_id(page: &Page) -> String {
    if let Some(id) = &page.declared.id {
        return id.clone();
    }
    hash_page(page).to_hex()[..32].to_owned()
}

/// The hash of a page's URL and bytes.
pub(crate) fn hash_page(page: &Page) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(page.declared.url.as_deref().unwrap_or("").as_bytes());
    hasher.update(&[0]);
    hasher.update(&page.bytes);
    hasher.finalize()
}

pub(crate) fn source_from_origin(origin: &Origin) -> Source {
    Source { file: origin.file.to_string(), record: origin.record, offset: origin.offset }
}

/// Builds the record of any page, kept or rejected. `article` is `None` for pages that were not read. Its text and metadata
/// are moved into the record.
pub(crate) fn from_page(page: &Page, id: &str, article: Option<&mut Article>) -> Record {
    match article {
        Some(article) => {
            let hash = content_hash(&article.text);
            from_article(page, id, article, hash)
        }
        None => from_unread_page(page, id),
    }
}

/// Builds the record of a page that was not read, from what its container declares.
fn from_unread_page(page: &Page, id: &str) -> Record {
    let mut record = Record::default();
    record.id = id.to_owned();
    record.url = page.declared.url.clone();
    record.domain = page.declared.url.as_deref().and_then(domain);
    record.title = page.declared.title.clone();
    record.fetched = page.declared.fetched.clone();
    record.fetched_at = day_and_moment(record.fetched.as_deref()).1;
    record.source = source_from_origin(&page.origin);
    record.metadata = page.metadata.clone();
    record
}

/// Builds the record of an article. On HTML pages, what the container declares fills the gaps in the page's own
/// metadata. On rendered pages it comes first, because the page's own lines can only be guessed at. The text and metadata of
/// the article are moved into the record.
pub(crate) fn from_article(page: &Page, id: &str, article: &mut Article, hash: ContentHash) -> Record {
    let flags = flags(page, article);
    let declared = &page.declared;
    let prefer_declared = article.document.rendered();
    let choose = |given: Option<String>, found: Option<Sourced<String>>| {
        let found = found.map(|s| s.value);
        if prefer_declared { given.or(found) } else { found.or(given) }
    };
    let value = |field: Option<Sourced<String>>| field.map(|f| f.value);
    let list = |field: Option<Sourced<Vec<String>>>| field.map(|f| f.value).unwrap_or_default();
    let metadata = std::mem::take(&mut article.metadata);
    let canonical_url = value(metadata.canonical_url);
    let mut record = Record::default();
    record.id = id.to_owned();
    record.url = declared.url.clone();
    record.domain = declared.url.as_deref().or(canonical_url.as_deref()).and_then(domain);
    record.canonical_url = canonical_url;
    record.site_name = choose(declared.site_name.clone(), metadata.site_name);
    record.title = choose(declared.title.clone(), metadata.title);
    record.authors = choose_authors(&declared.authors, list(metadata.authors), prefer_declared);
    record.published = choose(publication_date(declared), metadata.published);
    record.modified = value(metadata.modified);
    (record.published_date, record.published_at) = day_and_moment(record.published.as_deref());
    (record.modified_date, record.modified_at) = day_and_moment(record.modified.as_deref());
    record.language = article.language.map(|l| l.tag.to_owned());
    record.language_score = article.language.map(|l| round(l.score));
    record.section = value(metadata.section);
    record.tags = list(metadata.tags);
    record.image = value(metadata.image);
    record.license = value(metadata.license);
    record.description = value(metadata.description);
    record.page_type = Some(article.page_type.as_str().to_owned());
    record.page_type_score = article.types.and_then(|types| types.get(article.page_type)).map(round);
    record.text = std::mem::take(&mut article.text);
    record.markdown = article.markdown.take();
    record.comments = article.comments.take();
    record.words = u64::from(article.words);
    record.confidence = round(article.confidence);
    record.content_hash = hash.to_string();
    record.fetched = fetch_date(declared);
    record.fetched_at = day_and_moment(record.fetched.as_deref()).1;
    record.charset = article.charset.name.to_owned();
    record.source = source_from_origin(&page.origin);
    record.flags = flags;
    record.metadata = page.metadata.clone();
    record
}

fn choose_authors(declared: &[String], found: Vec<String>, prefer_declared: bool) -> Vec<String> {
    let use_declared = if prefer_declared { !declared.is_empty() } else { found.is_empty() };
    if use_declared { declared.to_vec() } else { found }
}

/// The publication date that the container declares, as ISO 8601. `None` if it can't be read in one way only.
fn publication_date(declared: &Declared) -> Option<String> {
    let context = PageContext::new().url(declared.url.as_deref()).fetched(declared.fetched.as_deref());
    iso_date(declared.published.as_deref()?, declared.language.as_deref(), &context)
}

/// The fetch date that the container declares, as ISO 8601 if it can be read in one way only, else as given.
///
/// Dates are read twice. Ingest knows the container, and with it the conventions of crawlers (stamps of 14 digits in
/// UTC, seconds since 1970, producers that put the month first), but no words. Extraction reads dates in words, in some
/// thirty languages, but knows no container. A date in ISO 8601 is the same after both.
fn fetch_date(declared: &Declared) -> Option<String> {
    let date = declared.fetched.as_deref()?;
    Some(iso_date(date, None, &PageContext::new()).unwrap_or_else(|| date.to_owned()))
}

/// The day of an ISO 8601 date as it is written, and its moment if it has a time and a zone. Dates that no calendar has
/// give neither.
fn day_and_moment(date: Option<&str>) -> (Option<Date>, Option<Timestamp>) {
    let Some(date) = date else { return (None, None) };
    let day = date.get(..10).and_then(|day| day.parse().ok());
    // Readers of typed columns have microseconds.
    let moment = date.parse::<Timestamp>().ok().and_then(|at| at.round(Unit::Microsecond).ok());
    (day, moment)
}

/// Rounds a score to three decimals. More would claim a precision that the score does not have.
fn round(value: f32) -> f64 {
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
        article.from_data.as_ref().map(|_| "from_data"),
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
