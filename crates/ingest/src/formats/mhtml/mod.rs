//! MHTML: pages as browsers save them, a mail-like message of parts.
//!
//! The page is the part that the message names as its root, or else the first one that is HTML. All other parts
//! are skipped by kind: images, styles, and documents in frames. Each part is a record.
//!
//! Parts are streamed, so a file of any size takes the memory of one page. The bytes make up for headers that
//! damage made unreadable: a part's kind is recognised by its body, and its coding by what that looks like. If
//! the boundary that the header names never occurs, the first line that has the form of one takes its place.

mod boundary;
mod header_lines;
mod transfer_coding;

use std::collections::VecDeque;

use memchr::memmem;
use serde_json::Value;

use crate::formats::mhtml::boundary::{MAX_BOUNDARY_BYTES, find_boundary, first_boundary};
use crate::formats::mhtml::header_lines::{header_lines, is_damaged_header};
use crate::formats::mhtml::transfer_coding::{DecodedPart, TransferCoding, TransferDecoder};
use crate::formats::{FileFacts, Format, ReadState};
use crate::item::{ErrorKind, Item, SkipKind};
use crate::options::Options;
use crate::page::{Page, PageKind};
use crate::record::dates::{DateStyle, iso_date};
use crate::record::headers::{Headers, content_type, parameter};
use crate::sniff::{self, Sniffed};
use crate::stream::{Damage, Stop, Stream};

/// No header of a message or a part is longer.
const MAX_HEADER_BYTES: usize = 64 << 10;
/// Deeper nesting of multiparts is a trap.
const MAX_BOUNDARIES: usize = 8;
/// How many bytes of a part show what it is.
const JUDGED_BYTES: usize = sniff::SNIFF_BYTES;
/// How many bytes of a body show its coding if the header does not.
const CODING_SAMPLE_BYTES: usize = 1024;

