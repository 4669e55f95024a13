//! Lines that are held back in a temporary file, and read again in the same order.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::Path;

use dechaff_export::Source;
use serde::{Deserialize, Serialize};

use crate::clean::Candidate;
use crate::statistics::PageTraits;

/// Compression is for the space. At this level it is as fast as a disk.
const LEVEL: i32 = 1;

/// A line, and what is written about its page if the line is not.
pub(super) enum HeldLine {
    /// The line of an article.
    Article(Head, Vec<u8>),
    /// A line that is written as it is.
    Other(Vec<u8>),
}

/// What is counted of a page, and what a line of the duplicates has of it.
#[derive(Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) id: String,
    pub(super) url: Option<String>,
    file: String,
    record: u64,
    offset: u64,
    pub(super) traits: PageTraits,
}

impl Head {
    pub(super) fn new(page: &Candidate) -> Self {
        Self {
            id: page.id.clone(),
            url: page.url.clone(),
            file: page.source.file.clone(),
            record: page.source.record,
            offset: page.source.offset,
            traits: page.traits.clone(),
        }
    }

    pub(super) fn source(&self) -> Source {
        Source { file: self.file.clone(), record: self.record, offset: self.offset }
    }
}

/// Lines that are being held back.
///
/// The file is unnamed, so it is gone with the process. Each entry is the length of its head, the length of its line, both as
/// 8 bytes, the head as JSON, and the line. A line that is no article has an empty head.
pub(super) struct Spool(zstd::Encoder<'static, BufWriter<File>>);

impl Spool {
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self(zstd::Encoder::new(BufWriter::new(tempfile::tempfile_in(folder)?), LEVEL)?))
    }

    pub(super) fn push_article(&mut self, head: &Head, line: &[u8]) -> io::Result<()> {
        self.push(&serde_json::to_vec(head)?, line)
    }

    pub(super) fn push_other(&mut self, line: &[u8]) -> io::Result<()> {
        self.push(&[], line)
    }

    fn push(&mut self, head: &[u8], line: &[u8]) -> io::Result<()> {
        self.0.write_all(&(head.len() as u64).to_le_bytes())?;
        self.0.write_all(&(line.len() as u64).to_le_bytes())?;
        self.0.write_all(head)?;
        self.0.write_all(line)
    }

    /// Reads all lines again, from the first.
    pub(super) fn read(self) -> io::Result<HeldLines> {
        let mut file = self.0.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(HeldLines(zstd::Decoder::new(file)?))
    }
}

/// The lines of a [`Spool`] in the order in which they were held.
pub(super) struct HeldLines(zstd::Decoder<'static, BufReader<File>>);

impl HeldLines {
    /// The next line, or `None` after the last one.
    pub(super) fn next(&mut self) -> io::Result<Option<HeldLine>> {
        let mut length = [0; 8];
        match self.0.read(&mut length[..1])? {
            0 => return Ok(None),
            _ => self.0.read_exact(&mut length[1..])?,
        }
        let head = u64::from_le_bytes(length);
        self.0.read_exact(&mut length)?;
        let line = u64::from_le_bytes(length);
        let head = self.bytes(head)?;
        let line = self.bytes(line)?;
        Ok(Some(match head.is_empty() {
            true => HeldLine::Other(line),
            false => HeldLine::Article(serde_json::from_slice(&head)?, line),
        }))
    }

    fn bytes(&mut self, length: u64) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(length).map_err(io::Error::other)?];
        self.0.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lines_are_read_as_they_were_held(
            lines in prop::collection::vec((prop::option::of("\\PC{0,9}"), prop::collection::vec(any::<u8>(), 0..40)), 0..30),
        ) {
            let mut spool = Spool::new(&std::env::temp_dir()).unwrap();
            let source = Source { file: "a".into(), record: 1, offset: u64::MAX };
            for (id, line) in &lines {
                match id {
                    Some(id) => {
                        let head = Head {
                            id: id.clone(),
                            url: Some(id.clone()),
                            file: source.file.clone(),
                            record: source.record,
                            offset: source.offset,
                            traits: PageTraits { words: 7, ..PageTraits::default() },
                        };
                        spool.push_article(&head, line).unwrap();
                    }
                    None => spool.push_other(line).unwrap(),
                }
            }
            let mut held = spool.read().unwrap();
            for (id, line) in &lines {
                match (id, held.next().unwrap().unwrap()) {
                    (Some(id), HeldLine::Article(head, found)) => {
                        prop_assert_eq!((&head.id, head.url.as_ref(), head.source()), (id, Some(id), source.clone()));
                        prop_assert_eq!(&found, line);
                    }
                    (None, HeldLine::Other(found)) => prop_assert_eq!(&found, line),
                    _ => prop_assert!(false, "another kind of line"),
                }
            }
            prop_assert!(held.next().unwrap().is_none());
        }
    }
}
