//! A file on disk as the decoder of Parquet reads it.

use std::io::{BufReader, Read};
use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

use crate::stream::raw_input::DiskFile;

/// A file that is read here and there. What is read counts as progress.
#[derive(Clone)]
pub(super) struct DiskChunks(Arc<DiskFile>);

impl DiskChunks {
    pub(super) fn new(disk: Arc<DiskFile>) -> Self {
        Self(disk)
    }
}

impl Length for DiskChunks {
    fn len(&self) -> u64 {
        self.0.size()
    }
}

impl ChunkReader for DiskChunks {
    type T = BufReader<DiskRead>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(BufReader::new(DiskRead { disk: Arc::clone(&self.0), at: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        // A length that damage made up must not be reserved.
        if start.saturating_add(length as u64) > self.0.size() {
            return Err(ParquetError::EOF("the file ends within a part of it".to_owned()));
        }
        let mut bytes = vec![0; length];
        let filled = self.0.read_at(start, &mut bytes)?;
        bytes.truncate(filled);
        self.0.account(filled as u64);
        Ok(bytes.into())
    }
}

/// A file that is read from an offset on.
pub(super) struct DiskRead {
    disk: Arc<DiskFile>,
    at: u64,
}

impl Read for DiskRead {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let filled = self.disk.read_at(self.at, out)?;
        self.at += filled as u64;
        Ok(filled)
    }
}
