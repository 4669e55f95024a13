//! What classes call elements, each value of a page read once: pages say the same few hundred times.

use dechaff_html::{NodeId, Tree};
use rustc_hash::FxHashMap;

use crate::metadata::class_marks;
use crate::{hash, names};

/// The classes of a page's elements.
pub(crate) struct ClassNames<'t> {
    by_value: FxHashMap<&'t str, u32>,
    /// Index in `facts` and one more, by node; 0 for what was not asked yet.
    by_node: Vec<u32>,
    facts: Vec<ClassFacts>,
    words: Vec<u32>,
}

/// What a value of `class` says.
#[derive(Clone, Copy)]
pub(crate) struct ClassFacts {
    /// Bits of [`names`].
    pub(crate) groups: u32,
    /// Bits of [`class_marks`].
    pub(crate) marks: u32,
    /// A hash without digits, which differ between repeated items.
    pub(crate) shape: u32,
    /// Range of `ClassNames::words`.
    words: (u32, u32),
}

impl<'t> ClassNames<'t> {
    pub(crate) fn new(tree: &'t Tree) -> Self {
        Self { by_value: FxHashMap::default(), by_node: vec![0; tree.len()], facts: vec![], words: vec![] }
    }

    /// What the class of a node says, which is `value`.
    pub(crate) fn of(&mut self, node: NodeId, value: &'t str) -> ClassFacts {
        let known = self.by_node[node.index()];
        let index = if known > 0 { known - 1 } else { self.look_up(node, value) };
        self.facts[index as usize]
    }

    fn look_up(&mut self, node: NodeId, value: &'t str) -> u32 {
        let index = *self.by_value.entry(value).or_insert_with(|| {
            let first = self.words.len() as u32;
            let groups = names::read(value, |word| self.words.push(word));
            let letters = value.bytes().filter(|b| !b.is_ascii_digit());
            self.facts.push(ClassFacts {
                groups,
                marks: class_marks::of_names(value),
                shape: letters.fold(hash::EMPTY, hash::step),
                words: (first, self.words.len() as u32),
            });
            self.facts.len() as u32 - 1
        });
        self.by_node[node.index()] = index + 1;
        index
    }

    /// The hashed words of a class.
    pub(crate) fn words(&self, facts: ClassFacts) -> &[u32] {
        &self.words[facts.words.0 as usize..facts.words.1 as usize]
    }
}
