//! MHTML: pages as browsers save them, a mail-like message of parts.
//!
//! The page is the part that the message calls its root, else the first one that is HTML. All other parts are
//! skipped by kind: images, styles, and documents in frames. Each part is a record.
//!
//! Parts are read as they come, so a file of any size takes the memory of one page. Headers that damage made
//! unreadable are made up for by the bytes: a part's kind is told by its body, its coding by the look of it,
//! and the line that parts them, if the one named in the header never comes, by being the first of its form.

use std::collections::VecDeque;

use memchr::{memchr, memchr_iter, memmem};
use serde_json::Value;

use crate::formats::{FileFacts, Format, ReadState};
use crate::item::{ErrorKind, Item, SkipKind, Skipped};
use crate::page::{Page, PageKind};
use crate::record::dates::{DateStyle, iso_date};
use crate::record::headers::{Headers, content_type, parameter};
use crate::sniff::{self, Sniffed};
use crate::stream::{Damage, Stop, Stream};

/// The header of a message or a part is no longer.
const MAX_HEADER_BYTES: usize = 64 << 10;
/// Boundaries have at most 70 characters.
const MAX_BOUNDARY_BYTES: usize = 200;
/// Multiparts within multiparts beyond this are a trap.
const MAX_BOUNDARIES: usize = 8;
/// So much of a part tells what it is.
const JUDGED_BYTES: usize = sniff::SNIFF_BYTES;

/// Whether bytes begin a saved page: with a header line, and with most of what such files have in their
/// first headers. Other mail has no `Content-Location`, and texts about mail do not begin with a header.
pub(crate) fn is_mhtml(data: &[u8]) -> bool {
    if !is_damaged_header(data) {
        return false;
    }
    let head = data[..data.len().min(2048)].to_ascii_lowercase();
    let has = |sign: &&[u8]| memmem::find(&head, sign).is_some();
    let related = has(&&b"multipart/related"[..]);
    if related && (head.starts_with(b"from: <saved by ") || head.starts_with(b"mime-version:")) {
        return true;
    }
    const SIGNS: [&[u8]; 5] =
        [b"<saved by ", b"mime-version:", b"boundary=", b"content-transfer-encoding:", b"\r\n--"];
    let located = has(&&b"content-location:"[..]);
    let signs = SIGNS.iter().filter(|sign| has(sign)).count();
    (related || located) && signs + usize::from(related) + usize::from(located) >= 4
}

pub(crate) struct Mhtml {
    facts: FileFacts,
    /// Parts begun so far.
    part: u64,
    stage: Stage,
    boundaries: Vec<Vec<u8>>,
    /// The root's `Content-ID`, if the message names it.
    start: Option<String>,
    /// The address in the message's own header.
    saved_url: Option<String>,
    saved_date: Option<String>,
    found_root: bool,
    /// An error was given, so that it is known why a page may be missing.
    erred: bool,
}

enum Stage {
    Message,
    Parts,
    Done,
}

impl Mhtml {
    pub(crate) fn new(facts: FileFacts) -> Self {
        Mhtml {
            facts,
            part: 0,
            stage: Stage::Message,
            boundaries: Vec::new(),
            start: None,
            saved_url: None,
            saved_date: None,
            found_root: false,
            erred: false,
        }
    }

