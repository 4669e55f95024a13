//! The standard's tokenizer over a whole page: what it finds is handed to a sink as slices of the page.
//!
//! The states of the standard are places in this file rather than values of a variable: with the whole page in memory
//! a comment, a value or the text of a script is one search.

pub(crate) mod attribute;
mod character_reference;
mod character_reference_table;
pub(crate) mod doctype;
pub(crate) mod name;
pub(crate) mod token;

use memchr::{memchr, memchr2, memmem};

use self::attribute::{AttributeSpan, read_attributes, rewritten};
use self::name::is_space;
use crate::byte_search;

pub use self::attribute::{Attribute, MAX_ATTRIBUTES};
pub use self::name::Name;
pub use self::token::{Doctype, StartTag};

/// How the tokenizer goes on after a start tag; tree construction decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Markup.
    #[default]
    Data,
    /// Text with references, up to the element's end tag (`title`, `textarea`).
    Rcdata,
    /// Text without references, up to the element's end tag (`style`, `iframe`, ...).
    Rawtext,
    /// A script's text: as raw text, but `<!--` may hide an end tag.
    ScriptData,
    /// Nothing but text up to the end of the page.
    Plaintext,
    /// The inside of `<![CDATA[`. No start tag leads here; a tokenizer may begin so.
    CdataSection,
}

