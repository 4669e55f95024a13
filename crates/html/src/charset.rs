//! From bytes to characters: which charset, and why.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Where the charset was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CharsetSource {
    /// A byte order mark.
    Bom,
    /// What the container declared, such as an HTTP header.
    Header,
    /// The page's own `<meta>` or XML declaration.
    Meta,
    /// No label; the bytes are valid UTF-8, or the label said otherwise and was wrong.
    Utf8,
    /// Guessed from the bytes.
    Detected,
}

impl CharsetSource {
    /// The name used in records: `bom`, `header`, `meta`, `utf8`, `detected`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bom => "bom",
            Self::Header => "header",
            Self::Meta => "meta",
            Self::Utf8 => "utf8",
            Self::Detected => "detected",
        }
    }
}

/// A page's characters.
#[derive(Debug)]
pub struct Decoded<'a> {
    /// The characters, without byte order mark; borrowed where the bytes are UTF-8 already.
    pub text: Cow<'a, str>,
    /// The Encoding Standard's name in lower case, e.g. `windows-1252`.
    pub charset: &'static str,
    /// Where that came from.
    pub source: CharsetSource,
    /// How many sequences were invalid and became U+FFFD.
    pub replacements: usize,
}

/// How far into the page a `<meta>` is looked for. Browsers stop at 1 KiB; publishers do not.
const META_BYTES: usize = 8 << 10;
/// The detector sees this much of the first non-ASCII text.
const DETECT_BYTES: usize = 64 << 10;

/// Decodes a page: byte order mark, then valid UTF-8 whatever the labels say, then the container's label
/// (`declared`, e.g. the charset of an HTTP header), then the page's `<meta>`, then detection. Bytes that
/// are UTF-8 but for a few broken sequences stay UTF-8. Never fails; what can't be decoded is U+FFFD.
pub fn decode<'a>(bytes: &'a [u8], declared: Option<&str>) -> Decoded<'a> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return with_encoding(encoding, &bytes[length..], CharsetSource::Bom);
    }
    let header = declared.and_then(label);
    let meta = header.is_none().then(|| meta_label(&bytes[..bytes.len().min(META_BYTES)])).flatten();
    let labelled =
        header.map(|e| (e, CharsetSource::Header)).or_else(|| meta.map(|e| (e, CharsetSource::Meta)));
    if let Some(encoding) = utf16_without_mark(bytes) {
        return with_encoding(encoding, bytes, CharsetSource::Detected);
    }
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        // ISO-2022-JP is made of ASCII bytes: valid UTF-8, but only its label can tell.
        if let Some((encoding, source)) = labelled
            && encoding == ISO_2022_JP
            && bytes.contains(&0x1b)
        {
            return with_encoding(encoding, bytes, source);
        }
        let source = match labelled {
            Some((encoding, source)) if encoding == UTF_8 => source,
            _ => CharsetSource::Utf8,
        };
        return Decoded { text: Cow::Borrowed(text), charset: "utf-8", source, replacements: 0 };
    }
    if mostly_utf8(bytes) {
        let source = match labelled {
            Some((encoding, source)) if encoding == UTF_8 => source,
            _ => CharsetSource::Utf8,
        };
        return with_encoding(UTF_8, bytes, source);
    }
    match labelled {
        // Labelled UTF-8 and far from it: the label is wrong.
        Some((encoding, source)) if encoding != UTF_8 => with_encoding(encoding, bytes, source),
        _ => with_encoding(detect(bytes), bytes, CharsetSource::Detected),
    }
}

fn with_encoding<'a>(encoding: &'static Encoding, bytes: &'a [u8], source: CharsetSource) -> Decoded<'a> {
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    let replacements = if bad { text.matches('\u{fffd}').count() } else { 0 };
    Decoded { text, charset: lower_name(encoding), source, replacements }
}

/// Names of the Encoding Standard in lower case, as `charset` attributes carry them.
fn lower_name(encoding: &'static Encoding) -> &'static str {
    const NAMES: [&str; 40] = [
        "utf-8",
        "ibm866",
        "iso-8859-2",
        "iso-8859-3",
        "iso-8859-4",
        "iso-8859-5",
        "iso-8859-6",
        "iso-8859-7",
        "iso-8859-8",
        "iso-8859-8-i",
        "iso-8859-10",
        "iso-8859-13",
        "iso-8859-14",
        "iso-8859-15",
        "iso-8859-16",
        "koi8-r",
        "koi8-u",
        "macintosh",
        "windows-874",
        "windows-1250",
        "windows-1251",
        "windows-1252",
        "windows-1253",
        "windows-1254",
        "windows-1255",
        "windows-1256",
        "windows-1257",
        "windows-1258",
        "x-mac-cyrillic",
        "gbk",
        "gb18030",
        "big5",
        "euc-jp",
        "iso-2022-jp",
        "shift_jis",
        "euc-kr",
        "replacement",
        "utf-16be",
        "utf-16le",
        "x-user-defined",
    ];
    NAMES.iter().find(|n| n.eq_ignore_ascii_case(encoding.name())).copied().unwrap_or(encoding.name())
}

/// The encoding of a label; GBK's decoder is that of GB18030, the larger set.
fn label(name: &str) -> Option<&'static Encoding> {
    Encoding::for_label(name.trim().trim_matches(['"', '\'']).as_bytes())
}

