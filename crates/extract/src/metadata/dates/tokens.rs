//! Splits a text into the tokens that dates consist of: numbers, words and marks.

use crate::metadata::steps;

/// How many characters of a text are read, and how many tokens are made. Date lines are short.
const MAX_CHARS: usize = 400;
const MAX_TOKENS: usize = 120;

/// Whether a text has a digit, without which it has no date.
pub(super) fn has_digit(text: &str) -> bool {
    let may_have = |byte: u8| byte.is_ascii_digit() || !byte.is_ascii();
    text.bytes().any(may_have) && text.chars().take(MAX_CHARS).any(|c| digit(c).is_some())
}

/// The value of a decimal digit, in the scripts that write dates with their own digits.
fn digit(c: char) -> Option<u32> {
    const ZEROS: [u32; 18] = [
        0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50,
        0xED0, 0x1040, 0x17E0, 0xFF10,
    ];
    let c = c as u32;
    if c < 0x80 {
        return (0x30..0x3A).contains(&c).then(|| c - 0x30);
    }
    ZEROS.iter().find(|&&zero| (zero..zero + 10).contains(&c)).map(|&zero| c - zero)
}

/// Whether a character is a token by itself in Chinese and Japanese dates, where no spaces separate words.
pub(super) fn is_ideograph(c: char) -> bool {
    matches!(c as u32, 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Number { value: u32, digits: u8 },
    Word,
    Mark(char),
}

/// A token and the bytes of the text that it covers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether white space comes before it.
    pub(super) spaced: bool,
}

/// Splits a text into numbers, words (each ideograph is one) and single marks.
pub(super) fn tokenize(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(24);
    let mut spaced = false;
    for (at, c) in text.char_indices().take(MAX_CHARS) {
        let end = at + c.len_utf8();
        if c.is_whitespace() || matches!(c, '\u{200e}' | '\u{200f}') {
            spaced = true;
            continue;
        }
        let joins = |t: &&mut Token| t.end == at && !spaced;
        if let Some(d) = digit(c) {
            match tokens.last_mut().filter(joins) {
                Some(Token { kind: TokenKind::Number { value, digits }, end: last, .. }) => {
                    *value = value.saturating_mul(10).saturating_add(d);
                    *digits = digits.saturating_add(1);
                    *last = end;
                }
                _ => tokens.push(Token {
                    kind: TokenKind::Number { value: d, digits: 1 },
                    start: at,
                    end,
                    spaced,
                }),
            }
        } else if is_word_character(c) {
            match tokens.last_mut().filter(joins) {
                Some(Token { kind: TokenKind::Word, start, end: last, .. })
                    if !is_ideograph(c) && !text[*start..].starts_with(is_ideograph) =>
                {
                    *last = end;
                }
                _ => tokens.push(Token { kind: TokenKind::Word, start: at, end, spaced }),
            }
        } else {
            tokens.push(Token { kind: TokenKind::Mark(c), start: at, end, spaced });
        }
        spaced = false;
        if tokens.len() >= MAX_TOKENS {
            break;
        }
    }
    steps::add(tokens.len());
    tokens
}

/// Whether a character is part of a word: a letter, or a sign of Indic scripts, Thai, Lao, Burmese and Khmer, which
/// Unicode does not count as letters.
fn is_word_character(c: char) -> bool {
    c.is_alphabetic()
        || matches!(c as u32,
            0x300..=0x36F | 0x900..=0x963 | 0x970..=0xDFF | 0xE31..=0xE4E | 0xEB1..=0xECE | 0x102B..=0x1049
            | 0x1780..=0x17D3 | 0x200C..=0x200D)
}
