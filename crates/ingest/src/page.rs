//! A page, and what its container says about it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// How to read the bytes of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageKind {
    /// HTML, or a part of it.
    Html,
    /// Text that was already rendered. Markdown counts as text.
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

/// Where an item is in the input.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The file as it was named or found; `-` is standard input. Bytes of a name that are not UTF-8 appear as
    /// U+FFFD. A member of an archive is `archive.tar!/folder/name`; control characters in its name appear as
    /// U+FFFD too.
    pub file: Arc<str>,
    /// The record, counted from 1 within the file: the line of a JSON Lines file (blank lines count), the
    /// object of other JSON, the record of a WARC or ARC file (records that are not pages count), the row of
    /// CSV (the header does not count), the part of a saved page (MHTML), 1 for a plain page file. 0 means that
    /// the file gave no record at all, for instance because it could not be opened. After damage only records
    /// that could still be recognised are counted, so the number may be too low.
    pub record: u64,
    /// The byte at which the record starts, counted from 0 in the decompressed stream. Bytes lost to damage are
    /// not counted. In a file that is not compressed this is the offset in the file.
    pub offset: u64,
}

/// What the container says about a page.
///
/// Everything is as given and trimmed, with two exceptions. Words that mean "nothing" (`None`, `nan`, `NULL`,
/// ...) become `None`. Dates become ISO 8601 if they can be read in one way only: stamps of 14 digits, seconds
/// or milliseconds since 1970, RFC 2822 and similar forms. Other dates stay as given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Declared {
    /// The input's own id: a JSON field, or the WARC record id without `<urn:uuid:` and `>`.
    pub id: Option<String>,
    /// The URL of the page.
    pub url: Option<String>,
    /// The charset of the HTTP header as written there, or `utf-8` for text from JSON or WET.
    pub charset: Option<String>,
    /// When the page was scraped.
    pub fetched: Option<String>,
    /// When the page says it was published.
    pub published: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// The authors, in the input's order.
    pub authors: Vec<String>,
    /// The language as the input writes it (`en`, `eng`, `English`, ...).
    pub language: Option<String>,
    /// The name of the site.
    pub site_name: Option<String>,
}

/// One page: its bytes, and what is known about it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Page {
    /// The page without transfer and content codings, at most
    /// [`max_page_bytes`](crate::Options::max_page_bytes) of it. Empty if the container has an empty page.
    pub bytes: Vec<u8>,
    /// How to read the bytes.
    pub kind: PageKind,
    /// What the container says about the page.
    pub declared: Declared,
    /// The fields that [`keep_fields`](crate::Options::keep_fields) names, under these names and in this order.
    pub metadata: Map<String, Value>,
    /// Where the page came from.
    pub origin: Origin,
    /// Set if the page is larger than the limit, so that `bytes` is only its first part. The size of the page
    /// in bytes if it is known, or else a lower bound.
    pub too_large: Option<u64>,
    /// The page is incomplete: the container says so, a mark at its end says so, or its coding broke off.
    pub truncated: bool,
    /// The bytes are neither markup nor text, although the container says that they are a page.
    pub not_text: bool,
    /// Bytes in a JSON record that were not UTF-8, or unpaired surrogates, were replaced by U+FFFD.
    pub decoding_errors: bool,
}

impl Page {
    /// A page about which nothing more is known.
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
