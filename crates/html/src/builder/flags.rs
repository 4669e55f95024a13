//! Properties of elements that tree construction asks for, as bits.

use crate::names::foreign;
use crate::names::name_table::{KNOWN, NameId, known_id};
use crate::names::tag::name_ids as name;
use crate::tree::node::NodeKind;

pub(super) type Flags = u32;

/// The standard's special elements.
pub(super) const SPECIAL: Flags = 1;
/// Special elements other than `address`, `div` and `p`: they end the search for an open `li`, `dd` or `dt`.
pub(super) const BARRIER: Flags = 1 << 1;
/// Boundaries of the standard's scopes.
pub(super) const SCOPE: Flags = 1 << 2;
pub(super) const BUTTON_SCOPE: Flags = 1 << 3;
pub(super) const LIST_SCOPE: Flags = 1 << 4;
pub(super) const TABLE_SCOPE: Flags = 1 << 5;
/// Any HTML element.
pub(super) const HTML: Flags = 1 << 6;

/// The number of flags whose topmost open element the stack keeps track of. They are the lowest bits.
pub(super) const BOUNDS: usize = 7;

/// Closed by implied end tags.
pub(super) const IMPLIED: Flags = 1 << 7;
/// Closed by implied end tags when the standard generates all of them thoroughly.
pub(super) const IMPLIED_THOROUGHLY: Flags = 1 << 8;
/// Elements from which text and elements that don't belong there go before the table.
pub(super) const FOSTERS: Flags = 1 << 9;
pub(super) const HEADING: Flags = 1 << 10;
pub(super) const FORMATTING: Flags = 1 << 11;
pub(super) const CELL: Flags = 1 << 12;
/// Elements to which the stack is cleared for a row of a table body, and for a cell of a row.
pub(super) const BODY_CONTEXT: Flags = 1 << 13;
pub(super) const ROW_CONTEXT: Flags = 1 << 14;
/// Integration points: elements of MathML in which text is HTML, and elements of SVG and MathML in which everything is.
pub(super) const TEXT_POINT: Flags = 1 << 15;
pub(super) const HTML_POINT: Flags = 1 << 16;

pub(super) const APPLET: NameId = known_id("applet");
pub(super) const BASEFONT: NameId = known_id("basefont");
pub(super) const BGSOUND: NameId = known_id("bgsound");
pub(super) const IMAGE: NameId = known_id("image");
pub(super) const KEYGEN: NameId = known_id("keygen");

static HTML_FLAGS: [Flags; KNOWN] = {
    let mut flags = [HTML; KNOWN];
    #[rustfmt::skip]
    const SETS: &[(Flags, &[NameId])] = &[
        (SPECIAL, &[name::Address, name::Div, name::P]),
        (SPECIAL | BARRIER, &[
            APPLET, BASEFONT, BGSOUND, KEYGEN, name::Area, name::Article, name::Aside, name::Base, name::Blockquote,
            name::Body, name::Br, name::Button, name::Caption, name::Center, name::Col, name::Colgroup, name::Dd,
            name::Details, name::Dir, name::Dl, name::Dt, name::Embed, name::Fieldset, name::Figcaption, name::Figure,
            name::Footer, name::Form, name::Frame, name::Frameset, name::H1, name::H2, name::H3, name::H4, name::H5,
            name::H6, name::Head, name::Header, name::Hgroup, name::Hr, name::Html, name::Iframe, name::Img, name::Input,
            name::Li, name::Link, name::Listing, name::Main, name::Marquee, name::Menu, name::Meta, name::Nav,
            name::Noembed, name::Noframes, name::Noscript, name::Object, name::Ol, name::Param, name::Plaintext,
            name::Pre, name::Script, name::Search, name::Section, name::Select, name::Source, name::Style, name::Summary,
            name::Table, name::Tbody, name::Td, name::Template, name::Textarea, name::Tfoot, name::Th, name::Thead,
            name::Title, name::Tr, name::Track, name::Ul, name::Wbr, name::Xmp,
        ]),
        (SCOPE | BUTTON_SCOPE | LIST_SCOPE, &[
            APPLET, name::Caption, name::Html, name::Table, name::Td, name::Th, name::Marquee, name::Object, name::Select,
            name::Template,
        ]),
        (BUTTON_SCOPE, &[name::Button]),
        (LIST_SCOPE, &[name::Ol, name::Ul]),
        (TABLE_SCOPE, &[name::Html, name::Table, name::Template]),
        (IMPLIED | IMPLIED_THOROUGHLY, &[
            name::Dd, name::Dt, name::Li, name::Option, name::Optgroup, name::P, name::Rb, name::Rp, name::Rt, name::Rtc,
        ]),
        (IMPLIED_THOROUGHLY, &[
            name::Caption, name::Colgroup, name::Tbody, name::Td, name::Tfoot, name::Th, name::Thead, name::Tr,
        ]),
        (FOSTERS, &[name::Table, name::Tbody, name::Tfoot, name::Thead, name::Tr]),
        (HEADING, &[name::H1, name::H2, name::H3, name::H4, name::H5, name::H6]),
        (FORMATTING, &[
            name::A, name::B, name::Big, name::Code, name::Em, name::Font, name::I, name::Nobr, name::S, name::Small,
            name::Strike, name::Strong, name::Tt, name::U,
        ]),
        (CELL, &[name::Td, name::Th]),
        (BODY_CONTEXT, &[name::Tbody, name::Tfoot, name::Thead, name::Template, name::Html]),
        (ROW_CONTEXT, &[name::Tr, name::Template, name::Html]),
    ];
    let mut set = 0;
    while set < SETS.len() {
        let mut i = 0;
        while i < SETS[set].1.len() {
            flags[SETS[set].1[i] as usize] |= SETS[set].0;
            i += 1;
        }
        set += 1;
    }
    flags
};

/// The flags of an element. Whether `annotation-xml` is an integration point depends on its attributes.
#[inline]
pub(super) fn element_flags(kind: NodeKind, name_id: NameId) -> Flags {
    const FOREIGN_SCOPES: Flags = SPECIAL | BARRIER | SCOPE | BUTTON_SCOPE | LIST_SCOPE;
    if kind == NodeKind::Html {
        return HTML_FLAGS.get(usize::from(name_id)).copied().unwrap_or(HTML);
    }
    if is_text_integration_point(kind, name_id) {
        TEXT_POINT | FOREIGN_SCOPES
    } else if is_html_integration_point(kind, name_id) {
        HTML_POINT | FOREIGN_SCOPES
    } else if kind == NodeKind::MathMl && name_id == foreign::ANNOTATION_XML {
        FOREIGN_SCOPES
    } else {
        0
    }
}

/// Whether text inside of the element is HTML, and all start tags but two.
fn is_text_integration_point(kind: NodeKind, name_id: NameId) -> bool {
    kind == NodeKind::MathMl
        && matches!(name_id, foreign::MI | foreign::MN | foreign::MO | foreign::MS | foreign::MTEXT)
}

/// Whether everything inside of the element is HTML. Depending on its attributes, this holds for `annotation-xml` too.
fn is_html_integration_point(kind: NodeKind, name_id: NameId) -> bool {
    kind == NodeKind::Svg && matches!(name_id, foreign::FOREIGN_OBJECT | foreign::DESC | name::Title)
}
