//! Zstd: any number of frames, skippable ones too, and a way on behind a broken one.

use memchr::memmem;
use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

use crate::item::ErrorKind;
use crate::stream::concatenated::Rewind;
use crate::stream::ratio::RatioGuard;
use crate::stream::{Damage, Produce, Produced, Stop, Stream};

const FRAME_START: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
/// The first byte is 0x50 to 0x5f.
const SKIPPABLE_TAIL: &[u8] = &[0x2a, 0x4d, 0x18];
/// The skippable frame that begins a `.warc.zst` and holds the dictionary of all others.
const DICTIONARY_START: &[u8] = &[0x5d, 0x2a, 0x4d, 0x18];
const MAX_DICTIONARY_BYTES: usize = 16 << 20;
/// A frame found by searching must decode for so many bytes.
const TRIAL_BYTES: usize = 1024;
/// Dumps are made with long windows; memory is only taken when a frame asks for it.
const MAX_WINDOW_LOG: u32 = 31;

/// Whether a stream begins with a zstd frame.
pub(crate) fn is_frame(data: &[u8]) -> bool {
    data.starts_with(FRAME_START)
        || (data.len() >= 4 && data[0] & 0xf0 == 0x50 && data[1..].starts_with(SKIPPABLE_TAIL))
}

/// Turns a stream of zstd frames into their contents.
pub(crate) struct Unzstd {
    input: Stream,
    decoder: Option<Decoder<'static>>,
    in_frame: bool,
    seen_frame: bool,
    frame_offset: u64,
    rewind: Rewind,
    ratio: RatioGuard,
    pending: Option<Stop>,
}

/// A decoder for frames, with the dictionary if there is one.
pub(crate) fn frame_decoder(dictionary: &[u8]) -> std::io::Result<Decoder<'static>> {
    let mut decoder = Decoder::with_dictionary(dictionary)?;
    decoder.set_parameter(DParameter::WindowLogMax(MAX_WINDOW_LOG))?;
    Ok(decoder)
}

impl Unzstd {
    pub(crate) fn new(mut input: Stream, ratio: RatioGuard) -> Self {
        let dictionary = embedded_dictionary(&mut input).unwrap_or_default();
        Unzstd {
            decoder: frame_decoder(&dictionary).ok(),
            in_frame: false,
            seen_frame: false,
            frame_offset: 0,
            rewind: Rewind::new(&mut input),
            input,
            ratio,
            pending: None,
        }
    }

    fn find_frame(&mut self) -> Result<(), Stop> {
        loop {
            if self.input.data().is_empty() && !self.input.more() {
                return Err(match self.input.pass_gap() {
                    Some(damage) => Stop::Gap(damage),
                    None => self.input.stop().cloned().unwrap_or(Stop::End),
                });
            }
            let zeros = self.input.data().iter().take_while(|&&byte| byte == 0).count();
            if zeros == 0 || !self.seen_frame {
                break;
            }
            self.input.consume(zeros);
        }
        self.input.fill_to(FRAME_START.len());
        self.frame_offset = self.input.offset();
        if is_frame(self.input.data()) {
            self.in_frame = true;
            self.seen_frame = true;
            return Ok(());
        }
        let what = format!("bytes that are no zstd frame at compressed offset {}", self.frame_offset);
        Err(self.recover(ErrorKind::DamagedZstd, &what))
    }

    fn cut(&mut self) -> Stop {
        match self.input.stop() {
            Some(Stop::Fatal(damage)) => Stop::Fatal(damage.clone()),
            Some(Stop::Gap(damage)) => {
                let (kind, detail) = (damage.kind, damage.detail.clone());
                self.recover(kind, &detail)
            }
            _ => {
                let what =
                    format!("the zstd frame at compressed offset {} is not finished", self.frame_offset);
                self.recover(ErrorKind::Truncated, &what)
            }
        }
    }

