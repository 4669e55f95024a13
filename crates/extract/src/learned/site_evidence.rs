//! What the other pages of a site say of the blocks of one page.
//!
//! A text that other pages have too is probably part of the template. It is evidence, not proof: a serial's note, or a
//! disclaimer after each story, is on many pages and yet text, and the first lines of a story are on other pages as a
//! teaser. So repeats count less the more the detector takes the text for part of the story on the other pages, and less
//! the more it disagrees about this page.
//!
//! Where a block is says more. For HTML, that is its path: what share of the words at the same path belongs to the story on
//! other pages, in comparison with the best path of the page. Rendered text has no paths, so the nearest lines of the
//! template take their place: what share of the lines after and before them belongs to the story on other pages.
//!
//! All of it counts only for articles on sites of articles. Shops, forums and manuals repeat what their pages are about, and
//! front pages repeat the first lines of stories.

use crate::document::Document;
use crate::document::block::Block;
use crate::document::paths::path_keys;
use crate::learned::word_hashes::WordHashes;
use crate::page_form::PageForm;
use crate::sites::page::NEAR_LINES;
use crate::sites::{FormIndex, KnownSite, SiteProfile};

// The constants were chosen on 50 sites of 5 to 65 pages. `HALF_TRUSTED_PAGES`, `ARTICLE_SITE` and `ARTICLE_PAGE` keep other
// sites from harm.
/// How much repeats count: this times the logarithm of one more than their number, in log-odds.
const REPEATS_WEIGHT: f32 = 2.0;
/// The power of a text's mean probability by which its repeats are discounted.
const DISCOUNT_POWER: i32 = 3;
/// How much higher the log-odds of a text may be than on other pages before its repeats count less, and before they no
/// longer count.
const DISAGREEMENT: (f32, f32) = (1.0, 3.0);
/// Minimum words of running text, which distinguishes a page from its copies.
const MIN_PROSE_WORDS: u32 = 8;
/// Link density from which a block is not running text.
const MAX_PROSE_LINKS: f32 = 0.5;
/// A page that lacks fewer words of this page's running text is a copy of it.
const MIN_MISSING_WORDS: f32 = 25.0;
/// So is a page that lacks a smaller share of this page's story.
const MIN_MISSING_STORY: f32 = 0.1;
/// A story of fewer words is not compared in this way.
const MIN_STORY_WORDS: f32 = 50.0;
/// How much the place of a block counts, by the form of the page.
const PLACE_WEIGHT: [f32; 2] = [0.75, 0.5];
/// How much of the log-odds of the page's best path is the middle, from which other paths are judged.
const CONTRAST: f32 = 0.5;
/// A mean over as many pages has half the weight of one over many.
const HALF_TRUSTED_PAGES: f32 = 3.0;
/// Probabilities in a mean are no further from 0 and 1 than this.
const LEAST_DOUBT: f32 = 0.02;
/// The mean probability of an article on the other pages from which evidence counts, and from which it counts in full, by
/// the form of the page.
const ARTICLE_SITE: [(f32, f32); 2] = [(0.35, 0.65), (0.5, 0.8)];
/// How many pages without an article are added to that mean, so that a single page is not enough.
const PRIOR_PAGES: f32 = 0.3;
/// The same for the probability that this page is an article.
const ARTICLE_PAGE: (f32, f32) = (0.05, 0.2);

/// What the other pages of a site say of one block.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct BlockEvidence {
    /// The number of other pages in the profile that have the block's text.
    pub(crate) repeats: u32,
    /// By how much that changes the log-odds that the block belongs to the article.
    pub(crate) by_repeats: f32,
    /// The mean probability of the blocks at the same place on other pages, 0 to 1; 0 if there are none.
    pub(crate) place_mean: f32,
    /// By how much that changes the log-odds.
    pub(crate) by_place: f32,
}

