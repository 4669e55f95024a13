//! Where bytes come from: files and other readers, and how much of them has been read.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::item::ErrorKind;
use crate::stream::{Damage, Produce, Produced, Stop};

/// How much of its inputs a reader has read. Shared between the reader and whatever shows it.
#[derive(Debug, Default)]
pub struct Progress {
    bytes_read: AtomicU64,
}

impl Progress {
    /// Bytes of the inputs that are finished, counted as stored on disk. At the end this equals
    /// [`Inputs::total_bytes`](crate::Inputs::total_bytes), unless files changed while they were read.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read.load(Ordering::Relaxed)
    }

    pub(crate) fn add(&self, bytes: u64) {
        self.bytes_read.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// A file, or any other reader.
pub(crate) struct RawInput {
    pub(crate) reader: Box<dyn Read + Send>,
    pub(crate) progress: Arc<Progress>,
    /// The bytes read of this input alone.
    pub(crate) bytes_read: Arc<AtomicU64>,
    /// Whether it is a file that can be read from any offset.
    pub(crate) is_file: bool,
}

impl Produce for RawInput {
    fn is_file(&self) -> bool {
        self.is_file
    }

    fn produce(&mut self, out: &mut [u8]) -> Produced {
        loop {
            match self.reader.read(out) {
                Ok(0) => return Produced::Stop(Stop::End),
                Ok(bytes) => {
                    self.progress.add(bytes as u64);
                    self.bytes_read.fetch_add(bytes as u64, Ordering::Relaxed);
                    return Produced::Bytes(bytes);
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    return Produced::Stop(Stop::Fatal(unreadable(&error)));
                }
            }
        }
    }
}

/// The damage to report when the system cannot read an input.
pub(crate) fn unreadable(error: &io::Error) -> Damage {
    Damage { kind: ErrorKind::Unreadable, detail: format!("reading failed: {error}") }
}

/// A file that can be read at any offset.
#[derive(Debug)]
pub(crate) struct DiskFile {
    file: File,
    size: u64,
    /// Set for a file that the user named, and not for a temporary one.
    progress: Option<Arc<Progress>>,
    /// The bytes of this file that count as progress.
    bytes_read: Arc<AtomicU64>,
}

impl DiskFile {
    /// A file that the user named. `None` if it cannot be read at any offset, as with a pipe.
    pub(crate) fn named(file: &File, progress: &Arc<Progress>, bytes_read: &Arc<AtomicU64>) -> Option<Self> {
        let metadata = file.metadata().ok().filter(std::fs::Metadata::is_file)?;
        Some(DiskFile {
            file: file.try_clone().ok()?,
            size: metadata.len(),
            progress: Some(Arc::clone(progress)),
            bytes_read: Arc::clone(bytes_read),
        })
    }

    /// A temporary file of `size` bytes.
    pub(crate) fn spooled(file: File, size: u64) -> Self {
        DiskFile { file, size, progress: None, bytes_read: Arc::default() }
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Fills `out` from an offset. Returns fewer bytes only at the file's end.
    pub(crate) fn read_at(&self, offset: u64, out: &mut [u8]) -> io::Result<usize> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(offset))?;
        let mut filled = 0;
        while filled < out.len() {
            match file.read(&mut out[filled..]) {
                Ok(0) => break,
                Ok(bytes) => filled += bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    /// Adds to the progress, which never exceeds the file's size even if bytes are read twice.
    pub(crate) fn account(&self, bytes: u64) {
        if let Some(progress) = &self.progress {
            let left = self.size.saturating_sub(self.bytes_read.load(Ordering::Relaxed));
            progress.add(bytes.min(left));
            self.bytes_read.fetch_add(bytes.min(left), Ordering::Relaxed);
        }
    }
}
