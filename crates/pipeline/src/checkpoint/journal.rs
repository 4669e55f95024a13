//! The journal: the results of a run in input order.
//!
//! A journal is a sequence of blocks, one for each checkpoint. A block is a frame of zstd with the entries of some batches.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::checkpoint::entry::{read_entry, write_entry};
use crate::flow::{CleanedBatch, ItemOutcome};
use dechaff_ingest::Origin;

/// Compression is for the space. At this level it takes half of the time of level 1, for a half more bytes.
const LEVEL: i32 = -4;
/// Bytes of a block that are held in memory before they are written.
const HELD_BYTES: usize = 8 << 20;

/// Writes blocks.
#[derive(Debug, Default)]
pub(crate) struct JournalWriter {
    /// Opened with the first bytes, at the end of what counts.
    file: Option<File>,
    /// Entries that are not compressed yet.
    entries: Vec<u8>,
    /// Compressed blocks that are not written yet.
    blocks: Vec<u8>,
    /// Bytes of the file.
    written: u64,
}

impl JournalWriter {
    /// Appends the results of a batch to the block.
    pub(crate) fn push(&mut self, batch: &CleanedBatch) -> io::Result<()> {
        for (origin, outcome) in &batch.items {
            write_entry(origin, outcome, &mut self.entries)?;
        }
        if self.entries.len() >= HELD_BYTES { self.end_block() } else { Ok(()) }
    }

    /// Compressed bytes that are not written yet.
    pub(crate) fn held_bytes(&self) -> usize {
        self.blocks.len()
    }

    fn end_block(&mut self) -> io::Result<()> {
        if !self.entries.is_empty() {
            zstd::stream::copy_encode(&*self.entries, &mut self.blocks, LEVEL)?;
            self.entries.clear();
        }
        Ok(())
    }

    /// Writes everything behind the first `kept` bytes of the file, and waits until it is on the disk. Returns the bytes of the
    /// journal.
    pub(crate) fn commit(&mut self, path: &Path, kept: u64) -> io::Result<u64> {
        self.end_block()?;
        if self.file.is_none() {
            let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
            // What is behind belongs to a checkpoint that was not finished.
            file.set_len(kept)?;
            file.seek(SeekFrom::Start(kept))?;
            self.written = kept;
            self.file = Some(file);
        }
        if let Some(file) = &mut self.file {
            file.write_all(&self.blocks)?;
            file.sync_data()?;
            self.written += self.blocks.len() as u64;
            self.blocks.clear();
        }
        Ok(self.written)
    }
}

/// Reads the results of an earlier run.
pub(crate) struct JournalReader(zstd::Decoder<'static, BufReader<io::Take<File>>>);

impl JournalReader {
    /// Reads the first `bytes` bytes of a journal.
    pub(crate) fn open(path: &Path, bytes: u64) -> io::Result<Self> {
        let file = File::open(path)?;
        if file.metadata()?.len() < bytes {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the journal is shorter than it was"));
        }
        Ok(Self(zstd::Decoder::new(file.take(bytes))?))
    }

    /// The next result, or `None` after the last one.
    pub(crate) fn next(&mut self) -> io::Result<Option<(Origin, ItemOutcome)>> {
        read_entry(&mut self.0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failure here fails the test")]
mod tests {
    use super::*;
    use crate::clean::{PageOutcome, RejectedPage};
    use crate::ledger::Reason;
    use dechaff_ingest::{ErrorKind, InputError, Position, SkipKind};

    fn batch(record: u64) -> CleanedBatch {
        let origin = |record| Origin { file: "a.warc".into(), record, offset: 10 * record };
        let error = InputError::new(origin(record + 2), ErrorKind::BadJson, "cut");
        let rejected = RejectedPage { reason: Reason::Stub, site: None, line: b"{}\n".to_vec() };
        let items = vec![
            (origin(record), ItemOutcome::Page(PageOutcome::Rejected(rejected))),
            (origin(record + 1), ItemOutcome::Skipped(SkipKind::Image)),
            (origin(record + 2), ItemOutcome::Error(error)),
        ];
        CleanedBatch { items, position: Position::default(), bytes: 0, pages: 1 }
    }

    fn records(path: &Path, bytes: u64) -> Vec<u64> {
        let mut journal = JournalReader::open(path, bytes).unwrap();
        std::iter::from_fn(|| journal.next().unwrap()).map(|(origin, _)| origin.record).collect()
    }

    #[test]
    fn what_was_not_committed_does_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let mut first = JournalWriter::default();
        first.push(&batch(1)).unwrap();
        let kept = first.commit(&path, 0).unwrap();
        first.push(&batch(4)).unwrap();
        let all = first.commit(&path, 0).unwrap();
        assert_eq!((records(&path, kept), records(&path, all)), (vec![1, 2, 3], vec![1, 2, 3, 4, 5, 6]));
        // A run that goes on from the first commit writes over the second.
        let mut second = JournalWriter::default();
        second.push(&batch(7)).unwrap();
        let all = second.commit(&path, kept).unwrap();
        assert_eq!(records(&path, all), [1, 2, 3, 7, 8, 9]);
        assert_eq!(std::fs::metadata(&path).unwrap().len(), all);
        assert!(JournalReader::open(&path, all + 1).is_err());
    }

    #[test]
    fn damage_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let mut journal = JournalWriter::default();
        (0..50).for_each(|number| journal.push(&batch(number)).unwrap());
        let bytes = journal.commit(&path, 0).unwrap();
        let whole = std::fs::read(&path).unwrap();
        for cut in 1..whole.len() {
            std::fs::write(&path, &whole[..cut]).unwrap();
            let mut journal = JournalReader::open(&path, cut as u64).unwrap();
            let mut found = 0;
            let end = loop {
                match journal.next() {
                    Ok(Some(_)) => found += 1,
                    end => break end.map(|_| ()),
                }
            };
            assert!(end.is_err() && found < 150, "{cut} of {bytes}");
        }
    }
}
