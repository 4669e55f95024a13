//! The thread that compresses and writes.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crossbeam_channel::Receiver;
use tempfile::{NamedTempFile, TempPath};

use crate::destination::{Names, Stream};
use crate::encoder::Encoder;
use crate::{Compression, ExportError};

/// Bytes that are handed to the operating system at a time.
const WRITE_BYTES: usize = 128 << 10;

/// What the writer is asked to do, in order.
pub(crate) enum Command {
    /// Append whole lines.
    Lines { stream: Stream, bytes: Vec<u8>, lines: u64 },
    /// The articles that follow go to the next shard.
    NextShard,
    /// Close all files. Without it, when the channel ends, all files are removed.
    Close,
}

/// A file that is written to the end, still under its temporary name; removed when dropped. Standard output
/// has no temporary name.
pub(crate) struct ClosedFile {
    pub(crate) path: PathBuf,
    pub(crate) temporary: Option<TempPath>,
    pub(crate) bytes: u64,
    pub(crate) lines: u64,
}

/// Where the bytes of a file go.
enum Target {
    Temporary(NamedTempFile),
    Stream(Box<dyn Write + Send>),
}

impl Write for Target {
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

/// Counts the bytes that come through.
struct Counted {
    to: Target,
    bytes: u64,
}

impl Write for Counted {
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
    encoder: Encoder<BufWriter<Counted>>,
    lines: u64,
}

impl OpenFile {
    fn create(path: PathBuf, compression: Compression, level: Option<i32>) -> Result<Self, ExportError> {
        match temporary_beside(&path) {
            Ok(file) => Self::to(Target::Temporary(file), path, compression, level),
            Err(source) => Err(ExportError::Create { path, source }),
        }
    }

    fn to(
        target: Target,
        path: PathBuf,
        compression: Compression,
        level: Option<i32>,
    ) -> Result<Self, ExportError> {
        let buffered = BufWriter::with_capacity(WRITE_BYTES, Counted { to: target, bytes: 0 });
        match Encoder::new(compression, level, buffered) {
            Ok(encoder) => Ok(Self { path, encoder, lines: 0 }),
            Err(source) => Err(ExportError::Create { path, source }),
        }
    }

    fn write(&mut self, bytes: &[u8], lines: u64) -> Result<(), ExportError> {
        self.lines += lines;
        self.encoder.write(bytes).map_err(|source| write_error(&self.path, source))
    }

    /// Writes what is left, and sees to it that it is on the disk.
    fn close(self) -> Result<ClosedFile, ExportError> {
        let Self { path, encoder, lines } = self;
        let closed = (|| {
            let Counted { to, bytes } = encoder.finish()?.into_inner().map_err(|error| error.into_error())?;
            let temporary = match to {
                Target::Temporary(file) => {
                    file.as_file().sync_all()?;
                    // The file itself is closed: a run may have more shards than a process may have open
                    // files.
                    Some(file.into_temp_path())
                }
                Target::Stream(mut stream) => {
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

/// A file under a temporary name in the folder in which it is to stand, since only there it can be renamed to
/// its final name in one step. With the access rights of any new file, not of a secret one.
pub(crate) fn temporary_beside(path: &Path) -> io::Result<NamedTempFile> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let prefix = format!(".{name}.");
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".part");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder_of(path))
}

/// The folder in which a file stands.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes renamings in a folder lasting. Not all file systems can do that, and those that cannot say so by an
/// error; nothing better could be done about it than going on.
pub(crate) fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    #[cfg(not(unix))]
    let _ = folder;
}

/// Writes the files of an output.
pub(crate) struct Writer {
    names: Names,
    level: Option<i32>,
    shard: u32,
    /// By stream; those beside the articles are opened when they have a line.
    open: [Option<OpenFile>; 4],
    closed: Vec<ClosedFile>,
}

impl Writer {
    /// Opens the articles' first file, so that a folder that can't be written to is known at once.
    pub(crate) fn new(
        names: Names,
        level: Option<i32>,
        stream: Option<Box<dyn Write + Send>>,
    ) -> Result<Self, ExportError> {
        let compression = names.compression();
        let mut writer = Self { names, level, shard: 0, open: [const { None }; 4], closed: Vec::new() };
        match stream {
            Some(stream) => {
                let file = OpenFile::to(Target::Stream(stream), PathBuf::from("-"), compression, level)?;
                writer.open[Stream::Articles as usize] = Some(file);
            }
            None => {
                writer.file(Stream::Articles)?;
            }
        }
        Ok(writer)
    }

    /// Does what it is asked for until it is asked to close; gives nothing if it never is.
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

    /// The open file of a stream; `None` if its lines go nowhere.
    fn file(&mut self, stream: Stream) -> Result<Option<&mut OpenFile>, ExportError> {
        let open = &mut self.open[stream as usize];
        if open.is_none() {
            let Some(path) = self.names.path(stream, self.shard) else { return Ok(None) };
            *open = Some(OpenFile::create(path, self.names.compression(), self.level)?);
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
