//! What a run is asked to do.

use std::path::PathBuf;
use std::sync::Arc;

use dechaff_dedup::DuplicatesBy;
use dechaff_export::{Destination, OutputOptions, Schema};
use dechaff_extract::{Model, SiteRule, SiteRules, SiteRulesError};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Which articles a run keeps. The others are rejected, each with the reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
#[non_exhaustive]
pub struct Selection {
    /// Reject articles with fewer words
    #[cfg_attr(feature = "clap", arg(long, value_name = "N", default_value_t = Selection::default().min_words))]
    pub min_words: u32,

    /// Reject articles with less confidence (0 to 1)
    #[cfg_attr(feature = "clap", arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = parse_share))]
    pub min_confidence: f32,

    /// Reject articles in other languages than these, given as primary tags such as de,fr
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
        _ => Err(format!("{text:?} is not between 0 and 1")),
    }
}

#[cfg(feature = "clap")]
fn parse_language(text: &str) -> Result<String, String> {
    let tag = text.trim().to_ascii_lowercase();
    if (2..=3).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_lowercase()) {
        Ok(tag)
    } else {
        Err(format!("{text:?} is not a primary language tag such as en or de"))
    }
}

/// The configuration of a run. Everything but `jobs` and `memory` may change what is written, and stands in
/// the manifest.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// Files, folders, patterns; `-` is standard input. Read in this order.
    pub inputs: Vec<String>,
    /// Where articles go; standard output by default.
    pub output: Destination,
    /// How files are written.
    pub output_options: OutputOptions,
    /// The layout of records.
    pub schema: Schema,
    /// How inputs are read.
    pub ingest: dechaff_ingest::Options,
    /// CSS selectors of the user's that hold on every page.
    pub rule: SiteRule,
    /// CSS selectors by site.
    pub site_rules: Vec<(String, SiteRule)>,
    /// The model for HTML pages; the built-in one by default.
    pub model: Option<Arc<Model>>,
    /// How articles are extracted.
    pub extract: dechaff_extract::Options,
    /// Which articles are kept.
    pub selection: Selection,
    /// What makes a duplicate.
    pub duplicates_by: DuplicatesBy,
    /// Keep duplicates among the articles, with `duplicate_of` set, instead of taking them out.
    pub keep_duplicates: bool,
    /// Write every page to the articles, in input order, with `status`, `reason` and `detail` behind its fields, instead
    /// of sorting pages into files. For the flat schema.
    pub annotate: bool,
    /// Write nothing; count, and gather samples.
    pub dry_run: bool,
    /// How many kept pages to gather samples of what is cut from.
    pub samples: usize,
    /// Whether rejects carry the text that was found.
    pub rejected_text: bool,
    /// Stop after so many pages.
    pub limit: Option<u64>,
    /// Worker threads; 0: as many as there are processors.
    pub jobs: usize,
    /// Bytes that pages under way may take, about; changes nothing that is written.
    pub memory: Option<u64>,
}

impl Config {
    /// The defaults for some inputs.
    pub fn new<S: Into<String>>(inputs: impl IntoIterator<Item = S>) -> Self {
        Self {
            inputs: inputs.into_iter().map(Into::into).collect(),
            output: Destination::Stdout,
            output_options: OutputOptions::default(),
            schema: Schema::default(),
            ingest: dechaff_ingest::Options::default(),
            rule: SiteRule::default(),
            site_rules: vec![],
            model: None,
            extract: dechaff_extract::Options::default(),
            selection: Selection::default(),
            duplicates_by: DuplicatesBy::default(),
            keep_duplicates: false,
            annotate: false,
            dry_run: false,
            samples: 0,
            rejected_text: false,
            limit: None,
            jobs: 0,
            memory: None,
        }
    }

    /// The rules, read.
    pub(crate) fn site_rules(&self) -> Result<SiteRules, SiteRulesError> {
        let mut rules = SiteRules::default();
        rules.add_all(&self.rule)?;
        self.site_rules.iter().try_for_each(|(site, rule)| rules.add_site(site, rule))?;
        Ok(rules)
    }

    /// The folder for temporary files: where the output goes, since that has room.
    pub(crate) fn work_folder(&self) -> PathBuf {
        match &self.output {
            Destination::Folder(path) => path.clone(),
            Destination::File(file) => match file.path().parent() {
                Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
                _ => PathBuf::from("."),
            },
            Destination::Stdout => std::env::temp_dir(),
        }
    }

    /// The configuration for the manifest. `jobs` and `memory` are left out: no output depends on them.
    pub(crate) fn to_json(&self) -> Value {
        let mut config = json!({
            "inputs": self.inputs,
            "schema": match self.schema { Schema::Dechaff => "dechaff", Schema::Dolma => "dolma" },
            "rule": self.rule,
            "site_rules": self.site_rules.iter().map(|(site, rule)| (site.clone(), json!(rule))).collect::<Map<_, _>>(),
            "duplicates_by": match self.duplicates_by {
                DuplicatesBy::Text => "text",
                DuplicatesBy::Url => "url",
                DuplicatesBy::UrlAndText => "url,text",
            },
            "keep_duplicates": self.keep_duplicates,
            "annotate": self.annotate,
            "rejected_text": self.rejected_text,
            "limit": self.limit,
            "max_page_bytes": self.ingest.max_page_bytes,
            "max_line_bytes": self.ingest.max_line_bytes,
            "max_ratio": self.ingest.max_ratio,
            "max_members": self.ingest.max_members,
            "max_spool_bytes": self.ingest.max_spool_bytes,
            "map": self.ingest.mapping.to_string(),
            "keep_fields": self.ingest.keep_fields,
            "statuses": self.ingest.statuses.to_string(),
            "shard_bytes": self.output_options.shard_bytes,
        });
        // Every option of these is in the manifest by being a field.
        for options in [json!(self.extract), json!(self.selection)] {
            if let (Value::Object(config), Value::Object(options)) = (&mut config, options) {
                config.extend(options);
            }
        }
        config
    }
}
