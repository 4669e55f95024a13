//! Separates words that are struck out from those that take their place: `<s>5</s><b>4</b>` is two numbers.
//!
//! Letters that are struck out or inserted inside a word do not separate it.

use dechaff_html::Tag;

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
    /// Enters an inline element. `before` is the text of the block so far.
    pub(super) fn enter(&mut self, tag: Tag, before: &str, pending_space: bool) {
        if self.struck_ended {
            self.are_apart = true;
        }
        if is_struck(tag) {
            let is_number = before.ends_with(|c: char| c.is_ascii_digit());
            self.are_apart |= self.element_ended || is_number;
            self.inside_word = !self.are_apart && !pending_space && before.ends_with(char::is_alphanumeric);
        }
    }

    /// Leaves an inline element.
    pub(super) fn leave(&mut self, tag: Tag) {
        self.element_ended = true;
        if is_struck(tag) {
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

fn is_struck(tag: Tag) -> bool {
    matches!(tag, Tag::S | Tag::Del | Tag::Strike)
}
