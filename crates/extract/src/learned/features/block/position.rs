//! What the block is, and the standard's elements around it.

use crate::document::prose;
use std::marker::PhantomData;

use crate::document::block::{BlockKind, context};
use crate::learned::features::matrix::{Row, flag};
use crate::learned::features::{Feature, FeatureContext, Group, feature, named};

/// Kind, context bits, depth and position.
pub(crate) struct Position<'d> {
    page: PhantomData<&'d ()>,
}

const CONTEXTS: [(&str, u32); 18] = [
    ("in_nav", context::NAV),
    ("in_header", context::HEADER),
    ("in_footer", context::FOOTER),
    ("in_aside", context::ASIDE),
    ("in_main", context::MAIN),
    ("in_article", context::ARTICLE),
    ("in_form", context::FORM),
    ("in_figure", context::FIGURE),
    ("in_table", context::TABLE),
    ("in_list", context::LIST),
    ("in_quote", context::QUOTE),
    ("in_noscript", context::NOSCRIPT),
    ("in_hidden", context::HIDDEN),
    ("in_aria_hidden", context::ARIA_HIDDEN),
    ("in_dialog", context::DIALOG),
    ("in_control", context::CONTROL),
    ("in_details", context::DETAILS),
    ("in_article_body", context::ARTICLE_BODY),
];

/// A whole number for a kind, from what articles are made of to what they are not.
fn kind_number(kind: BlockKind) -> f32 {
    match kind {
        BlockKind::Paragraph => 0.0,
        BlockKind::ListItem { number: Some(_), .. } => 1.0,
        BlockKind::ListItem { number: None, .. } => 2.0,
        BlockKind::Code => 3.0,
        BlockKind::Heading(_) => 4.0,
        BlockKind::Term => 5.0,
        BlockKind::Cell { header: false, .. } => 6.0,
        BlockKind::Cell { header: true, .. } => 7.0,
        BlockKind::Caption => 8.0,
        BlockKind::Control => 9.0,
    }
}

impl<'d> Group<'d> for Position<'d> {
    fn new(_: &'d FeatureContext<'d>) -> Self {
        Self { page: PhantomData }
    }

    fn features() -> Vec<Feature> {
        let mut all = named(&[
            ("kind", "Kind of block, 0 paragraph to 9 control"),
            ("heading_level", "Level of a heading, 1 to 6; 0 for other blocks"),
            ("list_level", "Nesting of a list item; 0 for other blocks"),
            ("quotes", "Nesting of quotes"),
            ("depth", "Containers around the block"),
            ("position", "Share of the page's blocks before it, 0 to 1"),
            ("position_words", "Share of the page's words before it, 0 to 1"),
            ("position_prose", "Share of the page's running text before it, 0 to 1"),
            ("index", "Blocks before it, as a logarithm"),
            ("to_end", "Blocks after it, as a logarithm"),
        ]);
        all.extend(CONTEXTS.iter().map(|&(name, _)| feature(name, "1 inside such an element, else 0")));
        all
    }

    fn fill(&self, page: &FeatureContext<'d>, index: usize, row: &mut Row<'_>) {
        let block = &page.document.blocks[index];
        let (before, all) = (page.sums.before(index), page.sums.all());
        row.put([
            kind_number(block.kind),
            f32::from(block.heading().unwrap_or(0)),
            if let BlockKind::ListItem { level, .. } = block.kind { f32::from(level) } else { 0.0 },
            f32::from(block.quotes),
            f32::from(page.depth[block.container as usize]),
            prose::share(before.blocks, all.blocks),
            prose::share(before.words, all.words),
            prose::share(before.prose, all.prose),
            prose::log(before.blocks),
            prose::log(all.blocks - before.blocks - 1),
        ]);
        row.put(CONTEXTS.map(|(_, bit)| flag(block.is_in(bit))));
    }
}
