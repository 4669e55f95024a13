//! The manifest: the ledger, and all that is needed to repeat a run.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, SystemTime};

use dechaff_export::Finished;
use dechaff_ingest::{Inputs, MappingInForce, Origin};
use serde_json::{Value, json};

use crate::{Config, Ledger};

/// Files are listed one by one up to this number, else summed up.
const MOST_FILES: usize = 1000;

pub(crate) struct Facts<'a> {
    pub(crate) config: &'a Config,
    pub(crate) inputs: &'a Value,
    pub(crate) detectors: [String; 2],
    pub(crate) ledger: &'a Ledger,
    pub(crate) languages: &'a BTreeMap<&'static str, u64>,
    pub(crate) mapping: &'a MappingInForce,
    pub(crate) status: &'static str,
    /// The last item that was decided, where not all were.
    pub(crate) stopped_at: Option<&'a Origin>,
    pub(crate) started: SystemTime,
    pub(crate) took: Duration,
    pub(crate) bytes_read: u64,
    pub(crate) jobs: usize,
}

/// The manifest as indented JSON. What differs between two equal runs stands in `run` alone.
pub(crate) fn render(facts: &Facts<'_>, finished: &Finished) -> Vec<u8> {
    let seconds = facts.took.as_secs_f64();
    let rate = |count: u64| if seconds > 0.0 { (count as f64 / seconds).round() } else { 0.0 };
    let outputs: Vec<Value> = finished
        .files
        .iter()
        .map(|file| json!({ "file": name(&file.path), "bytes": file.bytes, "lines": file.lines }))
        .collect();
    let manifest = json!({
        "dechaff": env!("CARGO_PKG_VERSION"),
        "manifest_version": 1,
        "status": facts.status,
        "stopped_at": facts.stopped_at.map(|o| json!({ "file": &*o.file, "record": o.record, "offset": o.offset })),
        "config": facts.config.to_json(),
        "detectors": facts.detectors,
        "normal_form": dechaff_dedup::NORMAL_FORM_VERSION,
        "inputs": facts.inputs,
        "mapping": facts.mapping,
        "ledger": facts.ledger,
        "languages": facts.languages,
        "outputs": outputs,
        "run": {
            "started": facts.started.duration_since(SystemTime::UNIX_EPOCH).map(|d| d.as_secs()).unwrap_or(0),
            "seconds": (seconds * 1000.0).round() / 1000.0,
            "bytes_read": facts.bytes_read,
            "pages_per_second": rate(facts.ledger.pages),
            "bytes_per_second": rate(facts.bytes_read),
            "jobs": facts.jobs,
        },
    });
    let mut bytes = serde_json::to_vec_pretty(&manifest).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// Only names: a folder of results can be moved.
fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

/// The inputs with their sizes.
pub(crate) fn inputs(inputs: &Inputs) -> Value {
    let files: Vec<Value> = inputs
        .files()
        .take(MOST_FILES)
        .map(|(file, bytes)| json!({ "file": file, "bytes": bytes }))
        .collect();
    json!({ "files": inputs.len(), "bytes": inputs.total_bytes(), "list": if inputs.len() <= MOST_FILES { Value::from(files) } else { Value::Null } })
}
