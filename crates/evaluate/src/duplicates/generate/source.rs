//! Pages that pairs are made from.

use rustc_hash::FxHashSet;

use super::text::{Story, count_words};
use crate::duplicates::PairSide;
use crate::gold::GoldPage;
use crate::hash::fnv1a_64;
use crate::random::Random;
use crate::scores::words::WordRule;

/// Words of a page that pairs are made from, at least.
const LEAST_WORDS: usize = 120;
/// Pages that are tried before a pair that needs another story is skipped.
const MAX_PARTNERS: usize = 40;
/// Words of a shingle.
const SHINGLE_WORDS: usize = 5;
/// The share of the shorter story's shingles that two distinct stories have in common, at most.
const MAX_SHARED: f64 = 0.03;

/// A gold page with enough text.
#[derive(Debug)]
pub(super) struct Source<'a> {
    pub(super) page: &'a GoldPage,
    pub(super) text: &'a str,
    pub(super) story: Story,
    pub(super) words: usize,
    /// The first subtag of the language; empty if unknown.
    pub(super) language: String,
    shingles: FxHashSet<u64>,
}

impl<'a> Source<'a> {
    /// `None` if the page's gold has no text, or too little.
    pub(super) fn new(page: &'a GoldPage) -> Option<Self> {
        let text = page.gold.text.as_deref()?.trim();
        let words = count_words(text);
        if words < LEAST_WORDS {
            return None;
        }
        let language = page.lang.as_deref().unwrap_or_default();
        let language = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        Some(Self { page, text, story: Story::from_text(text), words, language, shingles: shingles(text) })
    }

    /// A side with another text and what is known of the page.
    pub(super) fn side(&self, text: impl Into<String>) -> PairSide {
        PairSide {
            text: text.into(),
            site: self.page.site.clone(),
            url: self.page.url.clone(),
            date: self.page.gold.date.clone(),
        }
    }

    /// The page itself.
    pub(super) fn original(&self) -> PairSide {
        self.side(self.text)
    }

    /// Whether the two have more in common than two stories do.
    fn resembles(&self, other: &Self) -> bool {
        let shared = self.shingles.intersection(&other.shingles).count();
        shared as f64 > MAX_SHARED * self.shingles.len().min(other.shingles.len()) as f64
    }
}

fn shingles(text: &str) -> FxHashSet<u64> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = WordRule::Counted.pattern().find_iter(&lower).map(|word| word.as_str()).collect();
    words.windows(SHINGLE_WORDS).map(|words| fnv1a_64(words.join(" ").as_bytes())).collect()
}

/// Another story in the same language, drawn from the sources; `None` if there is none.
pub(super) fn find_partner<'s, 'a>(
    sources: &'s [Source<'a>],
    own: &Source<'a>,
    random: &mut Random,
) -> Option<&'s Source<'a>> {
    let same_language: Vec<&Source<'a>> = sources
        .iter()
        .filter(|source| source.page.id != own.page.id && source.language == own.language)
        .collect();
    (0..MAX_PARTNERS)
        .find_map(|_| random.choose(&same_language).copied().filter(|partner| !partner.resembles(own)))
}
