//! What whole class names say of an element inside a line, or of a call-out, as bits.
//!
//! The names are few and belong to programs, not to languages: they are those of formula scripts, editors and shops.

/// Raised and lowered text.
pub(crate) const RAISED: u16 = 1;
pub(crate) const LOWERED: u16 = 1 << 1;
/// Text that is struck out.
pub(crate) const STRUCK: u16 = 1 << 2;
/// A price that is no longer asked.
pub(crate) const OLD_PRICE: u16 = 1 << 3;
/// What KaTeX, MathJax and MediaWiki wrap around MathML and what they draw.
pub(crate) const FORMULA: u16 = 1 << 4;
/// A formula as text, before a script draws it.
pub(crate) const FORMULA_TEXT: u16 = 1 << 5;
/// What MathJax 2 draws before the script that holds the formula.
pub(crate) const DRAWN: u16 = 1 << 6;
/// The same while it is not drawn yet.
pub(crate) const PREVIEW: u16 = 1 << 7;
/// A picture of a formula.
pub(crate) const FORMULA_PICTURE: u16 = 1 << 8;

/// The edit section of MediaWiki, which is in a heading or after it.
pub(crate) const EDIT_SECTION: u16 = 1 << 9;

/// The mark of a note, which a style sheet raises.
pub(crate) const NOTE: u16 = 1 << 10;

/// A call-out of a site generator, and its title.
pub(crate) const CALLOUT: u16 = 1 << 11;
pub(crate) const CALLOUT_TITLE: u16 = 1 << 12;
/// A name that call-outs share with ordinary boxes, and names of kinds of call-outs. Only together do they say that a box
/// is a call-out.
pub(crate) const BOX: u16 = 1 << 13;
pub(crate) const BOX_KIND: u16 = 1 << 14;
/// The same as a kind, but the name is also that of sections that open.
pub(crate) const BOX_STYLE: u16 = 1 << 15;

/// The marks of one class name.
pub(crate) fn from_name(name: &str) -> u16 {
    match name {
        "sup" | "superscript" => RAISED,
        "sub" | "subscript" => LOWERED,
        "strike" | "strikethrough" | "line-through" | "text-decoration-line-through" => STRUCK,
        "old-price" | "price-old" | "price--old" | "oldprice" | "was-price" | "price-was"
        | "regular-price" | "price-regular" | "list-price" | "compare-price" | "price--compare"
        | "original-price" | "crossed-price" | "prev-price" => OLD_PRICE,
        "katex" | "mwe-math-element" | "MathJax_MathML" => FORMULA,
        "MathJax" | "MathJax_SVG" | "MathJax_CHTML" | "mjx-chtml" => FORMULA | DRAWN,
        "MathJax_Preview" => DRAWN | PREVIEW,
        "MathJax_Display" | "MathJax_SVG_Display" | "MJXc-display" => DRAWN,
        "math" | "arithmatex" => FORMULA_TEXT,
        "mw-editsection" | "editsection" | "mw-editsection-like" => EDIT_SECTION,
        "reference" | "footnote" | "footnote-ref" | "footnoteref" | "noteref" | "fn" | "fnref"
        | "note-ref" | "endnote" => NOTE,
        "admonition" | "theme-admonition" | "markdown-alert" | "custom-block" => CALLOUT,
        "admonition-title"
        | "markdown-alert-title"
        | "custom-block-title"
        | "blockquote-tag-title"
        | "callout-title"
        | "callout-title-container" => CALLOUT_TITLE,
        "note" | "alert" | "callout" => BOX,
        "info" | "tip" | "hint" | "warning" | "danger" | "success" | "important" | "caution"
        | "attention" | "failure" | "bug" | "abstract" | "alert-info" | "alert-warning" | "alert-danger"
        | "alert-success" | "callout-note" | "callout-tip" | "callout-warning" | "callout-important"
        | "callout-caution" | "callout-info" | "callout-danger" => BOX_KIND,
        "primary" | "default" | "question" | "example" | "quote" => BOX_STYLE,
        _ if name.starts_with("admonitionHeading") => CALLOUT_TITLE,
        "latex" | "tex" => FORMULA_PICTURE,
        _ if name.starts_with("mwe-math-fallback-image") => FORMULA_PICTURE,
        _ => 0,
    }
}
