//! The figures of a gold set.

pub(crate) mod sources;

use std::collections::BTreeMap;

use self::sources::Sources;
use super::confidence::Confidence;
use super::figure::Figure;
use super::page_figures::{PageFigures, PageScore};
use super::page_types::PageTypes;
use super::tally::Tally;
use crate::scores::PageOutcome;
use crate::scores::fields::MetadataTally;
use crate::scores::words::WordScore;

/// The figures of one set.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SetReport {
    /// The set's name: its file name without `.jsonl` and `.zst`.
    pub name: String,
    all: Tally,
    /// By page type, for the pages that have one.
    types: BTreeMap<String, Tally>,
    /// Title, authors and date.
    pub metadata: MetadataTally,
    /// The same by source, for predictions that have sources.
    sources: Sources,
    /// The pages with the lowest F1, lowest first, at most [`EvaluateOptions::worst`](crate::EvaluateOptions::worst).
    pub worst: Vec<PageScore>,
    /// Every page, in the order of the file.
    pub pages: Vec<PageFigures>,
}

impl SetReport {
    pub(crate) fn new(name: String) -> Self {
        Self {
            name,
            all: Tally::default(),
            types: BTreeMap::new(),
            metadata: MetadataTally::default(),
            sources: Sources::default(),
            worst: Vec::new(),
            pages: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, page: PageOutcome, worst: usize) {
        self.all.add(&page);
        if let Some(page_type) = &page.page_type {
            self.types.entry(page_type.clone()).or_default().add(&page);
        }
        self.metadata.title.add(page.title);
        self.metadata.authors.add(page.authors);
        self.metadata.date.add(page.date);
        self.sources.add(&page);
        self.pages.push(PageFigures {
            id: page.id.clone(),
            site: page.site,
            page_type: page.page_type,
            f1: page.words.map(|score| score.f1),
            predicted_type: page.predicted_type,
            confidence: page.confidence,
        });
        if let Some(WordScore { precision, recall, f1, predicted_words, gold_words }) = page.words {
            // After pages with the same F1: the earlier ones are listed.
            let position = self.worst.partition_point(|other| other.f1 <= f1);
            if position < worst {
                self.worst.truncate(worst - 1);
                let score = PageScore { id: page.id, precision, recall, f1, predicted_words, gold_words };
                self.worst.insert(position, score);
            }
        }
    }

    /// The figures over all pages of the set.
    pub fn all(&self) -> &Tally {
        &self.all
    }

    /// The figures by page type, in the order of the types' names. Empty if all pages have the same type.
    pub(crate) fn types(&self) -> impl Iterator<Item = (&str, &Tally)> {
        let one = self.types.len() == 1 && self.types.values().all(|tally| tally.pages() == self.all.pages());
        self.types.iter().filter(move |_| !one).map(|(name, tally)| (name.as_str(), tally))
    }

    /// The figures of one page type, also if all pages have it.
    pub(crate) fn type_tally(&self, page_type: &str) -> Option<&Tally> {
        self.types.get(page_type)
    }

    /// Title, authors and date by source; `None` if no prediction has a source.
    pub(crate) fn sources(&self) -> Option<&Sources> {
        Some(&self.sources).filter(|sources| !sources.is_empty())
    }

    /// How confidence and F1 are related; `None` if no page has both.
    pub(crate) fn confidence(&self) -> Option<Confidence> {
        Confidence::from_pages(&self.pages)
    }

    /// How the predicted page types agree with the gold's; `None` if the two have no name in common.
    pub(crate) fn page_types(&self) -> Option<PageTypes> {
        PageTypes::from_pages(&self.pages)
    }

    /// One figure by its name; `None` if no page has what it is computed from.
    pub(crate) fn figure(&self, figure: Figure) -> Option<f64> {
        match figure {
            Figure::Precision => self.all.precision(),
            Figure::Recall => self.all.recall(),
            Figure::F1 => self.all.f1(),
            Figure::With => self.all.with_share(),
            Figure::Without => self.all.without_share(),
            Figure::Title => self.metadata.title.right_share(),
            Figure::Authors => self.metadata.authors.right_share(),
            Figure::Date => self.metadata.date.right_share(),
            Figure::PageType => self.page_types().map(|types| types.right_share()),
        }
    }
}
