//! The cells of a table.

use std::ops::Range;

use super::{MAX_LINK_DENSITY, MIN_KEPT_WORDS, keep, may_join};
use crate::detect::Verdict;
use crate::document::Document;
use crate::document::block::{Block, BlockKind};

/// Minimum share of kept words in a table that is not between kept blocks, for the rest of it to be kept as well. Half of a
/// box of results or links is often kept by chance.
const MIN_KEPT_TABLE_WORDS: f32 = 0.66;
/// Minimum mean probability of the cells of a table between kept blocks. Of the words that such tables had lost in the gold
/// sets, one in a hundred is not content.
const MIN_ENCLOSED_SCORE: f32 = 0.2;
/// The same for a table of few links with a kept block on one side only.
const MIN_BESIDE_SCORE: f32 = 0.3;

/// Keeps the dropped cells of tables that are content.
pub(super) fn keep_cells(document: &Document, verdicts: &mut [Verdict]) {
    let blocks = document.blocks();
    if !blocks.iter().any(is_cell) {
        return;
    }
    let tables = document.innermost_tables();
    let table_of = |block: &Block| tables.get(block.container as usize);
    let mut start = 0;
    for run in blocks.chunk_by(|a, b| is_cell(a) == is_cell(b)) {
        let end = start + run.len();
        let is_kept_at =
            |index: Option<usize>| index.and_then(|i| verdicts.get(i)).is_some_and(Verdict::is_kept);
        let around = [is_kept_at(start.checked_sub(1)), is_kept_at(Some(end))];
        if !is_cell(&run[0]) {
            start = end;
            continue;
        }
        // Tables that follow each other are between the same blocks.
        for table in run.chunk_by(|a, b| table_of(a) == table_of(b)) {
            let range = start..start + table.len();
            start = range.end;
            if is_content(document, &range, around, verdicts) {
                for verdict in verdicts[range].iter_mut().filter(|verdict| may_join(verdict)) {
                    keep(verdict, "in a table that is kept");
                }
            }
        }
    }
}

/// Whether a table is content, given whether the blocks before and after it are kept.
fn is_content(document: &Document, range: &Range<usize>, around: [bool; 2], verdicts: &[Verdict]) -> bool {
    let (mut words, mut links, mut kept, mut score) = (0, 0, 0, 0.0);
    for (block, verdict) in document.blocks()[range.clone()].iter().zip(&verdicts[range.clone()]) {
        words += block.words;
        links += block.link_words;
        kept += if verdict.is_kept() { block.words } else { 0 };
        score += verdict.score;
    }
    let (words, mean) = (words as f32, score / range.len() as f32);
    let is_kept = |share: f32| kept as f32 >= share * words;
    let has_few_links = links as f32 <= MAX_LINK_DENSITY * words;
    match around {
        [true, true] => is_kept(MIN_KEPT_WORDS) || mean >= MIN_ENCLOSED_SCORE,
        // Rendered text has no tables but those of its text, and lists in columns.
        [false, false] => has_few_links && is_kept(MIN_KEPT_TABLE_WORDS),
        _ if document.rendered() => has_few_links && is_kept(MIN_KEPT_TABLE_WORDS),
        _ => has_few_links && (is_kept(MIN_KEPT_TABLE_WORDS) || mean >= MIN_BESIDE_SCORE),
    }
}

fn is_cell(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Cell { .. })
}
