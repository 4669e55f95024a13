//! Renders kept blocks as Markdown (CommonMark with tables, strikethrough, formulas and notes).

mod escape;
mod inline;
mod nesting;
mod notes;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failure here fails the test")]
mod round_trip;
mod spans;
mod table;

use crate::document::Document;
use crate::document::block::{Block, BlockKind, Image, SpanKind};
use crate::output::markdown::escape::Place;
use crate::output::markdown::inline::{InlineStyle, longest_backtick_run};
use crate::output::markdown::nesting::Nesting;
use crate::output::markdown::notes::WrittenNotes;

/// Renders headings, nested lists, tables, quotes, code, emphasis, links, and the images between or in kept blocks. The
/// words are those of the plain text, in the same order.
pub(crate) fn render(document: &Document, blocks: &[usize]) -> String {
    let has_formulas = document.spans.iter().any(|span| matches!(span.kind, SpanKind::Formula { .. }));
    let notes = WrittenNotes::new(document, blocks);
    let mut writer = Writer {
        document,
        has_formulas,
        notes: &notes,
        note: None,
        nesting: Nesting::default(),
        last_rest: String::new(),
        previous: None,
        out: String::with_capacity(blocks.iter().map(|&i| document.blocks()[i].text.len() + 8).sum()),
    };
    let is_cell = |index: usize| matches!(document.blocks()[index].kind, BlockKind::Cell { .. });
    let tables =
        if blocks.iter().any(|&index| is_cell(index)) { document.innermost_tables() } else { vec![] };
    let is_in_table_of = |&a: &usize, &b: &usize| {
        let (first, second) = (&document.blocks()[a], &document.blocks()[b]);
        let table = |block: &Block| tables.get(block.container as usize);
        is_cell(a)
            && is_cell(b)
            && (first.quotes, first.place.callouts) == (second.quotes, second.place.callouts)
            && table(first) == table(second)
    };
    // The cells of a table are written together.
    for part in blocks.chunk_by(is_in_table_of) {
        if !writer.notes.is_left_out(part[0]) {
            writer.write(part);
        }
    }
    writer.out
}

/// Writes one block after the other.
struct Writer<'d> {
    document: &'d Document,
    has_formulas: bool,
    notes: &'d WrittenNotes<'d>,
    /// The note that the last block belongs to.
    note: Option<usize>,
    nesting: Nesting,
    /// What further lines of the last block would begin with.
    last_rest: String,
    previous: Option<usize>,
    out: String,
}

impl<'d> Writer<'d> {
    /// Writes a block, or the cells of a table.
    fn write(&mut self, indices: &[usize]) {
        let (Some(&index), Some(&last)) = (indices.first(), indices.last()) else { return };
        let document = self.document;
        let block = &document.blocks()[index];
        let images = images_before(document, self.previous, index);
        let is_apart = self.enter(index, block);
        if !self.out.is_empty() {
            let previous = self.previous.map(|p| &document.blocks()[p]);
            let begins_note = self.previous.is_some_and(|p| self.notes.label_at(p).is_some());
            let is_tight = images.is_empty()
                && !is_apart
                && !begins_note
                && previous.is_some_and(|p| are_list_items(p, block));
            self.out.push('\n');
            if !is_tight {
                self.push_empty_line(previous.is_some_and(|p| are_in_two_quotes(p, block)));
            }
        }
        for image in images {
            self.push_image(image);
        }
        self.out.push_str(&self.nesting.base);
        self.out.push_str(&self.nesting.marker);
        self.out.push_str(&self.nesting.inner);
        match block.kind {
            BlockKind::Cell { .. } => {
                table::render(document, indices, self.style(false, false), &self.nesting.rest, &mut self.out);
            }
            BlockKind::Code => self.push_code(block),
            _ => self.push_text_block(block),
        }
        self.last_rest.clone_from(&self.nesting.rest);
        self.previous = Some(last);
    }

