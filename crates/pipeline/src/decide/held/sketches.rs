//! Sketches that are held back in a temporary file, and read again in any order.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use dechaff_dedup::{MAX_SKETCH_BYTES, Passages, Sketch};

/// Bytes of the file for each sketch: its length and its bytes. The passages follow, if they are held too.
const SKETCH_BYTES: usize = 2 + MAX_SKETCH_BYTES;

/// Sketches that are being held back, by number, and perhaps passages. The file is unnamed, so it is gone with the process.
pub(super) struct HeldSketches {
    file: BufWriter<File>,
    has_passages: bool,
}

impl HeldSketches {
    pub(super) fn new(folder: &Path, has_passages: bool) -> io::Result<Self> {
        let file = BufWriter::with_capacity(64 << 10, tempfile::tempfile_in(folder)?);
        Ok(Self { file, has_passages })
    }

    /// Holds the next sketch, and its passages if they are held.
    pub(super) fn push(&mut self, sketch: &Sketch, passages: Option<&Passages>) -> io::Result<()> {
        let bytes = sketch.to_bytes();
        let mut padded = [0; SKETCH_BYTES];
        padded[..2].copy_from_slice(&(bytes.len() as u16).to_le_bytes());
        padded[2..2 + bytes.len()].copy_from_slice(&bytes);
        self.file.write_all(&padded)?;
        if !self.has_passages {
            return Ok(());
        }
        self.file.write_all(&passages.map_or([0; Passages::BYTES], Passages::to_bytes))
    }

    /// Reads a sketch by its number.
    pub(super) fn get(&mut self, number: u32) -> io::Result<Sketch> {
        let padded: [u8; SKETCH_BYTES] = self.read(number, 0)?;
        let length = usize::from(u16::from_le_bytes([padded[0], padded[1]]));
        let bytes = padded.get(2..2 + length).ok_or(io::ErrorKind::InvalidData)?;
        Sketch::from_bytes(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    /// Reads the passages of a text by its number. They must be held.
    pub(super) fn passages(&mut self, number: u32) -> io::Result<Passages> {
        let bytes: [u8; Passages::BYTES] = self.read(number, SKETCH_BYTES)?;
        Passages::from_bytes(&bytes).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }

    /// Reads some bytes of an entry, from `offset` on.
    fn read<const N: usize>(&mut self, number: u32, offset: usize) -> io::Result<[u8; N]> {
        let stride = SKETCH_BYTES + if self.has_passages { Passages::BYTES } else { 0 };
        self.file.flush()?;
        let file = self.file.get_mut();
        file.seek(SeekFrom::Start(u64::from(number) * stride as u64 + offset as u64))?;
        let mut bytes = [0; N];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}
