//! The bytes of an archive, of which one member at a time is read as a stream.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use memchr::memmem;

use crate::formats::tar::header::{BLOCK_BYTES, MAGIC, MAGIC_AT, has_checksum};
use crate::item::ErrorKind;
use crate::stream::{Damage, Produce, Produced, Stop, Stream};

/// Where the blocks that continue the list of holes of a GNU sparse file say whether another one follows.
const SPARSE_BLOCK_CONTINUES_AT: usize = 504;

/// An archive, and how much of it belongs to the current member.
pub(super) struct ArchiveBody {
    pub(super) input: Stream,
    /// Bytes of the member that are not read yet.
    pub(super) left: u64,
    /// Bytes between the member and the next header.
    pub(super) padding: u64,
    /// The archive stopped within the member.
    pub(super) cut: bool,
}

/// The bytes of the current member.
pub(super) struct MemberBytes(pub(super) Arc<Mutex<ArchiveBody>>);

pub(super) fn lock(body: &Mutex<ArchiveBody>) -> MutexGuard<'_, ArchiveBody> {
    body.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Produce for MemberBytes {
    fn produce(&mut self, out: &mut [u8]) -> Produced {
        let mut body = lock(&self.0);
        if body.left == 0 {
            return Produced::Stop(Stop::End);
        }
        if body.input.data().is_empty() && !body.input.more() {
            body.cut = true;
            let damage = match body.input.stop() {
                Some(Stop::Gap(damage) | Stop::Fatal(damage)) => damage.clone(),
                _ => cut_member(body.left),
            };
            return Produced::Stop(Stop::Fatal(damage));
        }
        let left = usize::try_from(body.left).unwrap_or(usize::MAX);
        let data = body.input.data();
        let bytes = data.len().min(out.len()).min(left);
        out[..bytes].copy_from_slice(&data[..bytes]);
        body.input.consume(bytes);
        body.left -= bytes as u64;
        Produced::Bytes(bytes)
    }
}

pub(super) fn cut_member(left: u64) -> Damage {
    let detail = format!("the archive ends within a member, {left} bytes before the member's end");
    Damage { kind: ErrorKind::Truncated, detail }
}

impl ArchiveBody {
    /// Skips bytes of the archive; `false` if it stopped before their end.
    pub(super) fn skip(&mut self, mut bytes: u64) -> bool {
        while bytes > 0 {
            if self.input.data().is_empty() && !self.input.more() {
                return false;
            }
            let step = usize::try_from(bytes).unwrap_or(usize::MAX).min(self.input.data().len());
            self.input.consume(step);
            bytes -= step as u64;
        }
        true
    }

    /// Skips the blocks that continue a list of holes that is too long for the header.
    pub(super) fn skip_sparse_maps(&mut self, mut continues: u8) {
        while continues == 1 && self.input.fill_to(BLOCK_BYTES) {
            continues = self.input.data()[SPARSE_BLOCK_CONTINUES_AT];
            self.input.consume(BLOCK_BYTES);
        }
    }

    /// Goes to the next header that has the magic and a right checksum; `false` if the archive stops before it.
    pub(super) fn find_header(&mut self) -> bool {
        loop {
            if !self.input.fill_to(BLOCK_BYTES) {
                return false;
            }
            match memmem::find(&self.input.data()[MAGIC_AT..], MAGIC) {
                Some(at) => {
                    self.input.consume(at);
                    if !self.input.fill_to(BLOCK_BYTES) {
                        return false;
                    }
                    if self.input.data().first_chunk().is_some_and(has_checksum) {
                        return true;
                    }
                    self.input.consume(1);
                }
                None => {
                    let keep = MAGIC_AT + MAGIC.len() - 1;
                    self.input.consume(self.input.data().len() - keep);
                }
            }
        }
    }
}

/// How many bytes of contents a link has. The standard lets a hard link have contents, and old tars stated a size
/// without any. What follows the header decides.
pub(super) fn linked_bytes(body: &mut ArchiveBody, size: u64) -> u64 {
    body.input.fill_to(BLOCK_BYTES);
    let follows_header = body
        .input
        .data()
        .first_chunk::<BLOCK_BYTES>()
        .is_none_or(|block| *block == [0; BLOCK_BYTES] || has_checksum(block));
    if follows_header { 0 } else { size }
}
