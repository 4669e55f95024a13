//! Keeps tree construction linear: limits nesting and open formatting elements between tokenizer and tree
//! builder.
//!
//! The standard's algorithms scan the stack of open elements and rebuild every open formatting element in
//! each new block, so a page of `<div><div>...` costs the square of its size, and a page of unclosed
//! `<font>` the product of fonts and paragraphs.

use html5ever::LocalName;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::TreeBuilder;
use std::cell::RefCell;

use crate::sink::Sink;
use crate::{Tag as Name, Tree};

/// How deep elements nest before further ones are closed at once (browsers' limit too).
pub const MAX_DEPTH: u32 = 512;

/// Nodes beyond one for every two bytes. Scraped pages have one for every 95.
const SPARE_NODES: usize = 1 << 12;

/// More formatting elements than this are open at once only on broken or hostile pages.
const MAX_FORMATTING: u32 = 64;

pub(crate) struct Guard {
    builder: TreeBuilder<u32, Sink>,
    state: RefCell<State>,
    /// Nodes after which no formatting element stays open.
    node_budget: usize,
}

#[derive(Default)]
struct State {
    /// End tags to pass over, since their start tag was dropped or closed at once.
    swallow: Vec<(LocalName, u32)>,
    formatting: u32,
    /// Counts of `formatting` outside of the table cells now open: a cell starts a fresh list.
    outside: Vec<u32>,
    /// The node budget is used up: formatting elements are passed over.
    exhausted: bool,
}

impl Guard {
    /// `bytes` is the page's size.
    pub(crate) fn new(builder: TreeBuilder<u32, Sink>, bytes: usize) -> Self {
        Self { builder, state: RefCell::default(), node_budget: bytes / 2 + SPARE_NODES }
    }

    /// Closes every open formatting element for good: each new block would build them all again.
    fn exhaust(&self, line: u64) {
        self.state.borrow_mut().exhausted = true;
        self.builder.sink.mark_limited();
        for name in
            ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
        {
            for _ in 0..=MAX_FORMATTING {
                let _ = self.builder.process_token(Token::TagToken(end_tag(LocalName::from(name))), line);
            }
        }
    }

    pub(crate) fn into_tree(self) -> Tree {
        use html5ever::interface::TreeSink;
        self.builder.sink.finish()
    }

    fn start(&self, tag: Tag, line: u64) -> TokenSinkResult<u32> {
        let name = Name::from_name(&tag.name);
        if self.builder.sink.node_count() > self.node_budget && !self.state.borrow().exhausted {
            self.exhaust(line);
        }
        if !self.state.borrow_mut().open(name) {
            self.state.borrow_mut().swallow(&tag.name);
            self.builder.sink.mark_limited();
            return TokenSinkResult::Continue;
        }
        self.builder.sink.take_depth();
        let local = tag.name.clone();
        let result = self.builder.process_token(Token::TagToken(tag), line);
        // A raw-text element ends by itself; closing it here would leave the tokenizer in its state.
        if self.builder.sink.take_depth() > MAX_DEPTH
            && matches!(result, TokenSinkResult::Continue)
            && !is_void(name)
        {
            self.builder.sink.mark_limited();
            self.state.borrow_mut().swallow(&local);
            return self.builder.process_token(Token::TagToken(end_tag(local)), line);
        }
        result
    }
}

fn end_tag(name: LocalName) -> Tag {
    Tag { kind: TagKind::EndTag, name, self_closing: false, attrs: vec![], had_duplicate_attributes: false }
}

impl State {
    /// Counts a start tag; false where it must be dropped.
    fn open(&mut self, name: Name) -> bool {
        if is_cell(name) {
            // Cells left open are closed by the next one; a bound is enough here.
            if self.outside.len() < MAX_DEPTH as usize {
                self.outside.push(self.formatting);
            }
            self.formatting = 0;
        }
        if self.exhausted && (is_formatting(name) || name == Name::A) {
            return false;
        }
        if !is_formatting(name) {
            return true;
        }
        self.formatting += 1;
        self.formatting <= MAX_FORMATTING
    }

    fn close(&mut self, name: Name) {
        if is_formatting(name) {
            self.formatting = self.formatting.saturating_sub(1);
        } else if is_cell(name) {
            self.formatting = self.outside.pop().unwrap_or(0);
        }
    }

    fn swallow(&mut self, name: &LocalName) {
        match self.swallow.iter().position(|(n, _)| n == name) {
            Some(at) => self.swallow[at].1 += 1,
            // Distinct names past this are custom elements that someone counts up; their end tags do no harm.
            None if self.swallow.len() < 256 => self.swallow.push((name.clone(), 1)),
            None => {}
        }
    }

    fn swallowed(&mut self, name: &LocalName) -> bool {
        if self.swallow.is_empty() {
            return false;
        }
        match self.swallow.iter_mut().find(|(n, count)| n == name && *count > 0) {
            Some((_, count)) => {
                *count -= 1;
                true
            }
            None => false,
        }
    }
}

/// The standard's formatting elements without `a`, which closes an open `a` by itself.
fn is_formatting(name: Name) -> bool {
    matches!(
        name,
        Name::B
            | Name::Big
            | Name::Code
            | Name::Em
            | Name::Font
            | Name::I
            | Name::Nobr
            | Name::S
            | Name::Small
            | Name::Strike
            | Name::Strong
            | Name::Tt
            | Name::U
    )
}

fn is_cell(name: Name) -> bool {
    matches!(name, Name::Td | Name::Th | Name::Caption)
}

fn is_void(name: Name) -> bool {
    matches!(
        name,
        Name::Area
            | Name::Base
            | Name::Br
            | Name::Col
            | Name::Embed
            | Name::Frame
            | Name::Hr
            | Name::Img
            | Name::Input
            | Name::Link
            | Name::Meta
            | Name::Param
            | Name::Source
            | Name::Track
            | Name::Wbr
    )
}

impl TokenSink for Guard {
    type Handle = u32;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<u32> {
        match token {
            Token::ParseError(_) => TokenSinkResult::Continue,
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => self.start(tag, line),
            Token::TagToken(tag) => {
                let mut state = self.state.borrow_mut();
                state.close(Name::from_name(&tag.name));
                if state.swallowed(&tag.name) {
                    return TokenSinkResult::Continue;
                }
                drop(state);
                self.builder.process_token(Token::TagToken(tag), line)
            }
            other => self.builder.process_token(other, line),
        }
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}
