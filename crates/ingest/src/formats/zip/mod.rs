//! Zip: members read in the order of the directory, each as a file of its own.
//!
//! The directory is at the end, so the archive must be a file. One that comes from standard input, from
//! compression or from another archive is written to a temporary file first. Without a directory, members are
//! found by their own headers. WACZ is a zip whose pages are in WARC files in `archive/`.

mod contents;
mod directory;
mod entry;
mod local_headers;
mod window;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::formats::open::{self, Opened};
use crate::formats::zip::contents::{CheckedContents, FileRange, STORED, contents};
use crate::formats::zip::directory::Directory;
use crate::formats::zip::entry::Entry;
use crate::formats::zip::local_headers::{LOCAL, LOCAL_BYTES, data_start, next_local};
use crate::formats::zip::window::Window;
use crate::formats::{FileFacts, Format, ReadState};
use crate::item::{ErrorKind, InputError, Item, SkipKind, Skipped};
use crate::options::Options;
use crate::stream::ratio::RatioGuard;
use crate::stream::raw_input::unreadable;
use crate::stream::spool::spool;
use crate::stream::{Damage, Stop, Stream};

/// Flag: the member is encrypted.
const ENCRYPTED: u16 = 1;
/// Flag: the values in the member's own header are hidden, because the directory is encrypted.
const MASKED_HEADERS: u16 = 1 << 13;

// File types as Unix systems encode them in a mode.
const S_IFMT: u32 = 0o170_000;
const S_IFSOCK: u32 = 0o140_000;
const S_IFLNK: u32 = 0o120_000;
const S_IFBLK: u32 = 0o060_000;
const S_IFCHR: u32 = 0o020_000;
const S_IFIFO: u32 = 0o010_000;

const EMPTY: &[u8] = b"PK\x05\x06";
/// What archives that were once split begin with.
const SPANNED: [&[u8]; 2] = [b"PK\x07\x08PK\x03\x04", b"PK00PK\x03\x04"];

/// Whether bytes begin a zip.
pub(crate) fn is_zip(data: &[u8]) -> bool {
    data.starts_with(LOCAL) || data.starts_with(EMPTY) || SPANNED.iter().any(|mark| data.starts_with(mark))
}

/// Whether a zip is a document or a program, by the name of its first member: office documents, e-books and
/// Java.
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

/// No member fits into fewer bytes.
const GAP_BYTES: u64 = LOCAL_BYTES as u64;

pub(crate) struct Zip {
    facts: FileFacts,
    walk: MemberWalk,
    member: Option<Member>,
    /// Members found so far.
    number: u64,
    is_wacz: bool,
    /// The ranges that members were read from, by their first byte, without gaps that are too small for a member.
    read_ranges: BTreeMap<u64, u64>,
}

