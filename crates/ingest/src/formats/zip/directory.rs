//! What a zip says of its members: the directory at its end, and the header in front of each.
//!
//! The directory is read piece by piece, never as a whole, so a million members cost no memory.

use std::io;
use std::sync::Arc;

use memchr::memmem;

use crate::item::ErrorKind;
use crate::stream::Damage;
use crate::stream::raw_input::DiskFile;

pub(crate) const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const SIGNATURE: &[u8] = b"PK\x05\x05";
const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
const END_64_LOCATOR: &[u8] = b"PK\x06\x07";
const DESCRIPTOR: &[u8] = b"PK\x07\x08";

pub(crate) const LOCAL_BYTES: usize = 30;
const CENTRAL_BYTES: usize = 46;
const END_BYTES: usize = 22;
const END_64_BYTES: usize = 56;
const LOCATOR_BYTES: usize = 20;
/// A comment may follow the end record.
const MAX_COMMENT_BYTES: usize = 0xffff;
const MARK_BYTES: usize = 4;

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |field| u16::from_le_bytes([field[0], field[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |field| u32::from_le_bytes(*field))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |field| u64::from_le_bytes(*field))
}

/// A file seen through a buffer.
pub(crate) struct Window {
    disk: Arc<DiskFile>,
    buffer: Vec<u8>,
    start: u64,
    /// So much is read at once.
    step_bytes: usize,
}

impl Window {
    /// To read on and on.
    pub(crate) fn wide(disk: Arc<DiskFile>) -> Self {
        Window { disk, buffer: Vec::new(), start: 0, step_bytes: 64 << 10 }
    }

    /// To read a few bytes here and there.
    pub(crate) fn narrow(disk: Arc<DiskFile>) -> Self {
        Window { disk, buffer: Vec::new(), start: 0, step_bytes: 4 << 10 }
    }

    pub(crate) fn disk(&self) -> &Arc<DiskFile> {
        &self.disk
    }

    /// So many bytes from an offset, fewer only at the file's end.
    fn at(&mut self, offset: u64, length: usize) -> io::Result<&[u8]> {
        let data = self.from(offset, length)?;
        Ok(&data[..data.len().min(length)])
    }

    /// As `at`, with whatever is buffered behind those bytes.
    fn from(&mut self, offset: u64, length: usize) -> io::Result<&[u8]> {
        let end = self.start + self.buffer.len() as u64;
        if offset < self.start || offset.saturating_add(length as u64) > end {
            self.buffer.resize(self.step_bytes.max(length), 0);
            let filled = self.disk.read_at(offset, &mut self.buffer);
            self.buffer.truncate(*filled.as_ref().unwrap_or(&0));
            self.start = offset;
            filled?;
        }
        Ok(&self.buffer[(offset - self.start) as usize..])
    }

    /// The next place at or behind an offset at which one of the marks stands. All of them begin with `PK`.
    fn find(&mut self, marks: &[&[u8]], mut offset: u64, end: u64) -> io::Result<Option<u64>> {
        while offset < end {
            let data = self.from(offset, MARK_BYTES)?;
            let data = &data[..data.len().min(usize::try_from(end - offset).unwrap_or(usize::MAX))];
            let is_mark = |at: &usize| marks.iter().any(|mark| data[*at..].starts_with(mark));
            if let Some(at) = memmem::find_iter(data, b"PK").find(is_mark) {
                return Ok(Some(offset + at as u64));
            }
            if data.len() < MARK_BYTES {
                break;
            }
            offset += (data.len() - (MARK_BYTES - 1)) as u64;
        }
        Ok(None)
    }
}

/// What is said of a member.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) name: Vec<u8>,
    pub(crate) flags: u16,
    pub(crate) method: u16,
    /// Of the contents; `None` if nothing is said.
    pub(crate) crc: Option<u32>,
    pub(crate) packed_bytes: u64,
    pub(crate) bytes: Option<u64>,
    /// Where its own header stands.
    pub(crate) header: u64,
    /// File type and rights, where a Unix wrote them.
    pub(crate) mode: u32,
}

/// Where the directory stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Directory {
    start: u64,
    end: u64,
    /// What stands in front of the archive, which its own offsets do not count.
    base: u64,
    /// As stated; of the smaller kind of end record only the low 16 bits are.
    count: u64,
    large: bool,
}

