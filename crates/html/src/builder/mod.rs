//! The HTML standard's tree construction, which fills the flat tree.

mod body;
pub(crate) mod elements;
mod flags;
mod foreign;
mod formatting;
mod frameset;
mod head;
mod insertion_mode;
mod stack;
mod table;

use self::flags::{HTML_POINT, TEXT_POINT};
use self::formatting::{FormattingEntry, OpenNodes};
use self::insertion_mode::Mode;
use self::stack::Stack;
use crate::names::attribute_name::AttributeName;
use crate::names::name_table::{KNOWN, NameId, UNKNOWN, known_id};
use crate::names::tag::name_ids as name;
use crate::tokenizer::attribute::AttributeSpan;
use crate::tokenizer::doctype::{self, Quirks};
use crate::tokenizer::name::Name;
use crate::tokenizer::token::{Doctype, StartTag};
use crate::tokenizer::{State, TokenSink};
use crate::tree::Tree;
use crate::tree::node::{NONE, NodeKind};

/// Maximum depth of elements in the tree. Elements nested deeper become siblings, as in browsers.
pub const MAX_DEPTH: u32 = 512;

/// Steps of work per byte of the page that may be spent in addition to one pass over its tokens, mainly on reopening
/// formatting elements.
const WORK_PER_BYTE: usize = 4;
/// Additional steps for any page, so that short pages are never limited.
const SPARE_WORK: usize = 1 << 16;

const ENCODING: NameId = known_id("encoding");
const SHADOW_ROOT_MODE: NameId = known_id("shadowrootmode");

/// The attributes that tree construction itself reads, and those that the tree keeps.
static WANTED: [bool; KNOWN] = {
    let mut wanted = [false; KNOWN];
    let for_construction =
        [ENCODING, SHADOW_ROOT_MODE, known_id("color"), known_id("face"), known_id("size")];
    let mut i = 0;
    while i < for_construction.len() {
        wanted[for_construction[i] as usize] = true;
        i += 1;
    }
    i = 0;
    while i < AttributeName::NAMES.len() {
        wanted[known_id(AttributeName::NAMES[i]) as usize] = true;
        i += 1;
    }
    wanted
};

/// What the tree keeps in addition to what a page's readers see.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Keep {
    /// Comments, the DOCTYPE and the text of all scripts and styles.
    pub(crate) hidden: bool,
    /// Attributes that have no [`AttributeName`].
    pub(crate) all_attributes: bool,
}

/// The element in whose context a fragment is parsed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context {
    pub(crate) kind: NodeKind,
    pub(crate) name: NameId,
}

/// The buffers of tree construction, which the next page reuses.
#[derive(Debug, Default)]
pub(crate) struct BuilderBuffers {
    stack: Stack,
    formatting: Vec<FormattingEntry>,
    open_formatting: OpenNodes,
    template_modes: Vec<Mode>,
    table_text: String,
    spans: Vec<AttributeSpan>,
}

/// Tree construction: takes the tokens of a page and fills a tree.
pub(crate) struct Builder<'t> {
    tree: &'t mut Tree,
    buffers: &'t mut BuilderBuffers,
    keep: Keep,
    context: Option<Context>,
    mode: Mode,
    /// The mode to return to after raw text.
    original: Mode,
    stack: Stack,
    formatting: Vec<FormattingEntry>,
    open_formatting: OpenNodes,
    template_modes: Vec<Mode>,
    /// Characters directly inside of a table, held back until it is known whether all of them are white space.
    table_text: String,
    has_table_text: bool,
    spans: Vec<AttributeSpan>,
    head: u32,
    form: u32,
    quirks: Quirks,
    frameset_ok: bool,
    ignore_line_feed: bool,
    /// Whether foster parenting is enabled: text and elements that a table can't hold go before the table.
    foster: bool,
    /// Whether the tree keeps the current element's raw text.
    keep_raw: bool,
    /// Whether the list of active formatting elements is no longer kept. See `stop_formatting`.
    formatting_off: bool,
    /// The steps of work that are left.
    work: usize,
}

impl<'t> Builder<'t> {
    /// Starts to fill an empty tree with a page of `bytes` bytes.
    pub(crate) fn new(tree: &'t mut Tree, buffers: &'t mut BuilderBuffers, keep: Keep, bytes: usize) -> Self {
        tree.push(NodeKind::Document, 0, 0);
        let mut taken = std::mem::take(buffers);
        taken.stack.clear();
        taken.formatting.clear();
        taken.open_formatting.clear();
        taken.template_modes.clear();
        taken.table_text.clear();
        Self {
            tree,
            buffers,
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

    /// Parses a fragment instead of a page.
    pub(crate) fn in_context(mut self, context: Context) -> Self {
        self.context = Some(context);
        if context.kind == NodeKind::Html && context.name == name::Template {
            self.template_modes.push(Mode::InTemplate);
        }
        self.insert_named(name::Html);
        self.reset_mode();
        self
    }

    /// Ends the page: creates the elements that the standard gives to every page, and returns the buffers.
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
        *self.buffers = BuilderBuffers {
            stack: self.stack,
            formatting: self.formatting,
            open_formatting: self.open_formatting,
            template_modes: self.template_modes,
            table_text: self.table_text,
            spans: self.spans,
        };
    }
}

impl TokenSink for Builder<'_> {
    #[inline]
    fn wants(&self, attribute: Name<'_>) -> bool {
        self.keep.all_attributes || WANTED.get(usize::from(attribute.id)).is_some_and(|&wanted| wanted)
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
            // U+0000 is not white space, so it ends the head, and then it is dropped.
            self.leave_to_after_head();
            self.insert_named(name::Body);
            self.mode = Mode::InBody;
        } else if matches!(self.mode, Mode::AfterBody | Mode::AfterAfterBody) {
            self.mode = Mode::InBody;
        } else if self.mode == Mode::InColumnGroup {
            self.leave_column_group();
        }
    }

    fn start_tag(&mut self, tag: &StartTag<'_>) -> State {
        self.ignore_line_feed = false;
        self.flush_table_text();
        let name_id = self.name_id(tag.name);
        if self.stack.is_full() && !self.leaves_nothing_open(name_id) {
            self.tree.limited = true;
            return State::Data;
        }
        if self.is_foreign() && self.start_is_foreign(name_id) {
            return self.start_in_foreign(tag, name_id);
        }
        self.start_in_mode(tag, name_id)
    }

    fn end_tag(&mut self, name: Name<'_>) {
        self.ignore_line_feed = false;
        self.flush_table_text();
        let name_id = self.name_id(name);
        if self.is_foreign() && self.mode != Mode::Text {
            self.end_in_foreign(name_id);
        } else {
            self.end_in_mode(name_id);
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
            self.tree.insert_new(0, NONE, NodeKind::Doctype, UNKNOWN, 0, 0);
            self.tree.doctype = Some(doctype.clone());
        }
    }

    fn cdata_allowed(&self) -> bool {
        self.is_foreign()
    }
}

/// The tokenizer's initial state for a fragment.
pub(crate) fn initial_state(context: Context) -> State {
    if context.kind != NodeKind::Html {
        return State::Data;
    }
    match context.name {
        name::Title | name::Textarea => State::Rcdata,
        name::Style | name::Xmp | name::Iframe | name::Noembed | name::Noframes => State::Rawtext,
        name::Script => State::ScriptData,
        name::Plaintext => State::Plaintext,
        _ => State::Data,
    }
}

/// Whether a character is the standard's white space, once line breaks are normalized.
fn is_white_space(c: char) -> bool {
    matches!(c, ' ' | '\n' | '\t' | '\x0c')
}
