//! Scores a page: the log-odds of each block by both forests, and the probabilities of the page types.

use std::cell::Cell;

use crate::detect::page_type::TypeScores;
use crate::document::Document;
use crate::learned::MIN_BEST_PROBABILITY;
use crate::learned::features;
use crate::learned::features::matrix::{FeatureMatrix, ROWS};
use crate::learned::features::outcome;
use crate::learned::features::page_row::PageRow;
use crate::learned::linear_model::TextModels;
use crate::learned::model::Model;
use crate::learned::model::batch::SplitResults;
use crate::learned::site_evidence::{self, BlockEvidence};
use crate::learned::word_hashes::WordHashes;
use crate::page_form::PageForm;

/// The largest weight of the forest for articles, on a page that is certainly an article. Two forests with different
/// errors do better together than either one alone: 0.75 loses less than 0.6, 0.8 and 1 on both listings and old news
/// pages.
const MAX_ARTICLES_WEIGHT: f32 = 0.75;

/// After this many trees a block that is certain is left as it is: most of a page is plainly not part of an article.
pub(super) const EARLY_TREES: usize = 50;
/// Log-odds beyond which a block is certain, in either direction.
const CERTAIN_LOG_ODDS: f32 = 3.0;

/// Index in [`Model::batch`] of the forest for pages of all types.
const ALL_PAGES_FOREST: usize = 0;
/// Index in [`Model::batch`] of the forest for articles.
const ARTICLES_FOREST: usize = 1;

/// Whether a block needs all trees, given its log-odds after [`EARLY_TREES`].
pub(super) fn is_open(early_log_odds: f32) -> bool {
    early_log_odds.abs() < CERTAIN_LOG_ODDS
}

/// Memory that is reused from page to page. None of its contents outlives a page.
struct Scratch {
    matrix: FeatureMatrix,
    open: OpenRows,
    results: SplitResults,
}

impl Scratch {
    fn new(form: PageForm) -> Self {
        let matrix = || FeatureMatrix::new(form.block_features());
        let open = OpenRows { matrix: matrix(), blocks: vec![], chosen: vec![] };
        Self { matrix: matrix(), open, results: SplitResults::default() }
    }
}

/// The rows of blocks that are not certain after [`EARLY_TREES`]. They are collected from all batches of a page, since the
/// remaining trees cost the less the fewer batches there are.
struct OpenRows {
    matrix: FeatureMatrix,
    /// The index of each row's block.
    blocks: Vec<usize>,
    /// The open rows of a batch, while they are copied.
    chosen: Vec<usize>,
}

thread_local! {
    /// One for each form of pages.
    static SCRATCH: [Cell<Option<Scratch>>; 2] = const { [Cell::new(None), Cell::new(None)] };
}

/// What a model says about a page and its blocks.
pub(super) struct PageScores {
    page_row: PageRow,
    /// Log-odds of each block by the forest for pages of all types.
    all_pages: Vec<f32>,
    /// Log-odds of each block by the forest for articles.
    articles: Vec<f32>,
    pub(super) types: TypeScores,
    /// The weight of the forest for articles, 0 to [`MAX_ARTICLES_WEIGHT`]; the other forest has the rest. 0 for a model
    /// without this forest.
    pub(super) articles_weight: f32,
    /// Log-odds of each block by both forests, mixed by the probability that the page is an article.
    pub(super) log_odds: Vec<f32>,
    /// What the other pages of the site say of each block, which is part of the log-odds. Empty if they say nothing.
    pub(super) site_evidence: Vec<BlockEvidence>,
}

impl PageScores {
    /// Scores a page. `text` are the weights of the text model, which training can replace. `on_rows` gets the features of
    /// all blocks in order, one batch at a time.
    pub(super) fn new(
        document: &Document,
        model: &Model,
        text: &TextModels,
        mut on_rows: impl FnMut(&FeatureMatrix),
    ) -> Self {
        let form = document.form();
        let scratch = SCRATCH.with(|scratch| scratch[form as usize].take());
        let mut scratch = scratch.unwrap_or_else(|| Scratch::new(form));
        let Scratch { matrix, open, results } = &mut scratch;
        let count = document.blocks.len();
        let mut page_row = PageRow::new(form);
        let mut forests =
            ForestScores { model, results, all_pages: vec![0.0; count], articles: vec![0.0; count] };
        let words = features::for_each_batch(document, model, text, matrix, |start, matrix| {
            page_row.add_rows(start, matrix);
            on_rows(matrix);
            forests.add_batch(start, matrix, open);
        });
        forests.finish(open);
        let ForestScores { all_pages, articles, .. } = forests;
        SCRATCH.with(|all| all[form as usize].set(Some(scratch)));
        let log_odds = all_pages.clone();
        let mut scores = Self {
            page_row,
            types: TypeScores::default(),
            articles_weight: 0.0,
            log_odds,
            all_pages,
            articles,
            site_evidence: vec![],
        };
        if !model.types.is_empty() && count > 0 {
            let row = scores.type_row(document);
            scores.types = TypeScores::from_odds(model.types.iter().map(|forest| forest.score(&row)));
        }
        if !model.articles.is_empty() {
            scores.articles_weight = MAX_ARTICLES_WEIGHT * scores.types.article();
        }
        let weight = scores.articles_weight;
        for (odds, articles) in scores.log_odds.iter_mut().zip(&scores.articles) {
            *odds += weight * (articles - *odds);
        }
        let article = if model.types.is_empty() { 1.0 } else { scores.types.article() };
        scores.add_site_evidence(document, &words, article);
        scores
    }

