//! Headings: the headline, the section the block stands in.

use std::marker::PhantomData;

use crate::document::prose::{log, share};
use crate::learned::features::matrix::{Row, flag};
use crate::learned::features::{Feature, FeatureContext, Group, named};

/// Distance to the first headline and to the heading above, and what the section holds.
pub(crate) struct Headings<'d> {
    page: PhantomData<&'d ()>,
    /// The first heading of the first level, else the first heading.
    headline: Option<u32>,
    headlines: u32,
    /// For each block the end of its section: the next heading.
    ends: Vec<u32>,
}

impl<'d> Group<'d> for Headings<'d> {
    fn new(page: &'d FeatureContext<'d>) -> Self {
        let blocks = &page.document.blocks;
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
            if blocks[index].heading().is_some() {
                end = index as u32;
            }
        }
        Self {
            page: PhantomData,
            headline: position(Some(1)).or_else(|| position(None)),
            headlines: blocks.iter().filter(|b| b.heading() == Some(1)).count() as u32,
            ends,
        }
    }

    fn features() -> Vec<Feature> {
        named(&[
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
                "1 if the heading above stands in the block's own container or the next two around it",
            ),
            ("heading_copies_level", "Headings of the same level as the one above, as a logarithm"),
        ])
    }

    fn fill(&self, page: &FeatureContext<'d>, index: usize, row: &mut Row<'_>) {
        let blocks = &page.document.blocks;
        let signed = |from: u32, to: u32| if to >= from { log(to - from) } else { -log(from - to) };
        let words = |block: usize| page.sums.before(block).words;
        let (headline_blocks, headline_words) = self.headline.map_or((0.0, 0.0), |headline| {
            (signed(headline, index as u32), signed(words(headline as usize), words(index)))
        });
        let above = page.headings[index];
        let start = above.map_or(0, |h| h + 1).min(index as u32);
        let section = page.sums.of(&(start..self.ends[index]));
        let containers = &page.document.containers;
        let mut at = blocks[index].container as usize;
        let mut shared = false;
        for _ in 0..3 {
            shared |= at != 0 && above.is_some_and(|h| containers[at].blocks.contains(&h));
            at = containers[at].parent as usize;
        }
        let level = above.and_then(|h| blocks[h as usize].heading());
        row.put([
            headline_blocks,
            headline_words,
            self.headlines as f32,
            log(index as u32 - above.unwrap_or(0)),
            f32::from(level.unwrap_or(0)),
            log(section.words),
            section.link_density(),
            share(section.prose, section.words),
            flag(shared),
            level.map_or(0.0, |l| log(page.levels[usize::from(l)])),
        ]);
    }
}
