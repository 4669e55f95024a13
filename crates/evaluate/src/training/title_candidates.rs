//! The candidates for the title of a rendered page, labelled by its gold.

use std::sync::Arc;

use dechaff_extract::training::{self, TitleRows};
use dechaff_extract::{Model, PageContext};

use super::labelled_page::LabelledPage;
use crate::scores::fields::is_right_title;

/// The candidates for the title of a page.
#[derive(Debug, Default)]
pub(super) struct TitleCandidates {
    /// Their features, one row after the other.
    pub(super) rows: Vec<f32>,
    /// 1 for a right title, 0 for others.
    pub(super) labels: Vec<f32>,
}

impl TitleCandidates {
    /// The candidates that a model finds on a page, none if the gold has no title.
    pub(super) fn new(page: &LabelledPage, model: &Arc<Model>) -> Self {
        let Some(gold) = page.title.as_deref().filter(|_| page.document.rendered() && !page.augmented) else {
            return Self::default();
        };
        let context = PageContext::new().url(page.url.as_deref());
        let TitleRows { texts, rows, .. } = training::title_rows(&page.document, model, &context);
        let labels = texts.iter().map(|text| f32::from(u8::from(is_right_title(text, gold)))).collect();
        Self { rows, labels }
    }
}
