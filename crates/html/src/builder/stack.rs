//! The stack of open elements.
//!
//! The standard answers questions such as "is it in scope" by walking over the stack. Here each takes a few loads: every
//! entry holds the topmost boundary of each scope at or below it, and every name its topmost open element.

use super::flags::{BOUNDS, Flags};
use crate::names::name_table::{KNOWN, NameId};
use crate::tree::node::NodeKind;

/// An open element.
#[derive(Clone, Copy, Debug)]
pub(super) struct OpenElement {
    pub(super) node: u32,
    /// The node to which children are appended: the element itself, a template's contents, or, past the maximum depth,
    /// the element's parent.
    pub(super) insertion_parent: u32,
    pub(super) flags: Flags,
    pub(super) name: NameId,
    /// One more than the index of the next open element with this name below this one; 0 if there is none.
    below: u16,
    /// For each bounding flag, the index of the topmost element with that flag at or below this one.
    bounds: [u16; LANES],
    pub(super) kind: NodeKind,
}

/// One lane for each bounding flag, and one unused.
const LANES: usize = 8;

/// For each set of bounding flags, a mask that covers their lanes.
static LANE_MASKS: [[u16; LANES]; 1 << BOUNDS] = {
    let mut lanes = [[0; LANES]; 1 << BOUNDS];
    let mut set = 0;
    while set < lanes.len() {
        let mut bit = 0;
        while bit < BOUNDS {
            lanes[set][bit] = if set >> bit & 1 == 1 { u16::MAX } else { 0 };
            bit += 1;
        }
        set += 1;
    }
    lanes
};

impl OpenElement {
    /// The entry of an element with the same name that replaces this one on the stack.
    pub(super) fn with_node(self, node: u32) -> Self {
        Self { node, insertion_parent: node, ..self }
    }
}

/// Maximum number of elements open at once. It is far beyond the tree's maximum depth, because deeper elements still count
/// for scopes and end tags.
pub(super) const MAX_OPEN: usize = 32_000;

#[derive(Debug, Default)]
pub(super) struct Stack {
    open: Vec<OpenElement>,
    /// One more than the index of the topmost open element, by name; HTML and foreign elements have separate slots.
    last: Vec<u16>,
    /// The buffer of [`Stack::cut`].
    cut: Vec<OpenElement>,
}

fn slot(kind: NodeKind, name: NameId) -> usize {
    usize::from(name) * 2 + usize::from(kind != NodeKind::Html)
}

impl Stack {
    pub(super) fn clear(&mut self) {
        self.open.clear();
        self.last.clear();
        self.last.resize(2 * KNOWN, 0);
    }

    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    pub(super) fn is_full(&self) -> bool {
        self.open.len() >= MAX_OPEN
    }

    /// The current node; `None` before the root is created.
    #[inline]
    pub(super) fn top(&self) -> Option<&OpenElement> {
        self.open.last()
    }

    pub(super) fn get(&self, index: usize) -> Option<&OpenElement> {
        self.open.get(index)
    }

    #[inline]
    pub(super) fn push(
        &mut self,
        node: u32,
        insertion_parent: u32,
        kind: NodeKind,
        name: NameId,
        flags: Flags,
    ) {
        let index = self.open.len() as u16;
        let slot = slot(kind, name);
        if slot >= self.last.len() {
            self.last.resize(slot + 64, 0);
        }
        let below = std::mem::replace(&mut self.last[slot], index + 1);
        let own = &LANE_MASKS[flags as usize % LANE_MASKS.len()];
        let mut bounds = self.open.last().map_or([0; LANES], |top| top.bounds);
        for (bound, own) in bounds.iter_mut().zip(own) {
            *bound = (*bound & !own) | (index & own);
        }
        self.open.push(OpenElement { node, insertion_parent, flags, name, below, bounds, kind });
    }

    #[inline]
    pub(super) fn pop(&mut self) -> Option<OpenElement> {
        let open = self.open.pop()?;
        self.last[slot(open.kind, open.name)] = open.below;
        Some(open)
    }

    /// The index of the topmost open HTML element with that name.
    #[inline]
    pub(super) fn last_of(&self, name: NameId) -> Option<usize> {
        self.last_in(slot(NodeKind::Html, name))
    }

