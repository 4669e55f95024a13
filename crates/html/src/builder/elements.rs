//! Inserting nodes into the tree, and opening and closing elements.

use super::flags::{self, FORMATTING, FOSTERS, Flags, IMPLIED};
use super::insertion_mode::Mode;
use super::stack::OpenElement;
use super::{Builder, MAX_DEPTH};
use crate::names::attribute_name::AttributeName;
use crate::names::name_table::{self, NameId, UNKNOWN};
use crate::names::tag::name_ids as name;
use crate::tokenizer::State;
use crate::tokenizer::name::Name;
use crate::tokenizer::token::StartTag;
use crate::tree::node::{NONE, NodeKind, StoredAttribute};

impl Builder<'_> {
    /// The id of a tag's name; a new one if the name is new to the page.
    #[inline]
    pub(super) fn name_id(&mut self, name: Name<'_>) -> NameId {
        if name.id == UNKNOWN { self.tree.names.intern(name.raw()) } else { name.id }
    }

    // Insertion points

    /// The standard's "appropriate place for inserting a node": the parent, and the sibling to insert before (`NONE`: at
    /// the end).
    #[inline]
    pub(super) fn insertion_point(&self) -> (u32, u32) {
        match self.stack.top() {
            Some(top) if !self.foster => (top.insertion_parent, NONE),
            Some(top) => self.insertion_point_in(top),
            None => (0, NONE),
        }
    }

    /// The same, with an open element as the override target.
    pub(super) fn insertion_point_in(&self, open: &OpenElement) -> (u32, u32) {
        if !self.foster || open.flags & FOSTERS == 0 {
            return (open.insertion_parent, NONE);
        }
        let (table, template) = (self.stack.last_of(name::Table), self.stack.last_of(name::Template));
        let node_at = |index: usize| self.stack.get(index).map_or(0, |open| open.insertion_parent);
        match (table, template) {
            (table, Some(template)) if table.is_none_or(|table| template > table) => {
                (node_at(template), NONE)
            }
            (Some(table), _) => {
                let node = self.stack.get(table).map_or(0, |open| open.node);
                match self.tree.nodes[node as usize].parent {
                    NONE => (node_at(table.saturating_sub(1)), NONE),
                    parent => (parent, node),
                }
            }
            (None, _) => (node_at(0), NONE),
        }
    }

    // Elements

    pub(super) fn attributes(&mut self, tag: &StartTag<'_>) -> (u32, u32) {
        let start = self.tree.attributes.len() as u32;
        for attribute in tag.attributes() {
            let name_id = match name_table::attribute_name(attribute.name.id) {
                Some(_) => attribute.name.id,
                None if self.keep.all_attributes => self.name_id(attribute.name),
                None => continue,
            };
            let from = self.tree.values.len() as u32;
            attribute.push_value(&mut self.tree.values);
            let to = self.tree.values.len() as u32;
            self.tree.attributes.push(StoredAttribute { name: name_id, start: from, end: to });
        }
        (start, self.tree.attributes.len() as u32)
    }

    pub(super) fn insert_as(&mut self, tag: &StartTag<'_>, kind: NodeKind, name_id: NameId) -> (u32, u32) {
        let (start, end) = self.attributes(tag);
        let (parent, sibling) = self.insertion_point();
        (self.tree.insert_new(parent, sibling, kind, name_id, start, end), parent)
    }

    /// Inserts an element, which becomes the current node.
    #[inline]
    pub(super) fn insert(&mut self, tag: &StartTag<'_>, name_id: NameId) -> u32 {
        let (node, parent) = self.insert_as(tag, NodeKind::Html, name_id);
        self.push(node, NodeKind::Html, name_id, parent);
        node
    }

    /// Inserts an element without contents.
    pub(super) fn insert_void(&mut self, tag: &StartTag<'_>, name_id: NameId) -> u32 {
        self.insert_as(tag, NodeKind::Html, name_id).0
    }

    /// Inserts an element that has no start tag in the page.
    pub(super) fn insert_named(&mut self, name_id: NameId) -> u32 {
        let (parent, sibling) = self.insertion_point();
        let node = self.tree.insert_new(parent, sibling, NodeKind::Html, name_id, 0, 0);
        self.push(node, NodeKind::Html, name_id, parent);
        node
    }

    /// Makes a node the current one. `parent` is the node's parent.
    #[inline]
    pub(super) fn push(&mut self, node: u32, kind: NodeKind, name_id: NameId, parent: u32) {
        let flags = flags::element_flags(kind, name_id);
        let mut insertion_parent = node;
        if self.stack.len() >= MAX_DEPTH as usize {
            self.tree.limited = true;
            insertion_parent = parent;
        }
        if flags & FORMATTING != 0 {
            self.open_formatting.set(node, true);
        }
        self.stack.push(node, insertion_parent, kind, name_id, flags);
    }

    #[inline]
    pub(super) fn pop(&mut self) -> Option<OpenElement> {
        let open = self.stack.pop()?;
        if open.flags & FORMATTING != 0 {
            self.open_formatting.set(open.node, false);
        }
        Some(open)
    }

    /// Pops until `length` elements are left.
    pub(super) fn pop_to(&mut self, length: usize) {
        while self.stack.len() > length {
            self.pop();
        }
    }

    /// Pops until an element with that name has been popped.
    pub(super) fn pop_through(&mut self, name_id: NameId) {
        match self.stack.last_of(name_id) {
            Some(index) => self.pop_to(index),
            None => self.pop_to(1),
        }
    }

    pub(super) fn top_flags(&self) -> Flags {
        self.stack.top().map_or(0, |top| top.flags)
    }

    pub(super) fn top_is(&self, name_id: NameId) -> bool {
        self.stack.top().is_some_and(|top| top.kind == NodeKind::Html && top.name == name_id)
    }

    /// Pops until the current node has a flag. The root has every flag that is used here.
    pub(super) fn clear_back_to(&mut self, flag: Flags) {
        while self.stack.len() > 1 && self.top_flags() & flag == 0 {
            self.pop();
        }
    }

    pub(super) fn generate_implied_end_tags(&mut self, flag: Flags) {
        while self.top_flags() & flag != 0 {
            self.pop();
        }
    }

    pub(super) fn generate_implied_end_tags_except(&mut self, name_id: NameId) {
        while self.top_flags() & IMPLIED != 0 && !self.top_is(name_id) {
            self.pop();
        }
    }

    /// Adds those attributes of a tag that an element does not have yet.
    pub(super) fn add_missing_attributes(&mut self, node: u32, tag: &StartTag<'_>) {
        let old = self.tree.nodes[node as usize];
        if tag.spans.is_empty() || !self.spend((old.end - old.start) as usize) {
            return;
        }
        let (from, new) = self.attributes(tag);
        let added: Vec<StoredAttribute> = self.tree.attributes[from as usize..new as usize].to_vec();
        self.tree.attributes.truncate(from as usize);
        self.tree.attributes.extend_from_within(old.start as usize..old.end as usize);
        for attribute in added {
            if self.tree.attributes[from as usize..].iter().all(|have| have.name != attribute.name) {
                self.tree.attributes.push(attribute);
            }
        }
        let end = self.tree.attributes.len() as u32;
        let node = &mut self.tree.nodes[node as usize];
        (node.start, node.end) = (from, end);
    }

    // Text

    pub(super) fn append_text(&mut self, text: &str) {
        let (parent, sibling) = self.insertion_point();
        self.tree.insert_text(parent, sibling, text);
    }

    pub(super) fn insert_comment(&mut self, text: &str) {
        if !self.keep.hidden {
            return;
        }
        let (parent, sibling) = match self.mode {
            _ if self.is_foreign() => self.insertion_point(),
            Mode::Initial | Mode::BeforeHtml | Mode::AfterAfterBody | Mode::AfterAfterFrameset => (0, NONE),
            Mode::AfterBody => (self.stack.get(0).map_or(0, |root| root.node), NONE),
            _ => self.insertion_point(),
        };
        let start = self.tree.text.len() as u32;
        self.tree.text.push_str(text);
        let end = self.tree.text.len() as u32;
        self.tree.insert_new(parent, sibling, NodeKind::Comment, UNKNOWN, start, end);
    }

    /// Inserts an element whose contents are text up to its end tag.
    pub(super) fn raw_text(&mut self, tag: &StartTag<'_>, name_id: NameId, next: State) -> State {
        self.insert(tag, name_id);
        self.keep_raw = self.keep.hidden || keeps_text(tag, name_id);
        self.original = self.mode;
        self.mode = Mode::Text;
        next
    }

    pub(super) fn is_foreign(&self) -> bool {
        match (self.stack.top(), self.context) {
            (Some(_), Some(context)) if self.stack.len() == 1 => context.kind != NodeKind::Html,
            (Some(top), _) => top.kind != NodeKind::Html,
            (None, _) => false,
        }
    }

    /// The namespace, name and flags of the adjusted current node.
    pub(super) fn adjusted(&self) -> (NodeKind, NameId, Flags) {
        match (self.stack.top(), self.context) {
            (Some(_), Some(context)) if self.stack.len() == 1 => {
                (context.kind, context.name, flags::element_flags(context.kind, context.name))
            }
            (Some(top), _) => (top.kind, top.name, top.flags),
            (None, _) => (NodeKind::Html, UNKNOWN, 0),
        }
    }

    /// Whether a start tag leaves no element open, so that it is allowed even when no further element can be opened.
    pub(super) fn leaves_nothing_open(&self, name_id: NameId) -> bool {
        matches!(
            name_id,
            name::Area
                | name::Base
                | name::Br
                | name::Embed
                | name::Hr
                | name::Iframe
                | name::Img
                | name::Input
                | name::Link
                | name::Meta
                | name::Noembed
                | name::Noframes
                | name::Param
                | name::Script
                | name::Source
                | name::Style
                | name::Textarea
                | name::Title
                | name::Track
                | name::Wbr
                | name::Xmp
        )
    }
}

/// Whether the tree keeps the element's text. The text of styles is dropped, and that of scripts unless they are data
/// blocks of JSON or formulas.
pub(super) fn keeps_text(tag: &StartTag<'_>, name_id: NameId) -> bool {
    match name_id {
        name::Style => false,
        name::Script => tag.attribute(type_attribute()).is_some_and(|kind| is_data(&kind.value())),
        _ => true,
    }
}

/// Whether the type of a script says that it is data for people or programs: JSON, or a formula for MathJax.
pub(crate) fn is_data(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    kind.contains("json") || kind.starts_with("math/tex")
}

pub(super) fn type_attribute() -> NameId {
    name_table::attribute_id(AttributeName::Type)
}
