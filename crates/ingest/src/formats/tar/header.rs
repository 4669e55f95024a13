//! Tar headers: recognises them, verifies their checksums, and finds out what follows them.

use memchr::memchr;
use tar::Header;

use crate::item::SkipKind;

pub(super) const BLOCK_BYTES: usize = 512;
pub(super) const MAGIC: &[u8] = b"ustar";
pub(super) const MAGIC_AT: usize = 257;

/// Whether bytes begin a tar. One byte of the header may be damaged, and the header may be cut.
pub(crate) fn is_tar(data: &[u8]) -> bool {
    if let Some(block) = data.first_chunk::<BLOCK_BYTES>() {
        return block[0] != 0 && has_checksum(block)
            || mostly(&block[MAGIC_AT..MAGIC_AT + MAGIC.len()], MAGIC) && has_numbers(block);
    }
    has_numbers(data)
}

fn mostly(bytes: &[u8], expected: &[u8]) -> bool {
    bytes.iter().zip(expected).filter(|(byte, expected)| byte == expected).count() + 1 >= expected.len()
}

/// Whether the name is padded with zeros, and the fields for numbers hold numbers, all but one. Fewer bytes than
/// that show nothing.
fn has_numbers(data: &[u8]) -> bool {
    const FIELDS: [std::ops::Range<usize>; 6] = [100..108, 108..116, 116..124, 124..136, 136..148, 148..156];
    let is_octal = |field: &[u8]| {
        field.iter().any(u8::is_ascii_digit)
            && field.iter().all(|byte| matches!(byte, b'0'..=b'7' | b' ' | 0))
            && matches!(field, [.., b' ' | 0])
    };
    // Numbers that are too large for digits are written in binary after a mark.
    let is_number = |field: &[u8]| matches!(field[0], 0x80 | 0xff) || is_octal(field);
    let name = &data[..data.len().min(FIELDS[0].start)];
    let padding = memchr(0, name).map_or(&[][..], |end| &name[end..]);
    let fields: Vec<&[u8]> = FIELDS.iter().filter_map(|field| data.get(field.clone())).collect();
    let numbers = fields.iter().filter(|field| is_number(field)).count();
    numbers >= 3
        && fields.len() - numbers <= 1
        && padding.iter().filter(|&&byte| byte != 0).count() <= 1
        && memchr(0, &data[..FIELDS[2].end]).is_some()
}

/// Whether a header's checksum is right. Some old tars added up signed bytes.
pub(super) fn has_checksum(block: &[u8; BLOCK_BYTES]) -> bool {
    let Ok(stated) = Header::from_byte_slice(block).cksum() else { return false };
    let counted = |at: usize, byte: u8| if (148..156).contains(&at) { b' ' } else { byte };
    let unsigned: u32 = block.iter().enumerate().map(|(at, &byte)| u32::from(counted(at, byte))).sum();
    let signed: i32 =
        block.iter().enumerate().map(|(at, &byte)| i32::from(counted(at, byte).cast_signed())).sum();
    unsigned == stated || u32::try_from(signed) == Ok(stated)
}

/// What follows a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryKind {
    File,
    Skipped(SkipKind),
    Folder,
    /// A file with holes that are not stored.
    Sparse,
    /// A part of a file that begins in another volume.
    Continued,
    /// A header for the next member's name.
    LongName,
    LongLink,
    /// A header for the next member.
    Extended,
    /// A header for all members after it.
    ExtendedForAll,
}

pub(super) fn entry_kind(header: &Header, name: &[u8]) -> EntryKind {
    match header.entry_type().as_byte() {
        // Before there was a type for folders, their names ended in a slash.
        b'0' | 0 if name.ends_with(b"/") => EntryKind::Folder,
        b'1' | b'2' => EntryKind::Skipped(SkipKind::ArchiveLink),
        b'3' | b'4' | b'6' | b'V' => EntryKind::Skipped(SkipKind::ArchiveSpecial),
        b'5' | b'D' => EntryKind::Folder,
        b'S' => EntryKind::Sparse,
        b'M' => EntryKind::Continued,
        b'L' => EntryKind::LongName,
        b'K' => EntryKind::LongLink,
        b'x' | b'X' => EntryKind::Extended,
        b'g' => EntryKind::ExtendedForAll,
        // The standard says that unknown types are read as files.
        _ => EntryKind::File,
    }
}
