//! Records that state their own length, as in WARC and ARC, and a way to continue where a length is wrong.

use std::collections::VecDeque;
use std::marker::PhantomData;

use crate::formats::FileFacts;
use crate::item::{ErrorKind, Item};
use crate::stream::{Damage, Stop, Stream};

/// Blocks up to this size are buffered whole, so that a wrong length is seen before the next record is lost to
/// it. The largest pages of news crawls are 5 MiB.
const MAX_BUFFERED_BLOCK: u64 = 1 << 20;

/// How a format marks where its records begin and end.
pub(crate) trait Framing: Send {
    /// The kind of error that a damaged record is.
    const DAMAGED: ErrorKind;
    /// What the stated length is called in messages.
    const LENGTH: &'static str;
    /// What the part of a record after its header is called in messages.
    const BLOCK: &'static str;
    /// The bytes that may occur between records.
    const BLANK: &'static [u8];
    /// How many bytes separate a block from the record that follows it.
    const SEPARATOR_BYTES: usize;
    /// How many bytes of a record have to be there at most for its start to be recognised.
    const START_BYTES: usize;
    /// How many bytes after a block show whether a record follows.
    const LOOKAHEAD_BYTES: usize;

    /// Whether a record begins at the stream's position.
    fn begins_record(stream: &mut Stream) -> bool;

    /// Where the first record starts, other than at the beginning of `data`. `at_end` says that no more bytes
    /// follow.
    fn find_next(data: &[u8], at_end: bool) -> Option<usize>;

    /// Where a record starts within what should be one block and what follows it.
    fn find_in_block(data: &[u8]) -> Option<usize> {
        Self::find_next(data, false)
    }

    /// Where a record starts beyond doubt, for blocks too large to be looked at as a whole.
    fn find_certain(data: &[u8]) -> Option<usize> {
        Self::find_next(data, false)
    }

    /// By how many bytes the stated length is known to be too small, if what follows the block shows it.
    fn bytes_not_counted(_data: &[u8], _length: usize) -> Option<usize> {
        None
    }

    /// A block without the separator at its end.
    fn trim_separator(block: &[u8]) -> &[u8];

    /// Whether bytes begin with the separator.
    fn begins_with_separator(data: &[u8]) -> bool;

    /// Whether the bytes after a block are another record or the end.
    fn ends_well(after: &[u8]) -> bool;
}

/// A record's block, and how it ended.
pub(crate) struct Block {
    /// The length that the header states.
    stated: u64,
    /// The length that the block turned out to have.
    pub(crate) length: u64,
    pub(crate) fault: Option<Fault>,
}

impl Block {
    /// Whether the block lies in the stream's buffer and is not consumed yet.
    fn is_buffered(&self) -> bool {
        self.stated <= MAX_BUFFERED_BLOCK
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The stream stopped within the block.
    Cut,
    /// The block has the stated length, but no record follows.
    TooShort,
    /// The stated length reaches into the next record. The block ends before that record.
    TooLong,
}

/// What the readers of framed records share.
pub(crate) struct FramedRecords<F> {
    pub(crate) facts: FileFacts,
    /// Records begun so far.
    pub(crate) record: u64,
    /// The kept part of a block that is too large for the stream's buffer.
    large_block: Vec<u8>,
    framing: PhantomData<F>,
}

impl<F: Framing> FramedRecords<F> {
    pub(crate) fn new(facts: FileFacts) -> Self {
        Self::after(facts, 0)
    }

    /// The records behind so many others.
    pub(crate) fn after(facts: FileFacts, record: u64) -> Self {
        FramedRecords { facts, record, large_block: Vec::new(), framing: PhantomData }
    }