/// The evidence of the other pages of a site on each block of a page. `own` are the log-odds of the blocks by the page
/// alone, and `article` is the probability that the page is an article. Empty if the other pages say nothing.
pub(crate) fn evidence(
    document: &Document,
    words: &WordHashes,
    site: &KnownSite,
    own: &[f32],
    article: f32,
) -> Vec<BlockEvidence> {
    let form = document.form();
    let index = site.index.form(form);
    if index.keys.iter().all(|key| Some(*key) == site.key) {
        return vec![];
    }
    let texts: Vec<Option<u32>> = (0..own.len()).map(|block| words.text_id(block)).collect();
    let mut sisters = Sisters::other_than_copies(document.blocks(), &texts, own, index);
    if let Some(own_page) = index.keys.iter().position(|key| Some(*key) == site.key) {
        sisters.remove(own_page);
    }
    let gate = site_gate(index, sisters, form) * rise(article, ARTICLE_PAGE);
    if gate == 0.0 {
        return vec![];
    }
    let repeats: Vec<Repeats> = texts.iter().map(|&text| Repeats::new(text, index, sisters)).collect();
    let places = match form {
        PageForm::Html => paths(document, index, sisters),
        PageForm::Text => near_lines(&repeats),
    };
    let block_evidence = |((&own, repeats), place): ((&f32, &Repeats), Place)| BlockEvidence {
        repeats: repeats.pages,
        by_repeats: gate * repeats.log_odds(own),
        place_mean: place.mean,
        by_place: gate * PLACE_WEIGHT[form as usize] * place.log_odds,
    };
    own.iter().zip(&repeats).zip(places).map(block_evidence).collect()
}

/// The pages of a profile that say something of a page, as bits.
#[derive(Clone, Copy)]
struct Sisters(u32);

impl Sisters {
    /// All pages but those with the same story: they lack only a few words of the running text, or a small share of the
    /// story. Their texts would count as repeated.
    fn other_than_copies(blocks: &[Block], texts: &[Option<u32>], own: &[f32], index: &FormIndex) -> Self {
        let (mut all_words, mut all_expected) = (0.0, 0.0);
        // For each page, what it has of the words of running text, and of those that are expected to be the story.
        let mut present = [(0.0, 0.0); SiteProfile::MAX_PAGES];
        for ((block, text), own) in
            blocks.iter().zip(texts).zip(own).filter(|((block, _), _)| is_prose(block))
        {
            let words = block.words as f32;
            let expected = words / (1.0 + (-own).exp());
            all_words += words;
            all_expected += expected;
            for (page, _) in text.iter().flat_map(|&text| index.texts.get(text)) {
                let present = &mut present[usize::from(page)];
                present.0 += words;
                present.1 += expected;
            }
        }
        let missing_story =
            if all_expected < MIN_STORY_WORDS { 0.0 } else { MIN_MISSING_STORY * all_expected };
        let is_copy = |(words, expected): (f32, f32)| {
            all_words - words < MIN_MISSING_WORDS || all_expected - expected < missing_story
        };
        let pages = present.into_iter().take(index.keys.len()).enumerate();
        Self(pages.filter(|&(_, present)| !is_copy(present)).fold(0, |bits, (page, _)| bits | 1 << page))
    }

    fn remove(&mut self, page: usize) {
        self.0 &= !(1 << page);
    }

    fn contain(self, page: u8) -> bool {
        self.0 >> page & 1 == 1
    }

    fn count(self) -> u32 {
        self.0.count_ones()
    }
}

fn is_prose(block: &Block) -> bool {
    block.words >= MIN_PROSE_WORDS && block.link_density() < MAX_PROSE_LINKS
}

/// How much evidence counts on a site, 0 to 1, by the share of articles among its pages.
fn site_gate(index: &FormIndex, sisters: Sisters, form: PageForm) -> f32 {
    let pages = (0..).zip(&index.articles).filter(|&(page, _)| sisters.contain(page));
    let articles: f32 = pages.map(|(_, &article)| probability(article)).sum();
    rise(articles / (sisters.count() as f32 + PRIOR_PAGES), ARTICLE_SITE[form as usize])
}

/// Rises from 0 to 1 between two values.
fn rise(value: f32, (from, to): (f32, f32)) -> f32 {
    ((value - from) / (to - from)).clamp(0.0, 1.0)
}

/// A number of steps of 1/255 as a probability.
fn probability(steps: u8) -> f32 {
    f32::from(steps) / 255.0
}

