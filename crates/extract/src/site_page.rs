//! What an article adds to the profile of its site.

use std::ops::Range;

use crate::article::Article;
use crate::document::block::Block;
use crate::document::paths::{path_keys, path_name};
use crate::learned::word_hashes::WordHashes;
use crate::sites::page::{MAX_ENTRIES, NEAR_LINES, SiteNames, SitePage, TextMeans};

/// Texts and paths with at least this probability keep their words and names.
const MIN_NAMED_PROBABILITY: f32 = 0.1;
/// Texts with at least so many words keep them too.
const MIN_NAMED_WORDS: u32 = 8;
/// Maximum number of characters of a text that are kept.
const MAX_NAME: usize = 80;

impl SitePage {
    /// What an article adds to the profile of its site.
    ///
    /// The article must have been extracted without a profile, so that the probabilities are the detector's own. `None` for
    /// a page that cannot serve as an example: one whose story was found in data, and one with thousands of different
    /// texts.
    pub fn new(article: &Article) -> Option<Self> {
        if article.from_data.is_some() {
            return None;
        }
        let document = &article.document;
        let Texts { ids: texts, words: text_words, means: text_means } = texts(article);
        let (paths, path_means) = path_means(article);
        if texts.len().max(paths.len()) > MAX_ENTRIES {
            return None;
        }
        Some(Self {
            form: document.form(),
            article: article.types.map_or(u8::MAX, |types| steps(types.article())),
            texts: texts.into(),
            text_words: text_words.into(),
            text_means: text_means.into(),
            paths: paths.into(),
            path_means: path_means.into(),
            names: None,
        })
    }

    /// Adds the words of the page's texts and, if the extractor named its elements, the names of its paths, so that
    /// people can read the profile. Navigation and other short texts that are certainly not part of the story are left out.
    pub fn with_names(mut self, article: &Article) -> Self {
        let document = &article.document;
        let mut names = SiteNames::default();
        let blocks = document.blocks().iter().zip(&article.verdicts);
        let words = WordHashes::from_document(document);
        for (index, ((block, verdict), path)) in blocks.zip(path_keys(document)).enumerate() {
            let text = document.block_text(block);
            let is_named = verdict.score >= MIN_NAMED_PROBABILITY || block.words >= MIN_NAMED_WORDS;
            if let Some(id) = words.text_id(index).filter(|_| is_named) {
                names.texts.entry(id).or_insert_with(|| text.chars().take(MAX_NAME).collect());
            }
            if let Some(key) = path.filter(|_| verdict.score >= MIN_NAMED_PROBABILITY)
                && !document.element_names.is_empty()
            {
                names.paths.entry(key).or_insert_with(|| path_name(document, block));
            }
        }
        self.names = Some(Box::new(names));
        self
    }
}

/// A probability in steps of 1/255.
fn steps(probability: f32) -> u8 {
    (255.0 * probability).round() as u8
}

/// The weight of a block in a mean.
fn weight(block: &Block) -> f32 {
    (block.words as f32).max(0.5)
}

/// The different texts of a page, sorted by their ids.
#[derive(Default)]
struct Texts {
    ids: Vec<u32>,
    words: Vec<u16>,
    means: Vec<TextMeans>,
}

fn texts(article: &Article) -> Texts {
    let document = &article.document;
    let blocks = document.blocks();
    // Prefix sums of the weights and of the weighted probabilities.
    let mut sums = Vec::with_capacity(blocks.len() + 1);
    sums.push((0.0, 0.0));
    for (block, verdict) in blocks.iter().zip(&article.verdicts) {
        let (weights, expected) = sums[sums.len() - 1];
        let weight = f64::from(weight(block));
        sums.push((weights + weight, expected + weight * f64::from(verdict.score)));
    }
    let mean = |range: Range<usize>| match (sums[range.start], sums[range.end]) {
        _ if range.is_empty() => 0.0,
        (start, end) => ((end.1 - start.1) / (end.0 - start.0)) as f32,
    };
    let mut rows: Vec<(u32, u16, [f32; 3])> = vec![];
    let words = WordHashes::from_document(document);
    for index in 0..blocks.len() {
        let Some(id) = words.text_id(index) else { continue };
        let [after, before] = match document.rendered() {
            true => [
                mean(index + 1..(index + 1 + NEAR_LINES).min(blocks.len())),
                mean(index.saturating_sub(NEAR_LINES)..index),
            ],
            false => [0.0; 2],
        };
        let count = u16::try_from(words.block(index).len()).unwrap_or(u16::MAX);
        rows.push((id, count, [article.verdicts[index].score, after, before]));
    }
    // Stable, so that the rows of a text are summed in the order of the page.
    rows.sort_by_key(|&(id, ..)| id);
    let mut texts = Texts::default();
    for rows in rows.chunk_by(|a, b| a.0 == b.0) {
        let mean =
            |column: usize| steps(rows.iter().map(|(.., row)| row[column]).sum::<f32>() / rows.len() as f32);
        texts.ids.push(rows[0].0);
        texts.words.push(rows[0].1);
        texts.means.push(TextMeans(mean(0), mean(1), mean(2)));
    }
    texts
}

/// The keys of a page's paths, sorted, and the mean probability of the blocks at each.
fn path_means(article: &Article) -> (Vec<u32>, Vec<u8>) {
    let blocks = article.document.blocks().iter().zip(&article.verdicts);
    let mut rows: Vec<(u32, f32, f32)> = (path_keys(&article.document).into_iter().zip(blocks))
        .filter_map(|(key, (block, verdict))| Some((key?, weight(block), verdict.score)))
        .collect();
    rows.sort_by_key(|&(key, ..)| key);
    let of_path = |rows: &[(u32, f32, f32)]| {
        let weights: f32 = rows.iter().map(|(_, weight, _)| weight).sum();
        let expected: f32 = rows.iter().map(|(_, weight, p)| weight * p).sum();
        (rows[0].0, steps(expected / weights))
    };
    rows.chunk_by(|a, b| a.0 == b.0).map(of_path).unzip()
}
