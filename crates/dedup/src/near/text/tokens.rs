//! Splits a normalized text into tokens: words, numbers, and single CJK characters.

use unicode_normalization::char::is_combining_mark;

use super::numbers::{end_of_number, is_digit, write_value};
use crate::near::hash::{finish, hash_ascii_letters, hash_bytes, hash_short_letters};
use crate::normal_form::{STEP, ascii_letters, is_lower_letter};

/// The first of the letters that [`is_lower_letter`] knows which have no capital: Hebrew and what comes after it.
const FIRST_CASELESS: char = 'א';

/// What kind of token it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::near) enum TokenKind {
    /// A run of letters.
    Word,
    /// A run of letters of a script without capitals.
    Caseless,
    /// A run of at least two letters that begins with a capital, and is not the first of its sentence or line.
    Name,
    /// Digits, with single separators between them.
    Number,
    /// One character of a script without spaces between words.
    Cjk,
}

/// A token, as hashes. Its kind and value share a number, because two numbers stay in registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::near) struct Token {
    /// The hash of the lower case.
    pub(in crate::near) hash: u64,
    /// The value in the high bits, then whether it is the first of its sentence or line, and the kind in the low ones.
    bits: u32,
}

impl Token {
    #[inline]
    fn new(hash: u64, value: u16, kind: TokenKind, is_first: bool) -> Self {
        Self { hash, bits: u32::from(value) << 16 | u32::from(is_first) << 3 | kind as u32 }
    }

    #[inline]
    pub(in crate::near) fn kind(self) -> TokenKind {
        match self.bits & 7 {
            0 => TokenKind::Word,
            1 => TokenKind::Caseless,
            2 => TokenKind::Name,
            3 => TokenKind::Number,
            _ => TokenKind::Cjk,
        }
    }

    /// Whether it is the first of its sentence or line.
    #[inline]
    pub(in crate::near) fn is_first(self) -> bool {
        self.bits >> 3 & 1 == 1
    }

    /// The hash of what a number or a name says, whatever the style.
    #[inline]
    pub(in crate::near) fn value(self) -> u16 {
        (self.bits >> 16) as u16
    }
}

/// Appends the tokens of a normalized text. `buffer` is for words with other letters than small ones.
pub(in crate::near) fn write_tokens(text: &str, buffer: &mut String, tokens: &mut Vec<Token>) {
    let bytes = text.as_bytes();
    let (mut at, mut is_first) = (0, true);
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_alphabetic() {
            let (token, end) = ascii_word(text, at, is_first, buffer);
            tokens.push(token);
            is_first = false;
            // Most words are followed by a space.
            at = end + usize::from(bytes.get(end) == Some(&b' '));
        } else if byte.is_ascii_digit() {
            at = push_number(text, at, is_first, buffer, tokens);
            is_first = false;
        } else if byte.is_ascii() {
            is_first |= matches!(byte, b'.' | b'!' | b'?' | b'\n' | b'\r');
            at += 1;
        } else {
            at = push_other(text, at, &mut is_first, buffer, tokens);
        }
    }
}

/// The token for a word that begins with an ASCII letter, and where the word ends.
#[inline]
fn ascii_word(text: &str, at: usize, is_first: bool, buffer: &mut String) -> (Token, usize) {
    let rest = &text.as_bytes()[at..];
    let (letters, hash) = match rest.first_chunk::<STEP>() {
        Some(step) => {
            let letters = ascii_letters(*step);
            if letters < STEP { (letters, hash_short_letters(*step, letters)) } else { long_ascii(rest) }
        }
        None => long_ascii(rest),
    };
    let end = at + letters;
    if rest.get(letters).is_some_and(|next| !next.is_ascii()) {
        let whole = end_of_word(text, end);
        if whole > end {
            return (word(&text[at..whole], is_first, buffer), whole);
        }
    }
    (named(hash, rest[0].is_ascii_uppercase() && letters > 1, is_first), end)
}

/// The number of ASCII letters at the beginning, and their hash.
fn long_ascii(text: &[u8]) -> (usize, u64) {
    let letters = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    (letters, hash_ascii_letters(&text[..letters]))
}

