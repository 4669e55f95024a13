//! A file that is a page itself.

use std::collections::VecDeque;

use memchr::{memchr, memmem};

use crate::formats::{FileFacts, Format, ReadState};
use crate::item::{Item, SkipKind, Skipped};
use crate::page::{Page, PageKind};
use crate::sniff::{self, Sniffed};
use crate::stream::{Stop, Stream};

/// Browsers write their comment in front of all else.
const SAVED_FROM_WITHIN: usize = 4 << 10;

pub(crate) struct PageFile {
    facts: FileFacts,
    done: bool,
}

impl PageFile {
    pub(crate) fn new(facts: FileFacts) -> Self {
        PageFile { facts, done: false }
    }

    /// Why the file is not whole, as far as it was read.
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
        let origin = self.facts.origin(1, 0);
        stream.fill_to(sniff::SNIFF_BYTES);
        let kind = match sniff::sniff(stream.data()) {
            Sniffed::Html => Ok(PageKind::Html),
            Sniffed::Text => Ok(PageKind::Text),
            Sniffed::Other(kind) => Err(kind),
            Sniffed::Binary => Err(SkipKind::Binary),
        };
        let kind = match kind {
            Ok(kind) => kind,
            Err(kind) => {
                items.push_back(Item::Skipped(Skipped { origin, kind }));
                // Damage may be what made it look so.
                items.extend(self.damage(stream));
                return true;
            }
        };
        let mut page = Page::new(Vec::new(), kind, origin);
        let limit = state.options.max_page_bytes;
        loop {
            let room = limit - page.bytes.len();
            let data = stream.data();
            page.bytes.extend_from_slice(&data[..data.len().min(room)]);
            stream.consume(stream.data().len());
            // The size on disk is the page's size unless it is compressed: no need to read on for it.
            let known = self.facts.size.filter(|&size| !self.facts.compressed && size > limit as u64);
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
        page.declared.url = saved_from(&page.bytes).or_else(|| url_of_name(&self.facts));
        let error = self.damage(stream);
        page.truncated = error.is_some();
        if error.is_none() || !page.bytes.is_empty() {
            items.push_back(Item::Page(Box::new(page)));
        }
        items.extend(error);
        true
    }
}

/// The address in a browser's `<!-- saved from url=(0030)https://... -->`.
fn saved_from(page: &[u8]) -> Option<String> {
    let head = &page[..page.len().min(SAVED_FROM_WITHIN)];
    let at = memmem::find(head, b"<!-- saved from url=(")?;
    let rest = &head[at + b"<!-- saved from url=(".len()..];
    // The number is the address's length, and often wrong.
    let rest = &rest[memchr(b')', &rest[..rest.len().min(8)])? + 1..];
    let address = rest[..memmem::find(rest, b"-->")?].trim_ascii();
    let address = String::from_utf8(address.to_vec()).ok()?;
    is_web_address(&address).then_some(address)
}

fn is_web_address(address: &str) -> bool {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.starts_with('/') && !rest.is_empty())
        && !address.contains(|character: char| character.is_whitespace() || character.is_control())
}

/// The address that a file name is when it is percent-quoted: `https%3A%2F%2Fexample.org%2Fnews`.
fn url_of_name(facts: &FileFacts) -> Option<String> {
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
    let mut address = unquote(name)?;
    // An ending that cannot be the page's own was added by the scraper. Others are left: many addresses end so.
    for suffix in [".html", ".htm", ".txt"] {
        if let Some(stem) = address.strip_suffix(suffix) {
            let path = stem.split_once("://").map_or("", |(_, rest)| rest);
            if stem.ends_with('/') || stem.contains('?') || !path.contains('/') {
                address.truncate(stem.len());
            }
            break;
        }
    }
    is_web_address(&address).then_some(address)
}

/// Undoes percent-quoting of what a file name cannot hold. `None` if it is no text.
fn unquote(name: &str) -> Option<String> {
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
    fn names_that_are_addresses() {
        let check = |name: &str, compressed: bool, expected: Option<&str>| {
            let facts = FileFacts { compressed, ..FileFacts::new(name, None) };
            assert_eq!(url_of_name(&facts).as_deref(), expected, "{name}");
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
