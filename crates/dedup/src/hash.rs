//! Hashes of normal forms.

use std::fmt;
use std::str::FromStr;

use crate::normal_form::{NormalFormSink, write_normal_form};

/// The first 16 bytes of the BLAKE3 hash of a normal form. Displayed and parsed as 32 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentHash([u8; 16]);

impl ContentHash {
    /// Hashes bytes as they are, for instance the normal form of a URL.
    pub fn compute(bytes: &[u8]) -> Self {
        Self::first_half(blake3::hash(bytes))
    }

    /// Restores a hash from its 16 bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 16 bytes of the hash.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    fn first_half(hash: blake3::Hash) -> Self {
        let mut half = [0; 16];
        half.copy_from_slice(&hash.as_bytes()[..16]);
        Self(half)
    }
}

/// Hashes the [normal form](crate::normal_form()) of a text.
///
/// The normal form is never held as a whole, so memory does not grow with the text.
pub fn content_hash(text: &str) -> ContentHash {
    let mut sink = HashSink { hasher: blake3::Hasher::new(), pending: Vec::with_capacity(2 * BLOCK_BYTES) };
    write_normal_form(text, &mut sink);
    sink.hash_pending();
    ContentHash::first_half(sink.hasher.finalize())
}

/// Bytes that are hashed at a time. BLAKE3 reaches its full speed at a few KiB.
const BLOCK_BYTES: usize = 16 << 10;

struct HashSink {
    hasher: blake3::Hasher,
    pending: Vec<u8>,
}

impl HashSink {
    /// Hashes the pending bytes, except for a space at their end, which counts only if a word follows.
    fn hash_pending(&mut self) {
        let space = self.pending.pop_if(|last| *last == b' ');
        self.hasher.update(&self.pending);
        self.pending.clear();
        self.pending.extend(space);
    }
}

impl NormalFormSink for HashSink {
    fn buffer(&mut self) -> &mut Vec<u8> {
        if self.pending.len() >= BLOCK_BYTES {
            self.hash_pending();
        }
        &mut self.pending
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHash({self})")
    }
}

/// A string is not a [`ContentHash`] of 32 hex digits. Contains the string.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a hash of 32 hex digits")]
pub struct ParseHashError(pub String);

impl FromStr for ContentHash {
    type Err = ParseHashError;

    fn from_str(s: &str) -> Result<Self, ParseHashError> {
        let digits = s.len() == 32 && s.bytes().all(|b| b.is_ascii_hexdigit());
        let number = u128::from_str_radix(s, 16).ok().filter(|_| digits);
        number.map(|n| Self(n.to_be_bytes())).ok_or_else(|| ParseHashError(s.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hashes_are_those_of_the_normal_form() {
        let long = "Le vent d’ouest, – 12 nœuds – s’est levé. ".repeat(3000);
        // A piece that ends in a space, exactly where it is hashed.
        let blanks =
            ["word ".repeat(5000), "a ".repeat(8 << 10), "x".repeat(BLOCK_BYTES - 1) + " …y"].concat();
        for text in ["", "a", "a ", "Crème brûlée!", &long, &blanks] {
            assert_eq!(
                content_hash(text),
                ContentHash::compute(crate::normal_form::normal_form(text).as_bytes())
            );
        }
    }

    #[test]
    fn hashes_stay_the_same_from_release_to_release() {
        // If these change, NORMAL_FORM_VERSION must change.
        let check =
            |text: &str, expected: &str| assert_eq!(content_hash(text).to_string(), expected, "{text}");
        check("", "af1349b9f5f9a1a6a0404dea36dcc949");
        check("The ferry’s late — again.", "0fee2a182d32feb6651d0d532fd31429");
        check("ΟΔΟΣ, İstanbul, Straße, ﬁn, हिन्दी, 東京、カー", "0266f7385b02d9309870bfb839f33545");
    }

    proptest! {
        #[test]
        fn displayed_hashes_parse_to_themselves(bytes: [u8; 16]) {
            let hash = ContentHash::from_bytes(bytes);
            prop_assert_eq!(hash.to_string().parse(), Ok(hash));
        }
    }

    #[test]
    fn other_strings_are_not_hashes() {
        for s in [
            "",
            "af1349b9f5f9a1a6a0404dea36dcc94",
            "+f1349b9f5f9a1a6a0404dea36dcc949",
            "éf1349b9f5f9a1a6a0404dea36dcc9x",
        ] {
            assert!(s.parse::<ContentHash>().is_err(), "{s}");
        }
    }
}
