//! ARC, versions 1 and 2: the format of web archives before WARC.
//!
//! A record is a line `URL IP date type length`, the body of that length, and a newline. Version 2 has more
//! words between type and length. The file describes itself in a first record whose URL begins with
//! `filedesc://`. The body is an HTTP response with its header.
//!
//! The line is the only mark of a record, so its form is checked strictly: a URL with a scheme, an IP address,
//! fourteen digits, a length. After damage, reading resumes at the next line of that form. A wrong length is
//! recognised by such a line within the body, or by the lack of one after it.

use std::collections::VecDeque;

use memchr::{memchr, memchr_iter};
use serde_json::Value;

use crate::formats::framed_records::{Fault, FramedRecords, Framing};
use crate::formats::{FileFacts, Format, ReadState};
use crate::item::{ErrorKind, Item, SkipKind, Skipped};
use crate::options::Options;
use crate::page::Page;
use crate::record::dates::{DateStyle, iso_date};
use crate::record::http_response::{HTTP_OVERHEAD_BYTES, page_from_response};
use crate::stream::Stream;

/// Longer URLs are a trap for readers of lines.
const MAX_LINE_BYTES: usize = 16 << 10;
/// Crawls of the time cut pages at 500 kB without marking them.
const UNMARKED_LIMITS: [usize; 2] = [500_000, 500 << 10];

/// Whether bytes begin an ARC file, or a piece of one that begins with a record.
pub(crate) fn is_arc(data: &[u8]) -> bool {
    let line = &data[..memchr(b'\n', data).unwrap_or(data.len())];
    RecordLine::parse(line).is_some()
        // A cut or damaged description still begins like one.
        || (line.starts_with(b"filedesc://") && !line.contains(&b'<'))
        || find_record_line(data, false).is_some_and(|at| {
            // Pages about archives show such lines too, but without a response after them.
            let rest = &data[at..];
            memchr(b'\n', rest).is_some_and(|end| rest[end + 1..].starts_with(b"HTTP/"))
        })
}

/// The line that begins a record.
struct RecordLine {
    url: String,
    ip: String,
    date: String,
    media_type: String,
    length: u64,
}

impl RecordLine {
    /// Parses a line without its newline. URLs may contain spaces, so the date is searched for from the end.
    fn parse(line: &[u8]) -> Option<RecordLine> {
        if line.len() > MAX_LINE_BYTES || !has_scheme(line) {
            return None;
        }
        let line = String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line));
        let words: Vec<&str> = line.split(' ').collect();
        let is_number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        let at = (2..words.len().checked_sub(2)?)
            .rev()
            .find(|&at| words[at].len() == 14 && is_number(words[at]) && is_ip(words[at - 1]))?;
        let length = words.last().filter(|word| is_number(word))?.parse().ok()?;
        Some(RecordLine {
            // A browser sends a space so.
            url: words[..at - 1].join("%20"),
            ip: words[at - 1].to_owned(),
            date: words[at].to_owned(),
            media_type: words[at + 1].to_owned(),
            length,
        })
    }

    /// A value by its name in the standard.
    fn value(&self, name: &str) -> Option<String> {
        let names = [
            ("url", &self.url),
            ("ip-address", &self.ip),
            ("archive-date", &self.date),
            ("content-type", &self.media_type),
        ];
        names.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|(_, value)| (*value).clone())
    }
}

/// Whether bytes begin with a scheme such as `http:`.
fn has_scheme(line: &[u8]) -> bool {
    let length =
        line.iter().take(16).take_while(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(byte)).count();
    length > 1 && line[0].is_ascii_alphabetic() && line.get(length) == Some(&b':')
}

/// An IP address of either version, or the dash or zeros that mean none.
fn is_ip(word: &str) -> bool {
    word == "-" || word.parse::<std::net::IpAddr>().is_ok()
}

/// Where the first line starts that begins a record, other than at the beginning of `data`. An incomplete line
/// counts only if `at_end`.
fn find_record_line(data: &[u8], at_end: bool) -> Option<usize> {
    memchr_iter(b'\n', data).map(|newline| newline + 1).find(|&at| {
        let rest = &data[at..];
        if !has_scheme(rest) {
            return false;
        }
        match memchr(b'\n', &rest[..rest.len().min(MAX_LINE_BYTES + 1)]) {
            Some(end) => RecordLine::parse(&rest[..end]).is_some(),
            None => at_end && RecordLine::parse(rest).is_some(),
        }
    })
}

/// Buffers the first line. Returns its length without the newline, or `None` if it is too long.
fn buffer_line(stream: &mut Stream) -> Option<usize> {
    let mut searched = 0;
    loop {
        if let Some(at) = memchr(b'\n', &stream.data()[searched..]) {
            return Some(searched + at).filter(|&length| length <= MAX_LINE_BYTES);
        }
        searched = stream.data().len();
        if searched > MAX_LINE_BYTES {
            return None;
        }
        if !stream.more() {
            return Some(searched);
        }
    }
}

/// A record is a line that states a length, a body of that length, and a newline.
pub(crate) struct ArcFraming;

impl Framing for ArcFraming {
    const DAMAGED: ErrorKind = ErrorKind::DamagedArc;
    const LENGTH: &'static str = "the length";
    const BLOCK: &'static str = "body";
    const BLANK: &'static [u8] = b"\r\n \0";
    const SEPARATOR_BYTES: usize = 1;
    const START_BYTES: usize = MAX_LINE_BYTES + 2;
    const LOOKAHEAD_BYTES: usize = MAX_LINE_BYTES;

