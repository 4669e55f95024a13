//! A table from keys to the newest row of each bucket.

/// Marks the end of a chain of rows.
pub(super) const NO_ROW: u32 = u32::MAX;

/// Slots of a table when it gets its first row.
const FIRST_SLOTS: usize = 64;
/// A table grows when more of its slots than this are filled (in 64ths, about 0.8).
const MAX_LOAD_64THS: usize = 51;

/// The newest row of each bucket: an open-addressing table of row numbers with linear probing.
///
/// The keys are not in the table, but can be read from the rows. A slot has four bytes for the row and one byte of the
/// hash of the key, so that a probe reads the right row, and one in 255 others. A table grows by a third, and between
/// 0.6 and 0.8 of it is full: it takes at most 8.4 bytes per bucket, and twice that while it grows.
#[derive(Debug, Default)]
pub(super) struct Buckets {
    rows: Vec<u32>,
    /// One byte of the hash for each slot; zero marks an empty slot.
    tags: Vec<u8>,
    filled: usize,
}

impl Buckets {
    /// The newest row of the bucket of a key, given the hash of the key. `is_in` says whether a row has the key.
    #[inline]
    pub(super) fn newest(&self, hash: u64, is_in: impl Fn(u32) -> bool) -> Option<u32> {
        if self.rows.is_empty() {
            return None;
        }
        let slot = self.slot_of(hash, is_in);
        (self.tags[slot] != 0).then(|| self.rows[slot])
    }

    /// Replaces the newest row of a bucket, and returns the one before. `hash_of` gives the hash of a newest row.
    pub(super) fn push(
        &mut self,
        hash: u64,
        row: u32,
        is_in: impl Fn(u32) -> bool,
        hash_of: impl Fn(u32) -> u64,
    ) -> Option<u32> {
        if self.filled >= self.rows.len() / 64 * MAX_LOAD_64THS {
            self.grow(hash_of);
        }
        let slot = self.slot_of(hash, is_in);
        let before = (self.tags[slot] != 0).then(|| self.rows[slot]);
        self.filled += usize::from(before.is_none());
        self.rows[slot] = row;
        self.tags[slot] = tag_of(hash);
        before
    }

    /// The slot of the bucket, or the empty slot where it would be.
    #[inline]
    fn slot_of(&self, hash: u64, is_in: impl Fn(u32) -> bool) -> usize {
        let tag = tag_of(hash);
        let mut slot = first_slot(hash, self.rows.len());
        while self.tags[slot] != 0 && !(self.tags[slot] == tag && is_in(self.rows[slot])) {
            slot = if slot + 1 < self.rows.len() { slot + 1 } else { 0 };
        }
        slot
    }

    fn grow(&mut self, hash_of: impl Fn(u32) -> u64) {
        let slots = (self.rows.len() / 64 * 4).div_ceil(3) * 64;
        let slots = slots.max(FIRST_SLOTS);
        let rows = std::mem::replace(&mut self.rows, vec![0; slots]);
        let tags = std::mem::replace(&mut self.tags, vec![0; slots]);
        for (row, tag) in rows.into_iter().zip(tags) {
            if tag != 0 {
                // Buckets have different keys, so the next empty slot is right.
                let slot = self.slot_of(hash_of(row), |_| false);
                self.rows[slot] = row;
                self.tags[slot] = tag;
            }
        }
    }

    pub(super) fn memory_bytes(&self) -> usize {
        self.rows.capacity() * size_of::<u32>() + self.tags.capacity()
    }
}

/// The slot for a hash: its value, scaled to the size of the table.
#[inline]
fn first_slot(hash: u64, slots: usize) -> usize {
    ((u128::from(hash) * slots as u128) >> 64) as usize
}

/// A byte of the hash that the slot does not depend on, never zero.
#[inline]
fn tag_of(hash: u64) -> u8 {
    (hash as u8).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    proptest! {
        /// Many of the hashes share slots and tags, and some keys share a hash.
        #[test]
        fn buckets_are_those_of_a_hash_map(keys in proptest::collection::vec(0..300_u64, 0..600)) {
            let hash = |key: u64| ((key / 2 % 8) << 61) | (key / 16);
            let mut buckets = Buckets::default();
            let mut oracle = HashMap::new();
            for (row, &key) in (0..).zip(&keys) {
                let is_in = |row: u32| keys[row as usize] == key;
                prop_assert_eq!(buckets.newest(hash(key), is_in), oracle.get(&key).copied());
                let before = buckets.push(hash(key), row, is_in, |row| hash(keys[row as usize]));
                prop_assert_eq!(before, oracle.insert(key, row));
            }
            prop_assert_eq!(buckets.filled, oracle.len());
        }
    }
}
