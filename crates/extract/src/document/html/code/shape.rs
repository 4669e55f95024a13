//! Which elements are code though they are not `pre`, and which elements in code are not part of it.

use dechaff_html::{AttributeName, NodeId, Tag, Tree};

use crate::classes::cache::ClassCache;
use crate::classes::code_marks;
use crate::document::html::elements::is_boundary;
use crate::unicode::white_space;

/// How many nodes of an element are looked at. The same nodes may be looked at again for elements inside.
const MAX_NODES: usize = 64;
/// How many rows of a table, and how many cells of a row, are looked at.
const MAX_TABLE_PARTS: usize = 4;
/// How many nodes of a cell are looked at for code.
const MAX_CELL_NODES: usize = 8;
/// Maximum number of children of the element around a piece of code and its tools.
const MAX_WRAPPED: usize = 8;
/// In bytes. Tools of code say less than this.
const MAX_TOOL_TEXT: usize = 120;

/// The bits of [`code_marks`] that an element's class has.
pub(super) fn marks(tree: &Tree, classes: &mut ClassCache, node: NodeId) -> u8 {
    tree.attribute(node, AttributeName::Class).map_or(0, |class| classes.get(node, class).code)
}

/// Whether an element, with its `marks`, is a piece of code as a whole.
pub(crate) fn is_code(tree: &Tree, classes: &mut ClassCache, node: NodeId, tag: Tag) -> bool {
    match tag {
        Tag::Pre | Tag::Listing | Tag::Xmp | Tag::Plaintext => true,
        Tag::Table => is_code_table(tree, classes, node),
        Tag::Code => has_lines(tree, node),
        Tag::Div | Tag::Ol | Tag::Ul | Tag::Section | Tag::Figure | Tag::Custom => {
            (marks(tree, classes, node) & code_marks::BLOCK != 0 || is_preformatted(tree, node))
                && !has_page_parts(tree, node)
        }
        _ => false,
    }
}

/// Whether an element holds more of a page than code: paragraphs, headings, forms. An unclosed `pre` does.
pub(super) fn has_page_parts(tree: &Tree, node: NodeId) -> bool {
    let is_part = |tag: Tag| {
        is_prose_element(tag)
            || matches!(
                tag,
                Tag::Article
                    | Tag::Aside
                    | Tag::Footer
                    | Tag::Form
                    | Tag::Header
                    | Tag::Hr
                    | Tag::Main
                    | Tag::Nav
            )
    };
    tree.descendants(node).take(MAX_NODES).filter_map(|n| tree.tag(n)).any(is_part)
}

/// Whether an element holds running text, which is never inside code.
fn is_prose_element(tag: Tag) -> bool {
    matches!(tag, Tag::P | Tag::Blockquote | Tag::Dl) || tag.heading_level().is_some()
}

/// Whether a style keeps the white space of an element, and it is set in the letters of code.
fn is_preformatted(tree: &Tree, node: NodeId) -> bool {
    let is_code = |n: NodeId| tree.tag(n) == Some(Tag::Code);
    tree.attribute(node, AttributeName::Style).is_some_and(|style| {
        keeps_white_space(style)
            && (is_monospaced(style) || tree.descendants(node).take(MAX_CELL_NODES).any(is_code))
    })
}

/// Whether a style says `white-space: pre`.
fn keeps_white_space(style: &str) -> bool {
    style.split(';').filter_map(|declaration| declaration.split_once(':')).any(|(property, value)| {
        property.trim().eq_ignore_ascii_case("white-space")
            && value.trim().trim_end_matches("!important").trim_end().eq_ignore_ascii_case("pre")
    })
}

fn is_monospaced(style: &str) -> bool {
    let style = style.to_ascii_lowercase();
    ["monospace", "courier", "consolas", "menlo", "monaco"].iter().any(|font| style.contains(font))
}

/// Whether a `code` outside of `pre` has several lines: by its style, or because it is all of its block.
fn has_lines(tree: &Tree, node: NodeId) -> bool {
    let has = |is_such: &dyn Fn(NodeId) -> bool| tree.descendants(node).take(MAX_NODES).any(is_such);
    if tree.attribute(node, AttributeName::Style).is_some_and(keeps_white_space) {
        return has(&|n| {
            tree.tag(n) == Some(Tag::Br) || tree.text(n).is_some_and(|text| text.contains('\n'))
        });
    }
    let is_blank = |n: NodeId| tree.text(n).is_some_and(white_space::is_blank);
    let is_alone = |parent: NodeId| {
        tree.tag(parent).is_some_and(is_boundary)
            && tree.children(parent).take(MAX_WRAPPED).all(|child| child == node || is_blank(child))
            && tree.children(parent).nth(MAX_WRAPPED).is_none()
    };
    has(&|n| tree.tag(n) == Some(Tag::Br)) && tree.parent(node).is_some_and(is_alone)
}