/// Handles a character that is not ASCII. Returns where the next token can begin.
fn push_other(
    text: &str,
    at: usize,
    is_first: &mut bool,
    buffer: &mut String,
    tokens: &mut Vec<Token>,
) -> usize {
    let Some(c) = text[at..].chars().next() else { return text.len() };
    let after = at + c.len_utf8();
    if is_punctuation(c) {
        *is_first |= c == '…';
        return after;
    }
    if is_cjk(c) {
        tokens.push(Token::new(finish(u64::from(c as u32)), 0, TokenKind::Cjk, *is_first));
    } else if is_lower_letter(c) || c.is_alphabetic() && !is_combining_mark(c) {
        let end = end_of_word(text, after);
        tokens.push(word(&text[at..end], *is_first, buffer));
        *is_first = false;
        return end;
    } else if is_digit(c) {
        let end = push_number(text, at, *is_first, buffer, tokens);
        *is_first = false;
        return end;
    } else {
        let ends = matches!(c, '…' | '。' | '｡' | '‼' | '؟' | '۔' | '।' | '\u{85}' | '\u{2028}' | '\u{2029}');
        *is_first |= ends;
        return after;
    }
    *is_first = false;
    after
}

fn push_number(text: &str, at: usize, is_first: bool, buffer: &mut String, tokens: &mut Vec<Token>) -> usize {
    let end = end_of_number(text, at);
    let number = &text[at..end];
    buffer.clear();
    write_value(number, buffer);
    let (hash, value) = (hash_bytes(number.as_bytes()), hash_bytes(buffer.as_bytes()) as u16);
    tokens.push(Token::new(hash, value, TokenKind::Number, is_first));
    end
}

/// The token for a run of any letters. Most are simple small letters, which need no tables.
fn word(letters: &str, is_first: bool, buffer: &mut String) -> Token {
    if letters.chars().all(is_lower_letter) {
        let hash = hash_bytes(letters.as_bytes());
        return match letters.chars().any(|c| c < FIRST_CASELESS) {
            true => named(hash, false, is_first),
            false => Token::new(hash, hash as u16, TokenKind::Caseless, is_first),
        };
    }
    buffer.clear();
    let (mut capital, mut has_case) = (false, false);
    for (number, c) in letters.chars().enumerate() {
        if is_lower_letter(c) {
            has_case |= c < FIRST_CASELESS;
            buffer.push(c);
            continue;
        }
        has_case |= c.is_lowercase() || c.is_uppercase();
        capital |= number == 0 && !c.to_lowercase().eq([c]);
        buffer.extend(c.to_lowercase().map(|c| if c == 'ς' { 'σ' } else { c }));
    }
    let is_long = || letters.chars().filter(|&c| !is_combining_mark(c)).nth(1).is_some();
    let hash = hash_bytes(buffer.as_bytes());
    if has_case {
        named(hash, capital && is_long(), is_first)
    } else {
        Token::new(hash, hash as u16, TokenKind::Caseless, is_first)
    }
}

#[inline]
fn named(hash: u64, is_capital: bool, is_first: bool) -> Token {
    let kind = if is_capital && !is_first { TokenKind::Name } else { TokenKind::Word };
    Token::new(hash, hash as u16, kind, is_first)
}

/// The end of a run of letters that began before `at`. A mark belongs to the letter before it.
fn end_of_word(text: &str, at: usize) -> usize {
    let continues = |c: char| {
        if c.is_ascii() {
            return c.is_ascii_alphabetic();
        }
        !is_punctuation(c) && !is_cjk(c) && (is_lower_letter(c) || c.is_alphabetic() || is_combining_mark(c))
    };
    text[at..].find(|c| !continues(c)).map_or(text.len(), |letters| at + letters)
}

/// Whether a character is one of the common dashes, quotation marks, dots and bullets, which need no tables.
fn is_punctuation(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}')
}

