//! Which lines are one paragraph, and how they are joined.

use std::cell::OnceCell;

use crate::document::rendered::lines::{Line, Marker};
use crate::document::rendered::page_style::{PageStyle, is_full};
use crate::text_map::TextSet;
use crate::unicode::characters;

/// The number of lines from the first one on that are one paragraph, at least one.
pub(super) fn count_lines(lines: &[Line<'_>], style: &PageStyle) -> usize {
    (1..lines.len()).find(|&at| !continues(&lines[..at], &lines[at], style)).unwrap_or(lines.len())
}

/// Minimum length of a paragraph that is joined from lines of an unwrapped page.
const MIN_JOINED_BYTES: usize = 40;

/// Whether `next` continues the paragraph of `group`.
fn continues(group: &[Line<'_>], next: &Line<'_>, style: &PageStyle) -> bool {
    let last = group[group.len() - 1];
    if next.blank_before > 0 {
        return false;
    }
    let quoted = next.marker == Marker::Quote && last.marker == Marker::Quote;
    if !(next.marker == Marker::None || quoted) {
        return false;
    }
    if matches!(last.marker, Marker::Heading(_) | Marker::Code(_)) || next.text.contains('\t') {
        return false;
    }
    if let Some(width) = style.wrap {
        // A hanging indent belongs to its bullet. Any other change of margin begins a new block.
        let hanging = group[0].marker != Marker::None && next.indent > group[0].indent;
        let first_indented = group.len() == 1 && group[0].indent > next.indent;
        let same = next.indent == last.indent;
        return (hanging || same || first_indented || quoted) && is_full(&last, next, width);
    }
    // The page has a line for each run of text, and the line before ended in the middle of a sentence.
    let begins_low = next
        .text
        .chars()
        .next()
        .is_some_and(|c| c.is_lowercase() || matches!(c, ',' | ')' | ';' | '’' | '”' | '.'));
    let broken = last
        .text
        .chars()
        .next_back()
        .is_some_and(|c| c.is_alphanumeric() || matches!(c, ',' | '(' | '“' | '-'));
    // No line is empty, so the first lines are enough to reach the length.
    let length = group.iter().take(MIN_JOINED_BYTES).map(|l| l.text.len()).sum::<usize>() + next.text.len();
    let long = length >= MIN_JOINED_BYTES;
    begins_low && broken && long && group[0].marker == Marker::None
}

/// The words of a page, collected when they are first needed.
pub(super) struct PageWords<'p> {
    page: &'p str,
    all: OnceCell<TextSet<&'p str>>,
}

impl<'p> PageWords<'p> {
    pub(super) fn new(page: &'p str) -> Self {
        Self { page, all: OnceCell::new() }
    }

    fn contain(&self, word: &str) -> bool {
        self.all.get_or_init(|| self.page.split(|c: char| !c.is_alphanumeric()).collect()).contains(word)
    }
}

/// Joins a wrapped line to the text before it. A hyphen at the break is removed only if the whole word occurs elsewhere
/// on the page, so that no word is invented. Scripts without spaces are joined without a space.
pub(super) fn join(text: &mut String, next: &str, page: &PageWords<'_>) {
    if let Some(stem) = text.strip_suffix('-')
        && next.starts_with(char::is_lowercase)
    {
        let head = stem.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let tail = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        if !head.is_empty() && page.contain(&format!("{head}{tail}")) {
            text.pop();
        }
        return;
    }
    let glued = text.chars().next_back().is_some_and(characters::is_unspaced)
        && next.chars().next().is_some_and(characters::is_unspaced);
    let closes = next.starts_with([',', '.', ';', ')', '”', '’']);
    if !glued && !closes {
        text.push(' ');
    }
}
