//! The insertion modes of framesets, and those after the body or the frames.

use super::Builder;
use super::insertion_mode::Mode;
use crate::names::name_table::NameId;
use crate::names::tag::name_ids as name;
use crate::tokenizer::State;
use crate::tokenizer::token::StartTag;

impl Builder<'_> {
    pub(super) fn start_after_body(&mut self, tag: &StartTag<'_>, name_id: NameId) -> State {
        if name_id != name::Html {
            self.mode = Mode::InBody;
        }
        self.start_in_body(tag, name_id)
    }

    pub(super) fn end_after_body(&mut self, name_id: NameId) {
        if name_id == name::Html && self.mode == Mode::AfterBody {
            if self.context.is_none() {
                self.mode = Mode::AfterAfterBody;
            }
            return;
        }
        self.mode = Mode::InBody;
        self.end_in_body(name_id);
    }

    pub(super) fn start_in_frameset(&mut self, tag: &StartTag<'_>, name_id: NameId) -> State {
        match name_id {
            name::Html => return self.start_in_body(tag, name_id),
            name::Noframes => return self.start_in_head(tag, name_id),
            name::Frameset if self.mode == Mode::InFrameset => {
                self.insert(tag, name_id);
            }
            name::Frame if self.mode == Mode::InFrameset => {
                self.insert_void(tag, name_id);
            }
            _ => {}
        }
        State::Data
    }

    pub(super) fn end_in_frameset(&mut self, name_id: NameId) {
        match (self.mode, name_id) {
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
