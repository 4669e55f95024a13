//! Which format a stream is in, and what all formats share.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::gzip::{self, Gunzip};
use crate::item::{ErrorKind, InputError, Item};
use crate::json_lines::{self, JsonLines};
use crate::json_values::{self, JsonValues};
use crate::options::Options;
use crate::page::Origin;
use crate::page_file::PageFile;
use crate::profile::Resolver;
use crate::sniff;
use crate::stream::{Damage, Stop, Stream};
use crate::warc::{self, Warc};
use crate::zstandard::{self, Unzstd};

/// So many layers of compression are undone.
const MAX_LAYERS: usize = 3;

/// What lives as long as the run.
pub(crate) struct Run {
    pub(crate) options: Options,
    pub(crate) resolver: Resolver,
}

/// What is known of a file before it is read.
#[derive(Clone)]
pub(crate) struct FileFacts {
    pub(crate) name: Arc<str>,
    /// Its size, if it is a file with one.
    pub(crate) size: Option<u64>,
    pub(crate) compressed: bool,
}

impl FileFacts {
    pub(crate) fn origin(&self, record: u64, offset: u64) -> Origin {
        Origin { file: Arc::clone(&self.name), record, offset }
    }

    pub(crate) fn error(&self, record: u64, offset: u64, damage: Damage) -> Item {
        let Damage { kind, detail } = damage;
        Item::Error(InputError { origin: self.origin(record, offset), kind, detail })
    }
}

/// A format: it takes bytes off a stream and makes items of them.
pub(crate) trait Format: Send {
    /// Adds the next items, or says `false` when the stream has nothing more for it. Each call must consume
    /// bytes, pass a gap or end.
    fn advance(&mut self, stream: &mut Stream, run: &mut Run, items: &mut VecDeque<Item>) -> bool;
}

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
        let gzip = data.starts_with(gzip::MAGIC);
        if gzip || zstandard::is_frame(data) {
            layers += 1;
            facts.compressed = true;
            if layers > MAX_LAYERS {
                let detail = format!("compressed more than {MAX_LAYERS} times");
                items.push_back(facts.error(0, 0, Damage { kind: ErrorKind::Unsupported, detail }));
                return None;
            }
            stream = if gzip {
                Stream::new(Gunzip::new(stream, options.max_ratio))
            } else {
                Stream::new(Unzstd::new(stream, options.max_ratio))
            };
            continue;
        }
        return match recognise(data) {
            Ok(Recognised::Warc) => Some(Opened { stream, format: Box::new(Warc::new(facts)) }),
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

enum Recognised {
    Warc,
    JsonLines,
    JsonValues,
    Page,
}

/// The format that begins with these bytes, or a word on why it is not read.
fn recognise(data: &[u8]) -> Result<Recognised, String> {
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
    if sniff::looks_like_json(text) {
        if json_values::is_indented(text) {
            return Ok(Recognised::JsonValues);
        }
        return Ok(Recognised::JsonLines);
    }
    if json_lines::goes_on_as_json_lines(text) {
        return Ok(Recognised::JsonLines);
    }
    Ok(Recognised::Page)
}
