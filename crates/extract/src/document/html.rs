//! From an HTML tree to blocks: one walk in reading order.
//!
//! A block is a maximal run of inline text between block boundaries. Boundaries are the usual block elements,
//! table cells, controls, every custom element and `noscript`; two `<br>` in a row part blocks, one is a line
//! break. Hidden text is kept and marked: tabs, accordions and lazy pages hold their content there.

use std::ops::Range;

use dechaff_html::{AttributeName, Mark, NodeId, Tag, Tree};

use crate::classes;
use crate::classes::attribute_words;
use crate::classes::cache::ClassNames;
use crate::document::block::{Block, BlockKind, Container, Image, Span, SpanKind, context};
use crate::document::elements::{is_boundary, is_drawn, is_dropped, role_context, rule_context, tag_context};
use crate::document::{Document, to_usize};
use crate::hash;
use crate::unicode::white_space::{self, is_invisible};
use crate::unicode::words;

impl Document {
    /// The blocks of an HTML page. Any string gives a document; an empty page gives one without blocks.
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
        blocks(tree, &mut ClassNames::new(tree))
    }
}

/// [`Document::from_tree`], with what classes say, as far as it was read before.
pub(crate) fn blocks<'t>(tree: &'t Tree, classes: &mut ClassNames<'t>) -> Document {
    let mut document = Document { limited: tree.limited(), ..Document::default() };
    Walk::new(tree, classes, &mut document).run();
    if document.blocks.is_empty()
        && let Some(noframes) = tree.descendants(tree.root()).find(|&n| tree.tag(n) == Some(Tag::Noframes))
    {
        // A page of frames holds its own text only here, as characters.
        let inner = dechaff_html::parse(&tree.text_content(noframes));
        Walk::new(&inner, &mut ClassNames::new(&inner), &mut document).run();
    }
    document
}

/// What an open element hands down to its contents.
#[derive(Clone, Copy)]
struct Frame {
    node: NodeId,
    container: u32,
    context: u32,
    names: u32,
    kind: BlockKind,
    /// Index in `Walk::items` of the list item around.
    item: Option<u32>,
    /// Index in `Walk::lists`.
    list: Option<u32>,
    /// Index in `Walk::tables`, and the row.
    table: Option<u32>,
    quotes: u8,
    boundary: bool,
    /// Opened an inline span.
    span: bool,
}

struct List {
    level: u8,
    /// The next number of an ordered list.
    next: Option<u32>,
}

struct Item {
    level: u8,
    number: Option<u32>,
    /// Whether its marker stands before a block already.
    used: bool,
}

#[derive(Default)]
struct Table {
    rows: u32,
    cells: u32,
    nested: bool,
    presentation: bool,
    longest: u32,
    words: u32,
    /// Blocks in the cell now open, and the most in any.
    in_cell: u32,
    most_in_cell: u32,
}

/// Elements of utility classes have dozens of words, which say how they look and not what they are.
const MOST_MARKUP_WORDS: usize = 24;
/// Inline elements around a block's first text whose names are read.
const MOST_INLINE_LEVELS: usize = 3;

/// A data table's cells are short; above this a cell holds prose and the table is layout.
const LONGEST_DATA_CELL: u32 = 100;

/// Blocks and containers that a page may have, together, besides one for so many of its bytes. A page of tiny cells
/// would else take two hundred times its size; of 4,000 scraped pages none has half as many.
const FREE_PLACES: usize = 2048;
const BYTES_PER_PLACE: usize = 16;

/// Longer ones are scripts and data; they are left out, the link is not.
const LONGEST_ADDRESS: usize = 2048;

struct OpenSpan {
    start: u32,
    kind: SpanKind,
}

