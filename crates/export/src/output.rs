//! An output while it is being written.

use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use crossbeam_channel::Sender;

use crate::destination::{Names, Stream};
use crate::writer::{self, ClosedFile, Command, Writer};
use crate::{Compression, Destination, ExportError};

/// Lines are handed to the writer when so many bytes are waiting.
const BATCH_BYTES: usize = 256 << 10;
/// Batches that may wait for the writer. With those above, a few MiB, if no line is huge.
const BATCHES_WAITING: usize = 8;

/// How an output is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputOptions {
    /// Replace the files of an earlier run, when this one is finished.
    pub overwrite: bool,
    /// In a folder, the bytes of lines (before compression) after which a shard ends. A line is never parted:
    /// a shard has more if its only line has.
    pub shard_bytes: u64,
    /// How files in a folder are compressed. Single files say so by their names.
    pub folder_compression: Compression,
    /// The level of compression: 0 to 9 for gzip, -7 to 22 for Zstandard. By default 6 and 3.
    pub level: Option<i32>,
    /// Where the manifest goes, if not to its usual place. Standard output has no usual place.
    pub manifest: Option<PathBuf>,
}

impl Default for OutputOptions {
    fn default() -> Self {
        Self {
            overwrite: false,
            shard_bytes: 512 << 20,
            folder_compression: Compression::None,
            level: None,
            manifest: None,
        }
    }
}

