//! Recognises what bytes are by the bytes alone.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memmem};

use crate::item::SkipKind;

/// How many bytes are looked at.
pub(crate) const SNIFF_BYTES: usize = 16 << 10;

/// The most control characters of a hundred bytes that text contains.
const MAX_CONTROL_PERCENT: usize = 3;
/// The same for bytes that begin as a page, where a few more do not make it anything else.
const MAX_CONTROL_PERCENT_MARKUP: usize = 10;

/// What bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sniffed {
    Html,
    Text,
    /// Something known that is not a page.
    Other(SkipKind),
    /// Neither text nor anything known.
    Binary,
}

/// Judges bytes about which nothing is known. No bytes at all are text.
pub(crate) fn sniff(bytes: &[u8]) -> Sniffed {
    let head = &bytes[..bytes.len().min(SNIFF_BYTES)];
    if let Some(kind) = magic(head) {
        return Sniffed::Other(kind);
    }
    let head = narrow(head);
    let text = trim_start(&head);
    let markup = is_markup(text);
    // A few control bytes do not disqualify a page that begins as one.
    if is_binary(text, if markup { MAX_CONTROL_PERCENT_MARKUP } else { MAX_CONTROL_PERCENT }) {
        return Sniffed::Binary;
    }
    if is_xml(text) {
        return Sniffed::Other(SkipKind::Xml);
    }
    if markup { Sniffed::Html } else { Sniffed::Text }
}

/// XML whose root is not that of a page. Feeds contain titles, links and paragraphs, as pages do.
fn is_xml(text: &[u8]) -> bool {
    const ROOTS: [&[u8]; 7] = [b"<rss", b"<feed", b"<urlset", b"<sitemapindex", b"<rdf:", b"<svg", b"<opml"];
    let root = skip_prolog(text);
    if ROOTS.iter().any(|name| starts_with_ignoring_case(root, name)) {
        return true;
    }
    text.starts_with(b"<?xml")
        && !starts_with_ignoring_case(root, b"<!doctype html")
        && !tag_name(root).is_some_and(|name| PAGE_ELEMENTS.contains(&name))
}

/// Judges the body of a response by its bytes and by the media type in its header (`text/html`, in any case,
/// without parameters).
pub(crate) fn sniff_body(bytes: &[u8], media_type: Option<&str>) -> Sniffed {
    let sniffed = sniff(bytes);
    if matches!(sniffed, Sniffed::Other(kind) if kind != SkipKind::Xml) {
        return sniffed;
    }
    let media_type = media_type.unwrap_or("").to_ascii_lowercase();
    let subtype = media_type.split_once('/').map_or("", |(_, subtype)| subtype);
    let claims_html = media_type == "text/html" || media_type == "application/xhtml+xml";
    let claimed = match media_type.split('/').next().unwrap_or("") {
        "image" => Some(SkipKind::Image),
        "audio" | "video" => Some(SkipKind::Media),
        "font" => Some(SkipKind::Font),
        _ if subtype == "pdf" => Some(SkipKind::Pdf),
        _ if subtype == "css" => Some(SkipKind::Css),
        _ if subtype.ends_with("javascript") || subtype.ends_with("ecmascript") => Some(SkipKind::Script),
        _ if subtype == "json" || subtype.ends_with("+json") => Some(SkipKind::Json),
        _ if !claims_html && (subtype == "xml" || subtype.ends_with("+xml")) => Some(SkipKind::Xml),
        _ => None,
    };
    match (sniffed, claimed) {
        // Servers label pages as anything, but a complete page shows what it is.
        (Sniffed::Html, Some(kind)) if !begins_as_page(bytes) => Sniffed::Other(kind),
        (Sniffed::Html, _) => Sniffed::Html,
        (_, Some(kind)) => Sniffed::Other(kind),
        (Sniffed::Other(kind), None) => Sniffed::Other(kind),
        (Sniffed::Binary, None) => Sniffed::Binary,
        (Sniffed::Text, None) if looks_like_json(bytes) => Sniffed::Other(SkipKind::Json),
        (Sniffed::Text, None) if claims_html => Sniffed::Html,
        (Sniffed::Text, None) => Sniffed::Text,
    }
}

