//! The standard's foreign content: SVG and MathML inside of a page.

use super::flags::{self, Flags, HTML, HTML_POINT, TEXT_POINT};
use super::insertion_mode::Mode;
use super::is_white_space;
use super::{Builder, ENCODING, MAX_DEPTH};
use crate::names::foreign;
use crate::names::name_table::{NameId, known_id};
use crate::names::tag::name_ids as name;
use crate::tokenizer::State;
use crate::tokenizer::token::StartTag;
use crate::tree::node::NodeKind;

impl Builder<'_> {
    /// Whether a start tag inside of SVG or MathML belongs to it, instead of being HTML at an integration point.
    pub(super) fn start_is_foreign(&self, name_id: NameId) -> bool {
        let (kind, current, flags) = self.adjusted();
        if flags & TEXT_POINT != 0 && !matches!(name_id, foreign::MGLYPH | foreign::MALIGNMARK) {
            return false;
        }
        if kind == NodeKind::MathMl && current == foreign::ANNOTATION_XML && name_id == name::Svg {
            return false;
        }
        flags & HTML_POINT == 0
    }

    pub(super) fn start_in_foreign(&mut self, tag: &StartTag<'_>, name_id: NameId) -> State {
        let is_leaving_font = || {
            let named = |attribute| tag.attribute(attribute).is_some();
            name_id == name::Font
                && [known_id("color"), known_id("face"), known_id("size")].into_iter().any(named)
        };
        if leaves_foreign(name_id) || is_leaving_font() {
            self.leave_foreign();
            return self.start_in_mode(tag, name_id);
        }
        let (kind, ..) = self.adjusted();
        self.insert_foreign(tag, kind, name_id);
        State::Data
    }

    /// Inserts `<svg>`, `<math>`, or an element inside of them.
    pub(super) fn insert_foreign(&mut self, tag: &StartTag<'_>, kind: NodeKind, name_id: NameId) {
        let (node, parent) = self.insert_as(tag, kind, name_id);
        if tag.self_closing {
            return;
        }
        if kind == NodeKind::MathMl && name_id == foreign::ANNOTATION_XML {
            let flags = flags::element_flags(kind, name_id) | annotation_flags(tag);
            let insertion_parent = if self.stack.len() >= MAX_DEPTH as usize { parent } else { node };
            self.stack.push(node, insertion_parent, kind, name_id, flags);
        } else {
            self.push(node, kind, name_id, parent);
        }
    }

    fn leave_foreign(&mut self) {
        while self.stack.len() > 1 && self.top_flags() & (HTML | TEXT_POINT | HTML_POINT) == 0 {
            self.pop();
        }
    }

    pub(super) fn end_in_foreign(&mut self, name_id: NameId) {
        if matches!(name_id, name::Br | name::P) {
            self.leave_foreign();
            return self.end_in_mode(name_id);
        }
        let html = self.stack.bound(HTML);
        match self.stack.last_foreign(name_id) {
            Some(at) if at > html => self.pop_to(at),
            // The root of a fragment in the context of SVG or MathML is not closed.
            _ if html == 0 && self.stack.len() == 1 => {}
            _ => self.end_in_mode(name_id),
        }
    }

    pub(super) fn text_in_foreign(&mut self, text: &str) {
        if self.frameset_ok && !text.chars().all(is_white_space) {
            self.frameset_ok = false;
        }
        if self.mode != Mode::Text || self.keep_raw {
            self.append_text(text);
        }
    }
}

/// Whether a start tag ends SVG and MathML, wherever it occurs in them.
fn leaves_foreign(name_id: NameId) -> bool {
    matches!(
        name_id,
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

/// The additional flags that `annotation-xml` has because of its attributes.
fn annotation_flags(tag: &StartTag<'_>) -> Flags {
    let is_html = |value: &str| {
        value.eq_ignore_ascii_case("text/html") || value.eq_ignore_ascii_case("application/xhtml+xml")
    };
    let encoding = tag.attribute(ENCODING);
    if encoding.is_some_and(|encoding| is_html(&encoding.value())) { HTML_POINT } else { 0 }
}