/// The charset that the page declares about itself, by the standard's rules: UTF-16 can't be true there.
fn meta_label(head: &[u8]) -> Option<&'static Encoding> {
    let mut from = 0;
    while let Some(found) = find_ignore_case(&head[from..], b"charset") {
        let at = from + found;
        from = at + b"charset".len();
        if inside_tag(head, at)
            && let Some(value) = attribute_value(&head[from..])
            && let Some(encoding) = std::str::from_utf8(value).ok().and_then(label)
        {
            return Some(ascii_compatible(encoding));
        }
    }
    let start = head.trim_ascii_start();
    let declaration = start.strip_prefix(b"<?xml").map(|d| &d[..d.len().min(200)])?;
    let at = find_ignore_case(declaration, b"encoding")?;
    let value = attribute_value(&declaration[at + b"encoding".len()..])?;
    std::str::from_utf8(value).ok().and_then(label).map(ascii_compatible)
}

fn ascii_compatible(encoding: &'static Encoding) -> &'static Encoding {
    match encoding {
        e if e == UTF_16LE || e == UTF_16BE => UTF_8,
        e if e.name() == "x-user-defined" => WINDOWS_1252,
        e => e,
    }
}

/// Whether the tag that `at` stands in is a `meta`.
fn inside_tag(head: &[u8], at: usize) -> bool {
    match memchr::memrchr(b'<', &head[..at]) {
        Some(open) => head[open + 1..].get(..4).is_some_and(|name| name.eq_ignore_ascii_case(b"meta")),
        None => false,
    }
}

/// The value in ` = "value"`, quoted or not.
fn attribute_value(rest: &[u8]) -> Option<&[u8]> {
    let rest = rest.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = match rest.first()? {
        b'"' | b'\'' => &rest[1..],
        _ => rest,
    };
    let end = rest
        .iter()
        .position(|b| matches!(b, b'"' | b'\'' | b';' | b'>' | b'/' | b'?') || b.is_ascii_whitespace());
    let value = &rest[..end.unwrap_or(rest.len())];
    (!value.is_empty()).then_some(value)
}

fn find_ignore_case(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w.eq_ignore_ascii_case(needle))
}

/// Markup in UTF-16 has a zero in nearly every other byte.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1024) & !1];
    if head.len() < 32 || memchr::memchr(0, head).is_none() {
        return None;
    }
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = head.len() / 2 * 4 / 10;
    match (even, odd) {
        (e, o) if o > many && e < o / 8 => Some(UTF_16LE),
        (e, o) if e > many && o < e / 8 => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether whole multi-byte sequences outnumber broken ones ten to one: a page cut in the middle of a
/// character, or one with a foreign snippet in it.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|b| b & 0xc0 == 0xc0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= 10 * bad
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let first = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0).saturating_sub(256);
    let sample = &bytes[first..bytes.len().min(first + DETECT_BYTES)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(sample, true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], declared: Option<&str>, text: &str, charset: &str, source: CharsetSource) {
        let decoded = decode(bytes, declared);
        assert_eq!((&*decoded.text, decoded.charset, decoded.source), (text, charset, source));
    }

    #[test]
    fn order_of_trust() {
        check(b"\xef\xbb\xbfa", Some("koi8-r"), "a", "utf-8", CharsetSource::Bom);
        check("é".as_bytes(), Some("iso-8859-1"), "é", "utf-8", CharsetSource::Utf8);
        check("é".as_bytes(), Some("utf8"), "é", "utf-8", CharsetSource::Header);
        check(b"\xe9", Some("ISO-8859-1"), "é", "windows-1252", CharsetSource::Header);
        let meta = b"<meta charset=windows-1251>\xcc\xee\xf1\xea\xe2\xe0";
        check(meta, None, "<meta charset=windows-1251>Москва", "windows-1251", CharsetSource::Meta);
        let http_equiv = b"<META http-equiv='Content-Type' content='text/html; charset=koi8-r'>\xed";
        check(
            http_equiv,
            None,
            "<META http-equiv='Content-Type' content='text/html; charset=koi8-r'>М",
            "koi8-r",
            CharsetSource::Meta,
        );
    }

    #[test]
    fn a_word_charset_in_the_text_is_no_label() {
        let page = b"<p>charset=koi8-r</p>\xe9";
        assert_ne!(decode(page, None).charset, "koi8-r");
    }

    #[test]
    fn labels_that_are_wrong() {
        // Labelled UTF-8, is Latin-1.
        let page = b"<meta charset=utf-8>caf\xe9 cr\xe8me br\xfbl\xe9e d\xe9j\xe0 vu";
        assert_eq!(decode(page, None).charset, "windows-1252");
        // UTF-8 cut in the last character.
        let cut = &"Žluťoučký kůň úpěl ďábelské ódy".as_bytes()[..];
        let cut = [cut, b"\xc5"].concat();
        let decoded = decode(&cut, Some("iso-8859-2"));
        assert_eq!((decoded.charset, decoded.replacements), ("utf-8", 1));
    }

    #[test]
    fn utf16_without_byte_order_mark() {
        let text = "<p>Hello, world of two bytes</p>";
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&bytes, None, text, "utf-16le", CharsetSource::Detected);
    }
}
