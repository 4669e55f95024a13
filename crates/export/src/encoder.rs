//! Compression whose result does not depend on how the input is split.

use std::io::{self, Write};

use flate2::GzBuilder;
use flate2::write::GzEncoder;

use crate::destination::Compression;

/// Bytes that an encoder gets at a time. The decisions of encoders depend on the input that they have at hand.
/// Because all blocks have the same size, the output is a function of the whole input, and not of its pieces.
const BLOCK_BYTES: usize = 128 << 10;

/// The default level of gzip: that of zlib.
const GZIP_LEVEL: u32 = 6;
/// The default level of Zstandard: that of its own library.
const ZSTD_LEVEL: i32 = 3;

pub(crate) struct Encoder<W: Write> {
    block: Vec<u8>,
    inner: FormatEncoder<W>,
}

enum FormatEncoder<W: Write> {
    Plain(W),
    Gzip(GzEncoder<W>),
    Zstd(zstd::Encoder<'static, W>),
}

impl<W: Write> Encoder<W> {
    /// Creates an encoder. Levels are those of the formats, 0 to 9 for gzip and -7 to 22 for Zstandard; others are
    /// clamped.
    pub(crate) fn new(compression: Compression, level: Option<i32>, to: W) -> io::Result<Self> {
        let inner = match compression {
            Compression::None => FormatEncoder::Plain(to),
            Compression::Gzip => {
                let level = level.map_or(GZIP_LEVEL, |level| level.clamp(0, 9).unsigned_abs());
                // Operating system 255 is "unknown": the header must not reveal where the file was written.
                let builder = GzBuilder::new().mtime(0).operating_system(255);
                FormatEncoder::Gzip(builder.write(to, flate2::Compression::new(level)))
            }
            Compression::Zstd => {
                let mut encoder = zstd::Encoder::new(to, level.unwrap_or(ZSTD_LEVEL).clamp(-7, 22))?;
                encoder.include_checksum(true)?;
                FormatEncoder::Zstd(encoder)
            }
        };
        Ok(Self { block: Vec::with_capacity(BLOCK_BYTES), inner })
    }

    pub(crate) fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(BLOCK_BYTES - self.block.len()));
            self.block.extend_from_slice(now);
            bytes = later;
            if self.block.len() == BLOCK_BYTES {
                self.write_block()?;
            }
        }
        Ok(())
    }

    fn write_block(&mut self) -> io::Result<()> {
        let block = &self.block;
        match &mut self.inner {
            FormatEncoder::Plain(to) => to.write_all(block)?,
            FormatEncoder::Gzip(encoder) => encoder.write_all(block)?,
            FormatEncoder::Zstd(encoder) => encoder.write_all(block)?,
        }
        self.block.clear();
        Ok(())
    }

    /// Writes what is buffered and the format's trailer.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.write_block()?;
        match self.inner {
            FormatEncoder::Plain(to) => Ok(to),
            FormatEncoder::Gzip(encoder) => encoder.finish(),
            FormatEncoder::Zstd(encoder) => encoder.finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Read;

    fn encode(compression: Compression, pieces: &[&[u8]]) -> Vec<u8> {
        let mut encoder = Encoder::new(compression, None, Vec::new()).unwrap();
        pieces.iter().for_each(|piece| encoder.write(piece).unwrap());
        encoder.finish().unwrap()
    }

    fn decode(compression: Compression, bytes: &[u8]) -> Vec<u8> {
        match compression {
            Compression::None => bytes.to_vec(),
            Compression::Gzip => {
                let mut plain = Vec::new();
                flate2::read::MultiGzDecoder::new(bytes).read_to_end(&mut plain).unwrap();
                plain
            }
            Compression::Zstd => zstd::decode_all(bytes).unwrap(),
        }
    }

    fn lines(count: usize) -> Vec<u8> {
        let mut seed = 7_u32;
        (0..count)
            .flat_map(|n| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                format!("{{\"id\":{n},\"text\":\"Line {} of the log.\"}}\n", seed >> 8).into_bytes()
            })
            .collect()
    }

    #[test]
    fn the_split_into_pieces_does_not_matter() {
        let plain = lines(20_000);
        for compression in Compression::ALL {
            let whole = encode(compression, &[&plain]);
            assert_eq!(decode(compression, &whole), plain);
            for size in [997, 128 << 10, 300_000] {
                let pieces: Vec<&[u8]> = plain.chunks(size).collect();
                assert!(encode(compression, &pieces) == whole, "{compression:?}, {size}");
            }
        }
    }

    #[test]
    fn headers_contain_neither_name_nor_time() {
        assert_eq!(encode(Compression::Gzip, &[b"a\n"])[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
        // Bit 2 of the frame header descriptor is the checksum flag.
        assert_ne!(encode(Compression::Zstd, &[b"a\n"])[4] & 4, 0);
    }

    #[test]
    fn an_empty_input_gives_a_valid_file() {
        for compression in Compression::ALL {
            assert_eq!(decode(compression, &encode(compression, &[])), b"");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_decode_to_themselves(bytes: Vec<u8>, at in 0..100_usize) {
            for compression in Compression::ALL {
                let (a, b) = bytes.split_at(at.min(bytes.len()));
                let split = encode(compression, &[a, b]);
                prop_assert_eq!(&decode(compression, &split), &bytes);
                prop_assert_eq!(split, encode(compression, &[&bytes]));
            }
        }
    }
}
