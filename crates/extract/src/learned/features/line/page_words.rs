//! The kind of the page, by the words of its short lines.
//!
//! Rendered text has no markup that names a forum or a shop. Its buttons and labels do: "Reply", "Add to cart".

use crate::detect::page_type::PageType;
use crate::learned::features::matrix::RowWriter;
use crate::learned::features::{Feature, FeatureContext, FeatureGroup, feature};

/// The same for all lines of a page.
pub(crate) struct PageWords;

impl FeatureGroup for PageWords {
    fn new(_: &FeatureContext<'_>) -> Self {
        Self
    }

    fn features() -> Vec<Feature> {
        PageType::ALL
            .map(|page_type| {
                let name = format!("page_words_{}", page_type.as_str());
                feature(name, "Log-odds that the page has this type, by the words of its short lines")
            })
            .to_vec()
    }

    fn fill(&self, context: &FeatureContext<'_>, _: usize, row: &mut RowWriter<'_>) {
        row.push(context.text.types);
    }
}
