//! Building a tree: new nodes, and links between them.

use super::Tree;
use super::node::{NONE, Node, NodeKind, StoredAttribute};
use crate::names::name_table::{NameId, UNKNOWN};
use crate::names::tag::{Tag, name_ids};

impl Tree {
    /// The size of the buffers in bytes.
    pub(crate) fn capacity_bytes(&self) -> usize {
        self.nodes.capacity() * size_of::<Node>()
            + self.attributes.capacity() * size_of::<StoredAttribute>()
            + self.text.capacity()
            + self.values.capacity()
            + self.names.capacity_bytes()
    }

    /// Removes everything and keeps the buffers.
    pub(crate) fn clear(&mut self) {
        self.nodes.clear();
        self.attributes.clear();
        self.text.clear();
        self.values.clear();
        self.names.clear();
        self.marks.clear();
        self.doctype = None;
        self.limited = false;
        self.page_len = 0;
    }

    /// Adds a detached node without a name.
    pub(crate) fn push(&mut self, kind: NodeKind, start: u32, end: u32) -> u32 {
        self.push_named(kind, UNKNOWN, start, end)
    }

    /// Adds a detached node.
    pub(crate) fn push_named(&mut self, kind: NodeKind, name: NameId, start: u32, end: u32) -> u32 {
        let tag = match kind {
            NodeKind::Html => self.names.tag(name),
            NodeKind::Svg if name == name_ids::Svg => Tag::Svg,
            NodeKind::MathMl if name == name_ids::Math => Tag::Math,
            _ => Tag::Unknown,
        };
        let id = self.nodes.len() as u32;
        self.nodes.push(Node {
            parent: NONE,
            previous: NONE,
            next: NONE,
            first: NONE,
            last: NONE,
            start,
            end,
            name,
            tag,
            kind,
        });
        id
    }

    /// Adds a node to `parent`, before `sibling` (`NONE`: at the end).
    #[inline]
    pub(crate) fn insert_new(
        &mut self,
        parent: u32,
        sibling: u32,
        kind: NodeKind,
        name: NameId,
        start: u32,
        end: u32,
    ) -> u32 {
        let id = self.push_named(kind, name, start, end);
        self.insert(parent, sibling, id);
        id
    }

    /// Moves all children of a node to the end of another node's children.
    pub(crate) fn move_children(&mut self, from: u32, to: u32) {
        while self.nodes[from as usize].first != NONE {
            let child = self.nodes[from as usize].first;
            self.detach(child);
            self.insert(to, NONE, child);
        }
    }

    /// Removes a node from its parent.
    pub(crate) fn detach(&mut self, id: u32) {
        let Node { parent, previous, next, .. } = self.nodes[id as usize];
        if parent == NONE {
            return;
        }
        match previous {
            NONE => self.nodes[parent as usize].first = next,
            p => self.nodes[p as usize].next = next,
        }
        match next {
            NONE => self.nodes[parent as usize].last = previous,
            n => self.nodes[n as usize].previous = previous,
        }
        let node = &mut self.nodes[id as usize];
        (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
    }

    /// Attaches a detached node to `parent`, before `sibling` (`NONE`: at the end).
    pub(crate) fn insert(&mut self, parent: u32, sibling: u32, id: u32) {
        let previous = match sibling {
            NONE => self.nodes[parent as usize].last,
            s => self.nodes[s as usize].previous,
        };
        let node = &mut self.nodes[id as usize];
        (node.parent, node.previous, node.next) = (parent, previous, sibling);
        match previous {
            NONE => self.nodes[parent as usize].first = id,
            p => self.nodes[p as usize].next = id,
        }
        match sibling {
            NONE => self.nodes[parent as usize].last = id,
            s => self.nodes[s as usize].previous = id,
        }
    }

    /// Adds characters to `parent` before `sibling`. They extend the text node there if its text is the last in the
    /// buffer. Otherwise they become a second text node next to it, since moving text would take quadratic time.
    pub(crate) fn insert_text(&mut self, parent: u32, sibling: u32, text: &str) {
        let previous = match sibling {
            NONE => self.nodes[parent as usize].last,
            s => self.nodes[s as usize].previous,
        };
        let start = self.text.len() as u32;
        self.text.push_str(text);
        let end = self.text.len() as u32;
        if previous != NONE {
            let node = &mut self.nodes[previous as usize];
            if node.kind == NodeKind::Text && node.end == start {
                node.end = end;
                return;
            }
        }
        let id = self.push(NodeKind::Text, start, end);
        self.insert(parent, sibling, id);
    }
}
