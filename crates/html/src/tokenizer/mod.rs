//! The HTML standard's tokenizer, for trees other than [`Tree`](crate::Tree).
//!
//! [`tokenize`] passes a page's tokens to a [`TokenSink`], mostly as slices of the page:
//!
//! ```
//! use dechaff_html::tokenizer::{Buffers, Doctype, Name, StartTag, State, TokenSink, tokenize};
//!
//! /// Collects the addresses of links.
//! #[derive(Default)]
//! struct Links(Vec<String>);
//!
//! impl TokenSink for Links {
//!     fn wants(&self, attribute: Name<'_>) -> bool {
//!         attribute.raw().eq_ignore_ascii_case("href")
//!     }
//!     fn start_tag(&mut self, tag: &StartTag<'_>) -> State {
//!         self.0.extend(tag.attributes().map(|attribute| attribute.value().into_owned()));
//!         State::Data
//!     }
//!     fn end_tag(&mut self, _: Name<'_>) {}
//!     fn text(&mut self, _: &str) {}
//!     fn nul(&mut self) {}
//!     fn comment(&mut self, _: &str) {}
//!     fn doctype(&mut self, _: &Doctype) {}
//!     fn cdata_allowed(&self) -> bool {
//!         false
//!     }
//! }
//!
//! let mut links = Links::default();
//! tokenize("<a href='/x?a=1&amp;b=2'>One</a>", &mut links, &mut Buffers::default());
//! assert_eq!(links.0, ["/x?a=1&b=2"]);
//! ```
//!
//! The standard's states are mostly places in this code instead of values of a variable: since the whole page is in
//! memory, a comment, a value or the text of a script is found by one search.

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

/// The standard's tokenizer states in which text can follow a start tag. Tree construction chooses among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// Markup.
    #[default]
    Data,
    /// Text with character references, up to the element's end tag (`title`, `textarea`).
    Rcdata,
    /// Text without character references, up to the element's end tag (`style`, `iframe`, ...).
    Rawtext,
    /// A script's text. It is like raw text, except that `<!--` can hide an end tag.
    ScriptData,
    /// Text up to the end of the page.
    Plaintext,
    /// The contents of `<![CDATA[`. Start tags do not lead to this state, but [`tokenize_from`] can start in it.
    CdataSection,
}

/// Receives a page's tokens, in the page's order.
pub trait TokenSink {
    /// Whether the sink wants an attribute. Others are not reported, and their values are skipped by one search.
    fn wants(&self, attribute: Name<'_>) -> bool;

    /// Characters, with references resolved and line breaks normalized. A run of text may take several calls.
    fn text(&mut self, text: &str);

    /// A U+0000 between tags or in a CDATA section. In other text, U+FFFD is reported instead.
    fn nul(&mut self);

    /// A start tag. Returns the state in which to continue.
    fn start_tag(&mut self, tag: &StartTag<'_>) -> State;

    /// An end tag. Its attributes have no meaning.
    fn end_tag(&mut self, name: Name<'_>);

    /// A comment, or other markup that the standard turns into one, such as `<?xml ...>`.
    fn comment(&mut self, text: &str);

    /// A DOCTYPE.
    fn doctype(&mut self, doctype: &Doctype);

    /// Whether `<![CDATA[` starts a CDATA section here, as it does in SVG and MathML. Elsewhere it is a comment.
    fn cdata_allowed(&self) -> bool;
}

/// The tokenizer's buffers, which can be reused for the next page.
#[derive(Debug, Default)]
pub struct Buffers {
    spans: Vec<AttributeSpan>,
}

/// Tokenizes a page. Never fails, and takes time proportional to the page's length.
pub fn tokenize<S: TokenSink>(page: &str, sink: &mut S, buffers: &mut Buffers) {
    tokenize_from(page, State::Data, "", sink, buffers);
}

/// Tokenizes the contents of an element named `parent`, starting in a state other than [`State::Data`].
///
/// The end tag of `parent` ends the text of the initial state. If `parent` is empty, that text extends to the page's end.
pub fn tokenize_from<S: TokenSink>(
    page: &str,
    state: State,
    parent: &str,
    sink: &mut S,
    buffers: &mut Buffers,
) {
    // Line breaks are normalized and U+0000 is replaced as text is passed on, which avoids a copy of the page.
    let rewritten = memchr2(b'\r', 0, page.as_bytes()).is_some();
    Tokenizer { page, bytes: page.as_bytes(), rewritten, sink, spans: &mut buffers.spans }.run(state, parent);
}

struct Tokenizer<'a, 's, S> {
    page: &'a str,
    bytes: &'a [u8],
    /// Whether the page has carriage returns or U+0000.
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

    /// The byte at an index; `None` at the page's end.
    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// Whether the page has this lower-case word at an index, in any case.
    fn starts_with(&self, at: usize, word: &[u8]) -> bool {
        self.bytes.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word))
    }

    /// Text and the markup that ends it. Returns the index after both.
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

    /// Passes on text between tags or in a CDATA section.
    #[inline]
    fn text(&mut self, from: usize, to: usize) {
        if from == to {
        } else if self.rewritten {
            self.rewritten_text(from, to, S::nul);
        } else {
            self.sink.text(&self.page[from..to]);
        }
    }

    /// Passes on text in which U+0000 is replaced.
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

    /// Markup after `<!`.
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

    /// The text of an element that contains only text, up to its end tag. Returns the index of the end tag.
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

    /// Whether the `<` at `at` starts the end tag of an element.
    fn is_end_tag(&self, at: usize, name: &str) -> bool {
        self.byte(at + 1) == Some(b'/') && !name.is_empty() && self.is_word(at + 2, name)
    }

    /// Whether the page has a tag's name at an index, in full.
    fn is_word(&self, at: usize, name: &str) -> bool {
        self.starts_with(at, name.as_bytes())
            && self.byte(at + name.len()).is_some_and(|b| is_space(b) || matches!(b, b'/' | b'>'))
    }

    /// The index at which a script's text ends. Inside of `<!--`, a nested `<script>` hides one end tag.
    fn script_end(&self, start: usize, name: &str) -> usize {
        #[derive(PartialEq)]
        enum ScriptState {
            Plain,
            Escaped,
            DoubleEscaped,
        }
        let length = self.bytes.len();
        let (mut state, mut at) = (ScriptState::Plain, start);
        while at < length {
            let rest = &self.bytes[at..];
            let found = match state {
                ScriptState::Plain => memchr(b'<', rest),
                _ => memchr2(b'<', b'>', rest),
            };
            let Some(found) = found else { return length };
            at += found;
            if self.bytes[at] == b'>' {
                // The dashes may be those of `<!--`.
                if self.bytes[start..at].ends_with(b"--") {
                    state = ScriptState::Plain;
                }
                at += 1;
                continue;
            }
            match state {
                ScriptState::Plain | ScriptState::Escaped if self.is_end_tag(at, name) => return at,
                ScriptState::Plain if self.starts_with(at + 1, b"!--") => {
                    state = ScriptState::Escaped;
                    // The dashes are examined again, because `<!-->` ends at once.
                    at += 4;
                }
                ScriptState::Escaped if self.is_word(at + 1, "script") => {
                    state = ScriptState::DoubleEscaped;
                    at += 8;
                }
                ScriptState::DoubleEscaped
                    if self.byte(at + 1) == Some(b'/') && self.is_word(at + 2, "script") =>
                {
                    state = ScriptState::Escaped;
                    at += 9;
                }
                _ => at += 1,
            }
        }
        length
    }
}
