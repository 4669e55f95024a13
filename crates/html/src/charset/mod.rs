//! From bytes to characters: which charset a page has, and how that is known.

pub(crate) mod mojibake;

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How a page's charset was determined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CharsetSource {
    /// A byte order mark.
    Bom,
    /// The container's declaration, such as an HTTP header.
    Header,
    /// The page's own declaration, a `<meta>` or an XML declaration.
    Meta,
    /// The bytes are UTF-8, and there is no label, or one that says otherwise and is wrong.
    Utf8,
    /// A guess from the bytes.
    Detected,
}

impl CharsetSource {
    /// The name in records: `bom`, `header`, `meta`, `utf8`, or `detected`.
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

/// A page's characters, as [`decode`] returns them.
#[derive(Debug)]
#[non_exhaustive]
pub struct Decoded<'a> {
    /// The characters, without a byte order mark. They are borrowed if the bytes already are UTF-8.
    pub text: Cow<'a, str>,
    /// The Encoding Standard's name of the charset in lower case, such as `windows-1252`.
    pub charset: &'static str,
    /// How the charset was determined.
    pub source: CharsetSource,
    /// The number of U+FFFD in the text, if some bytes were invalid in the charset; else 0.
    pub replacements: usize,
}

/// Number of bytes in which a `<meta>` is looked for. Browsers stop at 1 KiB, but publishers do not.
const META_BYTES: usize = 8 << 10;
/// Number of bytes in which the encoding of an XML declaration is looked for.
const XML_DECLARATION_BYTES: usize = 200;
/// Number of bytes in which the zeros of UTF-16 are counted.
const UTF_16_BYTES: usize = 1024;
/// Number of bytes that the detector reads, from shortly before the first byte that is not ASCII.
const DETECT_BYTES: usize = 64 << 10;
/// Number of bytes before the first byte that is not ASCII that the detector reads too.
const DETECT_BYTES_BEFORE: usize = 256;

/// Decodes a page.
///
/// `declared` is the container's label, such as the charset of an HTTP header; an unknown label is ignored. The charset is
/// the first of these that applies:
///
/// 1. the byte order mark's;
/// 2. UTF-16, if the zeros among the bytes show it, or if it is the label and the bytes are valid in it;
/// 3. UTF-8, if the bytes are valid UTF-8 or nearly so (at most one broken sequence for ten whole ones), whatever the
///    labels say, unless the bytes are ISO-2022-JP; or if UTF-8 is the label and at least about half of the sequences are
///    whole;
/// 4. the container's label;
/// 5. the label in the page's first 8 KiB, in a `<meta>` or an XML declaration;
/// 6. a guess from the bytes.
///
/// Never fails: bytes that can't be decoded become U+FFFD. Time is proportional to the length, and UTF-8 is not copied.
pub fn decode<'a>(bytes: &'a [u8], declared: Option<&str>) -> Decoded<'a> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return with_encoding(encoding, &bytes[length..], CharsetSource::Bom);
    }
    let header = declared.and_then(label);
    let meta = header.is_none().then(|| meta_label(&bytes[..bytes.len().min(META_BYTES)])).flatten();
    let labelled =
        header.map(|e| (e, CharsetSource::Header)).or_else(|| meta.map(|e| (e, CharsetSource::Meta)));
    if let Some(encoding) = utf16_without_mark(bytes) {
        let source = match labelled {
            Some((label, source)) if label == encoding => source,
            _ => CharsetSource::Detected,
        };
        return with_encoding(encoding, bytes, source);
    }
    // Too short to show a pattern, or in a script whose UTF-16 has no zeros. Zeros also rule out a charset of single bytes.
    if let Some((encoding, source)) = labelled
        && (encoding == UTF_16LE || encoding == UTF_16BE)
        && bytes.len().is_multiple_of(2)
        && (memchr::memchr(0, bytes).is_some() || std::str::from_utf8(bytes).is_err())
        && !encoding.decode_without_bom_handling(bytes).1
    {
        return with_encoding(encoding, bytes, source);
    }
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        // ISO-2022-JP consists of ASCII bytes, so it is valid UTF-8. It is recognized by its label or its escapes.
        if memchr::memchr(0x1b, bytes).is_some() {
            match labelled {
                Some((encoding, source)) if encoding == ISO_2022_JP => {
                    return with_encoding(encoding, bytes, source);
                }
                None if is_iso_2022_jp(bytes) => {
                    return with_encoding(ISO_2022_JP, bytes, CharsetSource::Detected);
                }
                _ => {}
            }
        }
        let source = match labelled {
            Some((encoding, source)) if encoding == UTF_8 => source,
            _ => CharsetSource::Utf8,
        };
        return Decoded { text: Cow::Borrowed(text), charset: "utf-8", source, replacements: 0 };
    }
    let sequences = Utf8Sequences::count(bytes);
    match labelled {
        Some((encoding, source)) if encoding == UTF_8 && sequences.agree_with_label() => {
            return with_encoding(UTF_8, bytes, source);
        }
        _ if sequences.are_utf8() => return with_encoding(UTF_8, bytes, CharsetSource::Utf8),
        _ => {}
    }
    match labelled {
        // The label says UTF-8, but the bytes are far from it, so the label is wrong.
        Some((encoding, source)) if encoding != UTF_8 => with_encoding(encoding, bytes, source),
        _ => with_encoding(detect(bytes), bytes, CharsetSource::Detected),
    }
}

