//! File formats: what each of them takes off a stream, and what all of them share.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::item::{InputError, Item, SkipKind, Skipped};
use crate::options::Options;
use crate::page::Origin;
use crate::record::json::JsonState;
use crate::stream::ratio::InputTotals;
use crate::stream::raw_input::DiskFile;
use crate::stream::{Damage, Stream};

pub(crate) mod arc;
pub(crate) mod csv;
pub(crate) mod framed_records;
pub(crate) mod json;
pub(crate) mod mhtml;
pub(crate) mod open;
pub(crate) mod page_file;
pub(crate) mod parquet;
pub(crate) mod tar;
pub(crate) mod warc;
pub(crate) mod zip;

/// A format: it takes bytes off a stream and turns them into items.
pub(crate) trait Format: Send {
    /// Adds the next items, or returns `false` when the stream has nothing more for it. Each call must consume
    /// bytes, pass a gap or end.
    fn advance(&mut self, stream: &mut Stream, state: &mut ReadState, items: &mut VecDeque<Item>) -> bool;

    /// Goes to the next record, and says how many there were before it. `None` if what follows can't be read without what was
    /// read before. May be called instead of `advance`, which then gives what it would have given.
    fn go_to_record(&mut self, _stream: &mut Stream) -> Option<(RestartFormat, u64)> {
        None
    }
}

/// A format that can be read from the middle of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RestartFormat {
    JsonLines,
    Warc,
}

/// What a reader keeps from file to file.
pub(crate) struct ReadState {
    pub(crate) options: Options,
    pub(crate) json: JsonState,
}

/// What is known of a file before it is read.
#[derive(Clone)]
pub(crate) struct FileFacts {
    pub(crate) name: Arc<str>,
    /// Its size, if it is a file with one.
    pub(crate) size: Option<u64>,
    pub(crate) compressed: bool,
    /// How many archives it is nested in.
    pub(crate) archives: usize,
    /// The file on disk, if it is read as stored there.
    pub(crate) disk: Option<Arc<DiskFile>>,
    pub(crate) totals: Arc<InputTotals>,
}

impl FileFacts {
    pub(crate) fn new(name: &str, size: Option<u64>) -> Self {
        FileFacts {
            name: name.into(),
            size,
            compressed: false,
            archives: 0,
            disk: None,
            totals: Arc::default(),
        }
    }

    /// The facts of a member of this archive.
    pub(crate) fn member(&self, name: &[u8], size: Option<u64>) -> Self {
        FileFacts {
            name: member_name(&self.name, name).into(),
            size,
            compressed: false,
            archives: self.archives + 1,
            disk: None,
            totals: Arc::clone(&self.totals),
        }
    }

    pub(crate) fn origin(&self, record: u64, offset: u64) -> Origin {
        Origin { file: Arc::clone(&self.name), record, offset }
    }

    pub(crate) fn error(&self, record: u64, offset: u64, damage: Damage) -> Item {
        let Damage { kind, detail } = damage;
        Item::Error(InputError { origin: self.origin(record, offset), kind, detail })
    }

    pub(crate) fn skipped(&self, record: u64, offset: u64, kind: SkipKind) -> Item {
        Item::Skipped(Skipped { origin: self.origin(record, offset), kind })
    }
}

/// `archive.tar!/folder/name`. Anybody may have chosen the bytes of a member's name, so it is only ever shown.
fn member_name(archive: &str, name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    let name = name.strip_prefix("./").unwrap_or(&name);
    let shown = name.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c });
    let mut full = format!("{archive}!/");
    full.extend(shown);
    full
}
