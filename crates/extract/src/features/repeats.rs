//! What repeats on the page: texts, places in the markup, items side by side.

use std::marker::PhantomData;

use rustc_hash::FxHashMap;

use super::sums::{log, share};
use super::{Feature, Group, Page, Row, named};
use crate::hash;

/// Copies of the text, blocks at the same path, items of the same shape.
pub(super) struct Repeats<'d> {
    page: PhantomData<&'d ()>,
    copies: Vec<(u16, u16)>,
    paths: Vec<u32>,
    places: FxHashMap<u32, Place>,
    items: Vec<Item>,
}

/// Blocks that stand at one path.
#[derive(Clone, Copy, Default)]
struct Place {
    blocks: u32,
    words: u32,
    link_words: u32,
    stop_words: u32,
}

/// The largest group of like siblings that a container stands in, itself or one around it.
#[derive(Clone, Copy, Default)]
struct Item {
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
    fn new(page: &'d Page<'d>) -> Self {
        let document = page.document;
        let mut seen: FxHashMap<u32, u16> = FxHashMap::default();
        let mut keys = Vec::with_capacity(document.blocks.len());
        for index in 0..document.blocks.len() {
            let key = page.lexemes.of_block(index).iter().fold(hash::EMPTY, |h, &w| hash::pair(h, w));
            let count = seen.entry(key).or_default();
            *count = count.saturating_add(1);
            keys.push((key, *count));
        }
        let copies = keys.iter().map(|(key, ordinal)| (seen[key], *ordinal)).collect();

        // A container's path: the shapes of the last elements, its own classes with them.
        let containers = &document.containers;
        let mut path = vec![hash::EMPTY; containers.len()];
        let mut tags = [0; PATH];
        for (index, container) in containers.iter().enumerate() {
            let mut count = 0;
            let mut at = index;
            while at != 0 && count < PATH {
                tags[count] = containers[at].tag as u32;
                count += 1;
                at = containers[at].parent as usize;
            }
            path[index] = tags[..count].iter().fold(container.shape, |h, &t| hash::pair(h, t));
        }
        let mut places: FxHashMap<u32, Place> = FxHashMap::default();
        let paths: Vec<u32> = document.blocks.iter().map(|b| path[b.container as usize]).collect();
        for (block, path) in document.blocks.iter().zip(&paths) {
            let place = places.entry(*path).or_default();
            place.blocks += 1;
            place.words += block.words;
            place.link_words += block.link_words.min(block.words);
            place.stop_words += block.stop_words;
        }
        Self { page: PhantomData, copies, paths, places, items: items(page) }
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

    fn fill(&self, page: &Page<'d>, index: usize, row: &mut Row<'_>) {
        let (copies, ordinal) = self.copies[index];
        let place = self.places[&self.paths[index]];
        let all = page.sums.all();
        row.put(f32::from(copies));
        row.put(f32::from(ordinal));
        row.put(log(place.blocks));
        row.put(share(place.words, all.words));
        row.put(share(place.words, place.blocks));
        row.put(share(place.link_words, place.words));
        row.put(share(place.stop_words, place.words));
        let item = self.items[page.document.blocks[index].container as usize];
        row.put(log(item.siblings));
        row.put(f32::from(item.level));
        row.put(item.words as f32);
        row.put(log(item.ordinal));
        row.put(share(item.group_words, all.words));
    }
}

fn items(page: &Page<'_>) -> Vec<Item> {
    let containers = &page.document.containers;
    let key = |c: usize| hash::pair(containers[c].parent, containers[c].shape);
    let mut groups: FxHashMap<u32, (u32, u32)> = FxHashMap::default();
    let mut ordinals = vec![0; containers.len()];
    for (index, container) in containers.iter().enumerate().skip(1) {
        if container.blocks.is_empty() {
            continue;
        }
        let group = groups.entry(key(index)).or_default();
        group.0 += 1;
        group.1 += page.sums.of(&container.blocks).words;
        ordinals[index] = group.0;
    }
    let mut items: Vec<Item> = Vec::with_capacity(containers.len());
    for (index, container) in containers.iter().enumerate() {
        if index == 0 || container.blocks.is_empty() {
            items.push(Item::default());
            continue;
        }
        let around = items[container.parent as usize];
        let &(siblings, group_words) = groups.get(&key(index)).unwrap_or(&(0, 0));
        let own = Item {
            siblings,
            level: 0,
            words: page.sums.of(&container.blocks).words,
            ordinal: ordinals[index],
            group_words,
        };
        let far = Item { level: around.level.saturating_add(1), ..around };
        items.push(if far.siblings >= own.siblings && far.siblings > 1 && far.level <= LEVELS {
            far
        } else {
            own
        });
    }
    items
}
