//! A page as a document: blocks in reading order.

pub(crate) mod block;
pub(crate) mod html;
mod inline_markdown;
pub(crate) mod notes;
pub(crate) mod paths;
pub(crate) mod phrases;
pub(crate) mod prose;
pub(crate) mod rendered;
pub(crate) mod signals;
pub(crate) mod visible_text;

use std::ops::Range;

use dechaff_html::Tag;

pub use block::{Block, BlockKind, Container, Image, Span, SpanKind, context};
pub use signals::{DeclaredType, PageSignals, UrlShape};

use crate::document::notes::Notes;
use crate::document::phrases::BlockPhrases;
use crate::page_form::PageForm;
use crate::sites::KnownSite;

/// A page as blocks in reading order. Blocks do not nest, and the text of all of them is in one buffer.
#[derive(Clone, Debug, Default)]
pub struct Document {
    pub(crate) text: String,
    pub(crate) blocks: Vec<Block>,
    pub(crate) spans: Vec<Span>,
    pub(crate) images: Vec<Image>,
    pub(crate) notes: Notes,
    /// The number of pictures with an address of their own. Copies count, since the model was trained so.
    pub(crate) pictures: u32,
    pub(crate) values: String,
    pub(crate) containers: Vec<Container>,
    pub(crate) markup: Vec<u32>,
    pub(crate) signals: PageSignals,
    pub(crate) site: Option<KnownSite>,
    /// The name and classes of each container, if the extractor was asked to keep them.
    pub(crate) element_names: Vec<String>,
    pub(crate) limited: bool,
    pub(crate) rendered: bool,
    pub(crate) phrases: BlockPhrases,
}

impl Document {
    /// Makes room for what a page whose tree has `nodes` nodes usually has, so that little is copied when it grows.
    pub(crate) fn reserve(&mut self, nodes: usize) {
        self.text.reserve(4 * nodes);
        self.values.reserve(4 * nodes);
        self.blocks.reserve(nodes / 16);
        self.spans.reserve(nodes / 16);
        self.containers.reserve(nodes / 6);
        self.markup.reserve(nodes / 2);
    }

    /// The blocks in reading order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// For each container, the innermost table that it is or is in. 0 if there is none.
    pub(crate) fn innermost_tables(&self) -> Vec<u32> {
        let mut tables: Vec<u32> = Vec::with_capacity(self.containers.len());
        for (index, container) in self.containers.iter().enumerate() {
            let around = tables.get(container.parent as usize).copied().unwrap_or(0);
            tables.push(if container.tag == Tag::Table { index as u32 } else { around });
        }
        tables
    }

    /// The text of all blocks in order. The byte ranges of blocks and spans refer to it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a block of this document.
    pub fn block_text(&self, block: &Block) -> &str {
        &self.text[to_usize(&block.text)]
    }

    /// The value of an attribute that a span or an image refers to.
    pub fn value(&self, range: &Range<u32>) -> &str {
        &self.values[to_usize(range)]
    }

    pub(crate) fn add_value(&mut self, value: &str) -> Range<u32> {
        let start = self.values.len() as u32;
        self.values.push_str(value);
        start..self.values.len() as u32
    }

    /// The inline spans of a block: links, emphasis and code, sorted by start. Of two spans with the same start, the
    /// outer one comes first.
    pub fn spans_of(&self, block: &Block) -> &[Span] {
        let start = self.spans.partition_point(|s| s.text.start < block.text.start);
        let end = self.spans.partition_point(|s| s.text.start <= block.text.end);
        let slice = &self.spans[start..end];
        let inside = slice.iter().take_while(|s| s.text.end <= block.text.end).count();
        &slice[..inside]
    }

    /// The images, in reading order.
    pub fn images(&self) -> &[Image] {
        &self.images
    }

    /// The elements that contain blocks, in the order of their start tags. The first one is the page. Rendered text has
    /// no other.
    pub fn containers(&self) -> &[Container] {
        &self.containers
    }

    /// Hashed words of elements' names and attributes. The ranges of blocks and containers refer to it.
    pub fn markup(&self) -> &[u32] {
        &self.markup
    }

    /// What is known about the page besides its blocks.
    pub fn signals(&self) -> &PageSignals {
        &self.signals
    }

    /// Whether a limit on nesting, blocks or links removed structure. Text is never removed.
    pub fn limited(&self) -> bool {
        self.limited
    }

    /// HTML or rendered text.
    pub fn form(&self) -> PageForm {
        if self.rendered { PageForm::Text } else { PageForm::Html }
    }

    /// Whether the page is rendered text rather than HTML.
    pub fn rendered(&self) -> bool {
        self.rendered
    }

    /// The number of words in all blocks.
    pub fn words(&self) -> u32 {
        self.blocks.iter().map(|b| b.words).sum()
    }
}

pub(crate) fn to_usize(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}
