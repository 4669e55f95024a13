//! Eight bytes of a text as one number, the first one lowest, so that a few operations look at all of them: as in
//! "Hacker's Delight", chapter 6.

/// The highest bit of each byte.
pub(crate) const HIGH: u64 = each(0x80);

/// A byte eight times.
pub(crate) const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The bytes at a place; zeros behind the end.
#[inline(always)]
pub(crate) fn at(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or(&[]);
    if let Some(eight) = rest.first_chunk() {
        return u64::from_le_bytes(*eight);
    }
    match bytes.last_chunk() {
        Some(eight) if !rest.is_empty() => u64::from_le_bytes(*eight) >> (64 - 8 * rest.len()),
        _ => rest.iter().rev().fold(0, |all, &byte| all << 8 | u64::from(byte)),
    }
}

/// The highest bit of each byte that is from `first` to `last`, both ASCII.
#[inline(always)]
pub(crate) const fn among(eight: u64, first: u8, last: u8) -> u64 {
    let ascii = eight & !HIGH;
    (ascii + each(0x80 - first)) & !(ascii + each(0x7f - last)) & !eight & HIGH
}

/// How many bytes stand before the first one whose highest bit is not set.
#[inline(always)]
pub(crate) const fn leading(marks: u64) -> usize {
    ((!marks & HIGH).trailing_zeros() / 8) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn all_eight_are_looked_at(
            bytes in proptest::collection::vec(0u8.., 0..20), index in 0usize..24, first in 0u8..128, span in 0u8..128,
        ) {
            let last = first.saturating_add(span).min(127);
            let expected: Vec<u8> = bytes.iter().copied().skip(index).chain([0; 8]).take(8).collect();
            let eight = at(&bytes, index);
            prop_assert_eq!(&eight.to_le_bytes()[..], &expected[..]);
            let marks = among(eight, first, last).to_le_bytes();
            let is = |byte: &u8| (first..=last).contains(byte);
            prop_assert!(expected.iter().zip(marks).all(|(byte, mark)| (mark == 0x80) == is(byte) && mark & 0x7f == 0));
            let many = expected.iter().position(|byte| !is(byte)).unwrap_or(8);
            prop_assert_eq!(leading(u64::from_le_bytes(marks)), many);
        }
    }
}
