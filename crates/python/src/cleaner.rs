//! Cleaning pages one by one, in a stream, and in columns.

use std::sync::{Arc, Mutex};

use dechaff_pipeline::{IngestOptions, Origin, Page, PageCleaner, PageKind};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple};
use pyo3_arrow::{PyRecordBatch, PyTable};

use crate::article::Article;
use crate::batch;
use crate::engines::sites;
use crate::error::detached;
use crate::many::Articles;
use crate::options::{page_cleaner, page_config, table};

/// Cleans pages with the same options. Threads and processes can share one.
#[pyclass(frozen, module = "dechaff")]
pub(crate) struct Cleaner {
    cleaner: Arc<PageCleaner>,
    ingest: IngestOptions,
    /// The options as they were given, to make the same cleaner elsewhere.
    options: Py<PyDict>,
}

impl Cleaner {
    fn build(py: Python<'_>, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let options = options.map_or_else(|| Ok(PyDict::new(py)), |options| options.copy())?;
        let (cleaner, ingest) = with_options(&options)?;
        Ok(Self { cleaner, ingest, options: options.unbind() })
    }
}

/// A cleaner, and how pages are read for it.
type Configured = (Arc<PageCleaner>, IngestOptions);

/// Cleaners that are kept.
const MAX_KEPT: usize = 8;

/// The cleaner with some options. Most calls have the options of an earlier one, and making a cleaner takes a good part of
/// the time of a page.
fn with_options(options: &Bound<'_, PyDict>) -> PyResult<Configured> {
    static KEPT: Mutex<Vec<(String, Configured)>> = Mutex::new(vec![]);
    let table = table(Some(options))?;
    let key = table.to_string();
    // After a fork, a thread that is not there may hold the lock for ever.
    let kept = KEPT.try_lock();
    if let Ok(kept) = &kept
        && let Some((_, configured)) = kept.iter().find(|(known, _)| *known == key)
    {
        return Ok(configured.clone());
    }
    // Files may change.
    let reads_files = table.contains_key("model") || table.contains_key("sites");
    let config = page_config(table)?;
    let configured = (Arc::new(page_cleaner(&config)?), config.ingest);
    if let (Ok(mut kept), false) = (kept, reads_files) {
        if kept.len() >= MAX_KEPT {
            kept.remove(0);
        }
        kept.push((key, configured.clone()));
    }
    Ok(configured)
}

/// A page as Python has it.
pub(crate) enum Content {
    Text(String),
    Bytes(Vec<u8>),
}

impl Content {
    pub(crate) fn from_python(page: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(text) = page.cast::<PyString>() {
            // Half a surrogate pair has no place in UTF-8.
            return Ok(Self::Text(text.to_string_lossy().into_owned()));
        }
        if let Ok(bytes) = page.cast::<PyBytes>() {
            return Ok(Self::Bytes(bytes.as_bytes().to_vec()));
        }
        let kind = page.get_type();
        Err(PyTypeError::new_err(format!("a page must be str or bytes, not {}", kind.name()?)))
    }

    pub(crate) fn into_page(self, options: &IngestOptions) -> Page {
        let origin = Origin { file: "".into(), record: 0, offset: 0 };
        match self {
            Self::Text(text) => Page::from_text(text, origin, options),
            Self::Bytes(bytes) => Page::from_bytes(bytes, origin, options),
        }
    }
}

fn parse_form(form: Option<&str>) -> PyResult<Option<PageKind>> {
    match form {
        None => Ok(None),
        Some("html") => Ok(Some(PageKind::Html)),
        Some("text") => Ok(Some(PageKind::Text)),
        Some(other) => {
            Err(PyValueError::new_err(format!("form must be \"html\" or \"text\", not {other:?}")))
        }
    }
}

#[pymethods]
impl Cleaner {
    #[new]
    #[pyo3(signature = (**options))]
    fn new(py: Python<'_>, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        Self::build(py, options)
    }

    /// Extracts the article of a page; see `dechaff.extract`.
    #[pyo3(signature = (page, url=None, *, fetched=None, charset=None, form=None))]
    fn extract(
        &self,
        py: Python<'_>,
        page: &Bound<'_, PyAny>,
        url: Option<String>,
        fetched: Option<String>,
        charset: Option<String>,
        form: Option<&str>,
    ) -> PyResult<Article> {
        let content = Content::from_python(page)?;
        let form = parse_form(form)?;
        detached(py, || {
            let mut page = content.into_page(&self.ingest);
            page.declared.url = url;
            page.declared.fetched = fetched;
            page.declared.charset = charset.or(page.declared.charset);
            page.kind = form.unwrap_or(page.kind);
            Article::new(self.cleaner.clean(&page))
        })
    }

    /// Extracts the articles of pages on all processors; see `dechaff.extract_many`.
    #[pyo3(signature = (pages, *, jobs=None))]
    fn extract_many(&self, pages: &Bound<'_, PyAny>, jobs: Option<usize>) -> PyResult<Articles> {
        Articles::new(pages, Arc::clone(&self.cleaner), self.ingest.clone(), jobs.unwrap_or(0))
    }

