//! The headers before each member: where its data begin, and what is known of it without a directory.

use std::io;

use crate::formats::zip::directory::{CENTRAL, END};
use crate::formats::zip::entry::{Entry, Zip64Field, u16_at, u32_at, u64_at};
use crate::formats::zip::window::Window;

pub(super) const LOCAL: &[u8] = b"PK\x03\x04";
const DESCRIPTOR: &[u8] = b"PK\x07\x08";
pub(super) const LOCAL_BYTES: usize = 30;
/// Signature, checksum and two sizes of 64 bits.
const DESCRIPTOR_BYTES: usize = 24;
/// A header with a higher compression method is not one. The highest that APPNOTE.TXT defines is 99.
const MAX_METHOD: u16 = 99;
/// Flag: checksum and sizes follow the data.
const SIZES_FOLLOW: u16 = 1 << 3;

/// Where a member's data begin, by the header before them. `None` if there is no header.
pub(super) fn data_start(window: &mut Window, header: u64) -> io::Result<Option<u64>> {
    let head = window.at(header, LOCAL_BYTES)?;
    if head.len() < LOCAL_BYTES || !head.starts_with(LOCAL) {
        return Ok(None);
    }
    let variable = u64::from(u16_at(head, 26)) + u64::from(u16_at(head, 28));
    Ok(Some(header + LOCAL_BYTES as u64 + variable))
}

/// The next member at or after an offset by its own header, for archives without a directory. Moves `at` to where
/// the member after it is looked for.
pub(super) fn next_local(window: &mut Window, at: &mut u64) -> io::Result<Option<Entry>> {
    let size = window.disk().size();
    loop {
        // The directory follows all members, if there is one.
        let Some(header) = window.find(&[LOCAL, CENTRAL, END], *at, size)? else { return Ok(None) };
        let head = window.at(header, LOCAL_BYTES)?;
        if !head.starts_with(LOCAL) {
            return Ok(None);
        }
        if head.len() < LOCAL_BYTES {
            *at = size;
            return Ok(None);
        }
        if u16_at(head, 8) > MAX_METHOD {
            *at = header + 1;
            continue;
        }
        let (mut entry, data) = read_local(window, header)?;
        *at = data.saturating_add(entry.packed_bytes);
        if entry.flags & SIZES_FOLLOW != 0 && entry.packed_bytes == 0 {
            *at = find_descriptor(window, data, &mut entry)?;
        }
        return Ok(Some(entry));
    }
}

/// Reads the header at an offset, which is there. The second value is where the member's data begin.
fn read_local(window: &mut Window, header: u64) -> io::Result<(Entry, u64)> {
    let head = window.at(header, LOCAL_BYTES)?;
    let (flags, method) = (u16_at(head, 6), u16_at(head, 8));
    let (crc, packed, bytes) = (u32_at(head, 14), u32_at(head, 18), u32_at(head, 22));
    let (name_bytes, extra_bytes) = (usize::from(u16_at(head, 26)), usize::from(u16_at(head, 28)));
    let record = window.at(header, LOCAL_BYTES + name_bytes + extra_bytes)?;
    let name = record.get(LOCAL_BYTES..LOCAL_BYTES + name_bytes).unwrap_or_default().to_vec();
    let mut large = Zip64Field::find(record.get(LOCAL_BYTES + name_bytes..).unwrap_or_default());
    let bytes = Some(large.widen(bytes));
    let packed_bytes = large.widen(packed);
    let entry = Entry { name, flags, method, crc: Some(crc), bytes, packed_bytes, header, mode: 0 };
    Ok((entry, header + (LOCAL_BYTES + name_bytes + extra_bytes) as u64))
}

/// Finds the sizes of a member that follow its data because they were not known before. Returns where to look for
/// the next member.
fn find_descriptor(window: &mut Window, data: u64, entry: &mut Entry) -> io::Result<u64> {
    let size = window.disk().size();
    let mut next = data;
    (entry.crc, entry.bytes) = (None, None);
    let mut from = data;
    while let Some(found) = window.find(&[DESCRIPTOR, LOCAL, CENTRAL, END], from, size)? {
        let descriptor = window.at(found, DESCRIPTOR_BYTES)?;
        let packed = found - data;
        entry.packed_bytes = packed;
        next = found;
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
        from = found + 1;
    }
    if entry.crc.is_none() && next == data {
        (entry.packed_bytes, next) = (size.saturating_sub(data), size);
    }
    Ok(next)
}
