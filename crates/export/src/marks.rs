//! What is known of an article only after its line was written: the page that it copies, or that contains it.

use memchr::memmem;
use serde::Serialize;

use crate::record::{Annotation, Status, write_json};

/// The fields of a line that are null until the page is compared with others.
///
/// Lines are written in parallel, and pages are compared in order, so these fields are put into the finished line. See
/// [`Record`](crate::Record) for what they mean.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CopyMarks<'a> {
    /// See [`Record::duplicate_of`](crate::Record::duplicate_of).
    pub duplicate_of: Option<&'a str>,
    /// See [`Record::duplicate_kind`](crate::Record::duplicate_kind).
    pub duplicate_kind: Option<&'a str>,
    /// See [`Record::similarity`](crate::Record::similarity).
    pub similarity: Option<f64>,
    /// See [`Record::contained_in`](crate::Record::contained_in).
    pub contained_in: Option<&'a str>,
}

/// The fields as they are in a line without marks. Quotes inside strings are escaped, so the first place with these bytes is
/// the fields.
const NO_MARKS: &[u8] = br#""duplicate_of":null,"duplicate_kind":null,"similarity":null,"contained_in":null"#;

impl CopyMarks<'_> {
    /// Appends a line of an article with these marks instead of none. The line must be one that
    /// [`Record`](crate::Record) wrote without marks; any other line is appended as it is.
    pub fn write_line(&self, line: &[u8], out: &mut Vec<u8>) {
        let Some(start) = memmem::find(line, NO_MARKS) else {
            debug_assert!(false, "a line without the fields of copies");
            return out.extend_from_slice(line);
        };
        out.extend_from_slice(&line[..start]);
        let at = out.len();
        write_json(self, out);
        // The fields without the braces of the object.
        out.remove(at);
        out.pop();
        out.extend_from_slice(&line[start + NO_MARKS.len()..]);
    }

    /// Appends a line that was annotated as [kept](Status::Kept), as that of a [duplicate](Status::Duplicate) with these
    /// marks. The reason is the kind of the duplicate.
    pub fn write_duplicate_line(&self, line: &[u8], out: &mut Vec<u8>) {
        let ending = |annotation: &Annotation| {
            let mut bytes = vec![];
            write_json(annotation, &mut bytes);
            bytes
        };
        let kept = ending(&Annotation::new(Status::Kept));
        // The fields of the annotation follow the record's, in one object: only the opening brace is not in the line.
        let Some(record) = line.strip_suffix(b"\n").and_then(|line| line.strip_suffix(&kept[1..])) else {
            debug_assert!(false, "a line that is not annotated as kept");
            return out.extend_from_slice(line);
        };
        self.write_line(record, out);
        let mut duplicate = Annotation::new(Status::Duplicate);
        duplicate.reason = self.duplicate_kind.map(|kind| kind.to_owned().into());
        out.extend_from_slice(&ending(&duplicate)[1..]);
        out.push(b'\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Record, Schema};
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    fn marks() -> CopyMarks<'static> {
        CopyMarks {
            duplicate_of: Some("the \"first\""),
            duplicate_kind: Some("near"),
            similarity: Some(0.875),
            contained_in: None,
        }
    }

    fn marked(record: &Record) -> Record {
        let mut record = record.clone();
        record.duplicate_of = marks().duplicate_of.map(str::to_owned);
        record.duplicate_kind = marks().duplicate_kind.map(str::to_owned);
        record.similarity = marks().similarity;
        record
    }

    proptest! {
        #[test]
        fn a_marked_line_is_the_line_of_a_marked_record(
            text in "\\PC{0,30}",
            with_null_fields in any::<bool>(),
            dolma in any::<bool>(),
        ) {
            let hostile = r#""duplicate_of":null,"duplicate_kind":null,"similarity":null,"contained_in":null"#;
            let metadata: Map<String, Value> = match with_null_fields {
                true => Map::from_iter([
                    ("text".to_owned(), json!(hostile)),
                    ("duplicate_of".to_owned(), Value::Null),
                    ("duplicate_kind".to_owned(), Value::Null),
                    ("similarity".to_owned(), Value::Null),
                    ("contained_in".to_owned(), Value::Null),
                ]),
                false => Map::new(),
            };
            let record = Record { title: Some(hostile.into()), text: format!("{text}{hostile}"), metadata, ..Record::default() };
            let schema = if dolma { Schema::Dolma { source: None } } else { Schema::Dechaff };
            let (mut line, mut expected, mut found) = (vec![], vec![], b"before".to_vec());
            record.write_line(&schema, &mut line);
            marked(&record).write_line(&schema, &mut expected);
            marks().write_line(&line, &mut found);
            prop_assert_eq!(&found[6..], expected);
        }

        #[test]
        fn an_annotated_line_becomes_that_of_a_duplicate(text in "\\PC{0,30}") {
            let record = Record { text, ..Record::default() };
            let (mut line, mut expected, mut found) = (vec![], vec![], vec![]);
            record.write_annotated_line(&Annotation::new(Status::Kept), &mut line);
            marked(&record)
                .write_annotated_line(&Annotation::new(Status::Duplicate).with_reason("near"), &mut expected);
            marks().write_duplicate_line(&line, &mut found);
            prop_assert_eq!(found, expected);
        }
    }
}
