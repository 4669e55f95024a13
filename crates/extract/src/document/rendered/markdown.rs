//! Whether a page is Markdown.

use crate::document::rendered::code::CodeBlock;
use crate::document::rendered::lines::{Marker, split_marker};

/// Minimum marks of Markdown on a page that is Markdown: links, headings, strong words. A single one may be chance.
const MIN_MARKS: usize = 2;

/// Whether a page is Markdown, by its links, headings, fences and strong words.
pub(super) fn is_markdown(page: &str, raw: &[&str], fenced: &[CodeBlock]) -> bool {
    let links = page.matches("](http").count() + page.matches("](/").count();
    let mut headings = 0;
    let mut strong = 0;
    let mut blocks = fenced.iter().peekable();
    let mut first = true;
    for (at, line) in raw.iter().enumerate() {
        blocks.next_if(|block| block.lines.end <= at);
        if line.is_empty() || blocks.peek().is_some_and(|block| block.lines.contains(&at)) {
            continue;
        }
        let between = |other: Option<&&str>| other.is_none_or(|l| l.is_empty());
        let heading = matches!(split_marker(line, 0).0, Marker::Heading(_))
            && between(at.checked_sub(1).and_then(|before| raw.get(before)))
            && between(raw.get(at + 1));
        // A page that begins with a heading needs no other mark.
        headings += if heading && first { MIN_MARKS } else { usize::from(heading) };
        strong += usize::from(line.contains('*') && has_strong_words(line));
        first = false;
    }
    links + headings + strong + fenced.len() >= MIN_MARKS
}

/// Whether two asterisks are before a word of a line, and two more after it.
fn has_strong_words(line: &str) -> bool {
    let mut parts = line.split("**").skip(1);
    parts.next().is_some_and(|part| part.starts_with(char::is_alphanumeric)) && parts.next().is_some()
}
