//! The blocks before and after.

use std::marker::PhantomData;

use crate::document::prose::{self, log, share};
use crate::learned::features::matrix::{Row, flag};
use crate::learned::features::{Feature, FeatureContext, Group, feature};

/// Figures of three neighbours on either side and of three windows, and the way to running text.
pub(crate) struct Neighbours<'d> {
    page: PhantomData<&'d ()>,
    /// Each block as a neighbour sees it; before the first and behind the last one stand blank ones.
    seen: Vec<Seen>,
    /// Words since the last block of running text, and until the next.
    since_prose: Vec<u32>,
    until_prose: Vec<u32>,
}

#[derive(Clone, Copy)]
struct Seen {
    words: f32,
    link_density: f32,
    kind: f32,
    /// The shape of its container; `None` for a blank one.
    shape: Option<u32>,
}

const BLANK: Seen = Seen { words: 0.0, link_density: 1.0, kind: 0.0, shape: None };
/// How far neighbours stand at most.
const FAR: usize = 3;

const OFFSETS: [isize; 6] = [-1, 1, -2, 2, -3, 3];
const WINDOWS: [usize; 3] = [4, 10, 25];

impl<'d> Group<'d> for Neighbours<'d> {
    fn new(page: &'d FeatureContext<'d>) -> Self {
        let blocks = &page.document.blocks;
        let distances = |order: &mut dyn Iterator<Item = usize>| {
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
        let seen = blocks.iter().map(|block| Seen {
            words: log(block.words),
            link_density: block.link_density().min(1.0),
            kind: if prose::is_prose(block) { 2.0 } else { f32::from(u8::from(block.heading().is_some())) },
            shape: Some(page.document.containers[block.container as usize].shape),
        });
        let blank = || std::iter::repeat_n(BLANK, FAR);
        Self {
            page: PhantomData,
            seen: blank().chain(seen).chain(blank()).collect(),
            since_prose: distances(&mut (0..blocks.len())),
            until_prose: distances(&mut (0..blocks.len()).rev()),
        }
    }

    fn features() -> Vec<Feature> {
        let mut all = Vec::new();
        for offset in OFFSETS {
            let side = if offset < 0 { "before" } else { "after" };
            let name = |what: &str| format!("{side}_{}_{what}", offset.abs());
            all.push(feature(name("words"), "Words of the neighbour, as a logarithm; 0 without one"));
            all.push(feature(name("link_density"), "Share of its words in links, 0 to 1; 1 without one"));
            all.push(feature(name("kind"), "Whether it is running text (2), a heading (1) or else (0)"));
            if offset.abs() == 1 {
                all.push(feature(name("same"), "1 if it stands in a container of the same shape"));
            }
        }
        for reach in WINDOWS {
            let name = |what: &str| format!("window_{reach}_{what}");
            all.push(feature(name("words"), "Words of so many blocks on either side, as a logarithm"));
            all.push(feature(name("link_density"), "Share of their words in links, 0 to 1"));
            all.push(feature(name("prose"), "Share of their words in running text, 0 to 1"));
            all.push(feature(name("headings"), "Share of headings among them, 0 to 1"));
        }
        all.push(feature("since_prose", "Words since the last block of running text, as a logarithm"));
        all.push(feature("until_prose", "Words until the next block of running text, as a logarithm"));
        all
    }

    fn fill(&self, page: &FeatureContext<'d>, index: usize, row: &mut Row<'_>) {
        let around = &self.seen[index..index + 2 * FAR + 1];
        let own = around[FAR].shape;
        for offset in OFFSETS {
            let seen = &around[FAR.wrapping_add_signed(offset)];
            row.put([seen.words, seen.link_density, seen.kind]);
            if offset.abs() == 1 {
                row.put([flag(seen.shape == own)]);
            }
        }
        for reach in WINDOWS {
            let sum = page.sums.of(&page.sums.window(index, reach));
            row.put([
                log(sum.words),
                sum.link_density(),
                share(sum.prose, sum.words),
                share(sum.headings, sum.blocks),
            ]);
        }
        row.put([log(self.since_prose[index].min(100_000)), log(self.until_prose[index].min(100_000))]);
    }
}
