//! Splits rendered text into blocks: single lines, and paragraphs that a renderer wrapped.
//!
//! Renderers differ (resiliparse, html2text, lynx, inscriptis, w3m, WET, `innerText`, PDF), and one dump may contain the
//! output of several. The style is therefore detected for each page: whether it wraps at a width, whether it is
//! Markdown, and whether it numbers its links and lists them at the end.

use std::cell::OnceCell;

use rustc_hash::FxHashSet;

use crate::document::block::{Block, BlockKind, SpanKind};
use crate::document::inline_markdown::push_markdown;
use crate::document::{Document, to_usize};
use crate::unicode::characters;
use crate::unicode::white_space::is_invisible;
use crate::unicode::words;

impl Document {
    /// The blocks of a page that was rendered as text, with all its boilerplate.
    ///
    /// A block is a line or, on a wrapped page, the lines of a paragraph. Bullets and numbers become the block's kind;
    /// indentation and the empty lines before a block are kept as numbers. Any string is accepted.
    ///
    /// ```
    /// let document = dechaff_extract::Document::from_text("Home\n  • News\n\nA story begins here.\n");
    /// let texts: Vec<&str> = document.blocks().iter().map(|b| document.block_text(b)).collect();
    /// assert_eq!(texts, ["Home", "News", "A story begins here."]);
    /// assert_eq!(document.blocks()[2].blank_before, 1);
    /// ```
    pub fn from_text(page: &str) -> Self {
        let lines = read_lines(page);
        let style = PageStyle::detect(page, &lines);
        let mut document = Self { rendered: true, ..Self::default() };
        let body = style.references.unwrap_or(lines.len());
        let words = PageWords { page, all: OnceCell::new() };
        for group in groups(&lines[..body], &style) {
            add_block(&mut document, group, &style, &words);
        }
        document
    }
}

/// A line that is not empty.
#[derive(Clone, Copy, Debug)]
struct Line<'p> {
    /// The text without indentation and marker.
    text: &'p str,
    /// Columns before the marker, or before the text of a line without one.
    indent: u32,
    /// Columns from the margin to the end of the line.
    width: u32,
    marker: Marker,
    blank_before: u32,
    number: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Marker {
    None,
    Bullet,
    Number(u32),
    Heading(u8),
    Quote,
}

/// How the page was rendered.
#[derive(Debug, Default)]
struct PageStyle {
    /// The width, in columns, at which paragraphs are wrapped.
    wrap: Option<u32>,
    markdown: bool,
    /// Index of the line where a numbered list of link targets begins. If there is one, the text has link numbers.
    references: Option<usize>,
}

fn read_lines(page: &str) -> Vec<Line<'_>> {
    let page = page.strip_prefix('\u{feff}').unwrap_or(page);
    let mut lines = vec![];
    let mut blank = 0;
    // A carriage return by itself ends a line too.
    let ended = page.split(['\n', '\u{c}']);
    let ended = ended.flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'));
    for (number, raw) in ended.enumerate() {
        let raw = raw.trim_end();
        let text = raw.trim_start();
        if text.chars().all(|c| is_invisible(c) || c.is_whitespace()) || is_rule(text) {
            blank += 1;
            continue;
        }
        let indent: u32 = raw[..raw.len() - text.len()].chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
        let (marker, rest) = split_marker(text, indent);
        lines.push(Line {
            text: rest,
            indent,
            width: indent + text.chars().count() as u32,
            marker,
            blank_before: blank,
            number: number as u32,
        });
        blank = 0;
    }
    lines
}

/// Whether a line is a rule: `* * *`, `-----`, `___`, box drawing.
fn is_rule(text: &str) -> bool {
    text.chars().count() >= 3
        && text
            .chars()
            .all(|c| matches!(c, '-' | '_' | '=' | '*' | ' ' | '─' | '━' | '═' | '│' | '┼' | '~' | '+' | '|'))
}

/// Maximum number of digits of an item's number.
const MAX_ITEM_DIGITS: usize = 3;

