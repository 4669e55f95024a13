//! `dechaff schema`: the types of the fields of what `dechaff clean` writes, as other programs want them.

use std::io::{self, Write};

use anyhow::Result;
use dechaff_pipeline::{Duplicate, ErrorLine, Field, FieldType, Record, Reject};
use serde_json::{Map, Value, json};

use crate::arguments::{LineKind, SchemaFormat};
use crate::exit;

/// Prints the types of the fields of one kind of line.
pub(crate) fn run(format: SchemaFormat, lines: LineKind) -> Result<u8> {
    let fields = match lines {
        LineKind::Articles => Record::FIELDS,
        LineKind::Rejects => Reject::FIELDS,
        LineKind::Duplicates => Duplicate::FIELDS,
        LineKind::Errors => ErrorLine::FIELDS,
    };
    let text = match format {
        SchemaFormat::Arrow => arrow(fields),
        SchemaFormat::Datasets => datasets(fields),
        SchemaFormat::Duckdb => duckdb(fields),
        SchemaFormat::Polars => polars(fields),
        SchemaFormat::Spark => spark(fields),
        SchemaFormat::JsonSchema => format!("{:#}", json_schema(fields)),
    };
    writeln!(io::stdout(), "{text}")?;
    Ok(exit::DONE)
}

/// One line for each field, between `open` and `close`.
fn listed(open: &str, fields: &[Field], line: impl Fn(&Field) -> String, close: &str) -> String {
    let lines: Vec<String> = fields.iter().map(|field| format!("    {},\n", line(field))).collect();
    format!("{open}\n{}{close}", lines.concat())
}

/// An expression of Python for `pyarrow`, imported as `pa`. Its reader of JSON takes no days, so they are strings.
fn arrow(fields: &[Field]) -> String {
    let of = |kind| match kind {
        FieldType::Texts => "pa.list_(pa.string())",
        FieldType::Integer => "pa.int64()",
        FieldType::Float => "pa.float64()",
        FieldType::Instant => "pa.timestamp('us', 'UTC')",
        FieldType::Source => {
            "pa.struct([('file', pa.string()), ('record', pa.int64()), ('offset', pa.int64())])"
        }
        _ => "pa.string()",
    };
    listed("pa.schema([", fields, |field| format!("('{}', {})", field.name, of(field.kind)), "])")
}

/// An expression of Python for `datasets`.
fn datasets(fields: &[Field]) -> String {
    let of = |kind| match kind {
        FieldType::Texts => "datasets.List(datasets.Value('string'))",
        FieldType::Integer => "datasets.Value('int64')",
        FieldType::Float => "datasets.Value('float64')",
        FieldType::Date => "datasets.Value('date32')",
        FieldType::Instant => "datasets.Value('timestamp[us, tz=UTC]')",
        FieldType::Source => {
            "{'file': datasets.Value('string'), 'record': datasets.Value('int64'), \
             'offset': datasets.Value('int64')}"
        }
        FieldType::Json => "datasets.Json()",
        _ => "datasets.Value('string')",
    };
    listed("datasets.Features({", fields, |field| format!("'{}': {}", field.name, of(field.kind)), "})")
}

/// A struct of SQL for the argument `columns` of DuckDB's `read_json`.
fn duckdb(fields: &[Field]) -> String {
    let of = |kind| match kind {
        FieldType::Texts => "VARCHAR[]",
        FieldType::Integer => "BIGINT",
        FieldType::Float => "DOUBLE",
        FieldType::Date => "DATE",
        FieldType::Instant => "TIMESTAMPTZ",
        FieldType::Source => "STRUCT(file VARCHAR, record BIGINT, \"offset\" BIGINT)",
        FieldType::Json => "JSON",
        _ => "VARCHAR",
    };
    listed("{", fields, |field| format!("'{}': '{}'", field.name, of(field.kind)), "}")
}

/// A dictionary of Python for `polars`, imported as `pl`.
fn polars(fields: &[Field]) -> String {
    let of = |kind| match kind {
        FieldType::Texts => "pl.List(pl.String)",
        FieldType::Integer => "pl.Int64",
        FieldType::Float => "pl.Float64",
        FieldType::Date => "pl.Date",
        FieldType::Instant => "pl.Datetime('us', 'UTC')",
        FieldType::Source => "pl.Struct({'file': pl.String, 'record': pl.Int64, 'offset': pl.Int64})",
        _ => "pl.String",
    };
    listed("{", fields, |field| format!("'{}': {}", field.name, of(field.kind)), "}")
}

/// A DDL string for Spark, in one line.
fn spark(fields: &[Field]) -> String {
    let of = |kind| match kind {
        FieldType::Texts => "ARRAY<STRING>",
        FieldType::Integer => "BIGINT",
        FieldType::Float => "DOUBLE",
        FieldType::Date => "DATE",
        FieldType::Instant => "TIMESTAMP",
        FieldType::Source => "STRUCT<file: STRING, record: BIGINT, offset: BIGINT>",
        _ => "STRING",
    };
    let columns: Vec<String> =
        fields.iter().map(|field| format!("`{}` {}", field.name, of(field.kind))).collect();
    columns.join(", ")
}

/// JSON Schema of one line, draft 2020-12.
fn json_schema(fields: &[Field]) -> Value {
    let property = |field: &Field| {
        let (kind, format) = match field.kind {
            FieldType::Texts => ("array", None),
            FieldType::Integer => ("integer", None),
            FieldType::Float => ("number", None),
            FieldType::Date => ("string", Some("date")),
            FieldType::Instant => ("string", Some("date-time")),
            FieldType::Source | FieldType::Json => ("object", None),
            _ => ("string", None),
        };
        let mut property = json!({ "description": field.about, "type": kind });
        if field.nullable {
            property["type"] = json!([kind, "null"]);
        }
        if let Some(format) = format {
            property["format"] = json!(format);
        }
        match field.kind {
            FieldType::Texts => property["items"] = json!({ "type": "string" }),
            FieldType::Source => {
                let number = json!({ "type": "integer", "minimum": 0 });
                property["properties"] =
                    json!({ "file": { "type": "string" }, "record": number, "offset": number });
                property["required"] = json!(["file", "record", "offset"]);
            }
            _ => {}
        }
        (field.name.to_owned(), property)
    };
    let required = fields.iter().map(|field| field.name);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": fields.iter().map(property).collect::<Map<_, _>>(),
        "required": required.collect::<Vec<_>>(),
        "additionalProperties": false,
    })
}