/// The name of a container or archive format that is recognised by its first bytes but not supported.
pub(crate) fn unsupported_container(data: &[u8]) -> Option<&'static str> {
    const STARTS: &[(&[u8], &str)] = &[
        (b"\x02\x21\x4c\x18", "legacy lz4"),
        (b"LZIP\x01", "lzip"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"Rar!\x1a\x07", "rar"),
        (b"ORC", "orc"),
        (b"Obj\x01", "avro"),
        (b"ARROW1", "arrow"),
    ];
    if is_lzma_alone(data) {
        return Some("lzma");
    }
    STARTS
        .iter()
        .find(|(start, name)| {
            data.starts_with(start) && (*name != "orc" || is_binary(data, MAX_CONTROL_PERCENT))
        })
        .map(|(_, name)| *name)
}

/// Whether bytes are in the lzma format, the predecessor of xz. It has no magic: a byte of properties, the size
/// of the dictionary (a power of two, or one and a half times one), and the size of the contents, which may be
/// left open.
fn is_lzma_alone(data: &[u8]) -> bool {
    let Some(&[0x5d, a, b, c, d, ref size @ ..]) = data.first_chunk::<13>() else { return false };
    let dictionary = u32::from_le_bytes([a, b, c, d]);
    let bits = dictionary.count_ones();
    let sound = dictionary >= 1 << 12 && (bits == 1 || bits == 2 && dictionary & (dictionary >> 1) != 0);
    sound && (*size == [0xff; 8] || size[5..] == [0; 3])
}

/// The kind of a file that is not a page, by its first bytes.
fn magic(data: &[u8]) -> Option<SkipKind> {
    const STARTS: &[(&[u8], SkipKind)] = &[
        (b"%PDF-", SkipKind::Pdf),
        (b"\x89PNG\r\n\x1a\n", SkipKind::Image),
        (b"\xff\xd8\xff", SkipKind::Image),
        (b"GIF87a", SkipKind::Image),
        (b"GIF89a", SkipKind::Image),
        (b"II*\x00", SkipKind::Image),
        (b"MM\x00*", SkipKind::Image),
        (b"\x00\x00\x01\x00", SkipKind::Image),
        (b"\xff\x0a", SkipKind::Image),
        (b"OggS", SkipKind::Media),
        (b"fLaC", SkipKind::Media),
        (b"ID3\x02", SkipKind::Media),
        (b"ID3\x03", SkipKind::Media),
        (b"ID3\x04", SkipKind::Media),
        (b"\x1a\x45\xdf\xa3", SkipKind::Media),
        (b"FLV\x01", SkipKind::Media),
        (b"\x00\x00\x01\xba", SkipKind::Media),
        (b"wOFF", SkipKind::Font),
        (b"wOF2", SkipKind::Font),
        (b"OTTO\x00", SkipKind::Font),
        (b"\x00\x01\x00\x00\x00", SkipKind::Font),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", SkipKind::Binary),
        (b"SQLite format 3\x00", SkipKind::Binary),
        (b"\x7fELF", SkipKind::Binary),
        (b"\xca\xfe\xba\xbe", SkipKind::Binary),
        (b"\x00asm", SkipKind::Binary),
        (b"%!PS-Adobe", SkipKind::Binary),
        (b"{\\rtf1", SkipKind::Binary),
        (b"PK\x03\x04", SkipKind::Binary),
        (b"\x1f\x8b\x08", SkipKind::Binary),
    ];
    if data.starts_with(b"RIFF") && data.len() >= 12 {
        return match &data[8..12] {
            b"WEBP" => Some(SkipKind::Image),
            b"WAVE" | b"AVI " => Some(SkipKind::Media),
            _ => Some(SkipKind::Binary),
        };
    }
    if data.starts_with(b"BM") && data.len() >= 10 && data[6..10] == [0; 4] {
        return Some(SkipKind::Image);
    }
    if data.get(4..8).is_some_and(|brand| brand == b"ftyp") {
        return Some(match data.get(8..12) {
            Some(b"avif" | b"avis" | b"heic" | b"heix" | b"mif1") => SkipKind::Image,
            _ => SkipKind::Media,
        });
    }
    STARTS.iter().find(|(start, _)| data.starts_with(start)).map(|(_, kind)| *kind)
}

/// Which byte of a UTF-16 unit comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ByteOrder {
    LittleEndian,
    BigEndian,
}

