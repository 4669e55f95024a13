//! Code as highlighters lay it out, as one block of lines: without the numbers of the lines, and without the toolbars and
//! labels around it. They are the only text of a page that is in no block.
//!
//! Inside code no element is a block boundary, but some end a line. What an element is follows from its name, its class
//! (`code_classes.txt`) and its text ([`shape`]).

pub(super) mod language;
pub(super) mod shape;

use dechaff_html::{AttributeName, Mark, NodeId, Tag, Tree};

use crate::classes::code_marks;
use crate::document::block::BlockKind;
use crate::document::html::code::language::Named;
use crate::document::html::code::shape::Wrapping;
use crate::document::html::elements::is_boundary;
use crate::document::html::{Frame, Walk};
use crate::unicode::white_space::is_invisible;

/// How an element divides the code that it is in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CodeLayout {
    /// It is not in code, or code is not divided by it.
    Inline,
    /// Its contents begin and end lines, as those of a `div` do.
    Block,
    /// It is a line, even if it is empty. The text breaks the line, or else the style sheet does.
    Line,
    /// It is a line that nothing but its box breaks.
    BlockLine,
}

/// What an open element passes on to the code in it.
#[derive(Clone, Copy)]
pub(super) struct CodeFrame {
    /// Whether elements inside divide code into lines rather than the page into blocks.
    pub(super) is_inside: bool,
    /// Whether white space is that of the code rather than that of the markup.
    keeps_space: bool,
    layout: CodeLayout,
    /// The end of the text when the element was entered.
    start: u32,
    /// The code that the element or one around it is wrapped around.
    wrapped: Option<NodeId>,
}

impl CodeFrame {
    /// The frame outside of code.
    pub(super) const OUTSIDE: Self =
        Self { is_inside: false, keeps_space: false, layout: CodeLayout::Inline, start: 0, wrapped: None };

    /// The frame of an element inside that divides no code.
    pub(super) fn inherited(self) -> Self {
        Self { layout: CodeLayout::Inline, ..self }
    }
}

/// The line of code that has just ended, though there is no line break in the text yet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum EndedLine {
    /// A line break that follows is its own.
    Open,
    /// Its box ended. White space that follows is that of the markup.
    Closed,
}

impl Walk<'_, '_> {
    /// Makes the frame of a boundary that of code if the element is code, and finds what it is wrapped around if not.
    pub(super) fn enter_code_or_wrapper(&mut self, tag: Tag, is_code: bool, frame: &mut Frame) {
        if tag == Tag::Button {
            // A button in code is a block of its own, which detectors drop.
            frame.code = CodeFrame::OUTSIDE;
            return;
        }
        if !is_code {
            // Only a `pre` is ever wrapped.
            if !self.has_pre {
                return;
            }
            match shape::wrapped_code(self.tree, frame.node) {
                Wrapping::Code(code) => frame.code.wrapped = Some(code),
                Wrapping::Page => frame.code.wrapped = None,
                Wrapping::Unknown => {}
            }
            return;
        }
        frame.kind = BlockKind::Code;
        let keeps_space = !matches!(tag, Tag::Table | Tag::Ol | Tag::Ul);
        frame.code = CodeFrame {
            is_inside: !shape::has_page_parts(self.tree, frame.node),
            keeps_space,
            ..CodeFrame::OUTSIDE
        };
        self.code_language = match self.language_of(frame.node) {
            Some(Named::Language(language)) => self.document.add_value(&language),
            _ => 0..0,
        };
    }

    /// What the page says of the language of a piece of code: its classes, or else a label next to it.
    fn language_of(&mut self, code: NodeId) -> Option<Named> {
        let named = language::find(self.tree, code);
        if named.is_some() {
            return named;
        }
        let mut sibling = self.tree.previous_sibling(code);
        for _ in 0..MAX_LABEL_DISTANCE {
            let node = sibling?;
            let near = std::iter::once(node).chain(self.tree.descendants(node)).take(MAX_LABEL_NODES);
            for label in near {
                if shape::marks(self.tree, self.classes, label) & code_marks::LABEL != 0 {
                    return language::from_label(&shape::short_text(self.tree, label)?);
                }
            }
            sibling = self.tree.previous_sibling(node);
        }
        None
    }

