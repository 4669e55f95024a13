//! The runs that added pages.

use std::ops::{Range, RangeInclusive};

use super::page::{StoredPage, take, take_slice};

/// What a caller says of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunFacts {
    /// A digest of the pages that the run compared with the store, to recognize the same run: see [`RunDigest`].
    pub digest: [u8; 16],
    /// The name of the output. Empty for standard output.
    pub output: String,
    /// The pages that the run compared with the store.
    pub pages_seen: u64,
    /// The version of the program.
    pub program: String,
}

/// A run that was committed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Run {
    /// The number of the run, from 1, in the order of the commits.
    pub number: u32,
    /// What the caller said of it.
    pub facts: RunFacts,
    /// The pages that it added.
    pub pages_stored: u64,
    /// The first and the last date of these pages, in days since 1970-01-01.
    pub dates: Option<RangeInclusive<i32>>,
    /// Its chunks.
    pub(super) chunks: Range<u64>,
    /// The space that its chunks take in the database, in bytes.
    pub(super) space: u64,
}

impl Run {
    /// A run without pages.
    pub(super) fn new(number: u32, first_chunk: u64) -> Self {
        let chunks = first_chunk..first_chunk;
        Self { number, facts: RunFacts::default(), pages_stored: 0, dates: None, chunks, space: 0 }
    }

    /// The row of the run: chunks (8 and 8 bytes), their space (8), pages stored (8), pages seen (8), digest (16), whether there are dates
    /// (1), first and last date (4 and 4), length of the output's name (4), name, and program version; after all that a
    /// check (8), which depends on the run's number too.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let (first, last) = self.dates.clone().map_or((0, 0), RangeInclusive::into_inner);
        let mut bytes = vec![];
        let Range { start, end } = self.chunks;
        for number in [start, end, self.space, self.pages_stored, self.facts.pages_seen] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(self.facts.digest);
        bytes.push(u8::from(self.dates.is_some()));
        bytes.extend(first.to_le_bytes());
        bytes.extend(last.to_le_bytes());
        bytes.extend((self.facts.output.len() as u32).to_le_bytes());
        bytes.extend(self.facts.output.as_bytes());
        bytes.extend(self.facts.program.as_bytes());
        bytes.extend(check(self.number, &bytes));
        bytes
    }

    /// Restores a run. `None` if the bytes are damaged.
    pub(super) fn from_bytes(number: u32, bytes: &[u8]) -> Option<Self> {
        let (mut rest, expected) = bytes.split_last_chunk()?;
        if check(number, rest) != *expected {
            return None;
        }
        let mut next = || take(&mut rest).map(u64::from_le_bytes);
        let chunks = next()?..next()?;
        let (space, pages_stored, pages_seen) = (next()?, next()?, next()?);
        let digest = take(&mut rest)?;
        let [has_dates] = take(&mut rest)?;
        let dates = i32::from_le_bytes(take(&mut rest)?)..=i32::from_le_bytes(take(&mut rest)?);
        let length = u32::from_le_bytes(take(&mut rest)?) as usize;
        let output = String::from_utf8(take_slice(&mut rest, length)?.to_owned()).ok()?;
        let program = String::from_utf8(rest.to_owned()).ok()?;
        let facts = RunFacts { digest, output, pages_seen, program };
        Some(Self {
            number,
            facts,
            pages_stored,
            dates: Some(dates).filter(|_| has_dates == 1),
            chunks,
            space,
        })
    }

    /// Counts a page of the run.
    pub(super) fn count(&mut self, page: &StoredPage) {
        self.pages_stored += 1;
        if let Some(date) = page.date {
            self.dates = Some(match &self.dates {
                Some(dates) => date.min(*dates.start())..=date.max(*dates.end()),
                None => date..=date,
            });
        }
    }
}

fn check(number: u32, content: &[u8]) -> [u8; 8] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&number.to_le_bytes()).update(content);
    let mut check = [0; 8];
    check.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    check
}

/// Digests pages in their order: the same pages have the same digest, and others have another.
#[derive(Debug, Clone, Default)]
pub struct RunDigest {
    hasher: blake3::Hasher,
    record: Vec<u8>,
}

impl RunDigest {
    /// The digest of no pages.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a page.
    pub fn update(&mut self, page: &StoredPage) {
        self.record.clear();
        page.write(true, &mut self.record);
        self.hasher.update(&self.record);
    }

    /// The digest of the pages so far.
    pub fn finish(&self) -> [u8; 16] {
        let mut digest = [0; 16];
        digest.copy_from_slice(&self.hasher.finalize().as_bytes()[..16]);
        digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_run() -> impl Strategy<Value = Run> {
        let facts = (any::<[u8; 16]>(), ".{0,30}", any::<u64>(), ".{0,9}");
        let facts = facts.prop_map(|(digest, output, pages_seen, program)| RunFacts {
            digest,
            output,
            pages_seen,
            program,
        });
        let dates = proptest::option::of((any::<i32>(), any::<i32>()).prop_map(|(a, b)| a.min(b)..=a.max(b)));
        (any::<u32>(), facts, any::<u64>(), dates, any::<Range<u64>>(), any::<u64>()).prop_map(
            |(number, facts, pages_stored, dates, chunks, space)| Run {
                number,
                facts,
                pages_stored,
                dates,
                chunks,
                space,
            },
        )
    }

    proptest! {
        #[test]
        fn bytes_become_the_same_run(run in any_run()) {
            prop_assert_eq!(Run::from_bytes(run.number, &run.to_bytes()), Some(run));
        }

        #[test]
        fn damage_is_found(run in any_run(), at: prop::sample::Index, bit in 0..8_u32) {
            let mut bytes = run.to_bytes();
            prop_assert_eq!(Run::from_bytes(run.number.wrapping_add(1), &bytes), None);
            let at = at.index(bytes.len());
            prop_assert_eq!(Run::from_bytes(run.number, &bytes[..at]), None);
            bytes[at] ^= 1 << bit;
            prop_assert_eq!(Run::from_bytes(run.number, &bytes), None);
        }
    }
}
