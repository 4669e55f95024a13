//! Predictions: a cleaner's results, from a closure or from a file.

use std::io::BufRead;
use std::path::Path;

use dechaff_extract::Article;
use rustc_hash::FxHashMap;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::EvaluateError;
use crate::gold::open_lines;

/// A cleaner's result for a page. By default everything is missing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Prediction {
    /// The article's text. For the figures, `None` and an empty text are the same.
    pub text: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// The authors' names.
    pub authors: Vec<String>,
    /// The day of publication, `YYYY-MM-DD`. Anything that follows, such as a time, is ignored.
    pub date: Option<String>,
    /// The page type, by the cleaner's own names.
    pub page_type: Option<String>,
    /// How good the cleaner expects the text to be, 0 to 1.
    pub confidence: Option<f32>,
    /// Where title, authors and date were found.
    pub sources: FieldSources,
}

impl Prediction {
    /// What dechaff found in a page.
    #[must_use]
    pub fn from_article(article: Article) -> Self {
        let metadata = article.metadata;
        let sources = FieldSources {
            title: metadata.title.as_ref().map(|title| title.source.to_string()),
            authors: metadata.authors.as_ref().map(|authors| authors.source.to_string()),
            date: metadata.published.as_ref().map(|date| date.source.to_string()),
        };
        Self {
            text: Some(article.text),
            title: metadata.title.map(|title| title.value),
            authors: metadata.authors.map(|authors| authors.value).unwrap_or_default(),
            date: metadata.published.map(|date| date.value),
            page_type: Some(article.page_type.as_str().to_owned()),
            confidence: Some(article.confidence),
            sources,
        }
    }
}

/// Where the fields of a prediction were found, by the cleaner's own names, such as `meta:og:title`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldSources {
    /// Where the title was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where the authors were found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authors: Option<String>,
    /// Where the date was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

impl Prediction {
    /// A prediction of the text alone, without title, authors and date.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..Self::default() }
    }

    /// The prediction as a line of a file of predictions, without the newline. [`Predictions::read`] reads it back.
    ///
    /// # Errors
    ///
    /// Returns serde_json's error. No value of these fields is known to cause one.
    pub fn to_line(&self, id: &str) -> Result<String, serde_json::Error> {
        let Self { text, title, authors, date, page_type, confidence, sources } = self;
        let (text, title, date) = (text.as_deref(), title.as_deref(), date.as_deref());
        let page_type = page_type.as_deref();
        serde_json::to_string(&PredictionLine {
            id,
            text,
            title,
            authors,
            date,
            page_type,
            confidence: *confidence,
            sources: Some(sources).filter(|sources| **sources != FieldSources::default()),
        })
    }
}

/// A line of a file of predictions, as it is read.
#[derive(Deserialize)]
struct PredictionRecord {
    id: String,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default, deserialize_with = "author_names")]
    authors: Vec<String>,
    #[serde(default, alias = "published")]
    date: Option<String>,
    #[serde(default, deserialize_with = "if_of_type")]
    page_type: Option<String>,
    #[serde(default, deserialize_with = "if_of_type")]
    confidence: Option<f32>,
    #[serde(default, deserialize_with = "if_of_type")]
    sources: Option<FieldSources>,
}

/// A line of a file of predictions, as it is written.
#[derive(Serialize)]
struct PredictionLine<'a> {
    id: &'a str,
    text: Option<&'a str>,
    title: Option<&'a str>,
    authors: &'a [String],
    date: Option<&'a str>,
    page_type: Option<&'a str>,
    confidence: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sources: Option<&'a FieldSources>,
}

/// Ignores a value of another type: other programs may use the same name with another meaning ("confidence": "high").
fn if_of_type<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Typed<T> {
        Expected(T),
        Other(IgnoredAny),
    }
    Ok(match Typed::deserialize(deserializer)? {
        Typed::Expected(value) => Some(value),
        Typed::Other(_) => None,
    })
}

/// Authors in the forms that programs write: a list, one string, or null.
fn author_names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum AuthorNames {
        List(Vec<String>),
        One(String),
        None(()),
    }
    Ok(match AuthorNames::deserialize(deserializer)? {
        AuthorNames::List(names) => names,
        AuthorNames::One(name) => vec![name],
        AuthorNames::None(()) => Vec::new(),
    })
}

