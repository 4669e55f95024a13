//! WARC and WET, versions 0.17 to 1.1.

use std::borrow::Cow;
use std::collections::VecDeque;

use memchr::{memchr, memmem};
use serde_json::Value;

use crate::formats::framed_records::{Fault, FramedRecords, Framing};
use crate::formats::{FileFacts, Format, ReadState, RestartFormat};
use crate::item::{ErrorKind, Item, SkipKind, Skipped};
use crate::options::Options;
use crate::page::{Origin, Page, PageKind};
use crate::record::dates::{DateStyle, iso_date};
use crate::record::headers::{Headers, content_type, header_end};
use crate::record::http_response::{HTTP_OVERHEAD_BYTES, limited, page_from_response};
use crate::sniff::{self, Sniffed};
use crate::stream::Stream;

/// No header is longer. Crawlers that store cookies come to a few thousand bytes.
const MAX_HEADER_BYTES: usize = 1 << 20;

/// Crawls that cut pages without marking them cut them at exactly these numbers of bytes.
const UNMARKED_LIMITS: [usize; 2] = [1 << 20, 5 << 20];

/// Whether bytes begin a WARC file, or a piece of one that was cut somewhere.
pub(crate) fn is_warc(data: &[u8]) -> bool {
    is_record_start(data, 0) || find_certain_record_start(data).is_some()
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

/// Whether the last bytes of a stream are the beginning of a record's first line.
fn is_cut_start(data: &[u8]) -> bool {
    data.len() < RECORD_START_BYTES && (RECORD_START.starts_with(data) || data.starts_with(RECORD_START))
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

/// Where a record starts beyond doubt: after the line ends of another one, and with a field of its header.
fn find_certain_record_start(data: &[u8]) -> Option<usize> {
    const ENDS: &[u8] = b"\r\n\r\n";
    let starts = memmem::find_iter(data, b"\r\n\r\nWARC/");
    starts
        .map(|ends| ends + ENDS.len())
        .find(|&at| is_record_start(data, at) && data[at + RECORD_START_BYTES..].starts_with(b"\r\nWARC-"))
}

/// A record is a header, an empty line, a block of the length that the header states, and two line ends.
pub(crate) struct WarcFraming;

impl Framing for WarcFraming {
    const DAMAGED: ErrorKind = ErrorKind::DamagedWarc;
    const LENGTH: &'static str = "Content-Length";
    const BLOCK: &'static str = "block";
    const BLANK: &'static [u8] = b"\r\n \t\0";
    const SEPARATOR_BYTES: usize = 4;
    /// The newline before a record's first line may be the last byte there is.
    const START_BYTES: usize = RECORD_START_BYTES;
    /// The two line ends and the beginning of the next record.
    const LOOKAHEAD_BYTES: usize = 32;

    fn begins_record(stream: &mut Stream) -> bool {
        stream.fill_to(RECORD_START_BYTES);
        is_record_start(stream.data(), 0)
    }

    fn find_next(data: &[u8], _at_end: bool) -> Option<usize> {
        find_record_start(data, 1)
    }

    fn find_in_block(data: &[u8]) -> Option<usize> {
        find_record_start(data, 0)
    }

    fn find_certain(data: &[u8]) -> Option<usize> {
        find_certain_record_start(data)
    }

    /// Some crawls do not count the two bytes of an empty line before the body.
    fn bytes_not_counted(data: &[u8], length: usize) -> Option<usize> {
        (1..=2).find(|&more| {
            let after = data.get(length + more..).unwrap_or(&[]);
            let record = after.strip_prefix(b"\r\n\r\n").or_else(|| after.strip_prefix(b"\n\n"));
            record.is_some_and(|record| record.starts_with(RECORD_START))
        })
    }

    fn trim_separator(mut block: &[u8]) -> &[u8] {
        for end in [b"\n", b"\r", b"\n", b"\r"] {
            block = block.strip_suffix(end).unwrap_or(block);
        }
        block
    }

    fn begins_with_separator(data: &[u8]) -> bool {
        data.starts_with(b"\r\n\r\n") || data.starts_with(b"\n\n")
    }

    fn ends_well(after: &[u8]) -> bool {
        let rest = &after[after.iter().take_while(|byte| matches!(byte, b'\r' | b'\n' | 0)).count()..];
        // After many empty lines there is too little left to see. Then the next record decides.
        rest.starts_with(RECORD_START) || RECORD_START.starts_with(rest)
    }
}

pub(crate) struct WarcReader {
    records: FramedRecords<WarcFraming>,
}

/// What is wrong with a record's header, in words for the message.
enum HeaderFault {
    /// The stream stopped within the header.
    Cut,
    Damaged(&'static str),
}

impl WarcReader {
    pub(crate) fn new(facts: FileFacts) -> Self {
        Self::after(facts, 0)
    }

    /// Reads records behind so many others.
    pub(crate) fn after(facts: FileFacts, record: u64) -> Self {
        WarcReader { records: FramedRecords::after(facts, record) }
    }
}

/// Reads a record's header without consuming it. Returns the lines after its first, and where the block begins.
/// After damage the stream is left where the search for the next record begins.
fn read_header(stream: &mut Stream) -> Result<(Vec<u8>, usize), HeaderFault> {
    let (header_length, block_start) = buffer_header(stream)?;
    let header = &stream.data()[..header_length];
    // The last start is used, so that the same bytes are not searched once for each start in them.
    if let Some(at) = find_last_record_start(header) {
        stream.consume(at - 1);
        return Err(HeaderFault::Damaged("the header breaks off"));
    }
    let first_line = memchr(b'\n', header).map_or(0, |at| at + 1);
    Ok((header[first_line..].to_vec(), block_start))
}

/// The length of the block that a header states, or what is wrong with the header.
fn block_length(headers: &Headers<'_>) -> Result<u64, &'static str> {
    let length = headers.text("Content-Length").and_then(|text| text.trim().parse::<u64>().ok());
    let length = length.ok_or("the header gives no usable Content-Length")?;
    let has_type = headers.text("WARC-Type").is_some_and(|name| name.is_ascii());
    if has_type { Ok(length) } else { Err("the header gives no usable WARC-Type") }
}

/// Buffers a header. Returns where it ends and where the block begins.
fn buffer_header(stream: &mut Stream) -> Result<(usize, usize), HeaderFault> {
    let mut searched = 0;
    loop {
        if let Some(ends) = header_end(stream.data(), searched) {
            return Ok(ends);
        }
        searched = stream.data().len();
        if searched > MAX_HEADER_BYTES {
            // Without an empty line there is no record in what was searched.
            stream.consume(searched - RECORD_START_BYTES - 1);
            return Err(HeaderFault::Damaged("the header has no end"));
        }
        if !stream.more() {
            return Err(HeaderFault::Cut);
        }
    }
}

impl Format for WarcReader {
    fn go_to_record(&mut self, stream: &mut Stream) -> Option<(RestartFormat, u64)> {
        FramedRecords::<WarcFraming>::find_record(stream)
            .then_some((RestartFormat::Warc, self.records.record))
    }

    fn advance(&mut self, stream: &mut Stream, state: &mut ReadState, items: &mut VecDeque<Item>) -> bool {
        let offset = match self.records.start_record(stream, items) {
            Ok(offset) => offset,
            Err(may_follow) => return may_follow,
        };
        if offset == 0 && stream.data().starts_with(b"\xef\xbb\xbf") {
            stream.consume(3);
        }
        if !WarcFraming::begins_record(stream) {
            if is_cut_start(stream.data()) {
                return self.records.stopped(stream, offset, Some("header"), items);
            }
            self.records.damaged(stream, offset, "no record begins here", items);
            self.records.record -= 1;
            return true;
        }
        let (fields, block_start) = match read_header(stream) {
            Ok(header) => header,
            Err(HeaderFault::Cut) => {
                return self.records.stopped(stream, offset, Some("header"), items);
            }
            Err(HeaderFault::Damaged(what)) => {
                self.records.damaged(stream, offset, what, items);
                return true;
            }
        };
        let headers = Headers::parse(&fields);
        let length = match block_length(&headers) {
            Ok(length) => length,
            Err(what) => {
                // The next record may begin right after the header's last newline.
                stream.consume(block_start - 1);
                self.records.damaged(stream, offset, what, items);
                return true;
            }
        };
        stream.consume(block_start);

        let record_type = RecordType::from_headers(&headers);
        let options = &state.options;
        let keep = match record_type {
            RecordType::Skip(_) => 0,
            _ => options.max_page_bytes.saturating_add(HTTP_OVERHEAD_BYTES),
        };
        let block = self.records.read_block(stream, length, keep);
        let bytes = self.records.bytes(stream, &block);
        let origin = self.records.facts.origin(self.records.record, offset);
        let item = match record_type {
            RecordType::Skip(kind) => Item::Skipped(Skipped { origin, kind }),
            RecordType::Conversion => item_from_conversion(&headers, bytes, block.length, origin, options),
            RecordType::Response => item_from_response(&headers, bytes, block.length, origin, options),
        };
        if block.fault == Some(Fault::Cut) {
            return self.records.stopped_in_block(stream, offset, item, items);
        }
        self.records.finish_record(stream, offset, &block, item, items);
        true
    }
}

/// What kind of record it is.
enum RecordType {
    /// A stored HTTP response, or a resource in place of one.
    Response,
    /// Text that somebody rendered, as in WET.
    Conversion,
    Skip(SkipKind),
}

impl RecordType {
    fn from_headers(headers: &Headers<'_>) -> RecordType {
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

/// Crawlers store their logs, and renderings of pages that are in the file anyway, as resources with URIs of
/// their own: `metadata://gnu.org/software/wget/warc/wget.log`, `urn:X-wpull:log`, `urn:text:https://...`.
fn is_about_the_crawl(headers: &Headers<'_>) -> bool {
    let uri =
        headers.text("WARC-Target-URI").unwrap_or_default().trim_start_matches('<').to_ascii_lowercase();
    uri.starts_with("urn:") || uri.starts_with("metadata:")
}

/// Fills in what the record's own header says about a page.
fn declare(page: &mut Page, headers: &Headers<'_>, options: &Options) {
    let declared = &mut page.declared;
    declared.id = headers.text("WARC-Record-ID").map(|id| {
        let id = id.trim_start_matches('<').trim_end_matches('>').trim();
        id.strip_prefix("urn:uuid:").unwrap_or(id).to_owned()
    });
    declared.url = headers.text("WARC-Target-URI").map(|uri| {
        let uri = uri.trim();
        let bare = uri.strip_prefix('<').and_then(|uri| uri.strip_suffix('>')).unwrap_or(uri).trim();
        // A space in a URL is the crawler's sloppiness. A browser sends `%20`.
        bare.replace(' ', "%20")
    });
    declared.fetched = headers.text("WARC-Date").map(|date| iso_date(date, DateStyle::CRAWL));
    declared.language = headers
        .text("WARC-Identified-Content-Language")
        .and_then(|languages| languages.split(',').next().map(|language| language.trim().to_owned()));
    for text in [&mut declared.id, &mut declared.url, &mut declared.fetched, &mut declared.language] {
        *text = text.take().filter(|text| !text.is_empty());
    }
    // This is the first segment of a segmented record. The others are skipped as continuations.
    page.truncated |=
        headers.bytes("WARC-Truncated").is_some() || headers.bytes("WARC-Segment-Number").is_some();
    for name in &options.keep_fields {
        if let Some(value) = headers.text(name) {
            page.metadata.insert(name.clone(), Value::String(value));
        }
    }
}

fn item_from_conversion(
    headers: &Headers<'_>,
    block: &[u8],
    length: u64,
    origin: Origin,
    options: &Options,
) -> Item {
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
    let (bytes, too_large) = limited(Cow::Borrowed(block), length, options.max_page_bytes);
    let mut page = Page::new(bytes, kind, origin);
    page.too_large = too_large;
    page.declared.charset = Some(charset.unwrap_or_else(|| "utf-8".to_owned()));
    declare(&mut page, headers, options);
    Item::Page(Box::new(page))
}

fn item_from_response(
    headers: &Headers<'_>,
    block: &[u8],
    length: u64,
    origin: Origin,
    options: &Options,
) -> Item {
    let given_type = headers.text("Content-Type").filter(|value| !value.contains("application/http"));
    let mut item = page_from_response(block, length, given_type, &UNMARKED_LIMITS, origin, options);
    if let Item::Page(page) = &mut item {
        declare(page, headers, options);
    }
    item
}
