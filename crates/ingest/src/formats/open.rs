//! Opens a stream: undoes its compression and recognises its format.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::formats::arc::{self, ArcReader};
use crate::formats::csv::{self, CsvRows};
use crate::formats::json::documents::{self, JsonDocuments};
use crate::formats::json::lines::{self, JsonLines};
use crate::formats::mhtml::{self, Mhtml};
use crate::formats::page_file::PageFile;
use crate::formats::parquet::{self, ParquetRows};
use crate::formats::tar::{self, Tar};
use crate::formats::warc::{self, WarcReader};
use crate::formats::zip::{self, Zip};
use crate::formats::{FileFacts, Format, RestartFormat};
use crate::item::{ErrorKind, Item};
use crate::options::Options;
use crate::sniff;
use crate::stream::compression::Compression;
use crate::stream::ratio::RatioGuard;
use crate::stream::utf16::Utf16Text;
use crate::stream::{Damage, Produce, Produced, Stop, Stream};

/// How many layers of compression are undone. UTF-16 counts as one, since what it encodes may look like UTF-16 again.
const MAX_LAYERS: usize = 3;

/// An archive in an archive is read, and no deeper.
const MAX_ARCHIVES: usize = 2;

/// A stream whose format is known.
pub(crate) struct Opened {
    pub(crate) stream: Stream,
    pub(crate) format: Box<dyn Format>,
    /// What was undone to get to the stream.
    pub(crate) layers: Layers,
}

/// The compression that was undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layers {
    None,
    One(Compression),
    /// Several, or text in UTF-16.
    Others,
}

/// Where reading can start again in a file, without what is before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Restart {
    /// The offset in the file.
    pub(crate) in_file: u64,
    /// The offset after decompression.
    offset: u64,
    compression: Option<Compression>,
    format: RestartFormat,
    /// The number of records before.
    records: u64,
}

impl Opened {
    /// Where reading can start again to give what would come next. `None` if it can't start here.
    pub(crate) fn restart(&mut self) -> Option<Restart> {
        let compression = match self.layers {
            Layers::None => None,
            Layers::One(compression) => Some(compression),
            Layers::Others => return None,
        };
        let (format, records) = self.format.go_to_record(&mut self.stream)?;
        let in_file = self.stream.restart_offset()?;
        Some(Restart { in_file, offset: self.stream.offset(), compression, format, records })
    }

    /// Opens a stream that begins where reading starts again.
    pub(crate) fn from_restart(
        stream: Stream,
        mut facts: FileFacts,
        restart: &Restart,
        options: &Options,
    ) -> Self {
        let stream = match restart.compression {
            Some(compression) => {
                facts.compressed = true;
                facts.disk = None;
                let ratio =
                    RatioGuard::new(options.max_ratio, Arc::clone(&facts.totals)).after(restart.offset);
                compression.decompress(stream, ratio).at_offset(restart.offset)
            }
            None => stream,
        };
        let format: Box<dyn Format> = match restart.format {
            RestartFormat::JsonLines => Box::new(JsonLines::after(facts, restart.records)),
            RestartFormat::Warc => Box::new(WarcReader::after(facts, restart.records)),
        };
        Self { stream, format, layers: restart.compression.map_or(Layers::None, Layers::One) }
    }
}

/// Undoes compression and recognises the format. Damage found on the way is added to `items`; `None` if
/// nothing is left to read. `empty_is_page` says that a file without bytes is a page without text.
pub(crate) fn open(
    mut stream: Stream,
    mut facts: FileFacts,
    empty_is_page: bool,
    options: &Options,
    items: &mut VecDeque<Item>,
) -> Option<Opened> {
    let mut layers = 0;
    let mut kind = Layers::None;
    let mut looked_after_gap = false;
    loop {
        stream.fill_to(sniff::SNIFF_BYTES);
        let data = stream.data();
        if data.is_empty() {
            match stream.pass_stop() {
                Stop::Gap(damage) => {
                    items.push_back(facts.error(0, stream.offset(), damage));
                    continue;
                }
                Stop::Fatal(damage) => {
                    items.push_back(facts.error(0, stream.offset(), damage));
                    return None;
                }
                Stop::End => {
                    let is_page = empty_is_page && items.is_empty();
                    return is_page.then(|| Opened {
                        stream,
                        format: Box::new(PageFile::new(facts)),
                        layers: kind,
                    });
                }
            }
        }
        if let Some(compression) = Compression::detect(data) {
            layers += 1;
            kind = if layers == 1 { Layers::One(compression) } else { Layers::Others };
            facts.compressed = true;
            facts.disk = None;
            if layers > MAX_LAYERS {
                items.push_back(unsupported(&facts, format!("compressed more than {MAX_LAYERS} times")));
                return None;
            }
            let ratio = RatioGuard::new(options.max_ratio, Arc::clone(&facts.totals));
            stream = compression.decompress(stream, ratio);
            continue;
        }
        if layers < MAX_LAYERS
            && let Some((order, text)) = sniff::utf16(data)
            && !matches!(recognise_text(&text, options), Recognised::Page)
        {
            layers += 1;
            kind = Layers::Others;
            facts.disk = None;
            stream = Stream::new(Utf16Text::new(stream, order));
            continue;
        }
        let recognised = recognise(data, options);
        // A few bytes before damage say little about the format. Perhaps those after it say more.
        if matches!(recognised, Ok(Recognised::Page))
            && matches!(stream.stop(), Some(Stop::Gap(_)))
            && !looked_after_gap
        {
            (stream, looked_after_gap) = look_after_gap(stream, &facts, options, items);
            continue;
        }
        return format_of(recognised, facts, items).map(|format| Opened { stream, format, layers: kind });
    }
}

