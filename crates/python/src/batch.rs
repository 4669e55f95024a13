//! Cleaning the pages of Arrow columns.

use std::sync::Arc;

use arrow_array::builder::BinaryBuilder;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::ArrowError;
use dechaff_pipeline::{
    Annotation, CleanPage, Columns, CopyKeys, Duplicate, ErrorLine, Field, IngestOptions, Page, PageCleaner,
    Record, Reject, Status, arrow_schema,
};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;
use pyo3_arrow::{PyRecordBatch, PySchema, PyTable};
use rayon::prelude::*;

use crate::engines::page_columns::{PageReader, RowFault};
use crate::engines::profiles::KnownSites;
use crate::error::{Error, detached};
use crate::pool;

/// Rows that a thread takes at a time.
const CHUNK_ROWS: usize = 16;
/// Bytes of lines in a batch of the answer, unless one row has more. The offsets of Arrow's texts have 32 bits.
const BATCH_BYTES: usize = 64 << 20;

/// Cleans the pages of a batch or table. The answer is of the same library.
pub(crate) fn clean<'py>(
    batch: &Bound<'py, PyAny>,
    cleaner: &PageCleaner,
    ingest: &IngestOptions,
    jobs: usize,
) -> PyResult<Bound<'py, PyAny>> {
    let py = batch.py();
    let has = |name: &str| batch.hasattr(name);
    if !has("__arrow_c_array__")? && !has("__arrow_c_stream__")? {
        let kind = batch.get_type();
        let message = format!(
            "a batch must have Arrow's C interface, as those of pyarrow and polars; {} has not",
            kind.name()?
        );
        return Err(PyTypeError::new_err(message));
    }
    let input: AnyRecordBatch = batch.extract()?;
    let is_batch = matches!(input, AnyRecordBatch::RecordBatch(_));
    let reader = input.into_reader()?;
    let pool = pool::get(jobs)?;
    let cleaned: Result<_, ArrowError> = detached(py, || {
        pool.install(|| {
            let mut answer = Answer::default();
            for batch in reader {
                answer.push(&clean_rows(&batch?, answer.rows, cleaner, ingest)?)?;
            }
            answer.finish()
        })
    })?;
    let batches = cleaned.map_err(|error| Error::new_err(error.to_string()))?;
    answer_like(batch, batches, is_batch)
}

/// The lines of the rows of a batch, in order.
fn clean_rows(
    batch: &RecordBatch,
    first: usize,
    cleaner: &PageCleaner,
    ingest: &IngestOptions,
) -> Result<Vec<Vec<u8>>, ArrowError> {
    let starts: Vec<usize> = (0..batch.num_rows()).step_by(CHUNK_ROWS).collect();
    let chunks = starts.into_par_iter().map(|start| {
        let mut reader = PageReader::new(batch, ingest, first)?;
        let end = batch.num_rows().min(start + CHUNK_ROWS);
        let line = |row| write_line(reader.page(row), |page| cleaner.clean(page));
        Ok((start..end).map(line).collect::<Vec<_>>())
    });
    let chunks = chunks.collect::<Result<Vec<_>, ArrowError>>()?;
    Ok(chunks.into_iter().flatten().collect())
}

/// The line of a row.
fn write_line(page: Result<Page, RowFault>, clean: impl FnOnce(&Page) -> CleanPage) -> Vec<u8> {
    let mut line = vec![];
    match page {
        Ok(page) => {
            let page = clean(&page);
            page.record.write_annotated_line(&page.annotation(), &mut line);
        }
        Err((origin, reason, detail)) => {
            let mut record = Record::default();
            record.source.file = origin.file.to_string();
            record.source.record = origin.record;
            record.source.offset = origin.offset;
            let annotation = Annotation::new(Status::Error).with_reason(reason).with_detail(Some(detail));
            record.write_annotated_line(&annotation, &mut line);
        }
    }
    line
}

