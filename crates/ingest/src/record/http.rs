//! HTTP responses as archives store them: parses the header and undoes the codings of the body.

use std::borrow::Cow;
use std::io::Read;

use ::zstd::stream::raw::{InBuffer, Operation, OutBuffer};
use flate2::{Decompress, FlushDecompress, Status};
use memchr::memchr;

use crate::record::headers::{Headers, header_end};
use crate::sniff::{self, Sniffed};
use crate::stream::concatenated::Codec;
use crate::stream::gzip::{self, Gzip};
use crate::stream::zstd::{self as zstd_stream, Zstd};

/// More codings on top of each other are a trap.
const MAX_CODINGS: usize = 5;
const BROTLI_BUFFER_BYTES: usize = 4 << 10;
/// How much is decoded at once, and so how far a decoder may exceed the limit.
const DECODE_BUFFER_BYTES: usize = 16 << 10;

/// The status line and headers of a response.
pub(crate) struct ResponseHead<'a> {
    /// Zero if it is not a number.
    pub(crate) status: u16,
    pub(crate) headers: Headers<'a>,
    /// Where the body begins in the block.
    pub(crate) body: usize,
}

/// Parses the head of a block. `None` if the block does not begin as a response.
pub(crate) fn parse_head(block: &[u8]) -> Option<ResponseHead<'_>> {
    if !block.get(..5)?.eq_ignore_ascii_case(b"HTTP/") && !block.starts_with(b"ICY ") {
        return None;
    }
    let (end, body) = header_end(block, 0).unwrap_or((block.len(), block.len()));
    let header = &block[..end];
    let line_end = memchr(b'\n', header).map_or(header.len(), |at| at + 1);
    let (line, rest) = header.split_at(line_end);
    let code = line.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty()).nth(1);
    let status = code.and_then(|code| std::str::from_utf8(code).ok()?.parse().ok()).unwrap_or(0);
    Some(ResponseHead { status, headers: Headers::parse(rest), body })
}

/// A body whose codings are undone.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Body<'a> {
    pub(crate) bytes: Cow<'a, [u8]>,
    /// A coding was cut or damaged, and `bytes` is what came before.
    pub(crate) broken: bool,
    /// There were more bytes than the limit.
    pub(crate) over_limit: bool,
    /// How many bytes there are without the limit, or a lower bound.
    pub(crate) full_bytes: u64,
    /// A coding that is not supported, and may still be applied.
    pub(crate) unknown_coding: Option<String>,
}

impl<'a> Body<'a> {
    /// A body that has no codings.
    pub(crate) fn plain(body: &'a [u8]) -> Self {
        Body {
            bytes: Cow::Borrowed(body),
            broken: false,
            over_limit: false,
            full_bytes: body.len() as u64,
            unknown_coding: None,
        }
    }

    fn set_decoded(&mut self, decoded: Decoded) {
        self.bytes = Cow::Owned(decoded.bytes);
        // If an outer coding was cut at the limit, this one ends early for that reason alone.
        self.broken |= decoded.broken && !decoded.over_limit && !self.over_limit;
        self.over_limit |= decoded.over_limit;
    }

    /// Removes the extra empty line that some crawls have between header and body. Neither markup nor codings
    /// begin with one.
    fn strip_empty_line(&mut self) {
        match &mut self.bytes {
            Cow::Borrowed(bytes) => *bytes = bytes.strip_prefix(b"\r\n").unwrap_or(bytes),
            Cow::Owned(bytes) if bytes.starts_with(b"\r\n") => {
                bytes.drain(..2);
            }
            Cow::Owned(_) => {}
        }
    }
}