    /// The same for SVG and MathML.
    pub(super) fn last_foreign(&self, name: NameId) -> Option<usize> {
        self.last_in(slot(NodeKind::Svg, name))
    }

    #[inline]
    fn last_in(&self, slot: usize) -> Option<usize> {
        self.last.get(slot).and_then(|&index| usize::from(index).checked_sub(1))
    }

    /// The index of the next open element with the same name, below this one.
    pub(super) fn below(&self, index: usize) -> Option<usize> {
        self.open.get(index).and_then(|open| usize::from(open.below).checked_sub(1))
    }

    /// The index of the topmost element with a bounding flag.
    #[inline]
    pub(super) fn bound(&self, flag: Flags) -> usize {
        self.open.last().map_or(0, |top| usize::from(top.bounds[flag.trailing_zeros() as usize]))
    }

    /// Whether an element with that name is in a scope.
    #[inline]
    pub(super) fn has_in(&self, scope: Flags, name: NameId) -> bool {
        self.last_of(name).is_some_and(|index| index >= self.bound(scope))
    }

    /// Whether an element with any of these names is in a scope.
    pub(super) fn has_any_in(&self, scope: Flags, names: &[NameId]) -> bool {
        names.iter().any(|&name| self.has_in(scope, name))
    }

    /// Whether an HTML element with that name is open.
    #[inline]
    pub(super) fn has(&self, name: NameId) -> bool {
        self.last_of(name).is_some()
    }

    /// Removes all entries from an index on, which [`Stack::push_again`] can restore.
    pub(super) fn cut(&mut self, from: usize) -> Vec<OpenElement> {
        let mut cut = std::mem::take(&mut self.cut);
        cut.clear();
        while self.open.len() > from {
            cut.extend(self.pop());
        }
        cut.reverse();
        cut
    }

    /// Puts an entry on the stack that was removed from it.
    pub(super) fn push_again(&mut self, open: &OpenElement) {
        self.push(open.node, open.insertion_parent, open.kind, open.name, open.flags);
    }

    /// Returns the buffer of [`Stack::cut`].
    pub(super) fn reuse_buffer(&mut self, cut: Vec<OpenElement>) {
        self.cut = cut;
    }
}

#[cfg(test)]
mod tests {
    use super::super::flags::{self, BUTTON_SCOPE, SCOPE};
    use super::*;
    use crate::names::tag::name_ids as name;
    use proptest::prelude::*;

    const NAMES: [NameId; 8] =
        [name::Div, name::P, name::Button, name::Table, name::Td, name::B, name::Li, name::Ul];

    fn push(stack: &mut Stack, node: u32, name_id: NameId) {
        stack.push(node, node, NodeKind::Html, name_id, flags::element_flags(NodeKind::Html, name_id));
    }

    /// The walk as in the standard.
    fn walk(names: &[NameId], scope: Flags, wanted: NameId) -> bool {
        for &name_id in names.iter().rev() {
            if name_id == wanted {
                return true;
            }
            if flags::element_flags(NodeKind::Html, name_id) & scope != 0 {
                return false;
            }
        }
        false
    }

    proptest! {
        #[test]
        fn scopes_equal_those_of_a_walk(steps in prop::collection::vec((0..11usize, 0..64usize), 0..80)) {
            let mut stack = Stack::default();
            stack.clear();
            push(&mut stack, 0, name::Html);
            let mut names = vec![name::Html];
            for (step, at) in steps {
                match step {
                    8 | 9 if names.len() > 1 => {
                        stack.pop();
                        names.pop();
                    }
                    10 if names.len() > 1 => {
                        let at = 1 + at % (names.len() - 1);
                        let cut = stack.cut(at);
                        cut.iter().skip(1).for_each(|open| stack.push_again(open));
                        stack.reuse_buffer(cut);
                        names.remove(at);
                    }
                    _ => {
                        push(&mut stack, 1, NAMES[step % 8]);
                        names.push(NAMES[step % 8]);
                    }
                }
                for wanted in NAMES {
                    for scope in [SCOPE, BUTTON_SCOPE] {
                        prop_assert_eq!(stack.has_in(scope, wanted), walk(&names, scope, wanted));
                    }
                    prop_assert_eq!(stack.last_of(wanted), names.iter().rposition(|&n| n == wanted));
                }
            }
        }
    }
}
