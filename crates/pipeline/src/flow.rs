//! The flow of batches: a thread reads them, workers clean them, and the results come back in input order.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use dechaff_ingest::{InputError, Item, MappingInForce, Origin, Position, Reader, SkipKind};

use crate::clean::{Cleaner, PageOutcome};

/// Maximum number of pages in a batch. If pages are small, this limit spreads the work over threads.
const BATCH_PAGES: usize = 32;
/// A batch is closed when its pages have this many bytes. If pages are large, this limit bounds memory; the last page may
/// exceed it.
const BATCH_BYTES: usize = 2 << 20;
/// Bytes of memory needed per byte of a page while it is cleaned: the page, its characters, tree, blocks and record.
/// Measured on scraped pages, it is below 12. The rest is a reserve for pages that are all markup.
const MEMORY_PER_BYTE: u64 = 24;
/// Maximum number of items of any kind in a batch, so that a file with a million skipped records is not one batch.
const BATCH_ITEMS: usize = 512;

/// How much may be in progress at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Budget {
    /// Number of batches in progress, including those that wait for their turn.
    batches: usize,
    batch_bytes: usize,
}

impl Budget {
    /// Enough that no worker waits while the deciding thread writes. If `memory` (in bytes) does not suffice for that,
    /// batches are smaller, down to one page.
    pub(crate) fn new(workers: usize, memory: Option<u64>) -> Self {
        let batches = 2 * workers + 2;
        let Some(memory) = memory else { return Self { batches, batch_bytes: BATCH_BYTES } };
        let bytes = memory / (batches as u64 * MEMORY_PER_BYTE);
        let batch_bytes = usize::try_from(bytes).unwrap_or(usize::MAX).clamp(1, BATCH_BYTES);
        Self { batches, batch_bytes }
    }

    /// A batch is closed when its pages have this many bytes.
    pub(crate) fn batch_bytes(self) -> usize {
        self.batch_bytes
    }
}

/// The result for one item of the input.
pub(crate) enum ItemOutcome {
    Page(PageOutcome),
    Skipped(SkipKind),
    Error(InputError),
}

/// The results of a batch.
pub(crate) struct CleanedBatch {
    /// In input order, each with its position in the input.
    pub(crate) items: Vec<(Origin, ItemOutcome)>,
    /// Where the reader was behind the batch.
    pub(crate) position: Position,
    /// The bytes of the inputs that were read for it and before, as stored on disk.
    pub(crate) bytes: u64,
    /// The number of pages among the items.
    pub(crate) pages: u64,
}

struct Batch {
    number: u64,
    items: Vec<Item>,
    position: Position,
    bytes: u64,
    pages: u64,
}

/// The batches in progress. Returns their results in input order.
pub(crate) struct Flow {
    results: Receiver<(u64, CleanedBatch)>,
    permits: Sender<()>,
    waiting: BTreeMap<u64, CleanedBatch>,
    next: u64,
    stop: Arc<AtomicBool>,
    interrupt: Interrupt,
    /// Number of batches handed to workers.
    spawned: Arc<AtomicU64>,
    reader: Option<JoinHandle<MappingInForce>>,
}

