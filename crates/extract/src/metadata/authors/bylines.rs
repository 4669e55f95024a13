//! Bylines: labels such as `By` and `Author:`, and what surrounds the names after them.

use std::sync::LazyLock;

use super::AuthorForm;
use super::company::is_agency;
use super::parts::{AUTHORS, WEAK};
use super::shape::looks_like_names;
use crate::lexicon;
use crate::metadata::dates::{self, DayMonthOrder};
use crate::metadata::normalize;
use crate::metadata::word_lists::{self, WordSet};

/// Marks between the names of a byline and what follows them.
const MARKS: &[char] = &['|', '•', '·', '●', '—', '⋅'];

/// Words after a byline's label. A line with more is a sentence.
const MAX_BYLINE_WORDS: usize = 24;

/// Bytes of a text that may be a label alone.
const MAX_LABEL_BYTES: usize = 60;

/// Labels of links to all articles by an author, with the space after them, in the order of trust.
static LISTINGS: LazyLock<Vec<String>> =
    LazyLock::new(|| word_lists::entries(lexicon::BYLINES, "listings").map(|l| format!("{l} ")).collect());

/// Words between an author and a date.
static WORDS_BEFORE_DATE: LazyLock<WordSet> =
    LazyLock::new(|| WordSet::new(lexicon::DATE_WORDS, "before-date"));

static WEEKDAYS: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::DATE_WORDS, "weekdays"));

static PUBLISHED: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::DATE_LABELS, "published"));

static MODIFIED: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::DATE_LABELS, "modified"));

/// The text after the label of a byline (`By `, `Von `, `Autor: `), or `None` if the line is not a byline.
pub(crate) fn after_byline(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '•' | '|' | '-' | '–' | '—' | '·' | '/')
    });
    let (label, rest) = byline_label(line)?;
    let colon = rest.trim_start().starts_with([':', '：', '/', '／', '='])
        && !matches!(label, "by" | "von" | "par" | "di" | "de");
    let rest = rest
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：' | '/' | '／' | '=' | '.'));
    // What follows a mark or a date is something else.
    let part = cut_at_date(rest.split(MARKS).next().unwrap_or("")).trim_end();
    let handle = label == "by" && !part.is_empty() && !part.contains(char::is_whitespace);
    let first = part.split([' ', ',', '/']).next().unwrap_or("");
    let is_named = || looks_like_names(part) || is_agency(first);
    let named = handle || if WEAK.contains(label) && !colon { is_named() } else { !rest.is_empty() };
    (named && part.split_whitespace().count() <= MAX_BYLINE_WORDS).then_some(rest)
}

/// Whether a text is the label of a byline and nothing else: `By`, `Author:`.
pub(crate) fn is_byline_label(text: &str) -> bool {
    let text = text.trim();
    let label = if text.len() <= MAX_LABEL_BYTES { normalize::collapse(text) } else { return false };
    byline_label(&label).is_some_and(|(_, rest)| !rest.contains(char::is_alphanumeric))
}

/// Whether a text is the label of a byline that is no ordinary word: `Written by`.
pub(crate) fn is_sure_label(text: &str) -> bool {
    let text = text.trim();
    let label = if text.len() <= MAX_LABEL_BYTES { normalize::collapse(text) } else { return false };
    byline_label(&label)
        .is_some_and(|(label, rest)| !rest.contains(char::is_alphanumeric) && !WEAK.contains(label))
}

/// The longest label of a byline that the line starts with, and the text after it.
fn byline_label(line: &str) -> Option<(&'static str, &str)> {
    let mut best: Option<(&'static str, &str)> = None;
    for (label, rest) in AUTHORS.prefixes_of(line) {
        let ends = match rest.chars().next() {
            None => true,
            Some(c) => !c.is_alphanumeric() && c != '\'' && c != '’' && c != '-',
        };
        if ends && best.is_none_or(|(known, _)| known.len() < label.len()) {
            best = Some((label, rest));
        }
    }
    best
}

/// The name in `More stories by Jane Doe`; any other text as it is.
pub(super) fn after_listing(text: &str) -> &str {
    let lower = text.to_ascii_lowercase();
    LISTINGS
        .iter()
        .find_map(|l| lower.find(l.as_str()).and_then(|at| text.get(at + l.len()..)))
        .unwrap_or(text)
}

/// A text without the label of a byline that it may begin with. `Di` and `De` begin names too, so they need more evidence
/// than other labels.
pub(super) fn without_label(text: &str, form: AuthorForm) -> &str {
    let Some((label, rest)) = byline_label(text) else { return text };
    if !rest.chars().any(char::is_alphanumeric) {
        return "";
    }
    let colon = rest.trim_start().starts_with([':', '：']);
    let name = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '@' && c != '(');
    let words = name.split_whitespace().count();
    let is_label = match label {
        _ if colon || !WEAK.contains(label) => true,
        "by" => true,
        "von" | "par" | "por" | "door" => words >= 2 || form == AuthorForm::Line,
        "di" | "de" | "av" | "af" => words >= 2 && form == AuthorForm::Line,
        "text" | "texte" | "texto" | "tekst" | "words" | "haber" => words >= 2,
        _ => form == AuthorForm::Line && after_byline(text).is_some(),
    };
    if is_label { name } else { text }
}

/// The text before the first date, or the text after it if only a label comes before it.
pub(super) fn cut_at_date(text: &str) -> &str {
    let Some(found) = dates::find(text, DayMonthOrder::DayFirst) else { return text };
    let mut end = found.start;
    // `Jane Doe on Friday, May 3, 2024`
    for word in text[..found.start].split_whitespace().rev() {
        let lower = word.trim_end_matches([',', ':', '|', '•', '·', '-', '–', '.']).to_lowercase();
        if !(lower.is_empty()
            || WORDS_BEFORE_DATE.contains(&lower)
            || is_date_label(&lower)
            || WEEKDAYS.contains(&lower))
        {
            break;
        }
        end = word.as_ptr() as usize - text.as_ptr() as usize;
    }
    let before = text[..end].trim_end();
    if before.is_empty() { text[found.end..].trim_start() } else { before }
}

/// Whether a word of four characters or more is the label of a date.
fn is_date_label(word: &str) -> bool {
    word.chars().count() > 3 && (PUBLISHED.contains(word) || MODIFIED.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_and_sentences() {
        for (line, expected) in [
            ("By Jane Doe", Some("Jane Doe")),
            ("BY JANE DOE AND JOHN ROE", Some("JANE DOE AND JOHN ROE")),
            ("By using this site, you agree", None),
            ("Von der Leyen reist nach Rom", None),
            ("By Friday the storm had passed over us", None),
            ("Autor: Jan Nowak", Some("Jan Nowak")),
            ("Author", None),
            ("Bystanders saw it", None),
            ("Von dpa", Some("dpa")),
            (
                "By Jane Doe • 3 May 2024 • 11 min read boats harbors islands ferries summer weather piers ropes",
                Some(
                    "Jane Doe • 3 May 2024 • 11 min read boats harbors islands ferries summer weather piers ropes",
                ),
            ),
            ("", None),
        ] {
            assert_eq!(after_byline(line), expected, "{line}");
        }
    }
}
