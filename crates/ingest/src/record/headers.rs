//! Parses header lines as WARC, HTTP and MIME have them, tolerantly.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};

/// Names and values in their order. Names may repeat, and their case does not count.
#[derive(Debug, Default)]
pub(crate) struct Headers<'a> {
    fields: Vec<(&'a [u8], Cow<'a, [u8]>)>,
}

impl<'a> Headers<'a> {
    /// Parses lines that end in CR LF or LF. Folded lines are joined with a space, and lines without a colon
    /// are ignored.
    pub(crate) fn parse(bytes: &'a [u8]) -> Self {
        let mut fields: Vec<(&[u8], Cow<'_, [u8]>)> = Vec::new();
        for line in bytes.split(|&byte| byte == b'\n') {
            if line.first().is_some_and(|byte| matches!(byte, b' ' | b'\t'))
                && let Some((_, value)) = fields.last_mut()
            {
                let folded = line.trim_ascii();
                if !folded.is_empty() {
                    let value = value.to_mut();
                    value.push(b' ');
                    value.extend_from_slice(folded);
                }
                continue;
            }
            if let Some(colon) = memchr(b':', line) {
                fields.push((line[..colon].trim_ascii(), Cow::Borrowed(line[colon + 1..].trim_ascii())));
            }
        }
        Headers { fields }
    }

    /// The first value of a name.
    pub(crate) fn bytes(&self, name: &str) -> Option<&[u8]> {
        let mut fields = self.fields.iter();
        fields.find(|(known, _)| known.eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| &**value)
    }

    /// The first value of a name as UTF-8, or as Latin-1 if it is not UTF-8.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.bytes(name).map(latin1_unless_utf8)
    }

    /// The values of all headers with a name, joined by commas, as HTTP defines repeated headers.
    pub(crate) fn list(&self, name: &str) -> String {
        let values: Vec<String> = self
            .fields
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name.as_bytes()))
            .map(|(_, value)| latin1_unless_utf8(value))
            .collect();
        values.join(",")
    }
}

fn latin1_unless_utf8(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect(),
    }
}

/// Where a header ends and the bytes after it begin, at the first empty line. The first `from` bytes are known
/// not to contain the end.
pub(crate) fn header_end(bytes: &[u8], from: usize) -> Option<(usize, usize)> {
    // The empty line may begin in the bytes that were searched before.
    let from = from.saturating_sub(3);
    for at in memchr_iter(b'\n', &bytes[from..]) {
        let at = from + at;
        match bytes.get(at + 1..) {
            Some([b'\n', ..]) => return Some((at + 1, at + 2)),
            Some([b'\r', b'\n', ..]) => return Some((at + 1, at + 3)),
            _ => {}
        }
    }
    None
}

/// The media type of a `Content-Type` and its charset, without quotes and white space.
pub(crate) fn content_type(value: &str) -> (String, Option<String>) {
    let mut parts = value.split(';');
    let media_type = parts.next().unwrap_or("").trim().to_ascii_lowercase();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        // Repeated headers may have been joined by a comma.
        let value = value.split(',').next().unwrap_or("").trim().trim_matches(['"', '\'']).trim();
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    });
    (media_type, charset)
}

/// A parameter of a header value, such as the `boundary` of a `Content-Type`.
pub(crate) fn parameter(value: &str, name: &str) -> Option<String> {
    let mut rest = value;
    while let Some(at) = rest.find(';') {
        rest = rest[at + 1..].trim_start();
        let (found, tail) = rest.split_once('=')?;
        let tail = tail.trim_start();
        let (value, tail) = match tail.strip_prefix('"') {
            // A quoted value may contain semicolons.
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => tail.split_at(tail.find([';', ' ', '\t']).unwrap_or(tail.len())),
        };
        if found.trim().eq_ignore_ascii_case(name) {
            return Some(value.to_owned());
        }
        rest = tail;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_headers_are_read() {
        let headers = Headers::parse(b"WARC-Type: response\r\nwarc-target-uri:<http://a b/>\nX-Folded: one\r\n  two\r\nno colon\r\nX-Latin: caf\xe9\r\nA: 1\r\na: 2\r\n");
        let check = |name: &str, expected: Option<&str>| assert_eq!(headers.text(name).as_deref(), expected);
        check("warc-type", Some("response"));
        check("WARC-Target-URI", Some("<http://a b/>"));
        check("x-folded", Some("one two"));
        check("x-latin", Some("café"));
        check("a", Some("1"));
        check("none", None);
        assert_eq!(headers.list("A"), "1,2");
    }

    #[test]
    fn content_types_are_read() {
        let check = |value: &str, media_type: &str, charset: Option<&str>| {
            assert_eq!(content_type(value), (media_type.to_owned(), charset.map(str::to_owned)));
        };
        check("text/html", "text/html", None);
        check("Text/HTML; Charset=\"windows-1251\"", "text/html", Some("windows-1251"));
        check("text/html;foo=bar; charset = utf-8 ; x", "text/html", Some("utf-8"));
        check("text/html; charset='koi8-r'", "text/html", Some("koi8-r"));
        check("text/html; charset=utf-8,text/html", "text/html", Some("utf-8"));
        check("text/html; charset=", "text/html", None);
        check("", "", None);
    }

    #[test]
    fn parameters_are_read() {
        let check = |value: &str, expected: Option<&str>| {
            assert_eq!(parameter(value, "boundary").as_deref(), expected, "{value}");
        };
        check("multipart/related; boundary=ab", Some("ab"));
        check("multipart/related; type=\"a;b\"; Boundary=\"--=_a b\"; x=y", Some("--=_a b"));
        check("multipart/related; boundary", None);
        check("multipart/related; type=\"text/htm\u{93}; boundary=\"ab\"", None);
        check("multipart/related", None);
    }

    #[test]
    fn header_ends_are_found() {
        assert_eq!(header_end(b"a: b\r\n\r\nbody", 0), Some((6, 8)));
        assert_eq!(header_end(b"a: b\n\nbody", 0), Some((5, 6)));
        assert_eq!(header_end(b"a: b\r\n\r\nbody", 8), Some((6, 8)));
        assert_eq!(header_end(b"a: b\r\n\r", 0), None);
    }
}
