//! Zip: members read in the order of the directory, each as a file of its own.
//!
//! The directory stands at the end, so the archive must be a file: what comes from standard input, from under
//! compression or from another archive is laid down in a temporary file first. Without a directory members are
//! found by their own headers. WACZ is a zip whose pages are in WARC files in `archive/`.

mod directory;

use std::collections::{BTreeMap, VecDeque};
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use deflate64::InflaterManaged;
use flate2::{Crc, Decompress, FlushDecompress, Status};

use crate::formats::open::{self, Compression, Opened, decompressed};
use crate::formats::zip::directory::{Directory, Entry, LOCAL, LOCAL_BYTES, Window};
use crate::formats::{FileFacts, Format, ReadState};
use crate::item::{ErrorKind, InputError, Item, SkipKind, Skipped};
use crate::stream::ratio::RatioGuard;
use crate::stream::raw_input::DiskFile;
use crate::stream::{Damage, Produce, Produced, Stop, Stream};

const EMPTY: &[u8] = b"PK\x05\x06";
/// What archives that were once in several parts begin with.
const SPANNED: [&[u8]; 2] = [b"PK\x07\x08PK\x03\x04", b"PK00PK\x03\x04"];

/// Whether bytes begin as a zip.
pub(crate) fn is_zip(data: &[u8]) -> bool {
    data.starts_with(LOCAL) || data.starts_with(EMPTY) || SPANNED.iter().any(|mark| data.starts_with(mark))
}

/// Whether the zip is a document or a program, by the name that such a zip must begin with: office documents,
/// electronic books, Java.
pub(crate) fn is_document(data: &[u8]) -> bool {
    let name = data.get(LOCAL_BYTES..).unwrap_or_default();
    [
        &b"[Content_Types].xml"[..],
        b"mimetype",
        b"_rels/",
        b"docProps/",
        b"word/",
        b"xl/",
        b"ppt/",
        b"META-INF/",
    ]
    .iter()
    .any(|start| name.starts_with(start))
}

/// No member fits into so few bytes.
const GAP_BYTES: u64 = LOCAL_BYTES as u64;

pub(crate) struct Zip {
    facts: FileFacts,
    walk: Reading,
    member: Option<Member>,
    /// Members so far.
    number: u64,
    is_wacz: bool,
    /// What members were read from, first to last byte, without gaps that nothing fits into.
    spent: BTreeMap<u64, u64>,
}

enum Reading {
    NotBegun,
    /// The window over the members' own headers isn't that over the directory, or each would be read again and
    /// again.
    ByDirectory {
        window: Window,
        headers: Window,
        directory: Directory,
        at: u64,
        found: u64,
    },
    /// By the headers of the members.
    Walking {
        headers: Window,
        at: u64,
    },
    Done,
}

struct Member {
    opened: Opened,
    header: u64,
    data: u64,
    taken: Arc<AtomicU64>,
}

impl Zip {
    pub(crate) fn new(facts: FileFacts) -> Self {
        Zip {
            facts,
            walk: Reading::NotBegun,
            member: None,
            number: 0,
            is_wacz: false,
            spent: BTreeMap::new(),
        }
    }

    fn error(&self, offset: u64, damage: Damage) -> Item {
        self.facts.error(self.number, offset, damage)
    }

