//! Scores: how one page's prediction compares with its gold.

pub(crate) mod fields;
pub(crate) mod options;
pub(crate) mod words;

use crate::gold::GoldPage;
use crate::predictions::{FieldSources, Prediction};
use options::EvaluateOptions;

use fields::FieldOutcome;
use words::WordScore;

/// The scores of one page: all that the tallies need, so that the worker can drop the page itself.
#[derive(Debug)]
pub(crate) struct PageOutcome {
    pub(crate) id: String,
    pub(crate) page_type: Option<String>,
    pub(crate) site: Option<String>,
    pub(crate) predicted_type: Option<String>,
    pub(crate) confidence: Option<f32>,
    pub(crate) empty_prediction: bool,
    /// Whether there is a gold text and it has no words.
    pub(crate) empty_gold: bool,
    pub(crate) words: Option<WordScore>,
    pub(crate) with: SnippetCount,
    pub(crate) without: SnippetCount,
    pub(crate) title: Option<FieldOutcome>,
    pub(crate) authors: Option<FieldOutcome>,
    pub(crate) date: Option<FieldOutcome>,
    pub(crate) sources: FieldSources,
}

/// How many snippets there are, and how many of them were found in the text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct SnippetCount {
    pub(crate) found: u64,
    pub(crate) all: u64,
}

impl SnippetCount {
    fn new(snippets: &[String], folded_text: &str) -> Self {
        let found =
            snippets.iter().filter(|snippet| folded_text.contains(&words::fold_white_space(snippet))).count();
        Self { found: found as u64, all: snippets.len() as u64 }
    }

    /// The share of the snippets that were found; `None` if there are none.
    pub(crate) fn share(self) -> Option<f64> {
        (self.all > 0).then(|| self.found as f64 / self.all as f64)
    }
}

impl PageOutcome {
    pub(crate) fn new(page: GoldPage, prediction: &Prediction, options: EvaluateOptions) -> Self {
        let text = prediction.text.as_deref().unwrap_or_default();
        let gold = &page.gold;
        let score = gold.text.as_deref().map(|gold_text| words::word_score(text, gold_text, options.words));
        let empty_gold = score.is_some_and(|score| score.gold_words == 0);
        let folded = if gold.with.is_empty() && gold.without.is_empty() {
            String::new()
        } else {
            words::fold_white_space(text)
        };
        Self {
            empty_prediction: words::is_blank(text),
            empty_gold,
            words: score.filter(|_| !(empty_gold && options.skip_empty)),
            with: SnippetCount::new(&gold.with, &folded),
            without: SnippetCount::new(&gold.without, &folded),
            title: fields::compare_title(prediction, gold),
            authors: fields::compare_authors(prediction, gold),
            date: fields::compare_date(prediction, gold),
            sources: prediction.sources.clone(),
            id: page.id,
            site: page.site,
            predicted_type: prediction.page_type.clone(),
            confidence: prediction.confidence,
            page_type: page.page_type.filter(|page_type| !page_type.is_empty()),
        }
    }
}
