//! Makes blocks of groups of lines.

use crate::document::block::{Block, BlockKind, SpanKind};
use crate::document::inline_markdown::push_markdown;
use crate::document::rendered::code::CodeBlock;
use crate::document::rendered::lines::{Line, Marker};
use crate::document::rendered::page_style::PageStyle;
use crate::document::rendered::paragraphs::{self, PageWords};
use crate::document::rendered::{tables, verse};
use crate::document::{Document, to_usize};
use crate::unicode::white_space::{self, is_invisible};
use crate::unicode::words;

/// Turns the lines of a page into the blocks of a document.
pub(super) struct BlockWriter<'p, 'd> {
    document: &'d mut Document,
    style: &'d PageStyle,
    words: PageWords<'p>,
    rows: u32,
    /// The text of a block while it is put together, used again from block to block.
    source: String,
}

impl<'p, 'd> BlockWriter<'p, 'd> {
    pub(super) fn new(document: &'d mut Document, style: &'d PageStyle, page: &'p str) -> Self {
        Self { document, style, words: PageWords::new(page), rows: 0, source: String::new() }
    }

    /// Adds the blocks of all lines.
    pub(super) fn add_lines(&mut self, lines: &[Line<'p>], code: &[CodeBlock]) {
        let verse = verse::find(lines, self.style);
        let mut verse = verse.into_iter().peekable();
        let mut at = 0;
        while at < lines.len() {
            let rest = &lines[at..];
            if let Marker::Code(index) = lines[at].marker {
                self.add_code(&lines[at], &code[index as usize]);
                at += 1;
            } else if let Some(stanza) = verse.next_if(|stanza| stanza.start == at) {
                self.add_stanza(&lines[stanza.clone()]);
                at = stanza.end;
            } else {
                let rows = tables::count_rows(rest);
                let count = if rows > 0 { rows } else { paragraphs::count_lines(rest, self.style) };
                let group = &rest[..count];
                if rows > 0 {
                    self.add_table(group);
                } else {
                    self.add_paragraph(group);
                }
                at += count;
            }
        }
    }

    fn add_code(&mut self, line: &Line<'_>, code: &CodeBlock) {
        let start = self.document.text.len() as u32;
        self.document.text.extend(code.text.chars().filter(|&c| !is_invisible(c)));
        let range = start..self.document.text.len() as u32;
        let counts = words::count(&self.document.text[to_usize(&range)]);
        if counts.words + counts.punctuation == 0 {
            return;
        }
        let language = self.document.add_value(&code.language);
        self.document.blocks.push(Block {
            blank_before: line.blank_before.min(255) as u8,
            line: line.number,
            language,
            ..Block::new(range, BlockKind::Code, counts)
        });
    }

    fn add_stanza(&mut self, lines: &[Line<'_>]) {
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                self.source.push('\n');
            }
            push_visible(line.text, &mut self.source);
        }
        self.add_text(&lines[0], block_kind(&lines[0]));
    }

    fn add_table(&mut self, rows: &[Line<'_>]) {
        for line in rows {
            self.rows += 1;
            for (column, cell) in (0..).zip(tables::cells(line.text, rows)) {
                let kind = BlockKind::Cell { row: self.rows, column, header: line.is_table_header };
                push_visible(cell, &mut self.source);
                self.add_text(line, kind);
            }
        }
    }

    fn add_paragraph(&mut self, lines: &[Line<'_>]) {
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                paragraphs::join(&mut self.source, line.text, &self.words);
            }
            push_visible(line.text, &mut self.source);
        }
        self.add_text(&lines[0], block_kind(&lines[0]));
    }

    /// Adds the source as a block, unless its text is empty once marks are removed. Empties the source.
    fn add_text(&mut self, first: &Line<'_>, kind: BlockKind) {
        let mut source = std::mem::take(&mut self.source);
        self.push_block(&mut source, first, kind);
        source.clear();
        self.source = source;
    }

    fn push_block(&mut self, source: &mut String, first: &Line<'_>, kind: BlockKind) {
        let document = &mut *self.document;
        let start = document.text.len() as u32;
        let numbered = self.style.references.is_some();
        let markers = if numbered { strip_link_numbers(source) } else { 0 };
        let first_span = document.spans.len();
        if self.style.markdown {
            push_markdown(document, source);
        } else {
            document.text.push_str(white_space::trim(source));
        }
        let range = start..document.text.len() as u32;
        let text = &document.text[to_usize(&range)];
        if white_space::is_blank(text) {
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
        document.blocks.push(Block {
            quotes: u8::from(first.marker == Marker::Quote),
            // A link number marks where a link begins.
            link_words: linked.max((USUAL_LINK_WORDS * markers).min(counts.words)),
            blank_before: first.blank_before.min(255) as u8,
            indent: first.indent.min(255) as u8,
            line: first.number,
            ..Block::new(range, kind, counts)
        });
    }
}

/// The assumed number of words in a link, if only its number is known. Most links have three words or fewer.
const USUAL_LINK_WORDS: u32 = 3;

/// Appends a text without invisible characters. Every kind of white space inside a line becomes a space.
fn push_visible(text: &str, out: &mut String) {
    // Control characters, and the first bytes of the others that are not copied as they are.
    let is_uncertain = |b: u8| matches!(b, 0..=8 | 0xa..=0x1f | 0x7f | 0xc2 | 0xe2 | 0xef);
    // All bytes are looked at, so that the compiler looks at many of them at once.
    if !text.bytes().fold(false, |any, byte| any | is_uncertain(byte)) {
        out.push_str(text);
        return;
    }
    let mut rest = text;
    while let Some(at) = rest.bytes().position(is_uncertain) {
        out.push_str(&rest[..at]);
        let mut chars = rest[at..].chars();
        match chars.next() {
            Some('\u{a0}' | '\u{b}' | '\u{85}') => out.push(' '),
            Some(c) if !is_invisible(c) => out.push(c),
            _ => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
}

fn block_kind(first: &Line<'_>) -> BlockKind {
    match first.marker {
        Marker::Bullet => BlockKind::ListItem { level: list_level(first.indent), number: None },
        Marker::Number(number) => {
            BlockKind::ListItem { level: list_level(first.indent), number: Some(number) }
        }
        Marker::Heading(level) => BlockKind::Heading(level),
        Marker::Code(_) => BlockKind::Code,
        Marker::None | Marker::Quote => BlockKind::Paragraph,
    }
}

/// Columns of indentation for each level of a list.
const INDENT_PER_LEVEL: u32 = 3;

fn list_level(indent: u32) -> u8 {
    (1 + indent.saturating_sub(1) / INDENT_PER_LEVEL).min(255) as u8
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
