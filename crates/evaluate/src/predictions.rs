//! What a cleaner made of a page, from a closure or from a file.

use std::io::BufRead;
use std::path::Path;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Deserializer};

use crate::{EvaluateError, gold};

/// What a cleaner made of a page; the default says nothing at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prediction {
    /// The article's text. `None` and empty text are the same to the figures.
    pub text: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// The authors' names.
    pub authors: Vec<String>,
    /// The day of publication: `YYYY-MM-DD`; what follows (a time) is ignored.
    pub date: Option<String>,
}

impl Prediction {
    /// A text without title, authors and date.
    pub fn of_text(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..Self::default() }
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
/// A file holds one JSON object per line, `{"id", "text", "title", "authors", "date"}`, all but `id` optional
/// and other keys ignored; it may be compressed with zstd. dechaff's own records are such lines (`published`
/// is read as the date). All of the file is held in memory.
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
            let PredictionRecord { id, text, title, authors, date } = record;
            by_id.insert(id, Prediction { text, title, authors, date });
        }
        Ok(Self { by_id })
    }

    /// The prediction for a page; for a page that the file does not have, one that says nothing.
    pub fn get(&self, id: &str) -> Prediction {
        self.by_id.get(id).cloned().unwrap_or_default()
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
