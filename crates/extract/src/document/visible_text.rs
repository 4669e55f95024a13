//! The text of a block as it is written: without what readers don't see, and with raised and lowered numbers that are not
//! further digits.
//!
//! A raised or lowered text is written in the characters that Unicode has for it (`100²`, `log₂8`), or else after `^` or
//! `_` (`2^n`, `x^(n+1)`). It remains as it is where it can't be mistaken: ordinals (`3rd`, `XIXe`), formulas of matter
//! (`H2O`), references in brackets.

use std::borrow::Cow;

use crate::document::Document;
use crate::document::block::{Block, Span, SpanKind};
use crate::unicode::words;

/// The text of a block as it is written.
pub(crate) fn text<'d>(document: &'d Document, block: &Block) -> Cow<'d, str> {
    let text = document.block_text(block);
    let spans = document.spans_of(block);
    if !spans.iter().any(|span| changes_text(&span.kind)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = block.text.start;
    let scripts = Scripts::new(document, block);
    let push = |out: &mut String, from: u32, to: u32| {
        out.push_str(&document.text()[from as usize..to as usize]);
    };
    for span in spans.iter().filter(|span| changes_text(&span.kind)) {
        if span.text.end <= at {
            continue;
        }
        let start = span.text.start.max(at);
        push(&mut out, at, start);
        at = span.text.end;
        if span.kind == SpanKind::Omitted {
            at = skip_omitted(document, at, block.text.end, &mut out);
        } else {
            let script = scripts.get(span);
            out.push_str(script.open());
            out.extend(document.text()[start as usize..at as usize].chars().map(|c| script.write(c)));
            out.push_str(script.close());
        }
    }
    push(&mut out, at, block.text.end);
    out.truncate(out.trim_end().len());
    Cow::Owned(out)
}

/// The number of words of a block as it is written.
pub(crate) fn count_words(document: &Document, block: &Block) -> u32 {
    match text(document, block) {
        Cow::Borrowed(_) => block.words,
        Cow::Owned(text) => words::count_words(&text),
    }
}

/// Whether part of a block is not written.
pub(crate) fn has_omitted(document: &Document, block: &Block) -> bool {
    document.spans_of(block).iter().any(|span| span.kind == SpanKind::Omitted)
}

/// Whether nothing of a block is written.
pub(crate) fn is_empty(document: &Document, block: &Block) -> bool {
    has_omitted(document, block) && text(document, block).trim().is_empty()
}

fn changes_text(kind: &SpanKind) -> bool {
    matches!(kind, SpanKind::Omitted | SpanKind::Raised | SpanKind::Lowered)
}

/// Leaves out what only belongs to omitted text that ends at `at`: one of the spaces on both sides, and brackets around
/// it. Returns where the text continues.
pub(crate) fn skip_omitted(document: &Document, at: u32, end: u32, out: &mut String) -> u32 {
    let rest = &document.text()[at as usize..end as usize];
    let mut after = rest;
    // In Markdown, the bracket is escaped.
    let brackets = [("\\[", "]"), ("[", "]"), ("(", ")")];
    let around = brackets.iter().find(|(open, close)| out.ends_with(open) && rest.starts_with(close));
    if let Some((open, close)) = around {
        out.truncate(out.len() - open.len());
        after = &rest[close.len()..];
    }
    if out.is_empty() || out.ends_with(char::is_whitespace) {
        after = after.trim_start();
    }
    end - after.len() as u32
}

/// Decides how the raised and lowered texts of a block are written.
pub(crate) struct Scripts<'d> {
    text: &'d str,
    start: u32,
    spans: &'d [Span],
}

impl<'d> Scripts<'d> {
    pub(crate) fn new(document: &'d Document, block: &Block) -> Self {
        Self { text: document.block_text(block), start: block.text.start, spans: document.spans_of(block) }
    }

    /// How the text of a span is written.
    pub(crate) fn get(&self, span: &Span) -> Script {
        let (start, end) = ((span.text.start - self.start) as usize, (span.text.end - self.start) as usize);
        let (before, text, after) = (&self.text[..start], &self.text[start..end], &self.text[end..]);
        let previous = before.chars().next_back().unwrap_or(' ');
        match span.kind {
            SpanKind::Raised => raised(before, text),
            SpanKind::Lowered => lowered(previous, text, after, || self.is_denominator(span)),
            _ => Script::Plain,
        }
    }

