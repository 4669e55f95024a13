//! Pages that have words but no article: error pages, walls, and pages that scripts should fill.
//!
//! The phrases are in `lexicon/error_pages.txt`.

use std::sync::LazyLock;

use crate::document::Document;
use crate::lexicon;

/// Why a page with some text has no article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Defect {
    /// The page says that the requested page does not exist, or that this visitor can't have it.
    ErrorPage,
    /// The page has only a teaser, a login, a notice, or a frame that scripts should fill.
    Stub,
}

// The four limits below are chosen by hand: error pages and walls are short.
/// A page with more words of main content has no defect, whatever it says.
const MAX_WORDS: u32 = 80;
/// A stub has fewer words of main content.
const STUB_WORDS: u32 = MAX_WORDS / 2;
/// A block that is at least this long, in bytes, is prose that may mention cookies or logins.
const STUB_BLOCK_BYTES: usize = 600;
/// A title or first line that is longer, in bytes, is a sentence of an article.
const MAX_ERROR_LINE_BYTES: usize = 120;

/// What may follow a status code on an error page. Other words after a number make it a count, as in `404 people`.
const AFTER_STATUS_CODE: [&str; 4] = ["error", "not ", "page", "forbidden"];

const SEPARATORS: [char; 5] = ['-', '|', ':', '–', '—'];

static ERROR_PHRASES: LazyLock<Vec<&str>> = LazyLock::new(|| section("error"));
static STUB_PHRASES: LazyLock<Vec<&str>> = LazyLock::new(|| section("stub"));

fn section(name: &str) -> Vec<&'static str> {
    lexicon::entries(lexicon::ERROR_PAGES)
        .filter(|&(section, _)| section == name)
        .map(|(_, phrase)| phrase)
        .collect()
}

/// Finds the defect of a page, if it has one. `words` is the number of words of its main content.
pub(crate) fn find(document: &Document, title: Option<&str>, words: u32) -> Option<Defect> {
    if words > MAX_WORDS {
        return None;
    }
    let first_heading = document
        .blocks()
        .iter()
        .find(|b| b.heading().is_some_and(|l| l <= 2))
        .map(|b| document.block_text(b));
    let first_line =
        document.blocks().first().filter(|_| document.rendered()).map(|b| document.block_text(b));
    if [title, first_heading, first_line].into_iter().flatten().any(is_error_line) {
        return Some(Defect::ErrorPage);
    }
    let is_stub = document.blocks().iter().any(|b| is_stub_text(document.block_text(b)));
    (is_stub && words < STUB_WORDS).then_some(Defect::Stub)
}

fn is_stub_text(text: &str) -> bool {
    if text.len() >= STUB_BLOCK_BYTES {
        return false;
    }
    let text = text.to_lowercase();
    STUB_PHRASES.iter().any(|phrase| text.contains(phrase))
}

/// Whether a title or first line is that of an error page.
fn is_error_line(line: &str) -> bool {
    if line.len() > MAX_ERROR_LINE_BYTES {
        return false;
    }
    let line = line.to_lowercase();
    ERROR_PHRASES
        .iter()
        .any(|phrase| line.match_indices(phrase).any(|(at, _)| is_error_phrase(phrase, &line, at)))
}

/// Whether a phrase says that the page is an error page, given that it occurs in a line at byte `at`.
fn is_error_phrase(phrase: &str, line: &str, at: usize) -> bool {
    let (before, after) = (&line[..at], &line[at + phrase.len()..]);
    if after.starts_with(char::is_alphanumeric) {
        return false;
    }
    let is_code = phrase.starts_with(|c: char| c.is_ascii_digit());
    let next = after.trim_start();
    let is_count = is_code
        && next.starts_with(char::is_alphanumeric)
        && !AFTER_STATUS_CODE.iter().any(|word| next.starts_with(word));
    // A single word counts only at the beginning of the line or after a separator, a longer phrase anywhere.
    let leads = before.is_empty() || before.ends_with(SEPARATORS) || before.trim_end().ends_with(SEPARATORS);
    !is_count && (leads || phrase.contains(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_error_pages_are_recognised() {
        assert!(is_error_line("404 - Page not found | Harbour News"));
        assert!(is_error_line("Harbour News – Seite nicht gefunden"));
        assert!(is_error_line("Just a moment..."));
        assert!(!is_error_line("404 people joined the march"));
        assert!(!is_error_line("The lost key was not foundered"));
        assert!(!is_error_line("4040 steps"));
    }

    #[test]
    fn every_phrase_is_in_a_known_section_and_in_lower_case() {
        assert!(ERROR_PHRASES.len() >= 40 && STUB_PHRASES.len() >= 20);
        let listed = lexicon::entries(lexicon::ERROR_PAGES).count();
        assert_eq!(ERROR_PHRASES.len() + STUB_PHRASES.len(), listed);
        for (_, phrase) in lexicon::entries(lexicon::ERROR_PAGES) {
            assert_eq!(phrase, phrase.to_lowercase());
        }
    }
}
