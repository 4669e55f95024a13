//! Renders kept blocks as Markdown (CommonMark with tables).

use crate::document::Document;
use crate::document::block::{Block, BlockKind, Image, Span, SpanKind};
use crate::document::visible_text::{Script, Scripts, skip_omitted};

/// Renders headings, nested lists, tables, quotes, code, emphasis, links, and the images between or in kept blocks. The
/// words are those of the plain text, in the same order.
pub(crate) fn render(document: &Document, blocks: &[usize]) -> String {
    let mut out = String::new();
    let mut previous: Option<usize> = None;
    let mut at = 0;
    while at < blocks.len() {
        let index = blocks[at];
        let block = &document.blocks()[index];
        let images = images_before(document, previous, index);
        let quote = "> ".repeat(usize::from(block.quotes));
        if !out.is_empty() {
            let tight =
                images.is_empty() && previous.is_some_and(|p| are_list_items(&document.blocks()[p], block));
            // A quote includes the empty line only if the blocks on both sides are quoted.
            let both = previous.map_or(0, |p| document.blocks()[p].quotes).min(block.quotes);
            out.push('\n');
            if !tight {
                out.push_str("> ".repeat(usize::from(both)).trim_end());
                out.push('\n');
            }
        }
        for image in images {
            let (alt, source) = (document.value(&image.alt), document.value(&image.source));
            out.push_str(&format!("{quote}!["));
            push_escaped(alt, &mut out);
            out.push_str(&format!("]({})\n\n", link_target(source)));
        }
        if let BlockKind::Cell { .. } = block.kind {
            let end = (at..blocks.len())
                .find(|&i| !matches!(document.blocks()[blocks[i]].kind, BlockKind::Cell { .. }))
                .unwrap_or(blocks.len());
            render_table(document, &blocks[at..end], &mut out);
            at = end;
            previous = Some(blocks[end - 1]);
            continue;
        }
        render_block(document, block, &quote, &mut out);
        previous = Some(index);
        at += 1;
    }
    out
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

/// Whether both blocks are list items in the same quotes, so that no empty line separates them.
fn are_list_items(a: &Block, b: &Block) -> bool {
    matches!((a.text_kind(), b.text_kind()), (BlockKind::ListItem { .. }, BlockKind::ListItem { .. }))
        && a.quotes == b.quotes
}

/// Maximum number of levels by which a list item is indented.
const MAX_LIST_INDENT: usize = 8;

fn render_block(document: &Document, block: &Block, quote: &str, out: &mut String) {
    if block.kind == BlockKind::Code {
        let text = document.block_text(block);
        let fence = "`".repeat(longest_backtick_run(text).max(2) + 1);
        out.push_str(&format!("{quote}{fence}{}\n", document.value(&block.language)));
        for line in text.lines() {
            out.push_str(&format!("{quote}{line}\n"));
        }
        out.push_str(&format!("{quote}{fence}"));
        return;
    }
    let (lead, indent) = match block.text_kind() {
        BlockKind::Heading(level) => ("#".repeat(usize::from(level)) + " ", String::new()),
        BlockKind::ListItem { level, number } => {
            let indent = "    ".repeat(usize::from(level.saturating_sub(1)).min(MAX_LIST_INDENT));
            let marker = number.map_or_else(|| "- ".to_owned(), |n| format!("{n}. "));
            (format!("{indent}{marker}"), format!("{indent}    "))
        }
        _ => (String::new(), String::new()),
    };
    out.push_str(quote);
    out.push_str(&lead);
    let text = render_inline(document, block);
    let strong = block.kind == BlockKind::Term && !text.contains("**");
    let body = match block.kind {
        // A heading has only one line.
        BlockKind::Heading(_) => text.replace('\n', " "),
        _ => text.replace('\n', &format!("\\\n{quote}{indent}")),
    };
    if strong {
        out.push_str(&format!("**{body}**"));
    } else {
        out.push_str(&body);
    }
}

/// The block's text with its spans as marks. Spans nest, as the page's elements do.
fn render_inline(document: &Document, block: &Block) -> String {
    let mut out = String::new();
    let mut open: Vec<&Span> = vec![];
    let mut at = block.text.start;
    let scripts = Scripts::new(document, block);
    let text = |from: u32, to: u32| &document.text()[from as usize..to as usize];
    let close = |span: &Span, out: &mut String| match &span.kind {
        SpanKind::Link(target) => out.push_str(&format!("]({})", link_target(document.value(target)))),
        SpanKind::Raised | SpanKind::Lowered => out.push_str(scripts.get(span).close()),
        kind => out.push_str(mark(kind)),
    };
    let script = |open: &[&Span]| open.iter().map(|span| scripts.get(span)).find(|s| *s != Script::Plain);
    let spans = document.spans_of(block);
    let omitted: Vec<&Span> = spans.iter().filter(|span| span.kind == SpanKind::Omitted).collect();
    let mut spans = spans.iter().peekable();
    loop {
        let next_open = spans.peek().map_or(u32::MAX, |s| s.text.start);
        let next_close = open.last().map_or(u32::MAX, |s| s.text.end);
        let next = next_open.min(next_close);
        if next == u32::MAX {
            break;
        }
        let is_raw = open.iter().any(|s| matches!(s.kind, SpanKind::Code | SpanKind::Formula { .. }));
        push_text(text(at, next.max(at)), is_raw, script(&open), &mut out);
        at = at.max(next);
        if next_close <= next_open {
            if let Some(span) = open.pop() {
                close(span, &mut out);
            }
            continue;
        }
        let Some(span) = spans.next() else { break };
        if span.kind == SpanKind::Omitted {
            at = skip_omitted(document, at.max(span.text.end), block.text.end, &mut out);
            continue;
        }
        // A mark that crosses or repeats an open one, or is in code, is left out; its text is kept.
        let fits = next_close >= span.text.end
            && !open.iter().any(|s| std::mem::discriminant(&s.kind) == std::mem::discriminant(&span.kind))
            && !is_in_omitted(span, &omitted);
        if fits && !is_raw {
            match span.kind {
                SpanKind::Link(_) => out.push('['),
                SpanKind::Raised | SpanKind::Lowered => out.push_str(scripts.get(span).open()),
                _ => out.push_str(mark(&span.kind)),
            }
            open.push(span);
        }
    }
    push_text(text(at, block.text.end), false, None, &mut out);
    if !omitted.is_empty() {
        out.truncate(out.trim_end().len());
    }
    out
}

/// Whether nothing of a span is written.
fn is_in_omitted(span: &Span, omitted: &[&Span]) -> bool {
    let before = omitted.partition_point(|other| other.text.start <= span.text.start);
    omitted[..before].last().is_some_and(|other| span.text.end <= other.text.end)
}

/// The mark on both sides of a span; empty for those that are not marked in this way.
fn mark(kind: &SpanKind) -> &'static str {
    match kind {
        SpanKind::Emphasis => "*",
        SpanKind::Strong => "**",
        SpanKind::Code => "`",
        SpanKind::Struck => "~~",
        SpanKind::Formula { display: false } => "$",
        SpanKind::Formula { display: true } => "$$",
        SpanKind::Link(_) | SpanKind::Raised | SpanKind::Lowered | SpanKind::Omitted => "",
    }
}

