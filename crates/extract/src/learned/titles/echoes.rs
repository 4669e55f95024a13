//! Features of what the rest of the page and its URL repeat of a candidate, and how other candidates compare.

use super::candidates::{Candidate, Extent};
use super::page::{Copies, TitlePage};
use super::stems;
use crate::learned::features::matrix::flag;
use crate::unicode::words::{fold, fold_into};

pub(super) const FEATURES: &[(&str, &str)] = &[
    ("copies", "Lines of the page that say the same"),
    ("copies_before", "Whether the first such line is before it"),
    ("copies_after", "Whether the last such line is after it"),
    ("copy_next", "Whether the next line or the one before says the same"),
    ("copy_behind", "Whether a line after the story says the same"),
    ("echoes", "Candidates of other lines that say the same"),
    ("echo_parts", "Those of them that are parts of lines"),
    ("same_starts", "Lines of the page that begin with the same three words"),
    ("starts_page", "Whether the first line of the page begins with it"),
    ("in_prose", "Share of its words, weighted by rarity, that are in the rest of the story"),
    ("in_lead", "The same for the first running text of the story"),
    ("in_page", "The same for all other lines of the page"),
    ("rarity", "Mean rarity of its words"),
    ("kept_rate", "How often its words are in the story, as a share of their number on the page"),
    ("url_words", "Words of the URL"),
    ("url_common", "Words of the URL that it has"),
    ("url_share", "Share of the words of the URL that it has"),
    ("url_precision", "Share of its words that are in the URL"),
    ("url_f1", "F1 of its words and those of the URL"),
    (
        "url_share_around",
        "The best share of the words of the URL in the rest of its line, or in one of its joined lines",
    ),
    ("url_f1_around", "The best F1 with the URL of the whole line, or of one of its joined lines"),
    ("in_lead_around", "The lowest share in the lead of its joined lines, -1 for others"),
    ("in_prose_lacks", "How much less of it is in the story than of the best candidate"),
    ("in_lead_lacks", "How much less of it is in the lead than of the best candidate"),
    ("echoes_lack", "How many echoes fewer it has than the candidate with the most"),
    ("url_f1_lacks", "How much less its F1 with the URL is than the best one"),
    ("url_share_lacks", "How much less its share of the words of the URL is than the best one"),
    ("heading_lacks", "Whether another line is a heading of the first level, and it is not"),
];

/// The features whose highest value among the candidates the last ones are compared with, in their order.
const COMPARED: [&str; 5] = ["in_prose", "in_lead", "echoes", "url_f1", "url_share"];
/// How many features compare candidates: those, and the heading. They come last.
const COMPARISONS: usize = COMPARED.len() + 1;

/// How often candidates say the same.
pub(super) struct Echoes {
    /// The number of the folded text of each candidate.
    pub(super) keys: Vec<u32>,
    /// For each folded text, its candidates.
    counts: Vec<EchoCount>,
    first_line: String,
}

/// Candidates with one folded text.
#[derive(Clone, Copy, Default)]
struct EchoCount {
    /// Those that are whole lines or joined ones.
    lines: u32,
    /// Those that are parts of lines.
    parts: u32,
    /// The line of the last one, counted from 1.
    last_line: usize,
}

impl Echoes {
    pub(super) fn new(page: &mut TitlePage<'_>, candidates: &[Candidate<'_>]) -> Self {
        let mut folded = String::new();
        let number = |candidate: &Candidate<'_>| {
            fold_into(&candidate.text, &mut folded);
            page.keys.number(&folded).0
        };
        let keys: Vec<u32> = candidates.iter().map(number).collect();
        let mut counts = vec![EchoCount::default(); page.keys.len()];
        for (&key, candidate) in keys.iter().zip(candidates) {
            let count = &mut counts[key as usize];
            // A line counts once.
            if std::mem::replace(&mut count.last_line, candidate.line + 1) != candidate.line + 1 {
                match candidate.extent {
                    Extent::Parts(..) => count.parts += 1,
                    _ => count.lines += 1,
                }
            }
        }
        let first_line = page.lines.first().map(|line| fold(line)).unwrap_or_default();
        Self { keys, counts, first_line }
    }

    pub(super) fn push(
        &self,
        page: &TitlePage<'_>,
        index: usize,
        candidate: &Candidate<'_>,
        row: &mut Vec<f32>,
    ) {
        let stems = stems::of_text(&candidate.text);
        self.push_copies(page, index, candidate, &stems, row);
        push_overlap(page, candidate, stems, row);
        row.extend(address_features(page, &candidate.text));
        push_around(page, candidate, row);
        row.extend([0.0; COMPARISONS]);
    }

    fn push_copies(
        &self,
        page: &TitlePage<'_>,
        index: usize,
        candidate: &Candidate<'_>,
        stems: &[u32],
        row: &mut Vec<f32>,
    ) {
        let key = self.keys[index];
        let (line, last) = (candidate.line, candidate.last_line());
        let copies = page.copies(key).unwrap_or(Copies { first: line, last: line, count: 0 });
        let says_the_same = |line: usize, text: &str| match page.line_key(line) {
            Some(line_key) => line_key == key,
            None => fold(text) == page.keys.get(key),
        };
        let is_copy = |line: usize| {
            page.lines
                .get(line)
                .is_some_and(|text| text.len() < 2 * candidate.text.len() + 8 && says_the_same(line, text))
        };
        let EchoCount { lines, parts, .. } = self.counts[key as usize];
        row.extend([
            copies.count as f32,
            flag(copies.first < line),
            flag(copies.last > last),
            flag(line.checked_sub(1).is_some_and(is_copy) || is_copy(last + 1)),
            flag(copies.last >= page.main.end),
            (lines + parts) as f32 - 1.0,
            parts as f32 - flag(matches!(candidate.extent, Extent::Parts(..))),
            page.same_starts(stems) as f32,
            flag(line > 0 && self.first_line.starts_with(page.keys.get(key))),
        ]);
    }
}

