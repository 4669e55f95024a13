//! Decides the fate of each page: finds copies, keeps the ledger, and writes lines.

pub(crate) mod actions;
pub(crate) mod component;
pub(crate) mod copies;
mod dates;
mod fates;
mod held;
mod in_order;
pub(crate) mod near;
pub(crate) mod rules;
pub(crate) mod stores;

use std::sync::Arc;

use dechaff_dedup::NearStats;
use dechaff_export::Output;

use crate::clean::{Candidate, PageOutcome, RejectedPage};
use crate::config::Config;
use crate::counters::Counters;
use crate::decide::actions::DuplicateAction;
use crate::decide::copies::{EarlierCopies, KeptPages, Original};
pub(crate) use crate::decide::dates::seconds;
use crate::decide::fates::DecidedPage;
pub(crate) use crate::decide::fates::Fates;
use crate::decide::held::HeldPages;
use crate::decide::stores::{IndexSummary, Stores};
use crate::error::RunError;
use crate::flow::ItemOutcome;
use crate::run::Summary;

/// Takes the results of workers in input order, and writes the fate of each page in this order.
pub(crate) struct Decider<'c> {
    config: &'c Config,
    fates: Fates<'c>,
    pages: Pages,
}

/// The pages that were not rejected.
enum Pages {
    /// Each is decided and written at once.
    AsTheyCome(Box<KeptPages>),
    /// Pages that come later may be kept instead of earlier ones, so none is decided before all are there.
    Held(Box<HeldPages>),
}

impl<'c> Decider<'c> {
    /// # Errors
    ///
    /// Fails if a temporary file can't be created.
    pub(crate) fn new(
        config: &'c Config,
        stores: Stores,
        output: Output,
        counters: Arc<Counters>,
    ) -> Result<Self, RunError> {
        let folder = config.temporary_folder();
        let pages = if config.holds_pages_back() {
            Pages::Held(Box::new(HeldPages::new(config, &folder, stores)?))
        } else {
            Pages::AsTheyCome(Box::new(KeptPages::new(config.duplicates, config.copy_rules, &folder)))
        };
        Ok(Self { config, fates: Fates::new(config, output, counters), pages })
    }

    /// Decides one item, or holds it back.
    pub(crate) fn decide(&mut self, outcome: ItemOutcome) -> Result<(), RunError> {
        match outcome {
            ItemOutcome::Page(PageOutcome::Candidate(candidate)) => {
                self.fates.count_page();
                self.decide_candidate(*candidate)
            }
            ItemOutcome::Page(PageOutcome::Rejected(RejectedPage { reason, site, line })) => {
                self.fates.count_page();
                self.fates.count_rejected(reason, site.as_deref());
                match &mut self.pages {
                    _ if !self.config.annotate => Ok(self.fates.output.rejects(&line)?),
                    Pages::AsTheyCome(_) => Ok(self.fates.output.articles(&line)?),
                    Pages::Held(held) => held.hold_line(&line),
                }
            }
            ItemOutcome::Skipped(kind) => {
                self.fates.skip(kind);
                Ok(())
            }
            ItemOutcome::Error(error) => self.fates.write_error(error),
        }
    }

    fn decide_candidate(&mut self, mut candidate: Candidate) -> Result<(), RunError> {
        self.fates.collect_sample(candidate.sample.take());
        let kept = match &mut self.pages {
            Pages::AsTheyCome(kept) => kept,
            Pages::Held(held) => return held.hold(&candidate),
        };
        let none = EarlierCopies::default();
        let decision = kept.decide(candidate.facts, candidate.sketch.as_deref(), &candidate.id, none)?;
        let of = match decision.copy.map(|copy| copy.of) {
            Some(Original::Kept(number)) => kept.id(number)?,
            _ => String::new(),
        };
        let page = DecidedPage {
            id: &candidate.id,
            url: candidate.url.as_deref(),
            source: &candidate.source,
            traits: &candidate.traits,
            line: &candidate.line,
            contained_in: None,
        };
        self.fates.write(&page, decision.copy.as_ref().map(|copy| (copy, of.as_str())))
    }

    /// What the run does with its index, once all pages are decided.
    pub(crate) fn index_summary(&self) -> Option<IndexSummary> {
        match &self.pages {
            Pages::AsTheyCome(_) => None,
            Pages::Held(held) => held.index_summary(),
        }
    }

    /// What was looked for among near copies, and what was left out. `None` if they are not looked for.
    pub(crate) fn near_stats(&self) -> Option<NearStats> {
        (self.config.duplicates.near != DuplicateAction::Off).then(|| match &self.pages {
            Pages::AsTheyCome(kept) => kept.near_stats(),
            Pages::Held(held) => held.near_stats(),
        })
    }

    /// Only what was written so far.
    pub(crate) fn into_fates(self) -> Fates<'c> {
        self.fates
    }

    /// Closes the output by `close`, and has the index remember the kept pages. If `close` says nothing of the index, because
    /// not all was read or written, the index stays as it was.
    pub(crate) fn close(
        self,
        close: impl FnOnce(Fates<'c>) -> Result<Summary, RunError>,
    ) -> Result<Summary, RunError> {
        match self.pages {
            Pages::AsTheyCome(_) => close(self.fates),
            Pages::Held(held) => held.remember(|| close(self.fates)),
        }
    }

    /// Decides and writes the pages that were held back.
    pub(crate) fn finish(&mut self) -> Result<(), RunError> {
        match &mut self.pages {
            Pages::AsTheyCome(_) => Ok(()),
            Pages::Held(held) => held.decide_all(&mut self.fates),
        }
    }
}
