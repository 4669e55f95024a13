//! Lz4: any number of frames, including skippable ones.

use std::io::{self, Read};

use lz4_flex::frame::FrameDecoder;

use crate::item::ErrorKind;
use crate::stream::Stream;
use crate::stream::concatenated::{Codec, State, Step};

/// The first byte is 0x50 to 0x5f. Zstd has the same skippable frames.
const SKIPPABLE_TAIL: &[u8] = &[0x2a, 0x4d, 0x18];
const SKIPPABLE_HEAD_BYTES: usize = 8;

/// Whether a stream begins with an lz4 frame, or with skippable frames and then one.
pub(crate) fn is_lz4(mut data: &[u8]) -> bool {
    while let Some(length) = skippable(data) {
        match usize::try_from(length).ok().and_then(|length| data.get(length..)) {
            Some(rest) => data = rest,
            None => return false,
        }
    }
    data.starts_with(Lz4::START)
}

/// The length of a skippable frame, including its head.
fn skippable(data: &[u8]) -> Option<u64> {
    let head = data.get(..SKIPPABLE_HEAD_BYTES)?;
    let is_skippable = head[0] & 0xf0 == 0x50 && head[1..].starts_with(SKIPPABLE_TAIL);
    let length = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
    is_skippable.then_some(length + SKIPPABLE_HEAD_BYTES as u64)
}

pub(crate) struct Lz4 {
    decoder: FrameDecoder<Pipe>,
}

/// Lends a stream to the decoder for the duration of a call.
struct Pipe {
    stream: Stream,
    /// The stream stopped when the decoder wanted more.
    dry: bool,
}

impl Pipe {
    fn new() -> Self {
        Pipe { stream: Stream::empty(), dry: false }
    }
}

impl Read for Pipe {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.stream.data().is_empty() && !self.stream.more() {
            self.dry = true;
            return Ok(0);
        }
        let data = self.stream.data();
        let bytes = data.len().min(out.len());
        out[..bytes].copy_from_slice(&data[..bytes]);
        self.stream.consume(bytes);
        Ok(bytes)
    }
}

impl Lz4 {
    pub(crate) fn new() -> Self {
        Lz4 { decoder: FrameDecoder::new(Pipe::new()) }
    }
}

impl Codec for Lz4 {
    const MEMBER: &'static str = "lz4 frame";
    const DAMAGED: ErrorKind = ErrorKind::DamagedLz4;
    const START: &'static [u8] = &[0x04, 0x22, 0x4d, 0x18];
    const HEAD_BYTES: usize = 8;

    /// The version is 1, reserved bits are zero, and there are four block sizes.
    fn begins(data: &[u8]) -> bool {
        data.starts_with(Self::START)
            && data.get(4).is_some_and(|flags| flags >> 6 == 1 && flags & 2 == 0)
            && data.get(5).is_some_and(|sizes| sizes & 0x8f == 0 && sizes >> 4 >= 4)
    }

    fn skip_filler(input: &mut Stream) -> bool {
        let Some(mut left) = skippable(input.data()) else { return false };
        while left > 0 && (!input.data().is_empty() || input.more()) {
            let step = usize::try_from(left).unwrap_or(usize::MAX).min(input.data().len());
            input.consume(step);
            left -= step as u64;
        }
        true
    }

    /// A new decoder for each frame: one that met an empty block still waits for the rest of its frame, and
    /// does not report that.
    fn start(&mut self) {
        *self = Lz4::new();
    }

    fn run(&mut self, input: &mut Stream, out: &mut [u8]) -> Step {
        self.decoder.get_mut().stream = std::mem::replace(input, Stream::empty());
        let result = self.decoder.read(out);
        let pipe = self.decoder.get_mut();
        *input = std::mem::replace(&mut pipe.stream, Stream::empty());
        let dry = std::mem::take(&mut pipe.dry);
        let (given, state) = match result {
            Ok(0) if dry => (0, State::Starved),
            Ok(0) => (0, State::Finished),
            Ok(given) => (given, State::Running),
            Err(_) if dry => (0, State::Starved),
            Err(error) => (0, State::Broken(Self::DAMAGED, error.to_string())),
        };
        Step { given, state }
    }
}
