//! The line that readers see around a node: the text of its inline neighbours, up to breaks and blocks.

use dechaff_html::{NodeId, Tree};

use crate::metadata::{normalize, steps};
use crate::unicode::characters::floor_boundary;

/// How many neighbours on either side are read, over how many levels, and how many bytes of each.
const MAX_NEIGHBOURS: usize = 12;
const MAX_LEVELS: usize = 6;
const MAX_BYTES: usize = 200;

/// How many bytes of a text node are read for each byte that is wanted, since much of it may be white space.
const MAX_WHITE_SPACE: usize = 4;

/// Finds the nodes of a line on one side of a node.
type Neighbour = fn(&Tree, NodeId) -> Option<NodeId>;

/// The text before a node in its line, and the text after it. Of long lines only the nearest part is read.
pub(super) fn line_around(tree: &Tree, node: NodeId) -> (String, String) {
    let mut before = side(tree, node, |tree, node| tree.previous_sibling(node));
    before.reverse();
    (before.join(" "), side(tree, node, |tree, node| tree.next_sibling(node)).join(" "))
}

/// The texts on one side of a node, the nearest first.
fn side(tree: &Tree, node: NodeId, neighbour: Neighbour) -> Vec<String> {
    let mut texts = Vec::new();
    let (mut top, mut length) = (node, 0);
    for _ in 0..MAX_LEVELS {
        let mut current = top;
        while let Some(next) = neighbour(tree, current) {
            steps::add(1);
            let text = match tree.tag(next) {
                Some(tag) if normalize::is_inline(tag) => normalize::element_text(tree, next, MAX_BYTES),
                Some(_) => return texts,
                None => {
                    let text = tree.text(next).unwrap_or("");
                    normalize::collapse(&text[..floor_boundary(text, MAX_BYTES * MAX_WHITE_SPACE)])
                }
            };
            length += text.len();
            texts.push(text);
            if length > MAX_BYTES || texts.len() > MAX_NEIGHBOURS {
                return texts;
            }
            current = next;
        }
        match tree.parent(top) {
            Some(parent) if tree.tag(parent).is_some_and(normalize::is_inline) => top = parent,
            _ => break,
        }
    }
    texts
}
