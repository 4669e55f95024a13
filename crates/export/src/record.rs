//! The lines: articles, and what became of everything else.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Map, Value};

/// An article as it is written. Every field is always there, in this order; what is not known is null (or an
/// empty list). This is a promise to those who read the files.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Record {
    /// The input's own id, else one made from the page's address and bytes.
    pub id: String,
    /// The page's address as given.
    pub url: Option<String>,
    /// The page's address as the page declares it, resolved.
    pub canonical_url: Option<String>,
    /// The registrable domain.
    pub domain: Option<String>,
    /// The site's name for itself.
    pub site_name: Option<String>,
    /// The headline, without the site's name.
    pub title: Option<String>,
    /// Names, without "By", roles and handles.
    pub authors: Vec<String>,
    /// ISO 8601: a date, or date and time with offset.
    pub published: Option<String>,
    /// Like `published`.
    pub modified: Option<String>,
    /// BCP 47 primary tag, found from the text.
    pub language: Option<String>,
    /// How sure that is, 0 to 1.
    pub language_score: Option<f64>,
    /// The part of the site that the article belongs to.
    pub section: Option<String>,
    /// Keywords.
    pub tags: Vec<String>,
    /// Address of the lead image.
    pub image: Option<String>,
    /// Address or name of the licence.
    pub license: Option<String>,
    /// The page's summary of itself.
    pub description: Option<String>,
    /// article, forum, product, listing, …
    pub page_type: Option<String>,
    /// How likely that is, 0 to 1, where it was told by probabilities.
    pub page_type_score: Option<f64>,
    /// The article: paragraphs parted by a blank line, list items by a newline; without the title.
    pub text: String,
    /// The article as Markdown, where asked for.
    pub markdown: Option<String>,
    /// Readers' comments, where asked for.
    pub comments: Option<String>,
    /// Words of `text`.
    pub words: u64,
    /// Expected F1 of `text`, 0 to 1.
    pub confidence: f64,
    /// 32 hex digits, of the text's normal form.
    pub content_hash: String,
    /// The id of the page of which this is nearly a copy, where such are tagged.
    pub duplicate_of: Option<String>,
    /// How nearly, 0 to 1.
    pub similarity: Option<f64>,
    /// When the page was scraped, as the container says, ISO 8601.
    pub fetched: Option<String>,
    /// What the bytes were decoded as.
    pub charset: String,
    /// Where the page stands in the input.
    pub source: Source,
    /// `limited`, `decoding_errors`, `truncated`, …
    pub flags: Vec<String>,
    /// Fields of the input that were carried through.
    pub metadata: Map<String, Value>,
}

/// Where a page stands in the input.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The file.
    pub file: String,
    /// The record in the file.
    pub record: u64,
    /// The byte at which the record starts.
    pub offset: u64,
}

/// How articles are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Schema {
    /// Flat: the fields of [`Record`].
    #[default]
    Dechaff,
    /// The Dolma toolkit's: `id`, `text`, `source` (the input file), `added` (when the page was fetched),
    /// `created` (when it was published), and `metadata` with all other fields of [`Record`] under their own
    /// names. `added` and `created` are left out where they are not known: when this was written is no
    /// property of the data, and the toolkit's parser takes no null for a date.
    Dolma,
}

#[derive(Serialize)]
struct DolmaRecord<'a> {
    id: &'a str,
    text: &'a str,
    source: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    added: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<&'a str>,
    metadata: DolmaMetadata<'a>,
}

/// The fields of [`Record`] without `id` and `text`.
#[derive(Serialize)]
struct DolmaMetadata<'a> {
    url: &'a Option<String>,
    canonical_url: &'a Option<String>,
    domain: &'a Option<String>,
    site_name: &'a Option<String>,
    title: &'a Option<String>,
    authors: &'a [String],
    published: &'a Option<String>,
    modified: &'a Option<String>,
    language: &'a Option<String>,
    language_score: Option<f64>,
    section: &'a Option<String>,
    tags: &'a [String],
    image: &'a Option<String>,
    license: &'a Option<String>,
    description: &'a Option<String>,
    page_type: &'a Option<String>,
    page_type_score: Option<f64>,
    markdown: &'a Option<String>,
    comments: &'a Option<String>,
    words: u64,
    confidence: f64,
    content_hash: &'a str,
    duplicate_of: &'a Option<String>,
    similarity: Option<f64>,
    fetched: &'a Option<String>,
    charset: &'a str,
    source: &'a Source,
    flags: &'a [String],
    metadata: &'a Map<String, Value>,
}

impl<'a> From<&'a Record> for DolmaRecord<'a> {
    fn from(r: &'a Record) -> Self {
        Self {
            id: &r.id,
            text: &r.text,
            source: &r.source.file,
            added: r.fetched.as_deref(),
            created: r.published.as_deref(),
            metadata: DolmaMetadata {
                url: &r.url,
                canonical_url: &r.canonical_url,
                domain: &r.domain,
                site_name: &r.site_name,
                title: &r.title,
                authors: &r.authors,
                published: &r.published,
                modified: &r.modified,
                language: &r.language,
                language_score: r.language_score,
                section: &r.section,
                tags: &r.tags,
                image: &r.image,
                license: &r.license,
                description: &r.description,
                page_type: &r.page_type,
                page_type_score: r.page_type_score,
                markdown: &r.markdown,
                comments: &r.comments,
                words: r.words,
                confidence: r.confidence,
                content_hash: &r.content_hash,
                duplicate_of: &r.duplicate_of,
                similarity: r.similarity,
                fetched: &r.fetched,
                charset: &r.charset,
                source: &r.source,
                flags: &r.flags,
                metadata: &r.metadata,
            },
        }
    }
}

