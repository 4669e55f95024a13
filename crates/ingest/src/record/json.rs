//! From a JSON object to a page.

use std::borrow::Cow;
use std::fmt;

use memchr::memrchr;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::item::ErrorKind;
use crate::mapping::{Field, Mapping, Path};
use crate::options::Options;
use crate::page::{Declared, Origin, Page, PageKind};
use crate::record::dates::{DateStyle, iso_date};
use crate::record::field_mapping::{Plan, Resolver};
use crate::record::json_repair::repair;
use crate::sniff;
use crate::stream::Damage;

/// How many names an error lists when none of them is known.
const MAX_LISTED_KEYS: usize = 20;

/// What reading one record teaches about the next ones.
pub(crate) struct JsonState {
    pub(crate) resolver: Resolver,
    /// The key of the last record whose value was its page.
    content_key: Option<Box<str>>,
}

impl JsonState {
    pub(crate) fn new(mapping: &Mapping) -> Self {
        JsonState { resolver: Resolver::new(mapping), content_key: None }
    }

    /// The key of the last record whose value was its page.
    pub(crate) fn content_key(&self) -> Option<&str> {
        self.content_key.as_deref()
    }
}

/// Turns a JSON object, such as a line without its newline, into a page.
pub(crate) fn page_from_object(
    object: &[u8],
    origin: Origin,
    options: &Options,
    state: &mut JsonState,
) -> Result<Page, Damage> {
    let text = match simdutf8::basic::from_utf8(object) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(object),
    };
    let mut decoding_errors = matches!(text, Cow::Owned(_));
    let repaired;
    // If the value of the expected key is not a string, the whole object is read again.
    let read = Object::read(&text, state.content_key.as_deref()).or_else(|_| Object::read(&text, None));
    let object = match read {
        Ok(object) => object,
        Err(error) => {
            repaired = repair(&text);
            let Ok(object) = Object::read(&repaired, None) else {
                let kind = if error.is_eof() { ErrorKind::Truncated } else { ErrorKind::BadJson };
                return Err(Damage { kind, detail: parse_fault(&error) });
            };
            object
        }
    };
    let mut fields = RecordFields { object, opened: Vec::new(), decoding_errors: false };
    let plan = state.resolver.plan(fields.object.entries.iter().map(|(key, _)| &**key));
    let Some(content) = content(&mut fields, plan) else {
        return Err(Damage { kind: ErrorKind::NoTextField, detail: fields.no_text_field() });
    };
    let declared = fields.declared(plan);
    let mut metadata = serde_json::Map::new();
    for path in &options.keep_fields {
        if let Some(found) = fields.find(path) {
            let value = found.value(&mut decoding_errors);
            metadata.insert(path.clone(), value);
        }
    }
    decoding_errors |= fields.decoding_errors;
    if let Some(at) = content.at {
        let key = &*fields.object.entries[at].0;
        if state.content_key.as_deref() != Some(key) {
            state.content_key = Some(key.into());
        }
    }
    // The text is moved out last, since other fields may be mapped to the same entry.
    let text = match (content.text, content.at) {
        (Some(text), _) => text,
        (None, Some(at)) => fields.object.take_text(at),
        (None, None) => String::new(),
    };
    let mut page = page_from_content(content.field, text, Page::new(Vec::new(), PageKind::Text, origin));
    limit_page(&mut page, options.max_page_bytes);
    page.declared = declared;
    page.metadata = metadata;
    page.decoding_errors = decoding_errors;
    Ok(page)
}

/// Cuts a page at the limit, but not within a character.
pub(crate) fn limit_page(page: &mut Page, limit: usize) {
    if page.bytes.len() <= limit {
        return;
    }
    page.too_large = Some(page.bytes.len() as u64);
    let mut end = limit;
    while end > 0 && page.bytes[end] & 0xc0 == 0x80 {
        end -= 1;
    }
    page.bytes.truncate(end);
    page.bytes.shrink_to_fit();
}

/// The message of the parser without its line number, as there is only one line.
fn parse_fault(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or(&text).to_owned();
    format!("{text} at column {}", error.column())
}

/// The top level of an object, with most of its values not yet parsed. If a key occurs twice, the last value
/// counts, in the position of the first.
struct Object<'a> {
    entries: Vec<(Key<'a>, FieldValue<'a>)>,
}

/// A value at the top level of an object.
enum FieldValue<'a> {
    Raw(&'a RawValue),
    /// The value that was expected to be the page's text. It is parsed at once, so that it is scanned only once.
    Text(Value),
}

impl<'a> Object<'a> {
    /// Reads an object. The value of `content_key`, if the object has that key, must be a string and is parsed at
    /// once.
    fn read(text: &'a str, content_key: Option<&str>) -> Result<Self, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let object = deserializer.deserialize_map(ObjectVisitor { content_key })?;
        deserializer.end()?;
        Ok(object)
    }

    /// Moves out the text of an entry that was parsed at once.
    fn take_text(&mut self, at: usize) -> String {
        match &mut self.entries[at].1 {
            FieldValue::Text(Value::String(text)) => std::mem::take(text),
            _ => String::new(),
        }
    }
}

