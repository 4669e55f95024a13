//! Builds the configuration of a run from the command line and the settings file, for both `clean` and `explain`.
//!
//! Every long flag of `clean` is a key of the settings file `dechaff.toml`. Flags on the command line take precedence.
//! `explain` reads the same file, and uses the keys that are also its flags: those that determine what is written about a
//! page.
//!
//! ```toml
//! min-words = 50
//! language = ["de", "fr"]
//! duplicates-by = "url,text"
//! markdown = true
//!
//! [site."example.org"]
//! keep = ["div.story"]
//! drop = [".related"]
//! title = ["h1.headline"]
//! ```

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, FromArgMatches};
use toml::{Table, Value};

use dechaff_pipeline::{Compression, Config, Destination, SiteRule};

use crate::arguments::{
    Arguments, CleanArguments, Command, ExplainArguments, PageArguments, ShardCompression,
};
use crate::model;

/// The settings file that is read by default, if it exists.
const SETTINGS_FILE: &str = "dechaff.toml";

/// Number of pages that a dry run shows.
const SAMPLES: usize = 5;

/// Parses the command line of this process, and adds the settings from the file.
pub(crate) fn arguments() -> Result<Arguments> {
    let line: Vec<OsString> = std::env::args_os().collect();
    let matches = Arguments::command().get_matches_from(&line);
    let (name, subcommand) = match matches.subcommand() {
        Some((name @ ("clean" | "explain"), subcommand)) => (name, subcommand),
        _ => return parse(&matches),
    };
    let Some(file) = settings_file(subcommand) else { return parse(&matches) };
    let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    with_settings(line, name, subcommand, &text).with_context(|| file.display().to_string())
}

fn parse(matches: &ArgMatches) -> Result<Arguments> {
    Arguments::from_arg_matches(matches).map_err(|error| error.exit())
}

fn settings_file(subcommand: &ArgMatches) -> Option<PathBuf> {
    match subcommand.get_one::<PathBuf>("config") {
        Some(named) => Some(named.clone()),
        None => Some(PathBuf::from(SETTINGS_FILE)).filter(|path| path.is_file()),
    }
}

/// Parses a command line, and adds the settings that it does not give itself.
fn with_settings(
    mut line: Vec<OsString>,
    subcommand: &str,
    matches: &ArgMatches,
    settings: &str,
) -> Result<Arguments> {
    let mut table: Table = settings.parse()?;
    let sites = parse_sites(table.remove("site"))?;
    line.extend(flags_from_settings(&table, subcommand, matches)?);
    let matches = Arguments::command().try_get_matches_from(line).map_err(|error| anyhow!("{error}"))?;
    let mut arguments = parse(&matches)?;
    match &mut arguments.command {
        Command::Clean(clean) => clean.page.sites = sites,
        Command::Explain(explain) => explain.page.sites = sites,
        _ => {}
    }
    Ok(arguments)
}

/// Turns settings into flags of the subcommand. Flags that are already on the command line are left out.
fn flags_from_settings(table: &Table, subcommand: &str, matches: &ArgMatches) -> Result<Vec<OsString>> {
    let command = Arguments::command();
    let flag = |subcommand: &str, key: &str| {
        command.find_subcommand(subcommand)?.get_arguments().find(|a| a.get_long() == Some(key))
    };
    let mut flags = vec![];
    for (key, value) in table {
        if key == "config" || flag("clean", key).is_none() {
            bail!("unknown key {key:?}: expected a long flag of `dechaff clean`, such as min-words");
        }
        let Some(argument) = flag(subcommand, key) else { continue };
        if matches.value_source(argument.get_id().as_str()) == Some(ValueSource::CommandLine) {
            continue;
        }
        match value {
            Value::Boolean(set) if !argument.get_action().takes_values() => {
                flags.extend(set.then(|| format!("--{key}").into()));
            }
            Value::String(text) => flags.push(format!("--{key}={text}").into()),
            Value::Integer(number) => flags.push(format!("--{key}={number}").into()),
            Value::Float(number) => flags.push(format!("--{key}={number}").into()),
            Value::Array(values) => {
                let values: Option<Vec<&str>> = values.iter().map(Value::as_str).collect();
                let Some(values) = values else { bail!("{key} must be a list of strings") };
                // One flag per value, because selectors contain commas. All flags with lists can be repeated.
                flags.extend(values.iter().map(|value| format!("--{key}={value}").into()));
            }
            other => bail!("{key} can't be set to {other}"),
        }
    }
    Ok(flags)
}

