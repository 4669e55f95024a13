//! JSON objects that are not one a line: in an array, indented, or one behind the other.

use std::collections::VecDeque;

use memchr::{memchr3, memmem, memrchr};

use crate::formats::{FileFacts, Format, ReadState};
use crate::item::{ErrorKind, Item};
use crate::record::json::page_of_line;
use crate::stream::{Damage, Stop, Stream};

/// Whether objects that begin like this are spread over lines. A line of JSON Lines may be cut, so the line
/// below has to go on as an object does.
pub(crate) fn is_indented(text: &[u8]) -> bool {
    if text.starts_with(b"[") {
        return true;
    }
    let Some(newline) = memchr::memchr(b'\n', text) else { return false };
    let mut scan = Scan::default();
    let next = text[newline..].trim_ascii_start().first();
    matches!(scan.run(&text[..newline]), Scanned::Open)
        && !scan.in_string
        && matches!(next, Some(b'"' | b'}'))
}

/// Follows the brackets of one value.
#[derive(Default)]
struct Scan {
    /// How far the value was followed.
    at: usize,
    depth: usize,
    in_string: bool,
}

enum Scanned {
    /// The value has so many bytes.
    Whole(usize),
    /// It goes on.
    Open,
    /// A line ends within a string, which JSON does not allow: quotes don't match.
    Broken,
}

impl Scan {
    /// Goes on in a value of which `data` is the beginning, each time with more of it.
    fn run(&mut self, data: &[u8]) -> Scanned {
        while self.at < data.len() {
            let rest = &data[self.at..];
            if self.in_string {
                let Some(found) = memchr3(b'"', b'\\', b'\n', rest) else {
                    self.at = data.len();
                    break;
                };
                match rest[found] {
                    b'"' => self.in_string = false,
                    b'\n' => return Scanned::Broken,
                    // What is escaped may not be there yet.
                    _ if found + 1 == rest.len() => {
                        self.at += found;
                        break;
                    }
                    _ => self.at += 1,
                }
                self.at += found + 1;
                continue;
            }
            match rest[0] {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Scanned::Whole(self.at + 1);
                    }
                }
                _ => {}
            }
            self.at += 1;
        }
        Scanned::Open
    }
}

pub(crate) struct JsonValues {
    facts: FileFacts,
    /// Objects begun so far.
    record: u64,
    /// A newline, the white space in front of the first object, and its brace: what the search for the next
    /// object behind damage looks for.
    object_start: Option<Vec<u8>>,
}

impl JsonValues {
    pub(crate) fn new(facts: FileFacts) -> Self {
        JsonValues { facts, record: 0, object_start: None }
    }

    /// Passes white space and what parts the objects of an array; `false` if nothing follows.
    fn find_object(&mut self, stream: &mut Stream) -> bool {
        if stream.offset() == 0 && stream.data().starts_with(b"\xef\xbb\xbf") {
            stream.consume(3);
        }
        loop {
            let data = stream.data();
            let passed = data.iter().take_while(|byte| b" \t\r\n,[]\0".contains(byte)).count();
            let found = passed < data.len();
            if found && self.object_start.is_none() {
                let line = memrchr(b'\n', &data[..passed]).map_or(passed, |newline| newline + 1);
                let indent = data[line..passed].iter().filter(|byte| byte.is_ascii_whitespace());
                self.object_start = Some([b'\n'].iter().chain(indent).chain(b"{").copied().collect());
            }
            if found {
                stream.consume(passed);
                return true;
            }
            // What parts objects is short; the indent has to stay in one piece.
            if self.object_start.is_some() || data.len() > 1024 {
                stream.consume(passed);
            }
            if !stream.more() {
                stream.consume(usize::MAX);
                return false;
            }
        }
    }

    /// Passes everything up to the next object that begins as the first one did; how much that was.
    fn resynchronise(&self, stream: &mut Stream) -> u64 {
        let from = stream.offset();
        let start = self.object_start.as_deref().unwrap_or(b"\n{");
        loop {
            if let Some(at) = memmem::find(stream.data(), start) {
                stream.consume(at + start.len() - 1);
                return stream.offset() - from;
            }
            stream.consume(stream.data().len().saturating_sub(start.len() - 1));
            if !stream.more() {
                stream.consume(usize::MAX);
                return stream.offset() - from;
            }
        }
    }

    fn fault(&self, stream: &mut Stream, offset: u64, kind: ErrorKind, what: &str) -> Item {
        let passed = self.resynchronise(stream);
        let detail = format!("{what}; {passed} bytes were passed over");
        self.facts.error(self.record, offset, Damage { kind, detail })
    }

    /// The stream stopped, within an object or between two.
    fn stop(&mut self, stream: &mut Stream, offset: u64, within: bool, items: &mut VecDeque<Item>) -> bool {
        let damage = match stream.stop() {
            Some(Stop::Gap(damage) | Stop::Fatal(damage)) => damage.clone(),
            _ if within => {
                Damage { kind: ErrorKind::Truncated, detail: "the file ends within an object".to_owned() }
            }
            _ => return false,
        };
        stream.consume(usize::MAX);
        items.push_back(self.facts.error(self.record, offset, damage));
        let goes_on = stream.pass_gap().is_some();
        if goes_on {
            // What stands behind the gap may be the inside of an object.
            stream.fill_to(1);
            let start = self.object_start.as_deref().unwrap_or(b"\n{");
            if !stream.data().starts_with(&start[1..]) {
                self.resynchronise(stream);
            }
        }
        goes_on
    }
}

impl Format for JsonValues {
    fn advance(&mut self, stream: &mut Stream, state: &mut ReadState, items: &mut VecDeque<Item>) -> bool {
        self.record += 1;
        if !self.find_object(stream) {
            let goes_on = self.stop(stream, stream.offset(), false, items);
            self.record -= 1;
            return goes_on;
        }
        let offset = stream.offset();
        if !stream.data().starts_with(b"{") {
            items.push_back(self.fault(stream, offset, ErrorKind::BadJson, "no object begins here"));
            return true;
        }
        let mut scan = Scan::default();
        let length = loop {
            match scan.run(stream.data()) {
                Scanned::Whole(length) => break length,
                Scanned::Broken => {
                    // Whatever stands before the broken place was searched already.
                    stream.consume(scan.at);
                    items.push_back(self.fault(stream, offset, ErrorKind::BadJson, "a string is not closed"));
                    return true;
                }
                Scanned::Open if scan.at > state.options.max_line_bytes => {
                    stream.consume(scan.at);
                    let what = format!("the object has more than {} bytes", state.options.max_line_bytes);
                    items.push_back(self.fault(stream, offset, ErrorKind::LineTooLong, &what));
                    return true;
                }
                Scanned::Open => {}
            }
            if !stream.more() {
                return self.stop(stream, offset, true, items);
            }
        };
        items.push_back(
            match page_of_line(&stream.data()[..length], &self.facts, self.record, offset, state) {
                Ok(page) => Item::Page(Box::new(page)),
                Err(damage) => self.facts.error(self.record, offset, damage),
            },
        );
        stream.consume(length);
        true
    }
}