/// What takes a page's tokens.
pub trait TokenSink {
    /// Whether an attribute is to be handed on. The values of others are passed over in one search.
    fn wants(&self, attribute: Name<'_>) -> bool;

    /// Characters, references resolved. A run of text may come in several calls.
    fn text(&mut self, text: &str);

    /// A U+0000 in markup or a CDATA section. In other text U+FFFD comes instead.
    fn nul(&mut self);

    /// A start tag; the answer says how to go on.
    fn start_tag(&mut self, tag: &StartTag<'_>) -> State;

    /// An end tag. Its attributes mean nothing.
    fn end_tag(&mut self, name: Name<'_>);

    /// A comment, or markup that the standard makes one.
    fn comment(&mut self, text: &str);

    /// A DOCTYPE.
    fn doctype(&mut self, doctype: &Doctype);

    /// Whether `<![CDATA[` begins a section here: in SVG and MathML. Elsewhere it is a comment.
    fn cdata_allowed(&self) -> bool;
}

/// Buffers that tokenizing needs, to be used again for the next page.
#[derive(Debug, Default)]
pub struct Buffers {
    spans: Vec<AttributeSpan>,
}

/// Tokenizes a page.
pub fn tokenize<S: TokenSink>(page: &str, sink: &mut S, buffers: &mut Buffers) {
    tokenize_from(page, State::Data, "", sink, buffers);
}

/// Tokenizes a piece of a page that begins inside of an element named `parent`.
pub fn tokenize_from<S: TokenSink>(
    page: &str,
    state: State,
    parent: &str,
    sink: &mut S,
    buffers: &mut Buffers,
) {
    // Line breaks are normalised and U+0000 is replaced as text is handed on, so that no copy is made of the page.
    let rewritten = memchr2(b'\r', 0, page.as_bytes()).is_some();
    Tokenizer { page, bytes: page.as_bytes(), rewritten, sink, spans: &mut buffers.spans }.run(state, parent);
}

struct Tokenizer<'a, 's, S> {
    page: &'a str,
    bytes: &'a [u8],
    /// The page has carriage returns or U+0000.
    rewritten: bool,
    sink: &'s mut S,
    spans: &'s mut Vec<AttributeSpan>,
}

impl<S: TokenSink> Tokenizer<'_, '_, S> {
    fn run(&mut self, state: State, parent: &str) {
        let mut at = match state {
            State::Data => 0,
            State::CdataSection => self.cdata(0),
            raw => self.raw(0, raw, parent),
        };
        while at < self.bytes.len() {
            at = self.data(at);
        }
    }

    /// A page's character, or nothing at its end.
    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    fn starts_with(&self, at: usize, word: &[u8]) -> bool {
        self.bytes.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word))
    }

    /// Text and the markup that ends it.
    fn data(&mut self, start: usize) -> usize {
        let (mut from, mut at) = (start, start);
        loop {
            at = byte_search::find_either(self.bytes, at, b'<', b'&');
            match self.byte(at) {
                None => {
                    self.text(from, at);
                    return at;
                }
                Some(b'&') => match character_reference::read(self.bytes, at, false) {
                    Some((characters, end)) => {
                        self.text(from, at);
                        self.sink.text(characters.as_str(&mut [0; 4]));
                        (from, at) = (end, end);
                    }
                    None => at += 1,
                },
                Some(_) => match self.byte(at + 1) {
                    Some(b) if b.is_ascii_alphabetic() => {
                        self.text(from, at);
                        return self.start_tag(at + 1);
                    }
                    Some(b'/') => match self.byte(at + 2) {
                        Some(b) if b.is_ascii_alphabetic() => {
                            self.text(from, at);
                            return self.end_tag(at + 2);
                        }
                        Some(b'>') => {
                            self.text(from, at);
                            return at + 3;
                        }
                        Some(_) => {
                            self.text(from, at);
                            return self.bogus_comment(at + 2);
                        }
                        None => at += 2,
                    },
                    Some(b'!') => {
                        self.text(from, at);
                        return self.declaration(at + 2);
                    }
                    Some(b'?') => {
                        self.text(from, at);
                        return self.bogus_comment(at + 1);
                    }
                    _ => at += 1,
                },
            }
        }
    }

    /// Hands on text of markup or a CDATA section.
    #[inline]
    fn text(&mut self, from: usize, to: usize) {
        if from == to {
        } else if self.rewritten {
            self.rewritten_text(from, to, S::nul);
        } else {
            self.sink.text(&self.page[from..to]);
        }
    }

    /// Hands on text in which U+0000 is replaced.
    fn raw_text(&mut self, from: usize, to: usize) {
        if from == to {
        } else if self.rewritten {
            self.rewritten_text(from, to, |sink| sink.text("\u{fffd}"));
        } else {
            self.sink.text(&self.page[from..to]);
        }
    }

    fn rewritten_text(&mut self, mut from: usize, to: usize, nul: impl Fn(&mut S)) {
        while from < to {
            let at = byte_search::find_either(&self.bytes[..to], from, b'\r', 0);
            if at > from {
                self.sink.text(&self.page[from..at]);
            }
            if at == to {
                return;
            }
            let (text, end) = rewritten(self.bytes, at);
            if self.bytes[at] == 0 {
                nul(self.sink)
            } else {
                self.sink.text(text)
            }
            from = end;
        }
    }

    fn start_tag(&mut self, start: usize) -> usize {
        let page = self.page;
        let (end, id) = name::read::<false>(self.bytes, start);
        let sink = &mut *self.sink;
        let wants = |name: Name<'_>| sink.wants(name);
        let Some((after, self_closing)) = read_attributes(self.page, end, self.rewritten, wants, self.spans)
        else {
            return self.bytes.len();
        };
        let tag = StartTag {
            name: Name::new(id, self.page, start, end),
            self_closing,
            page: self.page,
            spans: self.spans,
            source: end,
        };
        match self.sink.start_tag(&tag) {
            State::Data => after,
            raw => self.raw(after, raw, &page[start..end]),
        }
    }

    fn end_tag(&mut self, start: usize) -> usize {
        let (end, id) = name::read::<false>(self.bytes, start);
        let after = if self.byte(end) == Some(b'>') {
            end + 1
        } else {
            match read_attributes(self.page, end, false, |_| false, self.spans) {
                Some((after, _)) => after,
                None => return self.bytes.len(),
            }
        };
        self.sink.end_tag(Name::new(id, self.page, start, end));
        after
    }

    /// After `<!`.
    fn declaration(&mut self, at: usize) -> usize {
        if self.starts_with(at, b"--") {
            self.comment(at + 2)
        } else if self.starts_with(at, b"doctype") {
            let end = byte_search::find_byte(self.bytes, at + 7, b'>');
            let found = doctype::parse(&self.page[at + 7..end], end < self.bytes.len());
            self.sink.doctype(&found);
            end + 1
        } else if self.bytes[at..].starts_with(b"[CDATA[") && self.sink.cdata_allowed() {
            self.cdata(at + 7)
        } else {
            self.bogus_comment(at)
        }
    }

    fn cdata(&mut self, start: usize) -> usize {
        match memmem::find(&self.bytes[start..], b"]]>") {
            Some(length) => {
                self.text(start, start + length);
                start + length + 3
            }
            None => {
                self.text(start, self.bytes.len());
                self.bytes.len()
            }
        }
    }

    fn bogus_comment(&mut self, start: usize) -> usize {
        let end = byte_search::find_byte(self.bytes, start, b'>');
        self.emit_comment(start, end);
        end + 1
    }

    fn comment(&mut self, start: usize) -> usize {
        let rest = &self.bytes[start..];
        for (empty, length) in [(&b">"[..], 1), (b"->", 2)] {
            if rest.starts_with(empty) {
                self.sink.comment("");
                return start + length;
            }
        }
        let mut at = start;
        loop {
            let Some(found) = memchr(b'>', &self.bytes[at..]) else {
                let end = ["--!", "--", "-"].iter().find(|end| rest.ends_with(end.as_bytes()));
                self.emit_comment(start, self.bytes.len() - end.map_or(0, |end| end.len()));
                return self.bytes.len();
            };
            let end = at + found;
            for mark in [&b"--"[..], b"--!"] {
                if self.bytes[start..end].ends_with(mark) {
                    self.emit_comment(start, end - mark.len());
                    return end + 1;
                }
            }
            at = end + 1;
        }
    }

    fn emit_comment(&mut self, start: usize, end: usize) {
        let text = &self.page[start..end];
        if self.rewritten {
            let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}");
            self.sink.comment(&text);
        } else {
            self.sink.comment(text);
        }
    }

