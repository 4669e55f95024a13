//! The store: opening, reading, and its figures.

use std::fs::{self, File};
use std::ops::RangeInclusive;
use std::path::Path;

use super::addition::Addition;
use super::chunk::Chunk;
use super::database::{StoreFile, TEMPORARY_PREFIX, TEMPORARY_SUFFIX};
use super::error::{Fault, Place, StoreError};
use super::page::StoredPage;
use super::parameters::StoreParameters;
use super::run::Run;

/// The name of the file in the folder of a store.
pub(super) const FILE_NAME: &str = "pages.redb";

/// Kept pages on disk, with the runs that added them.
///
/// A page takes about 60 bytes, and at most 482 more with a sketch. Pages are only ever added, by one [`Addition`] for each
/// run, of which all pages are stored or none. Pages are read in the order in which they were added, so a store may be
/// larger than memory.
///
/// Many processes may read a store at once; one that adds to it needs it for itself. After an error other than of
/// parameters, open the store again before it is used further.
///
/// ```
/// use dechaff_dedup::{PageKeys, PageStore, RunFacts, StoreError, StoreParameters, StoredPage, content_hash};
///
/// let folder = tempfile::tempdir()?;
/// let mut store = PageStore::open(folder.path(), StoreParameters::current(false))?;
/// let keys = PageKeys::from_text(content_hash("It’s late, she said."));
/// let page = StoredPage { id: "page-1".into(), keys, date: Some(20_000), words: 4, site: 0, sketch: None };
/// let mut addition = store.begin()?;
/// addition.push(&page)?;
/// addition.commit(RunFacts { output: "monday.jsonl".into(), pages_seen: 1, ..RunFacts::default() })?;
///
/// let mut found = vec![];
/// store.scan(None, |run, page| {
///     found.push((run, page));
///     Ok::<(), StoreError>(())
/// })?;
/// assert_eq!(found, [(1, page)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct PageStore {
    pub(super) file: StoreFile,
    parameters: StoreParameters,
    pub(super) runs: Vec<Run>,
}

/// Figures of a store.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct StoreStats {
    /// What its pages can be compared with.
    pub parameters: StoreParameters,
    /// The number of pages.
    pub pages: u64,
    /// The number of runs.
    pub runs: u32,
    /// The length of its file, in bytes.
    pub bytes: u64,
    /// The first and the last date of a page, in days since 1970-01-01.
    pub dates: Option<RangeInclusive<i32>>,
}

impl StoreStats {
    /// Bytes on disk for each page. `None` if there are no pages.
    pub fn bytes_per_page(&self) -> Option<f64> {
        (self.pages > 0).then(|| self.bytes as f64 / self.pages as f64)
    }
}

impl PageStore {
    /// Opens the store in a folder for reading and adding. If there is none, creates the folder and the store.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::InUse`] if another process has opened it, [`StoreError::Parameters`] if it was made with other
    /// parameters, and other errors if it is damaged or the disk fails.
    pub fn open(folder: &Path, parameters: StoreParameters) -> Result<Self, StoreError> {
        let file = folder.join(FILE_NAME);
        if !exists(&file)? {
            fs::create_dir_all(folder).map_err(|source| StoreError::io(folder, source))?;
            match StoreFile::create(folder, parameters)?.persist_noclobber(&file) {
                // Somebody else has just created it. That one stays.
                Err(error) if !exists(&file)? => return Err(StoreError::io(&file, error.error)),
                _ => sync_folder(folder),
            }
        }
        let store = Self::open_file(&file, parameters)?;
        remove_leftovers(folder);
        Ok(store)
    }

    /// Opens the store in a file.
    pub(super) fn open_file(file: &Path, parameters: StoreParameters) -> Result<Self, StoreError> {
        let store = Self::read(StoreFile::open(file)?)?;
        store.parameters.check_equal(parameters, file)?;
        Ok(store)
    }

    /// Opens the store in a folder for reading, beside others who read it. A store with sketches also serves callers who
    /// want none. If a process that added to it was killed, this repairs the file first, which must be writable then.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::Missing`] if there is none, and otherwise the errors of [`open`](Self::open).
    pub fn open_read_only(folder: &Path, parameters: StoreParameters) -> Result<Self, StoreError> {
        let file = folder.join(FILE_NAME);
        if !exists(&file)? {
            return Err(StoreError::Missing { folder: folder.to_owned() });
        }
        let store = Self::read(StoreFile::open_read_only(&file)?)?;
        store.parameters.check_readable(parameters, &file)?;
        Ok(store)
    }

