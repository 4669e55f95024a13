//! Passages of a text by which a longer text that contains it is found.

use super::hash::{combine, finish};
use super::text::Token;

/// Tokens of a passage.
const LENGTH: usize = 8;
/// Passages that are kept of a text: one in 16, but at least and at most this number.
const KEPT_SHARE: usize = 16;
const MIN_KEPT: usize = 16;
const MAX_KEPT: usize = 64;

/// A sample of the passages of a text: the lowest hashes of its runs of eight tokens.
///
/// If one text contains another, the lowest hashes of the longer one that are from the shorter one are also its lowest, so
/// the two samples have some in common, unless the shorter text is a tiny part of the longer one: of texts of 66 words in
/// texts of 566, all of 400 were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passages {
    count: u8,
    hashes: [u64; MAX_KEPT],
}

impl Passages {
    /// Bytes of [`to_bytes`](Self::to_bytes).
    pub const BYTES: usize = 8 * MAX_KEPT + 1;

    pub(super) fn from_tokens(tokens: &[Token]) -> Self {
        let hash = |run: &[Token]| finish(run.iter().fold(0, |hash, token| combine(hash, token.hash)));
        let mut all: Vec<u64> = tokens.windows(LENGTH).map(hash).collect();
        all.sort_unstable();
        all.dedup();
        all.truncate((all.len() / KEPT_SHARE).clamp(MIN_KEPT, MAX_KEPT));
        let mut passages = Self { count: all.len() as u8, hashes: [0; MAX_KEPT] };
        passages.hashes[..all.len()].copy_from_slice(&all);
        passages
    }

    /// The hashes, lowest first: 16 to 64, and fewer for a text of fewer than 23 tokens.
    pub fn hashes(&self) -> &[u64] {
        &self.hashes[..usize::from(self.count)]
    }

    /// The passages as bytes: their number, and the hashes in little endian.
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        bytes[0] = self.count;
        for (chunk, hash) in bytes[1..].as_chunks_mut::<8>().0.iter_mut().zip(self.hashes) {
            *chunk = hash.to_le_bytes();
        }
        bytes
    }

    /// Restores what [`to_bytes`](Self::to_bytes) gave. `None` if the number is impossible.
    pub fn from_bytes(bytes: &[u8; Self::BYTES]) -> Option<Self> {
        let mut passages = Self { count: bytes[0], hashes: [0; MAX_KEPT] };
        for (hash, chunk) in passages.hashes.iter_mut().zip(bytes[1..].as_chunks::<8>().0) {
            *hash = u64::from_le_bytes(*chunk);
        }
        (usize::from(passages.count) <= MAX_KEPT).then_some(passages)
    }
}

#[cfg(test)]
mod tests {
    use crate::near::{Passages, Sketcher};
    use proptest::prelude::*;

    fn passages(text: &str) -> Passages {
        let mut sketcher = Sketcher::default();
        sketcher.sketch(text);
        sketcher.passages()
    }

    fn words(from: usize, to: usize) -> String {
        (from..to).map(|n| format!("word{n}x ")).collect()
    }

    #[test]
    fn a_part_of_a_text_shares_passages_with_it() {
        let (whole, part) = (passages(&words(0, 600)), passages(&words(200, 290)));
        assert_eq!((whole.hashes().len(), part.hashes().len()), (64, 16));
        assert!(part.hashes().iter().any(|hash| whole.hashes().contains(hash)));
        let other = passages(&words(1000, 1600));
        assert!(part.hashes().iter().all(|hash| !other.hashes().contains(hash)));
    }

    #[test]
    fn a_short_text_has_few_passages() {
        assert!(passages("one two three four five six seven").hashes().is_empty());
        assert_eq!(passages("one two three four five six seven eight").hashes().len(), 1);
        // A passage that is repeated counts once.
        assert_eq!(passages(&"a b c d e f g h ".repeat(9)).hashes().len(), 8);
    }

    proptest! {
        #[test]
        fn bytes_become_the_same_passages(text in "([a-z]{1,3} ){0,60}") {
            let found = passages(&text);
            prop_assert!(found.hashes().is_sorted());
            prop_assert_eq!(Passages::from_bytes(&found.to_bytes()), Some(found));
        }
    }
}
