//! What comes before the body: the modes "initial" to "after head".

use super::flags::{BASEFONT, BGSOUND, IMPLIED_THOROUGHLY};
use super::{Builder, Mode, SHADOW_ROOT_MODE};
use crate::names::name_table::{Number, number as name};
use crate::tokenizer::Next;
use crate::tokenizer::doctype::Quirks;
use crate::tokenizer::token::StartTag;
use crate::tree::{Kind, NONE};

impl Builder<'_> {
    /// Makes the root; without a start tag it has no attributes.
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

    /// Goes on to "after head", making what is missing.
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

    pub(super) fn start_before_head(&mut self, tag: &StartTag<'_>, number: Number) -> Next {
        if self.mode != Mode::BeforeHead {
            let is_root = number == name::Html;
            self.insert_root(is_root.then_some(tag));
            self.mode = Mode::BeforeHead;
            if is_root {
                return Next::Data;
            }
        }
        match number {
            name::Html => self.start_in_body(tag, number),
            name::Head => {
                self.head = self.insert(tag, number);
                self.mode = Mode::InHead;
                Next::Data
            }
            _ => {
                self.head = self.insert_named(name::Head);
                self.mode = Mode::InHead;
                self.start_in_head(tag, number)
            }
        }
    }

    pub(super) fn end_before_head(&mut self, number: Number) {
        if matches!(number, name::Head | name::Body | name::Html | name::Br) {
            while self.mode != Mode::InHead {
                if self.mode == Mode::BeforeHead {
                    self.head = self.insert_named(name::Head);
                    self.mode = Mode::InHead;
                } else {
                    self.insert_root(None);
                    self.mode = Mode::BeforeHead;
                }
            }
            self.end_in_head(number);
        } else if self.mode == Mode::Initial {
            // Any token but white space and comments ends the mode, even one that is dropped.
            self.quirks = Quirks::Full;
            self.mode = Mode::BeforeHtml;
        }
    }

    pub(super) fn start_in_head(&mut self, tag: &StartTag<'_>, number: Number) -> Next {
        match number {
            name::Html => self.start_in_body(tag, number),
            name::Base | BASEFONT | BGSOUND | name::Link | name::Meta => {
                self.insert_void(tag, number);
                Next::Data
            }
            name::Title => self.raw_text(tag, number, Next::Rcdata),
            name::Noframes | name::Style => self.raw_text(tag, number, Next::Rawtext),
            name::Noscript => {
                self.insert(tag, number);
                self.mode = Mode::InHeadNoscript;
                Next::Data
            }
            name::Script => self.raw_text(tag, number, Next::ScriptData),
            name::Template => {
                self.start_template(tag);
                Next::Data
            }
            name::Head => Next::Data,
            _ => {
                self.pop();
                self.mode = Mode::AfterHead;
                self.start_after_head(tag, number)
            }
        }
    }

    fn start_template(&mut self, tag: &StartTag<'_>) {
        let is_shadow = self.stack.len() > 1
            && !self.keep.hidden
            && tag
                .attribute(SHADOW_ROOT_MODE)
                .is_some_and(|mode| matches!(&*mode.value(), "open" | "closed"));
        let (node, place);
        if is_shadow {
            // A declarative shadow root is what the reader sees of its host: its contents become the host's.
            let (start, end) = self.attributes(tag);
            place = self.place().0;
            node = self.tree.push_named(Kind::Html, name::Template, start, end);
        } else {
            (node, _) = self.insert_as(tag, Kind::Html, name::Template);
            place = self.tree.push(Kind::Document, 0, 0);
            self.tree.nodes[node as usize].last = place;
        }
        self.push_marker();
        self.frameset_ok = false;
        self.mode = Mode::InTemplate;
        self.template_modes.push(Mode::InTemplate);
        self.stack.push(
            node,
            place,
            Kind::Html,
            name::Template,
            super::flags::of_element(Kind::Html, name::Template),
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

    pub(super) fn end_in_head(&mut self, number: Number) {
        match number {
            name::Head => {
                self.pop();
                self.mode = Mode::AfterHead;
            }
            name::Body | name::Html | name::Br => {
                self.pop();
                self.mode = Mode::AfterHead;
                self.end_after_head(number);
            }
            name::Template => self.end_template(),
            _ => {}
        }
    }

    pub(super) fn start_in_head_noscript(&mut self, tag: &StartTag<'_>, number: Number) -> Next {
        match number {
            name::Html => self.start_in_body(tag, number),
            BASEFONT | BGSOUND | name::Link | name::Meta | name::Noframes | name::Style => {
                self.start_in_head(tag, number)
            }
            name::Head | name::Noscript => Next::Data,
            _ => {
                self.pop();
                self.mode = Mode::InHead;
                self.start_in_head(tag, number)
            }
        }
    }

    pub(super) fn end_in_head_noscript(&mut self, number: Number) {
        match number {
            name::Noscript => {
                self.pop();
                self.mode = Mode::InHead;
            }
            name::Br => {
                self.pop();
                self.mode = Mode::InHead;
                self.end_in_head(number);
            }
            _ => {}
        }
    }

    pub(super) fn start_after_head(&mut self, tag: &StartTag<'_>, number: Number) -> Next {
        match number {
            name::Html => self.start_in_body(tag, number),
            name::Body => {
                self.insert(tag, number);
                self.frameset_ok = false;
                self.mode = Mode::InBody;
                Next::Data
            }
            name::Frameset => {
                self.insert(tag, number);
                self.mode = Mode::InFrameset;
                Next::Data
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
                    return Next::Data;
                }
                self.push(head, Kind::Html, name::Head, 0);
                let next = self.start_in_head(tag, number);
                if let Some(at) = self.stack.last_of(name::Head) {
                    self.remove_open(at);
                }
                next
            }
            name::Head => Next::Data,
            _ => {
                self.insert_named(name::Body);
                self.mode = Mode::InBody;
                self.start_in_mode(tag, number)
            }
        }
    }

    pub(super) fn end_after_head(&mut self, number: Number) {
        match number {
            name::Template => self.end_template(),
            name::Body | name::Html | name::Br => {
                self.insert_named(name::Body);
                self.mode = Mode::InBody;
                self.end_in_body(number);
            }
            _ => {}
        }
    }
}
