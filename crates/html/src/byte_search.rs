//! Byte searches that look at sixteen bytes a step: most runs in a page are shorter than a call to `memchr` pays for.

use wide::u8x16;

/// Bytes looked at in one step.
const STEP: usize = 16;

/// Steps after which a run is long enough for `memchr`.
const SHORT: usize = 8;

/// The index of the first `byte` from `from` on, or the length.
#[inline]
pub(crate) fn byte(bytes: &[u8], from: usize, byte: u8) -> usize {
    let mut at = from;
    for _ in 0..SHORT {
        let Some(step) = bytes.get(at..).and_then(<[u8]>::first_chunk::<STEP>) else { break };
        let found = u8x16::new(*step).simd_eq(u8x16::splat(byte)).to_bitmask();
        if found != 0 {
            return at + found.trailing_zeros() as usize;
        }
        at += STEP;
    }
    bytes.get(at..).and_then(|rest| memchr::memchr(byte, rest)).map_or(bytes.len(), |i| at + i)
}

/// The index of the first `a` or `b` from `from` on, or the length.
#[inline]
pub(crate) fn either(bytes: &[u8], from: usize, a: u8, b: u8) -> usize {
    let mut at = from;
    for _ in 0..SHORT {
        let Some(step) = bytes.get(at..).and_then(<[u8]>::first_chunk::<STEP>) else { break };
        let step = u8x16::new(*step);
        let found = (step.simd_eq(u8x16::splat(a)) | step.simd_eq(u8x16::splat(b))).to_bitmask();
        if found != 0 {
            return at + found.trailing_zeros() as usize;
        }
        at += STEP;
    }
    bytes.get(at..).and_then(|rest| memchr::memchr2(a, b, rest)).map_or(bytes.len(), |i| at + i)
}

/// The next sixteen bytes, zeros past the end.
#[inline]
pub(crate) fn step(bytes: &[u8], at: usize) -> [u8; STEP] {
    match bytes.get(at..).and_then(<[u8]>::first_chunk::<STEP>) {
        Some(step) => *step,
        None => padded(bytes.get(at..).unwrap_or_default()),
    }
}

#[cold]
fn padded(rest: &[u8]) -> [u8; STEP] {
    let mut step = [0; STEP];
    step[..rest.len()].copy_from_slice(rest);
    step
}

/// Bit by bit, where a step may hold the end of a name: white space, `/`, `>`, `=`, any control character.
#[inline]
pub(crate) fn name_ends(step: [u8; STEP]) -> u32 {
    let step = u8x16::new(step);
    let blank = step.min(u8x16::splat(b' ')).simd_eq(step);
    let mark = step.simd_eq(u8x16::splat(b'/')) | step.simd_eq(u8x16::splat(b'>'));
    (blank | mark | step.simd_eq(u8x16::splat(b'='))).to_bitmask()
}
