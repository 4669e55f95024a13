//! White space, visible text and invisible characters in a page's text.

use crate::unicode::swar::{self, HIGH_BITS, bytes_in_range, splat};

/// White space as a page folds it. The no-break space counts, since a reader of plain text sees a space.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\n' | '\t' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{a0}')
}

/// Invisible characters that would split words for programs: soft hyphens, zero-width spaces, byte order marks, and
/// control characters other than white space. Joiners are not among them, since some scripts need them.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{2060}') || (c.is_control() && !c.is_whitespace())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ByteClass {
    /// Part of a visible character.
    Visible,
    Space,
    /// A control character, or the first byte of a character that may be white space or invisible.
    Uncertain,
}

static BYTE_CLASSES: [ByteClass; 256] = byte_classes();

const fn byte_classes() -> [ByteClass; 256] {
    let mut table = [ByteClass::Visible; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b' ' | b'\n' | b'\t' | b'\r' | 0x0b | 0x0c => ByteClass::Space,
            0..=0x1f | 0x7f | 0xc2 | 0xe2 | 0xef => ByteClass::Uncertain,
            _ => ByteClass::Visible,
        };
        byte += 1;
    }
    table
}

/// The end of the white space that begins at `at`; `at` itself if there is none.
pub(crate) fn skip_white_space(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    if bytes.get(at).is_none_or(|&byte| BYTE_CLASSES[usize::from(byte)] == ByteClass::Visible) {
        return at;
    }
    let mut end = skip_ascii_space(bytes, at);
    // The next character may be a space outside ASCII.
    while let Some([0xc2, 0x85 | 0xa0, ..]) = bytes.get(end..) {
        end = skip_ascii_space(bytes, end + 2);
    }
    end
}

/// Whether a text has nothing but Unicode's white space. The same as `text.trim().is_empty()`, eight bytes at a time.
pub(crate) fn is_blank(text: &str) -> bool {
    let start = skip_ascii_space(text.as_bytes(), 0);
    start == text.len() || (!text.as_bytes()[start].is_ascii() && text[start..].trim_start().is_empty())
}

/// A text without Unicode's white space at its ends. The same as `text.trim()`, which decodes each character.
pub(crate) fn trim(text: &str) -> &str {
    let bytes = text.as_bytes();
    let start = skip_ascii_space(bytes, 0);
    let is_visible = |byte: &u8| !matches!(byte, b' ' | b'\t'..=b'\r');
    let end = bytes[start..].iter().rposition(is_visible).map_or(start, |last| start + last + 1);
    let inner = &text[start..end];
    let is_ascii = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii);
    if is_ascii(inner.as_bytes().first()) && is_ascii(inner.as_bytes().last()) { inner } else { inner.trim() }
}

/// The end of the ASCII white space that begins at `at`.
fn skip_ascii_space(bytes: &[u8], mut at: usize) -> usize {
    loop {
        let eight = swar::load(bytes, at);
        let spaces =
            swar::leading_set(bytes_in_range(eight, b'\t', b'\r') | bytes_in_range(eight, b' ', b' '));
        at += spaces;
        if spaces < 8 {
            return at;
        }
    }
}

/// Words separated by single spaces.
pub(crate) struct WordRun {
    /// The byte index after the last word.
    pub(crate) end: usize,
    /// Whether every character is visible. A run that has invisible characters is one word.
    pub(crate) visible: bool,
}

/// The longest run that begins at `start`, which must not be white space.
pub(crate) fn word_run(text: &str, start: usize) -> WordRun {
    let bytes = text.as_bytes();
    let mut at = start;
    // Eight bytes that are not all plain are examined one at a time, up to here.
    let mut one_by_one = start;
    while let Some(&byte) = bytes.get(at) {
        if at >= one_by_one {
            if let Some(plain) = plain_bytes(bytes, at) {
                at += plain;
                continue;
            }
            one_by_one = at + 8;
        }
        match BYTE_CLASSES[usize::from(byte)] {
            ByteClass::Visible => at += 1,
            ByteClass::Space => {
                let next = bytes.get(at + 1).map(|&b| BYTE_CLASSES[usize::from(b)]);
                if byte != b' ' || next != Some(ByteClass::Visible) {
                    break;
                }
                at += 1;
            }
            ByteClass::Uncertain => {
                let Some(c) = text[at..].chars().next() else { break };
                if is_space(c) {
                    break;
                }
                if is_invisible(c) {
                    // The words before this one are visible; this word makes the next run.
                    if let Some(space) = text[start..at].rfind(' ') {
                        return WordRun { end: start + space, visible: true };
                    }
                    let end = text[at..].find(is_space).map_or(text.len(), |length| at + length);
                    return WordRun { end, visible: false };
                }
                at += c.len_utf8();
            }
        }
    }
    WordRun { end: at, visible: true }
}

/// The length of the next eight bytes if they are visible ASCII with single spaces between words, else `None`. A space
/// at their end is left out, since it depends on the byte that follows.
fn plain_bytes(bytes: &[u8], at: usize) -> Option<usize> {
    let eight = u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?);
    // Flags bytes that are 0x7f, have the high bit, or are below the space. It is exact if it flags none.
    let uncertain = (eight | eight.wrapping_add(splat(1)) | eight.wrapping_sub(splat(b' '))) & HIGH_BITS;
    // This matters only if no byte has the high bit.
    let spaces = !((eight ^ splat(b' ')) & !HIGH_BITS).wrapping_add(splat(0x7f)) & HIGH_BITS;
    (uncertain == 0 && spaces & (spaces << 8) == 0).then(|| 8 - (spaces >> 63) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn runs(text: &str) -> Vec<(&str, bool)> {
        let mut runs = vec![];
        let mut at = 0;
        loop {
            let start = skip_white_space(text, at);
            if start == text.len() {
                return runs;
            }
            let run = word_run(text, start);
            runs.push((&text[start..run.end], run.visible));
            at = run.end;
        }
    }

    #[test]
    fn runs_have_single_spaces_and_a_word_with_invisible_characters_is_its_own_run() {
        assert_eq!(runs(" \n"), []);
        assert_eq!(
            runs("one two three  four\tfive\u{a0}six "),
            [("one two three", true), ("four", true), ("five", true), ("six", true)]
        );
        assert_eq!(
            runs("a hy\u{ad}phen and more"),
            [("a", true), ("hy\u{ad}phen", false), ("and more", true)]
        );
        assert_eq!(runs("\u{feff}"), [("\u{feff}", false)]);
    }

    proptest! {
        #[test]
        fn trimmed_texts_are_those_of_the_standard_library(text in "[a \n\t\u{a0}\u{2003}\u{85}é\u{1c}\0]{0,24}") {
            prop_assert_eq!(trim(&text), text.trim());
            prop_assert_eq!(is_blank(&text), text.trim().is_empty());
        }

        #[test]
        fn runs_contain_every_word_between_white_space(text in "[a-c \n\u{a0}\u{ad}é’\u{7f}]{0,40}") {
            let found = runs(&text);
            let words: Vec<&str> = found.iter().flat_map(|(run, _)| run.split(' ')).collect();
            let expected: Vec<&str> = text.split(is_space).filter(|word| !word.is_empty()).collect();
            prop_assert_eq!(words, expected);
            for (run, visible) in found {
                prop_assert_eq!(visible, !run.contains(is_invisible));
            }
        }
    }
}