    /// Searches the next frame that decodes. Each call begins behind the beginning of the last frame, so the
    /// file is left in the end.
    fn recover(&mut self, kind: ErrorKind, what: &str) -> Stop {
        self.rewind.to(&mut self.input, self.frame_offset + 1);
        self.in_frame = false;
        loop {
            match memmem::find(self.input.data(), FRAME_START) {
                Some(at) => {
                    self.input.consume(at);
                    if self.frame_decodes() {
                        let next = self.input.offset();
                        let detail = format!("{what}; reading went on at compressed offset {next}");
                        // Ends too early, but more follows: then it isn't the file that is cut.
                        let kind = if kind == ErrorKind::Truncated { ErrorKind::DamagedZstd } else { kind };
                        return Stop::Gap(Damage { kind, detail });
                    }
                    self.input.consume(1);
                }
                None => {
                    let keep = FRAME_START.len() - 1;
                    self.input.consume(self.input.data().len().saturating_sub(keep));
                    if !self.input.more() && !self.input.bridge_gap() {
                        self.input.consume(keep);
                        let detail = format!("{what}; nothing readable follows");
                        return Stop::Gap(Damage { kind, detail });
                    }
                }
            }
        }
    }
}

impl Unzstd {
    /// Whether a frame found by searching is one, as far as its beginning tells.
    fn frame_decodes(&mut self) -> bool {
        self.input.fill_to(TRIAL_BYTES);
        let data = self.input.data();
        let data = &data[..data.len().min(TRIAL_BYTES)];
        // The reserved bit is zero.
        if data.get(FRAME_START.len()).is_none_or(|descriptor| descriptor & 0x08 != 0) {
            return false;
        }
        let Some(decoder) = &mut self.decoder else { return false };
        let mut out = [0; 4 * TRIAL_BYTES];
        let decodes = decoder.reinit().is_ok()
            && decoder.run(&mut InBuffer::around(data), &mut OutBuffer::around(&mut out[..])).is_ok();
        decoder.reinit().is_ok() && decodes
    }
}

impl Produce for Unzstd {
    fn produce(&mut self, out: &mut [u8]) -> Produced {
        if let Some(stop) = self.pending.take() {
            return Produced::Stop(stop);
        }
        let mut starved = false;
        loop {
            if !self.in_frame
                && let Err(stop) = self.find_frame()
            {
                return Produced::Stop(stop);
            }
            let Some(decoder) = &mut self.decoder else {
                let detail = "zstd could not be set up".to_owned();
                return Produced::Stop(Stop::Fatal(Damage { kind: ErrorKind::DamagedZstd, detail }));
            };
            // A decoder may hold back output after it has taken the last input, so it is asked first.
            let mut source = InBuffer::around(self.input.data());
            let mut target = OutBuffer::around(&mut *out);
            let result = decoder.run(&mut source, &mut target);
            let (taken, given) = (source.pos(), target.pos());
            self.input.consume(taken);
            let bomb = self.ratio.check(given, self.input.offset());
            match result {
                Ok(0) => self.in_frame = false,
                Ok(_) if taken == 0 && given == 0 => {
                    if starved || !self.input.more() {
                        self.pending = Some(self.cut());
                    }
                    starved = !self.input.data().is_empty();
                }
                Ok(_) => starved = false,
                Err(error) => {
                    let what = format!(
                        "the zstd frame at compressed offset {} is broken: {error}",
                        self.frame_offset
                    );
                    self.pending = Some(self.recover(ErrorKind::DamagedZstd, &what));
                }
            }
            self.pending = bomb.or(self.pending.take());
            if given > 0 {
                return Produced::Bytes(given);
            }
            if let Some(stop) = self.pending.take() {
                return Produced::Stop(stop);
            }
        }
    }
}

/// The dictionary of a `.warc.zst`, which may itself be a zstd frame. The frame is left for the decoder to
/// skip.
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
    if !dictionary.starts_with(FRAME_START) {
        return Some(dictionary.to_vec());
    }
    zstd::bulk::decompress(dictionary, MAX_DICTIONARY_BYTES).ok()
}
