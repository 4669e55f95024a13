//! Framesets, and what comes after the body or the frames.

use super::{Builder, Mode};
use crate::names::name_table::{Number, number as name};
use crate::tokenizer::Next;
use crate::tokenizer::token::StartTag;

impl Builder<'_> {
    pub(super) fn start_after_body(&mut self, tag: &StartTag<'_>, number: Number) -> Next {
        if number != name::Html {
            self.mode = Mode::InBody;
        }
        self.start_in_body(tag, number)
    }

    pub(super) fn end_after_body(&mut self, number: Number) {
        if number == name::Html && self.mode == Mode::AfterBody {
            if self.context.is_none() {
                self.mode = Mode::AfterAfterBody;
            }
            return;
        }
        self.mode = Mode::InBody;
        self.end_in_body(number);
    }

    pub(super) fn start_in_frameset(&mut self, tag: &StartTag<'_>, number: Number) -> Next {
        match number {
            name::Html => return self.start_in_body(tag, number),
            name::Noframes => return self.start_in_head(tag, number),
            name::Frameset if self.mode == Mode::InFrameset => {
                self.insert(tag, number);
            }
            name::Frame if self.mode == Mode::InFrameset => {
                self.insert_void(tag, number);
            }
            _ => {}
        }
        Next::Data
    }

    pub(super) fn end_in_frameset(&mut self, number: Number) {
        match (self.mode, number) {
            (Mode::InFrameset, name::Frameset) if self.stack.len() > 1 => {
                self.pop();
                if self.context.is_none() && !self.top_is(name::Frameset) {
                    self.mode = Mode::AfterFrameset;
                }
            }
            (Mode::AfterFrameset, name::Html) => self.mode = Mode::AfterAfterFrameset,
            _ => {}
        }
    }
}