/// Undoes the codings that the header names, the last one first, each only if the bytes confirm it. Archives
/// often store decoded bodies with the original header, and headers that name codings nobody applied. A coding
/// that was not applied leaves the body unchanged. Each coding gives at most `limit` bytes.
pub(crate) fn decode_body<'a>(body: &'a [u8], headers: &Headers<'_>, limit: usize) -> Body<'a> {
    let mut out = Body::plain(body);
    // Content codings are applied first, and transfer codings around them.
    let named = format!("{},{}", headers.list("content-encoding"), headers.list("transfer-encoding"));
    let named = named.to_ascii_lowercase();
    let codings = named.split(',').map(|coding| coding.split(';').next().unwrap_or("").trim());
    let codings = codings.filter(|coding| !matches!(*coding, "" | "identity" | "none" | "utf-8" | "binary"));
    let codings: Vec<&str> = codings.collect();
    let mut undone = false;
    for coding in codings.into_iter().rev().take(MAX_CODINGS) {
        if coding == "chunked" {
            if let Some(dechunked) = dechunk(&out.bytes) {
                out.broken |= !dechunked.whole && !out.over_limit;
                out.bytes = Cow::Owned(dechunked.bytes);
            }
            continue;
        }
        out.strip_empty_line();
        let decoded = match undo_coding(coding, &out.bytes, limit) {
            Ok(decoded) => decoded,
            Err(UnknownCoding) => {
                out.unknown_coding = Some(coding.to_owned());
                break;
            }
        };
        if let Some(decoded) = decoded {
            out.set_decoded(decoded);
            undone = true;
        }
    }
    out.strip_empty_line();
    // No page begins with these bytes, whatever the header names.
    if !undone && out.unknown_coding.is_none() {
        if out.bytes.starts_with(Gzip::START) {
            let decoded = gunzip(&out.bytes, limit);
            out.set_decoded(decoded);
        } else if out.bytes.starts_with(Zstd::START) {
            let decoded = unzstd(&out.bytes, limit);
            out.set_decoded(decoded);
        }
    }
    out.full_bytes = out.bytes.len() as u64;
    if out.bytes.len() > limit {
        out.over_limit = true;
        match &mut out.bytes {
            Cow::Borrowed(bytes) => *bytes = &bytes[..limit],
            Cow::Owned(bytes) => bytes.truncate(limit),
        }
    }
    out
}

/// A coding that is not supported.
struct UnknownCoding;

/// Undoes one content coding; `None` if the bytes show that it was not applied.
fn undo_coding(coding: &str, bytes: &[u8], limit: usize) -> Result<Option<Decoded>, UnknownCoding> {
    Ok(match coding {
        "gzip" | "x-gzip" if bytes.starts_with(gzip::MAGIC) => Some(gunzip(bytes, limit)),
        "deflate" | "x-deflate" => undeflate(bytes, limit),
        "br" => unbrotli(bytes, limit),
        "zstd" if zstd_stream::is_frame(bytes) => Some(unzstd(bytes, limit)),
        "gzip" | "x-gzip" | "zstd" => None,
        _ => return Err(UnknownCoding),
    })
}

struct Dechunked {
    bytes: Vec<u8>,
    whole: bool,
}

/// Joins the chunks of a chunked body. `None` if the body does not begin with a chunk, because somebody joined
/// them already.
fn dechunk(body: &[u8]) -> Option<Dechunked> {
    let mut bytes = Vec::with_capacity(body.len());
    let mut rest = body;
    let mut first = true;
    loop {
        let Some((size, data)) = chunk_size(rest) else {
            return if first { None } else { Some(Dechunked { bytes, whole: false }) };
        };
        if size == 0 {
            return Some(Dechunked { bytes, whole: true });
        }
        if data.len() < size {
            // A first size that reaches beyond the body belongs to a cut chunk, or is a word: `added` is also a
            // hexadecimal number.
            if first && !rest[..rest.len() - data.len()].ends_with(b"\r\n") {
                return None;
            }
            bytes.extend_from_slice(data);
            return Some(Dechunked { bytes, whole: false });
        }
        let (chunk, tail) = data.split_at(size);
        let tail = tail.strip_prefix(b"\r\n").or_else(|| tail.strip_prefix(b"\n"));
        match tail {
            Some(tail) => {
                bytes.extend_from_slice(chunk);
                rest = tail;
            }
            // The first size is wrong: this is text that happens to begin with digits.
            None if first && data.len() > size => return None,
            None => {
                bytes.extend_from_slice(chunk);
                return Some(Dechunked { bytes, whole: false });
            }
        }
        first = false;
    }
}

/// The size of the first chunk, and what follows its line.
fn chunk_size(rest: &[u8]) -> Option<(usize, &[u8])> {
    // Extensions after the size are rare and short.
    let line_end = memchr(b'\n', &rest[..rest.len().min(1024)])?;
    let line = rest[..line_end].split(|&byte| byte == b';').next()?.trim_ascii();
    if line.is_empty() || line.len() > 16 || !line.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let size = usize::from_str_radix(std::str::from_utf8(line).ok()?, 16).ok()?;
    Some((size, &rest[line_end + 1..]))
}

struct Decoded {
    bytes: Vec<u8>,
    broken: bool,
    over_limit: bool,
}

