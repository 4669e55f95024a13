//! Reading JSON as pages write it: strictly, then repaired, then by keys alone.

use serde_json::{Map, Value};

/// The values of a block: as it stands, or with its usual defects repaired. `None` when it is no JSON still.
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

/// Values that stand one after the other; all must be whole.
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

/// Outside strings: drops comments, CDATA marks, semicolons, commas before a closing bracket, and turns
/// `&quot;` into quotes. Inside: escapes control characters and mends escapes that JSON does not know.
fn repair(block: &str) -> String {
    let encoded = !block.contains('"') && block.contains("&quot;");
    let decoded;
    let text = if encoded {
        decoded = block.replace("&quot;", "\"").replace("&amp;", "&");
        decoded.as_str()
    } else {
        block
    };
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '"' {
            rest = string(rest, &mut out);
            continue;
        }
        if let Some(after) = comment(rest) {
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
            // White space means nothing here; dropping it lets the arms below look one character back.
            ' ' | '\n' | '\r' | '\t' | ';' | '\u{feff}' => {}
            ',' if out.ends_with(['{', '[', ',']) => {}
            _ => out.push(c),
        }
    }
    out
}

/// What follows a comment, a CDATA mark or a bracket of one at the start.
fn comment(text: &str) -> Option<&str> {
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

/// Copies a string, mended; returns what follows it.
fn string<'a>(text: &'a str, out: &mut String) -> &'a str {
    out.push('"');
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => {
                out.push('"');
                return &text[at + 1..];
            }
            '\\' => {
                // `\'` and its like become the character itself.
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

/// Keys worth saving from what is no JSON.
const KEYS: &[&str] =
    &["@type", "headline", "name", "datePublished", "dateModified", "dateCreated", "articleSection", "url"];

/// One object of the first string value of each known key, however broken the rest. The author is the first
/// `name` after `"author"`.
pub(crate) fn salvage(block: &str) -> Value {
    let mut map = Map::new();
    for key in KEYS {
        if let Some(value) = value_of(block, key)
            && *key != "name"
        {
            map.insert((*key).to_owned(), Value::String(value));
        }
    }
    if let Some(at) = block.find("\"author\"") {
        let mut end = (at + 400).min(block.len());
        while !block.is_char_boundary(end) {
            end -= 1;
        }
        let near = &block[at..end];
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
    string(after, &mut literal);
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
    fn defects() {
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
    fn by_keys() {
        let saved =
            salvage(r#"{"@type":"Article","headline":"a "b"","author":{"@type":"Person","name":"Ann"}"#);
        assert_eq!(saved.to_string(), r#"{"@type":"Article","headline":"a ","author":"Ann"}"#);
    }
}