/// Whether a character is a token of its own.
fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tokens(text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        write_tokens(text, &mut String::new(), &mut tokens);
        tokens
    }

    /// The tokens, with a letter for the kind.
    fn check(text: &str, expected: &[(&str, char)]) {
        let expected: Vec<_> = (expected.iter())
            .map(|&(token, kind)| match kind {
                'c' => (finish(u64::from(token.chars().next().unwrap() as u32)), TokenKind::Cjk),
                'n' => (hash_bytes(token.as_bytes()), TokenKind::Number),
                'N' => (hash_bytes(token.as_bytes()), TokenKind::Name),
                'l' => (hash_bytes(token.as_bytes()), TokenKind::Caseless),
                _ => (hash_bytes(token.as_bytes()), TokenKind::Word),
            })
            .collect();
        let found: Vec<_> = tokens(text).iter().map(|token| (token.hash, token.kind())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn words_numbers_and_characters_are_tokens() {
        check("", &[]);
        check("“…” -- !", &[]);
        check(
            "Don't pay 1,200.50: it’s 5th",
            &[
                ("don", 'w'),
                ("t", 'w'),
                ("pay", 'w'),
                ("1,200.50", 'n'),
                ("it", 'w'),
                ("s", 'w'),
                ("5", 'n'),
                ("th", 'w'),
            ],
        );
        check(
            "Die Straße nach Öhringen. Ärger",
            &[("die", 'w'), ("straße", 'N'), ("nach", 'w'), ("öhringen", 'N'), ("ärger", 'w')],
        );
        check(
            "東京で Kim さん12人",
            &[
                ("東", 'c'),
                ("京", 'c'),
                ("で", 'c'),
                ("kim", 'N'),
                ("さ", 'c'),
                ("ん", 'c'),
                ("12", 'n'),
                ("人", 'c'),
            ],
        );
        check(
            "у Ольги 3,5 ΟΔΟΣ ٣٫٤",
            &[("у", 'w'), ("ольги", 'N'), ("3,5", 'n'), ("οδοσ", 'N'), ("٣", 'n'), ("٤", 'n')],
        );
        check("हिन्दी में", &[("हिन्दी", 'l'), ("में", 'l')]);
        check("سأل 서울", &[("سأل", 'l'), ("서울", 'l')]);
    }

    #[test]
    fn the_first_word_of_a_sentence_or_line_is_no_name() {
        check(
            "Anna met Ben. “Carl left!” Dora\nEve, A Fay",
            &[
                ("anna", 'w'),
                ("met", 'w'),
                ("ben", 'N'),
                ("carl", 'w'),
                ("left", 'w'),
                ("dora", 'w'),
                ("eve", 'w'),
                ("a", 'w'),
                ("fay", 'N'),
            ],
        );
    }

    #[test]
    fn the_style_of_a_number_does_not_change_its_value() {
        let value = |text: &str| tokens(text)[0].value();
        assert_eq!(value("12,000"), value("12000"));
        assert_ne!(tokens("12,000")[0].hash, tokens("12000")[0].hash);
        assert_ne!(value("12,000"), value("13,000"));
    }

    /// The hashes of tokens, found character by character.
    fn slow_hashes(text: &str) -> Vec<u64> {
        let mut hashes = Vec::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let is_letter = |c: char| (c.is_alphabetic() || is_combining_mark(c)) && !is_cjk(c);
            let end = if is_cjk(c) {
                hashes.push(finish(u64::from(c as u32)));
                c.len_utf8()
            } else if is_letter(c) && !is_combining_mark(c) {
                let end = rest.find(|c| !is_letter(c)).unwrap_or(rest.len());
                let lower: String = rest[..end].chars().flat_map(char::to_lowercase).collect();
                hashes.push(hash_bytes(lower.replace('ς', "σ").as_bytes()));
                end
            } else if is_digit(c) {
                let end = end_of_number(rest, 0);
                hashes.push(hash_bytes(&rest.as_bytes()[..end]));
                end
            } else {
                c.len_utf8()
            };
            rest = &rest[end..];
        }
        hashes
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

        #[test]
        fn fast_and_slow_paths_agree(
            text in "([a-zA-Z]{1,9}|[0-9.,:]{1,3}|[ “.\n]|[À-ÿΆ-ώЀ-џ]{1,3}|[\u{300}-\u{305}\u{93e}\u{94d}]|[ァ-ヿ一-丐가-갛]|\\PC){0,40}",
        ) {
            prop_assert_eq!(tokens(&text).iter().map(|token| token.hash).collect::<Vec<_>>(), slow_hashes(&text));
        }
    }
}
