//! The notes of a page, and the marks in its text that refer to them.

use std::ops::Range;

use crate::document::block::Block;

/// The notes of a page and their marks, both in reading order. Plain text has the marks as the page has them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    pub(crate) notes: Vec<Note>,
    pub(crate) marks: Vec<NoteMark>,
}

/// A note: text that a mark elsewhere refers to.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    /// Its number or id, of letters, digits, hyphens and underscores. No other note has it.
    pub(crate) label: String,
    /// Its blocks.
    pub(crate) blocks: Range<u32>,
    /// Whether it is an entry in the list of references of a wiki.
    pub(crate) is_reference: bool,
}

/// A text that stands for a note, or leads back from it.
#[derive(Clone, Debug)]
pub(crate) struct NoteMark {
    /// Byte range in [`Document::text`](crate::document::Document::text), inside one block.
    pub(crate) text: Range<u32>,
    pub(crate) kind: NoteMarkKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoteMarkKind {
    /// Refers to a note, by its index.
    Reference(u32),
    /// The number of a note in the note itself, or a link back to where it is referred to.
    Own,
}

impl Notes {
    /// The marks in a block.
    pub(crate) fn marks_of(&self, block: &Block) -> &[NoteMark] {
        let start = self.marks.partition_point(|mark| mark.text.start < block.text.start);
        let end = self.marks.partition_point(|mark| mark.text.start < block.text.end);
        &self.marks[start..end.max(start)]
    }

    /// The index of the note that a block belongs to.
    pub(crate) fn note_of(&self, block: usize) -> Option<usize> {
        let at = self.notes.partition_point(|note| note.blocks.end as usize <= block);
        self.notes.get(at).filter(|note| note.blocks.start as usize <= block).map(|_| at)
    }
}