    fn read(file: StoreFile) -> Result<Self, StoreError> {
        let parameters = file.parameters()?;
        parameters.check_format(&file.path)?;
        let runs = file.runs()?;
        Ok(Self { file, parameters, runs })
    }

    /// What the pages can be compared with.
    pub fn parameters(&self) -> StoreParameters {
        self.parameters
    }

    /// The file of the store.
    pub fn file(&self) -> &Path {
        &self.file.path
    }

    /// The runs that added to the store, in their order.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The number of pages in the store.
    pub fn len(&self) -> u64 {
        self.runs.iter().map(|run| run.pages_stored).sum()
    }

    /// Whether the store has no pages.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Visits all pages in the order in which they were added, each with the number of its run; or those of the runs
    /// before `before_run`. Takes memory for one chunk of 128 KiB.
    ///
    /// # Errors
    ///
    /// Returns the visitor's first error, or a [`StoreError`] if the store is damaged or cannot be read. Pages that were
    /// visited before are as they were stored.
    pub fn scan<E: From<StoreError>>(
        &self,
        before_run: Option<u32>,
        mut visit: impl FnMut(u32, StoredPage) -> Result<(), E>,
    ) -> Result<(), E> {
        let before = before_run.unwrap_or(u32::MAX);
        for run in self.runs.iter().take_while(|run| run.number < before) {
            self.scan_run(run, |page| visit(run.number, page))?;
        }
        Ok(())
    }

    /// Visits the pages of a run.
    pub(super) fn scan_run<E: From<StoreError>>(
        &self,
        run: &Run,
        mut visit: impl FnMut(StoredPage) -> Result<(), E>,
    ) -> Result<(), E> {
        let fault = |place, problem: &str| Fault::new(place, problem).in_file(&self.file.path);
        let mut chunks = self.file.chunks(run.chunks.start)?;
        let mut pages = 0;
        for number in run.chunks.clone() {
            let place = Place::Chunk(number);
            let (_, bytes) = chunks.next()?.ok_or_else(|| fault(place, "it is missing"))?;
            let chunk = Chunk::read(number, bytes).map_err(|problem| fault(place, problem))?;
            if chunk.run != run.number {
                return Err(fault(place, "it belongs to another run").into());
            }
            pages += u64::from(chunk.pages);
            for page in chunk.into_pages() {
                visit(page.map_err(|problem| fault(place, problem))?)?;
            }
        }
        if pages != run.pages_stored {
            return Err(fault(Place::Run(run.number), "its chunks have another number of pages").into());
        }
        Ok(())
    }

    /// Begins to add the pages of a run. Nothing changes until [`Addition::commit`].
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::ReadOnly`] if the store was opened for reading, and other errors if the disk fails.
    pub fn begin(&mut self) -> Result<Addition<'_>, StoreError> {
        Addition::new(self)
    }

    /// Figures of the store.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::Io`] if the length of the file is unknown.
    pub fn stats(&self) -> Result<StoreStats, StoreError> {
        let dates = self.runs.iter().filter_map(|run| run.dates.clone());
        Ok(StoreStats {
            parameters: self.parameters,
            pages: self.len(),
            runs: self.runs.len() as u32,
            bytes: self.file.length()?,
            dates: dates.reduce(|a, b| *a.start().min(b.start())..=*a.end().max(b.end())),
        })
    }
}

pub(super) fn exists(file: &Path) -> Result<bool, StoreError> {
    file.try_exists().map_err(|source| StoreError::io(file, source))
}

/// Makes names in a folder durable. Systems that do not support this return an error, which is ignored because nothing
/// can be done about it.
pub(super) fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

/// Removes the temporary files of processes that were killed while they created the store, now that there is one.
fn remove_leftovers(folder: &Path) {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_leftover = |name: &str| name.starts_with(TEMPORARY_PREFIX) && name.ends_with(TEMPORARY_SUFFIX);
    for file in files.filter(|file| file.file_name().to_str().is_some_and(is_leftover)) {
        // A file that can't be removed takes space, and does no other harm.
        let _ = fs::remove_file(file.path());
    }
}
