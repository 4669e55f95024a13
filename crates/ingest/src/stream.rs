//! Bytes that arrive piece by piece, with the places at which some are missing.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::item::ErrorKind;

/// The first size of a buffer, and with it the size of reads.
const BUFFER_BYTES: usize = 64 << 10;

/// What went wrong in a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Damage {
    pub(crate) kind: ErrorKind,
    pub(crate) detail: String,
}

/// Why a stream gives no more bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stop {
    /// It is over.
    End,
    /// Bytes are missing here; more follow once the gap is passed, though perhaps none.
    Gap(Damage),
    /// Nothing follows that could be read.
    Fatal(Damage),
}

/// What a producer did.
pub(crate) enum Produced {
    /// So many bytes were written, at least one.
    Bytes(usize),
    /// Nothing was written. A producer that said `End` or `Fatal` isn't asked again.
    Stop(Stop),
}

/// Whatever makes a stream's bytes: a file, or a decompressor over another stream.
pub(crate) trait Produce: Send {
    /// Writes into the front of `out`, which is never empty.
    fn produce(&mut self, out: &mut [u8]) -> Produced;
}

/// A buffered stream of bytes.
pub(crate) struct Stream {
    producer: Box<dyn Produce>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Of `buffer[start]`, from the stream's beginning.
    offset: u64,
    /// Consumed bytes that are kept, to go back to.
    history: usize,
    stop: Option<Stop>,
}

impl Stream {
    pub(crate) fn new(producer: impl Produce + 'static) -> Self {
        Stream {
            producer: Box::new(producer),
            buffer: Vec::new(),
            start: 0,
            end: 0,
            offset: 0,
            history: 0,
            stop: None,
        }
    }

    /// A stream of nothing, to leave in place of one that is taken.
    pub(crate) fn empty() -> Self {
        struct Nothing;
        impl Produce for Nothing {
            fn produce(&mut self, _: &mut [u8]) -> Produced {
                Produced::Stop(Stop::End)
            }
        }
        Stream::new(Nothing)
    }

    /// What is buffered and not consumed.
    pub(crate) fn data(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// The offset of the first byte of `data` from the stream's beginning.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    pub(crate) fn consume(&mut self, bytes: usize) {
        let bytes = bytes.min(self.end - self.start);
        self.start += bytes;
        self.offset += bytes as u64;
        if self.start == self.end && self.history == 0 {
            self.start = 0;
            self.end = 0;
        }
    }

    /// Takes back up to so many consumed bytes, as far as they are still there.
    fn unread(&mut self, bytes: u64) -> u64 {
        let bytes = self.start.min(usize::try_from(bytes).unwrap_or(usize::MAX));
        self.start -= bytes;
        self.offset -= bytes as u64;
        bytes as u64
    }

    /// Adds at least one byte to `data`, or says `false` if the stream stopped.
    pub(crate) fn more(&mut self) -> bool {
        if self.stop.is_some() {
            return false;
        }
        if self.end == self.buffer.len() {
            self.make_room();
        }
        match self.producer.produce(&mut self.buffer[self.end..]) {
            Produced::Bytes(bytes) => {
                self.end += bytes;
                true
            }
            Produced::Stop(stop) => {
                self.stop = Some(stop);
                false
            }
        }
    }

    fn make_room(&mut self) {
        let from = self.start.saturating_sub(self.history);
        if from > 0 {
            self.buffer.copy_within(from..self.end, 0);
            self.start -= from;
            self.end -= from;
        }
        // Less than half free would mean copying the same bytes again and again.
        if self.end > self.buffer.len() / 2 || self.buffer.is_empty() {
            let bytes = (self.buffer.len() * 2).max(BUFFER_BYTES);
            if self.end == 0 {
                self.buffer = vec![0; bytes];
            } else {
                self.buffer.resize(bytes, 0);
            }
        }
    }

    /// Reads until `data` has so many bytes; `false` if the stream stopped before.
    pub(crate) fn fill_to(&mut self, bytes: usize) -> bool {
        while self.end - self.start < bytes {
            if !self.more() {
                return false;
            }
        }
        true
    }

