//! Blocks: runs of text that a reader sees as one unit, with the figures that detectors need.

use std::ops::Range;

use crate::unicode::words::Counts;

/// What a block is on the page.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// Running text, or any text that no other kind describes.
    Paragraph,
    /// A heading, level 1 to 6.
    Heading(u8),
    /// A list item.
    ListItem {
        /// Nesting of lists, from 1.
        level: u8,
        /// The item's number; `None` for a bullet.
        number: Option<u32>,
    },
    /// The term of a definition list.
    Term,
    /// Preformatted text; white space is kept.
    Code,
    /// A cell of a data table, or one of several blocks in it. The cells of a row share its number, and the blocks of a
    /// cell share row and column.
    Cell {
        /// The row's number. Rows are counted through the whole document.
        row: u32,
        /// The column's number in its table, from 0.
        column: u32,
        /// Whether the cell is a header cell.
        header: bool,
    },
    /// The caption of a figure or table.
    Caption,
    /// The label of a control: a button, a form label, a `summary`.
    Control,
}

impl BlockKind {
    /// The kind in words, without level, number or row: `paragraph`, `heading`, `list item`, `term`, `code`,
    /// `table cell`, `caption` or `control`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Paragraph => "paragraph",
            Self::Heading(_) => "heading",
            Self::ListItem { .. } => "list item",
            Self::Term => "term",
            Self::Code => "code",
            Self::Cell { .. } => "table cell",
            Self::Caption => "caption",
            Self::Control => "control",
        }
    }
}

