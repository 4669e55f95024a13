//! What makes two runs the same: version, configuration, output, and the inputs as they are on disk.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::time::UNIX_EPOCH;

use dechaff_ingest::Inputs;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::config::Config;
use crate::decide::stores::StoreRuns;

/// Bytes at each end of an input that are hashed.
const HASHED_BYTES: u64 = 64 << 10;
/// Inputs that are hashed. If there are more, their sizes and times must do.
const MAX_HASHED: usize = 1000;

/// What makes a run the same as an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RunIdentity {
    version: String,
    config: Value,
    output: String,
    inputs: Vec<InputIdentity>,
    stores: StoreRuns,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct InputIdentity {
    path: String,
    bytes: u64,
    /// Nanoseconds since 1970.
    modified: Option<u64>,
    /// The hash of head and tail, if it was computed.
    ends: Option<String>,
}

impl RunIdentity {
    /// The identity of a run. `config` is the configuration as manifests have it.
    pub(crate) fn new(run: &Config, config: Value, inputs: &Inputs, stores: StoreRuns) -> Self {
        let is_few = inputs.len() <= MAX_HASHED;
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            config,
            output: run.output_path().map(|path| path.display().to_string()).unwrap_or_default(),
            inputs: inputs.paths().map(|path| InputIdentity::new(path, is_few)).collect(),
            stores,
        }
    }

    /// Whether the run was killed after it had added its pages to its index.
    pub(crate) fn is_committed(&self, now: &Self) -> bool {
        self.stores.is_committed(&now.stores)
    }

    /// How a run that wants to go on differs from this one, for a message.
    pub(crate) fn difference(&self, now: &Self) -> Option<String> {
        if self.version != now.version {
            return Some(format!("it was begun by dechaff {}, and this is {}", self.version, now.version));
        }
        if self.output != now.output {
            return Some(format!("it is of a run that writes {}", self.output));
        }
        if let (Value::Object(then), Value::Object(now)) = (&self.config, &now.config)
            && let Some((name, value)) = now.iter().find(|(name, value)| then.get(*name) != Some(*value))
        {
            let then = then.get(name).unwrap_or(&Value::Null);
            return Some(format!("{name} was {then}, and is {value} now"));
        }
        if self.inputs.len() != now.inputs.len() {
            let (then, now) = (self.inputs.len(), now.inputs.len());
            return Some(format!("there were {then} input files, and there are {now} now"));
        }
        let changed = self.inputs.iter().zip(&now.inputs).find(|(then, now)| !then.is_same(now));
        if let Some((then, now)) = changed {
            return Some(match then.path == now.path {
                true => format!("{} has changed since", then.path),
                false => format!("{} has taken the place of {}", now.path, then.path),
            });
        }
        (!self.stores.can_go_on(&now.stores)).then(|| "an index has changed since".to_owned())
    }
}

impl InputIdentity {
    fn new(path: &Path, with_ends: bool) -> Self {
        let metadata = fs::metadata(path).ok();
        let modified = metadata.as_ref().and_then(|metadata| metadata.modified().ok());
        let modified = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Self {
            path: path.display().to_string(),
            bytes: metadata.map_or(0, |metadata| metadata.len()),
            modified: modified.and_then(|time| u64::try_from(time.as_nanos()).ok()),
            ends: if with_ends { hash_ends(path).ok() } else { None },
        }
    }

    /// Copies of a file have another time, and the same bytes.
    fn is_same(&self, now: &Self) -> bool {
        let has_same_content = match (&self.ends, &now.ends) {
            (Some(then), Some(now)) => then == now,
            _ => self.modified == now.modified,
        };
        self.path == now.path && self.bytes == now.bytes && has_same_content
    }
}

/// The hash of the first and last bytes of a file.
fn hash_ends(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let bytes = file.metadata()?.len();
    let mut ends = vec![];
    (&mut file).take(HASHED_BYTES).read_to_end(&mut ends)?;
    file.seek(SeekFrom::Start(bytes.saturating_sub(HASHED_BYTES)))?;
    file.take(HASHED_BYTES).read_to_end(&mut ends)?;
    Ok(blake3::hash(&ends).to_hex()[..32].to_owned())
}
