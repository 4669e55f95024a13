//! The run: opens the inputs and the output, cleans everything, and closes the output.

use std::sync::Arc;
use std::time::{Instant, SystemTime};

use dechaff_export::{ExportError, Finished, Output, OutputOptions};
use dechaff_ingest::{InputError, Inputs, MappingInForce, Origin, Progress, Reader};

use crate::clean::{Cleaner, Sample};
use crate::config::Config;
use crate::counters::Counters;
use crate::decide::stores::{IndexSummary, Stores};
use crate::decide::{Decider, Fates};
use crate::error::RunError;
use crate::flow::{Budget, Flow, Interrupt};
use crate::ledger::Ledger;
use crate::manifest::{self, ManifestFacts, RunStatus};
use crate::sites::{SiteIndexes, SiteProfiles, Sites, learn};

/// A run that is ready to start: the inputs are found and the output is open, but no page has been read.
pub struct Run {
    config: Config,
    cleaner: Cleaner,
    inputs: Inputs,
    reader: Reader,
    stores: Stores,
    output: Output,
    total_bytes: Option<u64>,
    counters: Arc<Counters>,
    interrupt: Interrupt,
}

/// The result of a run.
#[derive(Debug)]
#[non_exhaustive]
pub struct Summary {
    /// The number of pages by fate.
    pub ledger: Ledger,
    /// The files that were written. `None` if the reader of standard output closed it before the end.
    pub finished: Option<Finished>,
    /// Whether the reader of standard output closed it before the end. The ledger then counts the pages that were
    /// decided until then.
    pub pipe_closed: bool,
    /// Whether the run was interrupted before everything was read. What was decided until then is written and complete.
    pub interrupted: bool,
    /// The first three errors of each kind, for messages. All of them are in the output.
    pub first_errors: Vec<InputError>,
    /// The fields of JSON and CSV records that were read. Empty if the run ended early.
    pub mapping: MappingInForce,
    /// The dropped blocks of the first kept pages, as many pages as [`Config::samples`] asks for.
    pub samples: Vec<Sample>,
    /// What the run did with its index of kept pages. `None` if it has none, or if not everything was read and written: the
    /// index is then as it was.
    pub index: Option<IndexSummary>,
}

impl Run {
    /// Finds the inputs and opens the output.
    ///
    /// # Errors
    ///
    /// Fails if an input does not exist or can't be opened, if the output already exists and must not be overwritten,
    /// if it can't be created, if a rule has an invalid selector, or if an index of earlier pages can't be opened.
    pub fn new(config: Config) -> Result<Self, RunError> {
        let mut cleaner = Cleaner::new(&config)?;
        cleaner.sites = read_sites(&config)?;
        let inputs = Inputs::resolve(&config.inputs)?;
        let output = if config.dry_run {
            Output::to_stream(Box::new(std::io::sink()), OutputOptions::default())?
        } else {
            Output::create(&config.output, config.output_options.clone())?
        };
        // An index is made only for an output that can be written.
        let stores = Stores::open(&config)?;
        let total_bytes = inputs.total_bytes();
        let reader = Reader::new(inputs.clone(), config.ingest.clone());
        Ok(Self {
            config,
            cleaner,
            inputs,
            reader,
            stores,
            output,
            total_bytes,
            counters: Arc::default(),
            interrupt: Interrupt::default(),
        })
    }

    /// The size of all inputs on disk, in bytes. `None` if the size of one is not known in advance, such as standard
    /// input.
    pub fn total_bytes(&self) -> Option<u64> {
        self.total_bytes
    }

    /// A live count of the bytes read from the inputs, before decompression.
    pub fn bytes_read(&self) -> Arc<Progress> {
        self.reader.progress()
    }

    /// Live counts of the pages decided, by fate.
    pub fn counters(&self) -> Arc<Counters> {
        Arc::clone(&self.counters)
    }

    /// A handle that ends the run early and gracefully.
    pub fn interrupt(&self) -> Interrupt {
        self.interrupt.clone()
    }