    fn begin(&mut self, stream: &mut Stream, state: &ReadState, items: &mut VecDeque<Item>) {
        self.walk = Reading::Done;
        let disk = match self.facts.disk.take() {
            Some(disk) => {
                // The file is read through this handle from here on.
                *stream = Stream::empty();
                disk
            }
            None => match spool(stream, state.options.max_spool_bytes) {
                Ok((disk, damage)) => {
                    items.extend(damage.map(|damage| self.error(disk.size(), damage)));
                    Arc::new(disk)
                }
                Err(damage) => {
                    items.push_back(self.error(0, damage));
                    return;
                }
            },
        };
        let mut window = Window::wide(Arc::clone(&disk));
        match Directory::find(&disk) {
            Ok(Some(directory)) => {
                self.is_wacz = is_wacz(&mut window, &directory, state.options.max_members);
                let headers = Window::narrow(Arc::clone(&disk));
                let at = directory.start();
                self.walk = Reading::ByDirectory { window, headers, directory, at, found: 0 };
            }
            Ok(None) => {
                let detail = "the directory at the archive's end is missing or broken; members are read by \
                              their own headers, some may be missing";
                let damage = Damage { kind: ErrorKind::Truncated, detail: detail.to_owned() };
                items.push_back(self.error(disk.size(), damage));
                self.walk = Reading::Walking { headers: window, at: 0 };
            }
            Err(error) => items.push_back(self.error(0, unreadable(&error))),
        }
    }

    /// Opens the next member; `false` at the archive's end.
    fn next_member(&mut self, state: &mut ReadState, items: &mut VecDeque<Item>) -> bool {
        let next = match &mut self.walk {
            Reading::ByDirectory { window, directory, at, found, .. } => {
                let next = directory.entry(window, at);
                *found += u64::from(matches!(next, Ok(Some(Ok(_)))));
                next
            }
            Reading::Walking { headers, at } => directory::next_local(headers, at).map(|next| next.map(Ok)),
            Reading::NotBegun | Reading::Done => return false,
        };
        let entry = match next {
            Ok(Some(Ok(entry))) => entry,
            Ok(Some(Err(damage))) => {
                items.push_back(self.error(0, damage));
                return true;
            }
            Ok(None) => {
                if let Reading::ByDirectory { directory, found, .. } = &self.walk
                    && let Some(damage) = directory.miscounted(*found)
                {
                    items.push_back(self.error(directory.start(), damage));
                }
                return false;
            }
            Err(error) => {
                items.push_back(self.error(0, unreadable(&error)));
                return false;
            }
        };
        self.number += 1;
        let limit = state.options.max_members;
        if self.number > limit {
            let detail =
                format!("the archive has more than {limit} members (--max-members); the rest was not read");
            let damage = Damage { kind: ErrorKind::TooManyMembers, detail };
            items.push_back(self.error(entry.header, damage));
            return false;
        }
        if let Err(item) = self.open(&entry, state, items) {
            items.extend(item);
        }
        true
    }

