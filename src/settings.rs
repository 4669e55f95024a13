//! `dechaff.toml`: every flag of `clean` is a key of it; flags on the command line win.
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

use anyhow::{Context, Result, bail};
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, FromArgMatches};
use toml::{Table, Value};

use dechaff_pipeline::SiteRule;

use crate::arguments::{Arguments, Command};

/// The file that is read if none is named.
const NAME: &str = "dechaff.toml";

/// Parses the command line, with what a configuration file adds to it.
pub(crate) fn arguments() -> Result<Arguments> {
    let line: Vec<OsString> = std::env::args_os().collect();
    let matches = Arguments::command().get_matches_from(&line);
    let Some(("clean", clean)) = matches.subcommand() else { return parse(&matches) };
    let Some(file) = file(clean) else { return parse(&matches) };
    let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let mut table: Table = text.parse().with_context(|| file.display().to_string())?;
    let sites = sites(table.remove("site")).with_context(|| file.display().to_string())?;
    let mut with_file = line;
    with_file.extend(flags(&table, clean, &file)?);
    // The flags of the file come last, but only where the command line has none of that name.
    let matches = Arguments::command()
        .try_get_matches_from(with_file)
        .map_err(|error| anyhow::anyhow!("{}: {error}", file.display()))?;
    let mut arguments = parse(&matches)?;
    if let Command::Clean(clean) = &mut arguments.command {
        clean.sites = sites;
    }
    Ok(arguments)
}

/// The tables `[site."example.org"]`: keep, drop and title, a selector or a list of them each.
fn sites(value: Option<Value>) -> Result<Vec<(String, SiteRule)>> {
    let Some(value) = value else { return Ok(vec![]) };
    let Value::Table(sites) = value else {
        bail!("site must be a table of sites, such as [site.\"example.org\"]")
    };
    sites
        .into_iter()
        .map(|(site, rule)| {
            site_rule(rule).map(|rule| (site.clone(), rule)).with_context(|| format!("site {site:?}"))
        })
        .collect()
}

fn site_rule(value: Value) -> Result<SiteRule> {
    let Value::Table(table) = value else { bail!("must be a table with keep, drop or title") };
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
            other => bail!("{key} can't be {other}"),
        };
        match key.as_str() {
            "keep" => rule.keep = selectors,
            "drop" => rule.drop = selectors,
            "title" => rule.title = selectors,
            _ => bail!("unknown key {key:?}; there are keep, drop and title"),
        }
    }
    Ok(rule)
}

fn parse(matches: &ArgMatches) -> Result<Arguments> {
    Arguments::from_arg_matches(matches).map_err(|error| error.exit())
}

fn file(clean: &ArgMatches) -> Option<PathBuf> {
    match clean.get_one::<PathBuf>("config") {
        Some(named) => Some(named.clone()),
        None => Some(PathBuf::from(NAME)).filter(|path| path.is_file()),
    }
}

/// The file's keys as flags, without those that the command line gives.
fn flags(table: &Table, clean: &ArgMatches, file: &Path) -> Result<Vec<OsString>> {
    let command = Arguments::command();
    let clean_command = command.find_subcommand("clean").context("clean is a subcommand")?;
    let mut out = vec![];
    for (key, value) in table {
        let argument = clean_command.get_arguments().find(|a| a.get_long() == Some(key.as_str()));
        let Some(argument) = argument.filter(|_| key != "config") else {
            bail!(
                "{}: unknown key {key:?}; keys are the long flags of `dechaff clean`, such as min-words",
                file.display()
            );
        };
        if clean.value_source(argument.get_id().as_str()) == Some(ValueSource::CommandLine) {
            continue;
        }
        match value {
            Value::Boolean(true) if !argument.get_action().takes_values() => {
                out.push(format!("--{key}").into())
            }
            Value::Boolean(false) if !argument.get_action().takes_values() => {}
            Value::String(text) => out.push(format!("--{key}={text}").into()),
            Value::Integer(number) => out.push(format!("--{key}={number}").into()),
            Value::Float(number) => out.push(format!("--{key}={number}").into()),
            Value::Array(values) => {
                let values: Option<Vec<&str>> = values.iter().map(Value::as_str).collect();
                let Some(values) = values else {
                    bail!("{}: {key} must be a list of strings", file.display());
                };
                // Selectors hold commas; each is a flag of its own. So can be all others.
                out.extend(values.iter().map(|value| format!("--{key}={value}").into()));
            }
            other => bail!("{}: {key} can't be {other}", file.display()),
        }
    }
    Ok(out)
}
