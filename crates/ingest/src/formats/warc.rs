//! WARC and WET, versions 0.17 to 1.1: records by the length they give, and a way on where that is wrong.

use std::borrow::Cow;
use std::collections::VecDeque;

use memchr::{memchr, memmem};
use serde_json::Value;

use crate::formats::{FileFacts, Format, ReadState};
use crate::item::{ErrorKind, Item, SkipKind, Skipped};
use crate::page::{Origin, Page, PageKind};
use crate::record::dates::{DateStyle, iso_date};
use crate::record::headers::{Headers, content_type, header_end};
use crate::record::http_response::{CODING_ROOM, limited, page_of_answer};
use crate::sniff::{self, Sniffed};
use crate::stream::{Damage, Stop, Stream};

/// No header is longer; crawlers that store cookies come to a few thousand bytes.
const MAX_HEADER_BYTES: usize = 1 << 20;
/// Blocks up to here are buffered whole, so that a wrong length can be seen before the next record is lost to
/// it. The largest pages of news crawls are 5 MiB.
const MAX_BUFFERED_BLOCK: u64 = 1 << 20;
/// So much beyond a block is looked at: the two line ends and the beginning of the next record.
const BEYOND_BLOCK: usize = 32;

/// Crawls that cut pages without marking them cut them at exactly so many bytes.
const UNMARKED_LIMITS: [usize; 2] = [1 << 20, 5 << 20];

pub(crate) struct Warc {
    facts: FileFacts,
    /// Records begun so far.
    record: u64,
    /// Blocks too large for the stream's buffer.
    large_block: Vec<u8>,
}

/// Whether bytes begin a WARC file, or a piece of one that was cut somewhere.
pub(crate) fn is_warc(data: &[u8]) -> bool {
    is_record_start(data, 0) || find_certain_record_start(data).is_some()
}

/// The part of a record's block that was kept, and how it ended.
struct Block {
    /// The length it turned out to have.
    length: u64,
    fault: Option<Fault>,
}

enum Fault {
    /// The stream stopped within the block.
    Cut,
    /// The block is the length given, but no record follows.
    TooShort,
    /// The length given reaches into the next record; the block was ended there.
    TooLong,
}

impl Warc {
    pub(crate) fn new(facts: FileFacts) -> Self {
        Warc { facts, record: 0, large_block: Vec::new() }
    }

    /// Passes the empty lines between records; `false` if nothing follows them.
    fn find_record(stream: &mut Stream) -> bool {
        loop {
            let data = stream.data();
            let blank =
                data.iter().take_while(|byte| matches!(byte, b'\r' | b'\n' | b' ' | b'\t' | 0)).count();
            let found = blank < data.len();
            stream.consume(blank);
            if found {
                return true;
            }
            if !stream.more() {
                return false;
            }
        }
    }

    /// Passes everything up to the next line that begins a record, or up to where the stream stops.
    fn resynchronise(stream: &mut Stream) {
        loop {
            if let Some(at) = find_record_start(stream.data(), 1) {
                stream.consume(at);
                return;
            }
            // The newline in front of a record's first line may be the last byte there is.
            let keep = stream.data().len().min(RECORD_START_BYTES);
            stream.consume(stream.data().len() - keep);
            if !stream.more() {
                stream.consume(keep);
                return;
            }
        }
    }

    fn damaged(&self, stream: &mut Stream, record_offset: u64, what: &str, items: &mut VecDeque<Item>) {
        let from = stream.offset();
        Self::resynchronise(stream);
        let skipped = stream.offset() - from;
        let detail = format!("{what}; {skipped} bytes before the next record were passed over");
        let damage = Damage { kind: ErrorKind::DamagedWarc, detail };
        items.push_back(self.facts.error(self.record, record_offset, damage));
    }

    /// The stream stopped within a record: says so, and whether something may follow.
    fn cut(
        &mut self,
        stream: &mut Stream,
        record_offset: u64,
        within: &str,
        items: &mut VecDeque<Item>,
    ) -> bool {
        let damage = match stream.stop() {
            Some(Stop::Gap(damage) | Stop::Fatal(damage)) => damage.clone(),
            _ => {
                let detail = format!("the file ends within {within} of the record");
                Damage { kind: ErrorKind::Truncated, detail }
            }
        };
        self.gap(stream, record_offset, damage, items)
    }

