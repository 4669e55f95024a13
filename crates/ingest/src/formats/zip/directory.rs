//! The directory at the end of a zip.
//!
//! It is read piece by piece and never as a whole, so a million members cost no memory.

use std::io;

use memchr::memmem;

use crate::formats::zip::entry::{Entry, SIGNATURE_BYTES, Zip64Field, u16_at, u32_at, u64_at};
use crate::formats::zip::window::Window;
use crate::item::ErrorKind;
use crate::stream::Damage;
use crate::stream::raw_input::DiskFile;

pub(super) const CENTRAL: &[u8] = b"PK\x01\x02";
const SIGNATURE: &[u8] = b"PK\x05\x05";
pub(super) const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
const END_64_LOCATOR: &[u8] = b"PK\x06\x07";

const CENTRAL_BYTES: usize = 46;
const END_BYTES: usize = 22;
const END_64_BYTES: usize = 56;
const LOCATOR_BYTES: usize = 20;
/// A comment may follow the end record.
const MAX_COMMENT_BYTES: usize = 0xffff;
/// The system that made an entry, if it was a Unix.
const MADE_BY_UNIX: u8 = 3;

/// Where the directory is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Directory {
    start: u64,
    end: u64,
    /// How many bytes precede the archive, which its own offsets do not count.
    base: u64,
    /// The stated number of members. The end record without 64 bits has only the low 16 bits of it.
    count: u64,
    large: bool,
}

impl Directory {
    /// Finds the end record and with it the directory. `None` if there is none that makes sense.
    pub(super) fn find(disk: &DiskFile) -> io::Result<Option<Directory>> {
        let Some(record) = EndRecord::find(disk)? else { return Ok(None) };
        let EndRecord { at: end, count, size, offset, large } = record;
        let begins_at = |start: u64| -> io::Result<bool> {
            let mut signature = [0; SIGNATURE_BYTES];
            Ok(start == end && count == 0
                || start < end
                    && disk.read_at(start, &mut signature)? == SIGNATURE_BYTES
                    && signature == CENTRAL)
        };
        let directory = |start, base| Some(Directory { start, end, base, count, large });
        if begins_at(offset)? {
            return Ok(directory(offset, 0));
        }
        match end.checked_sub(size) {
            Some(start) if start >= offset && begins_at(start)? => Ok(directory(start, start - offset)),
            _ => Ok(None),
        }
    }

    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// The entry at an offset, which moves to the next one. `None` at the end.
    pub(super) fn entry(
        &self,
        window: &mut Window,
        at: &mut u64,
    ) -> io::Result<Option<Result<Entry, Damage>>> {
        if *at >= self.end {
            return Ok(None);
        }
        let left = usize::try_from(self.end - *at).unwrap_or(usize::MAX);
        let head = window.at(*at, CENTRAL_BYTES.min(left))?;
        if head.starts_with(SIGNATURE) {
            *at = self.end;
            return Ok(None);
        }
        if head.len() < CENTRAL_BYTES || !head.starts_with(CENTRAL) {
            return self.resynchronise(window, at).map(Some);
        }
        let name_bytes = usize::from(u16_at(head, 28));
        let extra_bytes = usize::from(u16_at(head, 30));
        let length = CENTRAL_BYTES + name_bytes + extra_bytes + usize::from(u16_at(head, 32));
        if length > left {
            return self.resynchronise(window, at).map(Some);
        }
        let record = window.at(*at, length)?;
        if record.len() < length {
            return self.resynchronise(window, at).map(Some);
        }
        *at += length as u64;
        let name = &record[CENTRAL_BYTES..CENTRAL_BYTES + name_bytes];
        let extra = &record[CENTRAL_BYTES + name_bytes..CENTRAL_BYTES + name_bytes + extra_bytes];
        let mut large = Zip64Field::find(extra);
        let bytes = large.widen(u32_at(record, 24));
        let packed_bytes = large.widen(u32_at(record, 20));
        let header = large.widen(u32_at(record, 42)).saturating_add(self.base);
        let by_unix = record[5] == MADE_BY_UNIX;
        Ok(Some(Ok(Entry {
            name: name.to_vec(),
            flags: u16_at(record, 8),
            method: u16_at(record, 10),
            crc: Some(u32_at(record, 16)),
            packed_bytes,
            bytes: Some(bytes),
            header,
            mode: if by_unix { u32_at(record, 38) >> 16 } else { 0 },
        })))
    }

