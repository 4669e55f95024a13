//! The rows of some blocks, stored by column.

/// Blocks whose rows exist at a time: few enough for a processor's cache, whatever the page.
pub(crate) const ROWS: usize = 256;

/// Numbers from one column to the next. A row's numbers stand one in each column; were the columns a power of two apart,
/// they would all fall into the same few places of a processor's cache.
const STRIDE: usize = ROWS + 16;

/// A table of at most [`ROWS`] rows: what asks, asks all rows for one column. The last columns are the page's.
#[derive(Debug)]
pub(crate) struct FeatureMatrix {
    columns: Vec<[f32; STRIDE]>,
    rows: usize,
    page: Vec<f32>,
}

impl FeatureMatrix {
    /// A table with so many columns that differ from row to row.
    pub(crate) fn new(width: usize) -> Self {
        Self { columns: vec![[0.0; STRIDE]; width], rows: 0, page: vec![] }
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
        match self.columns.get(index) {
            Some(column) => &column[..self.rows],
            None => &self.page[index - self.columns.len()..][..1],
        }
    }

    /// A column that differs from row to row, with whatever stands behind the last row.
    pub(crate) fn varying(&self, index: usize) -> Option<&[f32; ROWS]> {
        self.columns.get(index)?.first_chunk()
    }

    /// The rows one after the other.
    pub(crate) fn by_row(&self) -> impl Iterator<Item = f32> {
        (0..self.rows)
            .flat_map(|row| self.columns.iter().map(move |c| c[row]).chain(self.page.iter().copied()))
    }

    /// Takes the numbers of one row in the order of the columns.
    pub(crate) fn row(&mut self, index: usize) -> Row<'_> {
        Row { columns: &mut self.columns, index }
    }
}

/// Takes the numbers of one row in order.
pub(crate) struct Row<'t> {
    /// Those without a number.
    columns: &'t mut [[f32; STRIDE]],
    index: usize,
}

impl Row<'_> {
    /// Puts the next numbers: a group's together, for every block has hundreds.
    pub(crate) fn put<const N: usize>(&mut self, values: [f32; N]) {
        let (next, rest) = std::mem::take(&mut self.columns).split_at_mut(N);
        for (column, value) in next.iter_mut().zip(values) {
            column[self.index % ROWS] = value;
        }
        self.columns = rest;
    }

    /// Whether all numbers were put.
    pub(super) fn is_full(&self) -> bool {
        self.columns.is_empty()
    }
}

/// A yes or no as a number.
pub(super) fn flag(value: bool) -> f32 {
    f32::from(u8::from(value))
}
