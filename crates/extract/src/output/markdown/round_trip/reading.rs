//! What is compared of a document, and how Markdown is read into one.

use std::fmt;

use percent_encoding::percent_decode_str;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

use crate::document::Document;
use crate::document::block::{Block, BlockKind, Span, SpanKind};
use crate::document::visible_text;
use crate::output::markdown::notes::WrittenNotes;
use crate::output::markdown::spans::begins_as_definition;

/// What a reader of Markdown sees of a block, or of the blocks of a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    kind: PartKind,
    quotes: usize,
    text: String,

    /// The marks of each letter and digit; `None` if what is written has others.
    marks: Option<Vec<Marks>>,
}

#[derive(Clone, Debug, PartialEq)]
enum PartKind {
    Text,
    /// The beginning of a note, with its label.
    Note(String),
    Heading(u8),
    Item(Option<u32>),
    Code(String),
    /// The column.
    Cell(u32),
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} in {} quotes, {:?}", self.kind, self.quotes, self.text)?;
        let mut last = &Marks::default();
        let letters = self.text.chars().filter(|c| c.is_alphanumeric());
        for (letter, marks) in letters.zip(self.marks.iter().flatten()) {
            if marks != last {
                write!(f, "\n  from {letter}: {marks:?}")?;
            }
            last = marks;
        }
        Ok(())
    }
}

/// The marks of a character.
#[derive(Clone, Debug, Default, PartialEq)]
struct Marks {
    /// Bits for emphasis, strong emphasis and text that is struck out.
    emphasis: u8,
    is_code: bool,
    is_formula: bool,
    target: String,
}

impl Part {
    /// What differs between a part and what it is read as, in a word. Emphasis that touches a word may be left out, since
    /// Markdown has no mark for it; only `emphasis` looks for it.
    pub(super) fn difference(&self, read: &Self, emphasis: bool) -> Option<&'static str> {
        if self.kind != read.kind {
            Some("kind")
        } else if self.text != read.text {
            Some("text")
        } else if self.quotes != read.quotes {
            Some("quotes")
        } else if let (Some(marks), Some(read)) = (&self.marks, &read.marks) {
            let is_less = |(a, b): (&Marks, &Marks)| {
                *a == Marks { emphasis: a.emphasis, ..b.clone() } && a.emphasis & b.emphasis == b.emphasis
            };
            if marks.iter().zip(read).all(is_less) {
                (emphasis && marks != read).then_some("emphasis")
            } else {
                Some("marks")
            }
        } else {
            None
        }
    }
}

pub(super) fn has_formulas(document: &Document) -> bool {
    document.spans.iter().any(|span| matches!(span.kind, SpanKind::Formula { .. }))
}

/// Reads Markdown by way of the HTML that another program makes of it.
pub(super) fn read_markdown(markdown: &str, has_formulas: bool) -> Document {
    let mut options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    options.set(Options::ENABLE_MATH, has_formulas);
    let mut page = String::new();
    let formula = |latex: &str, mode: &str| {
        Event::InlineHtml(format!("<script type='math/tex{mode}'>{latex}</script>").into())
    };
    let events = Parser::new_ext(markdown, options).map(|event| match event {
        Event::InlineMath(latex) => formula(&latex, ""),
        Event::DisplayMath(latex) => formula(&latex, "; mode=display"),
        Event::FootnoteReference(label) => {
            let mark = if label.len() <= 4 { &label } else { "*" };
            Event::InlineHtml(format!("<sup class=reference><a href='#{label}'>{mark}</a></sup>").into())
        }
        Event::Start(Tag::FootnoteDefinition(label)) => Event::Html(format!("<div id='{label}'>").into()),
        Event::End(TagEnd::FootnoteDefinition) => Event::Html("</div>".into()),
        // Markdown knows no other delimiters of formulas, but our own reader of HTML does.
        Event::Text(text) if !has_formulas && text.contains(['\\', '$']) => {
            Event::InlineHtml(without_delimiters(&text).into())
        }
        event => event,
    });
    html::push_html(&mut page, events);
    // With empty rows, a table of one row or column is still taken for one.
    let empty_rows = "<tr><td></td><td></td></tr>".repeat(2);
    Document::from_html(&page.replace("<table>", &format!("<table>{empty_rows}")))
}