    /// Adds what the other pages of the site say of the blocks, unless nothing of the page would be left. `article` is the
    /// probability that the page is an article.
    fn add_site_evidence(&mut self, document: &Document, words: &WordHashes, article: f32) {
        let Some(site) = &document.site else { return };
        let evidence = site_evidence::evidence(document, words, site, &self.log_odds, article);
        if evidence.is_empty() {
            return;
        }
        let with_evidence: Vec<f32> = (self.log_odds.iter().zip(&evidence))
            .map(|(odds, evidence)| odds + evidence.by_repeats + evidence.by_place)
            .collect();
        if has_likely_block(&with_evidence) || !has_likely_block(&self.log_odds) {
            self.log_odds = with_evidence;
            self.site_evidence = evidence;
        }
    }

    /// The row that the page type is predicted from: [`PageForm::type_features`].
    pub(super) fn type_row(&self, document: &Document) -> Vec<f32> {
        let mut row = self.page_row.values().to_vec();
        let forests: &[_] = match document.form() {
            PageForm::Html => &[&self.all_pages, &self.articles],
            PageForm::Text => &[&self.all_pages],
        };
        for odds in forests {
            outcome::push_outcome_features(document, &self.page_row, &probabilities(odds), 1.0, &mut row);
        }
        row
    }

    /// The row that the confidence is predicted from: [`PageForm::outcome_features`].
    pub(super) fn confidence_row(&self, document: &Document, beta: f32) -> Vec<f32> {
        let mut row = self.page_row.values().to_vec();
        outcome::push_outcome_features(
            document,
            &self.page_row,
            &probabilities(&self.log_odds),
            beta,
            &mut row,
        );
        row.extend(self.types.scores());
        row
    }
}

/// The log-odds of a page's blocks by both forests, while they are computed.
struct ForestScores<'a> {
    model: &'a Model,
    results: &'a mut SplitResults,
    all_pages: Vec<f32>,
    articles: Vec<f32>,
}

impl ForestScores<'_> {
    /// Scores the rows of the blocks from `start` on by the early trees. Those that are not certain go to `open`.
    fn add_batch(&mut self, start: usize, matrix: &FeatureMatrix, open: &mut OpenRows) {
        let batch = start..start + matrix.rows();
        let all_pages = &mut self.all_pages[batch.clone()];
        self.results.reset(&self.model.batch);
        let early = EARLY_TREES.min(self.model.blocks.len());
        self.model.batch.add((ALL_PAGES_FOREST, 0..early), matrix, all_pages, self.results);
        self.articles[batch].copy_from_slice(all_pages);
        open.chosen.clear();
        open.chosen.extend((0..matrix.rows()).filter(|&row| is_open(all_pages[row])));
        if start == 0 {
            open.matrix.clear_rows();
            open.matrix.copy_page_values(matrix);
        }
        if open.blocks.len() + open.chosen.len() > ROWS {
            self.finish(open);
        }
        open.matrix.append_rows(matrix, &open.chosen);
        open.blocks.extend(open.chosen.iter().map(|row| start + row));
    }

    /// Scores the open rows by the remaining trees.
    fn finish(&mut self, open: &mut OpenRows) {
        let Self { model, results, all_pages, articles } = self;
        results.reset(&model.batch);
        let mut scores: Vec<f32> = open.blocks.iter().map(|&block| all_pages[block]).collect();
        let remaining = EARLY_TREES.min(model.blocks.len())..model.blocks.len();
        model.batch.add((ALL_PAGES_FOREST, remaining), &open.matrix, &mut scores, results);
        open.blocks.iter().zip(&scores).for_each(|(&block, &score)| all_pages[block] = score);
        scores.fill(0.0);
        model.batch.add((ARTICLES_FOREST, 0..model.articles.len()), &open.matrix, &mut scores, results);
        open.blocks.iter().zip(&scores).for_each(|(&block, &score)| articles[block] = score);
        open.blocks.clear();
        open.matrix.clear_rows();
    }
}

/// Whether a block is likely enough for the page to have main content.
fn has_likely_block(log_odds: &[f32]) -> bool {
    log_odds.iter().any(|odds| probability(*odds) >= MIN_BEST_PROBABILITY)
}

fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// The probabilities that belong to log-odds.
pub(super) fn probabilities(log_odds: &[f32]) -> Vec<f32> {
    log_odds.iter().copied().map(probability).collect()
}
