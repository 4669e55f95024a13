//! The insertion modes of tables, "in table" to "in cell", and that of templates.

use super::Builder;
use super::elements::type_attribute;
use super::flags::{BODY_CONTEXT, CELL, FOSTERS, IMPLIED, ROW_CONTEXT, TABLE_SCOPE};
use super::insertion_mode::Mode;
use super::is_white_space;
use crate::names::name_table::NameId;
use crate::names::tag::name_ids as name;
use crate::tokenizer::State;
use crate::tokenizer::token::StartTag;
use crate::tree::node::NONE;

impl Builder<'_> {
    pub(super) fn text_in_table(&mut self, text: &str) {
        if self.has_table_text || self.top_flags() & FOSTERS != 0 {
            self.table_text.push_str(text);
            self.has_table_text = true;
        } else {
            self.foster = true;
            self.text_in_body(text);
            self.foster = false;
        }
    }

    /// Inserts text that was held back: into the table if it is white space, else before the table.
    #[inline]
    pub(super) fn flush_table_text(&mut self) {
        if self.has_table_text {
            self.place_table_text();
        }
    }

    fn place_table_text(&mut self) {
        self.has_table_text = false;
        let text = std::mem::take(&mut self.table_text);
        if text.chars().all(is_white_space) {
            self.append_text(&text);
        } else {
            self.foster = true;
            self.text_in_body(&text);
            self.foster = false;
        }
        self.table_text = text;
        self.table_text.clear();
    }

    pub(super) fn start_in_table(&mut self, tag: &StartTag<'_>, name_id: NameId) -> State {
        match name_id {
            name::Caption => {
                self.clear_back_to(TABLE_SCOPE);
                self.push_marker();
                self.insert(tag, name_id);
                self.mode = Mode::InCaption;
            }
            name::Colgroup => {
                self.clear_back_to(TABLE_SCOPE);
                self.insert(tag, name_id);
                self.mode = Mode::InColumnGroup;
            }
            name::Col => {
                self.clear_back_to(TABLE_SCOPE);
                self.insert_named(name::Colgroup);
                self.mode = Mode::InColumnGroup;
                return self.start_in_column_group(tag, name_id);
            }
            name::Tbody | name::Tfoot | name::Thead => {
                self.clear_back_to(TABLE_SCOPE);
                self.insert(tag, name_id);
                self.mode = Mode::InTableBody;
            }
            name::Td | name::Th | name::Tr => {
                self.clear_back_to(TABLE_SCOPE);
                self.insert_named(name::Tbody);
                self.mode = Mode::InTableBody;
                return self.start_in_table_body(tag, name_id);
            }
            name::Table => {
                if self.stack.has_in(TABLE_SCOPE, name::Table) {
                    self.pop_through(name::Table);
                    self.reset_mode();
                    return self.start_in_mode(tag, name_id);
                }
            }
            name::Style | name::Script | name::Template => return self.start_in_head(tag, name_id),
            name::Input if is_hidden(tag) => {
                self.insert_void(tag, name_id);
            }
            name::Form => {
                if !self.stack.has(name::Template) && self.form == NONE {
                    self.form = self.insert_void(tag, name_id);
                }
            }
            _ => {
                self.foster = true;
                let next = self.start_in_body(tag, name_id);
                self.foster = false;
                return next;
            }
        }
        State::Data
    }

    pub(super) fn end_in_table(&mut self, name_id: NameId) {
        match name_id {
            name::Table => {
                if self.stack.has_in(TABLE_SCOPE, name::Table) {
                    self.pop_through(name::Table);
                    self.reset_mode();
                }
            }
            name::Body
            | name::Caption
            | name::Col
            | name::Colgroup
            | name::Html
            | name::Tbody
            | name::Td
            | name::Tfoot
            | name::Th
            | name::Thead
            | name::Tr => {}
            name::Template => self.end_template(),
            _ => {
                self.foster = true;
                self.end_in_body(name_id);
                self.foster = false;
            }
        }
    }

    /// Closes the caption. Returns false if none is open.
    fn close_caption(&mut self) -> bool {
        let open = self.stack.has_in(TABLE_SCOPE, name::Caption);
        if open {
            self.generate_implied_end_tags(IMPLIED);
            self.pop_through(name::Caption);
            self.clear_to_marker();
            self.mode = Mode::InTable;
        }
        open
    }

    pub(super) fn start_in_caption(&mut self, tag: &StartTag<'_>, name_id: NameId) -> State {
        match name_id {
            name::Caption
            | name::Col
            | name::Colgroup
            | name::Tbody
            | name::Td
            | name::Tfoot
            | name::Th
            | name::Thead
            | name::Tr => {
                if self.close_caption() {
                    self.start_in_table(tag, name_id)
                } else {
                    State::Data
                }
            }
            _ => self.start_in_body(tag, name_id),
        }
    }

    pub(super) fn end_in_caption(&mut self, name_id: NameId) {
        match name_id {
            name::Caption => {
                self.close_caption();
            }
            name::Table => {
                if self.close_caption() {
                    self.end_in_table(name_id);
                }
            }
            name::Body
            | name::Col
            | name::Colgroup
            | name::Html
            | name::Tbody
            | name::Td
            | name::Tfoot
            | name::Th
            | name::Thead
            | name::Tr => {}
            _ => self.end_in_body(name_id),
        }
    }

    /// Closes the column group. Returns false if the current node is not one; the token is then dropped.
    pub(super) fn leave_column_group(&mut self) -> bool {
        let open = self.top_is(name::Colgroup);
        if open {
            self.pop();
            self.mode = Mode::InTable;
        }
        open
    }

    pub(super) fn start_in_column_group(&mut self, tag: &StartTag<'_>, name_id: NameId) -> State {
        match name_id {
            name::Html => self.start_in_body(tag, name_id),
            name::Col => {
                self.insert_void(tag, name_id);
                State::Data
            }
            name::Template => self.start_in_head(tag, name_id),
            _ if self.leave_column_group() => self.start_in_table(tag, name_id),
            _ => State::Data,
        }
    }

    pub(super) fn end_in_column_group(&mut self, name_id: NameId) {
        match name_id {
            name::Colgroup => {
                self.leave_column_group();
            }
            name::Col => {}
            name::Template => self.end_template(),
            _ => {
                if self.leave_column_group() {
                    self.end_in_table(name_id);
                }
            }
        }
    }

    /// Closes the table body. Returns false if none is open.
    fn close_table_body(&mut self) -> bool {
        let open = self.stack.has_any_in(TABLE_SCOPE, &[name::Tbody, name::Thead, name::Tfoot]);
        if open {
            self.clear_back_to(BODY_CONTEXT);
            self.pop();
            self.mode = Mode::InTable;
        }
        open
    }

    pub(super) fn start_in_table_body(&mut self, tag: &StartTag<'_>, name_id: NameId) -> State {
        match name_id {
            name::Tr => {
                self.clear_back_to(BODY_CONTEXT);
                self.insert(tag, name_id);
                self.mode = Mode::InRow;
                State::Data
            }
            name::Th | name::Td => {
                self.clear_back_to(BODY_CONTEXT);
                self.insert_named(name::Tr);
                self.mode = Mode::InRow;
                self.start_in_row(tag, name_id)
            }
            name::Caption | name::Col | name::Colgroup | name::Tbody | name::Tfoot | name::Thead => {
                if self.close_table_body() { self.start_in_table(tag, name_id) } else { State::Data }
            }
            _ => self.start_in_table(tag, name_id),
        }
    }

    pub(super) fn end_in_table_body(&mut self, name_id: NameId) {
        match name_id {
            name::Tbody | name::Tfoot | name::Thead => {
                if self.stack.has_in(TABLE_SCOPE, name_id) {
                    self.clear_back_to(BODY_CONTEXT);
                    self.pop();
                    self.mode = Mode::InTable;
                }
            }
            name::Table => {
                if self.close_table_body() {
                    self.end_in_table(name_id);
                }
            }
            name::Body
            | name::Caption
            | name::Col
            | name::Colgroup
            | name::Html
            | name::Td
            | name::Th
            | name::Tr => {}
            _ => self.end_in_table(name_id),
        }
    }

    /// Closes the row. Returns false if none is open.
    fn close_row(&mut self) -> bool {
        let open = self.stack.has_in(TABLE_SCOPE, name::Tr);
        if open {
            self.clear_back_to(ROW_CONTEXT);
            self.pop();
            self.mode = Mode::InTableBody;
        }
        open
    }

    pub(super) fn start_in_row(&mut self, tag: &StartTag<'_>, name_id: NameId) -> State {
        match name_id {
            name::Th | name::Td => {
                self.clear_back_to(ROW_CONTEXT);
                self.insert(tag, name_id);
                self.mode = Mode::InCell;
                self.push_marker();
                State::Data
            }
            name::Caption
            | name::Col
            | name::Colgroup
            | name::Tbody
            | name::Tfoot
            | name::Thead
            | name::Tr => {
                if self.close_row() {
                    self.start_in_table_body(tag, name_id)
                } else {
                    State::Data
                }
            }
            _ => self.start_in_table(tag, name_id),
        }
    }

    pub(super) fn end_in_row(&mut self, name_id: NameId) {
        match name_id {
            name::Tr => {
                self.close_row();
            }
            name::Table => {
                if self.close_row() {
                    self.end_in_table_body(name_id);
                }
            }
            name::Tbody | name::Tfoot | name::Thead => {
                if self.stack.has_in(TABLE_SCOPE, name_id) && self.close_row() {
                    self.end_in_table_body(name_id);
                }
            }
            name::Body | name::Caption | name::Col | name::Colgroup | name::Html | name::Td | name::Th => {}
            _ => self.end_in_table(name_id),
        }
    }

    fn close_cell(&mut self) {
        self.generate_implied_end_tags(IMPLIED);
        while self.stack.len() > 1 && self.pop().is_some_and(|open| open.flags & CELL == 0) {}
        self.clear_to_marker();
        self.mode = Mode::InRow;
    }

    pub(super) fn start_in_cell(&mut self, tag: &StartTag<'_>, name_id: NameId) -> State {
        match name_id {
            name::Caption
            | name::Col
            | name::Colgroup
            | name::Tbody
            | name::Td
            | name::Tfoot
            | name::Th
            | name::Thead
            | name::Tr => {
                if !self.stack.has_any_in(TABLE_SCOPE, &[name::Td, name::Th]) {
                    return State::Data;
                }
                self.close_cell();
                self.start_in_row(tag, name_id)
            }
            _ => self.start_in_body(tag, name_id),
        }
    }

    pub(super) fn end_in_cell(&mut self, name_id: NameId) {
        match name_id {
            name::Td | name::Th => {
                if self.stack.has_in(TABLE_SCOPE, name_id) {
                    self.generate_implied_end_tags(IMPLIED);
                    self.pop_through(name_id);
                    self.clear_to_marker();
                    self.mode = Mode::InRow;
                }
            }
            name::Body | name::Caption | name::Col | name::Colgroup | name::Html => {}
            name::Table | name::Tbody | name::Tfoot | name::Thead | name::Tr => {
                if self.stack.has_in(TABLE_SCOPE, name_id) {
                    self.close_cell();
                    self.end_in_row(name_id);
                }
            }
            _ => self.end_in_body(name_id),
        }
    }

    pub(super) fn start_in_template(&mut self, tag: &StartTag<'_>, name_id: NameId) -> State {
        let mode = match name_id {
            name::Base
            | super::flags::BASEFONT
            | super::flags::BGSOUND
            | name::Link
            | name::Meta
            | name::Noframes
            | name::Script
            | name::Style
            | name::Template
            | name::Title => return self.start_in_head(tag, name_id),
            name::Caption | name::Colgroup | name::Tbody | name::Tfoot | name::Thead => Mode::InTable,
            name::Col => Mode::InColumnGroup,
            name::Tr => Mode::InTableBody,
            name::Td | name::Th => Mode::InRow,
            _ => Mode::InBody,
        };
        self.template_modes.pop();
        self.template_modes.push(mode);
        self.mode = mode;
        self.start_in_mode(tag, name_id)
    }
}

/// Whether an `<input>` is `type=hidden`.
pub(super) fn is_hidden(tag: &StartTag<'_>) -> bool {
    tag.attribute(type_attribute()).is_some_and(|kind| kind.value().eq_ignore_ascii_case("hidden"))
}
