//! Parquet: the same lines as in JSON, in columns of fixed types.

pub(crate) mod columns;
pub(crate) mod schema;
mod values;

use std::io::{self, Write};

use parquet::arrow::ArrowWriter;
use parquet::basic::ZstdLevel;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use crate::fields::Field;
use columns::Columns;

/// Bytes of lines that become columns at a time.
const BATCH_BYTES: usize = 4 << 20;
/// Bytes of lines in a row group. Readers and the writer hold one in memory, compressed.
const GROUP_BYTES: usize = 64 << 20;
/// The default level of Zstandard: that of its own library.
const ZSTD_LEVEL: i32 = 3;

/// Turns lines into a file of Parquet. The bytes depend on the lines alone.
pub(crate) struct Encoder<W: Write + Send> {
    columns: Columns,
    writer: ArrowWriter<W>,
    /// Bytes of the lines in the columns.
    in_batch: usize,
    /// Bytes of the lines in the row group, without those in the columns.
    in_group: usize,
}

impl<W: Write + Send> Encoder<W> {
    /// Begins a file whose lines have these fields. Levels of Zstandard are 1 to 22; others are clamped.
    pub(crate) fn new(fields: &'static [Field], level: Option<i32>, to: W) -> io::Result<Self> {
        let level = ZstdLevel::try_new(level.unwrap_or(ZSTD_LEVEL).clamp(1, 22)).map_err(io_error)?;
        let properties = WriterProperties::builder()
            .set_compression(parquet::basic::Compression::ZSTD(level))
            .set_created_by(concat!("dechaff ", env!("CARGO_PKG_VERSION")).to_owned())
            // Groups are ended by their bytes.
            .set_max_row_group_row_count(None)
            .build();
        let columns = Columns::new(fields);
        let writer = ArrowWriter::try_new(to, columns.schema(), Some(properties)).map_err(io_error)?;
        Ok(Self { columns, writer, in_batch: 0, in_group: 0 })
    }

    /// Appends whole lines.
    pub(crate) fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        for line in lines.split_inclusive(|&byte| byte == b'\n') {
            self.columns.push(line)?;
            self.in_batch += line.len();
            if self.in_batch >= BATCH_BYTES {
                self.write_batch()?;
            }
        }
        Ok(())
    }

    fn write_batch(&mut self) -> io::Result<()> {
        let batch = self.columns.take().map_err(io::Error::other)?;
        self.writer.write(&batch).map_err(io_error)?;
        self.in_group += std::mem::take(&mut self.in_batch);
        if self.in_group >= GROUP_BYTES {
            self.writer.flush().map_err(io_error)?;
            self.in_group = 0;
        }
        Ok(())
    }

    /// Writes what is buffered and the file's footer.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.write_batch()?;
        self.writer.into_inner().map_err(io_error)
    }
}

/// The operating system's error, if there is one.
fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        error => io::Error::other(error),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failure here fails the test")]
mod tests;
