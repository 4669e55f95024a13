//! Ids of element and attribute names: a fixed table holds the known names, and each page fills a table of its own with
//! the others.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use rustc_hash::FxBuildHasher;

use crate::byte_search;
use crate::names::attribute_name::AttributeName;
use crate::names::tag::Tag;

/// The id of a name. Tags come first, so that a tag's discriminant is the id of its name. They are followed by the
/// attributes that are not tags, and then by [`OTHER_NAMES`]. Ids from [`KNOWN`] on belong to one page.
pub(crate) type NameId = u16;

/// Names that are neither a [`Tag`] nor an [`AttributeName`], but that tree construction asks for or that are common.
const OTHER_NAMES: &[&str] = &[
    // HTML elements that have no `Tag`.
    "applet",
    "basefont",
    "bgsound",
    "image",
    "keygen",
    // Elements of MathML and SVG that have rules in the standard.
    "annotation-xml",
    "desc",
    "foreignobject",
    "malignmark",
    "mglyph",
    "mi",
    "mn",
    "mo",
    "ms",
    "mtext",
    // Attributes.
    "color",
    "face",
    "shadowrootmode",
    "size",
    // Other elements of SVG icons. Having them here keeps them out of the pages' own tables.
    "circle",
    "clippath",
    "defs",
    "ellipse",
    "g",
    "line",
    "lineargradient",
    "mask",
    "path",
    "polygon",
    "polyline",
    "rect",
    "stop",
    "symbol",
    "text",
    "tspan",
    "use",
];

/// The number of known names. Two ids among them are those of `Tag::Custom` and `Tag::Unknown`, which are not names.
pub(crate) const KNOWN: usize = {
    let (mut count, mut i) = (Tag::NAMES.len() + 2 + OTHER_NAMES.len(), 0);
    while i < AttributeName::NAMES.len() {
        count += !is_tag(AttributeName::NAMES[i]) as usize;
        i += 1;
    }
    count
};

/// The id of a name that is not known.
pub(crate) const UNKNOWN: NameId = Tag::Unknown as NameId;

/// The id that all further names of a page share once there are no more ids.
pub(crate) const NAMELESS: NameId = NameId::MAX;

/// A name of less than sixteen letters, in lower case: the first eight letters, and the rest.
type PackedName = (u64, u64);

/// Number of slots of the hash table, a power of two.
const SLOTS: usize = 1024;

