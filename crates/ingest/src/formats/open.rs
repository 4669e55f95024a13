//! Which format a stream is in, and what all formats share.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::formats::arc::{self, Arc as ArcFile};
use crate::formats::csv::{self, CsvRows};
use crate::formats::json_documents::{self, JsonValues};
use crate::formats::json_lines::{self, JsonLines};
use crate::formats::mhtml::{self, Mhtml};
use crate::formats::page_file::PageFile;
use crate::formats::tar::{self, Tar};
use crate::formats::warc::{self, Warc};
use crate::formats::zip::{self, Zip};
use crate::formats::{FileFacts, Format};
use crate::item::{ErrorKind, Item};
use crate::options::Options;
use crate::sniff;
use crate::stream::bzip2::{self, Bzip2};
use crate::stream::concatenated::Members;
use crate::stream::gzip::{self, Gunzip};
use crate::stream::lz4::{self, Lz4};
use crate::stream::ratio::RatioGuard;
use crate::stream::xz::{self, Xz};
use crate::stream::zstd::{self, Unzstd};
use crate::stream::{Damage, Produce, Produced, Stop, Stream};

/// So many layers of compression are undone.
const MAX_LAYERS: usize = 3;

/// An archive in an archive is read, and no deeper.
const MAX_ARCHIVES: usize = 2;

/// A stream whose format is known.
pub(crate) struct Opened {
    pub(crate) stream: Stream,
    pub(crate) format: Box<dyn Format>,
}

/// Undoes compression and recognises the format. Damage found on the way is added to `items`; `None` if
/// nothing is left to read.
pub(crate) fn open(
    mut stream: Stream,
    mut facts: FileFacts,
    empty_is_page: bool,
    options: &Options,
    items: &mut VecDeque<Item>,
) -> Option<Opened> {
    let mut layers = 0;
    let mut looked_behind = false;
    loop {
        stream.fill_to(sniff::SNIFF_BYTES);
        let data = stream.data();
        if data.is_empty() {
            match stream.stop().cloned() {
                Some(Stop::Gap(damage)) => {
                    items.push_back(facts.error(0, stream.offset(), damage));
                    stream.pass_gap();
                    continue;
                }
                Some(Stop::Fatal(damage)) => {
                    items.push_back(facts.error(0, stream.offset(), damage));
                    return None;
                }
                _ => {
                    let is_page = empty_is_page && items.is_empty();
                    return is_page.then(|| Opened { stream, format: Box::new(PageFile::new(facts)) });
                }
            }
        }
        if let Some(compression) = compression_of(data) {
            layers += 1;
            facts.compressed = true;
            facts.disk = None;
            if layers > MAX_LAYERS {
                let detail = format!("compressed more than {MAX_LAYERS} times");
                items.push_back(facts.error(0, 0, Damage { kind: ErrorKind::Unsupported, detail }));
                return None;
            }
            let ratio = RatioGuard::new(options.max_ratio, Arc::clone(&facts.whole));
            stream = decompressed(stream, compression, ratio);
            continue;
        }
        let recognised = recognise(data, options);
        // A few bytes in front of damage tell nothing. Perhaps those behind it do.
        if matches!(recognised, Ok(Recognised::Page))
            && matches!(stream.stop(), Some(Stop::Gap(_)))
            && !looked_behind
        {
            let offset = stream.offset();
            let before = stream.data().to_vec();
            let Some(damage) = stream.pass_gap() else { continue };
            stream.fill_to(sniff::SNIFF_BYTES);
            let behind = stream.data();
            if behind.is_empty() || matches!(recognise(behind, options), Ok(Recognised::Page)) {
                looked_behind = true;
                stream = Stream::new(Replay { before, damage: Some(damage), behind: stream });
            } else {
                items.push_back(facts.error(0, offset, damage));
            }
            continue;
        }
        return match recognised {
            Ok(Recognised::Tar | Recognised::Zip) if facts.archives >= MAX_ARCHIVES => {
                let detail = "an archive in an archive in an archive is not read; unpack it first".to_owned();
                items.push_back(facts.error(0, 0, Damage { kind: ErrorKind::Unsupported, detail }));
                None
            }
            Ok(Recognised::Zip) => Some(Opened { stream, format: Box::new(Zip::new(facts)) }),
            Ok(Recognised::Tar) => Some(Opened { stream, format: Box::new(Tar::new(facts)) }),
            Ok(Recognised::Warc) => Some(Opened { stream, format: Box::new(Warc::new(facts)) }),
            Ok(Recognised::Arc) => Some(Opened { stream, format: Box::new(ArcFile::new(facts)) }),
            Ok(Recognised::Mhtml) => Some(Opened { stream, format: Box::new(Mhtml::new(facts)) }),
            Ok(Recognised::Csv(dialect)) => {
                Some(Opened { stream, format: Box::new(CsvRows::new(facts, dialect)) })
            }
            Ok(Recognised::JsonLines) => Some(Opened { stream, format: Box::new(JsonLines::new(facts)) }),
            Ok(Recognised::JsonValues) => Some(Opened { stream, format: Box::new(JsonValues::new(facts)) }),
            Ok(Recognised::Page) => Some(Opened { stream, format: Box::new(PageFile::new(facts)) }),
            Err(detail) => {
                items.push_back(facts.error(0, 0, Damage { kind: ErrorKind::Unsupported, detail }));
                None
            }
        };
    }
}