    /// Reads the header of the message and goes to its first part.
    fn open(&mut self, stream: &mut Stream, items: &mut VecDeque<Item>) {
        self.stage = Stage::Parts;
        stream.fill_to(MAX_HEADER_BYTES);
        if stream.data().starts_with(b"\xef\xbb\xbf") {
            stream.consume(3);
        }
        let blank = stream.data().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        stream.consume(blank);
        let (header_end, body) = header_lines(stream.data());
        let header = stream.data()[..header_end].to_vec();
        let headers = Headers::parse(&header);
        let content_type = headers.text("Content-Type").unwrap_or_default();
        self.start = parameter(&content_type, "start").map(|id| bare_id(&id).to_owned());
        self.saved_url = headers.text("Snapshot-Content-Location").filter(|url| is_address(url));
        self.saved_date = headers.text("Date").map(|date| iso_date(date, DateStyle::default()));
        let named = parameter(&content_type, "boundary").map(String::into_bytes);
        let rest = &stream.data()[body..];
        let boundary = named
            .filter(|name| !name.is_empty() && name.len() <= MAX_BOUNDARY_BYTES)
            .filter(|name| find_boundary(rest, true, std::slice::from_ref(name)).is_some())
            .or_else(|| first_boundary(rest));
        let Some(boundary) = boundary else {
            let detail = "no line parts the message".to_owned();
            items.push_back(self.facts.error(0, 0, Damage { kind: ErrorKind::DamagedMhtml, detail }));
            self.stage = Stage::Done;
            self.erred = true;
            return;
        };
        stream.consume(body);
        self.boundaries.push(boundary);
        // What stands in front of the first part is a word to old mail readers; a part's header there means
        // that the line in front of it is broken.
        let found = find_boundary(stream.data(), true, &self.boundaries);
        let passed = found.as_ref().map_or(stream.data().len(), |found| found.body_end);
        let preamble = stream.data()[..passed].to_ascii_lowercase();
        if memmem::find(&preamble, b"content-").is_some() {
            let detail =
                format!("the line in front of the first part is broken; {passed} bytes were passed over");
            let offset = stream.offset();
            items.push_back(self.facts.error(1, offset, Damage { kind: ErrorKind::DamagedMhtml, detail }));
            self.part += 1;
            self.erred = true;
            // The part that is lost was the page. What follows is no page of this address.
            self.found_root = true;
        }
        stream.consume(found.map_or(passed, |found| found.next));
    }

    /// Reads a part; `false` when the message is over.
    fn part(&mut self, stream: &mut Stream, state: &ReadState, items: &mut VecDeque<Item>) -> bool {
        let offset = stream.offset();
        if stream.data().is_empty() && !stream.more() {
            let damage = stopped(stream, "the line that closes the message is missing");
            items.push_back(self.facts.error(self.part, offset, damage));
            self.erred = true;
            return stream.pass_gap().is_some() && self.pass_to_boundary(stream);
        }
        self.part += 1;
        stream.fill_to(MAX_HEADER_BYTES);
        let (header_end, body) = header_lines(&stream.data()[..stream.data().len().min(MAX_HEADER_BYTES)]);
        let header = stream.data()[..header_end].to_vec();
        let headers = Headers::parse(&header);
        let type_header = headers.text("Content-Type").unwrap_or_default();
        let (media_type, charset) = content_type(&type_header);
        stream.consume(body);
        if media_type.starts_with("multipart/")
            && let Some(inner) = parameter(&type_header, "boundary")
            && !inner.is_empty()
            && inner.len() <= MAX_BOUNDARY_BYTES
            && self.boundaries.len() < MAX_BOUNDARIES
        {
            self.boundaries.push(inner.into_bytes());
            self.part -= 1;
            return self.pass_to_boundary(stream);
        }

        let is_start = self.start.is_some()
            && headers.text("Content-ID").is_some_and(|id| Some(bare_id(&id)) == self.start.as_deref());
        let limit = state.options.max_page_bytes;
        let keep = if self.found_root { JUDGED_BYTES.min(limit) } else { limit };
        let beginning = &stream.data()[..stream.data().len().min(1024)];
        let reach =
            find_boundary(beginning, true, &self.boundaries).map_or(beginning.len(), |found| found.body_end);
        let coding = Coding::of(&headers, &beginning[..reach]);
        let mut decoder = Decoder::new(coding, keep);
        let end = self.read_body(stream, &mut decoder);
        let decoded = decoder.finish();

        let is_text = media_type.is_empty() || media_type.starts_with("text/html");
        let named = Some(media_type.as_str()).filter(|name| !name.is_empty());
        let sniffed = sniff::sniff_body(&decoded.bytes, named);
        let root_kind = match sniffed {
            Sniffed::Html => Some(PageKind::Html),
            Sniffed::Text if is_start || is_text => Some(PageKind::Text),
            _ => None,
        };
        // Without a name for the root it is the first page; with one, whatever has the name.
        let is_root = !self.found_root && (is_start || self.start.is_none() || self.start_is_lost());
        let origin = self.facts.origin(self.part, offset);
        match root_kind.filter(|_| is_root) {
            Some(kind) => {
                self.found_root = true;
                let mut page = Page::new(decoded.bytes, kind, origin);
                page.too_large = (decoded.full_bytes > limit as u64).then_some(decoded.full_bytes);
                page.truncated = matches!(end, PartEnd::Stopped);
                page.declared.charset = charset;
                page.declared.url = headers
                    .text("Content-Location")
                    .filter(|url| is_address(url))
                    .or_else(|| self.saved_url.clone());
                page.declared.fetched = self.saved_date.clone();
                for name in &state.options.keep_fields {
                    if let Some(value) = headers.text(name) {
                        page.metadata.insert(name.clone(), Value::String(value));
                    }
                }
                items.push_back(Item::Page(Box::new(page)));
            }
            None => {
                let kind = match sniffed {
                    Sniffed::Other(kind) => kind,
                    Sniffed::Binary => SkipKind::Binary,
                    Sniffed::Html | Sniffed::Text => SkipKind::MhtmlPart,
                };
                // What there is of a cut part does not tell that it is not the page.
                if self.found_root || !matches!(end, PartEnd::Stopped) || kind != SkipKind::MhtmlPart {
                    items.push_back(Item::Skipped(Skipped { origin, kind }));
                }
            }
        }
        match end {
            PartEnd::Next => true,
            PartEnd::Last => false,
            PartEnd::Stopped => {
                let damage = stopped(stream, "the file ends within a part");
                items.push_back(self.facts.error(self.part, offset, damage));
                self.erred = true;
                if stream.pass_gap().is_some() {
                    return self.pass_to_boundary(stream);
                }
                false
            }
        }
    }

