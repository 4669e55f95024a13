//! What a note has besides its text: its number, and links back to where it is referred to.

use std::ops::Range;

use crate::document::Document;
use crate::document::block::{Block, SpanKind};
use crate::document::notes::{Note, NoteMark, NoteMarkKind};

/// Maximum number of characters of a link back that nothing else tells from other links.
const MAX_BACK_LINK: usize = 3;
/// The same in bytes for one whose target is named as the marks of notes are.
const MAX_NAMED_BACK_LINK: usize = 24;

/// Adds the marks in the notes themselves. `marks` has those that refer to notes.
pub(super) fn add(document: &Document, notes: &[Note], marks: &mut Vec<NoteMark>) {
    let mut references: Vec<Range<u32>> = marks.iter().map(|mark| mark.text.clone()).collect();
    references.sort_unstable_by_key(|text| text.start);
    let mut own = vec![];
    for note in notes {
        let first = note.blocks.start as usize;
        for (at, block) in document.blocks[first..note.blocks.end as usize].iter().enumerate() {
            add_back_links(document, block, &references, &mut own);
            if at == 0 {
                add_number(document, block, &note.label, &mut own);
            }
            marks.extend(own.drain(..).map(|text| NoteMark { text, kind: NoteMarkKind::Own }));
        }
    }
}

/// Adds the links of a block that lead back. `references` are marks, which lead elsewhere.
fn add_back_links(document: &Document, block: &Block, references: &[Range<u32>], own: &mut Vec<Range<u32>>) {
    for span in document.spans_of(block) {
        let SpanKind::Link(value) = &span.kind else { continue };
        let Some(id) = document.value(value).trim_start().strip_prefix('#') else { continue };
        let text = document.text[span.text.start as usize..span.text.end as usize].trim();
        let is_back = text.chars().count() <= MAX_BACK_LINK
            || !text.contains(char::is_alphanumeric)
            || (text.len() <= MAX_NAMED_BACK_LINK && (id.contains("ref") || id.ends_with("-link")));
        let before = references.partition_point(|text| text.start <= span.text.start);
        let is_reference = before > 0 && references[before - 1].contains(&span.text.start);
        if is_back && !is_reference {
            let range = with_brackets(document, block, span.text.clone());
            match own.last_mut() {
                // Only space is between the links back of a note that is referred to several times.
                Some(last) if is_space(document, last.end, range.start) => last.end = range.end,
                _ => own.push(range),
            }
        }
    }
}

fn is_space(document: &Document, from: u32, to: u32) -> bool {
    let between = document.text.get(from as usize..to as usize);
    between.is_some_and(|text| text.chars().all(|c| c.is_whitespace() || c == ','))
}

/// A range with the brackets around it.
fn with_brackets(document: &Document, block: &Block, range: Range<u32>) -> Range<u32> {
    let before = &document.text[block.text.start as usize..range.start as usize];
    let after = &document.text[range.end as usize..block.text.end as usize];
    let is_around =
        [('[', ']'), ('(', ')')].iter().any(|&(a, b)| before.ends_with(a) && after.starts_with(b));
    if is_around { range.start - 1..range.end + 1 } else { range }
}

/// Adds what a note begins with: its number, signs and links back.
fn add_number(document: &Document, block: &Block, label: &str, own: &mut Vec<Range<u32>>) {
    let text = document.block_text(block);
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let start = block.text.start + at as u32;
        if let Some(range) = own.iter().find(|range| range.contains(&start)) {
            at = (range.end - block.text.start) as usize;
            continue;
        }
        let length = if at == 0 { number_length(document, block, label) } else { 0 };
        let sign = rest.chars().next().filter(|&c| c.is_whitespace() || "^↑↩⤴".contains(c));
        match sign {
            _ if length > 0 => at += length,
            Some(c) => at += c.len_utf8(),
            None => break,
        }
    }
    // A full stop may follow a number that is a link.
    if at > 0 && text[at..].starts_with(['.', ')', ':']) {
        at += 1;
    }
    if at > 0 {
        let end = block.text.start + at as u32;
        own.retain(|range| range.start >= end);
        own.insert(0, block.text.start..end);
    }
}

/// The bytes of a note's number at its start: raised, in brackets, or with a full stop.
fn number_length(document: &Document, block: &Block, label: &str) -> usize {
    let text = document.block_text(block);
    let open = if text.starts_with(['[', '(']) { 1 } else { 0 };
    let Some(after) = text[open..].strip_prefix(label) else { return 0 };
    let end = open + label.len();
    let is_raised = document.spans_of(block).iter().take(4).any(|span| {
        span.kind == SpanKind::Raised
            && span.text.start == block.text.start
            && span.text.end >= block.text.start + end as u32
    });
    if open > 0 {
        if after.starts_with([']', ')']) { end + 1 } else { 0 }
    } else if after.is_empty() || is_raised {
        end
    } else if after.starts_with(['.', ')', ':']) && after[1..].starts_with(char::is_whitespace) {
        end + 1
    } else {
        0
    }
}
