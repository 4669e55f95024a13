//! Names in lines of their own, between the headline and the story, that nothing labels.

use std::sync::LazyLock;

use super::bylines::{split_joined_names, unglued};
use super::{RenderedPage, source_of_line, trim_bullets};
use crate::lexicon;
use crate::metadata::Sourced;
use crate::metadata::authors::{self, AuthorForm};
use crate::metadata::dates::lines::{DateRole, is_date_line, role_from_label};
use crate::metadata::title::SiteNames;
use crate::metadata::word_lists::WordSet;
use crate::unicode::words::fold;

/// How many lines after the headline may name the author, how many of them without a date or a role next to the name, and
/// how many may have a single word.
const LINES_AFTER_HEADLINE: usize = 8;
const LINES_WITHOUT_DATE: usize = 3;
const LINES_OF_WORDS: usize = 2;

/// Bytes of a line with a name.
const MAX_LINE: usize = 90;

/// Words and characters of a name.
const WORDS_OF_NAME: std::ops::RangeInclusive<usize> = 2..=4;
const MAX_CHARACTERS: usize = 40;

/// How often the lines of a page may have a name. The names of sections and buttons recur.
const MAX_REPETITIONS: usize = 3;

/// Marks between a name and what follows it.
const MARKS: &[&str] = &["|", "•", "·", "—", " – ", " - ", " / ", "/"];

/// Words of menus, buttons and sections, which names have not.
static NOT_IN_NAMES: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::NAMES, "not-in-names"));

/// Words of reading times.
static READING: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(lexicon::NAMES, "reading-times"));

impl RenderedPage<'_> {
    /// The names of the first line after the headline that has only names. Farther below, a date or a role must be next to
    /// it.
    pub(super) fn names_alone(
        &self,
        after: usize,
        title: Option<&str>,
        site: &SiteNames,
    ) -> Option<Sourced<Vec<String>>> {
        let headline = fold(title.unwrap_or(""));
        (after..after + LINES_AFTER_HEADLINE).find_map(|at| {
            let line = trim_bullets(self.line(at));
            if line.is_empty() || line.len() > MAX_LINE || authors::credits_other_work(line) {
                return None;
            }
            let line = unglued(line);
            let (text, rest) = cut_at_mark(&line);
            let is_dated = is_about_name(rest) || is_about_name(trim_bullets(self.line(at + 1)));
            let may_be_word = is_dated && at - after < LINES_OF_WORDS;
            let names = names_of(text).or_else(|| word_of(text).filter(|_| may_be_word))?;
            let is_capital = || text.split(' ').all(|word| word.starts_with(char::is_uppercase));
            let has_evidence = is_dated
                || !authors::is_agency(text)
                    && (self.is_beside_name(at) || at - after < LINES_WITHOUT_DATE && is_capital());
            let fits = |name: &String| {
                (is_dated || !site.is_exactly_site(name))
                    && !headline.contains(&fold(name))
                    && !self.recurs(name)
                    && !self.has_common_word(name)
            };
            let next = trim_bullets(self.line(at + 1));
            let is_caption = authors::credits_other_work(next) && !authors::is_byline_label(next);
            (has_evidence && !is_caption && names.iter().all(fits))
                .then(|| Sourced::new(names, source_of_line(at)))
        })
    }

    /// Whether a date is in the line before a name, or a date or a role in the line after the next.
    fn is_beside_name(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map_or("", |before| trim_bullets(self.line(before)));
        let next = self.line(at + 1);
        is_date_line(before) || next.len() < MAX_LINE && is_about_name(trim_bullets(self.line(at + 2)))
    }

    /// Whether the page also has a word of a name in small letters, as it has words that are not names.
    pub(super) fn has_common_word(&self, name: &str) -> bool {
        let mut words = name.split([' ', '-']).filter(|w| w.starts_with(char::is_uppercase) && w.len() > 2);
        words.any(|word| {
            let small = word.to_lowercase();
            self.lines.iter().any(|line| has_word(line, &small))
        })
    }

    /// Whether several lines of the page are the same as a text.
    fn recurs(&self, text: &str) -> bool {
        self.lines.iter().filter(|line| trim_bullets(line) == text).count() >= MAX_REPETITIONS
    }
}

/// Whether a line has a word, in the same case.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '@' | '/' | '.' | '_' | '-');
        !line[..at].ends_with(is_letter)
            && !line[at + word.len()..]
                .starts_with(|c: char| c.is_alphanumeric() || matches!(c, '@' | '/' | '_' | '-'))
    })
}

