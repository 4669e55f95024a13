//! The meaning of a page's classes. Each value is read once, since a page repeats the same few hundred.

use dechaff_html::{NodeId, Tree};
use rustc_hash::FxHashMap;

use crate::classes::{self, NameMeaning, ValueMeaning, code_marks, line_marks};
use crate::unicode::swar::bytes_in_range;

/// The values of `class` on one page, and their meanings.
pub(crate) struct ClassCache<'t> {
    by_value: FxHashMap<&'t str, u32>,
    /// For each node, an index of `values` plus one; 0 if the node was not asked for yet.
    by_node: Vec<u32>,
    values: Vec<ClassValue>,
    /// Hashed parts of each value, one after the other.
    word_hashes: Vec<u32>,
    /// Elements share single names more often than whole values.
    by_name: FxHashMap<&'t str, CachedName>,
    /// Hashed parts of each name.
    part_hashes: Vec<u32>,
}

/// One name of a value.
struct CachedName {
    meaning: NameMeaning,
    code: u8,
    line: u16,
    /// Range of `ClassCache::part_hashes`.
    parts: (u32, u32),
}

impl CachedName {
    fn new(name: &str, part_hashes: &mut Vec<u32>) -> Self {
        let first = part_hashes.len() as u32;
        let meaning = classes::read_name(name, &mut |part| part_hashes.push(part));
        let (code, line) = (code_marks::from_name(name), line_marks::from_name(name));
        Self { meaning, code, line, parts: (first, part_hashes.len() as u32) }
    }
}

/// The usual number of different values on a page.
const USUAL_VALUES: usize = 256;

/// A value of `class`.
#[derive(Clone, Copy)]
pub(crate) struct ClassValue {
    pub(crate) meaning: ValueMeaning,
    /// A hash without digits, which differ between repeated items; 0 if nothing else is left.
    pub(crate) shape_hash: u32,
    /// Bits of [`code_marks`].
    pub(crate) code: u8,
    /// Bits of [`line_marks`].
    pub(crate) line: u16,
    /// Range of `ClassCache::word_hashes`.
    words: (u32, u32),
}

impl<'t> ClassCache<'t> {
    pub(crate) fn new(tree: &'t Tree) -> Self {
        Self {
            by_value: FxHashMap::with_capacity_and_hasher(USUAL_VALUES, Default::default()),
            by_node: vec![0; tree.len()],
            values: Vec::with_capacity(USUAL_VALUES),
            word_hashes: Vec::with_capacity(8 * USUAL_VALUES),
            by_name: FxHashMap::with_capacity_and_hasher(2 * USUAL_VALUES, Default::default()),
            part_hashes: Vec::with_capacity(4 * USUAL_VALUES),
        }
    }

    /// The meaning of the class of `node`, whose value is `value`.
    #[inline]
    pub(crate) fn get(&mut self, node: NodeId, value: &'t str) -> ClassValue {
        let known = self.by_node[node.index()];
        let index = if known > 0 { known - 1 } else { self.look_up(node, value) };
        self.values[index as usize]
    }

    #[inline(never)]
    fn look_up(&mut self, node: NodeId, value: &'t str) -> u32 {
        let index = *self.by_value.entry(value).or_insert_with(|| {
            let first = self.word_hashes.len() as u32;
            let mut meaning = ValueMeaning::default();
            let (mut code, mut line) = (0, 0);
            for (at, name) in classes::split_names(value) {
                let cached = &*self
                    .by_name
                    .entry(name)
                    .or_insert_with(|| CachedName::new(name, &mut self.part_hashes));
                meaning.add(at, name, &cached.meaning);
                code |= cached.code;
                line |= cached.line;
                let parts = cached.parts.0 as usize..cached.parts.1 as usize;
                self.word_hashes.extend_from_slice(&self.part_hashes[parts]);
            }
            self.values.push(ClassValue {
                meaning,
                code,
                line,
                shape_hash: hash_without_digits(value),
                words: (first, self.word_hashes.len() as u32),
            });
            self.values.len() as u32 - 1
        });
        self.by_node[node.index()] = index + 1;
        index
    }

    /// The hashed parts of a value's names.
    pub(crate) fn word_hashes(&self, value: ClassValue) -> &[u32] {
        &self.word_hashes[value.words.0 as usize..value.words.1 as usize]
    }
}

/// A hash of a value without its digits; 0 if nothing is left, as for an element without a class.
fn hash_without_digits(value: &str) -> u32 {
    let mut hasher = DigitFreeHasher { hash: 0, pending: 0, length: 0 };
    let mut rest = value.as_bytes();
    while let Some((eight, after)) = rest.split_first_chunk() {
        let eight = u64::from_le_bytes(*eight);
        if hasher.length.is_multiple_of(8) && bytes_in_range(eight, b'0', b'9') == 0 {
            hasher.add(eight);
        } else {
            rest[..8].iter().for_each(|&byte| hasher.push(byte));
        }
        rest = after;
    }
    rest.iter().for_each(|&byte| hasher.push(byte));
    hasher.finish()
}

/// A hasher that ignores digits and takes eight bytes at a time.
struct DigitFreeHasher {
    hash: u64,
    /// The last bytes, fewer than eight.
    pending: u64,
    length: u32,
}

impl DigitFreeHasher {
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

    /// Adds eight bytes. No bytes may be pending.
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
        fn digits_do_not_change_the_hash(value in "[a-c1-9 é]{0,40}") {
            let letters: String = value.chars().filter(|c| !c.is_ascii_digit()).collect();
            prop_assert_eq!(hash_without_digits(&value), hash_without_digits(&letters));
            prop_assert_eq!(hash_without_digits(&value) == 0, letters.is_empty());
            prop_assert_ne!(hash_without_digits(&value), hash_without_digits(&format!("{value}x")));
        }
    }
}