    /// The text of an element that holds nothing else, up to its end tag.
    fn raw(&mut self, start: usize, state: State, name: &str) -> usize {
        match state {
            State::ScriptData => {
                let end = self.script_end(start, name);
                self.raw_text(start, end);
                end
            }
            State::Rcdata => self.rcdata(start, name),
            State::Rawtext => {
                let mut at = start;
                loop {
                    at = byte_search::find_byte(self.bytes, at, b'<');
                    if at == self.bytes.len() || self.is_end_tag(at, name) {
                        self.raw_text(start, at);
                        return at;
                    }
                    at += 1;
                }
            }
            _ => {
                self.raw_text(start, self.bytes.len());
                self.bytes.len()
            }
        }
    }

    fn rcdata(&mut self, start: usize, name: &str) -> usize {
        let (mut from, mut at) = (start, start);
        loop {
            at = byte_search::find_either(self.bytes, at, b'<', b'&');
            match self.byte(at) {
                Some(b'&') => match character_reference::read(self.bytes, at, false) {
                    Some((characters, end)) => {
                        self.raw_text(from, at);
                        self.sink.text(characters.as_str(&mut [0; 4]));
                        (from, at) = (end, end);
                    }
                    None => at += 1,
                },
                Some(_) if !self.is_end_tag(at, name) => at += 1,
                _ => {
                    self.raw_text(from, at);
                    return at;
                }
            }
        }
    }

    /// Whether the `<` at `at` begins the end tag of an element.
    fn is_end_tag(&self, at: usize, name: &str) -> bool {
        self.byte(at + 1) == Some(b'/') && !name.is_empty() && self.is_word(at + 2, name)
    }

    /// Whether a name stands here that ends as names of tags do.
    fn is_word(&self, at: usize, name: &str) -> bool {
        self.starts_with(at, name.as_bytes())
            && self.byte(at + name.len()).is_some_and(|b| is_space(b) || matches!(b, b'/' | b'>'))
    }

    /// Where a script's text ends. Inside of `<!--` a nested `<script>` hides one end tag.
    fn script_end(&self, start: usize, name: &str) -> usize {
        #[derive(PartialEq)]
        enum State {
            Plain,
            Escaped,
            DoubleEscaped,
        }
        let length = self.bytes.len();
        let (mut state, mut at) = (State::Plain, start);
        while at < length {
            let rest = &self.bytes[at..];
            let found = match state {
                State::Plain => memchr(b'<', rest),
                _ => memchr2(b'<', b'>', rest),
            };
            let Some(found) = found else { return length };
            at += found;
            if self.bytes[at] == b'>' {
                // The dashes may be those of `<!--`.
                if self.bytes[start..at].ends_with(b"--") {
                    state = State::Plain;
                }
                at += 1;
                continue;
            }
            match state {
                State::Plain | State::Escaped if self.is_end_tag(at, name) => return at,
                State::Plain if self.starts_with(at + 1, b"!--") => {
                    state = State::Escaped;
                    // The dashes are looked at again: `<!-->` ends at once.
                    at += 4;
                }
                State::Escaped if self.is_word(at + 1, "script") => {
                    state = State::DoubleEscaped;
                    at += 8;
                }
                State::DoubleEscaped if self.byte(at + 1) == Some(b'/') && self.is_word(at + 2, "script") => {
                    state = State::Escaped;
                    at += 9;
                }
                _ => at += 1,
            }
        }
        length
    }
}