    /// Whether the span is the lower half of a fraction whose upper half is raised: `2¹/₂`.
    fn is_denominator(&self, span: &Span) -> bool {
        let before = &self.text[..(span.text.start - self.start) as usize];
        let Some(above) = before.strip_suffix(['/', '⁄']) else { return false };
        let end = self.start + above.len() as u32;
        let at = self.spans.partition_point(|other| other.text.start < span.text.start);
        let is_numerator = |other: &&Span| other.kind == SpanKind::Raised && other.text.end == end;
        let near = self.spans[..at].iter().rev().take(MAX_NEAR_SPANS);
        near.filter(is_numerator).any(|numerator| self.get(numerator) == Script::RaisedDigits)
    }
}

/// How a raised or lowered text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    Plain,
    RaisedDigits,
    LoweredDigits,
    /// After this mark.
    Marked(&'static str),
    /// After this mark with a parenthesis.
    Enclosed(&'static str),
}

impl Script {
    pub(crate) fn open(self) -> &'static str {
        match self {
            Self::Marked(mark) | Self::Enclosed(mark) => mark,
            _ => "",
        }
    }

    pub(crate) fn close(self) -> &'static str {
        if matches!(self, Self::Enclosed(_)) { ")" } else { "" }
    }

    pub(crate) fn write(self, c: char) -> char {
        match self {
            Self::RaisedDigits => raised_character(c).unwrap_or(c),
            Self::LoweredDigits => lowered_character(c).unwrap_or(c),
            _ => c,
        }
    }
}

/// Letters that are exponents where they are raised alone. Others are the ends of ordinals and abbreviations.
const EXPONENTS: &str = "nkxyzijpqNTαβ";

/// How many spans before a denominator are looked at.
const MAX_NEAR_SPANS: usize = 4;

/// Maximum number of bytes of an exponent. More are words.
const MAX_EXPONENT: usize = 16;

fn raised(before: &str, text: &str) -> Script {
    let previous = before.chars().next_back().unwrap_or(' ');
    // The mark of a note may follow the full stop after a year.
    let follows_number = previous.is_ascii_digit()
        || before
            .strip_suffix(['.', ',', ';', ':', '%'])
            .is_some_and(|b| b.ends_with(|c: char| c.is_ascii_digit()));
    let is_base =
        follows_number || previous.is_alphanumeric() || matches!(previous, ')' | ']' | '}' | '’' | '\'');
    if !is_base || text.len() > MAX_EXPONENT {
        return Script::Plain;
    }
    let has_digit = text.contains(|c: char| c.is_ascii_digit());
    if has_digit && text.chars().all(|c| raised_character(c).is_some()) {
        return Script::RaisedDigits;
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let has_operator = text.contains(['+', '-', '−', '–', '*', '/', '·', '=']);
    if letters == 1 && text.chars().count() == 1 {
        return if text.contains(|c| EXPONENTS.contains(c)) { Script::Marked("^") } else { Script::Plain };
    }
    let is_exponent = (letters > 0 && has_operator && text.chars().all(is_formula))
        || (letters == 1 && text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(is_formula))
        || (has_digit
            && letters == 0
            && follows_number
            && text.chars().all(|c| is_formula(c) || ",.".contains(c)));
    if is_exponent { Script::Enclosed("^(") } else { Script::Plain }
}

fn lowered(previous: char, text: &str, after: &str, is_denominator: impl Fn() -> bool) -> Script {
    if text.len() > MAX_EXPONENT {
        return Script::Plain;
    }
    if text.chars().all(|c| lowered_character(c).is_some()) {
        let touches_digit = previous.is_ascii_digit() || after.starts_with(|c: char| c.is_ascii_digit());
        return if touches_digit || is_denominator() { Script::LoweredDigits } else { Script::Plain };
    }
    let has_letter = text.contains(char::is_alphabetic);
    let has_operator = text.contains(['+', '-', '−', '=']);
    if has_letter && has_operator && previous.is_alphanumeric() && text.chars().all(is_formula) {
        Script::Enclosed("_(")
    } else if text.chars().count() == 1 && previous.is_ascii_digit() {
        Script::Marked("_")
    } else {
        Script::Plain
    }
}

fn is_formula(c: char) -> bool {
    c.is_alphanumeric() || "+-−–*/·= ".contains(c)
}

fn raised_character(c: char) -> Option<char> {
    Some(match c {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' | '4'..='9' => char::from_u32(0x2070 + (u32::from(c) - u32::from('0')))?,
        '+' => '⁺',
        '-' | '−' | '–' | '‐' | '‑' => '⁻',
        _ => return None,
    })
}

fn lowered_character(c: char) -> Option<char> {
    Some(match c {
        '0'..='9' => char::from_u32(0x2080 + (u32::from(c) - u32::from('0')))?,
        _ => return None,
    })
}
