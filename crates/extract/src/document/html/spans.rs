//! Inline spans of the block under construction: links, emphasis, code and what else elements in a line mark.

use std::ops::Range;

use dechaff_html::{AttributeName, NodeId, Tag, Tree};

use crate::classes::line_marks;
use crate::document::block::{Block, Span, SpanKind};
use crate::document::html::corrections::is_struck;
use crate::document::{Document, to_usize};
use crate::unicode::{white_space, words};

/// In bytes. Longer URLs are scripts and data; they are left out, but the link stays.
const MAX_URL: usize = 2048;

/// The spans that are open, innermost last, and those of the block under construction.
pub(super) struct OpenSpans {
    open: Vec<OpenSpan>,
    /// Index in [`Document::spans`] of the block's first span.
    first_of_block: usize,
    /// The URL of the last link.
    last_url: Range<u32>,
}

struct OpenSpan {
    start: u32,
    kind: SpanKind,
}

impl OpenSpans {
    pub(super) fn new() -> Self {
        Self { open: vec![], first_of_block: 0, last_url: 0..0 }
    }

    /// Opens the span of an inline element at the end of the text. Returns false if the element does not make one.
    ///
    /// An element inside another of the same kind does not: it adds nothing, and each block would carry all of them.
    pub(super) fn open(
        &mut self,
        tree: &Tree,
        node: NodeId,
        tag: Tag,
        marks: u16,
        document: &mut Document,
    ) -> bool {
        let Some(kind) = self.kind(tree, node, tag, marks, document) else { return false };
        self.open_kind(kind, document)
    }

    /// Opens a span of the given kind, unless one is open already.
    pub(super) fn open_kind(&mut self, kind: SpanKind, document: &Document) -> bool {
        let discriminant = std::mem::discriminant(&kind);
        if self.open.iter().any(|open| std::mem::discriminant(&open.kind) == discriminant) {
            return false;
        }
        self.open.push(OpenSpan { start: document.text.len() as u32, kind });
        true
    }

    /// Whether text at this place is code.
    pub(super) fn is_in_code(&self) -> bool {
        self.open.iter().any(|span| span.kind == SpanKind::Code)
    }

    /// The kind of span that an element is. `marks` are the [`line_marks`] of its class.
    fn kind(
        &mut self,
        tree: &Tree,
        node: NodeId,
        tag: Tag,
        marks: u16,
        document: &mut Document,
    ) -> Option<SpanKind> {
        match tag {
            Tag::A => {
                let url = tree.attribute(node, AttributeName::Href)?;
                let url = white_space::trim(url);
                Some(SpanKind::Link(self.share_url(url, document)))
            }
            Tag::Em | Tag::I | Tag::Cite | Tag::Dfn | Tag::Var => Some(SpanKind::Emphasis),
            Tag::Strong | Tag::B => Some(SpanKind::Strong),
            Tag::Code | Tag::Kbd | Tag::Samp | Tag::Tt => Some(SpanKind::Code),
            Tag::Sup => Some(SpanKind::Raised),
            Tag::Sub => Some(SpanKind::Lowered),
            _ if is_struck(tree, node, tag, marks) => Some(SpanKind::Struck),
            Tag::Span => script_of_span(tree, node, marks),
            _ => None,
        }
    }

    /// A link that is open over many blocks is a separate element in each. All of them share one URL.
    fn share_url(&mut self, url: &str, document: &mut Document) -> Range<u32> {
        let url = if url.len() > MAX_URL { "" } else { url };
        if document.value(&self.last_url) != url {
            self.last_url = document.add_value(url);
        }
        self.last_url.clone()
    }

    /// Closes the innermost span at the end of the text.
    pub(super) fn close(&mut self, document: &mut Document, block_start: u32) {
        if let Some(span) = self.open.pop() {
            push_span(document, block_start, span.start, span.kind);
        }
    }

    /// Ends the spans of a finished block: orders them and counts the words in links. Open spans continue in the next
    /// block, which begins at the end of the text.
    pub(super) fn finish_block(&mut self, document: &mut Document, block_start: u32, block: &mut Block) {
        for span in self.open.iter().rev() {
            push_span(document, block_start, span.start, span.kind.clone());
        }
        let Document { text, spans, .. } = document;
        let of_block = &mut spans[self.first_of_block..];
        // Inner spans were closed first. The outer one of two over the same text must come first.
        of_block.reverse();
        of_block.sort_by_key(|s| (s.text.start, u32::MAX - s.text.end));
        let (mut counted, mut omitted) = (0, 0);
        for span in of_block {
            span.text.end = span.text.end.min(block.text.end);
            if span.kind == SpanKind::Omitted && block.heading().is_some() {
                omitted = span.text.end;
            } else if span.text.end <= omitted {
                // What is not written counts as little as the rest of it.
            } else if matches!(span.kind, SpanKind::Link(_)) && span.text.start >= counted {
                // Most links are all of their block.
                block.link_words += if span.text == block.text {
                    block.words
                } else {
                    words::count_words(&text[to_usize(&span.text)])
                };
                counted = span.text.end;
            }
        }
        self.first_of_block = spans.len();
        for span in &mut self.open {
            span.start = text.len() as u32;
        }
    }

    /// Moves spans that were opened in text that was dropped to where it began.
    pub(super) fn drop_block(&mut self, block_start: u32) {
        for span in &mut self.open {
            span.start = span.start.min(block_start);
        }
    }
}

/// Whether a class or style raises or lowers its text.
fn script_of_span(tree: &Tree, node: NodeId, marks: u16) -> Option<SpanKind> {
    let style = tree.attribute(node, AttributeName::Style).unwrap_or("");
    if marks == 0 && style.is_empty() {
        return None;
    }
    let is_style = |value: &str| {
        !style.is_empty()
            && style
                .split_once("vertical-align")
                .is_some_and(|(_, rest)| rest.trim_start_matches([':', ' ']).starts_with(value))
    };
    if is_style("super") || marks & line_marks::RAISED != 0 {
        Some(SpanKind::Raised)
    } else if is_style("sub") || marks & line_marks::LOWERED != 0 {
        Some(SpanKind::Lowered)
    } else {
        None
    }
}

/// Maximum words of hidden text in a line that is not written. More are the rest of a story that a click shows.
const MAX_OMITTED_WORDS: u32 = 20;

/// Adds a span from `start` or the block's start to the end of the text, without white space at its ends.
fn push_span(document: &mut Document, block_start: u32, start: u32, kind: SpanKind) {
    let start = start.max(block_start);
    let raw = &document.text[start as usize..];
    let trimmed = white_space::trim(raw);
    let is_story = kind == SpanKind::Omitted && words::count_words(trimmed) > MAX_OMITTED_WORDS;
    if !trimmed.is_empty() && !is_story {
        let start = start + (raw.len() - raw.trim_start().len()) as u32;
        let end = start + trimmed.len() as u32;
        document.spans.push(Span { text: start..end, kind });
    }
}
