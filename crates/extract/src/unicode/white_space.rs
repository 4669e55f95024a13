//! Where the words of a page's text stand: white space, what is seen, and what no reader sees.

use crate::unicode::swar::{self, HIGH, among, each};

/// White space as a page folds it. The no-break space is a space to a reader of plain text.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\n' | '\t' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{a0}')
}

/// Characters that no reader sees and that would split words for programs: soft hyphens, zero-width spaces,
/// byte order marks, control characters that are no white space. Joiners stay, since scripts need them.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{2060}') || (c.is_control() && !c.is_whitespace())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Of a character that is seen.
    Ink,
    Space,
    /// Control characters, and first bytes of characters that may be white space or unseen.
    Odd,
}

static KINDS: [Kind; 256] = kinds();

const fn kinds() -> [Kind; 256] {
    let mut table = [Kind::Ink; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b' ' | b'\n' | b'\t' | b'\r' | 0x0b | 0x0c => Kind::Space,
            0..=0x1f | 0x7f | 0xc2 | 0xe2 | 0xef => Kind::Odd,
            _ => Kind::Ink,
        };
        byte += 1;
    }
    table
}

/// Where white space that begins at `at` ends.
pub(crate) fn after_space(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    if bytes.get(at).is_none_or(|&byte| KINDS[usize::from(byte)] == Kind::Ink) {
        return at;
    }
    loop {
        let eight = swar::at(bytes, end);
        let spaces = swar::leading(among(eight, b'\t', b'\r') | among(eight, b' ', b' '));
        end += spaces;
        if spaces < 8 {
            // The next one may be a space that is not ASCII.
            match bytes.get(end..) {
                Some([0xc2, 0x85 | 0xa0, ..]) => end += 2,
                _ => return end,
            }
        }
    }
}

/// Words parted by single spaces.
pub(crate) struct Run {
    pub(crate) end: usize,
    /// Whether all of it is seen; else it is one word.
    pub(crate) plain: bool,
}

/// The longest run that begins at `start`, where no white space is.
pub(crate) fn run(text: &str, start: usize) -> Run {
    let bytes = text.as_bytes();
    let mut at = start;
    // Where eight bytes have something else among them, they are looked at one by one.
    let mut one_by_one = start;
    while let Some(&byte) = bytes.get(at) {
        if at >= one_by_one {
            if let Some(plain) = plain_bytes(bytes, at) {
                at += plain;
                continue;
            }
            one_by_one = at + 8;
        }
        match KINDS[usize::from(byte)] {
            Kind::Ink => at += 1,
            Kind::Space => {
                let next = bytes.get(at + 1).map(|&b| KINDS[usize::from(b)]);
                if byte != b' ' || next != Some(Kind::Ink) {
                    break;
                }
                at += 1;
            }
            Kind::Odd => {
                let Some(c) = text[at..].chars().next() else { break };
                if is_space(c) {
                    break;
                }
                if is_invisible(c) {
                    // Words before it are plain; its own comes next.
                    if let Some(space) = text[start..at].rfind(' ') {
                        return Run { end: start + space, plain: true };
                    }
                    let end = text[at..].find(is_space).map_or(text.len(), |length| at + length);
                    return Run { end, plain: false };
                }
                at += c.len_utf8();
            }
        }
    }
    Run { end: at, plain: true }
}

/// Whether the next eight bytes are ASCII that is seen and single spaces between: how many of them, a space at their end
/// not counted, since what follows it decides.
fn plain_bytes(bytes: &[u8], at: usize) -> Option<usize> {
    let eight = u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?);
    // Of bytes with the high bit, 0x7f, or below the space; exact where there are none.
    let odd = (eight | eight.wrapping_add(each(1)) | eight.wrapping_sub(each(b' '))) & HIGH;
    // No byte has the high bit where it matters.
    let spaces = !((eight ^ each(b' ')) & !HIGH).wrapping_add(each(0x7f)) & HIGH;
    (odd == 0 && spaces & (spaces << 8) == 0).then(|| 8 - (spaces >> 63) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn runs(text: &str) -> Vec<(&str, bool)> {
        let mut runs = vec![];
        let mut at = 0;
        loop {
            let start = after_space(text, at);
            if start == text.len() {
                return runs;
            }
            let run = run(text, start);
            runs.push((&text[start..run.end], run.plain));
            at = run.end;
        }
    }

    #[test]
    fn runs_have_single_spaces_and_what_is_not_seen_is_alone() {
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
        fn words_are_those_between_white_space(text in "[a-c \n\u{a0}\u{ad}é’\u{7f}]{0,40}") {
            let ours = runs(&text);
            let words: Vec<&str> = ours.iter().flat_map(|(run, _)| run.split(' ')).collect();
            let expected: Vec<&str> = text.split(is_space).filter(|word| !word.is_empty()).collect();
            prop_assert_eq!(words, expected);
            for (run, plain) in ours {
                prop_assert_eq!(plain, !run.contains(is_invisible));
            }
        }
    }
}
