//! From a JSON object to a page.

use std::borrow::Cow;
use std::fmt;

use memchr::memrchr;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::dates::{DateStyle, iso_date};
use crate::format::{FileFacts, Run};
use crate::item::ErrorKind;
use crate::json_repair::repair;
use crate::page::{Page, PageKind};
use crate::profile::{Field, Path, Plan};
use crate::sniff;
use crate::stream::Damage;

/// So many names are listed when none of them is known.
const MAX_LISTED_KEYS: usize = 20;

/// Makes a page of a line without its newline, at this record number and offset.
pub(crate) fn page_of_line(
    line: &[u8],
    facts: &FileFacts,
    record: u64,
    offset: u64,
    run: &mut Run,
) -> Result<Page, Damage> {
    let text = match simdutf8::basic::from_utf8(line) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(line),
    };
    let mut decoding_errors = matches!(text, Cow::Owned(_));
    let mended;
    let object = match serde_json::from_str::<Object<'_>>(&text) {
        Ok(object) => object,
        Err(error) => {
            mended = repair(&text);
            let Ok(object) = serde_json::from_str::<Object<'_>>(&mended) else {
                let kind = if error.is_eof() { ErrorKind::Truncated } else { ErrorKind::BadJson };
                return Err(Damage { kind, detail: parse_fault(&error) });
            };
            object
        }
    };
    let mut record_fields = RecordFields { object, opened: Vec::new(), decoding_errors: false };
    let origin = facts.origin(record, offset);
    let plan = run.resolver.plan(record_fields.object.entries.iter().map(|(key, _)| &**key));
    let limit = run.options.max_page_bytes;

    let Some((field, content)) = content(&mut record_fields, plan) else {
        return Err(Damage { kind: ErrorKind::NoTextField, detail: record_fields.no_text_field() });
    };
    let mut page = page_of_content(field, content, Page::new(Vec::new(), PageKind::Text, origin));
    if page.bytes.len() > limit {
        page.too_large = Some(page.bytes.len() as u64);
        let mut end = limit;
        // A character isn't cut in two.
        while end > 0 && page.bytes[end] & 0xc0 == 0x80 {
            end -= 1;
        }
        page.bytes.truncate(end);
        page.bytes.shrink_to_fit();
    }
    let declared = &mut page.declared;
    declared.charset = Some("utf-8".to_owned());
    declared.id = record_fields.string(plan, Field::Id);
    declared.url = record_fields.string(plan, Field::Url);
    declared.title = record_fields.title(plan);
    declared.authors = record_fields.authors(plan);
    let style = DateStyle { month_first: plan.month_first(), stamps_in_utc: false };
    declared.published = record_fields.string(plan, Field::Published).map(|date| iso_date(date, style));
    let style = DateStyle { stamps_in_utc: true, ..style };
    declared.fetched = record_fields.string(plan, Field::Fetched).map(|date| iso_date(date, style));
    declared.language = record_fields.string(plan, Field::Language);
    declared.site_name = record_fields.string(plan, Field::SiteName);
    for path in &run.options.keep_fields {
        if let Some(found) = record_fields.find(path) {
            let value = found.value(&mut decoding_errors);
            page.metadata.insert(path.clone(), value);
        }
    }
    decoding_errors |= record_fields.decoding_errors;
    page.decoding_errors = decoding_errors;
    Ok(page)
}

/// What the parser says, without its line number: there is only one line.
fn parse_fault(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or(&text).to_owned();
    format!("{text} at column {}", error.column())
}

/// The top of an object, with its values not yet parsed. Of keys that occur twice the last one counts, at the
/// place of the first.
struct Object<'a> {
    entries: Vec<(Key<'a>, &'a RawValue)>,
}

/// A key that borrows unless it has escapes in it.
struct Key<'a>(Cow<'a, str>);

impl std::ops::Deref for Key<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(key)))
            }

            fn visit_str<E>(self, key: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

/// An object with more keys is no page. Keys are looked up one by one, so their number is part of the cost.
const MAX_KEYS: usize = 4096;

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectVisitor;
        impl<'de> Visitor<'de> for ObjectVisitor {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut entries: Vec<(Key<'de>, &'de RawValue)> = Vec::new();
                while let Some((key, value)) = map.next_entry::<Key<'de>, &'de RawValue>()? {
                    match entries.iter().position(|(known, _)| **known == *key) {
                        Some(at) => entries[at].1 = value,
                        None if entries.len() == MAX_KEYS => {
                            return Err(serde::de::Error::custom(format!("more than {MAX_KEYS} keys")));
                        }
                        None => entries.push((key, value)),
                    }
                }
                Ok(Object { entries })
            }
        }
        deserializer.deserialize_map(ObjectVisitor)
    }
}

