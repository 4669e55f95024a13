//! Paths: where in its elements a block is, as a key that is equal on the pages of a site.

use crate::document::Document;
use crate::document::block::{Block, BlockKind};
use crate::hash;

/// Elements of a path that are named.
const NAMED_ELEMENTS: usize = 4;
/// Maximum number of characters of a name.
const MAX_NAME: usize = 160;

/// The key of each block's path: a hash of the names and classes of the elements around it, and of the block's kind.
/// `None` for the lines of rendered text.
pub(crate) fn path_keys(document: &Document) -> Vec<Option<u32>> {
    if document.rendered() {
        return vec![None; document.blocks().len()];
    }
    let mut elements: Vec<u32> = Vec::with_capacity(document.containers().len());
    for (index, container) in document.containers().iter().enumerate() {
        // The classes of `html` and `body` describe the single page.
        let is_whole_page = matches!(container.tag, dechaff_html::Tag::Html | dechaff_html::Tag::Body);
        let around = if index == 0 { hash::EMPTY } else { elements[container.parent as usize] };
        elements.push(if is_whole_page { around } else { hash::pair(around, container.shape_hash) });
    }
    let key = |block: &Block| hash::pair(elements[block.container as usize], kind_number(block.kind));
    document.blocks().iter().map(|block| Some(key(block))).collect()
}

/// The innermost four elements around a block, with their classes, as a person writes a path: `main > div.story > p`.
pub(crate) fn path_name(document: &Document, block: &Block) -> String {
    let mut elements = vec![];
    let mut container = block.container as usize;
    while container != 0 && elements.len() < NAMED_ELEMENTS {
        elements.extend(document.element_names.get(container).map(String::as_str));
        container = document.containers()[container].parent as usize;
    }
    elements.reverse();
    let name: String = elements.join(" > ").chars().take(MAX_NAME).collect();
    format!("{name} ({})", block.kind.as_str())
}

/// A number for each kind of block.
fn kind_number(kind: BlockKind) -> u32 {
    match kind {
        BlockKind::Paragraph => 0,
        BlockKind::ListItem { .. } => 1,
        BlockKind::Term => 2,
        BlockKind::Code => 3,
        BlockKind::Cell { .. } => 4,
        BlockKind::Caption => 5,
        BlockKind::Control => 6,
        BlockKind::Heading(level) => 10 + u32::from(level),
    }
}
