//! Tar: members one after the other, each read as a file of its own while the archive is streamed.
//!
//! A header has a checksum, but the contents after it have none. Damage to a header is noticed, and damage to
//! contents is not. Nothing is ever unpacked, and names are only shown.

mod archive_body;
mod header;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use memchr::memchr;
use tar::{Header, PaxExtensions};

use crate::formats::open::{self, Opened};
use crate::formats::tar::archive_body::{ArchiveBody, MemberBytes, cut_member, linked_bytes, lock};
use crate::formats::tar::header::{BLOCK_BYTES, EntryKind, entry_kind, has_checksum};
use crate::formats::{FileFacts, Format, ReadState};
use crate::item::{ErrorKind, Item, SkipKind};
use crate::options::Options;
use crate::stream::{Damage, Stop, Stream};

pub(crate) use crate::formats::tar::header::is_tar;

/// Where the header of a GNU sparse file says that a block with more of its list of holes follows.
const SPARSE_CONTINUES_AT: usize = 482;
/// The most bytes of long names and extended headers. The longest path of any system has 4096 bytes.
const MAX_EXTENSION_BYTES: u64 = 1 << 20;

pub(crate) struct Tar {
    facts: FileFacts,
    /// The archive's bytes, shared with the member that is being read.
    body: Arc<Mutex<ArchiveBody>>,
    /// The stream was moved into `body`.
    taken_over: bool,
    member: Option<Opened>,
    /// The member's damage was reported.
    reported: bool,
    /// Members so far.
    number: u64,
    seen_end_mark: bool,
    /// The position of the next header is not known.
    lost: bool,
    extension: Extension,
}

/// The header of a member, and what the special headers before it say.
struct MemberHeader {
    block: [u8; BLOCK_BYTES],
    name: Vec<u8>,
    kind: EntryKind,
    /// The size that the header states.
    size: u64,
    extension: Extension,
}

/// What special headers say about the member that follows.
#[derive(Default)]
struct Extension {
    name: Option<Vec<u8>>,
    size: Option<u64>,
    sparse: bool,
}

impl Extension {
    /// Reads the records of an extended header; `false` if they are malformed.
    fn read(&mut self, text: &[u8]) -> bool {
        for record in PaxExtensions::new(text) {
            let Ok(record) = record else { return false };
            match record.key_bytes() {
                b"path" => self.name = Some(record.value_bytes().to_vec()),
                b"size" => match record.value().ok().and_then(|size| size.parse().ok()) {
                    Some(size) => self.size = Some(size),
                    None => return false,
                },
                key => self.sparse |= key.starts_with(b"GNU.sparse."),
            }
        }
        true
    }
}

impl Tar {
    pub(crate) fn new(facts: FileFacts) -> Self {
        let body = ArchiveBody { input: Stream::empty(), left: 0, padding: 0, cut: false };
        Tar {
            facts,
            body: Arc::new(Mutex::new(body)),
            taken_over: false,
            member: None,
            reported: false,
            number: 0,
            seen_end_mark: false,
            lost: false,
            extension: Extension::default(),
        }
    }

    fn error(&self, offset: u64, kind: ErrorKind, detail: impl Into<String>) -> Item {
        self.facts.error(self.number, offset, Damage { kind, detail: detail.into() })
    }

    /// Skips what is left of a member. Returns whether something may follow.
    fn leave_member(&mut self, items: &mut VecDeque<Item>) -> bool {
        let body = Arc::clone(&self.body);
        let mut body = lock(&body);
        let left = body.left;
        if !body.cut && body.skip(left) {
            body.left = 0;
            // If the padding is cut, so is the end mark.
            let padding = std::mem::take(&mut body.padding);
            body.skip(padding);
            return true;
        }
        let offset = body.input.offset();
        let (damage, may_follow) = match body.input.pass_stop() {
            Stop::Gap(damage) => (damage, true),
            Stop::Fatal(damage) => (damage, false),
            Stop::End => (cut_member(left), false),
        };
        if !self.reported {
            items.push_back(self.facts.error(self.number, offset, damage));
        }
        (body.left, body.padding, body.cut) = (0, 0, false);
        self.lost = true;
        may_follow
    }

