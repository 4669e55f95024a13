//! Distinguishes data tables from tables that only arrange the page.
//!
//! Data is short; a cell that is a column of the page contains paragraphs. The thresholds were set by hand when blocks
//! were introduced, and no measurement of them is on record.

/// Minimum number of rows.
const MIN_ROWS: u32 = 2;
/// Minimum number of cells: two rows of two.
const MIN_CELLS: u32 = 4;
/// Maximum number of words in a block of a cell. A longer one is prose.
const MAX_BLOCK_WORDS: u32 = 100;
/// Maximum number of blocks in a cell. A cell with more is a part of the page.
const MAX_BLOCKS_IN_CELL: u32 = 4;
/// Maximum number of words per cell, on average.
const MAX_MEAN_CELL_WORDS: u32 = 25;

/// The figures of a table that decide whether it holds data.
#[derive(Default)]
pub(super) struct TableShape {
    rows: u32,
    cells: u32,
    /// Whether another table is inside.
    has_inner_table: bool,
    /// Whether its role says that it only arranges the page.
    is_presentation: bool,
    /// Words of the longest block in a cell.
    longest_block: u32,
    words: u32,
    /// Blocks in the cell that is open, and the most in any cell.
    blocks_in_cell: u32,
    most_blocks_in_cell: u32,
}

impl TableShape {
    /// An empty table with the given `role`.
    pub(super) fn new(role: Option<&str>) -> Self {
        Self { is_presentation: matches!(role, Some("presentation" | "none")), ..Self::default() }
    }

    pub(super) fn add_inner_table(&mut self) {
        self.has_inner_table = true;
    }

    pub(super) fn add_row(&mut self) {
        self.rows += 1;
    }

    pub(super) fn add_cell(&mut self) {
        self.cells += 1;
        self.blocks_in_cell = 0;
    }

    /// Adds a block to the cell that is open.
    pub(super) fn add_block(&mut self, words: u32) {
        self.words += words;
        self.longest_block = self.longest_block.max(words);
        self.blocks_in_cell += 1;
        self.most_blocks_in_cell = self.most_blocks_in_cell.max(self.blocks_in_cell);
    }

    /// Whether the table holds data. The cells of all other tables are ordinary paragraphs.
    pub(super) fn is_data(&self) -> bool {
        !self.has_inner_table
            && !self.is_presentation
            && self.rows >= MIN_ROWS
            && self.cells >= MIN_CELLS
            // A table of one column is a list.
            && self.cells > self.rows
            && self.longest_block <= MAX_BLOCK_WORDS
            && self.most_blocks_in_cell <= MAX_BLOCKS_IN_CELL
            && self.words <= MAX_MEAN_CELL_WORDS * self.cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of `rows` rows, each with a cell of one block for each number of words.
    fn table(rows: u32, cells: &[u32]) -> TableShape {
        let mut table = TableShape::new(None);
        for _ in 0..rows {
            table.add_row();
            for &words in cells {
                table.add_cell();
                table.add_block(words);
            }
        }
        table
    }

    #[test]
    fn short_cells_in_rows_and_columns_are_data() {
        assert!(table(2, &[1, 2]).is_data());
        assert!(table(2, &[1, 25, 49]).is_data());
    }

    #[test]
    fn a_single_row_or_column_is_layout() {
        assert!(!table(1, &[1, 1, 1, 1]).is_data());
        assert!(!table(9, &[1]).is_data());
    }

    #[test]
    fn long_cells_are_layout() {
        assert!(table(2, &[100, 0, 0, 0]).is_data());
        assert!(!table(2, &[101, 0, 0, 0, 0]).is_data());
        assert!(!table(2, &[25, 26]).is_data());
    }

    #[test]
    fn a_cell_with_many_blocks_is_layout() {
        let mut table = table(2, &[1, 1]);
        for _ in 0..3 {
            table.add_block(1);
        }
        assert!(table.is_data());
        table.add_block(1);
        assert!(!table.is_data());
    }

    #[test]
    fn roles_and_inner_tables_mean_layout() {
        assert!(!TableShape { is_presentation: true, ..table(2, &[1, 2]) }.is_data());
        assert!(!TableShape { has_inner_table: true, ..table(2, &[1, 2]) }.is_data());
    }
}
