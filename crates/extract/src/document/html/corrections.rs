//! Separates words that are struck out from those that take their place: `<s>5</s><b>4</b>` is two numbers.
//!
//! Letters that are struck out or inserted inside a word do not separate it.

use dechaff_html::{AttributeName, NodeId, Tag, Tree};

use crate::classes::line_marks;

/// What is known about elements that strike text out, since the last word.
#[derive(Default)]
pub(super) struct Corrections {
    /// Whether an inline element has just ended.
    element_ended: bool,
    /// Whether an element that strikes text out has just ended.
    struck_ended: bool,
    /// Whether the text that is struck out began inside a word.
    inside_word: bool,
    /// Whether the next word is another than the one before.
    are_apart: bool,
}

impl Corrections {
    /// Enters an inline element. `is_replaced` says whether [`is_replaced`] holds for it, and `before` is the text of the
    /// block so far.
    pub(super) fn enter(&mut self, is_replaced: bool, before: &str, pending_space: bool) {
        if self.struck_ended {
            self.are_apart = true;
        }
        if is_replaced {
            let is_number = before.ends_with(|c: char| c.is_ascii_digit());
            self.are_apart |= self.element_ended || is_number;
            self.inside_word = !self.are_apart && !pending_space && before.ends_with(char::is_alphanumeric);
        }
    }

    /// Leaves an inline element.
    pub(super) fn leave(&mut self, is_replaced: bool) {
        self.element_ended = true;
        if is_replaced {
            self.struck_ended = true;
            self.are_apart |= !self.inside_word;
        }
    }

    /// Whether a space is missing between the text so far and the next words.
    pub(super) fn separate(&mut self, before: &str, next: &str) -> bool {
        let Self { are_apart, inside_word, .. } = std::mem::take(self);
        self.inside_word = inside_word;
        let is_word = |c: char| c.is_alphanumeric() || "$€£¥₹₽₩₺₴+-−–".contains(c);
        let ends_open = |c: char| c.is_whitespace() || "([{«„“‘\"'/-–—".contains(c);
        are_apart && next.starts_with(is_word) && !before.is_empty() && !before.ends_with(ends_open)
    }
}

/// Whether an element strikes its text out, by its name, style or class. `marks` are the [`line_marks`] of the class.
pub(super) fn is_struck(tree: &Tree, node: NodeId, tag: Tag, marks: u16) -> bool {
    let is_style =
        || tree.attribute(node, AttributeName::Style).is_some_and(|style| style.contains("line-through"));
    match tag {
        Tag::S | Tag::Del | Tag::Strike => true,
        Tag::Span => marks & line_marks::STRUCK != 0 || is_style(),
        _ => false,
    }
}

/// Whether other words take the place of those of an element: they are struck out, or the price is no longer asked.
pub(super) fn is_replaced(tree: &Tree, node: NodeId, tag: Tag, marks: u16) -> bool {
    is_struck(tree, node, tag, marks) || (tag == Tag::Span && marks & line_marks::OLD_PRICE != 0)
}
