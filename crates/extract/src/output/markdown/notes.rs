//! Which notes are written as notes, and what takes the place of their marks.

use std::ops::Range;

use crate::document::Document;
use crate::document::block::{Block, Span, SpanKind};
use crate::document::notes::{NoteMark, NoteMarkKind};

/// The notes of which text is written, and to which written text refers. All others are written as other text is.
pub(super) struct WrittenNotes<'d> {
    document: &'d Document,
    /// For each note, the index of its first block that is written; `None` if it is not written as a note.
    first_blocks: Vec<Option<usize>>,
}

/// What is written in place of a mark.
pub(super) struct WrittenMark<'d> {
    pub(super) text: Range<u32>,
    /// `None` for a mark that is left out.
    pub(super) label: Option<&'d str>,
}

impl<'d> WrittenNotes<'d> {
    /// The notes among the blocks that are written. Pages without notes cost nothing.
    pub(super) fn new(document: &'d Document, blocks: &[usize]) -> Self {
        let notes = &document.notes.notes;
        let mut first_blocks = vec![None; notes.len()];
        if notes.is_empty() {
            return Self { document, first_blocks };
        }
        let mut is_referred_to = vec![false; notes.len()];
        for &index in blocks {
            for mark in document.notes.marks_of(&document.blocks()[index]) {
                if let NoteMarkKind::Reference(note) = mark.kind {
                    is_referred_to[note as usize] = true;
                }
            }
        }
        for (note, first) in notes.iter().zip(&mut first_blocks) {
            let from = blocks.partition_point(|&index| index < note.blocks.start as usize);
            let to = blocks.partition_point(|&index| index < note.blocks.end as usize);
            *first = blocks[from..to]
                .iter()
                .copied()
                .find(|&i| !has_only_own_marks(document, &document.blocks()[i]));
        }
        for (first, is_referred_to) in first_blocks.iter_mut().zip(is_referred_to) {
            *first = first.filter(|_| is_referred_to);
        }
        Self { document, first_blocks }
    }

    /// The note that a block belongs to, if it is written as a note.
    pub(super) fn note_of(&self, block: usize) -> Option<usize> {
        let note = self.document.notes.note_of(block)?;
        self.first_blocks[note].map(|_| note)
    }

    /// The label of the note whose text begins with a block.
    pub(super) fn label_at(&self, block: usize) -> Option<&'d str> {
        let note = self.note_of(block)?;
        (self.first_blocks[note] == Some(block)).then(|| self.document.notes.notes[note].label.as_str())
    }

    /// Whether a block has nothing but the number of a note and links back, so that nothing of it is written.
    pub(super) fn is_left_out(&self, block: usize) -> bool {
        self.note_of(block).is_some() && has_only_own_marks(self.document, &self.document.blocks()[block])
    }

    /// What takes the place of marks in a block.
    pub(super) fn marks_of(&self, block: &Block) -> impl Iterator<Item = WrittenMark<'d>> + '_ {
        let marks = self.document.notes.marks_of(block);
        marks.iter().filter_map(|mark| {
            let label = match mark.kind {
                NoteMarkKind::Reference(note) => {
                    self.first_blocks[note as usize]?;
                    Some(self.document.notes.notes[note as usize].label.as_str())
                }
                NoteMarkKind::Own => {
                    let index = self.document.blocks().partition_point(|b| b.text.end <= mark.text.start);
                    self.note_of(index)?;
                    None
                }
            };
            Some(WrittenMark { text: mark.text.clone(), label })
        })
    }
}

/// Whether nothing is left of a block without the number of a note and links back.
fn has_only_own_marks(document: &Document, block: &Block) -> bool {
    let marks = document.notes.marks_of(block);
    let mut at = block.text.start;
    let is_blank = |from: u32, to: u32| document.text()[from as usize..to as usize].trim().is_empty();
    let is_own = |mark: &&NoteMark| mark.kind == NoteMarkKind::Own;
    for mark in marks.iter().filter(is_own) {
        if !is_blank(at, mark.text.start) {
            return false;
        }
        at = mark.text.end;
    }
    is_blank(at, block.text.end)
}

/// Removes the spans that a mark takes the place of. Raised text is no longer raised if a mark is in it.
pub(super) fn remove_replaced(spans: &mut Vec<Span>, marks: &[WrittenMark<'_>]) {
    spans.retain(|span| {
        let is_replaced = |mark: &WrittenMark<'_>| {
            let is_inside = mark.text.start <= span.text.start && span.text.end <= mark.text.end;
            let is_around = span.kind == SpanKind::Raised
                && span.text.start < mark.text.end
                && mark.text.start < span.text.end;
            is_inside || is_around
        };
        !marks.iter().any(is_replaced)
    });
}
