//! A gold page whose blocks carry labels.

use dechaff_extract::Document;
use rustc_hash::FxHashMap;

use super::align;
use crate::gold::GoldPage;
use crate::gold::folds::fold_of;
use crate::scores::words::{self, WordRule};

/// From this share of gold words on, a block counts as part of the article.
pub(super) const ARTICLE_LABEL: f32 = 0.5;
/// The label of a block that nothing is known about.
const UNKNOWN_LABEL: f32 = -1.0;

/// A gold page with its blocks labelled.
#[derive(Debug)]
pub(super) struct LabelledPage {
    pub(super) id: String,
    pub(super) set: String,
    pub(super) fold: usize,
    pub(super) page_type: Option<String>,
    pub(super) language: Option<String>,
    /// The page's title by the gold, and its URL.
    pub(super) title: Option<String>,
    pub(super) url: Option<String>,
    pub(super) document: Document,
    /// The words of each block, as numbers that hold for this page only.
    pub(super) words: Vec<Vec<u32>>,
    /// The words of the gold text, with the same numbers.
    pub(super) gold: Vec<u32>,
    /// For each block, the share of its words that are gold, 0 to 1; -1 if nothing is known.
    pub(super) labels: Vec<f32>,
    /// F1 of the words of all blocks that are labelled [`ARTICLE_LABEL`] or more, against the gold.
    pub(super) aligned: f64,
    /// Whether this is an augmented copy and not the page itself.
    pub(super) augmented: bool,
}

impl LabelledPage {
    /// Labels the blocks of a gold page: by alignment with its gold text, or by its snippets if it has no text.
    pub(super) fn new(set: &str, page: GoldPage, document: Document) -> Self {
        let mut numbers = WordNumbers::default();
        let words: Vec<Vec<u32>> =
            document.blocks().iter().map(|block| numbers.get_all(document.block_text(block))).collect();
        let gold = page.gold.text.as_deref().map(|text| numbers.get_all(text)).unwrap_or_default();
        let labels = match &page.gold.text {
            Some(_) => align::labels(&words, &gold).unwrap_or_else(|| vec![UNKNOWN_LABEL; words.len()]),
            None => snippet_labels(&page, &document),
        };
        Self {
            aligned: aligned_f1(&words, &gold, &labels),
            set: set.to_owned(),
            fold: fold_of(&page),
            title: page.gold.title.filter(|title| !title.is_empty()),
            url: page.url,
            id: page.id,
            page_type: page.page_type,
            language: page.lang,
            document,
            words,
            gold,
            labels,
            augmented: false,
        }
    }

    /// An augmented copy: another document, with the words and labels of its blocks.
    pub(super) fn augmented(&self, document: Document, words: Vec<Vec<u32>>, labels: Vec<f32>) -> Self {
        // Words that were removed from the article are no longer wanted.
        let gold = if words == self.words {
            self.gold.clone()
        } else {
            words
                .iter()
                .zip(&labels)
                .filter(|(_, label)| **label >= ARTICLE_LABEL)
                .flat_map(|(words, _)| words.iter().copied())
                .collect()
        };
        Self {
            gold,
            id: self.id.clone(),
            set: self.set.clone(),
            fold: self.fold,
            page_type: self.page_type.clone(),
            language: self.language.clone(),
            title: self.title.clone(),
            url: self.url.clone(),
            aligned: self.aligned,
            document,
            words,
            labels,
            augmented: true,
        }
    }

    pub(super) fn is_labelled(&self) -> bool {
        self.labels.iter().any(|&label| label >= 0.0)
    }
}

/// Weak labels: a block that contains a wanted snippet belongs to the article, a block that contains an unwanted one
/// does not, and nothing is known about the others.
fn snippet_labels(page: &GoldPage, document: &Document) -> Vec<f32> {
    let fold = |snippets: &[String]| -> Vec<String> {
        snippets.iter().map(|snippet| words::fold_white_space(snippet)).collect()
    };
    let (with, without) = (fold(&page.gold.with), fold(&page.gold.without));
    let contains_any = |text: &str, snippets: &[String]| {
        snippets.iter().any(|snippet| !snippet.is_empty() && text.contains(snippet.as_str()))
    };
    document
        .blocks()
        .iter()
        .map(|block| {
            let text = words::fold_white_space(document.block_text(block));
            match (contains_any(&text, &with), contains_any(&text, &without)) {
                (true, false) => 1.0,
                (false, true) => 0.0,
                _ => UNKNOWN_LABEL,
            }
        })
        .collect()
}

/// Numbers for words, counted up in the order in which new words come.
#[derive(Default)]
struct WordNumbers {
    numbers: FxHashMap<String, u32>,
}

impl WordNumbers {
    /// The numbers of all words of a text.
    fn get_all(&mut self, text: &str) -> Vec<u32> {
        let lower = text.to_lowercase();
        let mut numbers = Vec::new();
        words::each_word(&lower, WordRule::Counted, |word| {
            let next = self.numbers.len() as u32;
            let number = match self.numbers.get(word) {
                Some(&number) => number,
                None => *self.numbers.entry(word.to_owned()).or_insert(next),
            };
            numbers.push(number);
        });
        numbers
    }
}

/// F1 of the words of all blocks that are labelled [`ARTICLE_LABEL`] or more.
fn aligned_f1(words: &[Vec<u32>], gold: &[u32], labels: &[f32]) -> f64 {
    let mut unmatched: FxHashMap<u32, u32> = FxHashMap::default();
    gold.iter().for_each(|&word| *unmatched.entry(word).or_default() += 1);
    let (mut found, mut kept) = (0u64, 0u64);
    for (words, _) in words.iter().zip(labels).filter(|(_, label)| **label >= ARTICLE_LABEL) {
        kept += words.len() as u64;
        for word in words {
            if let Some(count) = unmatched.get_mut(word).filter(|count| **count > 0) {
                *count -= 1;
                found += 1;
            }
        }
    }
    if found == 0 { 0.0 } else { 2.0 * found as f64 / (kept + gold.len() as u64) as f64 }
}
