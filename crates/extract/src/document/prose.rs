//! Prefix sums over the blocks: what a container or a window holds is a difference of two of them.

use std::ops::Range;
use std::sync::LazyLock;

use crate::document::Document;
use crate::document::block::Block;

/// A block of running text has a mark of sentences and at least this many words outside of links.
const PROSE_WORDS: u32 = 10;

/// Words outside of links.
pub(crate) fn plain_words(block: &Block) -> u32 {
    block.words - block.link_words.min(block.words)
}

/// Whether a block is running text.
pub(crate) fn is_prose(block: &Block) -> bool {
    plain_words(block) >= PROSE_WORDS && block.sentences + block.commas > 0
}

/// Whether a block has a sentence and at least eight words outside links: running text for the confidence of rendered
/// pages, whose paragraphs are often cut into lines.
pub(crate) fn has_sentence_outside_links(block: &Block) -> bool {
    block.sentences > 0 && plain_words(block) >= 8
}

/// Whether a block has a sentence and at least fifteen words, links included: the paragraphs by which a rendered page
/// is judged to be an article. Shorter ones are common in listings.
pub(crate) fn is_full_paragraph(block: &Block) -> bool {
    block.sentences > 0 && block.words >= 15
}

/// What a run of blocks holds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sum {
    pub(crate) blocks: u32,
    pub(crate) words: u32,
    pub(crate) link_words: u32,
    /// Words outside of links in blocks of running text.
    pub(crate) prose: u32,
    pub(crate) stop_words: u32,
    pub(crate) sentences: u32,
    pub(crate) headings: u32,
    /// Text against links and scattered short blocks: plain words, less link words, less three a block.
    pub(crate) worth: i32,
}

impl Sum {
    fn of(block: &Block) -> Self {
        let plain = plain_words(block);
        Self {
            blocks: 1,
            words: block.words,
            link_words: block.link_words.min(block.words),
            prose: if is_prose(block) { plain } else { 0 },
            stop_words: block.stop_words,
            sentences: block.sentences,
            headings: u32::from(block.heading().is_some()),
            worth: plain as i32 - block.link_words.min(block.words) as i32 - 3,
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            blocks: self.blocks + other.blocks,
            words: self.words + other.words,
            link_words: self.link_words + other.link_words,
            prose: self.prose + other.prose,
            stop_words: self.stop_words + other.stop_words,
            sentences: self.sentences + other.sentences,
            headings: self.headings + other.headings,
            worth: self.worth + other.worth,
        }
    }

    fn minus(self, other: Self) -> Self {
        Self {
            blocks: self.blocks - other.blocks,
            words: self.words - other.words,
            link_words: self.link_words - other.link_words,
            prose: self.prose - other.prose,
            stop_words: self.stop_words - other.stop_words,
            sentences: self.sentences - other.sentences,
            headings: self.headings - other.headings,
            worth: self.worth - other.worth,
        }
    }

    /// Share of the words that stand in links.
    pub(crate) fn link_density(&self) -> f32 {
        share(self.link_words, self.words)
    }

    /// Words a block.
    pub(crate) fn mean_words(&self) -> f32 {
        self.words as f32 / self.blocks.max(1) as f32
    }
}

/// A part of a whole, 0 where there is no whole.
pub(crate) fn share(part: u32, whole: u32) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

/// Logarithm of a count, 0 for none.
pub(crate) fn log(count: u32) -> f32 {
    /// Most counts are small, and every block asks for two dozen.
    static SMALL: LazyLock<[f32; 1024]> = LazyLock::new(|| std::array::from_fn(|count| of(count as u32)));

    fn of(count: u32) -> f32 {
        (1.0 + count as f32).ln()
    }

    SMALL.get(count as usize).copied().unwrap_or_else(|| of(count))
}

/// Sums of all blocks before each.
pub(crate) struct Sums {
    before: Vec<Sum>,
}

impl Sums {
    pub(crate) fn new(document: &Document) -> Self {
        let mut before = Vec::with_capacity(document.blocks.len() + 1);
        let mut sum = Sum::default();
        before.push(sum);
        for block in &document.blocks {
            sum = sum.plus(Sum::of(block));
            before.push(sum);
        }
        Self { before }
    }

    /// What a range of blocks holds.
    pub(crate) fn of(&self, range: &Range<u32>) -> Sum {
        self.before[range.end as usize].minus(self.before[range.start as usize])
    }

    /// What the page holds.
    pub(crate) fn all(&self) -> Sum {
        self.before[self.before.len() - 1]
    }

    /// What stands before a block.
    pub(crate) fn before(&self, block: usize) -> Sum {
        self.before[block]
    }

    /// The blocks at most so far before and after one, itself included.
    pub(crate) fn window(&self, block: usize, reach: usize) -> Range<u32> {
        block.saturating_sub(reach) as u32..(block + reach + 1).min(self.before.len() - 1) as u32
    }
}
