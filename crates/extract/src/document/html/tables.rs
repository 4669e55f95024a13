//! The cells of tables, and which tables hold data rather than arrange the page.
//!
//! A table can only be judged when it is complete, so blocks keep a kind of their own until the end of the page. Then all
//! blocks in a cell of a data table become parts of that cell, and the cells of other tables become paragraphs.
//!
//! Data is short; a cell that is a column of the page contains paragraphs. The thresholds were set by hand when blocks
//! were introduced, and no measurement of them is on record.

use dechaff_html::{AttributeName, NodeId, Tag, Tree};

use crate::document::block::{Block, BlockKind};

/// Minimum number of rows.
const MIN_ROWS: u32 = 2;
/// Minimum number of cells: two rows of two.
const MIN_CELLS: u32 = 4;
/// Maximum number of words in a block of a cell. A longer one is prose.
const MAX_BLOCK_WORDS: u32 = 100;
/// Maximum number of blocks in a cell, apart from those of lists. A cell with more is a part of the page.
const MAX_BLOCKS_IN_CELL: u32 = 4;
/// Maximum number of blocks of lists in a cell. Menus have more.
const MAX_ITEMS_IN_CELL: u32 = 16;
/// Maximum number of words per cell, on average.
const MAX_MEAN_CELL_WORDS: u32 = 25;
/// Maximum number of columns that are tracked across rows. It bounds the work for each row.
const MAX_COLUMNS: u32 = 64;
/// Maximum number of columns that a cell extends over.
const MAX_COLSPAN: u32 = 32;

/// The tables and cells of a page, in the order in which they were opened.
#[derive(Default)]
pub(super) struct Tables {
    tables: Vec<Table>,
    cells: Vec<Cell>,
    /// The blocks in cells: index of the block, index of the cell.
    blocks: Vec<(u32, u32)>,
    /// The number of rows, in all tables.
    rows: u32,
}

/// A cell of any table.
struct Cell {
    table: u32,
    kind: BlockKind,
}

#[derive(Default)]
struct Table {
    shape: TableShape,
    grid: Grid,
}

impl Tables {
    /// Opens a table inside `outer` and returns its index.
    pub(super) fn open_table(&mut self, outer: Option<u32>, role: Option<&str>) -> u32 {
        if let Some(outer) = outer {
            self.tables[outer as usize].shape.has_inner_table = true;
        }
        self.tables.push(Table { shape: TableShape::new(role), ..Table::default() });
        self.tables.len() as u32 - 1
    }

    pub(super) fn open_row(&mut self, table: Option<u32>) {
        self.rows += 1;
        if let Some(table) = table {
            let table = &mut self.tables[table as usize];
            table.shape.rows += 1;
            table.grid.open_row();
        }
    }

    /// Opens a cell and returns its index.
    pub(super) fn open_cell(&mut self, table: u32, tree: &Tree, node: NodeId) -> u32 {
        let span = |name| tree.attribute(node, name).and_then(|v| v.trim().parse().ok()).unwrap_or(1);
        let Table { shape, grid } = &mut self.tables[table as usize];
        let header = tree.tag(node) == Some(Tag::Th);
        shape.add_cell(header);
        let column = grid.place(span(AttributeName::Colspan), span(AttributeName::Rowspan));
        let kind = BlockKind::Cell { row: self.rows, column, header };
        self.cells.push(Cell { table, kind });
        self.cells.len() as u32 - 1
    }

    /// The kind of the blocks directly in a cell.
    pub(super) fn cell_kind(&self, cell: u32) -> BlockKind {
        self.cells[cell as usize].kind
    }

    /// Adds a block to its cell. `index` is the block's in the document.
    pub(super) fn add_block(&mut self, cell: u32, index: u32, block: &Block, has_lines: bool) {
        self.blocks.push((index, cell));
        let table = self.cells[cell as usize].table;
        self.tables[table as usize].shape.add_block(block, has_lines);
    }

    /// Gives the blocks in cells their kinds: parts of a cell in data tables, and nothing of a table in all others.
    pub(super) fn finish(&self, blocks: &mut [Block]) {
        for &(block, cell) in &self.blocks {
            let cell = &self.cells[cell as usize];
            let kind = &mut blocks[block as usize].kind;
            if self.tables[cell.table as usize].shape.is_data() {
                *kind = cell.kind;
            } else if let BlockKind::Cell { .. } = kind {
                *kind = BlockKind::Paragraph;
            }
        }
    }
}

/// Which columns of the open row are taken by cells of the rows above.
#[derive(Default)]
struct Grid {
    row: u32,
    /// The next column of the row.
    next: u32,
    /// For each column, the row in which it is free again.
    free_from: Vec<u32>,
}

impl Grid {
    fn open_row(&mut self) {
        self.row += 1;
        self.next = 0;
    }

    /// Places a cell in the next free columns and returns the first of them.
    fn place(&mut self, colspan: u32, rowspan: u32) -> u32 {
        while self.free_from.get(self.next as usize).is_some_and(|&row| row > self.row) {
            self.next += 1;
        }
        let column = self.next;
        self.next += colspan.clamp(1, MAX_COLSPAN);
        let end = self.next.min(MAX_COLUMNS);
        if self.free_from.len() < end as usize {
            self.free_from.resize(end as usize, 0);
        }
        if column < end {
            self.free_from[column as usize..end as usize].fill(self.row.saturating_add(rowspan.max(1)));
        }
        column
    }
}