struct Walk<'t, 'd> {
    tree: &'t Tree,
    classes: &'d mut ClassNames<'t>,
    document: &'d mut Document,
    stack: Vec<Frame>,
    lists: Vec<List>,
    items: Vec<Item>,
    tables: Vec<Table>,
    /// Blocks that stand in table cells: index, table.
    cells: Vec<(u32, u32)>,
    rows: u32,
    open: Vec<OpenSpan>,
    /// The address of the last link.
    address: Range<u32>,
    /// Blocks and containers that the page may have.
    most_places: usize,
    /// It has them: from here on boundaries part lines of one block.
    full: bool,
    /// Where the block under construction starts in the document's text.
    start: u32,
    /// Index in `Document::spans` where its spans start.
    first_span: usize,
    space: bool,
    breaks: u8,
    /// An inline element that stands by itself has just ended.
    seam: bool,
    /// An element that is a line of code has just ended.
    line_ended: bool,
    /// Another began right behind it: their words are apart on the page, though no space stands between.
    apart: bool,
    /// The frame that the block's first text stood in.
    owner: Option<Frame>,
    /// Hashed words of the inline elements around that text.
    inline_markup: Range<u32>,
}

impl<'t, 'd> Walk<'t, 'd> {
    fn new(tree: &'t Tree, classes: &'d mut ClassNames<'t>, document: &'d mut Document) -> Self {
        Self {
            tree,
            classes,
            document,
            stack: Vec::with_capacity(64),
            lists: vec![],
            items: vec![],
            tables: vec![],
            cells: vec![],
            rows: 0,
            open: vec![],
            address: 0..0,
            most_places: FREE_PLACES + tree.page_len() / BYTES_PER_PLACE,
            full: false,
            start: 0,
            first_span: 0,
            space: false,
            breaks: 0,
            seam: false,
            line_ended: false,
            apart: false,
            owner: None,
            inline_markup: 0..0,
        }
    }

    fn run(mut self) {
        let root = self.tree.root();
        self.document.containers.push(Container {
            parent: 0,
            blocks: 0..0,
            names: 0,
            shape: 0,
            tag: Tag::Html,
            markup: 0..0,
        });
        self.stack.push(Frame {
            node: root,
            container: 0,
            context: 0,
            names: 0,
            kind: BlockKind::Paragraph,
            item: None,
            list: None,
            table: None,
            quotes: 0,
            boundary: true,
            span: false,
        });
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
        self.flush();
        let blocks = self.document.blocks.len() as u32;
        self.document.containers[0].blocks.end = blocks;
        self.mark_layout_tables();
    }

    fn top(&self) -> Frame {
        // The root's frame stays until the end.
        self.stack[self.stack.len() - 1]
    }

    /// Takes a node; true if it was pushed and its children come next.
    fn enter(&mut self, node: NodeId) -> bool {
        let Some(tag) = self.tree.tag(node) else {
            if let Some(text) = self.tree.text(node) {
                self.append(text);
            }
            return false;
        };
        match tag {
            Tag::Br => {
                if matches!(self.top().kind, BlockKind::Code) {
                    self.append("\n");
                } else {
                    self.breaks = self.breaks.saturating_add(1);
                }
                return false;
            }
            Tag::Img => {
                self.image(node);
                return false;
            }
            Tag::Hr => {
                self.part();
                return false;
            }
            _ if is_dropped(tag) => {
                // What is drawn in its place stands between the words around it.
                self.space |= is_drawn(tag);
                return false;
            }
            _ => {}
        }
        if std::mem::take(&mut self.seam) && self.stands_by_itself(node, tag) {
            self.apart = true;
        }
        let parent = self.top();
        let mark = self.tree.mark(node);
        if mark == Mark::Drop && !is_boundary(tag) {
            // Cut out of its sentence, as if it were not there.
            return false;
        }
        let mut frame = Frame { node, span: false, boundary: false, ..parent };
        if is_boundary(tag) || mark != Mark::None {
            self.part();
            // What the user's rules say is not lost on a full page.
            if !self.full || mark != Mark::None {
                self.flush();
                frame.boundary = true;
                self.enter_container(tag, &mut frame);
            }
        } else if let Some(kind) = self.inline_span(node, tag).filter(|kind| !self.is_open(kind)) {
            frame.span = true;
            self.open.push(OpenSpan { start: self.document.text.len() as u32, kind });
        }
        self.stack.push(frame);
        true
    }

    /// Whether an inline element is laid out as a unit of its own: links, times, and spans that a style sheet knows.
    fn stands_by_itself(&self, node: NodeId, tag: Tag) -> bool {
        matches!(tag, Tag::A | Tag::Time)
            || (tag == Tag::Span
                && self.tree.attribute(node, AttributeName::Class).is_some_and(|c| !c.is_empty()))
    }

