//! JSON Lines: an object a line.

use std::collections::VecDeque;

use memchr::memchr;

use crate::formats::{FileFacts, Format, ReadState};
use crate::item::{ErrorKind, Item};
use crate::record::json::page_of_line;
use crate::stream::{Damage, Stop, Stream};

pub(crate) struct JsonLines {
    facts: FileFacts,
    /// Lines begun so far.
    line: u64,
}

/// Whether a piece of a file, cut in the middle of its first line, is JSON Lines: the whole lines behind that
/// one are objects, and there are two at least.
pub(crate) fn goes_on_as_json_lines(data: &[u8]) -> bool {
    let lines = data.split_inclusive(|&byte| byte == b'\n').skip(1);
    let lines = lines.filter_map(|line| line.strip_suffix(b"\n")).map(trim);
    let mut objects = 0;
    for line in lines.filter(|line| !line.is_empty()) {
        if !line.starts_with(b"{") || serde_json::from_slice::<serde::de::IgnoredAny>(line).is_err() {
            return false;
        }
        objects += 1;
    }
    objects >= 2
}

/// How a line ends.
enum LineEnd {
    Newline,
    /// The stream stopped: at its end, or because bytes are missing.
    Stop,
    /// The limit was reached before the end of the line was.
    TooLong,
}

impl JsonLines {
    pub(crate) fn new(facts: FileFacts) -> Self {
        JsonLines { facts, line: 0 }
    }

    /// Buffers a line; its length without the newline.
    fn buffer_line(stream: &mut Stream, max_line_bytes: usize) -> (usize, LineEnd) {
        let mut searched = 0;
        loop {
            let data = stream.data();
            if let Some(at) = memchr(b'\n', &data[searched..]) {
                let length = searched + at;
                let end = if length > max_line_bytes { LineEnd::TooLong } else { LineEnd::Newline };
                return (length, end);
            }
            searched = data.len();
            if searched > max_line_bytes {
                return (searched, LineEnd::TooLong);
            }
            if !stream.more() {
                return (searched, LineEnd::Stop);
            }
        }
    }

    /// Passes the rest of a line without keeping it; its length without the newline.
    fn pass_line(stream: &mut Stream) -> u64 {
        let start = stream.offset();
        loop {
            if let Some(at) = memchr(b'\n', stream.data()) {
                stream.consume(at);
                let length = stream.offset() - start;
                stream.consume(1);
                return length;
            }
            stream.consume(stream.data().len());
            if !stream.more() {
                return stream.offset() - start;
            }
        }
    }

    fn page_or_error(&self, line: &[u8], offset: u64, state: &mut ReadState) -> Result<Option<Item>, Damage> {
        let line = if offset == 0 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
        let line = trim(line);
        if line.is_empty() {
            return Ok(None);
        }
        let page = page_of_line(line, &self.facts, self.line, offset, state)?;
        Ok(Some(Item::Page(Box::new(page))))
    }
}

/// Without white space, and without the NULs that a crash leaves behind.
fn trim(mut line: &[u8]) -> &[u8] {
    let blank = |byte: u8| matches!(byte, 0 | b' ' | b'\t' | b'\r');
    while let [first, rest @ ..] = line
        && blank(*first)
    {
        line = rest;
    }
    while let [rest @ .., last] = line
        && blank(*last)
    {
        line = rest;
    }
    line
}

impl Format for JsonLines {
    fn advance(&mut self, stream: &mut Stream, state: &mut ReadState, items: &mut VecDeque<Item>) -> bool {
        let offset = stream.offset();
        let (length, end) = Self::buffer_line(stream, state.options.max_line_bytes);
        self.line += 1;
        match end {
            LineEnd::TooLong => {
                let length = Self::pass_line(stream);
                let limit = state.options.max_line_bytes;
                let detail = format!("the line has {length} bytes, the limit is {limit}");
                items.push_back(self.facts.error(
                    self.line,
                    offset,
                    Damage { kind: ErrorKind::LineTooLong, detail },
                ));
            }
            LineEnd::Newline => {
                match self.page_or_error(&stream.data()[..length], offset, state) {
                    Ok(item) => items.extend(item),
                    Err(damage) => {
                        // Only the last line can be cut; this one is just wrong.
                        let kind = match damage.kind {
                            ErrorKind::Truncated => ErrorKind::BadJson,
                            kind => kind,
                        };
                        items.push_back(self.facts.error(self.line, offset, Damage { kind, ..damage }));
                    }
                }
                stream.consume(length + 1);
            }
            LineEnd::Stop => {
                let outcome = self.page_or_error(&stream.data()[..length], offset, state);
                stream.consume(length);
                let damage = match stream.stop() {
                    Some(Stop::Gap(damage) | Stop::Fatal(damage)) => Some(damage.clone()),
                    _ => None,
                };
                let fault = match (outcome, damage) {
                    (Ok(item), damage) => {
                        items.extend(item);
                        damage
                    }
                    (Err(Damage { kind, detail }), None) => {
                        let detail = match kind {
                            ErrorKind::Truncated => format!("the last line is cut: {detail}"),
                            _ => detail,
                        };
                        Some(Damage { kind, detail })
                    }
                    // What is cut off here was lost to the damage.
                    (Err(_), damage) => damage,
                };
                items.extend(fault.map(|damage| self.facts.error(self.line, offset, damage)));
                if length == 0 {
                    // Only the number of the line that would have come.
                    self.line -= 1;
                }
                return stream.pass_gap().is_some();
            }
        }
        true
    }
}