/// Whether bytes begin a saved page: with a header line, and with most of the fields that the first headers of
/// such files have. Other mail has no `Content-Location`, and texts about mail do not begin with a header.
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
    /// The URL in the message's own header.
    saved_url: Option<String>,
    saved_date: Option<String>,
    found_root: bool,
    /// An error was reported, which explains why a page may be missing.
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
    fn read_message_header(&mut self, stream: &mut Stream, items: &mut VecDeque<Item>) {
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
        self.saved_url = headers.text("Snapshot-Content-Location").filter(|url| is_url(url));
        self.saved_date = headers.text("Date").map(|date| iso_date(date, DateStyle::default()));
        let named = parameter(&content_type, "boundary").map(String::into_bytes);
        let rest = &stream.data()[body..];
        let boundary = named
            .filter(|name| !name.is_empty() && name.len() <= MAX_BOUNDARY_BYTES)
            .filter(|name| find_boundary(rest, true, std::slice::from_ref(name)).is_some())
            .or_else(|| first_boundary(rest));
        let Some(boundary) = boundary else {
            let detail = "no line separates the parts of the message".to_owned();
            items.push_back(self.facts.error(0, 0, Damage { kind: ErrorKind::DamagedMhtml, detail }));
            self.stage = Stage::Done;
            self.erred = true;
            return;
        };
        stream.consume(body);
        self.boundaries.push(boundary);
        self.skip_preamble(stream, items);
    }

    /// Skips the text before the first part.
    fn skip_preamble(&mut self, stream: &mut Stream, items: &mut VecDeque<Item>) {
        // The text before the first part is addressed to old mail readers. If it has a part's header, the line
        // before that part is damaged.
        let found = find_boundary(stream.data(), true, &self.boundaries);
        let passed = found.as_ref().map_or(stream.data().len(), |found| found.body_end);
        let preamble = stream.data()[..passed].to_ascii_lowercase();
        if memmem::find(&preamble, b"content-").is_some() {
            let detail = format!("the line before the first part is broken; {passed} bytes were skipped");
            let offset = stream.offset();
            items.push_back(self.facts.error(1, offset, Damage { kind: ErrorKind::DamagedMhtml, detail }));
            self.part += 1;
            self.erred = true;
            // The part that is lost was the page. The parts that follow are not the page of this URL.
            self.found_root = true;
        }
        stream.consume(found.map_or(passed, |found| found.next));
    }

    /// Reads a part; `false` at the end of the message.
    fn read_part(&mut self, stream: &mut Stream, options: &Options, items: &mut VecDeque<Item>) -> bool {
        let offset = stream.offset();
        if stream.data().is_empty() && !stream.more() {
            let damage = stopped(stream, "the line that closes the message is missing");
            return self.resume_after(damage, offset, stream, items);
        }
        self.part += 1;
        stream.fill_to(MAX_HEADER_BYTES);
        let (header_end, body) = header_lines(&stream.data()[..stream.data().len().min(MAX_HEADER_BYTES)]);
        let header = stream.data()[..header_end].to_vec();
        let headers = Headers::parse(&header);
        stream.consume(body);
        let type_header = headers.text("Content-Type").unwrap_or_default();
        let (media_type, charset) = content_type(&type_header);
        if media_type.starts_with("multipart/") && self.enter_multipart(&type_header) {
            self.part -= 1;
            return self.skip_to_boundary(stream);
        }

        let keep =
            if self.found_root { JUDGED_BYTES.min(options.max_page_bytes) } else { options.max_page_bytes };
        let mut decoder = TransferDecoder::new(self.detect_coding(&headers, stream), keep);
        let end = self.read_body(stream, &mut decoder);
        let part = Part { headers: &headers, media_type, charset, offset, decoded: decoder.finish(), end };
        items.extend(self.item_from_part(part, options));
        match end {
            PartEnd::Next => true,
            PartEnd::Last => false,
            PartEnd::Stopped => {
                let damage = stopped(stream, "the file ends within a part");
                self.resume_after(damage, offset, stream, items)
            }
        }
    }

    /// Reports that the stream stopped, and goes to the next part if there is one after the gap.
    fn resume_after(
        &mut self,
        damage: Damage,
        offset: u64,
        stream: &mut Stream,
        items: &mut VecDeque<Item>,
    ) -> bool {
        items.push_back(self.facts.error(self.part, offset, damage));
        self.erred = true;
        stream.pass_gap().is_some() && self.skip_to_boundary(stream)
    }

    /// Adds the boundary of a multipart within the message, unless it is unusable.
    fn enter_multipart(&mut self, type_header: &str) -> bool {
        let Some(inner) = parameter(type_header, "boundary") else { return false };
        let usable =
            !inner.is_empty() && inner.len() <= MAX_BOUNDARY_BYTES && self.boundaries.len() < MAX_BOUNDARIES;
        if usable {
            self.boundaries.push(inner.into_bytes());
        }
        usable
    }

    /// The coding of the part whose body begins at the stream's position.
    fn detect_coding(&self, headers: &Headers<'_>, stream: &Stream) -> TransferCoding {
        let sample = &stream.data()[..stream.data().len().min(CODING_SAMPLE_BYTES)];
        let end = find_boundary(sample, true, &self.boundaries).map_or(sample.len(), |found| found.body_end);
        TransferCoding::detect(headers, &sample[..end])
    }

    /// The page, if the part is one, or why it is skipped.
    fn item_from_part(&mut self, part: Part<'_>, options: &Options) -> Option<Item> {
        let is_start = self.start.is_some()
            && part.headers.text("Content-ID").is_some_and(|id| Some(bare_id(&id)) == self.start.as_deref());
        let is_text = part.media_type.is_empty() || part.media_type.starts_with("text/html");
        let stated_type = Some(part.media_type.as_str()).filter(|name| !name.is_empty());
        let sniffed = sniff::sniff_body(&part.decoded.bytes, stated_type);
        // If the message names no root, it is the first page. Otherwise it is the part that has the name.
        let is_root = !self.found_root && (is_start || self.start.is_none() || self.start_is_lost());
        let page_kind = match sniffed {
            Sniffed::Html if is_root => Some(PageKind::Html),
            Sniffed::Text if is_root && (is_start || is_text) => Some(PageKind::Text),
            _ => None,
        };
        if let Some(kind) = page_kind {
            self.found_root = true;
            return Some(Item::Page(Box::new(self.page(part, kind, options))));
        }
        let skip_kind = match sniffed {
            Sniffed::Other(kind) => kind,
            Sniffed::Binary => SkipKind::Binary,
            Sniffed::Html | Sniffed::Text => SkipKind::MhtmlPart,
        };
        // The rest of a cut part might have shown that it is the page, so it is not reported as skipped.
        let might_be_page =
            !self.found_root && part.end == PartEnd::Stopped && skip_kind == SkipKind::MhtmlPart;
        (!might_be_page).then(|| self.facts.skipped(self.part, part.offset, skip_kind))
    }

    fn page(&self, part: Part<'_>, kind: PageKind, options: &Options) -> Page {
        let DecodedPart { bytes, full_bytes } = part.decoded;
        let mut page = Page::new(bytes, kind, self.facts.origin(self.part, part.offset));
        page.too_large = (full_bytes > options.max_page_bytes as u64).then_some(full_bytes);
        page.truncated = part.end == PartEnd::Stopped;
        page.declared.charset = part.charset;
        page.declared.url = part
            .headers
            .text("Content-Location")
            .filter(|url| is_url(url))
            .or_else(|| self.saved_url.clone());
        page.declared.fetched = self.saved_date.clone();
        for name in &options.keep_fields {
            if let Some(value) = part.headers.text(name) {
                page.metadata.insert(name.clone(), Value::String(value));
            }
        }
        page
    }

    /// Whether the root that the header names seems to be damaged: roots come first.
    fn start_is_lost(&self) -> bool {
        self.part > 1
    }

    /// Skips everything up to the next part.
    fn skip_to_boundary(&mut self, stream: &mut Stream) -> bool {
        let mut nothing = TransferDecoder::new(TransferCoding::Identity, 0);
        self.read_body(stream, &mut nothing) == PartEnd::Next
    }

    /// Gives a part's body to the decoder, and skips the line after it.
    fn read_body(&self, stream: &mut Stream, decoder: &mut TransferDecoder) -> PartEnd {
        let keep = self.boundaries.iter().map(Vec::len).max().unwrap_or(0) + 8;
        let mut line_start = true;
        loop {
            if let Some(found) = find_boundary(stream.data(), line_start, &self.boundaries)
                // The line may not be complete yet.
                && (found.whole || !stream.fill_to(found.next + keep))
                && let Some(found) = find_boundary(stream.data(), line_start, &self.boundaries)
            {
                decoder.decode(&stream.data()[..found.body_end]);
                stream.consume(found.next);
                // When inner multiparts end, the outer one continues.
                return if found.last && found.outermost { PartEnd::Last } else { PartEnd::Next };
            }
            let data = stream.data();
            let ready = data.len().saturating_sub(keep);
            // A boundary begins a line, and the line end before it belongs to it.
            let ready = match memchr::memrchr(b'\n', &data[..ready]) {
                Some(at) if at > 0 && data[at - 1] == b'\r' => at - 1,
                Some(at) => at,
                None => ready.saturating_sub(2),
            };
            decoder.decode(&data[..ready]);
            stream.consume(ready);
            line_start &= ready == 0;
            if !stream.more() {
                decoder.decode(stream.data());
                stream.consume(usize::MAX);
                return PartEnd::Stopped;
            }
        }
    }
}

