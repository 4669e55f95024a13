//! The standard's tree construction on the flat tree.

mod body;
mod flags;
mod foreign;
mod formatting;
mod frameset;
mod head;
mod stack;
mod table;

use self::flags::{FORMATTING, FOSTERS, Flags, HTML_POINT, IMPLIED, TEXT_POINT};
use self::formatting::{Entry, OpenNodes};
use self::stack::{Open, Stack};
use crate::names::attribute_name::AttributeName;
use crate::names::name_table::{self, KNOWN, Number, UNKNOWN, number as name, of};
use crate::tokenizer::doctype::{self, Quirks};
use crate::tokenizer::token::{Doctype, Name, Span, StartTag};
use crate::tokenizer::{Next, TokenSink};
use crate::tree::{Attribute, Kind, NONE, Tree};

/// How deep elements nest in the tree; deeper ones become siblings, as in browsers.
pub const MAX_DEPTH: u32 = 512;

/// Steps of work per byte of the page beyond one pass over its tokens: for formatting elements that are opened anew.
const WORK_PER_BYTE: usize = 4;
const SPARE_WORK: usize = 1 << 16;

const ENCODING: Number = of("encoding");
const SHADOW_ROOT_MODE: Number = of("shadowrootmode");

/// Attributes that tree construction itself asks for, or that readers of the tree do.
static WANTED: [bool; KNOWN] = {
    let mut wanted = [false; KNOWN];
    let own = [ENCODING, SHADOW_ROOT_MODE, of("color"), of("face"), of("size")];
    let mut i = 0;
    while i < own.len() {
        wanted[own[i] as usize] = true;
        i += 1;
    }
    i = 0;
    while i < AttributeName::NAMES.len() {
        wanted[of(AttributeName::NAMES[i]) as usize] = true;
        i += 1;
    }
    wanted
};

/// The standard's insertion modes. "In table text" is a buffer beside the mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Mode {
    #[default]
    Initial,
    BeforeHtml,
    BeforeHead,
    InHead,
    InHeadNoscript,
    AfterHead,
    InBody,
    Text,
    InTable,
    InCaption,
    InColumnGroup,
    InTableBody,
    InRow,
    InCell,
    InTemplate,
    AfterBody,
    InFrameset,
    AfterFrameset,
    AfterAfterBody,
    AfterAfterFrameset,
}

/// What the tree is to hold beside what readers of a page see.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Keep {
    /// Comments, the DOCTYPE and the text of all scripts and styles.
    pub(crate) hidden: bool,
    /// Attributes that have no [`crate::AttributeName`].
    pub(crate) all_attributes: bool,
}

/// What a fragment is parsed inside of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context {
    pub(crate) kind: Kind,
    pub(crate) name: Number,
}

/// Buffers of tree construction, to be used again for the next page.
#[derive(Debug, Default)]
pub(crate) struct Room {
    stack: Stack,
    formatting: Vec<Entry>,
    open_formatting: OpenNodes,
    template_modes: Vec<Mode>,
    table_text: String,
    spans: Vec<Span>,
}

pub(crate) struct Builder<'t> {
    tree: &'t mut Tree,
    room: &'t mut Room,
    keep: Keep,
    context: Option<Context>,
    mode: Mode,
    /// The mode to go back to after raw text.
    original: Mode,
    stack: Stack,
    formatting: Vec<Entry>,
    open_formatting: OpenNodes,
    template_modes: Vec<Mode>,
    /// Characters directly in a table, held back until it is known whether they are white space.
    table_text: String,
    has_table_text: bool,
    spans: Vec<Span>,
    head: u32,
    form: u32,
    quirks: Quirks,
    frameset_ok: bool,
    ignore_line_feed: bool,
    /// Text and elements that a table can't hold go before it.
    foster: bool,
    /// Raw text is kept.
    keep_raw: bool,
    formatting_off: bool,
    work: usize,
}

impl<'t> Builder<'t> {
    /// Builds into an empty tree. `bytes` is the page's size.
    pub(crate) fn new(tree: &'t mut Tree, room: &'t mut Room, keep: Keep, bytes: usize) -> Self {
        tree.push(Kind::Document, 0, 0);
        let mut taken = std::mem::take(room);
        taken.stack.clear();
        taken.formatting.clear();
        taken.open_formatting.clear();
        taken.template_modes.clear();
        taken.table_text.clear();
        Self {
            tree,
            room,
            keep,
            context: None,
            mode: Mode::Initial,
            original: Mode::Initial,
            stack: taken.stack,
            formatting: taken.formatting,
            open_formatting: taken.open_formatting,
            template_modes: taken.template_modes,
            table_text: taken.table_text,
            has_table_text: false,
            spans: taken.spans,
            head: NONE,
            form: NONE,
            quirks: Quirks::None,
            frameset_ok: true,
            ignore_line_feed: false,
            foster: false,
            keep_raw: false,
            formatting_off: false,
            work: bytes.saturating_mul(WORK_PER_BYTE) + SPARE_WORK,
        }
    }

