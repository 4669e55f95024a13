//! Dates in lines for readers, each with its role according to the words before it.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::tokens::is_ideograph;
use super::{DayMonthOrder, FoundDate, find};
use crate::lexicon;
use crate::metadata::word_lists::{self, LabelIndex};
use crate::unicode::characters::is_unspaced;

/// Bytes that a date line may have besides its date.
pub(crate) const MAX_BYTES_BESIDES_DATE: usize = 90;

/// What a date is the date of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateRole {
    /// The line does not say.
    Unlabelled,
    /// The first publication.
    Published,
    /// A change.
    Modified,
    /// Something else: rights, events, readers.
    Other,
}

/// Bytes that a line with several parts, each in an element of its own, may have besides its date.
const MAX_BYTES_OF_LINE: usize = 160;

/// Words besides its date that make a line with a full stop a sentence.
const MIN_WORDS_OF_SENTENCE: usize = 4;
const MIN_SMALL_WORDS: usize = 2;

/// Bytes of a place before the date of a dateline, and of an agency after it.
const MAX_PLACE: usize = 40;

/// Bytes of a date line, and how many of them may be something other than the date.
const MAX_DATE_LINE: usize = 80;
const MAX_BESIDES_DATE: usize = 24;

/// Whether a line begins with the label of one of the page's own dates.
pub(crate) fn begins_with_label(line: &str) -> bool {
    OWN_LABELS.iter().any(|labels| labels.prefixes_of(line).next().is_some())
}

/// Marks that sentences end with.
const ENDS_OF_SENTENCES: &[char] = &['.', '!', '?', '。', '！', '？', '…', '।', '؟', '۔', '։', '။', '។'];

/// Whether a date belongs to the page and not to its story: it is in a short line that is not a sentence, or in a dateline
/// at the start of a paragraph. `before` and `after` are what the line has besides the date.
pub(crate) fn is_page_date(before: &str, after: &str) -> bool {
    let (before, after) = (before.trim(), after.trim());
    let is_short = before.len() + after.len() <= MAX_BYTES_OF_LINE;
    let is_line = is_separate(before, after) || is_short && !is_sentence(before, after);
    is_line && !is_other_line(before, after) || is_dateline(before, after)
}

/// Whether a line with a date is a sentence that does not begin with the label of the date.
fn is_sentence(before: &str, after: &str) -> bool {
    let is_labelled = |text| role_from_label(text) != DateRole::Unlabelled;
    let says_own =
        OWN_PAGE.prefixes_of(before).next().is_some() && (is_labelled(before) || is_labelled(after));
    if says_own || begins_with_label(before) {
        return false;
    }
    let end = if after.is_empty() { before } else { after };
    end.trim_end_matches(['"', '”', '»', ')', '’']).ends_with(ENDS_OF_SENTENCES)
        && (words_in(before) + words_in(after) >= MIN_WORDS_OF_SENTENCE
            || small_words(before) + small_words(after) >= MIN_SMALL_WORDS)
}

/// Whether a line calls its date that of the publication: it begins with a label of it, or is a sentence in which the page
/// speaks of itself.
pub(crate) fn says_published(before: &str, after: &str) -> bool {
    let before = before.trim_start();
    let is_published = |text| role_from_label(text) == DateRole::Published;
    if begins_with_label(before) {
        return is_published(before);
    }
    OWN_PAGE.prefixes_of(before).next().is_some() && (is_published(before) || is_published(after))
}

/// Whether marks separate a date from the rest of its line.
pub(crate) fn is_separate(before: &str, after: &str) -> bool {
    const MARKS: &[char] = &['|', '/', '•', '·', '●', '∙', '‧', '｜', '／'];
    let opens = before.is_empty() && after.starts_with(['(', '（', '-', '–', '—']);
    let is_first = || before.is_empty() || before.ends_with(MARKS) || begins_with_label(before);
    opens || after.starts_with(MARKS) && is_first()
}

