//! The spans of a block as Markdown can mark them: merged, shortened, or left out.

use std::ops::Range;

use crate::document::Document;
use crate::document::block::{Block, BlockKind, Span, SpanKind};

/// The spans of a block that are marked, sorted by start, outer ones first.
///
/// Spans of one kind that touch become one, since their marks would be read together. A mark of emphasis is only read
/// where a word begins or ends, so emphasis leaves out punctuation that touches a word: `**(a**)b` for `<b>(a)</b>b`. It
/// is left out where the marks of another span touch a word, and of punctuation alone. The text of a title `is_strong`.
pub(super) fn marked(document: &Document, block: &Block, is_strong: bool) -> Vec<Span> {
    let all = document.spans_of(block);
    let title = is_strong.then(|| Span { kind: SpanKind::Strong, text: block.text.clone() });
    let omitted: Vec<&Span> = all.iter().filter(|span| span.kind == SpanKind::Omitted).collect();
    let mut spans: Vec<Span> = vec![];
    for mut span in title.into_iter().chain(all.iter().cloned()) {
        if span.kind != SpanKind::Omitted {
            span.text = written(document, &span, &omitted);
            if span.text.is_empty()
                || is_own_link(document, block, &span)
                || begins_as_definition(document, block, &span)
            {
                continue;
            }
        }
        push(&mut spans, span);
    }
    if !omitted.is_empty() {
        spans.sort_by_key(|span| (span.text.start, u32::MAX - span.text.end));
    }
    for at in 1..spans.len() {
        // Code has no marks in it, but a link may be around it.
        let is_inside = spans[at - 1].kind == SpanKind::Code && spans[at - 1].text == spans[at].text;
        if is_inside && matches!(spans[at].kind, SpanKind::Link(_)) {
            spans.swap(at - 1, at);
        }
    }
    loop {
        let mut is_changed = false;
        for at in 0..spans.len() {
            if is_emphasis(&spans[at].kind) {
                let range = emphasized(document, block, &spans, at);
                is_changed |= range != spans[at].text;
                spans[at].text = range;
            }
        }
        if !is_changed {
            return spans;
        }
        spans.retain(|span| !span.text.is_empty());
        spans.sort_by_key(|span| (span.text.start, u32::MAX - span.text.end));
        // Spans may touch where emphasis was between them, and other emphasis then has no marks at its ends.
        let count = spans.len();
        let mut joined = Vec::with_capacity(count);
        spans.into_iter().for_each(|span| push(&mut joined, span));
        spans = joined;
        if spans.len() == count {
            return spans;
        }
    }
}

/// Adds a span, or continues the one of its kind that it touches.
fn push(spans: &mut Vec<Span>, span: Span) {
    match touching(spans, &span) {
        Some(last) => spans[last].text.end = span.text.end,
        None => spans.push(span),
    }
}

/// The span of the same kind that ends where another begins, if no span around either is between them.
fn touching(spans: &[Span], span: &Span) -> Option<usize> {
    let place = span.text.start;
    if is_script(&span.kind) || span.kind == SpanKind::Omitted {
        return None;
    }
    let first = spans.len().saturating_sub(MAX_TOUCHING);
    let last =
        spans[first..].iter().rposition(|last| last.text.end == place && last.kind == span.kind)? + first;
    let is_around_last = |other: &Span| other.text.end == place;
    let is_around_span = |other: &Span| other.text.start == place;
    let is_apart = spans[..last].iter().rev().take(MAX_TOUCHING).any(is_around_last)
        || spans[last + 1..].iter().any(is_around_span);
    (!is_apart).then_some(last)
}

/// How many spans before one are looked at for one that touches it.
const MAX_TOUCHING: usize = 8;

/// The part of a span that is written, without what is omitted at its ends; empty if nothing is.
fn written(document: &Document, span: &Span, omitted: &[&Span]) -> Range<u32> {
    let Range { mut start, mut end } = span.text;
    let before = |place: u32| omitted[..omitted.partition_point(|other| other.text.start <= place)].last();
    if let Some(other) = before(start) {
        start = start.max(other.text.end);
    }
    if let Some(other) = before(end.saturating_sub(1))
        && other.text.end >= end
    {
        end = other.text.start;
    }
    if omitted.is_empty() || start >= end {
        return start..end.max(start);
    }
    let text = &document.text()[start as usize..end as usize];
    let trimmed = text.trim_start();
    let start = start + (text.len() - trimmed.len()) as u32;
    start..start + trimmed.trim_end().len() as u32
}

/// Whether a span is the link of a heading to itself.
fn is_own_link(document: &Document, block: &Block, span: &Span) -> bool {
    matches!(block.kind, BlockKind::Heading(_))
        && matches!(&span.kind, SpanKind::Link(target) if document.value(target).starts_with('#'))
}

/// Whether a block begins with a link whose code could end the label of a definition, as in ``[see `a]: b`](/c)``. Markdown
/// would take the line for a definition, which is not shown.
pub(super) fn begins_as_definition(document: &Document, block: &Block, link: &Span) -> bool {
    let has_end = |code: &Span| {
        code.kind == SpanKind::Code
            && link.text.start <= code.text.start
            && code.text.end <= link.text.end
            && document.text()[code.text.start as usize..code.text.end as usize].contains("]:")
    };
    matches!(link.kind, SpanKind::Link(_))
        && link.text.start == block.text.start
        && !matches!(block.kind, BlockKind::Heading(_) | BlockKind::Cell { .. })
        && document.spans_of(block).iter().any(has_end)
}

