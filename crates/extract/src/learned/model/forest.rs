//! Gradient-boosted trees as flat tables, walked by one row at a time.

/// Trees whose leaves add up to a score.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Forest {
    pub(super) trees: Vec<Tree>,
}

/// Questions and leaves of one tree: at most 32 leaves, so that an index is a byte with two bits to spare.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tree {
    pub(super) nodes: Box<[Node; NODES]>,
    /// For each node the mean of the leaves below over the training rows: what is known when it is reached.
    pub(super) means: Vec<f32>,
    /// Questions on the longest way.
    pub(super) depth: u8,
}

/// Nodes that a tree has room for.
pub(super) const NODES: usize = 64;

/// A question: is the feature at most the threshold? Or a leaf, which leads to itself and has its value as threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Node {
    pub(super) threshold: f32,
    pub(super) feature: u16,
    /// Where to go: first no, then yes.
    pub(super) next: [u8; 2],
}

impl Tree {
    /// Its questions in order: every step leads on.
    pub(super) fn questions(&self) -> &[Node] {
        &self.nodes[..self.means.len() / 2]
    }

    /// Its leaves, which stand behind the questions.
    pub(super) fn leaves(&self) -> &[Node] {
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

    /// The sum of the leaves that one row leads to.
    pub(crate) fn score(&self, row: &[f32]) -> f32 {
        self.trees.iter().map(|tree| tree.value(leaf(tree, row))).sum()
    }

    /// By how much each feature moved the score of a row, added to `weights`: at every question the mean of what is
    /// below changes, and the change is the asked feature's. Returns what was known before any question; that and
    /// all changes are exactly the score.
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

fn leaf(tree: &Tree, row: &[f32]) -> u8 {
    (0..tree.depth).fold(0, |at, _| tree.step(at, row))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `x <= 1 ? (y <= 0 ? -1 : 0.5) : 2`, with means as if all leaves were as frequent.
    fn tree() -> Tree {
        let mut nodes = [Node::default(); NODES];
        nodes[0] = Node { threshold: 1.0, feature: 0, next: [2, 1] };
        nodes[1] = Node { threshold: 0.0, feature: 1, next: [4, 3] };
        for (at, value) in [(2, 2.0), (3, -1.0), (4, 0.5)] {
            nodes[at] = Node { threshold: value, feature: 0, next: [at as u8; 2] };
        }
        Tree { nodes: Box::new(nodes), means: vec![0.5, -0.25, 2.0, -1.0, 0.5], depth: 2 }
    }

    #[test]
    fn contributions_add_up() {
        let forest = Forest { trees: vec![tree(), tree(), tree()] };
        for row in [[-1.0, 0.0], [1.0, 0.5], [2.0, 0.0]] {
            let mut weights = [0.0; 2];
            let base = forest.contributions(3, &row, &mut weights);
            assert_eq!(base + weights[0] + weights[1], forest.score(&row));
        }
    }
}
