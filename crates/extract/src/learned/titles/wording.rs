//! Features of a candidate's text, and of the line that it is a part of.

use super::candidates::{Candidate, Extent};
use super::page::TitlePage;
use crate::document::BlockKind;
use crate::document::phrases::{self, PhraseMatch};
use crate::learned::features::matrix::flag;
use crate::metadata::{self, line_role};
use crate::unicode::characters::is_unspaced;
use crate::unicode::words;

pub(super) const FEATURES: &[(&str, &str)] = &[
    ("characters", "Characters"),
    ("words", "Words"),
    ("letters_a_word", "Characters for each word"),
    ("capitals", "Share of the words that begin with a capital"),
    ("digits", "Share of the characters that are digits"),
    ("punctuation", "Share of the characters that are punctuation"),
    ("stop_words", "Share of the words that are function words"),
    ("sentences", "Ends of sentences"),
    ("commas", "Commas and semicolons"),
    ("terminated", "Whether a terminal mark or a colon ends it"),
    (
        "last_mark",
        "The last character: 1 period, 2 question or exclamation mark, 3 colon, 4 comma, 5 ellipsis, else 0",
    ),
    ("first_letter", "The first character: 1 small letter, 2 capital, 3 digit, 4 other"),
    ("all_capitals", "Whether it has capitals alone"),
    ("unspaced", "Whether it has letters of scripts without spaces"),
    ("has_symbol", "Whether it has a sign of copyright, an at sign, or a brace"),
    ("phrase", "Its share of words that are a phrase of boilerplate at its beginning"),
    ("phrase_kind", "The kind of the phrase, from 1; 0 if there is none"),
    ("is_date", "Whether it is a date and little else, or begins with a time stamp"),
    ("is_credit", "Whether it is a byline or a credit"),
    ("is_owner", "Whether it is the name in a copyright line"),
    ("url_is_site", "Whether it is a name of the site by the URL"),
    ("joined", "How many lines are joined"),
    ("first_joined", "Words of the first joined line"),
    ("last_joined", "Words of the last joined line"),
    ("joined_items", "Joined lines that are items of lists"),
    ("joined_parts", "Parts of the first joined line"),
    ("joined_dates", "Joined lines that are dates or credits"),
    ("parts", "Parts of the line, 0 if it is not cut"),
    ("first_part", "Parts of the line before it"),
    ("parts_after", "Parts of the line after it"),
    ("parts_inside", "Parts in it"),
    ("separator_before", "The separator before it: 1 bar, 2 dash, 3 colon, 4 arrow, 5 other, else 0"),
    ("separator_after", "The separator after it, likewise"),
    ("share_of_line", "Share of the line's bytes"),
    ("rest_is_owner", "Whether the rest of the line is the name in a copyright line"),
    ("url_rest_is_site", "Whether the rest of the line is a name of the site by the URL"),
    ("rest_copies", "Lines of the page that are the rest of this line"),
    ("rest_words", "Words in the rest of the line"),
    ("bullet", "Whether the line is an item of a list"),
    ("heading", "The level of a heading, 0 for others"),
    ("cell", "Whether the line is a cell of a table, or code"),
    ("blank_before", "Empty lines before it"),
    ("blank_inside", "Empty lines between joined lines"),
    ("blank_after", "Empty lines after it"),
    ("indent", "Indentation in columns"),
    ("link_words", "Share of the line's words that are links"),
];

/// Pushes the features of a candidate. `key` is its folded text.
pub(super) fn push(page: &TitlePage<'_>, candidate: &Candidate<'_>, key: &str, row: &mut Vec<f32>) {
    let text = &*candidate.text;
    push_text(text, row);
    let is_block = candidate.extent == Extent::Line && text.len() == page.lines[candidate.line].len();
    let phrase = if is_block { page.phrase(candidate.line) } else { phrases::find(text) };
    let counted = words::count_words(text).max(1) as f32;
    row.push(phrase.map_or(0.0, |p| if p.whole { 2.0 } else { p.words as f32 / counted }));
    row.push(phrase_kind(phrase));
    // The role of most lines is known.
    let is_whole = text.len() == metadata::trim_bullets(page.lines[candidate.line]).len();
    let role = if is_whole { page.role(candidate.line) } else { line_role(text) };
    row.extend([
        flag(role.is_date),
        flag(role.is_credit),
        flag(page.owner.is_site_by_key(text, key)),
        flag(page.host.is_site_by_key(text, key)),
    ]);
    push_parts(page, candidate, row);
    push_line(page, candidate, row);
}

