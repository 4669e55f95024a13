//! Errors as exceptions.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use dechaff_pipeline::RunError;
use dechaff_settings::SettingsError;
use pyo3::exceptions::{PyException, PyTypeError, PyValueError};
use pyo3::{PyErr, PyResult, Python, create_exception};

create_exception!(
    dechaff,
    Error,
    PyException,
    "What went wrong, in the words of the command: an input that is not there, an output that exists, a full disk."
);

/// An option that does not exist is a `TypeError`, as a keyword argument that does not exist. A wrong value is a
/// `ValueError`.
pub(crate) fn from_settings(error: &SettingsError) -> PyErr {
    match error {
        SettingsError::UnknownKey(key) => PyTypeError::new_err(format!(
            "unknown option {:?}; the options are the flags of `dechaff clean`",
            key.replace('-', "_")
        )),
        SettingsError::OpenModel { .. } | SettingsError::Model { .. } => Error::new_err(error.to_string()),
        error => PyValueError::new_err(error.to_string()),
    }
}

pub(crate) fn from_run(error: &RunError) -> PyErr {
    match error {
        RunError::Rules(_) => PyValueError::new_err(error.to_string()),
        error => Error::new_err(error.to_string()),
    }
}

/// Works without the interpreter's lock.
pub(crate) fn detached<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    py.detach(|| catch_unwind(AssertUnwindSafe(work))).map_err(|panic| from_panic(&*panic))
}

/// A bug of ours as an exception.
pub(crate) fn from_panic(panic: &(dyn Any + Send)) -> PyErr {
    let text =
        panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    Error::new_err(format!("internal error: {}", text.unwrap_or("panic without a message")))
}
