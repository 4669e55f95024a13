//! The stack of open elements. Every question that the standard answers by a walk over the stack is answered by a few
//! loads: each entry knows the topmost boundary of each scope at or below it, and each name its topmost open element.

use super::flags::{BOUNDS, Flags};
use crate::names::name_table::{KNOWN, Number};
use crate::tree::Kind;

/// An open element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub(super) node: u32,
    /// The node that its children become children of: itself, the contents of a template, or, past the greatest depth,
    /// what it hangs on itself.
    pub(super) place: u32,
    pub(super) flags: Flags,
    pub(super) name: Number,
    /// One more than the index of the next open element of that name below it; 0 if there is none.
    below: u16,
    /// The index of the topmost element at or below it that has the flag of this bit.
    bounds: [u16; LANES],
    pub(super) kind: Kind,
}

/// Room for an index of each bounding flag, and one to spare.
const LANES: usize = 8;

/// For each set of bounding flags ones in their lanes.
static LANES_OF: [[u16; LANES]; 1 << BOUNDS] = {
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

impl Open {
    /// An element of the same name, to be put on the stack in its place.
    pub(super) fn with_node(self, node: u32) -> Self {
        Self { node, place: node, ..self }
    }
}

/// Elements that can be open at once. Far beyond the greatest depth of the tree: elements past that still count for
/// scopes and end tags.
pub(super) const MOST_OPEN: usize = 32_000;

#[derive(Debug, Default)]
pub(super) struct Stack {
    open: Vec<Open>,
    /// One more than the index of the topmost open element by name, those of HTML and others apart.
    last: Vec<u16>,
    /// Entries taken off to be put back.
    cut: Vec<Open>,
}

fn slot(kind: Kind, name: Number) -> usize {
    usize::from(name) * 2 + usize::from(kind != Kind::Html)
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
        self.open.len() >= MOST_OPEN
    }

    /// The current node. Before the root is made there is none.
    #[inline]
    pub(super) fn top(&self) -> Option<&Open> {
        self.open.last()
    }

    pub(super) fn get(&self, index: usize) -> Option<&Open> {
        self.open.get(index)
    }

    #[inline]
    pub(super) fn push(&mut self, node: u32, place: u32, kind: Kind, name: Number, flags: Flags) {
        let index = self.open.len() as u16;
        let slot = slot(kind, name);
        if slot >= self.last.len() {
            self.last.resize(slot + 64, 0);
        }
        let below = std::mem::replace(&mut self.last[slot], index + 1);
        let own = &LANES_OF[flags as usize % LANES_OF.len()];
        let mut bounds = self.open.last().map_or([0; LANES], |top| top.bounds);
        for (bound, own) in bounds.iter_mut().zip(own) {
            *bound = (*bound & !own) | (index & own);
        }
        self.open.push(Open { node, place, flags, name, below, bounds, kind });
    }

    #[inline]
    pub(super) fn pop(&mut self) -> Option<Open> {
        let open = self.open.pop()?;
        self.last[slot(open.kind, open.name)] = open.below;
        Some(open)
    }

    /// The index of the topmost open element of HTML with that name.
    #[inline]
    pub(super) fn last_of(&self, name: Number) -> Option<usize> {
        self.last_in(slot(Kind::Html, name))
    }

    /// The same of SVG and MathML.
    pub(super) fn last_foreign(&self, name: Number) -> Option<usize> {
        self.last_in(slot(Kind::Svg, name))
    }

    #[inline]
    fn last_in(&self, slot: usize) -> Option<usize> {
        self.last.get(slot).and_then(|&index| usize::from(index).checked_sub(1))
    }

    /// The index of the next open element of the same name below.
    pub(super) fn below(&self, index: usize) -> Option<usize> {
        self.open.get(index).and_then(|open| usize::from(open.below).checked_sub(1))
    }

    /// The index of the topmost element that has a flag, of those that bound something.
    #[inline]
    pub(super) fn bound(&self, flag: Flags) -> usize {
        self.open.last().map_or(0, |top| usize::from(top.bounds[flag.trailing_zeros() as usize]))
    }

    /// Whether an element of that name is in a scope.
    #[inline]
    pub(super) fn has_in(&self, scope: Flags, name: Number) -> bool {
        self.last_of(name).is_some_and(|index| index >= self.bound(scope))
    }

    /// Whether one of several names is in a scope.
    pub(super) fn has_any_in(&self, scope: Flags, names: &[Number]) -> bool {
        names.iter().any(|&name| self.has_in(scope, name))
    }

    /// Whether an element of HTML with that name is open.
    #[inline]
    pub(super) fn has(&self, name: Number) -> bool {
        self.last_of(name).is_some()
    }

    /// Takes off all from an index on, to be looked at and put back with [`Stack::restore`].
    pub(super) fn cut(&mut self, from: usize) -> Vec<Open> {
        let mut cut = std::mem::take(&mut self.cut);
        cut.clear();
        while self.open.len() > from {
            cut.extend(self.pop());
        }
        cut.reverse();
        cut
    }

    /// Puts back an element.
    pub(super) fn put_back(&mut self, open: &Open) {
        self.push(open.node, open.place, open.kind, open.name, open.flags);
    }

    /// Gives back the room of what was cut.
    pub(super) fn keep_room(&mut self, cut: Vec<Open>) {
        self.cut = cut;
    }
}

#[cfg(test)]
mod tests {
    use super::super::flags::{self, BUTTON_SCOPE, SCOPE};
    use super::*;
    use crate::names::name_table::number as name;
    use proptest::prelude::*;

    const NAMES: [Number; 8] =
        [name::Div, name::P, name::Button, name::Table, name::Td, name::B, name::Li, name::Ul];

    fn push(stack: &mut Stack, node: u32, number: Number) {
        stack.push(node, node, Kind::Html, number, flags::of_element(Kind::Html, number));
    }

    /// The standard's walk.
    fn walk(names: &[Number], scope: Flags, wanted: Number) -> bool {
        for &number in names.iter().rev() {
            if number == wanted {
                return true;
            }
            if flags::of_element(Kind::Html, number) & scope != 0 {
                return false;
            }
        }
        false
    }

    proptest! {
        #[test]
        fn scopes_are_those_of_a_walk(steps in prop::collection::vec((0..11usize, 0..64usize), 0..80)) {
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
                        cut.iter().skip(1).for_each(|open| stack.put_back(open));
                        stack.keep_room(cut);
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