    /// Why `more` said no.
    pub(crate) fn stop(&self) -> Option<&Stop> {
        self.stop.as_ref()
    }

    /// Goes on behind a gap. What was not consumed before it is dropped. At an end there is nothing to pass.
    pub(crate) fn pass_gap(&mut self) -> Option<Damage> {
        match &mut self.stop {
            Some(Stop::Gap(damage)) => {
                let damage = Damage { kind: damage.kind, detail: std::mem::take(&mut damage.detail) };
                self.stop = None;
                self.consume(usize::MAX);
                Some(damage)
            }
            _ => None,
        }
    }

    /// Goes on behind a gap as `pass_gap` does, or says why the stream gives no more.
    pub(crate) fn pass_stop(&mut self) -> Stop {
        match self.pass_gap() {
            Some(damage) => Stop::Gap(damage),
            None => self.stop.clone().unwrap_or(Stop::End),
        }
    }

    /// As `pass_gap`, and keeps what was not consumed.
    pub(crate) fn bridge_gap(&mut self) -> bool {
        let gap = matches!(self.stop, Some(Stop::Gap(_)));
        if gap {
            self.stop = None;
        }
        gap
    }
}

/// How far a reader has come; shared with whoever shows it.
#[derive(Debug, Default)]
pub struct Progress {
    bytes_read: AtomicU64,
}

