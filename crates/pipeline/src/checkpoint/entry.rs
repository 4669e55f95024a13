//! A result as bytes: a head in JSON, then the parts that are bytes anyway.
//!
//! Each part is its length as 8 bytes and its bytes: the head, the line, and for an article its sketch and its passages, which
//! may be empty.

use std::io::{self, Read};

use dechaff_dedup::{ContentHash, PageKeys, Passages, Sketch};
use dechaff_export::Source;
use dechaff_ingest::{ErrorKind, InputError, Origin, SkipKind};
use serde::{Deserialize, Serialize};

use crate::clean::{Candidate, PageOutcome, RejectedPage};
use crate::decide::copies::PageFacts;
use crate::flow::ItemOutcome;
use crate::ledger::Reason;
use crate::statistics::PageTraits;

#[derive(Serialize, Deserialize)]
struct Head {
    file: String,
    record: u64,
    offset: u64,
    result: Result,
}

#[derive(Serialize, Deserialize)]
enum Result {
    Article {
        id: String,
        url: Option<String>,
        text_key: Option<[u8; 16]>,
        url_key: Option<[u8; 16]>,
        site: u64,
        time: Option<i64>,
        words: u32,
        traits: PageTraits,
    },
    Rejected {
        reason: String,
        site: Option<String>,
    },
    Skipped(String),
    Error {
        kind: String,
        detail: String,
    },
}

pub(super) fn write_entry(origin: &Origin, outcome: &ItemOutcome, out: &mut Vec<u8>) -> io::Result<()> {
    let (result, line) = match outcome {
        ItemOutcome::Page(PageOutcome::Candidate(page)) => {
            let PageFacts { keys, site, time, words } = page.facts;
            let result = Result::Article {
                id: page.id.clone(),
                url: page.url.clone(),
                text_key: keys.text.map(|key| *key.as_bytes()),
                url_key: keys.url.map(|key| *key.as_bytes()),
                site,
                time,
                words,
                traits: page.traits.clone(),
            };
            (result, &*page.line)
        }
        ItemOutcome::Page(PageOutcome::Rejected(page)) => {
            let reason = page.reason.as_str().to_owned();
            (Result::Rejected { reason, site: page.site.clone() }, &*page.line)
        }
        ItemOutcome::Skipped(kind) => (Result::Skipped(kind.as_str().to_owned()), &[][..]),
        ItemOutcome::Error(error) => {
            let kind = error.kind.as_str().to_owned();
            (Result::Error { kind, detail: error.detail.clone() }, &[][..])
        }
    };
    let head = Head { file: origin.file.to_string(), record: origin.record, offset: origin.offset, result };
    write_part(&serde_json::to_vec(&head)?, out);
    write_part(line, out);
    if let ItemOutcome::Page(PageOutcome::Candidate(page)) = outcome {
        write_part(&page.sketch.as_ref().map(|sketch| sketch.to_bytes()).unwrap_or_default(), out);
        match &page.passages {
            Some(passages) => write_part(&passages.to_bytes(), out),
            None => write_part(&[], out),
        }
    }
    Ok(())
}

fn write_part(bytes: &[u8], out: &mut Vec<u8>) {
    out.extend((bytes.len() as u64).to_le_bytes());
    out.extend(bytes);
}

/// Reads the next result, or `None` at the end.
pub(super) fn read_entry(from: &mut impl Read) -> io::Result<Option<(Origin, ItemOutcome)>> {
    let mut length = [0; 8];
    match from.read(&mut length[..1])? {
        0 => return Ok(None),
        _ => from.read_exact(&mut length[1..])?,
    }
    let head: Head = serde_json::from_slice(&read_bytes(from, u64::from_le_bytes(length))?)?;
    let line = read_part(from)?;
    let origin = Origin { file: head.file.as_str().into(), record: head.record, offset: head.offset };
    let source = Source { file: head.file, record: head.record, offset: head.offset };
    let outcome = match head.result {
        Result::Article { id, url, text_key, url_key, site, time, words, traits } => {
            let mut keys = PageKeys::default();
            keys.text = text_key.map(ContentHash::from_bytes);
            keys.url = url_key.map(ContentHash::from_bytes);
            let (sketch, passages) = (read_part(from)?, read_part(from)?);
            let sketch = (!sketch.is_empty()).then(|| Sketch::from_bytes(&sketch)).transpose();
            ItemOutcome::Page(PageOutcome::Candidate(Box::new(Candidate {
                id,
                url,
                source,
                facts: PageFacts { keys, site, time, words },
                traits,
                sketch: sketch.map_err(io::Error::other)?.map(Box::new),
                passages: if passages.is_empty() { None } else { Some(Box::new(read_passages(&passages)?)) },
                line,
                sample: None,
            })))
        }
        Result::Rejected { reason, site } => {
            let reason = named(&Reason::ALL, Reason::as_str, &reason)?;
            ItemOutcome::Page(PageOutcome::Rejected(RejectedPage { reason, site, line }))
        }
        Result::Skipped(name) => ItemOutcome::Skipped(named(SkipKind::ALL, SkipKind::as_str, &name)?),
        Result::Error { kind, detail } => {
            let kind = named(ErrorKind::ALL, ErrorKind::as_str, &kind)?;
            ItemOutcome::Error(InputError::new(origin.clone(), kind, detail))
        }
    };
    Ok(Some((origin, outcome)))
}

fn read_passages(bytes: &[u8]) -> io::Result<Passages> {
    Passages::from_bytes(bytes.try_into().map_err(io::Error::other)?)
        .ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// The value with a name.
fn named<T: Copy>(all: &[T], name_of: impl Fn(T) -> &'static str, name: &str) -> io::Result<T> {
    all.iter().copied().find(|value| name_of(*value) == name).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

fn read_part(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 8];
    from.read_exact(&mut length)?;
    read_bytes(from, u64::from_le_bytes(length))
}

fn read_bytes(from: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match from.take(length).read_to_end(&mut bytes)? as u64 == length {
        true => Ok(bytes),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}