/// Whether a table arranges code: next to the numbers of its lines, or a row for each line.
fn is_code_table(tree: &Tree, classes: &mut ClassCache, table: NodeId) -> bool {
    if marks(tree, classes, table) & code_marks::BLOCK != 0 {
        return true;
    }
    let rows = first_rows(tree, table);
    let is_single = rows.len() == 1;
    for row in rows {
        let (mut gutter, mut named, mut code) = (false, false, false);
        for cell in tree.children(row).filter(|&n| tree.tag(n) == Some(Tag::Td)).take(MAX_TABLE_PARTS) {
            let own = marks(tree, classes, cell);
            if is_gutter_cell(tree, classes, cell, own) || (is_single && has_numbered_lines(tree, cell)) {
                gutter = true;
            } else if holds_code(tree, classes, cell) {
                code = true;
                named |= own & code_marks::CELL != 0;
            } else {
                code |= own & code_marks::CELL != 0 && gutter;
            }
        }
        if code && (gutter || (named && is_single)) {
            return true;
        }
    }
    false
}

/// The first rows of a table.
fn first_rows(tree: &Tree, table: NodeId) -> Vec<NodeId> {
    let is_row = |&n: &NodeId| tree.tag(n) == Some(Tag::Tr);
    let parts = tree.children(table).take(MAX_WRAPPED);
    let rows = parts.flat_map(|part| {
        let own = std::iter::once(part).filter(is_row);
        own.chain(tree.children(part).filter(is_row).take(MAX_TABLE_PARTS))
    });
    rows.take(MAX_TABLE_PARTS).collect()
}

/// Whether a cell, or the first element in it, is named as the numbers of lines.
fn is_gutter_cell(tree: &Tree, classes: &mut ClassCache, cell: NodeId, own: u8) -> bool {
    let first = tree.children(cell).find(|&n| tree.tag(n).is_some());
    let inner = first.map_or(0, |first| marks(tree, classes, first));
    (own | inner) & code_marks::GUTTER != 0 && is_numbers(tree, cell)
}

/// Whether a cell has a `pre` or lines of code.
fn holds_code(tree: &Tree, classes: &mut ClassCache, cell: NodeId) -> bool {
    tree.descendants(cell).take(MAX_CELL_NODES).any(|n| {
        tree.tag(n).is_some_and(|tag| tag == Tag::Pre || marks(tree, classes, n) & code_marks::LINE != 0)
    })
}

/// Whether a cell has nothing but numbers, on several lines.
fn has_numbered_lines(tree: &Tree, cell: NodeId) -> bool {
    let numbers = tree.descendants(cell).take(MAX_NODES).filter_map(|n| tree.text(n));
    is_numbers(tree, cell) && numbers.flat_map(str::split_ascii_whitespace).nth(1).is_some()
}

/// Whether an element has no other text than numbers. Only its beginning is read.
pub(super) fn is_numbers(tree: &Tree, node: NodeId) -> bool {
    tree.descendants(node).take(MAX_NODES).filter_map(|n| tree.text(n)).all(|text| {
        text.chars().take(MAX_TOOL_TEXT).all(|c| {
            c.is_ascii_digit() || c.is_whitespace() || matches!(c, '.' | ':' | '|' | '+' | '-' | '\u{200b}')
        })
    })
}

/// The short text of an element, or `None` if it is longer than that of a tool.
pub(super) fn short_text(tree: &Tree, node: NodeId) -> Option<String> {
    let mut out = String::new();
    for (at, n) in tree.descendants(node).enumerate() {
        out.push_str(
            tree.text(n)
                .unwrap_or("")
                .get(..MAX_TOOL_TEXT.min(tree.text(n).map_or(0, str::len)))
                .unwrap_or(""),
        );
        if at >= MAX_NODES || out.len() >= MAX_TOOL_TEXT || tree.tag(n) == Some(Tag::Pre) {
            return None;
        }
    }
    Some(out)
}

/// The code that an element is wrapped around together with little else: labels, buttons, numbers.
pub(super) fn wrapped_code(tree: &Tree, node: NodeId) -> Wrapping {
    let mut code = None;
    for (at, child) in tree.children(node).enumerate() {
        if at == 2 * MAX_WRAPPED {
            return Wrapping::Page;
        }
        match tree.tag(child) {
            Some(Tag::Pre) if code.is_some() => return Wrapping::Page,
            Some(Tag::Pre) => code = Some(child),
            Some(tag) if is_prose_element(tag) => return Wrapping::Page,
            Some(Tag::Div) => {
                let inner = tree.children(child).take(2).find(|&n| tree.tag(n) == Some(Tag::Pre));
                code = code.or(inner);
            }
            None if tree.text(child).is_some_and(|text| !white_space::is_blank(text)) => {
                return Wrapping::Page;
            }
            _ => {}
        }
    }
    code.map_or(Wrapping::Unknown, Wrapping::Code)
}

/// What an element is wrapped around.
pub(super) enum Wrapping {
    /// A piece of code and what belongs to it.
    Code(NodeId),
    /// Parts of a page.
    Page,
    /// Neither.
    Unknown,
}
