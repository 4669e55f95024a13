//! What a cleaner made of a page, from a closure or from a file.

use std::io::BufRead;
use std::path::Path;

use rustc_hash::FxHashMap;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};

use crate::{EvaluateError, gold};

/// What a cleaner made of a page; the default says nothing at all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Prediction {
    /// The article's text. `None` and empty text are the same to the figures.
    pub text: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// The authors' names.
    pub authors: Vec<String>,
    /// The day of publication: `YYYY-MM-DD`; what follows (a time) is ignored.
    pub date: Option<String>,
    /// The kind of page, by the cleaner's own names.
    pub page_type: Option<String>,
    /// How good the cleaner thinks the text is, 0 to 1.
    pub confidence: Option<f32>,
}

impl Prediction {
    /// A text without title, authors and date.
    pub fn of_text(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..Self::default() }
    }

    /// The line of a file of predictions, without its newline; [`Predictions`] reads the same back.
    ///
    /// # Errors
    ///
    /// What serde_json says; of these fields nothing is known that it would refuse.
    pub fn to_line(&self, id: &str) -> Result<String, serde_json::Error> {
        let Self { text, title, authors, date, page_type, confidence } = self;
        let (text, title, date) = (text.as_deref(), title.as_deref(), date.as_deref());
        let page_type = page_type.as_deref();
        serde_json::to_string(&Line { id, text, title, authors, date, page_type, confidence: *confidence })
    }
}

/// A line of a file of predictions.
#[derive(Deserialize)]
struct PredictionRecord {
    id: String,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default, deserialize_with = "names")]
    authors: Vec<String>,
    #[serde(default, alias = "published")]
    date: Option<String>,
    #[serde(default, deserialize_with = "if_of_kind")]
    page_type: Option<String>,
    #[serde(default, deserialize_with = "if_of_kind")]
    confidence: Option<f32>,
}

/// The same as it is written.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    text: Option<&'a str>,
    title: Option<&'a str>,
    authors: &'a [String],
    date: Option<&'a str>,
    page_type: Option<&'a str>,
    confidence: Option<f32>,
}

/// Other programs may mean something else by a name ("confidence": "high"): what is of another kind is passed
/// over.
fn if_of_kind<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Kind<T> {
        Right(T),
        Other(IgnoredAny),
    }
    Ok(match Kind::deserialize(deserializer)? {
        Kind::Right(value) => Some(value),
        Kind::Other(_) => None,
    })
}

/// Authors as programs write them: a list, one string, or null.
fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Names {
        List(Vec<String>),
        One(String),
        None(()),
    }
    Ok(match Names::deserialize(deserializer)? {
        Names::List(names) => names,
        Names::One(name) => vec![name],
        Names::None(()) => Vec::new(),
    })
}

/// The predictions of another program, or of an earlier run, by page id.
///
/// A file holds one JSON object per line, `{"id", "text", "title", "authors", "date", "page_type",
/// "confidence"}`, all but `id` optional and other keys ignored; it may be compressed with zstd. dechaff's
/// own records are such lines (`published` is read as the date). All of the file is held in memory.
#[derive(Debug, Default)]
pub struct Predictions {
    by_id: FxHashMap<String, Prediction>,
}

impl Predictions {
    /// Reads a file. Of several lines with one id the last one counts.
    ///
    /// # Errors
    ///
    /// [`EvaluateError`] names the file and the line.
    pub fn read(path: &Path) -> Result<Self, EvaluateError> {
        let lines =
            gold::open_lines(path).map_err(|source| EvaluateError::Open { path: path.to_owned(), source })?;
        let mut by_id = FxHashMap::default();
        for (number, text) in (1..).zip(lines.lines()) {
            let text =
                text.map_err(|source| EvaluateError::Read { path: path.to_owned(), line: number, source })?;
            if text.trim().is_empty() {
                continue;
            }
            let record: PredictionRecord = serde_json::from_str(&text)
                .map_err(|source| EvaluateError::Line { path: path.to_owned(), line: number, source })?;
            let PredictionRecord { id, text, title, authors, date, page_type, confidence } = record;
            by_id.insert(id, Prediction { text, title, authors, date, page_type, confidence });
        }
        Ok(Self { by_id })
    }

    /// The prediction for a page; for a page that the file does not have, one that says nothing.
    pub fn get(&self, id: &str) -> Prediction {
        self.by_id.get(id).cloned().unwrap_or_default()
    }

    /// Whether there is a prediction for a page.
    pub fn contains(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }

    /// How many pages there are predictions for.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_programs_write() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let lines = r#"{"id":"1","text":"Snow fell.","authors":"Ada Berg","date":"2024-01-02T10:00:00Z","score":3}
{"id":"2","text":null,"authors":null}

{"id":"3","authors":["A","B"],"published":"2024-01-03"}
{"id":"1","text":"Snow fell again.","title":"Snow"}
"#;
        std::fs::write(file.path(), lines).unwrap();
        let predictions = Predictions::read(file.path()).unwrap();
        assert_eq!(predictions.len(), 3);
        assert_eq!(predictions.get("1").text.as_deref(), Some("Snow fell again."));
        assert_eq!(predictions.get("2"), Prediction::default());
        assert_eq!(predictions.get("3").authors, ["A", "B"]);
        assert_eq!(predictions.get("3").date.as_deref(), Some("2024-01-03"));
        assert_eq!(predictions.get("4"), Prediction::default());
        assert!(predictions.contains("2") && !predictions.contains("4"));
    }

    #[test]
    fn reads_what_it_writes() {
        let prediction = Prediction {
            text: Some("Snow fell.\n\n\"Again\".".into()),
            title: None,
            authors: vec!["Ada Berg".into()],
            date: Some("2024-01-02".into()),
            page_type: Some("article".into()),
            confidence: Some(0.1 + 0.2),
        };
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), prediction.to_line("1").unwrap()).unwrap();
        assert_eq!(Predictions::read(file.path()).unwrap().get("1"), prediction);
    }

    #[test]
    fn fields_that_mean_something_else_are_passed_over() {
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
