//! The pages of a run on their way into the store.

use super::chunk::{ChunkWriter, space_of};
use super::database::Writing;
use super::error::StoreError;
use super::page::StoredPage;
use super::page_store::PageStore;
use super::run::{Run, RunFacts};

/// One in this many bytes of the file may be unused after a commit, and this many bytes always.
const UNUSED_PART: u64 = 16;
const UNUSED_BYTES: u64 = 1 << 20;

/// Pages that are being added to a [`PageStore`]. If it is dropped before it is committed, or the process is killed, the
/// store stays as it was. Takes memory for a few chunks of 128 KiB and the database's 16 MiB.
#[derive(Debug)]
pub struct Addition<'a> {
    store: &'a mut PageStore,
    writing: Writing,
    chunk: ChunkWriter,
    record: Vec<u8>,
    /// The run that pages are added to.
    run: Run,
    /// The runs that are finished.
    finished: Vec<Run>,
}

impl<'a> Addition<'a> {
    pub(super) fn new(store: &'a mut PageStore) -> Result<Self, StoreError> {
        let writing = store.file.begin_write()?;
        let run = new_run(store, store.runs.last())?;
        Ok(Self { store, writing, chunk: ChunkWriter::new(), record: vec![], run, finished: vec![] })
    }

    /// Adds a page. Returns whether it is stored: a page without keys is not, because nothing could be found to be its
    /// copy. In a store without sketches, its sketch is not stored.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError`] if the database cannot be written, for instance because the disk is full. The addition must
    /// then be dropped.
    pub fn push(&mut self, page: &StoredPage) -> Result<bool, StoreError> {
        if !page.has_keys() {
            return Ok(false);
        }
        self.record.clear();
        page.write(self.store.parameters().sketch.is_some(), &mut self.record);
        if !self.chunk.has_room(&self.record) {
            self.write_chunk()?;
        }
        self.chunk.push(&self.record);
        self.run.count(page);
        Ok(true)
    }

    fn write_chunk(&mut self) -> Result<(), StoreError> {
        let number = self.run.chunks.end;
        let bytes = self.chunk.finish(number, self.run.number);
        self.writing.insert_chunk(number, bytes)?;
        self.run.chunks.end += 1;
        self.run.space += space_of(bytes.len()) as u64;
        self.chunk.clear();
        Ok(())
    }

    /// Ends the pages of a run. More pages belong to the next one.
    pub(super) fn finish_run(&mut self, facts: RunFacts) -> Result<(), StoreError> {
        while !self.chunk.is_empty() {
            let rest = self.chunk.split_off();
            self.write_chunk()?;
            self.chunk = rest.unwrap_or_else(ChunkWriter::new);
        }
        self.run.facts = facts;
        self.writing.insert_run(&self.run)?;
        let next = new_run(self.store, Some(&self.run))?;
        self.finished.push(std::mem::replace(&mut self.run, next));
        Ok(())
    }

    /// Makes the pages part of the store, durably, as one run with these facts. Then gives back space of the file, if more
    /// than a sixteenth of it is unused.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError`] if the database cannot be written. The store is then as it was before.
    pub fn commit(mut self, facts: RunFacts) -> Result<(), StoreError> {
        self.finish_run(facts)?;
        self.commit_finished()
    }

    /// Commits the runs that are finished.
    pub(super) fn commit_finished(self) -> Result<(), StoreError> {
        let Self { store, writing, finished, .. } = self;
        writing.commit()?;
        store.runs.extend(finished);
        let used: u64 = store.runs.iter().map(|run| run.space).sum();
        if store.file.length()? > used + used / UNUSED_PART + UNUSED_BYTES {
            // The pages are in the store, whether this succeeds or not. The next addition tries again.
            let _ = store.file.compact();
        }
        Ok(())
    }
}

/// A run without pages that follows another.
fn new_run(store: &PageStore, before: Option<&Run>) -> Result<Run, StoreError> {
    let full = || StoreError::Full { file: store.file.path.clone() };
    let number = before.map_or(0, |run| run.number).checked_add(1).ok_or_else(full)?;
    let start = before.map_or(0, |run| run.chunks.end);
    Ok(Run::new(number, start))
}