    /// Reads headers up to that of a member, and the member if it needs no more than its header. Returns `false`
    /// at the end of the archive.
    fn next_member(&mut self, options: &Options, items: &mut VecDeque<Item>) -> bool {
        let shared = Arc::clone(&self.body);
        let mut body = lock(&shared);
        let Some(header) = self.next_header(&mut body, options, items) else { return false };
        self.start_member(&mut body, &header);
        let facts = self.facts.member(&header.name, Some(body.left));
        match header.kind {
            EntryKind::Skipped(kind) => items.push_back(facts.skipped(1, 0, kind)),
            EntryKind::Sparse | EntryKind::Continued => {
                items.push_back(not_read(&facts, header.kind));
                if header.kind == EntryKind::Sparse {
                    body.skip_sparse_maps(header.block[SPARSE_CONTINUES_AT]);
                }
            }
            EntryKind::File if header.extension.sparse => {
                items.push_back(not_read(&facts, EntryKind::Sparse));
            }
            EntryKind::File => {
                drop(body);
                return self.open_member(facts, options, items) || self.leave_member(items);
            }
            _ => {}
        }
        drop(body);
        self.leave_member(items)
    }

    /// The header of the next member, consumed and counted. Applies the special headers before it, and reports
    /// damaged ones. `None` at the end of the archive.
    fn next_header(
        &mut self,
        body: &mut ArchiveBody,
        options: &Options,
        items: &mut VecDeque<Item>,
    ) -> Option<MemberHeader> {
        loop {
            let found = if self.lost { body.find_header() } else { body.input.fill_to(BLOCK_BYTES) };
            let offset = body.input.offset();
            if !found {
                if self.stopped(body, offset, items) {
                    continue;
                }
                return None;
            }
            self.lost = false;
            let block = body.input.data().first_chunk::<BLOCK_BYTES>().copied()?;
            if block == [0; BLOCK_BYTES] {
                self.seen_end_mark = true;
                body.input.consume(BLOCK_BYTES);
                continue;
            }
            let header = Header::from_byte_slice(&block);
            let Some(size) = header.entry_size().ok().filter(|_| has_checksum(&block)) else {
                self.report_broken_header(body, offset, items);
                continue;
            };
            body.input.consume(BLOCK_BYTES);
            self.seen_end_mark = false;
            let name = self.extension.name.clone().unwrap_or_else(|| header.path_bytes().into_owned());
            let kind = entry_kind(header, &name);
            if matches!(
                kind,
                EntryKind::LongName | EntryKind::LongLink | EntryKind::Extended | EntryKind::ExtendedForAll
            ) {
                self.read_extension(body, kind, size, offset, items);
                continue;
            }
            self.number += 1;
            let limit = options.max_members;
            if self.number > limit {
                let detail = format!(
                    "the archive has more than {limit} members (--max-members); the rest was not read"
                );
                items.push_back(self.error(offset, ErrorKind::TooManyMembers, detail));
                return None;
            }
            let extension = std::mem::take(&mut self.extension);
            return Some(MemberHeader { block, name, kind, size, extension });
        }
    }

    /// Sets how many bytes of the archive belong to a member.
    fn start_member(&mut self, body: &mut ArchiveBody, header: &MemberHeader) {
        let stated = header.extension.size.unwrap_or(header.size);
        let size = match header.kind {
            EntryKind::Skipped(SkipKind::ArchiveLink) => linked_bytes(body, stated),
            EntryKind::Skipped(_) | EntryKind::Folder => 0,
            _ => stated,
        };
        body.left = size;
        body.padding = size.wrapping_neg() % BLOCK_BYTES as u64;
        body.cut = false;
        self.reported = false;
    }

    /// Opens a member as a file; `false` if there is nothing to read of it.
    fn open_member(&mut self, facts: FileFacts, options: &Options, items: &mut VecDeque<Item>) -> bool {
        let stream = Stream::new(MemberBytes(Arc::clone(&self.body)));
        let mut found = VecDeque::new();
        self.member = open::open(stream, facts, true, options, &mut found);
        self.reported = lock(&self.body).cut && found.iter().any(|item| matches!(item, Item::Error(_)));
        items.extend(found);
        self.member.is_some()
    }

