//! The features of the learned detector: what is known about each block, as numbers.
//!
//! Training and detection share this code. One pass over the blocks makes prefix sums, so that the sums of a container or
//! a window are differences of two of them. Each group of features then writes its columns of every block's row. No
//! feature needs scripts, the network or a known language.

mod block;
mod line;
pub(crate) mod matrix;
pub(crate) mod outcome;
mod page;
pub(crate) mod page_row;

use std::sync::OnceLock;

use crate::detect::page_type::PageType;
use crate::document::Document;
use crate::document::phrases::{self, PhraseMatch};
use crate::document::prose::{self, PrefixSums};
use crate::learned::linear_model::{self, TextEvidence, TextModels, TextScores};
use crate::learned::model::Model;
use crate::learned::word_hashes::WordHashes;
use crate::page_form::PageForm;
use block::{
    ancestors, block_text, class_groups, headings, neighbours, position, repeats, scores, title_overlap,
    top_nodes,
};
use line::{barriers, gaps, line_scores, page_words, runs, second_person, sides, story_window};
use matrix::{FeatureMatrix, ROWS, RowWriter};

/// A feature: a column of the data that models are trained on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Feature {
    /// The name, which no other feature has.
    pub name: String,
    /// What the number means, with its unit and bounds.
    pub about: &'static str,
}

/// A page, with what several groups of features need to know about it.
struct FeatureContext<'d> {
    document: &'d Document,
    word_hashes: &'d WordHashes,
    /// The index of the heading above each block.
    headings: &'d [Option<u32>],
    sums: PrefixSums,
    /// Log-odds of each block by the markup model.
    markup: Vec<f32>,
    /// Log-odds of each block by the text models.
    text: TextScores,
    /// The phrase of boilerplate that each block begins with.
    phrases: &'d [Option<PhraseMatch>],
    /// The number of containers around each container.
    depth: Vec<u16>,
    /// The number of headings of each level, 1 to 6.
    headings_by_level: [u32; 7],
    /// The number of blocks of running text.
    prose_blocks: u32,
}