/// How many lines were handed over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LineCounts {
    /// Articles.
    pub articles: u64,
    /// Rejected pages.
    pub rejects: u64,
    /// Removed duplicates.
    pub duplicates: u64,
    /// Damage of the input.
    pub errors: u64,
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finished {
    /// The files under their final names: articles (shards in order), rejects, duplicates, errors, manifest.
    pub files: Vec<FinishedFile>,
    /// The lines handed over, including those that standard output has no place for.
    pub lines: LineCounts,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FinishedFile {
    /// Its final name; `-` is standard output.
    pub path: PathBuf,
    /// Its bytes, compressed as they are.
    pub bytes: u64,
    /// Its lines; `None` for the manifest, which is one document.
    pub lines: Option<u64>,
}

/// An output while it is being written.
///
/// Lines are compressed and written on a thread of the output's own, behind a bounded queue: handing over
/// waits when the disk is slower than the run. An error there comes back from the next call. An output that
/// is dropped before [`finish`](Self::finish) leaves nothing behind, and what an earlier run left stays as it
/// was. (Killed at once, it leaves files with names like `.out.jsonl.Ab12Cd.part`.)
#[derive(Debug)]
pub struct Output {
    names: Names,
    overwrite: bool,
    shard_bytes: u64,
    manifest: Option<PathBuf>,
    waiting: [Batch; 4],
    /// Bytes of lines in the shard so far.
    in_shard: u64,
    counts: LineCounts,
    thread: Option<WriterThread>,
    made_folder: MadeFolder,
}

/// Lines that wait to be handed to the writer.
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

    /// Waits for the thread's end. It gives no files if it was not asked to close them.
    fn join(self) -> Result<Option<Vec<ClosedFile>>, ExportError> {
        drop(self.commands);
        // A panic of the writer is one of the caller's.
        self.handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

/// A folder that was made for the output, to be removed again, if it is empty, when the output is given up.
#[derive(Debug, Default)]
struct MadeFolder(Option<PathBuf>);

impl Drop for MadeFolder {
    fn drop(&mut self) {
        if let Some(folder) = &self.0 {
            // It stays where somebody put something into it.
            let _ = std::fs::remove_dir(folder);
        }
    }
}

impl Output {
    /// Begins an output. Nothing appears under a final name yet.
    ///
    /// # Errors
    ///
    /// [`ExportError::Exists`] if a file is in the way and may not be overwritten: one that this run may
    /// write, the side files and the manifest included. [`ExportError::Create`] if a folder or a file can't
    /// be made.
    pub fn create(destination: &Destination, options: OutputOptions) -> Result<Self, ExportError> {
        let stream = match destination {
            Destination::Stdout => Some(Box::new(std::io::stdout()) as Box<dyn Write + Send>),
            _ => None,
        };
        Self::begin(destination, stream, options)
    }

    /// Begins an output of articles to a stream, as to standard output: plain lines, and the rest only
    /// counted.
    ///
    /// # Errors
    ///
    /// Like [`Output::create`].
    pub fn to_stream(stream: Box<dyn Write + Send>, options: OutputOptions) -> Result<Self, ExportError> {
        Self::begin(&Destination::Stdout, Some(stream), options)
    }

    fn begin(
        destination: &Destination,
        stream: Option<Box<dyn Write + Send>>,
        options: OutputOptions,
    ) -> Result<Self, ExportError> {
        let names = Names::new(destination, options.folder_compression);
        let manifest = options.manifest.or_else(|| names.manifest());
        if !options.overwrite {
            refuse_existing(&names, destination, manifest.as_deref())?;
        }
        let made_folder = match destination {
            Destination::Folder(folder) => make_folder(folder)?,
            _ => MadeFolder::default(),
        };
        let main = names.path(Stream::Articles, 0).unwrap_or_default();
        let writer = Writer::new(names.clone(), options.level, stream)?;
        let thread = Some(WriterThread::start(writer, main)?);
        Ok(Self {
            names,
            overwrite: options.overwrite,
            shard_bytes: options.shard_bytes.max(1),
            manifest,
            waiting: Default::default(),
            in_shard: 0,
            counts: LineCounts::default(),
            thread,
            made_folder,
        })
    }

    /// Appends articles: whole lines, each with its newline.
    ///
    /// # Errors
    ///
    /// What went wrong since the last call, whatever it was called for.
    pub fn articles(&mut self, lines: &[u8]) -> Result<(), ExportError> {
        if !self.names.sharded() {
            return self.append(Stream::Articles, lines);
        }
        let mut rest = lines;
        while !rest.is_empty() {
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |newline| newline + 1);
            let (line, behind) = rest.split_at(end);
            let len = line.len() as u64;
            if self.in_shard > 0 && self.in_shard + len > self.shard_bytes {
                self.hand_over(Stream::Articles)?;
                self.send(Command::NextShard)?;
                self.in_shard = 0;
            }
            self.in_shard += len;
            self.append(Stream::Articles, line)?;
            rest = behind;
        }
        Ok(())
    }

    /// Appends lines on rejected pages.
    ///
    /// # Errors
    ///
    /// Like [`Output::articles`].
    pub fn rejects(&mut self, lines: &[u8]) -> Result<(), ExportError> {
        self.append(Stream::Rejects, lines)
    }

    /// Appends lines on duplicates.
    ///
    /// # Errors
    ///
    /// Like [`Output::articles`].
    pub fn duplicates(&mut self, lines: &[u8]) -> Result<(), ExportError> {
        self.append(Stream::Duplicates, lines)
    }

    /// Appends lines on damage of the input.
    ///
    /// # Errors
    ///
    /// Like [`Output::articles`].
    pub fn errors(&mut self, lines: &[u8]) -> Result<(), ExportError> {
        self.append(Stream::Errors, lines)
    }

    /// The lines handed over so far.
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
        let batch = &mut self.waiting[stream as usize];
        batch.bytes.extend_from_slice(lines);
        batch.lines += count;
        if batch.bytes.len() >= BATCH_BYTES { self.hand_over(stream) } else { Ok(()) }
    }

    fn hand_over(&mut self, stream: Stream) -> Result<(), ExportError> {
        let Batch { bytes, lines } = std::mem::take(&mut self.waiting[stream as usize]);
        if bytes.is_empty() {
            return Ok(());
        }
        self.send(Command::Lines { stream, bytes, lines })
    }

    fn send(&mut self, command: Command) -> Result<(), ExportError> {
        let thread = self.thread.as_ref().ok_or(ExportError::FailedBefore)?;
        thread.commands.send(command).map_err(|_| self.failure())
    }

    /// Why the writer has ended.
    fn failure(&mut self) -> ExportError {
        match self.thread.take().map(WriterThread::join) {
            Some(Err(error)) => error,
            _ => ExportError::FailedBefore,
        }
    }

    /// Writes what is left, and gives all files their final names, the manifest last.
    ///
    /// # Errors
    ///
    /// See [`Output::finish_with`].
    pub fn finish(self, manifest: &[u8]) -> Result<Finished, ExportError> {
        self.finish_with(|_| manifest.to_vec())
    }

    /// Like [`Output::finish`], with a manifest that is written by what else was: it is given all files but
    /// itself.
    ///
    /// Of an earlier run, the manifest is removed first and files that this one does not have are removed
    /// last, so that no manifest ever stands beside files of which it does not tell.
    ///
    /// # Errors
    ///
    /// [`ExportError`]; no file of this run is then left under a final name, but files of an earlier run may
    /// have been replaced already if a renaming failed halfway.
    pub fn finish_with(
        mut self,
        manifest: impl FnOnce(&Finished) -> Vec<u8>,
    ) -> Result<Finished, ExportError> {
        for stream in Stream::ALL {
            self.hand_over(stream)?;
        }
        self.send(Command::Close)?;
        let thread = self.thread.take().ok_or(ExportError::FailedBefore)?;
        let closed = thread.join()?.ok_or(ExportError::FailedBefore)?;
        let mut finished = Finished {
            files: closed
                .iter()
                .map(|file| FinishedFile {
                    path: file.path.clone(),
                    bytes: file.bytes,
                    lines: Some(file.lines),
                })
                .collect(),
            lines: self.counts,
        };
        let manifest = match &self.manifest {
            Some(path) => {
                let bytes = manifest(&finished);
                let file = close_whole(path, &bytes)?;
                finished.files.push(FinishedFile { path: path.clone(), bytes: file.bytes, lines: None });
                Some(file)
            }
            None => None,
        };
        self.place(closed, manifest)?;
        // It has a purpose now.
        self.made_folder.0 = None;
        Ok(finished)
    }

    fn place(&self, files: Vec<ClosedFile>, manifest: Option<ClosedFile>) -> Result<(), ExportError> {
        let main = files.first().map(|file| file.path.clone()).unwrap_or_default();
        let old =
            self.names.existing().map_err(|source| ExportError::Place { path: main.clone(), source })?;
        if !self.overwrite {
            // Somebody else may have been faster.
            if let Some(path) = old.into_iter().next() {
                return Err(ExportError::Exists { path });
            }
            return Placed::default().place_all(files, manifest);
        }
        let new: HashSet<&Path> = files.iter().map(|file| file.path.as_path()).collect();
        let stale = old.iter().filter(|path| !new.contains(path.as_path())).cloned();
        let (old_manifest, stale): (Vec<_>, Vec<_>) =
            stale.partition(|path| Some(path) == self.names.manifest().as_ref());
        remove(&old_manifest)?;
        Placed::default().place_all_with(files, manifest, || remove(&stale))
    }
}

