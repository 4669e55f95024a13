//! The fields of lines: names, types and meanings, for everything that has to know them.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::record::{Source, Status};

/// A field of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// The type of its values.
    pub kind: FieldType,
    /// Whether a line may have null.
    pub nullable: bool,
    /// What it says, in a sentence or two.
    pub about: &'static str,
}

/// The type of a field. Each has a counterpart in JSON, Arrow, SQL and data frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldType {
    /// Text.
    Text,
    /// A list of texts, which may be empty.
    Texts,
    /// A whole number of 64 bits with a sign.
    Integer,
    /// A floating-point number of 64 bits.
    Float,
    /// A day. In JSON, `2024-03-09`.
    Date,
    /// A moment. In JSON, `2024-03-09T08:00:00Z`, always in UTC.
    Instant,
    /// A position in the input: an object with `file`, `record` and `offset`.
    Source,
    /// Any JSON object. Where types are fixed, its text.
    Json,
}

/// The value of a field. `None` is null.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(untagged)]
pub enum FieldValue<'a> {
    /// See [`FieldType::Text`].
    Text(Option<&'a str>),
    /// See [`FieldType::Texts`].
    Texts(&'a [String]),
    /// See [`FieldType::Integer`].
    Integer(u64),
    /// See [`FieldType::Float`].
    Float(Option<f64>),
    /// See [`FieldType::Date`].
    Date(Option<Date>),
    /// See [`FieldType::Instant`].
    Instant(Option<Timestamp>),
    /// See [`FieldType::Source`].
    Source(&'a Source),
    /// See [`FieldType::Json`].
    Json(Option<&'a Map<String, Value>>),
}

/// A type that fields have.
pub(crate) trait AsField {
    const KIND: FieldType;
    const NULLABLE: bool;

    fn value(&self) -> FieldValue<'_>;
}

/// Implements [`AsField`] for a type.
macro_rules! as_field {
    ($type:ty, $kind:ident, $nullable:literal, |$field:ident| $value:expr) => {
        impl AsField for $type {
            const KIND: FieldType = FieldType::$kind;
            const NULLABLE: bool = $nullable;

            fn value(&self) -> FieldValue<'_> {
                let $field = self;
                FieldValue::$kind($value)
            }
        }
    };
}

as_field!(String, Text, false, |text| Some(text));
as_field!(Option<String>, Text, true, |text| text.as_deref());
as_field!(Cow<'static, str>, Text, false, |text| Some(text));
as_field!(Option<Cow<'static, str>>, Text, true, |text| text.as_deref());
as_field!(Status, Text, false, |status| Some(status.as_str()));
as_field!(Vec<String>, Texts, false, |texts| texts);
as_field!(u64, Integer, false, |number| *number);
as_field!(f64, Float, false, |number| Some(*number));
as_field!(Option<f64>, Float, true, |number| *number);
as_field!(Option<Date>, Date, true, |date| *date);
as_field!(Option<Timestamp>, Instant, true, |instant| *instant);
as_field!(Source, Source, false, |source| source);
as_field!(Map<String, Value>, Json, true, |map| (!map.is_empty()).then_some(map));

/// Defines the struct of a line together with the list of its fields.
macro_rules! line {
    (
        $(#[$attribute:meta])*
        pub struct $name:ident {
            $(
                $(#[doc = $about:literal])+
                $(#[serde($($serde:tt)+)])?
                pub $field:ident: $type:ty,
            )+
        }
    ) => {
        $(#[$attribute])*
        pub struct $name {
            $(
                $(#[doc = $about])+
                $(#[serde($($serde)+)])?
                pub $field: $type,
            )+
        }

        impl $name {
            /// The fields of every line, in order.
            pub const FIELDS: &'static [$crate::Field] = &[
                $($crate::Field {
                    name: stringify!($field),
                    kind: <$type as $crate::fields::AsField>::KIND,
                    nullable: <$type as $crate::fields::AsField>::NULLABLE,
                    about: concat!($($about),+).trim_ascii(),
                }),+
            ];

            /// The values of the fields, in order.
            pub fn values(&self) -> impl Iterator<Item = $crate::fields::FieldValue<'_>> {
                use $crate::fields::AsField;
                [$(self.$field.value()),+].into_iter()
            }
        }
    };
}

pub(crate) use line;
