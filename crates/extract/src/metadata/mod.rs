//! What a page says of its article: title, authors, dates and the rest, each with its source.
//!
//! Null is an answer: nothing is guessed, and the day a page was fetched is never the day it was published.

use std::borrow::Cow;
use std::ops::Range;

use dechaff_html::Tree;

mod address;
mod authors;
mod class_marks;
mod collect;
mod date_lines;
mod dates;
mod dom;
mod html;
mod json_ld;
mod json_repair;
mod label_words;
mod language;
mod lines;
mod meta_tags;
mod month_names;
mod text;
mod title;

pub use address::domain;

/// A value and where it was found, such as `json-ld:datePublished`, `meta:og:title`, `dom:h1`, `line:3`
/// or `url`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it was found.
    pub source: Cow<'static, str>,
}

impl<T> Sourced<T> {
    /// A value with its source.
    pub fn new(value: T, source: impl Into<Cow<'static, str>>) -> Self {
        Self { value, source: source.into() }
    }
}

/// What a page says of its article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The headline, without the site's name.
    pub title: Option<Sourced<String>>,
    /// Names as the page gives them, without "By", roles and handles.
    pub authors: Option<Sourced<Vec<String>>>,
    /// ISO 8601: a date, or date and time, with offset if the page gives one.
    pub published: Option<Sourced<String>>,
    /// As `published`, of the last change.
    pub modified: Option<Sourced<String>>,
    /// The site's name for itself.
    pub site_name: Option<Sourced<String>>,
    /// A summary meant for search results and previews.
    pub description: Option<Sourced<String>>,
    /// The declared language: primary BCP 47 tag in lower case.
    pub language: Option<Sourced<String>>,
    /// The section of the site.
    pub section: Option<Sourced<String>>,
    /// Keywords.
    pub tags: Option<Sourced<Vec<String>>>,
    /// The address of the lead image.
    pub image: Option<Sourced<String>>,
    /// The page's address as it declares it, absolute.
    pub canonical_url: Option<Sourced<String>>,
    /// An address of a licence, or a licence's name.
    pub license: Option<Sourced<String>>,
    /// What the page calls its own kind: JSON-LD `@type` or `og:type`, as written.
    pub page_type: Option<Sourced<String>>,
    /// Whether the page says that it is not free to read.
    pub paywalled: Option<Sourced<bool>>,
}

/// What is known beside the page.
#[derive(Clone, Copy, Debug, Default)]
pub struct PageFacts<'a> {
    /// The address the page was fetched from.
    pub url: Option<&'a str>,
    /// When it was fetched, ISO 8601.
    pub fetched: Option<&'a str>,
}

/// Metadata of an HTML page.
pub fn from_html(tree: &Tree, facts: &PageFacts<'_>) -> Metadata {
    html::read(tree, facts)
}

/// Metadata of a rendered page. `lines` are its non-empty lines, trimmed, in order; `main` is the range of
/// lines that hold the article (first to last, exclusive), if one was found.
pub fn from_text(lines: &[&str], main: Option<Range<usize>>, facts: &PageFacts<'_>) -> Metadata {
    lines::read(lines, main, facts)
}

/// [`PageFacts`] read once.
struct Facts {
    address: Option<address::PageAddress>,
    fetched: Option<jiff::civil::Date>,
}

impl Facts {
    fn new(facts: &PageFacts<'_>) -> Self {
        let fetched = facts.fetched.and_then(|f| dates::read(f, dates::Order::Unknown)).map(|m| m.date());
        Self { address: facts.url.and_then(address::PageAddress::new), fetched }
    }

    fn host(&self) -> Option<&str> {
        self.address.as_ref()?.host()
    }

    fn site_label(&self) -> Option<&str> {
        self.address.as_ref()?.site_label()
    }
}
