//! The rows of some blocks, stored by column.

/// Blocks whose rows exist at a time: few enough for a processor's cache, whatever the page.
pub(crate) const ROWS: usize = 256;

/// A table of at most [`ROWS`] rows: what asks, asks all rows for one column. The last columns are the page's.
#[derive(Debug)]
pub(crate) struct Table {
    values: Vec<f32>,
    rows: usize,
    page: Vec<f32>,
}

impl Table {
    /// A table with so many columns that differ from row to row.
    pub(crate) fn new(width: usize) -> Self {
        Self { values: vec![0.0; width * ROWS], rows: 0, page: vec![] }
    }

    /// Takes what is the same in every row.
    pub(super) fn set_page(&mut self, values: Vec<f32>) {
        self.page = values;
    }

    /// Begins to hold other rows, so many.
    pub(crate) fn begin(&mut self, rows: usize) {
        self.rows = rows.min(ROWS);
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// A column's values, one for each row; one for all if it is the page's.
    pub(crate) fn column(&self, index: usize) -> &[f32] {
        match (index * ROWS).checked_sub(self.values.len()) {
            None => &self.values[index * ROWS..][..self.rows],
            Some(behind) => &self.page[behind / ROWS..=behind / ROWS],
        }
    }

    /// The rows one after the other.
    pub(crate) fn by_row(&self) -> impl Iterator<Item = f32> {
        (0..self.rows).flat_map(|row| self.values.iter().skip(row).step_by(ROWS).chain(&self.page).copied())
    }

    /// Takes the numbers of one row in the order of the columns.
    pub(crate) fn row(&mut self, index: usize) -> Row<'_> {
        Row { values: &mut self.values, at: index }
    }
}

/// Takes the numbers of one row in order.
pub(crate) struct Row<'t> {
    values: &'t mut [f32],
    at: usize,
}

impl Row<'_> {
    pub(crate) fn put(&mut self, value: f32) {
        self.values[self.at] = value;
        self.at += ROWS;
    }

    pub(super) fn flag(&mut self, value: bool) {
        self.put(f32::from(u8::from(value)));
    }
}
