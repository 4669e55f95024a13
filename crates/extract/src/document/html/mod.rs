//! Splits an HTML tree into blocks, in one walk in reading order.
//!
//! A block is a maximal run of inline text between block boundaries. Boundaries are the usual block elements, table
//! cells, controls, every custom element and `noscript`. Two `<br>` in a row separate blocks; one is a line break.
//! Hidden text is kept and marked, since tabs, accordions and lazy pages hold their content there. Hidden words in a
//! line and marks in headings are kept too, in spans that are not written.

mod callouts;
mod code;
mod containers;
mod corrections;
mod elements;
mod formulas;
pub(crate) mod images;
mod lists;
mod notes;
mod spans;
mod tables;
mod text;

use std::ops::Range;

use dechaff_html::{AttributeName, Mark, NodeId, Tag, Tree};

use crate::classes::attribute_words;
use crate::classes::cache::ClassCache;
use crate::classes::heading_marks;
use crate::classes::line_marks;
use crate::document::Document;
use crate::document::block::{Block, BlockKind, Container, Image, SpanKind, WrittenPlace};
use crate::document::html::code::{CodeFrame, EndedLine, shape};
use crate::document::html::corrections::Corrections;
use crate::document::html::elements::{is_boundary, is_drawn, is_dropped, is_hidden};
use crate::document::html::formulas::tex_delimiters::Delimiters;
use crate::document::html::lists::Lists;
use crate::document::html::notes::NoteLinks;
use crate::document::html::spans::OpenSpans;
use crate::document::html::tables::Tables;
use crate::document::visible_text;
use crate::unicode::{white_space, words};

impl Document {
    /// The blocks of an HTML page.
    ///
    /// Any string is accepted. A page without text, such as the empty one, gives a document without blocks.
    ///
    /// ```
    /// let document = dechaff_extract::Document::from_html("<h1>Title</h1><p>One <a href=/>two</a><p>three");
    /// let texts: Vec<&str> = document.blocks().iter().map(|b| document.block_text(b)).collect();
    /// assert_eq!(texts, ["Title", "One two", "three"]);
    /// assert_eq!(document.blocks()[1].link_words, 1);
    /// ```
    pub fn from_html(html: &str) -> Self {
        Self::from_tree(&dechaff_html::parse(html))
    }

    /// The blocks of a parsed page.
    pub fn from_tree(tree: &Tree) -> Self {
        blocks(tree, &mut ClassCache::new(tree), false)
    }
}

/// [`Document::from_tree`] with a cache of the page's classes, which metadata may have filled in part. With
/// `name_elements`, the document keeps a name for each container.
pub(crate) fn blocks(tree: &Tree, classes: &mut ClassCache, name_elements: bool) -> Document {
    let mut document = Document { limited: tree.limited(), ..Document::default() };
    document.reserve(tree.len());
    Walk { name_elements, ..Walk::new(tree, classes, &mut document) }.traverse();
    if document.blocks.is_empty()
        && let Some(noframes) = tree.descendants(tree.root()).find(|&n| tree.tag(n) == Some(Tag::Noframes))
    {
        // The own text of a page of frames is only here, and the parser keeps it as characters.
        let inner = dechaff_html::parse(&tree.text_content(noframes));
        let classes = &mut ClassCache::new(&inner);
        Walk { name_elements, ..Walk::new(&inner, classes, &mut document) }.traverse();
    }
    document
}

/// What an open element passes on to its contents.
#[derive(Clone, Copy)]
struct Frame {
    node: NodeId,
    container: u32,
    context: u32,
    class_groups: u32,
    kind: BlockKind,
    /// The innermost list item around, as an index of `Walk::lists`.
    item: Option<u32>,
    /// The innermost list around, as an index of `Walk::lists`.
    list: Option<u32>,
    /// The innermost table around, as an index of `Walk::tables`.
    table: Option<u32>,
    /// The innermost cell around in that table, as an index of `Walk::tables`.
    cell: Option<u32>,
    quotes: u8,
    place: WrittenPlace,
    code: CodeFrame,
    is_boundary: bool,
    /// Whether the element is inline and other words take the place of its own.
    is_replaced: bool,
    /// Whether the element opened an inline span.
    has_span: bool,
}

