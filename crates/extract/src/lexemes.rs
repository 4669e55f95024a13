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
        let bytes = text.as_bytes();
        let mut longest = 0;
        let (mut word, mut start) = (hash::EMPTY, 0);
        let mut before = 0;
        let mut at = 0;
        while at < bytes.len() {
            let folded = FOLDED[usize::from(bytes[at])];
            if folded < FOREIGN && folded != END {
                // A run of digits is one zero: years and prices differ and mean the same.
                if folded != b'0' || before != b'0' {
                    word = hash::step(word, folded);
                }
                before = folded;
                at += 1;
                continue;
            }
            let mut next = at + 1;
            let mut alone = None;
            if folded == FOREIGN {
                let Some(c) = text[at..].chars().next() else { break };
                next = at + c.len_utf8();
                if c.is_alphanumeric() && !stands_alone(c) {
                    let mut buffer = [0; 4];
                    for lower in c.to_lowercase() {
                        word = lower.encode_utf8(&mut buffer).bytes().fold(word, hash::step);
                    }
                    before = folded;
                    at = next;
                    continue;
                }
                alone = c.is_alphanumeric().then(|| hash::bytes(&bytes[at..next]));
            }
            if at > start {
                longest = longest.max(at - start);
                self.words.push(word);
                word = hash::EMPTY;
            }
            self.words.extend(alone);
            before = END;
            (at, start) = (next, next);
        }
        if at > start {
            longest = longest.max(at - start);
            self.words.push(word);
        }
        longest.min(usize::from(u16::MAX)) as u16
    }
}

/// In [`FOLDED`]: no letter or digit.
const END: u8 = 0;
/// In [`FOLDED`]: part of a character that is not ASCII.
const FOREIGN: u8 = 0x80;

/// ASCII letters in lower case, `0` for digits.
const FOLDED: [u8; 256] = {
    let mut folded = [END; 256];
    let mut byte = 0;
    while byte < 256 {
        let ascii = byte as u8;
        folded[byte] = match ascii {
            0x80.. => FOREIGN,
            b'0'..=b'9' => b'0',
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
    fn words_are_folded() {
        assert_eq!(Lexemes::of_text("Über 1999!"), Lexemes::of_text("über, 2024"));
        assert_eq!(Lexemes::of_text("東京 x").len(), 3);
        assert_ne!(Lexemes::of_text("a"), Lexemes::of_text("b"));
        assert!(Lexemes::of_text(" … ").is_empty());
    }
}
