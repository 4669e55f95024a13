//! A file that can be changed without changing it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use redb::StorageBackend;

const BLOCK: u64 = 4 << 10;

/// A file as the database sees it. What is written stays in memory, so that the database can check and repair a file that
/// must not change.
#[derive(Debug)]
pub(super) struct Overlay(Mutex<State>);

#[derive(Debug)]
struct State {
    file: File,
    /// The length of the file, and the length with the changes.
    file_length: u64,
    length: u64,
    /// Blocks that were written, by their number.
    changed: BTreeMap<u64, Vec<u8>>,
}

impl Overlay {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Self(Mutex::new(State { file, file_length: length, length, changed: BTreeMap::new() })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Reads from the file. Bytes after its end are zero.
    fn read_file(&mut self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let available = self.file_length.saturating_sub(offset).min(out.len() as u64) as usize;
        out[available..].fill(0);
        self.file.seek(SeekFrom::Start(offset))?;
        self.file.read_exact(&mut out[..available])
    }

    fn read(&mut self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let end = offset.checked_add(out.len() as u64).filter(|end| *end <= self.length);
        let end = end.ok_or_else(|| io::Error::from(ErrorKind::UnexpectedEof))?;
        self.read_file(offset, out)?;
        for (number, block) in self.changed.range(offset / BLOCK..end.div_ceil(BLOCK)) {
            let start = (number * BLOCK).max(offset);
            let stop = ((number + 1) * BLOCK).min(end);
            let from = &block[(start - number * BLOCK) as usize..(stop - number * BLOCK) as usize];
            out[(start - offset) as usize..(stop - offset) as usize].copy_from_slice(from);
        }
        Ok(())
    }

    fn write(&mut self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut rest = data;
        let mut at = offset;
        while !rest.is_empty() {
            let number = at / BLOCK;
            let within = (at % BLOCK) as usize;
            let (now, after) = rest.split_at(rest.len().min(BLOCK as usize - within));
            if !self.changed.contains_key(&number) {
                let mut block = vec![0; BLOCK as usize];
                self.read_file(number * BLOCK, &mut block)?;
                self.changed.insert(number, block);
            }
            if let Some(block) = self.changed.get_mut(&number) {
                block[within..within + now.len()].copy_from_slice(now);
            }
            at += now.len() as u64;
            rest = after;
        }
        Ok(())
    }

    /// Shortens or lengthens what is seen. What was cut off comes back as zeros.
    fn set_length(&mut self, length: u64) {
        if length < self.length {
            self.file_length = self.file_length.min(length);
            self.changed.retain(|number, _| number * BLOCK < length);
            if let Some(block) = self.changed.get_mut(&(length / BLOCK)) {
                block[(length % BLOCK) as usize..].fill(0);
            }
        }
        self.length = length;
    }
}

impl StorageBackend for Overlay {
    fn len(&self) -> io::Result<u64> {
        Ok(self.state().length)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.state().read(offset, out)
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        self.state().set_length(length);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.state().write(offset, data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, Clone)]
    enum Step {
        Write(u16, Vec<u8>),
        SetLength(u16),
    }

    fn any_step() -> impl Strategy<Value = Step> {
        let offset = 0..20_000_u16;
        prop_oneof![
            (offset.clone(), proptest::collection::vec(any::<u8>(), 0..9000))
                .prop_map(|(offset, data)| Step::Write(offset, data)),
            offset.prop_map(Step::SetLength),
        ]
    }

    proptest! {
        #[test]
        fn changes_are_seen_and_the_file_stays(length in 0..20_000_usize, steps in proptest::collection::vec(any_step(), 0..8)) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("file");
            let original: Vec<u8> = (0..length).map(|n| (n % 251) as u8 + 1).collect();
            std::fs::write(&path, &original).unwrap();
            let overlay = Overlay::open(&path).unwrap();
            let mut expected = original.clone();
            for step in steps {
                match step {
                    Step::Write(offset, data) => {
                        let offset = usize::from(offset);
                        if offset + data.len() > expected.len() {
                            expected.resize(offset + data.len(), 0);
                            overlay.set_len(expected.len() as u64).unwrap();
                        }
                        expected[offset..offset + data.len()].copy_from_slice(&data);
                        overlay.write(offset as u64, &data).unwrap();
                    }
                    Step::SetLength(length) => {
                        expected.resize(length.into(), 0);
                        overlay.set_len(length.into()).unwrap();
                    }
                }
                let mut seen = vec![7; expected.len()];
                overlay.read(0, &mut seen).unwrap();
                prop_assert_eq!(&seen, &expected);
                let middle = expected.len() / 2;
                overlay.read(middle as u64, &mut seen[middle..]).unwrap();
                prop_assert_eq!(&seen, &expected);
            }
            prop_assert!(overlay.read(expected.len() as u64, &mut [0]).is_err());
            prop_assert_eq!(std::fs::read(&path).unwrap(), original);
        }
    }
}