/// A value found in a record.
enum Found<'a> {
    Raw(&'a RawValue),
    Parsed(&'a Value),
}

impl Found<'_> {
    fn value(&self, decoding_errors: &mut bool) -> Value {
        match self {
            Found::Raw(raw) => parse(raw.get(), decoding_errors).unwrap_or(Value::Null),
            Found::Parsed(value) => (*value).clone(),
        }
    }
}

/// Parses a value that is known to be one, except for halves of surrogate pairs.
fn parse<T: serde::de::DeserializeOwned>(raw: &str, decoding_errors: &mut bool) -> Option<T> {
    serde_json::from_str(raw).ok().or_else(|| {
        let value = serde_json::from_str(&repair(raw)).ok()?;
        *decoding_errors = true;
        Some(value)
    })
}

/// A record whose values are parsed when they are asked for.
struct RecordFields<'a> {
    object: Object<'a>,
    /// Values that paths led into, by their position in `object`.
    opened: Vec<(usize, Value)>,
    decoding_errors: bool,
}

impl RecordFields<'_> {
    fn position(&self, key: &str) -> Option<usize> {
        self.object.entries.iter().position(|(known, _)| **known == *key)
    }

    /// The value at a dotted path. A key that has the dots in itself comes first.
    fn find(&mut self, path: &str) -> Option<Found<'_>> {
        if let Some(at) = self.position(path) {
            return Some(Found::Raw(self.object.entries[at].1));
        }
        let (top, rest) = path.split_once('.')?;
        let at = self.position(top)?;
        if !self.opened.iter().any(|(opened, _)| *opened == at) {
            let mut value =
                parse(self.object.entries[at].1.get(), &mut self.decoding_errors).unwrap_or(Value::Null);
            // Some writers store an object as a string of JSON.
            if let Value::String(text) = &value
                && text.trim_start().starts_with('{')
            {
                value = parse(text, &mut self.decoding_errors).unwrap_or(Value::Null);
            }
            self.opened.push((at, value));
        }
        let (_, value) = self.opened.iter().find(|(opened, _)| *opened == at)?;
        descend(value, rest).map(Found::Parsed)
    }

    /// The first choice that holds a word, and which one it was.
    fn first<T>(&mut self, paths: &[Path], read: impl Fn(&Value) -> Option<T>) -> Option<(usize, T)> {
        self.first_found(paths, |found, decoding_errors| match found {
            Found::Parsed(value) => read(value),
            Found::Raw(raw) => read(&parse(raw.get(), decoding_errors)?),
        })
    }

    fn first_found<T>(
        &mut self,
        paths: &[Path],
        read: impl Fn(Found<'_>, &mut bool) -> Option<T>,
    ) -> Option<(usize, T)> {
        for (choice, path) in paths.iter().enumerate() {
            let mut decoding_errors = false;
            let value = self.find(path.as_str()).and_then(|found| read(found, &mut decoding_errors));
            self.decoding_errors |= decoding_errors;
            if let Some(value) = value {
                return Some((choice, value));
            }
        }
        None
    }

    fn string(&mut self, plan: &mut Plan, field: Field) -> Option<String> {
        let (choice, text) = self.first_found(plan.paths(field), |found, decoding_errors| match found {
            // Ids can be larger than any number type.
            Found::Raw(raw)
                if raw.get().starts_with(|first: char| first == '-' || first.is_ascii_digit()) =>
            {
                Some(raw.get().to_owned())
            }
            Found::Raw(raw) => word(&parse(raw.get(), decoding_errors)?),
            Found::Parsed(value) => word(value),
        })?;
        // An id is the input's, white space included.
        let text = if field == Field::Id { text } else { text.trim().to_owned() };
        plan.count_use(field, choice);
        Some(text)
    }

    fn title(&mut self, plan: &mut Plan) -> Option<String> {
        // A title may well be `None` or `NaN`.
        let (choice, title) = self.first(plan.paths(Field::Title), |value| {
            value.as_str().map(str::trim).filter(|title| !title.is_empty()).map(str::to_owned)
        })?;
        plan.count_use(Field::Title, choice);
        let escaped = plan.paths(Field::Title)[choice].as_str().ends_with(".rendered");
        Some(if escaped { sniff::unescape_once(&title) } else { title })
    }

    fn authors(&mut self, plan: &mut Plan) -> Vec<String> {
        let separators = plan.author_separators;
        let found = self.first(plan.paths(Field::Authors), |value| {
            let mut names = Vec::new();
            collect_names(value, separators, &mut names);
            (!names.is_empty()).then_some(names)
        });
        let Some((choice, names)) = found else { return Vec::new() };
        plan.count_use(Field::Authors, choice);
        names
    }

    fn no_text_field(&self) -> String {
        let keys: Vec<&str> = self.object.entries.iter().map(|(key, _)| &**key).collect();
        if keys.is_empty() {
            return "the object is empty".to_owned();
        }
        let listed: Vec<String> =
            keys.iter().take(MAX_LISTED_KEYS).map(|key| key.chars().take(40).collect()).collect();
        let more = keys.len() - listed.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!(
            "no field known to hold a page among {}{more}; name it with --map, as in --map text={}",
            listed.join(", "),
            listed.last().map_or("body", String::as_str)
        )
    }
}

