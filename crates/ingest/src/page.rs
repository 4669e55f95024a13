//! A page, and what its container said of it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// How a page's bytes are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageKind {
    /// Markup.
    Html,
    /// Text that somebody already rendered. Markdown counts as text.
    Text,
}

impl PageKind {
    /// `html` or `text`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            PageKind::Html => "html",
            PageKind::Text => "text",
        }
    }
}

/// Where an item stands in the input.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The file as it was named or found; `-` is standard input. Bytes of a name that are not UTF-8 appear
    /// as U+FFFD. A member of an archive is `archive.tar!/folder/name`; control characters in its name appear
    /// as U+FFFD too.
    pub file: Arc<str>,
    /// Counts from 1 within the file: the line of a JSON Lines file (blank lines count), the object
    /// of other JSON, the record of a
    /// WARC or ARC file (records that are no pages count), the row of CSV (the header does not count), the part
    /// of a saved page (MHTML), 1 for a plain page file. 0 says that the file gave no
    /// record at all, because it could not be opened for instance. Behind a damaged stretch the number counts
    /// what could still be seen, so it may be too low.
    pub record: u64,
    /// The byte at which the record starts, counted from 0 in the stream after decompression. Bytes that
    /// damage took away are not counted. For a file that is not compressed it is the offset in the file.
    pub offset: u64,
}

/// What the container said of a page. Everything is as given, trimmed, apart from words that stand for
/// nothing (`None`, `nan`, `NULL`, ...), which become `None`, and dates, which become ISO 8601 where they can
/// be read in one way only: stamps of 14 digits, seconds or milliseconds since 1970, RFC 2822 and the like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Declared {
    /// The input's own id: a JSON field, or the WARC record id without `<urn:uuid:` and `>`.
    pub id: Option<String>,
    /// The page's address.
    pub url: Option<String>,
    /// The charset of the HTTP header in the writing of the header; `utf-8` for text that came out of JSON
    /// or WET.
    pub charset: Option<String>,
    /// When the page was scraped.
    pub fetched: Option<String>,
    /// When the page says it was published.
    pub published: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// The authors, in the input's order.
    pub authors: Vec<String>,
    /// The language in the input's writing (`en`, `eng`, `English`, ...).
    pub language: Option<String>,
    /// The site's name for itself.
    pub site_name: Option<String>,
}

/// One page: what was scraped, and what is known of it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Page {
    /// The page, without transfer and content codings; at most
    /// [`max_page_bytes`](crate::Options::max_page_bytes) of it. Empty if the container has the page but
    /// nothing in it.
    pub bytes: Vec<u8>,
    /// How to read the bytes.
    pub kind: PageKind,
    /// What the container said.
    pub declared: Declared,
    /// The fields that [`keep_fields`](crate::Options::keep_fields) asked for, under the names it used, in
    /// its order.
    pub metadata: Map<String, Value>,
    /// Where the page came from.
    pub origin: Origin,
    /// Set when the page is larger than the limit, and then `bytes` is its first part. The number is the
    /// page's size in bytes if it is known, else the least it must be.
    pub too_large: Option<u64>,
    /// The page is not whole: the container says so, a cut mark ends it, or its coding broke off.
    pub truncated: bool,
    /// The bytes are neither markup nor text although the container calls them a page.
    pub not_text: bool,
    /// Bytes that were not UTF-8 in a JSON line, or halves of surrogate pairs, were replaced by U+FFFD.
    pub decoding_errors: bool,
}

impl Page {
    /// A page of which nothing more is known.
    #[must_use]
    pub fn new(bytes: Vec<u8>, kind: PageKind, origin: Origin) -> Self {
        Page {
            bytes,
            kind,
            declared: Declared::default(),
            metadata: Map::new(),
            origin,
            too_large: None,
            truncated: false,
            not_text: false,
            decoding_errors: false,
        }
    }
}
