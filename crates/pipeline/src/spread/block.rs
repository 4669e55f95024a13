//! Entries on their way to other tasks, packed into blocks.

use std::collections::BTreeMap;

use crate::spread::SpreadError;

/// Bytes after which a block is closed. Engines pass some hundred rows at once.
const BLOCK_BYTES: usize = 1 << 20;

/// What the entries of a block are. The numbers are those that engines see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Kind {
    /// A key that pages of the same text or URL have, and a class.
    Key = 0,
    /// Bands of many classes.
    Bands = 1,
    /// A class with several pages, or with pages of a text or URL that pages of other classes have too.
    Active = 2,
    /// Two classes that share a band.
    Pair = 3,
    /// A bucket with too many classes, their number, and one of them.
    Crowded = 4,
    /// A class, its first place, and its four numbers.
    Facts = 5,
    /// A part of a crowded bucket, and a class in it.
    Member = 6,
    /// A class and its sketch.
    Sketch = 7,
    /// A page with its class, or with the class that stands for its component.
    Page = 8,
    /// Two classes that belong to one component. Each edge is written from either end.
    Edge = 9,
    /// How many edges a round has changed.
    Changed = 10,
}

impl Kind {
    fn from_number(number: u8) -> Option<Self> {
        let all = [
            Self::Key,
            Self::Bands,
            Self::Active,
            Self::Pair,
            Self::Crowded,
            Self::Facts,
            Self::Member,
            Self::Sketch,
            Self::Page,
            Self::Edge,
            Self::Changed,
        ];
        all.get(usize::from(number)).copied()
    }
}

/// Entries of one kind for one part of the next stage.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Block {
    /// The part.
    pub part: u32,
    /// What the entries are.
    pub kind: u8,
    /// The entries. All numbers are little endian.
    pub data: Vec<u8>,
}

/// Blocks that are being written.
pub(super) struct Out {
    parts: u32,
    open: BTreeMap<(u32, Kind), Vec<u8>>,
    closed: Vec<Block>,
}

impl Out {
    pub(super) fn new(parts: u32) -> Self {
        Self { parts, open: BTreeMap::new(), closed: vec![] }
    }

    /// Adds an entry of some words to the part of a hash.
    pub(super) fn push<const N: usize>(&mut self, kind: Kind, to: u64, words: [u64; N]) {
        let buffer = self.buffer(kind, to);
        words.iter().for_each(|word| buffer.extend(word.to_le_bytes()));
    }

    /// Adds an edge, from either end.
    pub(super) fn push_edge(&mut self, a: u64, b: u64) {
        self.push(Kind::Edge, a, [a, b]);
        self.push(Kind::Edge, b, [b, a]);
    }

    /// The block for an entry. The whole entry must be added at once.
    pub(super) fn buffer(&mut self, kind: Kind, to: u64) -> &mut Vec<u8> {
        let key = (part_of(to, self.parts), kind);
        let buffer = self.open.entry(key).or_default();
        if buffer.len() >= BLOCK_BYTES {
            let data = std::mem::take(buffer);
            self.closed.push(Block { part: key.0, kind: kind as u8, data });
        }
        buffer
    }

    /// The part for a hash.
    pub(super) fn part_of(&self, hash: u64) -> u32 {
        part_of(hash, self.parts)
    }

    pub(super) fn into_blocks(mut self) -> Vec<Block> {
        let open = self.open.into_iter().map(|((part, kind), data)| Block { part, kind: kind as u8, data });
        self.closed.extend(open);
        self.closed
    }
}

/// The part that a hash belongs to.
pub(super) fn part_of(hash: u64, parts: u32) -> u32 {
    ((u128::from(mix(hash)) * u128::from(parts)) >> 64) as u32
}

/// Distributes the bits of a number evenly, with the last steps of SplitMix64.
pub(super) fn mix(hash: u64) -> u64 {
    let hash = hash.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let hash = (hash ^ hash >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ hash >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ hash >> 31
}

/// The blocks that a part has received.
pub(super) struct Received<'a>(Vec<(Kind, &'a [u8])>);

impl<'a> Received<'a> {
    pub(super) fn new(blocks: impl IntoIterator<Item = (u8, &'a [u8])>) -> Result<Self, SpreadError> {
        let known = |(kind, data)| Ok((Kind::from_number(kind).ok_or(SpreadError)?, data));
        Ok(Self(blocks.into_iter().map(known).collect::<Result<_, SpreadError>>()?))
    }

    /// The blocks of a kind.
    pub(super) fn of(&self, kind: Kind) -> impl Iterator<Item = &'a [u8]> {
        self.0.iter().filter(move |(found, _)| *found == kind).map(|(_, data)| *data)
    }

    /// The entries of a kind that has entries of some words.
    pub(super) fn words<const N: usize>(&self, kind: Kind) -> Result<Vec<[u64; N]>, SpreadError> {
        let mut entries = vec![];
        for data in self.of(kind) {
            let (words, rest) = data.as_chunks::<8>();
            let words: Vec<u64> = words.iter().map(|word| u64::from_le_bytes(*word)).collect();
            let (found, left) = words.as_chunks::<N>();
            if !rest.is_empty() || !left.is_empty() {
                return Err(SpreadError);
            }
            entries.extend_from_slice(found);
        }
        Ok(entries)
    }
}

/// Takes some bytes off the front.
pub(super) fn take<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], SpreadError> {
    let (taken, after) = rest.split_at_checked(length).ok_or(SpreadError)?;
    *rest = after;
    Ok(taken)
}

/// Takes a number off the front.
pub(super) fn take_u64(rest: &mut &[u8]) -> Result<u64, SpreadError> {
    let (bytes, after) = rest.split_first_chunk().ok_or(SpreadError)?;
    *rest = after;
    Ok(u64::from_le_bytes(*bytes))
}

/// Takes a number off the front.
pub(super) fn take_u32(rest: &mut &[u8]) -> Result<u32, SpreadError> {
    let (bytes, after) = rest.split_first_chunk().ok_or(SpreadError)?;
    *rest = after;
    Ok(u32::from_le_bytes(*bytes))
}
