//! Forests over many rows at once: a question is answered for all rows in one go, a bit a row.
//!
//! A walk from question to question waits for a load and a compare at every step of every row. Here a question that a
//! tree asks is answered once for all rows, eight compares at a time, and the tree splits the set of all rows by the
//! answers. Questions whose answer is the same for all rows, and there are many on one page, are known by the least
//! and the largest value of the column and cost next to nothing. The sums are those of [`Forest::score`], bit for
//! bit: each row adds its leaves in the order of the trees.

use std::ops::Range;

use wide::f32x8;

use super::forest::Forest;
use crate::learned::features::matrix::{FeatureMatrix, ROWS};

/// Forests that ask for columns of the same table.
#[derive(Clone, Debug, Default)]
pub(crate) struct BatchForest {
    columns: Vec<Column>,
    /// The column of each question.
    asked: Vec<u16>,
    forests: Vec<Vec<Tree>>,
}

/// A column's thresholds, ascending. Its questions are numbered in the same order.
#[derive(Clone, Debug)]
struct Column {
    thresholds: Vec<f32>,
    /// The first of its questions.
    first: usize,
}

/// A tree's questions, and behind them its leaves.
#[derive(Clone, Debug)]
struct Tree {
    questions: Vec<Node>,
    leaves: Vec<f32>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Node {
    question: u32,
    /// Where to go: first no, then yes. Leaves are numbered behind the questions.
    next: [u8; 2],
}

/// What is known of a question's answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Answer {
    No,
    Yes,
    /// Some rows say yes and some no, as the question's words tell.
    Split,
    /// Some rows say yes and some no; which ones was not asked.
    Mixed,
    /// Nothing: no question of the column was asked.
    Unasked,
}

/// Rows in a word of answers, and words for all rows of a table.
const BITS: usize = u64::BITS as usize;
const WORDS: usize = ROWS / BITS;
/// Sets of rows that wait at a time while a tree of at most 32 leaves is gone through.
const WAITING: usize = 32;

/// All bits of those of eight numbers whose bit is set. A leaf is mostly reached by rows near each other, and what it is
/// worth is added to eight sums in the time of two; to the others 0 is added.
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

/// Some rows of a table.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rows([u64; WORDS]);

impl FromIterator<usize> for Rows {
    fn from_iter<I: IntoIterator<Item = usize>>(rows: I) -> Self {
        let mut all = Self::default();
        rows.into_iter().for_each(|row| all.0[row / BITS] |= 1 << (row % BITS));
        all
    }
}

impl Rows {
    /// The rows in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> {
        (0..ROWS).filter(|row| self.0[row / BITS] >> (row % BITS) & 1 == 1)
    }
}

/// Answers of some rows, kept from page to page for the room they take.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    known: Vec<Answer>,
    words: Vec<u64>,
}

impl Answers {
    /// Forgets all answers: other rows are asked now.
    pub(crate) fn forget(&mut self, forests: &BatchForest) {
        self.known.clear();
        self.known.resize(forests.asked.len(), Answer::Unasked);
    }
}

/// What trees work with, for at most so many words of rows.
struct Work<'a, const W: usize> {
    known: &'a mut [Answer],
    words: &'a mut [[u64; W]],
    sums: [[f32; BITS]; W],
    /// Where to go on, and with which rows.
    waiting: [(u8, [u64; W]); WAITING],
}

impl Column {
    fn new(mut thresholds: Vec<f32>, first: usize) -> Self {
        thresholds.sort_by(f32::total_cmp);
        thresholds.dedup();
        Self { thresholds, first }
    }

    /// Finds which questions have the same answer for all rows.
    fn look(&self, values: &[f32], known: &mut [Answer]) {
        let (least, most) = range(values);
        let own = &mut known[self.first..][..self.thresholds.len()];
        let no = self.thresholds.partition_point(|&t| t < least);
        let mixed = self.thresholds[no..].partition_point(|&t| t < most);
        own[..no].fill(Answer::No);
        own[no..no + mixed].fill(Answer::Mixed);
        own[no + mixed..].fill(Answer::Yes);
    }
}

