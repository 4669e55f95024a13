//! JSON Lines: one object per line.

use std::collections::VecDeque;

use memchr::memchr;

use crate::formats::{FileFacts, Format, ReadState, RestartFormat};
use crate::item::{ErrorKind, Item};
use crate::record::json::page_from_object;
use crate::stream::{Damage, Stop, Stream};

pub(crate) struct JsonLines {
    facts: FileFacts,
    /// Lines begun so far.
    line: u64,
}

/// Whether a piece of a file whose first line is cut is JSON Lines: the complete lines after the first are
/// objects, and there are at least two.
pub(crate) fn continues_as_json_lines(data: &[u8]) -> bool {
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
    /// The limit was reached before the end of the line.
    TooLong,
}

impl JsonLines {
    pub(crate) fn new(facts: FileFacts) -> Self {
        JsonLines { facts, line: 0 }
    }

    /// Reads lines behind so many others.
    pub(crate) fn after(facts: FileFacts, line: u64) -> Self {
        JsonLines { facts, line }
    }

    /// Buffers a line. Returns its length without the newline.
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

    /// Skips the rest of a line without keeping it. Returns its length without the newline.
    fn skip_line(stream: &mut Stream) -> u64 {
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
        let origin = self.facts.origin(self.line, offset);
        let page = page_from_object(line, origin, &state.options, &mut state.json)?;
        Ok(Some(Item::Page(Box::new(page))))
    }
}

/// Removes white space, and the NULs that a crash leaves.
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
        let limit = state.options.max_line_bytes;
        let (length, end) = Self::buffer_line(stream, limit);
        self.line += 1;
        match end {
            LineEnd::TooLong => {
                let length = Self::skip_line(stream);
                let detail = format!("the line has {length} bytes, the limit is {limit}");
                let damage = Damage { kind: ErrorKind::LineTooLong, detail };
                items.push_back(self.facts.error(self.line, offset, damage));
                true
            }
            LineEnd::Newline => {
                match self.page_or_error(&stream.data()[..length], offset, state) {
                    Ok(item) => items.extend(item),
                    Err(mut damage) => {
                        // Only the last line can be cut. This one is just wrong.
                        if damage.kind == ErrorKind::Truncated {
                            damage.kind = ErrorKind::BadJson;
                        }
                        items.push_back(self.facts.error(self.line, offset, damage));
                    }
                }
                stream.consume(length + 1);
                true
            }
            LineEnd::Stop => self.last_line(stream, length, state, items),
        }
    }

    fn go_to_record(&mut self, stream: &mut Stream) -> Option<(RestartFormat, u64)> {
        (!stream.data().is_empty() || stream.more()).then_some((RestartFormat::JsonLines, self.line))
    }
}

impl JsonLines {
    /// Reads the line of `length` bytes at which the stream stopped. Returns whether something may follow.
    fn last_line(
        &mut self,
        stream: &mut Stream,
        length: usize,
        state: &mut ReadState,
        items: &mut VecDeque<Item>,
    ) -> bool {
        let offset = stream.offset();
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
            // The rest of this line was lost to the damage.
            (Err(_), damage) => damage,
        };
        items.extend(fault.map(|damage| self.facts.error(self.line, offset, damage)));
        if length == 0 {
            // This was only the number of the line that would have come.
            self.line -= 1;
        }
        stream.pass_gap().is_some()
    }
}
