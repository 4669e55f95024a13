//! Columns of batches that engines pass.

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType};

/// A column by its name.
pub(crate) fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef, ArrowError> {
    batch.column_by_name(name).ok_or_else(|| ArrowError::SchemaError(format!("there is no column {name:?}")))
}

/// Whole numbers, none of which is missing.
pub(crate) fn integers<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a [i64], ArrowError> {
    let column = column(batch, name)?;
    match column.data_type() {
        DataType::Int64 if column.null_count() == 0 => Ok(column.as_primitive::<Int64Type>().values()),
        _ => Err(ArrowError::SchemaError(format!(
            "the column {name:?} must be int64 without nulls, and is {}",
            column.data_type()
        ))),
    }
}

/// Bytes or texts, `None` where they are missing.
pub(crate) struct Bytes<'a>(&'a ArrayRef);

impl<'a> Bytes<'a> {
    pub(crate) fn find(batch: &'a RecordBatch, name: &str) -> Result<Self, ArrowError> {
        let found = column(batch, name)?;
        match found.data_type() {
            DataType::Binary
            | DataType::LargeBinary
            | DataType::BinaryView
            | DataType::Utf8
            | DataType::LargeUtf8
            | DataType::Utf8View => Ok(Self(found)),
            other => Err(ArrowError::SchemaError(format!(
                "the column {name:?} must be text or bytes, and is {other}"
            ))),
        }
    }

    pub(crate) fn get(&self, row: usize) -> Option<&'a [u8]> {
        if self.0.is_null(row) {
            return None;
        }
        match self.0.data_type() {
            DataType::Binary => Some(self.0.as_binary::<i32>().value(row)),
            DataType::LargeBinary => Some(self.0.as_binary::<i64>().value(row)),
            DataType::BinaryView => Some(self.0.as_binary_view().value(row)),
            DataType::Utf8 => Some(self.0.as_string::<i32>().value(row).as_bytes()),
            DataType::LargeUtf8 => Some(self.0.as_string::<i64>().value(row).as_bytes()),
            DataType::Utf8View => Some(self.0.as_string_view().value(row).as_bytes()),
            _ => None,
        }
    }

    /// A text. What is not UTF-8 is missing.
    pub(crate) fn text(&self, row: usize) -> Option<&'a str> {
        std::str::from_utf8(self.get(row)?).ok()
    }
}
