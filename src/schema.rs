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
    let entry = |name: &str, kind: &str| format!("'{name}': {kind}");
    let text = match format {
        SchemaFormat::Arrow => {
            let pairs = ARROW.list(fields, |name, kind| format!("('{name}', {kind})"));
            expression("pa.schema([", &pairs, "])")
        }
        SchemaFormat::Datasets => expression("datasets.Features({", &DATASETS.list(fields, entry), "})"),
        SchemaFormat::Duckdb => {
            let columns = DUCKDB.list(fields, |name, kind| format!("'{name}': '{kind}'"));
            expression("{", &columns, "}")
        }
        SchemaFormat::Polars => expression("{", &POLARS.list(fields, entry), "}"),
        SchemaFormat::Spark => SPARK.list(fields, |name, kind| format!("`{name}` {kind}")).join(", "),
        SchemaFormat::JsonSchema => format!("{:#}", json_schema(fields)),
    };
    writeln!(io::stdout(), "{text}")?;
    Ok(exit::DONE)
}

/// The names of the types in another program.
struct TypeNames {
    text: &'static str,
    texts: &'static str,
    integer: &'static str,
    float: &'static str,
    date: &'static str,
    instant: &'static str,
    source: &'static str,
    json: &'static str,
}

impl TypeNames {
    fn get(&self, kind: FieldType) -> &'static str {
        match kind {
            FieldType::Texts => self.texts,
            FieldType::Integer => self.integer,
            FieldType::Float => self.float,
            FieldType::Date => self.date,
            FieldType::Instant => self.instant,
            FieldType::Source => self.source,
            FieldType::Json => self.json,
            _ => self.text,
        }
    }

    /// What `write` makes of the name of each field and of its type.
    fn list(&self, fields: &[Field], write: impl Fn(&str, &str) -> String) -> Vec<String> {
        fields.iter().map(|field| write(field.name, self.get(field.kind))).collect()
    }
}

/// For `pyarrow`, imported as `pa`. Its reader of JSON takes no days, so they are strings.
const ARROW: TypeNames = TypeNames {
    text: "pa.string()",
    texts: "pa.list_(pa.string())",
    integer: "pa.int64()",
    float: "pa.float64()",
    date: "pa.string()",
    instant: "pa.timestamp('us', 'UTC')",
    source: "pa.struct([('file', pa.string()), ('record', pa.int64()), ('offset', pa.int64())])",
    json: "pa.string()",
};

const DATASETS: TypeNames = TypeNames {
    text: "datasets.Value('string')",
    texts: "datasets.List(datasets.Value('string'))",
    integer: "datasets.Value('int64')",
    float: "datasets.Value('float64')",
    date: "datasets.Value('date32')",
    instant: "datasets.Value('timestamp[us, tz=UTC]')",
    source: "{'file': datasets.Value('string'), 'record': datasets.Value('int64'), \
             'offset': datasets.Value('int64')}",
    json: "datasets.Json()",
};

const DUCKDB: TypeNames = TypeNames {
    text: "VARCHAR",
    texts: "VARCHAR[]",
    integer: "BIGINT",
    float: "DOUBLE",
    date: "DATE",
    instant: "TIMESTAMPTZ",
    source: "STRUCT(file VARCHAR, record BIGINT, \"offset\" BIGINT)",
    json: "JSON",
};

/// For `polars`, imported as `pl`.
const POLARS: TypeNames = TypeNames {
    text: "pl.String",
    texts: "pl.List(pl.String)",
    integer: "pl.Int64",
    float: "pl.Float64",
    date: "pl.Date",
    instant: "pl.Datetime('us', 'UTC')",
    source: "pl.Struct({'file': pl.String, 'record': pl.Int64, 'offset': pl.Int64})",
    json: "pl.String",
};

const SPARK: TypeNames = TypeNames {
    text: "STRING",
    texts: "ARRAY<STRING>",
    integer: "BIGINT",
    float: "DOUBLE",
    date: "DATE",
    instant: "TIMESTAMP",
    source: "STRUCT<file: STRING, record: BIGINT, offset: BIGINT>",
    json: "STRING",
};

/// An expression with a line for each field.
fn expression(open: &str, lines: &[String], close: &str) -> String {
    let lines: String = lines.iter().map(|line| format!("    {line},\n")).collect();
    format!("{open}\n{lines}{close}")
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
