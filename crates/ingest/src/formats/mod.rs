//! File formats: what each of them takes off a stream, and what all of them share.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::item::{InputError, Item};
use crate::options::Options;
use crate::page::Origin;
use crate::record::field_mapping::Resolver;
use crate::stream::ratio::Whole;
use crate::stream::raw_input::DiskFile;
use crate::stream::{Damage, Stream};

pub(crate) mod arc;
pub(crate) mod csv;
pub(crate) mod json_documents;
pub(crate) mod json_lines;
pub(crate) mod mhtml;
pub(crate) mod open;
pub(crate) mod page_file;
pub(crate) mod tar;
pub(crate) mod warc;
pub(crate) mod zip;

/// What lives as long as the run.
pub(crate) struct ReadState {
    pub(crate) options: Options,
    pub(crate) resolver: Resolver,
    /// The key of the last JSON record whose value was its page.
    pub(crate) content_key: Option<Box<str>>,
}

/// What is known of a file before it is read.
#[derive(Clone)]
pub(crate) struct FileFacts {
    pub(crate) name: Arc<str>,
    /// Its size, if it is a file with one.
    pub(crate) size: Option<u64>,
    pub(crate) compressed: bool,
    /// The archives it is in.
    pub(crate) archives: usize,
    /// The file on disk, where what is read is that file as it lies there.
    pub(crate) disk: Option<Arc<DiskFile>>,
    pub(crate) whole: Arc<Whole>,
}

impl FileFacts {
    pub(crate) fn new(name: &str, size: Option<u64>) -> Self {
        FileFacts {
            name: name.into(),
            size,
            compressed: false,
            archives: 0,
            disk: None,
            whole: Arc::default(),
        }
    }

    /// Of a file in this archive.
    pub(crate) fn member(&self, name: &[u8], size: Option<u64>) -> Self {
        FileFacts {
            name: member_name(&self.name, name).into(),
            size,
            compressed: false,
            archives: self.archives + 1,
            disk: None,
            whole: Arc::clone(&self.whole),
        }
    }

    pub(crate) fn origin(&self, record: u64, offset: u64) -> Origin {
        Origin { file: Arc::clone(&self.name), record, offset }
    }

    pub(crate) fn error(&self, record: u64, offset: u64, damage: Damage) -> Item {
        let Damage { kind, detail } = damage;
        Item::Error(InputError { origin: self.origin(record, offset), kind, detail })
    }
}

/// `archive.tar!/folder/name`. A member's name is bytes that anybody chose, and is only ever shown.
fn member_name(archive: &str, name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    let name = name.strip_prefix("./").unwrap_or(&name);
    let shown = name.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c });
    let mut full = format!("{archive}!/");
    full.extend(shown);
    full
}

/// A format: it takes bytes off a stream and makes items of them.
pub(crate) trait Format: Send {
    /// Adds the next items, or says `false` when the stream has nothing more for it. Each call must consume
    /// bytes, pass a gap or end.
    fn advance(&mut self, stream: &mut Stream, state: &mut ReadState, items: &mut VecDeque<Item>) -> bool;
}
