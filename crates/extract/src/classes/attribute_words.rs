//! Hashed words of an element's name, role, `itemprop` and label: the vocabulary of the markup model.
//!
//! [`classes`](crate::classes) hashes the words of classes and ids. Each of the other attributes has words of its own,
//! so that `role=main` and `class=main` can have different meanings.

use dechaff_html::Tag;

use crate::hash;

/// Only the first words of a label count. Longer labels are sentences.
const MAX_LABEL_WORDS: usize = 4;
/// Maximum number of words of any attribute.
const MAX_WORDS: usize = 8;
/// Words are cut to this many bytes.
const MAX_WORD_BYTES: usize = 24;

/// The word of an element's name.
pub(crate) fn hash_tag(tag: Tag) -> u32 {
    hash::pair(0x7461_6700, hash::bytes(tag.name().as_bytes()))
}

/// Adds the words of a `role`.
pub(crate) fn push_role(value: &str, words: &mut Vec<u32>) {
    push(value, 0x726f_6c65, MAX_WORDS, words);
}

/// Adds the words of an `itemprop`.
pub(crate) fn push_itemprop(value: &str, words: &mut Vec<u32>) {
    push(value, 0x7072_6f70, MAX_WORDS, words);
}

/// Adds the first words of an `aria-label`.
pub(crate) fn push_aria_label(value: &str, words: &mut Vec<u32>) {
    push(value, 0x6c61_6265, MAX_LABEL_WORDS, words);
}

/// `attribute` is four letters of the attribute's name; it makes the words of different attributes differ.
fn push(value: &str, attribute: u32, most: usize, words: &mut Vec<u32>) {
    let parts = value.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).take(most);
    for part in parts {
        let letters = part.bytes().take(MAX_WORD_BYTES);
        let word = letters.fold(hash::EMPTY, |h, b| hash::step(h, b.to_ascii_lowercase()));
        words.push(hash::pair(attribute, word));
    }
}
