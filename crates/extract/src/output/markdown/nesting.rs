//! The quotes and list items that a block is written in, and the lines that begin so.

use crate::document::block::{Block, BlockKind};

/// The items that are open where the next block is written, outermost first.
#[derive(Default)]
pub(super) struct Nesting {
    open: Vec<OpenItem>,
    /// The number of quotes around the outermost item.
    quotes: usize,
    /// The number of quotes around the note that is open.
    note_quotes: Option<usize>,
    /// What the first line of a block begins with, without the marker of its item.
    pub(super) base: String,
    /// The marker of the block's item; empty if it has none.
    pub(super) marker: String,
    /// The quotes in the item.
    pub(super) inner: String,
    /// What further lines of the block begin with.
    pub(super) rest: String,
}

struct OpenItem {
    item: u32,
    level: u8,
    /// The width of its marker, by which its contents are indented.
    width: usize,
    number: Option<u32>,
    delimiter: char,
}

/// Maximum number of items that nest. Deeper ones are written as if they were at this level.
const MAX_ITEMS: usize = 8;

/// By how much the further blocks of a note are indented.
const NOTE_WIDTH: usize = 4;

/// The largest number that an item may have.
const MAX_NUMBER: u32 = 999_999_999;

impl Nesting {
    /// Opens and closes items for a block, and sets what its lines begin with. Returns whether the block is the first item
    /// of a list that needs an empty line before it.
    pub(super) fn enter(&mut self, block: &Block) -> bool {
        let place = &block.place;
        let quotes = usize::from(block.quotes) + usize::from(place.callouts);
        let outer = self.note_quotes.unwrap_or(usize::from(place.quotes)).min(quotes);
        if outer != self.quotes {
            self.open.clear();
        }
        self.marker.clear();
        let depth = self.open.len();
        match block.text_kind() {
            BlockKind::ListItem { level, number } => {
                let sibling = self.close_down_to(level);
                self.set_lines(outer, quotes);
                let item = OpenItem::new(place.item, level, number, sibling);
                item.push_marker(&mut self.marker);
                self.rest.truncate(self.base.len());
                self.rest.extend(std::iter::repeat_n(' ', item.width));
                self.rest.push_str(&self.inner);
                self.open.push(item);
            }
            _ => {
                let own = self.open.iter().rposition(|open| place.item > 0 && open.item == place.item);
                match own {
                    Some(at) => self.open.truncate(at + 1),
                    None => {
                        self.close_down_to(place.level.max(1));
                    }
                }
                self.set_lines(outer, quotes);
                self.base.push_str(&self.inner);
                self.inner.clear();
            }
        }
        self.open.len() > depth && self.open.last().is_some_and(|item| item.number.is_some_and(|n| n != 1))
    }

    /// Closes what is open and opens a note, for its first block.
    pub(super) fn enter_note(&mut self, block: &Block, label: &str) {
        let place = &block.place;
        let quotes = usize::from(block.quotes) + usize::from(place.callouts);
        // A list of notes has its quotes around it, and other notes have them in each.
        let outer = if place.item > 0 { usize::from(place.quotes).min(quotes) } else { quotes };
        self.open.clear();
        self.note_quotes = Some(outer);
        self.set_lines(outer, quotes);
        self.marker.clear();
        self.marker.push_str("[^");
        self.marker.push_str(label);
        self.marker.push_str("]: ");
        self.rest.truncate(self.base.len());
        self.rest.extend(std::iter::repeat_n(' ', NOTE_WIDTH));
        self.rest.push_str(&self.inner);
        let note = OpenItem {
            item: place.item,
            level: place.level,
            width: NOTE_WIDTH,
            number: None,
            delimiter: '.',
        };
        self.open.push(note);
    }

    /// Closes the note that is open, if there is one.
    pub(super) fn leave_note(&mut self) {
        if self.note_quotes.take().is_some() {
            self.open.clear();
        }
    }

    /// Closes the items of a level and deeper ones. Returns the one of the level, if it was the last.
    fn close_down_to(&mut self, level: u8) -> Option<OpenItem> {
        let mut closed = None;
        while self.open.len() >= MAX_ITEMS || self.open.last().is_some_and(|item| item.level >= level) {
            closed = self.open.pop();
        }
        closed.filter(|item| item.level == level)
    }

    /// Sets the beginnings of lines in the open items.
    fn set_lines(&mut self, outer: usize, quotes: usize) {
        self.quotes = outer;
        let push_quotes = |line: &mut String, count: usize| (0..count).for_each(|_| line.push_str("> "));
        self.base.clear();
        push_quotes(&mut self.base, outer);
        let width = self.open.iter().map(|item| item.width).sum();
        self.base.extend(std::iter::repeat_n(' ', width));
        self.inner.clear();
        push_quotes(&mut self.inner, quotes - outer);
        self.rest.clear();
        self.rest.push_str(&self.base);
        self.rest.push_str(&self.inner);
    }
}

impl OpenItem {
    /// A number that does not follow the one before begins another list, which another delimiter tells from the first.
    fn new(item: u32, level: u8, number: Option<u32>, sibling: Option<Self>) -> Self {
        let number = number.map(|n| n.min(MAX_NUMBER));
        let delimiter = match (number, sibling) {
            (Some(number), Some(Self { number: Some(last), delimiter, .. })) => {
                if number == last + 1 {
                    delimiter
                } else if delimiter == '.' {
                    ')'
                } else {
                    '.'
                }
            }
            _ => '.',
        };
        let width = number.map_or(2, |n| n.checked_ilog10().unwrap_or(0) as usize + 3);
        Self { item, level, width, number, delimiter }
    }

    fn push_marker(&self, out: &mut String) {
        match self.number {
            Some(number) => out.push_str(&format!("{number}{} ", self.delimiter)),
            None => out.push_str("- "),
        }
    }
}
