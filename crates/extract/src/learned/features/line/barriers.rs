//! Lines that begin like boilerplate, before and after the block.

use crate::document::phrases::BoilerplateKind;
use crate::document::prose::log;
use crate::learned::features::matrix::RowWriter;
use crate::learned::features::{Feature, FeatureContext, FeatureGroup, feature};

/// Distances to such lines, for each of the [`BARRIERS`].
pub(crate) struct Barriers {
    of_kinds: Vec<BarrierDistances>,
}

/// The barriers of some kinds.
struct BarrierDistances {
    /// For each line, the number of lines and words since the last one.
    since: Vec<(u32, u32)>,
    /// For each line, the number of lines until the next one.
    until: Vec<u32>,
    /// For each line, the number before it.
    count: Vec<u32>,
}

/// A name for the columns, and the kinds.
const BARRIERS: [(&str, &[BoilerplateKind]); 3] = [
    ("related", &[BoilerplateKind::Related]),
    ("box", &[BoilerplateKind::Newsletter, BoilerplateKind::Comments]),
    (
        "edge",
        &[BoilerplateKind::Share, BoilerplateKind::Updated, BoilerplateKind::Notice, BoilerplateKind::End],
    ),
];

/// The distance if there is none.
const NONE: u32 = 10_000;

impl BarrierDistances {
    fn new(context: &FeatureContext<'_>, kinds: &[BoilerplateKind]) -> Self {
        let is_barrier = |i: usize| context.phrases[i].is_some_and(|p| kinds.contains(&p.kind));
        let blocks = &context.document.blocks;
        let (mut since, mut count) = (Vec::with_capacity(blocks.len()), Vec::with_capacity(blocks.len()));
        let (mut lines, mut words, mut seen) = (NONE, NONE, 0);
        for (index, block) in blocks.iter().enumerate() {
            since.push((lines, words));
            count.push(seen);
            if is_barrier(index) {
                (lines, words, seen) = (0, 0, seen + 1);
            } else {
                (lines, words) = ((lines + 1).min(NONE), (words + block.words).min(NONE));
            }
        }
        let mut until = vec![NONE; blocks.len()];
        let mut lines = NONE;
        for index in (0..blocks.len()).rev() {
            until[index] = lines;
            lines = if is_barrier(index) { 0 } else { (lines + 1).min(NONE) };
        }
        Self { since, until, count }
    }
}

impl FeatureGroup for Barriers {
    fn new(context: &FeatureContext<'_>) -> Self {
        Self { of_kinds: BARRIERS.iter().map(|(_, kinds)| BarrierDistances::new(context, kinds)).collect() }
    }

    fn features() -> Vec<Feature> {
        let mut all = Vec::new();
        for (kind, _) in BARRIERS {
            let name = |what: &str| format!("{kind}_{what}");
            all.push(feature(
                name("since_lines"),
                "Lines since the last line that begins like this boilerplate, as a logarithm",
            ));
            all.push(feature(name("since_words"), "Words since then, as a logarithm"));
            all.push(feature(name("until_lines"), "Lines until the next one, as a logarithm"));
            all.push(feature(name("count"), "Such lines before this one"));
        }
        all
    }

    fn fill(&self, _: &FeatureContext<'_>, index: usize, row: &mut RowWriter<'_>) {
        for kind in &self.of_kinds {
            let (lines, words) = kind.since[index];
            row.push([log(lines), log(words), log(kind.until[index]), kind.count[index] as f32]);
        }
    }
}
