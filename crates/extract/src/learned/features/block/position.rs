//! What kind of block it is, where on the page it is, and which elements of the standard are around it.

use crate::document::block::{BlockKind, context};
use crate::document::prose;
use crate::learned::features::matrix::{RowWriter, flag};
use crate::learned::features::{Feature, FeatureContext, FeatureGroup, feature, feature_list};

/// Kind, context bits, depth and position.
pub(crate) struct Position;

/// How many contexts the page itself sets. They come first; users' rules set the others, which are no features.
const CONTEXTS: usize = context::ALL.len() - context::RULES.count_ones() as usize;

/// A number for each kind of block, ordered from what articles consist of to what they rarely have.
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

impl FeatureGroup for Position {
    fn new(_: &FeatureContext<'_>) -> Self {
        Self
    }

    fn features() -> Vec<Feature> {
        let mut all = feature_list(&[
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
        let contexts = context::ALL[..CONTEXTS].iter();
        all.extend(
            contexts.map(|(name, _)| feature(format!("in_{name}"), "1 inside such an element, 0 elsewhere")),
        );
        all
    }

    fn fill(&self, context: &FeatureContext<'_>, index: usize, row: &mut RowWriter<'_>) {
        let block = &context.document.blocks[index];
        let (before, all) = (context.sums.before(index), context.sums.all());
        row.push([
            kind_number(block.kind),
            f32::from(block.heading().unwrap_or(0)),
            if let BlockKind::ListItem { level, .. } = block.kind { f32::from(level) } else { 0.0 },
            f32::from(block.quotes),
            f32::from(context.depth[block.container as usize]),
            prose::share(before.blocks, all.blocks),
            prose::share(before.words, all.words),
            prose::share(before.prose, all.prose),
            prose::log(before.blocks),
            prose::log(all.blocks - before.blocks - 1),
        ]);
        row.push(std::array::from_fn::<_, CONTEXTS, _>(|i| flag(block.is_in(context::ALL[i].1))));
    }
}
