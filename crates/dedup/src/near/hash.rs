//! A fast hash with fixed constants: the same on every machine, and not safe against people who search for collisions.

/// Odd constants without a pattern (the golden ratio, and wyhash's).
const K0: u64 = 0x9e37_79b9_7f4a_7c15;
const K1: u64 = 0xa076_1d64_78bd_642f;
const K2: u64 = 0xe703_7ed1_a0b4_28db;
/// The bit that upper and lower case of an ASCII letter differ in, in each of eight bytes.
const LOWER: u64 = 0x2020_2020_2020_2020;

/// Multiplies to 128 bits and combines the halves.
#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ ((product >> 64) as u64)
}

/// Combines a hash with one more value. The order counts.
#[inline]
pub(super) fn combine(hash: u64, value: u64) -> u64 {
    fold(hash ^ K0, value ^ K1)
}

/// Distributes the bits of a hash evenly, with the last steps of SplitMix64. Different values have different results.
#[inline]
pub(super) fn finish(hash: u64) -> u64 {
    let hash = hash.wrapping_add(K0);
    let hash = (hash ^ hash >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ hash >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ hash >> 31
}

/// Hashes bytes as they are.
pub(super) fn hash_bytes(bytes: &[u8]) -> u64 {
    hash_words(bytes, 0)
}

/// Hashes ASCII letters in lower case. The result is that of [`hash_bytes`] for the lower case.
#[inline]
pub(super) fn hash_ascii_letters(letters: &[u8]) -> u64 {
    hash_words(letters, LOWER)
}

/// The bits that the first bytes of sixteen have, by their number, in two words.
const FIRST_BYTES: [[u64; 2]; 16] = {
    let mut masks = [[0; 2]; 16];
    let mut byte = 0;
    while byte < 15 {
        masks[byte + 1] = masks[byte];
        masks[byte + 1][byte / 8] |= 0xff << (8 * (byte % 8));
        byte += 1;
    }
    masks
};

/// The hash of the first `letters` of these ASCII letters: as [`hash_ascii_letters`], but without a branch. There must
/// be 1 to 15.
#[inline]
pub(super) fn hash_short_letters(text: [u8; 16], letters: usize) -> u64 {
    let text = u128::from_le_bytes(text);
    let [low, high] = FIRST_BYTES[letters & 15];
    let one = combine(K2 ^ letters as u64, (text as u64 | LOWER) & low);
    let two = combine(one, ((text >> 64) as u64 | LOWER) & high);
    finish(if letters > 8 { two } else { one })
}

#[inline]
fn hash_words(bytes: &[u8], bits: u64) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut hash = K2 ^ bytes.len() as u64;
    for word in words {
        hash = combine(hash, u64::from_le_bytes(*word) | bits);
    }
    if !rest.is_empty() {
        let word = match bytes.last_chunk::<8>() {
            // The rest is the end of the last eight bytes.
            Some(last) => u64::from_le_bytes(*last) >> (64 - 8 * rest.len()),
            None => rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        };
        hash = combine(hash, word | bits & ((1 << (8 * rest.len())) - 1));
    }
    finish(hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hashes_stay_the_same_from_release_to_release() {
        // If these change, SKETCH_VERSION must change.
        let check = |text: &str, expected: u64| assert_eq!(hash_bytes(text.as_bytes()), expected, "{text}");
        check("", 11_131_921_045_574_106_320);
        check("straße und fähre", 18_382_256_825_093_798_580);
    }

    proptest! {
        #[test]
        fn letters_are_hashed_in_lower_case(letters in "[a-zA-Z]{0,40}") {
            prop_assert_eq!(
                hash_ascii_letters(letters.as_bytes()),
                hash_bytes(letters.to_ascii_lowercase().as_bytes())
            );
        }

        #[test]
        fn short_words_are_hashed_alike(text in "[a-zA-Z .]{16}", letters in 1..16_usize) {
            let word = text[..letters].replace(['.', ' '], "X");
            let whole = word.clone() + &text[letters..];
            prop_assert_eq!(
                hash_short_letters(whole.as_bytes().try_into().unwrap(), letters),
                hash_ascii_letters(word.as_bytes())
            );
        }

        #[test]
        fn all_bytes_of_a_text_count(bytes in proptest::collection::vec(0..=255_u8, 0..40)) {
            let words = bytes.chunks(8).map(|word| word.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)));
            prop_assert_eq!(hash_bytes(&bytes), finish(words.fold(K2 ^ bytes.len() as u64, combine)));
        }
    }
}
