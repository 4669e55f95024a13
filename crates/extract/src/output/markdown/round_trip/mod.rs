//! Reads our Markdown back with another program's parser, and compares what is read with what was written.
//!
//! `DECHAFF_PAGES=gold.jsonl cargo test -p dechaff-extract --release --lib -- --ignored round_trip` does the same
//! for the pages of a gold set, and says how many survive.

mod hostile;
mod pages;
mod reading;

use percent_encoding::percent_decode_str;

use crate::document::Document;
use crate::output::markdown;

/// Writes Markdown and reads it back. Fails with what differs; lost `emphasis` counts only if asked for. Reading and writing again must give the same Markdown.
fn check(document: &Document, blocks: &[usize], strictly: bool) -> Result<(), String> {
    let written = markdown::render(document, blocks);
    let read = reading::read_markdown(&written, reading::has_formulas(document));
    let all: Vec<usize> = (0..read.blocks().len()).collect();
    let (before, after) = (reading::parts(document, blocks), reading::parts(&read, &all));
    for (a, b) in before.iter().zip(&after) {
        if let Some(difference) = a.difference(b, strictly) {
            return Err(format!("{difference}: {a}\nis read as {b}"));
        }
    }
    if before.len() != after.len() {
        return Err(format!("blocks: {} are read as {}", before.len(), after.len()));
    }
    let again = markdown::render(&read, &all);
    // Another program encodes more of the targets than we do, and links that touch are read with a space between them.
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().replace(")[", ") [");
    if strictly && decoded(&again) != decoded(&written) {
        let lines = written.lines().zip(again.lines());
        let (a, b) = lines.into_iter().find(|(a, b)| decoded(a) != decoded(b)).unwrap_or(("", ""));
        return Err(format!("second pass: {a}\nbecomes {b}"));
    }
    Ok(())
}

/// All blocks of a document of which something is written.
fn written_blocks(document: &Document) -> Vec<usize> {
    let is_written =
        |&index: &usize| !crate::document::visible_text::is_empty(document, &document.blocks()[index]);
    (0..document.blocks().len()).filter(is_written).collect()
}
