//! Rows of columns as pages.

use arrow_array::RecordBatch;
use serde_json::{Map, Value};

use crate::formats::parquet::values::{bytes_at, value_at};
use crate::item::InputError;
use crate::options::Options;
use crate::page::{Origin, Page};
use crate::record::json::{JsonState, limit_page, page_from_object};
use crate::stream::Damage;

/// Turns rows of Arrow columns into pages, as if they were read from a Parquet file.
///
/// The names of the columns are the fields of the record, and what they mean is found out as for JSON Lines.
pub struct RowReader {
    options: Options,
    json: JsonState,
}

impl RowReader {
    /// A reader with these options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { json: JsonState::new(&options.mapping), options }
    }

    /// Turns a row of a batch into a page from `origin`.
    ///
    /// # Errors
    ///
    /// Fails if the row has no page.
    ///
    /// # Panics
    ///
    /// Panics if the batch has no such row.
    pub fn page(&mut self, batch: &RecordBatch, row: usize, origin: Origin) -> Result<Page, InputError> {
        page_from_row(batch, row, origin.clone(), &self.options, &mut self.json)
            .map_err(|damage| InputError { origin, kind: damage.kind, detail: damage.detail })
    }
}

/// Turns a row into a page, by way of a JSON object with the names of the columns.
pub(super) fn page_from_row(
    batch: &RecordBatch,
    row: usize,
    origin: Origin,
    options: &Options,
    json: &mut JsonState,
) -> Result<Page, Damage> {
    let schema = batch.schema_ref();
    let mut record = Map::new();
    for (field, column) in schema.fields().iter().zip(batch.columns()) {
        record.insert(field.name().clone(), value_at(column, row));
    }
    let record = Value::Object(record).to_string();
    let mut page = page_from_object(record.as_bytes(), origin, options, json)?;
    // The bytes of a page in another charset are the page, and not what of them is UTF-8.
    let content = json.content_key().and_then(|key| batch.column_by_name(key));
    if let Some(bytes) = content.and_then(|column| bytes_at(column, row))
        && simdutf8::basic::from_utf8(bytes).is_err()
    {
        page.bytes = bytes.to_vec();
        // That it is UTF-8 was said of the text.
        page.declared.charset = None;
        limit_page(&mut page, options.max_page_bytes);
    }
    Ok(page)
}
