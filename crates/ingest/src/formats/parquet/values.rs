//! The values of columns as JSON.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde_json::{Map, Value, json};

const EPOCH: Date = Date::constant(1970, 1, 1);

/// The bytes of a value; `None` if the column has no bytes.
pub(super) fn bytes_at(column: &ArrayRef, row: usize) -> Option<&[u8]> {
    if column.is_null(row) {
        return None;
    }
    match column.data_type() {
        DataType::Binary => Some(column.as_binary::<i32>().value(row)),
        DataType::LargeBinary => Some(column.as_binary::<i64>().value(row)),
        DataType::BinaryView => Some(column.as_binary_view().value(row)),
        DataType::FixedSizeBinary(_) => Some(column.as_fixed_size_binary().value(row)),
        _ => None,
    }
}

/// A value as JSON. Bytes become text, days and moments ISO 8601. Types that no page has are null.
pub(super) fn value_at(column: &ArrayRef, row: usize) -> Value {
    if column.is_null(row) {
        return Value::Null;
    }
    if let Some(bytes) = bytes_at(column, row) {
        return String::from_utf8_lossy(bytes).into();
    }
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).into(),
        DataType::LargeUtf8 => column.as_string::<i64>().value(row).into(),
        DataType::Utf8View => column.as_string_view().value(row).into(),
        DataType::Boolean => column.as_boolean().value(row).into(),
        DataType::Int8 => number::<Int8Type>(column, row),
        DataType::Int16 => number::<Int16Type>(column, row),
        DataType::Int32 => number::<Int32Type>(column, row),
        DataType::Int64 => number::<Int64Type>(column, row),
        DataType::UInt8 => number::<UInt8Type>(column, row),
        DataType::UInt16 => number::<UInt16Type>(column, row),
        DataType::UInt32 => number::<UInt32Type>(column, row),
        DataType::UInt64 => number::<UInt64Type>(column, row),
        DataType::Float32 => number::<Float32Type>(column, row),
        DataType::Float64 => number::<Float64Type>(column, row),
        DataType::Date32 => {
            let days = column.as_primitive::<Date32Type>().value(row);
            EPOCH.checked_add(Span::new().days(days)).map_or(Value::Null, |date| date.to_string().into())
        }
        DataType::Timestamp(unit, zone) => timestamp(column, row, *unit, zone.is_some()),
        DataType::List(_) => list(&column.as_list::<i32>().value(row)),
        DataType::LargeList(_) => list(&column.as_list::<i64>().value(row)),
        DataType::Struct(fields) => {
            let values = fields.iter().zip(column.as_struct().columns());
            values
                .map(|(field, values)| (field.name().clone(), value_at(values, row)))
                .collect::<Map<_, _>>()
                .into()
        }
        DataType::Map(_, _) => {
            let entries = column.as_map().value(row);
            let (keys, values) = (entries.column(0), entries.column(1));
            let entry = |at| {
                let key = value_at(keys, at);
                (key.as_str().map_or_else(|| key.to_string(), str::to_owned), value_at(values, at))
            };
            (0..entries.len()).map(entry).collect::<Map<_, _>>().into()
        }
        DataType::Dictionary(_, _) => {
            let dictionary = column.as_any_dictionary();
            dictionary
                .normalized_keys()
                .get(row)
                .map_or(Value::Null, |&key| value_at(dictionary.values(), key))
        }
        _ => Value::Null,
    }
}

fn number<T: ArrowPrimitiveType<Native: serde::Serialize>>(column: &ArrayRef, row: usize) -> Value {
    json!(column.as_primitive::<T>().value(row))
}

fn list(values: &ArrayRef) -> Value {
    (0..values.len()).map(|at| value_at(values, at)).collect()
}

/// A moment in UTC, or a local time if the column has no zone.
fn timestamp(column: &ArrayRef, row: usize, unit: TimeUnit, has_zone: bool) -> Value {
    let moment = match unit {
        TimeUnit::Second => Timestamp::from_second(column.as_primitive::<TimestampSecondType>().value(row)),
        TimeUnit::Millisecond => {
            Timestamp::from_millisecond(column.as_primitive::<TimestampMillisecondType>().value(row))
        }
        TimeUnit::Microsecond => {
            Timestamp::from_microsecond(column.as_primitive::<TimestampMicrosecondType>().value(row))
        }
        TimeUnit::Nanosecond => {
            let nanoseconds = column.as_primitive::<TimestampNanosecondType>().value(row);
            Timestamp::from_nanosecond(nanoseconds.into())
        }
    };
    let Ok(moment) = moment else { return Value::Null };
    if has_zone { moment.to_string().into() } else { TimeZone::UTC.to_datetime(moment).to_string().into() }
}
