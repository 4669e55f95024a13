//! The set of a text's shingles: hashes of runs of tokens.

use super::tokens::Token;
use crate::near::hash::{combine, finish};

/// A set of hashes that can be filled again and again without allocation.
#[derive(Debug, Default)]
pub(in crate::near) struct ShingleSet {
    /// The different shingles, in the order of the text.
    hashes: Vec<u64>,
    /// An open-addressing table of the hashes. Zero marks an empty slot.
    table: Vec<u64>,
}

impl ShingleSet {
    /// Replaces the content by the shingles of `length` tokens.
    pub(in crate::near) fn fill(&mut self, tokens: &[Token], length: usize) {
        let slots = (2 * tokens.len()).next_power_of_two();
        self.hashes.clear();
        self.table.clear();
        self.table.resize(slots, 0);
        for run in tokens.windows(length) {
            let hash = run.iter().fold(0, |hash, token| combine(hash, token.hash));
            self.insert(finish(hash).max(1));
        }
    }

    fn insert(&mut self, hash: u64) {
        // The signature takes its slot from the high bits and its minimum from the low ones; any bits will do here.
        let mask = self.table.len() - 1;
        let mut slot = hash as usize & mask;
        while self.table[slot] != 0 {
            if self.table[slot] == hash {
                return;
            }
            slot = (slot + 1) & mask;
        }
        self.table[slot] = hash;
        self.hashes.push(hash);
    }

    pub(in crate::near) fn len(&self) -> usize {
        self.hashes.len()
    }

    pub(in crate::near) fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        self.hashes.iter().copied()
    }
}
