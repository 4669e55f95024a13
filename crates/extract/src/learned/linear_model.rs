//! Two hashed linear models: what a block's markup says, and what its words say.
//!
//! Each is a table of weights that hashed evidence points into, trained as a logistic model of "belongs to the
//! article". The sums are log-odds; the trees get them as features.

use crate::document::Document;
use crate::document::block::Block;
use crate::hash;
use crate::learned::word_hashes::WordHashes;

/// Weights of hashed evidence.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Weights {
    pub(crate) bias: f32,
    /// What one step of a weight is worth.
    pub(crate) scale: f32,
    /// A power of two of them.
    pub(crate) steps: Vec<i8>,
}

impl Weights {
    fn of(&self, evidence: u32) -> i32 {
        // The mask keeps the index inside.
        i32::from(self.steps[evidence as usize & (self.steps.len() - 1)])
    }

    /// The same bias, and no evidence counts.
    pub(crate) fn silent(&self) -> Self {
        Self { bias: self.bias, ..Self::none() }
    }

    /// Weights that know nothing.
    pub(crate) fn none() -> Self {
        Self { bias: 0.0, scale: 0.0, steps: vec![0] }
    }
}

/// How far away an element stands whose word is evidence: inline around the block's first text, its container, the
/// containers around that. Every word also counts at [`ANYWHERE`].
const INLINE: u32 = 0;
const ANYWHERE: u32 = 6;
const NEAR: [u32; 5] = [1, 2, 3, 4, 4];
const FAR: u32 = 5;

/// Calls `each` with the markup evidence of a block: the words of its elements, with how far away they stand.
pub(crate) fn each_markup_evidence(document: &Document, block: &Block, mut each: impl FnMut(u32)) {
    for &word in words(document, &block.markup) {
        each(hash::pair(word, INLINE));
        each(hash::pair(word, ANYWHERE));
    }
    let mut container = block.container as usize;
    let mut distance = 0;
    while container != 0 {
        let this = &document.containers[container];
        let place = NEAR.get(distance).copied().unwrap_or(FAR);
        for &word in words(document, &this.markup) {
            each(hash::pair(word, place));
            each(hash::pair(word, ANYWHERE));
        }
        container = this.parent as usize;
        distance += 1;
    }
}

fn words<'d>(document: &'d Document, range: &std::ops::Range<u32>) -> &'d [u32] {
    &document.markup[range.start as usize..range.end as usize]
}

/// The markup model's log-odds for each block. Sums are kept per container, so that an element's words are looked
/// up once for all blocks in it.
pub(crate) fn markup_scores(document: &Document, weights: &Weights) -> Vec<f32> {
    #[derive(Clone, Copy, Default)]
    struct Sums {
        near: [i32; 4],
        /// Of itself and all around it, as if far away.
        far: i32,
        /// Of itself and all around it, at any distance.
        anywhere: i32,
    }
    // Words recur from item to item; what a word is worth is looked up in a few slots first.
    const SLOTS: usize = 256;
    let mut worths = [(0, None); SLOTS];
    let mut worth = |word: u32| {
        let slot = &mut worths[(word ^ word >> 16) as usize % SLOTS];
        match *slot {
            (known, Some(worth)) if known == word => worth,
            _ => {
                let of = |place| weights.of(hash::pair(word, place));
                let worth = Sums { near: [of(1), of(2), of(3), of(4)], far: of(FAR), anywhere: of(ANYWHERE) };
                *slot = (word, Some(worth));
                worth
            }
        }
    };
    let containers = &document.containers;
    let mut sums: Vec<Sums> = Vec::with_capacity(containers.len());
    sums.push(Sums::default());
    for container in &containers[1..] {
        let around = sums[container.parent as usize];
        if container.blocks.is_empty() {
            sums.push(around);
            continue;
        }
        let mut own = Sums { near: [0; 4], far: around.far, anywhere: around.anywhere };
        for &word in words(document, &container.markup) {
            let worth = worth(word);
            own.near.iter_mut().zip(worth.near).for_each(|(sum, worth)| *sum += worth);
            own.far += worth.far;
            own.anywhere += worth.anywhere;
        }
        sums.push(own);
    }
    let score = |block: &Block| {
        let mut sum = 0;
        for &word in words(document, &block.markup) {
            sum += weights.of(hash::pair(word, INLINE)) + weights.of(hash::pair(word, ANYWHERE));
        }
        let mut container = block.container as usize;
        sum += sums[container].anywhere;
        for place in NEAR {
            if container == 0 {
                break;
            }
            sum += sums[container].near[place as usize - 1];
            container = containers[container].parent as usize;
        }
        sum += sums[container].far;
        weights.bias + weights.scale * sum as f32
    };
    document.blocks.iter().map(score).collect()
}