impl Frame {
    /// The frame of the root element.
    fn new(node: NodeId) -> Self {
        Self {
            node,
            container: 0,
            context: 0,
            class_groups: 0,
            kind: BlockKind::Paragraph,
            item: None,
            list: None,
            table: None,
            cell: None,
            quotes: 0,
            place: WrittenPlace::default(),
            code: CodeFrame::OUTSIDE,
            is_boundary: true,
            is_replaced: false,
            has_span: false,
        }
    }
}

/// Maximum number of markup words of an element. Elements with utility classes have dozens of words, which describe how
/// they look and not what they are.
const MAX_MARKUP_WORDS: usize = 24;
/// Maximum number of inline elements around a block's first text that are read for markup words.
const MAX_INLINE_LEVELS: usize = 3;

/// Maximum number of blocks and containers together, in addition to one for each [`BYTES_PER_NODE`] of the page. Without
/// a limit, a page of tiny cells would take two hundred times its size. None of 4,000 scraped pages has half as many.
const BASE_NODES: usize = 2048;
const BYTES_PER_NODE: usize = 16;

/// Cuts text at block boundaries and describes each block.
struct Walk<'t, 'd> {
    tree: &'t Tree,
    classes: &'d mut ClassCache,
    document: &'d mut Document,
    stack: Vec<Frame>,
    lists: Lists,
    tables: Tables,
    spans: OpenSpans,
    note_links: NoteLinks<'t>,
    /// The marks of the last heading, in reading order.
    heading_marks: Vec<NodeId>,
    corrections: Corrections,
    /// The delimiters of formulas on the page.
    delimiters: Option<Delimiters>,
    /// Whether the page has a `pre`.
    has_pre: bool,
    /// Whether to keep the names of elements.
    name_elements: bool,
    /// Maximum number of blocks and containers.
    max_nodes: usize,
    /// Whether the page has that many. From then on, boundaries separate lines of one block.
    is_full: bool,
    /// The index in the document's text at which the block under construction starts.
    block_start: u32,
    /// Whether white space precedes the next word.
    pending_space: bool,
    /// The number of line breaks before the next word.
    pending_breaks: u8,
    /// Whether an inline unit has just ended.
    unit_ended: bool,
    /// Whether another inline unit began there. Their words are apart on the page, though the text has no space.
    units_touch: bool,
    /// The line of code that has just ended.
    ended_line: Option<EndedLine>,
    /// The language of the last code that was entered.
    code_language: Range<u32>,
    /// The frame of the block's first text; `None` before there is any.
    block_frame: Option<Frame>,
    /// Hashed words of the inline elements around that text.
    inline_markup: Range<u32>,
}

impl<'t, 'd> Walk<'t, 'd> {
    fn new(tree: &'t Tree, classes: &'d mut ClassCache, document: &'d mut Document) -> Self {
        Self {
            tree,
            classes,
            document,
            stack: Vec::with_capacity(64),
            lists: Lists::default(),
            tables: Tables::default(),
            spans: OpenSpans::new(),
            note_links: NoteLinks::default(),
            heading_marks: vec![],
            corrections: Corrections::default(),
            delimiters: Delimiters::of_page(tree),
            has_pre: tree.find(Tag::Pre).is_some(),
            name_elements: false,
            max_nodes: BASE_NODES + tree.page_len() / BYTES_PER_NODE,
            is_full: false,
            block_start: 0,
            pending_space: false,
            pending_breaks: 0,
            unit_ended: false,
            units_touch: false,
            ended_line: None,
            code_language: 0..0,
            block_frame: None,
            inline_markup: 0..0,
        }
    }

