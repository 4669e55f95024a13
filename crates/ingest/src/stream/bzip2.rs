//! Bzip2: any number of streams, as parallel compressors write them.

use bzip2::{Decompress, Status};

use crate::item::ErrorKind;
use crate::stream::Stream;
use crate::stream::concatenated::{Codec, State, Step};

/// The head of a stream with the largest blocks.
const USUAL_HEAD: &[u8; 10] = b"BZh91AY&SY";

/// Whether a file is bzip2. One byte of its head may be damaged, or the head may be cut.
pub(crate) fn is_bzip2(data: &[u8]) -> bool {
    let head = &data[..data.len().min(USUAL_HEAD.len())];
    let sound = |(at, (byte, usual)): (usize, (&u8, &u8))| {
        if at == 3 { (b'1'..=b'9').contains(byte) } else { byte == usual }
    };
    let sound = head.iter().zip(USUAL_HEAD).enumerate().filter(|&pair| sound(pair)).count();
    Bzip2::begins(data)
        || head.len() >= 4 && sound + usize::from(head.len() == USUAL_HEAD.len()) >= head.len()
}

pub(crate) struct Bzip2 {
    decoder: Decompress,
    fresh: bool,
}

impl Bzip2 {
    pub(crate) fn new() -> Self {
        Bzip2 { decoder: Decompress::new(false), fresh: true }
    }
}

impl Codec for Bzip2 {
    const MEMBER: &'static str = "bzip2 stream";
    const DAMAGED: ErrorKind = ErrorKind::DamagedBzip2;
    const START: &'static [u8] = b"BZh";
    const HEAD_BYTES: usize = 10;

    /// The block size is a digit, and the magic of a block or of the end of the stream follows it.
    fn begins(data: &[u8]) -> bool {
        data.starts_with(Self::START)
            && data.get(3).is_some_and(|size| (b'1'..=b'9').contains(size))
            && matches!(
                data.get(4..10),
                Some([0x31, 0x41, 0x59, 0x26, 0x53, 0x59] | [0x17, 0x72, 0x45, 0x38, 0x50, 0x90])
            )
    }

    fn start(&mut self) {
        if !std::mem::take(&mut self.fresh) {
            self.decoder = Decompress::new(false);
        }
    }

    fn run(&mut self, input: &mut Stream, out: &mut [u8]) -> Step {
        let (taken, given) = (self.decoder.total_in(), self.decoder.total_out());
        let result = self.decoder.decompress(input.data(), out);
        let taken = (self.decoder.total_in() - taken) as usize;
        let given = (self.decoder.total_out() - given) as usize;
        input.consume(taken);
        let state = match result {
            Ok(Status::StreamEnd) => State::Finished,
            Ok(Status::MemNeeded) => {
                State::Broken(Self::DAMAGED, "it needs more memory than there is".to_owned())
            }
            Ok(_) if taken == 0 && given == 0 => State::Starved,
            Ok(_) => State::Running,
            Err(error) => State::Broken(Self::DAMAGED, error.to_string()),
        };
        Step { given, state }
    }
}
