//! Live counts of a run, for showing progress.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use dechaff_ingest::InputError;

/// Counts that grow while a run is in progress. They can be read from any thread, one by one: they are not a consistent
/// snapshot. The final counts are in the [`Ledger`](crate::Ledger).
#[derive(Debug, Default)]
pub struct Counters {
    pages: AtomicU64,
    kept: AtomicU64,
    duplicates: AtomicU64,
    rejected: AtomicU64,
    skipped: AtomicU64,
    errors: AtomicU64,
    bytes: AtomicU64,
    learning: AtomicBool,
    last_error: Mutex<Option<String>>,
}

impl Counters {
    /// Whether the inputs are still being read for the profiles of their sites, so that no page is decided yet.
    pub fn is_learning(&self) -> bool {
        self.learning.load(Ordering::Relaxed)
    }

    /// Bytes of the inputs whose pages are decided, as stored on disk. At the end this is the size of the inputs, unless files
    /// changed while they were read.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    pub(crate) fn set_bytes(&self, bytes: u64) {
        self.bytes.store(bytes, Ordering::Relaxed);
    }

    /// The last place in the inputs that could not be read, and why.
    pub fn last_error(&self) -> Option<String> {
        self.last_error.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_last_error(&self, error: &InputError) {
        *self.last_error.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_string());
    }

    pub(crate) fn set_learning(&self, learning: bool) {
        self.learning.store(learning, Ordering::Relaxed);
    }
}

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident / $add:ident),*) => {
        impl Counters {
            $($(#[$doc])* pub fn $name(&self) -> u64 { self.$name.load(Ordering::Relaxed) }
            pub(crate) fn $add(&self) { self.$name.fetch_add(1, Ordering::Relaxed); })*
        }
    };
}

counters! {
    /// Number of pages decided, by any fate.
    pages / add_page,
    /// Number of pages kept.
    kept / add_kept,
    /// Number of duplicates removed.
    duplicates / add_duplicate,
    /// Number of pages rejected.
    rejected / add_rejected,
    /// Number of records that are not pages.
    skipped / add_skipped,
    /// Number of errors: places in the inputs that can't be read.
    errors / add_error
}