/// What became of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It is an article.
    Kept,
    /// It is a copy of one that was kept.
    Duplicate,
    /// It is none, for a reason.
    Rejected,
}

/// What is added to a record where all pages are written with their verdicts. Of what page it is a copy, and
/// how nearly, is in the record's own fields.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Annotation {
    /// What became of the page.
    pub status: Status,
    /// Why it was rejected, or in what it is a copy.
    pub reason: Option<Cow<'static, str>>,
    /// More on that.
    pub detail: Option<String>,
}

/// A page that was rejected.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Reject {
    /// See [`Record::id`].
    pub id: String,
    /// The page's address as given.
    pub url: Option<String>,
    /// Where the page stands in the input.
    pub source: Source,
    /// One of a closed list, such as `no_main_content`.
    pub reason: Cow<'static, str>,
    /// More on that.
    pub detail: Option<String>,
    /// The headline, if one was found.
    pub title: Option<String>,
    /// What text was found. Only there where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A page that was removed as a copy of another.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Duplicate {
    /// See [`Record::id`].
    pub id: String,
    /// The page's address as given.
    pub url: Option<String>,
    /// Where the page stands in the input.
    pub source: Source,
    /// In what: `url`, `exact` or `near`.
    pub kind: Cow<'static, str>,
    /// The id of the page that was kept.
    pub duplicate_of: String,
    /// How nearly, 0 to 1; null where that was not measured.
    pub similarity: Option<f64>,
}

/// A part of the input that could not be read as a page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ErrorLine {
    /// The file.
    pub file: String,
    /// The record in the file.
    pub record: u64,
    /// The byte at which it starts.
    pub offset: u64,
    /// What is wrong, in a word.
    pub kind: Cow<'static, str>,
    /// More on that.
    pub detail: Option<String>,
}

impl Record {
    /// Appends the record as one line, with its newline.
    pub fn write_line(&self, schema: Schema, out: &mut Vec<u8>) {
        match schema {
            Schema::Dechaff => write_json_line(self, out),
            Schema::Dolma => write_json_line(&DolmaRecord::from(self), out),
        }
    }

    /// Appends the record as one line in the flat schema, with `status`, `reason` and `detail` behind its
    /// fields.
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
    // Fails only for maps with keys other than strings, which no line has, and where writing fails: never, to
    // memory.
    serde_json::to_writer(&mut *out, line).expect("lines are plain JSON");
    out.push(b'\n');
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

    const FIELDS: &str = "id url canonical_url domain site_name title authors published modified language \
        language_score section tags image license description page_type page_type_score text markdown comments words confidence \
        content_hash duplicate_of similarity fetched charset source flags metadata";

    #[test]
    fn every_field_is_there_in_order() {
        let full: Value =
            serde_json::from_str(&line(|out| record().write_line(Schema::Dechaff, out))).unwrap();
        let empty: Value =
            serde_json::from_str(&line(|out| Record::default().write_line(Schema::Dechaff, out))).unwrap();
        let fields: Vec<&str> = FIELDS.split_whitespace().collect();
        assert_eq!(keys(&full), fields);
        assert_eq!(keys(&empty), fields);
        assert_eq!(full["text"], "Two lines\nand a \u{2028} \"quote\".");
        assert_eq!(keys(&full["source"]), ["file", "record", "offset"]);
        assert!(empty["url"].is_null());
        assert_eq!(empty["tags"], Value::from(Vec::<Value>::new()));
        assert_eq!(empty["metadata"], Value::Object(Map::new()));
    }

    #[test]
    fn dolma_has_all_of_it_too() {
        let dolma: Value =
            serde_json::from_str(&line(|out| record().write_line(Schema::Dolma, out))).unwrap();
        assert_eq!(keys(&dolma), ["id", "text", "source", "added", "created", "metadata"]);
        assert_eq!(dolma["source"], "dump.warc.gz");
        assert_eq!(dolma["added"], "2024-03-10T08:00:00Z");
        let others: Vec<&str> = FIELDS.split_whitespace().filter(|f| !["id", "text"].contains(f)).collect();
        assert_eq!(keys(&dolma["metadata"]), others);
        assert_eq!(dolma["metadata"]["metadata"]["shelf"], 7);
        let flat: Value =
            serde_json::from_str(&line(|out| record().write_line(Schema::Dechaff, out))).unwrap();
        for field in others {
            assert_eq!(dolma["metadata"][field], flat[field], "{field}");
        }
        let empty: Value =
            serde_json::from_str(&line(|out| Record::default().write_line(Schema::Dolma, out))).unwrap();
        assert_eq!(keys(&empty), ["id", "text", "source", "metadata"]);
    }

    #[test]
    fn annotations_stand_behind_the_fields() {
        let annotation = Annotation { status: Status::Rejected, reason: Some("stub".into()), detail: None };
        let value: Value =
            serde_json::from_str(&line(|out| record().write_annotated_line(&annotation, out))).unwrap();
        let mut fields: Vec<&str> = FIELDS.split_whitespace().collect();
        fields.extend(["status", "reason", "detail"]);
        assert_eq!(keys(&value), fields);
        assert_eq!(value["status"], "rejected");
    }

    #[test]
    fn side_lines() {
        let reject = Reject { id: "1".into(), reason: "empty".into(), ..Reject::default() };
        let source = r#"{"file":"","record":0,"offset":0}"#;
        assert_eq!(
            line(|out| reject.write_line(out)),
            format!(
                r#"{{"id":"1","url":null,"source":{source},"reason":"empty","detail":null,"title":null}}"#
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