/// How the characters of wide text are stored: bytes a unit, and which of them is the low one.
#[derive(Clone, Copy, PartialEq, Eq)]
struct WideUnits {
    bytes: usize,
    low: usize,
}

/// How UTF-16 or UTF-32 is stored; `None` for other bytes. Without a byte order mark, most characters must be those of
/// ASCII.
fn wide_units(head: &[u8]) -> Option<WideUnits> {
    // UTF-32 comes first, because its byte order mark begins like that of UTF-16.
    let (bytes, low) = match head {
        [0xff, 0xfe, 0, 0, ..] => (4, 0),
        [0, 0, 0xfe, 0xff, ..] => (4, 3),
        [0xff, 0xfe, ..] => (2, 0),
        [0xfe, 0xff, ..] => (2, 1),
        _ if memchr(0, head).is_none() => return None,
        _ => {
            let pairs = head.len() / 2;
            let zeros = |first: usize| head.iter().skip(first).step_by(2).filter(|&&byte| byte == 0).count();
            let (even, odd) = (zeros(0), zeros(1));
            if pairs >= 4 && odd * 10 >= pairs * 6 && even * 10 < pairs {
                (2, 0)
            } else if pairs >= 4 && even * 10 >= pairs * 6 && odd * 10 < pairs {
                (2, 1)
            } else {
                return None;
            }
        }
    };
    Some(WideUnits { bytes, low })
}

/// Reduces UTF-16 and UTF-32 to one byte per character, which is enough to recognise markup. Other bytes are
/// returned as they are.
fn narrow(head: &[u8]) -> Cow<'_, [u8]> {
    let Some(WideUnits { bytes, low }) = wide_units(head) else { return Cow::Borrowed(head) };
    let narrowed = head
        .chunks_exact(bytes)
        .skip(usize::from(matches!(head, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 0, 0xfe, 0xff, ..])))
        .map(|unit| {
            let wide = unit.iter().enumerate().any(|(at, &byte)| at != low && byte != 0);
            // The low byte of a character above U+00FF is not a character.
            if wide { b'\xbf' } else { unit[low] }
        })
        .collect();
    Cow::Owned(narrowed)
}

/// The byte order of UTF-16, and its beginning with one byte for each character; `None` for other bytes.
pub(crate) fn utf16(bytes: &[u8]) -> Option<(ByteOrder, Cow<'_, [u8]>)> {
    let head = &bytes[..bytes.len().min(SNIFF_BYTES)];
    let order = match wide_units(head)? {
        WideUnits { bytes: 2, low: 0 } => ByteOrder::LittleEndian,
        WideUnits { bytes: 2, .. } => ByteOrder::BigEndian,
        _ => return None,
    };
    Some((order, narrow(head)))
}

/// Whether more than `percent` of a hundred bytes are control characters that text does not contain.
fn is_binary(head: &[u8], percent: usize) -> bool {
    /// All but white space and escape.
    fn is_control(byte: u8) -> bool {
        byte < 0x09 || ((0x0e..0x20).contains(&byte) && byte != 0x1b) || byte == 0x7f
    }
    // The count is a byte, so that the compiler vectorises the loop. Every page goes through here.
    let count = |chunk: &[u8]| chunk.iter().fold(0u8, |sum, &byte| sum + u8::from(is_control(byte)));
    let controls: usize = head.chunks(usize::from(u8::MAX)).map(|chunk| usize::from(count(chunk))).sum();
    controls * 100 > head.len() * percent
}

/// Removes the byte order mark and white space.
pub(crate) fn trim_start(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start()
}

fn starts_with_ignoring_case(bytes: &[u8], start: &[u8]) -> bool {
    bytes.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// Elements that distinguish markup from text with angle brackets.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "base",
    "blockquote",
    "body",
    "br",
    "button",
    "center",
    "code",
    "div",
    "dl",
    "dt",
    "dd",
    "em",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "label",
    "li",
    "link",
    "main",
    "meta",
    "nav",
    "noscript",
    "ol",
    "p",
    "picture",
    "pre",
    "script",
    "section",
    "select",
    "small",
    "span",
    "strong",
    "style",
    "sub",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "u",
    "ul",
    "video",
];
/// Elements that only a complete page begins with.
const PAGE_ELEMENTS: &[&str] = &["html", "head", "body", "title", "meta", "frameset"];

