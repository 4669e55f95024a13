//! Stops inputs that decompress to far more bytes than they have.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::item::ErrorKind;
use crate::stream::{Damage, Stop};

/// What an input has decompressed to so far, summed over all members and layers of compression, and the bytes
/// read for it.
#[derive(Debug, Default)]
pub(crate) struct InputTotals {
    /// Bytes read of the input as stored on disk.
    pub(crate) read: Arc<AtomicU64>,
    given: AtomicU64,
}

impl InputTotals {
    /// The damage to report if the input as a whole exceeds the ratio.
    pub(crate) fn excess(&self, max_ratio: u64) -> Option<Damage> {
        let (read, given) = (self.read.load(Ordering::Relaxed), self.given.load(Ordering::Relaxed));
        exceeds(given, read, max_ratio).then(|| ratio_damage(given, read, max_ratio))
    }
}

/// Stops a stream that exceeds the ratio.
pub(crate) struct RatioGuard {
    max_ratio: u64,
    given: u64,
    totals: Arc<InputTotals>,
}

/// The ratio does not apply until an input has given this many bytes.
const RATIO_FREE_BYTES: u64 = 1 << 20;

fn exceeds(given: u64, taken: u64, max_ratio: u64) -> bool {
    given > RATIO_FREE_BYTES && given > taken.max(1).saturating_mul(max_ratio)
}

fn ratio_damage(given: u64, taken: u64, max_ratio: u64) -> Damage {
    let detail = format!(
        "{taken} compressed bytes gave {given} bytes, more than {max_ratio} times as many (--max-ratio); the \
         rest was not read"
    );
    Damage { kind: ErrorKind::Ratio, detail }
}

impl RatioGuard {
    pub(crate) fn new(max_ratio: u64, totals: Arc<InputTotals>) -> Self {
        RatioGuard { max_ratio, given: 0, totals }
    }

    /// A guard of an input that gave so many bytes before.
    pub(crate) fn after(self, given: u64) -> Self {
        self.totals.given.fetch_add(given, Ordering::Relaxed);
        RatioGuard { given, ..self }
    }

    /// Counts bytes given. `taken` is the total of compressed bytes taken so far.
    pub(crate) fn check(&mut self, given: usize, taken: u64) -> Option<Stop> {
        self.given += given as u64;
        self.totals.given.fetch_add(given as u64, Ordering::Relaxed);
        if exceeds(self.given, taken, self.max_ratio) {
            return Some(Stop::Fatal(ratio_damage(self.given, taken, self.max_ratio)));
        }
        self.totals.excess(self.max_ratio).map(Stop::Fatal)
    }
}