/// Gives again what was taken off a stream to look behind a gap, with the gap.
struct Replay {
    before: Vec<u8>,
    damage: Option<Damage>,
    behind: Stream,
}

impl Produce for Replay {
    fn produce(&mut self, out: &mut [u8]) -> Produced {
        if !self.before.is_empty() {
            let part = self.before.len().min(out.len());
            out[..part].copy_from_slice(&self.before[..part]);
            self.before.drain(..part);
            return Produced::Bytes(part);
        }
        if let Some(damage) = self.damage.take() {
            return Produced::Stop(Stop::Gap(damage));
        }
        if self.behind.data().is_empty() && !self.behind.more() {
            return Produced::Stop(match self.behind.pass_gap() {
                Some(damage) => Stop::Gap(damage),
                None => self.behind.stop().cloned().unwrap_or(Stop::End),
            });
        }
        let data = self.behind.data();
        let part = data.len().min(out.len());
        out[..part].copy_from_slice(&data[..part]);
        self.behind.consume(part);
        Produced::Bytes(part)
    }
}

/// What a stream of bytes can be compressed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compression {
    Gzip,
    Zstd,
    Bzip2,
    Xz,
    Lz4,
}

fn compression_of(data: &[u8]) -> Option<Compression> {
    if data.starts_with(gzip::MAGIC) || gzip::begins_damaged(data) {
        Some(Compression::Gzip)
    } else if lz4::is_lz4(data) {
        Some(Compression::Lz4)
    } else if zstd::is_frame(data) {
        Some(Compression::Zstd)
    } else if bzip2::is_bzip2(data) {
        Some(Compression::Bzip2)
    } else if xz::is_xz(data) {
        Some(Compression::Xz)
    } else {
        None
    }
}

/// What a compressed stream holds.
pub(crate) fn decompressed(stream: Stream, compression: Compression, ratio: RatioGuard) -> Stream {
    match compression {
        Compression::Gzip => Stream::new(Gunzip::new(stream, ratio)),
        Compression::Zstd => Stream::new(Unzstd::new(stream, ratio)),
        Compression::Bzip2 => Stream::new(Members::new(stream, Bzip2::new(), ratio)),
        Compression::Xz => Stream::new(Members::new(stream, Xz::new(), ratio)),
        Compression::Lz4 => Stream::new(Members::new(stream, Lz4::new(), ratio)),
    }
}

enum Recognised {
    Tar,
    Zip,
    Warc,
    Arc,
    Mhtml,
    Csv(csv::Dialect),
    JsonLines,
    JsonValues,
    Page,
}

/// The format that begins with these bytes, or a word on why it is not read.
fn recognise(data: &[u8], options: &Options) -> Result<Recognised, String> {
    if tar::is_tar(data) {
        return Ok(Recognised::Tar);
    }
    if zip::is_zip(data) {
        return Ok(if zip::is_document(data) { Recognised::Page } else { Recognised::Zip });
    }
    if let Some(name) = sniff::unsupported_container(data) {
        return Err(format!("{name} files are not read; unpack it first"));
    }
    if sniff::is_wide_json(data) {
        return Err("JSON in UTF-16 or UTF-32 is not read; turn it into UTF-8 first".to_owned());
    }
    let text = sniff::trim_start(data);
    if warc::is_warc(text) {
        return Ok(Recognised::Warc);
    }
    if mhtml::is_mhtml(text) {
        return Ok(Recognised::Mhtml);
    }
    if sniff::looks_like_json(text) {
        if json_documents::is_indented(text) {
            return Ok(Recognised::JsonValues);
        }
        return Ok(Recognised::JsonLines);
    }
    if json_lines::goes_on_as_json_lines(text) {
        return Ok(Recognised::JsonLines);
    }
    if arc::is_arc(text) {
        return Ok(Recognised::Arc);
    }
    if let Some(dialect) = csv::dialect(text, &options.mapping) {
        return Ok(Recognised::Csv(dialect));
    }
    Ok(Recognised::Page)
}
