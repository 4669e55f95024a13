//! What repeats on the page: texts, places in the markup, items side by side.

use std::marker::PhantomData;

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::document::prose::{log, share};
use crate::hash;
use crate::learned::features::matrix::Row;
use crate::learned::features::{Feature, FeatureContext, Group, named};

/// Copies of the text, blocks at the same path, items of the same shape.
pub(crate) struct Repeats<'d> {
    page: PhantomData<&'d ()>,
    /// For each block the text that it has, and which of its copies it is.
    texts: Vec<(u32, u16)>,
    /// For each text how many blocks have it.
    copies: Vec<u16>,
    /// For each container that has blocks of its own the place where it stands.
    stands: Vec<u32>,
    places: Vec<PathTotals>,
    items: Vec<SiblingGroup>,
}

/// Blocks that stand at one path.
#[derive(Clone, Copy, Default)]
struct PathTotals {
    blocks: u32,
    words: u32,
    link_words: u32,
    stop_words: u32,
}

/// The largest group of like siblings that a container stands in, itself or one around it.
#[derive(Clone, Copy, Default)]
struct SiblingGroup {
    siblings: u32,
    /// Levels up to it.
    level: u8,
    /// The item's own blocks and words.
    words: u32,
    /// Its place among its siblings.
    ordinal: u32,
    /// Words of the whole group.
    group_words: u32,
}

/// Elements of a path; what stands further out is the same for most of the page.
const PATH: usize = 8;
/// Levels up at which like siblings are looked for.
const LEVELS: u8 = 12;

impl<'d> Group<'d> for Repeats<'d> {
    fn new(page: &'d FeatureContext<'d>) -> Self {
        let document = page.document;
        let count = document.blocks.len();
        let mut seen: FxHashMap<u32, u32> = FxHashMap::with_capacity_and_hasher(count, FxBuildHasher);
        let mut copies: Vec<u16> = Vec::with_capacity(count);
        let mut texts = Vec::with_capacity(count);
        for index in 0..count {
            let key = page.word_hashes.of_block(index).iter().fold(hash::EMPTY, |h, &w| hash::pair(h, w));
            let text = *seen.entry(key).or_insert(copies.len() as u32);
            if text as usize == copies.len() {
                copies.push(0);
            }
            let count = &mut copies[text as usize];
            *count = count.saturating_add(1);
            texts.push((text, *count));
        }

        // A container's path: the shapes of the last elements, its own classes with them.
        let containers = &document.containers;
        let path = |container: u32| {
            let mut path = containers[container as usize].shape;
            let mut at = container as usize;
            for _ in 0..PATH {
                if at == 0 {
                    break;
                }
                path = hash::pair(path, containers[at].tag as u32);
                at = containers[at].parent as usize;
            }
            path
        };
        let mut known: FxHashMap<u32, u32> = FxHashMap::with_capacity_and_hasher(count / 2, FxBuildHasher);
        let mut places: Vec<PathTotals> = vec![];
        let mut stands = vec![u32::MAX; containers.len()];
        for block in &document.blocks {
            let stand = &mut stands[block.container as usize];
            if *stand == u32::MAX {
                *stand = *known.entry(path(block.container)).or_insert(places.len() as u32);
                if *stand as usize == places.len() {
                    places.push(PathTotals::default());
                }
            }
            let place = &mut places[*stand as usize];
            place.blocks += 1;
            place.words += block.words;
            place.link_words += block.link_words.min(block.words);
            place.stop_words += block.stop_words;
        }
        Self { page: PhantomData, texts, copies, stands, places, items: items(page) }
    }

    fn features() -> Vec<Feature> {
        named(&[
            ("copies", "Blocks of the page with the same words"),
            ("copy_ordinal", "Which of them this is, from 1"),
            ("path_blocks", "Blocks in like elements at the same path, as a logarithm"),
            ("path_share", "Their share of the page's words, 0 to 1"),
            ("path_words", "Their mean words"),
            ("path_link_density", "Share of their words in links, 0 to 1"),
            ("path_stop_share", "Share of function words in them, 0 to 1"),
            (
                "siblings",
                "Elements like one around the block beside it, the most at any level, as a logarithm",
            ),
            ("siblings_level", "Levels up to that element"),
            ("item_words", "Words of that element"),
            ("item_ordinal", "Its place among its like, as a logarithm"),
            ("items_share", "Share of the page's words that it and its like hold, 0 to 1"),
        ])
    }

    fn fill(&self, page: &FeatureContext<'d>, index: usize, row: &mut Row<'_>) {
        let (text, ordinal) = self.texts[index];
        let container = page.document.blocks[index].container as usize;
        let place = self.places[self.stands[container] as usize];
        let all = page.sums.all();
        let item = self.items[container];
        row.put([
            f32::from(self.copies[text as usize]),
            f32::from(ordinal),
            log(place.blocks),
            share(place.words, all.words),
            share(place.words, place.blocks),
            share(place.link_words, place.words),
            share(place.stop_words, place.words),
            log(item.siblings),
            f32::from(item.level),
            item.words as f32,
            log(item.ordinal),
            share(item.group_words, all.words),
        ]);
    }
}

fn items(page: &FeatureContext<'_>) -> Vec<SiblingGroup> {
    let containers = &page.document.containers;
    let mut known: FxHashMap<u32, u32> =
        FxHashMap::with_capacity_and_hasher(containers.len() / 2, FxBuildHasher);
    let mut children = vec![0u32; containers.len()];
    for container in containers.iter().skip(1).filter(|c| !c.blocks.is_empty()) {
        children[container.parent as usize] += 1;
    }
    // Siblings and words of each group of like siblings; for each container its group and its place in it.
    let mut groups: Vec<(u32, u32)> = vec![];
    let mut of_container = vec![(0, 0); containers.len()];
    for (index, container) in containers.iter().enumerate().skip(1) {
        if container.blocks.is_empty() {
            continue;
        }
        let next = groups.len() as u32;
        // An only child has no siblings to be looked for.
        let group = match children[container.parent as usize] {
            1 => next,
            _ => *known.entry(hash::pair(container.parent, container.shape)).or_insert(next),
        };
        if group as usize == groups.len() {
            groups.push((0, 0));
        }
        let (siblings, words) = &mut groups[group as usize];
        *siblings += 1;
        *words += page.sums.of(&container.blocks).words;
        of_container[index] = (group, *siblings);
    }
    let mut items: Vec<SiblingGroup> = Vec::with_capacity(containers.len());
    for (index, container) in containers.iter().enumerate() {
        if index == 0 || container.blocks.is_empty() {
            items.push(SiblingGroup::default());
            continue;
        }
        let around = items[container.parent as usize];
        let (group, ordinal) = of_container[index];
        let (siblings, group_words) = groups[group as usize];
        let own = SiblingGroup {
            siblings,
            level: 0,
            words: page.sums.of(&container.blocks).words,
            ordinal,
            group_words,
        };
        let far = SiblingGroup { level: around.level.saturating_add(1), ..around };
        items.push(if far.siblings >= own.siblings && far.siblings > 1 && far.level <= LEVELS {
            far
        } else {
            own
        });
    }
    items
}
