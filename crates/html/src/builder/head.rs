//! The insertion modes before the body: "initial" to "after head".

use super::flags::{BASEFONT, BGSOUND, IMPLIED_THOROUGHLY};
use super::insertion_mode::Mode;
use super::{Builder, SHADOW_ROOT_MODE};
use crate::names::name_table::NameId;
use crate::names::tag::name_ids as name;
use crate::tokenizer::State;
use crate::tokenizer::doctype::Quirks;
use crate::tokenizer::token::StartTag;
use crate::tree::node::{NONE, NodeKind};

impl Builder<'_> {
    /// Creates the root. Without a start tag it has no attributes.
    pub(super) fn insert_root(&mut self, tag: Option<&StartTag<'_>>) {
        if self.mode == Mode::Initial {
            // There was no DOCTYPE.
            self.quirks = Quirks::Full;
        }
        match tag {
            Some(tag) => self.insert(tag, name::Html),
            None => self.insert_named(name::Html),
        };
    }

    /// Proceeds to "after head" and creates the elements that are missing.
    pub(super) fn leave_to_after_head(&mut self) {
        loop {
            match self.mode {
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
                _ => return,
            }
        }
    }

    pub(super) fn start_before_head(&mut self, tag: &StartTag<'_>, name_id: NameId) -> State {
        if self.mode != Mode::BeforeHead {
            let is_root = name_id == name::Html;
            self.insert_root(is_root.then_some(tag));
            self.mode = Mode::BeforeHead;
            if is_root {
                return State::Data;
            }
        }
        match name_id {
            name::Html => self.start_in_body(tag, name_id),
            name::Head => {
                self.head = self.insert(tag, name_id);
                self.mode = Mode::InHead;
                State::Data
            }
            _ => {
                self.head = self.insert_named(name::Head);
                self.mode = Mode::InHead;
                self.start_in_head(tag, name_id)
            }
        }
    }

    pub(super) fn end_before_head(&mut self, name_id: NameId) {
        if matches!(name_id, name::Head | name::Body | name::Html | name::Br) {
            while self.mode != Mode::InHead {
                if self.mode == Mode::BeforeHead {
                    self.head = self.insert_named(name::Head);
                    self.mode = Mode::InHead;
                } else {
                    self.insert_root(None);
                    self.mode = Mode::BeforeHead;
                }
            }
            self.end_in_head(name_id);
        } else if self.mode == Mode::Initial {
            // Any token other than white space and comments ends the mode, even if it is dropped.
            self.quirks = Quirks::Full;
            self.mode = Mode::BeforeHtml;
        }
    }

    pub(super) fn start_in_head(&mut self, tag: &StartTag<'_>, name_id: NameId) -> State {
        match name_id {
            name::Html => self.start_in_body(tag, name_id),
            name::Base | BASEFONT | BGSOUND | name::Link | name::Meta => {
                self.insert_void(tag, name_id);
                State::Data
            }
            name::Title => self.raw_text(tag, name_id, State::Rcdata),
            name::Noframes | name::Style => self.raw_text(tag, name_id, State::Rawtext),
            name::Noscript => {
                self.insert(tag, name_id);
                self.mode = Mode::InHeadNoscript;
                State::Data
            }
            name::Script => self.raw_text(tag, name_id, State::ScriptData),
            name::Template => {
                self.start_template(tag);
                State::Data
            }
            name::Head => State::Data,
            _ => {
                self.pop();
                self.mode = Mode::AfterHead;
                self.start_after_head(tag, name_id)
            }
        }
    }

    fn start_template(&mut self, tag: &StartTag<'_>) {
        let is_shadow = self.stack.len() > 1
            && !self.keep.hidden
            && tag
                .attribute(SHADOW_ROOT_MODE)
                .is_some_and(|mode| matches!(&*mode.value(), "open" | "closed"));
        let (node, insertion_parent);
        if is_shadow {
            // A reader sees a declarative shadow root in place of its host's contents, so its contents become the host's.
            let (start, end) = self.attributes(tag);
            insertion_parent = self.insertion_point().0;
            node = self.tree.push_named(NodeKind::Html, name::Template, start, end);
        } else {
            (node, _) = self.insert_as(tag, NodeKind::Html, name::Template);
            insertion_parent = self.tree.push(NodeKind::Document, 0, 0);
            self.tree.nodes[node as usize].last = insertion_parent;
        }
        self.push_marker();
        self.frameset_ok = false;
        self.mode = Mode::InTemplate;
        self.template_modes.push(Mode::InTemplate);
        self.stack.push(
            node,
            insertion_parent,
            NodeKind::Html,
            name::Template,
            super::flags::element_flags(NodeKind::Html, name::Template),
        );
    }

    pub(super) fn end_template(&mut self) {
        if !self.stack.has(name::Template) {
            return;
        }
        self.generate_implied_end_tags(IMPLIED_THOROUGHLY);
        self.pop_through(name::Template);
        self.clear_to_marker();
        self.template_modes.pop();
        self.reset_mode();
    }

    pub(super) fn end_in_head(&mut self, name_id: NameId) {
        match name_id {
            name::Head => {
                self.pop();
                self.mode = Mode::AfterHead;
            }
            name::Body | name::Html | name::Br => {
                self.pop();
                self.mode = Mode::AfterHead;
                self.end_after_head(name_id);
            }
            name::Template => self.end_template(),
            _ => {}
        }
    }

    pub(super) fn start_in_head_noscript(&mut self, tag: &StartTag<'_>, name_id: NameId) -> State {
        match name_id {
            name::Html => self.start_in_body(tag, name_id),
            BASEFONT | BGSOUND | name::Link | name::Meta | name::Noframes | name::Style => {
                self.start_in_head(tag, name_id)
            }
            name::Head | name::Noscript => State::Data,
            _ => {
                self.pop();
                self.mode = Mode::InHead;
                self.start_in_head(tag, name_id)
            }
        }
    }

    pub(super) fn end_in_head_noscript(&mut self, name_id: NameId) {
        match name_id {
            name::Noscript => {
                self.pop();
                self.mode = Mode::InHead;
            }
            name::Br => {
                self.pop();
                self.mode = Mode::InHead;
                self.end_in_head(name_id);
            }
            _ => {}
        }
    }

    pub(super) fn start_after_head(&mut self, tag: &StartTag<'_>, name_id: NameId) -> State {
        match name_id {
            name::Html => self.start_in_body(tag, name_id),
            name::Body => {
                self.insert(tag, name_id);
                self.frameset_ok = false;
                self.mode = Mode::InBody;
                State::Data
            }
            name::Frameset => {
                self.insert(tag, name_id);
                self.mode = Mode::InFrameset;
                State::Data
            }
            name::Base
            | BASEFONT
            | BGSOUND
            | name::Link
            | name::Meta
            | name::Noframes
            | name::Script
            | name::Style
            | name::Template
            | name::Title => {
                let head = self.head;
                if head == NONE {
                    return State::Data;
                }
                self.push(head, NodeKind::Html, name::Head, 0);
                let next = self.start_in_head(tag, name_id);
                if let Some(at) = self.stack.last_of(name::Head) {
                    self.remove_open(at);
                }
                next
            }
            name::Head => State::Data,
            _ => {
                self.insert_named(name::Body);
                self.mode = Mode::InBody;
                self.start_in_mode(tag, name_id)
            }
        }
    }

    pub(super) fn end_after_head(&mut self, name_id: NameId) {
        match name_id {
            name::Template => self.end_template(),
            name::Body | name::Html | name::Br => {
                self.insert_named(name::Body);
                self.mode = Mode::InBody;
                self.end_in_body(name_id);
            }
            _ => {}
        }
    }
}
