//! The ids of pages. Each takes 17 bytes of memory, whatever its length.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::error::DedupError;
use crate::index::Column;

/// Ids of up to this many bytes are stored as they are.
pub(crate) const INLINE: usize = 16;
/// Bytes of spilled ids that are buffered before they are written to the file.
const PENDING: usize = 64 << 10;

// How the 16 bytes of an id are encoded: 0 to 16 is the length of an inline id, and higher numbers are one of these.
const HEX: u8 = 17;
pub(crate) const SPILLED: u8 = 18;
/// UUIDs with what may surround them. WARC record ids have the last form.
const UUID_FRAMES: [(u8, &str, &str); 3] = [(19, "", ""), (20, "urn:uuid:", ""), (21, "<urn:uuid:", ">")];
/// The positions of the hyphens in a UUID.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];
const UUID_LEN: usize = 36;

/// Ids by row number, from 0. Ids of 32 hex digits and UUIDs are packed, short ids are stored as they are, and others
/// go to an unnamed temporary file, with only their offsets in memory.
#[derive(Debug)]
pub struct IdStore {
    encodings: Column<u8>,
    packed: Column<[u8; INLINE]>,
    spilled: SpilledIds,
}

impl IdStore {
    /// An empty store. `folder` is where the temporary file goes.
    pub fn new(folder: &Path) -> Self {
        Self { encodings: Column::default(), packed: Column::default(), spilled: SpilledIds::new(folder) }
    }

    /// Adds an id under the next number.
    ///
    /// # Errors
    ///
    /// Returns [`DedupError`] if the temporary file can't be written.
    pub fn push(&mut self, id: &str) -> Result<(), DedupError> {
        let (encoding, packed) = match pack(id) {
            Some(packed) => packed,
            None => (SPILLED, self.spilled.push(id)?),
        };
        self.encodings.push(encoding);
        self.packed.push(packed);
        Ok(())
    }

    /// The id with this number, which must have been added.
    ///
    /// # Errors
    ///
    /// Returns [`DedupError`] if the temporary file can't be read.
    pub fn get(&mut self, number: u32) -> Result<String, DedupError> {
        let (encoding, packed) = (self.encodings.get(number), self.packed.get(number));
        if encoding == SPILLED {
            self.spilled.get(packed)
        } else {
            Ok(unpack(encoding, packed).unwrap_or_default())
        }
    }

    /// The allocated memory, in bytes: 17 for each id.
    pub fn memory_bytes(&self) -> usize {
        self.encodings.memory_bytes() + self.packed.memory_bytes() + self.spilled.pending.capacity()
    }
}

/// Encodes an id of a known form in 16 bytes. The first number is the encoding.
pub(crate) fn pack(id: &str) -> Option<(u8, [u8; INLINE])> {
    if id.len() <= INLINE {
        let mut packed = [0; INLINE];
        packed[..id.len()].copy_from_slice(id.as_bytes());
        return Some((id.len() as u8, packed));
    }
    if id.len() == 2 * INLINE {
        return Some((HEX, unhex(id.bytes())?));
    }
    UUID_FRAMES.iter().find_map(|&(encoding, before, after)| {
        let uuid = id.strip_prefix(before)?.strip_suffix(after)?;
        let framed = uuid.len() == UUID_LEN && HYPHENS.iter().all(|&at| uuid.as_bytes()[at] == b'-');
        let digits = uuid.bytes().enumerate().filter(|(at, _)| !HYPHENS.contains(at)).map(|(_, digit)| digit);
        framed.then(|| unhex(digits))?.map(|packed| (encoding, packed))
    })
}

/// Decodes lower-case hex digits. Upper case is not packed, because it would come out as lower case.
fn unhex(digits: impl Iterator<Item = u8>) -> Option<[u8; INLINE]> {
    let mut number = 0_u128;
    for digit in digits {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => return None,
        };
        number = number << 4 | u128::from(value);
    }
    Some(number.to_be_bytes())
}

/// Decodes what [`pack`] encoded. `None` for anything else.
pub(crate) fn unpack(encoding: u8, packed: [u8; INLINE]) -> Option<String> {
    if usize::from(encoding) <= INLINE {
        return std::str::from_utf8(&packed[..usize::from(encoding)]).ok().map(str::to_owned);
    }
    let mut id = format!("{:032x}", u128::from_be_bytes(packed));
    if encoding != HEX {
        let (_, before, after) = UUID_FRAMES.iter().find(|frame| frame.0 == encoding)?;
        for at in HYPHENS {
            id.insert(at, '-');
        }
        id.insert_str(0, before);
        id.push_str(after);
    }
    Some(id)
}