    /// Whether a highlighter made the element of a line of code: its style sheet breaks the line, and the text has no
    /// break of its own.
    fn is_code_line(&self, frame: &Frame) -> bool {
        let class = self.tree.attribute(frame.node, AttributeName::Class).unwrap_or("");
        !frame.boundary && class.split_ascii_whitespace().any(|c| c == "line" || c.ends_with("-line"))
    }

    fn leave(&mut self, frame: &Frame) {
        self.line_ended |= frame.kind == BlockKind::Code && self.is_code_line(frame);
        self.seam = !frame.boundary
            && frame.kind != BlockKind::Code
            && self.tree.tag(frame.node).is_some_and(|tag| self.stands_by_itself(frame.node, tag));
        if frame.span
            && let Some(span) = self.open.pop()
        {
            self.close_span(span);
        }
        if frame.boundary {
            self.flush();
            let blocks = self.document.blocks.len() as u32;
            self.document.containers[frame.container as usize].blocks.end = blocks;
        } else if self.full && self.tree.tag(frame.node).is_some_and(is_boundary) {
            self.part();
        }
    }

    /// Ends a block, or a line of the last one where the page may have no more.
    fn part(&mut self) {
        if self.full {
            self.breaks = self.breaks.max(1);
            return;
        }
        self.flush();
        if self.document.blocks.len() + self.document.containers.len() >= self.most_places {
            self.full = true;
            self.document.limited = true;
        }
    }

    fn enter_container(&mut self, tag: Tag, frame: &mut Frame) {
        let node = frame.node;
        let mut own_names = 0;
        let mut own_context = tag_context(tag);
        let mut shape = 0;
        let first_word = self.document.markup.len() as u32;
        let words = &mut self.document.markup;
        words.push(attribute_words::of_tag(tag));
        for (name, value) in self.tree.attributes(node) {
            match name {
                AttributeName::Class => {
                    let class = self.classes.of(node, value);
                    own_names |= class.reading.groups;
                    shape = class.shape;
                    words.extend_from_slice(self.classes.words(class));
                }
                AttributeName::Id => own_names |= classes::read(value, |word| words.push(word)).groups,
                AttributeName::Role => {
                    own_context |= role_context(value);
                    attribute_words::of_role(value, words);
                }
                AttributeName::AriaLabel => attribute_words::of_label(value, words),
                AttributeName::ItemProp => {
                    attribute_words::of_property(value, words);
                    if value.eq_ignore_ascii_case("articleBody") {
                        own_context |= context::ARTICLE | context::ARTICLE_BODY;
                    }
                }
                AttributeName::Hidden if !value.eq_ignore_ascii_case("until-found") => {
                    own_context |= context::HIDDEN
                }
                AttributeName::Style if hides(value) => own_context |= context::HIDDEN,
                AttributeName::AriaHidden if value == "true" => own_context |= context::ARIA_HIDDEN,
                AttributeName::AriaModal if value == "true" => own_context |= context::DIALOG,
                _ => {}
            }
        }
        if matches!(tag, Tag::Html | Tag::Body) {
            // These speak of the whole page: `single-post has-sidebar`.
            own_names = 0;
            own_context = 0;
        }
        words.truncate(first_word as usize + MOST_MARKUP_WORDS);
        let last_word = words.len() as u32;
        let index = self.document.containers.len() as u32;
        let first = self.document.blocks.len() as u32;
        self.document.containers.push(Container {
            parent: frame.container,
            blocks: first..first,
            names: own_names,
            shape: hash::pair(tag as u32, shape),
            tag,
            markup: first_word..last_word,
        });
        frame.container = index;
        frame.context |= own_context | rule_context(self.tree.mark(node));
        frame.names |= own_names;
        self.structure(tag, frame);
    }