/// Bits of [`Block::context`]: the part of the page that a block is in, inherited from all its ancestors.
pub mod context {
    macro_rules! context_bits {
        ($($(#[$doc:meta])* $constant:ident = $name:literal @ $bit:literal),* $(,)?) => {
            $($(#[$doc])* pub const $constant: u32 = 1 << $bit;)*

            /// Every context: its name and its bit, lowest bit first.
            pub const ALL: &[(&str, u32)] = &[$(($name, $constant)),*];
        };
    }

    context_bits! {
        /// Inside `nav` or `role=navigation`.
        NAV = "nav" @ 0,
        /// Inside `header` or `role=banner`.
        HEADER = "header" @ 1,
        /// Inside `footer` or `role=contentinfo`.
        FOOTER = "footer" @ 2,
        /// Inside `aside` or `role=complementary`.
        ASIDE = "aside" @ 3,
        /// Inside `main` or `role=main`.
        MAIN = "main" @ 4,
        /// Inside `article`, or an element whose `itemprop` is `articleBody`.
        ARTICLE = "article" @ 5,
        /// Inside `form`.
        FORM = "form" @ 6,
        /// Inside `figure` or `picture`.
        FIGURE = "figure" @ 7,
        /// Inside `table`.
        TABLE = "table" @ 8,
        /// Inside a list.
        LIST = "list" @ 9,
        /// Inside `blockquote`.
        QUOTE = "quote" @ 10,
        /// Inside `noscript`.
        NOSCRIPT = "noscript" @ 11,
        /// Hidden by `hidden` or an inline style.
        HIDDEN = "hidden" @ 12,
        /// Hidden from assistive technology by `aria-hidden`.
        ARIA_HIDDEN = "aria_hidden" @ 13,
        /// Inside `dialog` or a modal role.
        DIALOG = "dialog" @ 14,
        /// Inside a `button`, `label`, `legend` or `summary`.
        CONTROL = "control" @ 15,
        /// Inside `details`.
        DETAILS = "details" @ 16,
        /// Inside the element marked `itemprop=articleBody`.
        ARTICLE_BODY = "article_body" @ 17,
        /// Inside an element that a user's rule keeps.
        RULE_KEEP = "rule_keep" @ 18,
        /// Inside an element that a user's rule drops.
        RULE_DROP = "rule_drop" @ 19,
        /// Inside an element that a user's rule selects as the headline.
        RULE_TITLE = "rule_title" @ 20,
    }

    /// The bits that users' rules set; all others come from the page.
    pub const RULES: u32 = RULE_KEEP | RULE_DROP | RULE_TITLE;
}

/// What a block is in besides the quotes around it. Only what writes Markdown reads it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct WrittenPlace {
    /// The number of the innermost list item in the document, from 1; 0 outside of lists.
    pub(crate) item: u32,
    /// The level of that item.
    pub(crate) level: u8,
    /// The number of quotes around the outermost item.
    pub(crate) quotes: u8,
    /// The number of call-outs around the block, which are written as quotes.
    pub(crate) callouts: u8,
    /// The index of the container that is the innermost quote or call-out; 0 outside of quotes.
    pub(crate) quote: u32,
    /// Whether the block is the title of a call-out.
    pub(crate) is_title: bool,
}

/// A run of text that a reader sees as one unit.
///
/// Word counts follow Unicode letters and digits; each character of a script written without spaces (Han, kana, Thai,
/// Lao, Khmer, Burmese) counts as a word.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Byte range of the text in [`Document::text`](crate::document::Document::text).
    pub text: Range<u32>,
    /// What the block is.
    pub kind: BlockKind,
    /// Bits of [`context`].
    pub context: u32,
    /// Bits of [`classes`](crate::classes): the groups of the ancestors' classes, ids and roles.
    pub class_groups: u32,
    /// Index of the innermost container in [`Document::containers`](crate::document::Document::containers).
    pub container: u32,
    /// Hashed words of the inline elements around the block's first text, a range of
    /// [`Document::markup`](crate::document::Document::markup).
    pub markup: Range<u32>,
    /// The language of code as the page names it, for [`Document::value`](crate::document::Document::value); empty if the
    /// page does not name one, and for all other blocks.
    pub language: Range<u32>,
    /// The kind of list item that a control is, such as the label of a box to tick. To detectors it is a control.
    pub(crate) marker: Option<BlockKind>,
    /// Nesting of quotes, from 0.
    pub quotes: u8,
    /// The list item and the call-out that it is written in.
    pub(crate) place: WrittenPlace,
    /// Number of words.
    pub words: u32,
    /// Number of words inside links.
    pub link_words: u32,
    /// Number of characters that are neither letters, digits nor white space.
    pub punctuation: u32,
    /// Number of digits.
    pub digits: u32,
    /// Number of words that begin with a capital letter.
    pub capitals: u32,
    /// Number of sentence ends: a terminal mark before white space or the end of the block.
    pub sentences: u32,
    /// Number of commas and semicolons, in all scripts.
    pub commas: u32,
    /// Number of function words, from lists of some thirty languages.
    pub stop_words: u32,
    /// Whether the last character, apart from quotation marks and brackets, is a terminal mark or a colon.
    pub terminated: bool,
    /// Text pages: the number of empty lines before the block, at most 255. HTML: 0.
    pub blank_before: u8,
    /// Text pages: indentation in columns, at most 255. HTML: 0.
    pub indent: u8,
    /// Text pages: the line number, from 0. HTML: 0.
    pub line: u32,
}

impl Block {
    /// A block with the given counts; everything else is empty.
    pub(crate) fn new(text: Range<u32>, kind: BlockKind, counts: Counts) -> Self {
        let mut block = Self {
            text,
            kind,
            context: 0,
            class_groups: 0,
            container: 0,
            markup: 0..0,
            language: 0..0,
            marker: None,
            quotes: 0,
            place: WrittenPlace::default(),
            words: 0,
            link_words: 0,
            punctuation: 0,
            digits: 0,
            capitals: 0,
            sentences: 0,
            commas: 0,
            stop_words: 0,
            terminated: false,
            blank_before: 0,
            indent: 0,
            line: 0,
        };
        block.set_counts(&counts);
        block
    }

    /// Replaces the counts, for a block of which not all is read.
    pub(crate) fn set_counts(&mut self, counts: &Counts) {
        self.words = counts.words;
        self.link_words = self.link_words.min(counts.words);
        self.punctuation = counts.punctuation;
        self.digits = counts.digits;
        self.capitals = counts.capitals;
        self.sentences = counts.sentences;
        self.commas = counts.commas;
        self.stop_words = counts.stop_words;
        self.terminated = counts.terminated;
    }

    /// The share of the words that are in links, 0 to 1; 0 for a block without words.
    pub fn link_density(&self) -> f32 {
        if self.words == 0 { 0.0 } else { self.link_words as f32 / self.words as f32 }
    }

    /// What the block is in the text: its kind, but a control in a list item is the item.
    pub(crate) fn text_kind(&self) -> BlockKind {
        self.marker.unwrap_or(self.kind)
    }

    /// The level of a heading, or `None` if the block is not one.
    pub fn heading(&self) -> Option<u8> {
        match self.kind {
            BlockKind::Heading(level) => Some(level),
            _ => None,
        }
    }

    /// Whether any of `bits` is set in the context.
    pub fn is_in(&self, bits: u32) -> bool {
        self.context & bits != 0
    }
}

/// What an inline span marks.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpanKind {
    /// A link. Its URL as written is the [`Document::value`](crate::document::Document::value) of the range. The spans
    /// of a link that extends over many blocks share one range.
    Link(Range<u32>),
    /// `em`, `i`, `cite`, `dfn`, `var`.
    Emphasis,
    /// `strong`, `b`.
    Strong,
    /// `code`, `kbd`, `samp`, `tt`.
    Code,
    /// `s`, `del`, `strike`, and what a style strikes out.
    Struck,
    /// `sup`, and what a class or style raises.
    Raised,
    /// `sub`, and what a class or style lowers.
    Lowered,
    /// A formula. Its text is LaTeX.
    Formula {
        /// Whether the page sets it on a line of its own.
        display: bool,
    },
    /// Text that is not written: hidden from readers, or added to the words of a heading.
    Omitted,
}

/// An image before or inside a block.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Index of the block that the image precedes or is in; the number of blocks for an image at the end.
    pub block: u32,
    /// Index of its container.
    pub container: u32,
    /// The URL as written, for [`Document::value`](crate::document::Document::value).
    pub source: Range<u32>,
    /// The alternative text, for [`Document::value`](crate::document::Document::value); empty if there is none.
    pub alt: Range<u32>,
}

/// A marked range of text inside a block.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Byte range in [`Document::text`](crate::document::Document::text), inside one block.
    pub text: Range<u32>,
    /// What it marks.
    pub kind: SpanKind,
}

/// An element that contains blocks.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq)]
pub struct Container {
    /// Index of the container around it; the outermost is its own parent.
    pub parent: u32,
    /// Its blocks as a range of indices, since they are contiguous in reading order.
    pub blocks: Range<u32>,
    /// Bits of [`classes`](crate::classes): the groups of its own class, id and role.
    pub class_groups: u32,
    /// A hash of its name and classes, equal for repeated items.
    pub shape_hash: u32,
    /// The element's name.
    pub tag: dechaff_html::Tag,
    /// Whether its own attribute or style hides it.
    pub hidden: bool,
    /// Hashed words of its name, classes, id, role and labels, a range of
    /// [`Document::markup`](crate::document::Document::markup).
    pub markup: Range<u32>,
}

impl Container {
    /// The container of a page without elements.
    pub(crate) fn page(blocks: usize) -> Self {
        Self {
            parent: 0,
            blocks: 0..blocks as u32,
            class_groups: 0,
            shape_hash: 0,
            tag: dechaff_html::Tag::Html,
            hidden: false,
            markup: 0..0,
        }
    }
}
