//! The database file: chunks, runs and parameters in redb.
//!
//! redb does not promise that reading a damaged file cannot panic. Therefore every use of it is in [`guarded`], which
//! makes an error of a panic.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use redb::{
    Builder, Database, DatabaseError, ReadOnlyDatabase, ReadTransaction, ReadableDatabase, ReadableTable,
    ReadableTableMetadata, TableDefinition, WriteTransaction,
};
use tempfile::TempPath;

use super::error::{Fault, Place, StoreError};
use super::overlay::Overlay;
use super::parameters::StoreParameters;
use super::run::Run;

const PARAMETERS: TableDefinition<'static, &str, u32> = TableDefinition::new("parameters");
const RUNS: TableDefinition<'static, u32, &[u8]> = TableDefinition::new("runs");
const CHUNKS: TableDefinition<'static, u64, &[u8]> = TableDefinition::new("chunks");

/// The memory for pages of the database. Nothing is read twice, so more does not help.
const CACHE_BYTES: usize = 16 << 20;

/// Runs something with the database of a file, and makes an error of its error or panic.
pub(super) fn guarded<T>(
    file: &Path,
    place: Place,
    work: impl FnOnce() -> Result<T, redb::Error>,
) -> Result<T, StoreError> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result.map_err(|error| StoreError::from_database(file, place, error)),
        Err(_) => Err(Fault::new(place, "the database cannot be read").in_file(file)),
    }
}

/// How the names of files that are being created begin and end.
pub(super) const TEMPORARY_PREFIX: &str = ".pages.";
pub(super) const TEMPORARY_SUFFIX: &str = ".part";

/// An open database.
pub(super) struct StoreFile {
    pub(super) path: PathBuf,
    handle: Handle,
}

enum Handle {
    Writable(Box<Database>),
    ReadOnly(ReadOnlyDatabase),
}

impl StoreFile {
    /// Creates a file without runs under a temporary name in a folder.
    pub(super) fn create(folder: &Path, parameters: StoreParameters) -> Result<TempPath, StoreError> {
        let mut temporary = tempfile::Builder::new();
        temporary.prefix(TEMPORARY_PREFIX).suffix(TEMPORARY_SUFFIX);
        // The rights of any new file, unlike those of other temporary files.
        #[cfg(unix)]
        temporary.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let temporary = temporary.tempfile_in(folder).map_err(|source| StoreError::io(folder, source))?;
        let temporary = temporary.into_temp_path();
        guarded(&temporary, Place::Database, || {
            let database = builder().create(&temporary)?;
            let transaction = begin_write(&database)?;
            {
                let mut rows = transaction.open_table(PARAMETERS)?;
                for (name, value) in parameters.to_rows() {
                    rows.insert(name, value)?;
                }
                transaction.open_table(RUNS)?;
                transaction.open_table(CHUNKS)?;
            }
            Ok(transaction.commit()?)
        })?;
        Ok(temporary)
    }

    /// Opens the file for this process alone.
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let database = guarded(path, Place::Database, || Ok(builder().open(path)?))?;
        Ok(Self { path: path.to_owned(), handle: Handle::Writable(Box::new(database)) })
    }

    /// Opens the file beside other processes that read it.
    pub(super) fn open_read_only(path: &Path) -> Result<Self, StoreError> {
        let database = guarded(path, Place::Database, || match builder().open_read_only(path) {
            Err(DatabaseError::RepairAborted) => {
                // A process that added to the file was killed. Opening it as a writer does repairs that, in milliseconds
                // if it was not compacting.
                drop(builder().open(path)?);
                Ok(builder().open_read_only(path)?)
            }
            result => Ok(result?),
        })?;
        Ok(Self { path: path.to_owned(), handle: Handle::ReadOnly(database) })
    }

    fn begin_read(&self) -> Result<ReadTransaction, redb::Error> {
        Ok(match &self.handle {
            Handle::Writable(database) => database.begin_read()?,
            Handle::ReadOnly(database) => database.begin_read()?,
        })
    }

    pub(super) fn parameters(&self) -> Result<StoreParameters, StoreError> {
        let rows = guarded(&self.path, Place::Parameters, || {
            let rows = self.begin_read()?.open_table(PARAMETERS)?;
            let pairs =
                rows.iter()?.map(|row| row.map(|(name, value)| (name.value().to_owned(), value.value())));
            Ok(pairs.collect::<Result<Vec<_>, _>>()?)
        })?;
        StoreParameters::from_rows(|name| rows.iter().find(|row| row.0 == name).map(|row| row.1))
            .ok_or_else(|| Fault::new(Place::Parameters, "they are not complete").in_file(&self.path))
    }

    /// All runs, which must follow each other without gaps.
    pub(super) fn runs(&self) -> Result<Vec<Run>, StoreError> {
        let mut runs: Vec<Run> = vec![];
        let rows = guarded(&self.path, Place::Database, || {
            let rows = self.begin_read()?.open_table(RUNS)?;
            let pairs =
                rows.iter()?.map(|row| row.map(|(number, row)| (number.value(), row.value().to_owned())));
            Ok(pairs.collect::<Result<Vec<_>, _>>()?)
        })?;
        for ((number, row), expected) in rows.into_iter().zip(1..) {
            let fault = |problem: &str| Fault::new(Place::Run(expected), problem).in_file(&self.path);
            if number != expected {
                return Err(fault("it is missing"));
            }
            let run = Run::from_bytes(number, &row).ok_or_else(|| fault("its checksum is wrong"))?;
            let start = runs.last().map_or(0, |before| before.chunks.end);
            if run.chunks.start != start || run.chunks.end < start {
                return Err(fault("it does not follow the run before it"));
            }
            runs.push(run);
        }
        Ok(runs)
    }

    /// The chunks from a number on.
    pub(super) fn chunks(&self, first: u64) -> Result<Chunks, StoreError> {
        guarded(&self.path, Place::Database, || {
            let rows = self.begin_read()?.open_table(CHUNKS)?.range(first..)?;
            Ok(Chunks { file: self.path.clone(), expected: first, rows, bytes: vec![] })
        })
    }

    /// The number of chunks.
    pub(super) fn chunk_count(&self) -> Result<u64, StoreError> {
        guarded(&self.path, Place::Database, || Ok(self.begin_read()?.open_table(CHUNKS)?.len()?))
    }

    pub(super) fn begin_write(&self) -> Result<Writing, StoreError> {
        let transaction = match &self.handle {
            Handle::Writable(database) => guarded(&self.path, Place::Database, || begin_write(database))?,
            Handle::ReadOnly(_) => return Err(StoreError::ReadOnly { file: self.path.clone() }),
        };
        Ok(Writing { file: self.path.clone(), transaction: Some(transaction) })
    }

    /// The length of the file, in bytes.
    pub(super) fn length(&self) -> Result<u64, StoreError> {
        std::fs::metadata(&self.path)
            .map(|data| data.len())
            .map_err(|source| StoreError::io(&self.path, source))
    }

    /// Has the database check its own checksums, without changing the file.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        let overlay = Overlay::open(&self.path).map_err(|source| StoreError::io(&self.path, source))?;
        guarded(&self.path, Place::Database, || {
            builder().set_check_integrity_on_open(true).create_with_backend(overlay)?.close()?;
            Ok(())
        })
    }

    /// Gives the file's unused space back.
    pub(super) fn compact(&mut self) -> Result<(), StoreError> {
        if let Handle::Writable(database) = &mut self.handle {
            guarded(&self.path, Place::Database, || Ok(database.compact()?))?;
        }
        Ok(())
    }
}