    fn style(&self, has_line_starts: bool, is_strong: bool) -> InlineStyle<'d> {
        InlineStyle { has_line_starts, has_formulas: self.has_formulas, is_strong, notes: self.notes }
    }

    /// Enters the note and the items of a block. Returns whether an empty line must come before it.
    fn enter(&mut self, index: usize, block: &Block) -> bool {
        let note = self.notes.note_of(index);
        let has_changed = std::mem::replace(&mut self.note, note) != note;
        if has_changed {
            self.nesting.leave_note();
        }
        match self.notes.label_at(index) {
            Some(label) => {
                self.nesting.enter_note(block, label);
                true
            }
            None => self.nesting.enter(block) || has_changed,
        }
    }

    /// Ends an empty line. It is in the quotes that the lines on both sides are in, but for the innermost if another
    /// begins.
    fn push_empty_line(&mut self, begins_quote: bool) {
        let (before, after) = (self.last_rest.as_bytes(), self.nesting.base.as_bytes());
        let common = before.iter().zip(after).take_while(|(a, b)| a == b).count();
        let mut quotes = self.last_rest[..common].trim_end();
        if begins_quote && common == after.len() && self.nesting.base.ends_with("> ") {
            quotes = quotes.strip_suffix('>').unwrap_or(quotes).trim_end();
        }
        self.out.push_str(quotes);
        self.out.push('\n');
    }

    fn push_image(&mut self, image: &Image) {
        let (alt, source) = (self.document.value(&image.alt), self.document.value(&image.source));
        self.out.push_str(&self.nesting.base);
        self.out.push_str("![");
        let place = Place { is_in_brackets: true, has_formulas: self.has_formulas, ..Place::default() };
        // The text of a picture is one line.
        let alt = alt.split_whitespace().collect::<Vec<_>>().join(" ");
        escape::push_escaped(&alt, place, &mut self.out);
        self.out.push_str("](");
        inline::push_target(source, &mut self.out);
        self.out.push_str(")\n");
        self.out.push_str(self.nesting.base.trim_end());
        self.out.push('\n');
    }

    fn push_code(&mut self, block: &Block) {
        let text = self.document.block_text(block);
        let fence = "`".repeat(longest_backtick_run(text).max(2) + 1);
        self.out.push_str(&fence);
        self.out.push_str(self.document.value(&block.language));
        self.out.push('\n');
        for line in text.lines() {
            let rest = if line.is_empty() { self.nesting.rest.trim_end() } else { &self.nesting.rest };
            self.out.push_str(rest);
            self.out.push_str(line);
            self.out.push('\n');
        }
        self.out.push_str(&self.nesting.rest);
        self.out.push_str(&fence);
    }

    fn push_text_block(&mut self, block: &Block) {
        if let BlockKind::Heading(level) = block.kind {
            (0..level).for_each(|_| self.out.push('#'));
            self.out.push(' ');
            // A heading has only one line.
            let mut text = inline::render(self.document, block, self.style(false, false)).replace('\n', " ");
            escape::escape_closing_sequence(&mut text);
            self.out.push_str(&text);
            return;
        }
        let is_title = block.kind == BlockKind::Term || block.place.is_title;
        let is_strong = is_title && self.document.block_text(block).contains(char::is_alphanumeric);
        let text = inline::render(self.document, block, self.style(!is_strong, is_strong));
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.out.push_str("\\\n");
                self.out.push_str(&self.nesting.rest);
            }
            self.out.push_str(line);
        }
    }
}

/// The images between the kept block before and this one. Images belong to the article if the blocks around them do.
fn images_before(document: &Document, previous: Option<usize>, index: usize) -> &[Image] {
    let images = document.images();
    let from = match previous {
        Some(p) => images.partition_point(|i| i.block as usize <= p),
        None => images.partition_point(|i| (i.block as usize) < index),
    };
    let to = images.partition_point(|i| i.block as usize <= index);
    &images[from.min(to)..to]
}

/// Whether two blocks are in different quotes of the same depth.
fn are_in_two_quotes(a: &Block, b: &Block) -> bool {
    let depth = |block: &Block| usize::from(block.quotes) + usize::from(block.place.callouts);
    a.place.quote != b.place.quote && depth(a) == depth(b)
}

/// Whether both blocks are list items in the same quotes, so that no empty line separates them.
fn are_list_items(a: &Block, b: &Block) -> bool {
    matches!((a.text_kind(), b.text_kind()), (BlockKind::ListItem { .. }, BlockKind::ListItem { .. }))
        && a.quotes == b.quotes
        && (a.place.quotes, a.place.callouts) == (b.place.quotes, b.place.callouts)
}
