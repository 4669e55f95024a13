//! Whether the block speaks of what the page speaks of.

use std::marker::PhantomData;

use rustc_hash::FxHashSet;

use crate::document::prose::{is_prose, share};
use crate::learned::features::matrix::{Row, flag};
use crate::learned::features::{Feature, FeatureContext, Group, named};
use crate::learned::word_hashes::WordHashes;

/// Overlap of the block's words with title, summary and the page's running text.
pub(crate) struct TitleOverlap<'d> {
    page: PhantomData<&'d ()>,
    title: FxHashSet<u32>,
    summary: FxHashSet<u32>,
    /// In how many blocks of running text each word stands, by the low bits of its hash.
    spread: Vec<u16>,
    /// For each slot whether words of title and summary are among its own.
    told: Vec<u8>,
    /// For each block of the page its most like running text nearby, before and after.
    title_key: Vec<u32>,
}

/// Slots for words; more words than slots share some, which only blurs the count.
const SLOTS: usize = 1 << 12;
/// Bits of `told`.
const TITLE: u8 = 1;
const SUMMARY: u8 = 2;
/// Words of a block that are looked up.
const MOST: usize = 48;
/// Words that stand in so large a share of the running text are function words.
const COMMON: f32 = 0.5;

fn slot(word: u32) -> usize {
    (word ^ (word >> 12)) as usize & (SLOTS - 1)
}

impl<'d> Group<'d> for TitleOverlap<'d> {
    fn new(page: &'d FeatureContext<'d>) -> Self {
        let clues = page.document.clues();
        let set = |text: &Option<String>| -> FxHashSet<u32> {
            text.as_deref().map(WordHashes::of_text).unwrap_or_default().into_iter().collect()
        };
        let mut spread = vec![0u16; SLOTS];
        let mut last = vec![u32::MAX; SLOTS];
        for (index, block) in page.document.blocks.iter().enumerate() {
            if !is_prose(block) {
                continue;
            }
            for &word in page.word_hashes.of_block(index).iter().take(200) {
                let slot = slot(word);
                if last[slot] != index as u32 {
                    last[slot] = index as u32;
                    spread[slot] = spread[slot].saturating_add(1);
                }
            }
        }
        let (title, summary) = (set(&clues.title), set(&clues.description));
        let mut told = vec![0; SLOTS];
        for (words, bit) in [(&title, TITLE), (&summary, SUMMARY)] {
            words.iter().for_each(|&word| told[slot(word)] |= bit);
        }
        Self {
            page: PhantomData,
            title,
            summary,
            spread,
            told,
            title_key: clues.title.as_deref().map(WordHashes::of_text).unwrap_or_default(),
        }
    }

    fn features() -> Vec<Feature> {
        named(&[
            ("title_share", "Share of the first 48 words that stand in the title, 0 to 1"),
            ("title_covered", "Share of the title's words that the block has, 0 to 1"),
            ("is_title", "1 if the block's words are the title's"),
            ("summary_share", "Share of the first 48 words that stand in the page's own summary, 0 to 1"),
            ("summary_covered", "Share of the summary's words that the block has, 0 to 1"),
            ("recurring", "Share of the words that stand in other blocks of running text, 0 to 1"),
            ("recurring_rare", "The same of words that are not in half of those blocks"),
        ])
    }

    fn fill(&self, page: &FeatureContext<'d>, index: usize, row: &mut Row<'_>) {
        let words = page.word_hashes.of_block(index);
        let head = &words[..words.len().min(MOST)];
        let own = u16::from(is_prose(&page.document.blocks[index]));
        let prose = page.prose_blocks as f32;
        let (mut in_title, mut in_summary) = (0u32, 0u32);
        let (mut recurring, mut rare, mut candidates) = (0u32, 0u32, 0u32);
        for &word in head {
            let slot = slot(word);
            let told = self.told[slot];
            in_title += u32::from(told & TITLE != 0 && self.title.contains(&word));
            in_summary += u32::from(told & SUMMARY != 0 && self.summary.contains(&word));
            let spread = self.spread[slot].saturating_sub(own);
            recurring += u32::from(spread > 0);
            if f32::from(spread) <= COMMON * prose {
                candidates += 1;
                rare += u32::from(spread > 0);
            }
        }
        let covered = |hits: u32, set: &FxHashSet<u32>| {
            let hits = hits as f32;
            (hits / head.len().max(1) as f32, (hits / set.len().max(1) as f32).min(1.0))
        };
        let (title_share, title_part) = covered(in_title, &self.title);
        let (summary_share, summary_part) = covered(in_summary, &self.summary);
        row.put([
            title_share,
            title_part,
            flag(!words.is_empty() && words == self.title_key),
            summary_share,
            summary_part,
            share(recurring, head.len() as u32),
            share(rare, candidates),
        ]);
    }
}
