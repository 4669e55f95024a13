//! The stream of React server components, which Next.js writes into the page in chunks:
//! `self.__next_f.push([1,"2:[\"$\",\"p\",null,{...}]\n"])`.
//!
//! The strings of all chunks together are rows: a number in hexadecimal digits, a colon, and JSON up to the end of the
//! line, or text of a stated length. Values of other rows are referred to by their numbers (`$2`, `$L2`).

use memchr::memmem;
use rustc_hash::FxHashMap;

use crate::embedded::values::{ValueId, Values, unescape};
use crate::unicode::characters::floor_boundary;

const PUSH: &str = "__next_f.push(";

/// Whether a script contains a chunk.
pub(crate) fn has_chunk(script: &str) -> bool {
    memmem::find(script.as_bytes(), PUSH.as_bytes()).is_some()
}

/// Appends the strings of a script's chunks.
pub(crate) fn join_chunks(script: &str, stream: &mut String) {
    let mut rest = script;
    while let Some(at) = memmem::find(rest.as_bytes(), PUSH.as_bytes()) {
        rest = &rest[at + PUSH.len()..];
        let string = rest.trim_start().strip_prefix("[1,").map(str::trim_start);
        let Some(string) = string.and_then(|string| string.strip_prefix('"')) else { continue };
        let length = stream.len();
        match unescape(string, b'"', stream) {
            Some(end) => rest = &string[end..],
            // The page is cut off here.
            None => stream.truncate(length),
        }
    }
}

/// The rows of a stream in order, with their numbers.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) values: Vec<ValueId>,
    by_number: FxHashMap<u32, ValueId>,
}

impl Rows {
    /// Reads the rows of a stream. Stops where it is no longer one.
    pub(crate) fn read(stream: &str, values: &mut Values) -> Rows {
        let mut rows = Rows::default();
        let mut rest = stream;
        while let Some((number, content)) = rest.split_once(':') {
            let Ok(number) = u32::from_str_radix(number.trim(), 16) else { break };
            let (value, length) = match text_row(content) {
                Some((text, length)) => (values.add_string(text), length),
                None => {
                    let length = content.find('\n').map_or(content.len(), |end| end + 1);
                    let json = &content[..length];
                    (json.starts_with(['[', '{', '"']).then(|| values.read(json)).flatten(), length)
                }
            };
            rest = &content[length..];
            if let Some(value) = value {
                rows.values.push(value);
                rows.by_number.insert(number, value);
            }
        }
        rows
    }

    /// The row that a string refers to, if it is a reference.
    pub(crate) fn referred(&self, string: &str) -> Option<ValueId> {
        let digits = string.strip_prefix('$')?;
        let digits = digits.strip_prefix(['L', '@']).unwrap_or(digits);
        self.by_number.get(&u32::from_str_radix(digits, 16).ok()?).copied()
    }
}

/// Maximum digits of the length of a text.
const MAX_LENGTH_DIGITS: usize = 8;

/// The text of a row such as `T1a,text`, and the row's length. The number of the text's bytes precedes it.
fn text_row(content: &str) -> Option<(&str, usize)> {
    let head = content.get(1..).filter(|_| content.starts_with('T'))?;
    let comma = head.bytes().take(MAX_LENGTH_DIGITS + 1).position(|byte| byte == b',')?;
    let (digits, text) = (&head[..comma], &head[comma + 1..]);
    let bytes = usize::from_str_radix(digits, 16).ok()?;
    let text = &text[..floor_boundary(text, bytes)];
    Some((text, 1 + digits.len() + 1 + text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_span_chunks() {
        let script = concat!(
            r#"(self.__next_f=self.__next_f||[]).push([0]);self.__next_f.push([1,"0:[\"$L1\"]\n1:T6,é\n\"x"])"#,
            r#";self.__next_f.push([1,"y2:I[\"a\"]\na:{\"b\":"])self.__next_f.push([1,"\"$1\"}\n"])"#,
        );
        assert!(has_chunk(script));
        let mut stream = String::new();
        join_chunks(script, &mut stream);
        assert_eq!(stream, "0:[\"$L1\"]\n1:T6,é\n\"xy2:I[\"a\"]\na:{\"b\":\"$1\"}\n");
        let mut values = Values::default();
        let rows = Rows::read(&stream, &mut values);
        assert_eq!(rows.values.len(), 3);
        let text = rows.referred("$L1").unwrap();
        assert_eq!(values.string(text), "é\n\"xy");
        assert_eq!(rows.referred("$1"), Some(text));
        assert_eq!(
            (rows.referred("$2"), rows.referred("$undefined"), rows.referred("1")),
            (None, None, None)
        );
    }

    #[test]
    fn a_stream_that_is_cut_off_keeps_its_rows() {
        let mut stream = String::new();
        join_chunks(r#"self.__next_f.push([1,"0:\"a\"\n1:T400,b"]);self.__next_f.push([1,"c"#, &mut stream);
        let mut values = Values::default();
        let rows = Rows::read(&stream, &mut values);
        assert_eq!(rows.referred("$1").map(|row| values.string(row)), Some("b"));
    }
}