    /// Opens a member, or says what becomes of it unread. Folders are nothing.
    fn open(
        &mut self,
        entry: &Entry,
        state: &ReadState,
        items: &mut VecDeque<Item>,
    ) -> Result<(), Option<Item>> {
        let facts = self.facts.member(&entry.name, None);
        let skipped = |kind| Err(Some(Item::Skipped(Skipped { origin: facts.origin(1, 0), kind })));
        let fault = |kind, detail: String| Err(Some(facts.error(1, 0, Damage { kind, detail })));
        if entry.name.ends_with(b"/") && entry.bytes.unwrap_or(0) == 0 {
            return Err(None);
        }
        match entry.mode & 0o170_000 {
            0o120_000 => return skipped(SkipKind::ArchiveLink),
            0o010_000 | 0o020_000 | 0o060_000 | 0o140_000 => return skipped(SkipKind::ArchiveSpecial),
            _ => {}
        }
        let walking = matches!(self.walk, Reading::Walking { .. });
        self.is_wacz |= walking && (entry.name == b"datapackage.json" || is_wacz_part(&entry.name));
        if self.is_wacz && !is_wacz_part(&entry.name) {
            return skipped(SkipKind::WaczIndex);
        }
        // Bit 0 is encryption, bit 13 hides what the headers say.
        if entry.flags & (1 | 1 << 13) != 0 {
            return fault(ErrorKind::Unsupported, "the member is encrypted".to_owned());
        }
        let (Reading::ByDirectory { headers, .. } | Reading::Walking { headers, .. }) = &mut self.walk else {
            return Err(None);
        };
        let data = match directory::data_start(headers, entry.header) {
            Ok(Some(data)) => data,
            Ok(None) => {
                let detail = format!("at offset {} no member begins", entry.header);
                return fault(ErrorKind::DamagedZip, detail);
            }
            Err(error) => return Err(Some(facts.error(1, 0, unreadable(&error)))),
        };
        if overlaps(&self.spent, entry.header, data) {
            let detail = "the member overlaps another one, as members of a bomb do".to_owned();
            return fault(ErrorKind::DamagedZip, detail);
        }
        let taken = Arc::new(AtomicU64::new(0));
        let packed = match (entry.method, entry.bytes) {
            // Stored contents are as many as they are; one of the numbers lies if they differ.
            (0, Some(bytes)) => entry.packed_bytes.min(bytes),
            _ => entry.packed_bytes,
        };
        let range = Range {
            disk: Arc::clone(headers.disk()),
            at: data,
            end: data.saturating_add(packed),
            taken: Arc::clone(&taken),
        };
        let ratio = RatioGuard::new(state.options.max_ratio, Arc::clone(&self.facts.totals));
        let Some(contents) = contents(entry.method, Stream::new(range), ratio) else {
            let detail = format!("the member is compressed with method {}, which is not read", entry.method);
            return fault(ErrorKind::Unsupported, detail);
        };
        let checked = Checked {
            contents,
            crc: Crc::new(),
            given: 0,
            stated_crc: entry.crc,
            stated_bytes: entry.bytes,
            told: false,
        };
        let mut found = VecDeque::new();
        let opened = open::open(Stream::new(checked), facts, true, &state.options, &mut found);
        items.extend(found);
        match opened {
            Some(opened) => self.member = Some(Member { opened, header: entry.header, data, taken }),
            None => spend(&mut self.spent, entry.header, data + taken.load(Ordering::Relaxed)),
        }
        Ok(())
    }
}

impl Format for Zip {
    fn advance(&mut self, stream: &mut Stream, state: &mut ReadState, items: &mut VecDeque<Item>) -> bool {
        if matches!(self.walk, Reading::NotBegun) {
            self.begin(stream, state, items);
        }
        let Some(member) = &mut self.member else { return self.next_member(state, items) };
        let Opened { stream, format } = &mut member.opened;
        if format.advance(stream, state, items) {
            return true;
        }
        // What nobody knows may be a page that was damaged; the checksum tells.
        if stream.stop().is_none()
            && let Some(Item::Skipped(Skipped { origin, kind: SkipKind::Binary })) = items.back()
        {
            let origin = origin.clone();
            while stream.more() {
                stream.consume(stream.data().len());
            }
            if let Some(Stop::Gap(damage) | Stop::Fatal(damage)) = stream.stop().cloned() {
                let Damage { kind, detail } = damage;
                items.push_back(Item::Error(InputError { origin, kind, detail }));
            }
        }
        let end = member.data + member.taken.load(Ordering::Relaxed);
        spend(&mut self.spent, member.header, end);
        self.member = None;
        if let Some(damage) = self.facts.totals.excess(state.options.max_ratio) {
            items.push_back(self.error(end, damage));
            return false;
        }
        true
    }
}

/// Lays a stream down in a temporary file without a name. What is there before damage is kept.
fn spool(stream: &mut Stream, max_bytes: u64) -> Result<(DiskFile, Option<Damage>), Damage> {
    let full = |error: std::io::Error| {
        let detail = format!("the zip cannot be laid down in a temporary file: {error}");
        Damage { kind: ErrorKind::SpoolFull, detail }
    };
    let mut file = tempfile::tempfile().map_err(full)?;
    let mut size = 0;
    loop {
        let data = stream.data();
        size += data.len() as u64;
        if size > max_bytes {
            let detail = format!(
                "a zip that does not come from a file is laid down in a temporary file; this one has more than \
                 {max_bytes} bytes (--max-spool-bytes)"
            );
            return Err(Damage { kind: ErrorKind::SpoolFull, detail });
        }
        file.write_all(data).map_err(full)?;
        stream.consume(data.len());
        if !stream.more() {
            break;
        }
    }
    let damage = match stream.stop() {
        // Behind a gap all offsets are wrong.
        Some(Stop::Gap(damage) | Stop::Fatal(damage)) => Some(damage.clone()),
        _ => None,
    };
    Ok((DiskFile::spooled(file, size), damage))
}

