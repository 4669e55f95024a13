//! Hashed linear models: one for the markup around a block, one for its words, and five for where the words of a line of
//! rendered text usually are.
//!
//! Each is a table of weights that is indexed by hashed evidence and was trained as a logistic model of "belongs to the
//! article". Words that occurred on fewer than eight training pages have no weight. The sums are log-odds, which the trees
//! use as features.

use std::sync::OnceLock;

use crate::detect::page_type::PageType;
use crate::document::Document;
use crate::document::block::{Block, BlockKind};
use crate::hash;
use crate::learned::word_hashes::WordHashes;

/// The weights of a linear model.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Weights {
    pub(crate) bias: f32,
    /// The log-odds of one step.
    pub(crate) scale: f32,
    /// The weights, in steps of `scale`. Their number is a power of two.
    pub(crate) steps: Vec<i8>,
}

impl Weights {
    /// The weight of some evidence, in steps.
    fn get(&self, evidence: u32) -> i32 {
        // The mask keeps the index in bounds.
        i32::from(self.steps[evidence as usize & (self.steps.len() - 1)])
    }

    /// Weights with the same bias, but without evidence.
    #[cfg(feature = "training")]
    fn bias_only(&self) -> Self {
        Self { bias: self.bias, ..Self::empty() }
    }

    /// Weights that give every block log-odds of 0.
    pub(crate) fn empty() -> Self {
        Self { bias: 0.0, scale: 0.0, steps: vec![0] }
    }
}

/// The weights of the models that read words, as a file has them.
#[derive(Clone, Debug)]
pub(crate) struct TextWeights {
    /// "Belongs to the article".
    pub(crate) kept: Weights,
    /// Where the line is with respect to the story, in the order of [`LINE_OUTPUTS`]. Used for rendered text alone.
    pub(crate) lines: [Weights; LINE_OUTPUTS.len()],
    /// The type of the page, in the order of [`PageType::ALL`]. Used for rendered text alone.
    pub(crate) types: [Weights; PageType::ALL.len()],
}

impl Default for TextWeights {
    /// Weights that give every block log-odds of 0.
    fn default() -> Self {
        Self {
            kept: Weights::empty(),
            lines: std::array::from_fn(|_| Weights::empty()),
            types: std::array::from_fn(|_| Weights::empty()),
        }
    }
}

/// The models that read words.
#[derive(Clone, Debug)]
pub(crate) struct TextModels {
    weights: TextWeights,
    /// What only rendered text needs, prepared for the first page of it.
    rendered: OnceLock<RenderedModels>,
}

/// The models that read the words of rendered text.
#[derive(Clone, Debug)]
struct RenderedModels {
    /// "Belongs to the article", then [`TextWeights::lines`].
    lines: JointWeights,
    types: JointWeights,
}

/// The most models of [`JointWeights`].
const LANES: usize = 8;
const _: () = assert!(LINE_OUTPUTS.len() < LANES && PageType::ALL.len() <= LANES);

/// Models that read the same evidence. The weights of a piece of evidence are next to each other, so that they are found
/// once and added at once.
#[derive(Clone, Debug)]
struct JointWeights {
    /// The bias and the scale of each model.
    models: Vec<(f32, f32)>,
    /// The weights, in steps of the scales. Their number is a power of two.
    steps: Vec<[i8; LANES]>,
}

impl JointWeights {
    /// Joins at most [`LANES`] models.
    fn new<'w>(models: impl Iterator<Item = &'w Weights> + Clone) -> Self {
        let mut steps = vec![[0; LANES]; models.clone().map(|model| model.steps.len()).max().unwrap_or(1)];
        for (evidence, lanes) in (0..).zip(&mut steps) {
            for (lane, model) in lanes.iter_mut().zip(models.clone()) {
                *lane = model.steps[evidence & (model.steps.len() - 1)];
            }
        }
        Self { models: models.map(|model| (model.bias, model.scale)).collect(), steps }
    }

    /// The log-odds of each model.
    ///
    /// The sum over the evidence is divided by the root of its count, so that length alone does not make a block certain.
    fn scores(&self, evidence: &[u32]) -> impl Iterator<Item = f32> {
        let mut sums = [0i32; LANES];
        for &hash in evidence {
            // The mask keeps the index in bounds.
            let steps = self.steps[hash as usize & (self.steps.len() - 1)];
            sums.iter_mut().zip(steps).for_each(|(sum, step)| *sum += i32::from(step));
        }
        let root = (evidence.len().max(1) as f32).sqrt();
        self.models.iter().zip(sums).map(move |(&(bias, scale), sum)| bias + scale * sum as f32 / root)
    }
}