    /// Cleans the pages of a table; see `dechaff.clean_batch`.
    #[pyo3(signature = (batch, *, jobs=None))]
    fn clean_batch<'py>(
        &self,
        batch: &Bound<'py, PyAny>,
        jobs: Option<usize>,
    ) -> PyResult<Bound<'py, PyAny>> {
        batch::clean(batch, &self.cleaner, &self.ingest, jobs.unwrap_or(0))
    }

    /// Cleans the pages of a table of pyarrow one after the other, each with the profile in the column `profile` if there is
    /// one. Gives the columns of records as `clean_batch` does, and a column with what kept pages are compared by.
    fn clean_to_compare<'py>(
        &self,
        py: Python<'py>,
        pages: PyTable,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        batch::clean_to_compare(py, pages, &self.cleaner, &self.ingest)
    }

    /// The column `example`: what each page of a table adds to the profile of its site.
    fn site_examples<'py>(&self, py: Python<'py>, pages: PyRecordBatch) -> PyResult<Bound<'py, PyAny>> {
        let batch = pages.into_inner();
        let examples = detached(py, || sites::examples(&batch, &self.cleaner, &self.ingest))?;
        PyRecordBatch::new(examples.map_err(|error| PyValueError::new_err(error.to_string()))?)
            .into_pyarrow(py)
    }

    /// The columns `site`, `form` and `site_key` for the pages of a batch: null where the site is not known.
    fn site_keys<'py>(&self, py: Python<'py>, pages: PyRecordBatch) -> PyResult<Bound<'py, PyAny>> {
        let batch = pages.into_inner();
        let keys = detached(py, || sites::keys(&batch, &self.ingest))?;
        PyRecordBatch::new(keys.map_err(|error| PyValueError::new_err(error.to_string()))?).into_pyarrow(py)
    }

    /// The same as `clean_batch`, for engines that call an object.
    fn __call__<'py>(&self, batch: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.clean_batch(batch, None)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let options =
            self.options.bind(py).iter().map(|(name, value)| Ok(format!("{name}={}", value.repr()?)));
        Ok(format!("Cleaner({})", options.collect::<PyResult<Vec<_>>>()?.join(", ")))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let py = slf.py();
        Ok((slf.get_type().getattr("_from_options")?, (slf.get().options.bind(py),).into_pyobject(py)?))
    }

    /// Makes a cleaner from what `__reduce__` took of it.
    #[staticmethod]
    fn _from_options(py: Python<'_>, options: &Bound<'_, PyDict>) -> PyResult<Self> {
        Self::build(py, Some(options))
    }
}

/// Extracts the article of a page.
///
/// `page` is HTML or text that somebody rendered, as `str` or, in any charset, as `bytes`. `url` is its address, against which
/// links are resolved. `fetched` is when it was fetched (ISO 8601): no date of publication is later. `charset` is what an HTTP
/// header says, `form` is "html" or "text" if it is known. The other options are the flags of `dechaff clean` with `_` for `-`:
/// `markdown=True`, `favor="precision"`, `keep=["div.story"]` ...
///
/// Every page gives an article. If a run would reject the page, its `status` is "rejected", and `reason` says why.
///
/// >>> article = extract("<h1>Ferry returns</h1><p>The ferry sails again from Monday, twice a day, the town said.")
/// >>> article.title
/// 'Ferry returns'
#[pyfunction]
#[pyo3(signature = (page, url=None, *, fetched=None, charset=None, form=None, **options))]
pub(crate) fn extract(
    page: &Bound<'_, PyAny>,
    url: Option<String>,
    fetched: Option<String>,
    charset: Option<String>,
    form: Option<&str>,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<Article> {
    let py = page.py();
    Cleaner::build(py, options)?.extract(py, page, url, fetched, charset, form)
}

/// Extracts the articles of pages on all processors, in order.
///
/// `pages` is any iterable of pages, or of tuples of a page and its address. It is read a little ahead of what was taken, so
/// it can be endless. `jobs` is the number of threads, by default one for each processor. Options are those of `extract`.
///
/// >>> [article.words for article in extract_many(["The first ferry sailed at nine.", "The last one did not."])]
/// [6, 5]
#[pyfunction]
#[pyo3(signature = (pages, *, jobs=None, **options))]
pub(crate) fn extract_many(
    pages: &Bound<'_, PyAny>,
    jobs: Option<usize>,
    options: Option<&Bound<'_, PyDict>>,
) -> PyResult<Articles> {
    Cleaner::build(pages.py(), options)?.extract_many(pages, jobs)
}

/// Cleans the pages of a table of Arrow: one row out for each row in, in the same order.
///
/// `batch` is a RecordBatch or Table of pyarrow, a DataFrame of polars, or anything else with Arrow's C interface. Its columns
/// are found by their names, as for JSON Lines, or given: `map={"html": "body", "url": "link"}`. The answer has the columns of
/// records, and `status` (kept, rejected, or error if the row has no page), `reason` and `detail`. It is of the same library as
/// `batch`. Duplicates are not looked for. Options are those of `extract`.
#[pyfunction]
#[pyo3(signature = (batch, *, jobs=None, **options))]
pub(crate) fn clean_batch<'py>(
    batch: &Bound<'py, PyAny>,
    jobs: Option<usize>,
    options: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    Cleaner::build(batch.py(), options)?.clean_batch(batch, jobs)
}
