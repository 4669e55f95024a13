//! The settings of a run.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, FromArgMatches, ValueEnum};
use dechaff_pipeline::{
    Checkpoints, Compression, Config, CopyRules, Destination, DuplicateActions, Format, Schema,
};
use toml::Table;

use crate::error::SettingsError;
use crate::page::PageSettings;
use crate::rules::take_site_rules;
use crate::table::matches_from_table;
use crate::values::{parse_duplicates_by, parse_seconds, parse_size};

/// Number of pages that a dry run shows.
const SAMPLES: usize = 5;

/// The settings of a run.
#[derive(Debug, Clone, Args)]
#[non_exhaustive]
pub struct CleanSettings {
    /// Files, folders, glob patterns, or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<String>,

    /// Write articles to a file (.jsonl, .jsonl.gz, .jsonl.zst, .parquet), to shards in a folder (folder/), or to standard output
    /// (-)
    #[arg(short, long, value_name = "OUTPUT", default_value = "-", help_heading = "Output")]
    pub output: String,

    /// Replace the files of an earlier run
    #[arg(long, help_heading = "Output")]
    pub overwrite: bool,

    /// Maximum size of a shard before compression, if the output is a folder
    #[arg(long, value_name = "SIZE", value_parser = parse_size, default_value = "512MB", help_heading = "Output")]
    pub shard_size: u64,

    /// Format of the files, if the output is a folder
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = FolderFormat::Jsonl, help_heading = "Output")]
    pub format: FolderFormat,

    /// Compression of JSON Lines, if the output is a folder
    #[arg(long, value_name = "KIND", value_enum, default_value_t = ShardCompression::None, help_heading = "Output")]
    pub compression: ShardCompression,

    /// Layout of the records
    #[arg(long, value_enum, default_value_t = SchemaName::Dechaff, help_heading = "Output")]
    pub schema: SchemaName,

    /// With --schema dolma: the name of the collection, for the field source [default: the input file]
    #[arg(long, value_name = "NAME", help_heading = "Output")]
    pub source: Option<String>,

    /// Write every page in input order, with the additional fields status, reason and detail, instead of sorting pages
    /// into separate files
    #[arg(long, help_heading = "Output", conflicts_with_all = ["rejected_text", "schema"])]
    pub annotate: bool,

    /// Write no files; print the ledger, the field mapping and samples of dropped blocks
    #[arg(long, help_heading = "Output")]
    pub dry_run: bool,

    /// Include the extracted text in rejects
    #[arg(long, help_heading = "Output")]
    pub rejected_text: bool,

    /// Write the manifest to this file; without this flag, output to standard output has no manifest
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub manifest: Option<PathBuf>,

    #[allow(missing_docs, reason = "a comment would be the description of the command")]
    #[command(flatten)]
    pub page: PageSettings,

    /// Stop after N pages
    #[arg(long, value_name = "N", help_heading = "Limits")]
    pub limit: Option<u64>,

    /// What happens to copies: drop, tag or off for each of url (the same URL), exact (the same text), near (a similar text) and
    /// contained (a small part of another text, never dropped)
    ///
    /// Of several copies, the first one is kept; see --keep-first. With drop, the others are written to the duplicates. With
    /// tag, they are written to the articles, with duplicate_of set. With off, they are not looked for. Kinds that are not in the list
    /// keep their defaults.
    #[arg(long, value_name = "KIND=ACTION,...", default_value_t, help_heading = "Selection")]
    pub duplicates: DuplicateActions,

    #[allow(missing_docs, reason = "a comment would be the description of the command")]
    #[command(flatten, next_help_heading = "Selection")]
    pub copy_rules: CopyRules,

    /// Remember the kept pages in this folder, and take pages that copy one of an earlier run for duplicates
    ///
    /// The folder is created if there is none. A run that repeats an earlier one, with the same pages and the same output, gives
    /// the same result again. Pages are held back in a temporary file next to the output until all are read.
    #[arg(long, value_name = "DIR", help_heading = "Selection")]
    pub index: Option<PathBuf>,

    /// Take pages that copy one of this index for duplicates, without adding to it
    ///
    /// This flag can be given multiple times.
    #[arg(long, value_name = "DIR", help_heading = "Selection")]
    pub against: Vec<PathBuf>,

    /// Keep checkpoints in this folder [default: next to the output]
    ///
    /// A run that was killed leaves a checkpoint, and the same command goes on from there. When a run is complete, its
    /// checkpoint is removed. Runs that read standard input or write standard output have none.
    #[arg(long, value_name = "DIR", help_heading = "Run")]
    pub checkpoint: Option<PathBuf>,

    /// Keep no checkpoints, and start from the beginning; one that is there stays
    #[arg(long, help_heading = "Run", conflicts_with = "checkpoint")]
    pub no_checkpoint: bool,

    /// Keep a checkpoint every N seconds
    #[arg(long, value_name = "N", default_value = "5", value_parser = parse_seconds, help_heading = "Run")]
    pub checkpoint_every: Duration,

    /// The earlier form of --duplicates: text, url, or url,text.
    #[arg(long, hide = true, value_name = "KEYS", value_parser = parse_duplicates_by, conflicts_with = "duplicates")]
    pub duplicates_by: Option<DuplicateActions>,

    /// Number of worker threads, or 0 for one per processor; does not affect the output
    #[arg(short, long, value_name = "N", default_value_t = 0, help_heading = "Run")]
    pub jobs: usize,

    /// Approximate memory for pages in progress, such as 1GB; does not affect the output
    #[arg(long, value_name = "SIZE", value_parser = parse_size, help_heading = "Limits")]
    pub memory: Option<u64>,
}

