//! Columns that lines are read into.

use std::fmt;
use std::io;
use std::sync::Arc;

use arrow_array::builder::{
    Date32Builder, Float64Builder, Int64Builder, ListBuilder, StringBuilder, TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions, StructArray};
use arrow_schema::{ArrowError, SchemaRef};
use serde::Deserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};

use crate::fields::{Field, FieldType};
use crate::parquet::schema::{arrow_schema, list_item, source_fields};

/// The Arrow columns of some lines of JSON.
pub struct Columns {
    fields: &'static [Field],
    schema: SchemaRef,
    columns: Vec<Column>,
    rows: usize,
}

/// The values of one field.
pub(super) enum Column {
    Text(StringBuilder),
    Texts(ListBuilder<StringBuilder>),
    Integer(Int64Builder),
    Float(Float64Builder),
    Date(Date32Builder),
    Instant(TimestampMicrosecondBuilder),
    Source { file: StringBuilder, record: Int64Builder, offset: Int64Builder },
    Json(StringBuilder),
}

impl Columns {
    /// Empty columns for lines with these fields.
    #[must_use]
    pub fn new(fields: &'static [Field]) -> Self {
        let columns = fields.iter().map(|field| Column::new(field.kind)).collect();
        Self { fields, schema: arrow_schema(fields), columns, rows: 0 }
    }

    /// The types of the columns.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// Appends a line. Fields that it does not have are null.
    ///
    /// # Errors
    ///
    /// Fails if the line is not an object, or if a value is not of the type of its field.
    pub fn push(&mut self, line: &[u8]) -> io::Result<()> {
        let mut deserializer = serde_json::Deserializer::from_slice(line);
        deserializer.deserialize_map(Row(self))?;
        self.rows += 1;
        // Fields that the line does not have.
        for column in self.columns.iter_mut().filter(|column| column.len() < self.rows) {
            column.push_null();
        }
        Ok(())
    }

    /// Takes the lines out as a batch.
    ///
    /// # Errors
    ///
    /// Fails if a column that can't have nulls has one.
    pub fn take(&mut self) -> Result<RecordBatch, ArrowError> {
        let arrays = self.columns.iter_mut().map(Column::take).collect::<Result<_, _>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(std::mem::take(&mut self.rows)));
        RecordBatch::try_new_with_options(self.schema(), arrays, &options)
    }
}

impl Column {
    fn new(kind: FieldType) -> Self {
        match kind {
            FieldType::Text => Self::Text(StringBuilder::new()),
            FieldType::Texts => Self::Texts(ListBuilder::new(StringBuilder::new()).with_field(list_item())),
            FieldType::Integer => Self::Integer(Int64Builder::new()),
            FieldType::Float => Self::Float(Float64Builder::new()),
            FieldType::Date => Self::Date(Date32Builder::new()),
            FieldType::Instant => Self::Instant(TimestampMicrosecondBuilder::new().with_timezone("UTC")),
            FieldType::Source => Self::Source {
                file: StringBuilder::new(),
                record: Int64Builder::new(),
                offset: Int64Builder::new(),
            },
            FieldType::Json => Self::Json(StringBuilder::new()),
        }
    }

    fn len(&self) -> usize {
        use arrow_array::builder::ArrayBuilder;
        match self {
            Self::Text(values) | Self::Json(values) | Self::Source { file: values, .. } => values.len(),
            Self::Texts(values) => values.len(),
            Self::Integer(values) => values.len(),
            Self::Float(values) => values.len(),
            Self::Date(values) => values.len(),
            Self::Instant(values) => values.len(),
        }
    }

    pub(super) fn push_null(&mut self) {
        match self {
            Self::Text(values) | Self::Json(values) => values.append_null(),
            Self::Texts(values) => values.append(true),
            Self::Integer(values) => values.append_null(),
            Self::Float(values) => values.append_null(),
            Self::Date(values) => values.append_null(),
            Self::Instant(values) => values.append_null(),
            Self::Source { file, record, offset } => {
                file.append_value("");
                record.append_value(0);
                offset.append_value(0);
            }
        }
    }

    fn take(&mut self) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            Self::Text(values) | Self::Json(values) => Arc::new(values.finish()),
            Self::Texts(values) => Arc::new(values.finish()),
            Self::Integer(values) => Arc::new(values.finish()),
            Self::Float(values) => Arc::new(values.finish()),
            Self::Date(values) => Arc::new(values.finish()),
            Self::Instant(values) => Arc::new(values.finish()),
            Self::Source { file, record, offset } => {
                let parts: Vec<ArrayRef> =
                    vec![Arc::new(file.finish()), Arc::new(record.finish()), Arc::new(offset.finish())];
                Arc::new(StructArray::try_new(source_fields(), parts, None)?)
            }
        })
    }
}

/// Reads the object of a line into the columns.
struct Row<'c>(&'c mut Columns);

impl<'de> Visitor<'de> for Row<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a line of the output")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        let Columns { fields, columns, .. } = self.0;
        let mut next = 0;
        while let Some(index) = map.next_key_seed(FieldName { fields, next })? {
            match index {
                Some(index) => {
                    map.next_value_seed(&mut columns[index])?;
                    next = index + 1;
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Reads the name of a field, and gives its index. Lines have their fields in order, so that the next one is tried first.
#[derive(Clone, Copy)]
struct FieldName {
    fields: &'static [Field],
    next: usize,
}

impl<'de> DeserializeSeed<'de> for FieldName {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for FieldName {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E>(self, name: &str) -> Result<Option<usize>, E> {
        if self.fields.get(self.next).is_some_and(|field| field.name == name) {
            return Ok(Some(self.next));
        }
        Ok(self.fields.iter().position(|field| field.name == name))
    }
}