/// Words at a block's beginning that are evidence; what follows says the same.
const MOST_WORDS: usize = 32;
/// Pairs of words are evidence in blocks of at most this length, the whole text in shorter ones.
const MOST_PAIRED: usize = 15;
const MOST_WHOLE: usize = 8;
/// Words of the heading above that are evidence.
const MOST_HEADING: usize = 8;

const WORD: u32 = 11;
const PAIR: u32 = 12;
const WHOLE: u32 = 13;
const LENGTH: u32 = 14;
const HEADING: u32 = 15;

/// Calls `each` with the evidence of a block's words, and of the heading above it.
pub(crate) fn each_text_evidence(own: &[u32], heading: &[u32], mut each: impl FnMut(u32)) {
    for &word in own.iter().take(MOST_WORDS) {
        each(hash::pair(word, WORD));
    }
    if own.len() <= MOST_PAIRED {
        for pair in own.windows(2) {
            each(hash::pair(hash::pair(pair[0], pair[1]), PAIR));
        }
    }
    if own.len() <= MOST_WHOLE {
        each(hash::pair(own.iter().fold(hash::EMPTY, |h, &w| hash::pair(h, w)), WHOLE));
    }
    each(hash::pair(own.len().checked_ilog2().map_or(0, |log| log + 1), LENGTH));
    for &word in heading.iter().take(MOST_HEADING) {
        each(hash::pair(word, HEADING));
    }
}

/// The text model's log-odds for each block: the mean over its evidence times the root of its count, so that long
/// blocks are not certain by length alone. `headings` gives the heading above each block.
pub(crate) fn text_scores(word_hashes: &WordHashes, headings: &[Option<u32>], weights: &Weights) -> Vec<f32> {
    (headings.iter().enumerate())
        .map(|(index, heading)| {
            let (mut sum, mut count) = (0, 0u32);
            let above = heading.map_or(&[][..], |h| word_hashes.of_block(h as usize));
            each_text_evidence(word_hashes.of_block(index), above, |evidence| {
                sum += weights.of(evidence);
                count += 1;
            });
            weights.bias + weights.scale * sum as f32 / (count.max(1) as f32).sqrt()
        })
        .collect()
}

/// The heading above each block, if there is one; for a heading the one before it.
pub(crate) fn headings_above(document: &Document) -> Vec<Option<u32>> {
    let mut last = None;
    (0..)
        .zip(&document.blocks)
        .map(|(index, block)| if block.heading().is_some() { last.replace(index) } else { last })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_per_container_are_the_sums_of_all_evidence() {
        let document = Document::from_html(
            "<body class=home><div id=a class='x y'><div><section><ul role=list><li><div><p class=last>\
             <b class=bold>one</b> two</p></div></li></ul></section></div></div><p>three",
        );
        let steps: Vec<i8> = (0..256u32).map(|i| (hash::pair(i, 1) % 100) as i8 - 50).collect();
        let weights = Weights { bias: 0.5, scale: 0.25, steps };
        let scores = markup_scores(&document, &weights);
        assert_eq!(scores.len(), 2);
        for (block, score) in document.blocks().iter().zip(scores) {
            let mut sum = 0;
            each_markup_evidence(&document, block, |evidence| sum += weights.of(evidence));
            assert_eq!(score, 0.5 + 0.25 * sum as f32);
        }
    }
}
