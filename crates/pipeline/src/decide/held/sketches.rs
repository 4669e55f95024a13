//! Sketches that are held back in a temporary file, and read again in any order.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use dechaff_dedup::{MAX_SKETCH_BYTES, Sketch};

/// Bytes of the file for each sketch: its length and its bytes.
const STRIDE: usize = 2 + MAX_SKETCH_BYTES;

/// Sketches that are being held back, by number. The file is unnamed, so it is gone with the process.
pub(super) struct HeldSketches {
    file: BufWriter<File>,
}

impl HeldSketches {
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self { file: BufWriter::with_capacity(STRIDE * 128, tempfile::tempfile_in(folder)?) })
    }

    /// Holds the next sketch.
    pub(super) fn push(&mut self, sketch: &Sketch) -> io::Result<()> {
        let bytes = sketch.to_bytes();
        let mut padded = [0; STRIDE];
        padded[..2].copy_from_slice(&(bytes.len() as u16).to_le_bytes());
        padded[2..2 + bytes.len()].copy_from_slice(&bytes);
        self.file.write_all(&padded)
    }

    /// Reads a sketch by its number.
    pub(super) fn get(&mut self, number: usize) -> io::Result<Sketch> {
        self.file.flush()?;
        let file = self.file.get_mut();
        file.seek(SeekFrom::Start((number * STRIDE) as u64))?;
        let mut padded = [0; STRIDE];
        file.read_exact(&mut padded)?;
        let length = usize::from(u16::from_le_bytes([padded[0], padded[1]]));
        let bytes = padded.get(2..2 + length).ok_or(io::ErrorKind::InvalidData)?;
        Sketch::from_bytes(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }
}
