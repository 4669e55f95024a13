//! How much each feature of a block moved its log-odds.

use crate::detect::Argument;
use crate::document::Document;
use crate::learned::features::Feature;
use crate::learned::model::Model;
use crate::learned::page_scores::{EARLY_TREES, PageScores, is_open};
use crate::learned::site_evidence::BlockEvidence;

/// The parts of a block's log-odds: `base` and all `weights` add up to them, up to rounding.
#[derive(Clone, Debug)]
pub(super) struct Explanation {
    /// The log-odds before any feature is known: the mean over the training data.
    pub(super) base: f32,
    /// By how much each feature moved the log-odds, in the order of `features`.
    weights: Vec<f32>,
    /// The value of each feature.
    values: Vec<f32>,
    features: &'static [Feature],
    /// What the other pages of the site say of the block.
    site_evidence: Option<BlockEvidence>,
}

impl Explanation {
    /// The features that moved the log-odds.
    pub(super) fn arguments(&self) -> Vec<Argument> {
        let features = (self.features.iter().zip(&self.values).zip(&self.weights))
            .map(|((feature, &value), &weight)| Argument { feature: feature.name.as_str(), value, weight });
        let site = self.site_evidence.iter().flat_map(|site| {
            [
                Argument { feature: "site_repeats", value: site.repeats as f32, weight: site.by_repeats },
                Argument { feature: "site_place", value: site.place_mean, weight: site.by_place },
            ]
        });
        features.chain(site).filter(|argument| argument.weight != 0.0).collect()
    }
}

/// Explains all blocks of a page.
pub(super) fn explain(document: &Document, model: &Model) -> Vec<Explanation> {
    let features = document.form().features();
    let mut rows = vec![];
    let scores = PageScores::new(document, model, &model.text, |batch| rows.extend(batch.by_row()));
    let weight = scores.articles_weight;
    (rows.chunks_exact(features.len()).enumerate())
        .map(|(block, row)| Explanation {
            site_evidence: scores.site_evidence.get(block).copied(),
            ..explain_row(row, features, model, weight)
        })
        .collect()
}

fn explain_row(
    row: &[f32],
    features: &'static [Feature],
    model: &Model,
    articles_weight: f32,
) -> Explanation {
    let mut all_pages = vec![0.0; row.len()];
    let early_base = model.blocks.contributions(EARLY_TREES, row, &mut all_pages);
    let (mut base, mut weights) = (early_base, all_pages);
    if is_open(early_base + weights.iter().sum::<f32>()) {
        weights.fill(0.0);
        let mut articles = weights.clone();
        base = model.blocks.contributions(model.blocks.len(), row, &mut weights);
        let articles_base = model.articles.contributions(model.articles.len(), row, &mut articles);
        base += articles_weight * (articles_base - base);
        for (weight, article) in weights.iter_mut().zip(articles) {
            *weight += articles_weight * (article - *weight);
        }
    }
    Explanation { base, weights, values: row.to_vec(), features, site_evidence: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page_form::PageForm;

    #[test]
    fn base_and_weights_add_up_to_the_log_odds_of_each_block() {
        let html = Document::from_html(
            "<body><nav class=menu><a href=/>Home</a> <a href=/news>News</a></nav><article><h1>Ferry returns</h1>
            <p>The ferry to the island sails again from Monday, twice a day and three times on Sundays.</p>
            <p>It had been away for a year, since a whale slept in the shipping lane.</p>
            <p>Adults pay four crowns.</p><p>Read also: <a href=/whale>The whale</a></p></article>
            <aside><ul><li><a href=/1>Whale moves to another lane</a><li><a href=/2>Harbour fees rise</a></ul></aside>
            <footer>© Harbour News. All rights reserved.</footer>",
        );
        let text = Document::from_text(
            "Home\nNews\n\nFerry returns\n\nThe ferry to the island sails again from Monday, twice a day and three \
             times on Sundays.\n\nIt had been away for a year, since a whale slept in the shipping lane.\n\n\
             Adults pay four crowns.\n\nRead also: The whale\n\nWhale moves to another lane\nHarbour fees rise\n\n\
             © Harbour News. All rights reserved.\n",
        );
        for document in [html, text] {
            let form = document.form();
            let model = Model::built_in(form);
            let scores = PageScores::new(&document, &model, &model.text, |_| {});
            let explanations = explain(&document, &model);
            assert_eq!(explanations.len(), document.blocks().len());
            // The second forest of the model for HTML has a part in blocks that are not certain.
            assert_eq!(scores.articles_weight > 0.1, form == PageForm::Html);
            assert!(scores.log_odds.iter().any(|odds| odds.abs() < 2.0));
            for (explanation, log_odds) in explanations.iter().zip(&scores.log_odds) {
                let sum = explanation.base
                    + explanation.arguments().iter().map(|argument| argument.weight).sum::<f32>();
                assert!((sum - log_odds).abs() < 1e-3, "{sum} is not {log_odds}");
                assert!(explanation.base != 0.0);
            }
        }
    }
}
