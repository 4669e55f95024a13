//! The mode "in body".

use super::flags::{
    APPLET, BARRIER, BASEFONT, BGSOUND, BUTTON_SCOPE, HEADING, IMAGE, IMPLIED, KEYGEN, LIST_SCOPE, SCOPE,
    SPECIAL,
};
use super::table::is_hidden;
use super::{Builder, Mode, is_blank};
use crate::names::name_table::{Number, number as name};
use crate::tokenizer::Next;
use crate::tokenizer::doctype::Quirks;
use crate::tokenizer::token::StartTag;
use crate::tree::{Kind, NONE};

const HEADINGS: &[Number] = &[name::H1, name::H2, name::H3, name::H4, name::H5, name::H6];

impl Builder<'_> {
    pub(super) fn text_in_body(&mut self, text: &str) {
        self.reconstruct();
        if self.frameset_ok && !text.chars().all(is_blank) {
            self.frameset_ok = false;
        }
        self.append_text(text);
    }

    /// Ends an open paragraph.
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
        self.context.is_some_and(|context| context.kind == Kind::Html && context.name == name::Select)
    }

    pub(super) fn start_in_body(&mut self, tag: &StartTag<'_>, number: Number) -> Next {
        match number {
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
                self.insert(tag, number);
            }
            name::A => {
                self.close_open_a(number);
                self.reconstruct();
                self.insert_formatting(tag, number);
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
                self.insert_formatting(tag, number);
            }
            name::Li => self.start_item(tag, number, &[name::Li]),
            name::Dd | name::Dt => self.start_item(tag, number, &[name::Dd, name::Dt]),
            name::Area | name::Br | name::Embed | name::Img | KEYGEN | name::Wbr => {
                self.reconstruct();
                self.insert_void(tag, number);
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
            | name::Title => return self.start_in_head(tag, number),
            name::H1 | name::H2 | name::H3 | name::H4 | name::H5 | name::H6 => {
                self.close_p();
                if self.top_flags() & HEADING != 0 {
                    self.pop();
                }
                self.insert(tag, number);
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
                    self.insert(tag, number);
                    self.mode = Mode::InFrameset;
                }
            }
            name::Pre | name::Listing => {
                self.close_p();
                self.insert(tag, number);
                self.ignore_line_feed = true;
                self.frameset_ok = false;
            }
            name::Form => {
                let in_template = self.stack.has(name::Template);
                if self.form == NONE || in_template {
                    self.close_p();
                    let form = self.insert(tag, number);
                    if !in_template {
                        self.form = form;
                    }
                }
            }
            name::Plaintext => {
                self.close_p();
                self.insert(tag, number);
                return Next::Plaintext;
            }
            name::Button => {
                if self.stack.has_in(SCOPE, name::Button) {
                    self.generate_implied_end_tags(IMPLIED);
                    self.pop_through(name::Button);
                }
                self.reconstruct();
                self.insert(tag, number);
                self.frameset_ok = false;
            }
            name::Nobr => {
                self.reconstruct();
                if self.stack.has_in(SCOPE, name::Nobr) {
                    self.adopt(number);
                    self.reconstruct();
                }
                self.insert_formatting(tag, number);
            }
            APPLET | name::Marquee | name::Object => {
                self.reconstruct();
                self.insert(tag, number);
                self.push_marker();
                self.frameset_ok = false;
            }
            name::Table => {
                if self.quirks != Quirks::Full {
                    self.close_p();
                }
                self.insert(tag, number);
                self.frameset_ok = false;
                self.mode = Mode::InTable;
            }
            name::Input if self.is_in_select_fragment() => {}
            name::Input => {
                if self.stack.has_in(SCOPE, name::Select) {
                    self.pop_through(name::Select);
                }
                self.reconstruct();
                self.insert_void(tag, number);
                if !is_hidden(tag) {
                    self.frameset_ok = false;
                }
            }
            name::Param | name::Source | name::Track => {
                self.insert_void(tag, number);
            }
            name::Hr => {
                self.close_p();
                if self.stack.has_in(SCOPE, name::Select) {
                    self.generate_implied_end_tags(IMPLIED);
                }
                self.insert_void(tag, number);
                self.frameset_ok = false;
            }
            IMAGE => return self.start_in_body(tag, name::Img),
            name::Textarea => {
                let next = self.raw_text(tag, number, Next::Rcdata);
                self.ignore_line_feed = true;
                self.frameset_ok = false;
                return next;
            }
            name::Xmp => {
                self.close_p();
                self.reconstruct();
                self.frameset_ok = false;
                return self.raw_text(tag, number, Next::Rawtext);
            }
            name::Iframe => {
                self.frameset_ok = false;
                return self.raw_text(tag, number, Next::Rawtext);
            }
            name::Noembed => return self.raw_text(tag, number, Next::Rawtext),
            name::Select if self.is_in_select_fragment() => {}
            name::Select => {
                if self.stack.has_in(SCOPE, name::Select) {
                    self.pop_through(name::Select);
                } else {
                    self.reconstruct();
                    self.insert(tag, number);
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
                self.insert(tag, number);
            }
            name::Optgroup => {
                if self.stack.has_in(SCOPE, name::Select) {
                    self.generate_implied_end_tags(IMPLIED);
                } else if self.top_is(name::Option) {
                    self.pop();
                }
                self.reconstruct();
                self.insert(tag, number);
            }
            name::Rb | name::Rtc => {
                if self.stack.has_in(SCOPE, name::Ruby) {
                    self.generate_implied_end_tags(IMPLIED);
                }
                self.insert(tag, number);
            }
            name::Rp | name::Rt => {
                if self.stack.has_in(SCOPE, name::Ruby) {
                    self.generate_implied_end_tags_except(name::Rtc);
                }
                self.insert(tag, number);
            }
            name::Math => {
                self.reconstruct();
                self.insert_foreign(tag, Kind::MathMl, number);
            }
            name::Svg => {
                self.reconstruct();
                self.insert_foreign(tag, Kind::Svg, number);
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
                self.insert(tag, number);
            }
        }
        Next::Data
    }

    /// The body, if it is the second element of the stack.
    fn body(&self) -> Option<u32> {
        self.stack
            .get(1)
            .filter(|open| open.kind == Kind::Html && open.name == name::Body)
            .map(|open| open.node)
    }

    /// `<li>`, `<dd>` and `<dt>` end the item before them.
    fn start_item(&mut self, tag: &StartTag<'_>, number: Number, ends: &[Number]) {
        self.frameset_ok = false;
        let last = ends.iter().filter_map(|&end| Some((self.stack.last_of(end)?, end))).max();
        // An item bounds as well, so an equal index means that nothing bounds it.
        if let Some((at, end)) = last
            && at >= self.stack.bound(BARRIER)
        {
            self.generate_implied_end_tags_except(end);
            self.pop_to(at);
        }
        self.close_p();
        self.insert(tag, number);
    }

    pub(super) fn end_in_body(&mut self, number: Number) {
        match number {
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
                if self.stack.has_in(SCOPE, number) {
                    self.generate_implied_end_tags(IMPLIED);
                    self.pop_through(number);
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
            | name::U => self.adopt(number),
            name::P => {
                if !self.stack.has_in(BUTTON_SCOPE, name::P) {
                    self.insert_named(name::P);
                }
                self.close_p_in_scope();
            }
            name::Li => self.end_item(LIST_SCOPE, number),
            name::Dd | name::Dt => self.end_item(SCOPE, number),
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
                    self.end_after_body(number);
                }
            }
            name::Form => self.end_form(),
            APPLET | name::Marquee | name::Object => {
                if self.stack.has_in(SCOPE, number) {
                    self.generate_implied_end_tags(IMPLIED);
                    self.pop_through(number);
                    self.clear_to_marker();
                }
            }
            name::Br => {
                self.reconstruct();
                let (parent, sibling) = self.place();
                self.tree.insert_new(parent, sibling, Kind::Html, number, 0, 0);
                self.frameset_ok = false;
            }
            _ => self.any_other_end_tag(number),
        }
    }

    fn end_item(&mut self, scope: u32, number: Number) {
        if self.stack.has_in(scope, number) {
            self.generate_implied_end_tags_except(number);
            self.pop_through(number);
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

    pub(super) fn any_other_end_tag(&mut self, number: Number) {
        if let Some(at) = self.stack.last_of(number)
            && at >= self.stack.bound(SPECIAL)
            && at > 0
        {
            self.generate_implied_end_tags_except(number);
            self.pop_to(at);
        }
    }
}
