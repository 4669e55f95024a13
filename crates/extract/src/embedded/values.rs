//! Values of JSON and of JavaScript literals, as scripts of pages hold them.
//!
//! Scripts are not run and need not be well-formed: the reader follows brackets and strings, takes bare words and strings
//! before a colon for keys, and passes over everything else.

use std::ops::Range;

/// What a value is. `null`, booleans and variables are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueKind {
    Object,
    Array,
    String,
    /// Digits. They are kept as they are written.
    Number,
}

/// The index of a value.
pub(crate) type ValueId = u32;

/// One value, linked to those around it.
#[derive(Clone, Debug)]
struct Node {
    kind: ValueKind,
    parent: Option<ValueId>,
    first_child: Option<ValueId>,
    next_sibling: Option<ValueId>,
    /// The key in the object around it, as bytes of `Values::text`. Empty in arrays.
    key: Range<u32>,
    /// A string's characters, as bytes of `Values::text`.
    string: Range<u32>,
}

/// Maximum number of values of a page, in addition to one for each [`BYTES_PER_VALUE`] of what is read. Without a limit,
/// a script of brackets would take twenty times its size.
const BASE_VALUES: usize = 4096;
const BYTES_PER_VALUE: usize = 8;

/// How many times JSON in a string of JSON is read.
const MAX_INNER_LEVELS: u8 = 2;
/// Minimum bytes of a string that is read as JSON.
const MIN_INNER_BYTES: usize = 200;

/// Values as trees, one for each script.
#[derive(Debug, Default)]
pub(crate) struct Values {
    nodes: Vec<Node>,
    text: String,
    bytes_read: usize,
}

impl Values {
    /// Reads the values of a script or of JSON. Returns the value that contains them, or `None` if the limit is reached.
    pub(crate) fn read(&mut self, source: &str) -> Option<ValueId> {
        self.bytes_read += source.len();
        let root = self.add(ValueKind::Array, None, 0..0)?;
        Reader {
            source,
            at: 0,
            values: self,
            open: vec![OpenValue::new(root)],
            inner_level: 0,
            unclosed: vec![],
        }
        .run();
        Some(root)
    }

    /// Adds a string that is a value by itself.
    pub(crate) fn add_string(&mut self, text: &str) -> Option<ValueId> {
        self.bytes_read += text.len();
        let string = self.push_text(text);
        let id = self.add(ValueKind::String, None, 0..0)?;
        self.nodes[id as usize].string = string;
        Some(id)
    }

    fn add(&mut self, kind: ValueKind, parent: Option<&mut OpenValue>, key: Range<u32>) -> Option<ValueId> {
        if self.nodes.len() >= BASE_VALUES + self.bytes_read / BYTES_PER_VALUE {
            return None;
        }
        let id = self.nodes.len() as ValueId;
        let node = Node { kind, parent: None, first_child: None, next_sibling: None, key, string: 0..0 };
        self.nodes.push(node);
        if let Some(parent) = parent {
            self.nodes[id as usize].parent = Some(parent.id);
            match parent.last_child.replace(id) {
                Some(last) => self.nodes[last as usize].next_sibling = Some(id),
                None => self.nodes[parent.id as usize].first_child = Some(id),
            }
        }
        Some(id)
    }

    fn push_text(&mut self, text: &str) -> Range<u32> {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        start..self.text.len() as u32
    }

    /// The ids of all values. A value comes before those in it.
    pub(crate) fn ids(&self) -> Range<ValueId> {
        0..self.nodes.len() as ValueId
    }

    pub(crate) fn kind(&self, id: ValueId) -> ValueKind {
        self.nodes[id as usize].kind
    }

    pub(crate) fn parent(&self, id: ValueId) -> Option<ValueId> {
        self.nodes[id as usize].parent
    }

    /// The key of a value in the object around it. Empty in an array.
    pub(crate) fn key(&self, id: ValueId) -> &str {
        self.slice(&self.nodes[id as usize].key)
    }

    /// The characters of a string or number. Empty for other values.
    pub(crate) fn string(&self, id: ValueId) -> &str {
        self.slice(&self.nodes[id as usize].string)
    }

    fn slice(&self, range: &Range<u32>) -> &str {
        &self.text[range.start as usize..range.end as usize]
    }

    /// The values in an object or array, in order.
    pub(crate) fn children(&self, id: ValueId) -> impl Iterator<Item = ValueId> + '_ {
        let first = self.nodes[id as usize].first_child;
        std::iter::successors(first, |&child| self.nodes[child as usize].next_sibling)
    }

    /// The value of a key of an object.
    pub(crate) fn get(&self, object: ValueId, key: &str) -> Option<ValueId> {
        self.children(object).find(|&child| self.key(child) == key)
    }

    /// The keys that lead to a value, from the outermost one, as in `props.article.body`.
    pub(crate) fn path(&self, id: ValueId) -> String {
        let keys = std::iter::successors(Some(id), |&id| self.parent(id)).map(|id| self.key(id));
        let mut keys: Vec<&str> = keys.filter(|key| !key.is_empty()).collect();
        keys.reverse();
        keys.join(".")
    }
}

