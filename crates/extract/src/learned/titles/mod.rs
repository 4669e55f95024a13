//! The headline of a rendered page: ranks the lines that may be it, and their parts.
//!
//! Candidates (`candidates.rs`) are the lines from 150 before the story to 30 inside it, their parts between separators, and
//! two lines joined. Each gets a row of features: its form (`wording.rs`), its place (`place.rs`), and what the rest of the page
//! and its URL repeat of it (`echoes.rs`). A forest scores the rows, and the highest score wins. Pages without a URL have a
//! forest of their own, because the words of the URL outweigh all else where they are known. Where they are, both forests
//! decide.

mod address;
mod candidates;
mod echoes;
mod page;
mod place;
mod stems;
mod wording;

use std::cell::Cell;
use std::ops::Range;

use crate::detect::Verdict;
use crate::document::Document;
use crate::learned::features::Feature;
use crate::learned::features::matrix::{FeatureMatrix, ROWS};
use crate::learned::model::Model;
use crate::learned::model::batch::SplitResults;
use crate::metadata::Headline;
use crate::page_context::PageContext;
use candidates::{Candidate, candidates};
use echoes::Echoes;
use page::TitlePage;

/// The weight of the forest for pages without a URL where the URL is known: it knows better what a headline looks like, and
/// 0.25 to 0.75 were alike (WCXB +0.01).
const WITHOUT_URL: f32 = 0.5;
/// After this many trees, only the best candidates are scored further.
const EARLY_TREES: usize = 40;
/// How many.
const FINALISTS: usize = 24;

/// The features of a candidate, in the order of the columns.
pub(crate) fn features() -> Vec<Feature> {
    let groups = [wording::FEATURES, place::FEATURES, echoes::FEATURES];
    groups
        .concat()
        .into_iter()
        .map(|(name, about)| Feature { name: format!("title_{name}"), about })
        .collect()
}

/// The candidates of a page with the rows of their features, one after the other.
pub(crate) struct TitleRows<'d> {
    pub(crate) candidates: Vec<Candidate<'d>>,
    pub(crate) rows: Vec<f32>,
    pub(crate) has_address: bool,
}

/// Finds the candidates for the headline of a page with verdicts, and their features.
pub(crate) fn rows<'d>(
    document: &'d Document,
    verdicts: &'d [Verdict],
    context: &PageContext<'_>,
) -> TitleRows<'d> {
    let mut page = TitlePage::new(document, verdicts, context);
    let candidates = candidates(&page);
    let echoes = Echoes::new(&mut page, &candidates);
    let width = wording::FEATURES.len() + place::FEATURES.len() + echoes::FEATURES.len();
    let mut rows = Vec::with_capacity(candidates.len() * width);
    for (index, candidate) in candidates.iter().enumerate() {
        wording::push(&page, candidate, page.keys.get(echoes.keys[index]), &mut rows);
        place::push(&page, candidate, &mut rows);
        echoes.push(&page, index, candidate, &mut rows);
        debug_assert_eq!(rows.len(), (index + 1) * width);
    }
    let heading = wording::FEATURES.iter().position(|f| f.0 == "heading").unwrap_or(0);
    echoes::compare(&mut rows, width, width - echoes::FEATURES.len(), heading);
    TitleRows { candidates, rows, has_address: !page.address.words.is_empty() }
}

/// The forests of [`Model::titles`].
const WITH_URL_FOREST: usize = 0;
const WITHOUT_URL_FOREST: usize = 1;

/// Whether a model ranks candidates.
pub(crate) fn are_ranked_by(model: &Model) -> bool {
    model.titles.trees(WITHOUT_URL_FOREST) > 0
}