/// All known names, by id and by hash.
struct NameTable {
    letters: [PackedName; KNOWN],
    names: [&'static str; KNOWN],
    /// The attribute with this name.
    attributes: [Option<AttributeName>; KNOWN],
    slots: [NameId; SLOTS],
}

static TABLE: NameTable = build_table();

/// The id of each attribute's name.
static ATTRIBUTES: [NameId; AttributeName::NAMES.len()] = {
    let table = build_table();
    let mut ids = [0; AttributeName::NAMES.len()];
    let mut i = 0;
    while i < ids.len() {
        ids[i] = lookup_packed(&table.slots, &table.letters, pack(AttributeName::NAMES[i]));
        i += 1;
    }
    ids
};

const fn equal(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut i = 0;
    while i < a.len() && i < b.len() && a[i] == b[i] {
        i += 1;
    }
    i == a.len() && i == b.len()
}

const fn is_tag(name: &str) -> bool {
    let mut i = 0;
    while i < Tag::NAMES.len() {
        if equal(Tag::NAMES[i], name) {
            return true;
        }
        i += 1;
    }
    false
}

const fn pack(name: &str) -> PackedName {
    let bytes = name.as_bytes();
    assert!(bytes.len() < 16, "a known name has less than 16 letters");
    let (mut low, mut high, mut i) = (0, 0, 0);
    while i < bytes.len() {
        if i < 8 {
            low |= (bytes[i] as u64) << (8 * i);
        } else {
            high |= (bytes[i] as u64) << (8 * (i - 8));
        }
        i += 1;
    }
    (low, high)
}

const fn first_slot(letters: PackedName) -> usize {
    let mixed = (letters.0 ^ letters.1.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 54) as usize % SLOTS
}

const fn lookup_packed(slots: &[NameId; SLOTS], known: &[PackedName; KNOWN], letters: PackedName) -> NameId {
    let mut at = first_slot(letters);
    loop {
        let id = slots[at];
        if id == UNKNOWN {
            return UNKNOWN;
        }
        let found = known[id as usize];
        if found.0 == letters.0 && found.1 == letters.1 {
            return id;
        }
        at = (at + 1) % SLOTS;
    }
}

const fn insert(table: &mut NameTable, id: usize, name: &'static str) {
    let letters = pack(name);
    table.letters[id] = letters;
    table.names[id] = name;
    let mut at = first_slot(letters);
    while table.slots[at] != UNKNOWN {
        at = (at + 1) % SLOTS;
    }
    table.slots[at] = id as NameId;
}

const fn build_table() -> NameTable {
    let mut table = NameTable {
        letters: [(0, 0); KNOWN],
        names: [""; KNOWN],
        attributes: [None; KNOWN],
        slots: [UNKNOWN; SLOTS],
    };
    let mut i = 0;
    while i < Tag::NAMES.len() {
        insert(&mut table, i, Tag::NAMES[i]);
        i += 1;
    }
    // The ids of `Custom` and `Unknown` are not used for names.
    let mut next = Tag::NAMES.len() + 2;
    i = 0;
    while i < AttributeName::NAMES.len() {
        let name = AttributeName::NAMES[i];
        let mut id = lookup_packed(&table.slots, &table.letters, pack(name));
        if id == UNKNOWN {
            id = next as NameId;
            insert(&mut table, next, name);
            next += 1;
        }
        table.attributes[id as usize] = Some(AttributeName::ALL[i]);
        i += 1;
    }
    i = 0;
    while i < OTHER_NAMES.len() {
        insert(&mut table, next, OTHER_NAMES[i]);
        next += 1;
        i += 1;
    }
    table
}

/// The id of a known lower-case name, for constants.
pub(crate) const fn known_id(name: &str) -> NameId {
    let table = build_table();
    let id = lookup_packed(&table.slots, &table.letters, pack(name));
    assert!(id != UNKNOWN, "the name is not known");
    id
}

/// For each length of a name that a chunk holds in full, a mask that covers its letters.
static MASKS: [PackedName; 16] = {
    let mut masks = [(0, 0); 16];
    let mut length = 1;
    while length < 16 {
        masks[length] =
            if length < 8 { ((1 << (8 * length)) - 1, 0) } else { (u64::MAX, (1 << (8 * (length - 8))) - 1) };
        length += 1;
    }
    masks
};

/// The id of a name of less than sixteen letters, in any case, from the chunk that starts with it; `UNKNOWN` if the name
/// is not known.
#[inline]
pub(crate) fn lookup_chunk(chunk: [u8; 16], length: usize) -> NameId {
    const BIT_5: u64 = 0x2020_2020_2020_2020;
    let mask = MASKS[length % 16];
    let halves = u128::from_le_bytes(chunk);
    let raw = (halves as u64 & mask.0, (halves >> 64) as u64 & mask.1);
    let letters = (raw.0 | (BIT_5 & mask.0), raw.1 | (BIT_5 & mask.1));
    let id = lookup_packed(&TABLE.slots, &TABLE.letters, letters);
    if id == UNKNOWN || raw == letters || is_plain(raw, mask) { id } else { UNKNOWN }
}

/// The id of a whole lower-case name; `UNKNOWN` if it has none.
pub(crate) fn lookup(name: &str) -> NameId {
    match name.len() {
        // No known name is longer.
        0..16 => lookup_chunk(byte_search::load_chunk(name.as_bytes(), 0), name.len()),
        _ => UNKNOWN,
    }
}

/// Whether all bytes are such that setting bit 5 at most turns upper case into lower case. In bytes without bit 6 it
/// would turn control characters into digits.
#[cold]
fn is_plain(raw: PackedName, mask: PackedName) -> bool {
    const BIT_6: u64 = 0x4040_4040_4040_4040;
    let plain = |raw: u64, mask: u64| (raw | (raw << 1)) & BIT_6 & mask == BIT_6 & mask;
    plain(raw.0, mask.0) && plain(raw.1, mask.1)
}

/// The attribute with this id.
#[inline]
pub(crate) fn attribute_name(id: NameId) -> Option<AttributeName> {
    TABLE.attributes.get(usize::from(id)).copied().flatten()
}

/// The id of an attribute's name.
#[inline]
pub(crate) fn attribute_id(name: AttributeName) -> NameId {
    ATTRIBUTES[name as usize]
}

/// The names of one page that are not known.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageNames {
    /// Ids by the names' hashes. The hash is keyed at random, so that no page can be built whose names collide.
    ids: HashMap<u64, NameId, FxBuildHasher>,
    hash: RandomState,
    /// All names, concatenated.
    text: String,
    /// The index in `text` at which each name ends.
    ends: Vec<u32>,
}