/// The names of the outputs of [`TextWeights::lines`]: before the story, after it, in a gap of it, shortly before its first
/// line, shortly after its last one.
pub(crate) const LINE_OUTPUTS: [&str; 5] =
    ["line_before", "line_after", "line_gap", "line_start", "line_end"];

impl TextModels {
    pub(crate) fn new(weights: TextWeights) -> Self {
        Self { weights, rendered: OnceLock::new() }
    }

    fn rendered(&self) -> &RenderedModels {
        self.rendered.get_or_init(|| {
            let TextWeights { kept, lines, types } = &self.weights;
            let lines = JointWeights::new(std::iter::once(kept).chain(lines));
            RenderedModels { lines, types: JointWeights::new(types.iter()) }
        })
    }

    /// The same models without evidence, as for a language of which they know no words.
    #[cfg(feature = "training")]
    pub(crate) fn without_evidence(&self) -> Self {
        let TextWeights { kept, lines, types } = &self.weights;
        Self::new(TextWeights {
            kept: kept.bias_only(),
            lines: lines.each_ref().map(Weights::bias_only),
            types: types.each_ref().map(Weights::bias_only),
        })
    }
}

// The distance of an element from the block. A word of its markup is evidence together with the distance, and again with
// `ANYWHERE`.
/// The element is inline, around the first text of the block.
const INLINE: u32 = 0;
/// The distances of the block's container and the four containers around it.
const NEAR: [u32; 5] = [1, 2, 3, 4, 4];
/// The element is a container farther out.
const FAR: u32 = 5;
/// At any distance.
const ANYWHERE: u32 = 6;

/// Calls `on_evidence` with the markup evidence of a block: the words of the elements around it, with their distance.
#[cfg(any(feature = "training", test))]
pub(crate) fn each_markup_evidence(document: &Document, block: &Block, mut on_evidence: impl FnMut(u32)) {
    for &word in words(document, &block.markup) {
        on_evidence(hash::pair(word, INLINE));
        on_evidence(hash::pair(word, ANYWHERE));
    }
    let mut container = block.container as usize;
    let mut distance = 0;
    while container != 0 {
        let this = &document.containers[container];
        let near_or_far = NEAR.get(distance).copied().unwrap_or(FAR);
        for &word in words(document, &this.markup) {
            on_evidence(hash::pair(word, near_or_far));
            on_evidence(hash::pair(word, ANYWHERE));
        }
        container = this.parent as usize;
        distance += 1;
    }
}

/// The hashed markup words in a range.
fn words<'d>(document: &'d Document, range: &std::ops::Range<u32>) -> &'d [u32] {
    &document.markup[range.start as usize..range.end as usize]
}

/// Sums of weights over the markup words of a container, in steps.
#[derive(Clone, Copy, Default)]
struct MarkupSums {
    /// Of the container's own words, at each of the distances in [`NEAR`].
    near: [i32; 4],
    /// Of its words and those of all containers around it, at the distance [`FAR`].
    far: i32,
    /// The same at any distance.
    anywhere: i32,
}

impl MarkupSums {
    /// The sums of a single word.
    fn from_word(word: u32, weights: &Weights) -> Self {
        let weight = |distance| weights.get(hash::pair(word, distance));
        Self {
            near: [weight(1), weight(2), weight(3), weight(4)],
            far: weight(FAR),
            anywhere: weight(ANYWHERE),
        }
    }
}

/// The markup model's log-odds for each block. The sums are stored for each container, so that the words of an element are
/// looked up once for all blocks in it.
pub(crate) fn markup_scores(document: &Document, weights: &Weights) -> Vec<f32> {
    let sums = markup_sums(document, weights);
    let score = |block: &Block| {
        let mut sum = 0;
        for &word in words(document, &block.markup) {
            sum += weights.get(hash::pair(word, INLINE)) + weights.get(hash::pair(word, ANYWHERE));
        }
        let mut container = block.container as usize;
        sum += sums[container].anywhere;
        for distance in NEAR {
            if container == 0 {
                break;
            }
            sum += sums[container].near[distance as usize - 1];
            container = document.containers[container].parent as usize;
        }
        sum += sums[container].far;
        weights.bias + weights.scale * sum as f32
    };
    document.blocks.iter().map(score).collect()
}

