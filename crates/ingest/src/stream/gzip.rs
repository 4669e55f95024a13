//! Gzip: any number of members, and a way on behind a broken one.

use flate2::{Decompress, FlushDecompress, Status};
use memchr::memmem;

use crate::item::ErrorKind;
use crate::stream::concatenated::Rewind;
use crate::stream::ratio::RatioGuard;
use crate::stream::{Damage, Produce, Produced, Stop, Stream};

pub(crate) const MAGIC: &[u8] = &[0x1f, 0x8b];
/// Magic and the only method there is.
const MEMBER_START: &[u8] = &[0x1f, 0x8b, 0x08];
/// A member found by searching must inflate for so many bytes.
const TRIAL_BYTES: usize = 1024;

/// Whether bytes begin with a gzip member one of whose first three bytes is broken. What comes behind that
/// member can still be read; taken for a file of an unknown kind, all would be lost.
pub(crate) fn begins_damaged(data: &[u8]) -> bool {
    let Some(header) = data.get(..10) else { return false };
    let right = header.iter().zip(MEMBER_START).filter(|(a, b)| a == b).count();
    if right != MEMBER_START.len() - 1 || header[3] & 0xe0 != 0 || !matches!(header[8], 0 | 2 | 4) {
        return false;
    }
    let member = [MEMBER_START, &data[MEMBER_START.len()..data.len().min(TRIAL_BYTES)]].concat();
    let mut out = [0; 4 * TRIAL_BYTES];
    let mut inflate = member_decoder();
    let result = inflate.decompress(&member, &mut out, FlushDecompress::None);
    result.is_ok() && inflate.total_out() > 64
}

/// Turns a stream of gzip members into their contents.
pub(crate) struct Gunzip {
    input: Stream,
    inflate: Decompress,
    in_member: bool,
    seen_member: bool,
    member_offset: u64,
    rewind: Rewind,
    ratio: RatioGuard,
    pending: Option<Stop>,
}

/// A decoder for one member, checksum included.
pub(crate) fn member_decoder() -> Decompress {
    Decompress::new_gzip(15)
}

impl Gunzip {
    pub(crate) fn new(mut input: Stream, ratio: RatioGuard) -> Self {
        let rewind = Rewind::new(&mut input);
        Gunzip {
            input,
            inflate: member_decoder(),
            in_member: false,
            seen_member: false,
            member_offset: 0,
            rewind,
            ratio,
            pending: None,
        }
    }

    /// Stands at the first byte of a member, or says why not.
    fn find_member(&mut self) -> Result<(), Stop> {
        loop {
            if self.input.data().is_empty() && !self.input.more() {
                return Err(self.input_stop());
            }
            let zeros = self.input.data().iter().take_while(|&&byte| byte == 0).count();
            if zeros == 0 || !self.seen_member {
                break;
            }
            // Tapes and block devices pad with zeros.
            self.input.consume(zeros);
        }
        self.input.fill_to(MAGIC.len());
        self.member_offset = self.input.offset();
        if self.input.data().starts_with(MAGIC) {
            self.inflate = member_decoder();
            self.in_member = true;
            self.seen_member = true;
            return Ok(());
        }
        let what = format!("bytes that are no gzip member at compressed offset {}", self.member_offset);
        Err(self.recover(ErrorKind::DamagedGzip, &what))
    }

    /// What the stop of the stream below means between two members.
    fn input_stop(&mut self) -> Stop {
        match self.input.pass_gap() {
            Some(damage) => Stop::Gap(damage),
            None => self.input.stop().cloned().unwrap_or(Stop::End),
        }
    }

    /// The stream below stopped within a member.
    fn cut(&mut self) -> Stop {
        if let Some(Stop::Fatal(damage)) = self.input.stop() {
            return Stop::Fatal(damage.clone());
        }
        let member = self.member_offset;
        if let Some(Stop::Gap(damage)) = self.input.stop() {
            let (kind, detail) = (damage.kind, damage.detail.clone());
            return self.recover(kind, &detail);
        }
        self.recover(
            ErrorKind::Truncated,
            &format!("the gzip member at compressed offset {member} is not finished"),
        )
    }

    /// Searches the next member that inflates. Each call begins behind the beginning of the last member, so
    /// the file is left in the end.
    fn recover(&mut self, kind: ErrorKind, what: &str) -> Stop {
        self.rewind.to(&mut self.input, self.member_offset + 1);
        self.in_member = false;
        loop {
            match memmem::find(self.input.data(), MEMBER_START) {
                Some(at) => {
                    self.input.consume(at);
                    if self.member_inflates() {
                        let next = self.input.offset();
                        let detail = format!("{what}; reading went on at compressed offset {next}");
                        // Ends too early, but more follows: then it isn't the file that is cut.
                        let kind = if kind == ErrorKind::Truncated { ErrorKind::DamagedGzip } else { kind };
                        return Stop::Gap(Damage { kind, detail });
                    }
                    self.input.consume(1);
                }
                None => {
                    let keep = MEMBER_START.len() - 1;
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

    fn member_inflates(&mut self) -> bool {
        self.input.fill_to(TRIAL_BYTES);
        let data = self.input.data();
        let data = &data[..data.len().min(TRIAL_BYTES)];
        // Reserved flags are zero, and there are only three words for how hard a compressor tried.
        if data.len() < 10 || data[3] & 0xe0 != 0 || !matches!(data[8], 0 | 2 | 4) {
            return false;
        }
        let mut out = [0; 4 * TRIAL_BYTES];
        let mut inflate = member_decoder();
        match inflate.decompress(data, &mut out, FlushDecompress::None) {
            Ok(Status::StreamEnd) => true,
            Ok(_) => inflate.total_out() > 0,
            Err(_) => false,
        }
    }
}

impl Produce for Gunzip {
    fn produce(&mut self, out: &mut [u8]) -> Produced {
        if let Some(stop) = self.pending.take() {
            return Produced::Stop(stop);
        }
        loop {
            if !self.in_member
                && let Err(stop) = self.find_member()
            {
                return Produced::Stop(stop);
            }
            if self.input.data().is_empty() && !self.input.more() {
                return Produced::Stop(self.cut());
            }
            let (taken, given) = (self.inflate.total_in(), self.inflate.total_out());
            let result = self.inflate.decompress(self.input.data(), out, FlushDecompress::None);
            let taken = (self.inflate.total_in() - taken) as usize;
            let given = (self.inflate.total_out() - given) as usize;
            self.input.consume(taken);
            let bomb = self.ratio.check(given, self.input.offset());
            match result {
                Ok(Status::StreamEnd) => self.in_member = false,
                Ok(_) if taken == 0 && given == 0 => {
                    if !self.input.more() {
                        self.pending = Some(self.cut());
                    }
                }
                Ok(_) => {}
                Err(error) => {
                    let what = format!(
                        "the gzip member at compressed offset {} is broken: {error}",
                        self.member_offset
                    );
                    self.pending = Some(self.recover(ErrorKind::DamagedGzip, &what));
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
