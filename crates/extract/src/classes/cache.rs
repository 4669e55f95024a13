//! The meaning of classes. Each value is read once, since a page repeats the same few hundred, and the pages of a site
//! share theirs.

use std::cell::Cell;

use dechaff_html::{NodeId, Tree};

use crate::classes::{self, NameMeaning, ValueMeaning, code_marks, line_marks};
use crate::text_map::Interner;
use crate::unicode::swar::bytes_in_range;

/// The meanings of the values of `class` on one page.
pub(crate) struct ClassCache {
    /// For each node, an index of `KnownClasses::meanings` plus one; 0 if the node was not asked for yet.
    by_node: Vec<u32>,
    known: KnownClasses,
}

/// Values of `class` and their meanings, which depend on nothing else.
#[derive(Default)]
struct KnownClasses {
    values: Interner,
    /// The meaning of each value.
    meanings: Vec<ClassValue>,
    /// Hashed parts of each value, one after the other.
    word_hashes: Vec<u32>,
    /// Elements share single names more often than whole values.
    names: Interner,
    /// The meaning of each name.
    name_meanings: Vec<CachedName>,
    /// Hashed parts of each name.
    part_hashes: Vec<u32>,
}

thread_local! {
    /// What is known from the pages before.
    static KNOWN: Cell<KnownClasses> = Cell::default();
}

/// A page that leaves more values, or values of more bytes, has all of them forgotten. Thirty pages of different sites have
/// that many, and they take two megabytes.
const MAX_VALUES: usize = 8192;
const MAX_BYTES: usize = 512 << 10;

/// One name of a value.
struct CachedName {
    meaning: NameMeaning,
    code: u8,
    line: u16,
    /// Range of `KnownClasses::part_hashes`.
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
    /// Range of `KnownClasses::word_hashes`.
    words: (u32, u32),
}

impl ClassCache {
    pub(crate) fn new(tree: &Tree) -> Self {
        Self { by_node: vec![0; tree.len()], known: KNOWN.take() }
    }

    /// The meaning of the class of `node`, whose value is `value`.
    #[inline]
    pub(crate) fn get(&mut self, node: NodeId, value: &str) -> ClassValue {
        let known = self.by_node[node.index()];
        let index = if known > 0 { known - 1 } else { self.look_up(node, value) };
        self.known.meanings[index as usize]
    }

    #[inline(never)]
    fn look_up(&mut self, node: NodeId, value: &str) -> u32 {
        let (index, is_new) = self.known.values.number(value);
        if is_new {
            self.known.read(value);
        }
        self.by_node[node.index()] = index + 1;
        index
    }

    /// The hashed parts of a value's names.
    pub(crate) fn word_hashes(&self, value: ClassValue) -> &[u32] {
        &self.known.word_hashes[value.words.0 as usize..value.words.1 as usize]
    }
}

impl Drop for ClassCache {
    fn drop(&mut self) {
        let known = std::mem::take(&mut self.known);
        let is_small = known.meanings.len() <= MAX_VALUES && known.values.bytes() <= MAX_BYTES;
        // A panic may have left a value without its meaning.
        if is_small && !std::thread::panicking() {
            KNOWN.set(known);
        }
    }
}

impl KnownClasses {
    /// Reads a new value.
    fn read(&mut self, value: &str) {
        let first = self.word_hashes.len() as u32;
        let mut meaning = ValueMeaning::default();
        let (mut code, mut line) = (0, 0);
        for (at, name) in classes::split_names(value) {
            let (number, is_new) = self.names.number(name);
            if is_new {
                self.name_meanings.push(CachedName::new(name, &mut self.part_hashes));
            }
            let known = &self.name_meanings[number as usize];
            meaning.add(at, name, &known.meaning);
            code |= known.code;
            line |= known.line;
            let parts = known.parts.0 as usize..known.parts.1 as usize;
            self.word_hashes.extend_from_slice(&self.part_hashes[parts]);
        }
        self.meanings.push(ClassValue {
            meaning,
            code,
            line,
            shape_hash: hash_without_digits(value),
            words: (first, self.word_hashes.len() as u32),
        });
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
    use dechaff_html::AttributeName;
    use proptest::prelude::*;

    /// The meanings of all classes of a page by a cache, as text.
    fn meanings(html: &str) -> Vec<String> {
        let tree = dechaff_html::parse(html);
        let mut cache = ClassCache::new(&tree);
        let mut found = vec![];
        for node in tree.descendants(tree.root()) {
            if let Some(class) = tree.attribute(node, AttributeName::Class) {
                let value = cache.get(node, class);
                let ValueMeaning { groups, marks, .. } = value.meaning;
                let words = cache.word_hashes(value);
                found.push(format!(
                    "{class} {groups} {marks} {} {} {} {words:?}",
                    value.shape_hash, value.code, value.line
                ));
            }
        }
        found
    }

    #[test]
    fn what_earlier_pages_left_changes_nothing() {
        let page = "<div class='card share-bar'><p class='byline x1'><i class='card'>a</i><b class='byline x2'>b</b></div>";
        let alone = meanings(page);
        assert_eq!(alone.len(), 4);
        meanings("<p class='x1 card'><i class='byline'>");
        assert_eq!(meanings(page), alone);
        let many: String = (0..MAX_VALUES + 2).map(|n| format!("<i class='share n{n}'>")).collect();
        meanings(&many);
        assert_eq!(KNOWN.take().meanings.len(), 0);
        let panicked = std::panic::catch_unwind(|| {
            let tree = dechaff_html::parse(page);
            let mut cache = ClassCache::new(&tree);
            cache.known.values.number("card share-bar");
            panic!("in the middle of a value");
        });
        assert!(panicked.is_err());
        assert_eq!(meanings(page), alone);
    }

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