/// A key, borrowed unless it contains escapes.
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

/// An object with more keys is not a page. Keys are compared one by one, so their number is part of the cost.
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
        let mut entries: Vec<(Key<'de>, FieldValue<'de>)> = Vec::new();
        while let Some(key) = map.next_key::<Key<'de>>()? {
            let value = if self.content_key == Some(&*key) {
                FieldValue::Text(Value::String(map.next_value()?))
            } else {
                FieldValue::Raw(map.next_value()?)
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

/// Parses a value that is known to be valid JSON, except for unpaired surrogates.
fn parse<T: serde::de::DeserializeOwned>(raw: &str, decoding_errors: &mut bool) -> Option<T> {
    serde_json::from_str(raw).ok().or_else(|| {
        let value = serde_json::from_str(&repair(raw)).ok()?;
        *decoding_errors = true;
        Some(value)
    })
}

/// A record whose values are parsed on demand.
struct RecordFields<'a> {
    object: Object<'a>,
    /// Parsed values that paths led into, with their positions in `object`.
    opened: Vec<(usize, Value)>,
    decoding_errors: bool,
}

impl RecordFields<'_> {
    fn position(&self, key: &str) -> Option<usize> {
        self.object.entries.iter().position(|(known, _)| **known == *key)
    }

    /// The position of this key, if its value is a string.
    fn text_at(&self, key: &str) -> Option<usize> {
        self.position(key).filter(|&at| match &self.object.entries[at].1 {
            FieldValue::Raw(raw) => raw.get().starts_with('"'),
            FieldValue::Text(_) => true,
        })
    }

    /// The value at a dotted path. A key that itself contains the dots takes precedence.
    fn find(&mut self, path: &str) -> Option<Found<'_>> {
        if let Some(at) = self.position(path) {
            return Some(match &self.object.entries[at].1 {
                FieldValue::Raw(raw) => Found::Raw(raw),
                FieldValue::Text(text) => Found::Parsed(text),
            });
        }
        let (top, rest) = path.split_once('.')?;
        let at = self.position(top)?;
        if !self.opened.iter().any(|(opened, _)| *opened == at) {
            let mut value = match &self.object.entries[at].1 {
                FieldValue::Raw(raw) => parse(raw.get(), &mut self.decoding_errors).unwrap_or(Value::Null),
                FieldValue::Text(text) => text.clone(),
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

    /// The first choice that `read` accepts, and its index.
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
            Found::Raw(raw) => scalar_text(&parse(raw.get(), decoding_errors)?),
            Found::Parsed(value) => scalar_text(value),
        })?;
        // An id is kept as given, including white space.
        let text = if field == Field::Id { text } else { text.trim().to_owned() };
        plan.count_use(field, choice);
        Some(text)
    }

    fn declared(&mut self, plan: &mut Plan) -> Declared {
        let style = DateStyle { month_first: plan.month_first(), stamps_in_utc: false };
        let fetched_style = DateStyle { stamps_in_utc: true, ..style };
        Declared {
            charset: Some("utf-8".to_owned()),
            id: self.string(plan, Field::Id),
            url: self.string(plan, Field::Url),
            title: self.title(plan),
            authors: self.authors(plan),
            published: self.string(plan, Field::Published).map(|date| iso_date(date, style)),
            fetched: self.string(plan, Field::Fetched).map(|date| iso_date(date, fetched_style)),
            language: self.string(plan, Field::Language),
            site_name: self.string(plan, Field::SiteName),
        }
    }

    fn title(&mut self, plan: &mut Plan) -> Option<String> {
        // A title may really be `None` or `NaN`.
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

/// A string, a number as a string, or the first of a list. `None` for words that mean nothing.
fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => (!is_null_word(text.trim())).then(|| text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(list) => list.first().and_then(scalar_text),
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
                // A list is already split, but `A; B` within it is never one name.
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

/// The text or markup of a page.
struct Content {
    field: Field,
    /// The position of the text in the object, if it is at the top level.
    at: Option<usize>,
    /// `None` if the entry at that position was parsed at once.
    text: Option<String>,
}

/// The first choice that is not blank, or else an empty one if there is any.
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
                    let text = found.and_then(|found| content_text(&found, &mut decoding_errors));
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

/// A string, the joined paragraphs of a list, or an empty text for null. Other values do not hold a page.
fn content_text(found: &Found<'_>, decoding_errors: &mut bool) -> Option<String> {
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

/// Decides for each record what a field holds: markup, escaped markup, or text.
pub(crate) fn page_from_content(field: Field, mut content: String, mut page: Page) -> Page {
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

/// Where the text ends if a mark such as `[+2345 chars]` follows it.
fn cut_mark(text: &str) -> Option<usize> {
    let end = text.trim_end();
    let inner = end.strip_suffix(" chars]")?;
    let at = memrchr(b'[', inner.as_bytes())?;
    let digits = inner[at..].strip_prefix("[+")?;
    let is_mark = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_mark.then(|| inner[..at].trim_end().len())
}
