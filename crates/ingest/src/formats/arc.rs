//! ARC, versions 1 and 2: the format of web archives before WARC.
//!
//! A record is a line `URL IP date type length`, the body of that length, and a newline; version 2 has more
//! words between type and length. The file describes itself in a first record whose address begins with
//! `filedesc://`. The body is an HTTP answer with its header.
//!
//! The line is all there is to know a record by, so it is held to its form: an address with a scheme, an IP
//! address, fourteen digits, a length. Behind damage reading goes on at the next line of that form. Where a
//! length is wrong, such a line within the body, or the lack of one behind it, tells.

use std::collections::VecDeque;

use memchr::{memchr, memchr_iter};
use serde_json::Value;

use crate::formats::{FileFacts, Format, ReadState};
use crate::item::{ErrorKind, Item, SkipKind, Skipped};
use crate::page::Page;
use crate::record::dates::{DateStyle, iso_date};
use crate::record::http_response::{CODING_ROOM, page_of_answer};
use crate::stream::{Damage, Stop, Stream};

/// Longer addresses are a trap for readers of lines.
const MAX_LINE_BYTES: usize = 16 << 10;
/// Bodies up to here are buffered whole, so that a wrong length is seen before the next record is lost to it.
const MAX_BUFFERED_BODY: u64 = 1 << 20;
/// Crawls of the time cut pages at 500 kB and did not say so.
const UNMARKED_LIMITS: [usize; 2] = [500_000, 500 << 10];

pub(crate) struct Arc {
    facts: FileFacts,
    /// Records begun so far.
    record: u64,
    /// Bodies too large for the stream's buffer.
    large_body: Vec<u8>,
}

/// Whether bytes begin an ARC file, or a piece of one that begins with a record.
pub(crate) fn is_arc(data: &[u8]) -> bool {
    let line = &data[..memchr(b'\n', data).unwrap_or(data.len())];
    Header::parse(line).is_some()
        // A cut or damaged description still begins like one.
        || (line.starts_with(b"filedesc://") && !line.contains(&b'<'))
        || find_header(data, false).is_some_and(|at| {
            // Pages about archives show such lines too, but no answer behind them.
            let rest = &data[at..];
            memchr(b'\n', rest).is_some_and(|end| rest[end + 1..].starts_with(b"HTTP/"))
        })
}

/// What a record's line says.
struct Header {
    url: String,
    ip: String,
    date: String,
    media_type: String,
    length: u64,
}

impl Header {
    /// Reads a line without its newline. Addresses may have spaces in them, so the date is looked for from
    /// behind.
    fn parse(line: &[u8]) -> Option<Header> {
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
        Some(Header {
            // A browser would send the space as this.
            url: words[..at - 1].join("%20"),
            ip: words[at - 1].to_owned(),
            date: words[at].to_owned(),
            media_type: words[at + 1].to_owned(),
            length,
        })
    }

    /// A value by the name that the format gives it.
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

/// Whether bytes begin with `http:` or the like.
fn has_scheme(line: &[u8]) -> bool {
    let length =
        line.iter().take(16).take_while(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(byte)).count();
    length > 1 && line[0].is_ascii_alphabetic() && line.get(length) == Some(&b':')
}

/// An address of either version, or the dash or zeros that stand for none.
fn is_ip(word: &str) -> bool {
    word == "-" || word.parse::<std::net::IpAddr>().is_ok()
}

/// Where a line starts that begins a record, other than at the beginning of `data`. A line that is not all
/// there counts only if `to_end`.
fn find_header(data: &[u8], to_end: bool) -> Option<usize> {
    memchr_iter(b'\n', data).map(|newline| newline + 1).find(|&at| {
        let rest = &data[at..];
        if !has_scheme(rest) {
            return false;
        }
        match memchr(b'\n', &rest[..rest.len().min(MAX_LINE_BYTES + 1)]) {
            Some(end) => Header::parse(&rest[..end]).is_some(),
            None => to_end && Header::parse(rest).is_some(),
        }
    })
}

/// Whether what stands behind a body is a record or the end.
fn ends_well(beyond: &[u8]) -> bool {
    let rest = &beyond[beyond.iter().take_while(|byte| matches!(byte, b'\r' | b'\n' | 0)).count()..];
    match memchr(b'\n', rest) {
        Some(end) => Header::parse(&rest[..end]).is_some(),
        // Cut in the next line, or nothing more to see than empty lines.
        None => rest.is_empty() || has_scheme(rest) || rest.len() < "filedesc:".len(),
    }
}

/// The part of a record's body that was kept, and how it ended.
struct Body {
    length: u64,
    fault: Option<Fault>,
}

enum Fault {
    /// The stream stopped within the body.
    Cut,
    /// The body has the length given, but no record follows.
    TooShort,
    /// The length given reaches into the next record; the body was ended there.
    TooLong,
}

impl Arc {
    pub(crate) fn new(facts: FileFacts) -> Self {
        Arc { facts, record: 0, large_body: Vec::new() }
    }

