//! The run: opens the inputs and the output, cleans everything, and closes the output.

mod closing;
mod manifest;

use std::path::Path;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use dechaff_export::{ExportError, Finished, Output, OutputOptions};
use dechaff_ingest::{InputError, Inputs, MappingInForce, Origin, Reader};

use crate::checkpoint::{Checkpoint, JournalReader, Keeper, Resumed, RunIdentity};
use crate::clean::{Cleaner, Sample};
use crate::config::Config;
use crate::counters::Counters;
use crate::decide::stores::{IndexSummary, StoreRuns, Stores};
use crate::decide::{Decider, Fates};
use crate::error::RunError;
use crate::flow::{Budget, Flow, Interrupt};
use crate::ledger::Ledger;
use crate::run::closing::DecidedRun;
use crate::sites::{SiteIndexes, SiteProfiles, Sites, learn};

/// A run that is ready to start: the inputs are found and the output is open, but no page has been read.
pub struct Run {
    config: Config,
    cleaner: Cleaner,
    inputs: Inputs,
    reader: Reader,
    stores: Stores,
    output: Output,
    checkpoint: Option<Checkpoint>,
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
    /// if it can't be created, if a rule has an invalid selector, if an index of earlier pages can't be opened, or if an
    /// interrupted run left a checkpoint that this run can't go on from.
    pub fn new(mut config: Config) -> Result<Self, RunError> {
        let mut cleaner = Cleaner::new(&config)?;
        cleaner.sites = read_sites(&config)?;
        let mut inputs = Inputs::resolve(&config.inputs)?;
        let folder = config.checkpoint_folder(&inputs)?;
        let leftovers = match &folder {
            Some(_) => Output::leftovers(&config.output, &config.output_options),
            None => vec![],
        };
        if let Some(folder) = &folder {
            // An output may be written to a folder of inputs.
            inputs =
                inputs.without(|path| path.starts_with(folder) || leftovers.iter().any(|own| own == path));
        }
        let store_runs = StoreRuns::count(&config)?;
        let checkpoint = folder.map(|folder| {
            let detectors = cleaner.extractor.versions();
            let identity = RunIdentity::new(&config, config.to_json(&detectors), &inputs, store_runs);
            Checkpoint::open(folder, identity, &config)
        });
        let checkpoint = checkpoint.transpose()?;
        if let Some(checkpoint) = &checkpoint {
            for leftover in leftovers {
                // The checkpoint is locked, so nobody else is writing it. If it can't be removed, it takes space alone.
                let _ = std::fs::remove_file(leftover);
            }
            // What the earlier run has written is written again.
            config.output_options.overwrite |= checkpoint.is_of_earlier_run();
        }
        let output = if config.dry_run {
            Output::to_stream(Box::new(std::io::sink()), OutputOptions::default())?
        } else {
            Output::create(&config.output, config.output_options.clone())?
        };
        // An index is made only for an output that can be written.
        let stores = Stores::open(&config, checkpoint.as_ref().is_some_and(Checkpoint::is_index_committed))?;
        let total_bytes = inputs.total_bytes();
        let position = checkpoint.as_ref().map(Checkpoint::position).unwrap_or_default();
        let reader = Reader::from_position(inputs.clone(), config.ingest.clone(), &position);
        Ok(Self {
            config,
            cleaner,
            inputs,
            reader,
            stores,
            output,
            checkpoint,
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
        self.learn_sites(&pool)?;
        let sites = self.cleaner.sites.as_ref().map(SiteIndexes::to_json);
        let detectors = self.cleaner.extractor.versions();
        let progress = self.reader.progress();
        let counters = Arc::clone(&self.counters);
        counters.set_bytes(progress.bytes_read());
        let pages_before = self.checkpoint.as_ref().map_or(0, Checkpoint::pages);
        let (mut keeper, replay) = self.checkpoint.map(Checkpoint::start).transpose()?.unzip();
        let mut flow = Flow::start(
            self.reader,
            Arc::new(self.cleaner),
            Arc::new(pool),
            self.config.limit.map(|limit| limit.saturating_sub(pages_before)),
            self.interrupt.clone(),
            Budget::new(jobs, self.config.memory),
        )
        .map_err(RunError::ReadingThread)?;
        let mut decider = Decider::new(&self.config, self.stores, self.output, self.counters)?;
        let last = match decide_all(&mut flow, &mut decider, replay.flatten(), keeper.as_mut(), &counters) {
            Ok(last) => last,
            Err(RunError::Output(ExportError::PipeClosed)) => {
                return Ok(Summary::from_closed_pipe(decider.into_fates()));
            }
            Err(error) => return Err(error),
        };
        counters.set_bytes(progress.bytes_read());
        let interrupted = self.interrupt.is_interrupted();
        let mapping = flow.finish().ok_or(RunError::ReadingPanicked)?;
        if let Some(keeper) = &mut keeper {
            keeper.before_placing()?;
        }
        let decided = DecidedRun {
            config: &self.config,
            inputs: &self.inputs,
            sites,
            detectors,
            mapping,
            last,
            interrupted,
            started,
            clock,
            bytes_read: progress.bytes_read(),
            jobs,
        };
        let summary = decided.close(decider)?;
        match keeper {
            // The same command goes on where this one was interrupted.
            Some(mut keeper) if summary.interrupted => keeper.commit()?,
            Some(keeper) => keeper.remove()?,
            None => {}
        }
        Ok(summary)
    }

    /// Reads the inputs for the profiles of their sites, if that is wanted and they can be read again. A run that goes on has
    /// them already.
    fn learn_sites(&mut self, pool: &rayon::ThreadPool) -> Result<(), RunError> {
        if self.config.sites != Sites::Auto || !self.inputs.can_be_read_twice() {
            return Ok(());
        }
        if let Some(file) = self.checkpoint.as_ref().and_then(Checkpoint::sites_file) {
            self.cleaner.sites = Some(open_sites(&file)?);
            return Ok(());
        }
        let begun = Instant::now();
        self.counters.set_learning(true);
        let learn = || learn(&self.inputs, &self.cleaner, &self.config, &self.interrupt, false, 2);
        let profiles = pool.install(learn);
        self.counters.set_learning(false);
        if let Some(checkpoint) = &mut self.checkpoint
            && begun.elapsed() >= self.config.checkpoint_every
            && !self.interrupt.is_interrupted()
        {
            checkpoint.keep_sites(|file| profiles.write(file))?;
        }
        self.cleaner.sites = Some(profiles.into_indexes());
        Ok(())
    }

    /// Where the run goes on, if it was interrupted before.
    pub fn resumed(&self) -> Option<Resumed> {
        let files: Vec<&Path> = self.inputs.paths().collect();
        self.checkpoint.as_ref()?.resumed(&files)
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
    open_sites(path).map(Some)
}

fn open_sites(path: &Path) -> Result<SiteIndexes, RunError> {
    match SiteProfiles::open(path, false) {
        Ok(profiles) => Ok(profiles.into_indexes()),
        Err(source) => Err(RunError::SitesFile { path: path.display().to_string(), source }),
    }
}

/// Decides all items in input order: first those that an interrupted run has left, then those that are read. Returns the
/// position of the last one.
fn decide_all(
    flow: &mut Flow,
    decider: &mut Decider<'_>,
    replay: Option<JournalReader>,
    mut keeper: Option<&mut Keeper>,
    counters: &Counters,
) -> Result<Option<Origin>, RunError> {
    let mut last = None;
    let decide_read = || {
        if let (Some(mut replay), Some(keeper)) = (replay, &keeper) {
            while let Some((origin, outcome)) = replay.next().map_err(|source| keeper.failed(source))? {
                decider.decide(outcome)?;
                last = Some(origin);
            }
        }
        while let Some(batch) = flow.next() {
            if let Some(keeper) = &mut keeper {
                keeper.push(&batch)?;
            }
            let bytes = batch.bytes;
            for (origin, outcome) in batch.items {
                decider.decide(outcome)?;
                last = Some(origin);
            }
            counters.set_bytes(bytes);
        }
        Ok(())
    };
    if let Err(error) = decide_read() {
        flow.stop();
        return Err(error);
    }
    decider.finish()?;
    Ok(last)
}
