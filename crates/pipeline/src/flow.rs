//! The flow of batches: a reading thread, workers, and results back in input order.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use dechaff_ingest::{InputError, Item, MappingInForce, Origin, Reader, SkipKind};

use crate::page::{Cleaner, Outcome};

/// A batch ends at so many pages or bytes. With small pages the count spreads work over threads, with large ones the
/// bytes bound memory; one page more than the bytes may be in it.
const BATCH_PAGES: usize = 32;
const BATCH_BYTES: usize = 2 << 20;
/// What a byte of a page costs while it is cleaned: the page, its characters, tree, blocks and record. Measured on
/// scraped pages it is under 12; the rest is for pages that are all markup.
const COST_PER_BYTE: u64 = 24;
/// Items of any kind in a batch: a file of a million skipped records must not gather in one.
const BATCH_ITEMS: usize = 512;

/// How much may be under way at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Budget {
    /// Batches under way, those that wait for their turn included.
    batches: usize,
    batch_bytes: usize,
}

impl Budget {
    /// Enough that no worker waits while the deciding thread writes; less if `memory` (bytes) says so, down to a page
    /// at a time.
    pub(crate) fn new(workers: usize, memory: Option<u64>) -> Self {
        let batches = 2 * workers + 2;
        let Some(memory) = memory else { return Self { batches, batch_bytes: BATCH_BYTES } };
        let bytes = memory / (batches as u64 * COST_PER_BYTE);
        let batch_bytes = usize::try_from(bytes).unwrap_or(usize::MAX).clamp(1, BATCH_BYTES);
        Self { batches, batch_bytes }
    }
}

/// What became of an item, in input order.
pub(crate) enum Done {
    Page(Outcome),
    Skipped(SkipKind),
    Error(InputError),
}

/// A batch's items, in input order, with where each stands.
pub(crate) type Batched = Vec<(Origin, Done)>;

struct Batch {
    number: u64,
    items: Vec<Item>,
}

/// Batches under way, and their results in order.
pub(crate) struct Flow {
    results: Receiver<(u64, Batched)>,
    permits: Sender<()>,
    waiting: BTreeMap<u64, Batched>,
    next: u64,
    stop: Arc<AtomicBool>,
    interrupt: Interrupt,
    /// Batches handed to workers so far.
    spawned: Arc<AtomicU64>,
    reader: Option<JoinHandle<MappingInForce>>,
}

/// Asks a run to come to an end: nothing more is read, what is under way is finished and written. Cloned freely; may be
/// used from a signal's thread.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Asks for the end.
    pub fn interrupt(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody asked.
    pub fn is_interrupted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How often the deciding thread looks up while a reader waits for input that may never come.
const LOOK_UP: Duration = Duration::from_millis(100);

impl Flow {
    /// Starts reading. `limit` is the number of pages after which reading stops.
    pub(crate) fn start(
        reader: Reader,
        cleaner: Arc<Cleaner>,
        pool: Arc<rayon::ThreadPool>,
        limit: Option<u64>,
        interrupt: Interrupt,
        budget: Budget,
    ) -> std::io::Result<Self> {
        let under_way = budget.batches;
        let (permit_sender, permits) = bounded(under_way);
        for _ in 0..under_way {
            // The channel holds as many.
            let _ = permit_sender.try_send(());
        }
        // Never full: a batch is under way only with a permit.
        let (result_sender, results) = bounded(under_way);
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let spawned = Arc::new(AtomicU64::new(0));
        let reading = Reading {
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

    /// The next batch in input order; `None` when all is read and decided.
    pub(crate) fn next(&mut self) -> Option<Batched> {
        loop {
            if let Some(batch) = self.waiting.remove(&self.next) {
                self.next += 1;
                // The reader may have gone already.
                let _ = self.permits.try_send(());
                return Some(batch);
            }
            match self.results.recv_timeout(LOOK_UP) {
                Ok((number, batch)) => {
                    self.waiting.insert(number, batch);
                }
                Err(RecvTimeoutError::Timeout) => {
                    // The reader may hang in a pipe that nobody writes to.
                    if self.interrupt.is_interrupted() && self.next == self.spawned.load(Ordering::SeqCst) {
                        return None;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    /// Asks the reader to stop; batches under way are thrown away.
    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Waits for the reader; how JSON fields were read. `None` if the reading thread panicked.
    pub(crate) fn finish(mut self) -> Option<MappingInForce> {
        let reader = self.reader.take()?;
        if self.interrupt.is_interrupted() && !reader.is_finished() {
            // It may hang; what it would say is not worth waiting for.
            std::thread::sleep(LOOK_UP);
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

struct Reading {
    permits: Receiver<()>,
    results: Sender<(u64, Batched)>,
    cleaner: Arc<Cleaner>,
    pool: Arc<rayon::ThreadPool>,
    stop: Arc<AtomicBool>,
    interrupt: Interrupt,
    spawned: Arc<AtomicU64>,
    budget: Budget,
    limit: Option<u64>,
}

impl Reading {
    fn run(self, mut reader: Reader) -> MappingInForce {
        let mut pages_left = self.limit.unwrap_or(u64::MAX);
        for number in 0.. {
            // Fails when the deciding thread has gone.
            if self.permits.recv().is_err() || self.stop.load(Ordering::Relaxed) {
                break;
            }
            if self.interrupt.is_interrupted() {
                break;
            }
            let items = self.gather(&mut reader, &mut pages_left);
            if items.is_empty() {
                break;
            }
            self.spawned.store(number + 1, Ordering::SeqCst);
            self.spawn(Batch { number, items });
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
            let done =
                batch.items.into_iter().map(|item| (item.origin().clone(), decide(&cleaner, item))).collect();
            // Fails when the deciding thread has gone.
            let _ = results.send((batch.number, done));
        });
    }
}

fn decide(cleaner: &Cleaner, item: Item) -> Done {
    match item {
        Item::Page(page) => Done::Page(cleaner.clean(*page)),
        Item::Skipped(skipped) => Done::Skipped(skipped.kind),
        Item::Error(error) => Done::Error(error),
    }
}
