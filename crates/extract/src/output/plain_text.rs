//! Joins kept blocks to plain text.

use crate::document::Document;
use crate::document::block::{Block, BlockKind};
use crate::document::visible_text;

/// Joins blocks. An empty line separates paragraphs, a newline separates the items of a list and the rows of a table, and
/// a tab separates the cells of a row.
pub(crate) fn plain(document: &Document, blocks: impl Iterator<Item = usize>) -> String {
    let mut out = String::new();
    let mut previous: Option<&Block> = None;
    for index in blocks {
        let block = &document.blocks()[index];
        let text = visible_text::text(document, block);
        if let Some(previous) = previous {
            out.push_str(separator(previous, block));
        }
        out.push_str(&text);
        previous = Some(block);
    }
    out
}

fn separator(previous: &Block, block: &Block) -> &'static str {
    match (previous.kind, block.kind) {
        (BlockKind::Cell { row: a, .. }, BlockKind::Cell { row: b, .. }) if a == b => "\t",
        (BlockKind::Cell { .. }, BlockKind::Cell { .. })
        | (BlockKind::ListItem { .. }, BlockKind::ListItem { .. })
        | (BlockKind::Term, BlockKind::Term) => "\n",
        _ => "\n\n",
    }
}
