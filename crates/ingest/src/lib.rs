//! Streams pages out of dumps of scraped pages: folders of page files and saved pages (MHTML), JSON Lines and
//! other JSON, CSV and TSV, WARC, WET and ARC, any of them under gzip, zstd, bzip2, xz or lz4, and in tar or zip
//! archives. It fetches nothing and knows nothing of what becomes of a page.
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
//!   come fixed buffers of a few MiB, for zstd the window its frames ask for (at most 2 GiB, with
//!   `--long=31`; 8 MiB is common), and for xz its dictionary (at most 256 MiB; 8 MiB is common).
//! - Time grows with the bytes read, whatever is in them.
//! - The items depend on the bytes and the options alone, not on how the bytes arrive.
//! - Nothing that an archive names is opened, followed or written: a member's name is only ever shown, and a
//!   size that is stated is never memory taken.
//!
//! # Compressions and archives
//!
//! | what | known by | damage | checksums |
//! | --- | --- | --- | --- |
//! | gzip | `1f 8b` | goes on at the next member | of each member |
//! | zstd | a frame's mark, or that of a frame to skip | goes on at the next frame | of each frame that has one |
//! | bzip2 | `BZh` and the mark of a block | goes on at the next stream | of each block |
//! | xz | its mark | goes on at the next stream | of each stream; up to 256 MiB of memory |
//! | lz4 | a frame's mark | goes on at the next frame | of each frame that has one |
//! | tar (old, ustar, GNU, PAX) | a header that adds up, or `ustar` | goes on at the next `ustar` header | of headers alone |
//! | zip (64 bits too), WACZ | `PK` | without its directory, members are found by their own headers | of each member |
//!
//! Compressions lie in one another up to three deep, and an archive may lie in an archive, but no deeper. A
//! member is read as if it were a file: a page, JSON Lines, WARC, compressed or not. It appears in
//! [`Origin::file`] as `archive.tar!/folder/name`, with control characters and what is no UTF-8 replaced, and
//! records and offsets count from its own beginning. A tar streams by. A zip is read from its file; from
//! standard input, under compression or in another archive it is laid down in a temporary file without a name
//! first. Of a WACZ only the WARC files in `archive/` are read. Zips that are office documents, electronic books
//! or Java are skipped as binary. Lzma without xz, lzip, legacy lz4 frames, 7z and rar are named and not read,
//! and so are zip members that are encrypted or packed in ways other than store, deflate, deflate64, bzip2, zstd
//! and xz.
//!
//! # How it is built
//!
//! A file is a `stream`: a buffer that a producer fills, and that can stop at its end, at a gap or for good.
//! A decompressor (`gzip`, `zstandard`; `bzip2_streams`, `xz_streams` and `lz4_frames` by way of `members`) is a
//! producer over another stream, and a broken member is a gap in what it gives. `format` undoes compression,
//! looks at the first bytes and picks a format: `json_lines`, `json_values`, `csv_rows`, `warc`, `arc`, `mhtml` or
//! `page_file`, or an archive. A format takes bytes
//! off the stream and makes items of them; `tar_archive` and `zip_archive` (with `zip_directory`) make a stream
//! of each member and give it back to `format`. `json_record` makes a page of an object by the tables in
//! `profile`; `answer` makes one of a stored HTTP answer, whose body `http` takes out of its
//! codings; `dates` makes ISO 8601 of what containers say; `sniff` tells what bytes are.
//!
//! # How to add a format
//!
//! A compression: write a module with a `members::Codec`, or with a `Produce` over a `Stream` that says
//! `Stop::Gap` where bytes are lost, and give `format::compression_of` its magic. A container: write a module
//! with a `Format`, give `format::recognise` the bytes it begins with, and take its name out of
//! `sniff::unsupported_container`. A kind of error or of skipped record that is new goes into `item`. Tests for
//! it belong in `tests/reading`: the format whole, and a piece of it in the property tests; and in
//! `tests/damage_sweep.rs` or `tests/damage_sweep_records.rs`, cut at every byte and with every byte changed.

mod formats;
mod inputs;
mod item;
mod options;
mod page;
mod reader;
mod record;
mod sniff;
mod stream;

pub use inputs::{Inputs, ResolveError};
pub use item::{ErrorKind, InputError, Item, SkipKind, Skipped};
pub use options::{Options, StatusError, StatusSet};
pub use page::{Declared, Origin, Page, PageKind};
pub use reader::Reader;
pub use record::field_mapping::{Field, Mapping, MappingError, MappingInForce, ProfileUse};
pub use stream::raw_input::Progress;