    /// Whether the root that the header names is taken for damaged: root parts stand first.
    fn start_is_lost(&self) -> bool {
        self.part > 1
    }

    /// Passes everything up to the next part.
    fn pass_to_boundary(&mut self, stream: &mut Stream) -> bool {
        let mut nothing = Decoder::new(Coding::Plain, 0);
        matches!(self.read_body(stream, &mut nothing), PartEnd::Next)
    }

    /// Gives a part's body to the decoder, and passes the line behind it.
    fn read_body(&self, stream: &mut Stream, decoder: &mut Decoder) -> PartEnd {
        let keep = self.boundaries.iter().map(Vec::len).max().unwrap_or(0) + 8;
        let mut line_start = true;
        loop {
            if let Some(found) = find_boundary(stream.data(), line_start, &self.boundaries)
                // The line may not be all there yet.
                && (found.whole || !stream.fill_to(found.next + keep))
                && let Some(found) = find_boundary(stream.data(), line_start, &self.boundaries)
            {
                decoder.take(&stream.data()[..found.body_end]);
                stream.consume(found.next);
                // Inner multiparts end, and the outer one goes on.
                return if found.last && found.outermost { PartEnd::Last } else { PartEnd::Next };
            }
            let data = stream.data();
            let ready = data.len().saturating_sub(keep);
            // A boundary begins a line, and the line's end in front belongs to it.
            let ready = match memchr::memrchr(b'\n', &data[..ready]) {
                Some(at) if at > 0 && data[at - 1] == b'\r' => at - 1,
                Some(at) => at,
                None => ready.saturating_sub(2),
            };
            decoder.take(&data[..ready]);
            stream.consume(ready);
            line_start &= ready == 0;
            if !stream.more() {
                decoder.take(stream.data());
                stream.consume(usize::MAX);
                return PartEnd::Stopped;
            }
        }
    }
}

/// Why a stream stopped where it should not have.
fn stopped(stream: &Stream, at_end: &str) -> Damage {
    match stream.stop() {
        Some(Stop::Gap(damage) | Stop::Fatal(damage)) => damage.clone(),
        _ => Damage { kind: ErrorKind::Truncated, detail: at_end.to_owned() },
    }
}

enum PartEnd {
    /// Another part follows.
    Next,
    /// The message is over.
    Last,
    /// The stream stopped before the line that ends the part.
    Stopped,
}

/// A line that parts the message.
struct Boundary {
    /// Where the part in front of it ends.
    body_end: usize,
    /// Where what follows the line begins.
    next: usize,
    /// It closes its multipart.
    last: bool,
    outermost: bool,
    /// Its newline was seen.
    whole: bool,
}