/// An object or array whose end has not been read.
struct OpenValue {
    id: ValueId,
    last_child: Option<ValueId>,
    /// The key that was read last, if its value was not.
    key: Option<Range<u32>>,
}

impl OpenValue {
    fn new(id: ValueId) -> Self {
        Self { id, last_child: None, key: None }
    }
}

struct Reader<'s, 'v> {
    source: &'s str,
    at: usize,
    values: &'v mut Values,
    /// The value that contains everything comes first.
    open: Vec<OpenValue>,
    inner_level: u8,
    /// The quotes that open a string without an end. Searching for the end again and again would take quadratic time.
    unclosed: Vec<u8>,
}

impl Reader<'_, '_> {
    fn run(mut self) {
        let bytes = self.source.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            let within_limit = match byte {
                b'{' => self.open_value(ValueKind::Object),
                b'[' => self.open_value(ValueKind::Array),
                b'}' => self.close_value(ValueKind::Object),
                b']' => self.close_value(ValueKind::Array),
                b'"' | b'\'' | b'`' if !self.is_unclosed(byte) => self.read_string(byte),
                b',' => self.end_entry(),
                b'/' if matches!(bytes.get(self.at + 1), Some(b'/' | b'*')) => self.skip_comment(),
                _ if is_name(byte) => self.read_bare_word(),
                _ => {
                    self.at += 1;
                    true
                }
            };
            if !within_limit {
                break;
            }
        }
    }

    /// Adds a value to the innermost one that is open; `None` if the limit is reached.
    fn add(&mut self, kind: ValueKind) -> Option<ValueId> {
        let parent = self.open.last_mut()?;
        let key = parent.key.take().unwrap_or(0..0);
        self.values.add(kind, Some(parent), key)
    }

    fn open_value(&mut self, kind: ValueKind) -> bool {
        self.at += 1;
        let Some(id) = self.add(kind) else { return false };
        self.open.push(OpenValue::new(id));
        true
    }

    /// Closes the innermost value. A bracket that closes another kind of value is stray.
    fn close_value(&mut self, kind: ValueKind) -> bool {
        self.at += 1;
        let is_open =
            self.open.len() > 1 && self.open.last().is_some_and(|open| self.values.kind(open.id) == kind);
        if is_open {
            self.open.pop();
        }
        true
    }

    /// Drops a key whose value was left out.
    fn end_entry(&mut self) -> bool {
        self.at += 1;
        if let Some(open) = self.open.last_mut() {
            open.key = None;
        }
        true
    }

    fn skip_comment(&mut self) -> bool {
        let rest = &self.source[self.at..];
        let end =
            if rest.starts_with("//") { rest.find('\n') } else { rest[2..].find("*/").map(|at| at + 4) };
        self.at += end.unwrap_or(rest.len());
        true
    }

    fn read_bare_word(&mut self) -> bool {
        let word = &self.source[self.at..];
        let length = word.bytes().position(|byte| !is_name(byte)).unwrap_or(word.len());
        self.at += length;
        if self.is_before_colon() {
            let key = self.values.push_text(&word[..length]);
            self.set_key(key);
            return true;
        }
        if !word[..length].bytes().all(|byte| byte.is_ascii_digit()) {
            return true;
        }
        let digits = self.values.push_text(&word[..length]);
        let Some(id) = self.add(ValueKind::Number) else { return false };
        self.values.nodes[id as usize].string = digits;
        true
    }

    /// Whether a colon follows, and a key is possible here. Moves past the colon.
    fn is_before_colon(&mut self) -> bool {
        let in_object = self.open.last().is_some_and(|open| self.values.kind(open.id) == ValueKind::Object);
        let rest = &self.source.as_bytes()[self.at..];
        let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let follows = in_object && rest.get(blank) == Some(&b':');
        self.at += blank;
        self.at += usize::from(follows);
        follows
    }

    fn set_key(&mut self, key: Range<u32>) {
        if let Some(open) = self.open.last_mut() {
            open.key = Some(key);
        }
    }

    fn is_unclosed(&self, quote: u8) -> bool {
        self.unclosed.contains(&quote)
    }

    fn read_string(&mut self, quote: u8) -> bool {
        let start = self.values.text.len() as u32;
        let source = &self.source[self.at + 1..];
        let Some(length) = unescape(source, quote, &mut self.values.text) else {
            // Without its end it is not a string but an apostrophe, or the script is cut off.
            self.values.text.truncate(start as usize);
            self.unclosed.push(quote);
            self.at += 1;
            return true;
        };
        self.at += 1 + length;
        let string = start..self.values.text.len() as u32;
        if self.is_before_colon() {
            self.set_key(string);
            return true;
        }
        let is_json = string.len() >= MIN_INNER_BYTES && self.values.slice(&string).starts_with(['{', '[']);
        if is_json && self.inner_level < MAX_INNER_LEVELS {
            return self.read_inner(string);
        }
        let Some(id) = self.add(ValueKind::String) else { return false };
        self.values.nodes[id as usize].string = string;
        true
    }

    /// Reads the values of JSON that is itself a string.
    fn read_inner(&mut self, string: Range<u32>) -> bool {
        let source = self.values.slice(&string).to_owned();
        let Some(id) = self.add(ValueKind::Array) else { return false };
        let inner_level = self.inner_level + 1;
        self.values.bytes_read += source.len();
        let open = vec![OpenValue::new(id)];
        Reader { source: &source, at: 0, values: self.values, open, inner_level, unclosed: vec![] }.run();
        true
    }
}

