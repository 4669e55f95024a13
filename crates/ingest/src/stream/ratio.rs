//! Stops inputs that decompress to far more bytes than they have.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::item::ErrorKind;
use crate::stream::{Damage, Stop};

/// What an input has given in all, over all its members and layers of compression, for the bytes read of it.
#[derive(Debug, Default)]
pub(crate) struct Whole {
    /// Bytes read of the input as it lies on disk.
    pub(crate) read: Arc<AtomicU64>,
    given: AtomicU64,
}

impl Whole {
    /// Whether the input as a whole grows beyond all reason.
    pub(crate) fn too_much(&self, max_ratio: u64) -> Option<Damage> {
        let (read, given) = (self.read.load(Ordering::Relaxed), self.given.load(Ordering::Relaxed));
        is_beyond(given, read, max_ratio).then(|| ratio_damage(given, read, max_ratio))
    }
}

/// Stops a stream that grows beyond all reason.
pub(crate) struct RatioGuard {
    max_ratio: u64,
    given: u64,
    whole: Arc<Whole>,
}

/// Up to here anything may grow as it likes.
const RATIO_FREE_BYTES: u64 = 1 << 20;

fn is_beyond(given: u64, taken: u64, max_ratio: u64) -> bool {
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
    pub(crate) fn new(max_ratio: u64, whole: Arc<Whole>) -> Self {
        RatioGuard { max_ratio, given: 0, whole }
    }

    /// Counts bytes given; `taken` is the sum of the bytes taken so far.
    pub(crate) fn check(&mut self, given: usize, taken: u64) -> Option<Stop> {
        self.given += given as u64;
        self.whole.given.fetch_add(given as u64, Ordering::Relaxed);
        if is_beyond(self.given, taken, self.max_ratio) {
            return Some(Stop::Fatal(ratio_damage(self.given, taken, self.max_ratio)));
        }
        self.whole.too_much(self.max_ratio).map(Stop::Fatal)
    }
}