/// Parses the tables `[site."example.org"]`. Each may have the keys keep, drop and title: a selector or a list of
/// selectors.
fn parse_sites(value: Option<Value>) -> Result<Vec<(String, SiteRule)>> {
    let Some(value) = value else { return Ok(vec![]) };
    let Value::Table(sites) = value else { bail!("site must be a table, such as [site.\"example.org\"]") };
    sites
        .into_iter()
        .map(|(site, rule)| {
            parse_site_rule(rule).map(|rule| (site.clone(), rule)).with_context(|| format!("site {site:?}"))
        })
        .collect()
}

fn parse_site_rule(value: Value) -> Result<SiteRule> {
    let Value::Table(table) = value else { bail!("expected a table with the keys keep, drop or title") };
    let mut rule = SiteRule::default();
    for (key, value) in table {
        let selectors = match value {
            Value::String(one) => vec![one],
            Value::Array(many) => many
                .into_iter()
                .map(|v| {
                    v.as_str().map(str::to_owned).with_context(|| format!("{key} must be a list of strings"))
                })
                .collect::<Result<_>>()?,
            other => bail!("{key} must be a selector or a list of selectors, not {other}"),
        };
        match key.as_str() {
            "keep" => rule.keep = selectors,
            "drop" => rule.drop = selectors,
            "title" => rule.title = selectors,
            _ => bail!("unknown key {key:?}: expected keep, drop or title"),
        }
    }
    Ok(rule)
}

/// Builds the configuration of `clean`.
pub(crate) fn for_clean(arguments: &CleanArguments) -> Result<Config> {
    let mut config = Config::new(arguments.inputs.iter().cloned());
    config.output = parse_destination(&arguments.output)?;
    config.output_options.overwrite = arguments.overwrite;
    config.output_options.shard_bytes = arguments.shard_size;
    config.output_options.manifest = arguments.manifest.clone();
    config.output_options.folder_compression = match arguments.compression {
        ShardCompression::None => Compression::None,
        ShardCompression::Gzip => Compression::Gzip,
        ShardCompression::Zstd => Compression::Zstd,
    };
    config.schema = arguments.schema.into();
    config.annotate = arguments.annotate;
    config.dry_run = arguments.dry_run;
    config.samples = if arguments.dry_run { SAMPLES } else { 0 };
    config.rejected_text = arguments.rejected_text;
    config.duplicates_by = arguments.duplicates_by;
    config.keep_duplicates = arguments.keep_duplicates;
    config.limit = arguments.limit;
    config.jobs = arguments.jobs;
    config.memory = arguments.memory;
    set_page_options(&arguments.page, &mut config)?;
    Ok(config)
}

/// Builds the configuration of `explain`: that of a run that cleans the page.
pub(crate) fn for_explain(arguments: &ExplainArguments) -> Result<Config> {
    let mut config = Config::new([arguments.input.clone()]);
    set_page_options(&arguments.page, &mut config)?;
    Ok(config)
}

fn set_page_options(arguments: &PageArguments, config: &mut Config) -> Result<()> {
    config.model = arguments.model.as_deref().map(model::read).transpose()?.map(Into::into);
    config.extract = arguments.extract.clone();
    config.selection = arguments.selection.clone();
    config.rule.keep = arguments.keep.clone();
    config.rule.drop = arguments.drop.clone();
    config.site_rules = arguments.sites.clone();
    config.ingest.mapping = arguments.map.clone().unwrap_or_default();
    config.ingest.keep_fields = arguments.keep_fields.clone();
    config.ingest.statuses = arguments.status;
    config.ingest.max_page_bytes = usize::try_from(arguments.max_page_bytes).unwrap_or(usize::MAX);
    config.ingest.max_line_bytes = usize::try_from(arguments.max_line_bytes).unwrap_or(usize::MAX);
    config.ingest.max_ratio = arguments.max_ratio;
    config.ingest.max_members = arguments.max_members;
    config.ingest.max_spool_bytes = arguments.max_spool_bytes;
    Ok(())
}

/// Parses an output. An existing folder does not need a slash at its end.
fn parse_destination(output: &str) -> Result<Destination> {
    if output != "-" && !output.ends_with('/') && Path::new(output).is_dir() {
        return Ok(Destination::parse(format!("{output}/"))?);
    }
    Ok(Destination::parse(output)?)
}
