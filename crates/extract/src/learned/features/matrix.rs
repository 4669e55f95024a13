//! The feature rows of a batch of blocks, stored by column.

/// Blocks in a batch. Their rows fit into a processor's cache, whatever the size of the page.
pub(crate) const ROWS: usize = 256;

/// Numbers from one column to the next. A row has one number in each column. If the columns were a power of two apart,
/// all numbers of a row would compete for the same few lines of the processor's cache.
const STRIDE: usize = ROWS + 16;

/// A matrix of at most [`ROWS`] rows. It is stored by column, because a split of a tree compares one column of all rows.
/// The last columns are those of the page: they have the same value in every row, which is stored once.
#[derive(Debug)]
pub(crate) struct FeatureMatrix {
    columns: Vec<[f32; STRIDE]>,
    rows: usize,
    page: Vec<f32>,
}

impl FeatureMatrix {
    /// Creates a matrix with `width` columns that differ from row to row.
    pub(crate) fn new(width: usize) -> Self {
        Self { columns: vec![[0.0; STRIDE]; width], rows: 0, page: vec![] }
    }

    /// Sets the columns of the page.
    pub(super) fn set_page_values(&mut self, values: Vec<f32>) {
        self.page = values;
    }

    /// Starts a new batch of `rows` rows, or of [`ROWS`] if that is fewer. Their numbers are those of the old rows until
    /// [`row_writer`](Self::row_writer) replaces them.
    pub(crate) fn start_batch(&mut self, rows: usize) {
        self.rows = rows.min(ROWS);
    }

    /// Replaces all rows, of which there are at most [`ROWS`].
    pub(crate) fn replace_rows<'r>(&mut self, rows: impl Iterator<Item = &'r [f32]>) {
        self.rows = 0;
        for row in rows.take(ROWS) {
            self.columns.iter_mut().zip(row).for_each(|(column, &value)| column[self.rows % ROWS] = value);
            self.rows += 1;
        }
    }

    /// Removes all rows.
    pub(crate) fn clear_rows(&mut self) {
        self.rows = 0;
    }

    /// Takes the page's columns of another matrix.
    pub(crate) fn copy_page_values(&mut self, other: &Self) {
        self.page.clone_from(&other.page);
    }

    /// Appends some rows of another matrix of the same page, for which there must be space.
    pub(crate) fn append_rows(&mut self, other: &Self, rows: &[usize]) {
        let to = self.rows..self.rows + rows.len();
        for (own, column) in self.columns.iter_mut().zip(&other.columns) {
            own[to.clone()].iter_mut().zip(rows).for_each(|(value, &row)| *value = column[row % ROWS]);
        }
        self.rows = to.end;
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// The values of a column: one for each row, or a single one if the column is the page's.
    pub(crate) fn column(&self, index: usize) -> &[f32] {
        match self.columns.get(index) {
            Some(column) => &column[..self.rows],
            None => &self.page[index - self.columns.len()..][..1],
        }
    }

    /// A column that differs from row to row, or `None` if it is the page's. Values after the last row are arbitrary.
    pub(crate) fn varying_column(&self, index: usize) -> Option<&[f32; ROWS]> {
        self.columns.get(index)?.first_chunk()
    }

    /// All numbers, row by row.
    pub(crate) fn by_row(&self) -> impl Iterator<Item = f32> {
        (0..self.rows)
            .flat_map(|row| self.columns.iter().map(move |c| c[row]).chain(self.page.iter().copied()))
    }

    /// Writes the numbers of one row.
    pub(crate) fn row_writer(&mut self, index: usize) -> RowWriter<'_> {
        RowWriter { columns: &mut self.columns, index }
    }
}

/// Writes the numbers of one row in the order of the columns.
pub(crate) struct RowWriter<'m> {
    /// The columns that have not been written yet.
    columns: &'m mut [[f32; STRIDE]],
    index: usize,
}

impl RowWriter<'_> {
    /// Writes the next numbers. A whole group of features is written at once, since each block has hundreds of them.
    pub(crate) fn push<const N: usize>(&mut self, values: [f32; N]) {
        let (next, rest) = std::mem::take(&mut self.columns).split_at_mut(N);
        for (column, value) in next.iter_mut().zip(values) {
            column[self.index % ROWS] = value;
        }
        self.columns = rest;
    }

    /// Whether all columns have been written.
    pub(super) fn is_full(&self) -> bool {
        self.columns.is_empty()
    }
}

/// Converts a condition to 1 or 0.
pub(crate) fn flag(value: bool) -> f32 {
    f32::from(u8::from(value))
}