    fn traverse(mut self) {
        let root = self.tree.root();
        self.document.containers.push(Container {
            parent: 0,
            blocks: 0..0,
            class_groups: 0,
            shape_hash: 0,
            tag: Tag::Html,
            hidden: false,
            markup: 0..0,
        });
        if self.name_elements {
            self.document.element_names.push(String::new());
        }
        self.stack.push(Frame::new(root));
        let mut next = self.tree.first_child(root);
        loop {
            match next {
                Some(node) => {
                    next = if self.enter(node) {
                        // An element without children is left at once.
                        self.tree.first_child(node)
                    } else {
                        self.tree.next_sibling(node)
                    };
                }
                None => {
                    let Some(frame) = self.stack.pop() else { break };
                    self.leave(&frame);
                    if self.stack.is_empty() {
                        break;
                    }
                    next = self.tree.next_sibling(frame.node);
                }
            }
        }
        self.finish_block();
        let blocks = self.document.blocks.len() as u32;
        self.document.containers[0].blocks.end = blocks;
        self.tables.finish(&mut self.document.blocks);
        self.note_links.finish(self.document);
    }

    fn current_frame(&self) -> Frame {
        // The frame of the root is on the stack until the end.
        self.stack[self.stack.len() - 1]
    }

    /// Enters a node. Returns true if the node was pushed, so that its children come next.
    fn enter(&mut self, node: NodeId) -> bool {
        let Some(tag) = self.tree.tag(node) else {
            if let Some(text) = self.tree.text(node) {
                self.append(text);
            }
            return false;
        };
        let marks = self.line_marks(node, tag);
        if self.enter_formula(node, tag, marks) || self.enter_leaf(node, tag) {
            return false;
        }
        if std::mem::take(&mut self.unit_ended) && self.is_inline_unit(node, tag) {
            self.units_touch = true;
        }
        let parent = self.current_frame();
        let mark = self.tree.mark(node);
        if mark == Mark::Drop && !is_boundary(tag) {
            // The element is cut out of its sentence, as if it did not exist.
            return false;
        }
        if parent.kind == BlockKind::Code
            && matches!(mark, Mark::None | Mark::Drop)
            && tag != Tag::Button
            && (parent.code.is_inside || !is_boundary(tag))
        {
            return self.enter_in_code(node, tag, &parent);
        }
        if self.is_code_accessory(node, tag, &parent) {
            return false;
        }
        let mut frame = Frame {
            node,
            has_span: false,
            is_replaced: false,
            is_boundary: false,
            code: parent.code.inherited(),
            ..parent
        };
        let is_code = !self.is_full && shape::is_code(self.tree, self.classes, node, tag);
        if is_boundary(tag) || mark != Mark::None || is_code {
            self.break_block();
            // Elements that users' rules select are containers even on a full page.
            if !self.is_full || mark != Mark::None {
                self.finish_block();
                frame.is_boundary = true;
                self.enter_container(tag, is_code, &mut frame);
            }
            if self.heading_marks.contains(&node) {
                frame.has_span = self.spans.open_kind(SpanKind::Omitted, self.document);
            }
        } else {
            self.enter_inline(node, tag, marks, &mut frame);
        }
        self.add_note_target(node, frame.is_boundary.then_some(frame.container));
        if tag.heading_level().is_some() {
            self.heading_marks = heading_marks::in_heading(self.tree, node);
        }
        self.stack.push(frame);
        true
    }

    /// Handles the elements whose children are not part of the text. Returns false for other elements.
    fn enter_leaf(&mut self, node: NodeId, tag: Tag) -> bool {
        match tag {
            Tag::Br => self.add_line_break(),
            Tag::Img => self.add_image(node),
            Tag::Hr => self.break_block(),
            // The box of a dropped element separates the words around it.
            _ if is_dropped(tag) => self.pending_space |= is_drawn(tag),
            _ => return false,
        }
        true
    }

