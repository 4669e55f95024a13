//! What a zip states about a member, and how its numbers are stored.

/// How many bytes the signature of a record has.
pub(super) const SIGNATURE_BYTES: usize = 4;

pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |field| u16::from_le_bytes([field[0], field[1]]))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |field| u32::from_le_bytes(*field))
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |field| u64::from_le_bytes(*field))
}

/// What an archive states about a member.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) name: Vec<u8>,
    pub(super) flags: u16,
    pub(super) method: u16,
    /// The checksum of the contents; `None` if none is stated.
    pub(super) crc: Option<u32>,
    pub(super) packed_bytes: u64,
    pub(super) bytes: Option<u64>,
    /// The offset of its own header.
    pub(super) header: u64,
    /// File type and permissions, if a Unix system wrote them, or else 0.
    pub(super) mode: u32,
}

/// The extra field with numbers of more than 32 bits: one after the other, those that do not fit elsewhere.
pub(super) struct Zip64Field<'a> {
    fields: &'a [u8],
}

impl<'a> Zip64Field<'a> {
    /// Finds the field among the extra fields of a member. Without it, no number is replaced.
    pub(super) fn find(mut extra: &'a [u8]) -> Self {
        while extra.len() >= 4 {
            let length = usize::from(u16_at(extra, 2)).min(extra.len() - 4);
            if u16_at(extra, 0) == 1 {
                return Zip64Field { fields: &extra[4..4 + length] };
            }
            extra = &extra[4 + length..];
        }
        Zip64Field { fields: &[] }
    }

    /// The number that replaces a 32-bit one, or that number if it fits.
    pub(super) fn widen(&mut self, small: u32) -> u64 {
        if small == u32::MAX
            && let Some((field, rest)) = self.fields.split_first_chunk::<8>()
        {
            self.fields = rest;
            return u64::from_le_bytes(*field);
        }
        u64::from(small)
    }
}
