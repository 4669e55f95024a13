//! The lines of a rendered page: their indentation, and the markers that they begin with.

use crate::document::rendered::code::CodeBlock;
use crate::document::rendered::tables::is_delimiter_row;
use crate::unicode::white_space::is_invisible;

/// A line that is not empty, or a block of code.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'p> {
    /// The text without indentation and marker.
    pub(super) text: &'p str,
    /// Columns before the marker, or before the text of a line without one.
    pub(super) indent: u32,
    /// Columns from the margin to the end of the line.
    pub(super) width: u32,
    pub(super) marker: Marker,
    pub(super) blank_before: u32,
    pub(super) number: u32,
    /// Whether a delimiter row of a Markdown table follows.
    pub(super) is_table_header: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    None,
    Bullet,
    Number(u32),
    Heading(u8),
    Quote,
    /// Not a line but a block of code: its index.
    Code(u32),
}

/// The page's lines as they are, without the white space at their ends.
pub(super) fn split_lines(page: &str) -> Vec<&str> {
    let page = page.strip_prefix('\u{feff}').unwrap_or(page);
    let bytes = page.as_bytes();
    let mut lines = vec![];
    let mut start = 0;
    for end in memchr::memchr3_iter(b'\n', b'\x0c', b'\r', bytes) {
        // A carriage return by itself ends a line too.
        if bytes[end] == b'\r' && matches!(bytes.get(end + 1), None | Some(b'\n' | b'\x0c')) {
            continue;
        }
        lines.push(page[start..end].trim_end());
        start = end + 1;
    }
    lines.push(page[start..].trim_end());
    lines
}

/// The lines that are not empty. A block of code takes the place of its lines.
pub(super) fn read_lines<'p>(raw: &[&'p str], code: &[CodeBlock]) -> Vec<Line<'p>> {
    let mut lines: Vec<Line<'p>> = vec![];
    let mut blank = 0;
    let mut blocks = code.iter().enumerate().peekable();
    let mut number = 0;
    while number < raw.len() {
        if let Some((index, block)) = blocks.next_if(|(_, block)| block.lines.start == number) {
            lines.push(Line {
                text: "",
                indent: 0,
                width: 0,
                marker: Marker::Code(index as u32),
                blank_before: blank,
                number: number as u32,
                is_table_header: false,
            });
            (number, blank) = (block.lines.end, 0);
            continue;
        }
        let line = raw[number];
        let text = line.trim_start();
        number += 1;
        if is_delimiter_row(text)
            && let Some(last) = lines.last_mut().filter(|l| blank == 0 && l.text.contains('|'))
        {
            last.is_table_header = true;
            continue;
        }
        if text.chars().all(|c| is_invisible(c) || c.is_whitespace()) || is_rule(text) {
            blank += 1;
            continue;
        }
        let indent = columns(&line[..line.len() - text.len()]);
        let (marker, rest) = split_marker(text, indent);
        lines.push(Line {
            text: rest,
            indent,
            width: indent + text.chars().count() as u32,
            marker,
            blank_before: blank,
            number: number as u32 - 1,
            is_table_header: false,
        });
        blank = 0;
    }
    lines
}

/// The width of white space in columns.
pub(super) fn columns(white_space: &str) -> u32 {
    white_space.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

/// Whether a line is a rule: `* * *`, `-----`, `___`, box drawing.
fn is_rule(text: &str) -> bool {
    let is_part =
        |c| matches!(c, '-' | '_' | '=' | '*' | ' ' | '─' | '━' | '═' | '│' | '┼' | '~' | '+' | '|');
    text.chars().all(is_part) && text.chars().count() >= 3
}

/// Maximum number of digits of an item's number.
const MAX_ITEM_DIGITS: usize = 3;

/// The marker that a line begins with, and the text after it.
pub(super) fn split_marker(text: &str, indent: u32) -> (Marker, &str) {
    let Some(first) = text.chars().next() else { return (Marker::None, text) };
    let after = &text[first.len_utf8()..];
    let spaced = after.starts_with([' ', '\t', '\u{a0}']);
    match first {
        '•' | '◦' | '▪' | '‣' | '●' | '○' | '■' | '▸' | '►' if !after.trim().is_empty() => {
            (Marker::Bullet, after.trim_start())
        }
        // Renderers write no dash longer than a hyphen, so that one is the author's: speech in many languages.
        '*' | '-' if spaced => (Marker::Bullet, after.trim_start()),
        '+' | 'o' | '#' | '@' | '=' if spaced && indent >= 2 => (Marker::Bullet, after.trim_start()),
        '#' => {
            let level = text.bytes().take_while(|&b| b == b'#').count();
            let rest = &text[level..];
            match rest.strip_prefix(' ') {
                Some(rest) if level <= 6 => {
                    (Marker::Heading(level as u8), rest.trim().trim_end_matches('#').trim_end())
                }
                _ => (Marker::None, text),
            }
        }
        '>' => (Marker::Quote, text.trim_start_matches(['>', ' '])),
        '0'..='9' => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let rest = &text[digits..];
            match (text[..digits].parse(), rest.strip_prefix(['.', ')'])) {
                // A longer number is a year at the end of a sentence.
                (Ok(number), Some(tail))
                    if digits <= MAX_ITEM_DIGITS && tail.starts_with(' ') && !is_date(tail) =>
                {
                    (Marker::Number(number), tail.trim_start())
                }
                _ => (Marker::None, text),
            }
        }
        _ => (Marker::None, text),
    }
}

/// Whether the text after a number continues a date, as ` May 2020` does, so that the number is a day and not an item's.
fn is_date(tail: &str) -> bool {
    let mut words = tail.split_whitespace();
    let month = words.next().is_some_and(|w| w.chars().next().is_some_and(char::is_alphabetic));
    let year = words.next().map(|w| w.trim_matches(|c: char| !c.is_ascii_digit()));
    month && year.is_some_and(|y| y.len() == 4 && y.bytes().all(|b| b.is_ascii_digit()))
}
