//! Forests that score a batch of rows at once: a split is evaluated for all rows together, one bit per row.
//!
//! Scoring one row at a time waits for a load and a comparison at each split. Here each split is evaluated once for all
//! rows, eight comparisons at a time, and the tree divides the set of rows by the resulting bits. Many splits have the
//! same result for all rows of a page. The minimum and the maximum of the column show this, and such splits cost next to
//! nothing. The sums are those of [`Forest::score`], bit for bit, because each row adds its leaves in the order of the
//! trees.

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, f32x8};

use super::forest::{DecisionTree, Forest, TreeNode};
use crate::learned::features::matrix::{FeatureMatrix, ROWS};

/// Forests over the same columns, prepared for batches of rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct BatchForest {
    columns: Vec<Column>,
    /// The column of each split.
    column_of_split: Vec<u16>,
    forests: Vec<Vec<BatchTree>>,
}

/// The distinct thresholds of a column in ascending order. Each is a split, and all splits are numbered in this order.
#[derive(Clone, Debug)]
struct Column {
    thresholds: Vec<f32>,
    /// The number of the column's first split.
    first_split: usize,
}

/// A decision tree: its inner nodes, and the values of its leaves.
#[derive(Clone, Debug)]
struct BatchTree {
    nodes: Vec<BatchNode>,
    leaves: Vec<f32>,
}

#[derive(Clone, Copy, Debug, Default)]
struct BatchNode {
    split: u32,
    /// The next node if the split's result is no, and if it is yes. Leaves are numbered after the inner nodes.
    next: [u8; 2],
}

/// What is known about the result of a split for the rows of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum SplitResult {
    /// No for all rows: the values are above the threshold.
    No,
    /// Yes for all rows.
    Yes,
    /// Rows differ, and the split's bits are computed.
    PerRow,
    /// Rows differ, and the bits are not computed yet.
    Differs,
    /// Not evaluated, like all splits of the column.
    Unknown,
}

/// Rows in a word of bits.
const BITS: usize = u64::BITS as usize;
/// Words for all rows of a matrix.
const WORDS: usize = ROWS / BITS;
/// The largest number of pending sets of rows while a tree of at most 32 leaves is traversed.
const MAX_PENDING: usize = 32;

/// For each byte, a mask for eight numbers: all bits of a number are set if its bit in the byte is set.
///
/// Rows that reach the same leaf are mostly close to each other. With the mask, a leaf's value is added to eight sums in
/// the time of two; rows that did not reach the leaf add 0.
static MASKS: [[u32; 8]; 256] = {
    let mut masks = [[0; 8]; 256];
    let mut at = 0;
    while at < 8 * 256 {
        if ((at / 8) >> (at % 8)) & 1 == 1 {
            masks[at / 8][at % 8] = u32::MAX;
        }
        at += 1;
    }
    masks
};

/// The results of all splits for one batch of rows. It is reused from page to page to save allocations.
#[derive(Debug, Default)]
pub(crate) struct SplitResults {
    results: Vec<SplitResult>,
    /// The bits of each split, for splits with [`SplitResult::PerRow`].
    bits: Vec<u64>,
}

impl SplitResults {
    /// Prepares for another batch of rows.
    pub(crate) fn reset(&mut self, forests: &BatchForest) {
        self.results.clear();
        self.results.resize(forests.column_of_split.len(), SplitResult::Unknown);
    }
}

/// The state while trees add their values to the sums of `W` words of rows.
struct Traversal<'a, const W: usize> {
    results: &'a mut [SplitResult],
    bits: &'a mut [[u64; W]],
    sums: [[f32; BITS]; W],
    /// Nodes that remain to be visited, each with the rows that reached it.
    pending: [(u8, [u64; W]); MAX_PENDING],
}

impl Column {
    fn new(mut thresholds: Vec<f32>, first_split: usize) -> Self {
        thresholds.sort_by(f32::total_cmp);
        thresholds.dedup();
        Self { thresholds, first_split }
    }

    /// Finds the splits that have the same result for all rows.
    #[inline(always)]
    fn find_uniform<S: Simd>(&self, simd: S, values: &[f32], results: &mut [SplitResult]) {
        let (min, max) = min_and_max(simd, values);
        let own = &mut results[self.first_split..][..self.thresholds.len()];
        let no = self.thresholds.partition_point(|&t| t < min);
        let differ = self.thresholds[no..].partition_point(|&t| t < max);
        own[..no].fill(SplitResult::No);
        own[no..no + differ].fill(SplitResult::Differs);
        own[no + differ..].fill(SplitResult::Yes);
    }
}

/// The smallest and the largest of some values.
#[inline(always)]
fn min_and_max<S: Simd>(simd: S, values: &[f32]) -> (f32, f32) {
    let extend = |(min, max): (f32, f32), &value: &f32| (min.min(value), max.max(value));
    let none = (f32::INFINITY, f32::NEG_INFINITY);
    // The last chunk overlaps the one before, which changes nothing.
    let Some(last) = values.last_chunk::<8>() else { return values.iter().fold(none, extend) };
    let (mut min, mut max) = (f32x8::from_slice(simd, last), f32x8::from_slice(simd, last));
    for chunk in values.as_chunks::<8>().0 {
        let chunk = f32x8::from_slice(simd, chunk);
        min = min.min(chunk);
        max = max.max(chunk);
    }
    (min.as_slice().iter().fold(none, extend).0, max.as_slice().iter().fold(none, extend).1)
}