/// The least and the largest of some values.
fn range(values: &[f32]) -> (f32, f32) {
    let wider = |(least, most): (f32, f32), &value: &f32| (least.min(value), most.max(value));
    let none = (f32::INFINITY, f32::NEG_INFINITY);
    // The last eight stand partly among the eights before them, which changes nothing.
    let Some(last) = values.last_chunk() else { return values.iter().fold(none, wider) };
    let (mut least, mut most) = (f32x8::new(*last), f32x8::new(*last));
    for eight in values.as_chunks().0 {
        let eight = f32x8::new(*eight);
        least = least.fast_min(eight);
        most = most.fast_max(eight);
    }
    (least.to_array().iter().fold(none, wider).0, most.to_array().iter().fold(none, wider).1)
}

/// Which values are at most a threshold, a bit each.
fn at_most<const W: usize>(values: &[f32; ROWS], threshold: f32) -> [u64; W] {
    let threshold = f32x8::splat(threshold);
    let (words, _) = values.as_chunks::<BITS>();
    let mut answers = [0; W];
    for (answer, values) in answers.iter_mut().zip(words) {
        for eight in values.as_chunks::<8>().0.iter().rev() {
            *answer = *answer << 8 | u64::from(f32x8::new(*eight).simd_le(threshold).to_bitmask());
        }
    }
    answers
}

impl BatchForest {
    pub(crate) fn new(forests: &[&Forest]) -> Self {
        let trees = || forests.iter().flat_map(|forest| &forest.trees);
        let width =
            trees().flat_map(|t| t.questions()).map(|q| usize::from(q.feature) + 1).max().unwrap_or(0);
        let mut thresholds = vec![vec![]; width];
        for question in trees().flat_map(|t| t.questions()) {
            thresholds[usize::from(question.feature)].push(question.threshold);
        }
        let mut many = Self::default();
        for (index, thresholds) in thresholds.into_iter().enumerate() {
            let column = Column::new(thresholds, many.asked.len());
            many.asked.extend(std::iter::repeat_n(index as u16, column.thresholds.len()));
            many.columns.push(column);
        }
        let compile = |tree: &super::forest::Tree| Tree {
            questions: tree
                .questions()
                .iter()
                .map(|node| {
                    let column = &many.columns[usize::from(node.feature)];
                    let at = column.thresholds.partition_point(|&t| t < node.threshold);
                    Node { question: (column.first + at) as u32, next: node.next }
                })
                .collect(),
            leaves: tree.leaves().iter().map(|leaf| leaf.threshold).collect(),
        };
        many.forests = forests.iter().map(|forest| forest.trees.iter().map(compile).collect()).collect();
        many
    }

    /// Adds the values of some trees of a forest to the scores of the rows of a set.
    pub(crate) fn add(
        &self,
        (forest, trees): (usize, Range<usize>),
        table: &FeatureMatrix,
        rows: &Rows,
        scores: &mut [f32],
        answers: &mut Answers,
    ) {
        let trees = &self.forests[forest][trees];
        match scores.len().div_ceil(BITS) {
            0 => {}
            1 => self.add_words::<1>(trees, table, rows, scores, answers),
            2 => self.add_words::<2>(trees, table, rows, scores, answers),
            3 => self.add_words::<3>(trees, table, rows, scores, answers),
            _ => self.add_words::<WORDS>(trees, table, rows, scores, answers),
        }
    }

    fn add_words<const W: usize>(
        &self,
        trees: &[Tree],
        table: &FeatureMatrix,
        rows: &Rows,
        scores: &mut [f32],
        answers: &mut Answers,
    ) {
        let mut all = [0; W];
        all.copy_from_slice(&rows.0[..W]);
        if all == [0; W] {
            return;
        }
        let mut sums = [[0.0; BITS]; W];
        let count = scores.len();
        sums.as_flattened_mut()[..count].copy_from_slice(scores);
        answers.words.resize(self.asked.len() * WORDS, 0);
        let (words, _) = answers.words.as_chunks_mut::<W>();
        let waiting = [(0, [0; W]); WAITING];
        let mut work = Work { known: &mut answers.known, words, sums, waiting };
        for tree in trees {
            self.add_tree(tree, table, all, &mut work);
        }
        scores.copy_from_slice(&work.sums.as_flattened()[..count]);
    }