/// Layouts of records.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SchemaName {
    /// Flat records
    Dechaff,
    /// id, text, source, added, created, metadata
    Dolma,
}

/// Formats of the files in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FolderFormat {
    /// JSON Lines
    Jsonl,
    /// Parquet
    Parquet,
}

/// Compressions of the files in a folder.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ShardCompression {
    /// part-00000.jsonl
    None,
    /// part-00000.jsonl.gz
    Gzip,
    /// part-00000.jsonl.zst
    Zstd,
}

impl CleanSettings {
    /// Reads settings by name.
    ///
    /// # Errors
    ///
    /// Fails if a name or a value is wrong, or if two settings contradict each other.
    pub fn from_table(
        inputs: &[impl AsRef<str>],
        output: &str,
        mut table: Table,
    ) -> Result<Self, SettingsError> {
        let site_rules = take_site_rules(&mut table)?;
        // The names of inputs may begin with a dash.
        let mut arguments = vec![format!("--output={output}"), "--".to_owned()];
        arguments.extend(inputs.iter().map(|input| input.as_ref().to_owned()));
        let command = Self::augment_args(clap::Command::new("clean"));
        let matches = matches_from_table(command, &arguments, &table)?;
        let mut settings = Self::from_arg_matches(&matches).map_err(SettingsError::from_clap)?;
        settings.page.site_rules = site_rules;
        Ok(settings)
    }

    /// The configuration of a run with these settings.
    ///
    /// # Errors
    ///
    /// Fails if two settings contradict each other, if the name of the output has no known ending, or if a model can't be
    /// read.
    pub fn to_config(&self) -> Result<Config, SettingsError> {
        let mut config = self.page.to_config(&self.inputs)?;
        config.output = Destination::parse(&self.output)?;
        config.output_options.overwrite = self.overwrite;
        config.output_options.shard_bytes = self.shard_size;
        config.output_options.manifest = self.manifest.clone();
        config.output_options.folder_format = self.folder_format()?;
        config.schema = match (self.schema, self.source.clone()) {
            (SchemaName::Dolma, source) => Schema::Dolma { source },
            (SchemaName::Dechaff, None) => Schema::Dechaff,
            (SchemaName::Dechaff, Some(_)) => {
                return Err(SettingsError::Conflict("--source is for --schema dolma"));
            }
        };
        config.annotate = self.annotate;
        config.dry_run = self.dry_run;
        config.samples = if self.dry_run { SAMPLES } else { 0 };
        config.rejected_text = self.rejected_text;
        config.duplicates = self.duplicates_by.unwrap_or(self.duplicates);
        config.copy_rules = self.copy_rules;
        config.index.clone_from(&self.index);
        config.against.clone_from(&self.against);
        config.checkpoints = match &self.checkpoint {
            _ if self.no_checkpoint => Checkpoints::Off,
            Some(folder) => Checkpoints::Folder(folder.clone()),
            None => Checkpoints::Auto,
        };
        config.checkpoint_every = self.checkpoint_every;
        config.limit = self.limit;
        config.jobs = self.jobs;
        config.memory = self.memory;
        check_parquet(&config)?;
        Ok(config)
    }

    fn folder_format(&self) -> Result<Format, SettingsError> {
        Ok(match (self.format, self.compression) {
            (FolderFormat::Parquet, ShardCompression::None | ShardCompression::Zstd) => Format::Parquet,
            (FolderFormat::Parquet, ShardCompression::Gzip) => {
                return Err(SettingsError::Conflict("Parquet is compressed with zstd, not with gzip"));
            }
            (FolderFormat::Jsonl, ShardCompression::None) => Format::Lines(Compression::None),
            (FolderFormat::Jsonl, ShardCompression::Gzip) => Format::Lines(Compression::Gzip),
            (FolderFormat::Jsonl, ShardCompression::Zstd) => Format::Lines(Compression::Zstd),
        })
    }
}

/// Refuses layouts that have no fixed types.
fn check_parquet(config: &Config) -> Result<(), SettingsError> {
    let is_parquet = match &config.output {
        Destination::File(file) => file.format() == Format::Parquet,
        Destination::Folder(_) => config.output_options.folder_format == Format::Parquet,
        Destination::Stdout => false,
    };
    if is_parquet && config.schema != Schema::Dechaff {
        return Err(SettingsError::Conflict("--schema dolma is for JSON Lines, not for Parquet"));
    }
    if is_parquet && config.annotate {
        return Err(SettingsError::Conflict("--annotate is for JSON Lines, not for Parquet"));
    }
    Ok(())
}