impl Drop for Output {
    /// Waits until the writer has removed its files: the folder made for them goes next.
    fn drop(&mut self) {
        if let Some(WriterThread { commands, handle }) = self.thread.take() {
            drop(commands);
            let _ = handle.join();
        }
    }
}

fn remove(paths: &[PathBuf]) -> Result<(), ExportError> {
    for path in paths {
        std::fs::remove_file(path).map_err(|source| ExportError::Place { path: path.clone(), source })?;
    }
    Ok(())
}

/// Files that were given their final names; removed again when dropped before all of them were.
#[derive(Default)]
struct Placed(Vec<PathBuf>);

impl Placed {
    fn place_all(self, files: Vec<ClosedFile>, manifest: Option<ClosedFile>) -> Result<(), ExportError> {
        self.place_all_with(files, manifest, || Ok(()))
    }

    fn place_all_with(
        mut self,
        files: Vec<ClosedFile>,
        manifest: Option<ClosedFile>,
        before_manifest: impl FnOnce() -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        for file in files {
            self.place(file)?;
        }
        before_manifest()?;
        if let Some(manifest) = manifest {
            self.place(manifest)?;
        }
        let mut folders: Vec<&Path> = self.0.iter().map(|path| writer::folder_of(path)).collect();
        folders.dedup();
        folders.into_iter().for_each(writer::sync_folder);
        self.0.clear();
        Ok(())
    }

    fn place(&mut self, file: ClosedFile) -> Result<(), ExportError> {
        let ClosedFile { path, temporary, .. } = file;
        let Some(temporary) = temporary else { return Ok(()) };
        match temporary.persist(&path) {
            Ok(()) => {
                self.0.push(path);
                Ok(())
            }
            Err(error) => Err(ExportError::Place { path, source: error.error }),
        }
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        for path in &self.0 {
            // There is an error already, and it is told.
            let _ = std::fs::remove_file(path);
        }
    }
}

fn refuse_existing(
    names: &Names,
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

/// Makes a folder and those above it; the folder itself is removed again if nothing comes of the output.
fn make_folder(folder: &Path) -> Result<MadeFolder, ExportError> {
    let made = !folder.exists();
    std::fs::create_dir_all(folder)
        .map_err(|source| ExportError::Create { path: folder.to_owned(), source })?;
    Ok(MadeFolder(made.then(|| folder.to_owned())))
}

/// Writes one file whole or not at all: under a temporary name beside its final one, then renamed.
///
/// # Errors
///
/// [`ExportError::Exists`] if the file is there and `overwrite` is false, also where somebody else was faster;
/// [`ExportError::Write`] and [`ExportError::Place`] with the operating system's reason.
pub fn write_whole(path: &Path, bytes: &[u8], overwrite: bool) -> Result<(), ExportError> {
    let exists = || ExportError::Exists { path: path.to_owned() };
    if !overwrite && path.symlink_metadata().is_ok() {
        return Err(exists());
    }
    let Some(temporary) = close_whole(path, bytes)?.temporary else { return Ok(()) };
    let placed = if overwrite { temporary.persist(path) } else { temporary.persist_noclobber(path) };
    placed.map_err(|error| match error.error {
        reason if reason.kind() == std::io::ErrorKind::AlreadyExists => exists(),
        source => ExportError::Place { path: path.to_owned(), source },
    })?;
    writer::sync_folder(writer::folder_of(path));
    Ok(())
}

/// Writes a whole file under a temporary name.
fn close_whole(path: &Path, bytes: &[u8]) -> Result<ClosedFile, ExportError> {
    let written = writer::temporary_beside(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        Ok(file.into_temp_path())
    });
    match written {
        Ok(temporary) => Ok(ClosedFile {
            path: path.to_owned(),
            temporary: Some(temporary),
            bytes: bytes.len() as u64,
            lines: 0,
        }),
        Err(source) => Err(ExportError::Write { path: path.to_owned(), source }),
    }
}

fn count_lines(lines: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', lines).count() as u64
}
