//! What the tokenizer hands to its sink: names, start tags with their attributes, doctypes.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use super::character_reference;
use crate::byte_search;
use crate::names::attribute_name::AttributeName;
use crate::names::name_table::{self, Number, UNKNOWN};

/// The name of a tag or an attribute.
#[derive(Clone, Copy, Debug)]
pub struct Name<'a> {
    pub(crate) number: Number,
    page: &'a str,
    start: u32,
    end: u32,
}

impl<'a> Name<'a> {
    /// A name that stands in the page.
    #[inline]
    pub(crate) fn new(number: Number, page: &'a str, start: usize, end: usize) -> Self {
        Self { number, page, start: start as u32, end: end as u32 }
    }

    /// As it stands in the page, in any case.
    pub fn raw(self) -> &'a str {
        &self.page[self.start as usize..self.end as usize]
    }

    /// As the standard has it: ASCII letters in lower case, U+0000 replaced.
    pub fn to_lowercase(self) -> String {
        self.raw().chars().map(|c| if c == '\0' { '\u{fffd}' } else { c.to_ascii_lowercase() }).collect()
    }

    /// The attribute of this name, if it is one that the crate knows.
    pub fn attribute(self) -> Option<AttributeName> {
        name_table::attribute(self.number)
    }

    fn same(self, other: Self) -> bool {
        if self.number != UNKNOWN || other.number != UNKNOWN {
            return self.number == other.number;
        }
        let (own, other_raw) = (self.raw(), other.raw());
        // U+0000 and what replaces it are one.
        own.eq_ignore_ascii_case(other_raw)
            || (own.contains(['\0', '\u{fffd}']) && self.to_lowercase() == other.to_lowercase())
    }
}

/// By its letters in any case.
impl Hash for Name<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self.number {
            UNKNOWN if self.raw().bytes().any(|b| b == 0 || b.is_ascii_uppercase()) => {
                self.to_lowercase().hash(state);
            }
            UNKNOWN => self.raw().hash(state),
            known => known.hash(state),
        }
    }
}

/// Attributes of one tag past this many that have no [`AttributeName`] are passed over: each is compared with all
/// before it.
pub const MAX_ATTRIBUTES: usize = 256;

/// Where an attribute stands in the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    number: Number,
    /// The value is the characters between its ends as they stand.
    plain: bool,
    name: (u32, u32),
    value: (u32, u32),
}

/// A start tag.
#[derive(Clone, Copy, Debug)]
pub struct StartTag<'a> {
    /// The element's name.
    pub name: Name<'a>,
    /// Whether it ends with `/>`, which has a meaning in SVG and MathML only.
    pub self_closing: bool,
    pub(crate) page: &'a str,
    pub(crate) spans: &'a [Span],
    /// Where in the page its attributes begin.
    pub(crate) source: usize,
}

impl Span {
    fn name(self, page: &str) -> Name<'_> {
        Name { number: self.number, page, start: self.name.0, end: self.name.1 }
    }
}

impl<'a> StartTag<'a> {
    /// The attributes that the sink wanted, each name once.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        let page = self.page;
        self.spans.iter().map(move |span| Attribute {
            name: span.name(page),
            raw: slice(page, span.value),
            plain: span.plain,
        })
    }

    pub(crate) fn attribute(&self, number: Number) -> Option<Attribute<'a>> {
        self.attributes().find(|a| a.name.number == number)
    }
}

fn slice(page: &str, (start, end): (u32, u32)) -> &str {
    &page[start as usize..end as usize]
}

/// An attribute of a start tag.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'a> {
    /// Its name.
    pub name: Name<'a>,
    raw: &'a str,
    plain: bool,
}

impl<'a> Attribute<'a> {
    /// Its value, references resolved.
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

/// What the standard makes of a U+0000 or a carriage return outside of markup, and what follows it: the page's line
/// breaks are `\n` alone.
#[inline]
pub(crate) fn rewritten(bytes: &[u8], at: usize) -> (&'static str, usize) {
    match bytes[at] {
        b'\r' => ("\n", at + 1 + usize::from(bytes.get(at + 1) == Some(&b'\n'))),
        _ => ("\u{fffd}", at + 1),
    }
}

/// A DOCTYPE: `None` for what is missing, which is not the same as empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doctype {
    /// The root element's name in lower case.
    pub name: Option<String>,
    /// The public identifier.
    pub public_id: Option<String>,
    /// The system identifier.
    pub system_id: Option<String>,
    /// It is malformed, so that the page is in quirks mode.
    pub force_quirks: bool,
}

#[inline]
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\x0c' | b'\r')
}

