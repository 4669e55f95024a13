//! Lines of rendered text that belong together: short lines between the paragraphs of a story, stanzas, and the lines that a
//! template puts between paragraphs again and again.
//!
//! A menu and a list of ingredients look alike line by line. What their lines say differs: amounts, results, brief answers.

use crate::detect::adjust::has_year;
use crate::detect::dropped_labels::phrase_label;
use crate::detect::together::{is_open, keep};
use crate::detect::{Label, Verdict};
use crate::document::Document;
use crate::document::block::{Block, BlockKind};
use crate::document::phrases::{self, BoilerplateKind};
use crate::document::prose::is_prose;
use crate::document::rendered::verse::{is_stanza, pauses};
use crate::text_map::{TextMap, TextSet};
use crate::unicode::words;

/// Maximum words of a brief answer, an amount, or a result. This limit and those below were set by hand.
const MAX_DETAIL_WORDS: u32 = 7;
/// Minimum brief sentences of a talk: those of the story and those next to it.
const MIN_TALK: usize = 3;
/// Maximum number of short lines between two paragraphs that are decided together. Longer runs are parts of a page.
const MAX_RUN: usize = 40;
/// A short line that comes at least this often is a template's, even where it comes first.
const MIN_TEMPLATE: u32 = 3;
/// The same for a line that is a phrase of boilerplate and nothing else: `Advertisement`.
const MIN_TEMPLATE_PHRASE: u32 = 2;

/// Keeps and drops lines with those that they belong to.
pub(super) fn keep_lines_together(document: &Document, verdicts: &mut [Verdict]) {
    drop_repeated(document, verdicts);
    drop_templates(document, verdicts);
    drop_announcements(document, verdicts);
    keep_stanzas(document, verdicts);
    keep_details(document, verdicts);
    keep_talk(document, verdicts);
}

/// Drops the lines of a sentence or more that say again what a kept line above says: the headline and the summary in a box.
fn drop_repeated(document: &Document, verdicts: &mut [Verdict]) {
    let mut seen = TextSet::default();
    for (block, verdict) in document.blocks().iter().zip(verdicts) {
        let text = document.block_text(block);
        let may_be_repeated = block.kind == BlockKind::Paragraph && !is_stanza(block, text);
        if verdict.is_kept()
            && may_be_repeated
            && block.words > MAX_DETAIL_WORDS
            && !seen.insert(words::fold(text))
        {
            (verdict.label, verdict.reason) = (Label::Repeated, "repeats text from above");
        }
    }
}

/// Drops short lines that are on the page again and again, and neither end like a sentence nor belong to a list or table.
fn drop_templates(document: &Document, verdicts: &mut [Verdict]) {
    let blocks = document.blocks();
    let may_be_template = |block: &Block, text: &str| {
        block.kind == BlockKind::Paragraph
            && !block.terminated
            && block.words <= MAX_DETAIL_WORDS
            && !text.contains('\n')
    };
    let mut times: TextMap<&str, u32> = TextMap::default();
    for block in blocks {
        let text = document.block_text(block);
        if may_be_template(block, text) {
            *times.entry(text).or_default() += 1;
        }
    }
    for (index, (block, verdict)) in blocks.iter().zip(verdicts).enumerate() {
        let text = document.block_text(block);
        let is_template = || {
            let times = times.get(text).copied().unwrap_or(0);
            let is_phrase = || phrases::of_blocks(document)[index].is_some_and(|found| found.whole);
            times >= MIN_TEMPLATE || (times >= MIN_TEMPLATE_PHRASE && is_phrase())
        };
        if verdict.is_kept() && may_be_template(block, text) && is_template() {
            (verdict.label, verdict.reason) = (Label::Repeated, "comes again and again");
        }
    }
}

