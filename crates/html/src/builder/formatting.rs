//! The list of active formatting elements: `<b>`, `<i>` and others, which authors close in any order and which are
//! reopened in the elements that follow.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::Builder;
use super::flags::{FORMATTING, SCOPE, SPECIAL};
use super::stack::OpenElement;
use crate::names::name_table::NameId;
use crate::tokenizer::attribute::read_attributes;
use crate::tokenizer::name::Name;
use crate::tokenizer::token::StartTag;
use crate::tree::node::{NONE, NodeKind};

/// An entry of the list. A marker has no node.
#[derive(Clone, Copy, Debug)]
pub(super) struct FormattingEntry {
    node: u32,
    name: NameId,
    /// The index in the page at which the attributes start, for [`Builder::attributes_hash`].
    source: u32,
    hash: Option<u64>,
}

const MARKER: FormattingEntry = FormattingEntry { node: NONE, name: 0, source: 0, hash: None };

/// Maximum length of the list after the last marker. Only broken or hostile pages have more formatting elements open at
/// once within one cell.
const MAX_FORMATTING: usize = 64;

/// The work charged for a node that has no start tag of its own.
const NODE_WORK: usize = 16;

/// Which formatting elements are open: a bit for each node.
#[derive(Debug, Default)]
pub(super) struct OpenNodes {
    bits: Vec<u64>,
}

impl OpenNodes {
    pub(super) fn clear(&mut self) {
        self.bits.clear();
    }

    pub(super) fn set(&mut self, node: u32, open: bool) {
        let (word, bit) = (node as usize / 64, 1 << (node % 64));
        if word >= self.bits.len() {
            self.bits.resize(word + 1, 0);
        }
        if open {
            self.bits[word] |= bit;
        } else {
            self.bits[word] &= !bit;
        }
    }

    fn has(&self, node: u32) -> bool {
        self.bits.get(node as usize / 64).is_some_and(|word| word & (1 << (node % 64)) != 0)
    }
}

/// The standard's limit on the elements that the adoption agency algorithm copies between the formatting element and
/// the block.
const MAX_COPIES: usize = 3;

/// What the inner loop of the adoption agency algorithm leaves.
struct InnerCopies {
    /// The copies, the innermost first.
    copies: Vec<OpenElement>,
    /// The outermost copy, or the block if nothing was copied.
    outermost: u32,
    /// Where in the list the entry of the formatting element goes; `None` if it stays.
    bookmark: Option<usize>,
}

