//! The shape of names: whether a text can be a person's name, and whether it is an organization's.

use std::sync::LazyLock;

use crate::lexicon;
use crate::metadata::word_lists::WordSet;

/// Words of a text after a weak label; names and places have fewer.
const MAX_WORDS_OF_NAMES: usize = 14;

/// Words of a text that a page marks as an author.
const MAX_WORDS_OF_AUTHOR: usize = 6;

/// Words and characters of a person's name.
const MAX_WORDS_OF_PERSON: usize = 5;
const MAX_CHARS_OF_PERSON: usize = 50;

/// Bytes of a name that may end with a period, as `Jane Doe Jr.` does. Longer texts are sentences.
const MAX_BYTES_BEFORE_PERIOD: usize = 40;

static ORGANIZATIONS: LazyLock<WordSet> =
    LazyLock::new(|| WordSet::new(lexicon::ORGANIZATIONS, "organizations"));

static PARTICLES: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::NAMES, "particles"));

/// Whether a text consists of a few words that begin like names.
pub(super) fn looks_like_names(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let Some(first) = words.next() else { return false };
    let capital = |w: &str| {
        w.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase() && !c.is_numeric())
    };
    let count = 1 + words.clone().count();
    if !capital(first) || count > MAX_WORDS_OF_NAMES {
        return false;
    }
    // In `By Friday the storm had passed` most of the next words begin with a small letter.
    let rest: Vec<&str> = words.take(4).collect();
    let small = rest.iter().filter(|w| !capital(w) && w.chars().any(char::is_alphabetic)).count();
    small * 2 <= rest.len() || rest.len() <= 1
}

/// Whether a name is that of a company, an agency or a desk.
pub(crate) fn is_organization(name: &str) -> bool {
    name.split(|c: char| !c.is_alphanumeric() && c != '.' && c != '-')
        .any(|w| ORGANIZATIONS.contains(w.to_lowercase().trim_matches('.')))
}

/// Whether a text that the page marks as an author can be one, and is not a button or a sentence.
pub(crate) fn is_name_like(name: &str) -> bool {
    let plain = !name.contains([':', '?', '!', '…', '|', '=', '{', '<', '%', '$']);
    plain
        && (1..=MAX_WORDS_OF_AUTHOR).contains(&name.split(' ').count())
        && (!name.ends_with('.') || name.len() < MAX_BYTES_BEFORE_PERIOD)
}

/// Whether a text has the shape of a person's name: a few words, each with a capital letter unless it is a particle.
pub(crate) fn is_person_like(name: &str) -> bool {
    let count = name.split(' ').count();
    let plain = !name.contains([':', '?', '!', '…', '|', '=', '[', ']', '{', '<', '%', '$', '€', '#', '+']);
    let ends_well = !name.ends_with('.') || name.len() < MAX_BYTES_BEFORE_PERIOD && count <= 4;
    plain
        && ends_well
        && (1..=MAX_WORDS_OF_PERSON).contains(&count)
        && name.chars().count() <= MAX_CHARS_OF_PERSON
        && name.split(' ').all(|w| {
            let first = w.chars().find(|c| c.is_alphanumeric());
            first.is_none_or(|c| !c.is_lowercase())
                || PARTICLES.contains(w)
                || w.starts_with("d'")
                || w.starts_with("d’")
                || count == 1
        })
}