/// Drops the lines in a story that begin like a link to another page, a sign-up or a share bar: `Read also: Ferry captain
/// retires`.
fn drop_announcements(document: &Document, verdicts: &mut [Verdict]) {
    for (index, (block, verdict)) in document.blocks().iter().zip(verdicts).enumerate() {
        if !verdict.is_kept() || block.kind != BlockKind::Paragraph {
            continue;
        }
        let Some(found) = phrases::boilerplate_phrase(document, index) else { continue };
        if matches!(
            found.kind,
            BoilerplateKind::Related | BoilerplateKind::Newsletter | BoilerplateKind::Share
        ) {
            (verdict.label, verdict.reason) = phrase_label(found.kind);
        }
    }
}

/// Keeps the stanzas next to a kept one: a refrain repeats what was sung before.
fn keep_stanzas(document: &Document, verdicts: &mut [Verdict]) {
    let blocks = document.blocks();
    let is_stanza_at = |i: usize| is_stanza(&blocks[i], document.block_text(&blocks[i]));
    let forward = (1..blocks.len()).map(|i| (i - 1, i));
    let backward = (1..blocks.len()).rev().map(|i| (i, i - 1));
    for (from, to) in forward.chain(backward) {
        if verdicts[from].is_kept()
            && (is_open(&verdicts[to]) || verdicts[to].label == Label::Repeated)
            && is_stanza_at(from)
            && is_stanza_at(to)
        {
            keep(&mut verdicts[to], "a stanza next to one that is kept");
        }
    }
}

/// Keeps the short lines between two kept paragraphs if most of them say what no menu says.
fn keep_details(document: &Document, verdicts: &mut [Verdict]) {
    let blocks = document.blocks();
    let mut last = None;
    for end in 0..blocks.len() {
        if !is_prose(&blocks[end]) {
            continue;
        }
        let start = last.map_or(0, |paragraph| paragraph + 1);
        let is_enclosed =
            last.is_some_and(|paragraph: usize| verdicts[paragraph].is_kept()) && verdicts[end].is_kept();
        last = Some(end);
        let run = start..end;
        if !is_enclosed || run.is_empty() || run.len() > MAX_RUN {
            continue;
        }
        let is_boilerplate = |i: usize| phrases::boilerplate_phrase(document, i).is_some();
        let details = run.clone().filter(|&i| is_detail(&blocks[i], document.block_text(&blocks[i]))).count();
        if 2 * details < run.len() || run.clone().any(is_boilerplate) {
            continue;
        }
        for index in run {
            let verdict = &mut verdicts[index];
            if !verdict.is_kept() && (is_open(verdict) || verdict.label == Label::Repeated) {
                keep(verdict, "among short lines between paragraphs");
            }
        }
    }
}

/// Keeps brief sentences before the first kept line and after the last one if the story is a talk. A headline may be a
/// question too, so the first line of a page is none of them.
fn keep_talk(document: &Document, verdicts: &mut [Verdict]) {
    let blocks = document.blocks();
    let is_brief = |i: usize| {
        blocks[i].words <= MAX_DETAIL_WORDS && is_said(&blocks[i], document.block_text(&blocks[i]))
    };
    let kept = || (0..blocks.len()).filter(|&i| verdicts[i].is_kept());
    let (Some(first), Some(last)) = (kept().next(), kept().next_back()) else { return };
    let brief = kept().filter(|&i| is_brief(i)).count();
    let before: Vec<usize> = (1..first).rev().take_while(|&i| is_brief(i)).collect();
    let after: Vec<usize> = (last + 1..blocks.len()).take_while(|&i| is_brief(i)).collect();
    for run in [before, after] {
        if brief == 0 || brief + run.len() < MIN_TALK {
            continue;
        }
        for index in run {
            if is_open(&verdicts[index]) || verdicts[index].label == Label::Repeated {
                keep(&mut verdicts[index], "brief sentences of a talk");
            }
        }
    }
}

