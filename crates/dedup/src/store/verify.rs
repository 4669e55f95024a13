//! Checking a whole store.

use super::chunk::Chunk;
use super::error::{Fault, Place, StoreError};
use super::page_store::PageStore;
use super::run::Run;

impl PageStore {
    /// Reads everything and checks it: the database's own checksums, those of all chunks, every record, and the numbers of
    /// chunks and pages of each run. Returns what is wrong, in order; nothing if the store is sound. The file is not
    /// changed.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::Io`] if the disk fails.
    pub fn verify(&self) -> Result<Vec<Fault>, StoreError> {
        let mut faults = vec![];
        note(self.file.check(), &mut faults)?;
        for run in self.runs() {
            self.verify_run(run, &mut faults)?;
        }
        let expected = self.runs().last().map_or(0, |run| run.chunks.end);
        match self.file.chunk_count() {
            Ok(count) if count != expected => {
                let problem = format!("it has {count} chunks, and its runs have {expected}");
                faults.push(Fault::new(Place::Database, problem));
            }
            result => {
                note(result.map(|_| ()), &mut faults)?;
            }
        }
        Ok(faults)
    }

    /// Checks the chunks of a run. All faults are found, except after a place where the database cannot be read on.
    fn verify_run(&self, run: &Run, faults: &mut Vec<Fault>) -> Result<(), StoreError> {
        let mut pages = 0;
        let known = faults.len();
        for number in run.chunks.clone() {
            // A new walk for each chunk: after a chunk that cannot be read there may be others that can.
            let result = self.file.chunks(number).and_then(|mut chunks| {
                let fault = |problem: &str| Fault::new(Place::Chunk(number), problem).in_file(self.file());
                let (_, bytes) = chunks.next()?.ok_or_else(|| fault("it is missing"))?;
                count_pages(number, bytes, run.number).map_err(fault)
            });
            match result {
                Ok(count) => pages += count,
                Err(error) => note(Err(error), faults)?,
            }
        }
        if pages != run.pages_stored && faults.len() == known {
            let problem = format!("it has {pages} pages, and {} were stored", run.pages_stored);
            faults.push(Fault::new(Place::Run(run.number), problem));
        }
        Ok(())
    }
}

/// The number of pages of a chunk, all of which can be read.
fn count_pages(number: u64, bytes: &[u8], run: u32) -> Result<u64, &'static str> {
    let chunk = Chunk::read(number, bytes)?;
    if chunk.run != run {
        return Err("it belongs to another run");
    }
    let mut pages = 0;
    for page in chunk.into_pages() {
        page?;
        pages += 1;
    }
    Ok(pages)
}

/// Notes the fault of a damaged store. Other errors are returned.
fn note(result: Result<(), StoreError>, faults: &mut Vec<Fault>) -> Result<(), StoreError> {
    match result {
        Err(StoreError::Damaged { fault, .. }) => faults.push(fault),
        result => result?,
    }
    Ok(())
}
