//! What is known about a page besides its bytes.

use std::sync::Arc;

use crate::sites::SiteIndex;

/// What is known about a page besides its bytes: from the dump's container, an HTTP header or the caller.
///
/// Every field is optional. The default is a page about which nothing is known.
///
/// ```
/// use dechaff_extract::{Form, PageContext};
/// let context = PageContext::new().url("https://news.example/bridge").form(Form::Html);
/// assert_eq!(context.url, Some("https://news.example/bridge"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageContext<'a> {
    /// How to read the page.
    pub form: Form,
    /// The page's URL. Relative links are resolved against it, and it is evidence for dates and names.
    pub url: Option<&'a str>,
    /// When the page was fetched, as ISO 8601. A publication date after it is not believed.
    pub fetched: Option<&'a str>,
    /// The charset that an HTTP header or the container declares.
    pub charset: Option<&'a str>,
    /// The profile of the page's site.
    pub site: Option<&'a Arc<SiteIndex>>,
    /// The page's own key in the profile, if it may be there. What the page itself added to the profile is then left out.
    pub site_key: Option<u64>,
}

/// How to read a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// As HTML if one of HTML's tags appears near the beginning, otherwise as text.
    #[default]
    Sniff,
    /// As HTML.
    Html,
    /// As text that another program rendered from a page.
    Text,
}

impl<'a> PageContext<'a> {
    /// A page about which nothing is known.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how to read the page.
    pub fn form(mut self, form: Form) -> Self {
        self.form = form;
        self
    }

    /// Sets the page's URL.
    pub fn url(mut self, url: impl Into<Option<&'a str>>) -> Self {
        self.url = url.into();
        self
    }

    /// Sets when the page was fetched, as ISO 8601.
    pub fn fetched(mut self, fetched: impl Into<Option<&'a str>>) -> Self {
        self.fetched = fetched.into();
        self
    }

    /// Sets the charset that an HTTP header or the container declares.
    pub fn charset(mut self, charset: impl Into<Option<&'a str>>) -> Self {
        self.charset = charset.into();
        self
    }

    /// Sets the profile of the page's site.
    pub fn site(mut self, site: impl Into<Option<&'a Arc<SiteIndex>>>) -> Self {
        self.site = site.into();
        self
    }

    /// Sets the page's own key in the profile of its site.
    pub fn site_key(mut self, key: impl Into<Option<u64>>) -> Self {
        self.site_key = key.into();
        self
    }
}

impl Form {
    /// Whether to read a page as HTML.
    pub(crate) fn is_html(self, text: &str) -> bool {
        match self {
            Self::Html => true,
            Self::Text => false,
            Self::Sniff => looks_like_html(text),
        }
    }
}

/// Names that begin a tag of HTML. A name that ends in a space or `>` must be followed by just that: other markup has
/// tags that begin the same way.
const TAGS: [&str; 28] = [
    "!doctype",
    "html",
    "head",
    "body",
    "title",
    "meta",
    "div",
    "p",
    "span",
    "a ",
    "table",
    "h1",
    "h2",
    "h3",
    "ul",
    "ol",
    "br",
    "article",
    "section",
    "main",
    "script",
    "style",
    "link",
    "b>",
    "i>",
    "strong",
    "em>",
    "blockquote",
];

/// How many characters at the beginning of a page are searched for tags.
const SNIFFED_CHARACTERS: usize = 4096;

/// Whether one of HTML's tags appears near the beginning of a page.
fn looks_like_html(text: &str) -> bool {
    let head: String = text.chars().take(SNIFFED_CHARACTERS).collect::<String>().to_ascii_lowercase();
    head.match_indices('<').any(|(at, _)| {
        let rest = &head[at + 1..];
        TAGS.iter().any(|tag| {
            rest.strip_prefix(tag).is_some_and(|after| {
                tag.ends_with([' ', '>']) || after.starts_with(['>', ' ', '/', '\n', '\t', '\r'])
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_html_are_recognized() {
        for html in ["<!DOCTYPE html>", "text <p>", "<a href=x>", "<BR/>", "<div\nclass=x>"] {
            assert!(looks_like_html(html), "{html}");
        }
        for text in ["", "a < b", "<pre-text>", "<author>", "<bold>", "List<String> x"] {
            assert!(!looks_like_html(text), "{text}");
        }
    }
}
