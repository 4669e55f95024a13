//! Reads the value of a field into its column.

use std::borrow::Cow;
use std::fmt;

use arrow_array::builder::StringBuilder;
use jiff::civil::Date;
use jiff::{Timestamp, Unit};
use serde::de::{DeserializeSeed, Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::parquet::columns::Column;

const EPOCH: Date = Date::constant(1970, 1, 1);

impl<'de> DeserializeSeed<'de> for &mut Column {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self {
            Column::Text(values) => deserializer.deserialize_any(Text(values)),
            Column::Texts(values) => {
                deserializer.deserialize_seq(Texts(values.values()))?;
                values.append(true);
                Ok(())
            }
            Column::Integer(values) => {
                let value = Option::<u64>::deserialize(deserializer)?;
                values.append_option(value.map(to_i64::<D::Error>).transpose()?);
                Ok(())
            }
            Column::Float(values) => {
                values.append_option(Option::<f64>::deserialize(deserializer)?);
                Ok(())
            }
            Column::Date(values) => {
                let date = Option::<Date>::deserialize(deserializer)?;
                let days = date.map(|date| EPOCH.until((Unit::Day, date)).map(|span| span.get_days()));
                values.append_option(days.transpose().map_err(D::Error::custom)?);
                Ok(())
            }
            Column::Instant(values) => {
                let instant = Option::<Timestamp>::deserialize(deserializer)?;
                values.append_option(instant.map(Timestamp::as_microsecond));
                Ok(())
            }
            Column::Source { file, record, offset } => {
                let position = Position::deserialize(deserializer)?;
                file.append_value(position.file);
                record.append_value(to_i64::<D::Error>(position.record)?);
                offset.append_value(to_i64::<D::Error>(position.offset)?);
                Ok(())
            }
            Column::Json(values) => {
                let value = Option::<&RawValue>::deserialize(deserializer)?;
                values.append_option(value.map(RawValue::get));
                Ok(())
            }
        }
    }
}

/// A position in the input.
#[derive(Deserialize)]
struct Position<'a> {
    #[serde(borrow)]
    file: Cow<'a, str>,
    record: u64,
    offset: u64,
}

fn to_i64<E: Error>(value: u64) -> Result<i64, E> {
    i64::try_from(value).map_err(E::custom)
}

/// Reads a text, which may be null.
struct Text<'c>(&'c mut StringBuilder);

impl Visitor<'_> for Text<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or null")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.append_value(text);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.append_null();
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Text<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

/// Reads the texts of a list.
struct Texts<'c>(&'c mut StringBuilder);

impl<'de> Visitor<'de> for Texts<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of texts")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut texts: S) -> Result<(), S::Error> {
        while texts.next_element_seed(Text(self.0))?.is_some() {}
        Ok(())
    }
}