fn is_emphasis(kind: &SpanKind) -> bool {
    matches!(kind, SpanKind::Emphasis | SpanKind::Strong | SpanKind::Struck)
}

fn is_script(kind: &SpanKind) -> bool {
    matches!(kind, SpanKind::Raised | SpanKind::Lowered)
}

/// The part of an emphasized span that marks can enclose; empty if there is none.
fn emphasized(document: &Document, block: &Block, spans: &[Span], at: usize) -> Range<u32> {
    let text = document.text();
    let Range { mut start, mut end } = spans[at].text;
    if !text[start as usize..end as usize].contains(is_word) || is_read_with_last(spans, at) {
        return start..start;
    }
    let before = text[block.text.start as usize..start as usize].chars().next_back();
    let after = text[end as usize..block.text.end as usize].chars().next();
    let inner = &text[start as usize..end as usize];
    // A mark that could both begin and end emphasis may end what is around it.
    let is_either = |outside: Option<char>, inside: Option<char>| {
        outside.is_some_and(|c| is_word(c) || !c.is_whitespace() && !inside.is_some_and(is_word))
    };
    if (is_either(before, inner.chars().next()) || is_either(after, inner.chars().next_back()))
        && is_in_emphasis(spans, at)
    {
        return start..start;
    }
    if before.is_some_and(is_word) && !is_enclosed(spans, at, start) {
        while let Some(c) = text[start as usize..end as usize].chars().next().filter(|&c| !is_word(c)) {
            if is_mark_at(spans, at, start) {
                return start..start;
            }
            start += c.len_utf8() as u32;
        }
    }
    if after.is_some_and(is_word) && !is_enclosed(spans, at, end) {
        while let Some(c) = text[start as usize..end as usize].chars().next_back().filter(|&c| !is_word(c)) {
            if is_mark_at(spans, at, end) {
                return start..start;
            }
            end -= c.len_utf8() as u32;
        }
    }
    let touches = |place: u32, c: Option<char>| {
        c.is_some_and(is_word) && !is_enclosed(spans, at, place) && is_mark_at(spans, at, place)
    };
    if touches(start, text[..start as usize].chars().next_back().filter(|_| start > block.text.start))
        || touches(end, text[end as usize..block.text.end as usize].chars().next())
    {
        return start..start;
    }
    start..end
}

/// The spans before and after one, with their indices. More than a few would take long in a block of many.
fn near(spans: &[Span], at: usize) -> impl Iterator<Item = (usize, &Span)> {
    let (first, end) = (at.saturating_sub(MAX_TOUCHING), (at + MAX_TOUCHING).min(spans.len()));
    (first..end).filter(move |&other| other != at).map(|other| (other, &spans[other]))
}

/// Whether emphasis begins where other emphasis ends, so that the marks would be read together.
fn is_read_with_last(spans: &[Span], at: usize) -> bool {
    let start = spans[at].text.start;
    let ends_here = |span: &Span| is_emphasis(&span.kind) && span.text.end == start && !span.text.is_empty();
    near(spans, at).any(|(_, span)| ends_here(span))
}

/// Whether other emphasis is around a span.
fn is_in_emphasis(spans: &[Span], at: usize) -> bool {
    let Range { start, end } = spans[at].text;
    let is_around = |span: &Span| is_emphasis(&span.kind) && span.text.start <= start && end <= span.text.end;
    spans[..at].iter().rev().take(MAX_TOUCHING).chain(spans[..at].first()).any(is_around)
}

/// Whether the marks of another span are between an end of a span and the text around it.
fn is_enclosed(spans: &[Span], at: usize, place: u32) -> bool {
    let Range { start, end } = spans[at].text;
    near(spans, at).any(|(other, span)| {
        let Range { start: first, end: last } = span.text;
        let is_around = other < at && first <= start && end <= last && (first == place || last == place);
        let is_next = last <= start && last == place || end <= first && first == place;
        has_own_marks(&span.kind) && (is_around || is_next)
    })
}

/// Whether the marks of another span begin or end at a place, as punctuation does.
fn is_mark_at(spans: &[Span], at: usize, place: u32) -> bool {
    near(spans, at)
        .any(|(_, span)| has_own_marks(&span.kind) && (span.text.start == place || span.text.end == place))
}

/// Whether the marks of a span are never read together with those of emphasis.
fn has_own_marks(kind: &SpanKind) -> bool {
    matches!(kind, SpanKind::Link(_) | SpanKind::Code | SpanKind::Formula { .. } | SpanKind::Struck)
}

/// Whether a character is neither white space nor punctuation nor a symbol: a letter, a digit, a sign on one, or what
/// is not seen.
fn is_word(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{300}'..='\u{36f}' | '\u{93c}' | '\u{94d}' | '\u{9bc}' | '\u{9cd}' | '\u{a3c}' | '\u{a4d}'
            | '\u{abc}' | '\u{acd}' | '\u{b3c}' | '\u{b4d}' | '\u{bcd}' | '\u{c4d}' | '\u{cbc}' | '\u{ccd}'
            | '\u{d4d}' | '\u{dca}' | '\u{e3a}' | '\u{e47}'..='\u{e4e}' | '\u{ec8}'..='\u{ecd}'
            | '\u{1039}' | '\u{103a}' | '\u{17d2}' | '\u{3099}' | '\u{309a}')
}