/// Ends a run early and gracefully: nothing more is read, and the pages in progress are finished and written.
///
/// Clones refer to the same run. Can be used from any thread, such as one that handles signals.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Asks the run to end. Returns immediately.
    pub fn interrupt(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Returns whether the run was asked to end.
    pub fn is_interrupted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How often the deciding thread checks for an interrupt while the reader waits for input that may never come.
const INTERRUPT_CHECK: Duration = Duration::from_millis(100);

impl Flow {
    /// Starts the reading thread. Reading stops after `limit` pages.
    pub(crate) fn start(
        reader: Reader,
        cleaner: Arc<Cleaner>,
        pool: Arc<rayon::ThreadPool>,
        limit: Option<u64>,
        interrupt: Interrupt,
        budget: Budget,
    ) -> std::io::Result<Self> {
        let in_progress = budget.batches;
        let (permit_sender, permits) = bounded(in_progress);
        for _ in 0..in_progress {
            // Never fails: the channel has this capacity.
            let _ = permit_sender.try_send(());
        }
        // Never full: each batch in progress holds a permit.
        let (result_sender, results) = bounded(in_progress);
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let spawned = Arc::new(AtomicU64::new(0));
        let reading = ReadingThread {
            permits,
            results: result_sender,
            cleaner,
            pool,
            stop: stopped,
            interrupt: interrupt.clone(),
            spawned: Arc::clone(&spawned),
            budget,
            limit,
        };
        let handle = thread::Builder::new().name("reader".to_owned()).spawn(move || reading.run(reader))?;
        Ok(Self {
            results,
            permits: permit_sender,
            waiting: BTreeMap::new(),
            next: 0,
            stop,
            interrupt,
            spawned,
            reader: Some(handle),
        })
    }

    /// Returns the next batch in input order, or `None` when there are no more.
    pub(crate) fn next(&mut self) -> Option<CleanedBatch> {
        loop {
            if let Some(batch) = self.waiting.remove(&self.next) {
                self.next += 1;
                // Fails if the reading thread has already ended.
                let _ = self.permits.try_send(());
                return Some(batch);
            }
            match self.results.recv_timeout(INTERRUPT_CHECK) {
                Ok((number, batch)) => {
                    self.waiting.insert(number, batch);
                }
                Err(RecvTimeoutError::Timeout) => {
                    // The reading thread may be blocked by a pipe that nobody writes to.
                    if self.interrupt.is_interrupted() && self.next == self.spawned.load(Ordering::SeqCst) {
                        return None;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    /// Asks the reading thread to stop. Batches in progress are discarded.
    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Waits for the reading thread, and returns the field mapping that it used. `None` if the thread panicked.
    pub(crate) fn finish(mut self) -> Option<MappingInForce> {
        let reader = self.reader.take()?;
        if self.interrupt.is_interrupted() && !reader.is_finished() {
            // It may be blocked by its input, and the mapping is not worth waiting for.
            std::thread::sleep(INTERRUPT_CHECK);
            if !reader.is_finished() {
                return Some(MappingInForce::default());
            }
        }
        reader.join().ok()
    }
}

impl Drop for Flow {
    fn drop(&mut self) {
        self.stop();
    }
}

struct ReadingThread {
    permits: Receiver<()>,
    results: Sender<(u64, CleanedBatch)>,
    cleaner: Arc<Cleaner>,
    pool: Arc<rayon::ThreadPool>,
    stop: Arc<AtomicBool>,
    interrupt: Interrupt,
    spawned: Arc<AtomicU64>,
    budget: Budget,
    limit: Option<u64>,
}

impl ReadingThread {
    fn run(self, mut reader: Reader) -> MappingInForce {
        let mut pages_left = self.limit.unwrap_or(u64::MAX);
        for number in 0.. {
            // Fails if the deciding thread has ended.
            if self.permits.recv().is_err() || self.stop.load(Ordering::Relaxed) {
                break;
            }
            if self.interrupt.is_interrupted() {
                break;
            }
            let before = pages_left;
            let items = self.gather(&mut reader, &mut pages_left);
            if items.is_empty() {
                break;
            }
            self.spawned.store(number + 1, Ordering::SeqCst);
            let (position, bytes) = (reader.position(), reader.progress().bytes_read());
            self.spawn(Batch { number, items, position, bytes, pages: before - pages_left });
        }
        reader.mapping_in_force()
    }

    fn gather(&self, reader: &mut Reader, pages_left: &mut u64) -> Vec<Item> {
        let mut items = vec![];
        let (mut pages, mut bytes) = (0, 0);
        while pages < BATCH_PAGES
            && bytes < self.budget.batch_bytes
            && items.len() < BATCH_ITEMS
            && *pages_left > 0
            && !self.interrupt.is_interrupted()
        {
            let Some(item) = reader.next() else { break };
            if let Item::Page(page) = &item {
                pages += 1;
                bytes += page.bytes.len();
                *pages_left -= 1;
            }
            items.push(item);
        }
        items
    }

    fn spawn(&self, batch: Batch) {
        let results = self.results.clone();
        let cleaner = Arc::clone(&self.cleaner);
        let stop = Arc::clone(&self.stop);
        self.pool.spawn(move || {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            let clean = |item: Item| (item.origin().clone(), clean_item(&cleaner, item));
            let items = batch.items.into_iter().map(clean).collect();
            let done =
                CleanedBatch { items, position: batch.position, bytes: batch.bytes, pages: batch.pages };
            // Fails if the deciding thread has ended.
            let _ = results.send((batch.number, done));
        });
    }
}

fn clean_item(cleaner: &Cleaner, item: Item) -> ItemOutcome {
    match item {
        Item::Page(page) => ItemOutcome::Page(cleaner.clean(*page)),
        Item::Skipped(skipped) => ItemOutcome::Skipped(skipped.kind),
        Item::Error(error) => ItemOutcome::Error(error),
    }
}