fn builder() -> Builder {
    let mut builder = Builder::new();
    builder.set_cache_size(CACHE_BYTES);
    builder
}

/// Begins a transaction after whose commit the file can be opened without reading it whole, even if the process was
/// killed.
fn begin_write(database: &Database) -> Result<WriteTransaction, redb::Error> {
    let mut transaction = database.begin_write()?;
    transaction.set_quick_repair(true);
    Ok(transaction)
}

impl fmt::Debug for StoreFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreFile").field("path", &self.path).finish_non_exhaustive()
    }
}

/// A transaction that adds to the file. Nothing changes until it is committed.
pub(super) struct Writing {
    file: PathBuf,
    /// `None` after the commit.
    transaction: Option<WriteTransaction>,
}

impl Writing {
    pub(super) fn insert_chunk(&self, number: u64, bytes: &[u8]) -> Result<(), StoreError> {
        guarded(&self.file, Place::Chunk(number), || {
            let before = self.transaction()?.open_table(CHUNKS)?.insert(number, bytes)?.is_some();
            if before { Err(redb::Error::Corrupted("it is there already".into())) } else { Ok(()) }
        })
    }

    pub(super) fn insert_run(&self, run: &Run) -> Result<(), StoreError> {
        guarded(&self.file, Place::Run(run.number), || {
            self.transaction()?.open_table(RUNS)?.insert(run.number, run.to_bytes().as_slice())?;
            Ok(())
        })
    }

    pub(super) fn commit(mut self) -> Result<(), StoreError> {
        let transaction = self.transaction.take();
        guarded(&self.file, Place::Database, || Ok(transaction.map_or(Ok(()), WriteTransaction::commit)?))
    }

    fn transaction(&self) -> Result<&WriteTransaction, redb::Error> {
        self.transaction.as_ref().ok_or(redb::Error::PreviousIo)
    }
}

impl fmt::Debug for Writing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writing").field("file", &self.file).finish_non_exhaustive()
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if let Some(transaction) = self.transaction.take() {
            // What was written is not committed, and that is all that is asked for.
            let _ = guarded(&self.file, Place::Database, || Ok(transaction.abort()?));
        }
    }
}

/// Chunks in their order.
pub(super) struct Chunks {
    file: PathBuf,
    expected: u64,
    rows: redb::Range<'static, u64, &'static [u8]>,
    bytes: Vec<u8>,
}

impl Chunks {
    /// The number and the bytes of the next chunk. Numbers have no gaps.
    pub(super) fn next(&mut self) -> Result<Option<(u64, &[u8])>, StoreError> {
        let place = Place::Chunk(self.expected);
        let (rows, bytes) = (&mut self.rows, &mut self.bytes);
        let found = guarded(&self.file, place, || {
            let Some(row) = rows.next() else { return Ok(None) };
            let (number, value) = row?;
            bytes.clear();
            bytes.extend_from_slice(value.value());
            Ok(Some(number.value()))
        })?;
        match found {
            Some(number) if number != self.expected => {
                Err(Fault::new(place, "it is missing").in_file(&self.file))
            }
            Some(number) => {
                self.expected += 1;
                Ok(Some((number, &self.bytes)))
            }
            None => Ok(None),
        }
    }
}
