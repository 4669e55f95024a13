//! Where the text of the page is: the container that readability's scores find, and the container that holds the most
//! text after a deduction for links and scattered short blocks.

use std::ops::Range;

use crate::document::prose::{is_prose, plain_words, share};
use crate::learned::features::matrix::RowWriter;
use crate::learned::features::{Feature, FeatureContext, FeatureGroup, feature_list};

/// The two containers.
pub(crate) struct TopNodes {
    readable: TopNode,
    densest: TopNode,
}

/// A container, and where other containers are relative to it.
struct TopNode {
    blocks: Range<u32>,
    depth: u16,
    prose_share: f32,
    /// For each container, the depth of the innermost container that is around both it and this one.
    shared_depth: Vec<u16>,
}

impl TopNode {
    fn new(context: &FeatureContext<'_>, container: usize) -> Self {
        let depth = &context.depth;
        let containers = &context.document.containers;
        let mut is_around = vec![false; containers.len()];
        let mut at = container;
        loop {
            is_around[at] = true;
            if at == 0 {
                break;
            }
            at = containers[at].parent as usize;
        }
        let mut shared_depth = vec![0; containers.len()];
        for index in 1..containers.len() {
            let parent = containers[index].parent as usize;
            shared_depth[index] = if is_around[index] { depth[index] } else { shared_depth[parent] };
        }
        let blocks = containers[container].blocks.clone();
        let prose_share = share(context.sums.range(&blocks).prose, context.sums.all().prose);
        Self { blocks, depth: depth[container], prose_share, shared_depth }
    }

    fn fill(&self, index: usize, container: usize, depth: u16, row: &mut RowWriter<'_>) {
        let at = index as u32;
        let side = if at < self.blocks.start {
            -1.0
        } else if at >= self.blocks.end {
            1.0
        } else {
            0.0
        };
        let span = (self.blocks.end - self.blocks.start).max(1) as f32;
        row.push([
            side,
            f32::from(self.depth - self.shared_depth[container].min(self.depth)),
            f32::from(depth - self.shared_depth[container].min(depth)),
            (at as f32 - self.blocks.start as f32) / span,
            self.prose_share,
        ]);
    }
}

impl FeatureGroup for TopNodes {
    fn new(context: &FeatureContext<'_>) -> Self {
        let readable = readable(context);
        let densest = densest(context);
        Self { readable: TopNode::new(context, readable), densest: TopNode::new(context, densest) }
    }

    fn features() -> Vec<Feature> {
        feature_list(&[
            (
                "readable_side",
                "Before (-1), inside (0) or after (1) the container that readability's scores find",
            ),
            ("readable_down", "Containers from the innermost shared one down to it"),
            ("readable_up", "Containers from the block up to the innermost shared one"),
            ("readable_position", "Position in it: 0 its first block, 1 after its last"),
            ("readable_prose", "Share of the page's running text in it, 0 to 1"),
            (
                "densest_side",
                "The same for the container with the most text after a deduction for links and short blocks",
            ),
            ("densest_down", "Containers from the innermost shared one down to it"),
            ("densest_up", "Containers from the block up to the innermost shared one"),
            ("densest_position", "Position in it: 0 its first block, 1 after its last"),
            ("densest_prose", "Share of the page's running text in it, 0 to 1"),
        ])
    }

    fn fill(&self, context: &FeatureContext<'_>, index: usize, row: &mut RowWriter<'_>) {
        let container = context.document.blocks[index].container as usize;
        self.readable.fill(index, container, context.depth[container], row);
        self.densest.fill(index, container, context.depth[container], row);
    }
}

/// Each block of running text adds points for its length and its commas to the container around its own, and half of them
/// to the next one.
fn readable(context: &FeatureContext<'_>) -> usize {
    let containers = &context.document.containers;
    let mut scores = vec![0.0f32; containers.len()];
    for block in context.document.blocks.iter().filter(|b| is_prose(b)) {
        let points = 1.0 + block.commas as f32 + (plain_words(block) as f32 / 15.0).min(4.0);
        let parent = containers[block.container as usize].parent as usize;
        scores[parent] += points;
        scores[containers[parent].parent as usize] += points / 2.0;
    }
    let value = |c: usize| scores[c] * (1.0 - context.sums.range(&containers[c].blocks).link_density());
    let mut best = (0, 0.0);
    // No value is negative, and most containers have no score.
    for container in (0..containers.len()).filter(|&c| scores[c] > 0.0) {
        let value = value(container);
        if value > best.1 {
            best = (container, value);
        }
    }
    best.0
}

/// The container with the largest worth, the innermost one of several.
fn densest(context: &FeatureContext<'_>) -> usize {
    let containers = &context.document.containers;
    (0..containers.len()).max_by_key(|&c| (context.sums.range(&containers[c].blocks).worth, c)).unwrap_or(0)
}