fn with_encoding<'a>(encoding: &'static Encoding, bytes: &'a [u8], source: CharsetSource) -> Decoded<'a> {
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    let replacements = if bad { text.matches('\u{fffd}').count() } else { 0 };
    Decoded { text, charset: lower_name(encoding), source, replacements }
}

/// The Encoding Standard's name in lower case, as in `charset` attributes.
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

/// The encoding of a label. The decoder of GBK is that of its superset GB18030. Labels of encodings that the standard does
/// not decode, so that browsers show nothing, are ignored.
fn label(name: &str) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(name.trim().trim_matches(['"', '\'']).as_bytes());
    encoding.filter(|encoding| *encoding != REPLACEMENT)
}

/// Whether the bytes have an escape to two-byte characters and decode without errors.
fn is_iso_2022_jp(bytes: &[u8]) -> bool {
    [&b"\x1b$B"[..], b"\x1b$@"].iter().any(|escape| memchr::memmem::find(bytes, escape).is_some())
        && !ISO_2022_JP.decode_without_bom_handling(bytes).1
}

/// The charset that the page itself declares. UTF-16 can't be true in a declaration that is read as ASCII, so it becomes
/// UTF-8, as in the standard.
fn meta_label(head: &[u8]) -> Option<&'static Encoding> {
    let mut from = 0;
    while let Some(found) = find_ignore_case(&head[from..], b"charset") {
        let at = from + found;
        from = at + b"charset".len();
        if inside_meta(head, at)
            && let Some(value) = attribute_value(&head[from..])
            && let Some(encoding) = std::str::from_utf8(value).ok().and_then(label)
        {
            return Some(ascii_compatible(encoding));
        }
    }
    let start = head.trim_ascii_start();
    let declaration = start.strip_prefix(b"<?xml").map(|d| &d[..d.len().min(XML_DECLARATION_BYTES)])?;
    let at = find_ignore_case(declaration, b"encoding")?;
    let value = attribute_value(&declaration[at + b"encoding".len()..])?;
    std::str::from_utf8(value).ok().and_then(label).map(ascii_compatible)
}