    /// Whether an element around code is a tool for it, a label of its language or the numbers of its lines.
    pub(super) fn is_code_accessory(&mut self, node: NodeId, tag: Tag, parent: &Frame) -> bool {
        let Some(code) = parent.code.wrapped else { return false };
        if matches!(tag, Tag::Pre | Tag::Button | Tag::Figcaption | Tag::Table) {
            return false;
        }
        let marks = shape::marks(self.tree, self.classes, node);
        if marks & code_marks::GUTTER != 0 && shape::is_numbers(self.tree, node) {
            return true;
        }
        let Some(text) = shape::short_text(self.tree, node) else { return false };
        if marks & code_marks::TOOL != 0 {
            return true;
        }
        let is_label = |named: Option<&Named>| language::is_label_of(&text, named);
        if marks & code_marks::LABEL != 0 {
            return language::from_label(&text).is_some() || is_label(self.language_of(code).as_ref());
        }
        matches!(tag, Tag::Span | Tag::Div | Tag::Strong | Tag::Small)
            && !text.trim().is_empty()
            && is_label(language::find(self.tree, code).as_ref())
    }

    /// Enters an element inside code. Returns true if the node was pushed.
    pub(super) fn enter_in_code(&mut self, node: NodeId, tag: Tag, parent: &Frame) -> bool {
        let marks = shape::marks(self.tree, self.classes, node);
        if self.tree.mark(node) == Mark::Drop || self.is_beside_code(node, tag, marks, parent) {
            return false;
        }
        let layout = self.layout_of(node, tag, marks);
        self.begin_line(layout);
        let has_span =
            layout == CodeLayout::Inline && self.spans.open(self.tree, node, tag, 0, self.document);
        let code = CodeFrame {
            keeps_space: parent.code.keeps_space || matches!(tag, Tag::Pre | Tag::Code),
            layout,
            start: self.document.text.len() as u32,
            ..parent.code
        };
        self.stack.push(Frame { node, has_span, is_boundary: false, code, ..*parent });
        true
    }

    /// Whether an element inside code is not part of it: the numbers of lines, toolbars, the label of the language, lines
    /// that are not shown.
    fn is_beside_code(&mut self, node: NodeId, tag: Tag, marks: u8, parent: &Frame) -> bool {
        let tree = self.tree;
        let is_tool = marks & code_marks::TOOL != 0 && shape::short_text(tree, node).is_some();
        if is_tool || marks & code_marks::HIDDEN != 0 {
            return true;
        }
        let is_unselectable = || {
            tree.attribute(node, AttributeName::AriaHidden) == Some("true")
                || tree.attribute(node, AttributeName::Style).is_some_and(is_unselectable)
        };
        let is_first_cell = || {
            tag == Tag::Td
                && parent.kind == BlockKind::Code
                && has_sibling_after(tree, node, |tag| tag == Tag::Td)
        };
        if (marks & code_marks::GUTTER != 0 || is_unselectable() || is_first_cell())
            && shape::is_numbers(tree, node)
        {
            return true;
        }
        // A label is above the code, and an element of its own, or next to a button.
        let is_apart = match tag {
            Tag::Div | Tag::Header => parent.is_boundary,
            Tag::Span => has_sibling_after(tree, node, |tag| tag == Tag::Button),
            _ => false,
        };
        is_apart
            && self.block_frame.is_none()
            && has_sibling_after(tree, node, |_| true)
            && shape::short_text(tree, node).is_some_and(|text| {
                let language = self.document.value(&self.code_language).to_owned();
                language::is_label_of(&text, Some(&Named::Language(language)))
            })
    }

    fn layout_of(&self, node: NodeId, tag: Tag, marks: u8) -> CodeLayout {
        let is_line = marks & code_marks::LINE != 0;
        match tag {
            Tag::Tr | Tag::Li => CodeLayout::BlockLine,
            Tag::Td | Tag::Th if !is_line => CodeLayout::Inline,
            _ if is_boundary(tag) => {
                if is_line {
                    CodeLayout::BlockLine
                } else {
                    CodeLayout::Block
                }
            }
            // Elements of code directly next to each other are lines.
            Tag::Code if self.is_one_of_many(node) => CodeLayout::Line,
            _ if is_line => CodeLayout::Line,
            _ => CodeLayout::Inline,
        }
    }

    /// Whether a `code` in a `pre` has another next to it, with nothing but line breaks between.
    fn is_one_of_many(&self, node: NodeId) -> bool {
        let tree = self.tree;
        if tree.parent(node).and_then(|parent| tree.tag(parent)) != Some(Tag::Pre) {
            return false;
        }
        let is_break = |&n: &NodeId| tree.text(n).is_some_and(|t| t.trim().is_empty() && t.contains('\n'));
        let is_code = |n: NodeId| tree.tag(n) == Some(Tag::Code);
        let before = tree.previous_sibling(node);
        let before = before.filter(is_break).map_or(before, |n| tree.previous_sibling(n));
        let after = tree.next_sibling(node);
        let after = after.filter(is_break).map_or(after, |n| tree.next_sibling(n));
        before.is_some_and(is_code) || after.is_some_and(is_code)
    }

