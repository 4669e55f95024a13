//! Numbers for element and attribute names: known names by a fixed table, others by one that a page fills.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use rustc_hash::FxBuildHasher;

use crate::names::attribute_name::AttributeName;
use crate::names::tag::{self, Tag};

/// A name's number. Tags come first, so that a tag's number is its name's; then attributes that are no tag, then what
/// tree construction asks for beyond both. Numbers from [`KNOWN`] on belong to one page.
pub(crate) type Number = u16;

pub(crate) use tag::number;

/// Names that tree construction asks for, or that are common, and that are neither [`Tag`] nor [`AttributeName`].
const OTHERS: &[&str] = &[
    // Elements of HTML that no reader of the tree asks for.
    "applet",
    "basefont",
    "bgsound",
    "image",
    "keygen",
    // MathML and SVG that the standard names.
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
    "encoding",
    "face",
    "shadowrootmode",
    "size",
    // The rest of SVG icons, which so never come to the page's own table.
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

/// Names with numbers of their own.
pub(crate) const KNOWN: usize = {
    let (mut count, mut i) = (Tag::NAMES.len() + 2 + OTHERS.len(), 0);
    while i < AttributeName::NAMES.len() {
        count += !is_tag(AttributeName::NAMES[i]) as usize;
        i += 1;
    }
    count
};

/// No known name.
pub(crate) const UNKNOWN: Number = Tag::Unknown as Number;

/// What a page's distinct names past the last number share.
pub(crate) const NAMELESS: Number = Number::MAX;

/// Letters of a name in lower case: the first eight, and the eight from the ninth on.
type Letters = (u64, u64);

/// Slots of the hash table, a power of two.
const SLOTS: usize = 1024;

struct Table {
    letters: [Letters; KNOWN],
    names: [&'static str; KNOWN],
    /// The attribute of a name.
    attributes: [Option<AttributeName>; KNOWN],
    slots: [Number; SLOTS],
}

static TABLE: Table = table();

/// The number of each attribute's name.
static ATTRIBUTES: [Number; AttributeName::NAMES.len()] = {
    let table = table();
    let mut numbers = [0; AttributeName::NAMES.len()];
    let mut i = 0;
    while i < numbers.len() {
        numbers[i] = find(&table.slots, &table.letters, letters_of(AttributeName::NAMES[i]));
        i += 1;
    }
    numbers
};

const fn same(a: &str, b: &str) -> bool {
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
        if same(Tag::NAMES[i], name) {
            return true;
        }
        i += 1;
    }
    false
}

const fn letters_of(name: &str) -> Letters {
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

const fn slot(letters: Letters) -> usize {
    let mixed = (letters.0 ^ letters.1.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 54) as usize % SLOTS
}

const fn find(slots: &[Number; SLOTS], known: &[Letters; KNOWN], letters: Letters) -> Number {
    let mut at = slot(letters);
    loop {
        let number = slots[at];
        if number == UNKNOWN {
            return UNKNOWN;
        }
        let found = known[number as usize];
        if found.0 == letters.0 && found.1 == letters.1 {
            return number;
        }
        at = (at + 1) % SLOTS;
    }
}

const fn put(table: &mut Table, number: usize, name: &'static str) {
    let letters = letters_of(name);
    table.letters[number] = letters;
    table.names[number] = name;
    let mut at = slot(letters);
    while table.slots[at] != UNKNOWN {
        at = (at + 1) % SLOTS;
    }
    table.slots[at] = number as Number;
}

const fn table() -> Table {
    let mut table = Table {
        letters: [(0, 0); KNOWN],
        names: [""; KNOWN],
        attributes: [None; KNOWN],
        slots: [UNKNOWN; SLOTS],
    };
    let mut i = 0;
    while i < Tag::NAMES.len() {
        put(&mut table, i, Tag::NAMES[i]);
        i += 1;
    }
    // The numbers of `Custom` and `Unknown` are no names'.
    let mut next = Tag::NAMES.len() + 2;
    i = 0;
    while i < AttributeName::NAMES.len() {
        let name = AttributeName::NAMES[i];
        let mut number = find(&table.slots, &table.letters, letters_of(name));
        if number == UNKNOWN {
            number = next as Number;
            put(&mut table, next, name);
            next += 1;
        }
        table.attributes[number as usize] = Some(AttributeName::ALL[i]);
        i += 1;
    }
    i = 0;
    while i < OTHERS.len() {
        put(&mut table, next, OTHERS[i]);
        next += 1;
        i += 1;
    }
    table
}

/// The number of a known lower-case name, for constants.
pub(crate) const fn of(name: &str) -> Number {
    let table = table();
    let number = find(&table.slots, &table.letters, letters_of(name));
    assert!(number != UNKNOWN, "no known name");
    number
}

/// Ones for the letters of a name of each length that a step can hold whole.
static MASKS: [Letters; 16] = {
    let mut masks = [(0, 0); 16];
    let mut length = 1;
    while length < 16 {
        masks[length] =
            if length < 8 { ((1 << (8 * length)) - 1, 0) } else { (u64::MAX, (1 << (8 * (length - 8))) - 1) };
        length += 1;
    }
    masks
};

/// The number of a name of less than sixteen letters as it stands in the page, in the step that begins with it;
/// `UNKNOWN` for what has none.
#[inline]
pub(crate) fn known(step: [u8; 16], length: usize) -> Number {
    const BIT_5: u64 = 0x2020_2020_2020_2020;
    let mask = MASKS[length % 16];
    let halves = u128::from_le_bytes(step);
    let raw = (halves as u64 & mask.0, (halves >> 64) as u64 & mask.1);
    let letters = (raw.0 | (BIT_5 & mask.0), raw.1 | (BIT_5 & mask.1));
    let number = find(&TABLE.slots, &TABLE.letters, letters);
    if number == UNKNOWN || raw == letters || is_plain(raw, mask) { number } else { UNKNOWN }
}

/// Setting bit 5 lowers letters; of bytes without bit 6 it would make digits of control characters.
#[cold]
fn is_plain(raw: Letters, mask: Letters) -> bool {
    const BIT_6: u64 = 0x4040_4040_4040_4040;
    let plain = |raw: u64, mask: u64| (raw | (raw << 1)) & BIT_6 & mask == BIT_6 & mask;
    plain(raw.0, mask.0) && plain(raw.1, mask.1)
}

/// The attribute of a number.
#[inline]
pub(crate) fn attribute(number: Number) -> Option<AttributeName> {
    TABLE.attributes.get(usize::from(number)).copied().flatten()
}

/// The number of an attribute.
#[inline]
pub(crate) fn of_attribute(name: AttributeName) -> Number {
    ATTRIBUTES[name as usize]
}

/// Names of one page that have no fixed number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    /// Numbers by the names' hashes. The hash is keyed at random, so that no page can be made whose names share one.
    numbers: HashMap<u64, Number, FxBuildHasher>,
    hash: RandomState,
    /// All names, one behind the other, and where each ends.
    text: String,
    ends: Vec<u32>,
}

impl Names {
    /// The number of a name as it stands in the page; a new one if it has none yet.
    pub(crate) fn number(&mut self, name: &str) -> Number {
        // It is written behind the others, to stay if it is new.
        let start = self.text.len();
        if name.bytes().any(|b| b == 0 || b.is_ascii_uppercase()) {
            let lower = |c: char| if c == '\0' { '\u{fffd}' } else { c.to_ascii_lowercase() };
            self.text.extend(name.chars().map(lower));
        } else {
            self.text.push_str(name);
        }
        let number = KNOWN + self.ends.len();
        let hash = self.hash.hash_one(&self.text[start..]);
        let found = match self.numbers.get(&hash) {
            Some(&found) if self.name(found) == &self.text[start..] => found,
            None if number < usize::from(NAMELESS) => {
                self.numbers.insert(hash, number as Number);
                self.ends.push(self.text.len() as u32);
                return number as Number;
            }
            _ => NAMELESS,
        };
        self.text.truncate(start);
        found
    }

    /// The lower-case name of a number; empty for names past the last number.
    pub(crate) fn name(&self, number: Number) -> &str {
        let number = usize::from(number);
        match (TABLE.names.get(number), self.ends.get(number.wrapping_sub(KNOWN))) {
            (Some(name), _) => name,
            (None, Some(&end)) => {
                let before = number.checked_sub(KNOWN + 1).map_or(0, |before| self.ends[before]);
                &self.text[before as usize..end as usize]
            }
            (None, None) => "",
        }
    }

    /// The tag of a number.
    #[inline]
    pub(crate) fn tag(&self, number: Number) -> Tag {
        match Tag::NAMED.get(usize::from(number)) {
            Some(&tag) => tag,
            None if self.name(number).contains('-') => Tag::Custom,
            None => Tag::Unknown,
        }
    }

    pub(crate) fn clear(&mut self) {
        self.numbers.clear();
        self.text.clear();
        self.ends.clear();
    }

    /// Bytes of the buffers, about.
    pub(crate) fn room(&self) -> usize {
        self.text.capacity() + 4 * self.ends.capacity() + 16 * self.numbers.capacity()
    }

    pub(crate) fn is_full(&self) -> bool {
        KNOWN + self.ends.len() >= usize::from(NAMELESS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(name: &str) -> Number {
        known(crate::byte_search::step(name.as_bytes(), 0), name.len())
    }

    #[test]
    fn known_names_are_found_in_any_case() {
        for (number_of, &name) in TABLE.names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            assert_eq!(usize::from(number(name)), number_of, "{name}");
            assert_eq!(usize::from(number(&name.to_ascii_uppercase())), number_of, "{name}");
        }
        for (i, &tag) in Tag::NAMED.iter().enumerate() {
            assert_eq!(tag as usize, i);
        }
        assert_eq!(attribute(number("title")), Some(AttributeName::Title));
        assert_eq!(of_attribute(AttributeName::DataSrc), number("data-src"));
    }

    #[test]
    fn other_names_are_not() {
        for name in ["h\u{11}", "h7", "divx", "di", "aria\rhidden", "annotation-xmlannotation", "a\u{e9}"] {
            assert_eq!(number(name), UNKNOWN, "{name:?}");
        }
    }

    #[test]
    fn a_page_s_own_names_have_numbers_by_their_letters() {
        let mut names = Names::default();
        let (a, b) = (names.number("X-One"), names.number("y\0"));
        assert_eq!((names.number("x-oNE"), names.number("Y\0")), (a, b));
        assert_eq!((names.name(a), names.name(b)), ("x-one", "y\u{fffd}"));
        assert_eq!(
            (names.tag(a), names.tag(b), names.tag(number("div"))),
            (Tag::Custom, Tag::Unknown, Tag::Div)
        );
    }
}
