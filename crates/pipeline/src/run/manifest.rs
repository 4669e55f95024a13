//! The manifest: the ledger, and everything needed to repeat a run.

use std::time::{Duration, SystemTime};

use dechaff_dedup::NearStats;
use dechaff_export::Finished;
use dechaff_ingest::{Inputs, MappingInForce, Origin};
use jiff::{Timestamp, Unit};
use serde_json::{Value, json};

use crate::config::Config;
use crate::decide::stores::IndexSummary;
use crate::ledger::Ledger;
use crate::statistics::Statistics;

/// Maximum number of input files that are listed one by one. If there are more, only their sum is recorded.
const MAX_LISTED_FILES: usize = 1000;

/// How a run ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum RunStatus {
    /// Everything was read.
    Complete,
    /// The limit of pages was reached.
    Limited,
    /// The run was asked to end.
    Interrupted,
}

impl RunStatus {
    pub(crate) fn new(interrupted: bool, limit: Option<u64>, pages: u64) -> Self {
        if interrupted {
            Self::Interrupted
        } else if limit.is_some_and(|limit| pages >= limit) {
            Self::Limited
        } else {
            Self::Complete
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Limited => "limited",
            Self::Interrupted => "interrupted",
        }
    }
}

/// What the manifest records about a run, besides the files that were written.
pub(crate) struct ManifestFacts<'a> {
    pub(crate) config: &'a Config,
    pub(crate) inputs: &'a Value,
    /// The profiles of sites, if there were any.
    pub(crate) sites: Option<&'a Value>,
    /// Versions of the detectors for HTML and for rendered text.
    pub(crate) detectors: &'a [String; 2],
    /// What the run does with its index, if it has one.
    pub(crate) index: Option<&'a IndexSummary>,
    /// How near copies were looked for, if they were.
    pub(crate) near: Option<NearStats>,
    pub(crate) ledger: &'a Ledger,
    pub(crate) statistics: &'a Statistics,
    pub(crate) mapping: &'a MappingInForce,
    pub(crate) status: RunStatus,
    /// The last item that was decided, if the run ended early.
    pub(crate) stopped_at: Option<&'a Origin>,
    pub(crate) started: SystemTime,
    pub(crate) took: Duration,
    pub(crate) bytes_read: u64,
    pub(crate) jobs: usize,
}

impl ManifestFacts<'_> {
    /// Renders the manifest as one line of JSON. Two runs with the same inputs and configuration differ only in `run`.
    pub(crate) fn render(&self, finished: &Finished) -> Vec<u8> {
        let outputs: Vec<Value> = finished
            .files
            .iter()
            .map(|file| json!({ "file": file.name, "bytes": file.bytes, "lines": file.lines }))
            .collect();
        let stopped_at =
            self.stopped_at.map(|at| json!({ "file": &*at.file, "record": at.record, "offset": at.offset }));
        let manifest = json!({
            "dechaff": env!("CARGO_PKG_VERSION"),
            "manifest_version": 1,
            "status": self.status.as_str(),
            "stopped_at": stopped_at,
            "config": self.config.to_json(self.detectors),
            "detectors": self.detectors,
            "normal_form": dechaff_dedup::NORMAL_FORM_VERSION,
            "inputs": self.inputs,
            "sites": self.sites,
            "index": self.index.map(IndexSummary::to_json),
            "near": self.near.map(|near| json!({
                "lookups": near.lookups, "candidates": near.candidates, "cut_lookups": near.cut_lookups,
            })),
            "mapping": self.mapping,
            "ledger": self.ledger,
            "languages": self.statistics.languages(),
            "statistics": self.statistics.to_json(),
            "outputs": outputs,
            "run": self.measurements(),
        });
        let mut bytes = serde_json::to_vec(&manifest).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// Time and speed of the run.
    fn measurements(&self) -> Value {
        let seconds = self.took.as_secs_f64();
        let rate = |count: u64| if seconds > 0.0 { (count as f64 / seconds).round() } else { 0.0 };
        json!({
            "started": Timestamp::try_from(self.started).ok().and_then(|at| at.round(Unit::Second).ok()).map(|at| at.to_string()),
            "seconds": (seconds * 1000.0).round() / 1000.0,
            "bytes_read": self.bytes_read,
            "pages_per_second": rate(self.ledger.pages),
            "bytes_per_second": rate(self.bytes_read),
            "jobs": self.jobs,
        })
    }
}

/// Lists the inputs with their sizes in bytes.
pub(crate) fn list_inputs(inputs: &Inputs) -> Value {
    let files: Vec<Value> = inputs
        .files()
        .take(MAX_LISTED_FILES)
        .map(|(file, bytes)| json!({ "file": file, "bytes": bytes }))
        .collect();
    let list = if inputs.len() <= MAX_LISTED_FILES { Value::from(files) } else { Value::Null };
    json!({ "files": inputs.len(), "bytes": inputs.total_bytes(), "list": list })
}
