//! Bytes that arrive piece by piece, with gaps where some are missing.

pub(crate) mod bzip2;
pub(crate) mod compression;
pub(crate) mod concatenated;
pub(crate) mod gzip;
pub(crate) mod lz4;
pub(crate) mod ratio;
pub(crate) mod raw_input;
pub(crate) mod spool;
pub(crate) mod utf16;
pub(crate) mod xz;
pub(crate) mod zstd;

use std::collections::VecDeque;

use crate::item::ErrorKind;

/// The initial size of a buffer, and so the size of reads.
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
    /// It has ended.
    End,
    /// Bytes are missing here. More may follow once the gap is passed.
    Gap(Damage),
    /// Nothing that follows can be read.
    Fatal(Damage),
}

/// What a producer did.
pub(crate) enum Produced {
    /// The number of bytes written, at least one.
    Bytes(usize),
    /// Nothing was written. A producer that returned `End` or `Fatal` is not called again.
    Stop(Stop),
}

/// The source of a stream's bytes: a file, or a decompressor over another stream.
pub(crate) trait Produce: Send {
    /// Writes into the front of `out`, which is never empty.
    fn produce(&mut self, out: &mut [u8]) -> Produced;

    /// Whether these are the bytes of a file that can be read from any offset.
    fn is_file(&self) -> bool {
        false
    }

    /// The offset in the file at which the member begins that is produced next, if nothing before it is needed to read it.
    fn member_start(&self) -> Option<u64> {
        None
    }
}

/// A buffered stream of bytes.
pub(crate) struct Stream {
    producer: Box<dyn Produce>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// The offset of `buffer[start]` from the stream's beginning.
    offset: u64,
    /// How many consumed bytes are kept, to go back to.
    history: usize,
    stop: Option<Stop>,
    /// Offsets of this stream at which members begin, with their offsets in the file.
    members: VecDeque<(u64, u64)>,
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
            members: VecDeque::new(),
        }
    }

    /// The same stream, whose next byte gets this offset.
    pub(crate) fn at_offset(self, offset: u64) -> Self {
        Stream { offset, ..self }
    }

    /// Whether these are the bytes of a file that can be read from any offset.
    fn is_file(&self) -> bool {
        self.producer.is_file()
    }

    /// The offset in the file from which what follows here can be read without what is before it.
    pub(crate) fn restart_offset(&self) -> Option<u64> {
        if self.is_file() {
            return Some(self.offset);
        }
        self.members.iter().find(|(offset, _)| *offset == self.offset).map(|(_, in_file)| *in_file)
    }

    /// An empty stream, to leave in place of one that is moved out.
    pub(crate) fn empty() -> Self {
        struct Nothing;
        impl Produce for Nothing {
            fn produce(&mut self, _: &mut [u8]) -> Produced {
                Produced::Stop(Stop::End)
            }
        }
        Stream::new(Nothing)
    }

    /// The bytes that are buffered and not consumed.
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

    /// Keeps the last `bytes` consumed bytes, so that `unread` can go back to them.
    fn keep_history(&mut self, bytes: usize) {
        self.history = bytes;
    }

    /// Takes back up to `bytes` consumed bytes, as far as they are still buffered. Returns how many.
    fn unread(&mut self, bytes: u64) -> u64 {
        let bytes = self.start.min(usize::try_from(bytes).unwrap_or(usize::MAX));
        self.start -= bytes;
        self.offset -= bytes as u64;
        bytes as u64
    }

    /// Adds at least one byte to `data`, or returns `false` if the stream stopped.
    pub(crate) fn more(&mut self) -> bool {
        if self.stop.is_some() {
            return false;
        }
        if self.end == self.buffer.len() {
            self.make_space();
        }
        if let Some(in_file) = self.producer.member_start() {
            while self.members.front().is_some_and(|(offset, _)| *offset < self.offset) {
                self.members.pop_front();
            }
            self.members.push_back((self.offset + (self.end - self.start) as u64, in_file));
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

    fn make_space(&mut self) {
        let from = self.start.saturating_sub(self.history);
        if from > 0 {
            self.buffer.copy_within(from..self.end, 0);
            self.start -= from;
            self.end -= from;
        }
        // If less than half is free, the same bytes would be copied again and again.
        if self.end > self.buffer.len() / 2 || self.buffer.is_empty() {
            let bytes = (self.buffer.len() * 2).max(BUFFER_BYTES);
            if self.end == 0 {
                self.buffer = vec![0; bytes];
            } else {
                self.buffer.resize(bytes, 0);
            }
        }
    }

    /// Reads until `data` has at least `bytes` bytes; `false` if the stream stopped before.
    pub(crate) fn fill_to(&mut self, bytes: usize) -> bool {
        while self.end - self.start < bytes {
            if !self.more() {
                return false;
            }
        }
        true
    }

    /// Why `more` returned `false`.
    pub(crate) fn stop(&self) -> Option<&Stop> {
        self.stop.as_ref()
    }

    /// Continues after a gap, and drops what was not consumed before it. `None` if the stream is not at a gap.
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

    /// Continues after a gap as `pass_gap` does. Returns why the stream stopped.
    pub(crate) fn pass_stop(&mut self) -> Stop {
        match self.pass_gap() {
            Some(damage) => Stop::Gap(damage),
            None => self.stop.clone().unwrap_or(Stop::End),
        }
    }

    /// Continues after a gap as `pass_gap` does, but keeps what was not consumed.
    pub(crate) fn bridge_gap(&mut self) -> bool {
        let gap = matches!(self.stop, Some(Stop::Gap(_)));
        if gap {
            self.stop = None;
        }
        gap
    }
}