/// A bit for each value that is at most `threshold`.
#[inline(always)]
fn at_most<S: Simd, const W: usize>(simd: S, values: &[f32; ROWS], threshold: f32) -> [u64; W] {
    let threshold = f32x8::splat(simd, threshold);
    let (words, _) = values.as_chunks::<BITS>();
    let mut bits = [0; W];
    for (bits, values) in bits.iter_mut().zip(words) {
        for chunk in values.as_chunks::<8>().0.iter().rev() {
            *bits = *bits << 8 | f32x8::from_slice(simd, chunk).simd_le(threshold).to_bitmask();
        }
    }
    bits
}

impl BatchForest {
    /// Prepares some forests.
    pub(crate) fn new(forests: &[&Forest]) -> Self {
        let nodes = || forests.iter().flat_map(|forest| &forest.trees).flat_map(|tree| tree.inner_nodes());
        let width = nodes().map(|node| usize::from(node.feature) + 1).max().unwrap_or(0);
        let mut thresholds = vec![vec![]; width];
        for node in nodes() {
            thresholds[usize::from(node.feature)].push(node.threshold);
        }
        let mut batch = Self::default();
        for (index, thresholds) in thresholds.into_iter().enumerate() {
            let column = Column::new(thresholds, batch.column_of_split.len());
            batch.column_of_split.extend(std::iter::repeat_n(index as u16, column.thresholds.len()));
            batch.columns.push(column);
        }
        let prepare = |tree: &DecisionTree| BatchTree {
            nodes: tree.inner_nodes().iter().map(|node| batch.prepare_node(node)).collect(),
            leaves: tree.leaves().iter().map(|leaf| leaf.threshold).collect(),
        };
        batch.forests = forests.iter().map(|forest| forest.trees.iter().map(prepare).collect()).collect();
        batch
    }

    fn prepare_node(&self, node: &TreeNode) -> BatchNode {
        let column = &self.columns[usize::from(node.feature)];
        let at = column.thresholds.partition_point(|&t| t < node.threshold);
        BatchNode { split: (column.first_split + at) as u32, next: node.next }
    }

    /// How many trees a forest has.
    pub(crate) fn trees(&self, forest: usize) -> usize {
        self.forests[forest].len()
    }

    /// Adds the values of some trees of a forest to the scores of a matrix's rows. `results` must have been
    /// [reset](SplitResults::reset) for the matrix.
    pub(crate) fn add(
        &self,
        (forest, trees): (usize, Range<usize>),
        matrix: &FeatureMatrix,
        scores: &mut [f32],
        results: &mut SplitResults,
    ) {
        let trees = &self.forests[forest][trees];
        let level = Level::new();
        dispatch!(level, simd => self.add_rows(simd, trees, matrix, scores, results));
    }

    /// [`add`](Self::add) with the widest instructions of the processor. All functions below are inlined into this one.
    #[inline(always)]
    fn add_rows<S: Simd>(
        &self,
        simd: S,
        trees: &[BatchTree],
        matrix: &FeatureMatrix,
        scores: &mut [f32],
        results: &mut SplitResults,
    ) {
        match scores.len().div_ceil(BITS) {
            0 => {}
            1 => self.add_words::<S, 1>(simd, trees, matrix, scores, results),
            2 => self.add_words::<S, 2>(simd, trees, matrix, scores, results),
            3 => self.add_words::<S, 3>(simd, trees, matrix, scores, results),
            _ => self.add_words::<S, WORDS>(simd, trees, matrix, scores, results),
        }
    }

    #[inline(always)]
    fn add_words<S: Simd, const W: usize>(
        &self,
        simd: S,
        trees: &[BatchTree],
        matrix: &FeatureMatrix,
        scores: &mut [f32],
        results: &mut SplitResults,
    ) {
        let mut sums = [[0.0; BITS]; W];
        let count = scores.len();
        let all = std::array::from_fn(|word| match count - (word * BITS).min(count) {
            rows @ 0..BITS => (1 << rows) - 1,
            _ => u64::MAX,
        });
        sums.as_flattened_mut()[..count].copy_from_slice(scores);
        results.bits.resize(self.column_of_split.len() * WORDS, 0);
        let (bits, _) = results.bits.as_chunks_mut::<W>();
        let pending = [(0, [0; W]); MAX_PENDING];
        let mut traversal = Traversal { results: &mut results.results, bits, sums, pending };
        for tree in trees {
            self.add_tree(simd, tree, matrix, all, &mut traversal);
        }
        scores.copy_from_slice(&traversal.sums.as_flattened()[..count]);
    }

