//! What the head of a page alone says.

use crate::metadata::{from_html, page_url};
use crate::page_context::PageContext;

/// Bytes of a page in which its head is looked for.
const MAX_HEAD_BYTES: usize = 1 << 18;

/// The site of an HTML page whose URL is not known, by the canonical URL that its head gives. Reads no more than the head,
/// and at most 256 KiB. `None` if there is no such URL.
///
/// ```
/// let page = b"<title>Ferry returns</title><link rel=canonical href=https://www.news.example/ferry><body>...";
/// assert_eq!(dechaff_extract::metadata::site_of_head(page).as_deref(), Some("news.example"));
/// ```
pub fn site_of_head(html: &[u8]) -> Option<String> {
    let head = head(html);
    // Other pages are the rule in some dumps, and need not be parsed for this.
    let may_have_url =
        [&b"canonical"[..], b"og:url"].iter().any(|name| memchr::memmem::find(head, name).is_some());
    if !may_have_url {
        return None;
    }
    let tree = dechaff_html::parse(&String::from_utf8_lossy(head));
    let url = from_html(&tree, &PageContext::new()).canonical_url?;
    page_url::site_of(&url.value)
}

/// The page up to its body.
fn head(html: &[u8]) -> &[u8] {
    let html = &html[..html.len().min(MAX_HEAD_BYTES)];
    let begins_body = |&at: &usize| {
        let rest = &html[at + 1..];
        ["/head", "body"].iter().any(|name| {
            rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
        })
    };
    let end = memchr::memchr_iter(b'<', html).find(begins_body).unwrap_or(html.len());
    &html[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_is_that_of_the_canonical_url_in_the_head() {
        let site = |html: &str| site_of_head(html.as_bytes());
        assert_eq!(
            site("<head><meta property=og:url content='http://a.news.example/1'></HEAD>").as_deref(),
            Some("news.example")
        );
        assert_eq!(site("<link rel=canonical href=/ferry>"), None);
        assert_eq!(site("<BODY><link rel=canonical href=https://news.example/ferry>"), None);
        assert_eq!(site("<p>a canonical text"), None);
        assert_eq!(site(""), None);
    }
}