    /// Moves to the next entry that has its signature.
    fn resynchronise(&self, window: &mut Window, at: &mut u64) -> io::Result<Result<Entry, Damage>> {
        let from = *at;
        let next = window.find(&[CENTRAL], from + 1, self.end)?;
        *at = next.unwrap_or(self.end);
        let detail = match next {
            Some(next) => {
                format!("the directory is broken at offset {from}; reading resumed at offset {next}")
            }
            None => format!("the directory is broken at offset {from}; nothing readable follows"),
        };
        Ok(Err(Damage { kind: ErrorKind::DamagedZip, detail }))
    }

    /// The damage to report if the number of entries found is not the stated one.
    pub(super) fn miscounted(&self, found: u64) -> Option<Damage> {
        let sound = if self.large { found == self.count } else { found & 0xffff == self.count };
        (!sound).then(|| {
            let detail = format!("the directory has {found} members and should have {}", self.count);
            Damage { kind: ErrorKind::DamagedZip, detail }
        })
    }
}

/// The record at the end of an archive.
struct EndRecord {
    /// Where it is, which is where the directory ends.
    at: u64,
    count: u64,
    /// The size of the directory.
    size: u64,
    /// The offset of the directory.
    offset: u64,
    /// It is the record with 64 bits.
    large: bool,
}

impl EndRecord {
    fn find(disk: &DiskFile) -> io::Result<Option<EndRecord>> {
        let length = (END_BYTES + MAX_COMMENT_BYTES + LOCATOR_BYTES) as u64;
        let tail_start = disk.size().saturating_sub(length);
        let mut tail = vec![0; (disk.size() - tail_start) as usize];
        let filled = disk.read_at(tail_start, &mut tail)?;
        tail.truncate(filled);
        let end_at = memmem::rfind_iter(&tail, END).find(|&at| {
            tail.len() >= at + END_BYTES && tail.len() >= at + END_BYTES + usize::from(u16_at(&tail, at + 20))
        });
        let Some(at) = end_at else { return Ok(None) };
        let end = tail_start + at as u64;
        let locator = at.checked_sub(LOCATOR_BYTES).map(|from| &tail[from..at]);
        if let Some(locator) = locator.filter(|locator| locator.starts_with(END_64_LOCATOR)) {
            return EndRecord::find_64(disk, u64_at(locator, 8), end);
        }
        let record = &tail[at..];
        Ok(Some(EndRecord {
            at: end,
            count: u64::from(u16_at(record, 10)),
            size: u64::from(u32_at(record, 12)),
            offset: u64::from(u32_at(record, 16)),
            large: false,
        }))
    }

    /// The record with 64 bits, at the stated offset, or, if bytes were put before the archive, before the
    /// locator and the end record at `end`.
    fn find_64(disk: &DiskFile, stated: u64, end: u64) -> io::Result<Option<EndRecord>> {
        let mut record = [0; END_64_BYTES];
        for at in [stated, end.saturating_sub((LOCATOR_BYTES + END_64_BYTES) as u64)] {
            let filled = disk.read_at(at, &mut record)?;
            if filled == END_64_BYTES && record.starts_with(END_64) {
                return Ok(Some(EndRecord {
                    at,
                    count: u64_at(&record, 32),
                    size: u64_at(&record, 40),
                    offset: u64_at(&record, 48),
                    large: true,
                }));
            }
        }
        Ok(None)
    }
}
