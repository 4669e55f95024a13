//! Values of fields as Python objects.

use dechaff_pipeline::{FieldValue, Record};
use pyo3::prelude::*;
use pyo3::types::{PyDate, PyDateTime, PyDict, PyList, PyTzInfo};
use serde_json::Value;

/// Index of a field of records.
pub(crate) fn field_index(name: &str) -> Option<usize> {
    Record::FIELDS.iter().position(|field| field.name == name)
}

/// Texts are `str`, days `datetime.date`, moments `datetime.datetime` in UTC, positions and JSON objects `dict`.
pub(crate) fn to_python<'py>(py: Python<'py>, value: FieldValue<'_>) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        FieldValue::Text(text) => text.into_pyobject(py)?.into_any(),
        FieldValue::Texts(texts) => PyList::new(py, texts)?.into_any(),
        FieldValue::Integer(number) => number.into_pyobject(py)?.into_any(),
        FieldValue::Float(number) => number.into_pyobject(py)?.into_any(),
        FieldValue::Date(None) | FieldValue::Instant(None) | FieldValue::Json(None) => {
            py.None().into_bound(py)
        }
        FieldValue::Date(Some(date)) => {
            let [month, day] = [date.month(), date.day()].map(i8::unsigned_abs);
            PyDate::new(py, date.year().into(), month, day)?.into_any()
        }
        FieldValue::Instant(Some(instant)) => {
            PyDateTime::from_timestamp(py, instant.as_microsecond() as f64 / 1e6, Some(&*PyTzInfo::utc(py)?))?
                .into_any()
        }
        FieldValue::Source(source) => {
            let dict = PyDict::new(py);
            dict.set_item("file", &source.file)?;
            dict.set_item("record", source.record)?;
            dict.set_item("offset", source.offset)?;
            dict.into_any()
        }
        FieldValue::Json(Some(map)) => from_json(py, &Value::Object(map.clone()))?,
    })
}

/// Reads JSON with Python's own parser, which knows whole numbers of any size.
pub(crate) fn from_json<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (value.to_string(),))
}
