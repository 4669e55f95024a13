//! Parquet: one record per row, with the names of the columns as fields.
//!
//! The footer is at the end, so the file must be on disk. One that comes from standard input, from compression or from an
//! archive is written to a temporary file first. Rows are decoded a few megabytes at a time. A row group that is damaged
//! is an error, and the next one is read.

mod disk_chunks;
pub(crate) mod rows;
mod values;

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};

use crate::formats::parquet::disk_chunks::DiskChunks;
use crate::formats::parquet::rows::page_from_row;
use crate::formats::{FileFacts, Format, ReadState};
use crate::item::{ErrorKind, Item};
use crate::options::Options;
use crate::stream::spool::spool;
use crate::stream::{Damage, Stream};

/// Bytes of decoded rows that are held at a time, unless a single row has more.
const BATCH_BYTES: i64 = 8 << 20;
/// Maximum number of rows that are decoded at a time.
const MAX_BATCH_ROWS: i64 = 1024;

/// Whether bytes begin a file of Parquet.
pub(crate) fn is_parquet(data: &[u8]) -> bool {
    data.starts_with(b"PAR1")
}

pub(crate) struct ParquetRows {
    facts: FileFacts,
    file: Option<OpenFile>,
    is_begun: bool,
    /// Rows read so far, with those of damaged row groups.
    row: u64,
}

/// A file whose footer is read.
struct OpenFile {
    chunks: DiskChunks,
    metadata: ArrowReaderMetadata,
    /// The row group that is read next.
    next_group: usize,
    group: Option<Group>,
}

/// A row group that is being read.
struct Group {
    reader: ParquetRecordBatchReader,
    /// The byte of the file at which it starts.
    offset: u64,
    /// The number of its last row.
    last: u64,
}

impl ParquetRows {
    pub(crate) fn new(facts: FileFacts) -> Self {
        Self { facts, file: None, is_begun: false, row: 0 }
    }

    /// Reads the footer.
    fn begin(&mut self, stream: &mut Stream, options: &Options, items: &mut VecDeque<Item>) {
        let disk = match self.facts.disk.take() {
            Some(disk) => {
                // From here on the file is read through this handle.
                *stream = Stream::empty();
                disk
            }
            None => match spool(stream, "a Parquet file", options.max_spool_bytes) {
                Ok((disk, damage)) => {
                    items.extend(damage.map(|damage| self.facts.error(0, disk.size(), damage)));
                    Arc::new(disk)
                }
                Err(damage) => return items.push_back(self.facts.error(0, 0, damage)),
            },
        };
        let chunks = DiskChunks::new(disk);
        match decode(|| ArrowReaderMetadata::load(&chunks, ArrowReaderOptions::new())) {
            Ok(metadata) => self.file = Some(OpenFile { chunks, metadata, next_group: 0, group: None }),
            Err(damage) => items.push_back(self.facts.error(0, 0, damage)),
        }
    }

    /// Reads the next rows. Returns `false` at the end of the file.
    fn next_rows(&mut self, state: &mut ReadState, items: &mut VecDeque<Item>) -> bool {
        let Some(file) = &mut self.file else { return false };
        let Some(group) = &mut file.group else {
            return match file.open_group(self.row) {
                Ok(is_open) => is_open,
                Err((damage, last)) => {
                    items.push_back(self.facts.error(self.row + 1, 0, damage));
                    self.row = last;
                    true
                }
            };
        };
        let (offset, last) = (group.offset, group.last);
        match decode(|| group.reader.next().transpose()) {
            Ok(Some(batch)) => {
                for row in 0..batch.num_rows() {
                    self.row += 1;
                    let origin = self.facts.origin(self.row, offset);
                    items.push_back(
                        match page_from_row(&batch, row, origin, &state.options, &mut state.json) {
                            Ok(page) => Item::Page(Box::new(page)),
                            Err(damage) => self.facts.error(self.row, offset, damage),
                        },
                    );
                }
            }
            Ok(None) => file.group = None,
            Err(damage) => {
                file.group = None;
                items.push_back(self.facts.error(self.row + 1, offset, damage));
                self.row = last;
            }
        }
        true
    }
}

impl OpenFile {
    /// Opens the next row group. Fails with the number of its last row. `false` says that there is none.
    fn open_group(&mut self, before: u64) -> Result<bool, (Damage, u64)> {
        let index = self.next_group;
        let Some(group) = self.metadata.metadata().row_groups().get(index) else { return Ok(false) };
        self.next_group += 1;
        let rows = group.num_rows().max(0);
        let last = before.saturating_add(rows.unsigned_abs());
        let row_bytes = (group.total_byte_size() / rows.max(1)).max(1);
        let batch_rows = (BATCH_BYTES / row_bytes).clamp(1, MAX_BATCH_ROWS);
        // Not `byte_range`, which panics if a damaged footer has negative numbers.
        let start = group
            .columns()
            .first()
            .map_or(0, |column| column.dictionary_page_offset().unwrap_or_else(|| column.data_page_offset()));
        let offset = u64::try_from(start).unwrap_or(0);
        let reader = decode(|| {
            ParquetRecordBatchReaderBuilder::new_with_metadata(self.chunks.clone(), self.metadata.clone())
                .with_row_groups(vec![index])
                .with_batch_size(usize::try_from(batch_rows).unwrap_or(1))
                .build()
        });
        let reader = reader.map_err(|damage| (damage, last))?;
        self.group = Some(Group { reader, offset, last });
        Ok(true)
    }
}

/// Decodes something. The decoder is not ours, and may panic on bytes that nobody has thought of.
fn decode<T, E: std::fmt::Display>(read: impl FnOnce() -> Result<T, E>) -> Result<T, Damage> {
    let damaged = |detail: String| Damage { kind: ErrorKind::DamagedParquet, detail };
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(decoded)) => Ok(decoded),
        Ok(Err(error)) => Err(damaged(error.to_string())),
        Err(_) => Err(damaged("the bytes make no sense".to_owned())),
    }
}

impl Format for ParquetRows {
    fn advance(&mut self, stream: &mut Stream, state: &mut ReadState, items: &mut VecDeque<Item>) -> bool {
        if !self.is_begun {
            self.is_begun = true;
            self.begin(stream, &state.options, items);
            return self.file.is_some();
        }
        self.next_rows(state, items)
    }
}
