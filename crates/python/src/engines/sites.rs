//! Profiles of sites, step by step.

use std::sync::Arc;

use arrow_array::builder::{Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::ArrowError;
use dechaff_pipeline::{IngestOptions, PageCleaner, PageKind, site_and_key};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::engines::page_columns::PageReader;

/// The highest bit. With it changed, whole numbers with a sign have the order of those without.
const SIGN: u64 = 1 << 63;

/// The site, form and key of the page of each row: null where the row has no page or its site is not known.
pub(crate) fn keys(batch: &RecordBatch, ingest: &IngestOptions) -> Result<RecordBatch, ArrowError> {
    let (mut sites, mut forms, mut page_keys) =
        (StringBuilder::new(), StringBuilder::new(), Int64Builder::new());
    let mut reader = PageReader::new(batch, ingest, 0)?;
    for row in 0..batch.num_rows() {
        let page = reader.page(row).ok();
        let known = page.as_ref().and_then(|page| Some((site_and_key(page)?, page.kind)));
        let form = known.as_ref().map(|(_, kind)| if *kind == PageKind::Text { "text" } else { "html" });
        sites.append_option(known.as_ref().map(|((site, _), _)| site));
        forms.append_option(form);
        page_keys.append_option(known.as_ref().map(|((_, key), _)| (key ^ SIGN) as i64));
    }
    let columns: [(&str, ArrayRef); 3] = [
        ("site", Arc::new(sites.finish())),
        ("form", Arc::new(forms.finish())),
        ("site_key", Arc::new(page_keys.finish())),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.map(|(name, column)| (name, column, true)))
}

/// What the page of each row adds to the profile of its site.
pub(crate) fn examples(
    batch: &RecordBatch,
    cleaner: &PageCleaner,
    ingest: &IngestOptions,
) -> Result<RecordBatch, ArrowError> {
    let mut examples = StringBuilder::new();
    let mut reader = PageReader::new(batch, ingest, 0)?;
    for row in 0..batch.num_rows() {
        let example = reader.page(row).ok().and_then(|page| cleaner.example(&page));
        examples.append_option(example.and_then(|example| example.to_json().ok()));
    }
    let examples: ArrayRef = Arc::new(examples.finish());
    RecordBatch::try_from_iter_with_nullable([("example", examples, true)])
}

/// The profile of a site as JSON, from the keys and examples of its pages; None if it has fewer than two.
#[pyfunction]
pub(crate) fn site_profile(examples: Vec<(i64, String)>) -> PyResult<Option<String>> {
    let examples = examples.iter().map(|(key, example)| (*key as u64 ^ SIGN, example.as_str()));
    dechaff_pipeline::site_profile(examples)
        .map_err(|error| PyValueError::new_err(format!("a damaged example: {error}")))
}
