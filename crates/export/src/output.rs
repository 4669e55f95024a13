//! The output of a run while it is being written.

use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use crossbeam_channel::Sender;

use crate::destination::{Destination, Format, OutputNames, Stream};
use crate::error::ExportError;
use crate::placement::{ClosedFile, Placement, remove_files, write_temporary};
use crate::writer::{Command, Writer};

/// Bytes of lines that are collected before they are sent to the writer.
const BATCH_BYTES: usize = 256 << 10;
/// Batches that may wait for the writer. Together with the batches that are being collected, they take a few MiB if
/// no line is huge.
const BATCHES_WAITING: usize = 8;

/// Default size of a shard, 512 MiB.
const DEFAULT_SHARD_BYTES: u64 = 512 << 20;

/// How an output is written. Start from the default, and assign the fields that differ.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutputOptions {
    /// Whether the files of an earlier run are replaced when this one is finished. Default: no.
    pub overwrite: bool,
    /// In a folder, the greatest size of a shard, in bytes before compression. Lines are never split, so a shard with a
    /// single line may be larger. Default: 512 MiB.
    pub shard_bytes: u64,
    /// The format of the files in a folder. For a single file, its name decides. Default: JSON Lines.
    pub folder_format: Format,
    /// The level of compression: 0 to 9 for gzip (default 6), -7 to 22 for Zstandard (default 3), 1 to 22 in Parquet.
    pub level: Option<i32>,
    /// Where the manifest goes. By default it goes to the folder of the output, and nowhere for standard output.
    pub manifest: Option<PathBuf>,
}

impl Default for OutputOptions {
    fn default() -> Self {
        Self {
            overwrite: false,
            shard_bytes: DEFAULT_SHARD_BYTES,
            folder_format: Format::default(),
            level: None,
            manifest: None,
        }
    }
}

/// The number of lines of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LineCounts {
    /// Articles.
    pub articles: u64,
    /// Rejected pages.
    pub rejects: u64,
    /// Removed duplicates.
    pub duplicates: u64,
    /// Parts of the input that were damaged.
    pub errors: u64,
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finished {
    /// The files under their final names, in this order: articles (shards in order), rejects, duplicates, errors,
    /// manifest.
    pub files: Vec<FinishedFile>,
    /// The lines that the output received, including those that are not written to standard output.
    pub lines: LineCounts,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FinishedFile {
    /// Its final path; `-` is standard output.
    pub path: PathBuf,
    /// Its name in the output: `articles/part-00000.jsonl`, for instance. A folder that is moved keeps it.
    pub name: String,
    /// Its size in bytes, after compression.
    pub bytes: u64,
    /// The number of its lines; `None` for the manifest, which is one document.
    pub lines: Option<u64>,
}

/// The output of a run while it is being written.
///
/// Lines are compressed and written on the output's own thread, which reads from a bounded queue: a call waits if the
/// disk is slower than the run. An error of the thread is returned by the next call. An output that is dropped before
/// [`finish`](Self::finish) leaves no files, and the files of an earlier run stay as they were. (A killed process
/// leaves files with names like `.out.jsonl.Ab12Cd.part`.)
#[derive(Debug)]
pub struct Output {
    names: OutputNames,
    overwrite: bool,
    shard_bytes: u64,
    manifest: Option<PathBuf>,
    /// By stream, the lines that are not sent yet.
    batches: [Batch; 4],
    /// Bytes of the lines in the current shard.
    bytes_in_shard: u64,
    counts: LineCounts,
    thread: Option<WriterThread>,
    created_folders: CreatedFolders,
}

/// Lines that are collected before they are sent to the writer.
#[derive(Debug, Default)]
struct Batch {
    bytes: Vec<u8>,
    lines: u64,
}

#[derive(Debug)]
struct WriterThread {
    commands: Sender<Command>,
    handle: JoinHandle<Result<Option<Vec<ClosedFile>>, ExportError>>,
}

impl WriterThread {
    fn start(writer: Writer, name_for_errors: PathBuf) -> Result<Self, ExportError> {
        let (commands, receiver) = crossbeam_channel::bounded(BATCHES_WAITING);
        let handle = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || writer.run(&receiver))
            .map_err(|source| ExportError::Create { path: name_for_errors, source })?;
        Ok(Self { commands, handle })
    }

    /// Waits for the thread to end. Returns `None` if it was not asked to close the files.
    fn join(self) -> Result<Option<Vec<ClosedFile>>, ExportError> {
        drop(self.commands);
        // A panic of the writer continues in the caller.
        self.handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

/// Folders that were created for the output, outer ones first. Those that are empty are removed again when the output is
/// abandoned.
#[derive(Debug, Default)]
struct CreatedFolders(Vec<PathBuf>);

impl CreatedFolders {
    /// Creates the folders that do not exist, and their parents.
    fn create(folders: Vec<PathBuf>) -> Result<Self, ExportError> {
        let mut created = Self::default();
        for folder in folders.into_iter().filter(|folder| !folder.exists()) {
            match std::fs::create_dir_all(&folder) {
                Ok(()) => created.0.push(folder),
                Err(source) => return Err(ExportError::Create { path: folder, source }),
            }
        }
        Ok(created)
    }
}

impl Drop for CreatedFolders {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            // A folder that has other files in it stays.
            let _ = std::fs::remove_dir(folder);
        }
    }
}

