//! The items of a list.

use std::ops::Range;

use dechaff_html::Tag;

use super::{
    Enclosed, MAX_LINK_DENSITY, MIN_KEPT_WORDS, TextCounts, enclosed_blocks, is_open, keep, may_join,
};
use crate::detect::Verdict;
use crate::document::Document;
use crate::document::block::{Block, BlockKind, Container};

/// Maximum number of blocks in an item of a list whose items are decided together. Cards of products have more.
const MAX_ITEM_BLOCKS: u32 = 2;
/// Minimum probability of an item of an inner list between kept blocks. Of the words of such items in the gold sets, three
/// quarters are content; of items of outer lists, half.
const MIN_INNER_SCORE: f32 = 0.2;

/// The words of the blocks before each block, those in links, and those of kept blocks, since lists nest.
struct WordSums(Vec<[u32; 3]>);

impl WordSums {
    fn new(blocks: &[Block], verdicts: &[Verdict]) -> Self {
        let mut sum = [0; 3];
        let mut sums = Vec::with_capacity(blocks.len() + 1);
        sums.push(sum);
        for (block, verdict) in blocks.iter().zip(verdicts) {
            sum[0] += block.words;
            sum[1] += block.link_words;
            sum[2] += if verdict.is_kept() { block.words } else { 0 };
            sums.push(sum);
        }
        Self(sums)
    }

    fn range(&self, range: &Range<usize>) -> (f32, f32, f32) {
        let (before, all) = (self.0[range.start], self.0[range.end]);
        let words = |i: usize| (all[i] - before[i]) as f32;
        (words(0), words(1), words(2))
    }
}

/// Keeps the dropped items of lists that are content.
pub(super) fn keep_items(document: &Document, texts: &TextCounts<'_>, verdicts: &mut [Verdict]) {
    let (blocks, containers) = (document.blocks(), document.containers());
    if !containers.iter().any(is_list) {
        return;
    }
    let sums = WordSums::new(blocks, verdicts);
    // For each container, the blocks of its largest item.
    let mut largest = vec![0; containers.len()];
    for container in containers {
        let largest = &mut largest[container.parent as usize];
        *largest = container.blocks.len().max(*largest as usize) as u32;
    }
    let mut decided = 0;
    for (list, &largest) in containers.iter().zip(&largest) {
        let range = list.blocks.start as usize..list.blocks.end as usize;
        if !is_list(list) || range.start < decided || range.len() < 2 || largest > MAX_ITEM_BLOCKS {
            continue;
        }
        let (words, links, kept) = sums.range(&range);
        if links <= MAX_LINK_DENSITY * words && kept >= MIN_KEPT_WORDS * words {
            decided = range.end;
            for index in range {
                if may_join(&verdicts[index]) && !texts.is_repeated(&blocks[index]) {
                    keep(&mut verdicts[index], "in a list that is kept");
                }
            }
        }
    }
}

/// Keeps the dropped items of an inner list that stands between kept blocks: below the item that it belongs to.
pub(super) fn keep_inner_items(document: &Document, verdicts: &mut [Verdict]) {
    let blocks = document.blocks();
    let is_dropped = |i: usize| !verdicts[i].is_kept() && is_inner_item(&blocks[i]);
    if !(0..blocks.len()).any(is_dropped) {
        return;
    }
    let enclosed = enclosed_blocks(verdicts, is_dropped);
    for (index, block) in blocks.iter().enumerate() {
        let verdict = &mut verdicts[index];
        if !verdict.is_kept()
            && is_inner_item(block)
            && is_open(verdict)
            && enclosed[index] == Enclosed::Both
            && block.link_words == 0
            && verdict.score >= MIN_INNER_SCORE
        {
            keep(verdict, "an inner item below one that is kept");
        }
    }
}

fn is_inner_item(block: &Block) -> bool {
    matches!(block.kind, BlockKind::ListItem { level: 2.., .. })
}

fn is_list(container: &Container) -> bool {
    matches!(container.tag, Tag::Ul | Tag::Ol | Tag::Dl | Tag::Menu)
}
