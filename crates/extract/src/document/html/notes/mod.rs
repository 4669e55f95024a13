//! Finds notes: links that are marks of notes, and the elements that they lead to.

mod own_marks;

use dechaff_html::{AttributeName, NodeId, Tag, Tree};

use crate::classes::line_marks;
use crate::document::Document;
use crate::document::block::{BlockKind, SpanKind};
use crate::document::html::Walk;
use crate::document::notes::{Note, NoteMark, NoteMarkKind};
use crate::text_map::TextMap;

/// Links that may be marks of notes, and where they lead to.
#[derive(Default)]
pub(super) struct NoteLinks<'t> {
    links: Vec<NoteLink<'t>>,
    /// By their ids. `None` while the element was not found.
    targets: TextMap<&'t str, Option<Target>>,
}

struct NoteLink<'t> {
    id: &'t str,
    /// The index in the document's text at which it starts, or white space before it.
    start: u32,
}

/// What an id belongs to.
#[derive(Clone, Copy)]
enum Target {
    /// An element that contains blocks.
    Container(u32),
    /// An inline element at the start of a block.
    Block(u32),
}

/// Maximum number of links that are looked at. Pages with more are indexes.
const MAX_LINKS: usize = 5000;
/// Maximum number of bytes before an id at the start of a note: its number or a bracket.
const MAX_BEFORE_ID: usize = 6;
/// Maximum number of blocks of a note. What has more is a part of the page.
const MAX_NOTE_BLOCKS: u32 = 24;
/// Maximum number of containers after the number of a note in which its text is looked for.
const MAX_CONTAINERS_IN_TERM: usize = 64;
/// Maximum number of characters of a mark, and of one without a digit.
const MAX_MARK: usize = 10;
const MAX_MARK_WITHOUT_DIGIT: usize = 4;

impl Walk<'_, '_> {
    /// Remembers a link that may be the mark of a note. `marks` are the [`line_marks`] of its class.
    pub(super) fn add_note_link(&mut self, node: NodeId, marks: u16) {
        let href = self.tree.attribute(node, AttributeName::Href);
        let Some(id) = href.and_then(|href| href.trim().strip_prefix('#')).filter(|id| !id.is_empty()) else {
            return;
        };
        if self.note_links.links.len() < MAX_LINKS && may_be_note_link(self.tree, node, marks) {
            let start = self.document.text.len() as u32;
            self.note_links.links.push(NoteLink { id, start });
            self.note_links.targets.entry(id).or_insert(None);
        }
    }

    /// Remembers an element that a link before it leads to. `container` is its own, if it has one.
    pub(super) fn add_note_target(&mut self, node: NodeId, container: Option<u32>) {
        if self.note_links.links.is_empty() {
            return;
        }
        for name in [AttributeName::Id, AttributeName::Name] {
            let Some(id) = self.tree.attribute(node, name) else { continue };
            let Some(target @ None) = self.note_links.targets.get_mut(id) else { continue };
            let before = self.document.text[self.block_start as usize..].trim().len();
            *target = match container {
                Some(container) => Some(Target::Container(container)),
                None if before <= MAX_BEFORE_ID => Some(Target::Block(self.document.blocks.len() as u32)),
                None => None,
            };
        }
    }
}

/// Whether markup says that a link is the mark of a note: it is raised, in brackets, or named so.
fn may_be_note_link(tree: &Tree, node: NodeId, marks: u16) -> bool {
    let is_sup = |node: NodeId| tree.tag(node) == Some(Tag::Sup);
    let text = || tree.first_child(node).and_then(|child| tree.text(child)).unwrap_or("");
    let class = || tree.attribute(node, AttributeName::Class).unwrap_or("");
    marks & line_marks::NOTE != 0
        || tree.ancestors(node).take(2).any(is_sup)
        || tree.first_child(node).is_some_and(is_sup)
        || tree.attribute(node, AttributeName::Role) == Some("doc-noteref")
        || text().trim_start().starts_with('[')
        || class().contains("footnote")
}