    fn gap(&mut self, stream: &mut Stream, offset: u64, damage: Damage, items: &mut VecDeque<Item>) -> bool {
        let Damage { kind, mut detail } = damage;
        let goes_on = stream.pass_gap().is_some();
        if goes_on && Self::find_record(stream) && !begins_record(stream) {
            let from = stream.offset();
            Self::resynchronise(stream);
            let skipped = stream.offset() - from;
            if skipped > 0 {
                detail = format!("{detail}; {skipped} bytes up to the next record were passed over");
            }
        }
        items.push_back(self.facts.error(self.record, offset, Damage { kind, detail }));
        goes_on
    }

    /// Reads the header; its length with the empty line, or what the matter is.
    fn buffer_header(stream: &mut Stream) -> Result<(usize, usize), HeaderFault> {
        let mut searched = 0;
        loop {
            if let Some(end) = header_end(stream.data(), searched) {
                return Ok(end);
            }
            searched = stream.data().len();
            if searched > MAX_HEADER_BYTES {
                return Err(HeaderFault::Endless);
            }
            if !stream.more() {
                return Err(HeaderFault::Cut);
            }
        }
    }

    /// Brings the first `keep` bytes of a block into reach: into the stream's buffer, from which they are not
    /// yet consumed, or into `large_block`.
    fn read_block(&mut self, stream: &mut Stream, length: u64, keep: usize) -> Block {
        self.large_block.clear();
        if length <= MAX_BUFFERED_BLOCK {
            let wanted = length as usize;
            stream.fill_to(wanted + BEYOND_BLOCK);
            let data = stream.data();
            let follows = data.get(wanted..).map(ends_well);
            if follows == Some(true) {
                return Block { length, fault: None };
            }
            // Some crawls do not count the two bytes of an empty line in front of the body.
            let off_by = (1..=2).find(|&more| {
                let beyond = data.get(wanted + more..).unwrap_or(&[]);
                let record = beyond.strip_prefix(b"\r\n\r\n").or_else(|| beyond.strip_prefix(b"\n\n"));
                record.is_some_and(|record| record.starts_with(RECORD_START))
            });
            if let Some(more) = off_by {
                return Block { length: (wanted + more) as u64, fault: None };
            }
            // The next record's beginning within the block tells where it really ends.
            let within = &data[..data.len().min(wanted + BEYOND_BLOCK)];
            if let Some(at) = find_record_start(within, 0).filter(|&at| at <= wanted) {
                let block = &data[..at];
                let block = block.strip_suffix(b"\n").unwrap_or(block);
                let block = block.strip_suffix(b"\r").unwrap_or(block);
                let block = block.strip_suffix(b"\n").unwrap_or(block);
                let block = block.strip_suffix(b"\r").unwrap_or(block);
                return Block { length: block.len() as u64, fault: Some(Fault::TooLong) };
            }
            return match follows {
                None => Block { length: data.len() as u64, fault: Some(Fault::Cut) },
                Some(_) => Block { length, fault: Some(Fault::TooShort) },
            };
        }
        // One wrong digit makes a length that reaches to the end of the file.
        let mut left = length;
        while left > 0 {
            let whole = stream.fill_to(usize::try_from(left).unwrap_or(usize::MAX).min(2 * BEYOND_BLOCK));
            let data = stream.data();
            let part = data.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let next = find_certain_record_start(&data[..part]);
            let part = match next {
                // Without the line ends between the two.
                Some(at) => at - 4,
                // The beginning of a record may not be all there yet.
                None if whole && part as u64 != left => part - BEYOND_BLOCK,
                None => part,
            };
            let room = keep.saturating_sub(self.large_block.len());
            self.large_block.extend_from_slice(&data[..part.min(room)]);
            stream.consume(part);
            left -= part as u64;
            if next.is_some() {
                return Block { length: length - left, fault: Some(Fault::TooLong) };
            }
            if !whole && left > 0 {
                return Block { length: length - left, fault: Some(Fault::Cut) };
            }
        }
        stream.fill_to(BEYOND_BLOCK);
        let well = ends_well(stream.data());
        Block { length, fault: (!well).then_some(Fault::TooShort) }
    }
}