    /// Skips what separates records and counts the next one. Returns its offset, or if there is none, whether
    /// something may follow.
    pub(crate) fn start_record(
        &mut self,
        stream: &mut Stream,
        items: &mut VecDeque<Item>,
    ) -> Result<u64, bool> {
        self.record += 1;
        if Self::find_record(stream) {
            return Ok(stream.offset());
        }
        // A gap between records is reported with the number of the record that would have come.
        let may_follow = self.stopped(stream, stream.offset(), None, items);
        self.record -= 1;
        Err(may_follow)
    }

    /// Skips the empty lines between records; `false` if nothing follows them.
    pub(crate) fn find_record(stream: &mut Stream) -> bool {
        loop {
            let data = stream.data();
            let blank = data.iter().take_while(|byte| F::BLANK.contains(byte)).count();
            let found = blank < data.len();
            stream.consume(blank);
            if found {
                return true;
            }
            if !stream.more() {
                return false;
            }
        }
    }

    /// Skips everything up to the next record, or up to where the stream stops. Returns the number of bytes
    /// skipped.
    fn resynchronise(stream: &mut Stream) -> u64 {
        let from = stream.offset();
        loop {
            if let Some(at) = F::find_next(stream.data(), false) {
                stream.consume(at);
                break;
            }
            // The start of the next record may not be complete yet.
            let keep = stream.data().len().min(F::START_BYTES);
            stream.consume(stream.data().len() - keep);
            if !stream.more() {
                let last = F::find_next(stream.data(), true).unwrap_or(keep);
                stream.consume(last);
                break;
            }
        }
        stream.offset() - from
    }

    /// Skips a damaged record and reports it.
    pub(crate) fn damaged(&self, stream: &mut Stream, offset: u64, what: &str, items: &mut VecDeque<Item>) {
        let skipped = Self::resynchronise(stream);
        let detail = format!("{what}; {skipped} bytes before the next record were skipped");
        items.push_back(self.facts.error(self.record, offset, Damage { kind: F::DAMAGED, detail }));
    }

    /// Reports that the stream stopped, within a part of a record or between two records. Returns whether
    /// something may follow.
    pub(crate) fn stopped(
        &self,
        stream: &mut Stream,
        offset: u64,
        within: Option<&str>,
        items: &mut VecDeque<Item>,
    ) -> bool {
        let mut damage = match (stream.stop(), within) {
            (Some(Stop::Gap(damage) | Stop::Fatal(damage)), _) => damage.clone(),
            (_, Some(within)) => Damage {
                kind: ErrorKind::Truncated,
                detail: format!("the file ends within the {within} of the record"),
            },
            (_, None) => return false,
        };
        stream.consume(usize::MAX);
        let may_follow = stream.pass_gap().is_some();
        if may_follow && Self::find_record(stream) && !F::begins_record(stream) {
            let skipped = Self::resynchronise(stream);
            damage.detail = format!("{}; {skipped} bytes up to the next record were skipped", damage.detail);
        }
        items.push_back(self.facts.error(self.record, offset, damage));
        may_follow
    }

    /// Reports that the stream stopped within a record's block, from which `item` was made. The part of a page that is
    /// there is kept and marked. Returns whether something may follow.
    pub(crate) fn stopped_in_block(
        &self,
        stream: &mut Stream,
        offset: u64,
        item: Item,
        items: &mut VecDeque<Item>,
    ) -> bool {
        if let Item::Page(mut page) = item
            && !page.bytes.is_empty()
        {
            page.truncated = true;
            items.push_back(Item::Page(page));
        }
        self.stopped(stream, offset, Some(F::BLOCK), items)
    }

    /// Makes the first `keep` bytes of a block available through `bytes`, or all of them if the block is small
    /// enough to be buffered.
    pub(crate) fn read_block(&mut self, stream: &mut Stream, length: u64, keep: usize) -> Block {
        self.large_block.clear();
        let (length_found, fault) = if length <= MAX_BUFFERED_BLOCK {
            Self::buffer_block(stream, length as usize)
        } else {
            self.read_large_block(stream, length, keep)
        };
        Block { stated: length, length: length_found, fault }
    }

