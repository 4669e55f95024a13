//! Pseudorandom numbers that are the same every time, on every machine and with every version of every dependency.

use crate::hash::fnv1a_64;

/// A SplitMix64 generator. What it is seeded with must never change: training data and labelled pairs depend on it.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    /// A generator for everything that has an id, such as a page.
    pub(crate) fn from_id(id: &str) -> Self {
        Self(fnv1a_64(id.as_bytes()))
    }

    /// A number below `limit`, which is at least 1.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit.max(1) as u64) as usize
    }

    /// A number from `least` to `most`, both included.
    pub(crate) fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most.saturating_sub(least) + 1)
    }

    /// One of the items; `None` if there are none.
    pub(crate) fn choose<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        // Even for no items, a number is drawn: what follows does not depend on it.
        items.get(self.below(items.len()))
    }

    /// Brings the items into a random order.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            items.swap(end, self.below(end + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_splitmix64() {
        // The first values of the reference implementation for seed 0.
        let mut random = Random(0);
        assert_eq!(random.below(usize::MAX), 0xe220_a839_7b1d_cdaf);
        assert_eq!(random.below(usize::MAX), 0x6e78_9e6a_a1b9_65f4);
    }

    #[test]
    fn shuffled_items_are_the_same_items() {
        let mut items: Vec<usize> = (0..50).collect();
        Random::from_id("page").shuffle(&mut items);
        assert_ne!(items, (0..50).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    }
}
