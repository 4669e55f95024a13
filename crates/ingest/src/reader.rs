//! The reader: inputs in, items out.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use crate::formats::open::{self, Opened, Restart};
use crate::formats::{FileFacts, ReadState};
use crate::inputs::{InputFile, Inputs};
use crate::item::{ErrorKind, Item};
use crate::options::Options;
use crate::record::field_mapping::MappingInForce;
use crate::record::json::JsonState;
use crate::stream::raw_input::{DiskFile, Progress, RawInput};
use crate::stream::{Damage, Stream};

/// Reads inputs one after the other and yields what they contain, in their order.
///
/// One file is open at a time. Memory is bounded by the options: at most a line, or about two pages, in
/// addition to fixed buffers. Nothing panics on any input, and every call of `next` ends, because each step
/// takes bytes off the input.
pub struct Reader {
    files: std::vec::IntoIter<InputFile>,
    current: Option<Current>,
    items: VecDeque<Item>,
    state: ReadState,
    progress: Arc<Progress>,
    position: Position,
    /// The items of the next file that an earlier reader has taken.
    taken_of_next: u64,
    /// Where the next file can be read from.
    restart_of_next: Option<RestartPoint>,
    /// The items of this file that an earlier reader has taken.
    taken: u64,
    /// The fields that an earlier reader has read.
    mapping_before: MappingInForce,
    /// The same without those of the next file, if that is read again.
    mapping_of_next: Option<MappingInForce>,
}

/// How far a reader has come, for a reader that goes on from there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Position {
    /// The number of files that were begun.
    pub files: usize,
    /// The number of items that were taken from the last of them.
    pub items: u64,
    /// The fields that were read in the files before it.
    mapping_before: MappingInForce,
    /// The fields that were read until here.
    mapping: MappingInForce,
    /// Where the last file can be read from, if not from its start.
    restart: Option<RestartPoint>,
}

/// Where a file can be read from, and what was read of it before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct RestartPoint {
    at: Restart,
    /// The items before.
    items: u64,
    /// The fields that were read before, in this file and the others.
    mapping: MappingInForce,
}

struct Current {
    opened: Opened,
    accounted: Accounted,
}

/// How much of a file counts as progress.
struct Accounted {
    size: Option<u64>,
    bytes_read: Arc<AtomicU64>,
}

impl Position {
    /// The byte of the last file from which it can be read, and the number of items before. `None` if it must be read from its
    /// start.
    #[must_use]
    pub fn restart(&self) -> Option<(u64, u64)> {
        self.restart.as_ref().map(|restart| (restart.at.in_file, restart.items))
    }
}

impl Reader {
    /// Creates a reader over resolved inputs. Nothing is opened before the first call of `next`.
    #[must_use]
    pub fn new(inputs: Inputs, options: Options) -> Self {
        Reader {
            files: inputs.into_files().into_iter(),
            current: None,
            items: VecDeque::new(),
            state: ReadState { json: JsonState::new(&options.mapping), options },
            progress: Arc::default(),
            position: Position::default(),
            taken_of_next: 0,
            restart_of_next: None,
            taken: 0,
            mapping_before: MappingInForce::default(),
            mapping_of_next: None,
        }
    }

    /// Creates a reader that goes on where an earlier reader of the same inputs was. Files that were finished are not opened
    /// again. The last one is read from [`Position::restart`] on, and items that were taken already are left out.
    #[must_use]
    pub fn from_position(inputs: Inputs, options: Options, position: &Position) -> Self {
        let mut this = Reader::new(inputs, options);
        let finished = position.files.saturating_sub(1);
        for file in this.files.by_ref().take(finished) {
            this.progress.add(file.size.unwrap_or(0));
        }
        this.position.files = finished;
        this.taken_of_next = position.items;
        this.restart_of_next.clone_from(&position.restart);
        this.mapping_before = position.mapping.clone();
        this.mapping_of_next = Some(position.mapping_before.clone());
        this
    }

    /// How far the reader has come: behind the last item that it gave.
    #[must_use]
    pub fn position(&mut self) -> Position {
        let mapping = self.mapping_in_force();
        if self.items.is_empty()
            && let Some(current) = &mut self.current
            && let Some(at) = current.opened.restart()
        {
            let items = self.position.items;
            self.position.restart = Some(RestartPoint { at, items, mapping: mapping.clone() });
        }
        Position { mapping, ..self.position.clone() }
    }

    /// Creates a reader over any source of bytes. `name` takes the place of the file in each
    /// [`Origin`](crate::Origin). An empty source yields no item, as empty standard input does.
    pub fn from_read(name: &str, reader: impl Read + Send + 'static, options: Options) -> Self {
        let mut this = Reader::new(Inputs::default(), options);
        this.start(Box::new(reader), FileFacts::new(name, None), false);
        this
    }