impl Progress {
    /// Bytes of the inputs that are done with, as they lie on disk. At the end it equals
    /// [`Inputs::total_bytes`](crate::Inputs::total_bytes), unless files changed in the meantime.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read.load(Ordering::Relaxed)
    }

    pub(crate) fn add(&self, bytes: u64) {
        self.bytes_read.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// A file, or any other reader.
pub(crate) struct RawInput {
    pub(crate) reader: Box<dyn Read + Send>,
    pub(crate) progress: Arc<Progress>,
    /// What this input alone added to the progress.
    pub(crate) bytes_read: Arc<AtomicU64>,
}

impl Produce for RawInput {
    fn produce(&mut self, out: &mut [u8]) -> Produced {
        loop {
            match self.reader.read(out) {
                Ok(0) => return Produced::Stop(Stop::End),
                Ok(bytes) => {
                    self.progress.add(bytes as u64);
                    self.bytes_read.fetch_add(bytes as u64, Ordering::Relaxed);
                    return Produced::Bytes(bytes);
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    let detail = format!("reading failed: {error}");
                    return Produced::Stop(Stop::Fatal(Damage { kind: ErrorKind::Unreadable, detail }));
                }
            }
        }
    }
}

/// A file that can be read from anywhere.
#[derive(Debug)]
pub(crate) struct DiskFile {
    file: File,
    size: u64,
    /// For a file that was named, not one made here.
    progress: Option<Arc<Progress>>,
    /// What this file added to the progress.
    bytes_read: Arc<AtomicU64>,
}

impl DiskFile {
    /// A file that was named. `None` if it cannot be read from anywhere, as a pipe.
    pub(crate) fn named(file: &File, progress: &Arc<Progress>, bytes_read: &Arc<AtomicU64>) -> Option<Self> {
        let metadata = file.metadata().ok().filter(std::fs::Metadata::is_file)?;
        Some(DiskFile {
            file: file.try_clone().ok()?,
            size: metadata.len(),
            progress: Some(Arc::clone(progress)),
            bytes_read: Arc::clone(bytes_read),
        })
    }

    /// A file made here, of so many bytes.
    pub(crate) fn spooled(file: File, size: u64) -> Self {
        DiskFile { file, size, progress: None, bytes_read: Arc::default() }
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Reads into `out` from an offset; fewer bytes only at the file's end.
    pub(crate) fn read_at(&self, offset: u64, out: &mut [u8]) -> io::Result<usize> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(offset))?;
        let mut filled = 0;
        while filled < out.len() {
            match file.read(&mut out[filled..]) {
                Ok(0) => break,
                Ok(bytes) => filled += bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    /// Adds to the progress, which never passes the file's size, though bytes may be read twice.
    pub(crate) fn account(&self, bytes: u64) {
        if let Some(progress) = &self.progress {
            let left = self.size.saturating_sub(self.bytes_read.load(Ordering::Relaxed));
            progress.add(bytes.min(left));
            self.bytes_read.fetch_add(bytes.min(left), Ordering::Relaxed);
        }
    }
}

/// Goes back to search for the next member or frame. A broken one often makes its decoder run into those behind
/// it before the fault shows.
pub(crate) struct Rewind {
    /// The furthest offset from which anybody went back.
    reached: u64,
    budget: u64,
}

/// How far back bytes are kept.
const HISTORY_BYTES: usize = 256 << 10;
/// A fresh byte pays for reading so many again, so that hostile files cost time in proportion to their size.
const REREAD_BYTES_PER_BYTE: u64 = 4;

impl Rewind {
    pub(crate) fn new(input: &mut Stream) -> Self {
        input.history = HISTORY_BYTES;
        Rewind { reached: 0, budget: 0 }
    }

    /// Goes back to an offset, or as near to it as history and budget allow. If the offset lies ahead, because
    /// a decoder that failed did not say what it took, goes there, or the same fault would be met for ever.
    pub(crate) fn to(&mut self, input: &mut Stream, offset: u64) {
        let here = input.offset();
        input.consume(usize::try_from(offset.saturating_sub(here)).unwrap_or(usize::MAX));
        let fresh = here.saturating_sub(self.reached);
        self.budget = self.budget.saturating_add(fresh.saturating_mul(REREAD_BYTES_PER_BYTE));
        self.reached = self.reached.max(here);
        self.budget -= input.unread(here.saturating_sub(offset).min(self.budget));
    }
}

/// What an input has given in all, over all its members and layers of compression, for the bytes read of it.
#[derive(Debug, Default)]
pub(crate) struct Whole {
    /// Bytes read of the input as it lies on disk.
    pub(crate) read: Arc<AtomicU64>,
    given: AtomicU64,
}

impl Whole {
    /// Whether the input as a whole grows beyond all reason.
    pub(crate) fn too_much(&self, max_ratio: u64) -> Option<Damage> {
        let (read, given) = (self.read.load(Ordering::Relaxed), self.given.load(Ordering::Relaxed));
        is_beyond(given, read, max_ratio).then(|| ratio_damage(given, read, max_ratio))
    }
}

/// Stops a stream that grows beyond all reason.
pub(crate) struct RatioGuard {
    max_ratio: u64,
    given: u64,
    whole: Arc<Whole>,
}

/// Up to here anything may grow as it likes.
const RATIO_FREE_BYTES: u64 = 1 << 20;

fn is_beyond(given: u64, taken: u64, max_ratio: u64) -> bool {
    given > RATIO_FREE_BYTES && given > taken.max(1).saturating_mul(max_ratio)
}

fn ratio_damage(given: u64, taken: u64, max_ratio: u64) -> Damage {
    let detail = format!(
        "{taken} compressed bytes gave {given} bytes, more than {max_ratio} times as many (--max-ratio); the \
         rest was not read"
    );
    Damage { kind: ErrorKind::Ratio, detail }
}

impl RatioGuard {
    pub(crate) fn new(max_ratio: u64, whole: Arc<Whole>) -> Self {
        RatioGuard { max_ratio, given: 0, whole }
    }

    /// Counts bytes given; `taken` is the sum of the bytes taken so far.
    pub(crate) fn check(&mut self, given: usize, taken: u64) -> Option<Stop> {
        self.given += given as u64;
        self.whole.given.fetch_add(given as u64, Ordering::Relaxed);
        if is_beyond(self.given, taken, self.max_ratio) {
            return Some(Stop::Fatal(ratio_damage(self.given, taken, self.max_ratio)));
        }
        self.whole.too_much(self.max_ratio).map(Stop::Fatal)
    }
}
