//! Counts words, sentences and punctuation in text of any script.

use std::sync::LazyLock;

use crate::lexicon;
use crate::unicode::characters::{CharacterClass, each_lower};
use crate::unicode::swar::{self, HIGH_BITS, splat};

/// The figures of a text, counted in one pass. The fields are those of [`Block`](crate::document::block::Block).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) words: u32,
    pub(crate) punctuation: u32,
    pub(crate) digits: u32,
    pub(crate) capitals: u32,
    pub(crate) sentences: u32,
    pub(crate) commas: u32,
    pub(crate) stop_words: u32,
    pub(crate) terminated: bool,
}

/// Classes of ASCII characters, as bits.
mod ascii {
    pub(super) const LETTER: u8 = 1 << 0;
    pub(super) const DIGIT: u8 = 1 << 1;
    pub(super) const UPPER: u8 = 1 << 2;
    pub(super) const APOSTROPHE: u8 = 1 << 3;
    pub(super) const SPACE: u8 = 1 << 4;
    pub(super) const TERMINAL: u8 = 1 << 5;
    pub(super) const COMMA: u8 = 1 << 6;
    pub(super) const CLOSING: u8 = 1 << 7;
    /// Characters that begin a word.
    pub(super) const BEGINS: u8 = LETTER | DIGIT;
    /// Characters that continue a word.
    pub(super) const WORD: u8 = BEGINS | APOSTROPHE;
}

/// The classes of each byte; bytes of characters outside ASCII have none.
static ASCII_CLASSES: [u8; 256] = ascii_classes();

const fn ascii_classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0u8;
    while byte < 128 {
        table[byte as usize] = match byte {
            b'a'..=b'z' => ascii::LETTER,
            b'A'..=b'Z' => ascii::LETTER | ascii::UPPER,
            b'0'..=b'9' => ascii::DIGIT,
            b'\'' => ascii::APOSTROPHE,
            b' ' | b'\t'..=b'\r' => ascii::SPACE,
            b'.' | b'!' | b'?' => ascii::TERMINAL,
            b',' | b';' => ascii::COMMA,
            b'"' | b')' | b']' | b'*' | b'_' => ascii::CLOSING,
            _ => 0,
        };
        byte += 1;
    }
    table
}

/// Counts the words, sentences and punctuation of a text.
pub(crate) fn count(text: &str) -> Counts {
    let bytes = text.as_bytes();
    let mut counts = Counts::default();
    let mut pending_terminal = false;
    let mut at = 0;
    while at < bytes.len() {
        let class = ASCII_CLASSES[usize::from(bytes[at])];
        if class & ascii::BEGINS != 0 {
            counts.words += 1;
            counts.capitals += u32::from(class & ascii::UPPER != 0);
            pending_terminal = false;
            at = end_of_word(text, at, &mut counts);
            // A space that follows a word directly adds nothing to the counts.
            at += usize::from(bytes.get(at) == Some(&b' '));
        } else if class & ascii::SPACE != 0 {
            counts.sentences += u32::from(pending_terminal);
            pending_terminal = false;
            at += 1;
        } else if bytes[at] < 128 {
            at += 1;
            if class & ascii::APOSTROPHE == 0 {
                counts.punctuation += 1;
                counts.commas += u32::from(class & ascii::COMMA != 0);
                let held = pending_terminal && class & (ascii::CLOSING | ascii::COMMA) != 0;
                pending_terminal = class & ascii::TERMINAL != 0 || held;
            }
        } else {
            at = count_non_ascii(text, at, &mut counts, &mut pending_terminal);
        }
    }
    counts.sentences += u32::from(pending_terminal);
    counts.terminated = is_terminated(text);
    counts
}

/// Counts the character at `at`, which is not ASCII, with the rest of its word; returns the index after them.
#[inline(always)]
fn count_non_ascii(text: &str, at: usize, counts: &mut Counts, pending_terminal: &mut bool) -> usize {
    let Some(c) = text[at..].chars().next() else { return text.len() };
    let class = CharacterClass::from_char(c);
    let next = at + c.len_utf8();
    if class.intersects(CharacterClass::ALPHANUMERIC) {
        counts.words += 1;
        let unspaced = class.intersects(CharacterClass::UNSPACED);
        // A terminal mark inside a word or number does not end a sentence, unless the script has no spaces.
        counts.sentences += u32::from(*pending_terminal && unspaced);
        *pending_terminal = false;
        if unspaced {
            counts.digits += u32::from(class.intersects(CharacterClass::NUMERIC));
            return next;
        }
        counts.capitals += u32::from(class.intersects(CharacterClass::UPPERCASE));
        return end_of_word(text, at, counts);
    }
    if class.intersects(CharacterClass::JOINER) {
        return next;
    }
    if class.intersects(CharacterClass::WHITE_SPACE) {
        counts.sentences += u32::from(*pending_terminal);
        *pending_terminal = false;
        return next;
    }
    counts.punctuation += 1;
    counts.commas += u32::from(class.intersects(CharacterClass::COMMA));
    let held = *pending_terminal && class.intersects(CharacterClass::CLOSING.union(CharacterClass::COMMA));
    *pending_terminal = class.intersects(CharacterClass::TERMINAL) || held;
    next
}

