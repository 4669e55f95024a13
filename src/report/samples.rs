//! Examples of what was not kept, from the files beside the articles.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use dechaff_pipeline::{Lines, page_key};
use serde::Deserialize;
use serde_json::Value;

use crate::report::manifest::RunOutput;

/// Number of samples of each reason.
const SAMPLES: usize = 10;
/// Number of groups of duplicates that are shown.
const GROUPS: usize = 10;
/// Number of copies that are shown of a group.
const COPIES: usize = 3;
/// Number of groups that are counted. Further ones are not: it takes memory, and a group that comes so late is hardly large.
const COUNTED_GROUPS: usize = 1_000_000;
/// Number of errors that are shown of each kind.
const ERRORS: usize = 50;

/// A line about a page that was not kept. Lines about all pages (`--annotate`) have the same fields, and `status`.
#[derive(Debug, Deserialize)]
pub(super) struct NotKept {
    pub(super) id: String,
    pub(super) url: Option<String>,
    #[serde(default)]
    pub(super) source: Place,
    pub(super) title: Option<String>,
    pub(super) text: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    reason: Option<String>,
    pub(super) detail: Option<String>,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    duplicate_kind: Option<String>,
    duplicate_of: Option<String>,
    pub(super) similarity: Option<f64>,
}

/// A place in the input.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) record: u64,
    pub(super) offset: u64,
}

/// A part of the input that could not be read.
#[derive(Debug, Deserialize)]
pub(super) struct Damage {
    #[serde(flatten)]
    pub(super) place: Place,
    pub(super) kind: String,
    pub(super) detail: Option<String>,
}

/// The copies of a kept page.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) size: u64,
    /// The first copies.
    pub(super) copies: Vec<NotKept>,
}

/// Examples of what was not kept.
#[derive(Debug, Default)]
pub(super) struct Samples {
    /// Rejected pages by reason: those with the lowest hashes of their ids, which are a fair and always the same sample.
    rejects: BTreeMap<String, Vec<(u64, NotKept)>>,
    /// By the id of the kept page.
    groups: BTreeMap<String, Group>,
    pub(super) errors: BTreeMap<String, Vec<Damage>>,
    /// Files that could not be read, and why.
    pub(super) missing: Vec<String>,
}

impl Samples {
    /// Reads the files of some outputs. A file that can't be read is noted, and the report is made without it.
    pub(super) fn read(outputs: &[RunOutput]) -> Self {
        let mut samples = Self::default();
        for output in outputs {
            let mut files = vec![];
            if output.manifest.config.get("annotate") == Some(&Value::Bool(true)) {
                files.extend(
                    output
                        .articles()
                        .into_iter()
                        .map(|file| (file, Self::add_page as fn(&mut _, &[u8]) -> _)),
                );
            }
            files.extend(output.side_file("rejects").map(|file| (file, Self::add_page as _)));
            files.extend(output.side_file("duplicates").map(|file| (file, Self::add_page as _)));
            files.extend(output.side_file("errors").map(|file| (file, Self::add_damage as _)));
            for (file, add) in files {
                if let Err(error) = samples.read_file(&file, add) {
                    samples.missing.push(crate::message(&error));
                }
            }
        }
        samples
    }

    fn read_file(&mut self, file: &Path, add: fn(&mut Self, &[u8]) -> Result<()>) -> Result<()> {
        let lines = Lines::open(file).with_context(|| file.display().to_string())?;
        for (number, line) in (1..).zip(lines) {
            let place = || format!("{}, line {number}", file.display());
            add(self, &line.with_context(place)?).with_context(place)?;
        }
        Ok(())
    }

    fn add_page(&mut self, line: &[u8]) -> Result<()> {
        let page: NotKept = serde_json::from_slice(line)?;
        if page.status.as_deref() == Some("kept") {
            return Ok(());
        }
        if page.duplicate_of.is_some() {
            self.add_copy(page);
        } else if let Some(reason) = page.reason.clone() {
            let samples = self.rejects.entry(reason).or_default();
            let key = page_key(&page.id);
            let at = samples.partition_point(|(other, _)| *other <= key);
            if at < SAMPLES {
                samples.insert(at, (key, page));
                samples.truncate(SAMPLES);
            }
        }
        Ok(())
    }

    fn add_copy(&mut self, page: NotKept) {
        let kept_id = page.duplicate_of.clone().unwrap_or_default();
        if !self.groups.contains_key(&kept_id) && self.groups.len() >= COUNTED_GROUPS {
            return;
        }
        let group = self.groups.entry(kept_id).or_default();
        group.size += 1;
        if group.copies.len() < COPIES {
            group.copies.push(page);
        }
    }

    fn add_damage(&mut self, line: &[u8]) -> Result<()> {
        let damage: Damage = serde_json::from_slice(line)?;
        let errors = self.errors.entry(damage.kind.clone()).or_default();
        if errors.len() < ERRORS {
            errors.push(damage);
        }
        Ok(())
    }

    /// Samples of the pages that were rejected for a reason.
    pub(super) fn rejects(&self, reason: &str) -> impl Iterator<Item = &NotKept> {
        self.rejects.get(reason).into_iter().flatten().map(|(_, page)| page)
    }

    /// The groups of duplicates with most copies, each with the id of the kept page.
    pub(super) fn largest_groups(&self) -> Vec<(&str, &Group)> {
        let mut groups: Vec<_> =
            self.groups.iter().map(|(kept_id, group)| (kept_id.as_str(), group)).collect();
        groups.sort_by_key(|(kept_id, group)| (std::cmp::Reverse(group.size), *kept_id));
        groups.truncate(GROUPS);
        groups
    }
}

impl NotKept {
    /// What a copy has in common with the kept page.
    pub(super) fn copy_kind(&self) -> &str {
        self.kind.as_deref().or(self.duplicate_kind.as_deref()).unwrap_or("copy")
    }
}
