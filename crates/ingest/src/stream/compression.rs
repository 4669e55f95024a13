//! The compressions that are undone: recognises them, and turns a compressed stream into one of its contents.

use serde::{Deserialize, Serialize};

use crate::stream::Stream;
use crate::stream::bzip2::{self, Bzip2};
use crate::stream::concatenated::Concatenated;
use crate::stream::gzip::{self, Gzip};
use crate::stream::lz4::{self, Lz4};
use crate::stream::ratio::RatioGuard;
use crate::stream::xz::{self, Xz};
use crate::stream::zstd::{self, Zstd};

/// What a stream of bytes can be compressed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Compression {
    Gzip,
    Zstd,
    Bzip2,
    Xz,
    Lz4,
}

impl Compression {
    /// The compression of a stream that begins with these bytes, also if its first bytes are slightly damaged.
    pub(crate) fn detect(data: &[u8]) -> Option<Compression> {
        if data.starts_with(gzip::MAGIC) || gzip::begins_damaged(data) {
            Some(Compression::Gzip)
        } else if lz4::is_lz4(data) {
            Some(Compression::Lz4)
        } else if zstd::is_frame(data) {
            Some(Compression::Zstd)
        } else if bzip2::is_bzip2(data) {
            Some(Compression::Bzip2)
        } else if xz::is_xz(data) {
            Some(Compression::Xz)
        } else {
            None
        }
    }

    /// The contents of a compressed stream.
    pub(crate) fn decompress(self, mut stream: Stream, ratio: RatioGuard) -> Stream {
        match self {
            Compression::Gzip => Stream::new(Concatenated::new(stream, Gzip::new(), ratio)),
            Compression::Zstd => {
                let zstd = Zstd::new(&mut stream);
                Stream::new(Concatenated::new(stream, zstd, ratio))
            }
            Compression::Bzip2 => Stream::new(Concatenated::new(stream, Bzip2::new(), ratio)),
            Compression::Xz => Stream::new(Concatenated::new(stream, Xz::new(), ratio)),
            Compression::Lz4 => Stream::new(Concatenated::new(stream, Lz4::new(), ratio)),
        }
    }
}