enum HeaderFault {
    /// The stream stopped.
    Cut,
    /// No end within reason.
    Endless,
}

const RECORD_START: &[u8] = b"WARC/";
/// With the version: `WARC/1.0`.
const RECORD_START_BYTES: usize = 8;

/// Whether a line that begins a record starts here. The beginning of `data` counts as the beginning of a line.
fn is_record_start(data: &[u8], at: usize) -> bool {
    (at == 0 || data[at - 1] == b'\n')
        && data[at..].starts_with(RECORD_START)
        && matches!(data.get(at + 5..at + 8), Some([b'0' | b'1', b'.', digit]) if digit.is_ascii_digit())
}

/// Where the first line starts that begins a record, from a position on.
fn find_record_start(data: &[u8], from: usize) -> Option<usize> {
    let starts = memmem::find_iter(data.get(from..)?, RECORD_START);
    starts.map(|at| from + at).find(|&at| is_record_start(data, at))
}

/// Where the last line starts that begins a record, other than the first line.
fn find_last_record_start(data: &[u8]) -> Option<usize> {
    memmem::rfind_iter(data, RECORD_START).find(|&at| at > 0 && is_record_start(data, at))
}

/// Where a record starts beyond doubt: behind the line ends of another one, with a field of its header.
fn find_certain_record_start(data: &[u8]) -> Option<usize> {
    const ENDS: &[u8] = b"\r\n\r\n";
    let starts = memmem::find_iter(data, b"\r\n\r\nWARC/");
    starts
        .map(|ends| ends + ENDS.len())
        .find(|&at| is_record_start(data, at) && data[at + RECORD_START_BYTES..].starts_with(b"\r\nWARC-"))
}

fn begins_record(stream: &mut Stream) -> bool {
    stream.fill_to(RECORD_START_BYTES);
    is_record_start(stream.data(), 0)
}

/// Whether what stands behind a block is a record or the end.
fn ends_well(beyond: &[u8]) -> bool {
    let rest = &beyond[beyond.iter().take_while(|byte| matches!(byte, b'\r' | b'\n' | 0)).count()..];
    // More than `BEYOND_BLOCK` empty lines leave too little to see; then the next record is left to judge.
    rest.starts_with(RECORD_START) || RECORD_START.starts_with(rest)
}

/// What kind of record it is.
enum RecordType {
    /// A stored HTTP answer, or what stands for one.
    Response,
    /// Text somebody rendered, as in WET.
    Conversion,
    Skip(SkipKind),
}

impl RecordType {
    fn of(headers: &Headers<'_>) -> RecordType {
        let name = headers.text("WARC-Type").unwrap_or_default().to_ascii_lowercase();
        let content_type = headers.text("Content-Type").unwrap_or_default().to_ascii_lowercase();
        match name.as_str() {
            "response" | "resource" if content_type.starts_with("text/dns") => {
                RecordType::Skip(SkipKind::WarcDns)
            }
            "resource" if is_about_the_crawl(headers) => RecordType::Skip(SkipKind::WarcMetadata),
            "response" | "resource" => RecordType::Response,
            "conversion" => RecordType::Conversion,
            "request" => RecordType::Skip(SkipKind::WarcRequest),
            "revisit" => RecordType::Skip(SkipKind::WarcRevisit),
            "warcinfo" => RecordType::Skip(SkipKind::WarcWarcinfo),
            "metadata" => RecordType::Skip(SkipKind::WarcMetadata),
            "continuation" => RecordType::Skip(SkipKind::WarcContinuation),
            _ => RecordType::Skip(SkipKind::WarcOther),
        }
    }
}