/// The marker that a line begins with, and the text after it.
fn split_marker(text: &str, indent: u32) -> (Marker, &str) {
    let Some(first) = text.chars().next() else { return (Marker::None, text) };
    let after = &text[first.len_utf8()..];
    let spaced = after.starts_with([' ', '\t', '\u{a0}']);
    match first {
        '•' | '◦' | '▪' | '‣' | '●' | '○' | '■' | '▸' | '►' if !after.trim().is_empty() => {
            (Marker::Bullet, after.trim_start())
        }
        '*' | '-' | '–' if spaced => (Marker::Bullet, after.trim_start()),
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

/// Minimum number of links in the form of Markdown on a page that is Markdown.
const MIN_MARKDOWN_LINKS: usize = 2;

impl PageStyle {
    fn detect(page: &str, lines: &[Line<'_>]) -> Self {
        let links = page.matches("](http").count() + page.matches("](/").count();
        Self { wrap: wrap_width(lines), markdown: links >= MIN_MARKDOWN_LINKS, references: references(lines) }
    }
}

/// The widths between which renderers wrap.
const MIN_WRAP: u32 = 58;
const MAX_WRAP: u32 = 132;
/// Minimum number of lines of a page whose width is measured.
const MIN_LINES: usize = 6;
/// One line in this many may be longer than the width: long URLs and tables overflow any width.
const LINES_PER_OVERFLOW: usize = 50;
/// Minimum number of lines that could not have taken the next word.
const MIN_FULL_LINES: u32 = 4;

/// The width at which the page is wrapped: hardly any line is longer, and where a paragraph continues, the next word
/// would not have fit.
fn wrap_width(lines: &[Line<'_>]) -> Option<u32> {
    let mut widths: Vec<u32> = lines.iter().map(|l| l.width).collect();
    if widths.len() < MIN_LINES {
        return None;
    }
    widths.sort_unstable();
    let width = widths[widths.len() - 1 - widths.len() / LINES_PER_OVERFLOW];
    if !(MIN_WRAP..=MAX_WRAP).contains(&width) {
        return None;
    }
    let (mut full, mut other) = (0u32, 0u32);
    for pair in lines.windows(2) {
        if pair[1].blank_before == 0 && pair[1].marker == Marker::None && pair[0].width > width / 2 {
            if is_full(&pair[0], &pair[1], width) {
                full += 1;
            } else {
                other += 1;
            }
        }
    }
    (full >= MIN_FULL_LINES && full >= 2 * other).then_some(width)
}

/// In columns: a line that ends with a hyphen may be this much shorter than the width.
const HYPHEN_SLACK: u32 = 8;

/// Whether the first word of the next line would not have fit in a line.
fn is_full(line: &Line<'_>, next: &Line<'_>, width: u32) -> bool {
    let word = next.text.split_whitespace().next().map_or(0, |w| w.chars().count() as u32);
    // A hyphenated word breaks earlier.
    line.width + 1 + word > width || (line.text.ends_with('-') && line.width + HYPHEN_SLACK > width)
}

/// Minimum number of URLs in a list of link targets.
const MIN_REFERENCES: usize = 3;

/// The index of the line where a numbered list of URLs begins that extends to the end of the page (lynx, elinks).
fn references(lines: &[Line<'_>]) -> Option<usize> {
    let is_url = |l: &Line<'_>| {
        matches!(l.marker, Marker::Number(_))
            && ["http:", "https:", "file:", "mailto:", "javascript:", "ftp:", "about:"]
                .iter()
                .any(|s| l.text.starts_with(s))
    };
    let mut at = lines.len();
    let mut count = 0;
    while at > 0 {
        let line = &lines[at - 1];
        let heading = matches!(
            line.text,
            "References" | "Visible links" | "Visible links:" | "Hidden links" | "Hidden links:"
        );
        // Long URLs extend over several lines.
        let tail = line.marker == Marker::None && !line.text.contains(' ') && at < lines.len();
        if is_url(line) {
            count += 1;
        } else if !(heading || tail) {
            break;
        }
        at -= 1;
    }
    (count >= MIN_REFERENCES).then_some(at)
}

/// Groups of lines, one for each block.
fn groups<'l, 'p>(lines: &'l [Line<'p>], style: &PageStyle) -> Vec<&'l [Line<'p>]> {
    let mut out = vec![];
    let mut start = 0;
    for at in 1..=lines.len() {
        if at == lines.len() || !continues(&lines[start..at], &lines[at], style) {
            out.push(&lines[start..at]);
            start = at;
        }
    }
    out
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
    if matches!(last.marker, Marker::Heading(_)) || next.text.contains('\t') {
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

/// The assumed number of words in a link, if only its number is known. Most links have three words or fewer.
const USUAL_LINK_WORDS: u32 = 3;

fn add_block(document: &mut Document, group: &[Line<'_>], style: &PageStyle, page: &PageWords<'_>) {
    let start = document.text.len() as u32;
    let mut joined = String::new();
    for (index, line) in group.iter().enumerate() {
        if index > 0 {
            join(&mut joined, line.text, page);
        }
        let visible = line.text.chars().filter(|&c| !is_invisible(c));
        joined.extend(visible.map(|c| if matches!(c, '\u{a0}' | '\u{b}' | '\u{85}') { ' ' } else { c }));
    }
    let numbered = style.references.is_some();
    let markers = if numbered { strip_link_numbers(&mut joined) } else { 0 };
    let first_span = document.spans.len();
    if style.markdown {
        push_markdown(document, &joined);
    } else {
        document.text.push_str(joined.trim());
    }
    let range = start..document.text.len() as u32;
    let text = &document.text[to_usize(&range)];
    if text.trim().is_empty() {
        document.text.truncate(start as usize);
        document.spans.truncate(first_span);
        return;
    }
    let counts = words::count(text);
    let linked: u32 = document.spans[first_span..]
        .iter()
        .filter(|s| matches!(s.kind, SpanKind::Link(_)))
        .map(|s| words::count_words(&document.text[to_usize(&s.text)]))
        .sum();
    let first = &group[0];
    document.blocks.push(Block {
        quotes: u8::from(first.marker == Marker::Quote),
        // A link number marks where a link begins.
        link_words: linked.max((USUAL_LINK_WORDS * markers).min(counts.words)),
        blank_before: first.blank_before.min(255) as u8,
        indent: first.indent.min(255) as u8,
        line: first.number,
        ..Block::new(range, block_kind(first), counts)
    });
}

fn block_kind(first: &Line<'_>) -> BlockKind {
    match first.marker {
        Marker::Bullet => BlockKind::ListItem { level: list_level(first.indent), number: None },
        Marker::Number(number) => {
            BlockKind::ListItem { level: list_level(first.indent), number: Some(number) }
        }
        Marker::Heading(level) => BlockKind::Heading(level),
        Marker::None | Marker::Quote => BlockKind::Paragraph,
    }
}

/// Columns of indentation for each level of a list.
const INDENT_PER_LEVEL: u32 = 3;

fn list_level(indent: u32) -> u8 {
    (1 + indent.saturating_sub(1) / INDENT_PER_LEVEL).min(255) as u8
}

/// The words of a page, collected when they are first needed.
struct PageWords<'p> {
    page: &'p str,
    all: OnceCell<FxHashSet<&'p str>>,
}

impl PageWords<'_> {
    fn contain(&self, word: &str) -> bool {
        self.all.get_or_init(|| self.page.split(|c: char| !c.is_alphanumeric()).collect()).contains(word)
    }
}

/// Joins a wrapped line to the text before it. A hyphen at the break is removed only if the whole word occurs elsewhere
/// on the page, so that no word is invented. Scripts without spaces are joined without a space.
fn join(text: &mut String, next: &str, page: &PageWords<'_>) {
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

/// Removes link numbers such as `[12]` and returns how many there were.
fn strip_link_numbers(text: &mut String) -> u32 {
    let mut out = String::with_capacity(text.len());
    let mut count = 0;
    let mut rest = text.as_str();
    while let Some(open) = rest.find('[') {
        let tail = &rest[open + 1..];
        let digits = tail.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 && tail[digits..].starts_with(']') {
            out.push_str(&rest[..open]);
            rest = &tail[digits + 1..];
            count += 1;
        } else {
            out.push_str(&rest[..open + 1]);
            rest = tail;
        }
    }
    out.push_str(rest);
    *text = out;
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(page: &str) -> Vec<String> {
        let document = Document::from_text(page);
        document.blocks().iter().map(|b| document.block_text(b).to_owned()).collect()
    }

    #[test]
    fn bullets_numbers_and_hashes_decide_the_kind() {
        let document =
            Document::from_text("# Head\n* one\n- two\n  1. three\n12. four\n1999. A year\n-no bullet");
        let kinds: Vec<BlockKind> = document.blocks().iter().map(|b| b.kind).collect();
        let bullet = |level| BlockKind::ListItem { level, number: None };
        assert_eq!(kinds[..3], [BlockKind::Heading(1), bullet(1), bullet(1)]);
        assert_eq!(kinds[3], BlockKind::ListItem { level: 1, number: Some(1) });
        assert_eq!(kinds[4], BlockKind::ListItem { level: 1, number: Some(12) });
        assert_eq!(kinds[5..], [BlockKind::Paragraph, BlockKind::Paragraph]);
    }

    #[test]
    fn wrapped_paragraphs_are_joined_and_short_lines_are_not() {
        let prose = "The council of the harbour town voted on Tuesday to rebuild the old\n\
                     lighthouse, which had been closed since the storm of last November tore\n\
                     away a part of its roof and flooded the rooms of the keeper's family.\n";
        let page = format!("Home\nNews\nSport\n\n{prose}\n{prose}\n{prose}");
        let texts = texts(&page);
        assert_eq!(texts[..3], ["Home", "News", "Sport"]);
        assert_eq!(texts.len(), 6);
        assert!(texts[3].ends_with("keeper's family.") && !texts[3].contains('\n'));
    }

    #[test]
    fn runs_of_a_sentence_on_separate_lines_are_joined() {
        assert_eq!(
            texts(
                "The minister told reporters that\nthe bridge\n, closed since May, would open again.\nNext line"
            ),
            ["The minister told reporters that the bridge, closed since May, would open again.", "Next line"]
        );
    }

    #[test]
    fn a_hyphen_at_a_line_end_is_removed_if_the_page_has_the_whole_word() {
        let start = "It was said at the harbour that the light-\nhouse would go";
        assert_eq!(texts(start), [start.replace('\n', "")]);
        let page = format!("{start}\n\nThe lighthouse stays.");
        assert_eq!(texts(&page)[0], start.replace("-\n", ""));
        let page = format!("{start}\n\nThe lighthouses stay.");
        assert_eq!(texts(&page)[0], start.replace('\n', ""));
    }

    #[test]
    fn lines_end_at_crlf_cr_and_form_feed() {
        assert_eq!(texts("\u{feff}One\r\nTwo\u{c}Three\r\n\r\n"), ["One", "Two", "Three"]);
        assert_eq!(texts("One\rTwo\rThree\u{b}four"), ["One", "Two", "Three four"]);
    }

    #[test]
    fn link_numbers_are_removed_only_if_the_page_lists_their_targets() {
        let page = "   [1]Home [2]News\n\n   The [3]bridge opens.\n\nReferences\n\n   1. https://a.example/\n   2. https://a.example/n\n   3. https://a.example/b\n";
        assert_eq!(texts(page), ["Home News", "The bridge opens."]);
        assert_eq!(texts("A note [1] stays."), ["A note [1] stays."]);
    }

    #[test]
    fn markdown_links_become_spans() {
        let document = Document::from_text("[Home](https://a.example/) [News](/n)\n\nA **bold** word\\.");
        assert_eq!(document.block_text(&document.blocks()[0]), "Home News");
        assert_eq!(document.blocks()[0].link_words, 2);
        assert_eq!(document.block_text(&document.blocks()[1]), "A bold word.");
    }
}
