//! Names of tags and attributes as they appear in the page.

use std::hash::{Hash, Hasher};

use crate::byte_search::{self, CHUNK};
use crate::names::attribute_name::AttributeName;
use crate::names::name_table::{self, NameId, UNKNOWN};

/// The name of a tag or an attribute.
#[derive(Clone, Copy, Debug)]
pub struct Name<'a> {
    pub(crate) id: NameId,
    page: &'a str,
    start: u32,
    end: u32,
}

impl<'a> Name<'a> {
    /// The name between two indices of the page.
    #[inline]
    pub(crate) fn new(id: NameId, page: &'a str, start: usize, end: usize) -> Self {
        Self { id, page, start: start as u32, end: end as u32 }
    }

    /// The name exactly as in the page, in any case.
    pub fn raw(self) -> &'a str {
        &self.page[self.start as usize..self.end as usize]
    }

    /// The name as in the standard: ASCII letters in lower case, U+0000 replaced by U+FFFD.
    pub fn to_lowercase(self) -> String {
        self.raw().chars().map(|c| if c == '\0' { '\u{fffd}' } else { c.to_ascii_lowercase() }).collect()
    }

    /// The attribute with this name, or `None` if the crate does not know it.
    pub fn attribute(self) -> Option<AttributeName> {
        name_table::attribute_name(self.id)
    }

    /// Whether two names are the same to the standard.
    pub(super) fn equals(self, other: Self) -> bool {
        if self.id != UNKNOWN || other.id != UNKNOWN {
            return self.id == other.id;
        }
        let (a, b) = (self.raw(), other.raw());
        // U+0000 equals its replacement.
        a.eq_ignore_ascii_case(b)
            || (a.contains(['\0', '\u{fffd}']) && self.to_lowercase() == other.to_lowercase())
    }
}

/// Names that differ only in case have the same hash.
impl Hash for Name<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self.id {
            UNKNOWN if self.raw().bytes().any(|b| b == 0 || b.is_ascii_uppercase()) => {
                self.to_lowercase().hash(state);
            }
            UNKNOWN => self.raw().hash(state),
            known => known.hash(state),
        }
    }
}

/// Whether a byte is the standard's white space, before line breaks are normalized.
#[inline]
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\x0c' | b'\r')
}

/// For each byte, whether it ends the name of a tag, and whether it ends that of an attribute.
static ENDS: [(bool, bool); 256] = {
    let mut ends = [(false, false); 256];
    let both = b" \n\t\x0c\r/>";
    let mut i = 0;
    while i < both.len() {
        ends[both[i] as usize] = (true, true);
        i += 1;
    }
    ends[b'=' as usize] = (false, true);
    ends
};

/// Reads the name that starts at `at`: the index after it, and its id. `=` ends the names of attributes.
#[inline]
pub(super) fn read<const ATTRIBUTE: bool>(bytes: &[u8], at: usize) -> (usize, NameId) {
    let chunk = byte_search::load_chunk(bytes, at);
    let mut ends = byte_search::name_end_candidates(chunk);
    if ATTRIBUTE {
        // A name may start with `=`.
        ends &= !u32::from(chunk[0] == b'=');
    }
    while ends != 0 {
        let length = ends.trailing_zeros() as usize % CHUNK;
        let (tag, attribute) = ENDS[usize::from(chunk[length])];
        if tag || (ATTRIBUTE && attribute) || (chunk[length] == 0 && at + length >= bytes.len()) {
            return (at + length, name_table::lookup_chunk(chunk, length));
        }
        ends &= ends - 1;
    }
    (long_name_end(bytes, at + CHUNK, ATTRIBUTE), UNKNOWN)
}

#[cold]
fn long_name_end(bytes: &[u8], at: usize, attribute: bool) -> usize {
    let ends = |&b: &u8| if attribute { ENDS[usize::from(b)].1 } else { ENDS[usize::from(b)].0 };
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().position(ends).map_or(bytes.len(), |i| at + i)
}
