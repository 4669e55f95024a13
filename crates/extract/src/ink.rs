//! Where the words of a page's text stand: white space, what is seen, and what no reader sees.

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
    while let Some(&byte) = bytes.get(end) {
        match KINDS[usize::from(byte)] {
            Kind::Space => end += 1,
            Kind::Odd if byte == 0xc2 && matches!(bytes.get(end + 1), Some(0x85 | 0xa0)) => end += 2,
            _ => break,
        }
    }
    end
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
    let mut word = start;
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match KINDS[usize::from(byte)] {
            Kind::Ink => at += 1,
            Kind::Space => {
                let next = bytes.get(at + 1).map(|&b| KINDS[usize::from(b)]);
                if byte != b' ' || next != Some(Kind::Ink) {
                    break;
                }
                at += 1;
                word = at;
            }
            Kind::Odd => {
                let Some(c) = text[at..].chars().next() else { break };
                if is_space(c) {
                    break;
                }
                if is_invisible(c) && word == start {
                    let end = text[at..].find(is_space).map_or(text.len(), |length| at + length);
                    return Run { end, plain: false };
                }
                if is_invisible(c) {
                    // The words before are plain; this one comes next.
                    return Run { end: word - 1, plain: true };
                }
                at += c.len_utf8();
            }
        }
    }
    Run { end: at, plain: true }
}
