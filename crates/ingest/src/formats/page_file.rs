//! A file that is itself a page.

use std::collections::VecDeque;

use memchr::{memchr, memmem};

use crate::formats::{FileFacts, Format, ReadState};
use crate::item::{Item, SkipKind};
use crate::page::{Page, PageKind};
use crate::sniff::{self, Sniffed};
use crate::stream::{Stop, Stream};

/// How far into a page the comment of a browser that saved it is looked for. Browsers write it first.
const SAVED_FROM_WITHIN: usize = 4 << 10;

pub(crate) struct PageFile {
    facts: FileFacts,
    done: bool,
}

impl PageFile {
    pub(crate) fn new(facts: FileFacts) -> Self {
        PageFile { facts, done: false }
    }

    /// The error to report if the file is not complete, as far as it was read.
    fn damage(&self, stream: &Stream) -> Option<Item> {
        match stream.stop() {
            Some(Stop::Gap(damage) | Stop::Fatal(damage)) => {
                Some(self.facts.error(1, stream.offset(), damage.clone()))
            }
            _ => None,
        }
    }
}

impl Format for PageFile {
    fn advance(&mut self, stream: &mut Stream, state: &mut ReadState, items: &mut VecDeque<Item>) -> bool {
        if std::mem::replace(&mut self.done, true) {
            return false;
        }
        stream.fill_to(sniff::SNIFF_BYTES);
        let sniffed = match sniff::sniff(stream.data()) {
            Sniffed::Html => Ok(PageKind::Html),
            Sniffed::Text => Ok(PageKind::Text),
            Sniffed::Other(kind) => Err(kind),
            Sniffed::Binary => Err(SkipKind::Binary),
        };
        let kind = match sniffed {
            Ok(kind) => kind,
            Err(kind) => {
                items.push_back(self.facts.skipped(1, 0, kind));
                // Damage may be the reason why it looks like this.
                items.extend(self.damage(stream));
                return true;
            }
        };
        let mut page = Page::new(Vec::new(), kind, self.facts.origin(1, 0));
        self.read_page(stream, &mut page, state.options.max_page_bytes);
        page.declared.url = saved_from(&page.bytes).or_else(|| url_from_name(&self.facts));
        let error = self.damage(stream);
        page.truncated = error.is_some();
        if error.is_none() || !page.bytes.is_empty() {
            items.push_back(Item::Page(Box::new(page)));
        }
        items.extend(error);
        true
    }
}

impl PageFile {
    /// Reads up to `limit` bytes into a page, and finds out how many there are.
    fn read_page(&self, stream: &mut Stream, page: &mut Page, limit: usize) {
        // Unless the file is compressed, its size on disk is the page's size, and the rest need not be read.
        let known = self.facts.size.filter(|&size| !self.facts.compressed && size > limit as u64);
        loop {
            let free = limit - page.bytes.len();
            let data = stream.data();
            page.bytes.extend_from_slice(&data[..data.len().min(free)]);
            stream.consume(stream.data().len());
            if page.bytes.len() == limit && known.is_some() {
                page.too_large = known;
                break;
            }
            if !stream.more() {
                break;
            }
        }
        if stream.offset() > limit as u64 {
            page.too_large = page.too_large.or(Some(stream.offset()));
        }
    }
}

/// The URL in a browser's `<!-- saved from url=(0030)https://... -->`.
fn saved_from(page: &[u8]) -> Option<String> {
    let head = &page[..page.len().min(SAVED_FROM_WITHIN)];
    let at = memmem::find(head, b"<!-- saved from url=(")?;
    let rest = &head[at + b"<!-- saved from url=(".len()..];
    // The number is the URL's length, and often wrong.
    let rest = &rest[memchr(b')', &rest[..rest.len().min(8)])? + 1..];
    let url = rest[..memmem::find(rest, b"-->")?].trim_ascii();
    let url = String::from_utf8(url.to_vec()).ok()?;
    is_web_url(&url).then_some(url)
}

fn is_web_url(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.starts_with('/') && !rest.is_empty())
        && !url.contains(|character: char| character.is_whitespace() || character.is_control())
}

/// The URL that a percent-encoded file name spells: `https%3A%2F%2Fexample.org%2Fnews`.
fn url_from_name(facts: &FileFacts) -> Option<String> {
    let name = facts.name.rsplit(['/', '\\']).next()?;
    let lower = name.to_ascii_lowercase();
    if !lower.starts_with("https%3a%2f%2f") && !lower.starts_with("http%3a%2f%2f") {
        return None;
    }
    let mut name = name;
    if facts.compressed {
        let suffixes = [".gz", ".zst", ".zstd", ".bz2", ".xz", ".lz4"];
        name = suffixes.iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name);
    }
    let mut url = percent_decode(name)?;
    // A suffix that cannot belong to the URL was added by the scraper. Others stay, as many URLs end so.
    for suffix in [".html", ".htm", ".txt"] {
        if let Some(stem) = url.strip_suffix(suffix) {
            let path = stem.split_once("://").map_or("", |(_, rest)| rest);
            if stem.ends_with('/') || stem.contains('?') || !path.contains('/') {
                url.truncate(stem.len());
            }
            break;
        }
    }
    is_web_url(&url).then_some(url)
}

/// Undoes percent-encoding. `None` if the result is not UTF-8.
fn percent_decode(name: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        let hex = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match hex.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| byte == b'%') {
            Some(value) => {
                bytes.push(value);
                rest = &tail[2..];
            }
            None => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_urls() {
        let check = |name: &str, compressed: bool, expected: Option<&str>| {
            let facts = FileFacts { compressed, ..FileFacts::new(name, None) };
            assert_eq!(url_from_name(&facts).as_deref(), expected, "{name}");
        };
        check("dump/https%3A%2F%2Fexample.org%2Fnews%2F1", false, Some("https://example.org/news/1"));
        check("dump/http%3a%2f%2fexample.org%2fa.html", false, Some("http://example.org/a.html"));
        check("https%3A%2F%2Fexample.org%2F.html", false, Some("https://example.org/"));
        check("https%3A%2F%2Fexample.org%2Fa%3Fid%3D1.html.gz", true, Some("https://example.org/a?id=1"));
        check("https%3A%2F%2Fexample.org.html", false, Some("https://example.org"));
        check("example.org.html", false, None);
        check("https%3A%2F%2F", false, None);
        check("https%3A%2F%2Fexample.org%2F%FF", false, None);
    }

    #[test]
    fn saved_from_comments() {
        let check = |page: &str, expected: Option<&str>| {
            assert_eq!(saved_from(page.as_bytes()).as_deref(), expected, "{page}");
        };
        check(
            "<!DOCTYPE html>\n<!-- saved from url=(0021)https://example.org/a -->\n<p>",
            Some("https://example.org/a"),
        );
        check("<!-- saved from url=(0099)https://example.org/a -->", Some("https://example.org/a"));
        check("<!-- saved from url=(0014)about:internet -->", None);
        check("<!-- saved from url=(00", None);
        check("<p>none", None);
    }
}
