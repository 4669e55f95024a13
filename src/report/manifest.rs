//! What a report shows of a manifest.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use dechaff_pipeline::{Destination, Histogram};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Counts by kind.
pub(super) type Counts = BTreeMap<String, u64>;

#[derive(Debug, Deserialize)]
pub(super) struct Manifest {
    #[serde(rename = "dechaff")]
    pub(super) version: String,
    pub(super) status: String,
    pub(super) config: Map<String, Value>,
    pub(super) detectors: Vec<String>,
    pub(super) inputs: Inputs,
    pub(super) ledger: Ledger,
    pub(super) languages: Counts,
    pub(super) statistics: Statistics,
    pub(super) outputs: Vec<OutputFile>,
    pub(super) run: Measurements,
}

#[derive(Debug, Deserialize)]
pub(super) struct Inputs {
    pub(super) files: u64,
    pub(super) bytes: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Ledger {
    pub(super) pages: u64,
    pub(super) kept: u64,
    pub(super) duplicates: Counts,
    pub(super) rejected: Counts,
    pub(super) skipped: Counts,
    pub(super) errors: Counts,
}

#[derive(Debug, Deserialize)]
pub(super) struct Statistics {
    pub(super) words: Histogram,
    pub(super) confidence: Histogram,
    pub(super) page_types: Counts,
    pub(super) published: Counts,
    pub(super) sites: Vec<Site>,
    pub(super) other_sites: Site,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Site {
    pub(super) site: Option<String>,
    pub(super) pages: u64,
    pub(super) kept: u64,
    pub(super) duplicates: u64,
    pub(super) rejected: Counts,
    /// The medians of the kept pages.
    pub(super) words: Option<f64>,
    pub(super) confidence: Option<f64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct OutputFile {
    pub(super) file: String,
    pub(super) bytes: u64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Measurements {
    pub(super) started: Option<String>,
    pub(super) seconds: f64,
    pub(super) bytes_read: u64,
    pub(super) jobs: u64,
}

/// The output of a run.
#[derive(Debug)]
pub(super) struct RunOutput {
    /// As the user names it.
    pub(super) name: String,
    /// The folder of the manifest, in which the other files are.
    folder: PathBuf,
    pub(super) manifest: Manifest,
}

impl RunOutput {
    /// Opens an output by its folder, by the file of its articles, or by its manifest.
    pub(super) fn open(output: &Path) -> Result<Self> {
        let path = manifest_path(output)?;
        let bytes = fs::read(&path).with_context(|| {
            format!("{}: a report is made of the manifest that `dechaff clean` writes", path.display())
        })?;
        let manifest = serde_json::from_slice(&bytes)
            .with_context(|| format!("{} is not a manifest of this version of dechaff", path.display()))?;
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        Ok(Self { name: output.display().to_string(), folder, manifest })
    }

    /// The files with articles.
    pub(super) fn articles(&self) -> Vec<PathBuf> {
        let files = self.manifest.outputs.iter().enumerate();
        let articles = files.filter(|(number, file)| *number == 0 || file.file.starts_with("articles/"));
        articles.map(|(_, file)| self.folder.join(&file.file)).collect()
    }

    /// The file with other lines: `rejects`, `duplicates` or `errors`. `None` if there are no such lines.
    pub(super) fn side_file(&self, lines: &str) -> Option<PathBuf> {
        let others = self.manifest.outputs.iter().skip(1);
        let is_named = |name: &str| {
            let stem = name.split_once(&format!("{lines}."))?.0;
            (stem.is_empty() || stem.ends_with('.')).then_some(())
        };
        others
            .filter(|file| !file.file.starts_with("articles/"))
            .find(|file| is_named(&file.file).is_some())
            .map(|file| self.folder.join(&file.file))
    }
}

fn manifest_path(output: &Path) -> Result<PathBuf> {
    if output.extension().is_some_and(|ending| ending == "json") {
        return Ok(output.to_owned());
    }
    if output == Path::new("-") {
        bail!("a report is made of files: name the manifest that --manifest wrote");
    }
    let destination = Destination::parse(output)?;
    destination.manifest().ok_or_else(|| anyhow!("{} has no manifest", output.display()))
}