/// Whether the last character, apart from white space and closing marks, is a terminal mark or a colon.
pub(crate) fn is_terminated(text: &str) -> bool {
    let skipped = CharacterClass::CLOSING.union(CharacterClass::WHITE_SPACE);
    text.chars().rev().find(|&c| !CharacterClass::from_char(c).intersects(skipped)).is_some_and(|c| {
        CharacterClass::from_char(c).intersects(CharacterClass::TERMINAL) || matches!(c, ':' | '：')
    })
}

/// The end of the word that begins at `start`. Counts its digits, and the word itself if it is a stop word.
#[inline(always)]
fn end_of_word(text: &str, start: usize, counts: &mut Counts) -> usize {
    let bytes = text.as_bytes();
    let LeadingLetters { key, length } = leading_letters(bytes, start);
    let at = start + length;
    let continues =
        bytes.get(at).is_some_and(|&b| ASCII_CLASSES[usize::from(b)] & ascii::WORD != 0 || b >= 128);
    if continues {
        return end_of_any_word(text, start, counts);
    }
    counts.stop_words += u32::from(STOP_WORDS.contains(key));
    at
}

/// [`end_of_word`] for words that are long or have other characters than ASCII letters.
#[inline(never)]
fn end_of_any_word(text: &str, start: usize, counts: &mut Counts) -> usize {
    let rest = &text[start..];
    let mut length = 0;
    for c in rest.chars() {
        let class = CharacterClass::from_char(c);
        if !class.intersects(CharacterClass::CONTINUES_WORD) {
            break;
        }
        counts.digits += u32::from(class.intersects(CharacterClass::NUMERIC));
        length += c.len_utf8();
    }
    let word = &rest[..length];
    if length <= LONGEST_STOP_WORD {
        counts.stop_words += u32::from(STOP_WORDS.contains(lower_key_of(word)));
    }
    start + length
}

/// The [`key_of`] a word, in lower case. The word has at most [`LONGEST_STOP_WORD`] bytes.
fn lower_key_of(word: &str) -> u128 {
    // The lower case of a sigma depends on its position in the word.
    if word.contains('Σ') {
        return key_of(&word.to_lowercase());
    }
    // Lower case is at most one and a half times as long; a test of `characters` checks every character.
    let mut lower = [0; 2 * LONGEST_STOP_WORD];
    let mut length = 0;
    for c in word.chars() {
        each_lower(c, |c| length += c.encode_utf8(&mut lower[length..]).len());
    }
    lower.first_chunk().map_or(0, |key| u128::from_le_bytes(*key))
}

/// The ASCII letters that a text begins with, up to sixteen.
struct LeadingLetters {
    /// Their [`key_of`], in lower case.
    key: u128,
    length: usize,
}

#[inline(always)]
fn leading_letters(bytes: &[u8], at: usize) -> LeadingLetters {
    let (low, length) = letters_of(swar::load(bytes, at));
    if length < 8 {
        return LeadingLetters { key: u128::from(low), length };
    }
    let (high, more) = letters_of(swar::load(bytes, at + 8));
    LeadingLetters { key: u128::from(high) << 64 | u128::from(low), length: length + more }
}

/// The ASCII letters that eight bytes begin with, in lower case, and their number.
#[inline(always)]
fn letters_of(eight: u64) -> (u64, usize) {
    let lower = eight | splat(0x20);
    let letters = swar::bytes_in_range(lower, b'a', b'z');
    let others = !letters & HIGH_BITS;
    // All bits below the first byte that is not a letter.
    let kept = ((others & others.wrapping_neg()) >> 7).wrapping_sub(1);
    (lower & kept, swar::leading_set(letters))
}

/// In bytes. The list has no longer word, so a word that fills a key of 16 bytes is never confused with one.
const LONGEST_STOP_WORD: usize = 14;

/// Function words of all languages in one set: they distinguish prose from labels, for which the language does not
/// matter. Words are stored as numbers, since every word of a page is looked up.
struct StopWords {
    /// A hash table with open addressing; 0 marks an empty slot.
    slots: Vec<u128>,
}

