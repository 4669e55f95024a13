//! Chunks: records of many pages under one check.

use super::page::{StoredPage, take};

/// The most space of a chunk, except for one with a single long record.
const CHUNK_SPACE: usize = 128 << 10;
/// Bytes that the database adds to a chunk, and some to spare.
const OVERHEAD: usize = 64;
/// The unit of the database's space.
const SPACE_UNIT: usize = 4 << 10;
/// One in this many bytes of the last chunk's space may be unused.
const UNUSED_PART: usize = 8;

/// The space that a chunk with this many bytes takes in the database: a power of two.
pub(super) fn space_of(bytes: usize) -> usize {
    (bytes + OVERHEAD).next_power_of_two().max(SPACE_UNIT)
}

const CHECK_BYTES: usize = 8;
const HEADER_BYTES: usize = CHECK_BYTES + 4 + 4;

/// Collects records until a chunk is full.
#[derive(Debug)]
pub(super) struct ChunkWriter {
    /// A header, which is filled in at the end, and records.
    bytes: Vec<u8>,
    /// Where each record ends.
    ends: Vec<usize>,
}

impl ChunkWriter {
    pub(super) fn new() -> Self {
        Self { bytes: vec![0; HEADER_BYTES], ends: vec![] }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Whether a record can be added.
    pub(super) fn has_room(&self, record: &[u8]) -> bool {
        self.is_empty() || space_of(self.bytes.len() + record.len()) <= CHUNK_SPACE
    }

    pub(super) fn push(&mut self, record: &[u8]) {
        self.bytes.extend_from_slice(record);
        self.ends.push(self.bytes.len());
    }

    /// Moves the records at the end to a chunk of their own, if that saves space. For the last chunk of a run, which may
    /// be just larger than a power of two.
    pub(super) fn split_off(&mut self) -> Option<Self> {
        let space = space_of(self.bytes.len());
        let unused = space - self.bytes.len().min(space);
        if space <= SPACE_UNIT || unused <= space / UNUSED_PART {
            return None;
        }
        let kept = self.ends.partition_point(|end| space_of(*end) < space);
        let end = *self.ends[..kept].last()?;
        let mut rest = Self::new();
        rest.bytes.extend_from_slice(&self.bytes[end..]);
        rest.ends = self.ends[kept..].iter().map(|at| at - end + HEADER_BYTES).collect();
        self.bytes.truncate(end);
        self.ends.truncate(kept);
        Some(rest)
    }

    /// The bytes of the chunk: a check of its number and of all that follows (8 bytes), the number of its run (4), the
    /// number of its pages (4), and their records. Numbers are little endian.
    pub(super) fn finish(&mut self, number: u64, run: u32) -> &[u8] {
        let pages = self.ends.len() as u32;
        self.bytes[CHECK_BYTES..CHECK_BYTES + 4].copy_from_slice(&run.to_le_bytes());
        self.bytes[CHECK_BYTES + 4..HEADER_BYTES].copy_from_slice(&pages.to_le_bytes());
        let check = check(number, &self.bytes[CHECK_BYTES..]);
        self.bytes[..CHECK_BYTES].copy_from_slice(&check);
        &self.bytes
    }

    /// Starts the next chunk.
    pub(super) fn clear(&mut self) {
        self.bytes.truncate(HEADER_BYTES);
        self.bytes.shrink_to(2 * CHUNK_SPACE);
        self.ends.clear();
    }
}

/// A chunk whose check is right.
#[derive(Debug)]
pub(super) struct Chunk<'a> {
    pub(super) run: u32,
    pub(super) pages: u32,
    records: &'a [u8],
}

