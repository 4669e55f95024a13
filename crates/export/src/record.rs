//! Lines of the output: articles, rejects, duplicates and errors.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::fields::{AsField, Field, line};

line! {
    /// An article in the form in which it is written.
    ///
    /// Start from the default, and assign the fields that are known. Every line has all fields, in this order; unknown
    /// ones are null or empty lists. Readers of the files can rely on that.
    #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
    #[serde(default)]
    #[non_exhaustive]
    pub struct Record {
        /// The input's own id, or else one that is computed from the page's URL and bytes.
        pub id: String,
        /// The page's URL as given in the input.
        pub url: Option<String>,
        /// The page's URL as declared by the page itself, resolved.
        pub canonical_url: Option<String>,
        /// The registrable domain of the URL.
        pub domain: Option<String>,
        /// The site's name for itself.
        pub site_name: Option<String>,
        /// The headline, without the site's name.
        pub title: Option<String>,
        /// The authors' names, without "By", roles and handles.
        pub authors: Vec<String>,
        /// When the article was published, in ISO 8601: a date, or a date and time with offset.
        pub published: Option<String>,
        /// The day of `published`, as the page gives it.
        pub published_date: Option<Date>,
        /// The moment of `published`, if its time and zone are known.
        pub published_at: Option<Timestamp>,
        /// When the article was last modified, in the same form as `published`.
        pub modified: Option<String>,
        /// The day of `modified`, as the page gives it.
        pub modified_date: Option<Date>,
        /// The moment of `modified`, if its time and zone are known.
        pub modified_at: Option<Timestamp>,
        /// The primary BCP 47 tag of the language, detected from the text.
        pub language: Option<String>,
        /// How sure the detection of the language is, 0 to 1.
        pub language_score: Option<f64>,
        /// The part of the site that the article belongs to.
        pub section: Option<String>,
        /// Keywords.
        pub tags: Vec<String>,
        /// The URL of the lead image.
        pub image: Option<String>,
        /// The URL or the name of the licence.
        pub license: Option<String>,
        /// The page's summary of itself.
        pub description: Option<String>,
        /// The page type: article, forum, product, listing, …
        pub page_type: Option<String>,
        /// The probability of the page type, 0 to 1, if it was predicted with probabilities.
        pub page_type_score: Option<f64>,
        /// The article without its title. Paragraphs are separated by an empty line, list items by a newline.
        pub text: String,
        /// The article as Markdown, if requested.
        pub markdown: Option<String>,
        /// The readers' comments, if requested.
        pub comments: Option<String>,
        /// The number of words in `text`.
        pub words: u64,
        /// The expected F1 of `text`, 0 to 1.
        pub confidence: f64,
        /// The hash of the text's normal form, 32 hex digits.
        pub content_hash: String,
        /// The id of the kept page that this page is a copy of, if copies are written.
        pub duplicate_of: Option<String>,
        /// What the two pages have in common: `url`, `exact` or `near`.
        pub duplicate_kind: Option<String>,
        /// The similarity of the texts, 0 to 1; `None` if only the URL is the same.
        pub similarity: Option<f64>,
        /// The id of a longer page that contains this text, if such pages are looked for.
        pub contained_in: Option<String>,
        /// When the page was scraped, as stated by the container, in ISO 8601.
        pub fetched: Option<String>,
        /// The moment of `fetched`, if its time and zone are known.
        pub fetched_at: Option<Timestamp>,
        /// The character encoding that the bytes were decoded from.
        pub charset: String,
        /// The page's position in the input.
        pub source: Source,
        /// Notes on the page: `limited`, `decoding_errors`, `truncated`, …
        pub flags: Vec<String>,
        /// Fields that were copied from the input. Null if there are none.
        #[serde(serialize_with = "serialize_metadata", deserialize_with = "null_is_empty")]
        pub metadata: Map<String, Value>,
    }
}

/// A position in the input.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The file.
    pub file: String,
    /// The number of the record in the file.
    pub record: u64,
    /// The byte at which the record starts.
    pub offset: u64,
}

/// The layout of articles.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Schema {
    /// The fields of [`Record`], flat.
    #[default]
    Dechaff,
    /// The layout of the Dolma toolkit: `id`, `text`, `source` (the name of the collection, or else the input file), `added`
    /// (when the page was fetched), `created` (when it was published), and `metadata` with all other fields of [`Record`]
    /// under their own names, followed by the fields that were copied from the input.
    Dolma {
        /// The name of the collection.
        source: Option<String>,
    },
}