enum MemberWalk {
    NotBegun,
    /// In the order of the directory. The members' own headers have a window of their own, or the two would
    /// evict each other again and again.
    ByDirectory {
        window: Window,
        headers: Window,
        directory: Directory,
        at: u64,
        found: u64,
    },
    /// From header to header of the members themselves.
    ByHeaders {
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
            walk: MemberWalk::NotBegun,
            member: None,
            number: 0,
            is_wacz: false,
            read_ranges: BTreeMap::new(),
        }
    }

    fn error(&self, offset: u64, damage: Damage) -> Item {
        self.facts.error(self.number, offset, damage)
    }

    fn begin(&mut self, stream: &mut Stream, options: &Options, items: &mut VecDeque<Item>) {
        self.walk = MemberWalk::Done;
        let disk = match self.facts.disk.take() {
            Some(disk) => {
                // From here on the file is read through this handle.
                *stream = Stream::empty();
                disk
            }
            None => match spool(stream, "a zip", options.max_spool_bytes) {
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
                self.is_wacz = is_wacz(&mut window, &directory, options.max_members);
                let headers = Window::narrow(Arc::clone(&disk));
                let at = directory.start();
                self.walk = MemberWalk::ByDirectory { window, headers, directory, at, found: 0 };
            }
            Ok(None) => {
                let detail = "the directory at the archive's end is missing or broken; members are read by \
                              their own headers, some may be missing";
                let damage = Damage { kind: ErrorKind::Truncated, detail: detail.to_owned() };
                items.push_back(self.error(disk.size(), damage));
                self.walk = MemberWalk::ByHeaders { headers: window, at: 0 };
            }
            Err(error) => items.push_back(self.error(0, unreadable(&error))),
        }
    }

    /// The next entry, or what is wrong with it. `None` at the end of the archive.
    fn next_entry(&mut self) -> std::io::Result<Option<Result<Entry, Damage>>> {
        match &mut self.walk {
            MemberWalk::ByDirectory { window, directory, at, found, .. } => {
                let next = directory.entry(window, at)?;
                *found += u64::from(matches!(next, Some(Ok(_))));
                Ok(next)
            }
            MemberWalk::ByHeaders { headers, at } => Ok(next_local(headers, at)?.map(Ok)),
            MemberWalk::NotBegun | MemberWalk::Done => Ok(None),
        }
    }

    /// Opens the next member. Returns `false` at the end of the archive.
    fn next_member(&mut self, options: &Options, items: &mut VecDeque<Item>) -> bool {
        let entry = match self.next_entry() {
            Ok(Some(Ok(entry))) => entry,
            Ok(Some(Err(damage))) => {
                items.push_back(self.error(0, damage));
                return true;
            }
            Ok(None) => {
                if let MemberWalk::ByDirectory { directory, found, .. } = &self.walk
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
        let limit = options.max_members;
        if self.number > limit {
            let detail =
                format!("the archive has more than {limit} members (--max-members); the rest was not read");
            let damage = Damage { kind: ErrorKind::TooManyMembers, detail };
            items.push_back(self.error(entry.header, damage));
            return false;
        }
        let facts = self.facts.member(&entry.name, None);
        match self.locate(&entry, &facts) {
            Ok(data) => self.open_member(&entry, data, facts, options, items),
            Err(item) => items.extend(item),
        }
        true
    }

    /// Where a member's data begin, or the item that takes its place if it is not read. Folders have none.
    fn locate(&mut self, entry: &Entry, facts: &FileFacts) -> Result<u64, Option<Item>> {
        if entry.name.ends_with(b"/") && entry.bytes.unwrap_or(0) == 0 {
            return Err(None);
        }
        if let Some(kind) = self.skip_kind(entry) {
            return Err(Some(facts.skipped(1, 0, kind)));
        }
        let fault = |kind, detail: String| Err(Some(facts.error(1, 0, Damage { kind, detail })));
        if entry.flags & (ENCRYPTED | MASKED_HEADERS) != 0 {
            return fault(ErrorKind::Unsupported, "the member is encrypted".to_owned());
        }
        let Some(headers) = self.walk.headers() else { return Err(None) };
        let data = match data_start(headers, entry.header) {
            Ok(Some(data)) => data,
            Ok(None) => {
                let detail = format!("at offset {} no member begins", entry.header);
                return fault(ErrorKind::DamagedZip, detail);
            }
            Err(error) => return Err(Some(facts.error(1, 0, unreadable(&error)))),
        };
        if overlaps(&self.read_ranges, entry.header, data) {
            let detail = "the member overlaps another one, as members of a bomb do".to_owned();
            return fault(ErrorKind::DamagedZip, detail);
        }
        Ok(data)
    }

    /// Why a member is skipped, if its entry says that it is not a file with pages.
    fn skip_kind(&mut self, entry: &Entry) -> Option<SkipKind> {
        match entry.mode & S_IFMT {
            S_IFLNK => return Some(SkipKind::ArchiveLink),
            S_IFIFO | S_IFCHR | S_IFBLK | S_IFSOCK => return Some(SkipKind::ArchiveSpecial),
            _ => {}
        }
        let by_headers = matches!(self.walk, MemberWalk::ByHeaders { .. });
        self.is_wacz |= by_headers && (entry.name == b"datapackage.json" || is_wacz_part(&entry.name));
        (self.is_wacz && !is_wacz_part(&entry.name)).then_some(SkipKind::WaczIndex)
    }

    /// Opens a member as a file.
    fn open_member(
        &mut self,
        entry: &Entry,
        data: u64,
        facts: FileFacts,
        options: &Options,
        items: &mut VecDeque<Item>,
    ) {
        let Some(headers) = self.walk.headers() else { return };
        let taken = Arc::new(AtomicU64::new(0));
        let packed = match (entry.method, entry.bytes) {
            // Stored contents have the same size packed. If the numbers differ, one of them is wrong.
            (STORED, Some(bytes)) => entry.packed_bytes.min(bytes),
            _ => entry.packed_bytes,
        };
        let range = FileRange {
            disk: Arc::clone(headers.disk()),
            at: data,
            end: data.saturating_add(packed),
            taken: Arc::clone(&taken),
        };
        let ratio = RatioGuard::new(options.max_ratio, Arc::clone(&self.facts.totals));
        let Some(contents) = contents(entry.method, Stream::new(range), ratio) else {
            let detail =
                format!("the member is compressed with method {}, which is not supported", entry.method);
            items.push_back(facts.error(1, 0, Damage { kind: ErrorKind::Unsupported, detail }));
            return;
        };
        let checked = CheckedContents::new(contents, entry.crc, entry.bytes);
        let mut found = VecDeque::new();
        let opened = open::open(Stream::new(checked), facts, true, options, &mut found);
        items.extend(found);
        match opened {
            Some(opened) => self.member = Some(Member { opened, header: entry.header, data, taken }),
            None => add_range(&mut self.read_ranges, entry.header, data + taken.load(Ordering::Relaxed)),
        }
    }
}

impl MemberWalk {
    /// The window over the members' own headers.
    fn headers(&mut self) -> Option<&mut Window> {
        match self {
            MemberWalk::ByDirectory { headers, .. } | MemberWalk::ByHeaders { headers, .. } => Some(headers),
            MemberWalk::NotBegun | MemberWalk::Done => None,
        }
    }
}

impl Format for Zip {
    fn advance(&mut self, stream: &mut Stream, state: &mut ReadState, items: &mut VecDeque<Item>) -> bool {
        if matches!(self.walk, MemberWalk::NotBegun) {
            self.begin(stream, &state.options, items);
        }
        let Some(member) = &mut self.member else { return self.next_member(&state.options, items) };
        let Opened { stream, format, .. } = &mut member.opened;
        if format.advance(stream, state, items) {
            return true;
        }
        // Bytes of an unknown kind may be a damaged page, which the checksum shows.
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
        add_range(&mut self.read_ranges, member.header, end);
        self.member = None;
        if let Some(damage) = self.facts.totals.excess(state.options.max_ratio) {
            items.push_back(self.error(end, damage));
            return false;
        }
        true
    }
}

fn is_wacz_part(name: &[u8]) -> bool {
    name.starts_with(b"archive/") && memchr::memmem::find(name, b".warc").is_some()
}

/// Whether the directory lists what makes a zip a WACZ.
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

/// Whether anything was read from this range.
fn overlaps(ranges: &BTreeMap<u64, u64>, start: u64, end: u64) -> bool {
    ranges.range(..end).next_back().is_some_and(|(_, &range_end)| range_end > start)
}

/// Adds a range, and joins it with those that it touches.
fn add_range(ranges: &mut BTreeMap<u64, u64>, mut start: u64, mut end: u64) {
    while let Some((&before, &before_end)) = ranges.range(..=end.saturating_add(GAP_BYTES - 1)).next_back()
        && before_end.saturating_add(GAP_BYTES) > start
    {
        ranges.remove(&before);
        start = start.min(before);
        end = end.max(before_end);
    }
    ranges.insert(start, end);
}
