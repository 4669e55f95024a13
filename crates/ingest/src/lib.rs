//! Streams pages out of dumps of scraped pages: folders of page files and saved pages (MHTML), JSON Lines and
//! other JSON, Parquet, CSV and TSV, WARC, WET and ARC, any of them under gzip, zstd, bzip2, xz or lz4, and in tar or zip
//! archives. It fetches nothing, and does not know what happens to a page afterwards.
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
//! For files, [`Inputs::resolve`] turns arguments into a list of files in a stable order, and [`Reader::new`]
//! reads them.
//!
//! # What a reader promises
//!
//! Dumps are damaged, and their labels are often wrong. Therefore:
//!
//! - What a file or a page is, is decided by its bytes and never by a name. A header counts only if the bytes do
//!   not contradict it.
//! - Each line of JSON and each record of a WARC file ends as exactly one [`Item`]: a page, something skipped,
//!   or an error. Blank lines yield nothing, and a WARC record whose length is wrong yields a page and an error.
//! - Damage costs the records that it hits. Reading resumes at the next line, the next record, the next gzip
//!   member or zstd frame, and the error reports where, and how much was skipped. Nothing before the damage is
//!   taken back, and bytes before a gap are never joined to bytes after it.
//! - Memory does not grow with a file, a member, a line or a page; see [`Options`]. Besides a line or two pages,
//!   a reader holds fixed buffers of a few MiB, for zstd the window that its frames ask for (at most 2 GiB, with
//!   `--long=31`; 8 MiB is common), and for xz its dictionary (at most 256 MiB; 8 MiB is common).
//! - Time is proportional to the bytes read, whatever they are.
//! - The items depend on the bytes and the options alone, and not on how the bytes arrive.
//! - Nothing that an archive names is opened, followed or written. A member's name is only ever shown, and a
//!   stated size never makes a reader take memory.
//!
//! # Compressions and archives
//!
//! | what | recognised by | after damage | checksums |
//! | --- | --- | --- | --- |
//! | gzip | `1f 8b` | resumes at the next member | of each member |
//! | zstd | the magic of a frame, or that of a skippable one | resumes at the next frame | of each frame that has one |
//! | bzip2 | `BZh` and the magic of a block | resumes at the next stream | of each block |
//! | xz | its magic | resumes at the next stream | of each stream; up to 256 MiB of memory |
//! | lz4 | the magic of a frame | resumes at the next frame | of each frame that has one |
//! | tar (old, ustar, GNU, PAX) | a header whose checksum is right, or `ustar` | resumes at the next `ustar` header | of headers alone |
//! | zip (64 bits too), WACZ | `PK` | without its directory, members are found by their own headers | of each member |
//!
//! Up to three compressions may be nested, and an archive may be in an archive, but no deeper. A member is read
//! as if it were a file: a page, JSON Lines, WARC, compressed or not. It appears in [`Origin::file`] as
//! `archive.tar!/folder/name`, with control characters and bytes that are not UTF-8 replaced. Its records and
//! offsets are counted from its own beginning. A tar is streamed. A zip is read from its file. One from standard
//! input, from compression or from another archive is first written to a temporary file without a name. In a
//! WACZ only the WARC files in `archive/` are read. Zips that are office documents, e-books or Java are skipped
//! as binary. Lzma without xz, lzip, legacy lz4 frames, 7z and rar are named in an error and not read. So are zip
//! members that are encrypted, or packed in ways other than store, deflate, deflate64, bzip2, zstd and xz.
//!
//! # How it is built
//!
//! A file is a `stream`: a buffer that a producer fills, and that can stop at its end, at a gap, or for good. A
//! decompressor is a producer over another stream, and a broken member is a gap in what it gives. What all
//! compressions share, above all the search for the next member after damage, is in `stream/concatenated.rs`;
//! the file of each compression only adds its decoder.
//!
//! `formats/open.rs` undoes compression, looks at the first bytes and picks a format. A format takes bytes off
//! the stream and turns them into items. WARC and ARC share `formats/framed_records.rs`, which deals with wrong
//! lengths. Archives make a stream of each member and give it back to `open`.
//!
//! `record/` is the way from one record to a page. `json.rs` reads an object by the tables in
//! `field_mapping.rs`. `http_response.rs` reads a stored response, whose codings `http.rs` undoes. `dates.rs`
//! converts dates to ISO 8601. `sniff.rs` recognises what bytes are.
//!
//! # How to add a format
//!
//! 1. A compression: write a `Codec` in `stream/`, and add it to `stream/compression.rs`.
//! 2. A container: write a `Format` in `formats/`, add the bytes that it begins with to `recognise` in
//!    `formats/open.rs`, and remove its name from `unsupported_container` in `sniff.rs`. If its records state
//!    their length, write a `Framing` and use `FramedRecords`.
//! 3. New kinds of errors and of skipped records belong in `item.rs`.
//! 4. Tests in `tests/reading`: the format whole, and a piece of it in the property tests. Tests in
//!    `tests/damage_sweep.rs` or `tests/damage_sweep_records.rs`: cut at every byte, and with every byte changed.

#![forbid(unsafe_code)]

mod formats;
mod inputs;
mod item;
mod mapping;
mod options;
mod page;
mod reader;
mod record;
mod sniff;
mod stream;

pub use formats::parquet::rows::RowReader;
pub use inputs::{Inputs, ResolveError};
pub use item::{ErrorKind, InputError, Item, SkipKind, Skipped};
pub use mapping::{Field, Mapping, MappingError};
pub use options::{Options, StatusError, StatusSet};
pub use page::{Declared, Origin, Page, PageKind};
pub use reader::{Position, Reader};
pub use record::field_mapping::{MappingInForce, ProfileUse};
pub use stream::raw_input::Progress;
