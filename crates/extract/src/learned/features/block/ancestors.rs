//! The contents of the containers around the block.

use crate::document::prose::{log, share};
use crate::learned::features::matrix::RowWriter;
use crate::learned::features::{Feature, FeatureContext, FeatureGroup, feature};

/// Figures about each container, and which containers hold much of the page's running text.
pub(crate) struct Ancestors {
    figures: Vec<Figures>,
    /// For each container and each share of [`SHARES`]: the nearest container around it (or itself) that holds at least
    /// that share of the page's running text, and the levels up to it.
    holders: Vec<[(u32, u8); SHARES.len()]>,
}

/// Figures about one container.
#[derive(Clone, Copy, Default)]
struct Figures {
    link_density: f32,
    words_share: f32,
    prose_share: f32,
    blocks: f32,
    mean_words: f32,
    stop_share: f32,
}

/// The containers around the block that have columns: 0 is the block's own.
const LEVELS: [usize; 5] = [0, 1, 2, 3, 5];
/// Shares of the page's running text.
const SHARES: [f32; 4] = [0.1, 0.35, 0.65, 0.9];

impl FeatureGroup for Ancestors {
    fn new(context: &FeatureContext<'_>) -> Self {
        let all = context.sums.all();
        let containers = &context.document.containers;
        let figures: Vec<Figures> = containers
            .iter()
            .map(|c| {
                if c.blocks.is_empty() {
                    return Figures::default();
                }
                let sum = context.sums.range(&c.blocks);
                Figures {
                    link_density: sum.link_density(),
                    words_share: share(sum.words, all.words),
                    prose_share: share(sum.prose, all.prose),
                    blocks: log(sum.blocks),
                    mean_words: sum.mean_words(),
                    stop_share: share(sum.stop_words, sum.words),
                }
            })
            .collect();
        let mut holders: Vec<[(u32, u8); SHARES.len()]> = Vec::with_capacity(containers.len());
        for (index, container) in containers.iter().enumerate() {
            let around = if index == 0 { [(0, 0); SHARES.len()] } else { holders[container.parent as usize] };
            let mut own = around.map(|(holder, up): (u32, u8)| (holder, up.saturating_add(1)));
            for (holder, share) in own.iter_mut().zip(SHARES) {
                if index == 0 || figures[index].prose_share >= share {
                    *holder = (index as u32, 0);
                }
            }
            holders.push(own);
        }
        Self { figures, holders }
    }

    fn features() -> Vec<Feature> {
        let mut all = Vec::new();
        for level in LEVELS {
            let name = |what: &str| format!("around_{level}_{what}");
            all.push(feature(name("link_density"), "Share of the container's words in links, 0 to 1"));
            all.push(feature(name("words"), "Its share of the page's words, 0 to 1"));
            all.push(feature(name("prose"), "Its share of the page's running text, 0 to 1"));
            all.push(feature(name("blocks"), "Its blocks, as a logarithm"));
            all.push(feature(name("mean_words"), "Words per block in it"));
            all.push(feature(name("stop_share"), "Share of function words in it, 0 to 1"));
            all.push(feature(name("position"), "Position in it: 0 its first block, 1 after its last"));
        }
        for share in SHARES {
            let name = |what: &str| format!("holder_{}_{what}", (100.0 * share) as u32);
            all.push(feature(
                name("up"),
                "Levels up to a container with that share of the running text, in percent",
            ));
            all.push(feature(name("link_density"), "Share of its words in links, 0 to 1"));
            all.push(feature(name("position"), "Position in it: 0 its first block, 1 after its last"));
            all.push(feature(name("words"), "Its share of the page's words, 0 to 1"));
        }
        all
    }

    fn fill(&self, context: &FeatureContext<'_>, index: usize, row: &mut RowWriter<'_>) {
        let containers = &context.document.containers;
        let own = context.document.blocks[index].container as usize;
        let position = |c: usize| {
            let range = &containers[c].blocks;
            (index as f32 - range.start as f32) / (range.end - range.start).max(1) as f32
        };
        let mut at = own;
        let mut level = 0;
        for wanted in LEVELS {
            while level < wanted {
                at = containers[at].parent as usize;
                level += 1;
            }
            let f = self.figures[at];
            row.push([
                f.link_density,
                f.words_share,
                f.prose_share,
                f.blocks,
                f.mean_words,
                f.stop_share,
                position(at),
            ]);
        }
        for (holder, up) in self.holders[own] {
            let f = self.figures[holder as usize];
            row.push([f32::from(up), f.link_density, position(holder as usize), f.words_share]);
        }
    }
}
