//! The writer thread, which compresses and writes.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crossbeam_channel::Receiver;
use tempfile::NamedTempFile;

use crate::destination::{Format, OutputNames, Stream};
use crate::encoder::Encoder;
use crate::error::ExportError;
use crate::parquet;
use crate::placement::{ClosedFile, create_temporary};

/// Bytes that are passed to the operating system at a time.
const WRITE_BYTES: usize = 128 << 10;

/// Commands to the writer, which it executes in order.
pub(crate) enum Command {
    /// Append whole lines.
    Lines { stream: Stream, bytes: Vec<u8>, lines: u64 },
    /// Write the articles that follow to the next shard.
    NextShard,
    /// Close all files. If the channel ends without this command, all files are removed.
    Close,
}

/// The destination of a file's bytes.
enum WriteTarget {
    Temporary(NamedTempFile),
    Stream(Box<dyn Write + Send>),
}

impl Write for WriteTarget {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Temporary(file) => file.write(bytes),
            Self::Stream(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Temporary(file) => file.flush(),
            Self::Stream(stream) => stream.flush(),
        }
    }
}

/// Counts the bytes that pass through.
struct CountingWriter {
    to: WriteTarget,
    bytes: u64,
}

impl Write for CountingWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// A file that is being written.
struct OpenFile {
    path: PathBuf,
    encoder: FormatEncoder,
    lines: u64,
}

enum FormatEncoder {
    Lines(Box<Encoder<BufWriter<CountingWriter>>>),
    Parquet(Box<parquet::Encoder<BufWriter<CountingWriter>>>),
}

impl FormatEncoder {
    fn new(
        format: Format,
        stream: Stream,
        level: Option<i32>,
        to: BufWriter<CountingWriter>,
    ) -> io::Result<Self> {
        Ok(match format {
            Format::Lines(compression) => Self::Lines(Box::new(Encoder::new(compression, level, to)?)),
            Format::Parquet => Self::Parquet(Box::new(parquet::Encoder::new(stream.fields(), level, to)?)),
        })
    }

    fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        match self {
            Self::Lines(encoder) => encoder.write(lines),
            Self::Parquet(encoder) => encoder.write(lines),
        }
    }

    fn finish(self) -> io::Result<BufWriter<CountingWriter>> {
        match self {
            Self::Lines(encoder) => encoder.finish(),
            Self::Parquet(encoder) => encoder.finish(),
        }
    }
}

impl OpenFile {
    fn create(
        path: PathBuf,
        format: Format,
        stream: Stream,
        level: Option<i32>,
    ) -> Result<Self, ExportError> {
        match create_temporary(&path) {
            Ok(file) => Self::to(WriteTarget::Temporary(file), path, format, stream, level),
            Err(source) => Err(ExportError::Create { path, source }),
        }
    }

    fn to(
        target: WriteTarget,
        path: PathBuf,
        format: Format,
        stream: Stream,
        level: Option<i32>,
    ) -> Result<Self, ExportError> {
        let buffered = BufWriter::with_capacity(WRITE_BYTES, CountingWriter { to: target, bytes: 0 });
        match FormatEncoder::new(format, stream, level, buffered) {
            Ok(encoder) => Ok(Self { path, encoder, lines: 0 }),
            Err(source) => Err(ExportError::Create { path, source }),
        }
    }

    fn write(&mut self, bytes: &[u8], lines: u64) -> Result<(), ExportError> {
        self.lines += lines;
        self.encoder.write(bytes).map_err(|source| write_error(&self.path, source))
    }

    /// Writes what is buffered, and syncs the file to the disk.
    fn close(self) -> Result<ClosedFile, ExportError> {
        let Self { path, encoder, lines } = self;
        let closed = (|| {
            let CountingWriter { to, bytes } =
                encoder.finish()?.into_inner().map_err(|error| error.into_error())?;
            let temporary = match to {
                WriteTarget::Temporary(file) => {
                    file.as_file().sync_all()?;
                    // The file is closed here, because a run may have more shards than a process can have open files.
                    Some(file.into_temp_path())
                }
                WriteTarget::Stream(mut stream) => {
                    stream.flush()?;
                    None
                }
            };
            Ok((temporary, bytes))
        })();
        match closed {
            Ok((temporary, bytes)) => Ok(ClosedFile { path, temporary, bytes, lines }),
            Err(source) => Err(write_error(&path, source)),
        }
    }
}

fn write_error(path: &Path, source: io::Error) -> ExportError {
    if source.kind() == io::ErrorKind::BrokenPipe && path == Path::new("-") {
        ExportError::PipeClosed
    } else {
        ExportError::Write { path: path.to_owned(), source }
    }
}

/// Writes the files of an output.
pub(crate) struct Writer {
    names: OutputNames,
    level: Option<i32>,
    shard: u32,
    /// The open file of each stream. All but that of the articles are opened with their first line.
    open: [Option<OpenFile>; 4],
    closed: Vec<ClosedFile>,
}

impl Writer {
    /// Opens the first file of the articles, so that a folder that is not writable fails at once.
    pub(crate) fn new(
        names: OutputNames,
        level: Option<i32>,
        stream: Option<Box<dyn Write + Send>>,
    ) -> Result<Self, ExportError> {
        let format = names.format();
        let mut writer = Self { names, level, shard: 0, open: [const { None }; 4], closed: Vec::new() };
        match stream {
            Some(stream) => {
                let target = WriteTarget::Stream(stream);
                let file = OpenFile::to(target, PathBuf::from("-"), format, Stream::Articles, level)?;
                writer.open[Stream::Articles as usize] = Some(file);
            }
            None => {
                writer.file(Stream::Articles)?;
            }
        }
        Ok(writer)
    }

    /// Executes commands until [`Command::Close`], and returns the files; `None` if the channel ends before.
    pub(crate) fn run(
        mut self,
        commands: &Receiver<Command>,
    ) -> Result<Option<Vec<ClosedFile>>, ExportError> {
        for command in commands {
            match command {
                Command::Lines { stream, bytes, lines } => {
                    if let Some(file) = self.file(stream)? {
                        file.write(&bytes, lines)?;
                    }
                }
                Command::NextShard => {
                    self.close_file(Stream::Articles)?;
                    self.shard += 1;
                    self.file(Stream::Articles)?;
                }
                Command::Close => {
                    for stream in Stream::ALL {
                        self.close_file(stream)?;
                    }
                    return Ok(Some(self.closed));
                }
            }
        }
        Ok(None)
    }

    /// The open file of a stream; `None` if its lines are not written.
    fn file(&mut self, stream: Stream) -> Result<Option<&mut OpenFile>, ExportError> {
        let open = &mut self.open[stream as usize];
        if open.is_none() {
            let Some(path) = self.names.path(stream, self.shard) else { return Ok(None) };
            *open = Some(OpenFile::create(path, self.names.format(), stream, self.level)?);
        }
        Ok(open.as_mut())
    }

    fn close_file(&mut self, stream: Stream) -> Result<(), ExportError> {
        if let Some(file) = self.open[stream as usize].take() {
            self.closed.push(file.close()?);
        }
        Ok(())
    }
}
