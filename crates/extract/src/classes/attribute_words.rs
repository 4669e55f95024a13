//! What elements call themselves, as hashed words: the vocabulary of the markup model.
//!
//! Words of classes and ids are hashed by [`names`](crate::classes); the other attributes have words of their own, so
//! that `role=main` and `class=main` can mean different things.

use dechaff_html::Tag;

use crate::hash;

/// Longer labels are sentences.
const MOST_LABEL_WORDS: usize = 4;

/// The word for an element's name.
pub(crate) fn of_tag(tag: Tag) -> u32 {
    hash::pair(0x7461_6700, hash::bytes(tag.name().as_bytes()))
}

/// The words of a `role`.
pub(crate) fn of_role(value: &str, words: &mut Vec<u32>) {
    push(value, 0x726f_6c65, usize::MAX, words);
}

/// The words of an `itemprop`.
pub(crate) fn of_property(value: &str, words: &mut Vec<u32>) {
    push(value, 0x7072_6f70, usize::MAX, words);
}

/// The first words of an `aria-label`.
pub(crate) fn of_label(value: &str, words: &mut Vec<u32>) {
    push(value, 0x6c61_6265, MOST_LABEL_WORDS, words);
}

fn push(value: &str, kind: u32, most: usize, words: &mut Vec<u32>) {
    let parts = value.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).take(most.min(8));
    for part in parts {
        let word = part.bytes().take(24).fold(hash::EMPTY, |h, b| hash::step(h, b.to_ascii_lowercase()));
        words.push(hash::pair(kind, word));
    }
}