/// The headline of a rendered page: the candidate with the highest score.
pub(crate) fn find(
    document: &Document,
    verdicts: &[Verdict],
    context: &PageContext<'_>,
    model: &Model,
) -> Option<Headline> {
    if !are_ranked_by(model) {
        return None;
    }
    let found = rows(document, verdicts, context);
    let mut ranking = SCRATCH.take().unwrap_or_default();
    let all: Vec<usize> = (0..found.candidates.len()).collect();
    let early = ranking.scores(model, &found, &all, 0..EARLY_TREES);
    let mut scores: Vec<(f32, usize)> = early.into_iter().zip(all).collect();
    // The first of several with the same score.
    let by_score = |a: &(f32, usize), b: &(f32, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    scores.sort_unstable_by(by_score);
    scores.truncate(FINALISTS);
    let finalists: Vec<usize> = scores.iter().map(|&(_, index)| index).collect();
    let rest = ranking.scores(model, &found, &finalists, EARLY_TREES..usize::MAX);
    SCRATCH.set(Some(ranking));
    scores.iter_mut().zip(rest).for_each(|((sum, _), rest)| *sum += rest);
    let best = scores.into_iter().min_by(by_score)?.1;
    let candidate = &found.candidates[best];
    Some(Headline::new(candidate.text.clone(), candidate.line..candidate.last_line() + 1))
}

thread_local! {
    static SCRATCH: Cell<Option<Ranking>> = const { Cell::new(None) };
}

/// What scoring candidates needs besides the model, used again from page to page.
struct Ranking {
    matrix: FeatureMatrix,
    results: SplitResults,
}

impl Default for Ranking {
    fn default() -> Self {
        Self { matrix: FeatureMatrix::new(features().len()), results: SplitResults::default() }
    }
}

impl Ranking {
    /// The score of each of some candidates by some trees.
    fn scores(
        &mut self,
        model: &Model,
        found: &TitleRows<'_>,
        candidates: &[usize],
        trees: Range<usize>,
    ) -> Vec<f32> {
        let width = found.rows.len() / found.candidates.len().max(1);
        let forests: &[_] = match found.has_address {
            true => &[(WITH_URL_FOREST, 1.0), (WITHOUT_URL_FOREST, WITHOUT_URL)],
            false => &[(WITHOUT_URL_FOREST, 1.0)],
        };
        let mut scores = vec![0.0; candidates.len()];
        for (chunk, scores) in candidates.chunks(ROWS).zip(scores.chunks_mut(ROWS)) {
            self.matrix.replace_rows(chunk.iter().map(|&at| &found.rows[at * width..(at + 1) * width]));
            self.results.reset(&model.titles);
            for &(forest, weight) in forests {
                let count = model.titles.trees(forest);
                let trees = trees.start.min(count)..trees.end.min(count);
                let mut sums = [0.0; ROWS];
                let sums = &mut sums[..chunk.len()];
                model.titles.add((forest, trees), &self.matrix, sums, &mut self.results);
                scores.iter_mut().zip(sums).for_each(|(score, sum)| *score += weight * *sum);
            }
        }
        scores
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::Detector;
    use crate::extractor::Extractor;
    use crate::learned::LearnedDetector;
    use crate::page_context::Form;
    use crate::page_form::PageForm;
    use proptest::prelude::*;

    /// The blocks of a page in a container, as detectors expect them.
    fn document(page: &str) -> Document {
        Extractor::default().document(page.as_bytes(), &PageContext::new().form(Form::Text))
    }

    fn title(page: &str, url: Option<&str>) -> Option<String> {
        let document = document(page);
        let model = Model::built_in(PageForm::Text);
        let verdicts = LearnedDetector::new(model.clone()).detect(&document).verdicts;
        find(&document, &verdicts, &PageContext::new().url(url), &model).map(|headline| headline.text)
    }

    #[test]
    fn headlines_are_found() {
        let story =
            "The ferry sailed again on Monday, nine years after the last one was sold to a family that kept \
                     goats on its deck. It was full, and people on the island waved from the pier.\n\n"
                .repeat(3);
        let page = format!(
            "Accept\n\n  \u{2022} News\n  \u{2022} Sport\n\nThe Example Post > Travel > Ferry returns to the island\n\nTravel\n\nFerry \
             returns to the island\n\nBy Jane Doe\n\n3 May 2024\n\n{story}Related\n\nGoats escape from ferry"
        );
        for url in [None, Some("https://example.com/travel/ferry-returns-to-the-island")] {
            assert_eq!(title(&page, url).as_deref(), Some("Ferry returns to the island"));
        }
        assert_eq!(title("", None), None);
    }

    proptest! {
        #[test]
        fn any_page_has_finite_features(page in "(\\PC{0,20}(\n| \\| |: |\n\n)?){0,20}", url in "https://a.example/\\PC{0,20}") {
            let document = document(&page);
            let verdicts = LearnedDetector::new(Model::built_in(PageForm::Text)).detect(&document).verdicts;
            let found = rows(&document, &verdicts, &PageContext::new().url(Some(url.as_str())));
            prop_assert_eq!(found.rows.len(), found.candidates.len() * features().len());
            prop_assert!(found.rows.iter().all(|value| value.is_finite()));
        }
    }
}