    fn begins_record(stream: &mut Stream) -> bool {
        buffer_line(stream).is_some_and(|length| RecordLine::parse(&stream.data()[..length]).is_some())
    }

    fn find_next(data: &[u8], at_end: bool) -> Option<usize> {
        find_record_line(data, at_end)
    }

    fn trim_separator(block: &[u8]) -> &[u8] {
        block.strip_suffix(b"\n").unwrap_or(block)
    }

    fn begins_with_separator(data: &[u8]) -> bool {
        data.starts_with(b"\n")
    }

    fn ends_well(after: &[u8]) -> bool {
        let rest = &after[after.iter().take_while(|byte| matches!(byte, b'\r' | b'\n' | 0)).count()..];
        match memchr(b'\n', rest) {
            Some(end) => RecordLine::parse(&rest[..end]).is_some(),
            // The next line is cut, or nothing but empty lines can be seen.
            None => rest.is_empty() || has_scheme(rest) || rest.len() < "filedesc:".len(),
        }
    }
}

pub(crate) struct ArcReader {
    records: FramedRecords<ArcFraming>,
}

impl ArcReader {
    pub(crate) fn new(facts: FileFacts) -> Self {
        ArcReader { records: FramedRecords::new(facts) }
    }
}

/// Fills in what the record's line says about a page.
fn declare(page: &mut Page, line: &RecordLine, options: &Options) {
    page.declared.url = Some(line.url.clone());
    page.declared.fetched = Some(iso_date(line.date.clone(), DateStyle::CRAWL));
    for name in &options.keep_fields {
        if let Some(value) = line.value(name) {
            page.metadata.insert(name.clone(), Value::String(value));
        }
    }
}

/// Why a record is skipped, if its line says that it is not a page.
fn skip_kind(line: &RecordLine) -> Option<SkipKind> {
    if line.url.starts_with("filedesc:") {
        Some(SkipKind::ArcFiledesc)
    } else if line.url.starts_with("dns:") || line.media_type == "text/dns" {
        Some(SkipKind::WarcDns)
    } else {
        None
    }
}

impl Format for ArcReader {
    fn advance(&mut self, stream: &mut Stream, state: &mut ReadState, items: &mut VecDeque<Item>) -> bool {
        if stream.offset() == 0 && stream.data().starts_with(b"\xef\xbb\xbf") {
            stream.consume(3);
        }
        let offset = match self.records.start_record(stream, items) {
            Ok(offset) => offset,
            Err(may_follow) => return may_follow,
        };
        let length = buffer_line(stream);
        let line = length.and_then(|length| RecordLine::parse(&stream.data()[..length]));
        let (Some(length), Some(line)) = (length, line) else {
            if length == Some(stream.data().len()) {
                return self.records.stopped(stream, offset, Some("line"), items);
            }
            let is_description = stream.data().starts_with(b"filedesc://");
            self.records.damaged(stream, offset, "no record begins here", items);
            // A description that cannot be read still counts as a record.
            self.records.record -= u64::from(!is_description);
            return true;
        };
        stream.consume(length + 1);

        let skip = skip_kind(&line);
        let options = &state.options;
        let keep =
            if skip.is_some() { 0 } else { options.max_page_bytes.saturating_add(HTTP_OVERHEAD_BYTES) };
        let block = self.records.read_block(stream, line.length, keep);
        let bytes = self.records.bytes(stream, &block);
        let origin = self.records.facts.origin(self.records.record, offset);
        let mut item = match skip {
            Some(kind) => Item::Skipped(Skipped { origin, kind }),
            None => {
                let given_type = Some(line.media_type.clone()).filter(|name| name.contains('/'));
                page_from_response(bytes, block.length, given_type, &UNMARKED_LIMITS, origin, options)
            }
        };
        if let Item::Page(page) = &mut item {
            declare(page, &line, options);
        }
        if block.fault == Some(Fault::Cut) {
            return self.records.stopped_in_block(stream, offset, item, items);
        }
        self.records.finish_record(stream, offset, &block, item, items);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_both_versions_are_read() {
        let check = |line: &str, expected: Option<(&str, &str, u64)>| {
            let line_read = RecordLine::parse(line.as_bytes());
            let found = line_read.as_ref().map(|h| (h.url.as_str(), h.media_type.as_str(), h.length));
            assert_eq!(found, expected, "{line}");
        };
        check("http://a.org/ 1.2.3.4 20080102030405 text/html 99", Some(("http://a.org/", "text/html", 99)));
        check(
            "http://a.org/a b 1.2.3.4 20080102030405 no-type 0\r",
            Some(("http://a.org/a%20b", "no-type", 0)),
        );
        check(
            "http://a.org/ ::1 20080102030405 text/html 200 - - 12 a.arc.gz 99",
            Some(("http://a.org/", "text/html", 99)),
        );
        check(
            "http://a.org/ 1.2.3.4 20080102030405 text/html; charset=utf-8 99",
            Some(("http://a.org/", "text/html;", 99)),
        );
        check("http://a.org/ 1.2.3.4 2008 text/html 99", None);
        check("http://a.org/ 1.2.3.4.5 20080102030405 text/html 99", None);
        check("http://a.org/ 1.2.3.4 20080102030405 text/html many", None);
        check("http://a.org/ 1.2.3.4 20080102030405 99", None);
        check("words 1.2.3.4 20080102030405 text/html 99", None);
        check("", None);
    }
}
