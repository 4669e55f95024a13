//! Finds formulas in running text, between the delimiters that MathJax and KaTeX look for.
//!
//! `\(`, `\[` and `$$` are formulas on any page. A single `$` may be money, so it counts only on pages that load one of
//! the two scripts.

use dechaff_html::{AttributeName, Tag, Tree};

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    Text(&'a str),
    Delimiter(&'a str),
    Formula { latex: &'a str, is_display: bool },
}

/// Maximum number of bytes of a formula, and of one between single dollars.
const MAX_FORMULA: usize = 4000;
const MAX_DOLLARS: usize = 400;

/// The delimiters that count on a page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delimiters {
    /// Whether single dollars do.
    dollars: bool,
}

impl Delimiters {
    /// The delimiters of a page. `None` if it has none of them, as nearly all pages.
    pub(crate) fn of_page(tree: &Tree) -> Option<Self> {
        let text = tree.all_text().as_bytes();
        let dollars = memchr::memchr(b'$', text).is_some() && loads_script(tree);
        let has_open = |open: &str| memchr::memmem::find(text, open.as_bytes()).is_some();
        (dollars || ["\\(", "\\[", "$$"].into_iter().any(has_open)).then_some(Self { dollars })
    }
}

/// Cuts a text at its formulas. `None` if it has none, as nearly all texts.
pub(crate) fn cut(text: &str, delimiters: Delimiters) -> Option<Vec<Piece<'_>>> {
    let mut pieces = vec![];
    let (mut done, mut at) = (0, 0);
    // Where the next closing delimiter of each kind is, so that no part of the text is searched twice.
    let mut next_close = [0; 3];
    while let Some(found) = memchr::memchr2(b'\\', b'$', &text.as_bytes()[at..]) {
        let start = at + found;
        let (open, close, kind) = match &text.as_bytes()[start..] {
            [b'\\', b'(', ..] => ("\\(", "\\)", 0),
            [b'\\', b'[', ..] => ("\\[", "\\]", 1),
            [b'$', b'$', ..] => ("$$", "$$", 2),
            [b'$', ..] => ("$", "$", 3),
            _ => {
                // What a backslash escapes is not a delimiter.
                at = start + 1 + text[start + 1..].chars().next().map_or(0, char::len_utf8);
                continue;
            }
        };
        let from = start + open.len();
        let end = match kind {
            3 => end_of_dollars(text, start).filter(|_| delimiters.dollars),
            _ => {
                if next_close[kind] < from {
                    next_close[kind] = text[from..].find(close).map_or(usize::MAX, |length| from + length);
                }
                Some(next_close[kind]).filter(|&end| end < text.len() && is_latex(&text[from..end], kind > 0))
            }
        };
        let Some(end) = end else {
            at = from;
            continue;
        };
        at = end + close.len();
        pieces.push(Piece::Text(&text[done..start]));
        pieces.push(Piece::Delimiter(open));
        pieces.push(Piece::Formula { latex: &text[from..end], is_display: matches!(kind, 1 | 2) });
        pieces.push(Piece::Delimiter(close));
        done = at;
    }
    if pieces.is_empty() {
        return None;
    }
    pieces.push(Piece::Text(&text[done..]));
    Some(pieces)
}

/// Whether a text between delimiters can be a formula. `is_strict` asks for a sign that running text does not have.
fn is_latex(text: &str, is_strict: bool) -> bool {
    text.len() <= MAX_FORMULA
        && !text.trim().is_empty()
        && !ends_with_escape(text.trim())
        && (!is_strict || text.contains(['\\', '^', '_', '=', '{', '<', '>', '+']))
}

/// Whether a backslash at the end would escape what follows.
pub(super) fn ends_with_escape(latex: &str) -> bool {
    (latex.len() - latex.trim_end_matches('\\').len()) % 2 == 1
}

/// Where a formula between single dollars ends: as in pandoc, no space is inside next to a dollar, and no letter or digit
/// outside.
fn end_of_dollars(text: &str, start: usize) -> Option<usize> {
    let from = start + 1;
    if text[..start].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '\\') {
        return None;
    }
    let bytes = text.as_bytes();
    let limit = text.len().min(from + MAX_DOLLARS);
    let length = memchr::memchr_iter(b'$', &bytes[from..limit])
        .find(|&at| at == 0 || bytes[from + at - 1] != b'\\')?;
    let inner = &text[from..from + length];
    let after = bytes.get(from + length + 1);
    let is_closed = !inner.is_empty()
        && !inner.starts_with(char::is_whitespace)
        && !inner.ends_with(char::is_whitespace)
        && !after.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'$');
    is_closed.then_some(from + length)
}

/// Whether a page loads MathJax or KaTeX.
fn loads_script(tree: &Tree) -> bool {
    tree.find_all(Tag::Script).filter_map(|script| tree.attribute(script, AttributeName::Src)).any(|source| {
        let source = source.to_ascii_lowercase();
        source.contains("mathjax") || source.contains("katex")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The formulas of a text, those on lines of their own with `!`.
    fn formulas(text: &str, has_dollars: bool) -> Vec<String> {
        let pieces = cut(text, Delimiters { dollars: has_dollars }).unwrap_or_default();
        let whole: String = pieces
            .iter()
            .map(|piece| match *piece {
                Piece::Text(text) | Piece::Delimiter(text) | Piece::Formula { latex: text, .. } => text,
            })
            .collect();
        assert!(pieces.is_empty() || whole == text, "{text}");
        let formula = |piece: &Piece<'_>| match *piece {
            Piece::Formula { latex, is_display } => {
                Some(format!("{}{latex}", if is_display { "!" } else { "" }))
            }
            _ => None,
        };
        pieces.iter().filter_map(formula).collect()
    }

    #[test]
    fn delimiters_come_in_pairs() {
        assert_eq!(formulas(r"a \(x\) b \(y_1\)", false), ["x", "y_1"]);
        assert_eq!(formulas(r"so \[ x^2 \] and $$y=1$$.", false), ["! x^2 ", "!y=1"]);
        assert_eq!(formulas(r"\(a \[b \\(c", false), [""; 0]);
        assert_eq!(formulas(r"see \[1\] and \\(x\\)", false), [""; 0]);
    }

    #[test]
    fn dollars_are_money_unless_the_page_loads_a_script() {
        assert_eq!(formulas("with $n$ boats and $x_1, x_2$", true), ["n", "x_1, x_2"]);
        assert_eq!(formulas("with $n$ boats", false), [""; 0]);
        assert_eq!(formulas("$5 or $10, US$3 and 4$ each", true), [""; 0]);
        assert_eq!(formulas(r"cost \$5 and $\$6$", true), [r"\$6"]);
    }
}