static STOP_WORDS: LazyLock<StopWords> = LazyLock::new(|| {
    let mut words = StopWords { slots: vec![0; StopWords::SLOTS] };
    for (_, line) in lexicon::entries(lexicon::STOP_WORDS) {
        for word in line.split_whitespace() {
            words.insert(key_of(word));
        }
    }
    words
});

/// The first 16 bytes of a word as a number, the first byte lowest.
fn key_of(word: &str) -> u128 {
    word.bytes().take(16).rev().fold(0, |key, byte| key << 8 | u128::from(byte))
}

impl StopWords {
    /// A power of two, at least three times the number of words.
    const SLOTS: usize = 4096;

    fn slot(key: u128) -> usize {
        let mixed = (key as u64 ^ ((key >> 64) as u64).rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 52) as usize
    }

    fn insert(&mut self, key: u128) {
        let mut slot = Self::slot(key);
        while self.slots[slot] != 0 && self.slots[slot] != key {
            slot = (slot + 1) % Self::SLOTS;
        }
        self.slots[slot] = key;
    }

    fn contains(&self, key: u128) -> bool {
        let mut slot = Self::slot(key);
        loop {
            let found = self.slots[slot];
            if found == key || found == 0 {
                return found == key;
            }
            slot = (slot + 1) % Self::SLOTS;
        }
    }
}

/// The number of words, as in [`Block::words`](crate::document::block::Block::words).
pub(crate) fn count_words(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let mut words = 0;
    let mut inside = false;
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte < 128 {
            let class = ASCII_CLASSES[usize::from(byte)];
            let begins = class & ascii::BEGINS != 0;
            words += u32::from(!inside && begins);
            inside = begins || inside && class & ascii::APOSTROPHE != 0;
            at += if begins { letters_of(swar::load(bytes, at)).1.max(1) } else { 1 };
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        at += c.len_utf8();
        let class = CharacterClass::from_char(c);
        if class.intersects(CharacterClass::ALPHANUMERIC) {
            let unspaced = class.intersects(CharacterClass::UNSPACED);
            words += u32::from(unspaced || !inside);
            inside = !unspaced;
        } else {
            inside &= class.intersects(CharacterClass::JOINER);
        }
    }
    words
}

/// The letters and digits of a text in lower case. Two lines that fold to the same string say the same.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::new();
    fold_into(text, &mut folded);
    folded
}

/// The same, in place of what `folded` holds.
pub(crate) fn fold_into(text: &str, folded: &mut String) {
    if text.is_ascii() {
        let mut bytes = std::mem::take(folded).into_bytes();
        bytes.clear();
        bytes.resize(text.len() + 8, 0);
        let (mut at, mut length) = (0, 0);
        while at < text.len() {
            // Eight bytes are written, and those after the run are written over.
            let (lower, run) = swar::lower_run(swar::load(text.as_bytes(), at));
            bytes[length..length + 8].copy_from_slice(&lower.to_le_bytes());
            length += run;
            at += if run < 8 { run + 1 } else { run };
        }
        bytes.truncate(length);
        *folded = String::from_utf8(bytes).unwrap_or_default();
        return;
    }
    let bytes = text.as_bytes();
    folded.clear();
    folded.reserve(text.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii() {
            if byte.is_ascii_alphanumeric() {
                folded.push(char::from(byte.to_ascii_lowercase()));
            }
            at += 1;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        if CharacterClass::from_char(c).intersects(CharacterClass::ALPHANUMERIC) {
            each_lower(c, |c| folded.push(c));
        }
        at += c.len_utf8();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn folding_keeps_letters_and_digits_in_lower_case(text in "([ -~]{0,20}|\\PC{0,5}){0,3}") {
            let expected: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
            let mut folded = "what was there before".to_owned();
            fold_into(&text, &mut folded);
            prop_assert_eq!(&folded, &expected);
            prop_assert_eq!(fold(&text), expected);
        }
    }

    fn check(text: &str, words: u32, sentences: u32, terminated: bool) {
        let counts = count(text);
        assert_eq!(
            (counts.words, counts.sentences, counts.terminated),
            (words, sentences, terminated),
            "{text}"
        );
        assert_eq!(count_words(text), words, "{text}");
    }

    #[test]
    fn words_and_sentences() {
        check("It cost 3.50 euros. “Really?” he said", 8, 2, false);
        check("Don't panic!", 2, 1, true);
        check("記者は言った。そして去った。", 12, 2, true);
        check("Home | News | Sport", 3, 0, false);
        check("هل هذا صحيح؟", 3, 1, true);
        check("", 0, 0, false);
    }
}
