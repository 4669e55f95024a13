//! The texts of a rendered page that may be its headline: lines, their parts, and lines joined.

use std::borrow::Cow;

use super::page::TitlePage;
use crate::document::{BlockKind, prose};
use crate::metadata::{self, trim_bullets};

/// Bytes of a candidate, and of a line that is cut into parts.
const BYTES: std::ops::RangeInclusive<usize> = 2..=300;
const MAX_BYTES_OF_LINE: usize = 600;
/// Bytes of each of two lines that are joined, and of the first one: a renderer wraps a headline at 60 columns at least.
const MAX_BYTES_OF_JOINED: usize = 160;
const MIN_BYTES_OF_WRAPPED: usize = 40;
/// Words of a kept sentence that may be a headline.
const MAX_WORDS: u32 = 16;
/// Parts of a line. A line with more is a menu.
const MAX_PARTS: usize = 8;

/// What part of its lines a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// A whole line.
    Line,
    /// Some of the parts of a line between separators: the first one, the end, and how many there are.
    Parts(usize, usize, usize),
    /// Two lines.
    Joined,
}

/// A text that may be the headline.
#[derive(Clone, Debug)]
pub(crate) struct Candidate<'d> {
    /// The index of its first line.
    pub(crate) line: usize,
    pub(crate) extent: Extent,
    pub(crate) text: Cow<'d, str>,
    /// What the line has before and after the text.
    pub(crate) before: &'d str,
    pub(crate) after: &'d str,
}

impl<'d> Candidate<'d> {
    /// The index of its last line.
    pub(crate) fn last_line(&self) -> usize {
        match self.extent {
            Extent::Joined => self.line + 1,
            _ => self.line,
        }
    }
}

/// The candidates of the page, in the order of lines.
pub(super) fn candidates<'d>(page: &TitlePage<'d>) -> Vec<Candidate<'d>> {
    let mut found = vec![];
    for &line in &page.window {
        let text = trim_bullets(page.lines[line]);
        // A paragraph of the story is no headline, nor is all that is kept of a page.
        let block = &page.document.blocks()[line];
        let is_paragraph = prose::is_prose(block) && block.words > MAX_WORDS;
        let is_story = page.main == (line..line + 1) || (page.verdicts[line].is_kept() && is_paragraph);
        if is_story || text.is_empty() || text.len() > MAX_BYTES_OF_LINE {
            continue;
        }
        push_if_possible(&mut found, line, Extent::Line, Cow::Borrowed(text), ["", ""]);
        push_parts(&mut found, line, text);
        push_joined(&mut found, page, line, text);
        if let Some(half) = half_of_doubled(text) {
            push_if_possible(&mut found, line, Extent::Line, Cow::Borrowed(half), ["", ""]);
        }
    }
    found
}

/// Adds a text that can be a headline: it has two letters, and is neither a line of code nor an address.
fn push_if_possible<'d>(
    found: &mut Vec<Candidate<'d>>,
    line: usize,
    extent: Extent,
    text: Cow<'d, str>,
    [before, after]: [&'d str; 2],
) {
    let letters = text.chars().filter(|c| c.is_alphanumeric()).take(2).count();
    if BYTES.contains(&text.len()) && letters == 2 && !text.contains("://") {
        found.push(Candidate { line, extent, text, before, after });
    }
}

/// Adds the parts of a line, the runs of parts that it begins with, and those that it ends with.
fn push_parts<'d>(found: &mut Vec<Candidate<'d>>, line: usize, text: &'d str) {
    let parts = metadata::title_parts(text);
    let count = parts.len();
    if !(2..=MAX_PARTS).contains(&count) {
        return;
    }
    for start in 0..count {
        for end in start + 1..=count {
            let is_run = end == start + 1 || start == 0 || end == count;
            if is_run && end - start < count {
                let range = parts[start].start..parts[end - 1].end;
                let around = [&text[..range.start], &text[range.end..]];
                let extent = Extent::Parts(start, end, count);
                push_if_possible(found, line, extent, Cow::Borrowed(trim_bullets(&text[range])), around);
            }
        }
    }
}

/// Adds the line joined with the next one. Items of lists are not joined: no headline is one, and menus have hundreds.
fn push_joined<'d>(found: &mut Vec<Candidate<'d>>, page: &TitlePage<'d>, line: usize, text: &str) {
    let Some(pair) = page.document.blocks().get(line..line + 2) else { return };
    let next = trim_bullets(page.lines[line + 1]);
    if text.len() < MIN_BYTES_OF_WRAPPED {
        return;
    }
    let is_item = pair.iter().any(|block| matches!(block.kind, BlockKind::ListItem { .. }));
    if !is_item && !next.is_empty() && text.len().max(next.len()) <= MAX_BYTES_OF_JOINED {
        push_if_possible(found, line, Extent::Joined, Cow::Owned(format!("{text} {next}")), ["", ""]);
    }
}

/// The half of a text that consists of the same text twice, as renderers join a heading and its copy for screen readers.
fn half_of_doubled(text: &str) -> Option<&str> {
    let half = text.get(..text.len() / 2)?;
    [text.len().div_ceil(2), text.len() / 2].into_iter().find_map(|start| {
        let (first, second) = (half.trim_end(), text.get(start..)?.trim_start());
        (first == second).then_some(first)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::{Label, Verdict};
    use crate::document::Document;
    use crate::page_context::PageContext;

    fn texts(page: &str) -> Vec<String> {
        let document = Document::from_text(page);
        let verdict = Verdict { label: Label::Outside, score: 0.0, reason: "" };
        let verdicts = vec![verdict; document.blocks().len()];
        let page = TitlePage::new(&document, &verdicts, &PageContext::new());
        candidates(&page).into_iter().map(|candidate| candidate.text.into_owned()).collect()
    }

    #[test]
    fn lines_parts_and_joined_lines_are_candidates() {
        assert_eq!(
            texts("Post | Travel | Ferry returns from the long winter\n\nto the island"),
            [
                "Post | Travel | Ferry returns from the long winter",
                "Post",
                "Post | Travel",
                "Travel",
                "Travel | Ferry returns from the long winter",
                "Ferry returns from the long winter",
                "Post | Travel | Ferry returns from the long winter to the island",
                "to the island",
            ]
        );
        assert_eq!(texts("Ferry returnsFerry returns"), ["Ferry returnsFerry returns", "Ferry returns"]);
        assert!(texts("https://example.com/a\n\n***\n\n7").is_empty());
    }
}
