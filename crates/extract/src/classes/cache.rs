//! What classes call elements, each value of a page read once: pages say the same few hundred times.

use dechaff_html::{NodeId, Tree};
use rustc_hash::FxHashMap;

use crate::classes::{self, Reading, Word};
use crate::unicode::swar::bytes_in_range;

/// The classes of a page's elements.
pub(crate) struct ClassNames<'t> {
    by_value: FxHashMap<&'t str, u32>,
    /// Index in `facts` and one more, by node; 0 for what was not asked yet.
    by_node: Vec<u32>,
    facts: Vec<ClassFacts>,
    /// Hashed words of each value.
    words: Vec<u32>,
    /// Elements share words more than values.
    by_word: FxHashMap<&'t str, KnownWord>,
    /// Hashed parts of each word.
    parts: Vec<u32>,
}

/// A word of some classes.
struct KnownWord {
    word: Word,
    /// Range of `ClassNames::parts`.
    parts: (u32, u32),
}

impl KnownWord {
    fn new(text: &str, parts: &mut Vec<u32>) -> Self {
        let first = parts.len() as u32;
        let word = classes::read_word(text, &mut |part| parts.push(part));
        Self { word, parts: (first, parts.len() as u32) }
    }
}

/// Different classes of a page.
const USUAL_VALUES: usize = 256;

/// What a value of `class` says.
#[derive(Clone, Copy)]
pub(crate) struct ClassFacts {
    pub(crate) reading: Reading,
    /// A hash without digits, which differ between repeated items.
    pub(crate) shape: u32,
    /// Range of `ClassNames::words`.
    words: (u32, u32),
}

impl<'t> ClassNames<'t> {
    pub(crate) fn new(tree: &'t Tree) -> Self {
        Self {
            by_value: FxHashMap::with_capacity_and_hasher(USUAL_VALUES, Default::default()),
            by_node: vec![0; tree.len()],
            facts: Vec::with_capacity(USUAL_VALUES),
            words: Vec::with_capacity(8 * USUAL_VALUES),
            by_word: FxHashMap::with_capacity_and_hasher(2 * USUAL_VALUES, Default::default()),
            parts: Vec::with_capacity(4 * USUAL_VALUES),
        }
    }

    /// What the class of a node says, which is `value`.
    #[inline]
    pub(crate) fn of(&mut self, node: NodeId, value: &'t str) -> ClassFacts {
        let known = self.by_node[node.index()];
        let index = if known > 0 { known - 1 } else { self.look_up(node, value) };
        self.facts[index as usize]
    }

    #[inline(never)]
    fn look_up(&mut self, node: NodeId, value: &'t str) -> u32 {
        let index = *self.by_value.entry(value).or_insert_with(|| {
            let first = self.words.len() as u32;
            let mut reading = Reading::default();
            for (at, text) in classes::words_of(value) {
                let word =
                    &*self.by_word.entry(text).or_insert_with(|| KnownWord::new(text, &mut self.parts));
                reading.add(at, text, &word.word);
                self.words.extend_from_slice(&self.parts[word.parts.0 as usize..word.parts.1 as usize]);
            }
            self.facts.push(ClassFacts {
                reading,
                shape: shape_of(value),
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

/// A hash of a value without its digits; 0 if nothing is left, as where there is no class.
fn shape_of(value: &str) -> u32 {
    let mut hash = Eights { hash: 0, pending: 0, length: 0 };
    let mut rest = value.as_bytes();
    while let Some((eight, behind)) = rest.split_first_chunk() {
        let eight = u64::from_le_bytes(*eight);
        if hash.length.is_multiple_of(8) && bytes_in_range(eight, b'0', b'9') == 0 {
            hash.add(eight);
        } else {
            rest[..8].iter().for_each(|&byte| hash.push(byte));
        }
        rest = behind;
    }
    rest.iter().for_each(|&byte| hash.push(byte));
    hash.finish()
}

/// A hash that takes eight bytes at a time.
struct Eights {
    hash: u64,
    /// The last bytes, of which there are not eight.
    pending: u64,
    length: u32,
}

impl Eights {
    fn push(&mut self, byte: u8) {
        if !byte.is_ascii_digit() {
            self.pending |= u64::from(byte) << (8 * (self.length % 8));
            self.length += 1;
            if self.length.is_multiple_of(8) {
                self.length -= 8;
                let eight = std::mem::take(&mut self.pending);
                self.add(eight);
            }
        }
    }

    /// Eight bytes, where none are pending.
    fn add(&mut self, eight: u64) {
        self.length += 8;
        self.hash = (self.hash ^ eight).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    }

    fn finish(mut self) -> u32 {
        if self.length == 0 {
            return 0;
        }
        let (pending, length) = (self.pending, u64::from(self.length));
        self.add(pending);
        self.add(length);
        (self.hash >> 32) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn digits_have_no_shape(value in "[a-c1-9 é]{0,40}") {
            let letters: String = value.chars().filter(|c| !c.is_ascii_digit()).collect();
            prop_assert_eq!(shape_of(&value), shape_of(&letters));
            prop_assert_eq!(shape_of(&value) == 0, letters.is_empty());
            prop_assert_ne!(shape_of(&value), shape_of(&format!("{value}x")));
        }
    }
}