/// The standard's replacement for encodings that a page can't declare.
fn ascii_compatible(encoding: &'static Encoding) -> &'static Encoding {
    match encoding {
        e if e == UTF_16LE || e == UTF_16BE => UTF_8,
        e if e.name() == "x-user-defined" => WINDOWS_1252,
        e => e,
    }
}

/// Whether `at` is inside of a `<meta>` tag.
fn inside_meta(head: &[u8], at: usize) -> bool {
    match memchr::memrchr(b'<', &head[..at]) {
        Some(open) => head[open + 1..].get(..4).is_some_and(|name| name.eq_ignore_ascii_case(b"meta")),
        None => false,
    }
}

/// The value in ` = "value"`, with or without quotes.
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

/// The encoding of UTF-16 without a byte order mark. In its markup, nearly every other byte is zero.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(UTF_16_BYTES) & !1];
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

/// How many of a page's multi-byte sequences are UTF-8.
struct Utf8Sequences {
    whole: usize,
    broken: usize,
}

impl Utf8Sequences {
    /// How many whole sequences a broken one is worth against UTF-8, if there is no label. Few pages are damaged that
    /// much, and few of another charset have so many sequences that are UTF-8 by chance.
    const WHOLE_FOR_BROKEN: usize = 10;
    /// How many broken sequences the label UTF-8 is worth. One or two are no evidence against it: a description that was
    /// cut inside a character, a snippet in another charset.
    const BROKEN_FOR_LABEL: usize = 2;

    fn count(bytes: &[u8]) -> Self {
        let (mut whole, mut broken) = (0, 0);
        for chunk in bytes.utf8_chunks() {
            whole += chunk.valid().bytes().filter(|b| b & 0xc0 == 0xc0).count();
            broken += usize::from(!chunk.invalid().is_empty());
        }
        Self { whole, broken }
    }

    /// Whether the page is UTF-8 although no label says so.
    fn are_utf8(&self) -> bool {
        self.whole >= Self::WHOLE_FOR_BROKEN * self.broken
    }

    /// Whether the page is UTF-8 as its label says. Both sides count: text of a single-byte charset has hardly a whole
    /// sequence, and of double-byte charsets (GBK, Shift_JIS) about a fifth are whole by chance.
    fn agree_with_label(&self) -> bool {
        self.whole + Self::BROKEN_FOR_LABEL >= self.broken
    }
}

/// A guess from the first text that is not ASCII.
fn detect(bytes: &[u8]) -> &'static Encoding {
    let first = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0).saturating_sub(DETECT_BYTES_BEFORE);
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
    fn sources_are_tried_in_order() {
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
    fn the_word_charset_in_text_is_not_a_label() {
        let page = b"<p>charset=koi8-r</p>\xe9";
        assert_ne!(decode(page, None).charset, "koi8-r");
    }

    #[test]
    fn wrong_labels_are_ignored() {
        // Labeled UTF-8, but Latin-1.
        let page = b"<meta charset=utf-8>caf\xe9 cr\xe8me br\xfbl\xe9e d\xe9j\xe0 vu";
        assert_eq!(decode(page, None).charset, "windows-1252");
        // UTF-8, cut in the last character.
        let cut = "Žluťoučký kůň úpěl ďábelské ódy".as_bytes();
        let cut = [cut, b"\xc5"].concat();
        let decoded = decode(&cut, Some("iso-8859-2"));
        assert_eq!((decoded.charset, decoded.replacements), ("utf-8", 1));
    }

    #[test]
    fn a_label_of_utf8_holds_unless_the_bytes_speak_against_it() {
        let label = Some("utf-8");
        // Damage: single bytes, and a snippet in another charset among text that is UTF-8.
        for page in [
            &b"Der B\xc3\xbcrgermeister er\xc3\xb6ffnet die Br\xc3\xbccke \xff wieder"[..],
            b"s\xc3\xb8ndag \xe6 l\xc3\xb8rdag \xf8 m\xc3\xa5ned",
            b"one stray byte \x96 and no other",
        ] {
            let decoded = decode(page, label);
            assert_eq!((decoded.charset, decoded.source), ("utf-8", CharsetSource::Header));
            assert_eq!(decoded.replacements, page.utf8_chunks().filter(|c| !c.invalid().is_empty()).count());
        }
        // Text of other charsets.
        let polish = b"Za\xbf\xf3\xb3\xe6 g\xea\xb6l\xb1 ja\xbc\xf1, kt\xf3ra \xb6pi";
        assert_ne!(decode(polish, label).charset, "utf-8");
        let (chinese, _, _) =
            encoding_rs::GBK.encode("渡轮从星期一起每天往返两次，星期日三次。岛上的居民等了两年。");
        assert_eq!(decode(&chinese, label).charset, "gbk");
        let (japanese, _, _) =
            encoding_rs::SHIFT_JIS.encode("渡し船は月曜日から一日に二回、日曜日には三回、島へ向かう。");
        assert_eq!(decode(&japanese, label).charset, "shift_jis");
    }

    #[test]
    fn utf16_without_byte_order_mark() {
        let text = "<p>Hello, world of two bytes</p>";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&little, None, text, "utf-16le", CharsetSource::Detected);
        check(&big, None, text, "utf-16be", CharsetSource::Detected);
        check(&little, Some("utf-16"), text, "utf-16le", CharsetSource::Header);
        check(&big, Some("utf-16be"), text, "utf-16be", CharsetSource::Header);
        // The bytes show the order, and the label does not.
        check(&big, Some("utf-16"), text, "utf-16be", CharsetSource::Detected);
        check(b"<\0b\0>\0", Some("utf-16le"), "<b>", "utf-16le", CharsetSource::Header);
    }

    #[test]
    fn utf16_with_byte_order_mark() {
        let text = "\u{feff}<p>日本語 и русский</p>";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&little, Some("utf-8"), &text[3..], "utf-16le", CharsetSource::Bom);
        check(&big, Some("windows-1252"), &text[3..], "utf-16be", CharsetSource::Bom);
    }

    #[test]
    fn a_utf16_label_of_utf8_bytes_is_ignored() {
        check("<p>é</p>".as_bytes(), Some("utf-16le"), "<p>é</p>", "utf-8", CharsetSource::Utf8);
        let meta = "<meta charset=utf-16>é";
        check(meta.as_bytes(), None, meta, "utf-8", CharsetSource::Meta);
    }

    #[test]
    fn gb2312_labels_cover_gb18030() {
        // In GB2312; in GBK only; in four bytes of GB18030.
        let text = "新闻朱镕基𠮷";
        let (bytes, _, unmappable) = encoding_rs::GB18030.encode(text);
        assert!(!unmappable);
        for label in ["gb2312", "GB_2312-80", "gbk"] {
            check(&bytes, Some(label), text, "gbk", CharsetSource::Header);
        }
        check(&bytes, Some("gb18030"), text, "gb18030", CharsetSource::Header);
    }

    #[test]
    fn latin_1_labels_cover_windows_1252() {
        for label in ["iso-8859-1", "latin1", "us-ascii"] {
            check(
                b"\x93caf\xe9\x94 \x96 5 \x80",
                Some(label),
                "“café” – 5 €",
                "windows-1252",
                CharsetSource::Header,
            );
        }
    }

    #[test]
    fn iso_2022_jp_is_recognized_by_label_or_escapes() {
        let (bytes, _, _) = ISO_2022_JP.encode("<p>東京で雨</p>");
        check(&bytes, Some("iso-2022-jp"), "<p>東京で雨</p>", "iso-2022-jp", CharsetSource::Header);
        check(&bytes, None, "<p>東京で雨</p>", "iso-2022-jp", CharsetSource::Detected);
        check(
            b"a terminal's \x1b[1mbold\x1b[0m",
            None,
            "a terminal's \x1b[1mbold\x1b[0m",
            "utf-8",
            CharsetSource::Utf8,
        );
    }

    /// The encodings of the Encoding Standard: name, a text that the encoding can represent, and all labels.
    const LABELS: &[(&str, &str, &str)] = &[
        (
            "utf-8",
            "žluťoučký kůň",
            "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8",
        ),
        ("ibm866", "Новости дня", "866 cp866 csibm866 ibm866"),
        (
            "iso-8859-2",
            "žluťoučký kůň",
            "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2",
        ),
        (
            "iso-8859-3",
            "ĉiuĵaŭde aŭdis",
            "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3",
        ),
        (
            "iso-8859-4",
            "šodien ģimenē",
            "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4",
        ),
        (
            "iso-8859-5",
            "Новости дня",
            "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988",
        ),
        (
            "iso-8859-6",
            "أخبار اليوم",
            "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987",
        ),
        (
            "iso-8859-7",
            "Νέα της ημέρας",
            "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987 sun_eu_greek",
        ),
        (
            "iso-8859-8",
            "חדשות היום",
            "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 visual",
        ),
        ("iso-8859-8-i", "חדשות היום", "csiso88598i iso-8859-8-i logical"),
        (
            "iso-8859-10",
            "Þórður á Íslandi",
            "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6",
        ),
        ("iso-8859-13", "šiandien žinios", "iso-8859-13 iso8859-13 iso885913"),
        ("iso-8859-14", "Ŵyau ŷd ẁ", "iso-8859-14 iso8859-14 iso885914"),
        ("iso-8859-15", "œuvre à 5 €", "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9"),
        ("iso-8859-16", "știri și țară", "iso-8859-16"),
        ("koi8-r", "Новости дня", "cskoi8r koi koi8 koi8-r koi8_r"),
        ("koi8-u", "Новини дня їжак", "koi8-ru koi8-u"),
        ("macintosh", "déjà vu, naïve", "csmacintosh mac macintosh x-mac-roman"),
        ("windows-874", "ข่าววันนี้", "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874"),
        ("windows-1250", "žluťoučký kůň", "cp1250 windows-1250 x-cp1250"),
        ("windows-1251", "Новости дня", "cp1251 windows-1251 x-cp1251"),
        (
            "windows-1252",
            "déjà vu “naïve”",
            "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252",
        ),
        ("windows-1253", "Νέα της ημέρας", "cp1253 windows-1253 x-cp1253"),
        (
            "windows-1254",
            "bugün ışığı",
            "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 windows-1254 x-cp1254",
        ),
        ("windows-1255", "חדשות היום", "cp1255 windows-1255 x-cp1255"),
        ("windows-1256", "أخبار اليوم", "cp1256 windows-1256 x-cp1256"),
        ("windows-1257", "šiandien žinios", "cp1257 windows-1257 x-cp1257"),
        ("windows-1258", "tin đăng hôm", "cp1258 windows-1258 x-cp1258"),
        ("x-mac-cyrillic", "Новости дня", "x-mac-cyrillic x-mac-ukrainian"),
        (
            "gbk",
            "今天的新闻",
            "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk",
        ),
        ("gb18030", "今天的新闻", "gb18030"),
        ("big5", "今天的新聞", "big5 big5-hkscs cn-big5 csbig5 x-x-big5"),
        ("euc-jp", "今日のニュース", "cseucpkdfmtjapanese euc-jp x-euc-jp"),
        ("iso-2022-jp", "今日のニュース", "csiso2022jp iso-2022-jp"),
        (
            "shift_jis",
            "今日のニュース",
            "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis",
        ),
        (
            "euc-kr",
            "오늘의 뉴스",
            "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949",
        ),
        ("utf-16be", "今日のニュース", "unicodefffe utf-16be"),
        ("utf-16le", "今日のニュース", "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le"),
        ("x-user-defined", "\u{f7e9}\u{f7e8}", "x-user-defined"),
    ];

    #[test]
    fn every_label_of_the_standard_is_known() {
        let mut labels = 0;
        for (name, text, list) in LABELS {
            let bytes: Vec<u8> = match *name {
                "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
                "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                // The upper half of the bytes are private characters.
                "x-user-defined" => text.chars().map(|c| c as u8).collect(),
                _ => {
                    let encoding = Encoding::for_label(name.as_bytes()).unwrap();
                    let (bytes, _, unmappable) = encoding.encode(text);
                    assert!(!unmappable, "{name}");
                    bytes.into_owned()
                }
            };
            for label in list.split_ascii_whitespace() {
                labels += 1;
                for label in [label.to_owned(), label.to_ascii_uppercase(), format!(" \"{label}\" ")] {
                    let decoded = decode(&bytes, Some(&label));
                    assert_eq!((&*decoded.text, decoded.charset), (*text, *name), "{label}");
                    assert_eq!(decoded.replacements, 0, "{label}");
                }
            }
        }
        assert_eq!(labels + REPLACED.len(), 228);
    }

    /// Labels whose encodings the standard does not decode.
    const REPLACED: [&str; 6] =
        ["csiso2022kr", "hz-gb-2312", "iso-2022-cn", "iso-2022-cn-ext", "iso-2022-kr", "replacement"];

    #[test]
    fn labels_that_browsers_refuse_are_ignored() {
        for label in REPLACED {
            check("<p>é</p>".as_bytes(), Some(label), "<p>é</p>", "utf-8", CharsetSource::Utf8);
        }
    }
}
