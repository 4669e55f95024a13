//! What bylines add to names: agencies, places and bureaus.

use std::sync::LazyLock;

use super::shape::{is_organization, is_person_like};
use crate::lexicon;
use crate::metadata::word_lists::{self, FoldedSet};
use crate::unicode::characters::{is_hangul, is_unspaced};

/// News agencies.
static AGENCIES: LazyLock<FoldedSet> = LazyLock::new(|| FoldedSet::new(lexicon::AGENCIES, "agencies"));

/// Places of several words, and the words that such places begin and end with.
static PLACES: LazyLock<FoldedSet> = LazyLock::new(|| FoldedSet::new(lexicon::PLACES, "places"));
static STARTS_OF_PLACES: LazyLock<FoldedSet> = LazyLock::new(|| FoldedSet::new(lexicon::PLACES, "starts"));
static ENDS_OF_PLACES: LazyLock<FoldedSet> = LazyLock::new(|| FoldedSet::new(lexicon::PLACES, "ends"));

/// What the names of bureaus end with, in scripts without spaces.
static BUREAUS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| word_lists::entries(lexicon::AGENCIES, "bureaus").collect());

/// Whether a text is the name of a news agency, of several (`dpa/AFP`), or ends with one (`Material from dpa`).
pub(in crate::metadata) fn is_agency(text: &str) -> bool {
    let is_one = |text: &str| AGENCIES.contains(text);
    is_one(text)
        || text.contains(['/', '+', '-']) && text.split(['/', '+', '-']).all(|part| is_one(part.trim()))
        || text.starts_with(char::is_lowercase) && text.rsplit(' ').next().is_some_and(is_one)
}

/// Whether a text after a name is a place: `New York`, `São Paulo`.
pub(in crate::metadata) fn is_place(text: &str) -> bool {
    let (first, last) = (text.split(' ').next(), text.rsplit(' ').next());
    let has = |word: Option<&str>, words: &FoldedSet| word.is_some_and(|w| words.contains(w));
    PLACES.contains(text)
        || text.contains(' ') && (has(first, &STARTS_OF_PLACES) || has(last, &ENDS_OF_PLACES))
}

/// The name before a bureau: `山本海子＝港町支局`, `林小溪／台北報導`.
pub(super) fn before_bureau(name: &str) -> &str {
    if let Some((person, _)) = name.split_once(" = ") {
        return person.trim_end();
    }
    match name.split_once(['＝', '／', '＠']) {
        Some((person, bureau)) if BUREAUS.iter().any(|end| bureau.ends_with(end)) => person.trim_end(),
        _ => name,
    }
}

/// A line without the place and the agency before the name, as in `(서울=연합뉴스) 김하나 기자`.
pub(super) fn after_dateline(line: &str) -> &str {
    let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
    let dateline = first.trim_matches(['(', ')', '[', ']']);
    let is_dateline = dateline.split_once('=').is_some_and(|(place, agency)| {
        !place.is_empty() && place.chars().all(is_hangul) && agency.starts_with(char::is_alphabetic)
    });
    if is_dateline { rest.trim_start() } else { line }
}

/// The name in `Ada Mallow of Reuters`.
pub(super) fn before_employer(name: &str) -> &str {
    match name.split_once(" of ") {
        Some((person, company)) if is_agency(company) || is_organization(company) => person.trim_end(),
        _ => name,
    }
}

/// Whether a text is the name of a bureau: `港町支局`.
pub(super) fn is_bureau(text: &str) -> bool {
    text.starts_with(is_unspaced) && BUREAUS.iter().any(|end| text.ends_with(end))
}

/// Drops agencies next to persons. In lines, other organizations too.
pub(in crate::metadata) fn drop_agencies(names: &mut Vec<String>, in_line: bool) {
    let is_company = |name: &str| is_agency(name) || in_line && is_organization(name);
    let is_person = |name: &String| !is_company(name) && !is_organization(name) && is_person_like(name);
    if names.len() > 1 && names.iter().any(is_person) {
        names.retain(|name| !is_company(name));
    }
}
