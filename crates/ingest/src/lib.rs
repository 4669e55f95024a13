//! Streams pages out of dumps of scraped pages: folders of page files, JSON Lines and other JSON, WARC, WET,
//! any of them under gzip or zstd. It fetches nothing and knows nothing of what becomes of a page.
//!
//! ```
//! use dechaff_ingest::{Item, Options, PageKind, Reader};
//!
//! let dump = r#"{"url": "https://example.org/rain", "html": "<p>It rained on Monday.</p>"}
//! {"url": "https://example.org/sun", "text": "It shone on Tuesday."}
//! {"url": "https://example.org/none"}
//! "#;
//! let mut reader = Reader::from_read("dump.jsonl", dump.as_bytes(), Options::default());
//!
//! let Some(Item::Page(rain)) = reader.next() else { panic!() };
//! assert_eq!(rain.kind, PageKind::Html);
//! assert_eq!(rain.bytes, b"<p>It rained on Monday.</p>");
//! assert_eq!(rain.declared.url.as_deref(), Some("https://example.org/rain"));
//!
//! let Some(Item::Page(sun)) = reader.next() else { panic!() };
//! assert_eq!(sun.kind, PageKind::Text);
//! assert_eq!((sun.origin.record, sun.origin.offset), (2, 75));
//!
//! let Some(Item::Error(error)) = reader.next() else { panic!() };
//! assert_eq!(error.kind.as_str(), "no_text_field");
//! assert!(reader.next().is_none());
//! ```
//!
//! For files, [`Inputs::resolve`] turns arguments into a list of files in a stable order and [`Reader::new`]
//! reads them.
//!
//! # What a reader promises
//!
//! Dumps are damaged, and they lie about what they are. So:
//!
//! - What a file is, and what a page is, is told by the bytes, never by a name, and by a header only where the
//!   bytes do not contradict it.
//! - Each line of JSON and each record of a WARC file ends as exactly one [`Item`]: a page, something skipped,
//!   or an error. Blank lines are nothing, and a WARC record whose length is wrong is a page and an error.
//! - Damage costs the records it hit. Reading goes on at the next line, the next record, the next gzip member
//!   or zstd frame, and the error says where and how much was passed over. Nothing before the damage is taken
//!   back, and what stands before a gap is never glued to what stands behind it.
//! - Memory does not grow with a file, a member, a line or a page; see [`Options`]. To a line or two pages
//!   come fixed buffers of a few MiB, and for zstd the window its frames ask for (at most 2 GiB, with
//!   `--long=31`; 8 MiB is common).
//! - Time grows with the bytes read, whatever is in them.
//! - The items depend on the bytes and the options alone, not on how the bytes arrive.
//!
//! # How it is built
//!
//! A file is a `stream`: a buffer that a producer fills, and that can stop at its end, at a gap or for good.
//! A decompressor (`gzip`, `zstandard`) is a producer over another stream, and a broken member is a gap in what
//! it gives. `format` undoes compression, looks at the first bytes and picks a format: `json_lines`,
//! `json_values`, `warc` or `page_file`. A format takes bytes off the stream and makes items of them. `json_record` makes a page of an
//! object by the tables in `profile`; `http` takes a body out of its codings; `sniff` tells what bytes are.
//!
//! # How to add a format
//!
//! A compression: write a module with a `Produce` over a `Stream` that says `Stop::Gap` where bytes are lost,
//! and give `format::open` its magic. A container: write a module with a `Format`, give `format::recognise`
//! the bytes it begins with, and take its name out of `sniff::unsupported_container`. A kind of error or of
//! skipped record that is new goes into `item`. Tests for it belong in `tests/reading`: the format whole, cut
//! at every byte, with a byte flipped, and a piece of it in the property tests.

mod format;
mod gzip;
mod headers;
mod http;
mod inputs;
mod item;
mod json_lines;
mod json_record;
mod json_repair;
mod json_values;
mod options;
mod page;
mod page_file;
mod profile;
mod reader;
mod sniff;
mod stream;
mod warc;
mod zstandard;

pub use inputs::{Inputs, ResolveError};
pub use item::{ErrorKind, InputError, Item, SkipKind, Skipped};
pub use options::{Options, StatusError, StatusSet};
pub use page::{Declared, Origin, Page, PageKind};
pub use profile::{Field, Mapping, MappingError, MappingInForce, ProfileUse};
pub use reader::Reader;
pub use stream::Progress;
