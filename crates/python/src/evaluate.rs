//! Measuring extraction on gold sets.

use std::path::PathBuf;

use dechaff_evaluate::{EvaluateOptions, Prediction};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::error::{Error, detached};
use crate::field_values::from_json;
use crate::options::{page_cleaner, page_config, table};
use crate::pool;

/// Measures extraction on gold sets, as `dechaff eval` does, and returns the figures of each.
///
/// `gold` is the name of a file, or a list of them. Options are those of `extract` that concern extraction.
#[pyfunction]
#[pyo3(signature = (gold, *, jobs=None, **options))]
pub(crate) fn evaluate<'py>(
    py: Python<'py>,
    gold: Gold,
    jobs: Option<usize>,
    options: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    let gold = match gold {
        Gold::One(path) => vec![path],
        Gold::Many(paths) => paths,
    };
    let cleaner = page_cleaner(&page_config(table(options)?)?)?;
    let pool = pool::get(jobs.unwrap_or(0))?;
    let report = detached(py, || {
        pool.install(|| {
            let clean = |page: &dechaff_evaluate::GoldPage| {
                let article = cleaner.extractor().extract(page.content.as_str().as_bytes(), &page.context());
                Prediction::from_article(article)
            };
            dechaff_evaluate::evaluate(&gold, &clean, EvaluateOptions::default())
        })
    })?;
    from_json(py, &report.map_err(|error| Error::new_err(error.to_string()))?.to_json())
}

/// One file or several.
#[derive(FromPyObject)]
pub(crate) enum Gold {
    One(PathBuf),
    Many(Vec<PathBuf>),
}