impl Output {
    /// Starts an output. Nothing appears under a final name yet.
    ///
    /// # Errors
    ///
    /// [`ExportError::Exists`] if a file that this run may write exists and must not be overwritten, including the side
    /// files and the manifest. [`ExportError::Create`] if a folder or a file cannot be created.
    pub fn create(destination: &Destination, options: OutputOptions) -> Result<Self, ExportError> {
        let stream = match destination {
            Destination::Stdout => Some(Box::new(std::io::stdout()) as Box<dyn Write + Send>),
            _ => None,
        };
        Self::start(destination, stream, options)
    }

    /// Starts an output to a stream, as for standard output: articles are written as plain lines, and everything else
    /// is only counted.
    ///
    /// # Errors
    ///
    /// Like [`Output::create`].
    pub fn to_stream(stream: Box<dyn Write + Send>, options: OutputOptions) -> Result<Self, ExportError> {
        Self::start(&Destination::Stdout, Some(stream), options)
    }

    /// The temporary files of the same output that a killed process left, if nobody is writing it.
    pub fn leftovers(destination: &Destination, options: &OutputOptions) -> Vec<PathBuf> {
        OutputNames::new(destination, options.folder_format).leftovers()
    }

    fn start(
        destination: &Destination,
        stream: Option<Box<dyn Write + Send>>,
        options: OutputOptions,
    ) -> Result<Self, ExportError> {
        let names = OutputNames::new(destination, options.folder_format);
        let manifest = options.manifest.or_else(|| names.manifest());
        if !options.overwrite {
            refuse_existing(&names, destination, manifest.as_deref())?;
        }
        let created_folders = CreatedFolders::create(names.folders())?;
        let main = names.path(Stream::Articles, 0).unwrap_or_default();
        let writer = Writer::new(names.clone(), options.level, stream)?;
        let thread = Some(WriterThread::start(writer, main)?);
        Ok(Self {
            names,
            overwrite: options.overwrite,
            shard_bytes: options.shard_bytes.max(1),
            manifest,
            batches: Default::default(),
            bytes_in_shard: 0,
            counts: LineCounts::default(),
            thread,
            created_folders,
        })
    }