/// The sums of each container.
fn markup_sums(document: &Document, weights: &Weights) -> Vec<MarkupSums> {
    /// Slots of a small cache: words recur from item to item.
    const SLOTS: usize = 256;
    let mut cache = [(0, None); SLOTS];
    let mut sums_of_word = |word: u32| {
        let slot = &mut cache[(word ^ word >> 16) as usize % SLOTS];
        match *slot {
            (known, Some(sums)) if known == word => sums,
            _ => {
                let sums = MarkupSums::from_word(word, weights);
                *slot = (word, Some(sums));
                sums
            }
        }
    };
    let containers = &document.containers;
    let mut sums: Vec<MarkupSums> = Vec::with_capacity(containers.len());
    sums.push(MarkupSums::default());
    for container in &containers[1..] {
        let around = sums[container.parent as usize];
        if container.blocks.is_empty() {
            sums.push(around);
            continue;
        }
        let mut own = MarkupSums { near: [0; 4], far: around.far, anywhere: around.anywhere };
        for &word in words(document, &container.markup) {
            let word = sums_of_word(word);
            own.near.iter_mut().zip(word.near).for_each(|(sum, weight)| *sum += weight);
            own.far += word.far;
            own.anywhere += word.anywhere;
        }
        sums.push(own);
    }
    sums
}

// These limits are part of the trained model.
/// Words at the start of a block that are evidence. Later words add nothing.
const MAX_WORDS: usize = 32;
/// Pairs of words are evidence in blocks of at most this many words.
const MAX_WORDS_FOR_PAIRS: usize = 15;
/// The whole text is evidence in blocks of at most this many words.
const MAX_WORDS_FOR_WHOLE: usize = 8;
/// Words of the heading above that are evidence.
const MAX_HEADING_WORDS: usize = 8;

// Kinds of text evidence. A kind is hashed with the evidence, so that, for instance, a word of the heading has another
// weight than the same word of the block.
const WORD: u32 = 11;
const PAIR: u32 = 12;
const WHOLE: u32 = 13;
const LENGTH: u32 = 14;
const HEADING: u32 = 15;
// Kinds that only lines of rendered text have.
const FIRST: u32 = 16;
const FIRST_TWO: u32 = 17;
const LAST: u32 = 18;
const LENGTH_AND_END: u32 = 19;

/// Maximum words of a line that is evidence for the type of the page.
const MAX_SHORT_LINE: usize = 8;
/// Buckets of that evidence. The models for types have as many weights.
pub(crate) const PAGE_BUCKETS: usize = 1 << 12;

/// The words of a page, as evidence for the text models.
pub(crate) struct TextEvidence<'d> {
    document: &'d Document,
    word_hashes: &'d WordHashes,
    /// The index of the heading above each block.
    headings: Vec<Option<u32>>,
}

impl<'d> TextEvidence<'d> {
    pub(crate) fn new(document: &'d Document, word_hashes: &'d WordHashes) -> Self {
        Self { document, word_hashes, headings: headings_above(document) }
    }

    /// The index of the heading above each block, if there is one. For a heading it is the heading before it.
    pub(crate) fn headings(&self) -> &[Option<u32>] {
        &self.headings
    }

    /// Calls `on_evidence` with the evidence of a block: its own words and those of the heading above it.
    pub(crate) fn each(&self, block: usize, mut on_evidence: impl FnMut(u32)) {
        let own = self.word_hashes.block(block);
        for &word in own.iter().take(MAX_WORDS) {
            on_evidence(hash::pair(word, WORD));
        }
        if own.len() <= MAX_WORDS_FOR_PAIRS {
            for pair in own.windows(2) {
                on_evidence(hash::pair(hash::pair(pair[0], pair[1]), PAIR));
            }
        }
        if own.len() <= MAX_WORDS_FOR_WHOLE {
            on_evidence(hash::pair(own.iter().fold(hash::EMPTY, |h, &w| hash::pair(h, w)), WHOLE));
        }
        let length = own.len().checked_ilog2().map_or(0, |log| log + 1);
        on_evidence(hash::pair(length, LENGTH));
        let heading =
            self.headings[block].map_or(&[][..], |heading| self.word_hashes.block(heading as usize));
        for &word in heading.iter().take(MAX_HEADING_WORDS) {
            on_evidence(hash::pair(word, HEADING));
        }
        if self.document.rendered() {
            let terminated = u32::from(self.document.blocks[block].terminated);
            on_evidence(hash::pair(2 * length + terminated, LENGTH_AND_END));
            if let (&[first, ..], &[.., last]) = (own, own) {
                on_evidence(hash::pair(first, FIRST));
                on_evidence(hash::pair(last, LAST));
            }
            if let &[first, second, ..] = own {
                on_evidence(hash::pair(hash::pair(first, second), FIRST_TWO));
            }
        }
    }