impl Directory {
    /// Searches the end record and with it the directory. `None` if there is none that makes sense.
    pub(crate) fn find(disk: &DiskFile) -> io::Result<Option<Directory>> {
        let length = (END_BYTES + MAX_COMMENT_BYTES + LOCATOR_BYTES) as u64;
        let tail_start = disk.size().saturating_sub(length);
        let mut tail = vec![0; (disk.size() - tail_start) as usize];
        let filled = disk.read_at(tail_start, &mut tail)?;
        tail.truncate(filled);
        let end_at = memmem::rfind_iter(&tail, END).find(|&at| {
            tail.len() >= at + END_BYTES && tail.len() >= at + END_BYTES + usize::from(u16_at(&tail, at + 20))
        });
        let Some(at) = end_at else { return Ok(None) };
        let record = &tail[at..];
        let mut end = tail_start + at as u64;
        let mut count = u64::from(u16_at(record, 10));
        let mut size = u64::from(u32_at(record, 12));
        let mut offset = u64::from(u32_at(record, 16));
        let locator = at.checked_sub(LOCATOR_BYTES).map(|from| &tail[from..at]);
        let locator = locator.filter(|locator| locator.starts_with(END_64_LOCATOR));
        let large = locator.is_some();
        if let Some(locator) = locator {
            let stated = u64_at(locator, 8);
            let mut record = [0; END_64_BYTES];
            let mut found = None;
            // Beside where it should be it may stand in front of the locator, if the archive was moved.
            for place in [stated, end.saturating_sub((LOCATOR_BYTES + END_64_BYTES) as u64)] {
                let filled = disk.read_at(place, &mut record)?;
                if filled == END_64_BYTES && record.starts_with(END_64) {
                    found = Some(place);
                    break;
                }
            }
            let Some(place) = found else { return Ok(None) };
            end = place;
            count = u64_at(&record, 32);
            size = u64_at(&record, 40);
            offset = u64_at(&record, 48);
        }
        let begins_at = |place: u64| -> io::Result<bool> {
            let mut mark = [0; 4];
            Ok(place == end && count == 0
                || place < end && disk.read_at(place, &mut mark)? == 4 && mark == CENTRAL)
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

    pub(crate) fn start(&self) -> u64 {
        self.start
    }

    /// The entry at an offset, and the offset of the next. `None` at the end.
    pub(crate) fn entry(
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
            return self.lost(window, at).map(Some);
        }
        let name_bytes = usize::from(u16_at(head, 28));
        let extra_bytes = usize::from(u16_at(head, 30));
        let length = CENTRAL_BYTES + name_bytes + extra_bytes + usize::from(u16_at(head, 32));
        if length > left {
            return self.lost(window, at).map(Some);
        }
        let record = window.at(*at, length)?;
        if record.len() < length {
            return self.lost(window, at).map(Some);
        }
        *at += length as u64;
        let name = &record[CENTRAL_BYTES..CENTRAL_BYTES + name_bytes];
        let extra = &record[CENTRAL_BYTES + name_bytes..CENTRAL_BYTES + name_bytes + extra_bytes];
        let mut large = Large::of(extra);
        let bytes = large.instead_of(u32_at(record, 24));
        let packed_bytes = large.instead_of(u32_at(record, 20));
        let header = large.instead_of(u32_at(record, 42)).saturating_add(self.base);
        let by_unix = record[5] == 3;
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

    /// Goes on at the next entry that has its mark.
    fn lost(&self, window: &mut Window, at: &mut u64) -> io::Result<Result<Entry, Damage>> {
        let from = *at;
        let next = window.find(&[CENTRAL], from + 1, self.end)?;
        *at = next.unwrap_or(self.end);
        let detail = match next {
            Some(next) => {
                format!("the directory is broken at offset {from}; reading went on at offset {next}")
            }
            None => format!("the directory is broken at offset {from}; nothing readable follows"),
        };
        Ok(Err(Damage { kind: ErrorKind::DamagedZip, detail }))
    }

    /// What is wrong with the number of entries found.
    pub(crate) fn miscounted(&self, found: u64) -> Option<Damage> {
        let sound = if self.large { found == self.count } else { found & 0xffff == self.count };
        (!sound).then(|| {
            let detail = format!("the directory has {found} members and should have {}", self.count);
            Damage { kind: ErrorKind::DamagedZip, detail }
        })
    }
}

/// The extra field with sizes of more than 32 bits: those follow one another that do not fit.
struct Large<'a> {
    fields: &'a [u8],
}

impl<'a> Large<'a> {
    fn of(mut extra: &'a [u8]) -> Self {
        while extra.len() >= 4 {
            let length = usize::from(u16_at(extra, 2)).min(extra.len() - 4);
            if u16_at(extra, 0) == 1 {
                return Large { fields: &extra[4..4 + length] };
            }
            extra = &extra[4 + length..];
        }
        Large { fields: &[] }
    }