    /// Evaluates a split that is not evaluated yet.
    #[inline(always)]
    fn evaluate<S: Simd, const W: usize>(
        &self,
        simd: S,
        split: usize,
        matrix: &FeatureMatrix,
        results: &mut [SplitResult],
        bits: &mut [[u64; W]],
    ) -> SplitResult {
        let index = usize::from(self.column_of_split[split]);
        let column = &self.columns[index];
        if results[split] == SplitResult::Unknown {
            column.find_uniform(simd, matrix.column(index), results);
        }
        if results[split] == SplitResult::Differs
            && let Some(values) = matrix.varying_column(index)
        {
            bits[split] = at_most(simd, values, column.thresholds[split - column.first_split]);
            results[split] = SplitResult::PerRow;
        }
        results[split]
    }

    #[inline(always)]
    fn add_tree<S: Simd, const W: usize>(
        &self,
        simd: S,
        tree: &BatchTree,
        matrix: &FeatureMatrix,
        all: [u64; W],
        traversal: &mut Traversal<'_, W>,
    ) {
        let Traversal { results, bits, sums, pending } = traversal;
        let mut count = 0;
        let (mut at, mut set) = (0, all);
        loop {
            if let Some(node) = tree.nodes.get(usize::from(at)) {
                let split = node.split as usize;
                let mut result = results[split];
                if result > SplitResult::PerRow {
                    // A call, since most splits are evaluated already.
                    result = simd.vectorize(|| self.evaluate(simd, split, matrix, results, bits));
                }
                let [no, yes] = node.next;
                // Branches are hard to predict here, so there are few of them; some results are computed without need.
                if result != SplitResult::PerRow {
                    at = if result == SplitResult::Yes { yes } else { no };
                    continue;
                }
                let mut set_no = set;
                let (mut any_no, mut any_yes) = (0, 0);
                for ((set_no, set), bits) in set_no.iter_mut().zip(&mut set).zip(bits[split]) {
                    *set_no &= !bits;
                    any_no |= *set_no;
                    *set &= bits;
                    any_yes |= *set;
                }
                pending[count % MAX_PENDING] = (no, set_no);
                count += usize::from(any_no != 0 && any_yes != 0);
                let without_yes = if any_yes == 0 { u64::MAX } else { 0 };
                set.iter_mut().zip(set_no).for_each(|(set, set_no)| *set |= set_no & without_yes);
                at = if any_yes == 0 { no } else { yes };
                continue;
            }
            let value = tree.leaves[usize::from(at) - tree.nodes.len()];
            for (&set, sums) in set.iter().zip(&mut *sums) {
                add_leaf(value, set, sums);
            }
            if count == 0 {
                return;
            }
            count -= 1;
            (at, set) = pending[count % MAX_PENDING];
        }
    }
}

/// Adds the value of a leaf to the sums of a set of rows.
#[inline(always)]
fn add_leaf(value: f32, set: u64, sums: &mut [f32; BITS]) {
    // A half word without rows is skipped. A branch for each eight rows would not pay.
    let (halves, _) = sums.as_chunks_mut::<{ BITS / 2 }>();
    for (half, sums) in [set as u32, (set >> 32) as u32].into_iter().zip(halves) {
        if half == 0 {
            continue;
        }
        for (byte, eight) in half.to_le_bytes().into_iter().zip(sums.as_chunks_mut::<8>().0) {
            for (sum, mask) in eight.iter_mut().zip(&MASKS[usize::from(byte)]) {
                *sum += f32::from_bits(value.to_bits() & mask);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learned::model::Model;
    use crate::page_form::PageForm;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_batch_scores_each_row_as_it_is_scored_alone(
            count in 1..ROWS,
            seed in 0u32..,
            kinds in 1u32..40,
        ) {
            let model = Model::built_in(PageForm::Html);
            let batch = BatchForest::new(&[&model.blocks, &model.articles]);
            let width = PageForm::Html.features().len();
            let value = |row: usize, column: usize| {
                let of_row = if column.is_multiple_of(3) { 0 } else { row as u32 };
                let hash = crate::hash::pair(crate::hash::pair(seed, column as u32), of_row % kinds);
                (hash % 64) as f32 / [64.0, 8.0, 1.0][column / 3 % 3] - 0.25
            };
            let mut matrix = FeatureMatrix::new(width);
            matrix.start_batch(count);
            for row in 0..count {
                let mut cells = matrix.row_writer(row);
                (0..width).for_each(|column| cells.push([value(row, column)]));
            }
            let mut results = SplitResults::default();
            results.reset(&batch);
            let mut scores = vec![0.0; count];
            batch.add((0, 0..50), &matrix, &mut scores, &mut results);
            batch.add((0, 50..model.blocks.len()), &matrix, &mut scores, &mut results);
            let mut other = vec![0.0; count];
            batch.add((1, 0..model.articles.len()), &matrix, &mut other, &mut results);
            for row in 0..count {
                let values: Vec<f32> = (0..width).map(|column| value(row, column)).collect();
                prop_assert_eq!(scores[row], model.blocks.score(&values));
                prop_assert_eq!(other[row], model.articles.score(&values));
            }
        }
    }
}
