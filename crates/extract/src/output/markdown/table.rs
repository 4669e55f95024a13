//! Renders adjacent cells as a table.

use crate::document::Document;
use crate::document::block::BlockKind;
use crate::output::markdown::inline::{self, InlineStyle};

/// Maximum number of columns to which short rows are filled up. Without it, one long row would make all others as long.
const MAX_FILLED_COLUMNS: usize = 64;

/// Renders adjacent cells as a table. The first row becomes the header. A space separates the blocks of a cell. Lines
/// after the first begin with `rest`.
pub(super) fn render(
    document: &Document,
    cells: &[usize],
    style: InlineStyle<'_>,
    rest: &str,
    out: &mut String,
) {
    let mut rows: Vec<(u32, Vec<String>)> = vec![];
    for &index in cells {
        let block = &document.blocks()[index];
        let BlockKind::Cell { row, column, .. } = block.kind else { continue };
        let text = inline::render(document, block, style).replace('\n', " ").replace('|', "\\|");
        if rows.last().is_none_or(|(last, _)| *last != row) {
            rows.push((row, vec![]));
        }
        let Some((_, cells)) = rows.last_mut() else { continue };
        match cells.get_mut(column as usize) {
            Some(cell) => {
                cell.push(' ');
                cell.push_str(&text);
            }
            None => {
                cells.resize(column as usize, String::new());
                cells.push(text);
            }
        }
    }
    let columns = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    for (index, (_, cells)) in rows.iter().enumerate() {
        if index > 0 {
            out.push('\n');
            out.push_str(rest);
        }
        out.push('|');
        // The header decides how many columns the table has.
        let filled = if index == 0 { columns } else { cells.len().max(columns.min(MAX_FILLED_COLUMNS)) };
        for column in 0..filled {
            out.push(' ');
            out.push_str(cells.get(column).map_or("", String::as_str));
            out.push_str(" |");
        }
        if index == 0 {
            out.push('\n');
            out.push_str(rest);
            out.push('|');
            (0..columns).for_each(|_| out.push_str(" --- |"));
        }
    }
}
