//! Splits a text into single names.

use std::sync::LazyLock;

use super::roles::has_role;
use crate::lexicon;
use crate::metadata::word_lists::WordSet;

/// Words and marks between two names.
static CONJUNCTIONS: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::NAMES, "conjunctions"));

/// Agencies that look like credentials.
static AGENCIES: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::NAMES, "agencies"));

/// Splits at `;`, `|`, `&`, bullets, slashes between spaces, and the words for "and".
pub(super) fn split_at_conjunctions(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut word_at = None;
    let bytes = text.as_bytes();
    let mut push = |from: usize, to: usize| {
        let part = text.get(from..to).unwrap_or("").trim();
        if !part.is_empty() {
            parts.push(part);
        }
    };
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c == ' ' {
            if let Some(from) = word_at.take()
                && from > start
                && at < bytes.len()
                && CONJUNCTIONS.contains(&text.get(from..at).unwrap_or("").to_lowercase())
                && joins_names(text, from, at)
            {
                push(start, from);
                start = at;
            }
        } else if matches!(c, ';' | '|' | '&' | '、' | '；' | '•' | '，') {
            push(start, at);
            start = at + c.len_utf8();
            word_at = None;
        } else if word_at.is_none() {
            word_at = Some(at);
        }
    }
    push(start, text.len());
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

/// Splits at commas that a name follows. Drops roles, and keeps credentials with their name.
pub(super) fn split_at_commas(part: &str) -> Vec<String> {
    let mut pieces = part.split([',', '،']).map(str::trim).filter(|p| !p.is_empty());
    let Some(first) = pieces.next() else { return Vec::new() };
    let mut names = vec![first.to_owned()];
    for piece in pieces {
        let single = piece.split(' ').count() == 1;
        if is_credential(piece) {
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

/// Whether a text is a credential: `MD`, `Ph.D.`, `CPA`, `Jr.`.
fn is_credential(piece: &str) -> bool {
    let letters = piece.chars().filter(|c| c.is_alphabetic()).count();
    let upper = piece.chars().filter(|c| c.is_uppercase()).count();
    let dotted = piece.contains('.');
    piece.split(' ').count() <= 2
        && (1..=8).contains(&letters)
        && (upper * 2 >= letters && upper >= 2 || dotted && letters <= 4 && upper >= 1)
        && !AGENCIES.contains(piece)
}