    /// Builds what stands inside of an element.
    pub(crate) fn in_context(mut self, context: Context) -> Self {
        self.context = Some(context);
        if context.kind == Kind::Html && context.name == name::Template {
            self.template_modes.push(Mode::InTemplate);
        }
        self.insert_named(name::Html);
        self.reset_mode();
        self
    }

    /// Ends the page: makes what the standard says that every page has, and gives back the buffers.
    pub(crate) fn finish(mut self) {
        self.flush_table_text();
        loop {
            match self.mode {
                Mode::Text => {
                    self.pop();
                    self.mode = self.original;
                }
                Mode::Initial | Mode::BeforeHtml => {
                    self.insert_root(None);
                    self.mode = Mode::BeforeHead;
                }
                Mode::BeforeHead => {
                    self.head = self.insert_named(name::Head);
                    self.mode = Mode::InHead;
                }
                Mode::InHeadNoscript => {
                    self.pop();
                    self.mode = Mode::InHead;
                }
                Mode::InHead => {
                    self.pop();
                    self.mode = Mode::AfterHead;
                }
                Mode::AfterHead => {
                    self.insert_named(name::Body);
                    self.mode = Mode::InBody;
                }
                _ if !self.template_modes.is_empty() && self.stack.has(name::Template) => {
                    self.pop_through(name::Template);
                    self.clear_to_marker();
                    self.template_modes.pop();
                    self.reset_mode();
                }
                _ => break,
            }
        }
        self.tree.limited |= self.tree.names.is_full();
        *self.room = Room {
            stack: self.stack,
            formatting: self.formatting,
            open_formatting: self.open_formatting,
            template_modes: self.template_modes,
            table_text: self.table_text,
            spans: self.spans,
        };
    }

    /// The number of a tag's name, a new one for a name that the page has not had.
    #[inline]
    fn number(&mut self, name: Name<'_>) -> Number {
        if name.number == UNKNOWN { self.tree.names.number(name.raw()) } else { name.number }
    }

    // Places

    /// Where the next node goes: its parent, and the sibling that it goes before.
    #[inline]
    fn place(&self) -> (u32, u32) {
        match self.stack.top() {
            Some(top) if !self.foster => (top.place, NONE),
            Some(top) => self.place_in(top),
            None => (0, NONE),
        }
    }

    /// Where a child of an open element goes.
    fn place_in(&self, open: &Open) -> (u32, u32) {
        if !self.foster || open.flags & FOSTERS == 0 {
            return (open.place, NONE);
        }
        let (table, template) = (self.stack.last_of(name::Table), self.stack.last_of(name::Template));
        let place = |index: usize| self.stack.get(index).map_or(0, |open| open.place);
        match (table, template) {
            (table, Some(template)) if table.is_none_or(|table| template > table) => (place(template), NONE),
            (Some(table), _) => {
                let node = self.stack.get(table).map_or(0, |open| open.node);
                match self.tree.nodes[node as usize].parent {
                    NONE => (place(table.saturating_sub(1)), NONE),
                    parent => (parent, node),
                }
            }
            (None, _) => (place(0), NONE),
        }
    }

    // Elements

    fn attributes(&mut self, tag: &StartTag<'_>) -> (u32, u32) {
        let start = self.tree.attributes.len() as u32;
        for attribute in tag.attributes() {
            let number = match name_table::attribute(attribute.name.number) {
                Some(_) => attribute.name.number,
                None if self.keep.all_attributes => self.number(attribute.name),
                None => continue,
            };
            let from = self.tree.values.len() as u32;
            attribute.push_value(&mut self.tree.values);
            let to = self.tree.values.len() as u32;
            self.tree.attributes.push(Attribute { name: number, start: from, end: to });
        }
        (start, self.tree.attributes.len() as u32)
    }

