//! The words that parts of names are compared with, as a trie.

use rustc_hash::FxHashMap;

use crate::classes::marks;
use crate::lexicon;

/// The words of the lists as a trie, which is followed while a name is read.
pub(super) struct Vocabulary {
    /// For each node, the next node for each letter by its low five bits; [`NO_NODE`] if no word continues so.
    pub(super) next: Vec<[u16; 32]>,
    /// The meaning of a part that ends at a node.
    pub(super) meanings: Vec<PartMeaning>,
    /// Groups of two neighbouring parts, by their nodes.
    pairs: FxHashMap<(u16, u16), u32>,
}

/// The meaning of a part of a name.
#[derive(Clone, Copy, Default)]
pub(super) struct PartMeaning {
    /// Groups of the words that equal the part.
    pub(super) exact: u32,
    /// Groups of the words that match every part with this prefix, or with a prefix of it.
    pub(super) prefixes: u32,
    /// Bits of [`mod@marks`] of the words that equal the part.
    pub(super) marks: u32,
    /// Whether it is the first part of a pair.
    begins_pair: bool,
    /// Whether the part after it names something that the element does not contain: `has-sidebar`, `no-comments`.
    negates: bool,
}

pub(super) const NO_NODE: u16 = 0;
pub(super) const ROOT: u16 = 1;

/// In letters. Longer prefixes say no more.
const MAX_PREFIX: usize = 14;

/// Parts after which the next one names something that the element does not contain.
const NEGATIONS: [&str; 5] = ["has", "no", "with", "without", "not"];

impl Vocabulary {
    /// Reads the word lists. `groups` are the names and bits of the groups.
    pub(super) fn new(groups: &[(&str, u32)]) -> Self {
        let mut vocabulary = Self {
            next: vec![[NO_NODE; 32]; 2],
            meanings: vec![PartMeaning::default(); 2],
            pairs: FxHashMap::default(),
        };
        vocabulary.add_groups(groups);
        for (marks, word) in marks::words() {
            if let Some(node) = vocabulary.insert(word) {
                vocabulary.meanings[node as usize].marks |= marks;
            }
        }
        for word in NEGATIONS {
            if let Some(node) = vocabulary.insert(word) {
                vocabulary.meanings[node as usize].negates = true;
            }
        }
        vocabulary.inherit_prefixes();
        vocabulary
    }

    /// The groups of a part that follows another. `groups` are those that the part has by itself.
    pub(super) fn groups_after(&self, before: u16, part: u16, groups: u32) -> u32 {
        let meaning = self.meanings[before as usize];
        if meaning.negates {
            return 0;
        }
        let pair = if meaning.begins_pair { self.pairs.get(&(before, part)) } else { None };
        groups | pair.copied().unwrap_or(0)
    }

    /// Adds the list of groups: `word`, `prefix*` and `first+second`.
    fn add_groups(&mut self, groups: &[(&str, u32)]) {
        for (_, line) in lexicon::entries(lexicon::CLASS_GROUPS) {
            let Some((group, list)) = line.split_once(':') else { continue };
            let Some(&(_, bit)) = groups.iter().find(|(name, _)| *name == group) else { continue };
            for word in list.split_whitespace() {
                self.add_word(word, bit);
            }
        }
    }

    fn add_word(&mut self, word: &str, bit: u32) {
        if let Some((first, second)) = word.split_once('+') {
            // The first two parts of longer chains are enough.
            let second = second.split('+').next().unwrap_or(second);
            if let (Some(first), Some(second)) = (self.insert(first), self.insert(second)) {
                *self.pairs.entry((first, second)).or_default() |= bit;
                self.meanings[first as usize].begins_pair = true;
            }
        } else if let Some(prefix) = word.strip_suffix('*') {
            if let Some(node) = self.insert(prefix).filter(|_| prefix.len() <= MAX_PREFIX) {
                self.meanings[node as usize].prefixes |= bit;
            }
        } else if let Some(node) = self.insert(word) {
            self.meanings[node as usize].exact |= bit;
        }
    }

    /// The node of a word, inserted if there is none; `None` if the word cannot be a part, such as `mc4wp`.
    fn insert(&mut self, word: &str) -> Option<u16> {
        let mut node = ROOT;
        for byte in word.bytes() {
            let letter = byte.is_ascii_lowercase().then_some(usize::from(byte & 31))?;
            if self.next[node as usize][letter] == NO_NODE {
                self.next[node as usize][letter] = self.next.len() as u16;
                self.next.push([NO_NODE; 32]);
                self.meanings.push(PartMeaning::default());
            }
            node = self.next[node as usize][letter];
        }
        Some(node)
    }

    /// Adds the prefixes of each node to the nodes after it.
    fn inherit_prefixes(&mut self) {
        // A node has a higher index than the node before it.
        for node in usize::from(ROOT)..self.next.len() {
            for letter in 0..32 {
                let next = usize::from(self.next[node][letter]);
                if next != usize::from(NO_NODE) {
                    self.meanings[next].prefixes |= self.meanings[node].prefixes;
                }
            }
        }
    }
}
