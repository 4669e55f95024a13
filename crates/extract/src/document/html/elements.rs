//! What elements mean to a reader: which ones separate text, which ones are not read, and what they say about their
//! contents.

use dechaff_html::{AttributeName, Mark, NodeId, Tag, Tree};

use crate::document::block::context;

/// What an element's name says about its contents, as bits of [`context`].
pub(crate) fn tag_context(tag: Tag) -> u32 {
    match tag {
        Tag::Nav => context::NAV,
        Tag::Header => context::HEADER,
        Tag::Footer => context::FOOTER,
        Tag::Aside => context::ASIDE,
        Tag::Main => context::MAIN,
        Tag::Article => context::ARTICLE,
        Tag::Form | Tag::Search => context::FORM,
        Tag::Figure | Tag::Picture => context::FIGURE,
        Tag::Table => context::TABLE,
        Tag::Ul | Tag::Ol | Tag::Menu | Tag::Dir | Tag::Dl => context::LIST,
        Tag::Blockquote => context::QUOTE,
        Tag::Noscript => context::NOSCRIPT,
        Tag::Dialog => context::DIALOG,
        Tag::Button | Tag::Label | Tag::Legend | Tag::Summary => context::CONTROL,
        Tag::Details => context::DETAILS,
        _ => 0,
    }
}

/// What a user's rule says about an element's contents.
pub(crate) fn rule_context(mark: Mark) -> u32 {
    match mark {
        Mark::None => 0,
        Mark::Keep => context::RULE_KEEP,
        Mark::Drop => context::RULE_DROP,
        Mark::Title => context::RULE_TITLE,
    }
}

/// What a `role` says about an element's contents.
pub(crate) fn role_context(role: &str) -> u32 {
    match role.trim() {
        "navigation" | "menu" | "menubar" | "tablist" | "toolbar" => context::NAV,
        "banner" => context::HEADER,
        "contentinfo" => context::FOOTER,
        "complementary" => context::ASIDE,
        "main" => context::MAIN,
        "article" => context::ARTICLE,
        "search" | "form" => context::FORM,
        "dialog" | "alertdialog" => context::DIALOG,
        _ => 0,
    }
}

/// Elements whose contents are not part of the text that a reader sees.
pub(crate) fn is_dropped(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Head
            | Tag::Script
            | Tag::Style
            | Tag::Template
            | Tag::Title
            | Tag::Svg
            | Tag::Canvas
            | Tag::Audio
            | Tag::Video
            | Tag::Object
            | Tag::Embed
            | Tag::Iframe
            | Tag::Noembed
            | Tag::Noframes
            | Tag::Select
            | Tag::Option
            | Tag::Optgroup
            | Tag::Datalist
            | Tag::Textarea
            | Tag::Input
            | Tag::Progress
            | Tag::Meter
            | Tag::Map
            | Tag::Rp
            | Tag::Rt
            | Tag::Rtc
            | Tag::Meta
            | Tag::Link
            | Tag::Base
            | Tag::Param
            | Tag::Source
            | Tag::Track
            | Tag::Wbr
            | Tag::Col
    )
}

/// Dropped elements that a browser draws as a box.
pub(crate) fn is_drawn(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Canvas
            | Tag::Audio
            | Tag::Video
            | Tag::Object
            | Tag::Embed
            | Tag::Iframe
            | Tag::Select
            | Tag::Textarea
    )
}

/// Elements whose text is separate from the text around them.
pub(crate) fn is_boundary(tag: Tag) -> bool {
    is_table_part(tag)
        || matches!(
            tag,
            Tag::Address
                | Tag::Article
                | Tag::Aside
                | Tag::Blockquote
                | Tag::Body
                | Tag::Button
                | Tag::Center
                | Tag::Custom
                | Tag::Dd
                | Tag::Details
                | Tag::Dialog
                | Tag::Dir
                | Tag::Div
                | Tag::Dl
                | Tag::Dt
                | Tag::Fieldset
                | Tag::Figcaption
                | Tag::Figure
                | Tag::Footer
                | Tag::Form
                | Tag::Frameset
                | Tag::H1
                | Tag::H2
                | Tag::H3
                | Tag::H4
                | Tag::H5
                | Tag::H6
                | Tag::Header
                | Tag::Hgroup
                | Tag::Html
                | Tag::Label
                | Tag::Legend
                | Tag::Li
                | Tag::Listing
                | Tag::Main
                | Tag::Menu
                | Tag::Nav
                | Tag::Noscript
                | Tag::Ol
                | Tag::P
                | Tag::Picture
                | Tag::Plaintext
                | Tag::Pre
                | Tag::Search
                | Tag::Section
                | Tag::Summary
                | Tag::Ul
                | Tag::Xmp
        )
}

fn is_table_part(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Caption
            | Tag::Colgroup
            | Tag::Table
            | Tag::Tbody
            | Tag::Td
            | Tag::Tfoot
            | Tag::Th
            | Tag::Thead
            | Tag::Tr
    )
}

/// Whether an element's own attribute or style hides it, so that no reader sees it. A script that draws elements in as
/// the reader comes to them hides them by style too.
pub(super) fn is_hidden(tree: &Tree, node: NodeId) -> bool {
    let hidden = tree.attribute(node, AttributeName::Hidden);
    let style = || tree.attribute(node, AttributeName::Style).filter(|style| is_hidden_by(style));
    hidden.is_some_and(|value| !value.eq_ignore_ascii_case("until-found"))
        || style().is_some_and(|style| !is_animated(style))
}

/// Whether a script draws the element in, so that a style that hides it does so for a moment.
pub(super) fn is_animated(style: &str) -> bool {
    style.contains("animation") || style.contains("transition")
}

/// Whether a `style` hides its element.
pub(crate) fn is_hidden_by(style: &str) -> bool {
    // Both properties have this letter, and few others do.
    if memchr::memchr2(b'y', b'Y', style.as_bytes()).is_none() {
        return false;
    }
    // The last sixteen bytes without white space, the last one lowest, and the byte before them.
    let mut last = 0u128;
    for byte in style.bytes().filter(|b| !b.is_ascii_whitespace()) {
        let before = (last >> 120) as u8;
        last = last << 8 | u128::from(byte.to_ascii_lowercase());
        if last & DISPLAY_BITS == DISPLAY_NONE || (before == b'v' && last == VISIBILITY_HIDDEN) {
            return true;
        }
    }
    false
}

const DISPLAY_NONE: u128 = u128::from_be_bytes(*b"\0\0\0\0display:none");
const DISPLAY_BITS: u128 = (1 << 96) - 1;
/// Without its first letter, which does not fit.
const VISIBILITY_HIDDEN: u128 = u128::from_be_bytes(*b"isibility:hidden");