/// Bytes of names in JavaScript, and of numbers.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80
}

/// Appends the characters of a string that begins after its quote. Returns the length with the closing quote, or `None`
/// if there is none.
pub(crate) fn unescape(source: &str, quote: u8, text: &mut String) -> Option<usize> {
    let bytes = source.as_bytes();
    let mut at = 0;
    loop {
        let run = memchr::memchr2(quote, b'\\', &bytes[at..])?;
        text.push_str(&source[at..at + run]);
        at += run + 1;
        if bytes[at - 1] == quote {
            return Some(at);
        }
        let escaped = *bytes.get(at)?;
        at += 1;
        match escaped {
            b'n' => text.push('\n'),
            b't' => text.push('\t'),
            b'r' => text.push('\r'),
            b'b' | b'f' | b'v' => text.push(' '),
            b'\n' => {}
            b'u' => at += push_utf16(&source[at..], text),
            b'x' => {
                let code = source.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
                text.push(code.map_or(char::REPLACEMENT_CHARACTER, char::from));
                at += if code.is_some() { 2 } else { 0 };
            }
            _ => {
                // The character itself, which may be longer than a byte.
                let c = source[at - 1..].chars().next()?;
                text.push(c);
                at += c.len_utf8() - 1;
            }
        }
    }
}

/// Appends the character whose digits follow `\u`. Returns the number of bytes that it took, with the second half of a
/// surrogate pair.
fn push_utf16(digits: &str, text: &mut String) -> usize {
    let unit = |at: usize| digits.get(at..at + 4).and_then(|digits| u16::from_str_radix(digits, 16).ok());
    let Some(first) = unit(0) else {
        text.push(char::REPLACEMENT_CHARACTER);
        return 0;
    };
    let second = digits.get(4..6).filter(|&escape| escape == "\\u").and_then(|_| unit(6));
    let is_pair = (0xd800..0xdc00).contains(&first) && second.is_some_and(|s| (0xdc00..0xe000).contains(&s));
    let units = [first, second.unwrap_or(0)];
    let units = &units[..1 + usize::from(is_pair)];
    text.extend(char::decode_utf16(units.iter().copied()).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
    if is_pair { 10 } else { 4 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A value as JSON, without the values that are left out.
    fn show(values: &Values, id: ValueId) -> String {
        let children = || {
            let shown = values.children(id).map(|child| match values.key(child) {
                "" => show(values, child),
                key => format!("{key}: {}", show(values, child)),
            });
            shown.collect::<Vec<_>>().join(", ")
        };
        match values.kind(id) {
            ValueKind::Object => format!("{{{}}}", children()),
            ValueKind::Array => format!("[{}]", children()),
            ValueKind::String => format!("{:?}", values.string(id)),
            ValueKind::Number => values.string(id).to_owned(),
        }
    }

    #[track_caller]
    fn check(source: &str, expected: &str) {
        let mut values = Values::default();
        let root = values.read(source).unwrap();
        assert_eq!(show(&values, root), format!("[{expected}]"));
    }

    #[test]
    fn json_and_literals_of_scripts_are_read() {
        check(r#"{"a": ["x", 1, null, {"b": "y"}], "c": "z"}"#, r#"{a: ["x", 1, {b: "y"}], c: "z"}"#);
        check("window.__STATE__ = {a: 'x', 'b': `y`};", r#"{a: "x", b: "y"}"#);
        check("f(function(){return {a:\"x\"}}) // it's\n['z']", r#"{{a: "x"}}, ["z"]"#);
        check(r#"["a\n\u00e9\ud83c\udf27\/\"\x41", "\ud83c", "\ü"]"#, r#"["a\né🌧/\"A", "�", "ü"]"#);
    }

    #[test]
    fn broken_values_are_read_as_far_as_they_go() {
        check(r#"{"a": ["x"}, "y"]]} "b"#, r#"{a: ["x", "y"]}"#);
        check(r#"{"a": {"b": "x"#, "{a: {}}");
        check("", "");
    }

    #[test]
    fn json_in_strings_is_read() {
        let inner = format!("{{\"body\": \"{}\"}}", "word ".repeat(60));
        let outer = serde_json::json!({ "state": inner }).to_string();
        let mut values = Values::default();
        values.read(&outer).unwrap();
        let body = values.ids().find(|&id| values.key(id) == "body").unwrap();
        assert_eq!(values.path(body), "state.body");
        assert_eq!(values.string(body), "word ".repeat(60));
    }

    #[test]
    fn the_number_of_values_is_bounded() {
        let mut values = Values::default();
        values.read(&"[".repeat(1_000_000));
        assert!(values.ids().len() <= BASE_VALUES + 1_000_000 / BYTES_PER_VALUE);
    }
}