    fn insert_as(&mut self, tag: &StartTag<'_>, kind: Kind, number: Number) -> (u32, u32) {
        let (start, end) = self.attributes(tag);
        let (parent, sibling) = self.place();
        (self.tree.insert_new(parent, sibling, kind, number, start, end), parent)
    }

    /// Inserts an element and makes it the current node.
    #[inline]
    fn insert(&mut self, tag: &StartTag<'_>, number: Number) -> u32 {
        let (node, parent) = self.insert_as(tag, Kind::Html, number);
        self.push(node, Kind::Html, number, parent);
        node
    }

    /// Inserts an element that has no contents.
    fn insert_void(&mut self, tag: &StartTag<'_>, number: Number) -> u32 {
        self.insert_as(tag, Kind::Html, number).0
    }

    /// Inserts an element that no start tag stands for.
    fn insert_named(&mut self, number: Number) -> u32 {
        let (parent, sibling) = self.place();
        let node = self.tree.insert_new(parent, sibling, Kind::Html, number, 0, 0);
        self.push(node, Kind::Html, number, parent);
        node
    }

    /// Makes a node the current one; `parent` is what it hangs on.
    #[inline]
    fn push(&mut self, node: u32, kind: Kind, number: Number, parent: u32) {
        let flags = flags::of_element(kind, number);
        let mut place = node;
        if self.stack.len() >= MAX_DEPTH as usize {
            self.tree.limited = true;
            place = parent;
        }
        if flags & FORMATTING != 0 {
            self.open_formatting.set(node, true);
        }
        self.stack.push(node, place, kind, number, flags);
    }

    #[inline]
    fn pop(&mut self) -> Option<Open> {
        let open = self.stack.pop()?;
        if open.flags & FORMATTING != 0 {
            self.open_formatting.set(open.node, false);
        }
        Some(open)
    }

    /// Pops until so many are left.
    fn pop_to(&mut self, length: usize) {
        while self.stack.len() > length {
            self.pop();
        }
    }

    /// Pops until an element of that name has been popped.
    fn pop_through(&mut self, number: Number) {
        match self.stack.last_of(number) {
            Some(index) => self.pop_to(index),
            None => self.pop_to(1),
        }
    }

    fn top_flags(&self) -> Flags {
        self.stack.top().map_or(0, |top| top.flags)
    }

    fn top_is(&self, number: Number) -> bool {
        self.stack.top().is_some_and(|top| top.kind == Kind::Html && top.name == number)
    }

    /// Pops until the current node has a flag; the root has all that are asked for.
    fn clear_back_to(&mut self, flag: Flags) {
        while self.stack.len() > 1 && self.top_flags() & flag == 0 {
            self.pop();
        }
    }

    fn generate_implied_end_tags(&mut self, flag: Flags) {
        while self.top_flags() & flag != 0 {
            self.pop();
        }
    }

    fn generate_implied_end_tags_except(&mut self, number: Number) {
        while self.top_flags() & IMPLIED != 0 && !self.top_is(number) {
            self.pop();
        }
    }

    /// Adds the attributes that an element does not have yet.
    fn add_missing_attributes(&mut self, node: u32, tag: &StartTag<'_>) {
        let old = self.tree.nodes[node as usize];
        if tag.spans.is_empty() || !self.spend((old.end - old.start) as usize) {
            return;
        }
        let (from, new) = self.attributes(tag);
        let added: Vec<Attribute> = self.tree.attributes[from as usize..new as usize].to_vec();
        self.tree.attributes.truncate(from as usize);
        self.tree.attributes.extend_from_within(old.start as usize..old.end as usize);
        for attribute in added {
            if self.tree.attributes[from as usize..].iter().all(|have| have.name != attribute.name) {
                self.tree.attributes.push(attribute);
            }
        }
        let end = self.tree.attributes.len() as u32;
        let node = &mut self.tree.nodes[node as usize];
        (node.start, node.end) = (from, end);
    }

    // Text

    fn append_text(&mut self, text: &str) {
        let (parent, sibling) = self.place();
        self.tree.insert_text(parent, sibling, text);
    }

    fn insert_comment(&mut self, text: &str) {
        if !self.keep.hidden {
            return;
        }
        let (parent, sibling) = match self.mode {
            _ if self.is_foreign() => self.place(),
            Mode::Initial | Mode::BeforeHtml | Mode::AfterAfterBody | Mode::AfterAfterFrameset => (0, NONE),
            Mode::AfterBody => (self.stack.get(0).map_or(0, |root| root.node), NONE),
            _ => self.place(),
        };
        let start = self.tree.text.len() as u32;
        self.tree.text.push_str(text);
        let end = self.tree.text.len() as u32;
        self.tree.insert_new(parent, sibling, Kind::Comment, UNKNOWN, start, end);
    }

