//! Decides the fate of each page in input order: finds duplicates, keeps the ledger, and writes lines.

pub(crate) mod actions;
pub(crate) mod near;

use std::collections::BTreeMap;
use std::sync::Arc;

use dechaff_dedup::{DuplicateKind, Duplicates, DuplicatesBy, Matches, PageKeys, Sketch};
use dechaff_export::{Annotation, Duplicate, ErrorLine, Output, Record, Status};
use dechaff_ingest::InputError;

use crate::clean::{Candidate, PageOutcome, Sample};
use crate::config::Config;
use crate::counters::Counters;
use crate::decide::actions::DuplicateAction;
use crate::decide::near::NearPages;
use crate::error::RunError;
use crate::flow::ItemOutcome;
use crate::ledger::{Ledger, count};

/// Number of errors of each kind that are returned for messages. All errors are in the output.
const SHOWN_ERRORS: u64 = 3;

/// What a page is a copy of, and what happens to it.
struct Copy {
    kind: &'static str,
    action: DuplicateAction,
    /// The id of the page that is kept.
    of: String,
    similarity: f64,
}

impl Copy {
    fn mark(self, record: &mut Record) {
        record.duplicate_of = Some(self.of);
        record.duplicate_kind = Some(self.kind.to_owned());
        record.similarity = (self.kind != DuplicateKind::Url.as_str()).then_some(self.similarity);
    }
}

/// Takes the results of workers in input order. What it decides is written at once.
pub(crate) struct Decider<'c> {
    config: &'c Config,
    duplicates: Duplicates,
    near: NearPages,
    pub(crate) output: Output,
    pub(crate) ledger: Ledger,
    /// Kept articles by language.
    pub(crate) languages: BTreeMap<&'static str, u64>,
    counters: Arc<Counters>,
    pub(crate) first_errors: Vec<InputError>,
    pub(crate) samples: Vec<Sample>,
    /// Buffer for a line, reused.
    line: Vec<u8>,
}

impl<'c> Decider<'c> {
    pub(crate) fn new(config: &'c Config, output: Output, counters: Arc<Counters>) -> Self {
        let by = DuplicatesBy {
            url: config.duplicates.url != DuplicateAction::Off,
            // Near copies are named by the number of the page that they copy, so every kept page is stored.
            text: config.duplicates.exact != DuplicateAction::Off
                || config.duplicates.near != DuplicateAction::Off,
        };
        Self {
            config,
            duplicates: Duplicates::new(by, &config.temporary_folder()),
            near: NearPages::default(),
            output,
            ledger: Ledger::default(),
            languages: BTreeMap::new(),
            counters,
            first_errors: vec![],
            samples: vec![],
            line: vec![],
        }
    }

    /// Decides one item.
    pub(crate) fn decide(&mut self, outcome: ItemOutcome) -> Result<(), RunError> {
        match outcome {
            ItemOutcome::Page(page) => {
                match page {
                    PageOutcome::Candidate(candidate) => self.decide_candidate(*candidate)?,
                    PageOutcome::Rejected(reason, line) => {
                        if self.config.annotate {
                            self.output.articles(&line)?;
                        } else {
                            self.output.rejects(&line)?;
                        }
                        count(&mut self.ledger.rejected, reason.as_str());
                        self.counters.add_rejected();
                    }
                }
                self.ledger.pages += 1;
                self.counters.add_page();
                Ok(())
            }
            ItemOutcome::Skipped(kind) => {
                count(&mut self.ledger.skipped, kind.as_str());
                self.counters.add_skipped();
                Ok(())
            }
            ItemOutcome::Error(error) => self.write_error(error),
        }
    }

    fn decide_candidate(&mut self, mut candidate: Candidate) -> Result<(), RunError> {
        if self.samples.len() < self.config.samples {
            self.samples.extend(candidate.sample.take());
        }
        let keys = PageKeys::from_text(candidate.text_key).with_url(candidate.url_key);
        let found = self.duplicates.find(keys);
        let Some(copy) = self.choose_copy(found, candidate.sketch.as_deref())? else {
            let number = self.duplicates.insert(keys.without(found), &candidate.id)?;
            if let (Some((sketch, site)), Some(number)) = (candidate.sketch.as_deref(), number) {
                self.near.insert(sketch, *site, number)?;
            }
            return self.keep(candidate.language, &candidate.line);
        };
        match (copy.action, candidate.record.take()) {
            (DuplicateAction::Tag, Some(record)) => {
                // What the page does not share is compared with later pages, since it is among the articles.
                self.duplicates.insert(keys.without(found), &candidate.id)?;
                self.keep_tagged(candidate.language, *record, copy)
            }
            (_, Some(record)) if self.config.annotate => self.annotate_duplicate(*record, copy),
            (_, _) => self.write_duplicate(candidate, copy),
        }
    }

