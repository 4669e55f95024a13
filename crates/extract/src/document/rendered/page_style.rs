//! How a page was rendered: wrapped at a width, as Markdown, with a list of link targets at the end.

use crate::document::rendered::lines::{Line, Marker};

/// How the page was rendered.
#[derive(Debug, Default)]
pub(super) struct PageStyle {
    /// The width, in columns, at which paragraphs are wrapped.
    pub(super) wrap: Option<u32>,
    pub(super) markdown: bool,
    /// Index of the line where a numbered list of link targets begins. If there is one, the text has link numbers.
    pub(super) references: Option<usize>,
}

impl PageStyle {
    pub(super) fn new(lines: &[Line<'_>], markdown: bool) -> Self {
        Self { wrap: wrap_width(lines), markdown, references: references(lines) }
    }
}

/// The widths between which renderers wrap.
const MIN_WRAP: u32 = 58;
const MAX_WRAP: u32 = 132;
/// Minimum number of lines of a page whose width is measured.
const MIN_LINES: usize = 6;
/// One line in this many may be longer than the width: long URLs and tables overflow any width.
const LINES_PER_OVERFLOW: usize = 50;
/// Minimum number of lines that could not have taken the next word.
const MIN_FULL_LINES: u32 = 4;

/// The width at which the page is wrapped: hardly any line is longer, and where a paragraph continues, the next word
/// would not have fit.
fn wrap_width(lines: &[Line<'_>]) -> Option<u32> {
    let measured = lines.iter().filter(|l| !matches!(l.marker, Marker::Code(_)));
    let mut widths: Vec<u32> = measured.map(|l| l.width).collect();
    if widths.len() < MIN_LINES {
        return None;
    }
    widths.sort_unstable();
    let width = widths[widths.len() - 1 - widths.len() / LINES_PER_OVERFLOW];
    if !(MIN_WRAP..=MAX_WRAP).contains(&width) {
        return None;
    }
    let (mut full, mut other) = (0u32, 0u32);
    for pair in lines.windows(2) {
        if pair[1].blank_before == 0 && pair[1].marker == Marker::None && pair[0].width > width / 2 {
            if is_full(&pair[0], &pair[1], width) {
                full += 1;
            } else {
                other += 1;
            }
        }
    }
    (full >= MIN_FULL_LINES && full >= 2 * other).then_some(width)
}

/// In columns: a line that ends with a hyphen may be this much shorter than the width.
const HYPHEN_SLACK: u32 = 8;

/// Whether the first word of the next line would not have fit in a line.
pub(super) fn is_full(line: &Line<'_>, next: &Line<'_>, width: u32) -> bool {
    let word = next.text.split_whitespace().next().map_or(0, |w| w.chars().count() as u32);
    // A hyphenated word breaks earlier.
    line.width + 1 + word > width || (line.text.ends_with('-') && line.width + HYPHEN_SLACK > width)
}

/// Minimum number of URLs in a list of link targets.
const MIN_REFERENCES: usize = 3;

/// The index of the line where a numbered list of URLs begins that extends to the end of the page (lynx, elinks).
fn references(lines: &[Line<'_>]) -> Option<usize> {
    let is_url = |l: &Line<'_>| {
        matches!(l.marker, Marker::Number(_))
            && ["http:", "https:", "file:", "mailto:", "javascript:", "ftp:", "about:"]
                .iter()
                .any(|s| l.text.starts_with(s))
    };
    let mut at = lines.len();
    let mut count = 0;
    while at > 0 {
        let line = &lines[at - 1];
        let heading = matches!(
            line.text,
            "References" | "Visible links" | "Visible links:" | "Hidden links" | "Hidden links:"
        );
        // Long URLs extend over several lines.
        let tail = line.marker == Marker::None && !line.text.contains(' ') && at < lines.len();
        if is_url(line) {
            count += 1;
        } else if !(heading || tail) {
            break;
        }
        at -= 1;
    }
    (count >= MIN_REFERENCES).then_some(at)
}
