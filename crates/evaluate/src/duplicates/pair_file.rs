//! Files of labelled pairs.

use std::io::{BufRead, Write};
use std::path::Path;

use super::LabelledPair;
use crate::error::EvaluateError;
use crate::gold::open_lines;

/// Reads a file of pairs, one JSON object a line: `{"id", "kind", "label", "a": {"text", "site", "url", "date"}, "b":
/// {…}}`.
///
/// Kinds and labels are the names of [`PairKind`](crate::PairKind) and [`PairLabel`](crate::PairLabel). `site`, `url`
/// and `date` may be missing or null. `site_pages` may have other pages of the two sites, each like `a`. Blank lines are skipped, other keys are ignored. The file may be compressed with
/// zstd. All pairs are held in memory.
///
/// # Errors
///
/// Returns an error that names the file and the line.
pub fn read_pairs(path: &Path) -> Result<Vec<LabelledPair>, EvaluateError> {
    let lines = open_lines(path).map_err(|source| EvaluateError::Open { path: path.to_owned(), source })?;
    let mut pairs = Vec::new();
    for (line, text) in (1..).zip(lines.lines()) {
        let text = text.map_err(|source| EvaluateError::Read { path: path.to_owned(), line, source })?;
        if !text.trim().is_empty() {
            let pair = serde_json::from_str(&text).map_err(|source| EvaluateError::Line {
                path: path.to_owned(),
                line,
                source,
            })?;
            pairs.push(pair);
        }
    }
    Ok(pairs)
}

/// Writes pairs as lines that [`read_pairs`] reads.
///
/// # Errors
///
/// Returns the error of the output.
pub fn write_pairs(
    pairs: impl IntoIterator<Item = LabelledPair>,
    output: &mut dyn Write,
) -> std::io::Result<()> {
    for pair in pairs {
        serde_json::to_writer(&mut *output, &pair)?;
        output.write_all(b"\n")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duplicates::PairSide;
    use crate::duplicates::kind::{PairKind, PairLabel};

    fn pair() -> LabelledPair {
        let a = PairSide { text: "Snow \"fell\".\n\nAgain.".into(), ..PairSide::default() };
        let b = PairSide { site: Some("snow.example".into()), date: Some("2024-01-02".into()), ..a.clone() };
        LabelledPair {
            id: "1".into(),
            kind: PairKind::Tail10To35,
            label: PairLabel::Copy,
            a,
            b,
            site_pages: vec![],
        }
    }

    fn read(content: &[u8]) -> Result<Vec<LabelledPair>, EvaluateError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), content).unwrap();
        read_pairs(file.path())
    }

    #[test]
    fn written_pairs_read_back_the_same() {
        let other = LabelledPair { id: "2".into(), kind: PairKind::Found, ..pair() };
        let pairs = vec![pair(), LabelledPair { site_pages: vec![pair().b], ..other }];
        let mut lines = Vec::new();
        write_pairs(pairs.clone(), &mut lines).unwrap();
        assert_eq!(read(&lines).unwrap(), pairs);
        assert_eq!(read(&zstd::encode_all(lines.as_slice(), 3).unwrap()).unwrap(), pairs);
    }

    #[test]
    fn what_is_unknown_may_be_missing() {
        let line = r#"{"id":"1","kind":"found","label":"open","note":"x","a":{"text":"A"},"b":{"text":"B","url":null}}"#;
        let pair = read(format!("\n{line}\n").as_bytes()).unwrap().remove(0);
        assert_eq!((pair.a.url, pair.b.url, pair.b.text.as_str()), (None, None, "B"));
    }

    #[test]
    fn a_bad_line_is_named() {
        let mut lines = Vec::new();
        write_pairs([pair()], &mut lines).unwrap();
        let bad = String::from_utf8(lines.clone()).unwrap().replace("tail_10_35", "tail_11");
        lines.extend_from_slice(bad.as_bytes());
        let error = read(&lines).unwrap_err().to_string();
        assert!(error.contains("line 2") && error.contains("tail_11"), "{error}");
        let missing = read_pairs(Path::new("no/such/file")).unwrap_err().to_string();
        assert!(missing.contains("no/such/file"), "{missing}");
    }
}