    /// Kinds and lists and tables: what the element makes of the blocks in it.
    fn structure(&mut self, tag: Tag, frame: &mut Frame) {
        match tag {
            Tag::Ul | Tag::Ol | Tag::Menu | Tag::Dir => {
                let level = frame.list.map_or(1, |l| self.lists[l as usize].level.saturating_add(1));
                let start = self.tree.attribute(frame.node, AttributeName::Start);
                let next = (tag == Tag::Ol).then(|| start.and_then(|s| s.trim().parse().ok()).unwrap_or(1));
                frame.list = Some(self.lists.len() as u32);
                self.lists.push(List { level, next });
                frame.kind = BlockKind::Paragraph;
            }
            Tag::Li => {
                let (level, number) = match frame.list {
                    Some(list) => {
                        let list = &mut self.lists[list as usize];
                        if list.next.is_some()
                            && let Some(value) = self.tree.attribute(frame.node, AttributeName::Value)
                        {
                            list.next = value.trim().parse().ok().or(list.next);
                        }
                        let number = list.next;
                        list.next = number.map(|n: u32| n.saturating_add(1));
                        (list.level, number)
                    }
                    None => (1, None),
                };
                frame.item = Some(self.items.len() as u32);
                self.items.push(Item { level, number, used: false });
                frame.kind = BlockKind::Paragraph;
            }
            Tag::Table => {
                if let Some(outer) = frame.table {
                    self.tables[outer as usize].nested = true;
                }
                let role = self.tree.attribute(frame.node, AttributeName::Role);
                frame.table = Some(self.tables.len() as u32);
                self.tables.push(Table {
                    presentation: role.is_some_and(|r| matches!(r, "presentation" | "none")),
                    ..Table::default()
                });
            }
            Tag::Tr => {
                self.rows += 1;
                if let Some(table) = frame.table {
                    self.tables[table as usize].rows += 1;
                }
            }
            Tag::Td | Tag::Th => {
                if let Some(table) = frame.table {
                    let table = &mut self.tables[table as usize];
                    table.cells += 1;
                    table.in_cell = 0;
                    frame.kind = BlockKind::Cell { row: self.rows, header: tag == Tag::Th };
                }
            }
            Tag::Pre | Tag::Listing | Tag::Xmp | Tag::Plaintext => frame.kind = BlockKind::Code,
            Tag::Figcaption | Tag::Caption => frame.kind = BlockKind::Caption,
            Tag::Dt => frame.kind = BlockKind::Term,
            Tag::Dd => frame.kind = BlockKind::Paragraph,
            Tag::Blockquote => frame.quotes = frame.quotes.saturating_add(1),
            Tag::Button | Tag::Label | Tag::Legend | Tag::Summary => {
                // An accordion's heading is often a button in a heading.
                if frame.kind == BlockKind::Paragraph {
                    frame.kind = BlockKind::Control;
                }
            }
            _ => {
                if let Some(level) = tag.heading_level() {
                    frame.kind = BlockKind::Heading(level);
                }
            }
        }
    }

    /// A link that is open over many blocks is an element of its own in each, with the same address.
    fn shared_address(&mut self, address: &str) -> Range<u32> {
        let address = if address.len() > LONGEST_ADDRESS { "" } else { address };
        if self.document.value(&self.address) != address {
            self.address = self.document.add_value(address);
        }
        self.address.clone()
    }

    /// Whether such a mark is in force already; a second says nothing, and each block would carry all of them.
    fn is_open(&self, kind: &SpanKind) -> bool {
        self.open.iter().any(|open| std::mem::discriminant(&open.kind) == std::mem::discriminant(kind))
    }

    fn inline_span(&mut self, node: NodeId, tag: Tag) -> Option<SpanKind> {
        match tag {
            Tag::A => {
                let address = self.tree.attribute(node, AttributeName::Href)?.trim();
                Some(SpanKind::Link(self.shared_address(address)))
            }
            Tag::Em | Tag::I | Tag::Cite | Tag::Dfn | Tag::Var => Some(SpanKind::Emphasis),
            Tag::Strong | Tag::B => Some(SpanKind::Strong),
            Tag::Code | Tag::Kbd | Tag::Samp | Tag::Tt => Some(SpanKind::Code),
            _ => None,
        }
    }

    fn image(&mut self, node: NodeId) {
        let usable = |name| {
            self.tree
                .attribute(node, name)
                .map(str::trim)
                .filter(|s| !s.is_empty() && !s.get(..5).is_some_and(|p| p.eq_ignore_ascii_case("data:")))
        };
        let Some(source) = usable(AttributeName::Src).or_else(|| usable(AttributeName::DataSrc)) else {
            return;
        };
        let alt = self.tree.attribute(node, AttributeName::Alt).unwrap_or("");
        let image = Image {
            block: self.document.blocks.len() as u32,
            container: self.top().container,
            source: self.document.add_value(source),
            alt: self.document.add_value(alt),
        };
        self.document.images.push(image);
    }