impl Builder<'_> {
    pub(super) fn push_marker(&mut self) {
        if !self.formatting_off {
            self.formatting.push(MARKER);
        }
    }

    pub(super) fn clear_to_marker(&mut self) {
        while self.formatting.pop().is_some_and(|entry| entry.node != NONE) {}
    }

    /// The index of the first entry after the last marker.
    fn after_marker(&self) -> usize {
        self.formatting.iter().rposition(|entry| entry.node == NONE).map_or(0, |marker| marker + 1)
    }

    fn position(&self, node: u32) -> Option<usize> {
        self.formatting.iter().rposition(|entry| entry.node == node)
    }

    /// Reopens the formatting elements of the list that were closed by another element's end (the standard's
    /// "reconstruct the active formatting elements").
    #[inline]
    pub(super) fn reconstruct(&mut self) {
        if let Some(last) = self.formatting.last()
            && last.node != NONE
            && !self.open_formatting.has(last.node)
        {
            self.reconstruct_entries();
        }
    }

    #[cold]
    fn reconstruct_entries(&mut self) {
        let is_open = |entry: &FormattingEntry| entry.node == NONE || self.open_formatting.has(entry.node);
        let from = self.formatting.iter().rposition(is_open).map_or(0, |last| last + 1);
        for index in from..self.formatting.len() {
            let entry = self.formatting[index];
            if !self.spend(NODE_WORK) || self.stack.is_full() {
                return self.stop_formatting();
            }
            self.formatting[index].node = self.insert_again(entry.node, entry.name);
        }
    }

    /// Inserts an element with the name and attributes of another.
    fn insert_again(&mut self, node: u32, name: NameId) -> u32 {
        let old = self.tree.nodes[node as usize];
        let (parent, sibling) = self.insertion_point();
        let new = self.tree.insert_new(parent, sibling, NodeKind::Html, name, old.start, old.end);
        self.push(new, NodeKind::Html, name, parent);
        new
    }

    /// Inserts a formatting element and adds it to the list.
    pub(super) fn insert_formatting(&mut self, tag: &StartTag<'_>, name: NameId) {
        if self.formatting_off {
            self.insert(tag, name);
            return;
        }
        let from = self.after_marker();
        let mut hash = None;
        let of_name = self.formatting[from..].iter().filter(|entry| entry.name == name).count();
        if of_name >= 3 {
            // The list keeps at most three equal elements.
            let own = self.attributes_hash(tag.page, tag.source as u32);
            hash = Some(own);
            let (mut equal, mut first) = (0, None);
            for index in from..self.formatting.len() {
                let entry = self.formatting[index];
                if entry.name != name {
                    continue;
                }
                let other = entry.hash.unwrap_or_else(|| self.attributes_hash(tag.page, entry.source));
                self.formatting[index].hash = Some(other);
                if other == own {
                    first = first.or(Some(index));
                    equal += 1;
                }
            }
            if let (true, Some(first)) = (equal >= 3, first) {
                self.formatting.remove(first);
            }
        }
        if self.formatting.len() - from.min(self.formatting.len()) >= MAX_FORMATTING {
            // The element is in the tree, but what follows is not inside of it.
            self.tree.limited = true;
            self.insert_void(tag, name);
            return;
        }
        let node = self.insert(tag, name);
        self.formatting.push(FormattingEntry { node, name, source: tag.source as u32, hash });
    }

    /// A hash of all attributes of a tag, in any order, including those that the tree drops.
    fn attributes_hash(&mut self, page: &str, source: u32) -> u64 {
        let mut spans = std::mem::take(&mut self.spans);
        let mut sum = 0u64;
        if read_attributes(page, source as usize, true, |_| true, &mut spans).is_some() {
            let tag = StartTag {
                name: Name::new(0, page, 0, 0),
                self_closing: false,
                page,
                spans: &spans,
                source: source as usize,
            };
            for attribute in tag.attributes() {
                let mut hasher = FxHasher::default();
                attribute.name.hash(&mut hasher);
                attribute.value().hash(&mut hasher);
                sum = sum.wrapping_add(hasher.finish());
            }
        }
        self.spans = spans;
        sum
    }

    /// Closes an open `<a>`, as another `<a>` does.
    pub(super) fn close_open_a(&mut self, name: NameId) {
        let from = self.after_marker();
        let Some(entry) = self.formatting[from..].iter().rev().find(|entry| entry.name == name).copied()
        else {
            return;
        };
        self.adopt(name);
        if let Some(index) = self.position(entry.node) {
            self.formatting.remove(index);
        }
        if self.open_formatting.has(entry.node)
            && let Some(at) = self.stack_index(entry.node, name)
        {
            self.remove_open(at);
        }
    }

    /// The index of an open element, found by its node.
    pub(super) fn stack_index(&mut self, node: u32, name: NameId) -> Option<usize> {
        let mut at = self.stack.last_of(name)?;
        while self.stack.get(at)?.node != node {
            self.spend(1);
            at = self.stack.below(at)?;
        }
        Some(at)
    }

    /// The adoption agency algorithm, for the end tag of a formatting element.
    pub(super) fn adopt(&mut self, subject: NameId) {
        let Some(top) = self.stack.top().copied() else { return };
        if top.name == subject && top.kind == NodeKind::Html && self.position(top.node).is_none() {
            self.pop();
            return;
        }
        for _ in 0..8 {
            let from = self.after_marker();
            let found = self.formatting[from..].iter().rposition(|entry| entry.name == subject);
            let Some(index) = found.map(|index| from + index) else {
                return self.any_other_end_tag(subject);
            };
            let node = self.formatting[index].node;
            if !self.open_formatting.has(node) {
                self.formatting.remove(index);
                return;
            }
            let Some(at) = self.stack_index(node, subject) else { return };
            if at < self.stack.bound(SCOPE) {
                return;
            }
            if self.stack.bound(SPECIAL) < at {
                // The common case: no block is open inside of it.
                self.pop_to(at);
                self.formatting.remove(index);
                return;
            }
            // A round creates at most four nodes.
            if !self.spend(4 * NODE_WORK + self.stack.len() - at + self.formatting.len() - from) {
                return self.stop_formatting();
            }
            self.adopt_block(index, at);
        }
    }

    /// The part of the algorithm for a formatting element that has a block open inside of it. The formatting element is
    /// at `index` in the list and at `at` on the stack.
    fn adopt_block(&mut self, index: usize, at: usize) {
        let cut = self.stack.cut(at);
        let formatting = cut[0];
        let is_special = |i: &usize| cut[*i].flags & SPECIAL != 0;
        let block_at = (1..cut.len()).find(is_special).unwrap_or(0);
        let block = cut[block_at];
        let inner = self.copy_inner(&cut[1..block_at], block.node);

        // The insertion point is determined while the formatting element and everything above it are still open.
        let common_ancestor = self.stack.top().copied();
        self.stack.push_again(&formatting);
        inner.copies.iter().rev().for_each(|open| self.stack.push_again(open));
        cut[block_at..].iter().for_each(|open| self.stack.push_again(open));
        self.tree.detach(inner.outermost);
        if let Some(ancestor) = common_ancestor {
            let (parent, sibling) = self.insertion_point_in(&ancestor);
            self.tree.insert(parent, sibling, inner.outermost);
        }

        let old = self.tree.nodes[formatting.node as usize];
        let copy = self.tree.push_named(NodeKind::Html, formatting.name, old.start, old.end);
        self.tree.move_children(block.node, copy);
        self.tree.insert(block.insertion_parent, NONE, copy);
        self.move_entry(self.position(formatting.node).unwrap_or(index), copy, inner.bookmark);
        self.open_formatting.set(formatting.node, false);
        self.open_formatting.set(copy, true);

        // The copy is opened directly inside of the block, and the formatting element is closed.
        let rest = self.stack.cut(at);
        let after_block = inner.copies.len() + 2;
        rest[1..after_block].iter().for_each(|open| self.stack.push_again(open));
        self.stack.push_again(&formatting.with_node(copy));
        rest[after_block..].iter().for_each(|open| self.stack.push_again(open));
        self.stack.reuse_buffer(cut);
    }

    /// The algorithm's inner loop: copies the innermost formatting elements of `between`, which are open between the
    /// formatting element and the block, and nests the block in the copies. The others are closed.
    fn copy_inner(&mut self, between: &[OpenElement], block: u32) -> InnerCopies {
        let mut inner = InnerCopies { copies: vec![], outermost: block, bookmark: None };
        for (count, open) in between.iter().rev().enumerate() {
            let listed = if open.flags & FORMATTING != 0 { self.position(open.node) } else { None };
            if count >= MAX_COPIES
                && let Some(listed) = listed
            {
                self.formatting.remove(listed);
                inner.bookmark = inner.bookmark.map(|mark| mark - usize::from(listed < mark));
            }
            self.open_formatting.set(open.node, false);
            let Some(listed) = listed.filter(|_| count < MAX_COPIES) else { continue };
            let old = self.tree.nodes[open.node as usize];
            let copy = self.tree.push_named(NodeKind::Html, open.name, old.start, old.end);
            self.open_formatting.set(copy, true);
            self.formatting[listed].node = copy;
            if inner.outermost == block {
                inner.bookmark = Some(listed + 1);
            }
            self.tree.detach(inner.outermost);
            self.tree.insert(copy, NONE, inner.outermost);
            inner.outermost = copy;
            inner.copies.push(open.with_node(copy));
        }
        inner
    }

    /// Makes the entry at `position` one for `node`, and moves it to the bookmark if there is one.
    fn move_entry(&mut self, position: usize, node: u32, bookmark: Option<usize>) {
        let entry = FormattingEntry { node, ..self.formatting[position] };
        match bookmark {
            None => self.formatting[position] = entry,
            Some(mark) => {
                self.formatting.insert(mark, entry);
                self.formatting.remove(position + usize::from(position >= mark));
            }
        }
    }

    /// Removes an element from the stack, wherever it is.
    pub(super) fn remove_open(&mut self, at: usize) {
        self.spend(self.stack.len() - at);
        let cut = self.stack.cut(at);
        if let Some(removed) = cut.first().filter(|open| open.flags & FORMATTING != 0) {
            self.open_formatting.set(removed.node, false);
        }
        cut.iter().skip(1).for_each(|open| self.stack.push_again(open));
        self.stack.reuse_buffer(cut);
    }

    /// Takes steps from the work that a page of this size may cost. Returns false if none is left.
    pub(super) fn spend(&mut self, steps: usize) -> bool {
        self.work = self.work.saturating_sub(steps);
        self.work > 0
    }

    /// Stops keeping the list, because its cost is out of proportion to the page. From here on, formatting elements are
    /// treated as any other elements.
    fn stop_formatting(&mut self) {
        self.tree.limited = true;
        self.formatting_off = true;
        self.formatting.clear();
    }
}
