//! What is known of each block, as numbers: the features of the learned detector.
//!
//! Training and use share this code. One pass over the blocks makes prefix sums, so that what a container or a window
//! holds is a difference of two of them; each group of features then writes its part of every block's row. Nothing
//! here needs scripts, the network or a known language.

mod block;
pub(crate) mod matrix;
mod page;
pub(crate) mod page_row;

use std::sync::OnceLock;

use crate::detect::page_type::PageType;
use crate::document::Document;
use crate::document::prose::{self, Sums};
use crate::learned::linear_model::{self, Weights};
use crate::learned::word_hashes::WordHashes;
use block::{
    ancestors, block_text, class_groups, headings, neighbours, position, repeats, scores, title_overlap,
    top_nodes,
};
use matrix::{FeatureMatrix, ROWS, Row};

/// One feature: a column of the table that models are trained on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Its name, unique.
    pub name: String,
    /// What it says, with unit and bounds.
    pub about: &'static str,
}

/// A page and what all groups of features read.
struct FeatureContext<'d> {
    document: &'d Document,
    word_hashes: &'d WordHashes,
    headings: &'d [Option<u32>],
    sums: Sums,
    markup: Vec<f32>,
    text: Vec<f32>,
    /// Containers around each container.
    depth: Vec<u16>,
    /// Headings of each level, 1 to 6.
    levels: [u32; 7],
    /// Blocks of running text.
    prose_blocks: u32,
}

/// A group of features: columns that are computed together.
trait Group<'d>: Sized {
    /// Prepares what all rows need.
    fn new(page: &'d FeatureContext<'d>) -> Self;

    /// Name and meaning of the columns, in the order in which `fill` puts them.
    fn features() -> Vec<Feature>;

    /// Puts a block's numbers.
    fn fill(&self, page: &FeatureContext<'d>, block: usize, row: &mut Row<'_>);
}

fn feature(name: impl Into<String>, about: &'static str) -> Feature {
    Feature { name: name.into(), about }
}

fn named(list: &[(&str, &'static str)]) -> Vec<Feature> {
    list.iter().map(|&(name, about)| feature(name, about)).collect()
}

macro_rules! groups {
    ($($name:ident: $group:ident),* $(,)?) => {
        /// All features, in the order of the columns.
        pub fn features() -> &'static [Feature] {
            static FEATURES: OnceLock<Vec<Feature>> = OnceLock::new();
            FEATURES.get_or_init(|| {
                let mut all = Vec::new();
                $(all.extend($name::$group::features());)*
                all.extend(page::features());
                all
            })
        }

        /// How many of them differ from block to block: the first ones.
        pub(crate) fn block_features() -> usize {
            features().len() - page::features().len()
        }

        struct Groups<'d> {
            $($name: $name::$group<'d>,)*
        }

        impl<'d> Groups<'d> {
            fn new(page: &'d FeatureContext<'d>) -> Self {
                Self { $($name: Group::new(page),)* }
            }

            fn fill(&self, page: &FeatureContext<'d>, block: usize, row: &mut Row<'_>) {
                $(self.$name.fill(page, block, row);)*
                debug_assert!(row.is_full());
            }
        }
    };
}

groups! {
    scores: Scores,
    block_text: BlockText,
    position: Position,
    class_groups: ClassGroups,
    repeats: Repeats,
    top_nodes: TopNodes,
    ancestors: Ancestors,
    headings: Headings,
    neighbours: Neighbours,
    title_overlap: TitleOverlap,
}

/// The features that a page's type is told from: what the page is, and what each of the two forests finds.
pub fn type_features() -> Vec<Feature> {
    let mut all = page_row::page_features();
    all.extend(page_row::found_features());
    all.extend(
        page_row::found_features().into_iter().map(|f| Feature { name: format!("article_{}", f.name), ..f }),
    );
    all
}

/// The features that the confidence is told from: what the page is, what was found in the end, and the types.
pub fn outcome_features() -> Vec<Feature> {
    let mut all = page_row::page_features();
    all.extend(page_row::found_features());
    all.extend(
        PageType::ALL.map(|t| feature(format!("type_{}", t.as_str()), "Probability of the type, 0 to 1")),
    );
    all
}

/// Hands the rows of a document's blocks to `take`, some at a time: the first block's index, and the rows. A row takes
/// some 900 bytes, many times its block's text, so a page's rows are never all in memory.
pub(crate) fn each_rows(
    document: &Document,
    markup: &Weights,
    text: &Weights,
    table: &mut FeatureMatrix,
    mut take: impl FnMut(usize, &FeatureMatrix),
) {
    let word_hashes = WordHashes::of(document);
    let headings = linear_model::headings_above(document);
    let page = FeatureContext {
        document,
        word_hashes: &word_hashes,
        headings: &headings,
        sums: Sums::new(document),
        markup: linear_model::markup_scores(document, markup),
        text: linear_model::text_scores(&word_hashes, &headings, text),
        depth: depth(document),
        levels: levels(document),
        prose_blocks: document.blocks.iter().filter(|b| prose::is_prose(b)).count() as u32,
    };
    table.set_page(page::values(&page));
    let groups = Groups::new(&page);
    let count = document.blocks.len();
    for first in (0..count).step_by(ROWS) {
        table.begin(count - first);
        for row in 0..table.rows() {
            groups.fill(&page, first + row, &mut table.row(row));
        }
        take(first, table);
    }
}

fn depth(document: &Document) -> Vec<u16> {
    let mut depth = vec![0u16; document.containers.len()];
    for index in 1..depth.len() {
        depth[index] = depth[document.containers[index].parent as usize].saturating_add(1);
    }
    depth
}

fn levels(document: &Document) -> [u32; 7] {
    let mut levels = [0; 7];
    for level in document.blocks.iter().filter_map(|b| b.heading()) {
        levels[usize::from(level.min(6))] += 1;
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_rows_as_wide_as_the_list() {
        let mut names: Vec<&str> = features().iter().map(|f| f.name.as_str()).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        let document = Document::from_html("<h1>A</h1><p>One two three.<ul><li>x<li>y</ul>");
        let mut rows = vec![];
        let mut table = FeatureMatrix::new(block_features());
        let see = |_, some: &FeatureMatrix| rows.extend(some.by_row());
        each_rows(&document, &Weights::none(), &Weights::none(), &mut table, see);
        assert_eq!(rows.len(), document.blocks().len() * count);
        assert!(rows.iter().all(|v| v.is_finite()));
    }
}