    /// The bits of [`line_marks`] that an element's class has, for the elements that may have any.
    fn line_marks(&mut self, node: NodeId, tag: Tag) -> u16 {
        if !matches!(tag, Tag::Span | Tag::Div | Tag::Img | Tag::A | Tag::Small) {
            return 0;
        }
        let class = self.tree.attribute(node, AttributeName::Class);
        class.map_or(0, |class| self.classes.get(node, class).line)
    }

    /// Opens the span of an inline element.
    fn enter_inline(&mut self, node: NodeId, tag: Tag, marks: u16, frame: &mut Frame) {
        let text = &self.document.text[self.block_start as usize..];
        frame.is_replaced = corrections::is_replaced(self.tree, node, tag, marks);
        self.corrections.enter(frame.is_replaced, text, self.pending_space);
        self.units_touch |= text.ends_with(|c: char| c.is_ascii_digit()) && is_note(tag, marks);
        if tag == Tag::A {
            self.add_note_link(node, marks);
        }
        let is_omitted = self.heading_marks.contains(&node)
            || (tag == Tag::Span && marks & line_marks::EDIT_SECTION != 0)
            || is_hidden(self.tree, node);
        frame.has_span = if is_omitted {
            self.spans.open_kind(SpanKind::Omitted, self.document)
        } else {
            self.spans.open(self.tree, node, tag, marks, self.document)
        };
    }

    /// Adds a formula as a word of LaTeX, if an element is one or repeats one. Returns false if it does not.
    fn enter_formula(&mut self, node: NodeId, tag: Tag, marks: u16) -> bool {
        let is_code = matches!(self.current_frame().kind, BlockKind::Code);
        if is_code || self.tree.mark(node) == Mark::Drop {
            return false;
        }
        if matches!(tag, Tag::Span | Tag::Div) && formulas::is_drawn_twice(self.tree, node, marks) {
            return true;
        }
        let Some(formula) = formulas::read(self.tree, node, tag, marks) else { return false };
        let is_open = self.spans.open_kind(SpanKind::Formula { display: formula.is_display }, self.document);
        self.append_run(&formula.latex, true);
        if is_open {
            self.spans.close(self.document, self.block_start);
        }
        true
    }

    fn add_line_break(&mut self) {
        if matches!(self.current_frame().kind, BlockKind::Code) {
            self.break_code_line();
        } else {
            self.pending_breaks = self.pending_breaks.saturating_add(1);
        }
    }

    /// Whether an inline element is laid out as a unit of its own: links, times, and spans with a class, which a style
    /// sheet may space apart.
    fn is_inline_unit(&self, node: NodeId, tag: Tag) -> bool {
        matches!(tag, Tag::A | Tag::Time)
            || (tag == Tag::Span
                && self.tree.attribute(node, AttributeName::Class).is_some_and(|c| !c.is_empty()))
    }

    fn leave(&mut self, frame: &Frame) {
        self.leave_in_code(frame);
        self.unit_ended = !frame.is_boundary
            && frame.kind != BlockKind::Code
            && self.tree.tag(frame.node).is_some_and(|tag| self.is_inline_unit(frame.node, tag));
        if !frame.is_boundary {
            self.corrections.leave(frame.is_replaced);
        }
        if frame.has_span {
            self.spans.close(self.document, self.block_start);
        }
        if frame.is_boundary {
            self.finish_block();
            let blocks = self.document.blocks.len() as u32;
            self.document.containers[frame.container as usize].blocks.end = blocks;
        } else if self.is_full && !frame.code.is_inside && self.tree.tag(frame.node).is_some_and(is_boundary)
        {
            self.break_block();
        }
    }

    /// Ends the block, or only its current line if the page may have no more blocks.
    fn break_block(&mut self) {
        if self.is_full {
            self.pending_breaks = self.pending_breaks.max(1);
            return;
        }
        self.finish_block();
        if self.document.blocks.len() + self.document.containers.len() >= self.max_nodes {
            self.is_full = true;
            self.document.limited = true;
        }
    }

