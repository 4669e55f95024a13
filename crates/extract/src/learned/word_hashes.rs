//! Hashes of the words of all blocks: in lower case, with each run of digits as one `0`.
//!
//! All models and features that need words read these hashes, so that the text is scanned once. Each character of a script
//! that is written without spaces is a word.

use std::ops::Range;

use crate::document::Document;
use crate::hash;
use crate::unicode::characters::{CharacterClass, each_lower};

/// The hashed words of a document, in one vector for all blocks.
#[derive(Debug, Default)]
pub(crate) struct WordHashes {
    words: Vec<u32>,
    /// For each block the end of its words.
    ends: Vec<u32>,
    /// For each block the length of its longest word, in bytes.
    longest: Vec<u16>,
}

impl WordHashes {
    /// Hashes the words of all blocks.
    pub(crate) fn from_document(document: &Document) -> Self {
        let mut word_hashes = Self {
            words: Vec::with_capacity(document.text().len() / 5),
            ends: Vec::with_capacity(document.blocks().len()),
            longest: Vec::with_capacity(document.blocks().len()),
        };
        word_hashes.extend(document.blocks().iter().map(|block| document.block_text(block)));
        word_hashes
    }

    /// Hashes the words of texts that are not those of a document.
    pub(crate) fn from_texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut word_hashes = Self::default();
        word_hashes.extend(texts);
        word_hashes
    }

    fn extend<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) {
        for text in texts {
            let longest = self.push(text);
            self.ends.push(self.words.len() as u32);
            self.longest.push(longest);
        }
    }

    /// The words of a block.
    pub(crate) fn block(&self, index: usize) -> &[u32] {
        &self.words[self.range(index)]
    }

    /// The id of a block's text: equal for texts that differ only in case, numbers and punctuation. `None` for a text
    /// without letters, since equal numbers say nothing.
    pub(crate) fn text_id(&self, index: usize) -> Option<u32> {
        let words = self.block(index);
        let has_letter = words.iter().any(|&word| word != NUMBER);
        has_letter.then(|| words.iter().fold(hash::EMPTY, |id, &word| hash::pair(id, word)))
    }

    /// How many words of a block are numbers.
    pub(crate) fn numbers(&self, index: usize) -> usize {
        self.block(index).iter().filter(|&&word| word == NUMBER).count()
    }

    /// The length of the longest word of a block, in bytes.
    pub(crate) fn longest(&self, index: usize) -> u16 {
        self.longest[index]
    }

    fn range(&self, index: usize) -> Range<usize> {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        start as usize..self.ends[index] as usize
    }

    /// Appends the words of a text and returns the length of the longest one in bytes.
    fn push(&mut self, text: &str) -> u16 {
        let bytes = text.as_bytes();
        let mut longest = 0;
        let (mut word, mut start) = (hash::EMPTY, 0);
        for (at, &byte) in bytes.iter().enumerate() {
            let folded = FOLDED[usize::from(byte)];
            // An ASCII letter. All other values in the table are below or above those of letters.
            if folded.wrapping_sub(b'a') < 26 {
                word = hash::step(word, folded);
                continue;
            }
            let mut alone = None;
            let mut next = at + 1;
            match folded {
                DIGIT => {
                    // A run of digits becomes one zero, because years and prices mean the same whatever their value.
                    if at == start || !bytes[at - 1].is_ascii_digit() {
                        word = hash::step(word, DIGIT);
                    }
                    continue;
                }
                FOREIGN => {
                    let Some(c) = text[at..].chars().next() else { break };
                    let kind = CharacterClass::from_char(c);
                    if kind.intersects(CharacterClass::ALPHANUMERIC)
                        && !kind.intersects(CharacterClass::UNSPACED)
                    {
                        each_lower(c, |lower| {
                            word = lower.encode_utf8(&mut [0; 4]).bytes().fold(word, hash::step);
                        });
                        continue;
                    }
                    next = at + c.len_utf8();
                    alone =
                        kind.intersects(CharacterClass::ALPHANUMERIC).then(|| hash::bytes(&bytes[at..next]));
                }
                REST => continue,
                _ => {}
            }
            if at > start {
                longest = longest.max(at - start);
                self.words.push(word);
                word = hash::EMPTY;
            }
            if let Some(word) = alone {
                self.words.push(word);
            }
            start = next;
        }
        if bytes.len() > start {
            longest = longest.max(bytes.len() - start);
            self.words.push(word);
        }
        longest.min(usize::from(u16::MAX)) as u16
    }
}

/// Hashes the words of a text that is not a block.
pub(crate) fn hash_text(text: &str) -> Vec<u32> {
    let mut word_hashes = WordHashes::default();
    word_hashes.push(text);
    word_hashes.words
}

/// The hash of a word of digits alone.
const NUMBER: u32 = hash::step(hash::EMPTY, DIGIT);

/// In [`FOLDED`]: neither a letter nor a digit.
const END: u8 = 0;
/// In [`FOLDED`]: a digit.
const DIGIT: u8 = b'0';
/// In [`FOLDED`]: the first byte of a character that is not ASCII.
const FOREIGN: u8 = 0x80;
/// In [`FOLDED`]: another byte of such a character.
const REST: u8 = 0x81;

/// ASCII letters in lower case, and one of the constants above for other bytes.
static FOLDED: [u8; 256] = {
    let mut folded = [END; 256];
    let mut byte = 0;
    while byte < 256 {
        let ascii = byte as u8;
        folded[byte] = match ascii {
            0x80..0xc0 => REST,
            0xc0.. => FOREIGN,
            b'0'..=b'9' => DIGIT,
            b'A'..=b'Z' | b'a'..=b'z' => ascii.to_ascii_lowercase(),
            _ => END,
        };
        byte += 1;
    }
    folded
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_digits_do_not_change_a_word() {
        assert_eq!(hash_text("Über 1999!"), hash_text("über, 2024"));
        assert_eq!(hash_text("東京 x").len(), 3);
        assert_ne!(hash_text("a"), hash_text("b"));
        assert!(hash_text(" … ").is_empty());
    }

    #[test]
    fn texts_have_the_same_id_up_to_case_numbers_and_punctuation() {
        let id = |text: &str| WordHashes::from_document(&Document::from_text(text)).text_id(0);
        assert_eq!(id("Share this: 12 comments"), id("share this — 3456 Comments!"));
        assert_eq!(id("ПОДЕЛИТЬСЯ"), id("Поделиться"));
        assert_ne!(id("Share this"), id("Sharethis"));
        assert_ne!(id("Share"), id("Share 1"));
        assert_eq!(["18 %", "2024-05-06"].map(id), [None; 2]);
    }
}