/// Crawlers keep their logs, and renderings of pages that are there anyway, as resources under addresses of
/// their own: `metadata://gnu.org/software/wget/warc/wget.log`, `urn:X-wpull:log`, `urn:text:https://...`.
fn is_about_the_crawl(headers: &Headers<'_>) -> bool {
    let uri =
        headers.text("WARC-Target-URI").unwrap_or_default().trim_start_matches('<').to_ascii_lowercase();
    uri.starts_with("urn:") || uri.starts_with("metadata:")
}

impl Format for Warc {
    fn advance(&mut self, stream: &mut Stream, state: &mut ReadState, items: &mut VecDeque<Item>) -> bool {
        if !Self::find_record(stream) {
            let damage = match stream.stop() {
                Some(Stop::Gap(damage) | Stop::Fatal(damage)) => damage.clone(),
                _ => return false,
            };
            // The gap lies between records; the number says which one would have come.
            self.record += 1;
            let goes_on = self.gap(stream, stream.offset(), damage, items);
            self.record -= 1;
            return goes_on;
        }
        self.record += 1;
        let offset = stream.offset();
        if offset == 0 && stream.data().starts_with(b"\xef\xbb\xbf") {
            stream.consume(3);
        }
        if !begins_record(stream) {
            let data = stream.data();
            if data.len() < RECORD_START_BYTES
                && (RECORD_START.starts_with(data) || data.starts_with(RECORD_START))
            {
                stream.consume(stream.data().len());
                return self.cut(stream, offset, "the header", items);
            }
            self.damaged(stream, offset, "no record begins here", items);
            self.record -= 1;
            return true;
        }
        let (header_length, block_start) = match Self::buffer_header(stream) {
            Ok(ends) => ends,
            Err(HeaderFault::Endless) => {
                // Without an empty line there is no record in what was searched.
                stream.consume(stream.data().len() - RECORD_START_BYTES - 1);
                self.damaged(stream, offset, "the header has no end", items);
                return true;
            }
            Err(HeaderFault::Cut) => {
                stream.consume(stream.data().len());
                return self.cut(stream, offset, "the header", items);
            }
        };
        let header = stream.data()[..header_length].to_vec();
        // The last one, so that the same bytes are not searched for every beginning in them.
        if let Some(at) = find_last_record_start(&header) {
            stream.consume(at - 1);
            self.damaged(stream, offset, "the header breaks off", items);
            return true;
        }
        let headers = Headers::parse(&header[memchr(b'\n', &header).map_or(0, |at| at + 1)..]);
        let length = headers.text("Content-Length").and_then(|text| text.trim().parse::<u64>().ok());
        let Some(length) = length else {
            // The next record may begin right behind the header's last newline.
            stream.consume(block_start - 1);
            self.damaged(stream, offset, "the header gives no usable Content-Length", items);
            return true;
        };
        if !headers.text("WARC-Type").is_some_and(|name| name.is_ascii()) {
            stream.consume(block_start - 1);
            self.damaged(stream, offset, "the header gives no usable WARC-Type", items);
            return true;
        }
        stream.consume(block_start);

        let record_type = RecordType::of(&headers);
        let keep = match record_type {
            RecordType::Skip(_) => 0,
            _ => state.options.max_page_bytes.saturating_add(CODING_ROOM),
        };
        let block = self.read_block(stream, length, keep);
        if matches!(block.fault, Some(Fault::Cut)) {
            stream.consume(stream.data().len());
            return self.cut(stream, offset, "the block", items);
        }
        let buffered = length <= MAX_BUFFERED_BLOCK;
        let bytes = if buffered { &stream.data()[..block.length as usize] } else { &self.large_block[..] };
        let origin = self.facts.origin(self.record, offset);
        let mut item = match record_type {
            RecordType::Skip(kind) => Item::Skipped(Skipped { origin, kind }),
            RecordType::Conversion => conversion(&headers, bytes, block.length, origin, state),
            RecordType::Response => response(&headers, bytes, block.length, origin, state),
        };
        if buffered {
            stream.consume(block.length as usize);
        }
        match block.fault {
            Some(Fault::TooLong) => {
                items.push_back(item);
                let detail = format!(
                    "Content-Length {length} reaches into the next record; the block has {} bytes",
                    block.length
                );
                let damage = Damage { kind: ErrorKind::DamagedWarc, detail };
                items.push_back(self.facts.error(self.record, offset, damage));
            }
            // The line ends that close a record are there: what follows them is junk, and found as such.
            Some(Fault::TooShort)
                if stream.data().starts_with(b"\r\n\r\n") || stream.data().starts_with(b"\n\n") =>
            {
                items.push_back(item);
            }
            Some(Fault::TooShort) => {
                if let Item::Page(page) = &mut item {
                    page.truncated = true;
                }
                items.push_back(item);
                let what = format!("Content-Length {length} ends within the block");
                self.damaged(stream, offset, &what, items);
            }
            Some(Fault::Cut) | None => items.push_back(item),
        }
        true
    }
}

