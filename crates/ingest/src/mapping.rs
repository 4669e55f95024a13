//! The user's choice of which fields of a record hold what.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field of a page that a JSON field can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Field {
    /// The input's own id.
    Id,
    /// The URL.
    Url,
    /// The page as markup. Preferred to `Text` if both are there.
    Html,
    /// The page as text. Markup in it is recognised.
    Text,
    /// The title.
    Title,
    /// The authors.
    Authors,
    /// When the page was published.
    Published,
    /// When the page was scraped.
    Fetched,
    /// The language.
    Language,
    /// The name of the site.
    SiteName,
}

impl Field {
    /// All fields, in the order of their declaration.
    pub const ALL: [Field; 10] = [
        Field::Id,
        Field::Url,
        Field::Html,
        Field::Text,
        Field::Title,
        Field::Authors,
        Field::Published,
        Field::Fetched,
        Field::Language,
        Field::SiteName,
    ];

    /// The name used in mappings and in the manifest.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Field::Id => "id",
            Field::Url => "url",
            Field::Html => "html",
            Field::Text => "text",
            Field::Title => "title",
            Field::Authors => "authors",
            Field::Published => "published",
            Field::Fetched => "fetched",
            Field::Language => "language",
            Field::SiteName => "site_name",
        }
    }
}

/// The user's choice of JSON fields to read: `text=maintext,url=source`.
///
/// The left side is one of the fields of a page ([`Field::as_str`]), and the right side is a dotted path into
/// the record. A field that is given twice has two choices, and the first one that holds something wins. Mapped
/// fields are not looked for elsewhere, and `text` alone also means that markup fields are not read.
///
/// ```
/// use dechaff_ingest::Mapping;
/// let mapping: Mapping = "text=maintext,url=meta.source".parse().unwrap();
/// assert_eq!(mapping.to_string(), "text=maintext,url=meta.source");
/// assert!("texts=a".parse::<Mapping>().is_err());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    pairs: Vec<(Field, String)>,
}

/// A mapping that cannot be parsed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MappingError {
    /// A part is not of the form `field=path`.
    #[error("`{0}` is not a mapping: write `field=path`, as in `text=maintext,url=source`")]
    Form(String),
    /// The left side is not a field of a page.
    #[error(
        "`{0}` is not a field to map: choose from id, url, html, text, title, authors, published, fetched, language, site_name"
    )]
    Field(String),
}

impl Mapping {
    /// Adds a choice for a field.
    pub fn add(&mut self, field: Field, path: impl Into<String>) {
        self.pairs.push((field, path.into()));
    }

    /// The paths that a field is mapped to, in the order of choice; empty if the field is not mapped.
    pub(crate) fn paths(&self, field: Field) -> impl Iterator<Item = &str> {
        self.pairs.iter().filter(move |(mapped, _)| *mapped == field).map(|(_, path)| path.as_str())
    }

    /// Whether a field is mapped to this path.
    pub(crate) fn has_path(&self, path: &str) -> bool {
        self.pairs.iter().any(|(_, mapped)| mapped == path)
    }

    /// Whether nothing is mapped.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }
}

impl FromStr for Mapping {
    type Err = MappingError;

    fn from_str(list: &str) -> Result<Self, MappingError> {
        let mut mapping = Mapping::default();
        for part in list.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let form = || MappingError::Form(part.to_owned());
            let (field, path) = part.split_once('=').ok_or_else(form)?;
            let (field, path) = (field.trim(), path.trim());
            if path.is_empty() {
                return Err(form());
            }
            let known = Field::ALL.into_iter().find(|known| known.as_str() == field);
            mapping.add(known.ok_or_else(|| MappingError::Field(field.to_owned()))?, path);
        }
        Ok(mapping)
    }
}

impl fmt::Display for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (field, path)) in self.pairs.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(f, "{comma}{}={path}", field.as_str())?;
        }
        Ok(())
    }
}

/// A dotted path into a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path(Arc<str>);

impl Path {
    pub(crate) fn new(path: &str) -> Self {
        Self(path.into())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let field = Field::ALL.into_iter().find(|field| field.as_str() == name);
        field.ok_or_else(|| serde::de::Error::custom(format!("unknown field {name:?}")))
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