    /// Buffers a block without consuming it. Returns the length that it turns out to have.
    fn buffer_block(stream: &mut Stream, length: usize) -> (u64, Option<Fault>) {
        stream.fill_to(length + F::LOOKAHEAD_BYTES);
        let data = stream.data();
        let follows = data.get(length..).map(F::ends_well);
        if follows == Some(true) {
            return (length as u64, None);
        }
        if let Some(more) = F::bytes_not_counted(data, length) {
            return ((length + more) as u64, None);
        }
        // The start of the next record within the block shows where the block really ends.
        let within = &data[..data.len().min(length + F::LOOKAHEAD_BYTES)];
        if let Some(at) = F::find_in_block(within).filter(|&at| at <= length) {
            return (F::trim_separator(&data[..at]).len() as u64, Some(Fault::TooLong));
        }
        match follows {
            None => (data.len() as u64, Some(Fault::Cut)),
            Some(_) => (length as u64, Some(Fault::TooShort)),
        }
    }

    /// Consumes a block and keeps its beginning in `large_block`. One wrong digit makes a length that reaches
    /// to the end of the file, so the next record is looked for all along.
    fn read_large_block(&mut self, stream: &mut Stream, length: u64, keep: usize) -> (u64, Option<Fault>) {
        let mut left = length;
        while left > 0 {
            let wanted = usize::try_from(left).unwrap_or(usize::MAX);
            let filled = stream.fill_to(wanted.min(4 * F::LOOKAHEAD_BYTES));
            let data = stream.data();
            let available = data.len().min(wanted);
            let next = F::find_certain(&data[..available]);
            let taken = match next {
                Some(at) => at - F::SEPARATOR_BYTES,
                // The start of the next record may not be complete yet.
                None if filled && available as u64 != left => available - F::LOOKAHEAD_BYTES,
                None => available,
            };
            let kept = taken.min(keep.saturating_sub(self.large_block.len()));
            self.large_block.extend_from_slice(&data[..kept]);
            stream.consume(taken);
            left -= taken as u64;
            if next.is_some() {
                return (length - left, Some(Fault::TooLong));
            }
            if !filled && left > 0 {
                return (length - left, Some(Fault::Cut));
            }
        }
        stream.fill_to(F::LOOKAHEAD_BYTES);
        let ends_well = F::ends_well(stream.data());
        (length, (!ends_well).then_some(Fault::TooShort))
    }

    /// The bytes of a block, as far as they were kept.
    pub(crate) fn bytes<'a>(&'a self, stream: &'a Stream, block: &Block) -> &'a [u8] {
        if block.is_buffered() { &stream.data()[..block.length as usize] } else { &self.large_block }
    }

    /// Consumes a block, and adds the item made from it and what is wrong with its length.
    pub(crate) fn finish_record(
        &self,
        stream: &mut Stream,
        offset: u64,
        block: &Block,
        mut item: Item,
        items: &mut VecDeque<Item>,
    ) {
        if block.is_buffered() {
            stream.consume(block.length as usize);
        }
        // If the separator is there, what follows it is junk and found as such.
        let breaks_off = block.fault == Some(Fault::TooShort) && !F::begins_with_separator(stream.data());
        if let Item::Page(page) = &mut item {
            page.truncated |= breaks_off;
        }
        items.push_back(item);
        if block.fault == Some(Fault::TooLong) {
            let detail = format!(
                "{} {} reaches into the next record; the {} has {} bytes",
                F::LENGTH,
                block.stated,
                F::BLOCK,
                block.length
            );
            items.push_back(self.facts.error(self.record, offset, Damage { kind: F::DAMAGED, detail }));
        } else if breaks_off {
            let what = format!("{} {} ends within the {}", F::LENGTH, block.stated, F::BLOCK);
            self.damaged(stream, offset, &what, items);
        }
    }
}
