//! An index of hashes: rows by hash, and hashes by row.

use crate::hash::ContentHash;

/// Rows that are allocated at a time. Because of the chunks, nothing is moved when a column grows.
const CHUNK: usize = 1 << 12;

/// A column of values by row number, from 0.
#[derive(Debug)]
pub(crate) struct Column<T> {
    chunks: Vec<Vec<T>>,
    len: u32,
}

// A derived `Default` would require one of `T`.
impl<T> Default for Column<T> {
    fn default() -> Self {
        Self { chunks: Vec::new(), len: 0 }
    }
}

impl<T: Copy> Column<T> {
    pub(crate) fn push(&mut self, value: T) {
        if self.len as usize == self.chunks.len() * CHUNK {
            self.chunks.push(Vec::with_capacity(CHUNK));
        }
        let last = self.chunks.len() - 1;
        self.chunks[last].push(value);
        self.len += 1;
    }

    pub(crate) fn get(&self, number: u32) -> T {
        self.chunks[number as usize / CHUNK][number as usize % CHUNK]
    }

    pub(crate) fn get_ref(&self, number: u32) -> &T {
        &self.chunks[number as usize / CHUNK][number as usize % CHUNK]
    }

    pub(crate) fn len(&self) -> u32 {
        self.len
    }

    pub(crate) fn memory_bytes(&self) -> usize {
        self.chunks.capacity() * size_of::<Vec<T>>()
            + self.chunks.iter().map(|chunk| chunk.capacity() * size_of::<T>()).sum::<usize>()
    }
}

/// Slots of an index when it gets its first row.
const FIRST_SLOTS: usize = 1 << 10;
/// An index grows when more of its slots than this are filled (in 64ths, about 0.8). This keeps probes short, and
/// takes at most 9.4 bytes per page.
const MAX_LOAD_64THS: usize = 51;

/// Finds rows by their hashes: an open-addressing table of row numbers with linear probing. The hashes themselves are
/// in the column.
///
/// A slot has four bytes for the row number and one byte of the hash, so that a probe reads the column only for the
/// right row, and for one in 255 others. The keys are not hashed again, because they are hashes already. When the
/// table grows, by half, the old table is freed first and the new one is filled from the column.
#[derive(Debug, Default)]
pub(crate) struct HashIndex {
    hashes: Column<[u8; 16]>,
    rows: Vec<u32>,
    /// One byte of the hash for each slot; zero marks an empty slot.
    tags: Vec<u8>,
    filled: usize,
}

/// The hash of a row without a key. Nobody can find a text with this BLAKE3 hash.
const NO_HASH: [u8; 16] = [0; 16];

impl HashIndex {
    pub(crate) fn find(&self, hash: ContentHash) -> Option<u32> {
        if self.rows.is_empty() {
            return None;
        }
        let tag = tag_of(hash.as_bytes());
        let mut slot = first_slot(hash.as_bytes(), self.rows.len());
        while self.tags[slot] != 0 {
            if self.tags[slot] == tag && &self.hashes.get(self.rows[slot]) == hash.as_bytes() {
                return Some(self.rows[slot]);
            }
            slot = self.slot_after(slot);
        }
        None
    }

    /// Appends a row. The hash must not be in the index yet.
    pub(crate) fn push(&mut self, hash: Option<ContentHash>) {
        let row = self.hashes.len();
        let hash = hash.map_or(NO_HASH, |hash| *hash.as_bytes());
        self.hashes.push(hash);
        if hash == NO_HASH {
            return;
        }
        if self.filled >= self.rows.len() / 64 * MAX_LOAD_64THS {
            self.grow();
        } else {
            self.fill_slot(row, &hash);
        }
    }

    /// Replaces the table by a larger one with all rows of the column.
    fn grow(&mut self) {
        let slots = (self.rows.len() / 64 * 3 / 2 * 64).max(FIRST_SLOTS);
        self.rows = Vec::new();
        self.tags = Vec::new();
        self.rows = vec![0; slots];
        self.tags = vec![0; slots];
        self.filled = 0;
        for row in 0..self.hashes.len() {
            let hash = self.hashes.get(row);
            if hash != NO_HASH {
                self.fill_slot(row, &hash);
            }
        }
    }

    fn fill_slot(&mut self, row: u32, hash: &[u8; 16]) {
        let mut slot = first_slot(hash, self.rows.len());
        while self.tags[slot] != 0 {
            slot = self.slot_after(slot);
        }
        self.rows[slot] = row;
        self.tags[slot] = tag_of(hash);
        self.filled += 1;
    }

    fn slot_after(&self, slot: usize) -> usize {
        if slot + 1 < self.rows.len() { slot + 1 } else { 0 }
    }

    pub(crate) fn memory_bytes(&self) -> usize {
        self.hashes.memory_bytes() + self.rows.capacity() * size_of::<u32>() + self.tags.capacity()
    }
}

/// The slot for a hash: its first eight bytes, scaled to the size of the table.
fn first_slot(hash: &[u8; 16], slots: usize) -> usize {
    let [a, b, c, d, e, f, g, h, ..] = *hash;
    let share = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
    ((u128::from(share) * slots as u128) >> 64) as usize
}

/// A byte of the hash that the slot does not depend on, never zero.
fn tag_of(hash: &[u8; 16]) -> u8 {
    hash[15].max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;
    use std::collections::hash_map::Entry;

    proptest! {
        /// The hashes differ in a few bytes only, so that many of them share slots and tags.
        #[test]
        fn the_index_finds_what_a_hash_map_finds(keys in proptest::collection::vec((0_u8..4, 0_u8..8, 0_u8..4), 0..400)) {
            let mut index = HashIndex::default();
            let mut oracle = HashMap::new();
            for (a, b, c) in keys {
                let mut bytes = [7; 16];
                (bytes[0], bytes[9], bytes[15]) = (a << 6, b, c);
                let hash = ContentHash::from_bytes(bytes);
                prop_assert_eq!(index.find(hash), oracle.get(&hash).copied());
                if let Entry::Vacant(entry) = oracle.entry(hash) {
                    entry.insert(index.hashes.len());
                    index.push(Some(hash));
                }
                if a == 0 {
                    index.push(None);
                }
            }
        }
    }

    #[test]
    fn probes_continue_from_the_last_slot_to_the_first() {
        let mut index = HashIndex::default();
        let hash = |n: u16| {
            let mut bytes = [0xff; 16];
            bytes[10..12].copy_from_slice(&n.to_be_bytes());
            ContentHash::from_bytes(bytes)
        };
        (0..2000).for_each(|n| index.push(Some(hash(n))));
        (0..2000).for_each(|n| assert_eq!(index.find(hash(n)), Some(u32::from(n))));
        assert_eq!(index.find(hash(2000)), None);
    }
}