/// What the record's own header says of a page.
fn declare(page: &mut Page, headers: &Headers<'_>, state: &ReadState) {
    let declared = &mut page.declared;
    declared.id = headers.text("WARC-Record-ID").map(|id| {
        let id = id.trim_start_matches('<').trim_end_matches('>').trim();
        id.strip_prefix("urn:uuid:").unwrap_or(id).to_owned()
    });
    declared.url = headers.text("WARC-Target-URI").map(|uri| {
        let uri = uri.trim();
        let bare = uri.strip_prefix('<').and_then(|uri| uri.strip_suffix('>')).unwrap_or(uri).trim();
        // A space in an address is the crawler's sloppiness; a browser sends `%20`.
        bare.replace(' ', "%20")
    });
    declared.fetched = headers.text("WARC-Date").map(|date| iso_date(date, DateStyle::CRAWL));
    declared.language = headers
        .text("WARC-Identified-Content-Language")
        .and_then(|languages| languages.split(',').next().map(|language| language.trim().to_owned()));
    for text in [&mut declared.id, &mut declared.url, &mut declared.fetched, &mut declared.language] {
        *text = text.take().filter(|text| !text.is_empty());
    }
    // Of a record in segments this is the first; the others are skipped as continuations.
    page.truncated |=
        headers.bytes("WARC-Truncated").is_some() || headers.bytes("WARC-Segment-Number").is_some();
    for name in &state.options.keep_fields {
        if let Some(value) = headers.text(name) {
            page.metadata.insert(name.clone(), Value::String(value));
        }
    }
}

fn conversion(headers: &Headers<'_>, block: &[u8], length: u64, origin: Origin, state: &ReadState) -> Item {
    let (media_type, charset) = content_type(&headers.text("Content-Type").unwrap_or_default());
    let kind = match sniff::sniff_body(block, Some(&media_type)) {
        // Rendered text is text even if it begins with a tag or a brace that it is about.
        Sniffed::Html | Sniffed::Other(SkipKind::Xml | SkipKind::Json) if media_type == "text/plain" => {
            PageKind::Text
        }
        Sniffed::Html => PageKind::Html,
        Sniffed::Text => PageKind::Text,
        Sniffed::Other(kind) => return Item::Skipped(Skipped { origin, kind }),
        Sniffed::Binary => return Item::Skipped(Skipped { origin, kind: SkipKind::Binary }),
    };
    let (bytes, too_large) = limited(Cow::Borrowed(block), length, state.options.max_page_bytes);
    let mut page = Page::new(bytes, kind, origin);
    page.too_large = too_large;
    page.declared.charset = Some(charset.unwrap_or_else(|| "utf-8".to_owned()));
    declare(&mut page, headers, state);
    Item::Page(Box::new(page))
}

fn response(headers: &Headers<'_>, block: &[u8], length: u64, origin: Origin, state: &ReadState) -> Item {
    let given_type = headers.text("Content-Type").filter(|value| !value.contains("application/http"));
    let mut item = page_of_answer(block, length, given_type, &UNMARKED_LIMITS, origin, state);
    if let Item::Page(page) = &mut item {
        declare(page, headers, state);
    }
    item
}
