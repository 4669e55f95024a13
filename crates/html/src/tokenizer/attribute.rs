//! Attributes of a tag: finding where they lie in the page, and reading their values.

use std::borrow::Cow;

use super::character_reference;
use super::name::{self, Name, is_space};
use crate::byte_search;
use crate::names::name_table::{self, NameId};

/// Maximum number of attributes of one tag that are kept although they have no [`AttributeName`]. Each of them is
/// compared with all before it, so more would take quadratic time.
///
/// [`AttributeName`]: crate::AttributeName
pub const MAX_ATTRIBUTES: usize = 256;

/// Where an attribute lies in the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AttributeSpan {
    id: NameId,
    /// Whether the value is exactly the bytes of `value`: nothing in it has to be decoded.
    plain: bool,
    name: (u32, u32),
    value: (u32, u32),
}

impl AttributeSpan {
    fn name(self, page: &str) -> Name<'_> {
        Name::new(self.id, page, self.name.0 as usize, self.name.1 as usize)
    }

    pub(super) fn attribute(self, page: &str) -> Attribute<'_> {
        let (start, end) = self.value;
        Attribute { name: self.name(page), raw: &page[start as usize..end as usize], plain: self.plain }
    }
}

/// An attribute of a start tag.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'a> {
    /// The attribute's name.
    pub name: Name<'a>,
    raw: &'a str,
    plain: bool,
}

impl<'a> Attribute<'a> {
    /// The value, with character references resolved and line breaks normalized. It is empty for an attribute without
    /// a value, and borrows from the page if nothing had to be decoded.
    pub fn value(&self) -> Cow<'a, str> {
        if self.plain {
            return Cow::Borrowed(self.raw);
        }
        let mut value = String::new();
        self.push_value(&mut value);
        Cow::Owned(value)
    }

    /// Appends the value to a buffer.
    pub fn push_value(&self, to: &mut String) {
        if self.plain {
            to.push_str(self.raw);
            return;
        }
        let bytes = self.raw.as_bytes();
        let (mut from, mut at) = (0, 0);
        while let Some(next) = memchr::memchr3(b'&', b'\r', 0, &bytes[at..]) {
            at += next;
            if bytes[at] != b'&' {
                to.push_str(&self.raw[from..at]);
                let (text, end) = rewritten(bytes, at);
                to.push_str(text);
                (from, at) = (end, end);
            } else if let Some((characters, end)) = character_reference::read(bytes, at, true) {
                to.push_str(&self.raw[from..at]);
                to.push_str(characters.as_str(&mut [0; 4]));
                at = end;
                from = at;
            } else {
                at += 1;
            }
        }
        to.push_str(&self.raw[from..]);
    }
}

/// The standard's replacement for a U+0000 or a carriage return outside of markup, and the index after what it
/// replaces: line breaks become `\n`.
#[inline]
pub(super) fn rewritten(bytes: &[u8], at: usize) -> (&'static str, usize) {
    match bytes[at] {
        b'\r' => ("\n", at + 1 + usize::from(bytes.get(at + 1) == Some(&b'\n'))),
        _ => ("\u{fffd}", at + 1),
    }
}