/// The predictions of another program, or of an earlier run, by page id.
///
/// A file has one JSON object per line, `{"id", "text", "title", "authors", "date", "page_type", "confidence", "sources"}`. All
/// keys but `id` are optional, and other keys are ignored. The file may be compressed with zstd. dechaff's own
/// records are such lines (`published` is read as the date). The whole file is held in memory.
#[derive(Debug, Default)]
pub struct Predictions {
    by_id: FxHashMap<String, Prediction>,
}

impl Predictions {
    /// Reads a file. If several lines have the same id, the last one counts.
    ///
    /// # Errors
    ///
    /// Returns an error that names the file and the line.
    pub fn read(path: &Path) -> Result<Self, EvaluateError> {
        let lines =
            open_lines(path).map_err(|source| EvaluateError::Open { path: path.to_owned(), source })?;
        let mut by_id = FxHashMap::default();
        for (number, text) in (1..).zip(lines.lines()) {
            let text =
                text.map_err(|source| EvaluateError::Read { path: path.to_owned(), line: number, source })?;
            if text.trim().is_empty() {
                continue;
            }
            let record: PredictionRecord = serde_json::from_str(&text)
                .map_err(|source| EvaluateError::Line { path: path.to_owned(), line: number, source })?;
            let PredictionRecord { id, text, title, authors, date, page_type, confidence, sources } = record;
            let sources = sources.unwrap_or_default();
            by_id.insert(id, Prediction { text, title, authors, date, page_type, confidence, sources });
        }
        Ok(Self { by_id })
    }

    /// The prediction for a page, or an empty one if the file does not have the page.
    pub fn get(&self, id: &str) -> Prediction {
        self.by_id.get(id).cloned().unwrap_or_default()
    }

    /// Whether the file has a prediction for the page.
    pub fn contains(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_other_programs_are_read() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let lines = r#"{"id":"1","text":"Snow fell.","authors":"Ada Berg","date":"2024-01-02T10:00:00Z","score":3}
{"id":"2","text":null,"authors":null}

{"id":"3","authors":["A","B"],"published":"2024-01-03"}
{"id":"1","text":"Snow fell again.","title":"Snow"}
"#;
        std::fs::write(file.path(), lines).unwrap();
        let predictions = Predictions::read(file.path()).unwrap();
        assert_eq!(predictions.by_id.len(), 3);
        assert_eq!(predictions.get("1").text.as_deref(), Some("Snow fell again."));
        assert_eq!(predictions.get("2"), Prediction::default());
        assert_eq!(predictions.get("3").authors, ["A", "B"]);
        assert_eq!(predictions.get("3").date.as_deref(), Some("2024-01-03"));
        assert_eq!(predictions.get("4"), Prediction::default());
        assert!(predictions.contains("2") && !predictions.contains("4"));
    }

    #[test]
    fn a_written_line_reads_back_the_same() {
        let prediction = Prediction {
            text: Some("Snow fell.\n\n\"Again\".".into()),
            title: None,
            authors: vec!["Ada Berg".into()],
            date: Some("2024-01-02".into()),
            page_type: Some("article".into()),
            confidence: Some(0.1 + 0.2),
            sources: FieldSources { date: Some("url".into()), ..FieldSources::default() },
        };
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), prediction.to_line("1").unwrap()).unwrap();
        assert_eq!(Predictions::read(file.path()).unwrap().get("1"), prediction);
    }

    #[test]
    fn fields_of_another_type_are_ignored() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let lines = r#"{"id":"1","confidence":"high","page_type":{"name":"article"}}
{"id":"2","confidence":null,"page_type":null}
{"id":"3","confidence":1,"page_type":"forum"}
"#;
        std::fs::write(file.path(), lines).unwrap();
        let predictions = Predictions::read(file.path()).unwrap();
        assert_eq!(predictions.get("1"), Prediction::default());
        assert_eq!(predictions.get("2"), Prediction::default());
        assert_eq!(predictions.get("3").confidence, Some(1.0));
        assert_eq!(predictions.get("3").page_type.as_deref(), Some("forum"));
    }

    #[test]
    fn a_bad_line_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "{\"id\":\"1\"}\n{\"text\":\"no id\"}\n").unwrap();
        let error = Predictions::read(file.path()).unwrap_err().to_string();
        assert!(error.contains("line 2"), "{error}");
        assert!(error.contains("`id`"), "{error}");
    }
}