    /// The element's contents are text up to its end tag.
    fn raw_text(&mut self, tag: &StartTag<'_>, number: Number, next: Next) -> Next {
        self.insert(tag, number);
        self.keep_raw = self.keep.hidden || keeps_text(tag, number);
        self.original = self.mode;
        self.mode = Mode::Text;
        next
    }

    fn is_foreign(&self) -> bool {
        match (self.stack.top(), self.context) {
            (Some(_), Some(context)) if self.stack.len() == 1 => context.kind != Kind::Html,
            (Some(top), _) => top.kind != Kind::Html,
            (None, _) => false,
        }
    }

    /// The namespace, name and flags of the adjusted current node.
    fn adjusted(&self) -> (Kind, Number, Flags) {
        match (self.stack.top(), self.context) {
            (Some(_), Some(context)) if self.stack.len() == 1 => {
                (context.kind, context.name, flags::of_element(context.kind, context.name))
            }
            (Some(top), _) => (top.kind, top.name, top.flags),
            (None, _) => (Kind::Html, UNKNOWN, 0),
        }
    }

    /// The rules of the current insertion mode.
    fn start_in_mode(&mut self, tag: &StartTag<'_>, number: Number) -> Next {
        match self.mode {
            Mode::InBody => self.start_in_body(tag, number),
            Mode::InCell => self.start_in_cell(tag, number),
            Mode::InRow => self.start_in_row(tag, number),
            Mode::InTableBody => self.start_in_table_body(tag, number),
            Mode::InTable => self.start_in_table(tag, number),
            Mode::InCaption => self.start_in_caption(tag, number),
            Mode::InColumnGroup => self.start_in_column_group(tag, number),
            Mode::InTemplate => self.start_in_template(tag, number),
            Mode::Initial | Mode::BeforeHtml | Mode::BeforeHead => self.start_before_head(tag, number),
            Mode::InHead => self.start_in_head(tag, number),
            Mode::InHeadNoscript => self.start_in_head_noscript(tag, number),
            Mode::AfterHead => self.start_after_head(tag, number),
            Mode::AfterBody | Mode::AfterAfterBody => self.start_after_body(tag, number),
            Mode::InFrameset | Mode::AfterFrameset | Mode::AfterAfterFrameset => {
                self.start_in_frameset(tag, number)
            }
            // No start tag comes inside of raw text.
            Mode::Text => Next::Data,
        }
    }

    fn end_in_mode(&mut self, number: Number) {
        match self.mode {
            Mode::InBody => self.end_in_body(number),
            Mode::InTemplate if number == name::Template => self.end_template(),
            Mode::InTemplate => {}
            Mode::Text => {
                self.pop();
                self.mode = self.original;
            }
            Mode::InCell => self.end_in_cell(number),
            Mode::InRow => self.end_in_row(number),
            Mode::InTableBody => self.end_in_table_body(number),
            Mode::InTable => self.end_in_table(number),
            Mode::InCaption => self.end_in_caption(number),
            Mode::InColumnGroup => self.end_in_column_group(number),
            Mode::Initial | Mode::BeforeHtml | Mode::BeforeHead => self.end_before_head(number),
            Mode::InHead => self.end_in_head(number),
            Mode::InHeadNoscript => self.end_in_head_noscript(number),
            Mode::AfterHead => self.end_after_head(number),
            Mode::AfterBody | Mode::AfterAfterBody => self.end_after_body(number),
            Mode::InFrameset | Mode::AfterFrameset | Mode::AfterAfterFrameset => self.end_in_frameset(number),
        }
    }

    fn text_in_mode(&mut self, text: &str) {
        match self.mode {
            Mode::InBody | Mode::InCell | Mode::InCaption | Mode::InTemplate => self.text_in_body(text),
            Mode::Text => {
                if self.keep_raw {
                    self.append_text(text);
                }
            }
            Mode::InTable | Mode::InTableBody | Mode::InRow => self.text_in_table(text),
            _ => self.text_outside(text),
        }
    }

