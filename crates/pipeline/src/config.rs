//! What a run is asked to do.

use std::path::PathBuf;
use std::sync::Arc;

use dechaff_dedup::DuplicatesBy;
use dechaff_export::{Destination, OutputOptions, Schema};
use dechaff_extract::{Favor, Model, SiteRule, SiteRules, SiteRulesError};
use serde_json::{Map, Value, json};

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
    /// Which error extraction avoids rather.
    pub favor: Favor,
    /// Whether texts begin with the title.
    pub with_title: bool,
    /// Whether captions inside of the text are kept.
    pub with_captions: bool,
    /// Whether data tables are left out.
    pub no_tables: bool,
    /// Whether text that was encoded twice is put right.
    pub fix_mojibake: bool,
    /// Whether records carry Markdown.
    pub markdown: bool,
    /// Whether records carry readers' comments.
    pub comments: bool,
    /// Articles with fewer words are rejected as `too_short`. Default 20.
    pub min_words: u32,
    /// Articles in other languages are rejected as `language`; empty: all are kept. Primary BCP 47 tags.
    pub languages: Vec<String>,
    /// Articles with less confidence are rejected as `low_confidence`. Default 0.
    pub min_confidence: f32,
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
            favor: Favor::default(),
            with_title: false,
            with_captions: false,
            no_tables: false,
            fix_mojibake: false,
            markdown: false,
            comments: false,
            min_words: 20,
            languages: vec![],
            min_confidence: 0.0,
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

    /// What is in force, for the manifest. `jobs` and `memory` are left out: no output depends on them.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "inputs": self.inputs,
            "schema": match self.schema { Schema::Dechaff => "dechaff", Schema::Dolma => "dolma" },
            "rule": rule_json(&self.rule),
            "site_rules": self.site_rules.iter().map(|(site, rule)| (site.clone(), rule_json(rule))).collect::<Map<_, _>>(),
            "favor": (self.favor != Favor::Neither).then(|| self.favor.as_str()),
            "with_title": self.with_title,
            "with_captions": self.with_captions,
            "no_tables": self.no_tables,
            "fix_mojibake": self.fix_mojibake,
            "markdown": self.markdown,
            "comments": self.comments,
            "min_words": self.min_words,
            "languages": self.languages,
            "min_confidence": self.min_confidence,
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
        })
    }
}

fn rule_json(rule: &SiteRule) -> Value {
    json!({ "keep": rule.keep, "drop": rule.drop, "title": rule.title })
}
