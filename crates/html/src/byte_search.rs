//! Byte searches that compare sixteen bytes at a time. Most runs in a page are too short for a call to `memchr` to pay
//! off.

use wide::u8x16;

/// Bytes compared at a time.
pub(crate) const CHUNK: usize = 16;

/// After this many chunks a run is long enough for `memchr`.
const MAX_CHUNKS: usize = 8;

/// The index of the first `byte` at or after `from`, or the length.
#[inline]
pub(crate) fn find_byte(bytes: &[u8], from: usize, byte: u8) -> usize {
    let mut at = from;
    for _ in 0..MAX_CHUNKS {
        let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<CHUNK>) else { break };
        let found = u8x16::new(*chunk).simd_eq(u8x16::splat(byte)).to_bitmask();
        if found != 0 {
            return at + found.trailing_zeros() as usize;
        }
        at += CHUNK;
    }
    bytes.get(at..).and_then(|rest| memchr::memchr(byte, rest)).map_or(bytes.len(), |i| at + i)
}

/// The index of the first `a` or `b` at or after `from`, or the length.
#[inline]
pub(crate) fn find_either(bytes: &[u8], from: usize, a: u8, b: u8) -> usize {
    let mut at = from;
    for _ in 0..MAX_CHUNKS {
        let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<CHUNK>) else { break };
        let chunk = u8x16::new(*chunk);
        let found = (chunk.simd_eq(u8x16::splat(a)) | chunk.simd_eq(u8x16::splat(b))).to_bitmask();
        if found != 0 {
            return at + found.trailing_zeros() as usize;
        }
        at += CHUNK;
    }
    bytes.get(at..).and_then(|rest| memchr::memchr2(a, b, rest)).map_or(bytes.len(), |i| at + i)
}

/// The next sixteen bytes, with zeros past the end.
#[inline]
pub(crate) fn load_chunk(bytes: &[u8], at: usize) -> [u8; CHUNK] {
    match bytes.get(at..).and_then(<[u8]>::first_chunk::<CHUNK>) {
        Some(chunk) => *chunk,
        None => padded(bytes.get(at..).unwrap_or_default()),
    }
}

#[cold]
fn padded(rest: &[u8]) -> [u8; CHUNK] {
    let mut chunk = [0; CHUNK];
    chunk[..rest.len()].copy_from_slice(rest);
    chunk
}

/// A bit for each byte of a chunk that may end a name: white space, `/`, `>`, `=`, and any control character.
#[inline]
pub(crate) fn name_end_candidates(chunk: [u8; CHUNK]) -> u32 {
    let chunk = u8x16::new(chunk);
    let control_or_space = chunk.min(u8x16::splat(b' ')).simd_eq(chunk);
    let mark = chunk.simd_eq(u8x16::splat(b'/')) | chunk.simd_eq(u8x16::splat(b'>'));
    (control_or_space | mark | chunk.simd_eq(u8x16::splat(b'='))).to_bitmask()
}
