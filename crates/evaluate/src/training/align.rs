//! Labels for training: which blocks of a page its gold text consists of.
//!
//! The words of the page and of the gold are aligned by their longest common subsequence. A block is accepted if enough
//! of its words match and the matches are close together in the gold. Its gold words are then removed, and the rest is
//! aligned again. This way, gold in another order is found as well, and text that the page repeats is credited once.

use rustc_hash::FxHashMap;

/// Rounds of alignment. Later rounds find what comes in another order.
const ROUNDS: usize = 4;
/// Least words of a block in the later rounds, where shorter blocks match by chance.
const LATER_ROUNDS_LEAST_WORDS: usize = 5;
/// Least words of a long block. The gold may have only a part of it.
const LONG_BLOCK_LEAST_WORDS: usize = 20;
/// Percentage of a long block's words that must match.
const LONG_BLOCK_LEAST_PERCENT: usize = 15;
/// Words of the gold between the matches of a short block, at most.
const MAX_GAP_WORDS: usize = 4;
/// Bits that the table of the alignment may take (512 MiB). Larger pages are not labelled.
const MAX_TABLE_BITS: usize = 1 << 32;

/// For each block, the share of its words that are gold, 0 to 1. `None` if the page is too large.
pub(super) fn labels(blocks: &[Vec<u32>], gold: &[u32]) -> Option<Vec<f32>> {
    let mut labels = vec![0.0; blocks.len()];
    let mut remaining: Vec<usize> = (0..blocks.len()).filter(|&b| !blocks[b].is_empty()).collect();
    let mut unmatched: Vec<u32> = gold.to_vec();
    for round in 0..ROUNDS {
        if round > 0 {
            remaining.retain(|&b| blocks[b].len() >= LATER_ROUNDS_LEAST_WORDS);
        }
        let words: Vec<u32> = remaining.iter().flat_map(|&b| blocks[b].iter().copied()).collect();
        if words.len().saturating_mul(unmatched.len()) > MAX_TABLE_BITS {
            return None;
        }
        let matches = common_subsequence(&words, &unmatched);
        let mut taken = vec![false; unmatched.len()];
        let mut accepted = vec![];
        let (mut block_end, mut next) = (0, 0);
        for &block in &remaining {
            block_end += blocks[block].len();
            let first = next;
            while next < matches.len() && matches[next].0 < block_end {
                next += 1;
            }
            let found = &matches[first..next];
            if is_accepted(blocks[block].len(), found) {
                labels[block] = found.len() as f32 / blocks[block].len() as f32;
                found.iter().for_each(|m| taken[m.1] = true);
                accepted.push(block);
            }
        }
        if accepted.is_empty() {
            break;
        }
        remaining.retain(|b| !accepted.contains(b));
        let mut keep = taken.iter().map(|t| !t);
        unmatched.retain(|_| keep.next().unwrap_or(true));
        if unmatched.is_empty() {
            break;
        }
    }
    Some(labels)
}

/// Whether a block belongs to the gold: half of its words match, close together, or enough words of a long block match.
fn is_accepted(words: usize, found: &[(usize, usize)]) -> bool {
    let (Some(first), Some(last)) = (found.first(), found.last()) else { return false };
    let span = last.1 - first.1 + 1;
    let close = span <= 2 * found.len() || span <= found.len() + MAX_GAP_WORDS;
    let is_long = words >= LONG_BLOCK_LEAST_WORDS;
    (2 * found.len() >= words && close) || (is_long && found.len() * 100 >= LONG_BLOCK_LEAST_PERCENT * words)
}

/// The pairs of indices of a longest common subsequence, in order. Bit-parallel: one row of bits per word of `a`.
fn common_subsequence(a: &[u32], b: &[u32]) -> Vec<(usize, usize)> {
    if a.is_empty() || b.is_empty() {
        return vec![];
    }
    let width = b.len().div_ceil(64);
    let mut places: FxHashMap<u32, Vec<u64>> = FxHashMap::default();
    for (at, &word) in b.iter().enumerate() {
        places.entry(word).or_insert_with(|| vec![0; width])[at / 64] |= 1 << (at % 64);
    }
    let mut rows = vec![0u64; a.len() * width];
    let mut row = vec![u64::MAX; width];
    for (index, word) in a.iter().enumerate() {
        if let Some(places) = places.get(word) {
            let mut carry = false;
            for (bits, place) in row.iter_mut().zip(places) {
                let both = *bits & place;
                let (sum, over) = bits.overflowing_add(both);
                let (sum, over_carry) = sum.overflowing_add(u64::from(carry));
                carry = over || over_carry;
                *bits = sum | (*bits - both);
            }
        }
        rows[index * width..(index + 1) * width].copy_from_slice(&row);
    }
    let is_set = |row: usize, column: usize| rows[row * width + column / 64] >> (column % 64) & 1 == 1;
    let (mut row, mut column) = (a.len(), b.len());
    let mut pairs = vec![];
    while row > 0 && column > 0 {
        if is_set(row - 1, column - 1) {
            column -= 1;
        } else {
            row -= 1;
            if row == 0 || is_set(row - 1, column - 1) {
                column -= 1;
                pairs.push((row, column));
            }
        }
    }
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn repeated_text_is_credited_once_and_other_orders_are_found() {
        let blocks = vec![vec![1, 2, 3, 4, 5, 6], vec![9, 9], vec![7, 8, 10, 11, 12], vec![1, 2, 3, 4, 5, 6]];
        let gold = [7, 8, 10, 11, 12, 1, 2, 3, 4, 5, 6];
        let labels = labels(&blocks, &gold).unwrap();
        assert_eq!(labels.iter().sum::<f32>(), 2.0);
        assert_eq!(labels[1], 0.0);
        assert_eq!(labels[2], 1.0);
    }

    fn length(a: &[u32], b: &[u32]) -> usize {
        let mut row = vec![0; b.len() + 1];
        for x in a {
            let mut corner = 0;
            for (j, y) in b.iter().enumerate() {
                let above = row[j + 1];
                row[j + 1] = if x == y { corner + 1 } else { above.max(row[j]) };
                corner = above;
            }
        }
        row[b.len()]
    }

    proptest! {
        #[test]
        fn subsequences_are_common_and_longest(
            a in prop::collection::vec(0u32..6, 0..150),
            b in prop::collection::vec(0u32..6, 0..150),
        ) {
            let pairs = common_subsequence(&a, &b);
            prop_assert!(pairs.iter().all(|&(i, j)| a[i] == b[j]));
            prop_assert!(pairs.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 < w[1].1));
            prop_assert_eq!(pairs.len(), length(&a, &b));
        }
    }
}
