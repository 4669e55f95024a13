//! The lines that separate the parts of a message.

use memchr::{memchr, memchr_iter, memmem};

use crate::formats::mhtml::header_lines::is_header_line;

/// Longer boundaries are not used. The standard allows 70 characters (RFC 2046).
pub(super) const MAX_BOUNDARY_BYTES: usize = 200;

/// A line that separates parts of the message.
pub(super) struct Boundary {
    /// Where the part before it ends.
    pub(super) body_end: usize,
    /// Where the bytes after the line begin.
    pub(super) next: usize,
    /// It closes its multipart.
    pub(super) last: bool,
    /// It belongs to the message itself, and not to a multipart within it.
    pub(super) outermost: bool,
    /// Its newline is there.
    pub(super) whole: bool,
}

/// The first line that is one of the boundaries. `line_start` says whether `data` begins with a line.
///
/// Long boundaries consist of random letters and do not occur by chance. They are recognised in the middle of a
/// line too, and with one byte damaged.
pub(super) fn find_boundary(data: &[u8], line_start: bool, boundaries: &[Vec<u8>]) -> Option<Boundary> {
    // The window grows step by step: one of the boundaries may never occur, and must not be searched for in all
    // of the data each time another one is found.
    let mut window = FIRST_WINDOW_BYTES;
    loop {
        let part = &data[..data.len().min(window)];
        let found = find_within(part, line_start, boundaries);
        if part.len() == data.len() || found.as_ref().is_some_and(|found| found.whole) {
            return found;
        }
        window *= 4;
    }
}

/// How many bytes are searched first.
const FIRST_WINDOW_BYTES: usize = 128;

fn find_within(data: &[u8], line_start: bool, boundaries: &[Vec<u8>]) -> Option<Boundary> {
    let mut first: Option<(usize, Boundary)> = None;
    let mut note = |start: usize, found: Boundary| {
        if first.as_ref().is_none_or(|(known, _)| start < *known) {
            first = Some((start, found));
        }
    };
    for (number, boundary) in boundaries.iter().enumerate() {
        let long = boundary.len() >= LONG_BOUNDARY_BYTES;
        let line = [b"--", &boundary[..]].concat();
        let begins_line = |at: usize| if at == 0 { line_start } else { data[at - 1] == b'\n' };
        let exact = memmem::find_iter(data, &line)
            .filter(|&at| long || begins_line(at))
            .find_map(|at| Some((at, Boundary::parse(data, at, at + line.len(), number == 0)?)));
        if let Some((at, found)) = exact {
            note(at, found);
        }
        if long {
            let starts = memchr_iter(b'\n', data).map(|newline| newline + 1);
            let near = line_start.then_some(0).into_iter().chain(starts).find_map(|at| {
                let candidate = data.get(at..at + line.len())?;
                let different = candidate.iter().zip(&line).filter(|(a, b)| a != b).take(2).count();
                (different < 2)
                    .then(|| Boundary::parse(data, at, at + line.len(), number == 0))
                    .flatten()
                    .map(|found| (at, found))
            });
            if let Some((at, found)) = near {
                note(at, found);
            }
        }
    }
    first.map(|(_, found)| found)
}

/// The least length of boundaries that mailers and browsers generate.
const LONG_BOUNDARY_BYTES: usize = 16;

impl Boundary {
    /// Parses what follows a boundary's name in its line. `None` if the name is longer.
    fn parse(data: &[u8], start: usize, end: usize, outermost: bool) -> Option<Boundary> {
        let rest = &data[end..];
        let (rest, last) = match rest.strip_prefix(b"--") {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        // Names are ASCII, so other bytes are damage.
        let padding = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | 0x80..)).count();
        let (newline, whole) = match rest.get(padding) {
            Some(b'\n') => (1, true),
            None => (0, false),
            // The line's end is damaged, and the part's header begins.
            Some(_) if padding > 0 && rest[0] == b'\r' => (0, true),
            Some(_) => return None,
        };
        let before = &data[..start];
        let before = before.strip_suffix(b"\n").unwrap_or(before);
        let before = before.strip_suffix(b"\r").unwrap_or(before);
        let next = data.len() - rest.len() + padding + newline;
        Some(Boundary { body_end: before.len(), next, last, outermost, whole })
    }
}

/// The first line that looks like a boundary: two dashes, with a header after it.
pub(super) fn first_boundary(data: &[u8]) -> Option<Vec<u8>> {
    let starts = [0].into_iter().chain(memchr_iter(b'\n', data).map(|newline| newline + 1));
    starts.filter(|&at| data[at..].starts_with(b"--")).find_map(|at| {
        let rest = &data[at + 2..];
        let end = memchr(b'\n', rest)?;
        let name = rest[..end].trim_ascii_end();
        let fits = !name.is_empty() && name.len() <= MAX_BOUNDARY_BYTES && is_header_line(&rest[end + 1..]);
        fits.then(|| name.to_vec())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_are_whole_lines() {
        let boundaries = [b"ab".to_vec()];
        let find = |data: &[u8]| {
            find_boundary(data, true, &boundaries).map(|found| (found.body_end, found.next, found.last))
        };
        assert_eq!(find(b"x\r\n--ab\r\ny"), Some((1, 9, false)));
        assert_eq!(find(b"--ab--"), Some((0, 6, true)));
        assert_eq!(find(b"x\n--ab-- \ny"), Some((1, 10, true)));
        assert_eq!(find(b"x\n--abc\n"), None);
        assert_eq!(find(b"x --ab\n"), None);
    }
}
