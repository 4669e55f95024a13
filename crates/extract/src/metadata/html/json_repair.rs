//! Reads JSON as pages write it: strictly, then repaired, then by keys alone.

use serde_json::{Map, Value};

use crate::metadata::steps;
use crate::unicode::characters::floor_boundary;

/// How many bytes after `"author"` are searched for a name.
const MAX_BYTES_OF_AUTHOR: usize = 400;

/// The values of a block, which is repaired if it has one of the usual defects. `None` if it is not JSON even then.
pub(crate) fn parse(block: &str) -> Option<Vec<Value>> {
    let block = block.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if block.is_empty() {
        return Some(Vec::new());
    }
    if let Ok(value) = serde_json::from_str(block) {
        return Some(vec![value]);
    }
    values(block).or_else(|| values(&repair(block)))
}

/// The values of a text that has one or more of them in a row. `None` if one is incomplete.
fn values(text: &str) -> Option<Vec<Value>> {
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let mut found = Vec::new();
    for value in &mut stream {
        match value {
            Ok(value) => found.push(value),
            Err(_) => return None,
        }
    }
    (!found.is_empty()).then_some(found)
}

/// Repairs a block. Outside of strings, removes comments, CDATA marks, semicolons and commas before a closing bracket, and
/// replaces `&quot;` by quotes. Inside of strings, escapes control characters and repairs escapes that JSON does not have.
fn repair(block: &str) -> String {
    let encoded = !block.contains('"') && block.contains("&quot;");
    let decoded;
    let text = if encoded {
        decoded = block.replace("&quot;", "\"").replace("&amp;", "&");
        decoded.as_str()
    } else {
        block
    };
    steps::add(text.len());
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '"' {
            rest = copy_string(rest, &mut out);
            continue;
        }
        if let Some(after) = skip_comment(rest) {
            rest = after;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            ']' | '}' => {
                let kept = out.trim_end_matches(',').len();
                out.truncate(kept);
                out.push(c);
            }
            // White space has no meaning here. Without it, the next arm can look at the previous character.
            ' ' | '\n' | '\r' | '\t' | ';' | '\u{feff}' => {}
            ',' if out.ends_with(['{', '[', ',']) => {}
            _ => out.push(c),
        }
    }
    out
}

/// The text after a comment or a CDATA mark, or `None` if the text does not begin with one.
fn skip_comment(text: &str) -> Option<&str> {
    const MARKS: &[&str] = &["<![CDATA[", "]]>", "<!--", "-->"];
    if let Some(mark) = MARKS.iter().find(|m| text.starts_with(**m)) {
        return Some(&text[mark.len()..]);
    }
    if let Some(inner) = text.strip_prefix("/*") {
        return Some(inner.find("*/").map_or("", |end| &inner[end + 2..]));
    }
    if let Some(line) = text.strip_prefix("//") {
        // `//<![CDATA[` opens the data on the same line.
        return Some(match line.trim_start().strip_prefix("<![CDATA[") {
            Some(after) => after,
            None => line.find('\n').map_or("", |end| &line[end..]),
        });
    }
    None
}

/// Copies a string and repairs it. Returns the text after it.
fn copy_string<'a>(text: &'a str, out: &mut String) -> &'a str {
    out.push('"');
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => {
                out.push('"');
                return &text[at + 1..];
            }
            '\\' => {
                // An escape that JSON does not have, such as `\'`, becomes the character itself.
                if let Some((_, next @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u'))) =
                    chars.peek().copied()
                {
                    out.push('\\');
                    out.push(next);
                    chars.next();
                }
            }
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out.push('"');
    ""
}

/// Keys whose values are read from blocks that are not JSON.
const SALVAGED_KEYS: &[&str] =
    &["@type", "headline", "name", "datePublished", "dateModified", "dateCreated", "articleSection", "url"];

/// An object with the first string value of each known key, however broken the rest of the block is. The author is the
/// first `name` shortly after `"author"`.
pub(crate) fn salvage(block: &str) -> Value {
    let mut map = Map::new();
    for key in SALVAGED_KEYS {
        if let Some(value) = value_of(block, key)
            && *key != "name"
        {
            map.insert((*key).to_owned(), Value::String(value));
        }
    }
    if let Some(at) = block.find("\"author\"") {
        let near = &block[at..floor_boundary(block, at + MAX_BYTES_OF_AUTHOR)];
        if let Some(name) = value_of(near, "author").or_else(|| value_of(near, "name")) {
            map.insert("author".to_owned(), Value::String(name));
        }
    }
    Value::Object(map)
}

/// The string after `"key":`, up to the next quote that is not escaped.
fn value_of(block: &str, key: &str) -> Option<String> {
    let quoted = format!("\"{key}\"");
    let after = &block[block.find(&quoted)? + quoted.len()..];
    let after = after.trim_start().strip_prefix(':')?.trim_start();
    if !after.starts_with('"') {
        return None;
    }
    let mut literal = String::new();
    copy_string(after, &mut literal);
    serde_json::from_str(&literal).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(block: &str, expected: &str) {
        let found: Vec<String> = parse(block).unwrap_or_default().iter().map(Value::to_string).collect();
        assert_eq!(found.join(" "), expected, "{block}");
    }

    #[test]
    fn usual_defects_are_repaired() {
        check(r#"{"a":1}"#, r#"{"a":1}"#);
        check("\u{feff} {\"a\":1};", r#"{"a":1}"#);
        check("//<![CDATA[\n{\"a\":1}\n//]]>", r#"{"a":1}"#);
        check("<!-- {\"a\":1} -->", r#"{"a":1}"#);
        check("/* c */ {\"a\": \"http://x\", // d\n\"b\":[1,2,],}", r#"{"a":"http://x","b":[1,2]}"#);
        check("{\"a\":\"x\ny\t\u{1}\"}", r#"{"a":"x\ny\t\n"}"#);
        check(r#"{"a":"it\'s"}"#, r#"{"a":"it's"}"#);
        check(r#"{"a":1}{"b":2}"#, r#"{"a":1} {"b":2}"#);
        check("{&quot;a&quot;:1}", r#"{"a":1}"#);
        check("{\"a\":1,,\"b\":2}", r#"{"a":1,"b":2}"#);
        check("", "");
        check("{\"a\":", "");
    }

    #[test]
    fn known_keys_are_salvaged() {
        let saved =
            salvage(r#"{"@type":"Article","headline":"a "b"","author":{"@type":"Person","name":"Ann"}"#);
        assert_eq!(saved.to_string(), r#"{"@type":"Article","headline":"a ","author":"Ann"}"#);
    }
}
