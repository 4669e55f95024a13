//! The flow of batches: a reading thread, workers, and results back in input order.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Receiver, Sender, bounded};
use dechaff_ingest::{InputError, Item, MappingInForce, Reader, SkipKind};

use crate::page::{Cleaner, Outcome};

/// A batch ends at so many pages or bytes. With small pages the count spreads work over threads, with large ones the
/// bytes bound memory; one page more than the bytes may be in it.
const BATCH_PAGES: usize = 32;
const BATCH_BYTES: usize = 2 << 20;
/// Items of any kind in a batch: a file of a million skipped records must not gather in one.
const BATCH_ITEMS: usize = 512;

/// What became of an item, in input order.
pub(crate) enum Done {
    Page(Outcome),
    Skipped(SkipKind),
    Error(InputError),
}

struct Batch {
    number: u64,
    items: Vec<Item>,
}

/// Batches under way, and their results in order.
pub(crate) struct Flow {
    results: Receiver<(u64, Vec<Done>)>,
    permits: Sender<()>,
    waiting: BTreeMap<u64, Vec<Done>>,
    next: u64,
    stop: Arc<AtomicBool>,
    reader: Option<JoinHandle<MappingInForce>>,
}

impl Flow {
    /// Starts reading. `limit` is the number of pages after which reading stops.
    pub(crate) fn start(
        reader: Reader,
        cleaner: Arc<Cleaner>,
        pool: Arc<rayon::ThreadPool>,
        limit: Option<u64>,
    ) -> std::io::Result<Self> {
        // Enough that no worker waits while the deciding thread writes, few enough to bound memory.
        let under_way = 2 * pool.current_num_threads() + 2;
        let (permit_sender, permits) = bounded(under_way);
        for _ in 0..under_way {
            // The channel holds as many.
            let _ = permit_sender.try_send(());
        }
        // Never full: a batch is under way only with a permit.
        let (result_sender, results) = bounded(under_way);
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let reading = Reading { permits, results: result_sender, cleaner, pool, stop: stopped, limit };
        let handle = thread::Builder::new().name("reader".to_owned()).spawn(move || reading.run(reader))?;
        Ok(Self {
            results,
            permits: permit_sender,
            waiting: BTreeMap::new(),
            next: 0,
            stop,
            reader: Some(handle),
        })
    }

    /// The next batch in input order; `None` when all is read and decided.
    pub(crate) fn next(&mut self) -> Option<Vec<Done>> {
        loop {
            if let Some(batch) = self.waiting.remove(&self.next) {
                self.next += 1;
                // The reader may have gone already.
                let _ = self.permits.try_send(());
                return Some(batch);
            }
            match self.results.recv() {
                Ok((number, batch)) => {
                    self.waiting.insert(number, batch);
                }
                Err(_) => return None,
            }
        }
    }

    /// Asks the reader to stop; batches under way are thrown away.
    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Waits for the reader; how JSON fields were read. `None` if the reading thread panicked.
    pub(crate) fn finish(mut self) -> Option<MappingInForce> {
        self.reader.take()?.join().ok()
    }
}

impl Drop for Flow {
    fn drop(&mut self) {
        self.stop();
    }
}

struct Reading {
    permits: Receiver<()>,
    results: Sender<(u64, Vec<Done>)>,
    cleaner: Arc<Cleaner>,
    pool: Arc<rayon::ThreadPool>,
    stop: Arc<AtomicBool>,
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
            let items = self.gather(&mut reader, &mut pages_left);
            if items.is_empty() {
                break;
            }
            self.spawn(Batch { number, items });
        }
        reader.mapping_in_force()
    }

    fn gather(&self, reader: &mut Reader, pages_left: &mut u64) -> Vec<Item> {
        let mut items = vec![];
        let (mut pages, mut bytes) = (0, 0);
        while pages < BATCH_PAGES && bytes < BATCH_BYTES && items.len() < BATCH_ITEMS && *pages_left > 0 {
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
            let done = batch.items.into_iter().map(|item| decide(&cleaner, item)).collect();
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