fn descend<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let Value::Object(map) = value else { return None };
    if let Some(value) = map.get(path) {
        return Some(value);
    }
    let (top, rest) = path.split_once('.')?;
    descend(map.get(top)?, rest)
}

/// A string or a number as a string; of a list the first. Words that stand for nothing are nothing.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => (!is_null_word(text.trim())).then(|| text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(list) => list.first().and_then(word),
        _ => None,
    }
}

fn is_null_word(text: &str) -> bool {
    matches!(text, "" | "None" | "none" | "nan" | "NaN" | "NaT" | "NULL" | "null" | "\\N" | "<NA>")
}

fn collect_names(value: &Value, separators: &[char], names: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            let parts = text.split(separators).map(str::trim).filter(|name| !is_null_word(name));
            names.extend(parts.map(str::to_owned));
        }
        Value::Array(list) => {
            for value in list {
                // A list is split already, but `A; B` within it is never one name.
                collect_names(value, &[';'], names);
            }
        }
        Value::Object(map) => {
            if let Some(name) = map.get("name").and_then(Value::as_str).map(str::trim)
                && !is_null_word(name)
            {
                names.push(name.to_owned());
            }
        }
        _ => {}
    }
}

/// The page's text or markup and the field it came from: the first choice that is not empty, else an empty
/// string if any choice is there.
fn content(record: &mut RecordFields<'_>, plan: &mut Plan) -> Option<(Field, String)> {
    let mut empty = None;
    for field in [Field::Html, Field::Text] {
        for choice in 0..plan.paths(field).len() {
            let mut decoding_errors = false;
            let path = plan.paths(field)[choice].clone();
            let text = record.find(path.as_str()).and_then(|found| body(&found, &mut decoding_errors));
            record.decoding_errors |= decoding_errors;
            match text {
                Some(text) if !text.trim().is_empty() => {
                    plan.count_use(field, choice);
                    return Some((field, text));
                }
                Some(text) => empty = empty.or(Some((field, choice, text))),
                None => {}
            }
        }
    }
    let (field, choice, text) = empty?;
    plan.count_use(field, choice);
    Some((field, text))
}

/// A string, the paragraphs of a list, or nothing for null. Other values hold no page.
fn body(found: &Found<'_>, decoding_errors: &mut bool) -> Option<String> {
    match found {
        Found::Raw(raw) => match raw.get().as_bytes().first()? {
            b'"' => parse(raw.get(), decoding_errors),
            b'n' => Some(String::new()),
            b'[' => paragraphs(&found.value(decoding_errors)),
            _ => None,
        },
        Found::Parsed(Value::String(text)) => Some(text.clone()),
        Found::Parsed(Value::Null) => Some(String::new()),
        Found::Parsed(value) => paragraphs(value),
    }
}

fn paragraphs(value: &Value) -> Option<String> {
    let list = value.as_array()?;
    let strings: Vec<&str> = list.iter().map(Value::as_str).collect::<Option<_>>()?;
    Some(strings.join("\n\n"))
}

/// Tells what a field holds, row by row: markup, escaped markup, or text.
fn page_of_content(field: Field, mut content: String, mut page: Page) -> Page {
    if sniff::is_escaped_markup(&content) {
        content = sniff::unescape_once(&content);
    }
    let markup = match field {
        Field::Html => sniff::has_tag(content.as_bytes()),
        _ => sniff::is_markup(content.as_bytes()),
    };
    page.kind = if markup { PageKind::Html } else { PageKind::Text };
    if field == Field::Text
        && let Some(end) = cut_mark(&content)
    {
        content.truncate(end);
        page.truncated = true;
    }
    page.bytes = content.into_bytes();
    page
}

/// Where the text ends that has a mark such as `[+2345 chars]` behind it.
fn cut_mark(text: &str) -> Option<usize> {
    let end = text.trim_end();
    let inner = end.strip_suffix(" chars]")?;
    let at = memrchr(b'[', inner.as_bytes())?;
    let digits = inner[at..].strip_prefix("[+")?;
    let is_mark = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_mark.then(|| inner[..at].trim_end().len())
}
