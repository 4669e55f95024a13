//! Gzip: any number of members.

use flate2::{Decompress, FlushDecompress, Status};

use crate::item::ErrorKind;
use crate::stream::Stream;
use crate::stream::concatenated::{Codec, State, Step};

pub(crate) const MAGIC: &[u8] = &[0x1f, 0x8b];
/// A member found by a search must inflate without error for this many bytes.
const TRIAL_BYTES: usize = 1024;
/// Room for what the trial gives.
const TRIAL_OUTPUT_BYTES: usize = 4 * TRIAL_BYTES;
/// Magic, method, flags, time, level and system (RFC 1952).
const HEADER_BYTES: usize = 10;

/// Whether bytes begin with a gzip member that has one of its first three bytes damaged. What follows that
/// member can still be read. As a file of an unknown kind, all of it would be lost.
pub(crate) fn begins_damaged(data: &[u8]) -> bool {
    let intact = data.iter().zip(Gzip::START).filter(|(a, b)| a == b).count();
    if intact != Gzip::START.len() - 1 || !has_usual_header(data) {
        return false;
    }
    let member = [Gzip::START, &data[Gzip::START.len()..data.len().min(TRIAL_BYTES)]].concat();
    let mut out = [0; TRIAL_OUTPUT_BYTES];
    let mut inflate = member_decoder();
    let result = inflate.decompress(&member, &mut out, FlushDecompress::None);
    result.is_ok() && inflate.total_out() > 64
}

/// Whether the reserved flags are zero and the level is one of the three that RFC 1952 knows.
fn has_usual_header(data: &[u8]) -> bool {
    data.get(..HEADER_BYTES).is_some_and(|header| header[3] & 0xe0 == 0 && matches!(header[8], 0 | 2 | 4))
}

/// A decoder for one member that verifies its checksum.
pub(crate) fn member_decoder() -> Decompress {
    Decompress::new_gzip(15)
}

pub(crate) struct Gzip {
    inflate: Decompress,
}

impl Gzip {
    pub(crate) fn new() -> Self {
        Gzip { inflate: member_decoder() }
    }
}

impl Codec for Gzip {
    const MEMBER: &'static str = "gzip member";
    const DAMAGED: ErrorKind = ErrorKind::DamagedGzip;
    /// The magic and the only method there is.
    const START: &'static [u8] = &[0x1f, 0x8b, 0x08];
    const HEAD_BYTES: usize = MAGIC.len();

    fn begins(data: &[u8]) -> bool {
        data.starts_with(MAGIC)
    }

    fn confirms_member(&mut self, input: &mut Stream) -> bool {
        input.fill_to(TRIAL_BYTES);
        let data = input.data();
        let data = &data[..data.len().min(TRIAL_BYTES)];
        if !has_usual_header(data) {
            return false;
        }
        let mut out = [0; TRIAL_OUTPUT_BYTES];
        let mut inflate = member_decoder();
        match inflate.decompress(data, &mut out, FlushDecompress::None) {
            Ok(Status::StreamEnd) => true,
            Ok(_) => inflate.total_out() > 0,
            Err(_) => false,
        }
    }

    fn start(&mut self) {
        self.inflate = member_decoder();
    }

    fn run(&mut self, input: &mut Stream, out: &mut [u8]) -> Step {
        let (taken, given) = (self.inflate.total_in(), self.inflate.total_out());
        let result = self.inflate.decompress(input.data(), out, FlushDecompress::None);
        let taken = (self.inflate.total_in() - taken) as usize;
        let given = (self.inflate.total_out() - given) as usize;
        input.consume(taken);
        let state = match result {
            Ok(Status::StreamEnd) => State::Finished,
            Ok(_) if taken == 0 && given == 0 => State::Starved,
            Ok(_) => State::Running,
            Err(error) => State::Broken(Self::DAMAGED, error.to_string()),
        };
        Step { given, state }
    }
}
