//! Lines as JSON and as Parquet have the same values.

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::Encoder;
use crate::fields::{Field, FieldType};
use crate::record::{Record, Schema, Source};

/// Writes lines in pieces of some size, and returns the file.
fn file(fields: &'static [Field], lines: &[Vec<u8>], piece: usize) -> Vec<u8> {
    let mut encoder = Encoder::new(fields, None, vec![]).unwrap();
    lines.chunks(piece).for_each(|lines| encoder.write(&lines.concat()).unwrap());
    encoder.finish().unwrap()
}

fn read(file: Vec<u8>) -> Vec<RecordBatch> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(file)).unwrap().build().unwrap();
    reader.collect::<Result<_, _>>().unwrap()
}

/// The value of a field in a row, as it is in JSON.
fn value(batch: &RecordBatch, field: &Field, row: usize) -> Value {
    let column = batch.column_by_name(field.name).unwrap();
    if column.is_null(row) {
        return Value::Null;
    }
    match field.kind {
        FieldType::Text => json!(column.as_string::<i32>().value(row)),
        FieldType::Texts => {
            let texts = column.as_list::<i32>().value(row);
            texts.as_string::<i32>().iter().map(|text| json!(text)).collect()
        }
        FieldType::Integer => json!(column.as_primitive::<Int64Type>().value(row)),
        FieldType::Float => json!(column.as_primitive::<Float64Type>().value(row)),
        FieldType::Date => {
            let days = column.as_primitive::<Date32Type>().value(row);
            json!(jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(days))
        }
        FieldType::Instant => {
            let instant = column.as_primitive::<TimestampMicrosecondType>().value(row);
            json!(jiff::Timestamp::from_microsecond(instant).unwrap())
        }
        FieldType::Source => {
            let source = column.as_struct();
            let number = |at: usize| source.column(at).as_primitive::<Int64Type>().value(row);
            let file = source.column(0).as_string::<i32>().value(row);
            json!({ "file": file, "record": number(1), "offset": number(2) })
        }
        FieldType::Json => serde_json::from_str(column.as_string::<i32>().value(row)).unwrap(),
    }
}

fn record() -> impl Strategy<Value = Record> {
    let text = || "\\PC{0,8}\n?\\PC{0,8}";
    let texts = prop::collection::vec(text(), 0..3);
    let instant = prop::option::of(-10_000_000_000_000_000i64..100_000_000_000_000_000);
    (
        text(),
        prop::option::of(text()),
        texts,
        instant,
        prop::option::of(-1000..40_000i32),
        any::<u32>(),
        any::<bool>(),
    )
        .prop_map(|(text, title, authors, instant, days, number, is_carried)| Record {
            id: number.to_string(),
            title,
            authors,
            published_date: days.map(|days| jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(days)),
            published_at: instant.map(|instant| jiff::Timestamp::from_microsecond(instant).unwrap()),
            language_score: is_carried.then_some(f64::from(number) / 7.0),
            words: u64::from(number),
            source: Source { file: text.clone(), record: u64::from(number), offset: 1 << 40 },
            metadata: if is_carried {
                Map::from_iter([("shelf".to_owned(), json!({ "a": [1, "b", null] }))])
            } else {
                Map::new()
            },
            text,
            ..Record::default()
        })
}

proptest! {
    #[test]
    fn columns_have_the_values_of_the_lines(records in prop::collection::vec(record(), 0..20), piece in 1..7usize) {
        let lines: Vec<Vec<u8>> = records.iter().map(|record| {
            let mut line = vec![];
            record.write_line(&Schema::Dechaff, &mut line);
            line
        }).collect();
        let written = file(Record::FIELDS, &lines, piece);
        prop_assert_eq!(&written, &file(Record::FIELDS, &lines, usize::MAX));
        let batches = read(written);
        let rows = batches.iter().flat_map(|batch| (0..batch.num_rows()).map(move |row| (batch, row)));
        let rows: Vec<Value> = rows
            .map(|(batch, row)| Record::FIELDS.iter().map(|f| (f.name.to_owned(), value(batch, f, row))).collect::<Map<_, _>>().into())
            .collect();
        let expected: Vec<Value> = lines.iter().map(|line| serde_json::from_slice(line).unwrap()).collect();
        prop_assert_eq!(rows, expected);
    }
}

#[test]
fn a_file_without_lines_has_the_columns() {
    let file = file(Record::FIELDS, &[], 1);
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(file)).unwrap();
    let names: Vec<&str> = reader.schema().fields().iter().map(|field| field.name().as_str()).collect();
    assert!(Record::FIELDS.iter().map(|field| field.name).eq(names));
}