    /// Goes on in a file at a restart point.
    fn restart(&mut self, mut file: File, facts: FileFacts, restart: RestartPoint) -> std::io::Result<()> {
        file.seek(SeekFrom::Start(restart.at.in_file))?;
        self.progress.add(restart.at.in_file);
        facts.totals.read.fetch_add(restart.at.in_file, Ordering::Relaxed);
        let accounted = Accounted { size: facts.size, bytes_read: Arc::clone(&facts.totals.read) };
        let raw = RawInput {
            reader: Box::new(file),
            progress: Arc::clone(&self.progress),
            bytes_read: Arc::clone(&accounted.bytes_read),
            is_file: true,
        };
        let stream = Stream::new(raw).at_offset(restart.at.in_file);
        let opened = Opened::from_restart(stream, facts, &restart.at, &self.state.options);
        self.current = Some(Current { opened, accounted });
        self.position.items = restart.items;
        self.mapping_before = restart.mapping.clone();
        self.position.restart = Some(restart);
        Ok(())
    }

    /// Which JSON fields were read as what so far.
    #[must_use]
    pub fn mapping_in_force(&self) -> MappingInForce {
        let mut mapping = self.mapping_before.clone();
        mapping.add(&self.state.json.resolver.mapping_in_force());
        mapping
    }

    /// How much has been read. The value stays valid when the reader moves to another thread.
    #[must_use]
    pub fn progress(&self) -> Arc<Progress> {
        Arc::clone(&self.progress)
    }

    fn start(&mut self, reader: Box<dyn Read + Send>, facts: FileFacts, empty_is_page: bool) {
        let accounted = Accounted { size: facts.size, bytes_read: Arc::clone(&facts.totals.read) };
        let raw = RawInput {
            reader,
            progress: Arc::clone(&self.progress),
            bytes_read: Arc::clone(&accounted.bytes_read),
            is_file: facts.disk.is_some(),
        };
        let stream = Stream::new(raw);
        match open::open(stream, facts, empty_is_page, &self.state.options, &mut self.items) {
            Some(opened) => self.current = Some(Current { opened, accounted }),
            None => self.finish(&accounted),
        }
    }

    /// Bytes that were skipped, such as the rest of an image, count as read.
    fn finish(&self, accounted: &Accounted) {
        let read = accounted.bytes_read.load(Ordering::Relaxed);
        self.progress.add(accounted.size.unwrap_or(0).saturating_sub(read));
    }

    fn open_next(&mut self) -> bool {
        let Some(file) = self.files.next() else { return false };
        self.taken = std::mem::take(&mut self.taken_of_next);
        if let Some(mapping) = self.mapping_of_next.take() {
            self.mapping_before = mapping;
        }
        self.position = Position {
            files: self.position.files + 1,
            items: 0,
            mapping_before: self.mapping_in_force(),
            mapping: MappingInForce::default(),
            restart: None,
        };
        let restart = self.restart_of_next.take();
        let mut facts = FileFacts::new(&file.name, file.size);
        if let Some(fault) = &file.fault {
            self.unreadable(&facts, fault);
            return true;
        }
        if file.is_stdin() {
            self.start(Box::new(std::io::stdin()), facts, false);
            return true;
        }
        match File::open(file.path()) {
            Ok(opened) => {
                facts.disk = DiskFile::named(&opened, &self.progress, &facts.totals.read).map(Arc::new);
                match restart {
                    Some(restart) => {
                        if let Err(error) = self.restart(opened, facts.clone(), restart) {
                            self.unreadable(&facts, &error);
                        }
                    }
                    None => self.start(Box::new(opened), facts, true),
                }
            }
            Err(error) => {
                self.unreadable(&facts, &error);
                self.progress.add(facts.size.unwrap_or(0));
            }
        }
        true
    }

    fn unreadable(&mut self, facts: &FileFacts, why: &dyn std::fmt::Display) {
        let damage = Damage { kind: ErrorKind::Unreadable, detail: why.to_string() };
        self.items.push_back(facts.error(0, 0, damage));
    }
}

impl Iterator for Reader {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.items.pop_front() {
                self.position.items += 1;
                if self.position.items > self.taken {
                    return Some(item);
                }
                continue;
            }
            match &mut self.current {
                Some(current) => {
                    let Opened { stream, format, .. } = &mut current.opened;
                    if !format.advance(stream, &mut self.state, &mut self.items)
                        && let Some(current) = self.current.take()
                    {
                        self.finish(&current.accounted);
                    }
                }
                None => {
                    if !self.open_next() {
                        return None;
                    }
                }
            }
        }
    }
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("files_left", &self.files.len()).finish_non_exhaustive()
    }
}