/// The element whose tag begins at the `<` at the start of `bytes`.
fn tag_name(bytes: &[u8]) -> Option<&'static str> {
    let rest = bytes.strip_prefix(b"<")?;
    let rest = rest.strip_prefix(b"/").unwrap_or(rest);
    let length = rest.iter().take(11).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    if length == 0
        || !matches!(rest.get(length), None | Some(b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n' | b'\x0c'))
    {
        return None;
    }
    ELEMENTS.iter().find(|name| name.as_bytes().eq_ignore_ascii_case(&rest[..length])).copied()
}

/// Skips comments and processing instructions at the beginning.
fn skip_prolog(mut text: &[u8]) -> &[u8] {
    loop {
        text = trim_start(text);
        let end: &[u8] = if text.starts_with(b"<!--") {
            b"-->"
        } else if text.starts_with(b"<?") {
            b">"
        } else {
            return text;
        };
        match memmem::find(text, end) {
            Some(at) => text = &text[at + end.len()..],
            None => return &[],
        }
    }
}

fn begins_as_page(bytes: &[u8]) -> bool {
    let head = narrow(&bytes[..bytes.len().min(SNIFF_BYTES)]);
    let text = skip_prolog(&head);
    starts_with_ignoring_case(text, b"<!doctype html")
        || tag_name(text).is_some_and(|name| PAGE_ELEMENTS.contains(&name))
}

/// Whether text is meant as markup: it begins like a page or with an element that is closed, or tags are
/// frequent. Prose about markup contains few tags.
pub(crate) fn is_markup(text: &[u8]) -> bool {
    let text = trim_start(&text[..text.len().min(SNIFF_BYTES)]);
    let body = skip_prolog(text);
    if starts_with_ignoring_case(body, b"<!doctype html") {
        return true;
    }
    let first = tag_name(body);
    if first.is_some_and(|name| PAGE_ELEMENTS.contains(&name)) {
        return true;
    }
    let mut tags = 0;
    let mut closing = false;
    let mut first_at = 0;
    for at in memchr_iter(b'<', body) {
        if tag_name(&body[at..]).is_some() {
            if tags == 0 {
                first_at = at;
            }
            tags += 1;
            closing |= body.get(at + 1) == Some(&b'/');
        }
    }
    let begins_with_tag = first.is_some() && body.get(1) != Some(&b'/');
    if begins_with_tag {
        return closing || tags >= 2 || is_whole_tag(body);
    }
    // A tutorial about markup has a tag in every line, but only after a paragraph or a menu.
    let before = &body[..first_at];
    tags >= 3
        && tags * 400 >= body.len()
        && first_at <= FIRST_TAG_WITHIN
        && memmem::find(before, b"\n\n").is_none()
        && memmem::find(before, b"\r\n\r\n").is_none()
}

/// How far into markup that begins with words the first tag may be.
const FIRST_TAG_WITHIN: usize = 512;

/// Whether the text is one tag, such as `<br>` or `<img src="a.png">`, and nothing else.
fn is_whole_tag(body: &[u8]) -> bool {
    memchr(b'>', body).is_some_and(|at| body[at + 1..].trim_ascii().is_empty())
}

/// Whether the text contains any tag.
pub(crate) fn has_tag(text: &[u8]) -> bool {
    memchr_iter(b'<', text).any(|at| {
        tag_name(&text[at..]).is_some()
            || text[at..].starts_with(b"<!--")
            || starts_with_ignoring_case(&text[at..], b"<!doctype")
    })
}

/// Whether text is escaped markup: `&lt;p&gt;` in place of `<p>`.
pub(crate) fn is_escaped_markup(text: &str) -> bool {
    let head = &text.as_bytes()[..text.len().min(SNIFF_BYTES)];
    if memmem::find(head, b"&lt;").is_none() || has_tag(head) {
        return false;
    }
    // The cut may split a character, but only ASCII is searched for.
    is_markup(unescape_once(&String::from_utf8_lossy(head)).as_bytes())
}

/// Undoes one escaping of `&`, `<`, `>`, `"` and `'`. Numeric references are undone too, as titles in feeds
/// contain them.
pub(crate) fn unescape_once(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let reference = memchr(b';', &rest.as_bytes()[..rest.len().min(12)]).map(|end| &rest[1..end]);
        let character = match reference {
            Some("amp") => Some('&'),
            Some("lt") => Some('<'),
            Some("gt") => Some('>'),
            Some("quot") => Some('"'),
            Some("apos") => Some('\''),
            Some(other) => other.strip_prefix('#').and_then(|number| {
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code).filter(|character| !character.is_control() || character.is_whitespace())
            }),
            None => None,
        };
        match (character, reference) {
            (Some(character), Some(reference)) => {
                out.push(character);
                rest = &rest[reference.len() + 2..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Whether bytes are JSON in UTF-32.
pub(crate) fn is_wide_json(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(SNIFF_BYTES)];
    matches!(narrow(head), Cow::Owned(narrowed) if looks_like_json(&narrowed))
}

/// Whether bytes begin like a JSON object or an array of objects. `[[` and `["` also begin notes and links.
pub(crate) fn looks_like_json(bytes: &[u8]) -> bool {
    let text = trim_start(bytes);
    let object = text.strip_prefix(b"[").map_or(text, <[u8]>::trim_ascii_start);
    let inside = object.strip_prefix(b"{").map(|rest| rest.trim_ascii_start().first());
    // A single brace may be the beginning of a cut file.
    matches!(inside, Some(None | Some(b'"' | b'}')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_show_what_they_are() {
        let check = |bytes: &[u8], expected: Sniffed| assert_eq!(sniff(bytes), expected, "{bytes:?}");
        check(b"", Sniffed::Text);
        check(b"plain words", Sniffed::Text);
        check(b"<!DOCTYPE html><p>x", Sniffed::Html);
        check(b"\xef\xbb\xbf \n<HTML>", Sniffed::Html);
        check(b"<!-- a --><?xml version='1.0'?><!-- b --><html>", Sniffed::Html);
        check(b"<p>one</p>", Sniffed::Html);
        check(b"<br>", Sniffed::Html);
        check(b"<b>bold</b> words", Sniffed::Html);
        check(b"words <b>bold</b> <i>words</i>", Sniffed::Html);
        check(b"<name> is a placeholder", Sniffed::Text);
        check(b"a < b", Sniffed::Text);
        check(b"The <p> tag opens a paragraph.", Sniffed::Text);
        check(b"<?xml version='1.0'?><feed/>", Sniffed::Other(SkipKind::Xml));
        check(
            b"<?xml version='1.0'?>\n<!-- x --><rss><channel><title>a</title><link>b</link></channel></rss>",
            Sniffed::Other(SkipKind::Xml),
        );
        check(b"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html>", Sniffed::Html);
        check(b"\xff\xd8\xff\xe0", Sniffed::Other(SkipKind::Image));
        check(b"RIFF\x00\x00\x00\x00WEBP", Sniffed::Other(SkipKind::Image));
        check(b"\x00\x00\x00\x20ftypavif", Sniffed::Other(SkipKind::Image));
        check(b"\x00\x00\x00\x20ftypisom", Sniffed::Other(SkipKind::Media));
        check(&[7, 0, 1, 200, 3], Sniffed::Binary);
        check(b"<html><body>a stray \x00 byte</body></html>", Sniffed::Html);
        check(b"\xcf\xf0\xe8\xe2\xe5\xf2 in windows-1251", Sniffed::Text);
        check(b"BM is also how words begin", Sniffed::Text);
        check(b"ORCs are words too", Sniffed::Text);
    }

    #[test]
    fn escapes_are_undone_once() {
        let check = |text: &str, expected: &str| assert_eq!(unescape_once(text), expected);
        check("&lt;p&gt;a &amp;amp; b&lt;/p&gt;", "<p>a &amp; b</p>");
        check("&quot;&apos;&#39;&#x27;&#8217;", "\"'''\u{2019}");
        check("AT&T & co; &nbsp; &; &#0; &#xd800; &", "AT&T & co; &nbsp; &; &#0; &#xd800; &");
        check("é&é;&lt;é", "é&é;<é");
    }

    #[test]
    fn json_is_recognised_by_its_beginning() {
        for json in ["{\"a\":1}", " \n{ }", "[{\"a\":1}]", "[\n  {\n \"a\"", "{"] {
            assert!(looks_like_json(json.as_bytes()), "{json}");
        }
        for text in ["", "{a}", "[1] note", "[[link]] text", "[\"quoted\"] text", "words"] {
            assert!(!looks_like_json(text.as_bytes()), "{text}");
        }
    }
}