fn unreadable(error: &std::io::Error) -> Damage {
    Damage { kind: ErrorKind::Unreadable, detail: format!("reading failed: {error}") }
}

fn is_wacz_part(name: &[u8]) -> bool {
    name.starts_with(b"archive/") && memchr::memmem::find(name, b".warc").is_some()
}

fn is_wacz(window: &mut Window, directory: &Directory, max_members: u64) -> bool {
    let (mut described, mut parts) = (false, false);
    let mut at = directory.start();
    for _ in 0..max_members {
        match directory.entry(window, &mut at) {
            Ok(Some(Ok(entry))) => {
                described |= entry.name == b"datapackage.json";
                parts |= is_wacz_part(&entry.name);
            }
            Ok(Some(Err(_))) => {}
            Ok(None) | Err(_) => break,
        }
        if described && parts {
            return true;
        }
    }
    false
}

/// Whether anything was read from between these bytes.
fn overlaps(spent: &BTreeMap<u64, u64>, start: u64, end: u64) -> bool {
    spent.range(..end).next_back().is_some_and(|(_, &spent_end)| spent_end > start)
}

/// Adds a span, and joins it with those that it touches.
fn spend(spent: &mut BTreeMap<u64, u64>, mut start: u64, mut end: u64) {
    while let Some((&before, &before_end)) = spent.range(..=end.saturating_add(GAP_BYTES - 1)).next_back()
        && before_end.saturating_add(GAP_BYTES) > start
    {
        spent.remove(&before);
        start = start.min(before);
        end = end.max(before_end);
    }
    spent.insert(start, end);
}

/// A part of a file.
struct Range {
    disk: Arc<DiskFile>,
    at: u64,
    end: u64,
    taken: Arc<AtomicU64>,
}

impl Produce for Range {
    fn produce(&mut self, out: &mut [u8]) -> Produced {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        if left == 0 {
            return Produced::Stop(Stop::End);
        }
        let length = out.len().min(left);
        match self.disk.read_at(self.at, &mut out[..length]) {
            Ok(0) => {
                let detail = "the archive ends within a member".to_owned();
                Produced::Stop(Stop::Fatal(Damage { kind: ErrorKind::Truncated, detail }))
            }
            Ok(bytes) => {
                self.at += bytes as u64;
                self.taken.fetch_add(bytes as u64, Ordering::Relaxed);
                self.disk.account(bytes as u64);
                Produced::Bytes(bytes)
            }
            Err(error) => Produced::Stop(Stop::Fatal(unreadable(&error))),
        }
    }
}

/// What packed bytes hold. `None` if the method is not known.
fn contents(method: u16, packed: Stream, ratio: RatioGuard) -> Option<Stream> {
    match method {
        0 => Some(packed),
        8 => Some(Stream::new(Inflate { packed, inflate: Decompress::new(false), ratio, pending: None })),
        9 => {
            let inflate = Box::new(InflaterManaged::new());
            Some(Stream::new(Inflate64 { packed, inflate, ratio, pending: None }))
        }
        12 => Some(decompressed(packed, Compression::Bzip2, ratio)),
        93 => Some(decompressed(packed, Compression::Zstd, ratio)),
        95 => Some(decompressed(packed, Compression::Xz, ratio)),
        _ => None,
    }
}

fn broken(what: &str) -> Stop {
    Stop::Fatal(Damage { kind: ErrorKind::DamagedZip, detail: what.to_owned() })
}

