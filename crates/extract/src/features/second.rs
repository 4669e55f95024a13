//! What a first look at all blocks says of each: the features of the second look.
//!
//! The first look gives each block a probability by itself. Here each block sees what was found around it: in its
//! containers, at its path, in its section, before and after.

use rustc_hash::FxHashMap;

use super::sums::log;
use super::{Feature, feature};
use crate::{Document, hash};

/// Features of the second look beside those of the first.
pub(crate) fn features() -> Vec<Feature> {
    let mut all = vec![feature("first", "Log-odds of the first look")];
    for offset in OFFSETS {
        let side = if offset < 0 { "before" } else { "after" };
        let name = format!("first_{side}_{}", offset.abs());
        all.push(feature(name, "Probability of the neighbour, 0 to 1; 0 without one"));
    }
    for reach in WINDOWS {
        let name = format!("first_window_{reach}");
        all.push(feature(name, "Mean probability of so many blocks on either side, by words, the block left out"));
    }
    for level in LEVELS {
        all.push(feature(
            format!("first_around_{level}"),
            "Mean probability in the container so many levels up, by words, the block left out; -1 without others",
        ));
        all.push(feature(format!("first_held_{level}"), "Its share of all that is expected to be kept, 0 to 1"));
    }
    for (name, about) in [
        ("first_path", "Mean probability of the blocks at the same path, by words, the block left out; -1 without"),
        ("first_items", "Mean probability of the elements like its own beside it, by words; -1 without"),
        ("first_section", "Mean probability between the headings around it, by words, the block left out; -1 without"),
        ("first_heading", "Probability of the heading above, 0 to 1; -1 without one"),
        ("first_before", "Share of all that is expected to be kept that stands before it, 0 to 1"),
        ("first_page", "Mean probability of the page, by words"),
        ("first_expected", "Expected F1 of the best decision, 0 to 1"),
        ("first_margin", "Probability less the threshold of that decision"),
        ("first_highest", "Highest probability on the page, 0 to 1"),
        ("first_doubt", "Mean of four times p (1 - p) over the page, by words"),
        ("first_since", "Words since the last block of probability above a half, as a logarithm"),
        ("first_until", "Words until the next, as a logarithm"),
        ("first_run_side", "Before (-1), inside (0) or after (1) the run of blocks that is worth most"),
        ("first_run_distance", "Words up to that run, as a logarithm"),
        ("first_run_share", "Its share of all that is expected to be kept, 0 to 1"),
        ("first_run_mean", "Its mean probability, by words"),
        ("first_best_down", "Levels from the last shared container down to the container that is worth most"),
        ("first_best_up", "Levels from the block up to the last shared one"),
        ("first_best_share", "Share of all that is expected to be kept in it, 0 to 1"),
        ("first_best_mean", "Its mean probability, by words"),
    ] {
        all.push(feature(name, about));
    }
    all
}

const OFFSETS: [isize; 6] = [-1, 1, -2, 2, -3, 3];
const WINDOWS: [usize; 3] = [3, 8, 20];
const LEVELS: [usize; 5] = [0, 1, 2, 3, 5];

/// Words, and words times probability.
#[derive(Clone, Copy, Default)]
struct Mass {
    words: f32,
    kept: f32,
}

impl Mass {
    fn minus(self, other: Self) -> Self {
        Self { words: self.words - other.words, kept: self.kept - other.kept }
    }

    fn mean_without(self, own: Self) -> f32 {
        let rest = self.minus(own);
        if rest.words > 0.5 { rest.kept / rest.words } else { -1.0 }
    }
}

fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// The rows of the second look: the first one's, then these. `first` is the log-odds of each block.
pub(crate) fn extend(document: &Document, rows: &[f32], first: &[f32]) -> Vec<f32> {
    let width = super::features().len();
    let second = Second::new(document, first);
    let mut values = Vec::with_capacity(first.len() * (width + super::second_features().len()));
    for index in 0..first.len() {
        values.extend_from_slice(&rows[index * width..(index + 1) * width]);
        second.fill(index, &mut values);
    }
    values
}