fn push_text(text: &str, row: &mut Vec<f32>) {
    let counts = words::count(text);
    let characters = text.chars().count() as f32;
    let of_words = |count: u32| count as f32 / counts.words.max(1) as f32;
    let last = match text.chars().next_back().unwrap_or(' ') {
        '.' | '。' => 1.0,
        '?' | '!' | '？' | '！' => 2.0,
        ':' | '：' => 3.0,
        ',' | '，' | '、' => 4.0,
        '…' => 5.0,
        _ => 0.0,
    };
    let first = match text.chars().find(|c| c.is_alphanumeric()).unwrap_or(' ') {
        c if c.is_lowercase() => 1.0,
        c if c.is_uppercase() => 2.0,
        c if c.is_numeric() => 3.0,
        _ => 4.0,
    };
    let has_small = text.chars().any(char::is_lowercase);
    let has_capital = text.chars().any(char::is_uppercase);
    row.extend([
        characters,
        counts.words as f32,
        characters / counts.words.max(1) as f32,
        of_words(counts.capitals),
        counts.digits as f32 / characters,
        counts.punctuation as f32 / characters,
        of_words(counts.stop_words),
        counts.sentences as f32,
        counts.commas as f32,
        flag(counts.terminated),
        if text.ends_with("...") { 5.0 } else { last },
        first,
        flag(has_capital && !has_small),
        flag(text.chars().any(is_unspaced)),
        flag(text.contains(['©', '@', '{', '}', '®'])),
    ]);
}

fn push_parts(page: &TitlePage<'_>, candidate: &Candidate<'_>, row: &mut Vec<f32>) {
    let (start, end, count) = match candidate.extent {
        Extent::Parts(start, end, count) => (start, end, count),
        _ => (0, 0, 0),
    };
    let joined = candidate.last_line() + 1 - candidate.line;
    let rest = if candidate.before.is_empty() { candidate.after } else { candidate.before };
    let rest = rest.trim_matches(|c: char| !c.is_alphanumeric());
    let rest_key = if rest.is_empty() { String::new() } else { words::fold(rest) };
    let rest_copies = || page.copies(page.keys.find(&rest_key)?);
    let around = candidate.before.len() + candidate.after.len();
    row.push(joined as f32);
    push_joined(page, candidate, joined, row);
    row.extend([
        count as f32,
        start as f32,
        (count - end) as f32,
        (end - start) as f32,
        separator(candidate.before.trim_end().chars().next_back()),
        separator(candidate.after.trim_start().chars().next()),
        candidate.text.len() as f32 / (candidate.text.len() + around) as f32,
        flag(!rest.is_empty() && page.owner.is_site_by_key(rest, &rest_key)),
        flag(!rest.is_empty() && page.host.is_site_by_key(rest, &rest_key)),
        if rest.is_empty() { 0.0 } else { rest_copies().map_or(0.0, |copies| copies.count as f32) },
        words::count_words(rest) as f32,
    ]);
}

fn push_joined(page: &TitlePage<'_>, candidate: &Candidate<'_>, joined: usize, row: &mut Vec<f32>) {
    if joined == 1 {
        row.extend([0.0; 5]);
        return;
    }
    let lines = candidate.line..candidate.line + joined;
    let blocks = &page.document.blocks()[lines.clone()];
    let is_dated = |line: &usize| {
        let role = page.role(*line);
        role.is_date || role.is_credit
    };
    row.extend([
        blocks[0].words as f32,
        blocks[joined - 1].words as f32,
        blocks.iter().filter(|block| matches!(block.kind, BlockKind::ListItem { .. })).count() as f32,
        metadata::title_parts(page.lines[candidate.line]).len() as f32,
        lines.filter(is_dated).count() as f32,
    ]);
}

fn push_line(page: &TitlePage<'_>, candidate: &Candidate<'_>, row: &mut Vec<f32>) {
    let blocks = page.document.blocks();
    let block = &blocks[candidate.line];
    let last = candidate.last_line();
    let heading = match block.kind {
        BlockKind::Heading(level) => level,
        _ => 0,
    };
    let inside = blocks[candidate.line + 1..=last].iter().map(|b| u32::from(b.blank_before)).sum::<u32>();
    row.extend([
        flag(matches!(block.kind, BlockKind::ListItem { .. })),
        f32::from(heading),
        flag(matches!(block.kind, BlockKind::Cell { .. } | BlockKind::Code)),
        f32::from(block.blank_before),
        inside as f32,
        blocks.get(last + 1).map_or(9.0, |next| f32::from(next.blank_before)),
        f32::from(block.indent),
        block.link_density(),
    ]);
}

/// The kind of a phrase as a number from 1, or 0.
pub(super) fn phrase_kind(phrase: Option<PhraseMatch>) -> f32 {
    phrase.map_or(0.0, |p| p.kind as u8 as f32 + 1.0)
}

fn separator(mark: Option<char>) -> f32 {
    match mark {
        None => 0.0,
        Some('|' | '｜' | '¦') => 1.0,
        Some('-' | '–' | '—' | '−') => 2.0,
        Some(':' | '：') => 3.0,
        Some('>' | '›' | '»' | '/' | '→' | '〉' | '＞' | '》') => 4.0,
        Some(_) => 5.0,
    }
}
