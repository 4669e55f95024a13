//! From a JSON object to a page.

use std::borrow::Cow;
use std::fmt;

use memchr::memrchr;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::formats::{FileFacts, ReadState};
use crate::item::ErrorKind;
use crate::page::{Declared, Page, PageKind};
use crate::record::dates::{DateStyle, iso_date};
use crate::record::field_mapping::{Field, Path, Plan};
use crate::record::json_repair::repair;
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
    state: &mut ReadState,
) -> Result<Page, Damage> {
    let text = match simdutf8::basic::from_utf8(line) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(line),
    };
    let mut decoding_errors = matches!(text, Cow::Owned(_));
    let mended;
    // A value that is not read as foreseen is read with all others.
    let read = Object::read(&text, state.content_key.as_deref()).or_else(|_| Object::read(&text, None));
    let object = match read {
        Ok(object) => object,
        Err(error) => {
            mended = repair(&text);
            let Ok(object) = Object::read(&mended, None) else {
                let kind = if error.is_eof() { ErrorKind::Truncated } else { ErrorKind::BadJson };
                return Err(Damage { kind, detail: parse_fault(&error) });
            };
            object
        }
    };
    let mut record_fields = RecordFields { object, opened: Vec::new(), decoding_errors: false };
    let plan = state.resolver.plan(record_fields.object.entries.iter().map(|(key, _)| &**key));

    let Some(content) = content(&mut record_fields, plan) else {
        return Err(Damage { kind: ErrorKind::NoTextField, detail: record_fields.no_text_field() });
    };
    let style = DateStyle { month_first: plan.month_first(), stamps_in_utc: false };
    let fetched_style = DateStyle { stamps_in_utc: true, ..style };
    let declared = Declared {
        charset: Some("utf-8".to_owned()),
        id: record_fields.string(plan, Field::Id),
        url: record_fields.string(plan, Field::Url),
        title: record_fields.title(plan),
        authors: record_fields.authors(plan),
        published: record_fields.string(plan, Field::Published).map(|date| iso_date(date, style)),
        fetched: record_fields.string(plan, Field::Fetched).map(|date| iso_date(date, fetched_style)),
        language: record_fields.string(plan, Field::Language),
        site_name: record_fields.string(plan, Field::SiteName),
    };
    let mut metadata = serde_json::Map::new();
    for path in &state.options.keep_fields {
        if let Some(found) = record_fields.find(path) {
            let value = found.value(&mut decoding_errors);
            metadata.insert(path.clone(), value);
        }
    }
    decoding_errors |= record_fields.decoding_errors;

    // It is taken last, since other fields may be told to be the same.
    let text = match (content.text, content.at) {
        (Some(text), _) => text,
        (None, Some(at)) => record_fields.object.take(at),
        (None, None) => String::new(),
    };
    if let Some(at) = content.at {
        let key = &*record_fields.object.entries[at].0;
        if state.content_key.as_deref() != Some(key) {
            state.content_key = Some(key.into());
        }
    }
    let origin = facts.origin(record, offset);
    let mut page = page_of_content(content.field, text, Page::new(Vec::new(), PageKind::Text, origin));
    let limit = state.options.max_page_bytes;
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
    page.declared = declared;
    page.metadata = metadata;
    page.decoding_errors = decoding_errors;
    Ok(page)
}

/// What the parser says, without its line number: there is only one line.
fn parse_fault(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or(&text).to_owned();
    format!("{text} at column {}", error.column())
}

/// The top of an object, most of its values not yet parsed. Of keys that occur twice the last one counts, at the
/// place of the first.
struct Object<'a> {
    entries: Vec<(Key<'a>, Held<'a>)>,
}

/// A value at the top of an object.
enum Held<'a> {
    Raw(&'a RawValue),
    /// One that was foreseen to be the page's text, so that it is gone through once.
    Text(Value),
}

impl<'a> Object<'a> {
    /// Reads an object. The value of one key, if there is such, must be a string and is parsed at once.
    fn read(text: &'a str, content_key: Option<&str>) -> Result<Self, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let object = deserializer.deserialize_map(ObjectVisitor { content_key })?;
        deserializer.end()?;
        Ok(object)
    }

    /// Takes the text of an entry that was parsed at once.
    fn take(&mut self, at: usize) -> String {
        match &mut self.entries[at].1 {
            Held::Text(Value::String(text)) => std::mem::take(text),
            _ => String::new(),
        }
    }
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

struct ObjectVisitor<'k> {
    content_key: Option<&'k str>,
}

impl<'de> Visitor<'de> for ObjectVisitor<'_> {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
        let mut entries: Vec<(Key<'de>, Held<'de>)> = Vec::new();
        while let Some(key) = map.next_key::<Key<'de>>()? {
            let value = if self.content_key == Some(&*key) {
                Held::Text(Value::String(map.next_value()?))
            } else {
                Held::Raw(map.next_value()?)
            };
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

    /// The entry of this key, if it is a string.
    fn text_at(&self, key: &str) -> Option<usize> {
        self.position(key).filter(|&at| match &self.object.entries[at].1 {
            Held::Raw(raw) => raw.get().starts_with('"'),
            Held::Text(_) => true,
        })
    }

    /// The value at a dotted path. A key that has the dots in itself comes first.
    fn find(&mut self, path: &str) -> Option<Found<'_>> {
        if let Some(at) = self.position(path) {
            return Some(match &self.object.entries[at].1 {
                Held::Raw(raw) => Found::Raw(raw),
                Held::Text(text) => Found::Parsed(text),
            });
        }
        let (top, rest) = path.split_once('.')?;
        let at = self.position(top)?;
        if !self.opened.iter().any(|(opened, _)| *opened == at) {
            let mut value = match &self.object.entries[at].1 {
                Held::Raw(raw) => parse(raw.get(), &mut self.decoding_errors).unwrap_or(Value::Null),
                Held::Text(text) => text.clone(),
            };
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

/// The page's text or markup.
struct Content {
    field: Field,
    /// The entry of the object that is the text, if one is.
    at: Option<usize>,
    /// `None` where that entry was parsed at once.
    text: Option<String>,
}

/// The first choice that is not empty, else an empty string if any choice is there.
fn content(record: &mut RecordFields<'_>, plan: &mut Plan) -> Option<Content> {
    let mut empty = None;
    for field in [Field::Html, Field::Text] {
        for choice in 0..plan.paths(field).len() {
            let mut decoding_errors = false;
            let path = plan.paths(field)[choice].clone();
            let at = record.text_at(path.as_str());
            let found = record.find(path.as_str());
            let (is_blank, text) = match (found, at) {
                (Some(Found::Parsed(Value::String(text))), Some(_)) => (text.trim().is_empty(), None),
                (found, _) => {
                    let text = found.and_then(|found| body(&found, &mut decoding_errors));
                    record.decoding_errors |= decoding_errors;
                    let Some(text) = text else { continue };
                    (text.trim().is_empty(), Some(text))
                }
            };
            let content = Content { field, at, text };
            if !is_blank {
                plan.count_use(field, choice);
                return Some(content);
            }
            empty = empty.or(Some((choice, content)));
        }
    }
    let (choice, content) = empty?;
    plan.count_use(content.field, choice);
    Some(content)
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
