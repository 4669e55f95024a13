//! Sketches that are held back in a temporary file, and read again in any order.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use dechaff_dedup::{MAX_SKETCH_BYTES, Passages, Sketch};

/// Bytes of the file for each sketch: its length and its bytes, and the passages.
const STRIDE: usize = 2 + MAX_SKETCH_BYTES + Passages::BYTES;

/// Sketches and passages that are being held back, by number. The file is unnamed, so it is gone with the process.
pub(super) struct HeldSketches {
    file: BufWriter<File>,
}

impl HeldSketches {
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self { file: BufWriter::with_capacity(STRIDE * 128, tempfile::tempfile_in(folder)?) })
    }

    /// Holds the next sketch.
    pub(super) fn push(&mut self, sketch: &Sketch, passages: Option<&Passages>) -> io::Result<()> {
        let bytes = sketch.to_bytes();
        let mut padded = [0; STRIDE];
        padded[..2].copy_from_slice(&(bytes.len() as u16).to_le_bytes());
        padded[2..2 + bytes.len()].copy_from_slice(&bytes);
        if let Some(passages) = passages {
            padded[STRIDE - Passages::BYTES..].copy_from_slice(&passages.to_bytes());
        }
        self.file.write_all(&padded)
    }

    /// Reads a sketch by its number.
    pub(super) fn get(&mut self, number: u32) -> io::Result<Sketch> {
        let padded = self.read(number)?;
        let length = usize::from(u16::from_le_bytes([padded[0], padded[1]]));
        let bytes = padded.get(2..2 + length).ok_or(io::ErrorKind::InvalidData)?;
        Sketch::from_bytes(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    /// Reads the passages of a text by its number.
    pub(super) fn passages(&mut self, number: u32) -> io::Result<Passages> {
        let padded = self.read(number)?;
        let passages = padded.last_chunk().and_then(Passages::from_bytes);
        passages.ok_or_else(|| io::ErrorKind::InvalidData.into())
    }

    fn read(&mut self, number: u32) -> io::Result<[u8; STRIDE]> {
        self.file.flush()?;
        let file = self.file.get_mut();
        file.seek(SeekFrom::Start(u64::from(number) * STRIDE as u64))?;
        let mut padded = [0; STRIDE];
        file.read_exact(&mut padded)?;
        Ok(padded)
    }
}
