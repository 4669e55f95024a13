//! What tree construction asks of an element by its name, as bits.

use crate::names::foreign;
use crate::names::name_table::{KNOWN, Number, number as name, of};
use crate::tree::Kind;

pub(super) type Flags = u32;

/// The standard's special elements.
pub(super) const SPECIAL: Flags = 1;
/// Special, but for `address`, `div` and `p`: ends the search for an open `li`, `dd` or `dt`.
pub(super) const BARRIER: Flags = 1 << 1;
/// Boundaries of scopes.
pub(super) const SCOPE: Flags = 1 << 2;
pub(super) const BUTTON_SCOPE: Flags = 1 << 3;
pub(super) const LIST_SCOPE: Flags = 1 << 4;
pub(super) const TABLE_SCOPE: Flags = 1 << 5;
/// Any element of HTML.
pub(super) const HTML: Flags = 1 << 6;

/// The flags whose topmost open element the stack knows: the lowest bits.
pub(super) const BOUNDS: usize = 7;

/// Closed by implied end tags.
pub(super) const IMPLIED: Flags = 1 << 7;
/// Closed by implied end tags where all are generated.
pub(super) const IMPLIED_THOROUGHLY: Flags = 1 << 8;
/// Text and elements that don't belong here go before the table.
pub(super) const FOSTERS: Flags = 1 << 9;
pub(super) const HEADING: Flags = 1 << 10;
pub(super) const FORMATTING: Flags = 1 << 11;
pub(super) const CELL: Flags = 1 << 12;
/// Where the stack is cleared back to for rows of a table body, and for cells of a row.
pub(super) const BODY_CONTEXT: Flags = 1 << 13;
pub(super) const ROW_CONTEXT: Flags = 1 << 14;
/// Text inside of MathML, or everything inside of SVG or MathML, is HTML.
pub(super) const TEXT_POINT: Flags = 1 << 15;
pub(super) const HTML_POINT: Flags = 1 << 16;

pub(super) const APPLET: Number = of("applet");
pub(super) const BASEFONT: Number = of("basefont");
pub(super) const BGSOUND: Number = of("bgsound");
pub(super) const IMAGE: Number = of("image");
pub(super) const KEYGEN: Number = of("keygen");

static OF_HTML: [Flags; KNOWN] = {
    let mut flags = [HTML; KNOWN];
    #[rustfmt::skip]
    const SETS: &[(Flags, &[Number])] = &[
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
pub(super) fn of_element(kind: Kind, number: Number) -> Flags {
    const FOREIGN_SCOPES: Flags = SPECIAL | BARRIER | SCOPE | BUTTON_SCOPE | LIST_SCOPE;
    if kind == Kind::Html {
        return OF_HTML.get(usize::from(number)).copied().unwrap_or(HTML);
    }
    if is_text_integration_point(kind, number) {
        TEXT_POINT | FOREIGN_SCOPES
    } else if is_html_integration_point(kind, number) {
        HTML_POINT | FOREIGN_SCOPES
    } else if kind == Kind::MathMl && number == foreign::ANNOTATION_XML {
        FOREIGN_SCOPES
    } else {
        0
    }
}

/// Whether text and start tags (but two) inside are HTML.
fn is_text_integration_point(kind: Kind, number: Number) -> bool {
    kind == Kind::MathMl
        && matches!(number, foreign::MI | foreign::MN | foreign::MO | foreign::MS | foreign::MTEXT)
}

/// Whether everything inside is HTML. `annotation-xml` may be one too, by its attributes.
fn is_html_integration_point(kind: Kind, number: Number) -> bool {
    kind == Kind::Svg && matches!(number, foreign::FOREIGN_OBJECT | foreign::DESC | name::Title)
}