    /// Reads, cleans, decides and writes everything. Blocks until that is done.
    ///
    /// Damaged input is not an error; it is counted in the ledger and listed in the output.
    ///
    /// # Errors
    ///
    /// Fails if the output can't be written or threads can't be started. No file then has its final name.
    pub fn execute(mut self) -> Result<Summary, RunError> {
        let started = SystemTime::now();
        let clock = Instant::now();
        let pool = start_workers(self.config.jobs)?;
        let jobs = pool.current_num_threads();
        self.learn_sites(&pool);
        let sites = self.cleaner.sites.as_ref().map(SiteIndexes::to_json);
        let detectors = self.cleaner.extractor.versions();
        let progress = self.reader.progress();
        let mut flow = Flow::start(
            self.reader,
            Arc::new(self.cleaner),
            Arc::new(pool),
            self.config.limit,
            self.interrupt.clone(),
            Budget::new(jobs, self.config.memory),
        )
        .map_err(RunError::ReadingThread)?;
        let mut decider = Decider::new(&self.config, self.stores, self.output, self.counters)?;
        let last = match decide_all(&mut flow, &mut decider) {
            Ok(last) => last,
            Err(RunError::Output(ExportError::PipeClosed)) => {
                return Ok(Summary::from_closed_pipe(decider.into_fates()));
            }
            Err(error) => return Err(error),
        };
        let interrupted = self.interrupt.is_interrupted();
        let mapping = flow.finish().ok_or(RunError::ReadingPanicked)?;
        let (index, near) = (decider.index_summary(), decider.near_stats());
        decider.close(|fates| {
            let Fates { output, ledger, languages, first_errors, samples, .. } = fates;
            let status = RunStatus::new(interrupted, self.config.limit, ledger.pages);
            // The same command may be run again, and would then find its own pages.
            let index = index.filter(|_| status == RunStatus::Complete);
            let result = output.finish_with(|finished| {
                let facts = ManifestFacts {
                    config: &self.config,
                    inputs: &manifest::list_inputs(&self.inputs),
                    sites: sites.as_ref(),
                    detectors: &detectors,
                    index: index.as_ref(),
                    near,
                    ledger: &ledger,
                    languages: &languages,
                    mapping: &mapping,
                    status,
                    stopped_at: last.as_ref().filter(|_| status != RunStatus::Complete),
                    started,
                    took: clock.elapsed(),
                    bytes_read: progress.bytes_read(),
                    jobs,
                };
                facts.render(finished)
            });
            let (finished, pipe_closed) = match result {
                Ok(finished) => (Some(finished), false),
                Err(ExportError::PipeClosed) => (None, true),
                Err(error) => return Err(error.into()),
            };
            let index = index.filter(|_| !pipe_closed);
            Ok(Summary { ledger, finished, pipe_closed, interrupted, first_errors, mapping, samples, index })
        })
    }

    /// Reads the inputs for the profiles of their sites, if that is wanted and they can be read again.
    fn learn_sites(&mut self, pool: &rayon::ThreadPool) {
        if self.config.sites == Sites::Auto && self.inputs.can_be_read_twice() {
            self.counters.set_learning(true);
            let learn =
                || learn(&self.inputs, &self.cleaner, &self.config, &self.interrupt, false, 2).into_indexes();
            self.cleaner.sites = Some(pool.install(learn));
            self.counters.set_learning(false);
        }
    }
}

impl Summary {
    /// The summary of a run that ended because the reader of standard output had seen enough. That is not a failure.
    fn from_closed_pipe(fates: Fates<'_>) -> Self {
        Self {
            ledger: fates.ledger,
            finished: None,
            pipe_closed: true,
            interrupted: false,
            first_errors: fates.first_errors,
            mapping: MappingInForce::default(),
            samples: vec![],
            index: None,
        }
    }
}

pub(crate) fn start_workers(jobs: usize) -> Result<rayon::ThreadPool, RunError> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(jobs)
        .thread_name(|i| format!("worker-{i}"))
        .build()
        .map_err(RunError::WorkerThreads)
}

/// Reads the profiles of sites that the configuration names.
pub(crate) fn read_sites(config: &Config) -> Result<Option<SiteIndexes>, RunError> {
    let Sites::File(path) = &config.sites else { return Ok(None) };
    match SiteProfiles::open(path, false) {
        Ok(profiles) => Ok(Some(profiles.into_indexes())),
        Err(source) => Err(RunError::SitesFile { path: path.display().to_string(), source }),
    }
}

/// Decides all items in input order. Returns the position of the last one.
fn decide_all(flow: &mut Flow, decider: &mut Decider<'_>) -> Result<Option<Origin>, RunError> {
    let mut last = None;
    while let Some(batch) = flow.next() {
        for (origin, outcome) in batch {
            if let Err(error) = decider.decide(outcome) {
                flow.stop();
                return Err(error);
            }
            last = Some(origin);
        }
    }
    decider.finish()?;
    Ok(last)
}
