//! Separates words that are struck out from those that take their place: `<s>5</s><b>4</b>` is two numbers.
//!
//! Letters that are struck out or inserted inside a word do not separate it.

use dechaff_html::{AttributeName, NodeId, Tag, Tree};

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
    /// Enters an inline element. `is_replaced` says whether [`is_replaced`] holds for it, and `before` is the text of the block so far.
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

/// Whether an element strikes its text out, by its name, style or class.
pub(super) fn is_struck(tree: &Tree, node: NodeId, tag: Tag) -> bool {
    match tag {
        Tag::S | Tag::Del | Tag::Strike => true,
        Tag::Span => {
            tree.attribute(node, AttributeName::Style).is_some_and(|style| style.contains("line-through"))
                || has_class(
                    tree,
                    node,
                    &["strike", "strikethrough", "line-through", "text-decoration-line-through"],
                )
        }
        _ => false,
    }
}

/// Whether other words take the place of those of an element: they are struck out, or the price is no longer asked.
pub(super) fn is_replaced(tree: &Tree, node: NodeId, tag: Tag) -> bool {
    const OLD_PRICES: &[&str] = &[
        "old-price",
        "price-old",
        "price--old",
        "oldprice",
        "was-price",
        "price-was",
        "regular-price",
        "price-regular",
        "list-price",
        "compare-price",
        "price--compare",
        "original-price",
        "crossed-price",
        "prev-price",
    ];
    is_struck(tree, node, tag) || (tag == Tag::Span && has_class(tree, node, OLD_PRICES))
}

fn has_class(tree: &Tree, node: NodeId, names: &[&str]) -> bool {
    let class = tree.attribute(node, AttributeName::Class).unwrap_or("");
    class.split_ascii_whitespace().any(|name| names.contains(&name))
}
