//! A page as blocks in reading order.

pub mod block;
pub(crate) mod elements;
pub(crate) mod html;
pub(crate) mod prose;
pub(crate) mod rendered;
pub(crate) mod signals;

use std::ops::Range;

use crate::document::block::{Block, Container, Image, Span};
use crate::document::signals::PageSignals;

/// A page parsed into blocks: flat, in reading order, their text in one buffer.
#[derive(Clone, Debug, Default)]
pub struct Document {
    pub(crate) text: String,
    pub(crate) blocks: Vec<Block>,
    pub(crate) spans: Vec<Span>,
    pub(crate) images: Vec<Image>,
    pub(crate) values: String,
    pub(crate) containers: Vec<Container>,
    pub(crate) markup: Vec<u32>,
    pub(crate) signals: PageSignals,
    pub(crate) limited: bool,
    pub(crate) rendered: bool,
}

impl Document {
    /// The blocks in reading order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The text of all blocks, one after the other; ranges of blocks and spans refer to it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A block's text.
    pub fn block_text(&self, block: &Block) -> &str {
        &self.text[to_usize(&block.text)]
    }

    /// What an attribute says that a span or an image refers to.
    pub fn value(&self, range: &Range<u32>) -> &str {
        &self.values[to_usize(range)]
    }

    pub(crate) fn add_value(&mut self, value: &str) -> Range<u32> {
        let start = self.values.len() as u32;
        self.values.push_str(value);
        start..self.values.len() as u32
    }

    /// The inline spans of a block: links, emphasis, images, by start.
    pub fn spans_of(&self, block: &Block) -> &[Span] {
        let start = self.spans.partition_point(|s| s.text.start < block.text.start);
        let end = self.spans.partition_point(|s| s.text.start <= block.text.end);
        let slice = &self.spans[start..end];
        let inside = slice.iter().take_while(|s| s.text.end <= block.text.end).count();
        &slice[..inside]
    }

    /// The images in reading order.
    pub fn images(&self) -> &[Image] {
        &self.images
    }

    /// The elements that hold blocks, outermost first; empty for text pages.
    pub fn containers(&self) -> &[Container] {
        &self.containers
    }

    /// Hashed words of what elements call themselves; ranges of blocks and containers refer to it.
    pub fn markup(&self) -> &[u32] {
        &self.markup
    }

    /// What is known of the page beside its blocks.
    pub fn signals(&self) -> &PageSignals {
        &self.signals
    }

    /// Whether a limit on nesting, blocks or links cut structure (never text).
    pub fn limited(&self) -> bool {
        self.limited
    }

    /// Whether the page was rendered text rather than HTML.
    pub fn rendered(&self) -> bool {
        self.rendered
    }

    /// Words of all blocks.
    pub fn words(&self) -> u32 {
        self.blocks.iter().map(|b| b.words).sum()
    }
}

pub(crate) fn to_usize(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}
