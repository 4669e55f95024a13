//! Words and marks: counting over text of any script.

use std::sync::LazyLock;

use crate::lexicon;
use crate::unicode::characters::{Kind, each_lower};
use crate::unicode::swar::{self, HIGH, each};

/// What a text holds, as counted in one pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) words: u32,
    pub(crate) marks: u32,
    pub(crate) digits: u32,
    pub(crate) capitals: u32,
    pub(crate) sentences: u32,
    pub(crate) commas: u32,
    pub(crate) stop_words: u32,
    pub(crate) terminated: bool,
}

/// What an ASCII character is, as bits.
mod class {
    pub(super) const LETTER: u8 = 1 << 0;
    pub(super) const DIGIT: u8 = 1 << 1;
    pub(super) const UPPER: u8 = 1 << 2;
    pub(super) const APOSTROPHE: u8 = 1 << 3;
    pub(super) const SPACE: u8 = 1 << 4;
    pub(super) const TERMINAL: u8 = 1 << 5;
    pub(super) const COMMA: u8 = 1 << 6;
    pub(super) const CLOSES: u8 = 1 << 7;
    /// Begins a word.
    pub(super) const BEGINS: u8 = LETTER | DIGIT;
    /// Goes on with one.
    pub(super) const WORD: u8 = BEGINS | APOSTROPHE;
}

/// Classes of bytes; those of longer characters have none.
static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0u8;
    while byte < 128 {
        table[byte as usize] = match byte {
            b'a'..=b'z' => class::LETTER,
            b'A'..=b'Z' => class::LETTER | class::UPPER,
            b'0'..=b'9' => class::DIGIT,
            b'\'' => class::APOSTROPHE,
            b' ' | b'\t'..=b'\r' => class::SPACE,
            b'.' | b'!' | b'?' => class::TERMINAL,
            b',' | b';' => class::COMMA,
            b'"' | b')' | b']' | b'*' | b'_' => class::CLOSES,
            _ => 0,
        };
        byte += 1;
    }
    table
}

/// Counts words and marks of a text.
pub(crate) fn count(text: &str) -> Counts {
    let bytes = text.as_bytes();
    let mut counts = Counts::default();
    let mut pending_terminal = false;
    let mut at = 0;
    while at < bytes.len() {
        let class = CLASSES[usize::from(bytes[at])];
        if class & class::BEGINS != 0 {
            counts.words += 1;
            counts.capitals += u32::from(class & class::UPPER != 0);
            pending_terminal = false;
            at = end_of_word(text, at, &mut counts);
            // Nothing is counted where a space ends a word.
            at += usize::from(bytes.get(at) == Some(&b' '));
        } else if class & class::SPACE != 0 {
            counts.sentences += u32::from(pending_terminal);
            pending_terminal = false;
            at += 1;
        } else if bytes[at] < 128 {
            at += 1;
            if class & class::APOSTROPHE == 0 {
                counts.marks += 1;
                counts.commas += u32::from(class & class::COMMA != 0);
                let held = pending_terminal && class & (class::CLOSES | class::COMMA) != 0;
                pending_terminal = class & class::TERMINAL != 0 || held;
            }
        } else {
            let Some(c) = text[at..].chars().next() else { break };
            let kind = Kind::of(c);
            let next = at + c.len_utf8();
            if kind.is(Kind::ALPHANUMERIC) {
                counts.words += 1;
                let alone = kind.is(Kind::ALONE);
                // A mark inside a word or number ends no sentence, unless the script has no spaces.
                counts.sentences += u32::from(pending_terminal && alone);
                pending_terminal = false;
                if alone {
                    counts.digits += u32::from(kind.is(Kind::NUMERIC));
                } else {
                    counts.capitals += u32::from(kind.is(Kind::UPPER));
                }
                at = if alone { next } else { end_of_word(text, at, &mut counts) };
                continue;
            }
            at = next;
            if kind.is(Kind::JOINS) {
                continue;
            }
            if kind.is(Kind::SPACE) {
                counts.sentences += u32::from(pending_terminal);
                pending_terminal = false;
                continue;
            }
            counts.marks += 1;
            counts.commas += u32::from(kind.is(Kind::COMMA));
            let held = pending_terminal && kind.is(Kind::CLOSES.and(Kind::COMMA));
            pending_terminal = kind.is(Kind::TERMINAL) || held;
        }
    }
    counts.sentences += u32::from(pending_terminal);
    counts.terminated = text
        .chars()
        .rev()
        .find(|&c| !Kind::of(c).is(Kind::CLOSES.and(Kind::SPACE)))
        .is_some_and(|c| Kind::of(c).is(Kind::TERMINAL) || matches!(c, ':' | '：'));
    counts
}