/// Empty metadata as null: readers that infer types take an empty object for a struct without fields.
fn serialize_metadata<S: Serializer>(
    metadata: &Map<String, Value>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    metadata.value().serialize(serializer)
}

fn null_is_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A record in the layout of Dolma.
#[derive(Serialize)]
struct DolmaRecord<'a> {
    id: &'a str,
    text: &'a str,
    source: &'a str,
    added: Option<&'a str>,
    created: Option<&'a str>,
    metadata: DolmaMetadata<'a>,
}

/// The fields of [`Record`] without `id` and `text`, and those that were copied from the input. If a name is in both, the
/// record's own field has it.
struct DolmaMetadata<'a>(&'a Record);

impl Serialize for DolmaMetadata<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(record) = self;
        let mut map = serializer.serialize_map(None)?;
        for (field, value) in Record::FIELDS.iter().zip(record.values()) {
            if !matches!(field.name, "id" | "text" | "metadata") {
                map.serialize_entry(field.name, &value)?;
            }
        }
        let is_taken = |name: &str| Record::FIELDS.iter().any(|field| field.name == name);
        for (name, value) in record.metadata.iter().filter(|(name, _)| !is_taken(name)) {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// The fate of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The page is an article.
    Kept,
    /// The page is a copy of a kept page.
    Duplicate,
    /// The page is not an article, for some reason.
    Rejected,
    /// There is no page: only in answers to batches, where every row has one.
    Error,
}

impl Status {
    /// The name that is written: `kept`, `duplicate`, `rejected` or `error`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Duplicate => "duplicate",
            Self::Rejected => "rejected",
            Self::Error => "error",
        }
    }
}

line! {
    /// Fields that are added to a record if all pages are written, including rejects and copies.
    ///
    /// The page that a copy belongs to is in the record's own fields, [`duplicate_of`](Record::duplicate_of) and
    /// [`similarity`](Record::similarity).
    #[derive(Debug, Clone, PartialEq, Serialize)]
    #[non_exhaustive]
    pub struct Annotation {
        /// The fate of the page: `kept`, `duplicate`, `rejected` or, for a row without a page, `error`.
        pub status: Status,
        /// Why the page was rejected, what it has in common with the kept page, or the kind of the error.
        pub reason: Option<Cow<'static, str>>,
        /// Details.
        pub detail: Option<String>,
    }
}

line! {
    /// A rejected page. Start from the default, and assign the fields.
    #[derive(Debug, Clone, Default, PartialEq, Serialize)]
    #[non_exhaustive]
    pub struct Reject {
        /// See [`Record::id`].
        pub id: String,
        /// The page's URL as given in the input.
        pub url: Option<String>,
        /// The page's position in the input.
        pub source: Source,
        /// The reason, from a closed list: `no_main_content`, for instance.
        pub reason: Cow<'static, str>,
        /// Details.
        pub detail: Option<String>,
        /// The headline, if one was found.
        pub title: Option<String>,
        /// The text that was found, if it was requested.
        pub text: Option<String>,
    }
}

line! {
    /// A page that was removed as a copy of a kept page. Start from the default, and assign the fields.
    #[derive(Debug, Clone, Default, PartialEq, Serialize)]
    #[non_exhaustive]
    pub struct Duplicate {
        /// See [`Record::id`].
        pub id: String,
        /// The page's URL as given in the input.
        pub url: Option<String>,
        /// The page's position in the input.
        pub source: Source,
        /// What the two pages have in common: `url`, `exact` or `near`.
        pub kind: Cow<'static, str>,
        /// The id of the kept page.
        pub duplicate_of: String,
        /// The similarity of the two pages, 0 to 1; `None` if it was not measured.
        pub similarity: Option<f64>,
    }
}

line! {
    /// A part of the input that could not be read as a page. Start from the default, and assign the fields.
    #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
    #[non_exhaustive]
    pub struct ErrorLine {
        /// The file.
        pub file: String,
        /// The number of the record in the file.
        pub record: u64,
        /// The byte at which the record starts.
        pub offset: u64,
        /// The kind of damage, in one word.
        pub kind: Cow<'static, str>,
        /// Details.
        pub detail: Option<String>,
    }
}

