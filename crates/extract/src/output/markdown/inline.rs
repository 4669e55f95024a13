//! Renders the text of a block with its spans as marks.

use crate::document::Document;
use crate::document::block::{Block, BlockKind, Span, SpanKind};
use crate::document::visible_text::{Script, Scripts, skip_omitted};
use crate::output::markdown::escape::{self, Place};
use crate::output::markdown::notes::{self, WrittenMark, WrittenNotes};
use crate::output::markdown::spans;

/// How the text of a block is written.
#[derive(Clone, Copy)]
pub(super) struct InlineStyle<'n> {
    /// Lines may begin as headings, items and quotes do.
    pub(super) has_line_starts: bool,
    /// The document has formulas.
    pub(super) has_formulas: bool,
    /// The whole text is strong.
    pub(super) is_strong: bool,
    /// The notes that marks refer to.
    pub(super) notes: &'n WrittenNotes<'n>,
}

/// The block's text with its spans as marks, which nest. Each newline in it is a line break.
pub(super) fn render(document: &Document, block: &Block, style: InlineStyle<'_>) -> String {
    let text = document.block_text(block);
    let mut out = String::with_capacity(text.len() + text.len() / 8 + 16);
    let place = Place {
        has_line_starts: style.has_line_starts,
        is_in_brackets: false,
        has_formulas: style.has_formulas,
        // A cell may have other blocks with tildes.
        has_tildes: matches!(block.kind, BlockKind::Cell { .. })
            || memchr::memchr_iter(b'~', text.as_bytes()).nth(1).is_some(),
        is_last: !style.is_strong,
    };
    let is_plain = document.spans_of(block).is_empty() && document.notes.marks_of(block).is_empty();
    if is_plain && !style.is_strong {
        escape::push_escaped(text, place, &mut out);
    } else {
        Inline {
            document,
            block,
            scripts: Scripts::new(document, block),
            place,
            open: vec![],
            follows_mark: false,
            out: &mut out,
        }
        .render(style);
    }
    out
}

struct Inline<'d, 'o> {
    document: &'d Document,
    block: &'d Block,
    scripts: Scripts<'d>,
    place: Place,
    /// The open spans, outermost first, and the marks that close those of code.
    open: Vec<(Span, String)>,
    /// Whether the mark of a note has just been written.
    follows_mark: bool,
    out: &'o mut String,
}

impl Inline<'_, '_> {
    fn render(mut self, style: InlineStyle<'_>) {
        let mut spans = spans::marked(self.document, self.block, style.is_strong);
        let marks: Vec<WrittenMark<'_>> = style.notes.marks_of(self.block).collect();
        if !marks.is_empty() {
            notes::remove_replaced(&mut spans, &marks);
        }
        let mut marks = marks.into_iter().peekable();
        let is_plain = |span: &Span| {
            matches!(span.kind, SpanKind::Raised | SpanKind::Lowered)
                && self.scripts.get(span) == Script::Plain
        };
        spans.retain(|span| !is_plain(span));
        let has_omitted = spans.iter().any(|span| span.kind == SpanKind::Omitted) || marks.peek().is_some();
        self.place.has_tildes |= spans.iter().any(|span| span.kind == SpanKind::Struck);
        let mut at = self.block.text.start;
        let mut spans = spans.into_iter().peekable();
        loop {
            let next_open = spans.peek().map_or(u32::MAX, |span| span.text.start);
            let next_close = self.open.last().map_or(u32::MAX, |(span, _)| span.text.end);
            let next_mark = marks.peek().map_or(u32::MAX, |mark| mark.text.start);
            let next = next_open.min(next_close).min(next_mark);
            if next == u32::MAX {
                break;
            }
            self.push_text(at, next);
            at = at.max(next);
            if next_close == next {
                self.close();
                continue;
            }
            if next_open != next {
                let Some(mark) = marks.next() else { break };
                at = self.push_mark(&mark, at);
                continue;
            }
            let Some(span) = spans.next() else { break };
            if span.kind == SpanKind::Omitted {
                at = skip_omitted(self.document, at.max(span.text.end), self.block.text.end, self.out);
            } else if next_close >= span.text.end && self.may_open(&span) {
                self.open(span);
            }
        }
        self.push_text(at, self.block.text.end);
        if has_omitted {
            self.out.truncate(self.out.trim_end().len());
        }
    }

    /// Writes the mark of a note, or leaves it out. Returns where the text continues.
    fn push_mark(&mut self, mark: &WrittenMark<'_>, at: u32) -> u32 {
        let Some(label) = mark.label else {
            return skip_omitted(self.document, at.max(mark.text.end), self.block.text.end, self.out);
        };
        if at > mark.text.start || self.is_raw() {
            return at;
        }
        self.escape_last_exclamation_mark();
        self.out.push_str("[^");
        self.out.push_str(label);
        self.out.push(']');
        self.follows_mark = true;
        mark.text.end
    }

