//! What repeats on the page: texts, paths of elements, and siblings of the same shape.

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::document::Document;
use crate::document::prose::{log, share};
use crate::hash;
use crate::learned::features::matrix::RowWriter;
use crate::learned::features::{Feature, FeatureContext, FeatureGroup, feature_list};

/// Copies of texts, blocks at the same path, and siblings of the same shape.
pub(crate) struct Repeats {
    texts: TextCopies,
    paths: Paths,
    /// The largest group of siblings for each container.
    largest_groups: Vec<SiblingGroup>,
}

/// Blocks with the same words.
struct TextCopies {
    /// For each block the index of its text, and which of the copies it is, from 1.
    of_blocks: Vec<(u32, u16)>,
    /// For each text the number of blocks that have it.
    counts: Vec<u16>,
}

/// Blocks in similar elements.
struct Paths {
    /// For each container that has blocks of its own, the index of its path.
    of_containers: Vec<u32>,
    totals: Vec<PathTotals>,
}

/// Sums over the blocks at one path.
#[derive(Clone, Copy, Default)]
struct PathTotals {
    blocks: u32,
    words: u32,
    link_words: u32,
    stop_words: u32,
}

/// The largest group of siblings of the same shape that includes a container or one around it.
#[derive(Clone, Copy, Default)]
struct SiblingGroup {
    siblings: u32,
    /// Levels up from the container to the sibling that holds it.
    level: u8,
    /// Words of that sibling.
    words: u32,
    /// Its position among the siblings, from 1.
    ordinal: u32,
    /// Words of all siblings.
    group_words: u32,
}

/// Siblings of the same shape.
struct Siblings {
    /// For each container the index of its group, and its position in it, from 1.
    of_containers: Vec<(u32, u32)>,
    /// For each group the number of siblings, and their words.
    totals: Vec<(u32, u32)>,
}

/// Elements in a path. Elements farther out are the same for most of the page.
const PATH_LENGTH: usize = 8;
/// Siblings are searched for up to this many levels above a container.
const MAX_LEVELS: u8 = 12;

impl FeatureGroup for Repeats {
    fn new(context: &FeatureContext<'_>) -> Self {
        Self {
            texts: TextCopies::new(context),
            paths: Paths::new(context.document),
            largest_groups: largest_groups(context),
        }
    }

    fn features() -> Vec<Feature> {
        feature_list(&[
            ("copies", "Blocks of the page with the same words"),
            ("copy_ordinal", "Which of them this is, from 1"),
            ("path_blocks", "Blocks in similar elements at the same path, as a logarithm"),
            ("path_share", "Their share of the page's words, 0 to 1"),
            ("path_words", "Their mean number of words"),
            ("path_link_density", "Share of their words in links, 0 to 1"),
            ("path_stop_share", "Share of function words in them, 0 to 1"),
            ("siblings", "Siblings like an element around the block, the most at any level, as a logarithm"),
            ("siblings_level", "Levels up to that element"),
            ("item_words", "Words of that element"),
            ("item_ordinal", "Its position among its siblings, as a logarithm"),
            ("items_share", "Share of the page's words in it and its siblings, 0 to 1"),
        ])
    }

    fn fill(&self, context: &FeatureContext<'_>, index: usize, row: &mut RowWriter<'_>) {
        let (text, ordinal) = self.texts.of_blocks[index];
        let container = context.document.blocks[index].container as usize;
        let path = self.paths.totals[self.paths.of_containers[container] as usize];
        let all = context.sums.all();
        let group = self.largest_groups[container];
        row.push([
            f32::from(self.texts.counts[text as usize]),
            f32::from(ordinal),
            log(path.blocks),
            share(path.words, all.words),
            share(path.words, path.blocks),
            share(path.link_words, path.words),
            share(path.stop_words, path.words),
            log(group.siblings),
            f32::from(group.level),
            group.words as f32,
            log(group.ordinal),
            share(group.group_words, all.words),
        ]);
    }
}

