//! Splits a normalized text into tokens: words, numbers, and single CJK characters.

use unicode_normalization::char::is_combining_mark;

use super::numbers::{end_of_number, is_digit, write_value};
use crate::near::hash::{finish, hash_ascii_letters, hash_bytes};
use crate::normal_form::is_lower_letter;

/// What kind of token it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::near) enum TokenKind {
    /// A run of letters.
    Word,
    /// A run of at least two letters that begins with a capital, and is not the first of its sentence or line.
    Name,
    /// Digits, with single separators between them.
    Number,
    /// One character of a script without spaces between words.
    Cjk,
}

/// A token, as hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::near) struct Token {
    /// The hash of the lower case.
    pub(in crate::near) hash: u64,
    /// The hash of what a number or a name says, whatever the style.
    pub(in crate::near) value: u16,
    pub(in crate::near) kind: TokenKind,
}

/// Appends the tokens of a normalized text. `buffer` is for words with other letters than ASCII.
pub(in crate::near) fn write_tokens(text: &str, buffer: &mut String, tokens: &mut Vec<Token>) {
    let bytes = text.as_bytes();
    let (mut at, mut is_first) = (0, true);
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_alphabetic() {
            let letters = bytes[at..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
            let end = at + letters;
            if bytes.get(end).is_some_and(|next| !next.is_ascii()) {
                let end = end_of_word(text, end);
                tokens.push(word(&text[at..end], is_first, buffer));
                at = end;
            } else {
                let hash = hash_ascii_letters(&bytes[at..end]);
                tokens.push(named(hash, byte.is_ascii_uppercase() && letters > 1 && !is_first));
                at = end;
            }
            is_first = false;
        } else if byte.is_ascii_digit() {
            at = push_number(text, at, buffer, tokens);
            is_first = false;
        } else if byte.is_ascii() {
            is_first |= matches!(byte, b'.' | b'!' | b'?' | b'\n' | b'\r');
            at += 1;
        } else {
            at = push_other(text, at, &mut is_first, buffer, tokens);
        }
    }
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
    if is_cjk(c) {
        tokens.push(Token { hash: finish(u64::from(c as u32)), value: 0, kind: TokenKind::Cjk });
    } else if is_lower_letter(c) || c.is_alphabetic() && !is_combining_mark(c) {
        let end = end_of_word(text, after);
        tokens.push(word(&text[at..end], *is_first, buffer));
        *is_first = false;
        return end;
    } else if is_digit(c) {
        *is_first = false;
        return push_number(text, at, buffer, tokens);
    } else {
        let ends = matches!(c, '…' | '。' | '｡' | '‼' | '؟' | '۔' | '।' | '\u{85}' | '\u{2028}' | '\u{2029}');
        *is_first |= ends;
        return after;
    }
    *is_first = false;
    after
}

fn push_number(text: &str, at: usize, buffer: &mut String, tokens: &mut Vec<Token>) -> usize {
    let end = end_of_number(text, at);
    let number = &text[at..end];
    buffer.clear();
    write_value(number, buffer);
    let (hash, value) = (hash_bytes(number.as_bytes()), hash_bytes(buffer.as_bytes()) as u16);
    tokens.push(Token { hash, value, kind: TokenKind::Number });
    end
}

/// The token for a run of any letters. Most are simple small letters, which need no tables.
fn word(letters: &str, is_first: bool, buffer: &mut String) -> Token {
    buffer.clear();
    let mut capital = false;
    for (number, c) in letters.chars().enumerate() {
        if is_lower_letter(c) {
            buffer.push(c);
            continue;
        }
        capital |= number == 0 && !c.to_lowercase().eq([c]);
        buffer.extend(c.to_lowercase().map(|c| if c == 'ς' { 'σ' } else { c }));
    }
    let is_long = || letters.chars().filter(|&c| !is_combining_mark(c)).nth(1).is_some();
    named(hash_bytes(buffer.as_bytes()), capital && !is_first && is_long())
}

fn named(hash: u64, is_name: bool) -> Token {
    Token { hash, value: hash as u16, kind: if is_name { TokenKind::Name } else { TokenKind::Word } }
}

/// The end of a run of letters that began before `at`. A mark belongs to the letter before it.
fn end_of_word(text: &str, at: usize) -> usize {
    let continues = |c: char| {
        !is_cjk(c)
            && (c.is_ascii_alphabetic()
                || !c.is_ascii() && (is_lower_letter(c) || c.is_alphabetic() || is_combining_mark(c)))
    };
    text[at..].find(|c| !continues(c)).map_or(text.len(), |letters| at + letters)
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
                _ => (hash_bytes(token.as_bytes()), TokenKind::Word),
            })
            .collect();
        let found: Vec<_> = tokens(text).iter().map(|token| (token.hash, token.kind)).collect();
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
        check("हिन्दी में", &[("हिन्दी", 'w'), ("में", 'w')]);
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
        let value = |text: &str| tokens(text)[0].value;
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
