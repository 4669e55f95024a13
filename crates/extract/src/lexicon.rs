//! The word lists in the crate's `lexicon/` folder, and the fingerprint that says which ones a run used.
//!
//! A list is a text file: lines that begin with `#` are comments (its origin first), `[name]` begins a section, and
//! every other line that is not empty is an entry. How an entry is read is up to the module that uses the list.
//!
//! To add a list, add its file to the `lists!` below. A list that is in the folder but not here fails a test.

use crate::hash;

macro_rules! lists {
    ($($(#[$doc:meta])* $constant:ident = $path:literal),* $(,)?) => {
        $($(#[$doc])* pub(crate) const $constant: &str = include_str!(concat!("../lexicon/", $path));)*

        /// Path and contents of each list, in the order of the declarations.
        const LISTS: &[(&str, &str)] = &[$(($path, $constant)),*];
    };
}

lists! {
    /// What classes, ids and roles call their element, by group.
    CLASS_GROUPS = "class_groups.txt",
    /// What a page declares itself to be, by the ends of type names.
    DECLARED_TYPES = "declared_types.txt",
    /// What the buttons and form labels of sites say.
    BUTTONS = "buttons.txt",
    /// What classes and ids say of an element for metadata.
    CLASS_MARKS = "class_marks.txt",
    /// What classes say of an element in or around code.
    CODE_CLASSES = "code_classes.txt",
    /// Names of programming languages.
    CODE_LANGUAGES = "code_languages.txt",
    /// Phrases of error pages, walls and pages that scripts should fill.
    ERROR_PAGES = "error_pages.txt",
    /// What sites add to the words of a heading.
    HEADING_MARKS = "heading_marks.txt",
    /// Letters and frequent trigrams of the languages in Latin script.
    LATIN_LANGUAGES = "latin_languages.txt",
    /// Words that address the reader.
    SECOND_PERSON = "second_person.txt",
    /// Function words of some thirty languages.
    STOP_WORDS = "stop_words.txt",
    /// What words in URLs say of a page.
    URL_TYPES = "url_types.txt",
    /// News agencies, and the ends of bureaus' names.
    AGENCIES = "metadata/agencies.txt",
    /// Labels in front of names.
    BYLINES = "metadata/bylines.txt",
    /// Labels in front of dates.
    DATE_LABELS = "metadata/date_labels.txt",
    /// Small words in and around dates, time zones, and the order of day and month by country.
    DATE_WORDS = "metadata/date_words.txt",
    /// The names of `<meta>` elements, by field.
    META_TAGS = "metadata/meta_tags.txt",
    /// The names of months.
    MONTHS = "metadata/months.txt",
    /// Small words in and between names, and what author fields hold that is not a name.
    NAMES = "metadata/names.txt",
    /// Words in the names of organizations and desks.
    ORGANIZATIONS = "metadata/organizations.txt",
    /// Labels of titles, tags, copyright lines and breadcrumbs.
    PAGE_LABELS = "metadata/page_labels.txt",
    /// Places that look like names of persons.
    PLACES = "metadata/places.txt",
    /// Words of roles and desks.
    ROLES = "metadata/roles.txt",
}

macro_rules! phrase_lists {
    ($($name:literal),* $(,)?) => {
        /// Path and contents of the phrase lists, one for each language or group of languages.
        const PHRASE_LISTS: &[(&str, &str)] = &[$((
            concat!("phrases/", $name, ".txt"),
            include_str!(concat!("../lexicon/phrases/", $name, ".txt")),
        )),*];
    };
}

phrase_lists!(
    "ar", "cs", "da-no", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "id-ms", "it", "ja",
    "ko", "nl", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh",
);

/// The phrase lists: what lines of boilerplate begin with, one list for each language.
pub(crate) fn phrase_lists() -> impl Iterator<Item = &'static str> {
    PHRASE_LISTS.iter().map(|&(_, text)| text)
}

/// The entries of a list, each with the section that it is in (empty before the first section).
pub(crate) fn entries(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut section = "";
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).filter_map(move |line| {
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']');
            return None;
        }
        Some((section, line))
    })
}

/// A hash of the paths and contents of all lists, as 16 hex digits. It is part of the detectors' versions, so that a
/// manifest records which lists a run used.
pub(crate) fn fingerprint() -> String {
    let bytes = LISTS.iter().chain(PHRASE_LISTS).flat_map(|(path, text)| path.bytes().chain(text.bytes()));
    format!("{:016x}", hash::fnv1a64(bytes))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    #[allow(clippy::disallowed_methods, reason = "the test looks at the folder")]
    fn files(folder: &Path, prefix: &str, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            if entry.path().is_dir() {
                files(&entry.path(), &format!("{name}/"), found);
            } else {
                found.insert(name);
            }
        }
    }

    #[test]
    fn every_file_of_the_folder_is_in_the_fingerprint() {
        let mut found = BTreeSet::new();
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicon"), "", &mut found);
        let listed: BTreeSet<String> =
            LISTS.iter().chain(PHRASE_LISTS).map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(listed, found);
    }

    #[test]
    fn every_list_names_its_origin_first() {
        for (path, text) in LISTS.iter().chain(PHRASE_LISTS) {
            assert!(text.starts_with("# "), "{path} does not begin with a comment");
        }
    }

    #[test]
    fn entries_know_their_section() {
        let list = "# comment\nzero\n\n[a]\none\n[b]\ntwo\n";
        assert_eq!(entries(list).collect::<Vec<_>>(), [("", "zero"), ("a", "one"), ("b", "two")]);
    }
}