impl Record {
    /// The fields of a record with an [`Annotation`], in order.
    pub const ANNOTATED_FIELDS: &'static [Field] = &{
        let mut fields = [Self::FIELDS[0]; Self::FIELDS.len() + Annotation::FIELDS.len()];
        let mut at = 0;
        while at < fields.len() {
            let own = Self::FIELDS.len();
            fields[at] = if at < own { Self::FIELDS[at] } else { Annotation::FIELDS[at - own] };
            at += 1;
        }
        fields
    };

    /// Reads a line in the flat layout. Fields that it does not have are null or empty.
    ///
    /// # Errors
    ///
    /// Fails if the line is not a JSON object, or if a value is not of the type of its field.
    pub fn from_line(line: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(line)
    }

    /// Appends the record as one line, with its newline.
    pub fn write_line(&self, schema: &Schema, out: &mut Vec<u8>) {
        match schema {
            Schema::Dechaff => write_json_line(self, out),
            Schema::Dolma { source } => {
                let dolma = DolmaRecord {
                    id: &self.id,
                    text: &self.text,
                    source: source.as_deref().unwrap_or(&self.source.file),
                    added: self.fetched.as_deref(),
                    created: self.published.as_deref(),
                    metadata: DolmaMetadata(self),
                };
                write_json_line(&dolma, out);
            }
        }
    }

    /// Appends the record as one line in the flat layout, followed by the fields `status`, `reason` and `detail`.
    pub fn write_annotated_line(&self, annotation: &Annotation, out: &mut Vec<u8>) {
        #[derive(Serialize)]
        struct Annotated<'a> {
            #[serde(flatten)]
            record: &'a Record,
            #[serde(flatten)]
            annotation: &'a Annotation,
        }
        write_json_line(&Annotated { record: self, annotation }, out);
    }
}

impl Annotation {
    /// An annotation without a reason and details.
    pub fn new(status: Status) -> Self {
        Self { status, reason: None, detail: None }
    }

    /// Adds a reason.
    #[must_use]
    pub fn with_reason(self, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { reason: Some(reason.into()), ..self }
    }

    /// Adds details, if there are any.
    #[must_use]
    pub fn with_detail(self, detail: Option<String>) -> Self {
        Self { detail, ..self }
    }
}

impl Reject {
    /// Appends one line, with its newline.
    pub fn write_line(&self, out: &mut Vec<u8>) {
        write_json_line(self, out);
    }
}

impl Duplicate {
    /// Appends one line, with its newline.
    pub fn write_line(&self, out: &mut Vec<u8>) {
        write_json_line(self, out);
    }
}

impl ErrorLine {
    /// Appends one line, with its newline.
    pub fn write_line(&self, out: &mut Vec<u8>) {
        write_json_line(self, out);
    }
}

fn write_json_line(line: &impl Serialize, out: &mut Vec<u8>) {
    write_json(line, out);
    out.push(b'\n');
}

