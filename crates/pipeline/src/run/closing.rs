//! The end of a run: its output gets its final names and its manifest, and its index remembers the kept pages.

use std::time::{Instant, SystemTime};

use dechaff_export::ExportError;
use dechaff_ingest::{Inputs, MappingInForce, Origin};
use serde_json::Value;

use crate::config::Config;
use crate::decide::{Decider, Fates};
use crate::error::RunError;
use crate::run::Summary;
use crate::run::manifest::{self, ManifestFacts, RunStatus};

/// A run whose pages are all decided.
pub(crate) struct DecidedRun<'c> {
    pub(crate) config: &'c Config,
    pub(crate) inputs: &'c Inputs,
    /// The profiles of sites, as manifests have them.
    pub(crate) sites: Option<Value>,
    pub(crate) detectors: [String; 2],
    pub(crate) mapping: MappingInForce,
    /// The position of the last item.
    pub(crate) last: Option<Origin>,
    pub(crate) interrupted: bool,
    pub(crate) started: SystemTime,
    pub(crate) clock: Instant,
    pub(crate) bytes_read: u64,
    pub(crate) jobs: usize,
}

impl DecidedRun<'_> {
    /// Closes the output.
    pub(crate) fn close(self, decider: Decider<'_>) -> Result<Summary, RunError> {
        let (index, near) = (decider.index_summary(), decider.near_stats());
        decider.close(|fates| {
            let Fates { output, ledger, statistics, first_errors, samples, .. } = fates;
            let status = RunStatus::new(self.interrupted, self.config.limit, ledger.pages);
            // The same command may be run again, and would then find its own pages.
            let index = index.filter(|_| status == RunStatus::Complete);
            let result = output.finish_with(|finished| {
                let facts = ManifestFacts {
                    config: self.config,
                    inputs: &manifest::list_inputs(self.inputs),
                    sites: self.sites.as_ref(),
                    detectors: &self.detectors,
                    index: index.as_ref(),
                    near,
                    ledger: &ledger,
                    statistics: &statistics,
                    mapping: &self.mapping,
                    status,
                    stopped_at: self.last.as_ref().filter(|_| status != RunStatus::Complete),
                    started: self.started,
                    took: self.clock.elapsed(),
                    bytes_read: self.bytes_read,
                    jobs: self.jobs,
                };
                facts.render(finished)
            });
            let (finished, pipe_closed) = match result {
                Ok(finished) => (Some(finished), false),
                Err(ExportError::PipeClosed) => (None, true),
                Err(error) => return Err(error.into()),
            };
            let index = index.filter(|_| !pipe_closed);
            let Self { mapping, interrupted, .. } = self;
            Ok(Summary { ledger, finished, pipe_closed, interrupted, first_errors, mapping, samples, index })
        })
    }
}
