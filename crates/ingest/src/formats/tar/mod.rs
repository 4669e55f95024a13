//! Tar: members one after the other, each read as a file of its own while the archive streams by.
//!
//! A header has a checksum, what it heads has none: a member that was altered cannot be told from one that was
//! not, but a header that was altered can. Nothing is ever unpacked; names are only shown.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use memchr::{memchr, memmem};
use tar::{Header, PaxExtensions};

use crate::formats::open::{self, Opened};
use crate::formats::{FileFacts, Format, ReadState};
use crate::item::{ErrorKind, Item, SkipKind, Skipped};
use crate::stream::{Damage, Produce, Produced, Stop, Stream};

const BLOCK_BYTES: usize = 512;
const MAGIC: &[u8] = b"ustar";
const MAGIC_AT: usize = 257;
/// Where GNU's headers of files with holes, and the blocks behind them, say that another block follows.
const SPARSE_GOES_ON_AT: usize = 482;
const SPARSE_BLOCK_GOES_ON_AT: usize = 504;
/// Long names and extended headers; the longest path of any system has 4096 bytes.
const MAX_EXTENSION_BYTES: u64 = 1 << 20;

/// Whether bytes begin as a tar. One byte of the header may be broken, and the header may be cut.
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

/// Whether the name is padded with zeros and the fields that hold numbers do, but for one. Below that many bytes
/// nothing can be told.
fn has_numbers(data: &[u8]) -> bool {
    const FIELDS: [std::ops::Range<usize>; 6] = [100..108, 108..116, 116..124, 124..136, 136..148, 148..156];
    let is_octal = |field: &[u8]| {
        field.iter().any(u8::is_ascii_digit)
            && field.iter().all(|byte| matches!(byte, b'0'..=b'7' | b' ' | 0))
            && matches!(field, [.., b' ' | 0])
    };
    // Numbers that have no room as digits are written in binary behind a mark.
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
fn has_checksum(block: &[u8; BLOCK_BYTES]) -> bool {
    let Ok(stated) = Header::from_byte_slice(block).cksum() else { return false };
    let counted = |at: usize, byte: u8| if (148..156).contains(&at) { b' ' } else { byte };
    let unsigned: u32 = block.iter().enumerate().map(|(at, &byte)| u32::from(counted(at, byte))).sum();
    let signed: i32 =
        block.iter().enumerate().map(|(at, &byte)| i32::from(counted(at, byte).cast_signed())).sum();
    unsigned == stated || u32::try_from(signed) == Ok(stated)
}

pub(crate) struct Tar {
    facts: FileFacts,
    /// The archive's bytes, which the member being read shares.
    body: Arc<Mutex<Body>>,
    taken_over: bool,
    member: Option<Opened>,
    /// Its damage was told.
    told: bool,
    /// Members so far.
    number: u64,
    seen_end_mark: bool,
    /// Where headers are is not known.
    astray: bool,
    extension: Extension,
}

/// The archive, and how much of it belongs to the member.
struct Body {
    input: Stream,
    left: u64,
    padding: u64,
    /// The archive stopped within the member.
    cut: bool,
}

/// What special headers say of the member that follows.
#[derive(Default)]
struct Extension {
    name: Option<Vec<u8>>,
    size: Option<u64>,
    sparse: bool,
}

/// A member's bytes.
struct MemberBytes(Arc<Mutex<Body>>);

fn lock(body: &Mutex<Body>) -> MutexGuard<'_, Body> {
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

fn cut_member(left: u64) -> Damage {
    let detail = format!("the archive ends within a member, {left} bytes before the member's end");
    Damage { kind: ErrorKind::Truncated, detail }
}

impl Body {
    /// Passes bytes of the archive; `false` if it stopped before.
    fn pass(&mut self, mut bytes: u64) -> bool {
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

    /// Passes the blocks that go on with a list of holes that had no room in the header.
    fn pass_sparse_maps(&mut self, mut goes_on: u8) {
        while goes_on == 1 && self.input.fill_to(BLOCK_BYTES) {
            goes_on = self.input.data()[SPARSE_BLOCK_GOES_ON_AT];
            self.input.consume(BLOCK_BYTES);
        }
    }

    /// Goes to the next header that has its mark and a right checksum; `false` if the archive stops before.
    fn find_header(&mut self) -> bool {
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

/// What a header heads.
enum Kind {
    File,
    Skipped(SkipKind),
    Folder,
    Sparse,
    Continued,
    LongName,
    LongLink,
    Extended,
    ExtendedForAll,
}

fn kind_of(header: &Header, name: &[u8]) -> Kind {
    match header.entry_type().as_byte() {
        // Before there was a type for folders, their names ended so.
        b'0' | 0 if name.ends_with(b"/") => Kind::Folder,
        b'1' | b'2' => Kind::Skipped(SkipKind::ArchiveLink),
        b'3' | b'4' | b'6' | b'V' => Kind::Skipped(SkipKind::ArchiveSpecial),
        b'5' | b'D' => Kind::Folder,
        b'S' => Kind::Sparse,
        b'M' => Kind::Continued,
        b'L' => Kind::LongName,
        b'K' => Kind::LongLink,
        b'x' | b'X' => Kind::Extended,
        b'g' => Kind::ExtendedForAll,
        // The standard wants types it does not know read as files.
        _ => Kind::File,
    }
}

impl Tar {
    pub(crate) fn new(facts: FileFacts) -> Self {
        let body = Body { input: Stream::empty(), left: 0, padding: 0, cut: false };
        Tar {
            facts,
            body: Arc::new(Mutex::new(body)),
            taken_over: false,
            member: None,
            told: false,
            number: 0,
            seen_end_mark: false,
            astray: false,
            extension: Extension::default(),
        }
    }

    fn error(&self, offset: u64, kind: ErrorKind, detail: impl Into<String>) -> Item {
        self.facts.error(self.number, offset, Damage { kind, detail: detail.into() })
    }

    /// Passes what is left of a member.
    fn leave_member(&mut self, items: &mut VecDeque<Item>) -> bool {
        let body = Arc::clone(&self.body);
        let mut body = lock(&body);
        let left = body.left;
        if !body.cut && body.pass(left) {
            body.left = 0;
            // If the padding is cut, so is the end mark.
            let padding = std::mem::take(&mut body.padding);
            body.pass(padding);
            return true;
        }
        let offset = body.input.offset();
        let (damage, goes_on) = match body.input.pass_stop() {
            Stop::Gap(damage) => (damage, true),
            Stop::Fatal(damage) => (damage, false),
            Stop::End => (cut_member(left), false),
        };
        if !self.told {
            items.push_back(self.facts.error(self.number, offset, damage));
        }
        (body.left, body.padding, body.cut) = (0, 0, false);
        self.astray = true;
        goes_on
    }

    /// Reads headers up to that of a member; `false` at the archive's end.
    fn next_member(&mut self, state: &mut ReadState, items: &mut VecDeque<Item>) -> bool {
        let shared = Arc::clone(&self.body);
        let mut body = lock(&shared);
        loop {
            let found = if self.astray { body.find_header() } else { body.input.fill_to(BLOCK_BYTES) };
            let offset = body.input.offset();
            if !found {
                match self.stopped(&mut body, offset, items) {
                    true => continue,
                    false => return false,
                }
            }
            self.astray = false;
            let Some(block) = body.input.data().first_chunk::<BLOCK_BYTES>().copied() else { return false };
            if block == [0; BLOCK_BYTES] {
                self.seen_end_mark = true;
                body.input.consume(BLOCK_BYTES);
                continue;
            }
            let header = Header::from_byte_slice(&block);
            let size = header.entry_size().ok().filter(|_| has_checksum(&block));
            let Some(size) = size else {
                self.report_broken_header(&mut body, offset, items);
                continue;
            };
            body.input.consume(BLOCK_BYTES);
            self.seen_end_mark = false;
            let name = self.extension.name.clone().unwrap_or_else(|| header.path_bytes().into_owned());
            let kind = kind_of(header, &name);
            if matches!(kind, Kind::LongName | Kind::LongLink | Kind::Extended | Kind::ExtendedForAll) {
                self.read_extension(&mut body, &kind, size, offset, items);
                continue;
            }
            self.number += 1;
            if self.number > state.options.max_members {
                let limit = state.options.max_members;
                let detail = format!(
                    "the archive has more than {limit} members (--max-members); the rest was not read"
                );
                items.push_back(self.error(offset, ErrorKind::TooManyMembers, detail));
                return false;
            }
            let extension = std::mem::take(&mut self.extension);
            let size = match kind {
                Kind::Skipped(SkipKind::ArchiveLink) => {
                    linked_bytes(&mut body, extension.size.unwrap_or(size))
                }
                Kind::Skipped(_) | Kind::Folder => 0,
                _ => extension.size.unwrap_or(size),
            };
            body.left = size;
            body.padding = size.wrapping_neg() % BLOCK_BYTES as u64;
            body.cut = false;
            self.told = false;
            let facts = self.facts.member(&name, Some(size));
            match kind {
                Kind::Skipped(kind) => {
                    items.push_back(Item::Skipped(Skipped { origin: facts.origin(1, 0), kind }));
                }
                Kind::Sparse | Kind::Continued => {
                    items.push_back(not_read(&facts, &kind));
                    if matches!(kind, Kind::Sparse) {
                        body.pass_sparse_maps(block[SPARSE_GOES_ON_AT]);
                    }
                }
                Kind::File if extension.sparse => items.push_back(not_read(&facts, &Kind::Sparse)),
                Kind::File => {
                    drop(body);
                    let stream = Stream::new(MemberBytes(Arc::clone(&self.body)));
                    let mut found = VecDeque::new();
                    self.member = open::open(stream, facts, true, &state.options, &mut found);
                    self.told =
                        lock(&self.body).cut && found.iter().any(|item| matches!(item, Item::Error(_)));
                    items.extend(found);
                    return self.member.is_some() || self.leave_member(items);
                }
                _ => {}
            }
            drop(body);
            return self.leave_member(items);
        }
    }

    /// The archive stopped where a header should be.
    fn stopped(&mut self, body: &mut Body, offset: u64, items: &mut VecDeque<Item>) -> bool {
        let rest_is_zero = body.input.data().iter().all(|&byte| byte == 0);
        let has_rest = !body.input.data().is_empty();
        match body.input.pass_stop() {
            Stop::Gap(damage) => {
                items.push_back(self.facts.error(self.number, offset, damage));
                self.astray = true;
                return true;
            }
            Stop::Fatal(damage) => items.push_back(self.facts.error(self.number, offset, damage)),
            Stop::End if !(rest_is_zero || self.astray) => {
                items.push_back(self.error(offset, ErrorKind::Truncated, "the archive ends within a header"));
            }
            Stop::End if !(self.seen_end_mark || self.astray || has_rest) => {
                let detail = "the archive ends without its end mark; members may be missing";
                items.push_back(self.error(offset, ErrorKind::Truncated, detail));
            }
            Stop::End => {}
        }
        false
    }

    fn report_broken_header(&mut self, body: &mut Body, offset: u64, items: &mut VecDeque<Item>) {
        body.input.consume(1);
        self.astray = true;
        self.extension = Extension::default();
        let what = "the checksum of a header is wrong";
        let detail = if body.find_header() {
            let next = body.input.offset();
            format!("{what}; {} bytes were passed over, reading went on at offset {next}", next - offset)
        } else {
            format!("{what}; no header follows")
        };
        items.push_back(self.error(offset, ErrorKind::DamagedTar, detail));
    }

    fn read_extension(
        &mut self,
        body: &mut Body,
        kind: &Kind,
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
                Kind::LongName => {
                    let end = memchr(0, text).unwrap_or(text.len());
                    self.extension.name = Some(text[..end].to_vec());
                }
                Kind::Extended if !self.extension.read(text) => {
                    let detail = "an extended header makes no sense; what it says is lost";
                    items.push_back(self.error(offset, ErrorKind::DamagedTar, detail));
                }
                _ => {}
            }
        }
        // If the archive stops here, the next header will be missing.
        body.pass(size.saturating_add(padding));
    }
}

impl Extension {
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

/// The standard lets a hard link have contents, and old tars gave links a size without any. What follows tells.
fn linked_bytes(body: &mut Body, size: u64) -> u64 {
    body.input.fill_to(BLOCK_BYTES);
    let follows_header = body
        .input
        .data()
        .first_chunk::<BLOCK_BYTES>()
        .is_none_or(|block| *block == [0; BLOCK_BYTES] || has_checksum(block));
    if follows_header { 0 } else { size }
}

fn not_read(facts: &FileFacts, kind: &Kind) -> Item {
    let what = match kind {
        Kind::Sparse => "a file stored with holes",
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
        let Some(Opened { stream, format }) = &mut self.member else { return self.next_member(state, items) };
        let before = items.len();
        let goes_on = format.advance(stream, state, items);
        self.told |= lock(&self.body).cut && items.range(before..).any(|item| matches!(item, Item::Error(_)));
        if goes_on {
            return true;
        }
        self.member = None;
        if let Some(damage) = self.facts.totals.excess(state.options.max_ratio) {
            // The member said so, and no other would be read.
            let offset = lock(&self.body).input.offset();
            items.push_back(self.facts.error(self.number, offset, damage));
            return false;
        }
        self.leave_member(items)
    }
}
