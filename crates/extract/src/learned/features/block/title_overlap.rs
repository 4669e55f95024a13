//! Overlap of the block's words with the page's title, its description and its running text.

use rustc_hash::FxHashSet;

use crate::document::prose::{is_prose, share};
use crate::learned::features::matrix::{RowWriter, flag};
use crate::learned::features::{Feature, FeatureContext, FeatureGroup, feature_list};
use crate::learned::word_hashes;

/// The words of title and description, and how common each word is in the page's running text.
pub(crate) struct TitleOverlap {
    title: FxHashSet<u32>,
    summary: FxHashSet<u32>,
    /// The number of blocks of running text that have a word, by the slot of the word.
    spread: Vec<u16>,
    /// For each slot, whether it has a word of the title ([`TITLE`]) or of the description ([`SUMMARY`]).
    declared: Vec<u8>,
    /// The words of the title in order, to find the block that repeats it.
    title_words: Vec<u32>,
}

/// Slots for words. On a page with more words than slots some words share a slot, which only blurs the count.
const SLOTS: usize = 1 << 12;
/// Bits of `declared`.
const TITLE: u8 = 1;
const SUMMARY: u8 = 2;
/// Words at the start of a block that are looked up.
const MAX_WORDS: usize = 48;
/// Words at the start of a block of running text that are counted.
const MAX_COUNTED_WORDS: usize = 200;
/// Words in more than this share of the blocks of running text are function words.
const COMMON: f32 = 0.5;

fn slot(word: u32) -> usize {
    (word ^ (word >> 12)) as usize & (SLOTS - 1)
}

impl FeatureGroup for TitleOverlap {
    fn new(context: &FeatureContext<'_>) -> Self {
        let signals = context.document.signals();
        let set = |text: &Option<String>| -> FxHashSet<u32> {
            text.as_deref().map(word_hashes::hash_text).unwrap_or_default().into_iter().collect()
        };
        let mut spread = vec![0u16; SLOTS];
        let mut last = vec![u32::MAX; SLOTS];
        for (index, block) in context.document.blocks.iter().enumerate() {
            if !is_prose(block) {
                continue;
            }
            for &word in context.word_hashes.block(index).iter().take(MAX_COUNTED_WORDS) {
                let slot = slot(word);
                if last[slot] != index as u32 {
                    last[slot] = index as u32;
                    spread[slot] = spread[slot].saturating_add(1);
                }
            }
        }
        let (title, summary) = (set(&signals.title), set(&signals.description));
        let mut declared = vec![0; SLOTS];
        for (words, bit) in [(&title, TITLE), (&summary, SUMMARY)] {
            words.iter().for_each(|&word| declared[slot(word)] |= bit);
        }
        Self {
            title,
            summary,
            spread,
            declared,
            title_words: signals.title.as_deref().map(word_hashes::hash_text).unwrap_or_default(),
        }
    }

    fn features() -> Vec<Feature> {
        feature_list(&[
            ("title_share", "Share of the first 48 words that are in the title, 0 to 1"),
            ("title_covered", "Share of the title's words that the block has, 0 to 1"),
            ("is_title", "1 if the block's words are the title's"),
            ("summary_share", "Share of the first 48 words that are in the page's description, 0 to 1"),
            ("summary_covered", "Share of the description's words that the block has, 0 to 1"),
            ("recurring", "Share of the words that are in other blocks of running text, 0 to 1"),
            ("recurring_rare", "The same for words that are in at most half of those blocks"),
        ])
    }

    fn fill(&self, context: &FeatureContext<'_>, index: usize, row: &mut RowWriter<'_>) {
        let words = context.word_hashes.block(index);
        let head = &words[..words.len().min(MAX_WORDS)];
        let own = u16::from(is_prose(&context.document.blocks[index]));
        let prose = context.prose_blocks as f32;
        let (mut in_title, mut in_summary) = (0u32, 0u32);
        let (mut recurring, mut rare, mut candidates) = (0u32, 0u32, 0u32);
        for &word in head {
            let slot = slot(word);
            let declared = self.declared[slot];
            in_title += u32::from(declared & TITLE != 0 && self.title.contains(&word));
            in_summary += u32::from(declared & SUMMARY != 0 && self.summary.contains(&word));
            let spread = self.spread[slot].saturating_sub(own);
            recurring += u32::from(spread > 0);
            if f32::from(spread) <= COMMON * prose {
                candidates += 1;
                rare += u32::from(spread > 0);
            }
        }
        let shares = |hits: u32, set: &FxHashSet<u32>| {
            let hits = hits as f32;
            (hits / head.len().max(1) as f32, (hits / set.len().max(1) as f32).min(1.0))
        };
        let (title_share, title_covered) = shares(in_title, &self.title);
        let (summary_share, summary_covered) = shares(in_summary, &self.summary);
        row.push([
            title_share,
            title_covered,
            flag(!words.is_empty() && words == self.title_words),
            summary_share,
            summary_covered,
            share(recurring, head.len() as u32),
            share(rare, candidates),
        ]);
    }
}