    fn add_image(&mut self, node: NodeId) {
        self.document.pictures += u32::from(images::has_address(self.tree, node));
        let Some(source) = images::source(self.tree, node) else { return };
        if images::is_repeated(self.tree, self.document, node, source) {
            return;
        }
        let alt = self.tree.attribute(node, AttributeName::Alt).unwrap_or("");
        let image = Image {
            block: self.document.blocks.len() as u32,
            container: self.current_frame().container,
            source: self.document.add_value(source),
            alt: self.document.add_value(alt),
        };
        self.document.images.push(image);
    }

    /// Starts a block in the innermost open element.
    fn start_block(&mut self) {
        self.block_frame = Some(self.current_frame());
        let words = &mut self.document.markup;
        let first = words.len();
        for frame in self.stack.iter().rev().take_while(|frame| !frame.is_boundary).take(MAX_INLINE_LEVELS) {
            if let Some(tag) = self.tree.tag(frame.node) {
                words.push(attribute_words::hash_tag(tag));
            }
            if let Some(class) = self.tree.attribute(frame.node, AttributeName::Class) {
                let class = self.classes.get(frame.node, class);
                words.extend_from_slice(self.classes.word_hashes(class));
            }
            if let Some(property) = self.tree.attribute(frame.node, AttributeName::ItemProp) {
                attribute_words::push_itemprop(property, words);
            }
        }
        words.truncate(first + MAX_MARKUP_WORDS);
        self.inline_markup = first as u32..words.len() as u32;
    }

    /// Ends the block under construction, if it has text.
    fn finish_block(&mut self) {
        self.pending_space = false;
        self.pending_breaks = 0;
        self.ended_line = None;
        self.unit_ended = false;
        self.units_touch = false;
        self.corrections = Corrections::default();
        let Some(frame) = self.block_frame.take() else { return };
        let is_code = matches!(frame.kind, BlockKind::Code);
        let raw = &self.document.text[self.block_start as usize..];
        let kept = if is_code { raw.trim_matches('\n').trim_end() } else { white_space::trim(raw) };
        if kept.is_empty() {
            self.document.text.truncate(self.block_start as usize);
            self.spans.drop_block(self.block_start);
            return;
        }
        let start = self.block_start + (kept.as_ptr() as usize - raw.as_ptr() as usize) as u32;
        let text = start..start + kept.len() as u32;
        let counts = words::count(kept);
        let mut block = Block {
            context: frame.context,
            class_groups: frame.class_groups,
            container: frame.container,
            markup: self.inline_markup.clone(),
            language: if is_code { self.code_language.clone() } else { 0..0 },
            quotes: frame.quotes,
            place: frame.place,
            ..Block::new(text, frame.kind, counts)
        };
        self.spans.finish_block(self.document, self.block_start, &mut block);
        // A heading is its own words, and its marks would make a list of links of it.
        if block.heading().is_some() && visible_text::has_omitted(self.document, &block) {
            let visible = visible_text::text(self.document, &block);
            if !visible.trim().is_empty() {
                block.set_counts(&words::count(&visible));
            }
        }
        if let Some(item) = frame.item {
            let marker = self.lists.take_marker(item, block.kind);
            match block.kind {
                BlockKind::Control => block.marker = marker,
                kind => block.kind = marker.unwrap_or(kind),
            }
        }
        if let Some(cell) = frame.cell {
            let has_lines = is_code && self.document.block_text(&block).contains('\n');
            self.tables.add_block(cell, self.document.blocks.len() as u32, &block, has_lines);
        }
        self.document.blocks.push(block);
        self.block_start = self.document.text.len() as u32;
    }
}

/// Whether an inline element is the mark of a note, which a style sheet raises.
fn is_note(tag: Tag, marks: u16) -> bool {
    matches!(tag, Tag::Span | Tag::A | Tag::Small) && marks & line_marks::NOTE != 0
}