fn push_text(text: &str, is_raw: bool, script: Option<Script>, out: &mut String) {
    if is_raw {
        out.push_str(text);
    } else if let Some(script) = script {
        push_escaped(&text.chars().map(|c| script.write(c)).collect::<String>(), out);
    } else {
        push_escaped(text, out);
    }
}

/// Appends a text, with the characters escaped that Markdown would read as marks: anywhere, or at the start of a line.
fn push_escaped(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let at_line_start = out.is_empty() || out.ends_with('\n');
        if at_line_start && let Some(digits) = ordered_list_number(rest) {
            out.push_str(&rest[..digits]);
            out.push('\\');
            out.push_str(&rest[digits..=digits]);
            rest = &rest[digits + 1..];
            continue;
        }
        let after = &rest[c.len_utf8()..];
        let special = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' => true,
            // Strikethrough, and a fence at the start of a line.
            '~' => after.starts_with('~') || out.ends_with('~'),
            '&' => is_character_reference(after),
            '#' | '>' | '+' | '-' => at_line_start && (after.is_empty() || after.starts_with([' ', c])),
            // Under a line of text, a line of these makes it a heading.
            '=' => {
                at_line_start
                    && !out.is_empty()
                    && after.lines().next().unwrap_or("").bytes().all(|b| b == b'=')
            }
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        rest = after;
    }
}

