//! Where the page's text is: the container that readability's count finds, and the one that holds most text against
//! links and scattered short blocks.

use std::marker::PhantomData;
use std::ops::Range;

use crate::document::prose::{is_prose, plain_words, share};
use crate::learned::features::matrix::Row;
use crate::learned::features::{Feature, FeatureContext, Group, named};

/// Two containers, and where each block stands to them.
pub(crate) struct TopNodes<'d> {
    page: PhantomData<&'d ()>,
    readable: TopNode,
    densest: TopNode,
}

struct TopNode {
    blocks: Range<u32>,
    depth: u16,
    prose_share: f32,
    /// For each container: how deep the last one that it shares with the node's own chain lies.
    shared: Vec<u16>,
}

impl TopNode {
    fn new(page: &FeatureContext<'_>, container: usize) -> Self {
        let depth = &page.depth;
        let containers = &page.document.containers;
        let mut on_chain = vec![false; containers.len()];
        let mut at = container;
        loop {
            on_chain[at] = true;
            if at == 0 {
                break;
            }
            at = containers[at].parent as usize;
        }
        let mut shared = vec![0; containers.len()];
        for index in 1..containers.len() {
            let parent = containers[index].parent as usize;
            shared[index] = if on_chain[index] { depth[index] } else { shared[parent] };
        }
        let blocks = containers[container].blocks.clone();
        let prose_share = share(page.sums.of(&blocks).prose, page.sums.all().prose);
        Self { blocks, depth: depth[container], prose_share, shared }
    }

    fn fill(&self, index: usize, container: usize, depth: u16, row: &mut Row<'_>) {
        let at = index as u32;
        let side = if at < self.blocks.start {
            -1.0
        } else if at >= self.blocks.end {
            1.0
        } else {
            0.0
        };
        let span = (self.blocks.end - self.blocks.start).max(1) as f32;
        row.put([
            side,
            f32::from(self.depth - self.shared[container].min(self.depth)),
            f32::from(depth - self.shared[container].min(depth)),
            (at as f32 - self.blocks.start as f32) / span,
            self.prose_share,
        ]);
    }
}

impl<'d> Group<'d> for TopNodes<'d> {
    fn new(page: &'d FeatureContext<'d>) -> Self {
        let readable = readable(page);
        let densest = densest(page);
        Self {
            page: PhantomData,
            readable: TopNode::new(page, readable),
            densest: TopNode::new(page, densest),
        }
    }

    fn features() -> Vec<Feature> {
        named(&[
            (
                "readable_side",
                "Before (-1), inside (0) or after (1) the container that readability's count finds",
            ),
            ("readable_down", "Containers from the last shared one down to it"),
            ("readable_up", "Containers from the block up to the last shared one"),
            ("readable_position", "Position in it: 0 its first block, 1 behind its last"),
            ("readable_prose", "Share of the page's running text in it, 0 to 1"),
            (
                "densest_side",
                "Before, inside or after the container of most text against links and short blocks",
            ),
            ("densest_down", "Containers from the last shared one down to it"),
            ("densest_up", "Containers from the block up to the last shared one"),
            ("densest_position", "Position in it: 0 its first block, 1 behind its last"),
            ("densest_prose", "Share of the page's running text in it, 0 to 1"),
        ])
    }

    fn fill(&self, page: &FeatureContext<'d>, index: usize, row: &mut Row<'_>) {
        let container = page.document.blocks[index].container as usize;
        self.readable.fill(index, container, page.depth[container], row);
        self.densest.fill(index, container, page.depth[container], row);
    }
}

/// Blocks of running text give their length and commas to the container around their own, half to the next.
fn readable(page: &FeatureContext<'_>) -> usize {
    let containers = &page.document.containers;
    let mut scores = vec![0.0f32; containers.len()];
    for block in page.document.blocks.iter().filter(|b| is_prose(b)) {
        let worth = 1.0 + block.commas as f32 + (plain_words(block) as f32 / 15.0).min(4.0);
        let parent = containers[block.container as usize].parent as usize;
        scores[parent] += worth;
        scores[containers[parent].parent as usize] += worth / 2.0;
    }
    let value = |c: usize| scores[c] * (1.0 - page.sums.of(&containers[c].blocks).link_density());
    let mut best = (0, 0.0);
    // No value is negative, and most containers have no score to weigh.
    for container in (0..containers.len()).filter(|&c| scores[c] > 0.0) {
        let value = value(container);
        if value > best.1 {
            best = (container, value);
        }
    }
    best.0
}

/// The innermost container of the largest worth.
fn densest(page: &FeatureContext<'_>) -> usize {
    let containers = &page.document.containers;
    (0..containers.len()).max_by_key(|&c| (page.sums.of(&containers[c].blocks).worth, c)).unwrap_or(0)
}