impl TextCopies {
    fn new(context: &FeatureContext<'_>) -> Self {
        let count = context.document.blocks.len();
        let mut indices: FxHashMap<u32, u32> = FxHashMap::with_capacity_and_hasher(count, FxBuildHasher);
        let mut counts: Vec<u16> = Vec::with_capacity(count);
        let mut of_blocks = Vec::with_capacity(count);
        for index in 0..count {
            let key = context.word_hashes.block(index).iter().fold(hash::EMPTY, |h, &w| hash::pair(h, w));
            let text = *indices.entry(key).or_insert(counts.len() as u32);
            if text as usize == counts.len() {
                counts.push(0);
            }
            let count = &mut counts[text as usize];
            *count = count.saturating_add(1);
            of_blocks.push((text, *count));
        }
        Self { of_blocks, counts }
    }
}

impl Paths {
    fn new(document: &Document) -> Self {
        let containers = &document.containers;
        let mut indices: FxHashMap<u32, u32> =
            FxHashMap::with_capacity_and_hasher(document.blocks.len() / 2, FxBuildHasher);
        let mut totals: Vec<PathTotals> = vec![];
        let mut of_containers = vec![u32::MAX; containers.len()];
        for block in &document.blocks {
            let path = &mut of_containers[block.container as usize];
            if *path == u32::MAX {
                let hash = path_hash(document, block.container as usize);
                *path = *indices.entry(hash).or_insert(totals.len() as u32);
                if *path as usize == totals.len() {
                    totals.push(PathTotals::default());
                }
            }
            let total = &mut totals[*path as usize];
            total.blocks += 1;
            total.words += block.words;
            total.link_words += block.link_words.min(block.words);
            total.stop_words += block.stop_words;
        }
        Self { of_containers, totals }
    }
}

/// A hash of a container's path: its shape, which includes its classes, and the tags of the elements around it.
fn path_hash(document: &Document, mut container: usize) -> u32 {
    let containers = &document.containers;
    let mut path = containers[container].shape_hash;
    for _ in 0..PATH_LENGTH {
        if container == 0 {
            break;
        }
        path = hash::pair(path, containers[container].tag as u32);
        container = containers[container].parent as usize;
    }
    path
}

/// The largest group of siblings for each container.
fn largest_groups(context: &FeatureContext<'_>) -> Vec<SiblingGroup> {
    let containers = &context.document.containers;
    let own_groups = Siblings::new(context);
    let mut largest: Vec<SiblingGroup> = Vec::with_capacity(containers.len());
    for (index, container) in containers.iter().enumerate() {
        if index == 0 || container.blocks.is_empty() {
            largest.push(SiblingGroup::default());
            continue;
        }
        let around = largest[container.parent as usize];
        let (group, ordinal) = own_groups.of_containers[index];
        let (siblings, group_words) = own_groups.totals[group as usize];
        let words = context.sums.range(&container.blocks).words;
        let own = SiblingGroup { siblings, level: 0, words, ordinal, group_words };
        let outer = SiblingGroup { level: around.level.saturating_add(1), ..around };
        let outer_is_larger =
            outer.siblings >= own.siblings && outer.siblings > 1 && outer.level <= MAX_LEVELS;
        largest.push(if outer_is_larger { outer } else { own });
    }
    largest
}

impl Siblings {
    fn new(context: &FeatureContext<'_>) -> Self {
        let containers = &context.document.containers;
        let mut indices: FxHashMap<u32, u32> =
            FxHashMap::with_capacity_and_hasher(containers.len() / 2, FxBuildHasher);
        let mut children = vec![0u32; containers.len()];
        for container in containers.iter().skip(1).filter(|c| !c.blocks.is_empty()) {
            children[container.parent as usize] += 1;
        }
        let mut totals: Vec<(u32, u32)> = vec![];
        let mut of_containers = vec![(0, 0); containers.len()];
        for (index, container) in containers.iter().enumerate().skip(1) {
            if container.blocks.is_empty() {
                continue;
            }
            let next = totals.len() as u32;
            // An only child has no siblings to look up.
            let group = match children[container.parent as usize] {
                1 => next,
                _ => *indices.entry(hash::pair(container.parent, container.shape_hash)).or_insert(next),
            };
            if group as usize == totals.len() {
                totals.push((0, 0));
            }
            let (siblings, words) = &mut totals[group as usize];
            *siblings += 1;
            *words += context.sums.range(&container.blocks).words;
            of_containers[index] = (group, *siblings);
        }
        Self { of_containers, totals }
    }
}
