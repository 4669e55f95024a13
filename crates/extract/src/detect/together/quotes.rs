//! Quotes between kept blocks.

use dechaff_html::Tag;

use super::{TextCounts, is_open, keep};
use crate::detect::{Label, Verdict};
use crate::document::Document;
use crate::document::block::Block;

/// Minimum mean probability of a quote between kept text, one side of which is in the same element. Of such quotes in the
/// gold sets, nine in ten are content.
const MIN_QUOTE_SCORE: f32 = 0.2;

/// Keeps whole quotes between kept blocks, or between the title and the first of them, that are nowhere else on the page:
/// pull quotes repeat what the story says.
pub(super) fn keep_quotes(document: &Document, texts: &TextCounts<'_>, verdicts: &mut [Verdict]) {
    let blocks = document.blocks();
    let mut at = 0;
    while let Some(first) = (at..blocks.len()).find(|&index| blocks[index].quotes > 0) {
        let count = blocks[first..].iter().take_while(|block| block.quotes > 0).count();
        at = first + count;
        if first == 0 || at == blocks.len() || verdicts[first..at].iter().any(|v| v.is_kept() || !is_open(v))
        {
            continue;
        }
        let quote = &blocks[first..at];
        let is_enclosed = (verdicts[first - 1].is_kept() || verdicts[first - 1].label == Label::Title)
            && verdicts[at].is_kept();
        let is_near_text = || {
            let element = element_of_quote(document, &quote[0]);
            is_in(document, &blocks[first - 1], element) || is_in(document, &blocks[at], element)
        };
        if is_enclosed
            && mean_score(quote, &verdicts[first..at]) >= MIN_QUOTE_SCORE
            && is_near_text()
            && !quote.iter().any(|block| texts.is_repeated(block))
        {
            verdicts[first..at].iter_mut().for_each(|verdict| keep(verdict, "between kept text"));
        }
    }
}

/// The probability of the quote's blocks, weighted by their words.
fn mean_score(quote: &[Block], verdicts: &[Verdict]) -> f32 {
    let words: u32 = quote.iter().map(|block| block.words).sum();
    let sum: f32 =
        quote.iter().zip(verdicts).map(|(block, verdict)| verdict.score * block.words as f32).sum();
    sum / words.max(1) as f32
}

/// The container that the outermost quote around a block is in.
fn element_of_quote(document: &Document, block: &Block) -> u32 {
    let containers = document.containers();
    let (mut at, mut element) = (block.container, block.container);
    while at > 0 {
        let container = &containers[at as usize];
        if container.tag == Tag::Blockquote {
            element = container.parent;
        }
        at = container.parent;
    }
    element
}

/// Whether a container is the parent of a block's element, or of the element around it.
fn is_in(document: &Document, block: &Block, container: u32) -> bool {
    let parent = |index: u32| document.containers().get(index as usize).map(|c| c.parent);
    let outer = parent(block.container);
    outer == Some(container) || outer.and_then(parent) == Some(container)
}