    /// Adds characters to the block under construction, white space folded unless preformatted.
    fn append(&mut self, text: &str) {
        if matches!(self.top().kind, BlockKind::Code) {
            self.append_preformatted(text);
            return;
        }
        let mut at = 0;
        loop {
            let start = white_space::skip_white_space(text, at);
            self.space |= start > at;
            if start == text.len() {
                break;
            }
            let run = white_space::word_run(text, start);
            self.append_run(&text[start..run.end], run.visible);
            at = run.end;
        }
    }

    /// Adds words parted by single spaces. One that is not plain has characters that no reader sees, and is alone.
    fn append_run(&mut self, run: &str, plain: bool) {
        if !plain && run.chars().all(is_invisible) {
            return;
        }
        if self.document.text.len() as u32 > self.start {
            match self.breaks {
                0 if self.space => self.document.text.push(' '),
                0 => {}
                1 => self.document.text.push('\n'),
                _ if self.full => self.document.text.push('\n'),
                _ => self.part(),
            }
        }
        if std::mem::take(&mut self.apart)
            && run.starts_with(char::is_alphanumeric)
            && self.document.text[self.start as usize..].ends_with(char::is_alphanumeric)
        {
            self.document.text.push(' ');
        }
        self.seam = false;
        self.space = false;
        self.breaks = 0;
        if self.owner.is_none() {
            self.own();
        }
        if plain {
            self.document.text.push_str(run);
        } else {
            self.document.text.extend(run.chars().filter(|&c| !is_invisible(c)));
        }
    }

    /// The block under construction begins in the innermost open element.
    fn own(&mut self) {
        self.owner = Some(self.top());
        let words = &mut self.document.markup;
        let first = words.len();
        for frame in self.stack.iter().rev().take_while(|frame| !frame.boundary).take(MOST_INLINE_LEVELS) {
            if let Some(tag) = self.tree.tag(frame.node) {
                words.push(attribute_words::of_tag(tag));
            }
            if let Some(class) = self.tree.attribute(frame.node, AttributeName::Class) {
                let class = self.classes.of(frame.node, class);
                words.extend_from_slice(self.classes.words(class));
            }
            if let Some(property) = self.tree.attribute(frame.node, AttributeName::ItemProp) {
                attribute_words::of_property(property, words);
            }
        }
        words.truncate(first + MOST_MARKUP_WORDS);
        self.inline_markup = first as u32..words.len() as u32;
    }

    fn append_preformatted(&mut self, text: &str) {
        if self.owner.is_none() {
            self.own();
        }
        let line_ended = std::mem::take(&mut self.line_ended) && !text.starts_with(['\n', '\r']);
        let text_so_far = &self.document.text[self.start as usize..];
        let at_line_start = text_so_far.is_empty() || text_so_far.ends_with('\n');
        if std::mem::take(&mut self.breaks) > 0 || (line_ended && !at_line_start) {
            self.document.text.push('\n');
        }
        self.document.text.extend(text.chars().filter(|&c| c != '\r' && !is_invisible(c)));
    }

    fn close_span(&mut self, span: OpenSpan) {
        let text = &self.document.text;
        let start = span.start.max(self.start);
        let raw = &text[start as usize..];
        let trimmed = raw.trim();
        if !trimmed.is_empty() {
            let start = start + (raw.len() - raw.trim_start().len()) as u32;
            let end = start + trimmed.len() as u32;
            self.document.spans.push(Span { text: start..end, kind: span.kind });
        }
    }

