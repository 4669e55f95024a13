//! Features of where a candidate is: on the page, before the story, and between which lines.

use super::candidates::Candidate;
use super::page::{NEAR_AFTER, NEAR_BEFORE, TitlePage};
use super::wording::phrase_kind;
use crate::document::BlockKind;
use crate::learned::features::matrix::flag;

pub(super) const FEATURES: &[(&str, &str)] = &[
    ("line", "Lines before it"),
    ("line_share", "Share of the page's lines before it"),
    ("page_lines", "Lines of the page"),
    ("main_start", "Lines before the first kept line"),
    ("main_lines", "Lines from the first kept line to the last one"),
    ("to_start", "Lines from it to the first kept line, negative after it"),
    ("words_to_start", "Words from it to the first kept line"),
    ("long_lines_to_start", "Lines of five words or more from it to the first kept line"),
    ("words_from_start", "Words from the first kept line to it"),
    ("to_prose", "Lines from it to the next kept line of running text, 99 if there is none"),
    ("words_to_prose", "Words from it to that line"),
    ("long_lines_to_prose", "Lines of five words or more from it to that line"),
    ("prose_words", "Words of that line"),
    ("kept", "Whether its first line is kept"),
    ("kept_before", "Whether the line before it is kept"),
    ("kept_after", "Whether the line after it is kept"),
    ("probability", "Probability of its first line"),
    ("probability_before", "Probability of the line before it"),
    ("probability_after", "Probability of the line after it"),
    ("probability_second", "Probability of the second line after it"),
    ("expected_after_3", "Words expected to belong to the story in the 3 lines after it"),
    ("expected_after_8", "The same in the 8 lines after it"),
    ("expected_after_20", "The same in the 20 lines after it"),
    ("expected_before_5", "The same in the 5 lines before it"),
    ("expected_before_20", "The same in the 20 lines before it"),
    ("words_before", "Words of the line before it"),
    ("words_before_2", "Words of the second line before it"),
    ("words_after", "Words of the line after it"),
    ("words_after_2", "Words of the second line after it"),
    ("bullet_before", "Whether the line before it is an item of a list"),
    ("bullet_after", "Whether the line after it is an item of a list"),
    ("terminated_before", "Whether a terminal mark ends the line before it"),
    ("terminated_after", "Whether a terminal mark ends the line after it"),
    ("phrase_before", "The kind of phrase that the line before it begins with, from 1"),
    ("phrase_after", "The kind of phrase that the line after it begins with, from 1"),
    ("group_lines", "Lines around it without empty lines between"),
    ("group_index", "Those of them that are before it"),
    ("items_before", "Items of lists among the 5 lines before it"),
    ("items_after", "Items of lists among the 5 lines after it"),
    ("to_date", "Lines to the next date, 12 if none is near"),
    ("to_byline", "Lines to the next byline or credit, 12 if none is near"),
    ("from_date", "Lines from the last date, 3 if none is near"),
    ("phrases_after", "Phrases of boilerplate at the beginning of the next 4 lines"),
];

/// The distance to a line that does not exist.
const FAR: f32 = 99.0;

pub(super) fn push(page: &TitlePage<'_>, candidate: &Candidate<'_>, row: &mut Vec<f32>) {
    let (line, last) = (candidate.line, candidate.last_line());
    let (start, count) = (page.main.start, page.lines.len());
    row.extend([
        line as f32,
        line as f32 / count as f32,
        count as f32,
        start as f32,
        page.main.len() as f32,
        start as f32 - line as f32,
        page.words_between(last + 1, start.max(last + 1)) as f32,
        page.long_lines_between(last + 1, start.max(last + 1)) as f32,
        page.words_between(start, line.max(start)) as f32,
    ]);
    let prose = page.next_prose(last + 1);
    row.extend(match prose {
        Some(prose) => [
            (prose - line) as f32,
            page.words_between(last + 1, prose) as f32,
            page.long_lines_between(last + 1, prose) as f32,
            page.document.blocks()[prose].words as f32,
        ],
        None => [FAR, 0.0, 0.0, 0.0],
    });
    push_probabilities(page, line, last, row);
    push_neighbours(page, line, last, row);
    push_roles(page, line, last, row);
}

fn push_probabilities(page: &TitlePage<'_>, line: usize, last: usize, row: &mut Vec<f32>) {
    let kept = |line: Option<usize>| {
        flag(line.and_then(|line| page.verdicts.get(line)).is_some_and(|verdict| verdict.is_kept()))
    };
    let score = |line: Option<usize>| line.and_then(|line| page.verdicts.get(line)).map_or(0.0, |v| v.score);
    row.extend([
        kept(Some(line)),
        kept(line.checked_sub(1)),
        kept(Some(last + 1)),
        score(Some(line)),
        score(line.checked_sub(1)),
        score(Some(last + 1)),
        score(Some(last + 2)),
        page.expected_words(last + 1..last + 4),
        page.expected_words(last + 1..last + 9),
        page.expected_words(last + 1..last + 21),
        page.expected_words(line.saturating_sub(5)..line),
        page.expected_words(line.saturating_sub(20)..line),
    ]);
}

fn push_neighbours(page: &TitlePage<'_>, line: usize, last: usize, row: &mut Vec<f32>) {
    let block = |line: Option<usize>| line.and_then(|line| page.document.blocks().get(line));
    let words = |line: Option<usize>| block(line).map_or(-1.0, |b| b.words as f32);
    let is_item =
        |line: Option<usize>| flag(block(line).is_some_and(|b| matches!(b.kind, BlockKind::ListItem { .. })));
    let terminated = |line: Option<usize>| flag(block(line).is_some_and(|b| b.terminated));
    let (before, after) = (line.checked_sub(1), Some(last + 1));
    row.extend([
        words(before),
        words(line.checked_sub(2)),
        words(after),
        words(Some(last + 2)),
        is_item(before),
        is_item(after),
        terminated(before),
        terminated(after),
    ]);
}

fn push_roles(page: &TitlePage<'_>, line: usize, last: usize, row: &mut Vec<f32>) {
    let distance = |is_wanted: &dyn Fn(usize) -> bool| {
        (last + 1..last + NEAR_AFTER).position(is_wanted).unwrap_or(NEAR_AFTER) as f32
    };
    let (first, end) = page.groups[line];
    row.extend([
        line.checked_sub(1).map_or(0.0, |before| phrase_kind(page.phrase(before))),
        phrase_kind(page.phrase(last + 1)),
        (end - first) as f32,
        line as f32 - first as f32,
        page.items(line.saturating_sub(5)..line) as f32,
        page.items(last + 1..last + 6) as f32,
        distance(&|line| page.role(line).is_date),
        distance(&|line| page.role(line).is_credit),
        (1..=NEAR_BEFORE)
            .position(|back| line >= back && page.role(line - back).is_date)
            .unwrap_or(NEAR_BEFORE) as f32,
        (last + 1..last + 5).filter(|&line| page.phrase(line).is_some()).count() as f32,
    ]);
}