/// Bytes that end the names of tags, and those of attributes.
static ENDS: [(bool, bool); 256] = {
    let mut ends = [(false, false); 256];
    let all = b" \n\t\x0c\r/>";
    let mut i = 0;
    while i < all.len() {
        ends[all[i] as usize] = (true, true);
        i += 1;
    }
    ends[b'=' as usize] = (false, true);
    ends
};

/// The end of the name that begins at `at`, and its number. `=` ends the names of attributes.
#[inline]
pub(crate) fn name<const ATTRIBUTE: bool>(bytes: &[u8], at: usize) -> (usize, Number) {
    let step = byte_search::step(bytes, at);
    let mut ends = byte_search::name_ends(step);
    if ATTRIBUTE {
        // A name may begin with `=`.
        ends &= !u32::from(step[0] == b'=');
    }
    while ends != 0 {
        let length = ends.trailing_zeros() as usize % 16;
        let (tag, attribute) = ENDS[usize::from(step[length])];
        if tag || (ATTRIBUTE && attribute) || (step[length] == 0 && at + length >= bytes.len()) {
            return (at + length, name_table::known(step, length));
        }
        ends &= ends - 1;
    }
    (long_name(bytes, at + 16, ATTRIBUTE), UNKNOWN)
}

#[cold]
fn long_name(bytes: &[u8], at: usize, attribute: bool) -> usize {
    let ends = |&b: &u8| if attribute { ENDS[usize::from(b)].1 } else { ENDS[usize::from(b)].0 };
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().position(ends).map_or(bytes.len(), |i| at + i)
}

/// Reads the attributes from `at` on, those wanted into `spans`; `rewritten` says that the page has characters that
/// values don't keep (U+0000, carriage returns). Gives where the tag ends and whether by `/>`; `None` where
/// the page ends within it.
#[inline]
pub(crate) fn attributes(
    page: &str,
    mut at: usize,
    rewritten: bool,
    wants: impl Fn(Name<'_>) -> bool,
    spans: &mut Vec<Span>,
) -> Option<(usize, bool)> {
    let bytes = page.as_bytes();
    spans.clear();
    let mut seen = 0u64;
    loop {
        let mut byte = *bytes.get(at)?;
        while is_space(byte) || byte == b'/' {
            at += 1;
            let next = *bytes.get(at)?;
            if byte == b'/' && next == b'>' {
                return Some((at + 1, true));
            }
            byte = next;
        }
        if byte == b'>' {
            return Some((at + 1, false));
        }
        let start = at;
        let (end, number) = name::<true>(bytes, at);
        let own = Name::new(number, page, start, end);
        let wanted = wants(own)
            && match name_table::attribute(number) {
                Some(attribute) => {
                    let bit = 1 << (attribute as u8);
                    let new = seen & bit == 0;
                    seen |= bit;
                    new
                }
                None => is_new(page, spans, own),
            };
        at = end;
        while is_space(*bytes.get(at)?) {
            at += 1;
        }
        let (mut value, mut plain, mut ends) = ((at, at), true, false);
        if bytes[at] == b'=' {
            at += 1;
            while is_space(*bytes.get(at)?) {
                at += 1;
            }
            match bytes[at] {
                quote @ (b'"' | b'\'') => {
                    let from = at + 1;
                    let mut to = if wanted {
                        byte_search::either(bytes, from, quote, b'&')
                    } else {
                        byte_search::byte(bytes, from, quote)
                    };
                    if *bytes.get(to)? == b'&' {
                        plain = false;
                        to = byte_search::byte(bytes, to, quote);
                    }
                    bytes.get(to)?;
                    value = (from, to);
                    at = to + 1;
                }
                b'>' => {
                    value = (at, at);
                    at += 1;
                    ends = true;
                }
                _ => {
                    let from = at;
                    loop {
                        let byte = *bytes.get(at)?;
                        if is_space(byte) || byte == b'>' {
                            break;
                        }
                        plain &= byte != b'&';
                        at += 1;
                    }
                    value = (from, at);
                }
            }
        }
        if wanted {
            plain &=
                !rewritten || byte_search::either(&bytes[value.0..value.1], 0, b'\r', 0) == value.1 - value.0;
            let (name, value) = ((start as u32, end as u32), (value.0 as u32, value.1 as u32));
            spans.push(Span { number, plain, name, value });
        }
        if ends {
            return Some((at, false));
        }
    }
}

/// Whether no attribute of that name was kept before.
fn is_new(page: &str, spans: &[Span], name: Name<'_>) -> bool {
    spans.len() < MAX_ATTRIBUTES && !spans.iter().any(|span| span.name(page).same(name))
}