/// Recognises the format by the bytes after a gap. If they are known, the bytes before the gap are dropped and
/// the damage is reported. Otherwise the stream is left as it was, and the second value is `true`.
fn look_after_gap(
    mut stream: Stream,
    facts: &FileFacts,
    options: &Options,
    items: &mut VecDeque<Item>,
) -> (Stream, bool) {
    let offset = stream.offset();
    let before = stream.data().to_vec();
    let Some(damage) = stream.pass_gap() else { return (stream, true) };
    stream.fill_to(sniff::SNIFF_BYTES);
    let after = stream.data();
    if after.is_empty() || matches!(recognise(after, options), Ok(Recognised::Page)) {
        return (Stream::new(Replay { before, damage: Some(damage), after: stream }), true);
    }
    items.push_back(facts.error(0, offset, damage));
    (stream, false)
}

/// The reader of a recognised format. Adds an error to `items` if it is not read.
fn format_of(
    recognised: Result<Recognised, String>,
    facts: FileFacts,
    items: &mut VecDeque<Item>,
) -> Option<Box<dyn Format>> {
    Some(match recognised {
        Ok(Recognised::Tar | Recognised::Zip) if facts.archives >= MAX_ARCHIVES => {
            let detail = "an archive in an archive in an archive is not read; unpack it first".to_owned();
            items.push_back(unsupported(&facts, detail));
            return None;
        }
        Ok(Recognised::Zip) => Box::new(Zip::new(facts)),
        Ok(Recognised::Tar) => Box::new(Tar::new(facts)),
        Ok(Recognised::Parquet) => Box::new(ParquetRows::new(facts)),
        Ok(Recognised::Warc) => Box::new(WarcReader::new(facts)),
        Ok(Recognised::Arc) => Box::new(ArcReader::new(facts)),
        Ok(Recognised::Mhtml) => Box::new(Mhtml::new(facts)),
        Ok(Recognised::Csv(dialect)) => Box::new(CsvRows::new(facts, dialect)),
        Ok(Recognised::JsonLines) => Box::new(JsonLines::new(facts)),
        Ok(Recognised::JsonDocuments) => Box::new(JsonDocuments::new(facts)),
        Ok(Recognised::Page) => Box::new(PageFile::new(facts)),
        Err(detail) => {
            items.push_back(unsupported(&facts, detail));
            return None;
        }
    })
}

fn unsupported(facts: &FileFacts, detail: String) -> Item {
    facts.error(0, 0, Damage { kind: ErrorKind::Unsupported, detail })
}

/// Gives again what was taken off a stream to look at the bytes after a gap, with the gap.
struct Replay {
    before: Vec<u8>,
    damage: Option<Damage>,
    after: Stream,
}

impl Produce for Replay {
    fn produce(&mut self, out: &mut [u8]) -> Produced {
        if !self.before.is_empty() {
            let bytes = self.before.len().min(out.len());
            out[..bytes].copy_from_slice(&self.before[..bytes]);
            self.before.drain(..bytes);
            return Produced::Bytes(bytes);
        }
        if let Some(damage) = self.damage.take() {
            return Produced::Stop(Stop::Gap(damage));
        }
        if self.after.data().is_empty() && !self.after.more() {
            return Produced::Stop(self.after.pass_stop());
        }
        let data = self.after.data();
        let bytes = data.len().min(out.len());
        out[..bytes].copy_from_slice(&data[..bytes]);
        self.after.consume(bytes);
        Produced::Bytes(bytes)
    }
}

enum Recognised {
    Tar,
    Parquet,
    Zip,
    Warc,
    Arc,
    Mhtml,
    Csv(csv::Dialect),
    JsonLines,
    JsonDocuments,
    Page,
}

/// The format that begins with these bytes, or why it is not read.
fn recognise(data: &[u8], options: &Options) -> Result<Recognised, String> {
    if tar::is_tar(data) {
        return Ok(Recognised::Tar);
    }
    if zip::is_zip(data) {
        return Ok(if zip::is_document(data) { Recognised::Page } else { Recognised::Zip });
    }
    if parquet::is_parquet(data) {
        return Ok(Recognised::Parquet);
    }
    if let Some(name) = sniff::unsupported_container(data) {
        return Err(format!("{name} files are not read; unpack it first"));
    }
    if sniff::is_wide_json(data) {
        return Err("JSON in UTF-32 is not read; convert it to UTF-8 first".to_owned());
    }
    let text = sniff::trim_start(data);
    if warc::is_warc(text) {
        return Ok(Recognised::Warc);
    }
    if mhtml::is_mhtml(text) {
        return Ok(Recognised::Mhtml);
    }
    if arc::is_arc(text) {
        return Ok(Recognised::Arc);
    }
    Ok(recognise_text(text, options))
}

/// The text format that begins with these bytes.
fn recognise_text(text: &[u8], options: &Options) -> Recognised {
    if sniff::looks_like_json(text) {
        if documents::is_indented(text) {
            return Recognised::JsonDocuments;
        }
        return Recognised::JsonLines;
    }
    if lines::continues_as_json_lines(text) {
        return Recognised::JsonLines;
    }
    match csv::dialect(text, &options.mapping) {
        Some(dialect) => Recognised::Csv(dialect),
        None => Recognised::Page,
    }
}