    /// Passes the empty lines between records; `false` if nothing follows them.
    fn find_record(stream: &mut Stream) -> bool {
        loop {
            let data = stream.data();
            let blank = data.iter().take_while(|byte| matches!(byte, b'\r' | b'\n' | b' ' | 0)).count();
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
            if let Some(at) = find_header(stream.data(), false) {
                stream.consume(at);
                return;
            }
            // The line may not be all there yet.
            let keep = stream.data().len().min(MAX_LINE_BYTES + 2);
            stream.consume(stream.data().len() - keep);
            if !stream.more() {
                let last = find_header(stream.data(), true).unwrap_or(keep);
                stream.consume(last);
                return;
            }
        }
    }

    fn damaged(&self, stream: &mut Stream, offset: u64, what: &str, items: &mut VecDeque<Item>) {
        let from = stream.offset();
        Self::resynchronise(stream);
        let skipped = stream.offset() - from;
        let detail = format!("{what}; {skipped} bytes before the next record were passed over");
        items.push_back(self.facts.error(
            self.record,
            offset,
            Damage { kind: ErrorKind::DamagedArc, detail },
        ));
    }

    /// The stream stopped, within a record or between two; whether something may follow.
    fn stopped(
        &self,
        stream: &mut Stream,
        offset: u64,
        within: Option<&str>,
        items: &mut VecDeque<Item>,
    ) -> bool {
        let mut damage = match (stream.stop(), within) {
            (Some(Stop::Gap(damage) | Stop::Fatal(damage)), _) => damage.clone(),
            (_, Some(within)) => Damage {
                kind: ErrorKind::Truncated,
                detail: format!("the file ends within {within} of the record"),
            },
            (_, None) => return false,
        };
        stream.consume(usize::MAX);
        let goes_on = stream.pass_gap().is_some();
        if goes_on && Self::find_record(stream) && !Self::begins_record(stream) {
            let from = stream.offset();
            Self::resynchronise(stream);
            let skipped = stream.offset() - from;
            damage.detail =
                format!("{}; {skipped} bytes up to the next record were passed over", damage.detail);
        }
        items.push_back(self.facts.error(self.record, offset, damage));
        goes_on
    }

    /// Brings the first line into reach: its length without the newline, or `None` if it is too long.
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

    fn begins_record(stream: &mut Stream) -> bool {
        Self::buffer_line(stream).is_some_and(|length| Header::parse(&stream.data()[..length]).is_some())
    }