/// Reads the attributes of a tag from `at` on, and puts those that are wanted into `spans`.
///
/// `rewritten` is whether the page has characters that values do not keep (U+0000 and carriage returns). Returns the
/// index after the tag and whether the tag ends with `/>`, or `None` if the page ends within the tag.
#[inline]
pub(crate) fn read_attributes(
    page: &str,
    mut at: usize,
    rewritten: bool,
    wants: impl Fn(Name<'_>) -> bool,
    spans: &mut Vec<AttributeSpan>,
) -> Option<(usize, bool)> {
    let bytes = page.as_bytes();
    spans.clear();
    let mut seen = 0u64;
    loop {
        let start = match skip_separators(bytes, at)? {
            Next::Attribute(start) => start,
            Next::TagEnd { after, self_closing } => return Some((after, self_closing)),
        };
        let (end, id) = name::read::<true>(bytes, start);
        let name = Name::new(id, page, start, end);
        let wanted = wants(name) && is_first(page, name, &mut seen, spans);
        let value = read_value(bytes, end, wanted)?;
        at = value.after;
        if wanted {
            let (from, to) = (value.start, value.end);
            let plain = value.plain
                && (!rewritten || byte_search::find_either(&bytes[from..to], 0, b'\r', 0) == to - from);
            let (name, value) = ((start as u32, end as u32), (from as u32, to as u32));
            spans.push(AttributeSpan { id, plain, name, value });
        }
    }
}

/// What follows the separators between attributes.
enum Next {
    /// An attribute's name, which starts at this index.
    Attribute(usize),
    /// The end of the tag.
    TagEnd { after: usize, self_closing: bool },
}

/// Skips white space and slashes.
#[inline(always)]
fn skip_separators(bytes: &[u8], mut at: usize) -> Option<Next> {
    let mut byte = *bytes.get(at)?;
    while is_space(byte) || byte == b'/' {
        at += 1;
        let next = *bytes.get(at)?;
        if byte == b'/' && next == b'>' {
            return Some(Next::TagEnd { after: at + 1, self_closing: true });
        }
        byte = next;
    }
    if byte == b'>' {
        return Some(Next::TagEnd { after: at + 1, self_closing: false });
    }
    Some(Next::Attribute(at))
}

/// Whether the tag has no earlier attribute with this name. `seen` has a bit for each attribute that the crate knows.
#[inline(always)]
fn is_first(page: &str, name: Name<'_>, seen: &mut u64, spans: &[AttributeSpan]) -> bool {
    match name_table::attribute_name(name.id) {
        Some(attribute) => {
            let bit = 1 << (attribute as u8);
            let first = *seen & bit == 0;
            *seen |= bit;
            first
        }
        None => is_first_unknown(page, spans, name),
    }
}

/// The same for an attribute that the crate does not know.
fn is_first_unknown(page: &str, spans: &[AttributeSpan], name: Name<'_>) -> bool {
    spans.len() < MAX_ATTRIBUTES && !spans.iter().any(|span| span.name(page).equals(name))
}

/// Where a value lies, and the index after it.
struct RawValue {
    start: usize,
    end: usize,
    /// Whether there is no `&` in the value. Known only if the value is wanted.
    plain: bool,
    after: usize,
}

/// Reads the value that follows a name, if there is one.
#[inline(always)]
fn read_value(bytes: &[u8], mut at: usize, wanted: bool) -> Option<RawValue> {
    while is_space(*bytes.get(at)?) {
        at += 1;
    }
    let empty = |at| RawValue { start: at, end: at, plain: true, after: at };
    if bytes[at] != b'=' {
        return Some(empty(at));
    }
    at += 1;
    while is_space(*bytes.get(at)?) {
        at += 1;
    }
    match bytes[at] {
        quote @ (b'"' | b'\'') => read_quoted(bytes, at + 1, quote, wanted),
        b'>' => Some(empty(at)),
        _ => read_unquoted(bytes, at),
    }
}

#[inline(always)]
fn read_quoted(bytes: &[u8], start: usize, quote: u8, wanted: bool) -> Option<RawValue> {
    let mut end = if wanted {
        byte_search::find_either(bytes, start, quote, b'&')
    } else {
        byte_search::find_byte(bytes, start, quote)
    };
    let plain = *bytes.get(end)? != b'&';
    if !plain {
        end = byte_search::find_byte(bytes, end, quote);
        bytes.get(end)?;
    }
    Some(RawValue { start, end, plain, after: end + 1 })
}

#[inline(always)]
fn read_unquoted(bytes: &[u8], start: usize) -> Option<RawValue> {
    let (mut end, mut plain) = (start, true);
    loop {
        let byte = *bytes.get(end)?;
        if is_space(byte) || byte == b'>' {
            return Some(RawValue { start, end, plain, after: end });
        }
        plain &= byte != b'&';
        end += 1;
    }
}