fn log_odds(p: f32) -> f32 {
    let p = p.clamp(LEAST_DOUBT, 1.0 - LEAST_DOUBT);
    (p / (1.0 - p)).ln()
}

/// How much a mean over some pages is trusted, 0 to 1.
fn trust(pages: u32) -> f32 {
    pages as f32 / (pages as f32 + HALF_TRUSTED_PAGES)
}

/// The other pages that have a text.
#[derive(Clone, Copy, Default)]
struct Repeats {
    pages: u32,
    /// The mean probability of the text there.
    own: f32,
    /// The mean probability of the lines after it.
    after: f32,
    /// The mean probability of the lines before it.
    before: f32,
}

impl Repeats {
    fn new(text: Option<u32>, index: &FormIndex, sisters: Sisters) -> Self {
        let Some(text) = text else { return Self::default() };
        let (mut pages, mut own, mut after, mut before) = (0, 0, 0, 0);
        for (_, means) in index.texts.get(text).filter(|&(page, _)| sisters.contain(page)) {
            pages += 1;
            own += u32::from(means.0);
            after += u32::from(means.1);
            before += u32::from(means.2);
        }
        let mean = |sum: u32| if pages == 0 { 0.0 } else { sum as f32 / pages as f32 / 255.0 };
        Self { pages, own: mean(own), after: mean(after), before: mean(before) }
    }

    /// By how much the repeats change the log-odds of a block that has the log-odds `own` by itself.
    fn log_odds(&self, own: f32) -> f32 {
        if self.pages == 0 {
            return 0.0;
        }
        let discount = self.own.powi(DISCOUNT_POWER);
        let disagreement = rise(own - log_odds(self.own), DISAGREEMENT);
        -REPEATS_WEIGHT * (1.0 - discount) * (1.0 - disagreement) * (1.0 + self.pages as f32).ln()
    }
}

/// What other pages say of a place.
#[derive(Clone, Copy, Default)]
struct Place {
    pages: u32,
    mean: f32,
    log_odds: f32,
}

/// The places of an HTML page's blocks: their paths.
fn paths(document: &Document, index: &FormIndex, sisters: Sisters) -> Vec<Place> {
    let mut places: Vec<Place> = (path_keys(document).into_iter())
        .map(|key| {
            let Some(key) = key else { return Place::default() };
            let (mut pages, mut sum) = (0, 0);
            for (_, mean) in index.paths.get(key).filter(|&(page, _)| sisters.contain(page)) {
                pages += 1;
                sum += u32::from(mean);
            }
            Place { pages, mean: sum as f32 / pages.max(1) as f32 / 255.0, log_odds: 0.0 }
        })
        .collect();
    let known = places.iter().filter(|place| place.pages > 0);
    let best = known.map(|place| log_odds(place.mean)).fold(0.0, f32::max);
    for place in places.iter_mut().filter(|place| place.pages > 0) {
        place.log_odds = trust(place.pages) * (log_odds(place.mean) - CONTRAST * best);
    }
    places
}

/// The places of the lines of rendered text: the nearest lines before and after that other pages have too.
fn near_lines(repeats: &[Repeats]) -> Vec<Place> {
    let mut places = vec![Place::default(); repeats.len()];
    let mut add = |line: usize, nearest: Option<usize>, mean: fn(&Repeats) -> f32| {
        let Some(nearest) = nearest.filter(|nearest| nearest.abs_diff(line) <= NEAR_LINES) else { return };
        let (place, repeats) = (&mut places[line], &repeats[nearest]);
        let is_second = place.pages > 0;
        place.pages = place.pages.max(repeats.pages);
        place.mean = if is_second { (place.mean + mean(repeats)) / 2.0 } else { mean(repeats) };
        // Half for the line before and half for the line after.
        place.log_odds += trust(repeats.pages) * log_odds(mean(repeats)) / 2.0;
    };
    let mut nearest = None;
    for line in 0..repeats.len() {
        add(line, nearest, |repeats| repeats.after);
        nearest = if repeats[line].pages > 0 { Some(line) } else { nearest };
    }
    nearest = None;
    for line in (0..repeats.len()).rev() {
        add(line, nearest, |repeats| repeats.before);
        nearest = if repeats[line].pages > 0 { Some(line) } else { nearest };
    }
    places
}
