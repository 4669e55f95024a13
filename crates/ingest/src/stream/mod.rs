//! Bytes that arrive piece by piece, with the places at which some are missing.

pub(crate) mod bzip2;
pub(crate) mod concatenated;
pub(crate) mod gzip;
pub(crate) mod lz4;
pub(crate) mod ratio;
pub(crate) mod raw_input;
pub(crate) mod xz;
pub(crate) mod zstd;

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
