//! Character references such as `&amp;` and `&#x2014;`.

use super::character_reference_table::{NAMED, UNTERMINATED};

/// The characters that a reference represents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Characters {
    Named(&'static str),
    Number(char),
}

impl Characters {
    pub(crate) fn as_str<'a>(&'a self, buffer: &'a mut [u8; 4]) -> &'a str {
        match self {
            Self::Named(text) => text,
            Self::Number(c) => c.encode_utf8(buffer),
        }
    }
}

/// Length of the longest name, `CounterClockwiseContourIntegral`.
const LONGEST: usize = 31;

/// Length of the longest names that do not need a semicolon.
const LONGEST_UNTERMINATED: usize = 6;

/// Reads the reference whose `&` is at `at`. Returns its characters and the index after it, or `None` if there is no
/// reference, so that the `&` is an ordinary character.
pub(crate) fn read(bytes: &[u8], at: usize, in_attribute: bool) -> Option<(Characters, usize)> {
    match bytes.get(at + 1)? {
        b'#' => numeric(bytes, at + 2),
        b if b.is_ascii_alphanumeric() => named(bytes, at + 1, in_attribute),
        _ => None,
    }
}

fn named(bytes: &[u8], start: usize, in_attribute: bool) -> Option<(Characters, usize)> {
    let rest = &bytes[start..bytes.len().min(start + LONGEST + 1)];
    let length = rest.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let name = &rest[..length];
    if rest.get(length) == Some(&b';')
        && let Some(text) = terminated(name)
    {
        return Some((Characters::Named(text), start + length + 1));
    }
    let first = *name.first()?;
    let is_prefix = |entry: &&(&str, &str)| name.starts_with(entry.0.as_bytes());
    let from = UNTERMINATED.partition_point(|entry| entry.0.as_bytes()[0] < first);
    let some = UNTERMINATED[from..].iter().take_while(|entry| entry.0.as_bytes()[0] == first);
    let (found, text) = some.filter(is_prefix).max_by_key(|entry| entry.0.len())?;
    debug_assert!(found.len() <= LONGEST_UNTERMINATED);
    let end = start + found.len();
    let name_continues = bytes.get(end).is_some_and(|b| *b == b'=' || b.is_ascii_alphanumeric());
    (!in_attribute || !name_continues).then_some((Characters::Named(text), end))
}

fn terminated(name: &[u8]) -> Option<&'static str> {
    // Nearly all references in real pages are among these.
    match name {
        b"amp" => return Some("&"),
        b"quot" => return Some("\""),
        b"nbsp" => return Some("\u{a0}"),
        b"lt" => return Some("<"),
        b"gt" => return Some(">"),
        _ => {}
    }
    NAMED.binary_search_by(|entry| entry.0.as_bytes().cmp(name)).ok().map(|i| NAMED[i].1)
}

fn numeric(bytes: &[u8], start: usize) -> Option<(Characters, usize)> {
    let (radix, digits) = match bytes.get(start)? {
        b'x' | b'X' => (16, start + 1),
        _ => (10, start),
    };
    let mut value = 0u32;
    let mut end = digits;
    while let Some(digit) = bytes.get(end).and_then(|&b| char::from(b).to_digit(radix)) {
        value = value.saturating_mul(radix).saturating_add(digit);
        end += 1;
    }
    if end == digits {
        return None;
    }
    end += usize::from(bytes.get(end) == Some(&b';'));
    Some((Characters::Number(character(value)), end))
}

/// The standard's character for a number: C1 controls are read as windows-1252, and U+FFFD replaces invalid numbers.
fn character(value: u32) -> char {
    const C1: [u16; 32] = [
        0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152,
        0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122,
        0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
    ];
    let value = match value {
        0 => 0xfffd,
        0x80..=0x9f => u32::from(C1[value as usize - 0x80]),
        _ => value,
    };
    char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str, in_attribute: bool) -> Option<(String, &str)> {
        let (characters, end) = read(text.as_bytes(), 0, in_attribute)?;
        Some((characters.as_str(&mut [0; 4]).to_owned(), &text[end..]))
    }

    #[test]
    fn tables_are_sorted() {
        assert!(NAMED.is_sorted() && UNTERMINATED.is_sorted());
        assert_eq!(NAMED.iter().map(|entry| entry.0.len()).max(), Some(LONGEST));
        assert_eq!(UNTERMINATED.iter().map(|entry| entry.0.len()).max(), Some(LONGEST_UNTERMINATED));
    }

    #[test]
    fn the_longest_name_wins() {
        assert_eq!(decoded("&notin;x", false), Some(("\u{2209}".into(), "x")));
        assert_eq!(decoded("&notit;x", false), Some(("\u{ac}".into(), "it;x")));
        assert_eq!(decoded("&notit;x", true), None);
        assert_eq!(decoded("&copy", true), Some(("\u{a9}".into(), "")));
        assert_eq!(decoded("&copy=1", true), None);
        assert_eq!(decoded("&utm_source", true), None);
        assert_eq!(decoded("&CounterClockwiseContourIntegral;", false), Some(("\u{2233}".into(), "")));
        assert_eq!(decoded("&", false), None);
    }

    #[test]
    fn numeric_references() {
        assert_eq!(decoded("&#65;b", false), Some(("A".into(), "b")));
        assert_eq!(decoded("&#x1F600z", false), Some(("\u{1f600}".into(), "z")));
        assert_eq!(decoded("&#150;", false), Some(("\u{2013}".into(), "")));
        for invalid in ["&#0;", "&#xd800;", "&#x110000;", "&#99999999999999;"] {
            assert_eq!(decoded(invalid, false), Some(("\u{fffd}".into(), "")), "{invalid}");
        }
        assert_eq!(decoded("&#;", false), None);
        assert_eq!(decoded("&#x;", false), None);
    }
}