    /// Asks a question whose answers are not known; says whether rows differ in it.
    #[inline(never)]
    fn ask<const W: usize>(
        &self,
        question: usize,
        table: &FeatureMatrix,
        known: &mut [Answer],
        words: &mut [[u64; W]],
    ) -> Answer {
        let index = usize::from(self.asked[question]);
        let column = &self.columns[index];
        if known[question] == Answer::Unasked {
            column.look(table.column(index), known);
        }
        if known[question] == Answer::Mixed
            && let Some(values) = table.varying(index)
        {
            words[question] = at_most(values, column.thresholds[question - column.first]);
            known[question] = Answer::Split;
        }
        known[question]
    }

    fn add_tree<const W: usize>(
        &self,
        tree: &Tree,
        table: &FeatureMatrix,
        all: [u64; W],
        work: &mut Work<'_, W>,
    ) {
        let Work { known, words, sums, waiting } = work;
        let mut count = 0;
        let (mut at, mut set) = (0, all);
        loop {
            if let Some(node) = tree.questions.get(usize::from(at)) {
                let question = node.question as usize;
                let mut answer = known[question];
                if answer > Answer::Split {
                    answer = self.ask(question, table, known, words);
                }
                let [no, yes] = node.next;
                // Few branches here can be foretold, so there are few: what is not needed is computed all the same.
                if answer != Answer::Split {
                    at = if answer == Answer::Yes { yes } else { no };
                    continue;
                }
                let mut set_no = set;
                let (mut any_no, mut any_yes) = (0, 0);
                for ((set_no, set), word) in set_no.iter_mut().zip(&mut set).zip(words[question]) {
                    *set_no &= !word;
                    any_no |= *set_no;
                    *set &= word;
                    any_yes |= *set;
                }
                waiting[count % WAITING] = (no, set_no);
                count += usize::from(any_no != 0 && any_yes != 0);
                let without_yes = if any_yes == 0 { u64::MAX } else { 0 };
                set.iter_mut().zip(set_no).for_each(|(set, set_no)| *set |= set_no & without_yes);
                at = if any_yes == 0 { no } else { yes };
                continue;
            }
            let value = tree.leaves[usize::from(at) - tree.questions.len()];
            for (&set, sums) in set.iter().zip(&mut *sums) {
                add_leaf(value, set, sums);
            }
            if count == 0 {
                return;
            }
            count -= 1;
            (at, set) = waiting[count % WAITING];
        }
    }
}

/// Adds a leaf's value to the sums of a set of rows.
#[inline(always)]
fn add_leaf(value: f32, set: u64, sums: &mut [f32; BITS]) {
    // Which eights of half a word have a row at all is not worth a branch for each.
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
    use crate::learned::features::features;
    use crate::learned::model::Model;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn many_rows_score_as_each_alone(
            count in 1..ROWS,
            seed in 0u32..,
            kinds in 1u32..40,
        ) {
            let model = Model::built_in();
            let many = BatchForest::new(&[&model.blocks, &model.articles]);
            let width = features().len();
            let value = |row: usize, column: usize| {
                let of_row = if column.is_multiple_of(3) { 0 } else { row as u32 };
                let hash = crate::hash::pair(crate::hash::pair(seed, column as u32), of_row % kinds);
                (hash % 64) as f32 / [64.0, 8.0, 1.0][column / 3 % 3] - 0.25
            };
            let mut table = FeatureMatrix::new(width);
            table.begin(count);
            for row in 0..count {
                let mut cells = table.row(row);
                (0..width).for_each(|column| cells.put([value(row, column)]));
            }
            let rows: Rows = (0..count).filter(|row| row % 5 != 2).collect();
            let mut answers = Answers::default();
            answers.forget(&many);
            let mut scores = vec![0.0; count];
            many.add((0, 0..50), &table, &(0..count).collect(), &mut scores, &mut answers);
            let early = scores.clone();
            many.add((0, 50..model.blocks.len()), &table, &rows, &mut scores, &mut answers);
            let mut other = vec![0.0; count];
            many.add((1, 0..model.articles.len()), &table, &rows, &mut other, &mut answers);
            for row in 0..count {
                let values: Vec<f32> = (0..width).map(|column| value(row, column)).collect();
                if rows.iter().any(|r| r == row) {
                    prop_assert_eq!(scores[row], model.blocks.score(&values));
                    prop_assert_eq!(other[row], model.articles.score(&values));
                } else {
                    prop_assert_eq!(scores[row], early[row]);
                    prop_assert_eq!(other[row], 0.0);
                }
            }
        }
    }
}
