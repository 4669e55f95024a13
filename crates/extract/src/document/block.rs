//! Blocks: runs of text that a reader sees as one unit, with what detectors need to know of them.

use std::ops::Range;

/// What a block is on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// Running text, or any text without a kind of its own.
    Paragraph,
    /// A heading, level 1 to 6.
    Heading(u8),
    /// A list item: nesting level from 1, and its number in an ordered list.
    ListItem {
        /// Nesting, from 1.
        level: u8,
        /// The item's number; `None` for a bullet.
        number: Option<u32>,
    },
    /// The term of a definition list.
    Term,
    /// Preformatted text; white space is kept.
    Code,
    /// A cell of a data table. Cells of one row share `row`; rows count through the whole document.
    Cell {
        /// The row's number in the document.
        row: u32,
        /// Whether the cell is a header cell.
        header: bool,
    },
    /// The caption of a figure or table.
    Caption,
    /// A standing label: a button, a form label, a `summary`.
    Control,
}

/// Bits of [`Block::context`]: where in the page a block stands, inherited from all its ancestors.
pub mod context {
    /// Inside `nav` or `role=navigation`.
    pub const NAV: u32 = 1 << 0;
    /// Inside `header` or `role=banner`.
    pub const HEADER: u32 = 1 << 1;
    /// Inside `footer` or `role=contentinfo`.
    pub const FOOTER: u32 = 1 << 2;
    /// Inside `aside` or `role=complementary`.
    pub const ASIDE: u32 = 1 << 3;
    /// Inside `main` or `role=main`.
    pub const MAIN: u32 = 1 << 4;
    /// Inside `article`, or an element whose `itemprop` is `articleBody`.
    pub const ARTICLE: u32 = 1 << 5;
    /// Inside `form`.
    pub const FORM: u32 = 1 << 6;
    /// Inside `figure` or `picture`.
    pub const FIGURE: u32 = 1 << 7;
    /// Inside `table`.
    pub const TABLE: u32 = 1 << 8;
    /// Inside a list.
    pub const LIST: u32 = 1 << 9;
    /// Inside `blockquote`.
    pub const QUOTE: u32 = 1 << 10;
    /// Inside `noscript`.
    pub const NOSCRIPT: u32 = 1 << 11;
    /// Hidden by `hidden` or an inline style.
    pub const HIDDEN: u32 = 1 << 12;
    /// Hidden from assistive readers by `aria-hidden`.
    pub const ARIA_HIDDEN: u32 = 1 << 13;
    /// Inside `dialog` or a modal role.
    pub const DIALOG: u32 = 1 << 14;
    /// Inside a `button`, `label`, `legend` or `summary`.
    pub const CONTROL: u32 = 1 << 15;
    /// Inside `details`.
    pub const DETAILS: u32 = 1 << 16;
    /// Inside the element marked `itemprop=articleBody`.
    pub const ARTICLE_BODY: u32 = 1 << 17;
    /// Inside what a user's rule keeps.
    pub const RULE_KEEP: u32 = 1 << 18;
    /// Inside what a user's rule drops.
    pub const RULE_DROP: u32 = 1 << 19;
    /// Inside what a user's rule says is the headline.
    pub const RULE_TITLE: u32 = 1 << 20;
}

/// A run of text that a reader sees as one unit.
///
/// Word counts follow Unicode letters and digits; each character of a script written without spaces (Han,
/// kana, Thai, Lao, Khmer, Burmese) counts as a word.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Byte range of the text in [`Document::text`](crate::document::Document::text).
    pub text: Range<u32>,
    /// What the block is.
    pub kind: BlockKind,
    /// Bits of [`context`].
    pub context: u32,
    /// Bits of [`names`](crate::classes): what classes, ids and roles of the ancestors call the block.
    pub names: u32,
    /// Index of the innermost container in [`Document::containers`](crate::document::Document::containers).
    pub container: u32,
    /// Hashed words of the inline elements around its first text, a range of [`Document::markup`](crate::document::Document::markup).
    pub markup: Range<u32>,
    /// Nesting of quotes, from 0.
    pub quotes: u8,
    /// Words.
    pub words: u32,
    /// Words inside links.
    pub link_words: u32,
    /// Characters that are neither letters, digits nor white space.
    pub marks: u32,
    /// Digits.
    pub digits: u32,
    /// Words that begin with a capital letter.
    pub capitals: u32,
    /// Ends of sentences: a terminal mark before white space or the end.
    pub sentences: u32,
    /// Commas of all scripts.
    pub commas: u32,
    /// Function words of some thirty languages.
    pub stop_words: u32,
    /// Whether the last character, quotes aside, is a terminal mark or a colon.
    pub terminated: bool,
    /// Text pages: blank lines before. HTML: 0.
    pub blank_before: u8,
    /// Text pages: columns of indentation. HTML: 0.
    pub indent: u8,
    /// Text pages: the line number, from 0. HTML: 0.
    pub line: u32,
}

impl Block {
    /// Share of the words that stand in links, 0 to 1; 0 for a block without words.
    pub fn link_density(&self) -> f32 {
        if self.words == 0 { 0.0 } else { self.link_words as f32 / self.words as f32 }
    }

    /// The heading's level.
    pub fn heading(&self) -> Option<u8> {
        match self.kind {
            BlockKind::Heading(level) => Some(level),
            _ => None,
        }
    }

    /// Whether all bits of `bits` are set in the context.
    pub fn is_in(&self, bits: u32) -> bool {
        self.context & bits != 0
    }
}

/// What an inline span marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpanKind {
    /// A link and its address as written, for [`Document::value`](crate::document::Document::value). A link that runs over many
    /// blocks has one address.
    Link(Range<u32>),
    /// `em`, `i`, `cite`, `dfn`, `var`.
    Emphasis,
    /// `strong`, `b`.
    Strong,
    /// `code`, `kbd`, `samp`, `tt`.
    Code,
}

/// An image that stands before or in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Index of the block it stands before or in; the number of blocks for one at the end.
    pub block: u32,
    /// Index of its container.
    pub container: u32,
    /// The address as written, for [`Document::value`](crate::document::Document::value).
    pub source: Range<u32>,
    /// The alternative text, likewise.
    pub alt: Range<u32>,
}

/// A marked range of text inside a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Byte range in [`Document::text`](crate::document::Document::text), inside one block.
    pub text: Range<u32>,
    /// What it marks.
    pub kind: SpanKind,
}

/// An element that holds blocks.
#[derive(Clone, Debug, PartialEq)]
pub struct Container {
    /// Index of the container around it; the outermost is its own parent.
    pub parent: u32,
    /// Its blocks: a range of indices, since they stand together in reading order.
    pub blocks: Range<u32>,
    /// Bits of [`names`](crate::classes) of its own class, id and role.
    pub names: u32,
    /// A hash of element name and classes, equal for repeated items.
    pub shape: u32,
    /// The element's name.
    pub tag: dechaff_html::Tag,
    /// Hashed words of its name, classes, id, role and labels, a range of [`Document::markup`](crate::document::Document::markup).
    pub markup: Range<u32>,
}
