//! The insertion mode "in body".
//!
//! `start_in_body` and `end_in_body` are long because they transcribe the standard's list of tags, one arm for each of
//! its entries. They stay in one piece so that they can be compared with it.

use super::Builder;
use super::flags::{
    APPLET, BARRIER, BASEFONT, BGSOUND, BUTTON_SCOPE, HEADING, IMAGE, IMPLIED, KEYGEN, LIST_SCOPE, SCOPE,
    SPECIAL,
};
use super::insertion_mode::Mode;
use super::is_white_space;
use super::table::is_hidden;
use crate::names::name_table::NameId;
use crate::names::tag::name_ids as name;
use crate::tokenizer::State;
use crate::tokenizer::doctype::Quirks;
use crate::tokenizer::token::StartTag;
use crate::tree::node::{NONE, NodeKind};

const HEADINGS: &[NameId] = &[name::H1, name::H2, name::H3, name::H4, name::H5, name::H6];

impl Builder<'_> {
    pub(super) fn text_in_body(&mut self, text: &str) {
        self.reconstruct();
        if self.frameset_ok && !text.chars().all(is_white_space) {
            self.frameset_ok = false;
        }
        self.append_text(text);
    }

    /// Closes an open paragraph.
    fn close_p(&mut self) {
        if self.stack.has_in(BUTTON_SCOPE, name::P) {
            self.close_p_in_scope();
        }
    }

    fn close_p_in_scope(&mut self) {
        self.generate_implied_end_tags_except(name::P);
        self.pop_through(name::P);
    }

    fn is_in_select_fragment(&self) -> bool {
        self.context.is_some_and(|context| context.kind == NodeKind::Html && context.name == name::Select)
    }

    /// A start tag, by the standard's list.
    #[allow(clippy::too_many_lines, reason = "it transcribes one section of the standard, case by case")]
    pub(super) fn start_in_body(&mut self, tag: &StartTag<'_>, name_id: NameId) -> State {
        match name_id {
            name::Address
            | name::Article
            | name::Aside
            | name::Blockquote
            | name::Center
            | name::Details
            | name::Dialog
            | name::Dir
            | name::Div
            | name::Dl
            | name::Fieldset
            | name::Figcaption
            | name::Figure
            | name::Footer
            | name::Header
            | name::Hgroup
            | name::Main
            | name::Menu
            | name::Nav
            | name::Ol
            | name::P
            | name::Search
            | name::Section
            | name::Summary
            | name::Ul => {
                self.close_p();
                self.insert(tag, name_id);
            }
            name::A => {
                self.close_open_a(name_id);
                self.reconstruct();
                self.insert_formatting(tag, name_id);
            }
            name::B
            | name::Big
            | name::Code
            | name::Em
            | name::Font
            | name::I
            | name::S
            | name::Small
            | name::Strike
            | name::Strong
            | name::Tt
            | name::U => {
                self.reconstruct();
                self.insert_formatting(tag, name_id);
            }
            name::Li => self.start_item(tag, name_id, &[name::Li]),
            name::Dd | name::Dt => self.start_item(tag, name_id, &[name::Dd, name::Dt]),
            name::Area | name::Br | name::Embed | name::Img | KEYGEN | name::Wbr => {
                self.reconstruct();
                self.insert_void(tag, name_id);
                self.frameset_ok = false;
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
            | name::Title => return self.start_in_head(tag, name_id),
            name::H1 | name::H2 | name::H3 | name::H4 | name::H5 | name::H6 => {
                self.close_p();
                if self.top_flags() & HEADING != 0 {
                    self.pop();
                }
                self.insert(tag, name_id);
            }
            name::Html => {
                if !self.stack.has(name::Template)
                    && let Some(root) = self.stack.get(0).map(|root| root.node)
                {
                    self.add_missing_attributes(root, tag);
                }
            }
            name::Body => {
                if let Some(body) = self.body()
                    && !self.stack.has(name::Template)
                {
                    self.frameset_ok = false;
                    self.add_missing_attributes(body, tag);
                }
            }
            name::Frameset => {
                if self.frameset_ok
                    && let Some(body) = self.body()
                {
                    self.tree.detach(body);
                    self.pop_to(1);
                    self.insert(tag, name_id);
                    self.mode = Mode::InFrameset;
                }
            }
            name::Pre | name::Listing => {
                self.close_p();
                self.insert(tag, name_id);
                self.ignore_line_feed = true;
                self.frameset_ok = false;
            }
            name::Form => {
                let in_template = self.stack.has(name::Template);
                if self.form == NONE || in_template {
                    self.close_p();
                    let form = self.insert(tag, name_id);
                    if !in_template {
                        self.form = form;
                    }
                }
            }
            name::Plaintext => {
                self.close_p();
                self.insert(tag, name_id);
                return State::Plaintext;
            }
            name::Button => {
                if self.stack.has_in(SCOPE, name::Button) {
                    self.generate_implied_end_tags(IMPLIED);
                    self.pop_through(name::Button);
                }
                self.reconstruct();
                self.insert(tag, name_id);
                self.frameset_ok = false;
            }
            name::Nobr => {
                self.reconstruct();
                if self.stack.has_in(SCOPE, name::Nobr) {
                    self.adopt(name_id);
                    self.reconstruct();
                }
                self.insert_formatting(tag, name_id);
            }
            APPLET | name::Marquee | name::Object => {
                self.reconstruct();
                self.insert(tag, name_id);
                self.push_marker();
                self.frameset_ok = false;
            }
            name::Table => {
                if self.quirks != Quirks::Full {
                    self.close_p();
                }
                self.insert(tag, name_id);
                self.frameset_ok = false;
                self.mode = Mode::InTable;
            }
            name::Input if self.is_in_select_fragment() => {}
            name::Input => {
                if self.stack.has_in(SCOPE, name::Select) {
                    self.pop_through(name::Select);
                }
                self.reconstruct();
                self.insert_void(tag, name_id);
                if !is_hidden(tag) {
                    self.frameset_ok = false;
                }
            }
            name::Param | name::Source | name::Track => {
                self.insert_void(tag, name_id);
            }
            name::Hr => {
                self.close_p();
                if self.stack.has_in(SCOPE, name::Select) {
                    self.generate_implied_end_tags(IMPLIED);
                }
                self.insert_void(tag, name_id);
                self.frameset_ok = false;
            }
            IMAGE => return self.start_in_body(tag, name::Img),
            name::Textarea => {
                let next = self.raw_text(tag, name_id, State::Rcdata);
                self.ignore_line_feed = true;
                self.frameset_ok = false;
                return next;
            }
            name::Xmp => {
                self.close_p();
                self.reconstruct();
                self.frameset_ok = false;
                return self.raw_text(tag, name_id, State::Rawtext);
            }
            name::Iframe => {
                self.frameset_ok = false;
                return self.raw_text(tag, name_id, State::Rawtext);
            }
            name::Noembed => return self.raw_text(tag, name_id, State::Rawtext),
            name::Select if self.is_in_select_fragment() => {}
            name::Select => {
                if self.stack.has_in(SCOPE, name::Select) {
                    self.pop_through(name::Select);
                } else {
                    self.reconstruct();
                    self.insert(tag, name_id);
                    self.frameset_ok = false;
                }
            }
            name::Option => {
                if self.stack.has_in(SCOPE, name::Select) {
                    self.generate_implied_end_tags_except(name::Optgroup);
                } else if self.top_is(name::Option) {
                    self.pop();
                }
                self.reconstruct();
                self.insert(tag, name_id);
            }
            name::Optgroup => {
                if self.stack.has_in(SCOPE, name::Select) {
                    self.generate_implied_end_tags(IMPLIED);
                } else if self.top_is(name::Option) {
                    self.pop();
                }
                self.reconstruct();
                self.insert(tag, name_id);
            }
            name::Rb | name::Rtc => {
                if self.stack.has_in(SCOPE, name::Ruby) {
                    self.generate_implied_end_tags(IMPLIED);
                }
                self.insert(tag, name_id);
            }
            name::Rp | name::Rt => {
                if self.stack.has_in(SCOPE, name::Ruby) {
                    self.generate_implied_end_tags_except(name::Rtc);
                }
                self.insert(tag, name_id);
            }
            name::Math => {
                self.reconstruct();
                self.insert_foreign(tag, NodeKind::MathMl, name_id);
            }
            name::Svg => {
                self.reconstruct();
                self.insert_foreign(tag, NodeKind::Svg, name_id);
            }
            name::Caption
            | name::Col
            | name::Colgroup
            | name::Frame
            | name::Head
            | name::Tbody
            | name::Td
            | name::Tfoot
            | name::Th
            | name::Thead
            | name::Tr => {}
            _ => {
                self.reconstruct();
                self.insert(tag, name_id);
            }
        }
        State::Data
    }

    /// The body, if it is the second element of the stack.
    fn body(&self) -> Option<u32> {
        self.stack
            .get(1)
            .filter(|open| open.kind == NodeKind::Html && open.name == name::Body)
            .map(|open| open.node)
    }

    /// Starts an item, and ends the one before it: `<li>`, `<dd>` and `<dt>`.
    fn start_item(&mut self, tag: &StartTag<'_>, name_id: NameId, ends: &[NameId]) {
        self.frameset_ok = false;
        let last = ends.iter().filter_map(|&end| Some((self.stack.last_of(end)?, end))).max();
        // An item is a barrier too, so an equal index means that no other barrier is above the item.
        if let Some((at, end)) = last
            && at >= self.stack.bound(BARRIER)
        {
            self.generate_implied_end_tags_except(end);
            self.pop_to(at);
        }
        self.close_p();
        self.insert(tag, name_id);
    }

    /// An end tag, by the standard's list.
    #[allow(clippy::too_many_lines, reason = "it transcribes one section of the standard, case by case")]
    pub(super) fn end_in_body(&mut self, name_id: NameId) {
        match name_id {
            name::Address
            | name::Article
            | name::Aside
            | name::Blockquote
            | name::Button
            | name::Center
            | name::Details
            | name::Dialog
            | name::Dir
            | name::Div
            | name::Dl
            | name::Fieldset
            | name::Figcaption
            | name::Figure
            | name::Footer
            | name::Header
            | name::Hgroup
            | name::Listing
            | name::Main
            | name::Menu
            | name::Nav
            | name::Ol
            | name::Pre
            | name::Search
            | name::Section
            | name::Select
            | name::Summary
            | name::Ul => {
                if self.stack.has_in(SCOPE, name_id) {
                    self.generate_implied_end_tags(IMPLIED);
                    self.pop_through(name_id);
                }
            }
            name::A
            | name::B
            | name::Big
            | name::Code
            | name::Em
            | name::Font
            | name::I
            | name::Nobr
            | name::S
            | name::Small
            | name::Strike
            | name::Strong
            | name::Tt
            | name::U => self.adopt(name_id),
            name::P => {
                if !self.stack.has_in(BUTTON_SCOPE, name::P) {
                    self.insert_named(name::P);
                }
                self.close_p_in_scope();
            }
            name::Li => self.end_item(LIST_SCOPE, name_id),
            name::Dd | name::Dt => self.end_item(SCOPE, name_id),
            name::H1 | name::H2 | name::H3 | name::H4 | name::H5 | name::H6 => {
                if self.stack.has_any_in(SCOPE, HEADINGS) {
                    self.generate_implied_end_tags(IMPLIED);
                    while self.stack.len() > 1 && self.pop().is_some_and(|open| open.flags & HEADING == 0) {}
                }
            }
            name::Template => self.end_template(),
            name::Body => {
                if self.stack.has_in(SCOPE, name::Body) {
                    self.mode = Mode::AfterBody;
                }
            }
            name::Html => {
                if self.stack.has_in(SCOPE, name::Body) {
                    self.mode = Mode::AfterBody;
                    self.end_after_body(name_id);
                }
            }
            name::Form => self.end_form(),
            APPLET | name::Marquee | name::Object => {
                if self.stack.has_in(SCOPE, name_id) {
                    self.generate_implied_end_tags(IMPLIED);
                    self.pop_through(name_id);
                    self.clear_to_marker();
                }
            }
            name::Br => {
                self.reconstruct();
                let (parent, sibling) = self.insertion_point();
                self.tree.insert_new(parent, sibling, NodeKind::Html, name_id, 0, 0);
                self.frameset_ok = false;
            }
            _ => self.any_other_end_tag(name_id),
        }
    }

    fn end_item(&mut self, scope: u32, name_id: NameId) {
        if self.stack.has_in(scope, name_id) {
            self.generate_implied_end_tags_except(name_id);
            self.pop_through(name_id);
        }
    }

    fn end_form(&mut self) {
        if self.stack.has(name::Template) {
            if self.stack.has_in(SCOPE, name::Form) {
                self.generate_implied_end_tags(IMPLIED);
                self.pop_through(name::Form);
            }
            return;
        }
        let form = std::mem::replace(&mut self.form, NONE);
        if form == NONE {
            return;
        }
        let Some(at) = self.stack_index(form, name::Form) else { return };
        if at < self.stack.bound(SCOPE) {
            return;
        }
        self.generate_implied_end_tags(IMPLIED);
        if at < self.stack.len() {
            self.remove_open(at);
        }
    }

    pub(super) fn any_other_end_tag(&mut self, name_id: NameId) {
        if let Some(at) = self.stack.last_of(name_id)
            && at >= self.stack.bound(SPECIAL)
            && at > 0
        {
            self.generate_implied_end_tags_except(name_id);
            self.pop_to(at);
        }
    }
}