/// A line before its first mark, and the rest after it.
fn cut_at_mark(line: &str) -> (&str, &str) {
    let cuts = MARKS.iter().filter_map(|mark| Some((line.find(mark)?, mark.len())));
    match cuts.min() {
        Some((at, len)) => (line[..at].trim(), line[at + len..].trim()),
        None => (line, ""),
    }
}

/// A name of a single word: that of an account, a company, or a first name.
fn word_of(text: &str) -> Option<Vec<String>> {
    let is_word = text.starts_with(char::is_uppercase)
        && text.chars().all(char::is_alphanumeric)
        && text.chars().count() > 2
        && text.contains(char::is_lowercase)
        && !NOT_IN_NAMES.contains(&text.to_lowercase())
        && role_from_label(text) == DateRole::Unlabelled
        && !authors::is_place(text);
    is_word.then(|| vec![text.to_owned()])
}

/// Whether a text says something about a name next to it: a date, a reading time, or a role.
fn is_about_name(text: &str) -> bool {
    if text.is_empty() || text.len() > MAX_LINE {
        return false;
    }
    let is_reading_time = || {
        text.starts_with(|c: char| c.is_ascii_digit())
            && text.split_whitespace().any(|word| READING.contains(&word.to_lowercase()))
    };
    is_date_line(text)
        || is_reading_time()
        || role_from_label(text) != DateRole::Unlabelled && text.len() <= MAX_CHARACTERS
        || authors::has_role(text) && text.len() <= MAX_CHARACTERS * 2
}

/// The names in a text that has nothing else.
pub(super) fn names_of(text: &str) -> Option<Vec<String>> {
    if authors::is_agency(text) {
        return Some(vec![text.to_owned()]);
    }
    let mut names = Vec::new();
    for name in authors::names(text, AuthorForm::Line) {
        for part in split_joined_names(&name) {
            authors::add(&mut names, Some(part.trim().to_owned()));
        }
    }
    (!names.is_empty() && names.iter().all(|name| is_full_name(name))).then_some(names)
}

/// Whether a text is the full name of a person, as far as its form says.
fn is_full_name(name: &str) -> bool {
    let is_capital = |word: &str| word.starts_with(char::is_uppercase);
    let words = name.split(' ').count();
    WORDS_OF_NAME.contains(&words)
        && name.chars().count() <= MAX_CHARACTERS
        && name.split(' ').filter(|word| is_capital(word)).count() >= 2
        && name.starts_with(char::is_uppercase)
        && authors::is_person_like(name)
        && !authors::is_place(name)
        && !authors::is_organization(name)
        && !name.contains(|c: char| c.is_numeric() || matches!(c, '&' | '(' | ')' | '"' | '“' | '»' | '’'))
        && role_from_label(name) == DateRole::Unlabelled
        && !name.split([' ', '-']).any(|word| NOT_IN_NAMES.contains(&word.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_other_lines() {
        for (text, expected) in [
            ("Jane Doe", &["Jane Doe"][..]),
            ("Jane Doe and John Roe", &["Jane Doe", "John Roe"]),
            ("Jane DoeringJohn Roe", &["Jane Doering", "John Roe"]),
            ("María de la Cruz", &["María de la Cruz"]),
            ("dpa", &["dpa"]),
            ("Иван Петров", &["Иван Петров"]),
            ("Table of Contents", &[]),
            ("Share This", &[]),
            ("New York", &[]),
            ("Jane", &[]),
            ("The ferry returns", &[]),
            ("Local News", &[]),
        ] {
            assert_eq!(names_of(text).unwrap_or_default(), expected, "{text}");
        }
    }

    #[test]
    fn what_follows_a_name() {
        for text in ["3 May 2024", "5 min read", "Staff Writer", "Published 9:26 pm", "Co-Founder & CEO"] {
            assert!(is_about_name(text), "{text}");
        }
        for text in ["", "Harbour", "Sign up for our newsletter"] {
            assert!(!is_about_name(text), "{text}");
        }
        assert_eq!(
            cut_at_mark("Jane Doe | 3 May 2024 | 5 comments"),
            ("Jane Doe", "3 May 2024 | 5 comments")
        );
        assert_eq!(cut_at_mark("Jane Doe"), ("Jane Doe", ""));
    }
}
