//! Finds the components of a graph in rounds, each with two stages (large star and small star of Kiveris and others,
//! "Connected Components in MapReduce and Beyond", 2014).
//!
//! In the end each node has one edge, to the lowest node of its component. The number of rounds is about the logarithm of
//! the longest path.

use rustc_hash::FxHashMap;

use crate::spread::SpreadError;
use crate::spread::block::{Kind, Out, Received};

/// The edges at each node of this part, without repetition.
fn neighbors(received: &Received<'_>) -> Result<Vec<[u64; 2]>, SpreadError> {
    let mut edges: Vec<[u64; 2]> = received.words(Kind::Edge)?;
    edges.sort_unstable();
    edges.dedup();
    Ok(edges)
}

/// Connects all greater neighbors of each node with the lowest node that it knows.
pub(super) fn large_star(received: &Received<'_>, out: &mut Out) -> Result<(), SpreadError> {
    let mut changed = 0;
    for edges in neighbors(received)?.chunk_by(|a, b| a[0] == b[0]) {
        let [node, first] = edges[0];
        let lowest = node.min(first);
        for &[_, neighbor] in edges.iter().filter(|edge| edge[1] > node) {
            changed += u64::from(lowest != node);
            out.push(Kind::Edge, neighbor, [neighbor, lowest]);
        }
    }
    out.push(Kind::Changed, 0, [changed]);
    Ok(())
}

/// Connects all lower neighbors of each node, and the node, with the lowest one.
pub(super) fn small_star(received: &Received<'_>, out: &mut Out) -> Result<(), SpreadError> {
    let mut changed = 0;
    for edges in neighbors(received)?.chunk_by(|a, b| a[0] == b[0]) {
        let [node, lowest] = edges[0];
        out.push_edge(node, lowest);
        for &[_, neighbor] in &edges[1..] {
            changed += 1;
            out.push_edge(neighbor, lowest);
        }
    }
    out.push(Kind::Changed, 0, [changed]);
    Ok(())
}

/// The node that stands for the component of each node of this part, after the last round.
pub(super) fn roots(received: &Received<'_>) -> Result<FxHashMap<u64, u64>, SpreadError> {
    let edges = neighbors(received)?;
    Ok(edges.chunk_by(|a, b| a[0] == b[0]).map(|edges| (edges[0][0], edges[0][0].min(edges[0][1]))).collect())
}

/// The components of the edges of one task: for each node, a lower one of its component.
#[derive(Default)]
pub(super) struct Forest(FxHashMap<u64, u64>);

impl Forest {
    /// Joins the components of two nodes.
    pub(super) fn join(&mut self, a: u64, b: u64) {
        let (a, b) = (self.root(a), self.root(b));
        self.0.insert(a.max(b), a.min(b));
    }

    fn root(&mut self, node: u64) -> u64 {
        let mut root = node;
        while let Some(&lower) = self.0.get(&root).filter(|lower| **lower != root) {
            root = lower;
        }
        let mut at = node;
        while at != root {
            at = self.0.insert(at, root).unwrap_or(root);
        }
        root
    }

    /// Writes an edge from each node to the lowest of its component.
    pub(super) fn write_edges(mut self, out: &mut Out) {
        let mut nodes: Vec<u64> = self.0.keys().copied().collect();
        nodes.sort_unstable();
        for node in nodes {
            let root = self.root(node);
            if root != node {
                out.push_edge(node, root);
            }
        }
    }
}
