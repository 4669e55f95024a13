//! A run of the whole pipeline.

use std::time::Duration;

use crossbeam_channel::{RecvTimeoutError, bounded};
use dechaff_pipeline::{ExportError, Run, RunError, Summary};
use dechaff_settings::CleanSettings;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde_json::json;

use crate::error::{Error, detached, from_panic, from_run, from_settings};
use crate::field_values::from_json;
use crate::options::table;

/// How often progress is reported, and Ctrl-C looked for.
const TICK: Duration = Duration::from_millis(100);

/// Cleans dumps, and writes the articles to `output`. `progress` is called ten times a second with the bytes that are done, all
/// bytes (None if they are not known) and the pages that are done. Returns the ledger and the written files.
#[pyfunction]
#[pyo3(signature = (inputs, output, progress=None, **options))]
pub(crate) fn clean<'py>(
    py: Python<'py>,
    inputs: Vec<String>,
    output: &str,
    progress: Option<&Bound<'py, PyAny>>,
    options: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    let settings =
        CleanSettings::from_table(&inputs, output, table(options)?).map_err(|error| from_settings(&error))?;
    let config = settings.to_config().map_err(|error| from_settings(&error))?;
    let run = detached(py, || Run::new(config))?.map_err(|error| explain(&error))?;
    let (interrupt, total, counters) = (run.interrupt(), run.total_bytes(), run.counters());
    let (sender, receiver) = bounded(1);
    let thread = std::thread::Builder::new().name("dechaff-run".to_owned());
    let thread = thread.spawn(move || {
        let result = run.execute();
        // The receiver waits for it, whatever happens.
        let _ = sender.send(());
        result
    });
    let thread = thread.map_err(|error| Error::new_err(format!("a thread could not be started: {error}")))?;
    let mut failure = None;
    while py.detach(|| receiver.recv_timeout(TICK)) == Err(RecvTimeoutError::Timeout) {
        if failure.is_some() {
            continue;
        }
        // Python's own handler of Ctrl-C has run by now, if this is the main thread.
        let report = || match progress {
            Some(progress) => progress.call1((counters.bytes(), total, counters.pages())).map(|_| ()),
            None => Ok(()),
        };
        if let Err(error) = py.check_signals().and_then(|()| report()) {
            interrupt.interrupt();
            failure = Some(error);
        }
    }
    let result = py.detach(|| thread.join()).map_err(|panic| from_panic(&*panic))?;
    match (failure, result) {
        (Some(failure), _) => Err(failure),
        (None, result) => stats(py, &result.map_err(|error| explain(&error))?),
    }
}

/// Adds the option that helps to the error of an output that exists.
fn explain(error: &RunError) -> PyErr {
    match error {
        RunError::Output(ExportError::Exists { path }) => Error::new_err(format!(
            "{} already exists; use overwrite=True to replace the files of an earlier run",
            path.display()
        )),
        error => from_run(error),
    }
}

fn stats<'py>(py: Python<'py>, summary: &Summary) -> PyResult<Bound<'py, PyAny>> {
    let files = summary.finished.iter().flat_map(|finished| &finished.files);
    let files: Vec<String> = files.map(|file| file.path.display().to_string()).collect();
    let first_errors: Vec<String> = summary.first_errors.iter().map(ToString::to_string).collect();
    let stats = json!({ "ledger": summary.ledger, "files": files, "first_errors": first_errors });
    from_json(py, &stats)
}