/// A group of features: columns that are computed together.
trait FeatureGroup: Sized {
    /// Computes what all rows need.
    fn new(context: &FeatureContext<'_>) -> Self;

    /// The columns, in the order in which [`fill`](Self::fill) writes them.
    fn features() -> Vec<Feature>;

    /// Writes the numbers of a block.
    fn fill(&self, context: &FeatureContext<'_>, block: usize, row: &mut RowWriter<'_>);
}

fn feature(name: impl Into<String>, about: &'static str) -> Feature {
    Feature { name: name.into(), about }
}

fn feature_list(list: &[(&str, &'static str)]) -> Vec<Feature> {
    list.iter().map(|&(name, about)| feature(name, about)).collect()
}

macro_rules! groups {
    ($(#[$doc:meta])* $set:ident { $($name:ident: $group:ident),* $(,)? }) => {
        $(#[$doc])*
        pub(crate) mod $set {
            use super::*;

            /// All features of a block, in the order of the columns.
            pub(crate) fn features() -> &'static [Feature] {
                static FEATURES: OnceLock<Vec<Feature>> = OnceLock::new();
                FEATURES.get_or_init(|| {
                    let mut all = Vec::new();
                    $(all.extend($name::$group::features());)*
                    all.extend(page::features());
                    all
                })
            }

            pub(super) struct Groups {
                $($name: $name::$group,)*
            }

            impl Groups {
                pub(super) fn new(context: &FeatureContext<'_>) -> Self {
                    Self { $($name: FeatureGroup::new(context),)* }
                }

                pub(super) fn fill(&self, context: &FeatureContext<'_>, block: usize, row: &mut RowWriter<'_>) {
                    $(self.$name.fill(context, block, row);)*
                    debug_assert!(row.is_full());
                }
            }
        }
    };
}

groups! {
    /// The blocks of HTML pages.
    html {
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
}

groups! {
    /// The lines of rendered text.
    text {
        scores: Scores,
        line_scores: LineScores,
        block_text: BlockText,
        position: Position,
        repeats: Repeats,
        headings: Headings,
        neighbours: Neighbours,
        second_person: SecondPerson,
        gaps: Gaps,
        runs: Runs,
        sides: Sides,
        barriers: Barriers,
        story_window: StoryWindow,
        page_words: PageWords,
    }
}

impl PageForm {
    /// The features of a block, in the order of the columns. Those that are the same for all blocks of a page come last.
    pub fn features(self) -> &'static [Feature] {
        match self {
            Self::Html => html::features(),
            Self::Text => text::features(),
        }
    }

    /// The number of features that differ from block to block.
    pub(crate) fn block_features(self) -> usize {
        self.features().len() - page::features().len()
    }

    /// The features of a page that its type is predicted from: the page's own, and what each forest would keep.
    pub fn type_features(self) -> Vec<Feature> {
        let mut all = page_row::columns(self);
        all.extend(outcome::columns());
        if self == Self::Html {
            all.extend(outcome::columns().map(|f| Feature { name: format!("article_{}", f.name), ..f }));
        }
        all
    }

    /// The features of a page that the confidence is predicted from: the page's own, what is kept in the end, and the
    /// probabilities of the types.
    pub fn outcome_features(self) -> Vec<Feature> {
        let mut all = page_row::columns(self);
        all.extend(outcome::columns());
        all.extend(
            PageType::ALL.map(|t| feature(format!("type_{}", t.as_str()), "Probability of the type, 0 to 1")),
        );
        all
    }
}

/// Computes the rows of all blocks in batches, with the linear models of `model`, and `text` as its text model. `on_batch` gets the index of a batch's first block and its rows.
///
/// A row takes about 900 bytes, many times its block's text, so the rows of a page are never all in memory.
pub(crate) fn for_each_batch(
    document: &Document,
    model: &Model,
    text: &TextModels,
    matrix: &mut FeatureMatrix,
    on_batch: impl FnMut(usize, &FeatureMatrix),
) -> WordHashes {
    let form = document.form();
    let word_hashes = WordHashes::from_document(document);
    let evidence = TextEvidence::new(document, &word_hashes);
    let context = FeatureContext {
        document,
        word_hashes: &word_hashes,
        headings: evidence.headings(),
        sums: PrefixSums::new(document),
        markup: linear_model::markup_scores(document, &model.markup),
        text: evidence.scores(text),
        phrases: phrases::of_blocks(document),
        depth: depth(document),
        headings_by_level: headings_by_level(document),
        prose_blocks: document.blocks.iter().filter(|b| prose::is_prose(b)).count() as u32,
    };
    matrix.set_page_values(page::values(&context));
    match form {
        PageForm::Html => {
            let groups = html::Groups::new(&context);
            fill_batches(&context, matrix, |block, row| groups.fill(&context, block, row), on_batch);
        }
        PageForm::Text => {
            let groups = text::Groups::new(&context);
            fill_batches(&context, matrix, |block, row| groups.fill(&context, block, row), on_batch);
        }
    }
    word_hashes
}

fn fill_batches(
    context: &FeatureContext<'_>,
    matrix: &mut FeatureMatrix,
    fill: impl Fn(usize, &mut RowWriter<'_>),
    mut on_batch: impl FnMut(usize, &FeatureMatrix),
) {
    let count = context.document.blocks.len();
    for first in (0..count).step_by(ROWS) {
        matrix.start_batch(count - first);
        for row in 0..matrix.rows() {
            fill(first + row, &mut matrix.row_writer(row));
        }
        on_batch(first, matrix);
    }
}

fn depth(document: &Document) -> Vec<u16> {
    let mut depth = vec![0u16; document.containers.len()];
    for index in 1..depth.len() {
        depth[index] = depth[document.containers[index].parent as usize].saturating_add(1);
    }
    depth
}

fn headings_by_level(document: &Document) -> [u32; 7] {
    let mut counts = [0; 7];
    for level in document.blocks.iter().filter_map(|b| b.heading()) {
        counts[usize::from(level.min(6))] += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_each_row_has_a_number_for_each_feature() {
        let html = Document::from_html("<h1>A</h1><p>One two three.<ul><li>x<li>y</ul>");
        let text = Document::from_text("A\n\nOne two three.\n\n* x\n* y\n");
        let model = Model::empty();
        for document in [html, text] {
            let form = document.form();
            let mut names: Vec<&str> = form.features().iter().map(|f| f.name.as_str()).collect();
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count);
            let mut rows = vec![];
            let mut matrix = FeatureMatrix::new(form.block_features());
            let on_batch = |_, batch: &FeatureMatrix| rows.extend(batch.by_row());
            for_each_batch(&document, &model, &model.text, &mut matrix, on_batch);
            assert_eq!(rows.len(), document.blocks().len() * count);
            assert!(rows.iter().all(|v| v.is_finite()));
        }
    }
}