    /// Begins a line of code before an element, if there is anything on the one before.
    fn begin_line(&mut self, layout: CodeLayout) {
        if layout == CodeLayout::Inline || self.block_frame.is_none() {
            return;
        }
        let ended = self.ended_line.take().is_some();
        if ended || (layout != CodeLayout::Line && !self.is_at_line_start()) {
            self.document.text.push('\n');
        }
    }

    /// Leaves an element inside code.
    pub(super) fn leave_in_code(&mut self, frame: &Frame) {
        let layout = frame.code.layout;
        if layout == CodeLayout::Inline {
            return;
        }
        let start = (frame.code.start.max(self.block_start) as usize).min(self.document.text.len());
        if layout == CodeLayout::BlockLine && self.document.text[start..].trim().is_empty() {
            // Highlighters fill empty lines, so that their boxes have a height.
            let blank = self.document.text[start..].trim_end_matches(' ').len();
            self.document.text.truncate(start + blank);
        }
        let text = &self.document.text[start..];
        let ends = if text.is_empty() { layout != CodeLayout::Block } else { !text.ends_with('\n') };
        if ends {
            let is_open = layout == CodeLayout::Line;
            self.ended_line = Some(if is_open { EndedLine::Open } else { EndedLine::Closed });
        }
    }

    /// A `br` in code.
    pub(super) fn break_code_line(&mut self) {
        if self.block_frame.is_some() {
            let is_closed = self.ended_line.take() == Some(EndedLine::Closed);
            self.document.text.push_str(if is_closed { "\n\n" } else { "\n" });
        }
    }

    fn is_at_line_start(&self) -> bool {
        let text = &self.document.text[self.block_start as usize..];
        text.is_empty() || text.ends_with('\n')
    }

    /// Adds text to the code under construction.
    pub(super) fn append_code(&mut self, text: &str) {
        let keeps_space = self.current_frame().code.keeps_space;
        let is_blank = text.trim().is_empty();
        if is_blank && (self.ended_line == Some(EndedLine::Closed) || !keeps_space && text.contains('\n')) {
            return;
        }
        if keeps_space {
            self.push_code(text);
            return;
        }
        let mut pieces = text.split('\n').peekable();
        let mut is_first = true;
        while let Some(piece) = pieces.next() {
            let piece = if is_first { piece } else { piece.trim_ascii_start() };
            let piece = if pieces.peek().is_none() { piece } else { piece.trim_ascii_end() };
            if !piece.is_empty() {
                if !is_first && self.ended_line.is_none() && !self.is_at_line_start() {
                    self.push_code(" ");
                }
                self.push_code(piece);
            }
            is_first = false;
        }
    }

    fn push_code(&mut self, text: &str) {
        if self.block_frame.is_none() {
            self.start_block();
        }
        let line_ended = self.ended_line.take().is_some() && !text.starts_with(['\n', '\r']);
        if std::mem::take(&mut self.pending_breaks) > 0 || (line_ended && !self.is_at_line_start()) {
            self.document.text.push('\n');
        }
        let visible = text.chars().filter(|&c| c != '\r' && !is_invisible(c));
        // No-break spaces are how editors indent; compilers reject them.
        self.document.text.extend(visible.map(|c| if c == '\u{a0}' { ' ' } else { c }));
    }
}

/// How many siblings before a piece of code are looked at for a label.
const MAX_LABEL_DISTANCE: usize = 6;
/// How many nodes of each are.
const MAX_LABEL_NODES: usize = 8;

/// Whether one of the next siblings is an element with such a tag.
fn has_sibling_after(tree: &Tree, node: NodeId, is_such: impl Fn(Tag) -> bool) -> bool {
    std::iter::successors(tree.next_sibling(node), |&n| tree.next_sibling(n))
        .take(MAX_LABEL_DISTANCE)
        .any(|n| tree.tag(n).is_some_and(&is_such))
}

/// Whether a style keeps its element out of what readers select.
fn is_unselectable(style: &str) -> bool {
    style
        .split(';')
        .filter_map(|declaration| declaration.split_once(':'))
        .any(|(property, value)| property.trim_ascii().ends_with("user-select") && value.trim() == "none")
}
