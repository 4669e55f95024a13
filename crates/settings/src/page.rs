//! The settings of a page.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, FromArgMatches};
use dechaff_extract::Model;
use dechaff_pipeline::{Config, Mapping, Selection, SiteRule, Sites, StatusSet};
use toml::Table;

use crate::error::SettingsError;
use crate::rules::take_site_rules;
use crate::table::matches_from_table;
use crate::values::{parse_sites, parse_size};

/// The settings that determine what is written about a page, except that it is compared with other pages. The flags of
/// `clean` and `explain`, so that `explain` shows what a run does.
#[derive(Debug, Clone, Args)]
#[non_exhaustive]
pub struct PageSettings {
    /// Input fields of JSON, Parquet and CSV records to read, as in text=maintext,url=source
    ///
    /// FIELD is one of id, url, html, text, title, authors, published, fetched, language and site_name. PATH is the name
    /// of an input field; dots reach into nested objects. By default, the fields of known producers and common names
    /// are recognized.
    #[arg(long, value_name = "FIELD=PATH,...", help_heading = "Input")]
    pub map: Option<Mapping>,

    /// Copy these input fields into each record's `metadata`
    #[arg(long, value_name = "FIELD,...", value_delimiter = ',', help_heading = "Input")]
    pub keep_fields: Vec<String>,

    /// HTTP statuses of responses that count as pages: codes, ranges (200-204) or classes (4xx)
    #[arg(long, value_name = "LIST", default_value = "2xx", help_heading = "Input")]
    pub status: StatusSet,

    #[allow(missing_docs, reason = "a comment would be the description of the command")]
    #[command(flatten, next_help_heading = "Extraction")]
    pub extract: dechaff_extract::Options,

    /// Use this model instead of the built-in one for HTML pages or for rendered text; the file says which
    ///
    /// This flag can be given once for each.
    #[arg(long, value_name = "FILE", help_heading = "Extraction")]
    pub model: Vec<PathBuf>,

    /// Keep what this CSS selector matches, and drop everything else on pages where it matches
    ///
    /// This flag can be given multiple times; a page keeps what any of the selectors matches.
    #[arg(long, value_name = "SELECTOR", help_heading = "Rules")]
    pub keep: Vec<String>,

    /// Drop what this CSS selector matches
    ///
    /// This flag can be given multiple times.
    #[arg(long, value_name = "SELECTOR", help_heading = "Rules")]
    pub drop: Vec<String>,

    /// Use what the other pages of a site say of a page's blocks: auto, off, or a file that `dechaff sites learn` wrote
    ///
    /// A text that many pages of a site have is probably part of its template, and an element that holds the story on the
    /// other pages probably holds it here. With auto, the inputs are read twice or three times, first for profiles of their
    /// sites. Standard input and pipes can be read only once, so auto means off for them. A page without other pages of its
    /// site, or whose site is not known, is cleaned as with off.
    #[arg(long, value_name = "auto|off|FILE", default_value = "auto", value_parser = parse_sites, help_heading = "Extraction")]
    pub sites: Sites,

    #[allow(missing_docs, reason = "a comment would be the description of the command")]
    #[command(flatten, next_help_heading = "Selection")]
    pub selection: Selection,

    /// Reject pages larger than this
    #[arg(long, value_name = "SIZE", value_parser = parse_size, default_value = "16MiB", help_heading = "Limits")]
    pub max_page_bytes: u64,

    /// Report lines of JSON Lines longer than this as errors
    ///
    /// The limit also applies to the objects of other JSON and to the rows of CSV.
    #[arg(long, value_name = "SIZE", value_parser = parse_size, default_value = "64MiB", help_heading = "Limits")]
    pub max_line_bytes: u64,

    /// Skip the rest of a file that expands by more than this factor when decompressed
    #[arg(long, value_name = "N", default_value_t = 1000, help_heading = "Limits")]
    pub max_ratio: u64,

    /// Read at most this many members of an archive, and skip the rest
    #[arg(long, value_name = "N", default_value_t = 1_000_000, help_heading = "Limits")]
    pub max_members: u64,

    /// Maximum size of the temporary file for an archive that can't be streamed, such as a zip on standard input
    #[arg(long, value_name = "SIZE", value_parser = parse_size, default_value = "16GiB", help_heading = "Limits")]
    pub max_spool_bytes: u64,

    /// The rules by site of the settings file.
    #[arg(skip)]
    pub site_rules: Vec<(String, SiteRule)>,
}

impl PageSettings {
    /// Reads settings by name.
    ///
    /// # Errors
    ///
    /// Fails if a name or a value is wrong.
    pub fn from_table(mut table: Table) -> Result<Self, SettingsError> {
        let site_rules = take_site_rules(&mut table)?;
        let matches = matches_from_table(Self::augment_args(clap::Command::new("page")), &[], &table)?;
        let mut settings = Self::from_arg_matches(&matches).map_err(SettingsError::from_clap)?;
        settings.site_rules = site_rules;
        Ok(settings)
    }

    /// The configuration of a run over these inputs with these settings and the defaults for all others.
    ///
    /// # Errors
    ///
    /// Fails if a model can't be read.
    pub fn to_config(&self, inputs: &[impl AsRef<str>]) -> Result<Config, SettingsError> {
        let mut config = Config::new(inputs.iter().map(AsRef::as_ref));
        config.models = read_models(&self.model)?;
        config.extract = self.extract.clone();
        config.selection = self.selection.clone();
        config.rule.keep = self.keep.clone();
        config.rule.drop = self.drop.clone();
        config.site_rules = self.site_rules.clone();
        config.sites = self.sites.clone();
        config.ingest.mapping = self.map.clone().unwrap_or_default();
        config.ingest.keep_fields = self.keep_fields.clone();
        config.ingest.statuses = self.status;
        config.ingest.max_page_bytes = usize::try_from(self.max_page_bytes).unwrap_or(usize::MAX);
        config.ingest.max_line_bytes = usize::try_from(self.max_line_bytes).unwrap_or(usize::MAX);
        config.ingest.max_ratio = self.max_ratio;
        config.ingest.max_members = self.max_members;
        config.ingest.max_spool_bytes = self.max_spool_bytes;
        Ok(config)
    }
}

/// Reads the models that replace built-in ones, at most one for each form of pages.
///
/// # Errors
///
/// Fails if a file can't be read or is not a model, or if two are for the same form of pages.
pub fn read_models(paths: &[PathBuf]) -> Result<Vec<Arc<Model>>, SettingsError> {
    let mut models: Vec<Arc<Model>> = vec![];
    for path in paths {
        let model = read_model(path)?;
        let form = model.header().form;
        if models.iter().any(|other| other.header().form == form) {
            return Err(SettingsError::SecondModel { path: path.clone(), form: form.to_string() });
        }
        models.push(Arc::new(model));
    }
    Ok(models)
}

fn read_model(path: &Path) -> Result<Model, SettingsError> {
    let open = |source| SettingsError::OpenModel { path: path.to_owned(), source };
    let bytes = std::fs::read(path).map_err(open)?;
    Model::read(&bytes).map_err(|source| SettingsError::Model { path: path.to_owned(), source })
}
