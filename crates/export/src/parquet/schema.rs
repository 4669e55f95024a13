//! The Arrow types of fields. Spark, Ray, polars and DuckDB take all of them.

use std::sync::Arc;

use arrow_schema::{DataType, Field as ArrowField, Fields, Schema, SchemaRef, TimeUnit};

use crate::fields::{Field, FieldType};

/// The Arrow schema of lines with these fields.
#[must_use]
pub fn arrow_schema(fields: &[Field]) -> SchemaRef {
    let columns: Vec<ArrowField> = fields
        .iter()
        .map(|field| ArrowField::new(field.name, data_type(field.kind), field.nullable))
        .collect();
    Arc::new(Schema::new(columns))
}

fn data_type(kind: FieldType) -> DataType {
    match kind {
        FieldType::Text | FieldType::Json => DataType::Utf8,
        FieldType::Texts => DataType::List(list_item()),
        FieldType::Integer => DataType::Int64,
        FieldType::Float => DataType::Float64,
        FieldType::Date => DataType::Date32,
        FieldType::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        FieldType::Source => DataType::Struct(source_fields()),
    }
}

/// The items of a list of texts.
pub(super) fn list_item() -> Arc<ArrowField> {
    Arc::new(ArrowField::new("item", DataType::Utf8, true))
}

/// The fields of a position in the input.
pub(super) fn source_fields() -> Fields {
    Fields::from(vec![
        ArrowField::new("file", DataType::Utf8, false),
        ArrowField::new("record", DataType::Int64, false),
        ArrowField::new("offset", DataType::Int64, false),
    ])
}