    /// Before a bracket, an exclamation mark would make a picture.
    fn escape_last_exclamation_mark(&mut self) {
        if self.out.ends_with('!') {
            self.out.insert(self.out.len() - 1, '\\');
        }
    }

    /// Whether a span may be marked in the open ones. A mark that repeats an open one, or is in code, is left out; its
    /// text is kept.
    fn may_open(&self, span: &Span) -> bool {
        !self.is_raw()
            && !self
                .open
                .iter()
                .any(|(open, _)| std::mem::discriminant(&open.kind) == std::mem::discriminant(&span.kind))
    }

    /// Whether text is written as it is.
    fn is_raw(&self) -> bool {
        self.open.iter().any(|(span, _)| matches!(span.kind, SpanKind::Code | SpanKind::Formula { .. }))
    }

    fn open(&mut self, span: Span) {
        let mut close = String::new();
        let begins_with_bracket = matches!(span.kind, SpanKind::Link(_))
            || self.document.text()[span.text.start as usize..].starts_with('[');
        if std::mem::take(&mut self.follows_mark) && begins_with_bracket {
            // The brackets of both would be read together.
            self.out.push(' ');
        }
        match &span.kind {
            SpanKind::Link(_) => {
                self.escape_last_exclamation_mark();
                self.out.push('[');
            }
            SpanKind::Raised | SpanKind::Lowered => self.out.push_str(self.scripts.get(&span).open()),
            SpanKind::Code => {
                let code = &self.document.text()[span.text.start as usize..span.text.end as usize];
                let fence = "`".repeat(longest_backtick_run(code) + 1);
                let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
                self.out.push_str(&fence);
                self.out.push_str(pad);
                close.push_str(pad);
                close.push_str(&fence);
            }
            kind => self.out.push_str(mark(kind)),
        }
        self.open.push((span, close));
    }

    fn close(&mut self) {
        let Some((span, close)) = self.open.pop() else { return };
        match &span.kind {
            SpanKind::Link(target) => {
                self.out.push_str("](");
                push_target(self.document.value(target), self.out);
                self.out.push(')');
            }
            SpanKind::Raised | SpanKind::Lowered => self.out.push_str(self.scripts.get(&span).close()),
            SpanKind::Code => self.out.push_str(&close),
            kind => self.out.push_str(mark(kind)),
        }
    }

    fn push_text(&mut self, from: u32, to: u32) {
        if from >= to {
            return;
        }
        let mut text = &self.document.text()[from as usize..to as usize];
        let follows_mark = std::mem::take(&mut self.follows_mark);
        if self.is_raw() {
            self.out.extend(text.chars().map(|c| if c == '\n' { ' ' } else { c }));
            return;
        }
        if follows_mark && text.starts_with('[') {
            // The brackets of both would be read together.
            self.out.push(' ');
        } else if follows_mark && text.starts_with(['(', ':']) {
            // It would make a link or a note of the mark.
            self.out.push('\\');
            self.out.push_str(&text[..1]);
            text = &text[1..];
        }
        let is_link = |(span, _): &(Span, String)| matches!(span.kind, SpanKind::Link(_));
        let place = Place {
            is_in_brackets: self.open.iter().any(is_link),
            is_last: self.place.is_last && self.open.is_empty() && to == self.block.text.end,
            ..self.place
        };
        let script = self.open.iter().map(|(span, _)| self.scripts.get(span)).find(|s| *s != Script::Plain);
        match script {
            Some(script) => {
                let written: String = text.chars().map(|c| script.write(c)).collect();
                escape::push_escaped(&written, place, self.out);
            }
            None => escape::push_escaped(text, place, self.out),
        }
    }
}

/// The mark on both sides of a span; empty for those that are not marked in this way.
fn mark(kind: &SpanKind) -> &'static str {
    match kind {
        SpanKind::Emphasis => "*",
        SpanKind::Strong => "**",
        SpanKind::Struck => "~~",
        SpanKind::Formula { display: false } => "$",
        SpanKind::Formula { display: true } => "$$",
        _ => "",
    }
}

/// Appends a link's target. Angle brackets enclose one that parentheses would end early. Newlines are no part of a URL.
pub(super) fn push_target(target: &str, out: &mut String) {
    let is_enclosed = target.contains(['(', ')']);
    if is_enclosed {
        out.push('<');
    }
    for (at, c) in target.char_indices() {
        match c {
            '\n' | '\r' | '\t' => {}
            ' ' => out.push_str("%20"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '\\' => out.push_str("%5C"),
            '&' if escape::is_character_reference(&target[at + 1..]) => out.push_str("\\&"),
            c if c.is_control() || c.is_whitespace() => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    out.push_str(&format!("%{byte:02X}"));
                }
            }
            c => out.push(c),
        }
    }
    if is_enclosed {
        out.push('>');
    }
}

/// The length of the longest run of backticks.
pub(super) fn longest_backtick_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}
