//! SIMD within a register: eight bytes of text as one `u64`, the first byte lowest, so that a few operations examine
//! all of them. The methods are those of "Hacker's Delight", chapter 6.

/// The highest bit of each byte.
pub(crate) const HIGH_BITS: u64 = splat(0x80);

/// Copies `byte` to all eight bytes.
pub(crate) const fn splat(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The eight bytes that begin at index `at`, padded with zeros past the end.
#[inline(always)]
pub(crate) fn load(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or(&[]);
    if let Some(eight) = rest.first_chunk() {
        return u64::from_le_bytes(*eight);
    }
    match bytes.last_chunk() {
        Some(eight) if !rest.is_empty() => u64::from_le_bytes(*eight) >> (64 - 8 * rest.len()),
        _ => rest.iter().rev().fold(0, |all, &byte| all << 8 | u64::from(byte)),
    }
}

/// Sets the highest bit of each byte from `first` to `last`, both ASCII and inclusive; all other bits are zero.
#[inline(always)]
pub(crate) const fn bytes_in_range(eight: u64, first: u8, last: u8) -> u64 {
    let ascii = eight & !HIGH_BITS;
    (ascii + splat(0x80 - first)) & !(ascii + splat(0x7f - last)) & !eight & HIGH_BITS
}

/// The number of bytes before the first one whose highest bit is clear.
#[inline(always)]
pub(crate) const fn leading_set(flags: u64) -> usize {
    ((!flags & HIGH_BITS).trailing_zeros() / 8) as usize
}

/// The ASCII letters among the bytes in lower case, and the number of letters and digits before the first byte that is
/// neither. Bytes that are neither may have changed.
#[inline(always)]
pub(crate) const fn lower_run(eight: u64) -> (u64, usize) {
    let lower = eight | splat(0x20);
    let is_alphanumeric = bytes_in_range(lower, b'a', b'z') | bytes_in_range(eight, b'0', b'9');
    (lower, leading_set(is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_of_eight_bytes_agree_with_single_bytes(
            bytes in proptest::collection::vec(0u8.., 0..20), index in 0usize..24, first in 0u8..128, span in 0u8..128,
        ) {
            let last = first.saturating_add(span).min(127);
            let expected: Vec<u8> = bytes.iter().copied().skip(index).chain([0; 8]).take(8).collect();
            let eight = load(&bytes, index);
            prop_assert_eq!(&eight.to_le_bytes()[..], &expected[..]);
            let flags = bytes_in_range(eight, first, last).to_le_bytes();
            let is = |byte: &u8| (first..=last).contains(byte);
            prop_assert!(expected.iter().zip(flags).all(|(byte, flag)| (flag == 0x80) == is(byte) && flag & 0x7f == 0));
            let leading = expected.iter().position(|byte| !is(byte)).unwrap_or(8);
            prop_assert_eq!(leading_set(u64::from_le_bytes(flags)), leading);
            let (lower, run) = lower_run(eight);
            let other = expected.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(8);
            prop_assert_eq!(run, other);
            prop_assert_eq!(&lower.to_le_bytes()[..run], expected[..run].to_ascii_lowercase());
        }
    }
}
