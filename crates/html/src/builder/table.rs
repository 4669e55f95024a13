//! Tables: the modes "in table" to "in cell", and templates.

use super::flags::{BODY_CONTEXT, CELL, IMPLIED, ROW_CONTEXT, TABLE_SCOPE};
use super::{Builder, FOSTERS, Mode, is_blank, name_of_type};
use crate::names::name_table::{Number, number as name};
use crate::tokenizer::Next;
use crate::tokenizer::token::StartTag;
use crate::tree::NONE;

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

    /// Puts text that was held back where it belongs: white space into the table, everything else before it.
    #[inline]
    pub(super) fn flush_table_text(&mut self) {
        if self.has_table_text {
            self.place_table_text();
        }
    }

    fn place_table_text(&mut self) {
        self.has_table_text = false;
        let text = std::mem::take(&mut self.table_text);
        if text.chars().all(is_blank) {
            self.append_text(&text);
        } else {
            self.foster = true;
            self.text_in_body(&text);
            self.foster = false;
        }
        self.table_text = text;
        self.table_text.clear();
    }

    pub(super) fn start_in_table(&mut self, tag: &StartTag<'_>, number: Number) -> Next {
        match number {
            name::Caption => {
                self.clear_back_to(TABLE_SCOPE);
                self.push_marker();
                self.insert(tag, number);
                self.mode = Mode::InCaption;
            }
            name::Colgroup => {
                self.clear_back_to(TABLE_SCOPE);
                self.insert(tag, number);
                self.mode = Mode::InColumnGroup;
            }
            name::Col => {
                self.clear_back_to(TABLE_SCOPE);
                self.insert_named(name::Colgroup);
                self.mode = Mode::InColumnGroup;
                return self.start_in_column_group(tag, number);
            }
            name::Tbody | name::Tfoot | name::Thead => {
                self.clear_back_to(TABLE_SCOPE);
                self.insert(tag, number);
                self.mode = Mode::InTableBody;
            }
            name::Td | name::Th | name::Tr => {
                self.clear_back_to(TABLE_SCOPE);
                self.insert_named(name::Tbody);
                self.mode = Mode::InTableBody;
                return self.start_in_table_body(tag, number);
            }
            name::Table => {
                if self.stack.has_in(TABLE_SCOPE, name::Table) {
                    self.pop_through(name::Table);
                    self.reset_mode();
                    return self.start_in_mode(tag, number);
                }
            }
            name::Style | name::Script | name::Template => return self.start_in_head(tag, number),
            name::Input if is_hidden(tag) => {
                self.insert_void(tag, number);
            }
            name::Form => {
                if !self.stack.has(name::Template) && self.form == NONE {
                    self.form = self.insert_void(tag, number);
                }
            }
            _ => {
                self.foster = true;
                let next = self.start_in_body(tag, number);
                self.foster = false;
                return next;
            }
        }
        Next::Data
    }

    pub(super) fn end_in_table(&mut self, number: Number) {
        match number {
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
                self.end_in_body(number);
                self.foster = false;
            }
        }
    }

    /// Ends a caption if there is one to end.
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

    pub(super) fn start_in_caption(&mut self, tag: &StartTag<'_>, number: Number) -> Next {
        match number {
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
                    self.start_in_table(tag, number)
                } else {
                    Next::Data
                }
            }
            _ => self.start_in_body(tag, number),
        }
    }

    pub(super) fn end_in_caption(&mut self, number: Number) {
        match number {
            name::Caption => {
                self.close_caption();
            }
            name::Table => {
                if self.close_caption() {
                    self.end_in_table(number);
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
            _ => self.end_in_body(number),
        }
    }

    /// Ends a column group; false where the current node is none, so that what ends it is dropped.
    pub(super) fn leave_column_group(&mut self) -> bool {
        let open = self.top_is(name::Colgroup);
        if open {
            self.pop();
            self.mode = Mode::InTable;
        }
        open
    }

    pub(super) fn start_in_column_group(&mut self, tag: &StartTag<'_>, number: Number) -> Next {
        match number {
            name::Html => self.start_in_body(tag, number),
            name::Col => {
                self.insert_void(tag, number);
                Next::Data
            }
            name::Template => self.start_in_head(tag, number),
            _ if self.leave_column_group() => self.start_in_table(tag, number),
            _ => Next::Data,
        }
    }

    pub(super) fn end_in_column_group(&mut self, number: Number) {
        match number {
            name::Colgroup => {
                self.leave_column_group();
            }
            name::Col => {}
            name::Template => self.end_template(),
            _ => {
                if self.leave_column_group() {
                    self.end_in_table(number);
                }
            }
        }
    }

    /// Ends a table body if there is one to end.
    fn close_table_body(&mut self) -> bool {
        let open = self.stack.has_any_in(TABLE_SCOPE, &[name::Tbody, name::Thead, name::Tfoot]);
        if open {
            self.clear_back_to(BODY_CONTEXT);
            self.pop();
            self.mode = Mode::InTable;
        }
        open
    }

    pub(super) fn start_in_table_body(&mut self, tag: &StartTag<'_>, number: Number) -> Next {
        match number {
            name::Tr => {
                self.clear_back_to(BODY_CONTEXT);
                self.insert(tag, number);
                self.mode = Mode::InRow;
                Next::Data
            }
            name::Th | name::Td => {
                self.clear_back_to(BODY_CONTEXT);
                self.insert_named(name::Tr);
                self.mode = Mode::InRow;
                self.start_in_row(tag, number)
            }
            name::Caption | name::Col | name::Colgroup | name::Tbody | name::Tfoot | name::Thead => {
                if self.close_table_body() { self.start_in_table(tag, number) } else { Next::Data }
            }
            _ => self.start_in_table(tag, number),
        }
    }

    pub(super) fn end_in_table_body(&mut self, number: Number) {
        match number {
            name::Tbody | name::Tfoot | name::Thead => {
                if self.stack.has_in(TABLE_SCOPE, number) {
                    self.clear_back_to(BODY_CONTEXT);
                    self.pop();
                    self.mode = Mode::InTable;
                }
            }
            name::Table => {
                if self.close_table_body() {
                    self.end_in_table(number);
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
            _ => self.end_in_table(number),
        }
    }

    /// Ends a row if there is one to end.
    fn close_row(&mut self) -> bool {
        let open = self.stack.has_in(TABLE_SCOPE, name::Tr);
        if open {
            self.clear_back_to(ROW_CONTEXT);
            self.pop();
            self.mode = Mode::InTableBody;
        }
        open
    }

    pub(super) fn start_in_row(&mut self, tag: &StartTag<'_>, number: Number) -> Next {
        match number {
            name::Th | name::Td => {
                self.clear_back_to(ROW_CONTEXT);
                self.insert(tag, number);
                self.mode = Mode::InCell;
                self.push_marker();
                Next::Data
            }
            name::Caption
            | name::Col
            | name::Colgroup
            | name::Tbody
            | name::Tfoot
            | name::Thead
            | name::Tr => {
                if self.close_row() {
                    self.start_in_table_body(tag, number)
                } else {
                    Next::Data
                }
            }
            _ => self.start_in_table(tag, number),
        }
    }

    pub(super) fn end_in_row(&mut self, number: Number) {
        match number {
            name::Tr => {
                self.close_row();
            }
            name::Table => {
                if self.close_row() {
                    self.end_in_table_body(number);
                }
            }
            name::Tbody | name::Tfoot | name::Thead => {
                if self.stack.has_in(TABLE_SCOPE, number) && self.close_row() {
                    self.end_in_table_body(number);
                }
            }
            name::Body | name::Caption | name::Col | name::Colgroup | name::Html | name::Td | name::Th => {}
            _ => self.end_in_table(number),
        }
    }

    fn close_cell(&mut self) {
        self.generate_implied_end_tags(IMPLIED);
        while self.stack.len() > 1 && self.pop().is_some_and(|open| open.flags & CELL == 0) {}
        self.clear_to_marker();
        self.mode = Mode::InRow;
    }

    pub(super) fn start_in_cell(&mut self, tag: &StartTag<'_>, number: Number) -> Next {
        match number {
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
                    return Next::Data;
                }
                self.close_cell();
                self.start_in_row(tag, number)
            }
            _ => self.start_in_body(tag, number),
        }
    }

    pub(super) fn end_in_cell(&mut self, number: Number) {
        match number {
            name::Td | name::Th => {
                if self.stack.has_in(TABLE_SCOPE, number) {
                    self.generate_implied_end_tags(IMPLIED);
                    self.pop_through(number);
                    self.clear_to_marker();
                    self.mode = Mode::InRow;
                }
            }
            name::Body | name::Caption | name::Col | name::Colgroup | name::Html => {}
            name::Table | name::Tbody | name::Tfoot | name::Thead | name::Tr => {
                if self.stack.has_in(TABLE_SCOPE, number) {
                    self.close_cell();
                    self.end_in_row(number);
                }
            }
            _ => self.end_in_body(number),
        }
    }

    pub(super) fn start_in_template(&mut self, tag: &StartTag<'_>, number: Number) -> Next {
        let mode = match number {
            name::Base
            | super::flags::BASEFONT
            | super::flags::BGSOUND
            | name::Link
            | name::Meta
            | name::Noframes
            | name::Script
            | name::Style
            | name::Template
            | name::Title => return self.start_in_head(tag, number),
            name::Caption | name::Colgroup | name::Tbody | name::Tfoot | name::Thead => Mode::InTable,
            name::Col => Mode::InColumnGroup,
            name::Tr => Mode::InTableBody,
            name::Td | name::Th => Mode::InRow,
            _ => Mode::InBody,
        };
        self.template_modes.pop();
        self.template_modes.push(mode);
        self.mode = mode;
        self.start_in_mode(tag, number)
    }
}

/// Whether an `<input>` is `type=hidden`.
pub(super) fn is_hidden(tag: &StartTag<'_>) -> bool {
    tag.attribute(name_of_type()).is_some_and(|kind| kind.value().eq_ignore_ascii_case("hidden"))
}
