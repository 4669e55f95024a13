//! The page's own table of contents.

use dechaff_html::Tag;

use crate::classes;
use crate::detect::{Label, Verdict};
use crate::document::Document;
use crate::document::block::{Block, Container};
use crate::text_map::TextSet;
use crate::unicode::words;

/// Minimum number of headings that a table of contents repeats.
const MIN_ENTRIES: usize = 3;

/// Drops the kept entries of a table of contents: what an element or a class names so, and whose every line is a heading of
/// the page. The text says them again.
pub(super) fn drop_contents(document: &Document, verdicts: &mut [Verdict]) {
    let mut headings = None;
    for container in document.containers() {
        let range = container.blocks.start as usize..container.blocks.end as usize;
        if !may_be_contents(container)
            || range.len() < MIN_ENTRIES
            || !verdicts[range.clone()].iter().any(Verdict::is_kept)
        {
            continue;
        }
        let headings = headings.get_or_insert_with(|| headings_of(document));
        let is_entry = |block: &Block| headings.contains(&words::fold(document.block_text(block)));
        if document.blocks()[range.clone()].iter().all(is_entry) {
            for verdict in verdicts[range].iter_mut().filter(|verdict| verdict.is_kept()) {
                (verdict.label, verdict.reason) = (Label::Navigation, "contents of the page");
            }
        }
    }
}

fn may_be_contents(container: &Container) -> bool {
    container.tag == Tag::Nav || container.class_groups & classes::TOC != 0
}

/// The words of the page's headings, folded.
fn headings_of(document: &Document) -> TextSet<String> {
    let headings = document.blocks().iter().filter(|block| block.heading().is_some());
    headings.map(|block| words::fold(document.block_text(block))).collect()
}
