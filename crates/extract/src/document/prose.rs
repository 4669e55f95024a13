//! Running text, and prefix sums over the blocks: the sum over a container or a window is a difference of two of them.
//!
//! Running text is counted in three ways here, and in one more that a trained model needs
//! (`learned/features/outcome.rs`). Each says why it differs. [`is_prose`] is the
//! one for new code.

use std::ops::Range;
use std::sync::LazyLock;

use crate::document::Document;
use crate::document::block::Block;

/// Minimum words outside links in a block of running text. Frozen: it is part of the trained model's features.
const PROSE_WORDS: u32 = 10;

/// Number of words outside links.
pub(crate) fn plain_words(block: &Block) -> u32 {
    block.words - block.link_words.min(block.words)
}

/// Whether a block is running text: at least ten words outside links, and a comma or the end of a sentence.
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

/// Sums over a run of blocks.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct BlockSum {
    pub(crate) blocks: u32,
    pub(crate) words: u32,
    pub(crate) link_words: u32,
    /// Words outside links in blocks of running text.
    pub(crate) prose: u32,
    pub(crate) stop_words: u32,
    pub(crate) sentences: u32,
    pub(crate) headings: u32,
    /// Words outside links, minus words in links, minus three for each block: what text is worth against links and
    /// scattered short blocks.
    pub(crate) worth: i32,
}

impl BlockSum {
    fn from_block(block: &Block) -> Self {
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

    /// Share of the words that are in links.
    pub(crate) fn link_density(&self) -> f32 {
        share(self.link_words, self.words)
    }

    /// Mean words per block.
    pub(crate) fn mean_words(&self) -> f32 {
        self.words as f32 / self.blocks.max(1) as f32
    }
}

/// A part as a share of the whole; 0 if the whole is 0.
pub(crate) fn share(part: u32, whole: u32) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

/// The logarithm of a count plus one, so that it is 0 for none.
pub(crate) fn log(count: u32) -> f32 {
    /// Most counts are small, and every block needs two dozen logarithms.
    static SMALL: LazyLock<[f32; 1024]> =
        LazyLock::new(|| std::array::from_fn(|count| compute(count as u32)));

    fn compute(count: u32) -> f32 {
        (1.0 + count as f32).ln()
    }

    SMALL.get(count as usize).copied().unwrap_or_else(|| compute(count))
}

/// For each block, the sums over all blocks before it.
pub(crate) struct PrefixSums {
    before: Vec<BlockSum>,
}

impl PrefixSums {
    pub(crate) fn new(document: &Document) -> Self {
        let mut before = Vec::with_capacity(document.blocks.len() + 1);
        let mut sum = BlockSum::default();
        before.push(sum);
        for block in &document.blocks {
            sum = sum.plus(BlockSum::from_block(block));
            before.push(sum);
        }
        Self { before }
    }

    /// The sums over a range of blocks.
    pub(crate) fn range(&self, range: &Range<u32>) -> BlockSum {
        self.before[range.end as usize].minus(self.before[range.start as usize])
    }

    /// The sums over the page.
    pub(crate) fn all(&self) -> BlockSum {
        self.before[self.before.len() - 1]
    }

    /// The sums over the blocks before a block.
    pub(crate) fn before(&self, block: usize) -> BlockSum {
        self.before[block]
    }

    /// The range of blocks at most `reach` before and after a block, itself included.
    pub(crate) fn window(&self, block: usize, reach: usize) -> Range<u32> {
        block.saturating_sub(reach) as u32..(block + reach + 1).min(self.before.len() - 1) as u32
    }
}
