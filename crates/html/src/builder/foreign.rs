//! SVG and MathML inside of a page: the standard's foreign content.

use super::flags::{self, HTML, HTML_POINT, TEXT_POINT};
use super::{Builder, Mode, annotation_flags, is_blank};
use crate::names::foreign;
use crate::names::name_table::{Number, number as name, of};
use crate::tokenizer::Next;
use crate::tokenizer::token::StartTag;
use crate::tree::Kind;

impl Builder<'_> {
    /// Whether a start tag inside of SVG or MathML is of it, and not HTML at an integration point.
    pub(super) fn start_is_foreign(&self, number: Number) -> bool {
        let (kind, current, flags) = self.adjusted();
        if flags & TEXT_POINT != 0 && !matches!(number, foreign::MGLYPH | foreign::MALIGNMARK) {
            return false;
        }
        if kind == Kind::MathMl && current == foreign::ANNOTATION_XML && number == name::Svg {
            return false;
        }
        flags & HTML_POINT == 0
    }

    pub(super) fn start_in_foreign(&mut self, tag: &StartTag<'_>, number: Number) -> Next {
        let font_leaves = || {
            let named = |attribute| tag.attribute(attribute).is_some();
            number == name::Font && [of("color"), of("face"), of("size")].into_iter().any(named)
        };
        if leaves_foreign(number) || font_leaves() {
            self.leave_foreign();
            return self.start_in_mode(tag, number);
        }
        let (kind, ..) = self.adjusted();
        self.insert_foreign(tag, kind, number);
        Next::Data
    }

    /// `<svg>` and `<math>`, and what is inside of them.
    pub(super) fn insert_foreign(&mut self, tag: &StartTag<'_>, kind: Kind, number: Number) {
        let (node, parent) = self.insert_as(tag, kind, number);
        if tag.self_closing {
            return;
        }
        if kind == Kind::MathMl && number == foreign::ANNOTATION_XML {
            let flags = flags::of_element(kind, number) | annotation_flags(tag);
            let place = if self.stack.len() >= super::MAX_DEPTH as usize { parent } else { node };
            self.stack.push(node, place, kind, number, flags);
        } else {
            self.push(node, kind, number, parent);
        }
    }

    fn leave_foreign(&mut self) {
        while self.stack.len() > 1 && self.top_flags() & (HTML | TEXT_POINT | HTML_POINT) == 0 {
            self.pop();
        }
    }

    pub(super) fn end_in_foreign(&mut self, number: Number) {
        if matches!(number, name::Br | name::P) {
            self.leave_foreign();
            return self.end_in_mode(number);
        }
        let html = self.stack.bound(HTML);
        match self.stack.last_foreign(number) {
            Some(at) if at > html => self.pop_to(at),
            // The root of a fragment inside of SVG or MathML ends nothing.
            _ if html == 0 && self.stack.len() == 1 => {}
            _ => self.end_in_mode(number),
        }
    }

    pub(super) fn text_in_foreign(&mut self, text: &str) {
        if self.frameset_ok && !text.chars().all(is_blank) {
            self.frameset_ok = false;
        }
        if self.mode != Mode::Text || self.keep_raw {
            self.append_text(text);
        }
    }
}

/// Start tags that end SVG and MathML wherever they stand.
fn leaves_foreign(number: Number) -> bool {
    matches!(
        number,
        name::B
            | name::Big
            | name::Blockquote
            | name::Body
            | name::Br
            | name::Center
            | name::Code
            | name::Dd
            | name::Div
            | name::Dl
            | name::Dt
            | name::Em
            | name::Embed
            | name::H1
            | name::H2
            | name::H3
            | name::H4
            | name::H5
            | name::H6
            | name::Head
            | name::Hr
            | name::I
            | name::Img
            | name::Li
            | name::Listing
            | name::Menu
            | name::Meta
            | name::Nobr
            | name::Ol
            | name::P
            | name::Pre
            | name::Ruby
            | name::S
            | name::Small
            | name::Span
            | name::Strong
            | name::Strike
            | name::Sub
            | name::Sup
            | name::Table
            | name::Tt
            | name::U
            | name::Ul
            | name::Var
    )
}
