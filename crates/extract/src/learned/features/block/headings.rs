//! The headline of the page, and the section that the block is in.

use crate::document::prose::{log, share};
use crate::learned::features::matrix::{RowWriter, flag};
use crate::learned::features::{Feature, FeatureContext, FeatureGroup, feature_list};
use crate::learned::linear_model::is_heading;

/// Distances to the headline and to the heading above, and the contents of the section.
pub(crate) struct Headings {
    /// The first heading of the first level, else the first heading.
    headline: Option<u32>,
    /// The number of headings of the first level.
    headlines: u32,
    /// For each block the end of its section, which is the next heading.
    ends: Vec<u32>,
}

impl FeatureGroup for Headings {
    fn new(context: &FeatureContext<'_>) -> Self {
        let blocks = &context.document.blocks;
        let position = |level: Option<u8>| {
            blocks
                .iter()
                .position(|b| b.heading().is_some_and(|l| level.is_none_or(|w| w == l)))
                .map(|i| i as u32)
        };
        let mut ends = vec![blocks.len() as u32; blocks.len()];
        let mut end = blocks.len() as u32;
        for index in (0..blocks.len()).rev() {
            ends[index] = end;
            if is_heading(context.document, &blocks[index]) {
                end = index as u32;
            }
        }
        Self {
            headline: position(Some(1)).or_else(|| position(None)),
            headlines: blocks.iter().filter(|b| b.heading() == Some(1)).count() as u32,
            ends,
        }
    }

    fn features() -> Vec<Feature> {
        feature_list(&[
            ("headline_blocks", "Blocks since the first headline, signed logarithm; 0 without one"),
            ("headline_words", "Words since it, signed logarithm"),
            ("headlines", "Headings of the first level on the page"),
            ("section_blocks", "Blocks since the heading above, as a logarithm"),
            ("section_level", "Level of the heading above, 1 to 6; 0 without one"),
            ("section_words", "Words between the heading above and the next one, as a logarithm"),
            ("section_link_density", "Share of those words in links, 0 to 1"),
            ("section_prose", "Share of those words in running text, 0 to 1"),
            (
                "heading_shared",
                "1 if the heading above is in the block's container or one of the next two around it",
            ),
            ("heading_copies_level", "Headings of the same level as the one above, as a logarithm"),
        ])
    }

    fn fill(&self, context: &FeatureContext<'_>, index: usize, row: &mut RowWriter<'_>) {
        let blocks = &context.document.blocks;
        let signed = |from: u32, to: u32| if to >= from { log(to - from) } else { -log(from - to) };
        let words = |block: usize| context.sums.before(block).words;
        let (headline_blocks, headline_words) = self.headline.map_or((0.0, 0.0), |headline| {
            (signed(headline, index as u32), signed(words(headline as usize), words(index)))
        });
        let above = context.headings[index];
        let start = above.map_or(0, |h| h + 1).min(index as u32);
        let section = context.sums.range(&(start..self.ends[index]));
        let containers = &context.document.containers;
        let mut at = blocks[index].container as usize;
        let mut shared = false;
        for _ in 0..3 {
            shared |= at != 0 && above.is_some_and(|h| containers[at].blocks.contains(&h));
            at = containers[at].parent as usize;
        }
        let level = above.and_then(|h| blocks[h as usize].heading());
        row.push([
            headline_blocks,
            headline_words,
            self.headlines as f32,
            log(index as u32 - above.unwrap_or(0)),
            f32::from(level.unwrap_or(0)),
            log(section.words),
            section.link_density(),
            share(section.prose, section.words),
            flag(shared),
            level.map_or(0.0, |l| log(context.headings_by_level[usize::from(l)])),
        ]);
    }
}
