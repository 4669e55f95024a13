//! Splits a text into single names.

use std::sync::LazyLock;

use super::AuthorForm;
use super::company::{is_agency, is_bureau, is_place};
use super::roles::has_role;
use crate::lexicon;
use crate::metadata::word_lists::WordSet;
use crate::unicode::characters::is_unspaced;

/// Words and marks between two names.
static CONJUNCTIONS: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::NAMES, "conjunctions"));

/// Particles of personal names.
static PARTICLES: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::NAMES, "particles"));

/// Splits at `;`, `|`, `&`, bullets, slashes, and the words for "and". In a line, a place after a dash is dropped.
pub(super) fn split_at_conjunctions(text: &str, form: AuthorForm) -> Vec<&str> {
    let mut parts: Vec<&str> = Vec::new();
    let mut start = 0;
    let mut word_at = None;
    let bytes = text.as_bytes();
    let mut push = |from: usize, to: usize, after_mark: bool| {
        let part = text.get(from..to).unwrap_or("").trim();
        let is_beside = form == AuthorForm::Line
            && after_mark
            && parts.first().is_some_and(|first| is_beside_name(first, part.trim_start_matches('/')));
        if !part.is_empty() && !is_beside {
            parts.push(part);
        }
    };
    // Whether a dash or a slash comes before the part.
    let mut after_mark = false;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c == ' ' {
            if let Some(from) = word_at.take()
                && from > start
                && at < bytes.len()
                && CONJUNCTIONS.contains(&text.get(from..at).unwrap_or("").to_lowercase())
                && joins_names(text, from, at)
            {
                push(start, from, after_mark);
                start = at;
                after_mark = !text[from..at].contains(char::is_alphabetic);
            }
        } else if c == '/'
            && word_at.is_some_and(|from| joins_tightly(&text[..at], &text[from..], &text[at + 1..]))
        {
            push(start, at, after_mark);
            start = at;
            after_mark = true;
            word_at = None;
        } else if matches!(c, ';' | '|' | '&' | '、' | '；' | '•' | '，' | '●') {
            push(start, at, after_mark);
            start = at + c.len_utf8();
            after_mark = c != '&';
            word_at = None;
        } else if word_at.is_none() {
            word_at = Some(at);
        }
    }
    push(start, text.len(), after_mark);
    parts
}

/// Whether the word between `from` and `at` joins names. `y` (as in `Ortega y Gasset`), `e` and other words that occur
/// within names join only two names of two words or more.
fn joins_names(text: &str, from: usize, at: usize) -> bool {
    let word = &text[from..at];
    let (left, right) = (text[..from].trim(), text[at..].trim());
    match word {
        "a" | "A" | "I" | "E" | "Y" => false,
        "y" | "e" | "i" | "en" | "et" | "ja" | "ve" => {
            left.split(' ').count() >= 2 && right.split(' ').count() >= 2
        }
        _ => true,
    }
}

/// Whether the slash between two texts without spaces around it is between names: one of them is an agency, or the
/// first has two words.
fn joins_tightly(before: &str, word: &str, after: &str) -> bool {
    let next = after.split([' ', '/', ',']).next().unwrap_or("");
    let first = word.split('/').next().unwrap_or("");
    let agencies = is_agency(next) || is_agency(first);
    (agencies && !(is_agency(next) && is_agency(first)))
        || before.trim().contains(' ') && next.chars().count() > 1
}

/// Whether a text after a full name and a comma or a dash is a place, an agency or an employer: a single word, or a place
/// of several.
fn is_beside_name(name: &str, text: &str) -> bool {
    let name = name.trim();
    let first = name.split(' ').next().unwrap_or("");
    let is_full = name.contains(' ') && !PARTICLES.contains(first.to_lowercase().as_str());
    let is_word = !text.contains(' ') && !text.starts_with(is_unspaced);
    is_full && (is_word || is_place(text) || is_agency(text) || is_bureau(text))
}

/// Splits at commas that a name follows. Drops roles, and keeps credentials with their name.
pub(super) fn split_at_commas(part: &str, form: AuthorForm) -> Vec<String> {
    let mut pieces = part.split([',', '،']).map(str::trim).filter(|p| !p.is_empty());
    let Some(first) = pieces.next() else { return Vec::new() };
    let mut names = vec![first.to_owned()];
    // In `JANE DOE, LISBON` capitals say nothing.
    let is_capital = !first.contains(char::is_lowercase);
    let is_credential = |piece: &str| is_credential(piece) && !(is_capital && piece.len() > MAX_CAPITALS);
    for piece in pieces {
        let single = piece.split(' ').count() == 1;
        if form == AuthorForm::Line && !is_credential(piece) && is_beside_name(first, piece) {
            continue;
        } else if is_credential(piece) {
            if let Some(last) = names.last_mut() {
                last.push_str(", ");
                last.push_str(piece);
            }
        } else if has_role(piece) {
            continue;
        } else if single
            && names.len() == 1
            && first.split(' ').count() == 1
            && piece.chars().next().is_some_and(char::is_uppercase)
        {
            // `Doe, Jane`
            if let Some(last) = names.last_mut() {
                last.push_str(", ");
                last.push_str(piece);
            }
        } else {
            names.push(piece.to_owned());
        }
    }
    names
}

/// Bytes of a credential after a name in capitals.
const MAX_CAPITALS: usize = 4;

/// Whether a text is a credential: `MD`, `Ph.D.`, `CPA`, `Jr.`.
fn is_credential(piece: &str) -> bool {
    let letters = piece.chars().filter(|c| c.is_alphabetic()).count();
    let upper = piece.chars().filter(|c| c.is_uppercase()).count();
    let dotted = piece.contains('.');
    piece.split(' ').count() <= 2
        && (1..=8).contains(&letters)
        && (upper * 2 >= letters && upper >= 2 || dotted && letters <= 4 && upper >= 1)
        && !is_agency(piece)
}
