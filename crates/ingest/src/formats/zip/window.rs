//! A buffered view of an archive on disk.

use std::io;
use std::sync::Arc;

use memchr::memmem;

use crate::formats::zip::entry::SIGNATURE_BYTES;
use crate::stream::raw_input::DiskFile;

/// How much is read at once when reading in order.
const WIDE_STEP_BYTES: usize = 64 << 10;
/// How much is read at once when reading here and there.
const NARROW_STEP_BYTES: usize = 4 << 10;

/// A buffered view of a file.
pub(super) struct Window {
    disk: Arc<DiskFile>,
    buffer: Vec<u8>,
    start: u64,
    /// How many bytes are read at once.
    step_bytes: usize,
}

impl Window {
    /// A view for reading in order.
    pub(super) fn wide(disk: Arc<DiskFile>) -> Self {
        Window { disk, buffer: Vec::new(), start: 0, step_bytes: WIDE_STEP_BYTES }
    }

    /// A view for reading a few bytes here and there.
    pub(super) fn narrow(disk: Arc<DiskFile>) -> Self {
        Window { disk, buffer: Vec::new(), start: 0, step_bytes: NARROW_STEP_BYTES }
    }

    pub(super) fn disk(&self) -> &Arc<DiskFile> {
        &self.disk
    }

    /// The bytes at an offset, fewer than `length` only at the file's end.
    pub(super) fn at(&mut self, offset: u64, length: usize) -> io::Result<&[u8]> {
        let data = self.from(offset, length)?;
        Ok(&data[..data.len().min(length)])
    }

    /// The bytes at an offset as `at` gives them, and what else is buffered after them.
    fn from(&mut self, offset: u64, length: usize) -> io::Result<&[u8]> {
        let end = self.start + self.buffer.len() as u64;
        if offset < self.start || offset.saturating_add(length as u64) > end {
            self.buffer.resize(self.step_bytes.max(length), 0);
            let filled = self.disk.read_at(offset, &mut self.buffer);
            self.buffer.truncate(*filled.as_ref().unwrap_or(&0));
            self.start = offset;
            filled?;
        }
        Ok(&self.buffer[(offset - self.start) as usize..])
    }

    /// The first offset, from the given one on, at which one of the signatures occurs. All of them begin with `PK`.
    pub(super) fn find(
        &mut self,
        signatures: &[&[u8]],
        mut offset: u64,
        end: u64,
    ) -> io::Result<Option<u64>> {
        while offset < end {
            let data = self.from(offset, SIGNATURE_BYTES)?;
            let data = &data[..data.len().min(usize::try_from(end - offset).unwrap_or(usize::MAX))];
            let is_signature = |at: &usize| signatures.iter().any(|sign| data[*at..].starts_with(sign));
            if let Some(at) = memmem::find_iter(data, b"PK").find(is_signature) {
                return Ok(Some(offset + at as u64));
            }
            if data.len() < SIGNATURE_BYTES {
                break;
            }
            offset += (data.len() - (SIGNATURE_BYTES - 1)) as u64;
        }
        Ok(None)
    }
}