    fn instead_of(&mut self, small: u32) -> u64 {
        if small == u32::MAX
            && let Some((field, rest)) = self.fields.split_first_chunk::<8>()
        {
            self.fields = rest;
            return u64::from_le_bytes(*field);
        }
        u64::from(small)
    }
}

/// Where a member's data begin, by the header in front of them. `None` if there is no header.
pub(crate) fn data_start(window: &mut Window, header: u64) -> io::Result<Option<u64>> {
    let head = window.at(header, LOCAL_BYTES)?;
    if head.len() < LOCAL_BYTES || !head.starts_with(LOCAL) {
        return Ok(None);
    }
    let variable = u64::from(u16_at(head, 26)) + u64::from(u16_at(head, 28));
    Ok(Some(header + LOCAL_BYTES as u64 + variable))
}

/// The next member at or behind an offset by its own header, for archives without a directory, and where to
/// look for the one after it.
pub(crate) fn next_local(window: &mut Window, at: &mut u64) -> io::Result<Option<Entry>> {
    let size = window.disk().size();
    loop {
        // The directory comes behind all members, where there is one.
        let Some(header) = window.find(&[LOCAL, CENTRAL, END], *at, size)? else { return Ok(None) };
        let head = window.at(header, LOCAL_BYTES)?;
        if !head.starts_with(LOCAL) {
            return Ok(None);
        }
        if head.len() < LOCAL_BYTES {
            *at = size;
            return Ok(None);
        }
        let (flags, method) = (u16_at(head, 6), u16_at(head, 8));
        let (crc, packed, bytes) = (u32_at(head, 14), u32_at(head, 18), u32_at(head, 22));
        let (name_bytes, extra_bytes) = (usize::from(u16_at(head, 26)), usize::from(u16_at(head, 28)));
        if method > 99 {
            *at = header + 1;
            continue;
        }
        let record = window.at(header, LOCAL_BYTES + name_bytes + extra_bytes)?;
        let name = record.get(LOCAL_BYTES..LOCAL_BYTES + name_bytes).unwrap_or_default().to_vec();
        let mut large = Large::of(record.get(LOCAL_BYTES + name_bytes..).unwrap_or_default());
        let data = header + (LOCAL_BYTES + name_bytes + extra_bytes) as u64;
        let mut entry = Entry {
            name,
            flags,
            method,
            crc: Some(crc),
            bytes: Some(large.instead_of(bytes)),
            packed_bytes: large.instead_of(packed),
            header,
            mode: 0,
        };
        *at = data.saturating_add(entry.packed_bytes);
        // Sizes come behind the data if they were not known before them.
        if flags & 8 != 0 && entry.packed_bytes == 0 {
            *at = data;
            (entry.crc, entry.bytes) = (None, None);
            let mut from = data;
            while let Some(mark) = window.find(&[DESCRIPTOR, LOCAL, CENTRAL, END], from, size)? {
                let descriptor = window.at(mark, 24)?;
                let packed = mark - data;
                entry.packed_bytes = packed;
                *at = mark;
                if !descriptor.starts_with(DESCRIPTOR) {
                    break;
                }
                let crc = u32_at(descriptor, 4);
                if u64::from(u32_at(descriptor, 8)) == packed {
                    (entry.crc, entry.bytes) = (Some(crc), Some(u64::from(u32_at(descriptor, 12))));
                    break;
                }
                if u64_at(descriptor, 8) == packed {
                    (entry.crc, entry.bytes) = (Some(crc), Some(u64_at(descriptor, 16)));
                    break;
                }
                from = mark + 1;
            }
            if entry.crc.is_none() && *at == data {
                (entry.packed_bytes, *at) = (size.saturating_sub(data), size);
            }
        }
        return Ok(Some(entry));
    }
}
