//! The configuration of a run.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::checkpoint::Checkpoints;
use crate::decide::actions::{DuplicateAction, DuplicateActions};
use crate::decide::rules::{CopyRules, KeepFirst, Updates};
use crate::error::RunError;
use crate::sites::Sites;
use dechaff_export::{Compression, Destination, Format, OutputOptions, Schema};
use dechaff_extract::{Model, SiteRule, SiteRules, SiteRulesError};
use dechaff_ingest::Inputs;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Which articles a run keeps. The others are rejected, each with a [`Reason`](crate::Reason).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
#[non_exhaustive]
pub struct Selection {
    /// Reject articles with fewer words than this
    #[cfg_attr(feature = "clap", arg(long, value_name = "N", default_value_t = Selection::default().min_words))]
    pub min_words: u32,
    /// Reject articles with a lower confidence than this (0 to 1)
    #[cfg_attr(feature = "clap", arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = parse_share))]
    pub min_confidence: f32,
    /// Reject articles in languages other than these, given as primary tags such as de,fr
    #[cfg_attr(feature = "clap", arg(long, value_name = "TAG,...", value_delimiter = ',', value_parser = parse_language))]
    pub language: Vec<String>,
}

impl Default for Selection {
    fn default() -> Self {
        Self { min_words: 20, min_confidence: 0.0, language: vec![] }
    }
}

#[cfg(feature = "clap")]
fn parse_share(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("expected a number from 0 to 1".to_owned()),
    }
}

#[cfg(feature = "clap")]
fn parse_language(text: &str) -> Result<String, String> {
    let tag = text.trim().to_ascii_lowercase();
    if (2..=3).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_lowercase()) {
        Ok(tag)
    } else {
        Err("expected a primary language tag, such as en or de".to_owned())
    }
}

/// The configuration of a run.
///
/// [`Config::new`] gives the defaults; assign the fields to change. The manifest records every field that can affect
/// what is written about pages.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// Files, folders and glob patterns, read in this order. `-` is standard input.
    pub inputs: Vec<String>,
    /// Where articles are written. The default is standard output.
    pub output: Destination,
    /// How output files are written.
    pub output_options: OutputOptions,
    /// Layout of the records.
    pub schema: Schema,
    /// How inputs are read, with their limits.
    pub ingest: dechaff_ingest::Options,
    /// The user's CSS selectors that apply to every page.
    pub rule: SiteRule,
    /// The user's CSS selectors by site. A site is a host, or a registrable domain for all its hosts.
    pub site_rules: Vec<(String, SiteRule)>,
    /// Models that replace the built-in ones. The last one for a form of pages is used.
    pub models: Vec<Arc<Model>>,
    /// How articles are extracted.
    pub extract: dechaff_extract::Options,
    /// Whether pages are cleaned with what the other pages of their sites have in common.
    pub sites: Sites,
    /// Which articles are kept.
    pub selection: Selection,
    /// What happens to copies of each kind.
    pub duplicates: DuplicateActions,
    /// Which of several copies is kept, and what counts as a near copy.
    pub copy_rules: CopyRules,
    /// The folder of an index of kept pages: pages that copy one of it are duplicates, and this run's kept pages are added
    /// to it. It is created if there is none.
    pub index: Option<PathBuf>,
    /// Folders of indexes that are only read.
    pub against: Vec<PathBuf>,
    /// Whether checkpoints are kept, from which the same run goes on after it was killed.
    pub checkpoints: Checkpoints,
    /// The time between checkpoints. A run that is shorter has none.
    pub checkpoint_every: Duration,
    /// Write every page to the articles, in input order, with the additional fields `status`, `reason` and `detail`,
    /// instead of sorting pages into separate files. Only for [`Schema::Dechaff`].
    pub annotate: bool,
    /// Write no files. Pages are still counted, and samples collected.
    pub dry_run: bool,
    /// Number of kept pages to collect dropped blocks from ([`Sample`](crate::Sample)).
    pub samples: usize,
    /// Include the extracted text in rejects.
    pub rejected_text: bool,
    /// Stop after this number of pages.
    pub limit: Option<u64>,
    /// Number of worker threads; 0 means one per processor. Does not affect the output.
    pub jobs: usize,
    /// Approximate number of bytes of memory for pages in progress. Does not affect the output.
    pub memory: Option<u64>,
}

impl Config {
    /// Creates the default configuration for some inputs.
    pub fn new<S: Into<String>>(inputs: impl IntoIterator<Item = S>) -> Self {
        Self {
            inputs: inputs.into_iter().map(Into::into).collect(),
            output: Destination::Stdout,
            output_options: OutputOptions::default(),
            schema: Schema::default(),
            ingest: dechaff_ingest::Options::default(),
            rule: SiteRule::default(),
            site_rules: vec![],
            models: vec![],
            extract: dechaff_extract::Options::default(),
            sites: Sites::default(),
            selection: Selection::default(),
            duplicates: DuplicateActions::default(),
            copy_rules: CopyRules::default(),
            index: None,
            against: vec![],
            checkpoints: Checkpoints::default(),
            checkpoint_every: Duration::from_secs(5),
            annotate: false,
            dry_run: false,
            samples: 0,
            rejected_text: false,
            limit: None,
            jobs: 0,
            memory: None,
        }
    }

