//! Joins kept blocks to plain text.

use crate::document::Document;
use crate::document::block::{Block, BlockKind};
use crate::document::visible_text;

/// Joins blocks. An empty line separates paragraphs, a newline separates the items of a list and the rows of a table, and
/// a tab separates the cells of a row. A row is one line: spaces join the blocks and lines of a cell.
pub(crate) fn plain(document: &Document, blocks: impl Iterator<Item = usize>) -> String {
    let mut out = String::new();
    let mut previous: Option<&Block> = None;
    for index in blocks {
        let block = &document.blocks()[index];
        let text = visible_text::text(document, block);
        if let Some(previous) = previous {
            out.push_str(separator(previous, block));
        }
        if let BlockKind::Cell { .. } = block.kind {
            let tabs = previous.map_or(0, |previous| columns_between(previous, block));
            out.extend(std::iter::repeat_n('\t', tabs as usize));
            out.extend(text.chars().map(|c| if c == '\n' { ' ' } else { c }));
        } else {
            out.push_str(&text);
        }
        previous = Some(block);
    }
    out
}

fn separator(previous: &Block, block: &Block) -> &'static str {
    match (previous.text_kind(), block.text_kind()) {
        (BlockKind::Cell { row: a, column: left, .. }, BlockKind::Cell { row: b, column: right, .. })
            if a == b =>
        {
            if left == right {
                " "
            } else {
                ""
            }
        }
        (BlockKind::Cell { .. }, BlockKind::Cell { .. })
        | (BlockKind::ListItem { .. }, BlockKind::ListItem { .. })
        | (BlockKind::Term, BlockKind::Term) => "\n",
        _ => "\n\n",
    }
}

/// The number of tabs before a cell: one for each column since the cell before it in the row, or since the row's start.
fn columns_between(previous: &Block, block: &Block) -> u32 {
    match (previous.kind, block.kind) {
        (BlockKind::Cell { row: a, column: left, .. }, BlockKind::Cell { row: b, column: right, .. })
            if a == b =>
        {
            right.saturating_sub(left)
        }
        (_, BlockKind::Cell { column, .. }) => column,
        _ => 0,
    }
}
