//! Repairs common faults of JSON that leave no doubt about what was meant.

/// Repairs one line. A parser decides whether the result is JSON.
///
/// - `NaN`, `Infinity` and `-Infinity` become `null`;
/// - control characters within strings are escaped, NULs between values are dropped;
/// - unpaired surrogates become `\ufffd`.
pub(crate) fn repair(line: &str) -> String {
    let bytes = line.as_bytes();
    let mut out = String::with_capacity(line.len() + 16);
    let mut in_string = false;
    // Everything before this position is in `out`.
    let mut done = 0;
    let mut at = 0;
    while at < bytes.len() {
        let (taken, replacement) = match (in_string, bytes[at]) {
            (_, b'"') => {
                in_string = !in_string;
                (1, None)
            }
            (true, b'\\') => escape(&bytes[at..]),
            (true, byte @ 0..=0x1f) => (1, Some(format!("\\u{byte:04x}"))),
            (false, 0) => (1, Some(String::new())),
            (false, b'N') if bytes[at..].starts_with(b"NaN") => (3, Some("null".to_owned())),
            (false, b'I') if bytes[at..].starts_with(b"Infinity") => (8, Some("null".to_owned())),
            (false, b'-') if bytes[at..].starts_with(b"-Infinity") => (9, Some("null".to_owned())),
            _ => (1, None),
        };
        if let Some(replacement) = replacement {
            // Only ASCII is replaced, so both ends are boundaries of characters.
            out.push_str(&line[done..at]);
            out.push_str(&replacement);
            done = at + taken;
        }
        at += taken;
    }
    out.push_str(line.get(done..).unwrap_or(""));
    out
}

/// The length of the escape at the beginning, and its replacement if it is an unpaired surrogate.
fn escape(bytes: &[u8]) -> (usize, Option<String>) {
    let Some(first) = code_unit(bytes) else { return (bytes.len().min(2), None) };
    match first {
        0xd800..=0xdbff if matches!(code_unit(&bytes[6..]), Some(0xdc00..=0xdfff)) => (12, None),
        0xd800..=0xdfff => (6, Some("\\ufffd".to_owned())),
        _ => (6, None),
    }
}

/// The value of a `\u` escape at the beginning.
fn code_unit(bytes: &[u8]) -> Option<u16> {
    let digits = bytes.strip_prefix(b"\\u")?.get(..4)?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_repaired() {
        let check = |line: &str, expected: &str| {
            let repaired = repair(line);
            assert_eq!(repaired, expected);
            assert_eq!(repair(&repaired), repaired);
        };
        check(r#"{"a":NaN,"b":-Infinity,"c":Infinity}"#, r#"{"a":null,"b":null,"c":null}"#);
        check(r#"{"a":"NaN"}"#, r#"{"a":"NaN"}"#);
        check("{\"a\":\"x\ty\0\"}\0", r#"{"a":"x\u0009y\u0000"}"#);
        check(r#"{"a":"\ud83d x"}"#, r#"{"a":"\ufffd x"}"#);
        check(r#"{"a":"\ude00\ud83d"}"#, r#"{"a":"\ufffd\ufffd"}"#);
        check(r#"{"a":"\ud83d\ude00"}"#, r#"{"a":"\ud83d\ude00"}"#);
        check(r#"{"a":"\\ud83d \" \n"}"#, r#"{"a":"\\ud83d \" \n"}"#);
        check(r#"{"a":"é\ud83"#, r#"{"a":"é\ud83"#);
        check("{\"a\":\"\\é", "{\"a\":\"\\é");
    }
}
