//! Pages that hold no article although they have words: error pages, walls, shells.

use crate::document::Document;

/// Why a page with some text is no article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Defect {
    /// The page says that what was asked for is not there, or not for this visitor.
    ErrorPage,
    /// Only a teaser, a login, a notice or a shell that scripts should fill.
    Stub,
}

/// A page with more main content than this is taken at its word.
const MOST_WORDS: u32 = 80;

/// Begins a title or first line of an error page, lower case. General knowledge of servers' and publishers' pages.
const ERROR_PHRASES: [&str; 43] = [
    "404",
    "403",
    "500",
    "502",
    "503",
    "410",
    "error 404",
    "error 403",
    "error 500",
    "http 404",
    "page not found",
    "not found",
    "file not found",
    "page cannot be found",
    "the page cannot be found",
    "page can't be found",
    "page can’t be found",
    "this page isn't available",
    "this page isn’t available",
    "page unavailable",
    "page doesn't exist",
    "page doesn’t exist",
    "page does not exist",
    "oops",
    "access denied",
    "forbidden",
    "just a moment",
    "attention required",
    "are you a robot",
    "service unavailable",
    "bad gateway",
    "internal server error",
    "seite nicht gefunden",
    "page introuvable",
    "página no encontrada",
    "página não encontrada",
    "pagina non trovata",
    "pagina niet gevonden",
    "strona nie znaleziona",
    "страница не найдена",
    "页面不存在",
    "页面未找到",
    "ページが見つかりません",
];

/// Said by shells and walls, lower case.
const STUB_PHRASES: [&str; 20] = [
    "enable javascript",
    "javascript is disabled",
    "javascript is required",
    "requires javascript",
    "turn on javascript",
    "enable cookies",
    "we use cookies",
    "log in to continue",
    "sign in to continue",
    "please log in",
    "please sign in",
    "subscribe to continue",
    "subscribe to read",
    "to continue reading",
    "bitte melden sie sich an",
    "javascript aktivieren",
    "activez javascript",
    "activer javascript",
    "включите javascript",
    "このサイトではjavascript",
];

/// What is wrong with a page, given the words of its main content and its title.
pub(crate) fn find(document: &Document, title: Option<&str>, words: u32) -> Option<Defect> {
    if words > MOST_WORDS {
        return None;
    }
    let first_heading = document
        .blocks()
        .iter()
        .find(|b| b.heading().is_some_and(|l| l <= 2))
        .map(|b| document.block_text(b));
    let first_line =
        document.blocks().first().filter(|_| document.rendered()).map(|b| document.block_text(b));
    let is_error = [title, first_heading, first_line].into_iter().flatten().any(says_error);
    if is_error {
        return Some(Defect::ErrorPage);
    }
    let stub = document.blocks().iter().any(|b| {
        let text = document.block_text(b);
        text.len() < 600 && {
            let text = text.to_lowercase();
            STUB_PHRASES.iter().any(|p| text.contains(p))
        }
    });
    (stub && words < MOST_WORDS / 2).then_some(Defect::Stub)
}

fn says_error(line: &str) -> bool {
    if line.len() > 120 {
        return false;
    }
    let line = line.to_lowercase();
    ERROR_PHRASES.iter().any(|phrase| {
        line.match_indices(phrase).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = line[at + phrase.len()..].trim_start();
            let code = phrase.starts_with(|c: char| c.is_ascii_digit());
            let bounded = !line[at + phrase.len()..].starts_with(char::is_alphanumeric);
            let goes_on = code
                && after.starts_with(char::is_alphanumeric)
                && !["error", "not ", "page", "forbidden"].iter().any(|w| after.starts_with(w));
            // One word inside a sentence says nothing; at the beginning of a line or after a separator it does.
            let leads = at == 0
                || before.is_some_and(|c| matches!(c, '-' | '|' | ':' | '–' | '—'))
                || line[..at].trim_end().ends_with(['-', '|', ':', '–', '—']);
            bounded && !goes_on && (leads || phrase.contains(' '))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles() {
        assert!(says_error("404 - Page not found | Harbour News"));
        assert!(says_error("Harbour News – Seite nicht gefunden"));
        assert!(says_error("Just a moment..."));
        assert!(!says_error("404 people joined the march"));
        assert!(!says_error("The lost key was not foundered"));
        assert!(!says_error("4040 steps"));
    }
}
