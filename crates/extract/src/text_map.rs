//! Maps that texts of pages key. Their hashes differ from map to map, so nobody can write a page whose keys collide.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// A map that texts of pages key. Its order must not matter.
pub(crate) type TextMap<K, V> = HashMap<K, V, RandomState>;

/// A set of texts of pages. Its order must not matter.
pub(crate) type TextSet<K> = HashSet<K, RandomState>;

/// Different strings, numbered from 0 in the order in which they came. Their text is in one buffer.
#[derive(Default)]
pub(crate) struct Interner {
    text: String,
    ends: Vec<u32>,
    numbers: HashTable<u32>,
    hasher: RandomState,
}

impl Interner {
    /// The number of a string, and whether it is new.
    pub(crate) fn number(&mut self, string: &str) -> (u32, bool) {
        let Self { text, ends, numbers, hasher } = self;
        let get = |number: u32| string_at(text, ends, number);
        let hash = |string: &str| hasher.hash_one(string);
        match numbers.entry(hash(string), |&known| get(known) == string, |&known| hash(get(known))) {
            Entry::Occupied(known) => (*known.get(), false),
            Entry::Vacant(entry) => {
                let number = ends.len() as u32;
                entry.insert(number);
                text.push_str(string);
                ends.push(text.len() as u32);
                (number, true)
            }
        }
    }

    /// The number of a string that came before.
    pub(crate) fn find(&self, string: &str) -> Option<u32> {
        self.numbers.find(self.hasher.hash_one(string), |&known| self.get(known) == string).copied()
    }

    /// The string of a number.
    pub(crate) fn get(&self, number: u32) -> &str {
        string_at(&self.text, &self.ends, number)
    }

    /// How many strings there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of all strings together.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len()
    }
}

fn string_at<'s>(text: &'s str, ends: &[u32], number: u32) -> &'s str {
    let start = if number == 0 { 0 } else { ends[number as usize - 1] };
    &text[start as usize..ends[number as usize] as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_strings_have_one_number() {
        let mut strings = Interner::default();
        assert_eq!(strings.find(""), None);
        for (string, number) in [("pier", (0, true)), ("", (1, true)), ("pier", (0, false)), ("p", (2, true))]
        {
            assert_eq!(strings.number(string), number, "{string}");
            assert_eq!(strings.find(string), Some(number.0));
            assert_eq!(strings.get(number.0), string);
        }
        assert_eq!((strings.len(), strings.bytes()), (3, 5));
    }
}