pub(crate) fn write_json(value: &impl Serialize, out: &mut Vec<u8>) {
    // This can fail only for maps whose keys are not strings, which no line has, or if writing fails, which writing to
    // memory never does.
    serde_json::to_writer(out, value).expect("lines are plain JSON");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        let metadata = Map::from_iter([("shelf".to_owned(), Value::from(7))]);
        Record {
            id: "a-1".into(),
            url: Some("https://example.org/a".into()),
            authors: vec!["Ada Berg".into()],
            published: Some("2024-03-09".into()),
            text: "Two lines\nand a \u{2028} \"quote\".".into(),
            words: 5,
            confidence: 0.9,
            fetched: Some("2024-03-10T08:00:00Z".into()),
            fetched_at: "2024-03-10T08:00:00Z".parse().ok(),
            charset: "UTF-8".into(),
            source: Source { file: "dump.warc.gz".into(), record: 12, offset: 3456 },
            metadata,
            ..Record::default()
        }
    }

    fn line(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = b"before".to_vec();
        write(&mut out);
        let line = String::from_utf8(out).unwrap();
        let line = line.strip_prefix("before").and_then(|line| line.strip_suffix('\n')).unwrap();
        assert!(!line.contains('\n'));
        line.to_owned()
    }

    fn keys(value: &Value) -> Vec<&str> {
        value.as_object().unwrap().keys().map(String::as_str).collect()
    }

    const FIELDS: &str = "id url canonical_url domain site_name title authors published published_date \
        published_at modified modified_date modified_at language \
        language_score section tags image license description page_type page_type_score text markdown comments words confidence \
        content_hash duplicate_of duplicate_kind similarity contained_in fetched fetched_at charset source flags metadata";

    #[test]
    fn every_line_has_all_fields_in_order() {
        let full: Value =
            serde_json::from_str(&line(|out| record().write_line(&Schema::Dechaff, out))).unwrap();
        let empty: Value =
            serde_json::from_str(&line(|out| Record::default().write_line(&Schema::Dechaff, out))).unwrap();
        let fields: Vec<&str> = FIELDS.split_whitespace().collect();
        assert_eq!(keys(&full), fields);
        assert_eq!(keys(&empty), fields);
        assert_eq!(full["text"], "Two lines\nand a \u{2028} \"quote\".");
        assert_eq!(keys(&full["source"]), ["file", "record", "offset"]);
        assert!(empty["url"].is_null());
        assert_eq!(empty["tags"], Value::from(Vec::<Value>::new()));
        assert!(empty["metadata"].is_null());
        let values: Vec<Value> =
            record().values().map(|value| serde_json::to_value(value).unwrap()).collect();
        assert_eq!(Value::from(values), Value::from_iter(full.as_object().unwrap().values().cloned()));
        assert!(Record::FIELDS.iter().map(|field| field.name).eq(fields));
    }

    #[test]
    fn lines_are_read_as_they_were_written() {
        for record in [record(), Record::default()] {
            let line = line(|out| record.write_line(&Schema::Dechaff, out));
            assert_eq!(Record::from_line(line.as_bytes()).unwrap(), record);
        }
        assert!(Record::from_line(b"{\"words\": \"five\"}").is_err());
    }

    #[test]
    fn the_dolma_layout_has_all_fields() {
        let dolma: Value =
            serde_json::from_str(&line(|out| record().write_line(&Schema::Dolma { source: None }, out)))
                .unwrap();
        assert_eq!(keys(&dolma), ["id", "text", "source", "added", "created", "metadata"]);
        assert_eq!(dolma["source"], "dump.warc.gz");
        assert_eq!(dolma["added"], "2024-03-10T08:00:00Z");
        let others: Vec<&str> =
            FIELDS.split_whitespace().filter(|f| !["id", "text", "metadata"].contains(f)).collect();
        let names = keys(&dolma["metadata"]);
        let (own, carried) = names.split_at(others.len());
        assert_eq!((own, carried), (&others[..], &["shelf"][..]));
        assert_eq!(dolma["metadata"]["shelf"], 7);
        let flat: Value =
            serde_json::from_str(&line(|out| record().write_line(&Schema::Dechaff, out))).unwrap();
        for field in others {
            assert_eq!(dolma["metadata"][field], flat[field], "{field}");
        }
        let empty: Value = serde_json::from_str(&line(|out| {
            Record::default().write_line(&Schema::Dolma { source: None }, out)
        }))
        .unwrap();
        assert_eq!(keys(&empty), ["id", "text", "source", "added", "created", "metadata"]);
        assert!(empty["added"].is_null() && empty["created"].is_null());
        let named = Schema::Dolma { source: Some("harbour-news".into()) };
        let named: Value = serde_json::from_str(&line(|out| record().write_line(&named, out))).unwrap();
        assert_eq!(named["source"], "harbour-news");
    }

    #[test]
    fn annotations_follow_the_fields() {
        let annotation = Annotation { status: Status::Rejected, reason: Some("stub".into()), detail: None };
        let value: Value =
            serde_json::from_str(&line(|out| record().write_annotated_line(&annotation, out))).unwrap();
        let mut fields: Vec<&str> = FIELDS.split_whitespace().collect();
        fields.extend(["status", "reason", "detail"]);
        assert_eq!(keys(&value), fields);
        assert_eq!(value["status"], "rejected");
    }

    #[test]
    fn side_lines_have_their_fields_in_order() {
        let reject = Reject { id: "1".into(), reason: "empty".into(), ..Reject::default() };
        let source = r#"{"file":"","record":0,"offset":0}"#;
        assert_eq!(
            line(|out| reject.write_line(out)),
            format!(
                r#"{{"id":"1","url":null,"source":{source},"reason":"empty","detail":null,"title":null,"text":null}}"#
            )
        );
        let with_text = Reject { text: Some("Home".into()), ..reject };
        assert!(line(|out| with_text.write_line(out)).ends_with(r#""title":null,"text":"Home"}"#));
        let duplicate = Duplicate {
            id: "2".into(),
            kind: "exact".into(),
            duplicate_of: "1".into(),
            ..Duplicate::default()
        };
        assert_eq!(
            line(|out| duplicate.write_line(out)),
            format!(
                r#"{{"id":"2","url":null,"source":{source},"kind":"exact","duplicate_of":"1","similarity":null}}"#
            )
        );
        let error =
            ErrorLine { file: "a.gz".into(), record: 3, offset: 9, kind: "gzip".into(), detail: None };
        assert_eq!(
            line(|out| error.write_line(out)),
            r#"{"file":"a.gz","record":3,"offset":9,"kind":"gzip","detail":null}"#
        );
    }
}
