//! The blocks before and after the block.

use crate::document::prose::{self, log, share};
use crate::learned::features::matrix::{RowWriter, flag};
use crate::learned::features::{Feature, FeatureContext, FeatureGroup, feature};

/// Three neighbours on either side, three windows, and the distance to running text.
pub(crate) struct Neighbours {
    /// What neighbours need to know about each block, with [`FAR`] empty blocks before the first and after the last one.
    neighbours: Vec<Neighbour>,
    /// Words since the last block of running text, for each block.
    since_prose: Vec<u32>,
    /// Words until the next one.
    until_prose: Vec<u32>,
}

/// A block as its neighbours see it.
#[derive(Clone, Copy)]
struct Neighbour {
    words: f32,
    link_density: f32,
    /// 2 for running text, 1 for a heading, 0 for others.
    kind: f32,
    /// The shape of its container; `None` beyond the ends of the page.
    shape: Option<u32>,
}

/// A neighbour beyond the ends of the page.
const BEYOND_PAGE: Neighbour = Neighbour { words: 0.0, link_density: 1.0, kind: 0.0, shape: None };
/// The distance of the farthest neighbours.
const FAR: usize = 3;

/// The neighbours, by their distance.
const OFFSETS: [isize; 6] = [-1, 1, -2, 2, -3, 3];
/// Blocks on either side in each window.
const WINDOWS: [usize; 3] = [4, 10, 25];

/// Larger distances to running text, in words, are cut to this one, which also means that there is none.
const MAX_PROSE_DISTANCE: u32 = 100_000;

impl FeatureGroup for Neighbours {
    fn new(context: &FeatureContext<'_>) -> Self {
        let blocks = &context.document.blocks;
        let words_since_prose = |order: &mut dyn Iterator<Item = usize>| {
            let mut out = vec![0; blocks.len()];
            let mut words = u32::MAX;
            for index in order {
                let block = &blocks[index];
                if prose::is_prose(block) {
                    words = 0;
                } else {
                    words = words.saturating_add(block.words);
                }
                out[index] = words;
            }
            out
        };
        let neighbours = blocks.iter().map(|block| Neighbour {
            words: log(block.words),
            link_density: block.link_density().min(1.0),
            kind: if prose::is_prose(block) { 2.0 } else { f32::from(u8::from(block.heading().is_some())) },
            shape: Some(context.document.containers[block.container as usize].shape_hash),
        });
        let padding = || std::iter::repeat_n(BEYOND_PAGE, FAR);
        Self {
            neighbours: padding().chain(neighbours).chain(padding()).collect(),
            since_prose: words_since_prose(&mut (0..blocks.len())),
            until_prose: words_since_prose(&mut (0..blocks.len()).rev()),
        }
    }

    fn features() -> Vec<Feature> {
        let mut all = Vec::new();
        for offset in OFFSETS {
            let side = if offset < 0 { "before" } else { "after" };
            let name = |what: &str| format!("{side}_{}_{what}", offset.abs());
            all.push(feature(name("words"), "Words of the neighbour, as a logarithm; 0 without one"));
            all.push(feature(name("link_density"), "Share of its words in links, 0 to 1; 1 without one"));
            all.push(feature(name("kind"), "2 for running text, 1 for a heading, 0 for others"));
            if offset.abs() == 1 {
                all.push(feature(name("same"), "1 if it is in a container of the same shape"));
            }
        }
        for reach in WINDOWS {
            let name = |what: &str| format!("window_{reach}_{what}");
            all.push(feature(name("words"), "Words in this many blocks on either side, as a logarithm"));
            all.push(feature(name("link_density"), "Share of their words in links, 0 to 1"));
            all.push(feature(name("prose"), "Share of their words in running text, 0 to 1"));
            all.push(feature(name("headings"), "Share of headings among them, 0 to 1"));
        }
        all.push(feature("since_prose", "Words since the last block of running text, as a logarithm"));
        all.push(feature("until_prose", "Words until the next block of running text, as a logarithm"));
        all
    }

    fn fill(&self, context: &FeatureContext<'_>, index: usize, row: &mut RowWriter<'_>) {
        let around = &self.neighbours[index..index + 2 * FAR + 1];
        let own_shape = around[FAR].shape;
        for offset in OFFSETS {
            let neighbour = &around[FAR.wrapping_add_signed(offset)];
            row.push([neighbour.words, neighbour.link_density, neighbour.kind]);
            if offset.abs() == 1 {
                row.push([flag(neighbour.shape == own_shape)]);
            }
        }
        for reach in WINDOWS {
            let sum = context.sums.range(&context.sums.window(index, reach));
            row.push([
                log(sum.words),
                sum.link_density(),
                share(sum.prose, sum.words),
                share(sum.headings, sum.blocks),
            ]);
        }
        let capped = |words: u32| log(words.min(MAX_PROSE_DISTANCE));
        row.push([capped(self.since_prose[index]), capped(self.until_prose[index])]);
    }
}