/// The first line that is one of the boundaries. `line_start` says whether `data` begins with a line.
///
/// Long boundaries are made of random letters and occur by no chance: such a one is seen in the middle of a
/// line too, and with one byte of it damaged.
fn find_boundary(data: &[u8], line_start: bool, boundaries: &[Vec<u8>]) -> Option<Boundary> {
    // Step by step, for one of the boundaries may never come, and must not be looked for everywhere each time
    // that another one is found.
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
            .find_map(|at| Some((at, Boundary::behind(data, at, at + line.len(), number == 0)?)));
        if let Some((at, found)) = exact {
            note(at, found);
        }
        if long {
            let starts = memchr_iter(b'\n', data).map(|newline| newline + 1);
            let near = line_start.then_some(0).into_iter().chain(starts).find_map(|at| {
                let candidate = data.get(at..at + line.len())?;
                let different = candidate.iter().zip(&line).filter(|(a, b)| a != b).take(2).count();
                (different < 2)
                    .then(|| Boundary::behind(data, at, at + line.len(), number == 0))
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

/// As mailers and browsers make them.
const LONG_BOUNDARY_BYTES: usize = 16;

impl Boundary {
    /// Reads what follows a boundary's name in its line; `None` if it is a longer name.
    fn behind(data: &[u8], start: usize, end: usize, outermost: bool) -> Option<Boundary> {
        let rest = &data[end..];
        let (rest, last) = match rest.strip_prefix(b"--") {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        // Names are ASCII: other bytes are damage.
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

/// The first line that looks like a boundary: two dashes, and a header behind it.
fn first_boundary(data: &[u8]) -> Option<Vec<u8>> {
    let starts = [0].into_iter().chain(memchr_iter(b'\n', data).map(|newline| newline + 1));
    starts.filter(|&at| data[at..].starts_with(b"--")).find_map(|at| {
        let rest = &data[at + 2..];
        let end = memchr(b'\n', rest)?;
        let name = rest[..end].trim_ascii_end();
        let fits = !name.is_empty() && name.len() <= MAX_BOUNDARY_BYTES && is_header_line(&rest[end + 1..]);
        fits.then(|| name.to_vec())
    })
}

/// Whether bytes begin with `Name:`.
fn is_header_line(bytes: &[u8]) -> bool {
    let length = bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
    length > 0 && length < 60 && bytes[0] != b'-' && bytes.get(length) == Some(&b':')
}

/// Where the header lines at the beginning end, and where the body begins: behind an empty line, or at the
/// first line that is none of a header.
fn header_lines(data: &[u8]) -> (usize, usize) {
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

/// A header line, one byte of whose name may be damaged.
fn is_damaged_header(line: &[u8]) -> bool {
    if is_header_line(line) {
        return true;
    }
    let line = &line[..memchr(b'\n', line).unwrap_or(line.len())];
    let lower = line[..line.len().min(60)].to_ascii_lowercase();
    // All names of MIME are one of these.
    [&b"content-"[..], b"mime-version", b"snapshot-", b"subject:", b"date:", b"from:"].iter().any(|name| {
        let same = lower.iter().zip(*name).filter(|(a, b)| a == b).count();
        lower.len() >= name.len() && same + 1 >= name.len()
    })
}

fn bare_id(id: &str) -> &str {
    id.trim().trim_start_matches('<').trim_end_matches('>')
}

fn is_address(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    ["http://", "https://", "file://", "ftp://"].iter().any(|scheme| lower.starts_with(scheme))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Plain,
    QuotedPrintable,
    Base64,
}

impl Coding {
    /// What the header says, or if it says nothing that is known, what the body looks like.
    fn of(headers: &Headers<'_>, body: &[u8]) -> Coding {
        match headers.text("Content-Transfer-Encoding").unwrap_or_default().to_ascii_lowercase().trim() {
            "quoted-printable" => return Coding::QuotedPrintable,
            "base64" => return Coding::Base64,
            "7bit" | "8bit" | "binary" => return Coding::Plain,
            _ => {}
        }
        let soft_breaks = memmem::find(body, b"=\r\n").or_else(|| memmem::find(body, b"=\n")).is_some();
        let line = &body[..memchr(b'\n', body).unwrap_or(body.len())].trim_ascii_end();
        if soft_breaks || memmem::find(body, b"=3D").is_some() {
            Coding::QuotedPrintable
        } else if line.len() >= 40 && line.iter().all(|&byte| sextet(byte).is_some()) {
            Coding::Base64
        } else {
            Coding::Plain
        }
    }
}

/// Undoes a part's coding piece by piece.
struct Decoder {
    coding: Coding,
    keep: usize,
    out: Vec<u8>,
    /// How many bytes came out, kept or not.
    given: u64,
    /// Quoted-printable: the beginning of an escape that goes on in the next piece.
    held: Vec<u8>,
    /// Base64: bits that do not make a byte yet.
    bits: u32,
    bit_count: u32,
    /// Base64: the padding came, and with it the end.
    ended: bool,
}

struct DecodedPart {
    bytes: Vec<u8>,
    full_bytes: u64,
}

impl Decoder {
    fn new(coding: Coding, keep: usize) -> Self {
        Decoder {
            coding,
            keep,
            out: Vec::new(),
            given: 0,
            held: Vec::new(),
            bits: 0,
            bit_count: 0,
            ended: false,
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        self.given += bytes.len() as u64;
        let room = self.keep.saturating_sub(self.out.len());
        self.out.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    fn take(&mut self, piece: &[u8]) {
        match self.coding {
            Coding::Plain => self.push(piece),
            Coding::Base64 => {
                for &byte in piece {
                    self.ended |= byte == b'=';
                    let Some(value) = sextet(byte).filter(|_| !self.ended) else { continue };
                    self.bits = self.bits << 6 | u32::from(value);
                    self.bit_count += 6;
                    if self.bit_count >= 8 {
                        self.bit_count -= 8;
                        self.push(&[(self.bits >> self.bit_count) as u8]);
                    }
                }
            }
            Coding::QuotedPrintable => {
                let joined;
                let mut rest = if self.held.is_empty() {
                    piece
                } else {
                    joined = [&std::mem::take(&mut self.held), piece].concat();
                    &joined[..]
                };
                while let Some(at) = memchr(b'=', rest) {
                    self.push(&rest[..at]);
                    rest = &rest[at..];
                    rest = match rest {
                        [_, b'\n', rest @ ..] | [_, b'\r', b'\n', rest @ ..] => rest,
                        [_, high, low, after @ ..] => match (hex(*high), hex(*low)) {
                            (Some(high), Some(low)) => {
                                self.push(&[high << 4 | low]);
                                after
                            }
                            // No escape: it stays as it is.
                            _ => {
                                self.push(b"=");
                                &rest[1..]
                            }
                        },
                        _ => {
                            self.held = rest.to_vec();
                            return;
                        }
                    };
                }
                self.push(rest);
            }
        }
    }

    fn finish(mut self) -> DecodedPart {
        let held = std::mem::take(&mut self.held);
        // A soft line break in front of the boundary is the end of the body.
        if held.len() > 1 && held != b"=\r" {
            self.push(&held);
        }
        DecodedPart { bytes: self.out, full_bytes: self.given }
    }
}

fn hex(digit: u8) -> Option<u8> {
    (digit as char).to_digit(16).map(|value| value as u8)
}

fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

impl Format for Mhtml {
    fn advance(&mut self, stream: &mut Stream, state: &mut ReadState, items: &mut VecDeque<Item>) -> bool {
        match self.stage {
            Stage::Message => self.open(stream, items),
            Stage::Parts => {
                if !self.part(stream, state, items) {
                    self.stage = Stage::Done;
                    self.finish(stream, items);
                }
            }
            Stage::Done => return false,
        }
        true
    }
}

impl Mhtml {
    /// Behind the last part nothing is expected; that no page was found is worth a word.
    fn finish(&self, stream: &mut Stream, items: &mut VecDeque<Item>) {
        let stopped = loop {
            stream.consume(usize::MAX);
            if !stream.more() {
                break stream.stop().cloned();
            }
        };
        if let Some(Stop::Gap(damage) | Stop::Fatal(damage)) = stopped
            && !self.erred
        {
            items.push_back(self.facts.error(self.part, stream.offset(), damage));
        }
        if !self.found_root && !self.erred {
            let detail = "no part of the message is a page".to_owned();
            let damage = Damage { kind: ErrorKind::DamagedMhtml, detail };
            items.push_back(self.facts.error(self.part, stream.offset(), damage));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(coding: Coding, body: &[u8], piece: usize) -> Vec<u8> {
        let mut decoder = Decoder::new(coding, 1 << 20);
        for piece in body.chunks(piece) {
            decoder.take(piece);
        }
        decoder.finish().bytes
    }

    #[test]
    fn codings_are_undone_in_pieces_of_any_size() {
        let check = |coding: Coding, body: &[u8], expected: &[u8]| {
            for piece in 1..=body.len() {
                assert_eq!(decode(coding, body, piece), expected, "{piece}");
            }
        };
        check(Coding::QuotedPrintable, b"a=3Db =\r\nc=c3=A9 =\nd = e =zz", "a=b cé d = e =zz".as_bytes());
        check(Coding::Base64, b"VGhl\r\nIHJh aW4=\r\n", b"The rain");
        check(Coding::Base64, b"VGhlIHJ*hdw==ignored", b"The raw");
        check(Coding::Plain, b"a=3Db", b"a=3Db");
    }

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
