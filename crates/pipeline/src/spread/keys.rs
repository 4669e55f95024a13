//! What a page is compared by, as bytes.

use dechaff_dedup::{ContentHash, PageKeys, Sketch};

use crate::decide::copies::PageFacts;
use crate::spread::SpreadError;
use crate::spread::block::take;

/// The version of the layout.
const VERSION: u8 = 1;
/// Bytes before the hashes.
const HEAD_BYTES: usize = 2 + 4 + 8 + 8;

/// What a page is compared by, and what decides which of several copies is kept.
///
/// As bytes: version (1), whether there are a URL, a text, a time and a sketch (bits 0 to 3; 1), words (4), a hash of the
/// site (8), the time in seconds since 1970 (8), the hashes of the URL and of the text (16 each), and the
/// [sketch](Sketch::to_bytes). All numbers are little endian.
#[derive(Clone, Debug)]
pub struct CopyKeys {
    pub(crate) facts: PageFacts,
    pub(crate) sketch: Option<Sketch>,
}

impl CopyKeys {
    /// The keys as bytes: 54, and about 280 to 480 more with a sketch.
    pub fn to_bytes(&self) -> Vec<u8> {
        let PageFacts { keys, site, time, words } = self.facts;
        let flags = [keys.url.is_some(), keys.text.is_some(), time.is_some(), self.sketch.is_some()];
        let flags = (0..).zip(flags).map(|(bit, is_set)| u8::from(is_set) << bit).sum();
        let mut bytes = vec![VERSION, flags];
        bytes.extend(words.to_le_bytes());
        bytes.extend(site.to_le_bytes());
        bytes.extend(time.unwrap_or_default().to_le_bytes());
        for key in [keys.url, keys.text] {
            bytes.extend(key.map_or([0; 16], |key| *key.as_bytes()));
        }
        bytes.extend(self.sketch.iter().flat_map(Sketch::to_bytes));
        bytes
    }

    /// Restores keys.
    ///
    /// # Errors
    ///
    /// Fails if the bytes are no keys, or those of another version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SpreadError> {
        let mut facts = facts_of(bytes)?;
        let rest = bytes.get(HEAD_BYTES + 32..).ok_or(SpreadError)?;
        let sketch = match has(bytes, 3) {
            true => Some(Sketch::from_bytes(rest).map_err(|_| SpreadError)?),
            false => None,
        };
        facts.keys.url = facts.keys.url.filter(|_| has(bytes, 0));
        facts.keys.text = facts.keys.text.filter(|_| has(bytes, 1));
        Ok(Self { facts, sketch })
    }

    /// The bytes without the sketch, for a page whose sketch is known from another page of its class.
    pub(super) fn without_sketch(bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.get(..HEAD_BYTES + 32).unwrap_or(bytes).to_vec();
        if let Some(flags) = bytes.get_mut(1) {
            *flags &= 7;
        }
        bytes
    }

    /// A hash of the text and the sketch. Pages of one class have the same text, and are found and compared in the same way.
    /// With a billion classes, the odds that any two have the same number are one in forty; their pages would be compared
    /// by one of the two sketches.
    pub(super) fn class_of(bytes: &[u8]) -> Result<u64, SpreadError> {
        let content = bytes.get(HEAD_BYTES + 16..).ok_or(SpreadError)?;
        let first = blake3::hash(content);
        let first = first.as_bytes().first_chunk().ok_or(SpreadError)?;
        Ok(u64::from_le_bytes(*first))
    }

    /// The bytes of the sketch.
    pub(super) fn sketch_of(bytes: &[u8]) -> Option<&[u8]> {
        if has(bytes, 3) { bytes.get(HEAD_BYTES + 32..) } else { None }
    }
}

fn has(bytes: &[u8], bit: u32) -> bool {
    bytes.get(1).is_some_and(|flags| flags >> bit & 1 == 1)
}

/// What is in front of the sketch.
pub(super) fn facts_of(bytes: &[u8]) -> Result<PageFacts, SpreadError> {
    let mut rest = bytes;
    let [version, flags] = array(&mut rest)?;
    if version != VERSION || flags > 15 {
        return Err(SpreadError);
    }
    let words = u32::from_le_bytes(array(&mut rest)?);
    let site = u64::from_le_bytes(array(&mut rest)?);
    let time = i64::from_le_bytes(array(&mut rest)?);
    let url = ContentHash::from_bytes(array(&mut rest)?);
    let text = ContentHash::from_bytes(array(&mut rest)?);
    let keys = PageKeys::from_text(text).with_url(Some(url).filter(|_| has(bytes, 0)));
    Ok(PageFacts { keys, site, time: Some(time).filter(|_| has(bytes, 2)), words })
}

fn array<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], SpreadError> {
    take(rest, N)?.first_chunk().copied().ok_or(SpreadError)
}
