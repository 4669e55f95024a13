//! The set of a text's shingles: hashes of runs of tokens.

use super::tokens::Token;
use crate::near::hash::{combine, finish};

/// A set of hashes that can be filled again and again without allocation.
#[derive(Debug, Default)]
pub(in crate::near) struct ShingleSet {
    /// Different shingles, in the order of the text: those that were the first with their bit.
    hashes: Vec<u64>,
    /// The bits of `hashes`, 16 or more for each shingle, so that they fit into the fastest cache.
    bits: Vec<u64>,
    /// Shingles whose bit was taken: repetitions, and a few others.
    repeated: Vec<u64>,
    /// An open-addressing table of `repeated`. Zero marks an empty slot.
    table: Vec<u64>,
    len: usize,
}

impl ShingleSet {
    /// Replaces the content by the shingles of `LENGTH` tokens.
    pub(in crate::near) fn fill<const LENGTH: usize>(&mut self, tokens: &[Token]) {
        self.hashes.clear();
        self.repeated.clear();
        self.bits.clear();
        self.bits.resize((tokens.len() / 4).next_power_of_two(), 0);
        let mask = self.bits.len() - 1;
        for run in tokens.windows(LENGTH).filter_map(|run| run.first_chunk::<LENGTH>()) {
            let hash = run.iter().fold(0, |hash, token| combine(hash, token.hash));
            let hash = finish(hash).max(1);
            let (word, bit) = place(hash, mask);
            let is_taken = self.bits[word] & bit != 0;
            self.bits[word] |= bit;
            if is_taken { &mut self.repeated } else { &mut self.hashes }.push(hash);
        }
        self.len = self.count();
    }

    /// The number of different shingles.
    fn count(&mut self) -> usize {
        self.table.clear();
        self.table.resize((2 * self.repeated.len()).next_power_of_two(), 0);
        self.bits.fill(0);
        let mask = self.bits.len() - 1;
        let mut others = 0;
        for &hash in &self.repeated {
            let (word, bit) = place(hash, mask);
            self.bits[word] |= bit;
            let slot = find(&self.table, hash);
            others += usize::from(self.table[slot] == 0);
            self.table[slot] = hash;
        }
        // Those that are in both lists were counted twice.
        let in_both = self.hashes.iter().filter(|&&hash| {
            let (word, bit) = place(hash, mask);
            self.bits[word] & bit != 0 && self.table[find(&self.table, hash)] == hash
        });
        self.hashes.len() + others - in_both.count()
    }

    pub(in crate::near) fn len(&self) -> usize {
        self.len
    }

    /// All shingles, some of them several times.
    pub(in crate::near) fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        self.hashes.iter().chain(&self.repeated).copied()
    }
}

/// The bit of a hash: its word, and the word with this bit alone.
///
/// The signature takes its slot from the high bits of a hash and its minimum from the low ones; any bits will do here.
#[inline]
fn place(hash: u64, mask: usize) -> (usize, u64) {
    ((hash >> 6) as usize & mask, 1 << (hash & 63))
}

/// The slot that has the hash, or the empty one where it belongs.
fn find(table: &[u64], hash: u64) -> usize {
    let mask = table.len() - 1;
    let mut slot = hash as usize & mask;
    while table[slot] != 0 && table[slot] != hash {
        slot = (slot + 1) & mask;
    }
    slot
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::near::text::write_tokens;
    use proptest::prelude::*;
    use std::collections::HashSet;

    proptest! {
        #[test]
        fn every_shingle_is_there_and_counted_once(texts in proptest::collection::vec("([a-d] ){0,90}", 0..4)) {
            let mut set = ShingleSet::default();
            for text in texts {
                let mut tokens = Vec::new();
                write_tokens(&text, &mut String::new(), &mut tokens);
                set.fill::<3>(&tokens);
                let runs: HashSet<Vec<u64>> =
                    tokens.windows(3).map(|run| run.iter().map(|token| token.hash).collect()).collect();
                let hashes: HashSet<u64> = set.iter().collect();
                prop_assert_eq!((set.len(), hashes.len()), (runs.len(), runs.len()));
            }
        }
    }
}
