//! Gradient-boosted decision trees as flat arrays, for one row at a time.

/// Decision trees. The score of a row is the sum of the leaves that it reaches.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Forest {
    pub(super) trees: Vec<DecisionTree>,
}

/// One tree: its inner nodes first, then its leaves. It has at most 32 leaves, so an index fits into a byte with two bits
/// to spare.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct DecisionTree {
    pub(super) nodes: Box<[TreeNode; NODES]>,
    /// For each node the mean of the leaves below it over the training rows, which is the expected value at the node.
    pub(super) means: Vec<f32>,
    /// The number of inner nodes on the longest path.
    pub(super) depth: u8,
}

/// The capacity of a tree, in nodes.
pub(super) const NODES: usize = 64;

/// An inner node, which tests whether a feature is at most the threshold; or a leaf, which leads to itself and has its
/// value as the threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct TreeNode {
    pub(super) threshold: f32,
    pub(super) feature: u16,
    /// The next node if the feature is above the threshold, and if it is not.
    pub(super) next: [u8; 2],
}

impl DecisionTree {
    /// The inner nodes. Each one leads to later nodes only.
    pub(super) fn inner_nodes(&self) -> &[TreeNode] {
        &self.nodes[..self.means.len() / 2]
    }

    /// The leaves.
    pub(super) fn leaves(&self) -> &[TreeNode] {
        &self.nodes[self.means.len() / 2..self.means.len()]
    }

    fn step(&self, at: u8, row: &[f32]) -> u8 {
        let node = &self.nodes[usize::from(at) % NODES];
        node.next[usize::from(row[usize::from(node.feature)] <= node.threshold)]
    }

    fn value(&self, at: u8) -> f32 {
        self.nodes[usize::from(at) % NODES].threshold
    }
}

impl Forest {
    pub(crate) fn is_empty(&self) -> bool {
        self.trees.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.trees.len()
    }

    /// The score of a row.
    pub(crate) fn score(&self, row: &[f32]) -> f32 {
        self.trees.iter().map(|tree| tree.value(leaf(tree, row))).sum()
    }

    /// Adds to `weights` by how much each feature moves the score of a row in the first `trees` trees. At each inner node the
    /// mean of the leaves below changes, and the change is attributed to the node's feature. Returns the sum of the trees'
    /// means at their roots; that and all changes add up to the score.
    pub(crate) fn contributions(&self, trees: usize, row: &[f32], weights: &mut [f32]) -> f32 {
        let mut base = 0.0;
        for tree in self.trees.iter().take(trees) {
            let mut at = 0;
            base += tree.means[0];
            for _ in 0..tree.depth {
                let next = tree.step(at, row);
                if next == at {
                    break;
                }
                let feature = usize::from(tree.nodes[usize::from(at) % NODES].feature);
                weights[feature] += tree.means[usize::from(next)] - tree.means[usize::from(at)];
                at = next;
            }
        }
        base
    }
}

fn leaf(tree: &DecisionTree, row: &[f32]) -> u8 {
    (0..tree.depth).fold(0, |at, _| tree.step(at, row))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `x <= 1 ? (y <= 0 ? -1 : 0.5) : 2`, with means as if all leaves were equally frequent.
    fn tree() -> DecisionTree {
        let mut nodes = [TreeNode::default(); NODES];
        nodes[0] = TreeNode { threshold: 1.0, feature: 0, next: [2, 1] };
        nodes[1] = TreeNode { threshold: 0.0, feature: 1, next: [4, 3] };
        for (at, value) in [(2, 2.0), (3, -1.0), (4, 0.5)] {
            nodes[at] = TreeNode { threshold: value, feature: 0, next: [at as u8; 2] };
        }
        DecisionTree { nodes: Box::new(nodes), means: vec![0.5, -0.25, 2.0, -1.0, 0.5], depth: 2 }
    }

    #[test]
    fn contributions_add_up_to_the_score() {
        let forest = Forest { trees: vec![tree(), tree(), tree()] };
        for row in [[-1.0, 0.0], [1.0, 0.5], [2.0, 0.0]] {
            let mut weights = [0.0; 2];
            let base = forest.contributions(3, &row, &mut weights);
            assert_eq!(base + weights[0] + weights[1], forest.score(&row));
        }
    }
}
