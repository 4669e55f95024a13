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
use crate::learned::model::batch::{RowSet, SplitResults};
use crate::learned::site_evidence::{self, BlockEvidence};
use crate::learned::word_hashes::WordHashes;
use crate::page_form::PageForm;

/// The largest weight of the forest for articles, on a page that is certainly an article. Two forests with different
/// errors do better together than either one alone: 0.75 loses less than 0.6, 0.8 and 1 on both listings and old news
/// pages.
const MAX_ARTICLES_WEIGHT: f32 = 0.75;

/// The numbers of trees of the forest for pages of all types after which a block that is certain is left as it is: most
/// of a page is plainly not part of an article.
fn exits(form: PageForm) -> &'static [usize] {
    match form {
        PageForm::Html => &[50, 100],
        PageForm::Text => &[50],
    }
}

/// Log-odds beyond which a block is certain, in either direction. With 2.5, old news portals lose 0.004 of F1: there, the
/// forest for articles knows better than the other one.
const CERTAIN_LOG_ODDS: f32 = 3.0;

fn is_certain(log_odds: f32) -> bool {
    log_odds.abs() >= CERTAIN_LOG_ODDS
}

/// The number of trees after which a block is certain; `None` if it needs all of them.
pub(super) fn trees_until_certain(model: &Model, row: &[f32]) -> Option<usize> {
    let is_certain_after = |&trees: &usize| is_certain(model.blocks.score_of(0..trees, row));
    exits(model.header.form).iter().copied().find(is_certain_after)
}

/// Index in [`Model::batch`] of the forest for pages of all types.
const ALL_PAGES_FOREST: usize = 0;
/// Index in [`Model::batch`] of the forest for articles.
const ARTICLES_FOREST: usize = 1;

/// Memory that is reused from page to page. None of its contents outlives a page.
struct Scratch {
    matrix: FeatureMatrix,
    open: OpenRows,
    results: SplitResults,
}

impl Scratch {
    fn new(form: PageForm) -> Self {
        let width = form.block_features();
        Self {
            matrix: FeatureMatrix::new(width),
            open: OpenRows::new(width),
            results: SplitResults::default(),
        }
    }
}

/// The rows of blocks that are not certain at the first of the [`exits`]. They are collected from all batches of a page, since the
/// remaining trees cost the less the fewer batches there are.
struct OpenRows {
    matrix: FeatureMatrix,
    /// The index of each row's block.
    blocks: Vec<usize>,
    /// The log-odds of each row so far.
    scores: Vec<f32>,
    /// The open rows of a batch, while they are copied.
    chosen: Vec<usize>,
}

impl OpenRows {
    fn new(width: usize) -> Self {
        Self { matrix: FeatureMatrix::new(width), blocks: vec![], scores: vec![], chosen: vec![] }
    }

    fn clear(&mut self) {
        self.matrix.start_batch(0);
        self.blocks.clear();
        self.scores.clear();
    }

    /// Appends the rows of a batch that are not certain. `start` is the first block of the batch.
    fn append(&mut self, matrix: &FeatureMatrix, start: usize, scores: &[f32]) {
        self.matrix.append_rows(matrix, &self.chosen);
        self.blocks.extend(self.chosen.iter().map(|row| start + row));
        self.scores.extend(self.chosen.iter().map(|&row| scores[row]));
    }
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
            ForestScores { model, open, results, all_pages: vec![0.0; count], articles: vec![0.0; count] };
        let words = features::for_each_batch(document, model, text, matrix, |start, matrix| {
            page_row.add_rows(start, matrix);
            on_rows(matrix);
            forests.add_batch(start, matrix);
        });
        forests.finish();
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
    open: &'a mut OpenRows,
    results: &'a mut SplitResults,
    all_pages: Vec<f32>,
    articles: Vec<f32>,
}

impl ForestScores<'_> {
    /// Scores the rows of the blocks from `start` on, up to the first exit. Those that are not certain there stay open.
    fn add_batch(&mut self, start: usize, matrix: &FeatureMatrix) {
        if start == 0 {
            self.open.clear();
            self.open.matrix.copy_page_values(matrix);
        }
        let first = exits(self.model.header.form)[0];
        let batch = start..start + matrix.rows();
        let scores = &mut self.all_pages[batch.clone()];
        self.results.reset(&self.model.batch);
        let trees = first.min(self.model.blocks.len());
        let every_row = (0..matrix.rows()).collect();
        self.model.batch.add((ALL_PAGES_FOREST, 0..trees), matrix, &every_row, scores, self.results);
        self.articles[batch.clone()].copy_from_slice(scores);
        self.open.chosen.clear();
        self.open.chosen.extend((0..matrix.rows()).filter(|&row| !is_certain(scores[row])));
        if self.open.blocks.len() + self.open.chosen.len() > ROWS {
            // The rows of this batch are known still.
            let chosen = std::mem::take(&mut self.open.chosen);
            self.finish();
            self.open.chosen = chosen;
        }
        self.open.append(matrix, start, &self.all_pages[batch]);
    }

    /// Scores the open rows by the remaining trees, as long as they are not certain.
    fn finish(&mut self) {
        let Self { model, open, results, all_pages, articles } = self;
        let exits = exits(model.header.form);
        let count = model.blocks.len();
        let mut rows: RowSet = (0..open.blocks.len()).collect();
        results.reset(&model.batch);
        let mut done = exits[0].min(count);
        for &exit in &exits[1..] {
            let trees = done..exit.min(count);
            done = trees.end;
            model.batch.add((ALL_PAGES_FOREST, trees), &open.matrix, &rows, &mut open.scores, results);
            rows = rows.iter().filter(|&row| !is_certain(open.scores[row])).collect();
        }
        model.batch.add((ALL_PAGES_FOREST, done..count), &open.matrix, &rows, &mut open.scores, results);
        for (&block, &score) in open.blocks.iter().zip(&open.scores) {
            (all_pages[block], articles[block]) = (score, score);
        }
        rows.iter().for_each(|row| open.scores[row] = 0.0);
        let trees = 0..model.articles.len();
        model.batch.add((ARTICLES_FOREST, trees), &open.matrix, &rows, &mut open.scores, results);
        rows.iter().for_each(|row| articles[open.blocks[row]] = open.scores[row]);
        open.clear();
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