    /// Ends the block under construction.
    fn flush(&mut self) {
        self.space = false;
        self.breaks = 0;
        self.line_ended = false;
        self.seam = false;
        self.apart = false;
        let Some(owner) = self.owner.take() else { return };
        let code = matches!(owner.kind, BlockKind::Code);
        let raw = &self.document.text[self.start as usize..];
        let kept = if code { raw.trim_matches('\n').trim_end() } else { raw.trim() };
        if kept.trim().is_empty() {
            self.document.text.truncate(self.start as usize);
            for span in &mut self.open {
                span.start = span.start.min(self.start);
            }
            return;
        }
        let lead = (kept.as_ptr() as usize) - (raw.as_ptr() as usize);
        let range = self.start + lead as u32..self.start + (lead + kept.len()) as u32;
        let counts = words::count(kept);
        // Spans that go on in the next block end here for this one.
        for i in (0..self.open.len()).rev() {
            let (start, kind) = (self.open[i].start, self.open[i].kind.clone());
            self.close_span(OpenSpan { start, kind });
        }
        let mut block = new_block(range, counts, &owner);
        block.markup = self.inline_markup.clone();
        self.finish_spans(&mut block);
        self.place(&mut block, &owner);
        self.document.blocks.push(block);
        self.start = self.document.text.len() as u32;
        for span in &mut self.open {
            span.start = self.start;
        }
    }

    /// Orders the block's spans and counts the words in links.
    fn finish_spans(&mut self, block: &mut Block) {
        let spans = &mut self.document.spans[self.first_span..];
        // Inner spans were closed first; of two over the same text the outer one is to come first.
        spans.reverse();
        spans.sort_by_key(|s| (s.text.start, u32::MAX - s.text.end));
        let mut counted = 0;
        for span in spans.iter_mut() {
            span.text.end = span.text.end.min(block.text.end);
            if matches!(span.kind, SpanKind::Link(_)) && span.text.start >= counted {
                // Most links are all of their block.
                block.link_words += if span.text == block.text {
                    block.words
                } else {
                    words::count_words(&self.document.text[to_usize(&span.text)])
                };
                counted = span.text.end;
            }
        }
        self.first_span = self.document.spans.len();
    }

    /// List markers and table cells.
    fn place(&mut self, block: &mut Block, owner: &Frame) {
        if block.kind == BlockKind::Paragraph
            && let Some(item) = owner.item
        {
            let item = &mut self.items[item as usize];
            if !item.used {
                block.kind = BlockKind::ListItem { level: item.level, number: item.number };
            }
        }
        if let Some(item) = owner.item {
            self.items[item as usize].used = true;
        }
        if let (BlockKind::Cell { .. }, Some(table)) = (block.kind, owner.table) {
            self.cells.push((self.document.blocks.len() as u32, table));
            let table = &mut self.tables[table as usize];
            table.words += block.words;
            table.longest = table.longest.max(block.words);
            table.in_cell += 1;
            table.most_in_cell = table.most_in_cell.max(table.in_cell);
        }
    }

    /// Cells of tables that only arrange the page become paragraphs.
    fn mark_layout_tables(&mut self) {
        for &(block, table) in &self.cells {
            let t = &self.tables[table as usize];
            let data = !t.nested
                && !t.presentation
                && t.rows >= 2
                && t.cells >= 2 * t.rows.min(2)
                && t.cells > t.rows
                && t.longest <= LONGEST_DATA_CELL
                && t.most_in_cell <= 4
                && t.words <= 25 * t.cells.max(1);
            if !data {
                self.document.blocks[block as usize].kind = BlockKind::Paragraph;
            }
        }
    }
}

fn new_block(text: std::ops::Range<u32>, counts: words::Counts, owner: &Frame) -> Block {
    Block {
        text,
        kind: owner.kind,
        context: owner.context,
        names: owner.names,
        container: owner.container,
        markup: 0..0,
        quotes: owner.quotes,
        words: counts.words,
        link_words: 0,
        marks: counts.punctuation,
        digits: counts.digits,
        capitals: counts.capitals,
        sentences: counts.sentences,
        commas: counts.commas,
        stop_words: counts.stop_words,
        terminated: counts.terminated,
        blank_before: 0,
        indent: 0,
        line: 0,
    }
}

/// Whether a `style` hides its element.
fn hides(style: &str) -> bool {
    // Both properties have the letter, and few others.
    if memchr::memchr2(b'y', b'Y', style.as_bytes()).is_none() {
        return false;
    }
    // The last bytes without white space, the last one lowest, and the one before them.
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
/// Without its first letter.
const VISIBILITY_HIDDEN: u128 = u128::from_be_bytes(*b"isibility:hidden");