    /// Which evidence the short lines of the page have, by bucket.
    ///
    /// Short lines are buttons, labels and headings, whose words say more about the type of a page than those of its
    /// paragraphs.
    #[cfg(feature = "training")]
    pub(crate) fn of_page(&self) -> PageEvidence {
        let mut page = PageEvidence::new();
        for block in 0..self.headings.len() {
            self.each(block, |hash| page.add(self.word_hashes.block(block), hash));
        }
        page
    }

    /// The log-odds of each block by the model for what is kept. For rendered text, those by the other models too.
    pub(crate) fn scores(&self, models: &TextModels) -> TextScores {
        match self.document.rendered() {
            true => self.line_scores(models.rendered()),
            false => self.block_scores(&models.weights.kept),
        }
    }

    fn block_scores(&self, weights: &Weights) -> TextScores {
        let score = |block| {
            let (mut sum, mut count) = (0, 0u32);
            self.each(block, |hash| {
                sum += weights.get(hash);
                count += 1;
            });
            weights.bias + weights.scale * sum as f32 / (count.max(1) as f32).sqrt()
        };
        TextScores { kept: (0..self.headings.len()).map(score).collect(), ..TextScores::default() }
    }

    fn line_scores(&self, models: &RenderedModels) -> TextScores {
        let count = self.headings.len();
        let mut all: Vec<Vec<f32>> = models.lines.models.iter().map(|_| Vec::with_capacity(count)).collect();
        let mut page = PageEvidence::new();
        let mut evidence = vec![];
        for block in 0..count {
            evidence.clear();
            self.each(block, |hash| evidence.push(hash));
            for (scores, score) in all.iter_mut().zip(models.lines.scores(&evidence)) {
                scores.push(score);
            }
            evidence.iter().for_each(|&hash| page.add(self.word_hashes.block(block), hash));
        }
        let lines = all.split_off(1);
        TextScores { kept: all.remove(0), lines, types: page.scores(&models.types) }
    }
}

/// The evidence of the short lines of a page, by bucket.
pub(crate) struct PageEvidence {
    is_found: Vec<bool>,
    found: Vec<u32>,
}

impl PageEvidence {
    fn new() -> Self {
        Self { is_found: vec![false; PAGE_BUCKETS], found: vec![] }
    }

    /// Adds a piece of evidence of a line, if the line is short.
    fn add(&mut self, line: &[u32], evidence: u32) {
        let bucket = evidence as usize % PAGE_BUCKETS;
        if line.len() <= MAX_SHORT_LINE && !std::mem::replace(&mut self.is_found[bucket], true) {
            self.found.push(bucket as u32);
        }
    }

    /// The buckets, in rising order.
    #[cfg(feature = "training")]
    pub(crate) fn into_buckets(mut self) -> Vec<u32> {
        self.found.sort_unstable();
        self.found
    }

    /// The log-odds of the types of the page.
    fn scores(&self, models: &JointWeights) -> [f32; PageType::ALL.len()] {
        let mut types = [0.0; PageType::ALL.len()];
        types.iter_mut().zip(models.scores(&self.found)).for_each(|(log_odds, score)| *log_odds = score);
        types
    }
}

/// The log-odds of all blocks by the text models.
#[derive(Default)]
pub(crate) struct TextScores {
    /// That they belong to the article.
    pub(crate) kept: Vec<f32>,
    /// In the order of [`LINE_OUTPUTS`]. Empty for HTML.
    pub(crate) lines: Vec<Vec<f32>>,
    /// Log-odds of the types of the page, in the order of [`PageType::ALL`]. 0 for HTML.
    pub(crate) types: [f32; PageType::ALL.len()],
}

/// Maximum words of a line of rendered text that looks like a heading.
const MAX_HEADING_LINE_WORDS: u32 = 12;

/// Whether a block is a heading, or a line of rendered text that looks like one: few words after a gap, with no end of a
/// sentence and no bullet.
pub(crate) fn is_heading(document: &Document, block: &Block) -> bool {
    block.heading().is_some()
        || (document.rendered()
            && block.blank_before > 0
            && block.words <= MAX_HEADING_LINE_WORDS
            && !block.terminated
            && block.kind == BlockKind::Paragraph)
}

/// The index of the heading above each block, if there is one. For a heading it is the heading before it.
fn headings_above(document: &Document) -> Vec<Option<u32>> {
    let mut last = None;
    (0..)
        .zip(&document.blocks)
        .map(|(index, block)| if is_heading(document, block) { last.replace(index) } else { last })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_per_container_equal_the_sums_of_all_evidence() {
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
            each_markup_evidence(&document, block, |evidence| sum += weights.get(evidence));
            assert_eq!(score, 0.5 + 0.25 * sum as f32);
        }
    }
}
