//! A stored page, and its record.

use crate::duplicates::PageKeys;
use crate::hash::ContentHash;
use crate::ids::{self, SPILLED};
use crate::near::Sketch;

/// What a store remembers of a kept page.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredPage {
    /// The id of the page.
    pub id: String,
    /// The hashes of its text and its URL.
    pub keys: PageKeys,
    /// Its date, in days since 1970-01-01.
    pub date: Option<i32>,
    /// The number of words of its text.
    pub words: u32,
    /// A hash of its site. 0 for a page without one.
    pub site: u64,
    /// The sketch of its text, in a store with sketches.
    pub sketch: Option<Sketch>,
}

// Which parts a record has.
const TEXT: u8 = 1;
const URL: u8 = 2;
const DATE: u8 = 4;
const SKETCH: u8 = 8;
const ALL: u8 = TEXT | URL | DATE | SKETCH;

impl StoredPage {
    /// Appends the record of the page: which parts it has (1 byte), site (8), words (1 to 5), text hash (16), URL hash (16),
    /// date (4), id (17 at most, unless it is long) and sketch (2 and its own). Numbers are little endian, or in groups
    /// of seven bits.
    pub(super) fn write(&self, with_sketch: bool, out: &mut Vec<u8>) {
        let sketch = self.sketch.as_ref().filter(|_| with_sketch);
        let flag = |present: bool, bit: u8| if present { bit } else { 0 };
        out.push(
            flag(self.keys.text.is_some(), TEXT)
                | flag(self.keys.url.is_some(), URL)
                | flag(self.date.is_some(), DATE)
                | flag(sketch.is_some(), SKETCH),
        );
        out.extend(self.site.to_le_bytes());
        write_number(self.words, out);
        for hash in [self.keys.text, self.keys.url].into_iter().flatten() {
            out.extend(hash.as_bytes());
        }
        out.extend(self.date.into_iter().flat_map(i32::to_le_bytes));
        write_id(&self.id, out);
        if let Some(sketch) = sketch {
            let bytes = sketch.to_bytes();
            out.extend((bytes.len() as u16).to_le_bytes());
            out.extend(bytes);
        }
    }

    /// Reads a record, and moves past it.
    pub(super) fn read(rest: &mut &[u8]) -> Result<Self, &'static str> {
        const CUT: &str = "a record is cut";
        let [parts] = take(rest).ok_or(CUT)?;
        if parts & !ALL != 0 {
            return Err("a record has unknown parts");
        }
        let site = u64::from_le_bytes(take(rest).ok_or(CUT)?);
        let words = read_number(rest).ok_or(CUT)?;
        let mut hash = |bit| match parts & bit {
            0 => Ok(None),
            _ => take(rest).map(|bytes| Some(ContentHash::from_bytes(bytes))).ok_or(CUT),
        };
        let keys = PageKeys { text: hash(TEXT)?, url: hash(URL)? };
        let date = match parts & DATE {
            0 => None,
            _ => Some(i32::from_le_bytes(take(rest).ok_or(CUT)?)),
        };
        let id = read_id(rest)?;
        let sketch = match parts & SKETCH {
            0 => None,
            _ => {
                let length = u16::from_le_bytes(take(rest).ok_or(CUT)?);
                let bytes = take_slice(rest, usize::from(length)).ok_or(CUT)?;
                Some(Sketch::from_bytes(bytes).map_err(|_| "a sketch is damaged")?)
            }
        };
        Ok(Self { id, keys, date, words, site, sketch })
    }

    /// Whether pages can be compared with this one.
    pub(super) fn has_keys(&self) -> bool {
        self.keys != PageKeys::default()
    }
}

/// An encoding, and then the id: the bytes of a short id, 16 bytes of a packed id, or length and bytes of a long id.
fn write_id(id: &str, out: &mut Vec<u8>) {
    match ids::pack(id) {
        Some((encoding, packed)) => {
            out.push(encoding);
            out.extend(&packed[..packed.len().min(encoding.into())]);
        }
        None => {
            out.push(SPILLED);
            write_number(id.len() as u32, out);
            out.extend(id.as_bytes());
        }
    }
}