impl PageNames {
    /// The id of a name as written in the page; a new one if the page did not have the name yet.
    pub(crate) fn intern(&mut self, name: &str) -> NameId {
        // The name is appended to the others, and stays there if it is new.
        let start = self.text.len();
        if name.bytes().any(|b| b == 0 || b.is_ascii_uppercase()) {
            let lower = |c: char| if c == '\0' { '\u{fffd}' } else { c.to_ascii_lowercase() };
            self.text.extend(name.chars().map(lower));
        } else {
            self.text.push_str(name);
        }
        let id = KNOWN + self.ends.len();
        let hash = self.hash.hash_one(&self.text[start..]);
        let found = match self.ids.get(&hash) {
            Some(&found) if self.name(found) == &self.text[start..] => found,
            None if id < usize::from(NAMELESS) => {
                self.ids.insert(hash, id as NameId);
                self.ends.push(self.text.len() as u32);
                return id as NameId;
            }
            _ => NAMELESS,
        };
        self.text.truncate(start);
        found
    }

    /// The lower-case name of an id; empty for [`NAMELESS`].
    pub(crate) fn name(&self, id: NameId) -> &str {
        let id = usize::from(id);
        match (TABLE.names.get(id), self.ends.get(id.wrapping_sub(KNOWN))) {
            (Some(name), _) => name,
            (None, Some(&end)) => {
                let before = id.checked_sub(KNOWN + 1).map_or(0, |before| self.ends[before]);
                &self.text[before as usize..end as usize]
            }
            (None, None) => "",
        }
    }

    /// The tag of an id.
    #[inline]
    pub(crate) fn tag(&self, id: NameId) -> Tag {
        match Tag::NAMED.get(usize::from(id)) {
            Some(&tag) => tag,
            None if self.name(id).contains('-') => Tag::Custom,
            None => Tag::Unknown,
        }
    }

    pub(crate) fn clear(&mut self) {
        self.ids.clear();
        self.text.clear();
        self.ends.clear();
    }

    /// The approximate size of the buffers in bytes.
    pub(crate) fn capacity_bytes(&self) -> usize {
        self.text.capacity() + 4 * self.ends.capacity() + 16 * self.ids.capacity()
    }

    /// Whether there are no more ids, so that further names are [`NAMELESS`].
    pub(crate) fn is_full(&self) -> bool {
        KNOWN + self.ends.len() >= usize::from(NAMELESS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names_are_found_in_any_case() {
        for (expected, &name) in TABLE.names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            assert_eq!(usize::from(lookup(name)), expected, "{name}");
            assert_eq!(usize::from(lookup(&name.to_ascii_uppercase())), expected, "{name}");
        }
        for (i, &tag) in Tag::NAMED.iter().enumerate() {
            assert_eq!(tag as usize, i);
        }
        assert_eq!(attribute_name(lookup("title")), Some(AttributeName::Title));
        assert_eq!(attribute_id(AttributeName::DataSrc), lookup("data-src"));
    }

    #[test]
    fn other_names_are_not_known() {
        for name in ["h\u{11}", "h7", "divx", "di", "aria\rhidden", "annotation-xmlannotation", "a\u{e9}"] {
            assert_eq!(lookup(name), UNKNOWN, "{name:?}");
        }
    }

    #[test]
    fn names_of_a_page_have_ids_that_ignore_case() {
        let mut names = PageNames::default();
        let (a, b) = (names.intern("X-One"), names.intern("y\0"));
        assert_eq!((names.intern("x-oNE"), names.intern("Y\0")), (a, b));
        assert_eq!((names.name(a), names.name(b)), ("x-one", "y\u{fffd}"));
        assert_eq!(
            (names.tag(a), names.tag(b), names.tag(lookup("div"))),
            (Tag::Custom, Tag::Unknown, Tag::Div)
        );
    }
}
