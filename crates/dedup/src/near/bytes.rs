//! Sketches as bytes.

use super::facts::{Fact, Facts, MAX_FACTS};
use super::hash::hash_bytes;
use super::signature::{SLOTS, Signature};
use super::sketch::Sketch;

/// The version of sketches: of the rules by which they are made, and of their bytes. Sketches of different versions
/// cannot be compared.
pub const SKETCH_VERSION: u8 = 2;

/// The most bytes of a sketch.
pub const MAX_SKETCH_BYTES: usize = 4 + 2 * 4 + 16 + 2 * SLOTS + MAX_FACTS * FACT_BYTES + CHECK_BYTES;

const FACT_BYTES: usize = 6;
const CHECK_BYTES: usize = 4;

/// Bytes are not a sketch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SketchError {
    /// The sketch was made by other rules. Contains their version.
    #[error("the sketch has version {0}, not {SKETCH_VERSION}")]
    Version(u8),
    /// The bytes are damaged or incomplete.
    #[error("the sketch is damaged")]
    Damaged,
}

impl Sketch {
    /// The sketch as bytes, at most [`MAX_SKETCH_BYTES`]: about 280, and 6 for each of up to 32 facts.
    ///
    /// All numbers are little endian: version (1 byte), whether the text is CJK (bit 0) and
    /// caseless (bit 1), numbers of number facts and name
    /// facts (1 each), tokens (4), different shingles (4), exact hash (16), signature (128 times 2), the facts, first
    /// of numbers, then of names (context 4, value 2 each), and a check of all this (4).
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(MAX_SKETCH_BYTES);
        bytes.extend([
            SKETCH_VERSION,
            u8::from(self.is_cjk) | u8::from(self.is_caseless) << 1,
            self.facts.numbers().len() as u8,
            self.facts.names().len() as u8,
        ]);
        bytes.extend(self.tokens.to_le_bytes());
        bytes.extend(self.shingles.to_le_bytes());
        bytes.extend(self.exact_hash());
        bytes.extend(self.signature.0.iter().flat_map(|slot| slot.to_le_bytes()));
        for fact in self.facts.numbers().iter().chain(self.facts.names().iter()) {
            bytes.extend(fact.context.to_le_bytes());
            bytes.extend(fact.value.to_le_bytes());
        }
        bytes.extend(check(&bytes));
        bytes
    }

    /// Restores a sketch.
    ///
    /// # Errors
    ///
    /// Returns [`SketchError`] if the sketch has another version or the bytes are damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SketchError> {
        match bytes.first() {
            Some(&SKETCH_VERSION) => {}
            Some(&version) => return Err(SketchError::Version(version)),
            None => return Err(SketchError::Damaged),
        }
        let (content, expected) = bytes.split_last_chunk::<CHECK_BYTES>().ok_or(SketchError::Damaged)?;
        if check(content) != *expected {
            return Err(SketchError::Damaged);
        }
        read(content).ok_or(SketchError::Damaged)
    }
}

/// Four bytes that depend on all others.
fn check(bytes: &[u8]) -> [u8; CHECK_BYTES] {
    (hash_bytes(bytes) as u32).to_le_bytes()
}

/// Reads a sketch without its check. `None` if the bytes are too few, too many or impossible.
fn read(content: &[u8]) -> Option<Sketch> {
    let mut rest = content;
    let [_, flags, numbers, names] = take(&mut rest)?;
    let tokens = u32::from_le_bytes(take(&mut rest)?);
    let shingles = u32::from_le_bytes(take(&mut rest)?);
    let exact = [u64::from_le_bytes(take(&mut rest)?), u64::from_le_bytes(take(&mut rest)?)];
    let mut slots = [0; SLOTS];
    for slot in &mut slots {
        *slot = u16::from_le_bytes(take(&mut rest)?);
    }
    let facts = Facts::from_sorted(&read_facts(&mut rest, numbers)?, &read_facts(&mut rest, names)?)?;
    let is_whole = rest.is_empty() && flags <= 3;
    let signature = Signature(slots);
    let (is_cjk, is_caseless) = (flags & 1 != 0, flags & 2 != 0);
    is_whole.then_some(Sketch { tokens, shingles, exact, signature, facts, is_cjk, is_caseless })
}

fn read_facts(rest: &mut &[u8], count: u8) -> Option<Vec<Fact>> {
    let (facts, after) = rest.split_at_checked(usize::from(count) * FACT_BYTES)?;
    *rest = after;
    let fact = |&[a, b, c, d, e, f]: &[u8; FACT_BYTES]| Fact {
        context: u32::from_le_bytes([a, b, c, d]),
        value: u16::from_le_bytes([e, f]),
    };
    Some(facts.as_chunks().0.iter().map(fact).collect())
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (first, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_text() -> impl Strategy<Value = String> {
        "([a-z]{1,3} |[A-Z][a-z]{1,4} |[0-9]{1,3} |[一-丐]{1,3}|[.,!]|\\PC){0,200}"
    }

    proptest! {
        #[test]
        fn bytes_become_the_same_sketch(text in any_text()) {
            let sketch = Sketch::new(&text);
            let bytes = sketch.to_bytes();
            prop_assert!(bytes.len() <= MAX_SKETCH_BYTES);
            prop_assert_eq!(Sketch::from_bytes(&bytes), Ok(sketch));
        }

        #[test]
        fn damage_is_an_error(text in any_text(), at: prop::sample::Index, bit in 0..8_u32) {
            let mut bytes = Sketch::new(&text).to_bytes();
            let at = at.index(bytes.len());
            prop_assert!(Sketch::from_bytes(&bytes[..at]).is_err());
            bytes[at] ^= 1 << bit;
            prop_assert!(Sketch::from_bytes(&bytes).is_err());
        }

        #[test]
        fn any_bytes_are_read_without_panic(mut bytes: Vec<u8>) {
            bytes.insert(0, SKETCH_VERSION);
            bytes.extend(check(&bytes));
            prop_assert!(Sketch::from_bytes(&bytes).is_err());
        }
    }

    #[test]
    fn a_sketch_has_at_most_480_bytes() {
        assert_eq!(MAX_SKETCH_BYTES, 480);
    }

    #[test]
    fn impossible_facts_are_damage() {
        let mut bytes = Sketch::new("a short text").to_bytes();
        bytes.truncate(bytes.len() - CHECK_BYTES);
        bytes[2] = 33;
        bytes.extend([0; 33 * FACT_BYTES]);
        bytes.extend(check(&bytes));
        assert_eq!(Sketch::from_bytes(&bytes), Err(SketchError::Damaged));
    }

    #[test]
    fn another_version_is_named() {
        assert_eq!(Sketch::from_bytes(&[9, 0, 0]), Err(SketchError::Version(9)));
        assert_eq!(Sketch::from_bytes(&[]), Err(SketchError::Damaged));
    }
}