struct Second<'d> {
    document: &'d Document,
    first: &'d [f32],
    p: Vec<f32>,
    /// Mass of all blocks before each.
    before: Vec<Mass>,
    headings: Vec<Option<u32>>,
    section_end: Vec<usize>,
    path: Vec<u32>,
    paths: FxHashMap<u32, Mass>,
    items: FxHashMap<u32, Mass>,
    since: Vec<f32>,
    until: Vec<f32>,
    expected: f32,
    highest: f32,
    doubt: f32,
    run: std::ops::Range<usize>,
    best: usize,
    depth: Vec<u16>,
    shared: Vec<u16>,
}

impl<'d> Second<'d> {
    fn new(document: &'d Document, first: &'d [f32]) -> Self {
        let blocks = &document.blocks;
        let containers = &document.containers;
        let p: Vec<f32> = first.iter().map(|&z| probability(z)).collect();
        let mut before = Vec::with_capacity(blocks.len() + 1);
        let mut sum = Mass::default();
        before.push(sum);
        let mut doubt = 0.0;
        for (block, p) in blocks.iter().zip(&p) {
            sum.words += block.words as f32;
            sum.kept += block.words as f32 * p;
            doubt += block.words as f32 * 4.0 * p * (1.0 - p);
            before.push(sum);
        }
        let mut section_end = vec![blocks.len(); blocks.len()];
        let mut end = blocks.len();
        for index in (0..blocks.len()).rev() {
            section_end[index] = end;
            if blocks[index].heading().is_some() {
                end = index;
            }
        }
        let path: Vec<u32> = blocks
            .iter()
            .map(|b| {
                let own = &containers[b.container as usize];
                let parent = &containers[own.parent as usize];
                hash::pair(own.shape, parent.shape)
            })
            .collect();
        let mut paths: FxHashMap<u32, Mass> = FxHashMap::default();
        for (index, path) in path.iter().enumerate() {
            let mass = paths.entry(*path).or_default();
            mass.words += blocks[index].words as f32;
            mass.kept += blocks[index].words as f32 * p[index];
        }
        let of = |range: &std::ops::Range<u32>| before[range.end as usize].minus(before[range.start as usize]);
        let mut items: FxHashMap<u32, Mass> = FxHashMap::default();
        for container in &containers[1..] {
            let mass = items.entry(hash::pair(container.parent, container.shape)).or_default();
            let own = of(&container.blocks);
            mass.words += own.words;
            mass.kept += own.kept;
        }
        let way = |order: &mut dyn Iterator<Item = usize>| {
            let mut out = vec![0.0; blocks.len()];
            let mut words = 100_000;
            for index in order {
                words = if p[index] > 0.5 { 0 } else { (words + blocks[index].words).min(100_000) };
                out[index] = log(words);
            }
            out
        };
        let worth = |mass: Mass| mass.kept - 0.5 * mass.words;
        let best = (0..containers.len())
            .max_by(|&a, &b| worth(of(&containers[a].blocks)).total_cmp(&worth(of(&containers[b].blocks))).then(a.cmp(&b)))
            .unwrap_or(0);
        let mut depth: Vec<u16> = vec![0; containers.len()];
        for index in 1..containers.len() {
            depth[index] = depth[containers[index].parent as usize].saturating_add(1);
        }
        let mut chain = vec![false; containers.len()];
        let mut at = best;
        while at != 0 {
            chain[at] = true;
            at = containers[at].parent as usize;
        }
        let mut shared = vec![0; containers.len()];
        for index in 1..containers.len() {
            shared[index] = if chain[index] { depth[index] } else { shared[containers[index].parent as usize] };
        }
        let words: Vec<u32> = blocks.iter().map(|b| b.words).collect();
        Self {
            document,
            first,
            headings: crate::linear::headings_above(document),
            section_end,
            since: way(&mut (0..blocks.len())),
            until: way(&mut (0..blocks.len()).rev()),
            expected: crate::decision::expected(&p, &words, 1.0).1,
            highest: p.iter().copied().fold(0.0, f32::max),
            doubt: if sum.words > 0.0 { doubt / sum.words } else { 0.0 },
            run: run(&before, &p),
            path,
            paths,
            items,
            best,
            depth,
            shared,
            before,
            p,
        }
    }