/// The figures of a table that decide whether it holds data.
#[derive(Default)]
struct TableShape {
    rows: u32,
    cells: u32,
    /// Cells that are headers.
    headers: u32,
    /// Whether the first cell is a header.
    begins_with_header: bool,
    /// Whether another table is inside.
    has_inner_table: bool,
    /// Whether its role says that it only arranges the page.
    is_presentation: bool,
    /// Whether a cell holds lines of code or a heading of the page.
    has_page_parts: bool,
    /// Words of the longest block in a cell.
    longest_block: u32,
    words: u32,
    /// Blocks in the cell that is open, and the most in any cell.
    blocks_in_cell: u32,
    most_blocks_in_cell: u32,
    /// The same for the blocks of lists.
    items_in_cell: u32,
    most_items_in_cell: u32,
}

impl TableShape {
    /// An empty table with the given `role`.
    fn new(role: Option<&str>) -> Self {
        Self { is_presentation: matches!(role, Some("presentation" | "none")), ..Self::default() }
    }

    fn add_cell(&mut self, is_header: bool) {
        self.begins_with_header |= is_header && self.cells == 0;
        self.headers += u32::from(is_header);
        self.cells += 1;
        self.blocks_in_cell = 0;
        self.items_in_cell = 0;
    }

    /// Adds a block, with one line or several, to the cell that is open.
    fn add_block(&mut self, block: &Block, has_lines: bool) {
        self.words += block.words;
        self.longest_block = self.longest_block.max(block.words);
        match block.kind {
            BlockKind::Code if has_lines => self.has_page_parts = true,
            BlockKind::Heading(1..=2) => self.has_page_parts = true,
            BlockKind::Cell { .. } | BlockKind::Heading(_) | BlockKind::Code => self.blocks_in_cell += 1,
            _ => self.items_in_cell += 1,
        }
        self.most_blocks_in_cell = self.most_blocks_in_cell.max(self.blocks_in_cell);
        self.most_items_in_cell = self.most_items_in_cell.max(self.items_in_cell);
    }

    fn has_columns(&self) -> bool {
        self.cells >= MIN_CELLS && self.cells > self.rows
    }

    /// Whether the table is a single column with a header. Without one, it is a list.
    fn is_headed_column(&self) -> bool {
        self.cells == self.rows && self.headers == 1 && self.begins_with_header
    }

    /// Whether the table holds data. The cells of all other tables are ordinary paragraphs.
    fn is_data(&self) -> bool {
        !self.has_inner_table
            && !self.is_presentation
            && !self.has_page_parts
            && self.rows >= MIN_ROWS
            && (self.has_columns() || self.is_headed_column())
            && self.longest_block <= MAX_BLOCK_WORDS
            && self.most_blocks_in_cell <= MAX_BLOCKS_IN_CELL
            && self.most_items_in_cell <= MAX_ITEMS_IN_CELL
            && self.words <= MAX_MEAN_CELL_WORDS * self.cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unicode::words::Counts;

    fn block(kind: BlockKind, words: u32) -> Block {
        Block { words, ..Block::new(0..0, kind, Counts::default()) }
    }

    const CELL: BlockKind = BlockKind::Cell { row: 1, column: 0, header: false };

    /// A table of `rows` rows, each with a cell of one block for each number of words.
    fn table(rows: u32, cells: &[u32]) -> TableShape {
        let mut table = TableShape::new(None);
        for _ in 0..rows {
            table.rows += 1;
            for &words in cells {
                table.add_cell(false);
                table.add_block(&block(CELL, words), false);
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
    fn a_column_under_a_header_is_data() {
        let mut table = TableShape { rows: 3, ..TableShape::new(None) };
        for is_header in [true, false, false] {
            table.add_cell(is_header);
            table.add_block(&block(CELL, 1), false);
        }
        assert!(table.is_data());
        table.add_cell(true);
        table.rows += 1;
        assert!(!table.is_data());
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
            table.add_block(&block(CELL, 1), false);
        }
        assert!(table.is_data());
        table.add_block(&block(CELL, 1), false);
        assert!(!table.is_data());
    }

    #[test]
    fn roles_and_inner_tables_mean_layout() {
        assert!(!TableShape { is_presentation: true, ..table(2, &[1, 2]) }.is_data());
        assert!(!TableShape { has_inner_table: true, ..table(2, &[1, 2]) }.is_data());
    }

    #[test]
    fn short_lists_are_data_and_menus_are_layout() {
        let mut table = table(2, &[1, 2, 3]);
        let item = block(BlockKind::ListItem { level: 1, number: None }, 1);
        for _ in 0..MAX_ITEMS_IN_CELL {
            table.add_block(&item, false);
        }
        assert!(table.is_data());
        table.add_block(&item, false);
        assert!(!table.is_data());
    }

    #[test]
    fn lines_of_code_are_not_data() {
        let mut table = table(2, &[1, 2]);
        table.add_block(&block(BlockKind::Code, 1), false);
        assert!(table.is_data());
        table.add_block(&block(BlockKind::Code, 2), true);
        assert!(!table.is_data());
    }

    #[test]
    fn cells_are_placed_around_those_of_the_rows_above() {
        let mut grid = Grid::default();
        grid.open_row();
        assert_eq!([grid.place(1, 2), grid.place(2, 1), grid.place(1, 1)], [0, 1, 3]);
        grid.open_row();
        assert_eq!([grid.place(1, 1), grid.place(1, 1)], [1, 2]);
        grid.open_row();
        assert_eq!(grid.place(u32::MAX, u32::MAX), 0);
        assert_eq!(grid.place(1, 1), MAX_COLSPAN);
    }
}