    /// Reports that the archive stopped where a header should be. Returns whether something may follow.
    fn stopped(&mut self, body: &mut ArchiveBody, offset: u64, items: &mut VecDeque<Item>) -> bool {
        let rest_is_zero = body.input.data().iter().all(|&byte| byte == 0);
        let has_rest = !body.input.data().is_empty();
        match body.input.pass_stop() {
            Stop::Gap(damage) => {
                items.push_back(self.facts.error(self.number, offset, damage));
                self.lost = true;
                return true;
            }
            Stop::Fatal(damage) => items.push_back(self.facts.error(self.number, offset, damage)),
            Stop::End if !(rest_is_zero || self.lost) => {
                items.push_back(self.error(offset, ErrorKind::Truncated, "the archive ends within a header"));
            }
            Stop::End if !(self.seen_end_mark || self.lost || has_rest) => {
                let detail = "the archive ends without its end mark; members may be missing";
                items.push_back(self.error(offset, ErrorKind::Truncated, detail));
            }
            Stop::End => {}
        }
        false
    }

    fn report_broken_header(&mut self, body: &mut ArchiveBody, offset: u64, items: &mut VecDeque<Item>) {
        body.input.consume(1);
        self.lost = true;
        self.extension = Extension::default();
        let what = "the checksum of a header is wrong";
        let detail = if body.find_header() {
            let next = body.input.offset();
            format!("{what}; {} bytes were skipped, reading resumed at offset {next}", next - offset)
        } else {
            format!("{what}; no header follows")
        };
        items.push_back(self.error(offset, ErrorKind::DamagedTar, detail));
    }

    fn read_extension(
        &mut self,
        body: &mut ArchiveBody,
        kind: EntryKind,
        size: u64,
        offset: u64,
        items: &mut VecDeque<Item>,
    ) {
        let padding = size.wrapping_neg() % BLOCK_BYTES as u64;
        if size > MAX_EXTENSION_BYTES {
            let detail = format!("an extended header of {size} bytes is not read");
            items.push_back(self.error(offset, ErrorKind::DamagedTar, detail));
        } else if let length = size as usize
            && body.input.fill_to(length)
        {
            let text = &body.input.data()[..length];
            match kind {
                EntryKind::LongName => {
                    let end = memchr(0, text).unwrap_or(text.len());
                    self.extension.name = Some(text[..end].to_vec());
                }
                EntryKind::Extended if !self.extension.read(text) => {
                    let detail = "an extended header is malformed; what it says is lost";
                    items.push_back(self.error(offset, ErrorKind::DamagedTar, detail));
                }
                _ => {}
            }
        }
        // If the archive stops here, the next header will be missing.
        body.skip(size.saturating_add(padding));
    }
}

fn not_read(facts: &FileFacts, kind: EntryKind) -> Item {
    let what = match kind {
        EntryKind::Sparse => "a file stored with holes",
        _ => "a part of a file that begins in another volume",
    };
    let detail = format!("{what} is not read; unpack the archive first");
    facts.error(1, 0, Damage { kind: ErrorKind::Unsupported, detail })
}

impl Format for Tar {
    fn advance(&mut self, stream: &mut Stream, state: &mut ReadState, items: &mut VecDeque<Item>) -> bool {
        if !std::mem::replace(&mut self.taken_over, true) {
            lock(&self.body).input = std::mem::replace(stream, Stream::empty());
        }
        let Some(Opened { stream, format, .. }) = &mut self.member else {
            return self.next_member(&state.options, items);
        };
        let before = items.len();
        let may_follow = format.advance(stream, state, items);
        self.reported |=
            lock(&self.body).cut && items.range(before..).any(|item| matches!(item, Item::Error(_)));
        if may_follow {
            return true;
        }
        self.member = None;
        if let Some(damage) = self.facts.totals.excess(state.options.max_ratio) {
            // The member reported this, and no other one would be read.
            let offset = lock(&self.body).input.offset();
            items.push_back(self.facts.error(self.number, offset, damage));
            return false;
        }
        self.leave_member(items)
    }
}