impl NoteLinks<'_> {
    /// Adds the notes and marks of a finished document.
    pub(super) fn finish(&self, document: &mut Document) {
        if !self.targets.values().any(Option::is_some) {
            return;
        }
        let mut notes: Vec<Note> = vec![];
        let mut references: Vec<(NoteMark, u32)> = vec![];
        for link in &self.links {
            let Some(target) = self.targets.get(link.id).copied().flatten() else { continue };
            let Some(text) = mark_text(document, link) else { continue };
            let block = document.blocks.partition_point(|block| block.text.end <= text.start) as u32;
            let Some(blocks) = note_blocks(document, target).filter(|blocks| !blocks.contains(&block)) else {
                continue;
            };
            if !notes.iter().rev().any(|note| note.blocks == blocks) {
                let words = inner_text(&document.text[text.start as usize..text.end as usize]);
                let label = label(words, link.id, &notes);
                notes.push(Note {
                    label,
                    blocks: blocks.clone(),
                    is_reference: link.id.starts_with("cite_"),
                });
            }
            let mark = NoteMark { text, kind: NoteMarkKind::Reference(0) };
            references.push((mark, blocks.start));
        }
        notes.sort_by_key(|note| (note.blocks.start, note.blocks.end));
        // Of two that overlap, the inner one is part of the other.
        let mut end = 0;
        notes.retain(|note| {
            let is_apart = note.blocks.start >= end;
            end = end.max(note.blocks.end);
            is_apart
        });
        let mut marks = vec![];
        for (mut mark, start) in references {
            if let Ok(note) = notes.binary_search_by_key(&start, |note| note.blocks.start) {
                mark.kind = NoteMarkKind::Reference(note as u32);
                marks.push(mark);
            }
        }
        own_marks::add(document, &notes, &mut marks);
        marks.sort_by_key(|mark| mark.text.start);
        marks.dedup_by(|next, mark| next.text.start < mark.text.end);
        document.notes.notes = notes;
        document.notes.marks = marks;
    }
}

/// The text of a link, with the brackets around it, if it is short as the marks of notes are.
fn mark_text(document: &Document, link: &NoteLink<'_>) -> Option<std::ops::Range<u32>> {
    let first = document.spans.partition_point(|span| span.text.start < link.start);
    let is_link = |value| document.value(value).trim_start().strip_prefix('#') == Some(link.id);
    let mut spans = document.spans[first..].iter().take(MAX_NEAR_SPANS);
    let span = spans.find(|span| matches!(&span.kind, SpanKind::Link(value) if is_link(value)))?;
    let inner = inner_text(&document.text[span.text.start as usize..span.text.end as usize]);
    let count = inner.chars().count();
    let is_short = if inner.contains(|c: char| c.is_numeric()) {
        count <= MAX_MARK
    } else {
        count <= MAX_MARK_WITHOUT_DIGIT
    };
    (is_short && count > 0).then(|| with_brackets(&document.text, span.text.clone()))
}

/// How many spans after the start of a link may be those around its text.
const MAX_NEAR_SPANS: usize = 6;

/// A text without the brackets around it.
fn inner_text(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')'))
}

/// A range with the square brackets that touch both of its ends.
fn with_brackets(text: &str, range: std::ops::Range<u32>) -> std::ops::Range<u32> {
    let (before, after) = (&text[..range.start as usize], &text[range.end as usize..]);
    if before.ends_with('[') && after.starts_with(']') { range.start - 1..range.end + 1 } else { range }
}

/// The blocks of a note; `None` if what an id belongs to is something else.
fn note_blocks(document: &Document, target: Target) -> Option<std::ops::Range<u32>> {
    let blocks = match target {
        Target::Block(block) => block..block + 1,
        Target::Container(index) => {
            let container = document.containers.get(index as usize)?;
            let is_note = matches!(
                container.tag,
                Tag::Li | Tag::P | Tag::Div | Tag::Aside | Tag::Dt | Tag::Dd | Tag::Section | Tag::Custom
            );
            let mut blocks = container.blocks.clone();
            if container.tag == Tag::Dt {
                // The note is what follows its number.
                let after = document.containers[index as usize + 1..].iter().take(MAX_CONTAINERS_IN_TERM);
                let next = after.take_while(|next| next.parent >= container.parent);
                let next = next.filter(|next| next.parent == container.parent);
                for next in next.take_while(|next| next.tag == Tag::Dd) {
                    blocks.end = next.blocks.end;
                }
            }
            is_note.then_some(blocks)?
        }
    };
    let first = document.blocks.get(blocks.start as usize)?;
    let is_text = !matches!(first.kind, BlockKind::Heading(_) | BlockKind::Cell { .. } | BlockKind::Caption);
    (is_text && (1..=MAX_NOTE_BLOCKS).contains(&blocks.len().try_into().ok()?)).then_some(blocks)
}

/// The number or sign of a note if it may be a label and no other note has it, or else its id.
fn label(mark: &str, id: &str, notes: &[Note]) -> String {
    let is_used = |label: &str| notes.iter().any(|note| note.label.eq_ignore_ascii_case(label));
    let is_label = !mark.is_empty() && mark.chars().all(|c| c.is_ascii_alphanumeric());
    if is_label && !is_used(mark) {
        return mark.to_owned();
    }
    let is_safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let safe: String = id.chars().map(|c| if is_safe(c) { c } else { '-' }).collect();
    if is_used(&safe) { format!("{safe}-{}", notes.len() + 1) } else { safe }
}