    fn of(&self, range: std::ops::Range<usize>) -> Mass {
        self.before[range.end].minus(self.before[range.start])
    }

    fn fill(&self, index: usize, row: &mut Vec<f32>) {
        let containers = &self.document.containers;
        let count = self.p.len();
        let all = self.before[count];
        let own = self.of(index..index + 1);
        let part = |mass: Mass| if all.kept > 0.0 { mass.kept / all.kept } else { 0.0 };
        let container = self.document.blocks[index].container as usize;
        row.push(self.first[index]);
        for offset in OFFSETS {
            row.push(index.checked_add_signed(offset).and_then(|i| self.p.get(i)).copied().unwrap_or(0.0));
        }
        for reach in WINDOWS {
            row.push(self.of(index.saturating_sub(reach)..(index + reach + 1).min(count)).mean_without(own));
        }
        let held = |c: usize| {
            let range = &containers[c].blocks;
            self.of(range.start as usize..range.end as usize)
        };
        let (mut at, mut level) = (container, 0);
        for wanted in LEVELS {
            while level < wanted {
                at = containers[at].parent as usize;
                level += 1;
            }
            row.push(held(at).mean_without(own));
            row.push(part(held(at)));
        }
        row.push(self.paths[&self.path[index]].mean_without(own));
        let like = hash::pair(containers[container].parent, containers[container].shape);
        row.push(self.items.get(&like).map_or(-1.0, |m| m.mean_without(held(container))));
        let above = self.headings[index].map(|h| h as usize);
        let start = above.map_or(0, |h| h + 1).min(index);
        row.push(self.of(start..self.section_end[index]).mean_without(own));
        row.push(above.map_or(-1.0, |h| self.p[h]));
        row.push(part(self.before[index]));
        row.push(if all.words > 0.0 { all.kept / all.words } else { 0.0 });
        row.push(self.expected);
        row.push(self.p[index] - self.expected / 2.0);
        row.push(self.highest);
        row.push(self.doubt);
        row.push(self.since[index]);
        row.push(self.until[index]);
        let (side, way) = if index < self.run.start {
            (-1.0, self.of(index..self.run.start).words)
        } else if index >= self.run.end {
            (1.0, self.of(self.run.end..index + 1).words)
        } else {
            (0.0, 0.0)
        };
        let run = self.of(self.run.clone());
        row.push(side);
        row.push((1.0 + way).ln());
        row.push(part(run));
        row.push(if run.words > 0.0 { run.kept / run.words } else { 0.0 });
        let shared = self.shared[container];
        row.push(f32::from(self.depth[self.best] - shared.min(self.depth[self.best])));
        row.push(f32::from(self.depth[container] - shared.min(self.depth[container])));
        let best = held(self.best);
        row.push(part(best));
        row.push(if best.words > 0.0 { best.kept / best.words } else { 0.0 });
    }
}

/// The run of blocks whose words times (probability - 1/2) add up to the most.
fn run(before: &[Mass], p: &[f32]) -> std::ops::Range<usize> {
    let worth = |index: usize| {
        let mass = before[index + 1].minus(before[index]);
        mass.kept - 0.5 * mass.words
    };
    let (mut best, mut most, mut start, mut sum) = (0..0, 0.0, 0, 0.0);
    for index in 0..p.len() {
        if sum <= 0.0 {
            (sum, start) = (0.0, index);
        }
        sum += worth(index);
        if sum > most {
            (most, best) = (sum, start..index + 1);
        }
    }
    best
}
