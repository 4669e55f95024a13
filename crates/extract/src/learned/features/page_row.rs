//! The part of a page's row that does not depend on its blocks' scores: the page's own features, and the largest value of
//! some features of its blocks.

use std::sync::OnceLock;

use super::Feature;
use super::matrix::FeatureMatrix;
use crate::page_form::PageForm;

/// Features that have the same value in every block's row, besides those whose name says so.
const SAME_FOR_ALL_BLOCKS: [&str; 7] =
    ["declared", "linked", "headlines", "markup_page", "words_page", "readable_prose", "densest_prose"];

/// Features whose largest value on the page says something about the page.
const WITH_MAXIMUM: [&str; 5] = ["title_covered", "summary_covered", "is_title", "siblings", "copies"];

/// The columns of the blocks' rows that a page's row is made from.
struct SourceColumns {
    /// Columns whose value is the same for the whole page.
    same: Vec<usize>,
    /// Columns of which the page's row has the largest value.
    maximum: Vec<usize>,
    /// The column for how much of the title a block covers. Rendered text has none.
    title_covered: Option<usize>,
}

fn source_columns(form: PageForm) -> &'static SourceColumns {
    static COLUMNS: [OnceLock<SourceColumns>; 2] = [const { OnceLock::new() }; 2];
    COLUMNS[form as usize].get_or_init(|| {
        let features = form.features();
        let find = |test: &dyn Fn(&str) -> bool| -> Vec<usize> {
            (0..features.len()).filter(|&column| test(features[column].name.as_str())).collect()
        };
        SourceColumns {
            same: find(&|name| {
                name.starts_with("page_") || name.starts_with("url_") || SAME_FOR_ALL_BLOCKS.contains(&name)
            }),
            maximum: find(&|name| WITH_MAXIMUM.contains(&name)),
            title_covered: find(&|name| name == "title_covered").first().copied(),
        }
    })
}

/// The columns of [`PageRow::values`].
pub(super) fn columns(form: PageForm) -> Vec<Feature> {
    let blocks = form.features();
    let mut all: Vec<Feature> =
        source_columns(form).same.iter().map(|&column| blocks[column].clone()).collect();
    all.extend(source_columns(form).maximum.iter().map(|&column| Feature {
        name: format!("most_{}", blocks[column].name),
        about: "The largest value of the feature on the page",
    }));
    all
}

/// The beginning of a page's row, collected from the rows of its blocks.
#[derive(Clone, Debug)]
pub(crate) struct PageRow {
    form: PageForm,
    values: Vec<f32>,
    /// The block that covers most of the title (the first one of several), and how much it covers.
    title: Option<(usize, f32)>,
}

impl PageRow {
    pub(crate) fn new(form: PageForm) -> Self {
        let columns = source_columns(form);
        Self { form, values: vec![0.0; columns.same.len() + columns.maximum.len()], title: None }
    }

    /// Adds the rows of some blocks, of which the first one has the index `first`.
    pub(crate) fn add_rows(&mut self, first: usize, matrix: &FeatureMatrix) {
        let columns = source_columns(self.form);
        let (same, maximum) = self.values.split_at_mut(columns.same.len());
        if first == 0 {
            for (value, &column) in same.iter_mut().zip(&columns.same) {
                *value = matrix.column(column)[0];
            }
        }
        for (value, &column) in maximum.iter_mut().zip(&columns.maximum) {
            *value = matrix.column(column).iter().fold(*value, |max, &v| if v > max { v } else { max });
        }
        let covered = columns.title_covered.map_or(&[][..], |column| matrix.column(column));
        for (index, &covered) in (first..).zip(covered) {
            if self.title.is_none_or(|(_, most)| covered > most) {
                self.title = Some((index, covered));
            }
        }
    }

    /// The values, in the order of [`columns`].
    pub(crate) fn values(&self) -> &[f32] {
        &self.values
    }

    /// The index of the block that covers most of the title.
    pub(super) fn title_block(&self) -> Option<usize> {
        self.title.map(|(index, _)| index)
    }
}
