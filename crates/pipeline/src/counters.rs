//! How far a run has come, for whoever shows it.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts that grow while a run works; read from any thread. The ledger of the [`Summary`](crate::Summary) is what
/// counts in the end.
#[derive(Debug, Default)]
pub struct Counters {
    pages: AtomicU64,
    kept: AtomicU64,
    duplicates: AtomicU64,
    rejected: AtomicU64,
    skipped: AtomicU64,
    errors: AtomicU64,
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
    /// Pages decided.
    pages / add_page,
    /// Of them kept.
    kept / add_kept,
    /// Of them duplicates.
    duplicates / add_duplicate,
    /// Of them rejected.
    rejected / add_rejected,
    /// Records that are no pages.
    skipped / add_skipped,
    /// What could not be read.
    errors / add_error
}
