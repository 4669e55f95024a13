//! The contents of a member: unpacked, and compared with what the archive states about them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use deflate64::InflaterManaged;
use flate2::{Crc, Decompress, FlushDecompress, Status};

use crate::item::ErrorKind;
use crate::stream::compression::Compression;
use crate::stream::ratio::RatioGuard;
use crate::stream::raw_input::{DiskFile, unreadable};
use crate::stream::{Damage, Produce, Produced, Stop, Stream};

// Compression methods, as numbered in section 4.4.5 of APPNOTE.TXT.
pub(super) const STORED: u16 = 0;
const DEFLATED: u16 = 8;
const DEFLATED_64: u16 = 9;
const BZIP2: u16 = 12;
const ZSTD: u16 = 93;
const XZ: u16 = 95;

/// A range of a file.
pub(super) struct FileRange {
    pub(super) disk: Arc<DiskFile>,
    pub(super) at: u64,
    pub(super) end: u64,
    /// How many bytes were read.
    pub(super) taken: Arc<AtomicU64>,
}

impl Produce for FileRange {
    fn produce(&mut self, out: &mut [u8]) -> Produced {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        if left == 0 {
            return Produced::Stop(Stop::End);
        }
        let length = out.len().min(left);
        match self.disk.read_at(self.at, &mut out[..length]) {
            Ok(0) => {
                let detail = "the archive ends within a member".to_owned();
                Produced::Stop(Stop::Fatal(Damage { kind: ErrorKind::Truncated, detail }))
            }
            Ok(bytes) => {
                self.at += bytes as u64;
                self.taken.fetch_add(bytes as u64, Ordering::Relaxed);
                self.disk.account(bytes as u64);
                Produced::Bytes(bytes)
            }
            Err(error) => Produced::Stop(Stop::Fatal(unreadable(&error))),
        }
    }
}

/// The contents of packed bytes. `None` if the compression method is not supported.
pub(super) fn contents(method: u16, packed: Stream, ratio: RatioGuard) -> Option<Stream> {
    match method {
        STORED => Some(packed),
        DEFLATED => {
            Some(Stream::new(Inflate { packed, inflate: Decompress::new(false), ratio, pending: None }))
        }
        DEFLATED_64 => {
            let inflate = Box::new(InflaterManaged::new());
            Some(Stream::new(Inflate64 { packed, inflate, ratio, pending: None }))
        }
        BZIP2 => Some(Compression::Bzip2.decompress(packed, ratio)),
        ZSTD => Some(Compression::Zstd.decompress(packed, ratio)),
        XZ => Some(Compression::Xz.decompress(packed, ratio)),
        _ => None,
    }
}

fn broken(what: &str) -> Stop {
    Stop::Fatal(Damage { kind: ErrorKind::DamagedZip, detail: what.to_owned() })
}

/// The stop to report when the packed bytes stop before the contents are complete.
fn cut(packed: &Stream) -> Stop {
    match packed.stop() {
        Some(Stop::Gap(damage) | Stop::Fatal(damage)) => Stop::Fatal(damage.clone()),
        _ => broken("the member's compressed data end too early"),
    }
}

/// Raw deflate.
struct Inflate {
    packed: Stream,
    inflate: Decompress,
    ratio: RatioGuard,
    pending: Option<Stop>,
}

impl Produce for Inflate {
    fn produce(&mut self, out: &mut [u8]) -> Produced {
        loop {
            if let Some(stop) = self.pending.take() {
                return Produced::Stop(stop);
            }
            let (taken, given) = (self.inflate.total_in(), self.inflate.total_out());
            let result = self.inflate.decompress(self.packed.data(), out, FlushDecompress::None);
            let taken = (self.inflate.total_in() - taken) as usize;
            let given = (self.inflate.total_out() - given) as usize;
            self.packed.consume(taken);
            self.pending = match result {
                Ok(Status::StreamEnd) => Some(Stop::End),
                Ok(_) if taken == 0 && given == 0 => (!self.packed.more()).then(|| cut(&self.packed)),
                Ok(_) => None,
                Err(error) => Some(broken(&format!("the member's compressed data are broken: {error}"))),
            };
            self.pending = self.ratio.check(given, self.packed.offset()).or(self.pending.take());
            if given > 0 {
                return Produced::Bytes(given);
            }
        }
    }
}

/// Deflate64, with a longer window, which Windows uses for large files.
struct Inflate64 {
    packed: Stream,
    inflate: Box<InflaterManaged>,
    ratio: RatioGuard,
    pending: Option<Stop>,
}

impl Produce for Inflate64 {
    fn produce(&mut self, out: &mut [u8]) -> Produced {
        loop {
            if let Some(stop) = self.pending.take() {
                return Produced::Stop(stop);
            }
            let result = self.inflate.inflate(self.packed.data(), out);
            let (taken, given) = (result.bytes_consumed, result.bytes_written);
            self.packed.consume(taken);
            self.pending = if result.data_error {
                Some(broken("the member's compressed data are broken"))
            } else if self.inflate.finished() {
                Some(Stop::End)
            } else if taken == 0 && given == 0 {
                (!self.packed.more()).then(|| cut(&self.packed))
            } else {
                None
            };
            self.pending = self.ratio.check(given, self.packed.offset()).or(self.pending.take());
            if given > 0 {
                return Produced::Bytes(given);
            }
        }
    }
}

/// Compares contents with the size and checksum that the archive states for them.
pub(super) struct CheckedContents {
    contents: Stream,
    crc: Crc,
    given: u64,
    stated_crc: Option<u32>,
    stated_bytes: Option<u64>,
    /// Damage was already reported.
    reported: bool,
}

impl CheckedContents {
    pub(super) fn new(contents: Stream, stated_crc: Option<u32>, stated_bytes: Option<u64>) -> Self {
        CheckedContents { contents, crc: Crc::new(), given: 0, stated_crc, stated_bytes, reported: false }
    }

    /// What the end of the contents means.
    fn final_stop(&self) -> Stop {
        let fault = if self.reported {
            None
        } else if self.stated_bytes.is_some_and(|stated| stated != self.given) {
            let stated = self.stated_bytes.unwrap_or(0);
            Some(format!("the member has {} bytes and should have {stated}", self.given))
        } else if self.stated_crc.is_some_and(|stated| stated != self.crc.sum()) {
            Some("the member's checksum is wrong".to_owned())
        } else {
            None
        };
        fault.map_or(Stop::End, |fault| broken(&fault))
    }
}

impl Produce for CheckedContents {
    fn produce(&mut self, out: &mut [u8]) -> Produced {
        if self.contents.data().is_empty() && !self.contents.more() {
            let stop = self.contents.pass_stop();
            if stop == Stop::End {
                return Produced::Stop(self.final_stop());
            }
            self.reported = true;
            return Produced::Stop(stop);
        }
        let data = self.contents.data();
        let bytes = data.len().min(out.len());
        out[..bytes].copy_from_slice(&data[..bytes]);
        self.crc.update(&data[..bytes]);
        self.given += bytes as u64;
        self.contents.consume(bytes);
        Produced::Bytes(bytes)
    }
}
