//! One-permutation MinHash of a set of hashes, and its bands.

use super::hash::{combine, finish};

/// Slots of a signature.
pub(super) const SLOTS: usize = 128;
/// Bands: runs of [`ROWS`] slots. The last two slots are in none.
pub(super) const BANDS: usize = 42;
const ROWS: usize = 3;

/// Is added to a copied minimum for each attempt, so that copies equal only copies that came as far.
const ATTEMPT: u32 = 0x9e37_79b1;

/// The low 16 bits of the minimum of each slot. Equal slots of two signatures are as frequent as equal elements of the
/// two sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Signature(pub(super) [u16; SLOTS]);

/// What is equal in two signatures with this band in common.
pub(super) type BandKey = [u16; ROWS];

impl Signature {
    /// The signature of a set. Elements may come several times.
    pub(super) fn from_hashes(hashes: impl Iterator<Item = u64>) -> Self {
        // A minimum has 32 bits. The highest value means that the slot is empty.
        let mut minima = [u64::MAX; SLOTS];
        for hash in hashes {
            let slot = ((hash >> 32) * SLOTS as u64) >> 32;
            let minimum = &mut minima[slot as usize];
            *minimum = (hash & u64::from(u32::MAX)).min(*minimum);
        }
        let mut slots = [0; SLOTS];
        for (number, slot) in slots.iter_mut().enumerate() {
            *slot = minimum_of(&minima, number) as u16;
        }
        Self(slots)
    }

    /// A signature that equals only the one of the same hash.
    pub(super) fn from_exact(hash: [u64; 2]) -> Self {
        let mut slots = [0; SLOTS];
        for (number, slot) in slots.iter_mut().enumerate() {
            *slot = finish(combine(hash[number % 2], number as u64)) as u16;
        }
        Self(slots)
    }

    /// The number of equal slots.
    pub(super) fn equal_slots(&self, other: &Self) -> u32 {
        // At most 128, in 16 bits, so that the compiler can compare many slots at once.
        let equal: u16 = self.0.iter().zip(&other.0).map(|(a, b)| u16::from(a == b)).sum();
        u32::from(equal)
    }

    /// The slots of a band.
    #[inline]
    pub(super) fn band(&self, band: usize) -> BandKey {
        let first = band * ROWS;
        [self.0[first], self.0[first + 1], self.0[first + 2]]
    }
}

/// The hash of a band's slots.
#[inline]
pub(super) fn hash_band(key: BandKey) -> u64 {
    let [a, b, c] = key.map(u64::from);
    finish(a | b << 16 | c << 32)
}

/// The minimum of a slot. An empty slot copies one that is full: the first one of a pseudo-random order of all slots.
/// If all are empty, the minimum is 0.
fn minimum_of(minima: &[u64; SLOTS], slot: usize) -> u32 {
    if minima[slot] != u64::MAX {
        return minima[slot] as u32;
    }
    // An odd step leads through all slots.
    let order = finish(slot as u64 + 1);
    let (start, step) = (order >> 32, order | 1);
    for attempt in 0..SLOTS as u64 {
        let other = minima[(start.wrapping_add(attempt.wrapping_mul(step)) % SLOTS as u64) as usize];
        if other != u64::MAX {
            return (other as u32).wrapping_add((attempt as u32 + 1).wrapping_mul(ATTEMPT));
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature(numbers: impl Iterator<Item = u64>) -> Signature {
        Signature::from_hashes(numbers.map(finish))
    }

    #[test]
    fn equal_slots_estimate_the_share_of_equal_elements() {
        for size in [40_u64, 100, 400, 3000] {
            for share in [0, 30, 50, 80, 100] {
                // Sets of the same size with this per cent of their union in common.
                let common = size * share / 100;
                let (mut sum, mut squares, runs) = (0.0, 0.0, 100);
                for run in 0..runs {
                    let first = run << 32;
                    let own = (size - common) / 2;
                    let a = signature((first..first + common + own).map(|n| n * 3));
                    let b = signature(
                        (first..first + common).chain(first + common + own..first + size).map(|n| n * 3),
                    );
                    let union = (first + size) - first;
                    let error = f64::from(a.equal_slots(&b)) / 128.0 - common as f64 / union as f64;
                    sum += error;
                    squares += error * error;
                }
                let (mean, rms) = (sum / runs as f64, (squares / runs as f64).sqrt());
                // A copied slot repeats the error of the slot that it copies, so small sets are estimated less well.
                let limit = if size < 128 { 0.10 } else { 0.06 };
                assert!(mean.abs() < 0.02 && rms < limit, "{size} {share}: mean {mean}, rms {rms}");
            }
        }
    }

    #[test]
    fn small_sets_fill_all_slots() {
        for n in 0..200 {
            let one = signature([n].into_iter());
            assert_eq!(one.equal_slots(&signature([n, n].into_iter())), 128);
            assert!(one.equal_slots(&signature([n + 1].into_iter())) < 3);
            assert!(one.0.iter().filter(|slot| **slot == 0).count() < 3);
        }
    }

    #[test]
    fn bands_are_runs_of_slots() {
        let mut slots = [0; SLOTS];
        (0..).zip(&mut slots).for_each(|(number, slot)| *slot = number);
        let signature = Signature(slots);
        assert_eq!(signature.band(0), [0, 1, 2]);
        assert_eq!(signature.band(BANDS - 1), [123, 124, 125]);
    }
}
