//! The notes to kept text.

use super::{keep, may_join};
use crate::detect::Verdict;
use crate::document::Document;
use crate::document::notes::NoteMarkKind;

/// Maximum number of notes that are the author's words. Longer lists are references.
const MAX_NOTES: usize = 40;

/// Keeps the notes that kept text refers to. The references of a wiki are decided as other text is.
pub(super) fn keep_notes(document: &Document, verdicts: &mut [Verdict]) {
    let notes = &document.notes.notes;
    if notes.is_empty() || notes.len() > MAX_NOTES {
        return;
    }
    let blocks = document.blocks();
    let mut is_referred_to = vec![false; notes.len()];
    for (block, _) in blocks.iter().zip(verdicts.iter()).filter(|(_, verdict)| verdict.is_kept()) {
        for mark in document.notes.marks_of(block) {
            if let NoteMarkKind::Reference(note) = mark.kind {
                is_referred_to[note as usize] = true;
            }
        }
    }
    for (note, _) in notes.iter().zip(is_referred_to).filter(|(note, is)| *is && !note.is_reference) {
        for verdict in &mut verdicts[note.blocks.start as usize..note.blocks.end as usize] {
            if may_join(verdict) {
                keep(verdict, "a note to kept text");
            }
        }
    }
}
