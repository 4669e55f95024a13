//! Xz: any number of streams, with padding between them.

use liblzma::stream::{Action, Error, Status, Stream as Decoder};

use crate::item::ErrorKind;
use crate::stream::Stream;
use crate::stream::concatenated::{Codec, State, Step};

/// The highest preset takes 65 MiB. Only hostile files ask for more than this limit.
const MAX_MEMORY_BYTES: u64 = 256 << 20;

pub(crate) struct Xz {
    decoder: Option<Decoder>,
}

impl Xz {
    pub(crate) fn new() -> Self {
        Xz { decoder: None }
    }
}

/// Whether a file is xz. One byte of its magic may be damaged.
pub(crate) fn is_xz(data: &[u8]) -> bool {
    data.len() >= Xz::START.len()
        && data.iter().zip(Xz::START).filter(|(byte, sound)| byte == sound).count() + 1 >= Xz::START.len()
}

/// Whether bytes begin with the head of a stream: the magic, flags and their CRC-32.
fn is_head(data: &[u8]) -> bool {
    let Some(head) = data.get(..12).filter(|head| head.starts_with(Xz::START)) else { return false };
    let mut crc = flate2::Crc::new();
    crc.update(&head[6..8]);
    head[8..12] == crc.sum().to_le_bytes()
}

impl Codec for Xz {
    const MEMBER: &'static str = "xz stream";
    const DAMAGED: ErrorKind = ErrorKind::DamagedXz;
    const START: &'static [u8] = b"\xfd7zXZ\x00";
    const HEAD_BYTES: usize = 12;

    fn begins(data: &[u8]) -> bool {
        is_head(data)
    }

    fn start(&mut self) {
        self.decoder = Decoder::new_stream_decoder(MAX_MEMORY_BYTES, 0).ok();
    }

    fn run(&mut self, input: &mut Stream, out: &mut [u8]) -> Step {
        let Some(decoder) = &mut self.decoder else {
            let fault = "there is not enough memory for it".to_owned();
            return Step { given: 0, state: State::Broken(Self::DAMAGED, fault) };
        };
        let (taken, given) = (decoder.total_in(), decoder.total_out());
        let result = decoder.process(input.data(), out, Action::Run);
        let taken = (decoder.total_in() - taken) as usize;
        let given = (decoder.total_out() - given) as usize;
        input.consume(taken);
        let state = match result {
            Ok(Status::StreamEnd) => State::Finished,
            Ok(_) if taken == 0 && given == 0 => State::Starved,
            Ok(_) => State::Running,
            Err(Error::MemLimit) => {
                let fault = format!("it needs more memory than {} MiB", MAX_MEMORY_BYTES >> 20);
                State::Broken(ErrorKind::Unsupported, fault)
            }
            Err(Error::Options) => {
                State::Broken(ErrorKind::Unsupported, "it uses a filter that is not known".to_owned())
            }
            Err(error) => State::Broken(Self::DAMAGED, error.to_string()),
        };
        Step { given, state }
    }
}
