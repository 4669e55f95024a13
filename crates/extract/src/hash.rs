//! Hashes of short keys that are the same on every machine and in every version: FNV-1a.
//!
//! Models are tables that are indexed by these hashes, so any change here invalidates every model.

const BASIS: u32 = 0x811c_9dc5;
const PRIME: u32 = 0x0100_0193;

/// The hash of no bytes, with which [`step`] starts.
pub(crate) const EMPTY: u32 = BASIS;

/// Hashes some bytes.
pub(crate) fn bytes(bytes: &[u8]) -> u32 {
    bytes.iter().fold(EMPTY, |hash, &byte| step(hash, byte))
}

/// Adds one more byte to a hash.
pub(crate) const fn step(hash: u32, byte: u8) -> u32 {
    (hash ^ byte as u32).wrapping_mul(PRIME)
}

/// Combines two hashes in this order. The low bits, which index tables, are well mixed.
pub(crate) fn pair(first: u32, second: u32) -> u32 {
    let mut hash = (first ^ second.rotate_left(15)).wrapping_mul(0x9e37_79b1);
    hash ^= hash >> 15;
    hash = hash.wrapping_mul(0x85eb_ca77);
    hash ^ (hash >> 13)
}

/// Hashes bytes with 64-bit FNV-1a, as the fingerprint of a file.
pub(crate) fn fnv1a64(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes
        .into_iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