    /// Brings the first `keep` bytes of a body into reach: into the stream's buffer, from which they are not
    /// yet consumed, or into `large_body`.
    fn read_body(&mut self, stream: &mut Stream, length: u64, keep: usize) -> Body {
        self.large_body.clear();
        if length <= MAX_BUFFERED_BODY {
            let wanted = length as usize;
            stream.fill_to(wanted + MAX_LINE_BYTES);
            let data = stream.data();
            let follows = data.get(wanted..).map(ends_well);
            if follows == Some(true) {
                return Body { length, fault: None };
            }
            let within = &data[..data.len().min(wanted + MAX_LINE_BYTES)];
            if let Some(at) = find_header(within, false).filter(|&at| at <= wanted) {
                let body = &data[..at];
                let body = body.strip_suffix(b"\n").unwrap_or(body);
                return Body { length: body.len() as u64, fault: Some(Fault::TooLong) };
            }
            return match follows {
                None => Body { length: data.len() as u64, fault: Some(Fault::Cut) },
                Some(_) => Body { length, fault: Some(Fault::TooShort) },
            };
        }
        // One wrong digit makes a length that reaches to the end of the file.
        let mut left = length;
        while left > 0 {
            let whole = stream.fill_to(usize::try_from(left).unwrap_or(usize::MAX).min(4 * MAX_LINE_BYTES));
            let data = stream.data();
            let part = data.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let next = find_header(&data[..part], false);
            let part = match next {
                Some(at) => at - 1,
                // The next record's line may not be all there yet.
                None if whole && part as u64 != left => part - MAX_LINE_BYTES,
                None => part,
            };
            let room = keep.saturating_sub(self.large_body.len());
            self.large_body.extend_from_slice(&data[..part.min(room)]);
            stream.consume(part);
            left -= part as u64;
            if next.is_some() {
                return Body { length: length - left, fault: Some(Fault::TooLong) };
            }
            if !whole && left > 0 {
                return Body { length: length - left, fault: Some(Fault::Cut) };
            }
        }
        stream.fill_to(MAX_LINE_BYTES);
        let well = ends_well(stream.data());
        Body { length, fault: (!well).then_some(Fault::TooShort) }
    }
}

/// What the record's line says of a page.
fn declare(page: &mut Page, header: &Header, state: &ReadState) {
    page.declared.url = Some(header.url.clone());
    page.declared.fetched = Some(iso_date(header.date.clone(), DateStyle::CRAWL));
    for name in &state.options.keep_fields {
        if let Some(value) = header.value(name) {
            page.metadata.insert(name.clone(), Value::String(value));
        }
    }
}

impl Format for Arc {
    fn advance(&mut self, stream: &mut Stream, state: &mut ReadState, items: &mut VecDeque<Item>) -> bool {
        if stream.offset() == 0 && stream.data().starts_with(b"\xef\xbb\xbf") {
            stream.consume(3);
        }
        if !Self::find_record(stream) {
            // The gap lies between records; the number says which one would have come.
            self.record += 1;
            let goes_on = self.stopped(stream, stream.offset(), None, items);
            self.record -= 1;
            return goes_on;
        }
        self.record += 1;
        let offset = stream.offset();
        let line = Self::buffer_line(stream);
        let header = line.and_then(|length| Header::parse(&stream.data()[..length]));
        let (Some(length), Some(header)) = (line, header) else {
            if line == Some(stream.data().len()) {
                return self.stopped(stream, offset, Some("the line"), items);
            }
            let description = stream.data().starts_with(b"filedesc://");
            self.damaged(stream, offset, "no record begins here", items);
            // A description that can't be read is a record all the same.
            self.record -= u64::from(!description);
            return true;
        };
        stream.consume(length + 1);

        let skip = if header.url.starts_with("filedesc:") {
            Some(SkipKind::ArcFiledesc)
        } else if header.url.starts_with("dns:") || header.media_type == "text/dns" {
            Some(SkipKind::WarcDns)
        } else {
            None
        };
        let keep = if skip.is_some() { 0 } else { state.options.max_page_bytes.saturating_add(CODING_ROOM) };
        let body = self.read_body(stream, header.length, keep);
        if matches!(body.fault, Some(Fault::Cut)) {
            return self.stopped(stream, offset, Some("the body"), items);
        }
        let buffered = header.length <= MAX_BUFFERED_BODY;
        let bytes = if buffered { &stream.data()[..body.length as usize] } else { &self.large_body[..] };
        let origin = self.facts.origin(self.record, offset);
        let mut item = match skip {
            Some(kind) => Item::Skipped(Skipped { origin, kind }),
            None => {
                let given_type = Some(header.media_type.clone()).filter(|name| name.contains('/'));
                page_of_answer(bytes, body.length, given_type, &UNMARKED_LIMITS, origin, state)
            }
        };
        if let Item::Page(page) = &mut item {
            declare(page, &header, state);
            page.truncated |= matches!(body.fault, Some(Fault::TooShort)) && !stream_ends_line(stream, &body);
        }
        if buffered {
            stream.consume(body.length as usize);
        }
        items.push_back(item);
        match body.fault {
            Some(Fault::TooLong) => {
                let detail = format!(
                    "the length {} reaches into the next record; the body has {} bytes",
                    header.length, body.length
                );
                let damage = Damage { kind: ErrorKind::DamagedArc, detail };
                items.push_back(self.facts.error(self.record, offset, damage));
            }
            // The newline that closes a record is there: what follows it is junk, and found as such.
            Some(Fault::TooShort) if !stream.data().starts_with(b"\n") => {
                let what = format!("the length {} ends within the body", header.length);
                self.damaged(stream, offset, &what, items);
            }
            _ => {}
        }
        true
    }
}

/// Whether the newline that closes a record stands behind its body.
fn stream_ends_line(stream: &Stream, body: &Body) -> bool {
    let at = if body.length <= MAX_BUFFERED_BODY { body.length as usize } else { 0 };
    stream.data().get(at) == Some(&b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_both_versions_are_read() {
        let check = |line: &str, expected: Option<(&str, &str, u64)>| {
            let header = Header::parse(line.as_bytes());
            let found = header.as_ref().map(|h| (h.url.as_str(), h.media_type.as_str(), h.length));
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
