//! Cells of the tables.

use std::fmt::Write;

/// A figure with four decimals, or `-` if there is none.
pub(crate) fn format_figure(figure: Option<f64>) -> String {
    figure.map_or_else(|| "-".to_owned(), |figure| format!("{figure:.4}"))
}

/// Appends a cell, right-aligned in ten columns.
pub(crate) fn push_cell(table: &mut String, cell: &str) {
    // Writing to a string cannot fail.
    let _ = write!(table, "{cell:>10}");
}
