//! Parses the word lists in `lexicon/metadata/`: entries separated by commas, in named sections.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lexicon;
use crate::unicode::words::fold;

/// The entries of one section of a list, in the order of the file.
pub(super) fn entries(list: &'static str, section: &'static str) -> impl Iterator<Item = &'static str> {
    lexicon::entries(list).filter(move |&(name, _)| name == section).flat_map(|(_, line)| split_line(line))
}

/// The entries of one line.
pub(super) fn split_line(line: &'static str) -> impl Iterator<Item = &'static str> {
    line.split(',').map(str::trim).filter(|entry| !entry.is_empty())
}

/// The words of a section, to look up whole words.
pub(super) struct WordSet(FxHashSet<&'static str>);

impl WordSet {
    pub(super) fn new(list: &'static str, section: &'static str) -> Self {
        let words: FxHashSet<_> = entries(list, section).collect();
        debug_assert!(!words.is_empty(), "no section {section}");
        Self(words)
    }

    /// Whether the set has a word. Case matters: most lists are in lower case, and so must the word be.
    pub(super) fn contains(&self, word: &str) -> bool {
        self.0.contains(word)
    }
}

/// The entries of a section, compared by their letters and digits in lower case.
pub(super) struct FoldedSet(FxHashSet<String>);

impl FoldedSet {
    pub(super) fn new(list: &'static str, section: &'static str) -> Self {
        Self(entries(list, section).map(fold).collect())
    }

    /// Whether the set has a text, in any case and with any marks.
    pub(super) fn contains(&self, text: &str) -> bool {
        self.0.contains(&fold(text))
    }
}

/// The labels of a section by their first two characters. Most lines begin like none of the labels, so a lookup is cheap.
pub(super) struct LabelIndex(FxHashMap<[Option<char>; 2], Vec<&'static str>>);

impl LabelIndex {
    pub(super) fn new(list: &'static str, section: &'static str) -> Self {
        let mut by_start: FxHashMap<_, Vec<&'static str>> = FxHashMap::default();
        for label in entries(list, section) {
            let mut chars = label.chars();
            by_start.entry([chars.next(), chars.next()]).or_default().push(label);
        }
        debug_assert!(!by_start.is_empty(), "no section {section}");
        Self(by_start)
    }

    /// The labels that a line begins with, in any case, each with the text after it. Their order is no particular one.
    pub(super) fn prefixes_of<'l>(&self, line: &'l str) -> impl Iterator<Item = (&'static str, &'l str)> {
        let mut lower = line.chars().flat_map(char::to_lowercase);
        let (first, second) = (lower.next(), lower.next());
        let starting = |start| self.0.get(&start).map_or(&[][..], Vec::as_slice);
        // A label of one character may be all of the line, or be followed by any other one.
        let longer = if second.is_some() { starting([first, second]) } else { &[] };
        let labels = longer.iter().chain(starting([first, None]));
        labels.filter_map(move |&label| Some((label, strip_prefix_any_case(line, label)?)))
    }
}

/// `line` without a prefix that is given in lower case.
fn strip_prefix_any_case<'a>(line: &'a str, lower: &str) -> Option<&'a str> {
    // Most lines and prefixes begin with ASCII, and most of them differ there.
    let pairs =
        line.bytes().zip(lower.bytes()).take_while(|(own, expected)| own.is_ascii() && expected.is_ascii());
    let mut at = 0;
    for (own, expected) in pairs {
        if own.to_ascii_lowercase() != expected {
            return None;
        }
        at += 1;
    }
    let (line, lower) = (&line[at..], &lower[at..]);
    let mut expected = lower.chars().peekable();
    for (at, c) in line.char_indices() {
        if expected.peek().is_none() {
            return Some(&line[at..]);
        }
        if c.to_lowercase().any(|l| expected.next() != Some(l)) {
            return None;
        }
    }
    expected.next().is_none().then_some("")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every list of comma-separated entries, with its sections.
    const LISTS: &[(&str, &[&str])] = &[
        (lexicon::AGENCIES, &["agencies", "bureaus"]),
        (
            lexicon::BYLINES,
            &["authors", "weak", "credits", "others", "prepositions", "joints", "listings", "buttons"],
        ),
        (lexicon::DATE_LABELS, &["published", "modified", "other", "own-page"]),
        (
            lexicon::DATE_WORDS,
            &["inside", "before-time", "before-date", "weekdays", "zones", "day-first", "month-first"],
        ),
        (
            lexicon::NAMES,
            &[
                "not-names",
                "particles",
                "conjunctions",
                "affiliations",
                "author-paths",
                "not-in-names",
                "reading-times",
            ],
        ),
        (lexicon::ORGANIZATIONS, &["organizations"]),
        (lexicon::PAGE_LABELS, &["tags", "copyright-marks", "copyright-noise", "start", "start-html"]),
        (lexicon::PLACES, &["places", "starts", "ends"]),
        (lexicon::ROLES, &["roles", "fillers"]),
    ];

    /// Sections in which case matters.
    const CASED: &[&str] = &["copyright-marks"];

    #[test]
    fn every_section_is_known_and_has_entries() {
        for (list, sections) in LISTS {
            for (section, line) in lexicon::entries(list) {
                assert!(sections.contains(&section), "[{section}] {line}");
            }
            for section in *sections {
                assert!(entries(list, section).next().is_some(), "[{section}]");
            }
        }
    }

    #[test]
    fn every_entry_is_read_as_it_is_written() {
        for (list, sections) in LISTS {
            let lines: usize = lexicon::entries(list).map(|(_, line)| line.split(',').count()).sum();
            let read: usize = sections.iter().map(|section| entries(list, section).count()).sum();
            assert_eq!(read, lines);
            for (section, line) in lexicon::entries(list).filter(|(section, _)| !CASED.contains(section)) {
                assert_eq!(line, line.to_lowercase(), "[{section}]");
            }
        }
    }

    #[test]
    fn labels_match_in_any_case() {
        let labels = LabelIndex::new(lexicon::BYLINES, "authors");
        let found: Vec<_> = labels.prefixes_of("VON jane").collect();
        assert_eq!(found, [("von", " jane")]);
        assert!(labels.prefixes_of("").next().is_none());
    }
}