/// Whether a short line says what no menu says: it is code or a cell, ends like a brief sentence or a verse, begins in lower
/// case, or has a number that is neither a year nor a time of day. Teasers are longer, or break off; labels of forms end with
/// a colon.
fn is_detail(block: &Block, text: &str) -> bool {
    let is_brief = block.words <= MAX_DETAIL_WORDS
        && block.link_words == 0
        && !text.contains(['|', '/', '@', '…', '»', '>'])
        && !has_date(text);
    let has_amount = || block.digits > 0 && block.words > 1;
    matches!(block.kind, BlockKind::Code | BlockKind::Cell { .. })
        || (is_brief
            && (is_said(block, text)
                || pauses(text)
                || text.starts_with(char::is_lowercase)
                || block.commas > 0
                || has_amount()))
}

/// Whether a block ends like a sentence that somebody says: not with a colon, and not broken off.
fn is_said(block: &Block, text: &str) -> bool {
    block.terminated && block.sentences > 0 && !text.ends_with(['…', ':']) && !text.ends_with("..")
}

/// Whether a text has a year or a time of day.
fn has_date(text: &str) -> bool {
    // Results have one digit after the colon.
    let time = text
        .as_bytes()
        .windows(4)
        .any(|w| w[0].is_ascii_digit() && w[1] == b':' && w[2].is_ascii_digit() && w[3].is_ascii_digit());
    time || has_year(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAGRAPHS: [&str; 2] = [
        "The harbour master counted the boats twice, because one of them had been painted over night.",
        "Nobody knew who had done it, and the paint, as it turned out later, was made of crushed mussels.",
    ];

    /// The lines that are kept in the end, if the lines that begin with `-` were dropped by the detector.
    fn kept(page: &str) -> Vec<String> {
        let dropped = |line: &str| line.starts_with('-');
        let document = Document::from_text(&page.replace('-', ""));
        let texts = || document.blocks().iter().map(|block| document.block_text(block));
        let lines: Vec<&str> = page.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines.len(), texts().count(), "{:?}", texts().collect::<Vec<_>>());
        let mut verdicts: Vec<Verdict> = lines
            .iter()
            .map(|line| match dropped(line) {
                true => Verdict { label: Label::Outside, score: 0.1, reason: "" },
                false => Verdict { label: Label::MainContent, score: 0.9, reason: "" },
            })
            .collect();
        keep_lines_together(&document, &mut verdicts);
        texts()
            .zip(&verdicts)
            .filter(|(_, verdict)| verdict.is_kept())
            .map(|(text, _)| text.to_owned())
            .collect()
    }

    #[test]
    fn short_lines_between_paragraphs_are_kept_if_they_say_what_no_menu_says() {
        let [first, last] = PARAGRAPHS;
        let amounts = format!("{first}\n\n-500 g mussels\n\n-2 lemons\n\n-1 pot\n\n{last}");
        assert_eq!(kept(&amounts), [first, "500 g mussels", "2 lemons", "1 pot", last]);
        let menu = format!("{first}\n\n-News\n\n-Sport\n\n-Weather\n\n{last}");
        assert_eq!(kept(&menu), [first, last]);
    }

    #[test]
    fn a_line_that_comes_again_and_again_is_dropped() {
        let [first, last] = PARAGRAPHS;
        let page = format!("Photo gallery\n\n{first}\n\nPhoto gallery\n\n{last}\n\nPhoto gallery\n\n{first}");
        assert_eq!(kept(&page), [first, last]);
    }

    #[test]
    fn a_talk_keeps_the_brief_sentences_at_its_ends() {
        let [first, last] = PARAGRAPHS;
        let page = format!(
            "-Interview\n\n-Who was it?\n\n{first}\n\nReally?\n\n{last}\n\nAnd then?\n\n{first} So.\n\n-Well."
        );
        assert_eq!(
            kept(&page),
            ["Who was it?", first, "Really?", last, "And then?", &format!("{first} So."), "Well."]
        );
    }
}