/// A body may consist of several members, like any gzip file.
fn gunzip(body: &[u8], limit: usize) -> Decoded {
    let mut out = Decoded { bytes: Vec::new(), broken: false, over_limit: false };
    let mut rest = body;
    loop {
        let mut inflate = gzip::member_decoder();
        let whole = inflate_into(&mut inflate, rest, limit, &mut out);
        rest = &rest[(inflate.total_in() as usize).min(rest.len())..];
        if !whole || out.over_limit || !rest.starts_with(gzip::MAGIC) {
            return out;
        }
    }
}

/// Inflates with the zlib header that the standard requires, or without it. `None` if the body is neither.
fn undeflate(body: &[u8], limit: usize) -> Option<Decoded> {
    [true, false].into_iter().find_map(|zlib_header| {
        let mut out = Decoded { bytes: Vec::new(), broken: false, over_limit: false };
        let whole = inflate_into(&mut Decompress::new(zlib_header), body, limit, &mut out);
        (whole || out.looks_right(body)).then_some(out)
    })
}

/// Brotli has no magic. If the body does not decode to its end, it was brotli only if the output is text and
/// the input is not.
fn unbrotli(body: &[u8], limit: usize) -> Option<Decoded> {
    if body.starts_with(gzip::MAGIC) || zstd_stream::is_frame(body) {
        return None;
    }
    let mut out = Decoded { bytes: Vec::new(), broken: false, over_limit: false };
    let mut decoder = brotli_decompressor::Decompressor::new(body, BROTLI_BUFFER_BYTES);
    let mut buffer = [0; DECODE_BUFFER_BYTES];
    loop {
        match decoder.read(&mut buffer) {
            Ok(0) if out.bytes.is_empty() => return body.is_empty().then_some(out),
            Ok(0) => return Some(out),
            Ok(new) => out.bytes.extend_from_slice(&buffer[..new]),
            Err(_) => {
                out.broken = true;
                return out.looks_right(body).then_some(out);
            }
        }
        if out.bytes.len() > limit {
            out.over_limit = true;
            return out.looks_right(body).then_some(out);
        }
    }
}

impl Decoded {
    /// Whether a decoding that did not reach its end looks right. Plain text decodes to a few bytes or to noise
    /// before it fails.
    fn looks_right(&self, body: &[u8]) -> bool {
        let readable = |bytes: &[u8]| matches!(sniff::sniff(bytes), Sniffed::Html | Sniffed::Text);
        !self.bytes.is_empty() && readable(&self.bytes) && !readable(body)
    }
}

/// Inflates until the limit is exceeded. Returns whether the end was reached.
fn inflate_into(inflate: &mut Decompress, body: &[u8], limit: usize, out: &mut Decoded) -> bool {
    let mut buffer = [0; DECODE_BUFFER_BYTES];
    loop {
        let (taken, given) = (inflate.total_in(), inflate.total_out());
        let input = &body[(taken as usize).min(body.len())..];
        let result = inflate.decompress(input, &mut buffer, FlushDecompress::None);
        let new = (inflate.total_out() - given) as usize;
        out.bytes.extend_from_slice(&buffer[..new]);
        if out.bytes.len() > limit {
            out.over_limit = true;
            return false;
        }
        match result {
            Ok(Status::StreamEnd) => return true,
            Ok(_) if new > 0 || inflate.total_in() > taken => {}
            _ => {
                out.broken = true;
                return false;
            }
        }
    }
}