/// Long ids, concatenated in an unnamed temporary file, which is created once there are enough of them.
#[derive(Debug)]
struct SpilledIds {
    folder: PathBuf,
    file: Option<File>,
    /// Bytes in the file. The bytes that follow are in `pending`.
    written: u64,
    pending: Vec<u8>,
}

impl SpilledIds {
    fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), file: None, written: 0, pending: Vec::new() }
    }

    /// Appends an id. Returns its offset and its length, eight bytes each.
    fn push(&mut self, id: &str) -> Result<[u8; INLINE], DedupError> {
        let offset = self.written + self.pending.len() as u64;
        self.pending.extend_from_slice(id.as_bytes());
        if self.pending.len() >= PENDING {
            self.write_pending().map_err(|source| self.error(source))?;
        }
        Ok((u128::from(offset) << 64 | id.len() as u128).to_be_bytes())
    }

    fn write_pending(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(tempfile::tempfile_in(&self.folder)?),
        };
        file.seek(SeekFrom::Start(self.written))?;
        file.write_all(&self.pending)?;
        self.written += self.pending.len() as u64;
        self.pending.clear();
        // A very long id must not leave a large buffer.
        self.pending.shrink_to(2 * PENDING);
        Ok(())
    }

    fn get(&mut self, location: [u8; INLINE]) -> Result<String, DedupError> {
        let location = u128::from_be_bytes(location);
        let (offset, len) = ((location >> 64) as u64, location as u64 as usize);
        let bytes = match (offset.checked_sub(self.written), &mut self.file) {
            (Some(start), _) => self.pending[start as usize..][..len].to_vec(),
            (None, Some(file)) => read_at(file, offset, len).map_err(|source| self.error(source))?,
            (None, None) => Vec::new(),
        };
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn error(&self, source: io::Error) -> DedupError {
        DedupError::Spill { folder: self.folder.clone(), source }
    }
}

fn read_at(file: &mut File, offset: u64, len: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; len];
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check_round_trip(texts: &[String]) {
        let mut ids = IdStore::new(&std::env::temp_dir());
        for id in texts {
            ids.push(id).unwrap();
        }
        for (number, id) in (0..).zip(texts) {
            assert_eq!(&ids.get(number).unwrap(), id);
        }
    }

    #[test]
    fn ids_come_out_as_they_went_in() {
        let uuid = "9f0a3b1c-1234-4abc-8def-001122334455";
        let texts = [
            "",
            "7",
            "sixteen-bytes-id",
            "äöüßäöüß",
            "0123456789abcdef0123456789abcdef",
            "0123456789ABCDEF0123456789abcdef",
            "0123456789abcdef0123456789abcdeg",
            uuid,
            &format!("urn:uuid:{uuid}"),
            &format!("<urn:uuid:{uuid}>"),
            &format!("<urn:uuid:{uuid}"),
            &uuid.to_uppercase(),
            &uuid.replace('-', "_"),
            "https://example.org/2024/a-long-address?page=2",
            &"ä".repeat(18),
            &"é".repeat(PENDING),
        ];
        check_round_trip(&texts.map(str::to_owned));
    }

    #[test]
    fn known_encodings_need_no_file() {
        let uuid = "9f0a3b1c-1234-4abc-8def-001122334455";
        for id in ["short", "0123456789abcdef0123456789abcdef", uuid, &format!("<urn:uuid:{uuid}>")] {
            assert!(pack(id).is_some(), "{id}");
        }
        assert!(pack("sha1:7FGDNNXIRBB5SCLBFTRFDPCWSFAMDZFB").is_none());
    }

    #[test]
    fn many_long_ids_go_through_the_file() {
        let texts: Vec<_> = (0..20_000).map(|n| format!("dump/part-{n:08}/record/{}", n * 7)).collect();
        check_round_trip(&texts);
    }

    #[test]
    fn a_missing_folder_is_named() {
        let mut ids = IdStore::new(Path::new("/nowhere/at/all"));
        let error = (0..).find_map(|n| ids.push(&format!("a-rather-long-id-{n}")).err()).unwrap();
        assert!(error.to_string().contains("/nowhere/at/all"), "{error}");
    }

    fn any_id() -> impl Strategy<Value = String> {
        prop_oneof!["\\PC{0,40}", "[0-9a-f]{32}", "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"]
    }

    proptest! {
        #[test]
        fn any_ids_come_out_as_they_went_in(texts in proptest::collection::vec(any_id(), 0..30)) {
            check_round_trip(&texts);
        }
    }
}
