//! Tables: rows of Markdown, and lines whose cells are separated by tabs.

use crate::document::rendered::lines::{Line, Marker};

/// Minimum rows of a table with pipes at the ends of its rows but without a header.
const MIN_ROWS: usize = 2;
/// Minimum rows of a table with tabs. Menus and lines of figures take one or two.
const MIN_TAB_ROWS: usize = 3;

/// Whether a line separates the header of a Markdown table from its body: `| --- | :-: |`.
pub(super) fn is_delimiter_row(text: &str) -> bool {
    text.contains('|')
        && text.contains("--")
        && text.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

/// How the cells of a row are separated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Separator {
    Pipe,
    Tab,
}

/// The number of lines from the first one on that are rows of a table; 0 if there is none.
pub(super) fn count_rows(lines: &[Line<'_>]) -> usize {
    let Some(first) = lines.first().filter(|l| l.marker == Marker::None) else { return 0 };
    let rest = lines[1..].iter().take_while(|l| l.blank_before == 0 && l.marker == Marker::None);
    match separator(first) {
        Some(Separator::Pipe) => {
            // A row without pipes at its ends needs the header above it.
            let is_row =
                |l: &&Line<'_>| l.text.contains('|') && (first.is_table_header || has_outer_pipes(l));
            let rows = 1 + rest.take_while(is_row).count();
            if first.is_table_header || rows >= MIN_ROWS { rows } else { 0 }
        }
        Some(Separator::Tab) => {
            let columns = first.text.split('\t').count();
            // The first cell of a row may be empty.
            let rows = 1 + rest
                .take_while(|l| l.text.split('\t').count().abs_diff(columns) <= 1 && l.text.contains('\t'))
                .count();
            if rows >= MIN_TAB_ROWS { rows } else { 0 }
        }
        None => 0,
    }
}

fn separator(line: &Line<'_>) -> Option<Separator> {
    if line.is_table_header || has_outer_pipes(line) {
        Some(Separator::Pipe)
    } else {
        line.text.contains('\t').then_some(Separator::Tab)
    }
}

fn has_outer_pipes(line: &Line<'_>) -> bool {
    line.text.len() >= 3 && line.text.starts_with('|') && line.text.ends_with('|')
}

/// The cells of a row, without the pipes or tabs.
pub(super) fn cells<'p>(text: &'p str, table: &[Line<'p>]) -> Vec<&'p str> {
    if table.first().and_then(separator) == Some(Separator::Tab) {
        return text.split('\t').map(str::trim).collect();
    }
    let inner = text.strip_prefix('|').unwrap_or(text);
    let inner = inner.strip_suffix('|').filter(|t| !t.ends_with('\\')).unwrap_or(inner);
    let mut cells = vec![];
    let mut start = 0;
    for (at, _) in inner.match_indices('|') {
        if !inner[..at].ends_with('\\') {
            cells.push(inner[start..at].trim());
            start = at + 1;
        }
    }
    cells.push(inner[start..].trim());
    cells
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::document::block::BlockKind;

    /// The cells of a page, with the number of their row.
    fn cells(page: &str) -> Vec<(u32, bool, String)> {
        let document = Document::from_text(page);
        let cells = document.blocks().iter().filter_map(|b| match b.kind {
            BlockKind::Cell { row, header, .. } => Some((row, header, document.block_text(b).to_owned())),
            _ => None,
        });
        cells.collect()
    }

    #[test]
    fn rows_of_markdown_and_of_tabs_are_tables() {
        let expected = [(1, true, "Boat"), (1, true, "Seats"), (2, false, "Otter"), (2, false, "12")];
        let expected = expected.map(|(row, header, text)| (row, header, text.to_owned()));
        assert_eq!(cells("| Boat | Seats |\n| :--- | ---: |\n| Otter | 12 |"), expected);
        assert_eq!(cells("Boat | Seats\n--- | ---\nOtter | 12"), expected);
        assert_eq!(cells("Boat\tSeats\nOtter\t12\nHeron\t7").len(), 6);
        assert_eq!(cells(r"| a \| b | c |\n| d | e |".replace(r"\n", "\n").as_str())[0].2, r"a \| b");
    }

    #[test]
    fn menus_are_no_tables() {
        assert!(cells("Home | News | Contact\nImprint | Privacy").is_empty());
        assert!(cells("Home\tNews\nImprint\tPrivacy").is_empty());
    }
}