impl<'a> Chunk<'a> {
    pub(super) fn read(number: u64, bytes: &'a [u8]) -> Result<Self, &'static str> {
        const SHORT: &str = "it is too short";
        let mut rest = bytes;
        let expected = take::<CHECK_BYTES>(&mut rest).ok_or(SHORT)?;
        if check(number, rest) != expected {
            return Err("its checksum is wrong");
        }
        let run = u32::from_le_bytes(take(&mut rest).ok_or(SHORT)?);
        let pages = u32::from_le_bytes(take(&mut rest).ok_or(SHORT)?);
        Ok(Self { run, pages, records: rest })
    }

    /// The pages of the chunk. The last one is an error if there are more bytes.
    pub(super) fn into_pages(self) -> impl Iterator<Item = Result<StoredPage, &'static str>> + 'a {
        let mut rest = self.records;
        (1..=self.pages).map(move |number| {
            let page = StoredPage::read(&mut rest)?;
            if number == self.pages && !rest.is_empty() {
                return Err("it has more than its records");
            }
            Ok(page)
        })
    }
}

/// Eight bytes that depend on the number of a chunk, so that chunks cannot change places, and on all its other bytes.
fn check(number: u64, content: &[u8]) -> [u8; CHECK_BYTES] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&number.to_le_bytes()).update(content);
    let mut check = [0; CHECK_BYTES];
    check.copy_from_slice(&hasher.finalize().as_bytes()[..CHECK_BYTES]);
    check
}

#[cfg(test)]
mod tests {
    use super::super::page::tests::any_page;
    use super::*;
    use proptest::prelude::*;

    fn write(pages: &[StoredPage], number: u64, run: u32) -> Vec<u8> {
        let mut chunk = ChunkWriter::new();
        for page in pages {
            let mut record = vec![];
            page.write(true, &mut record);
            chunk.push(&record);
        }
        chunk.finish(number, run).to_owned()
    }

    proptest! {
        #[test]
        fn chunks_become_the_same_pages(pages in proptest::collection::vec(any_page(), 1..5), run: u32) {
            let bytes = write(&pages, 3, run);
            let chunk = Chunk::read(3, &bytes).unwrap();
            prop_assert_eq!(chunk.run, run);
            let read: Result<Vec<_>, _> = chunk.into_pages().collect();
            prop_assert_eq!(read, Ok(pages));
        }

        #[test]
        fn damage_is_an_error(page in any_page(), at: prop::sample::Index, bit in 0..8_u32) {
            let mut bytes = write(&[page], 3, 1);
            prop_assert!(Chunk::read(2, &bytes).is_err());
            let at = at.index(bytes.len());
            prop_assert!(Chunk::read(3, &bytes[..at]).is_err());
            bytes[at] ^= 1 << bit;
            prop_assert!(Chunk::read(3, &bytes).is_err());
        }
    }

    #[test]
    fn the_last_chunk_is_split_where_that_saves_space() {
        for records in 0..300_usize {
            let mut chunk = ChunkWriter::new();
            (0..records).for_each(|_| chunk.push(&[7; 430]));
            let (mut space, mut bytes, mut pages) = (0, 0, 0);
            loop {
                let rest = chunk.split_off();
                space += space_of(chunk.bytes.len());
                bytes += chunk.bytes.len();
                pages += chunk.ends.len();
                assert_eq!(chunk.bytes.len(), HEADER_BYTES + 430 * chunk.ends.len());
                match rest {
                    Some(rest) => chunk = rest,
                    None => break,
                }
            }
            assert_eq!(pages, records);
            assert!(space <= bytes * 8 / 7 + 2 * SPACE_UNIT, "{records} records take {space}");
        }
    }

    #[test]
    fn the_last_page_ends_the_chunk() {
        let mut chunk = ChunkWriter::new();
        let page = StoredPage {
            id: "a".into(),
            keys: Default::default(),
            date: None,
            words: 1,
            site: 0,
            sketch: None,
        };
        let mut record = vec![];
        page.write(true, &mut record);
        record.push(0);
        chunk.push(&record);
        let bytes = chunk.finish(0, 1).to_owned();
        let read: Vec<_> = Chunk::read(0, &bytes).unwrap().into_pages().collect();
        assert_eq!(read, [Err("it has more than its records")]);
    }
}
