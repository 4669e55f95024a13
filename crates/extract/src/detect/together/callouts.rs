//! The titles of call-outs.

use super::{is_open, keep};
use crate::detect::Verdict;
use crate::document::Document;
use crate::document::block::Block;

/// Keeps the title of a call-out whose text is kept.
///
/// A title is often a single word that other call-outs of the page have as well, so that little speaks for it.
pub(super) fn keep_titles(document: &Document, verdicts: &mut [Verdict]) {
    for (index, around) in document.blocks().windows(2).enumerate() {
        let [title, text] = around else { continue };
        if title.place.is_title
            && !verdicts[index].is_kept()
            && is_open(&verdicts[index])
            && verdicts[index + 1].is_kept()
            && title.link_words == 0
            && are_in_one_box(title, text)
        {
            keep(&mut verdicts[index], "the title of a call-out that is kept");
        }
    }
}

/// Whether a title and the block after it are in the same call-out or quote.
fn are_in_one_box(title: &Block, text: &Block) -> bool {
    let boxes = |block: &Block| (block.quotes, block.place.callouts);
    !text.place.is_title && boxes(title) != (0, 0) && boxes(title) <= boxes(text)
}
