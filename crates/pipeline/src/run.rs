//! The run itself: opens everything, decides in input order, closes everything.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use dechaff_dedup::{DedupError, Duplicates, PageKeys};
use dechaff_export::{
    Annotation, Duplicate, ErrorLine, ExportError, Finished, Output, OutputOptions, Status,
};
use dechaff_ingest::{InputError, Inputs, MappingInForce, Progress, Reader, ResolveError};
use serde_json::Value;

use crate::flow::{Budget, Done, Flow, Interrupt};
use crate::ledger::{Ledger, count};
use crate::page::{Candidate, Cleaner, Outcome, Sample};
use crate::{Config, Counters, manifest};

/// Why a run was not done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// An input that was named can't be read.
    #[error(transparent)]
    Inputs(#[from] ResolveError),
    /// The output can't be written.
    #[error(transparent)]
    Output(#[from] ExportError),
    /// The memory of duplicates can't be kept.
    #[error(transparent)]
    Duplicates(#[from] DedupError),
    /// A selector that is none.
    #[error(transparent)]
    Rules(#[from] dechaff_extract::SiteRulesError),
    /// Threads can't be started.
    #[error("cannot start threads: {0}")]
    Threads(String),
    /// There is no page to explain.
    #[error("{0}")]
    NoPage(String),
    /// The reading thread failed; a fault of this program.
    #[error("reading stopped with an internal error; please report it")]
    Reader,
}

/// A run that is ready: inputs are found, the output is open, nothing has been read.
pub struct Run {
    config: Config,
    cleaner: Cleaner,
    inputs: Value,
    reader: Reader,
    output: Output,
    total_bytes: Option<u64>,
    counters: Arc<Counters>,
    interrupt: Interrupt,
}

/// What a run came to.
#[derive(Debug)]
#[non_exhaustive]
pub struct Summary {
    /// What became of every page.
    pub ledger: Ledger,
    /// What was written.
    pub finished: Option<Finished>,
    /// The reader of standard output went away before the end; the ledger is of the pages decided until then.
    pub pipe_closed: bool,
    /// The run was asked to end before all was read; what was decided until then is written and whole.
    pub interrupted: bool,
    /// The first errors of each kind, for messages.
    pub first_errors: Vec<InputError>,
    /// Which JSON fields were read as what.
    pub mapping: MappingInForce,
    /// What was cut from the first kept pages, if samples were asked for.
    pub samples: Vec<Sample>,
}

/// So many errors of a kind are shown; all of them are in the output.
const SHOWN_ERRORS: u64 = 3;

impl Run {
    /// Finds the inputs and opens the output.
    ///
    /// # Errors
    ///
    /// An input that does not exist or can't be read, an output that exists already or can't be written.
    pub fn new(config: Config) -> Result<Self, RunError> {
        let cleaner = Cleaner::new(&config)?;
        let inputs = Inputs::resolve(&config.inputs)?;
        let output = if config.dry_run {
            Output::to_stream(Box::new(std::io::sink()), OutputOptions::default())?
        } else {
            Output::create(&config.output, config.output_options.clone())?
        };
        let total_bytes = inputs.total_bytes();
        let listed = manifest::inputs(&inputs);
        let reader = Reader::new(inputs, config.ingest.clone());
        Ok(Self {
            config,
            cleaner,
            inputs: listed,
            reader,
            output,
            total_bytes,
            counters: Arc::default(),
            interrupt: Interrupt::default(),
        })
    }

    /// The size of all inputs on disk; `None` if one is not known before it is read.
    pub fn total_bytes(&self) -> Option<u64> {
        self.total_bytes
    }

    /// Bytes of the inputs that were read so far, for whoever shows progress.
    pub fn bytes_read(&self) -> Arc<Progress> {
        self.reader.progress()
    }

    /// Pages decided so far, by fate.
    pub fn counters(&self) -> Arc<Counters> {
        Arc::clone(&self.counters)
    }

    /// A handle that ends the run early and properly.
    pub fn interrupt(&self) -> Interrupt {
        self.interrupt.clone()
    }

    /// Reads, cleans, decides and writes everything.
    ///
    /// # Errors
    ///
    /// When the output can't be written; then nothing stands under a final name. Damaged input is no error: it is in
    /// the ledger.
    pub fn execute(self) -> Result<Summary, RunError> {
        let started = SystemTime::now();
        let clock = Instant::now();
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.config.jobs)
            .thread_name(|i| format!("worker-{i}"))
            .build()
            .map_err(|e| RunError::Threads(e.to_string()))?;
        let jobs = pool.current_num_threads();
        let cleaner = Arc::new(self.cleaner);
        let detectors = cleaner.extractor.versions();
        let progress = self.reader.progress();
        let budget = Budget::new(jobs, self.config.memory);
        let interrupt = self.interrupt;
        let pool = Arc::new(pool);
        let mut flow = Flow::start(self.reader, cleaner, pool, self.config.limit, interrupt.clone(), budget)
            .map_err(|e| RunError::Threads(e.to_string()))?;
        let mut decider = Decider {
            duplicates: Duplicates::new(self.config.duplicates_by, &self.config.work_folder()),
            config: &self.config,
            output: self.output,
            ledger: Ledger::default(),
            languages: BTreeMap::new(),
            counters: self.counters,
            first_errors: vec![],
            samples: vec![],
            scratch: vec![],
        };
        let mut last = None;
        while let Some(batch) = flow.next() {
            for (origin, done) in batch {
                if let Err(error) = decider.decide(done) {
                    flow.stop();
                    return decider.stopped(error);
                }
                last = Some(origin);
            }
        }
        let interrupted = interrupt.is_interrupted();
        let mapping = flow.finish().ok_or(RunError::Reader)?;
        let status = if interrupted {
            "interrupted"
        } else if self.config.limit.is_some_and(|limit| decider.ledger.pages >= limit) {
            "limited"
        } else {
            "complete"
        };
        let Decider { output, ledger, languages, first_errors, samples, .. } = decider;
        let facts = |ledger, mapping: &MappingInForce, finished: &Finished| {
            manifest::render(
                &manifest::Facts {
                    config: &self.config,
                    inputs: &self.inputs,
                    detectors: detectors.clone(),
                    ledger,
                    languages: &languages,
                    mapping,
                    status,
                    stopped_at: last.as_ref().filter(|_| status != "complete"),
                    started,
                    took: clock.elapsed(),
                    bytes_read: progress.bytes_read(),
                    jobs,
                },
                finished,
            )
        };
        let (finished, pipe_closed) = match output.finish_with(|finished| facts(&ledger, &mapping, finished))
        {
            Ok(finished) => (Some(finished), false),
            Err(ExportError::PipeClosed) => (None, true),
            Err(error) => return Err(error.into()),
        };
        Ok(Summary { ledger, finished, pipe_closed, interrupted, first_errors, mapping, samples })
    }
}

/// Takes what workers made, in input order, and gives each page its fate.
struct Decider<'c> {
    config: &'c Config,
    duplicates: Duplicates,
    output: Output,
    ledger: Ledger,
    languages: BTreeMap<&'static str, u64>,
    counters: Arc<Counters>,
    first_errors: Vec<InputError>,
    samples: Vec<Sample>,
    scratch: Vec<u8>,
}

impl Decider<'_> {
    fn decide(&mut self, done: Done) -> Result<(), RunError> {
        match done {
            Done::Page(outcome) => {
                match outcome {
                    Outcome::Candidate(candidate) => self.candidate(*candidate)?,
                    Outcome::Rejected(reason, line) => {
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
            Done::Skipped(kind) => {
                count(&mut self.ledger.skipped, kind.as_str());
                self.counters.add_skipped();
                Ok(())
            }
            Done::Error(error) => self.error(error),
        }
    }

    fn candidate(&mut self, mut candidate: Candidate) -> Result<(), RunError> {
        if self.samples.len() < self.config.samples {
            self.samples.extend(candidate.sample.take());
        }
        let keys = PageKeys::from_text(candidate.text_key).with_url(candidate.url_key);
        let Some(copy) = self.duplicates.check_and_insert(keys, &candidate.id)? else {
            return self.keep(candidate.language, &candidate.line);
        };
        if self.config.keep_duplicates {
            let Some(mut record) = candidate.record else {
                return self.keep(candidate.language, &candidate.line);
            };
            record.duplicate_of = Some(copy.kept_id);
            record.similarity = Some(1.0);
            let mut line = std::mem::take(&mut self.scratch);
            line.clear();
            record.write_line(self.config.schema, &mut line);
            let kept = self.keep(candidate.language, &line);
            self.scratch = line;
            return kept;
        }
        let kind = copy.kind.as_str();
        if let Some(mut record) = candidate.record {
            // Every page is written, with its verdict.
            record.duplicate_of = Some(copy.kept_id);
            let annotation = Annotation::new(Status::Duplicate).with_reason(kind);
            self.scratch.clear();
            record.write_annotated_line(&annotation, &mut self.scratch);
            self.output.articles(&self.scratch)?;
            self.count_duplicate(kind);
            return Ok(());
        }
        let mut duplicate = Duplicate::default();
        duplicate.id = candidate.id;
        duplicate.url = candidate.url;
        duplicate.source = candidate.source;
        duplicate.kind = kind.into();
        duplicate.duplicate_of = copy.kept_id;
        self.scratch.clear();
        duplicate.write_line(&mut self.scratch);
        self.output.duplicates(&self.scratch)?;
        self.count_duplicate(kind);
        Ok(())
    }

    fn count_duplicate(&mut self, kind: &'static str) {
        count(&mut self.ledger.duplicates, kind);
        self.counters.add_duplicate();
    }

    fn keep(&mut self, language: Option<&'static str>, line: &[u8]) -> Result<(), RunError> {
        self.output.articles(line)?;
        self.ledger.kept += 1;
        self.counters.add_kept();
        count(&mut self.languages, language.unwrap_or("unknown"));
        Ok(())
    }

    fn error(&mut self, error: InputError) -> Result<(), RunError> {
        count(&mut self.ledger.errors, error.kind.as_str());
        self.counters.add_error();
        let mut line = ErrorLine::default();
        line.file = error.origin.file.to_string();
        line.record = error.origin.record;
        line.offset = error.origin.offset;
        line.kind = error.kind.as_str().into();
        line.detail = Some(error.detail.clone());
        self.scratch.clear();
        line.write_line(&mut self.scratch);
        self.output.errors(&self.scratch)?;
        if self.ledger.errors.get(error.kind.as_str()).is_some_and(|n| *n <= SHOWN_ERRORS) {
            self.first_errors.push(error);
        }
        Ok(())
    }

    /// The end of a run whose output failed. A reader of standard output who has enough is no failure.
    fn stopped(self, error: RunError) -> Result<Summary, RunError> {
        match error {
            RunError::Output(ExportError::PipeClosed) => Ok(Summary {
                ledger: self.ledger,
                finished: None,
                pipe_closed: true,
                interrupted: false,
                first_errors: self.first_errors,
                mapping: MappingInForce::default(),
                samples: vec![],
            }),
            error => Err(error),
        }
    }
}