/// Cleans the pages of a table one after the other, each with the profile of its site if there is a column `profile`. Gives
/// the columns of records, and what each kept page is compared by.
pub(crate) fn clean_to_compare<'py>(
    py: Python<'py>,
    table: PyTable,
    cleaner: &PageCleaner,
    ingest: &IngestOptions,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    let (batches, _) = table.into_inner();
    let cleaned: Result<_, ArrowError> = detached(py, || {
        let (mut answer, mut all_keys) = (Answer::default(), BinaryBuilder::new());
        for batch in &batches {
            let sites = KnownSites::new(batch)?;
            let mut reader = PageReader::new(batch, ingest, answer.rows)?;
            for row in 0..batch.num_rows() {
                let site = sites.as_ref().and_then(|sites| sites.get(row)).transpose()?;
                let mut keys = None;
                let line = write_line(reader.page(row), |page| {
                    let (page, found) = cleaner.clean_to_compare(page, site.as_ref());
                    keys = found;
                    page
                });
                all_keys.append_option(keys.as_ref().map(CopyKeys::to_bytes));
                answer.push(&[line])?;
            }
        }
        let keys: ArrayRef = Arc::new(all_keys.finish());
        Ok((answer.finish()?, RecordBatch::try_from_iter_with_nullable([("keys", keys, true)])?))
    })?;
    let (batches, keys) = cleaned.map_err(|error| Error::new_err(error.to_string()))?;
    let table = PyTable::try_new(batches, arrow_schema(Record::ANNOTATED_FIELDS))?;
    Ok((table.into_pyarrow(py)?, PyRecordBatch::new(keys).into_pyarrow(py)?))
}

/// Batches of lines.
struct Answer {
    batches: Vec<RecordBatch>,
    columns: Columns,
    /// Bytes of the lines in the columns.
    bytes: usize,
    rows: usize,
}

impl Default for Answer {
    fn default() -> Self {
        Self { batches: vec![], columns: Columns::new(Record::ANNOTATED_FIELDS), bytes: 0, rows: 0 }
    }
}

impl Answer {
    fn push(&mut self, lines: &[Vec<u8>]) -> Result<(), ArrowError> {
        for line in lines {
            if self.bytes > 0 && self.bytes + line.len() > BATCH_BYTES {
                self.end_batch()?;
            }
            self.columns.push(line)?;
            self.bytes += line.len();
            self.rows += 1;
        }
        Ok(())
    }

    fn end_batch(&mut self) -> Result<(), ArrowError> {
        self.bytes = 0;
        self.batches.push(self.columns.take()?);
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<RecordBatch>, ArrowError> {
        if self.bytes > 0 || self.batches.is_empty() {
            self.end_batch()?;
        }
        Ok(self.batches)
    }
}

/// The answer as an object of the library that the batch is of: pyarrow's can be pickled, and its engines want no other.
fn answer_like<'py>(
    batch: &Bound<'py, PyAny>,
    batches: Vec<RecordBatch>,
    is_batch: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let py = batch.py();
    let module: String = batch.get_type().module()?.extract()?;
    let library = module.split('.').next().unwrap_or_default();
    if is_batch {
        let [answer] = <[RecordBatch; 1]>::try_from(batches).map_err(|batches| {
            let bytes: usize = batches.iter().map(RecordBatch::get_array_memory_size).sum();
            PyValueError::new_err(format!(
                "the answer has {bytes} bytes, too many for one batch; give fewer rows"
            ))
        })?;
        let answer = PyRecordBatch::new(answer);
        return if library == "pyarrow" {
            answer.into_pyarrow(py)
        } else {
            Ok(answer.into_pyobject(py)?.into_any())
        };
    }
    let table = PyTable::try_new(batches, arrow_schema(Record::ANNOTATED_FIELDS))?;
    match library {
        "pyarrow" => table.into_pyarrow(py),
        "polars" => batch.get_type().call1((table.into_pyobject(py)?,)),
        _ => Ok(table.into_pyobject(py)?.into_any()),
    }
}

/// The types of lines as a schema of pyarrow. `lines` is "articles", "batches" (what `clean_batch` gives), "rejects",
/// "duplicates" or "errors".
#[pyfunction]
#[pyo3(signature = (lines="articles"))]
pub(crate) fn schema<'py>(py: Python<'py>, lines: &str) -> PyResult<Bound<'py, PyAny>> {
    let fields: &[Field] = match lines {
        "articles" => Record::FIELDS,
        "batches" => Record::ANNOTATED_FIELDS,
        "rejects" => Reject::FIELDS,
        "duplicates" => Duplicate::FIELDS,
        "errors" => ErrorLine::FIELDS,
        other => return Err(PyValueError::new_err(format!("there are no lines {other:?}"))),
    };
    PySchema::new(arrow_schema(fields)).into_pyarrow(py)
}