    /// Text before the body, after it, or among frames, where white space is treated apart.
    fn text_outside(&mut self, text: &str) {
        let rest = text.trim_start_matches(is_blank);
        let (blank, rest) = text.split_at(text.len() - rest.len());
        match self.mode {
            Mode::Initial | Mode::BeforeHtml | Mode::BeforeHead => {}
            Mode::InHead | Mode::InHeadNoscript | Mode::AfterHead | Mode::InColumnGroup
                if !blank.is_empty() =>
            {
                self.append_text(blank);
            }
            Mode::AfterBody | Mode::AfterAfterBody | Mode::AfterAfterFrameset if !blank.is_empty() => {
                self.text_in_body(blank);
            }
            Mode::InFrameset | Mode::AfterFrameset => {
                let blanks: String = text.chars().filter(|&c| is_blank(c)).collect();
                if !blanks.is_empty() {
                    self.append_text(&blanks);
                }
                return;
            }
            _ => {}
        }
        if rest.is_empty() {
            return;
        }
        match self.mode {
            Mode::Initial | Mode::BeforeHtml | Mode::BeforeHead | Mode::InHead | Mode::InHeadNoscript => {
                self.leave_to_after_head();
                self.text_in_mode(rest);
            }
            Mode::AfterHead => {
                self.insert_named(name::Body);
                self.mode = Mode::InBody;
                self.text_in_mode(rest);
            }
            Mode::InColumnGroup => {
                if self.leave_column_group() {
                    self.text_in_mode(rest);
                } else {
                    // What is not white space is dropped; a blank after it is not.
                    let at = rest.find(is_blank).unwrap_or(rest.len());
                    if at < rest.len() {
                        self.text_outside(&rest[at..]);
                    }
                }
            }
            Mode::AfterBody | Mode::AfterAfterBody => {
                self.mode = Mode::InBody;
                self.text_in_mode(rest);
            }
            Mode::AfterAfterFrameset => {
                let at = rest.find(is_blank).unwrap_or(rest.len());
                if at < rest.len() {
                    self.text_outside(&rest[at..]);
                }
            }
            _ => {}
        }
    }

    /// The standard's "reset the insertion mode appropriately".
    fn reset_mode(&mut self) {
        const MODES: &[(Number, Mode)] = &[
            (name::Td, Mode::InCell),
            (name::Th, Mode::InCell),
            (name::Tr, Mode::InRow),
            (name::Tbody, Mode::InTableBody),
            (name::Thead, Mode::InTableBody),
            (name::Tfoot, Mode::InTableBody),
            (name::Caption, Mode::InCaption),
            (name::Colgroup, Mode::InColumnGroup),
            (name::Table, Mode::InTable),
            (name::Template, Mode::InTemplate),
            (name::Head, Mode::InHead),
            (name::Body, Mode::InBody),
            (name::Frameset, Mode::InFrameset),
        ];
        let of_template = |modes: &[Mode]| modes.last().copied().unwrap_or(Mode::InBody);
        let open = |&(number, mode): &(Number, Mode)| self.stack.last_of(number).map(|index| (index, mode));
        self.mode = match MODES.iter().filter_map(open).max_by_key(|&(index, _)| index) {
            Some((_, Mode::InTemplate)) => of_template(&self.template_modes),
            Some((_, mode)) => mode,
            None => match self.context.filter(|context| context.kind == Kind::Html) {
                // In a fragment, `td`, `th` and `head` stand for their contents.
                Some(Context { name: name::Td | name::Th | name::Head, .. }) => Mode::InBody,
                Some(Context { name: name::Template, .. }) => of_template(&self.template_modes),
                Some(Context { name: name::Html, .. }) if self.head == NONE => Mode::BeforeHead,
                Some(Context { name: name::Html, .. }) => Mode::AfterHead,
                Some(context) => MODES
                    .iter()
                    .find(|(number, _)| *number == context.name)
                    .map_or(Mode::InBody, |&(_, mode)| mode),
                None if self.context.is_some() => Mode::InBody,
                None if self.head == NONE => Mode::BeforeHead,
                None => Mode::AfterHead,
            },
        };
    }
}