/// The packed bytes stopped before the contents were whole.
fn cut(packed: &Stream) -> Stop {
    match packed.stop() {
        Some(Stop::Gap(damage) | Stop::Fatal(damage)) => Stop::Fatal(damage.clone()),
        _ => broken("the member's compressed data end too early"),
    }
}

/// Deflate without a frame around it.
struct Inflate {
    packed: Stream,
    inflate: Decompress,
    ratio: RatioGuard,
    pending: Option<Stop>,
}

impl Produce for Inflate {
    fn produce(&mut self, out: &mut [u8]) -> Produced {
        loop {
            if let Some(stop) = self.pending.take() {
                return Produced::Stop(stop);
            }
            let (taken, given) = (self.inflate.total_in(), self.inflate.total_out());
            let result = self.inflate.decompress(self.packed.data(), out, FlushDecompress::None);
            let taken = (self.inflate.total_in() - taken) as usize;
            let given = (self.inflate.total_out() - given) as usize;
            self.packed.consume(taken);
            self.pending = match result {
                Ok(Status::StreamEnd) => Some(Stop::End),
                Ok(_) if taken == 0 && given == 0 => (!self.packed.more()).then(|| cut(&self.packed)),
                Ok(_) => None,
                Err(error) => Some(broken(&format!("the member's compressed data are broken: {error}"))),
            };
            self.pending = self.ratio.check(given, self.packed.offset()).or(self.pending.take());
            if given > 0 {
                return Produced::Bytes(given);
            }
        }
    }
}

/// Deflate with a longer window, which Windows uses for large files.
struct Inflate64 {
    packed: Stream,
    inflate: Box<InflaterManaged>,
    ratio: RatioGuard,
    pending: Option<Stop>,
}

impl Produce for Inflate64 {
    fn produce(&mut self, out: &mut [u8]) -> Produced {
        loop {
            if let Some(stop) = self.pending.take() {
                return Produced::Stop(stop);
            }
            let result = self.inflate.inflate(self.packed.data(), out);
            let (taken, given) = (result.bytes_consumed, result.bytes_written);
            self.packed.consume(taken);
            self.pending = if result.data_error {
                Some(broken("the member's compressed data are broken"))
            } else if self.inflate.finished() {
                Some(Stop::End)
            } else if taken == 0 && given == 0 {
                (!self.packed.more()).then(|| cut(&self.packed))
            } else {
                None
            };
            self.pending = self.ratio.check(given, self.packed.offset()).or(self.pending.take());
            if given > 0 {
                return Produced::Bytes(given);
            }
        }
    }
}

/// Holds contents against what the directory says of them.
struct Checked {
    contents: Stream,
    crc: Crc,
    given: u64,
    stated_crc: Option<u32>,
    stated_bytes: Option<u64>,
    /// Damage was reported already.
    told: bool,
}

impl Checked {
    fn verdict(&self) -> Stop {
        let fault = if self.told {
            None
        } else if self.stated_bytes.is_some_and(|stated| stated != self.given) {
            let stated = self.stated_bytes.unwrap_or(0);
            Some(format!("the member has {} bytes and should have {stated}", self.given))
        } else if self.stated_crc.is_some_and(|stated| stated != self.crc.sum()) {
            Some("the member's checksum is wrong".to_owned())
        } else {
            None
        };
        fault.map_or(Stop::End, |fault| broken(&fault))
    }
}

impl Produce for Checked {
    fn produce(&mut self, out: &mut [u8]) -> Produced {
        if self.contents.data().is_empty() && !self.contents.more() {
            let stop = self.contents.pass_stop();
            if stop == Stop::End {
                return Produced::Stop(self.verdict());
            }
            self.told = true;
            return Produced::Stop(stop);
        }
        let data = self.contents.data();
        let bytes = data.len().min(out.len());
        out[..bytes].copy_from_slice(&data[..bytes]);
        self.crc.update(&data[..bytes]);
        self.given += bytes as u64;
        self.contents.consume(bytes);
        Produced::Bytes(bytes)
    }
}
