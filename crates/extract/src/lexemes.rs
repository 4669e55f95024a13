//! The words of all blocks as hashes: lower case, digits folded, in one vector.
//!
//! Models and features that look at words read these, so that text is walked once. A character of a script written
//! without spaces is a word.

use std::ops::Range;

use crate::words::stands_alone;
use crate::{Document, hash};

/// Hashed words of a document, by block.
#[derive(Debug, Default)]
pub(crate) struct Lexemes {
    words: Vec<u32>,
    ends: Vec<u32>,
    /// Byte length of the longest word of each block.
    longest: Vec<u16>,
}

impl Lexemes {
    pub(crate) fn of(document: &Document) -> Self {
        let mut lexemes = Self {
            words: Vec::with_capacity(document.text().len() / 5),
            ends: Vec::with_capacity(document.blocks().len()),
            longest: Vec::with_capacity(document.blocks().len()),
        };
        for block in document.blocks() {
            let longest = lexemes.push(document.block_text(block));
            lexemes.ends.push(lexemes.words.len() as u32);
            lexemes.longest.push(longest);
        }
        lexemes
    }

    /// The words of a text that is no block.
    pub(crate) fn of_text(text: &str) -> Vec<u32> {
        let mut lexemes = Self::default();
        lexemes.push(text);
        lexemes.words
    }

    /// The words of a block.
    pub(crate) fn of_block(&self, index: usize) -> &[u32] {
        &self.words[self.range(index)]
    }

    /// Bytes of the longest word of a block.
    pub(crate) fn longest(&self, index: usize) -> u16 {
        self.longest[index]
    }

    fn range(&self, index: usize) -> Range<usize> {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        start as usize..self.ends[index] as usize
    }

    fn push(&mut self, text: &str) -> u16 {
        let mut longest = 0;
        let mut word = hash::EMPTY;
        let mut length = 0u16;
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            if byte < 0x80 {
                at += 1;
                if byte.is_ascii_alphanumeric() {
                    // A run of digits is one zero: years and prices differ and mean the same.
                    let byte = if byte.is_ascii_digit() { b'0' } else { byte.to_ascii_lowercase() };
                    if !(byte == b'0' && length > 0 && bytes[at - 2].is_ascii_digit()) {
                        word = hash::step(word, byte);
                    }
                    length = length.saturating_add(1);
                } else {
                    longest = longest.max(length);
                    self.end(&mut word, &mut length);
                }
                continue;
            }
            let Some(c) = text[at..].chars().next() else { break };
            let size = c.len_utf8();
            if stands_alone(c) && c.is_alphanumeric() {
                longest = longest.max(length);
                self.end(&mut word, &mut length);
                self.words.push(hash::bytes(&bytes[at..at + size]));
            } else if c.is_alphanumeric() {
                let mut buffer = [0; 4];
                for lower in c.to_lowercase() {
                    word = lower.encode_utf8(&mut buffer).bytes().fold(word, hash::step);
                }
                length = length.saturating_add(size as u16);
            } else {
                longest = longest.max(length);
                self.end(&mut word, &mut length);
            }
            at += size;
        }
        longest = longest.max(length);
        self.end(&mut word, &mut length);
        longest
    }

    fn end(&mut self, word: &mut u32, length: &mut u16) {
        if *length > 0 {
            self.words.push(*word);
        }
        *word = hash::EMPTY;
        *length = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded() {
        assert_eq!(Lexemes::of_text("Über 1999!"), Lexemes::of_text("über, 2024"));
        assert_eq!(Lexemes::of_text("東京 x").len(), 3);
        assert_ne!(Lexemes::of_text("a"), Lexemes::of_text("b"));
        assert!(Lexemes::of_text(" … ").is_empty());
    }
}
