//! Gradient-boosted trees as flat tables.

/// Trees whose leaves add up to a score.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Forest {
    pub(super) trees: Vec<Tree>,
    pub(super) nodes: Vec<Node>,
    pub(super) leaves: Vec<f32>,
}

/// Where a tree's nodes and leaves begin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tree {
    pub(super) node: u32,
    pub(super) leaf: u32,
    /// The mean of its leaves over the training rows.
    pub(super) mean: f32,
}

/// A question: is the feature at most the threshold?
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) threshold: f32,
    pub(super) feature: u16,
    /// Where to go: a node of the tree, or a leaf as the complement of its index. First no, then yes.
    pub(super) next: [i16; 2],
    /// The mean of the leaves below over the training rows: what is known when this question is asked.
    pub(super) mean: f32,
}

impl Forest {
    pub(crate) fn is_empty(&self) -> bool {
        self.trees.is_empty()
    }

    /// The score of every row; `width` columns each.
    pub(crate) fn scores(&self, rows: &[f32], width: usize) -> Vec<f32> {
        rows.chunks_exact(width).map(|row| self.score(row)).collect()
    }

    /// The sum of the leaves that a row of features leads to.
    pub(crate) fn score(&self, row: &[f32]) -> f32 {
        self.trees.iter().map(|tree| self.leaves[self.leaf(tree, row)]).sum()
    }

    fn leaf(&self, tree: &Tree, row: &[f32]) -> usize {
        let mut at = 0i16;
        loop {
            let Some(node) = self.nodes.get(tree.node as usize + at as usize) else { return tree.leaf as usize };
            at = node.next[usize::from(row[usize::from(node.feature)] <= node.threshold)];
            if at < 0 {
                return tree.leaf as usize + !at as usize;
            }
        }
    }

    /// By how much each feature moved the score of a row, added to `weights`: at every question the mean of what is
    /// below changes, and the change is the asked feature's. Returns what was known before any question; that and
    /// all changes are exactly the score.
    pub(crate) fn contributions(&self, row: &[f32], weights: &mut [f32]) -> f32 {
        let mut base = 0.0;
        for tree in &self.trees {
            base += tree.mean;
            let mut known = tree.mean;
            let mut at = 0i16;
            while let Some(node) = self.nodes.get(tree.node as usize + at as usize) {
                let next = node.next[usize::from(row[usize::from(node.feature)] <= node.threshold)];
                let value = if next < 0 {
                    self.leaves[tree.leaf as usize + !next as usize]
                } else {
                    self.nodes[tree.node as usize + next as usize].mean
                };
                weights[usize::from(node.feature)] += value - known;
                known = value;
                if next < 0 {
                    break;
                }
                at = next;
            }
        }
        base
    }
}
