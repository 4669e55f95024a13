//! Reads links, emphasis and escapes in rendered text that is Markdown.

use crate::document::Document;
use crate::document::block::{Span, SpanKind};

/// Adds the text of a line of Markdown. Links become spans; emphasis, escapes and images are removed.
pub(super) fn push_markdown(document: &mut Document, source: &str) {
    let mut rest = source.trim();
    while let Some(c) = rest.chars().next() {
        match c {
            '\\' if rest[1..].starts_with(|c: char| c.is_ascii_punctuation()) => {
                document.text.push_str(&rest[1..2]);
                rest = &rest[2..];
            }
            '!' if rest[1..].starts_with('[') && parse_link(&rest[1..]).is_some() => {
                // The words of an image are its description, not text of the page.
                rest = parse_link(&rest[1..]).map_or("", |(_, _, after)| after);
            }
            '[' => match parse_link(rest) {
                Some((label, url, after)) => {
                    let start = document.text.len() as u32;
                    document.text.extend(label.chars().filter(|&c| !matches!(c, '*' | '_' | '\\')));
                    let text = start..document.text.len() as u32;
                    let kind = SpanKind::Link(document.add_value(url));
                    document.spans.push(Span { text, kind });
                    rest = after;
                }
                None => {
                    document.text.push('[');
                    rest = &rest[1..];
                }
            },
            '*' if rest.starts_with("**") => rest = &rest[2..],
            // Between letters or digits it does not mark emphasis: `5*3`.
            '*' | '`'
                if !(document.text.ends_with(char::is_alphanumeric)
                    && rest[1..].starts_with(char::is_alphanumeric)) =>
            {
                rest = &rest[1..];
            }
            c => {
                document.text.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
}

/// Maximum lengths of a label and a URL, in bytes. Without them, a line of brackets would take time that is quadratic in
/// its length.
const MAX_LABEL: usize = 400;
const MAX_URL: usize = 2048;

/// Parses `[label](url)` at the beginning of `text`: the label, the URL and the text after them.
fn parse_link(text: &str) -> Option<(&str, &str, &str)> {
    let close = find_within(text, "](", MAX_LABEL)?;
    let label = &text[1..close];
    let tail = &text[close + 2..];
    let end = find_within(tail, ")", MAX_URL)?;
    let url = tail[..end].split_whitespace().next().unwrap_or("");
    (!label.contains("[")).then_some((label, url, &tail[end + 1..]))
}

/// The byte index of an ASCII string in the first `bytes` bytes of a text.
fn find_within(text: &str, ascii: &str, bytes: usize) -> Option<usize> {
    memchr::memmem::find(&text.as_bytes()[..text.len().min(bytes)], ascii.as_bytes())
}
