//! The header lines of messages and parts, also with one byte damaged.

use memchr::memchr;

/// Whether bytes begin with `Name:`.
pub(super) fn is_header_line(bytes: &[u8]) -> bool {
    let length = bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
    length > 0 && length < 60 && bytes[0] != b'-' && bytes.get(length) == Some(&b':')
}

/// Where the header lines at the beginning end, and where the body begins: after an empty line, or at the first
/// line that is not a header line.
pub(super) fn header_lines(data: &[u8]) -> (usize, usize) {
    let mut at = 0;
    loop {
        let rest = &data[at..];
        if rest.starts_with(b"\r\n") {
            return (at, at + 2);
        }
        if rest.starts_with(b"\n") {
            return (at, at + 1);
        }
        let folded = at > 0 && rest.first().is_some_and(|byte| matches!(byte, b' ' | b'\t'));
        if rest.is_empty() || !(folded || is_damaged_header(rest)) {
            return (at, at);
        }
        at += memchr(b'\n', rest).map_or(rest.len(), |newline| newline + 1);
    }
}

/// Whether bytes begin with a header line. One byte of its name may be damaged.
pub(super) fn is_damaged_header(line: &[u8]) -> bool {
    if is_header_line(line) {
        return true;
    }
    let line = &line[..memchr(b'\n', line).unwrap_or(line.len())];
    let lower = line[..line.len().min(60)].to_ascii_lowercase();
    // All names of MIME begin with one of these.
    [&b"content-"[..], b"mime-version", b"snapshot-", b"subject:", b"date:", b"from:"].iter().any(|name| {
        let same = lower.iter().zip(*name).filter(|(a, b)| a == b).count();
        lower.len() >= name.len() && same + 1 >= name.len()
    })
}