    /// The copy that decides what happens to a page, if there is one.
    fn choose_copy(
        &mut self,
        found: Matches,
        sketch: Option<&(Sketch, u64)>,
    ) -> Result<Option<Copy>, RunError> {
        let actions = &self.config.duplicates;
        // Near copies are looked for only if they can still decide.
        let is_dropped = found.url.is_some() && actions.url == DuplicateAction::Drop;
        let is_exact = found.text.is_some() && actions.exact != DuplicateAction::Off;
        let near = sketch
            .filter(|_| !is_dropped && !is_exact)
            .and_then(|(sketch, site)| self.near.find(sketch, *site));
        let similarity = near.as_ref().map_or(1.0, |near| near.similarity);
        let copies = [
            (DuplicateKind::Url, actions.url, found.url, 1.0),
            (DuplicateKind::Exact, actions.exact, found.text, 1.0),
            (DuplicateKind::Near, actions.near, near.map(|near| near.number), similarity),
        ];
        let with =
            |wanted| copies.into_iter().find(|&(_, action, page, _)| action == wanted && page.is_some());
        let Some((kind, action, Some(page), similarity)) =
            with(DuplicateAction::Drop).or_else(|| with(DuplicateAction::Tag))
        else {
            return Ok(None);
        };
        let similarity = (similarity * 1000.0).round() / 1000.0;
        Ok(Some(Copy { kind: kind.as_str(), action, of: self.duplicates.id(page)?, similarity }))
    }

    /// Writes an article.
    fn keep(&mut self, language: Option<&'static str>, line: &[u8]) -> Result<(), RunError> {
        self.output.articles(line)?;
        self.ledger.kept += 1;
        self.counters.add_kept();
        count(&mut self.languages, language.unwrap_or("unknown"));
        Ok(())
    }

    /// Writes a copy to the articles, marked as one.
    fn keep_tagged(
        &mut self,
        language: Option<&'static str>,
        mut record: Record,
        copy: Copy,
    ) -> Result<(), RunError> {
        copy.mark(&mut record);
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        if self.config.annotate {
            record.write_annotated_line(&Annotation::new(Status::Kept), &mut line);
        } else {
            record.write_line(self.config.schema, &mut line);
        }
        let result = self.keep(language, &line);
        self.line = line;
        result
    }

    /// Writes a duplicate to the articles with its status, because every page is written there (`--annotate`).
    fn annotate_duplicate(&mut self, mut record: Record, copy: Copy) -> Result<(), RunError> {
        let kind = copy.kind;
        copy.mark(&mut record);
        let annotation = Annotation::new(Status::Duplicate).with_reason(kind);
        self.line.clear();
        record.write_annotated_line(&annotation, &mut self.line);
        self.output.articles(&self.line)?;
        self.count_duplicate(kind);
        Ok(())
    }

    fn write_duplicate(&mut self, candidate: Candidate, copy: Copy) -> Result<(), RunError> {
        let mut duplicate = Duplicate::default();
        duplicate.id = candidate.id;
        duplicate.url = candidate.url;
        duplicate.source = candidate.source;
        duplicate.kind = copy.kind.into();
        duplicate.duplicate_of = copy.of;
        duplicate.similarity = (copy.kind != DuplicateKind::Url.as_str()).then_some(copy.similarity);
        self.line.clear();
        duplicate.write_line(&mut self.line);
        self.output.duplicates(&self.line)?;
        self.count_duplicate(copy.kind);
        Ok(())
    }

    fn count_duplicate(&mut self, kind: &'static str) {
        count(&mut self.ledger.duplicates, kind);
        self.counters.add_duplicate();
    }

    fn write_error(&mut self, error: InputError) -> Result<(), RunError> {
        count(&mut self.ledger.errors, error.kind.as_str());
        self.counters.add_error();
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