/// How many words the URL has, how many of them a text has, as a share of either, and their F1.
fn address_features(page: &TitlePage<'_>, text: &str) -> [f32; 5] {
    let all = page.address.words.len() as f32;
    if all == 0.0 {
        return [0.0; 5];
    }
    let (common, words) = page.address.common(text);
    let (common, words) = (common as f32, words.max(1) as f32);
    [all, common, common / all, common / words, 2.0 * common / (all + words)]
}

/// Pushes how the parts of a candidate, or its surroundings in the line, compare with it.
fn push_around(page: &TitlePage<'_>, candidate: &Candidate<'_>, row: &mut Vec<f32>) {
    let (mut share, mut f1, mut lead) = (0.0f32, 0.0f32, -1.0);
    match candidate.extent {
        Extent::Line => {}
        Extent::Parts(..) => {
            share = page.address.share_in(candidate.before).max(page.address.share_in(candidate.after));
            f1 = address_features(page, page.lines[candidate.line])[4];
        }
        Extent::Joined => {
            lead = 1.0;
            for text in &page.lines[candidate.line..=candidate.last_line()] {
                let [_, _, line_share, _, line_f1] = address_features(page, text);
                (share, f1) = (share.max(line_share), f1.max(line_f1));
                lead = in_lead(page, text).min(lead);
            }
        }
    }
    row.extend([share, f1, lead]);
}

/// The share of a line's words that are in the lead, which the line itself is seldom part of.
fn in_lead(page: &TitlePage<'_>, text: &str) -> f32 {
    let stems = stems::of_text(text);
    let found = stems.iter().filter(|stem| page.words.get(stem).is_some_and(|count| count.lead > 0)).count();
    found as f32 / stems.len().max(1) as f32
}

/// Pushes how many of a candidate's words the story, its lead and the page have besides the candidate's own lines.
fn push_overlap(page: &TitlePage<'_>, candidate: &Candidate<'_>, mut words: Vec<u32>, row: &mut Vec<f32>) {
    let own_lines = candidate.line..=candidate.last_line();
    let own = |word: u32| -> (u32, u32) {
        own_lines.clone().fold((0, 0), |(page_count, kept), line| {
            let count = page.stems.get(line).iter().filter(|&&w| w == word).count() as u32;
            (page_count + count, kept + if page.verdicts[line].is_kept() { count } else { 0 })
        })
    };
    let total = page.words_between(0, page.lines.len()).max(1) as f32;
    let (mut all, mut prose, mut lead, mut elsewhere, mut rate) = (0.0, 0.0, 0.0, 0.0, 0.0);
    words.sort_unstable();
    words.dedup();
    for &word in &words {
        let count = page.words.get(&word).copied().unwrap_or_default();
        let (own, own_kept) = own(word);
        let rarity = (total / count.page.max(1) as f32).max(1.0).ln();
        all += rarity;
        let is_kept = count.kept > own_kept;
        prose += if is_kept { rarity } else { 0.0 };
        lead += if count.lead > own_kept { rarity } else { 0.0 };
        elsewhere += if count.page > own { rarity } else { 0.0 };
        rate += (count.kept - own_kept) as f32 / (count.page - own).max(1) as f32;
    }
    let all = all.max(1e-6);
    let count = words.len().max(1) as f32;
    row.extend([prose / all, lead / all, elsewhere / all, all / count, rate / count]);
}

/// Fills the columns that compare candidates, which are the last ones of this group. `rows` are all rows, of `width`
/// columns; this group begins at the column `from`. `heading` is the column of the heading's level.
pub(super) fn compare(rows: &mut [f32], width: usize, from: usize, heading: usize) {
    let best = |rows: &[f32], column: usize| {
        rows.chunks_exact(width).map(|row| row[column]).fold(f32::NEG_INFINITY, f32::max)
    };
    let columns = COMPARED.map(|name| FEATURES.iter().position(|feature| feature.0 == name).unwrap_or(0));
    let highest = columns.map(|column| best(rows, from + column));
    let has_heading = rows.chunks_exact(width).any(|row| row[heading] == 1.0);
    let target = from + FEATURES.len() - COMPARISONS;
    for row in rows.chunks_exact_mut(width) {
        for (at, (column, highest)) in columns.iter().zip(highest).enumerate() {
            row[target + at] = highest - row[from + column];
        }
        row[target + COMPARED.len()] = flag(has_heading && row[heading] != 1.0);
    }
}
