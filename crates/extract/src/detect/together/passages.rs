//! Headings and paragraphs between kept blocks.

use super::{TextCounts, is_open, keep};
use crate::detect::Verdict;
use crate::document::Document;
use crate::document::block::{Block, BlockKind};
use crate::document::prose::is_prose;

/// Minimum probability of a heading between kept blocks. Of such headings in the gold sets, four in five are content.
const MIN_HEADING_SCORE: f32 = 0.1;
/// Minimum probability of running text between kept blocks in the same element. Of such paragraphs in the gold sets, three
/// quarters are content; of those in an element of their own, half. Captions and notes are there.
const MIN_PROSE_SCORE: f32 = 0.2;

/// Keeps the headings and paragraphs that stand alone between kept blocks.
pub(super) fn keep_passages(document: &Document, texts: &TextCounts<'_>, verdicts: &mut [Verdict]) {
    for (first, around) in document.blocks().windows(3).enumerate() {
        let [before, block, after] = around else { continue };
        let is_enclosed = verdicts[first].is_kept() && verdicts[first + 2].is_kept();
        let verdict = &mut verdicts[first + 1];
        if !is_enclosed || verdict.is_kept() || !is_open(verdict) {
            continue;
        }
        let is_passage = match block.kind {
            BlockKind::Heading(_) => {
                verdict.score >= MIN_HEADING_SCORE && (block.link_words == 0 || !texts.is_repeated(block))
            }
            BlockKind::Paragraph => {
                verdict.score >= MIN_PROSE_SCORE
                    && is_prose(block)
                    && are_siblings(document, before, block)
                    && are_siblings(document, block, after)
            }
            _ => false,
        };
        // Some pages hold their story twice. What of the copy was dropped stays so.
        let is_copy = || around.iter().all(|block| texts.is_repeated(block));
        if is_passage && !is_copy() {
            keep(verdict, "between kept text");
        }
    }
}

/// Whether the elements of two blocks are in the same element.
fn are_siblings(document: &Document, a: &Block, b: &Block) -> bool {
    let parent = |block: &Block| document.containers().get(block.container as usize).map(|c| c.parent);
    parent(a) == parent(b)
}