impl TokenSink for Builder<'_> {
    #[inline]
    fn wants(&self, attribute: Name<'_>) -> bool {
        self.keep.all_attributes || WANTED.get(usize::from(attribute.number)).is_some_and(|&wanted| wanted)
    }

    fn text(&mut self, mut text: &str) {
        if std::mem::take(&mut self.ignore_line_feed) {
            text = text.strip_prefix('\n').unwrap_or(text);
            if text.is_empty() {
                return;
            }
        }
        if self.is_foreign() && self.adjusted().2 & (TEXT_POINT | HTML_POINT) == 0 {
            self.text_in_foreign(text);
        } else {
            self.text_in_mode(text);
        }
    }

    fn nul(&mut self) {
        self.ignore_line_feed = false;
        if self.is_foreign() && self.adjusted().2 & (TEXT_POINT | HTML_POINT) == 0 {
            self.append_text("\u{fffd}");
        } else if matches!(
            self.mode,
            Mode::Initial
                | Mode::BeforeHtml
                | Mode::BeforeHead
                | Mode::InHead
                | Mode::InHeadNoscript
                | Mode::AfterHead
        ) {
            // It is no white space, so it ends the head; and then it is dropped.
            self.leave_to_after_head();
            self.insert_named(name::Body);
            self.mode = Mode::InBody;
        } else if matches!(self.mode, Mode::AfterBody | Mode::AfterAfterBody) {
            self.mode = Mode::InBody;
        } else if self.mode == Mode::InColumnGroup {
            self.leave_column_group();
        }
    }

    fn start_tag(&mut self, tag: &StartTag<'_>) -> Next {
        self.ignore_line_feed = false;
        self.flush_table_text();
        let number = self.number(tag.name);
        if self.stack.is_full() && !self.takes_no_room(number) {
            self.tree.limited = true;
            return Next::Data;
        }
        if self.is_foreign() && self.start_is_foreign(number) {
            return self.start_in_foreign(tag, number);
        }
        self.start_in_mode(tag, number)
    }

    fn end_tag(&mut self, name: Name<'_>) {
        self.ignore_line_feed = false;
        self.flush_table_text();
        let number = self.number(name);
        if self.is_foreign() && self.mode != Mode::Text {
            self.end_in_foreign(number);
        } else {
            self.end_in_mode(number);
        }
    }

    fn comment(&mut self, text: &str) {
        self.ignore_line_feed = false;
        self.flush_table_text();
        self.insert_comment(text);
    }

    fn doctype(&mut self, doctype: &Doctype) {
        self.ignore_line_feed = false;
        if self.mode != Mode::Initial {
            return;
        }
        self.quirks = doctype::quirks(doctype);
        self.mode = Mode::BeforeHtml;
        if self.keep.hidden {
            self.tree.insert_new(0, NONE, Kind::Doctype, UNKNOWN, 0, 0);
            self.tree.doctype = Some(doctype.clone());
        }
    }

    fn cdata_allowed(&self) -> bool {
        self.is_foreign()
    }
}

impl Builder<'_> {
    /// Whether a start tag leaves no element open, so that it may come when no further element can be opened.
    fn takes_no_room(&self, number: Number) -> bool {
        matches!(
            number,
            name::Area
                | name::Base
                | name::Br
                | name::Embed
                | name::Hr
                | name::Iframe
                | name::Img
                | name::Input
                | name::Link
                | name::Meta
                | name::Noembed
                | name::Noframes
                | name::Param
                | name::Script
                | name::Source
                | name::Style
                | name::Textarea
                | name::Title
                | name::Track
                | name::Wbr
                | name::Xmp
        )
    }
}

/// Of scripts only data blocks of JSON are kept, of styles nothing.
fn keeps_text(tag: &StartTag<'_>, number: Number) -> bool {
    match number {
        name::Style => false,
        name::Script => tag
            .attribute(name_of_type())
            .is_some_and(|kind| kind.value().to_ascii_lowercase().contains("json")),
        _ => true,
    }
}

fn name_of_type() -> Number {
    name_table::of_attribute(AttributeName::Type)
}

pub(crate) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\n' | '\t' | '\x0c')
}

/// The state in which a fragment is tokenized.
pub(crate) fn state_in(context: Context) -> Next {
    if context.kind != Kind::Html {
        return Next::Data;
    }
    match context.name {
        name::Title | name::Textarea => Next::Rcdata,
        name::Style | name::Xmp | name::Iframe | name::Noembed | name::Noframes => Next::Rawtext,
        name::Script => Next::ScriptData,
        name::Plaintext => Next::Plaintext,
        _ => Next::Data,
    }
}

/// The flags of `annotation-xml` with these attributes.
fn annotation_flags(tag: &StartTag<'_>) -> Flags {
    let is_html = |value: &str| {
        value.eq_ignore_ascii_case("text/html") || value.eq_ignore_ascii_case("application/xhtml+xml")
    };
    let encoding = tag.attribute(ENCODING);
    if encoding.is_some_and(|encoding| is_html(&encoding.value())) { HTML_POINT } else { 0 }
}
