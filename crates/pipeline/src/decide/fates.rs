//! Writes the fate of each page, and counts it in the ledger.

use std::sync::Arc;

use dechaff_export::{CopyMarks, Duplicate, ErrorLine, Output, Source};
use dechaff_ingest::{InputError, SkipKind};

use crate::clean::Sample;
use crate::config::Config;
use crate::counters::Counters;
use crate::decide::actions::DuplicateAction;
use crate::decide::copies::Copy;
use crate::error::RunError;
use crate::ledger::{Ledger, Reason, count};
use crate::statistics::{PageTraits, Statistics};

/// Number of errors of each kind that are returned for messages. All errors are in the output.
const SHOWN_ERRORS: u64 = 3;

/// What is written about a page that is no reject.
pub(super) struct DecidedPage<'a> {
    pub(super) id: &'a str,
    pub(super) url: Option<&'a str>,
    pub(super) source: &'a Source,
    pub(super) traits: &'a PageTraits,
    /// The line of the article, without marks of copies.
    pub(super) line: &'a [u8],
    /// The id of a page that contains it.
    pub(super) contained_in: Option<&'a str>,
}

/// The output, the ledger and the statistics of a run.
pub(crate) struct Fates<'c> {
    config: &'c Config,
    pub(crate) output: Output,
    pub(crate) ledger: Ledger,
    pub(crate) statistics: Statistics,
    counters: Arc<Counters>,
    pub(crate) first_errors: Vec<InputError>,
    pub(crate) samples: Vec<Sample>,
    /// Buffer for a line, reused.
    line: Vec<u8>,
}

impl<'c> Fates<'c> {
    pub(super) fn new(config: &'c Config, output: Output, counters: Arc<Counters>) -> Self {
        Self {
            config,
            output,
            ledger: Ledger::default(),
            statistics: Statistics::default(),
            counters,
            first_errors: vec![],
            samples: vec![],
            line: vec![],
        }
    }

    /// Collects the dropped blocks of a page, if more are wanted.
    pub(super) fn collect_sample(&mut self, sample: Option<Sample>) {
        if self.samples.len() < self.config.samples {
            self.samples.extend(sample);
        }
    }

    /// Counts a page of any fate as read.
    pub(super) fn count_page(&mut self) {
        self.ledger.pages += 1;
        self.counters.add_page();
    }

    /// Counts a rejected page.
    pub(super) fn count_rejected(&mut self, reason: Reason, site: Option<&str>) {
        count(&mut self.ledger.rejected, reason.as_str());
        self.statistics.add_rejected(site, reason);
        self.counters.add_rejected();
    }

    /// Counts a record that is not a page.
    pub(super) fn skip(&mut self, kind: SkipKind) {
        count(&mut self.ledger.skipped, kind.as_str());
        self.counters.add_skipped();
    }

    /// Writes a page: to the articles if it is no copy or if copies of its kind are tagged, else to the duplicates. `copy` is
    /// what it copies, with the id of that page.
    pub(super) fn write(
        &mut self,
        page: &DecidedPage<'_>,
        copy: Option<(&Copy, &str)>,
    ) -> Result<(), RunError> {
        let mut marks = CopyMarks::default();
        marks.contained_in = page.contained_in;
        if let Some((copy, of)) = copy {
            marks.duplicate_of = Some(of);
            marks.duplicate_kind = Some(copy.kind.as_str());
            marks.similarity = copy.similarity;
        }
        match copy {
            Some((copy, of)) if copy.action == DuplicateAction::Drop => {
                if self.config.annotate {
                    self.line.clear();
                    marks.write_duplicate_line(page.line, &mut self.line);
                    self.output.articles(&self.line)?;
                } else {
                    self.write_duplicate(page, copy, of)?;
                }
                count(&mut self.ledger.duplicates, copy.kind.as_str());
                self.statistics.add_duplicate(page.traits);
                self.counters.add_duplicate();
            }
            _ => {
                if marks == CopyMarks::default() {
                    self.output.articles(page.line)?;
                } else {
                    self.line.clear();
                    marks.write_line(page.line, &mut self.line);
                    self.output.articles(&self.line)?;
                }
                self.ledger.kept += 1;
                self.counters.add_kept();
                self.statistics.add_kept(page.traits);
            }
        }
        Ok(())
    }

    fn write_duplicate(&mut self, page: &DecidedPage<'_>, copy: &Copy, of: &str) -> Result<(), RunError> {
        let mut duplicate = Duplicate::default();
        duplicate.id = page.id.to_owned();
        duplicate.url = page.url.map(str::to_owned);
        duplicate.source = page.source.clone();
        duplicate.kind = copy.kind.as_str().into();
        duplicate.duplicate_of = of.to_owned();
        duplicate.similarity = copy.similarity;
        self.line.clear();
        duplicate.write_line(&mut self.line);
        self.output.duplicates(&self.line)?;
        Ok(())
    }

    pub(super) fn write_error(&mut self, error: InputError) -> Result<(), RunError> {
        count(&mut self.ledger.errors, error.kind.as_str());
        self.counters.add_error();
        self.counters.set_last_error(&error);
        let mut line = ErrorLine::default();
        line.file = error.origin.file.to_string();
        line.record = error.origin.record;
        line.offset = error.origin.offset;
        line.kind = error.kind.as_str().into();
        line.detail = Some(error.detail.clone());
        self.line.clear();
        line.write_line(&mut self.line);
        self.output.errors(&self.line)?;
        if self.ledger.errors.get(error.kind.as_str()).is_some_and(|n| *n <= SHOWN_ERRORS) {
            self.first_errors.push(error);
        }
        Ok(())
    }
}
