//! The standard's insertion modes: which rules apply to a token.

use super::is_white_space;
use super::{Builder, Context};
use crate::names::name_table::NameId;
use crate::names::tag::name_ids as name;
use crate::tokenizer::State;
use crate::tokenizer::token::StartTag;
use crate::tree::node::{NONE, NodeKind};

/// The standard's insertion modes. "In table text" is not among them: a buffer of its own takes its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Mode {
    #[default]
    Initial,
    BeforeHtml,
    BeforeHead,
    InHead,
    InHeadNoscript,
    AfterHead,
    InBody,
    Text,
    InTable,
    InCaption,
    InColumnGroup,
    InTableBody,
    InRow,
    InCell,
    InTemplate,
    AfterBody,
    InFrameset,
    AfterFrameset,
    AfterAfterBody,
    AfterAfterFrameset,
}

impl Builder<'_> {
    /// Processes a start tag by the rules of the current insertion mode.
    pub(super) fn start_in_mode(&mut self, tag: &StartTag<'_>, name_id: NameId) -> State {
        match self.mode {
            Mode::InBody => self.start_in_body(tag, name_id),
            Mode::InCell => self.start_in_cell(tag, name_id),
            Mode::InRow => self.start_in_row(tag, name_id),
            Mode::InTableBody => self.start_in_table_body(tag, name_id),
            Mode::InTable => self.start_in_table(tag, name_id),
            Mode::InCaption => self.start_in_caption(tag, name_id),
            Mode::InColumnGroup => self.start_in_column_group(tag, name_id),
            Mode::InTemplate => self.start_in_template(tag, name_id),
            Mode::Initial | Mode::BeforeHtml | Mode::BeforeHead => self.start_before_head(tag, name_id),
            Mode::InHead => self.start_in_head(tag, name_id),
            Mode::InHeadNoscript => self.start_in_head_noscript(tag, name_id),
            Mode::AfterHead => self.start_after_head(tag, name_id),
            Mode::AfterBody | Mode::AfterAfterBody => self.start_after_body(tag, name_id),
            Mode::InFrameset | Mode::AfterFrameset | Mode::AfterAfterFrameset => {
                self.start_in_frameset(tag, name_id)
            }
            // The tokenizer finds no start tags inside of raw text.
            Mode::Text => State::Data,
        }
    }

    pub(super) fn end_in_mode(&mut self, name_id: NameId) {
        match self.mode {
            Mode::InBody => self.end_in_body(name_id),
            Mode::InTemplate if name_id == name::Template => self.end_template(),
            Mode::InTemplate => {}
            Mode::Text => {
                self.pop();
                self.mode = self.original;
            }
            Mode::InCell => self.end_in_cell(name_id),
            Mode::InRow => self.end_in_row(name_id),
            Mode::InTableBody => self.end_in_table_body(name_id),
            Mode::InTable => self.end_in_table(name_id),
            Mode::InCaption => self.end_in_caption(name_id),
            Mode::InColumnGroup => self.end_in_column_group(name_id),
            Mode::Initial | Mode::BeforeHtml | Mode::BeforeHead => self.end_before_head(name_id),
            Mode::InHead => self.end_in_head(name_id),
            Mode::InHeadNoscript => self.end_in_head_noscript(name_id),
            Mode::AfterHead => self.end_after_head(name_id),
            Mode::AfterBody | Mode::AfterAfterBody => self.end_after_body(name_id),
            Mode::InFrameset | Mode::AfterFrameset | Mode::AfterAfterFrameset => {
                self.end_in_frameset(name_id)
            }
        }
    }

    pub(super) fn text_in_mode(&mut self, text: &str) {
        match self.mode {
            Mode::InBody | Mode::InCell | Mode::InCaption | Mode::InTemplate => self.text_in_body(text),
            Mode::Text => {
                if self.keep_raw {
                    self.append_text(text);
                }
            }
            Mode::InTable | Mode::InTableBody | Mode::InRow => self.text_in_table(text),
            _ => self.text_outside(text),
        }
    }

    /// Text before the body, after it, or between frames, where white space has rules of its own.
    pub(super) fn text_outside(&mut self, text: &str) {
        let rest = text.trim_start_matches(is_white_space);
        let (white_space, rest) = text.split_at(text.len() - rest.len());
        match self.mode {
            Mode::Initial | Mode::BeforeHtml | Mode::BeforeHead => {}
            Mode::InHead | Mode::InHeadNoscript | Mode::AfterHead | Mode::InColumnGroup
                if !white_space.is_empty() =>
            {
                self.append_text(white_space);
            }
            Mode::AfterBody | Mode::AfterAfterBody | Mode::AfterAfterFrameset if !white_space.is_empty() => {
                self.text_in_body(white_space);
            }
            Mode::InFrameset | Mode::AfterFrameset => {
                let white_space: String = text.chars().filter(|&c| is_white_space(c)).collect();
                if !white_space.is_empty() {
                    self.append_text(&white_space);
                }
                return;
            }
            _ => {}
        }
        if rest.is_empty() {
            return;
        }
        match self.mode {
            Mode::Initial | Mode::BeforeHtml | Mode::BeforeHead | Mode::InHead | Mode::InHeadNoscript => {
                self.leave_to_after_head();
                self.text_in_mode(rest);
            }
            Mode::AfterHead => {
                self.insert_named(name::Body);
                self.mode = Mode::InBody;
                self.text_in_mode(rest);
            }
            Mode::InColumnGroup => {
                if self.leave_column_group() {
                    self.text_in_mode(rest);
                } else {
                    // Other characters are dropped, but white space after them is not.
                    let at = rest.find(is_white_space).unwrap_or(rest.len());
                    if at < rest.len() {
                        self.text_outside(&rest[at..]);
                    }
                }
            }
            Mode::AfterBody | Mode::AfterAfterBody => {
                self.mode = Mode::InBody;
                self.text_in_mode(rest);
            }
            Mode::AfterAfterFrameset => {
                let at = rest.find(is_white_space).unwrap_or(rest.len());
                if at < rest.len() {
                    self.text_outside(&rest[at..]);
                }
            }
            _ => {}
        }
    }

    /// The standard's "reset the insertion mode appropriately".
    pub(super) fn reset_mode(&mut self) {
        const MODES: &[(NameId, Mode)] = &[
            (name::Td, Mode::InCell),
            (name::Th, Mode::InCell),
            (name::Tr, Mode::InRow),
            (name::Tbody, Mode::InTableBody),
            (name::Thead, Mode::InTableBody),
            (name::Tfoot, Mode::InTableBody),
            (name::Caption, Mode::InCaption),
            (name::Colgroup, Mode::InColumnGroup),
            (name::Table, Mode::InTable),
            (name::Template, Mode::InTemplate),
            (name::Head, Mode::InHead),
            (name::Body, Mode::InBody),
            (name::Frameset, Mode::InFrameset),
        ];
        let of_template = |modes: &[Mode]| modes.last().copied().unwrap_or(Mode::InBody);
        let open = |&(name_id, mode): &(NameId, Mode)| self.stack.last_of(name_id).map(|index| (index, mode));
        self.mode = match MODES.iter().filter_map(open).max_by_key(|&(index, _)| index) {
            Some((_, Mode::InTemplate)) => of_template(&self.template_modes),
            Some((_, mode)) => mode,
            None => match self.context.filter(|context| context.kind == NodeKind::Html) {
                // In a fragment, `td`, `th` and `head` have the mode of their contents.
                Some(Context { name: name::Td | name::Th | name::Head, .. }) => Mode::InBody,
                Some(Context { name: name::Template, .. }) => of_template(&self.template_modes),
                Some(Context { name: name::Html, .. }) if self.head == NONE => Mode::BeforeHead,
                Some(Context { name: name::Html, .. }) => Mode::AfterHead,
                Some(context) => MODES
                    .iter()
                    .find(|(name_id, _)| *name_id == context.name)
                    .map_or(Mode::InBody, |&(_, mode)| mode),
                None if self.context.is_some() => Mode::InBody,
                None if self.head == NONE => Mode::BeforeHead,
                None => Mode::AfterHead,
            },
        };
    }
}