    /// Appends articles: complete lines, each with its newline.
    ///
    /// # Errors
    ///
    /// Returns what went wrong in the writer since the last call of any method.
    pub fn articles(&mut self, lines: &[u8]) -> Result<(), ExportError> {
        if !self.names.sharded() {
            return self.append(Stream::Articles, lines);
        }
        let mut rest = lines;
        while !rest.is_empty() {
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |newline| newline + 1);
            let (line, after) = rest.split_at(end);
            let len = line.len() as u64;
            if self.bytes_in_shard > 0 && self.bytes_in_shard + len > self.shard_bytes {
                self.send_batch(Stream::Articles)?;
                self.send(Command::NextShard)?;
                self.bytes_in_shard = 0;
            }
            self.bytes_in_shard += len;
            self.append(Stream::Articles, line)?;
            rest = after;
        }
        Ok(())
    }

    /// Appends lines for rejected pages.
    ///
    /// # Errors
    ///
    /// Like [`Output::articles`].
    pub fn rejects(&mut self, lines: &[u8]) -> Result<(), ExportError> {
        self.append(Stream::Rejects, lines)
    }

    /// Appends lines for duplicates.
    ///
    /// # Errors
    ///
    /// Like [`Output::articles`].
    pub fn duplicates(&mut self, lines: &[u8]) -> Result<(), ExportError> {
        self.append(Stream::Duplicates, lines)
    }

    /// Appends lines for damaged parts of the input.
    ///
    /// # Errors
    ///
    /// Like [`Output::articles`].
    pub fn errors(&mut self, lines: &[u8]) -> Result<(), ExportError> {
        self.append(Stream::Errors, lines)
    }

    /// The number of lines received so far.
    pub fn counts(&self) -> LineCounts {
        self.counts
    }

    fn append(&mut self, stream: Stream, lines: &[u8]) -> Result<(), ExportError> {
        debug_assert!(lines.is_empty() || lines.ends_with(b"\n"), "lines end with a newline");
        if self.thread.as_ref().is_some_and(|thread| thread.handle.is_finished()) {
            return Err(self.failure());
        }
        let count = count_lines(lines);
        match stream {
            Stream::Articles => self.counts.articles += count,
            Stream::Rejects => self.counts.rejects += count,
            Stream::Duplicates => self.counts.duplicates += count,
            Stream::Errors => self.counts.errors += count,
        }
        let batch = &mut self.batches[stream as usize];
        batch.bytes.extend_from_slice(lines);
        batch.lines += count;
        if batch.bytes.len() >= BATCH_BYTES { self.send_batch(stream) } else { Ok(()) }
    }

    fn send_batch(&mut self, stream: Stream) -> Result<(), ExportError> {
        let Batch { bytes, lines } = std::mem::take(&mut self.batches[stream as usize]);
        if bytes.is_empty() {
            return Ok(());
        }
        self.send(Command::Lines { stream, bytes, lines })
    }

    fn send(&mut self, command: Command) -> Result<(), ExportError> {
        let thread = self.thread.as_ref().ok_or(ExportError::FailedBefore)?;
        thread.commands.send(command).map_err(|_| self.failure())
    }

    /// The reason why the writer has ended.
    fn failure(&mut self) -> ExportError {
        match self.thread.take().map(WriterThread::join) {
            Some(Err(error)) => error,
            _ => ExportError::FailedBefore,
        }
    }

    /// Writes what is buffered, and gives all files their final names, the manifest last.
    ///
    /// # Errors
    ///
    /// See [`Output::finish_with`].
    pub fn finish(self, manifest: &[u8]) -> Result<Finished, ExportError> {
        self.finish_with(|_| manifest.to_vec())
    }

    /// Like [`Output::finish`], with a manifest that is built from all files except itself.
    ///
    /// The manifest of an earlier run is removed first, and its files that this run does not replace are removed
    /// last. This way, no manifest is ever next to files that it does not list.
    ///
    /// # Errors
    ///
    /// Returns [`ExportError`] if a file cannot be written, renamed or removed. Then no file of this run has a final
    /// name, but if a rename failed halfway, files of an earlier run may have been replaced already.
    pub fn finish_with(
        mut self,
        manifest: impl FnOnce(&Finished) -> Vec<u8>,
    ) -> Result<Finished, ExportError> {
        for stream in Stream::ALL {
            self.send_batch(stream)?;
        }
        self.send(Command::Close)?;
        let thread = self.thread.take().ok_or(ExportError::FailedBefore)?;
        let closed = thread.join()?.ok_or(ExportError::FailedBefore)?;
        let mut finished = Finished {
            files: closed
                .iter()
                .map(|file| FinishedFile {
                    path: file.path.clone(),
                    name: self.names.name_in_output(&file.path),
                    bytes: file.bytes,
                    lines: Some(file.lines),
                })
                .collect(),
            lines: self.counts,
        };
        let manifest = match &self.manifest {
            Some(path) => {
                let bytes = manifest(&finished);
                let file = write_temporary(path, &bytes)?;
                let name = self.names.name_in_output(path);
                finished.files.push(FinishedFile {
                    path: path.clone(),
                    name,
                    bytes: file.bytes,
                    lines: None,
                });
                Some(file)
            }
            None => None,
        };
        self.place(closed, manifest)?;
        // The folders are needed now.
        self.created_folders.0.clear();
        Ok(finished)
    }

    /// Gives the files their final names, and removes what an earlier run left.
    fn place(&self, files: Vec<ClosedFile>, manifest: Option<ClosedFile>) -> Result<(), ExportError> {
        let main = files.first().map(|file| file.path.clone()).unwrap_or_default();
        let old =
            self.names.existing().map_err(|source| ExportError::Place { path: main.clone(), source })?;
        if !self.overwrite {
            // Another process may have created files in the meantime.
            if let Some(path) = old.into_iter().next() {
                return Err(ExportError::Exists { path });
            }
            return Placement::default().place_all(files, manifest);
        }
        let new: HashSet<&Path> = files.iter().map(|file| file.path.as_path()).collect();
        let stale = old.iter().filter(|path| !new.contains(path.as_path())).cloned();
        let (old_manifest, stale): (Vec<_>, Vec<_>) =
            stale.partition(|path| Some(path) == self.names.manifest().as_ref());
        remove_files(&old_manifest)?;
        Placement::default().place_all_with(files, manifest, || remove_files(&stale))
    }
}

impl Drop for Output {
    /// Waits until the writer has removed its files, because the folder created for them is removed next.
    fn drop(&mut self) {
        if let Some(WriterThread { commands, handle }) = self.thread.take() {
            drop(commands);
            let _ = handle.join();
        }
    }
}

fn refuse_existing(
    names: &OutputNames,
    destination: &Destination,
    manifest: Option<&Path>,
) -> Result<(), ExportError> {
    let existing = names.existing().map_err(|source| {
        let path = match destination {
            Destination::Folder(folder) => folder.clone(),
            Destination::File(file) => file.path().to_owned(),
            Destination::Stdout => PathBuf::from("-"),
        };
        ExportError::Create { path, source }
    })?;
    let manifest = manifest.filter(|path| path.symlink_metadata().is_ok()).map(Path::to_owned);
    existing.into_iter().chain(manifest).next().map_or(Ok(()), |path| Err(ExportError::Exists { path }))
}

fn count_lines(lines: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', lines).count() as u64
}