/// Where the word that begins at `start` ends; counts its digits, and whether it is a stop word.
#[inline(always)]
fn end_of_word(text: &str, start: usize, counts: &mut Counts) -> usize {
    let bytes = text.as_bytes();
    let Letters { key, length } = leading_letters(bytes, start);
    let at = start + length;
    let goes_on = bytes.get(at).is_some_and(|&b| CLASSES[usize::from(b)] & class::WORD != 0 || b >= 128);
    if goes_on {
        return end_of_any_word(text, start, counts);
    }
    counts.stop_words += u32::from(STOP_WORDS.contains(key));
    at
}

/// [`end_of_word`] for what has more than letters, or many.
#[inline(never)]
fn end_of_any_word(text: &str, start: usize, counts: &mut Counts) -> usize {
    let rest = &text[start..];
    let mut length = 0;
    for c in rest.chars() {
        let kind = Kind::of(c);
        if !kind.is(Kind::GOES_ON) {
            break;
        }
        counts.digits += u32::from(kind.is(Kind::NUMERIC));
        length += c.len_utf8();
    }
    let word = &rest[..length];
    if length <= LONGEST_STOP_WORD {
        counts.stop_words += u32::from(STOP_WORDS.contains(lower_key_of(word)));
    }
    start + length
}

/// [`key_of`] a word of at most [`LONGEST_STOP_WORD`] bytes in lower case.
fn lower_key_of(word: &str) -> u128 {
    // Its lower case depends on where it stands.
    if word.contains('Σ') {
        return key_of(&word.to_lowercase());
    }
    // Lower case has at most half as many bytes again.
    let mut lower = [0; 2 * LONGEST_STOP_WORD];
    let mut length = 0;
    for c in word.chars() {
        each_lower(c, |c| length += c.encode_utf8(&mut lower[length..]).len());
    }
    lower.first_chunk().map_or(0, |key| u128::from_le_bytes(*key))
}

/// Letters of ASCII at a place: in lower case as in [`key_of`], and how many of the next sixteen bytes they are.
struct Letters {
    key: u128,
    length: usize,
}

#[inline(always)]
fn leading_letters(bytes: &[u8], at: usize) -> Letters {
    let (low, length) = letters_of(swar::at(bytes, at));
    if length < 8 {
        return Letters { key: u128::from(low), length };
    }
    let (high, more) = letters_of(swar::at(bytes, at + 8));
    Letters { key: u128::from(high) << 64 | u128::from(low), length: length + more }
}

/// The letters that eight bytes begin with, in lower case, and how many they are.
#[inline(always)]
fn letters_of(eight: u64) -> (u64, usize) {
    let lower = eight | each(0x20);
    let letters = swar::among(lower, b'a', b'z');
    let others = !letters & HIGH;
    // All bits below the first byte that is no letter.
    let kept = ((others & others.wrapping_neg()) >> 7).wrapping_sub(1);
    (lower & kept, swar::leading(letters))
}

/// In bytes; a word that fills a key has none like it in the list.
const LONGEST_STOP_WORD: usize = 14;

/// Function words, one list for all languages: what tells prose from labels needs no language. A table of words as
/// numbers, since every word of a page is looked up.
struct StopWords {
    /// Open addressing; 0 is no word.
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

/// The first 16 bytes of a word as a number, the first one lowest.
fn key_of(word: &str) -> u128 {
    word.bytes().take(16).rev().fold(0, |key, byte| key << 8 | u128::from(byte))
}

impl StopWords {
    /// A power of two, thrice the words or more.
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

/// Number of words, as [`Block::words`](crate::document::block::Block::words) counts them.
pub(crate) fn count_words(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let mut words = 0;
    let mut inside = false;
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte < 128 {
            let class = CLASSES[usize::from(byte)];
            let begins = class & class::BEGINS != 0;
            words += u32::from(!inside && begins);
            inside = begins || inside && class & class::APOSTROPHE != 0;
            at += if begins { letters_of(swar::at(bytes, at)).1.max(1) } else { 1 };
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        at += c.len_utf8();
        let kind = Kind::of(c);
        if kind.is(Kind::ALPHANUMERIC) {
            let alone = kind.is(Kind::ALONE);
            words += u32::from(alone || !inside);
            inside = !alone;
        } else {
            inside &= kind.is(Kind::JOINS);
        }
    }
    words
}

/// Letters and digits alone, in lower case: what makes two lines say the same.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    if text.is_ascii() {
        folded.extend(
            text.bytes().filter(u8::is_ascii_alphanumeric).map(|b| char::from(b.to_ascii_lowercase())),
        );
        return folded;
    }
    for c in text.chars().filter(|&c| Kind::of(c).is(Kind::ALPHANUMERIC)) {
        each_lower(c, |c| folded.push(c));
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

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
