//! Where bytes come from: files and other readers, and how much of them has been read.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::item::ErrorKind;
use crate::stream::{Damage, Produce, Produced, Stop};

/// How far a reader has come; shared with whoever shows it.
#[derive(Debug, Default)]
pub struct Progress {
    bytes_read: AtomicU64,
}

impl Progress {
    /// Bytes of the inputs that are done with, as they lie on disk. At the end it equals
    /// [`Inputs::total_bytes`](crate::Inputs::total_bytes), unless files changed in the meantime.
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
    /// What this input alone added to the progress.
    pub(crate) bytes_read: Arc<AtomicU64>,
}

impl Produce for RawInput {
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
                    let detail = format!("reading failed: {error}");
                    return Produced::Stop(Stop::Fatal(Damage { kind: ErrorKind::Unreadable, detail }));
                }
            }
        }
    }
}

/// A file that can be read from anywhere.
#[derive(Debug)]
pub(crate) struct DiskFile {
    file: File,
    size: u64,
    /// For a file that was named, not one made here.
    progress: Option<Arc<Progress>>,
    /// What this file added to the progress.
    bytes_read: Arc<AtomicU64>,
}

impl DiskFile {
    /// A file that was named. `None` if it cannot be read from anywhere, as a pipe.
    pub(crate) fn named(file: &File, progress: &Arc<Progress>, bytes_read: &Arc<AtomicU64>) -> Option<Self> {
        let metadata = file.metadata().ok().filter(std::fs::Metadata::is_file)?;
        Some(DiskFile {
            file: file.try_clone().ok()?,
            size: metadata.len(),
            progress: Some(Arc::clone(progress)),
            bytes_read: Arc::clone(bytes_read),
        })
    }

    /// A file made here, of so many bytes.
    pub(crate) fn spooled(file: File, size: u64) -> Self {
        DiskFile { file, size, progress: None, bytes_read: Arc::default() }
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Reads into `out` from an offset; fewer bytes only at the file's end.
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

    /// Adds to the progress, which never passes the file's size, though bytes may be read twice.
    pub(crate) fn account(&self, bytes: u64) {
        if let Some(progress) = &self.progress {
            let left = self.size.saturating_sub(self.bytes_read.load(Ordering::Relaxed));
            progress.add(bytes.min(left));
            self.bytes_read.fetch_add(bytes.min(left), Ordering::Relaxed);
        }
    }
}