/// The digits of a number with a full stop or parenthesis, as items of an ordered list begin. Markdown reads at most nine.
fn ordered_list_number(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let after = text[digits..].strip_prefix(['.', ')'])?;
    ((1..=9).contains(&digits) && (after.is_empty() || after.starts_with([' ', '\n']))).then_some(digits)
}

/// Whether what follows an `&` makes it a character reference: `amp;`, `#169;`, `#xa9;`.
fn is_character_reference(after: &str) -> bool {
    let Some((name, _)) = after.split_once(';') else { return false };
    let is_name = |name: &str| name.bytes().next().is_some_and(|b| b.is_ascii_alphabetic());
    match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(hex) => (1..=6).contains(&hex.len()) && hex.bytes().all(|b| b.is_ascii_hexdigit()),
            None => (1..=7).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()),
        },
        None => {
            is_name(name)
                && name.len() <= MAX_REFERENCE_NAME
                && name.bytes().all(|b| b.is_ascii_alphanumeric())
        }
    }
}

/// Bytes of the longest name of a character reference, `CounterClockwiseContourIntegral`.
const MAX_REFERENCE_NAME: usize = 31;

/// A link's target. Angle brackets enclose one that white space or parentheses would end early.
fn link_target(target: &str) -> String {
    if target.contains([' ', '(', ')', '<', '>', '\n']) {
        let safe: String = target.chars().filter(|c| !matches!(c, '<' | '>' | '\n')).collect();
        return format!("<{safe}>");
    }
    target.to_owned()
}

/// The length of the longest run of backticks.
fn longest_backtick_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Maximum number of columns to which short rows are filled up. Without it, one long row would make all others as long.
const MAX_FILLED_COLUMNS: usize = 64;

/// Renders adjacent cells as a table. The first row becomes the header. A space separates the blocks of a cell.
fn render_table(document: &Document, cells: &[usize], out: &mut String) {
    let mut rows: Vec<(u32, Vec<String>)> = vec![];
    for &index in cells {
        let block = &document.blocks()[index];
        let BlockKind::Cell { row, column, .. } = block.kind else { continue };
        let text = render_inline(document, block).replace('\n', " ").replace('|', "\\|");
        if rows.last().is_none_or(|(last, _)| *last != row) {
            rows.push((row, vec![]));
        }
        let Some((_, cells)) = rows.last_mut() else { continue };
        match cells.get_mut(column as usize) {
            Some(cell) => {
                cell.push(' ');
                cell.push_str(&text);
            }
            None => {
                cells.resize(column as usize, String::new());
                cells.push(text);
            }
        }
    }
    let columns = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    for (index, (_, cells)) in rows.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        out.push('|');
        // The header decides how many columns the table has.
        let filled = if index == 0 { columns } else { cells.len().max(columns.min(MAX_FILLED_COLUMNS)) };
        for column in 0..filled {
            out.push_str(&format!(" {} |", cells.get(column).map_or("", String::as_str)));
        }
        if index == 0 {
            out.push_str(&format!("\n|{}", " --- |".repeat(columns)));
        }
    }
}
