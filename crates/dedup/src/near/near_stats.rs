//! What an index of sketches counts.

use std::sync::atomic::{AtomicU64, Ordering};

/// What an index was asked, and what it left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct NearStats {
    /// Calls of [`NearIndex::candidates`](crate::NearIndex::candidates).
    pub lookups: u64,
    /// Rows that were returned.
    pub candidates: u64,
    /// Lookups that met a bucket with more than 64 pages, and so perhaps missed a copy.
    pub cut_lookups: u64,
    /// Buckets with more than 64 pages that were met, several per lookup.
    pub cut_buckets: u64,
    /// Number facts that more than 64 pages share, which were met when the facts had to decide.
    pub cut_facts: u64,
}

impl std::ops::AddAssign for NearStats {
    fn add_assign(&mut self, other: Self) {
        self.lookups += other.lookups;
        self.candidates += other.candidates;
        self.cut_lookups += other.cut_lookups;
        self.cut_buckets += other.cut_buckets;
        self.cut_facts += other.cut_facts;
    }
}

/// Counts that several threads can add to.
#[derive(Debug, Default)]
pub(super) struct Counts {
    lookups: AtomicU64,
    candidates: AtomicU64,
    cut_lookups: AtomicU64,
    cut_buckets: AtomicU64,
    cut_facts: AtomicU64,
}

impl Counts {
    pub(super) fn add(&self, stats: &NearStats) {
        self.lookups.fetch_add(stats.lookups, Ordering::Relaxed);
        self.candidates.fetch_add(stats.candidates, Ordering::Relaxed);
        self.cut_lookups.fetch_add(stats.cut_lookups, Ordering::Relaxed);
        self.cut_buckets.fetch_add(stats.cut_buckets, Ordering::Relaxed);
        self.cut_facts.fetch_add(stats.cut_facts, Ordering::Relaxed);
    }

    pub(super) fn get(&self) -> NearStats {
        NearStats {
            lookups: self.lookups.load(Ordering::Relaxed),
            candidates: self.candidates.load(Ordering::Relaxed),
            cut_lookups: self.cut_lookups.load(Ordering::Relaxed),
            cut_buckets: self.cut_buckets.load(Ordering::Relaxed),
            cut_facts: self.cut_facts.load(Ordering::Relaxed),
        }
    }
}
