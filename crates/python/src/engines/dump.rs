//! Reading dumps file by file.

use std::io::{self, Read};
use std::sync::{Mutex, MutexGuard, PoisonError};

use arrow_array::RecordBatch;
use dechaff_pipeline::{Inputs, Reader};
use pyo3::exceptions::PyFileNotFoundError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3_arrow::PyRecordBatch;

use crate::engines::page_columns::PageRows;
use crate::error::{Error, detached};
use crate::options::{page_config, table};

/// Bytes of pages in a batch, unless one page has more.
const BATCH_BYTES: usize = 16 << 20;
/// Rows of a batch.
const BATCH_ROWS: usize = 256;

/// The files that `dechaff clean` would read, in its order: names and sizes. A size is None if it is not known.
#[pyfunction]
pub(crate) fn dump_files(inputs: Vec<String>) -> PyResult<Vec<(String, Option<u64>)>> {
    let inputs = Inputs::resolve(&inputs).map_err(|error| PyFileNotFoundError::new_err(error.to_string()))?;
    Ok(inputs.files().map(|(name, size)| (name.to_owned(), size)).collect())
}

/// The pages of a file, as batches of pyarrow. `source` is a file object of Python to read in place of the file.
#[pyclass(frozen, module = "dechaff")]
pub(crate) struct DumpPages {
    reader: Mutex<Option<Reader>>,
}

#[pymethods]
impl DumpPages {
    #[new]
    #[pyo3(signature = (name, source=None, **options))]
    fn new(name: &str, source: Option<Py<PyAny>>, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let ingest = page_config(table(options)?)?.ingest;
        let reader = match source {
            Some(source) => Reader::from_read(name, PythonFile(source), ingest),
            None => {
                let inputs = Inputs::resolve(&[name.to_owned()]);
                Reader::new(inputs.map_err(|error| PyFileNotFoundError::new_err(error.to_string()))?, ingest)
            }
        };
        Ok(Self { reader: Mutex::new(Some(reader)) })
    }

    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        // It is not held while reading, because a file object of Python may wait for the interpreter.
        let Some(mut reader) = self.lock().take() else { return Ok(None) };
        let (reader, batch) = detached(py, move || {
            let batch = next_batch(&mut reader);
            (reader, batch)
        })?;
        let Some(batch) = batch.map_err(|error| Error::new_err(error.to_string()))? else { return Ok(None) };
        *self.lock() = Some(reader);
        PyRecordBatch::new(batch).into_pyarrow(py).map(Some)
    }
}

impl DumpPages {
    fn lock(&self) -> MutexGuard<'_, Option<Reader>> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn next_batch(reader: &mut Reader) -> Result<Option<RecordBatch>, arrow_schema::ArrowError> {
    let mut rows = PageRows::default();
    while rows.bytes < BATCH_BYTES && rows.rows < BATCH_ROWS {
        match reader.next() {
            Some(item) => rows.push(&item),
            None => break,
        }
    }
    if rows.rows == 0 { Ok(None) } else { rows.take().map(Some) }
}

/// A file object of Python.
struct PythonFile(Py<PyAny>);

impl Read for PythonFile {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        Python::attach(|py| {
            let bytes = self.0.bind(py).call_method1("read", (out.len(),))?;
            let bytes: &[u8] = bytes.extract()?;
            let taken = bytes.len().min(out.len());
            out[..taken].copy_from_slice(&bytes[..taken]);
            Ok(taken)
        })
        .map_err(|error: PyErr| io::Error::other(error.to_string()))
    }
}