/// Text as HTML in which nothing delimits a formula: an element stands within or behind each delimiter.
fn without_delimiters(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('\\', "\\<span></span>").replace('$', "$<span></span>")
}

/// The parts of some of a document's blocks.
pub(super) fn parts(document: &Document, blocks: &[usize]) -> Vec<Part> {
    let mut parts: Vec<Part> = vec![];
    let mut last_cell = None;
    let notes = WrittenNotes::new(document, blocks);
    for &index in blocks.iter().filter(|&&index| !notes.is_left_out(index)) {
        let block = &document.blocks()[index];
        let mut part = part(document, block);
        if let Some(text) = text_with_notes(document, block, &notes) {
            (part.text, part.marks) = (text, None);
        }
        if let Some(label) = notes.label_at(index).filter(|_| !matches!(part.kind, PartKind::Code(_))) {
            part.kind = PartKind::Note(label.to_owned());
        }
        let cell = match block.kind {
            BlockKind::Cell { row, column, .. } => Some((row, column)),
            _ => None,
        };
        match parts.last_mut() {
            // The blocks of a cell are written as one.
            Some(last) if cell.is_some() && cell == last_cell => {
                last.text.push_str(&part.text);
                last.marks = None;
            }
            _ => parts.push(part),
        }
        last_cell = cell;
    }
    parts
}

fn part(document: &Document, block: &Block) -> Part {
    let kind = match (block.kind, block.text_kind()) {
        (BlockKind::Code, _) => PartKind::Code(document.value(&block.language).to_owned()),
        (_, BlockKind::Heading(level)) => PartKind::Heading(level),
        (_, BlockKind::ListItem { number, .. }) => PartKind::Item(number),
        (_, BlockKind::Cell { column, .. }) => PartKind::Cell(column),
        _ => PartKind::Text,
    };
    let text = visible_text::text(document, block);
    let text = match kind {
        PartKind::Code(_) => text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n"),
        _ => text.split_whitespace().collect::<String>(),
    };
    let quotes = usize::from(block.quotes) + usize::from(block.place.callouts);
    Part { kind, quotes, text, marks: marks(document, block) }
}

/// The text of a block with the marks of notes as they are written; `None` if it has none.
fn text_with_notes(document: &Document, block: &Block, notes: &WrittenNotes<'_>) -> Option<String> {
    let mut text = String::new();
    let mut at = block.text.start as usize;
    for mark in notes.marks_of(block) {
        text.push_str(&document.text()[at..mark.text.start as usize]);
        text.extend(mark.label.map(|label| format!("[^{label}]")));
        at = mark.text.end as usize;
    }
    text.push_str(&document.text()[at..block.text.end as usize]);
    (at > block.text.start as usize).then(|| text.split_whitespace().collect())
}

/// The marks of each letter and digit of a block. `None` if what is written has other characters or marks.
fn marks(document: &Document, block: &Block) -> Option<Vec<Marks>> {
    let spans = document.spans_of(block);
    let is_changed =
        |span: &Span| matches!(span.kind, SpanKind::Omitted | SpanKind::Raised | SpanKind::Lowered);
    if matches!(block.kind, BlockKind::Code | BlockKind::Term)
        || block.place.is_title
        || spans.iter().any(|span| is_changed(span) || begins_as_definition(document, block, span))
    {
        return None;
    }
    let of_char = |(at, _): (usize, char)| {
        let at = block.text.start + at as u32;
        let mut marks = Marks::default();
        for span in spans.iter().filter(|span| span.text.contains(&at)) {
            match &span.kind {
                SpanKind::Emphasis => marks.emphasis |= 1,
                SpanKind::Strong => marks.emphasis |= 2,
                SpanKind::Struck => marks.emphasis |= 4,
                SpanKind::Code => marks.is_code = true,
                SpanKind::Formula { .. } => marks.is_formula = true,
                SpanKind::Link(value) => {
                    marks.target = percent_decode_str(document.value(value)).decode_utf8_lossy().into_owned();
                    marks.target.retain(|c| !matches!(c, '\n' | '\r' | '\t'));
                }
                _ => {}
            }
        }
        if block.heading().is_some() && marks.target.starts_with('#') {
            marks.target.clear();
        }
        marks
    };
    let letters = document.block_text(block).char_indices().filter(|(_, c)| c.is_alphanumeric());
    Some(letters.map(of_char).collect())
}