fn read_id(rest: &mut &[u8]) -> Result<String, &'static str> {
    const DAMAGED: &str = "an id is damaged";
    let [encoding] = take(rest).ok_or(DAMAGED)?;
    if encoding == SPILLED {
        let length = read_number(rest).ok_or(DAMAGED)? as usize;
        let bytes = take_slice(rest, length).ok_or(DAMAGED)?;
        return Ok(std::str::from_utf8(bytes).map_err(|_| DAMAGED)?.to_owned());
    }
    let mut packed = [0; ids::INLINE];
    let length = packed.len().min(encoding.into());
    packed[..length].copy_from_slice(take_slice(rest, length).ok_or(DAMAGED)?);
    ids::unpack(encoding, packed).ok_or(DAMAGED)
}

/// Writes a number in groups of seven bits, the lowest first. All but the last have the eighth bit.
fn write_number(mut number: u32, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn read_number(rest: &mut &[u8]) -> Option<u32> {
    let mut number = 0_u32;
    for shift in [0, 7, 14, 21, 28] {
        let [byte] = take(rest)?;
        let bits = u32::from(byte & 0x7f);
        number |= bits.checked_mul(1 << shift)?;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

pub(super) fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (first, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*first)
}

pub(super) fn take_slice<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (first, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(first)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::near::MAX_SKETCH_BYTES;
    use proptest::prelude::*;

    fn any_hash() -> impl Strategy<Value = Option<ContentHash>> {
        proptest::option::of(any::<[u8; 16]>().prop_map(ContentHash::from_bytes))
    }

    fn any_id() -> impl Strategy<Value = String> {
        let uuid = "(<urn:uuid:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}>?";
        prop_oneof!["\\PC{0,40}", "[0-9a-f]{32}", uuid, "[a-z/]{200,300}"]
    }

    /// Any page at all.
    pub(in crate::store) fn any_page() -> impl Strategy<Value = StoredPage> {
        let text = "([a-z]{1,3} |[A-Z][a-z]{1,4} |[0-9]{1,3} |\\PC){0,90}";
        let sketch = proptest::option::of(text.prop_map(|text| Sketch::new(&text)));
        (any_id(), any_hash(), any_hash(), any::<Option<i32>>(), any::<u32>(), any::<u64>(), sketch).prop_map(
            |(id, text, url, date, words, site, sketch)| {
                let keys = PageKeys { text, url };
                StoredPage { id, keys, date, words, site, sketch }
            },
        )
    }

    proptest! {
        #[test]
        fn records_become_the_same_pages(pages in proptest::collection::vec(any_page(), 0..5)) {
            let mut bytes = vec![];
            pages.iter().for_each(|page| page.write(true, &mut bytes));
            let mut rest = bytes.as_slice();
            for page in &pages {
                prop_assert_eq!(&StoredPage::read(&mut rest).unwrap(), page);
            }
            prop_assert!(rest.is_empty());
        }

        #[test]
        fn cut_records_are_errors(page in any_page(), at: prop::sample::Index) {
            let mut bytes = vec![];
            page.write(true, &mut bytes);
            prop_assert!(StoredPage::read(&mut &bytes[..at.index(bytes.len())]).is_err());
        }

        #[test]
        fn any_bytes_are_read_without_panic(bytes: Vec<u8>, parts in 0..16_u8) {
            let _ = StoredPage::read(&mut [&[parts], &bytes[..]].concat().as_slice());
        }
    }

    #[test]
    fn a_record_takes_at_most_547_bytes_and_65_without_sketch() {
        let hash = Some(ContentHash::compute(b""));
        let id = "<urn:uuid:9f0a3b1c-1234-4abc-8def-001122334455>".to_owned();
        let keys = PageKeys { text: hash, url: hash };
        let page =
            StoredPage { id, keys, date: Some(20_000), words: 2_000_000, site: u64::MAX, sketch: None };
        let mut bytes = vec![];
        page.write(true, &mut bytes);
        assert_eq!(bytes.len(), 65);
        assert!(bytes.len() + 2 + MAX_SKETCH_BYTES <= 547);
    }
}
