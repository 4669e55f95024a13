//! The native half of the Python package `dechaff`.
//!
//! Python users see the package in `python/dechaff`, which re-exports what is here. Work on pages runs without the
//! interpreter's lock. A panic in it becomes an exception, and no signal handler is installed.

// Comments on functions are Python's documentation, and have pages in their examples.
#![allow(rustdoc::invalid_html_tags)]
// The attributes of PyO3 expand to unsafe code. Besides, there is one call, below.
#![allow(unsafe_code)]

mod article;
mod batch;
mod cleaner;
mod engines;
mod error;
mod evaluate;
mod field_values;
mod many;
mod options;
mod pool;
mod run;

/// The native module.
#[pyo3::pymodule]
mod _dechaff {
    #[pymodule_export]
    use crate::article::{Article, Block};
    #[pymodule_export]
    use crate::batch::schema;
    #[pymodule_export]
    use crate::cleaner::{Cleaner, clean_batch, extract, extract_many};
    #[pymodule_export]
    use crate::engines::dump::{DumpPages, dump_files};
    #[pymodule_export]
    use crate::engines::sites::site_profile;
    #[pymodule_export]
    use crate::engines::spread::Spread;
    #[pymodule_export]
    use crate::error::Error;
    #[pymodule_export]
    use crate::evaluate::evaluate;
    #[pymodule_export]
    use crate::many::Articles;
    #[pymodule_export]
    use crate::run::clean;

    #[pymodule_init]
    fn init(module: &pyo3::Bound<'_, pyo3::types::PyModule>) -> pyo3::PyResult<()> {
        use pyo3::types::PyModuleMethods;
        // SAFETY: the interpreter's lock is held.
        if unsafe { pyo3::ffi::PyInterpreterState_GetID(pyo3::ffi::PyInterpreterState_Get()) } != 0 {
            // Objects that the module keeps belong to the interpreter that made them.
            return Err(pyo3::exceptions::PyImportError::new_err(
                "dechaff does not support sub-interpreters",
            ));
        }
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
