//! JSON objects that are not one per line: in an array, indented, or concatenated.

use std::collections::VecDeque;

use memchr::{memchr3, memmem, memrchr};

use crate::formats::{FileFacts, Format, ReadState};
use crate::item::{ErrorKind, Item};
use crate::record::json::page_from_object;
use crate::stream::{Damage, Stop, Stream};

/// Whether objects that begin like this are spread over lines. A line of JSON Lines may be cut, so the next
/// line has to continue the object.
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

/// Finds the end of one value by its brackets.
#[derive(Default)]
struct Scan {
    /// How far the value was scanned.
    at: usize,
    depth: usize,
    in_string: bool,
}

enum Scanned {
    /// The value is complete. Its length in bytes.
    Whole(usize),
    /// The value continues.
    Open,
    /// A line ends within a string, which JSON does not allow: a quote is missing.
    Broken,
}

impl Scan {
    /// Continues the scan. `data` is the beginning of the value, longer with each call.
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
                    // The escaped character may not be buffered yet.
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

pub(crate) struct JsonDocuments {
    facts: FileFacts,
    /// Objects begun so far.
    record: u64,
    /// A newline, the white space before the first object, and its brace. After damage, the next object is
    /// searched for by these bytes.
    object_start: Option<Vec<u8>>,
}

impl JsonDocuments {
    pub(crate) fn new(facts: FileFacts) -> Self {
        JsonDocuments { facts, record: 0, object_start: None }
    }

    /// Skips white space and what separates the objects of an array; `false` if nothing follows.
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
            // Separators are short, and the indent has to stay in one piece.
            if self.object_start.is_some() || data.len() > 1024 {
                stream.consume(passed);
            }
            if !stream.more() {
                stream.consume(usize::MAX);
                return false;
            }
        }
    }

    /// Skips everything up to the next object that begins as the first one did. Returns how many bytes that was.
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
        let skipped = self.resynchronise(stream);
        let detail = format!("{what}; {skipped} bytes were skipped");
        self.facts.error(self.record, offset, Damage { kind, detail })
    }

    /// Reports that the stream stopped, within an object or between two. Returns whether something may follow.
    fn stopped(
        &mut self,
        stream: &mut Stream,
        offset: u64,
        within: bool,
        items: &mut VecDeque<Item>,
    ) -> bool {
        let damage = match stream.stop() {
            Some(Stop::Gap(damage) | Stop::Fatal(damage)) => damage.clone(),
            _ if within => {
                Damage { kind: ErrorKind::Truncated, detail: "the file ends within an object".to_owned() }
            }
            _ => return false,
        };
        stream.consume(usize::MAX);
        items.push_back(self.facts.error(self.record, offset, damage));
        let may_follow = stream.pass_gap().is_some();
        if may_follow {
            // The bytes after the gap may be the inside of an object.
            stream.fill_to(1);
            let start = self.object_start.as_deref().unwrap_or(b"\n{");
            if !stream.data().starts_with(&start[1..]) {
                self.resynchronise(stream);
            }
        }
        may_follow
    }
}

impl Format for JsonDocuments {
    fn advance(&mut self, stream: &mut Stream, state: &mut ReadState, items: &mut VecDeque<Item>) -> bool {
        self.record += 1;
        if !self.find_object(stream) {
            let may_follow = self.stopped(stream, stream.offset(), false, items);
            self.record -= 1;
            return may_follow;
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
                    // The bytes before the broken string were searched already.
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
                return self.stopped(stream, offset, true, items);
            }
        };
        let origin = self.facts.origin(self.record, offset);
        let page = page_from_object(&stream.data()[..length], origin, &state.options, &mut state.json);
        items.push_back(match page {
            Ok(page) => Item::Page(Box::new(page)),
            Err(damage) => self.facts.error(self.record, offset, damage),
        });
        stream.consume(length);
        true
    }
}
