//! The list of active formatting elements: `<b>` and the like that an author may close in any order, and that are
//! opened anew in what follows.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::Builder;
use super::flags::{FORMATTING, SCOPE, SPECIAL};
use crate::names::name_table::Number;
use crate::tokenizer::token::{self, StartTag};
use crate::tree::{Kind, NONE};

/// An entry; a marker has no node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    node: u32,
    name: Number,
    /// Where the attributes stand in the page, for [`Builder::attributes_hash`].
    source: u32,
    hash: Option<u64>,
}

const MARKER: Entry = Entry { node: NONE, name: 0, source: 0, hash: None };

/// More formatting elements than this are open at once, inside of one cell, only on broken or hostile pages.
const MOST: usize = 64;

/// What a node that no start tag stands for takes from the page's work.
const NODE: usize = 16;

/// Which formatting elements are open, by node.
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

    /// Opens every formatting element of the list anew that was closed by something else.
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
        let is_open = |entry: &Entry| entry.node == NONE || self.open_formatting.has(entry.node);
        let from = self.formatting.iter().rposition(is_open).map_or(0, |last| last + 1);
        for index in from..self.formatting.len() {
            let entry = self.formatting[index];
            if !self.spend(NODE) || self.stack.is_full() {
                return self.stop_formatting();
            }
            self.formatting[index].node = self.insert_again(entry.node, entry.name);
        }
    }

    /// Inserts an element with the name and the attributes of another.
    fn insert_again(&mut self, node: u32, name: Number) -> u32 {
        let old = self.tree.nodes[node as usize];
        let (parent, sibling) = self.place();
        let new = self.tree.insert_new(parent, sibling, Kind::Html, name, old.start, old.end);
        self.push(new, Kind::Html, name, parent);
        new
    }

    /// Inserts a formatting element and puts it on the list.
    pub(super) fn insert_formatting(&mut self, tag: &StartTag<'_>, name: Number) {
        if self.formatting_off {
            self.insert(tag, name);
            return;
        }
        let from = self.after_marker();
        let mut hash = None;
        let of_name = self.formatting[from..].iter().filter(|entry| entry.name == name).count();
        if of_name >= 3 {
            // Of equal elements the list keeps three.
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
        if self.formatting.len() - from.min(self.formatting.len()) >= MOST {
            // The element is there, but what follows is not in it.
            self.tree.limited = true;
            self.insert_void(tag, name);
            return;
        }
        let node = self.insert(tag, name);
        self.formatting.push(Entry { node, name, source: tag.source as u32, hash });
    }

    /// A hash of all attributes of a tag, whatever their order, those that the tree drops included.
    fn attributes_hash(&mut self, page: &str, source: u32) -> u64 {
        let mut spans = std::mem::take(&mut self.spans);
        let mut sum = 0u64;
        if token::attributes(page, source as usize, true, |_| true, &mut spans).is_some() {
            let tag = StartTag {
                name: token::Name::new(0, page, 0, 0),
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

    /// An `<a>` closes an open one.
    pub(super) fn close_open_a(&mut self, name: Number) {
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

    /// The index of an open element by its node.
    pub(super) fn stack_index(&mut self, node: u32, name: Number) -> Option<usize> {
        let mut at = self.stack.last_of(name)?;
        while self.stack.get(at)?.node != node {
            self.spend(1);
            at = self.stack.below(at)?;
        }
        Some(at)
    }

    /// The adoption agency algorithm: an end tag of a formatting element.
    pub(super) fn adopt(&mut self, subject: Number) {
        let Some(top) = self.stack.top().copied() else { return };
        if top.name == subject && top.kind == Kind::Html && self.position(top.node).is_none() {
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
                // The common case: no block inside of it.
                self.pop_to(at);
                self.formatting.remove(index);
                return;
            }
            // A round makes up to four nodes.
            if !self.spend(4 * NODE + self.stack.len() - at + self.formatting.len() - from) {
                return self.stop_formatting();
            }
            self.adopt_block(index, at);
        }
    }

    /// The part of the algorithm for a formatting element, the `index`th of the list and the `at`th of the stack, with
    /// a block open inside of it.
    fn adopt_block(&mut self, index: usize, at: usize) {
        let cut = self.stack.cut(at);
        let formatting = cut[0];
        let is_special = |i: &usize| cut[*i].flags & SPECIAL != 0;
        let block_at = (1..cut.len()).find(is_special).unwrap_or(0);
        let block = cut[block_at];
        let mut bookmark = None;
        let mut last = block.node;
        // What stays open of the elements between the two: copies, the outermost last.
        let mut between = vec![];
        for (inner, open) in cut[1..block_at].iter().rev().enumerate() {
            let listed = if open.flags & FORMATTING != 0 { self.position(open.node) } else { None };
            if inner >= 3
                && let Some(listed) = listed
            {
                self.formatting.remove(listed);
                bookmark = bookmark.map(|mark: usize| mark - usize::from(listed < mark));
            }
            let Some(listed) = listed.filter(|_| inner < 3) else {
                self.open_formatting.set(open.node, false);
                continue;
            };
            let old = self.tree.nodes[open.node as usize];
            let copy = self.tree.push_named(Kind::Html, open.name, old.start, old.end);
            self.open_formatting.set(open.node, false);
            self.open_formatting.set(copy, true);
            self.formatting[listed].node = copy;
            if last == block.node {
                bookmark = Some(listed + 1);
            }
            self.tree.detach(last);
            self.tree.insert(copy, NONE, last);
            last = copy;
            between.push(open.with_node(copy));
        }
        // The place of what is moved is asked for with the formatting element and what is above it still open.
        let common = self.stack.top().copied();
        self.stack.put_back(&formatting);
        between.iter().rev().for_each(|open| self.stack.put_back(open));
        cut[block_at..].iter().for_each(|open| self.stack.put_back(open));
        self.tree.detach(last);
        if let Some(common) = common {
            let (parent, sibling) = self.place_in(&common);
            self.tree.insert(parent, sibling, last);
        }

        let old = self.tree.nodes[formatting.node as usize];
        let copy = self.tree.push_named(Kind::Html, formatting.name, old.start, old.end);
        self.tree.move_children(block.node, copy);
        self.tree.insert(block.place, NONE, copy);
        let position = self.position(formatting.node).unwrap_or(index);
        let mut entry = self.formatting[position];
        entry.node = copy;
        match bookmark {
            None => self.formatting[position] = entry,
            Some(mark) => {
                self.formatting.insert(mark, entry);
                self.formatting.remove(position + usize::from(position >= mark));
            }
        }
        self.open_formatting.set(formatting.node, false);
        self.open_formatting.set(copy, true);

        let rest = self.stack.cut(at);
        let after_block = between.len() + 2;
        rest[1..after_block].iter().for_each(|open| self.stack.put_back(open));
        self.stack.put_back(&formatting.with_node(copy));
        rest[after_block..].iter().for_each(|open| self.stack.put_back(open));
        self.stack.keep_room(cut);
    }

    /// Takes an element off the stack that need not be the current one.
    pub(super) fn remove_open(&mut self, at: usize) {
        self.spend(self.stack.len() - at);
        let cut = self.stack.cut(at);
        if let Some(removed) = cut.first().filter(|open| open.flags & FORMATTING != 0) {
            self.open_formatting.set(removed.node, false);
        }
        cut.iter().skip(1).for_each(|open| self.stack.put_back(open));
        self.stack.keep_room(cut);
    }

    /// Takes from the work that a page of this size may cost; false where nothing is left.
    pub(super) fn spend(&mut self, steps: usize) -> bool {
        self.work = self.work.saturating_sub(steps);
        self.work > 0
    }

    /// From here on formatting elements are elements like others: what the list costs is beyond the page's size.
    fn stop_formatting(&mut self) {
        self.tree.limited = true;
        self.formatting_off = true;
        self.formatting.clear();
    }
}