    /// Compiles the rules for all pages and those by site.
    pub(crate) fn compile_rules(&self) -> Result<SiteRules, SiteRulesError> {
        let mut rules = SiteRules::default();
        rules.add_all(&self.rule)?;
        self.site_rules.iter().try_for_each(|(site, rule)| rules.add_site(site, rule))?;
        Ok(rules)
    }

    /// Whether a page that comes later may be kept instead of an earlier one, so that no page is written before all are read.
    pub(crate) fn holds_pages_back(&self) -> bool {
        self.copy_rules.keep_first != KeepFirst::Input
            || self.copy_rules.updates == Updates::Last
            || self.duplicates.contained != DuplicateAction::Off
            || self.index.is_some()
            || !self.against.is_empty()
    }

    /// The file or folder of the output. `None` for standard output.
    pub(crate) fn output_path(&self) -> Option<&Path> {
        match &self.output {
            Destination::Folder(path) => Some(path),
            Destination::File(file) => Some(file.path()),
            Destination::Stdout => None,
        }
    }

    /// The folder of checkpoints, if there are any.
    pub(crate) fn checkpoint_folder(&self, inputs: &Inputs) -> Result<Option<PathBuf>, RunError> {
        let can_have = !self.dry_run && self.output_path().is_some() && inputs.can_be_read_twice();
        match &self.checkpoints {
            Checkpoints::Off => Ok(None),
            Checkpoints::Auto if !can_have => Ok(None),
            Checkpoints::Folder(_) if !can_have => Err(RunError::NoCheckpoint),
            Checkpoints::Folder(folder) => Ok(Some(folder.clone())),
            Checkpoints::Auto => Ok(match &self.output {
                Destination::Folder(path) => Some(path.join(".checkpoint")),
                Destination::File(file) => file.path().file_name().map(|name| {
                    file.path().with_file_name(format!(".{}.checkpoint", name.to_string_lossy()))
                }),
                Destination::Stdout => None,
            }),
        }
    }

    /// The folder for temporary files. It is where the output is written, since there must be enough space there.
    pub(crate) fn temporary_folder(&self) -> PathBuf {
        if self.dry_run {
            // The folder of the output may not exist.
            return std::env::temp_dir();
        }
        match &self.output {
            Destination::Folder(path) => path.clone(),
            Destination::File(file) => match file.path().parent() {
                Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
                _ => PathBuf::from("."),
            },
            Destination::Stdout => std::env::temp_dir(),
        }
    }

    /// The configuration as it is recorded in the manifest.
    ///
    /// Every option has the name of its flag, with `_` for `-`. Options that don't affect what is written about pages are
    /// left out: `jobs`, `memory`, `dry_run` and where the files go. `detectors` are the versions of the detectors
    /// for HTML and for rendered text. They contain the name, version and fingerprint of the model, and unlike a path,
    /// they identify a user's model.
    pub(crate) fn to_json(&self, detectors: &[String; 2]) -> Value {
        let mut config = json!({
            "inputs": self.inputs,
            "shard_size": self.output_options.shard_bytes,
            "format": match self.output_options.folder_format {
                Format::Lines(_) => "jsonl",
                Format::Parquet => "parquet",
            },
            "compression": match self.output_options.folder_format {
                Format::Lines(Compression::None) => "none",
                Format::Lines(Compression::Gzip) => "gzip",
                Format::Lines(Compression::Zstd) | Format::Parquet => "zstd",
            },
            "compression_level": self.output_options.level,
            "schema": match &self.schema { Schema::Dechaff => "dechaff", Schema::Dolma { .. } => "dolma" },
            "source": match &self.schema { Schema::Dolma { source } => source.as_deref(), Schema::Dechaff => None },
            "annotate": self.annotate,
            "rejected_text": self.rejected_text,
            "map": self.ingest.mapping.to_string(),
            "keep_fields": self.ingest.keep_fields,
            "status": self.ingest.statuses.to_string(),
            "model": self.models.iter().map(|model| &detectors[model.header().form as usize]).collect::<Vec<_>>(),
            "sites": match &self.sites {
                Sites::Off => "off".to_owned(),
                Sites::Auto => "auto".to_owned(),
                Sites::File(path) => path.display().to_string(),
            },
            "keep": self.rule.keep,
            "drop": self.rule.drop,
            "title": self.rule.title,
            "site": self.site_rules.iter().map(|(site, rule)| (site.clone(), json!(rule))).collect::<Map<_, _>>(),
            "max_page_bytes": self.ingest.max_page_bytes,
            "max_line_bytes": self.ingest.max_line_bytes,
            "max_ratio": self.ingest.max_ratio,
            "max_members": self.ingest.max_members,
            "max_spool_bytes": self.ingest.max_spool_bytes,
            "limit": self.limit,
            "duplicates": self.duplicates.to_string(),
            "index": self.index,
            "against": self.against,
        });
        // These structs are serialized whole, so that a new field is recorded without a change here.
        for options in [json!(self.extract), json!(self.selection), json!(self.copy_rules)] {
            if let (Value::Object(config), Value::Object(options)) = (&mut config, options) {
                config.extend(options);
            }
        }
        config
    }
}