/// Words that begin with a small letter, as the words of sentences do, and those of names don't.
fn small_words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.starts_with(char::is_lowercase)).count()
}

/// Words of a text; two characters of a script without spaces count as one.
fn words_in(text: &str) -> usize {
    let spaced = text.split_whitespace().filter(|w| w.contains(char::is_alphabetic)).count();
    spaced + text.chars().filter(|c| is_unspaced(*c)).count() / 2
}

/// Whether a line with a date is about the weather (`12 °C`), or an item of a list that begins with its date
/// (`12 May 2024: Boat fair`).
fn is_other_line(before: &str, after: &str) -> bool {
    let is_degree = |text: &str| {
        text.match_indices(['°', '℃', '℉'])
            .any(|(at, _)| text[..at].trim_end().ends_with(|c: char| c.is_numeric()))
    };
    let is_item = before.is_empty()
        && after.starts_with([':', '：'])
        && after.chars().nth(1).is_some_and(char::is_whitespace)
        && words_in(after) > 0;
    is_item || is_degree(before) || is_degree(after)
}

/// Whether a date opens a paragraph: `3.5.2024 - ...`, `ROME, 3 May 2024 (XYZ) - ...` and `Rome, 3 May 2024. The ...`.
fn is_dateline(before: &str, after: &str) -> bool {
    if before == "(" && after.starts_with(')') {
        return true;
    }
    let is_place = before.len() <= MAX_PLACE
        && !before.split_whitespace().any(|word| word.starts_with(char::is_lowercase))
        && !before.contains(ENDS_OF_SENTENCES);
    let rest = match after.strip_prefix('(').and_then(|agency| agency.split_once(')')) {
        Some((agency, rest)) if agency.len() <= MAX_PLACE => rest.trim_start(),
        _ => after.trim_start_matches(')').trim_start(),
    };
    let is_sentence =
        || rest.strip_prefix('.').is_some_and(|r| r.trim_start().starts_with(char::is_uppercase));
    is_place && (rest.starts_with(['-', '–', '—', '―', '/', '|']) || is_sentence())
}

/// Whether a line is a date and little else.
pub(crate) fn is_date_line(line: &str) -> bool {
    let date = if line.len() <= MAX_DATE_LINE { find(line, DayMonthOrder::DayFirst) } else { None };
    date.is_some_and(|d| line.len() - (d.end - d.start) < MAX_BESIDES_DATE)
}

/// The first `limit` dates of a line, in order.
pub(crate) fn dates_in_line(line: &str, order: DayMonthOrder, limit: usize) -> Vec<(DateRole, FoundDate)> {
    let mut dates = Vec::new();
    let mut from = 0;
    while dates.len() < limit {
        let Some(rest) = line.get(from..) else { break };
        let Some(mut found) = find(rest, order) else { break };
        let before = &rest[..found.start];
        found.start += from;
        found.end += from;
        dates.push((role_from_label(before), found));
        from = found.end;
    }
    dates
}

/// The role that the words before a date give it. The last label counts.
pub(crate) fn role_from_label(before: &str) -> DateRole {
    if before.len() < 2 {
        return DateRole::Unlabelled;
    }
    let lower = before.to_lowercase();
    let (Some(automaton), roles) = &*LABELS else { return DateRole::Unlabelled };
    let begins_word = |at: usize| {
        let starts_with_letter = lower[at..].starts_with(|c: char| c.is_alphabetic() && !is_ideograph(c));
        !starts_with_letter || !lower[..at].ends_with(char::is_alphabetic)
    };
    let mut found = DateRole::Unlabelled;
    for label in automaton.find_iter(&lower).filter(|m| begins_word(m.start())) {
        found = roles.get(label.pattern().as_usize()).copied().unwrap_or(found);
    }
    found
}

