//! Zstd: any number of frames, including skippable ones.

use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

use crate::item::ErrorKind;
use crate::stream::Stream;
use crate::stream::concatenated::{Codec, State, Step};

/// The first byte is 0x50 to 0x5f.
const SKIPPABLE_TAIL: &[u8] = &[0x2a, 0x4d, 0x18];
/// The skippable frame that begins a `.warc.zst` and holds the dictionary of all other frames.
const DICTIONARY_START: &[u8] = &[0x5d, 0x2a, 0x4d, 0x18];
const MAX_DICTIONARY_BYTES: usize = 16 << 20;
/// A frame found by a search must decode without error for this many bytes.
const TRIAL_BYTES: usize = 1024;
/// Dumps are made with long windows. Memory is only taken when a frame asks for it.
const MAX_WINDOW_LOG: u32 = 31;

/// Whether a stream begins with a zstd frame.
pub(crate) fn is_frame(data: &[u8]) -> bool {
    data.starts_with(Zstd::START)
        || (data.len() >= 4 && data[0] & 0xf0 == 0x50 && data[1..].starts_with(SKIPPABLE_TAIL))
}

/// A decoder for frames, with the dictionary if there is one.
pub(crate) fn frame_decoder(dictionary: &[u8]) -> std::io::Result<Decoder<'static>> {
    let mut decoder = Decoder::with_dictionary(dictionary)?;
    decoder.set_parameter(DParameter::WindowLogMax(MAX_WINDOW_LOG))?;
    Ok(decoder)
}

pub(crate) struct Zstd {
    decoder: Option<Decoder<'static>>,
    has_dictionary: bool,
}

impl Zstd {
    /// Reads the dictionary that `input` may begin with. Its frame is left for the decoder to skip.
    pub(crate) fn new(input: &mut Stream) -> Self {
        let dictionary = embedded_dictionary(input).unwrap_or_default();
        Zstd { decoder: frame_decoder(&dictionary).ok(), has_dictionary: !dictionary.is_empty() }
    }
}

impl Codec for Zstd {
    const MEMBER: &'static str = "zstd frame";
    const DAMAGED: ErrorKind = ErrorKind::DamagedZstd;
    const START: &'static [u8] = &[0x28, 0xb5, 0x2f, 0xfd];
    const HEAD_BYTES: usize = 4;

    fn begins(data: &[u8]) -> bool {
        is_frame(data)
    }

    fn confirms_member(&mut self, input: &mut Stream) -> bool {
        input.fill_to(TRIAL_BYTES);
        let data = input.data();
        let data = &data[..data.len().min(TRIAL_BYTES)];
        // The reserved bit is zero.
        if data.get(Self::START.len()).is_none_or(|descriptor| descriptor & 0x08 != 0) {
            return false;
        }
        let Some(decoder) = &mut self.decoder else { return false };
        let mut out = [0; 4 * TRIAL_BYTES];
        let decodes = decoder.reinit().is_ok()
            && decoder.run(&mut InBuffer::around(data), &mut OutBuffer::around(&mut out[..])).is_ok();
        decoder.reinit().is_ok() && decodes
    }

    fn has_independent_members(&self) -> bool {
        !self.has_dictionary
    }

    /// The decoder resets itself at the end of a frame, and `confirms_member` does after damage.
    fn start(&mut self) {}

    fn run(&mut self, input: &mut Stream, out: &mut [u8]) -> Step {
        let Some(decoder) = &mut self.decoder else {
            return Step { given: 0, state: State::Unusable("zstd could not be set up".to_owned()) };
        };
        let mut source = InBuffer::around(input.data());
        let mut target = OutBuffer::around(&mut *out);
        let result = decoder.run(&mut source, &mut target);
        let (taken, given) = (source.pos(), target.pos());
        input.consume(taken);
        let state = match result {
            Ok(0) => State::Finished,
            Ok(_) if taken == 0 && given == 0 => State::Starved,
            Ok(_) => State::Running,
            Err(error) => State::Broken(Self::DAMAGED, error.to_string()),
        };
        Step { given, state }
    }
}

/// The dictionary of a `.warc.zst`, which may itself be a zstd frame.
fn embedded_dictionary(input: &mut Stream) -> Option<Vec<u8>> {
    input.fill_to(8);
    let head = input.data().get(..8)?;
    if !head.starts_with(DICTIONARY_START) {
        return None;
    }
    let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
    if length > MAX_DICTIONARY_BYTES {
        return None;
    }
    input.fill_to(8 + length);
    let dictionary = input.data().get(8..8 + length)?;
    if !dictionary.starts_with(Zstd::START) {
        return Some(dictionary.to_vec());
    }
    zstd::bulk::decompress(dictionary, MAX_DICTIONARY_BYTES).ok()
}