/// Why a stream stopped too early.
fn stopped(stream: &Stream, at_end: &str) -> Damage {
    match stream.stop() {
        Some(Stop::Gap(damage) | Stop::Fatal(damage)) => damage.clone(),
        _ => Damage { kind: ErrorKind::Truncated, detail: at_end.to_owned() },
    }
}

/// A part as it was read.
struct Part<'a> {
    headers: &'a Headers<'a>,
    media_type: String,
    charset: Option<String>,
    offset: u64,
    decoded: DecodedPart,
    end: PartEnd,
}

/// How a part ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PartEnd {
    /// Another part follows.
    Next,
    /// The message ends.
    Last,
    /// The stream stopped before the line that ends the part.
    Stopped,
}

fn bare_id(id: &str) -> &str {
    id.trim().trim_start_matches('<').trim_end_matches('>')
}

fn is_url(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    ["http://", "https://", "file://", "ftp://"].iter().any(|scheme| lower.starts_with(scheme))
}

impl Format for Mhtml {
    fn advance(&mut self, stream: &mut Stream, state: &mut ReadState, items: &mut VecDeque<Item>) -> bool {
        match self.stage {
            Stage::Message => self.read_message_header(stream, items),
            Stage::Parts => {
                if !self.read_part(stream, &state.options, items) {
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
    /// Skips what follows the last part, and reports if no page was found.
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