/// Labels of the page's own dates.
static OWN_LABELS: LazyLock<[LabelIndex; 2]> =
    LazyLock::new(|| ["published", "modified"].map(|section| LabelIndex::new(lexicon::DATE_LABELS, section)));

/// What a page calls itself in a sentence about its own date.
static OWN_PAGE: LazyLock<LabelIndex> = LazyLock::new(|| LabelIndex::new(lexicon::DATE_LABELS, "own-page"));

/// An automaton over all labels, and the role of each label. Building fails only for far larger lists; without an
/// automaton no line has a label.
static LABELS: LazyLock<(Option<AhoCorasick>, Vec<DateRole>)> = LazyLock::new(|| {
    let sections =
        [("published", DateRole::Published), ("modified", DateRole::Modified), ("other", DateRole::Other)];
    let (labels, roles): (Vec<_>, Vec<_>) = sections
        .into_iter()
        .flat_map(|(section, role)| {
            word_lists::entries(lexicon::DATE_LABELS, section).map(move |label| (label, role))
        })
        .unzip();
    (AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(labels).ok(), roles)
});

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &[(DateRole, &str)]) {
        let found: Vec<_> = dates_in_line(line, DayMonthOrder::DayFirst, 4)
            .iter()
            .map(|(r, f)| (*r, f.moment.to_string()))
            .collect();
        let found: Vec<_> = found.iter().map(|(r, m)| (*r, m.as_str())).collect();
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn labels() {
        check(
            "Published May 3, 2024 | Updated: May 5, 2024",
            &[(DateRole::Published, "2024-05-03"), (DateRole::Modified, "2024-05-05")],
        );
        check("Aktualisiert am 3.5.2024", &[(DateRole::Modified, "2024-05-03")]);
        check("Veröffentlicht: 3.5.2024", &[(DateRole::Published, "2024-05-03")]);
        check("Jane Doe, 3 May 2024", &[(DateRole::Unlabelled, "2024-05-03")]);
        check("更新日時：2024年5月3日", &[(DateRole::Modified, "2024-05-03")]);
        check("© Example 3 May 2024", &[(DateRole::Other, "2024-05-03")]);
        check("no date", &[]);
    }

    /// Whether the first date of a line is one of the page.
    fn is_own(line: &str) -> bool {
        let found = find(line, DayMonthOrder::DayFirst).unwrap();
        is_page_date(&line[..found.start], &line[found.end..])
    }

    #[test]
    fn lines_and_sentences() {
        for line in [
            "3 May 2024",
            "By Jane Doe, 3 May 2024, 5 min read",
            "Posted on 3 May 2024 by Jane Doe in News.",
            "This article was first published on 3 May 2024 and has been corrected since.",
            "Dieser Beitrag wurde am 3. Mai 2024 veröffentlicht.",
            "(3.5.2024) The ferry sailed again on Monday, nine years after the last one was sold to the islands.",
            "ROME, 3 May 2024 (XYZ) - The ferry sailed again on Monday, nine years after the last one was sold.",
            "2024年5月3日 10:15 来源：山谷日报",
            "Rome, 3 May 2024. The ferry sailed again on Monday, nine years after the last one was sold to a museum.",
            "Press release 3 May 2024 | The ferry sailed again on Monday, nine years after the last one was sold.",
        ] {
            assert!(is_own(line), "{line}");
        }
        for line in [
            "The ruling of 3 May 2024 (file 4 U 211/97) has been cited ever since.",
            "It opened on 3 May 2024.",
            "Das Urteil vom 3. Mai 2024 (Az. 4 U 211/97) gilt bis heute.",
            "1998年5月3日的判决（案号211）至今仍被引用。",
            "3 May 2024 was a cold day in the valley, and the mill stood still until evening.",
            "Friday, 3 May 2024, 12 °C, light rain",
            "3 May 2024: Boat fair",
        ] {
            assert!(!is_own(line), "{line}");
        }
    }
}