fn unzstd(body: &[u8], limit: usize) -> Decoded {
    let mut out = Decoded { bytes: Vec::new(), broken: false, over_limit: false };
    let Ok(mut decoder) = zstd_stream::frame_decoder(&[]) else {
        out.broken = true;
        return out;
    };
    let mut buffer = [0; DECODE_BUFFER_BYTES];
    let mut source = InBuffer::around(body);
    loop {
        let before = source.pos();
        let mut target = OutBuffer::around(&mut buffer[..]);
        let result = decoder.run(&mut source, &mut target);
        let new = target.pos();
        out.bytes.extend_from_slice(&buffer[..new]);
        out.over_limit = out.bytes.len() > limit;
        match result {
            _ if out.over_limit => return out,
            Ok(0) if !zstd_stream::is_frame(&body[source.pos()..]) => return out,
            Ok(_) if new > 0 || source.pos() > before => {}
            _ => {
                out.broken = true;
                return out;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn check(header: &str, body: &[u8], expected: &[u8], broken: bool) {
        let headers = Headers::parse(header.as_bytes());
        let decoded = decode_body(body, &headers, 1 << 20);
        assert_eq!(&*decoded.bytes, expected, "{header}");
        assert_eq!(decoded.broken, broken, "{header}");
        assert!(!decoded.over_limit);
    }

    #[test]
    fn response_heads_are_parsed() {
        let head = parse_head(b"HTTP/1.1 404 Not Found\r\nA: b\r\n\r\nbody").unwrap();
        assert_eq!((head.status, head.body), (404, 32));
        assert_eq!(parse_head(b"HTTP/2 200\n\nx").unwrap().status, 200);
        assert_eq!(parse_head(b"http/1.0  200 OK").unwrap().body, 16);
        assert_eq!(parse_head(b"HTTP/1.1 abc\r\n\r\n").unwrap().status, 0);
        assert!(parse_head(b"<html>").is_none());
        assert!(parse_head(b"").is_none());
    }

    #[test]
    fn chunks_are_joined() {
        let chunked = "Transfer-Encoding: chunked";
        check(chunked, b"5\r\nhello\r\n6; x=y\r\n world\r\n0\r\n\r\n", b"hello world", false);
        check(chunked, b"<p>not chunked", b"<p>not chunked", false);
        check(chunked, b"5\r\nhello\r\n6\r\n wo", b"hello wo", true);
        check(chunked, b"5\r\nhello\r\nzz\r\n", b"hello", true);
        check(chunked, b"abc\r\nbut it is text", b"but it is text", true);
        check(chunked, b"abc\nbut it is text", b"abc\nbut it is text", false);
        check(chunked, b"3\nbut it is text", b"3\nbut it is text", false);
        check(chunked, b"ffffffffffffffff\r\nabc", b"abc", true);
        check(chunked, b"", b"", false);
        check("", b"5\r\nhello\r\n0\r\n\r\n", b"5\r\nhello\r\n0\r\n\r\n", false);
    }

    #[test]
    fn codings_are_undone_if_they_were_applied() {
        let text = b"<p>some words, and some words again</p>".repeat(9);
        let gzipped = gz(&text);
        check("Content-Encoding: gzip", &gzipped, &text, false);
        check("Content-Encoding: GZIP", &text, &text, false);
        check("", &gzipped, &text, false);
        check("Content-Encoding: gzip, gzip", &gz(&gzipped), &text, false);
        check("Content-Encoding: gzip\r\nContent-Encoding: gzip", &gz(&gzipped), &text, false);
        check("Content-Encoding: gzip", &[gzipped.clone(), gzipped.clone()].concat(), &text.repeat(2), false);
        let cut = &gzipped[..gzipped.len() - 4];
        check("Content-Encoding: gzip", cut, &text, true);
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        zlib.write_all(&text).unwrap();
        check("Content-Encoding: deflate", &zlib.finish().unwrap(), &text, false);
        let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        raw.write_all(&text).unwrap();
        check("Content-Encoding: deflate", &raw.finish().unwrap(), &text, false);
        check("Content-Encoding: deflate", &text, &text, false);
        check("Content-Encoding: zstd", &zstd::bulk::compress(&text, 3).unwrap(), &text, false);
        let mut chunked = format!("{:x}\r\n", gzipped.len()).into_bytes();
        chunked.extend_from_slice(&gzipped);
        chunked.extend_from_slice(b"\r\n0\r\n\r\n");
        check("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", &chunked, &text, false);
        check("", b"\r\n<p>", b"<p>", false);
    }

    /// The 183 bytes of three times `BROTLI_TEXT`, encoded with brotli.
    const BROTLI: &str =
        "1bb60070c46d6c5dd710d7176c5641b00107ec6986834eb0900e1b701051fea2239e3cfd76bd21c61320ea42cc3c0d00";
    const BROTLI_TEXT: &[u8] = b"<p>some words, and some words again, and some words again</p>";

    fn brotli() -> Vec<u8> {
        let digits = BROTLI.as_bytes().chunks(2);
        digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn brotli_is_undone() {
        let text = BROTLI_TEXT.repeat(3);
        check("Content-Encoding: br", &brotli(), &text, false);
        check("Content-Encoding: gzip, br", &brotli(), &text, false);
        check("Content-Encoding: br, gzip", &gz(&brotli()), &text, false);
    }

    #[test]
    fn a_coding_that_nobody_applied_leaves_every_byte() {
        let bodies: [&[u8]; 5] =
            [b"<!doctype html><p>words</p>", b"plain words", "Слова".as_bytes(), b"0123456789", b"{}"];
        for body in bodies {
            for coding in ["gzip", "x-gzip", "deflate", "br", "zstd", "gzip, br", "deflate, gzip", "br, br"] {
                check(&format!("Content-Encoding: {coding}"), body, body, false);
                check(
                    &format!("Transfer-Encoding: chunked\r\nContent-Encoding: {coding}"),
                    body,
                    body,
                    false,
                );
            }
        }
    }

    #[test]
    fn codings_are_undone_in_reverse_order() {
        let text = b"<p>some words, and some words again</p>".repeat(9);
        let chunked = |bytes: &[u8]| {
            let mut out = Vec::new();
            for chunk in bytes.chunks(50) {
                out.extend(format!("{:x}\r\n", chunk.len()).bytes());
                out.extend_from_slice(chunk);
                out.extend_from_slice(b"\r\n");
            }
            out.extend_from_slice(b"0\r\n\r\n");
            out
        };
        let zstd = |bytes: &[u8]| zstd::bulk::compress(bytes, 3).unwrap();
        check("Content-Encoding: deflate, gzip", &gz(&zlib(&text)), &text, false);
        check("Content-Encoding: gzip, deflate", &zlib(&gz(&text)), &text, false);
        check("Content-Encoding: gzip\r\nContent-Encoding: zstd", &zstd(&gz(&text)), &text, false);
        check("Content-Encoding: gzip, gzip", &gz(&gz(&text)), &text, false);
        // One of the two was undone, and the header kept.
        check("Content-Encoding: gzip, gzip", &gz(&text), &text, false);
        check("Content-Encoding: deflate, gzip", &zlib(&text), &text, false);
        // Content codings are inside transfer codings, wherever the header names them.
        check(
            "Transfer-Encoding: gzip, chunked\r\nContent-Encoding: zstd",
            &chunked(&gz(&zstd(&text))),
            &text,
            false,
        );
        check("Content-Encoding: gzip\r\nTransfer-Encoding: Chunked", &chunked(&gz(&text)), &text, false);
        check("Content-Encoding: zstd;q=1", &zstd(&text), &text, false);
    }

    #[test]
    fn codings_without_a_header_are_known_by_their_magic() {
        let text = b"<p>some words, and some words again</p>".repeat(9);
        check("", &gz(&text), &text, false);
        check("Content-Encoding: identity", &zstd::bulk::compress(&text, 3).unwrap(), &text, false);
        check("Content-Encoding: br", &gz(&text), &text, false);
    }

    #[test]
    fn cut_codings_keep_what_came_before() {
        let text: Vec<u8> = (0..2000).flat_map(|n| format!("<p>Paragraph {n}.</p>").into_bytes()).collect();
        let zstd = zstd::bulk::compress(&text, 3).unwrap();
        for (coding, body) in [("gzip", gz(&text)), ("deflate", zlib(&text)), ("zstd", zstd)] {
            let headers = format!("Content-Encoding: {coding}");
            let headers = Headers::parse(headers.as_bytes());
            let decoded = decode_body(&body[..body.len() * 2 / 3], &headers, 1 << 20);
            assert!(decoded.broken, "{coding}");
            assert!(text.starts_with(&decoded.bytes), "{coding}");
            // Zstd gives whole blocks, and all of this is one block.
            assert!(decoded.bytes.len() > 5000 || coding == "zstd", "{coding}");
        }
    }

    #[test]
    fn nested_bombs_are_capped() {
        let inner = gz(&vec![b'a'; 4 << 20]);
        let bomb = gz(&gz(&inner.repeat(20)));
        let headers = Headers::parse(b"Content-Encoding: gzip, gzip, gzip");
        let decoded = decode_body(&bomb, &headers, 100_000);
        assert!(decoded.over_limit && decoded.bytes.len() <= 100_000);
    }

    #[test]
    fn bombs_are_capped() {
        let bomb = gz(&vec![b'a'; 1 << 20]);
        let headers = Headers::parse(b"Content-Encoding: gzip");
        let decoded = decode_body(&bomb, &headers, 1000);
        assert!(decoded.over_limit && !decoded.broken);
        assert_eq!(decoded.bytes.len(), 1000);
    }

    #[test]
    fn unknown_codings_are_named() {
        let headers = Headers::parse(b"Content-Encoding: compress");
        assert_eq!(decode_body(b"x", &headers, 10).unknown_coding.as_deref(), Some("compress"));
    }
}
