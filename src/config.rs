//! Builds the configuration of a run from the command line and the settings file, for both `clean` and `explain`.
//!
//! Every long flag of `clean` is a key of the settings file `dechaff.toml`. Flags on the command line take precedence.
//! `explain` reads the same file, and uses the keys that are also its flags: those that determine what is written about a
//! page.
//!
//! ```toml
//! min-words = 50
//! language = ["de", "fr"]
//! duplicates = "url=drop"
//! markdown = true
//!
//! [site."example.org"]
//! keep = ["div.story"]
//! drop = [".related"]
//! title = ["h1.headline"]
//! ```

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context, Result, anyhow};
use clap::{ArgMatches, CommandFactory, FromArgMatches};
use toml::Table;

use dechaff_pipeline::Config;
use dechaff_settings::{first_paragraph, flags_from_table, take_site_rules};

use crate::arguments::{Arguments, Command, ExplainArguments, LearnSitesArguments};

/// The settings file that is read by default, if it exists.
const SETTINGS_FILE: &str = "dechaff.toml";

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
    let site_rules = take_site_rules(&mut table)?;
    let command = Arguments::command();
    let [all, own] = ["clean", subcommand].map(|name| command.find_subcommand(name));
    if let (Some(all), Some(own)) = (all, own) {
        let flags = flags_from_table(&table, all, own, Some(matches))?;
        line.extend(flags.into_iter().map(OsString::from));
    }
    let matches = Arguments::command()
        .try_get_matches_from(line)
        .map_err(|error| anyhow!(first_paragraph(&error.to_string())))?;
    let mut arguments = parse(&matches)?;
    match &mut arguments.command {
        Command::Clean(clean) => clean.settings.page.site_rules = site_rules,
        Command::Explain(explain) => explain.page.site_rules = site_rules,
        _ => {}
    }
    Ok(arguments)
}

/// Builds the configuration of `explain`: that of a run that cleans the page.
pub(crate) fn for_explain(arguments: &ExplainArguments, input: &str) -> Result<Config> {
    let mut config = arguments.page.to_config(&[input])?;
    config.extract.unused_values = true;
    Ok(config)
}

/// Builds the configuration of `sites learn`.
pub(crate) fn for_learning_sites(arguments: &LearnSitesArguments) -> Config {
    let mut config = Config::new(arguments.inputs.iter().cloned());
    config.ingest.mapping = arguments.map.clone().unwrap_or_default();
    config.ingest.statuses = arguments.status;
    config.jobs = arguments.jobs;
    config
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::Path;

    use dechaff_pipeline::{Reason, Record, Run, Schema, explain};
    use serde_json::{Value as Json, json};
    use tempfile::TempDir;

    use super::*;

    /// Parses a command line with settings.
    fn parse_line(line: &[&str], settings: &str) -> Result<Command> {
        let line: Vec<OsString> = line.iter().map(OsString::from).collect();
        let matches = Arguments::command().try_get_matches_from(&line)?;
        let (name, subcommand) = matches.subcommand().unwrap();
        Ok(with_settings(line.clone(), name, subcommand, settings)?.command)
    }

    fn clean_config(line: &[&str], settings: &str) -> Config {
        match parse_line(&[&["dechaff", "clean"], line].concat(), settings).unwrap() {
            Command::Clean(arguments) => arguments.settings.to_config().unwrap(),
            _ => panic!("not clean: {line:?}"),
        }
    }

    fn explain_config(line: &[&str], settings: &str) -> Config {
        match parse_line(&[&["dechaff", "explain"], line].concat(), settings).unwrap() {
            Command::Explain(arguments) => for_explain(&arguments, &arguments.input).unwrap(),
            _ => panic!("not explain: {line:?}"),
        }
    }

    fn read_lines(path: &Path) -> Vec<Json> {
        let text = fs::read_to_string(path).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn record_number(line: &Json) -> u64 {
        line["source"]["record"].as_u64().unwrap()
    }

    fn to_json(record: &Record) -> Json {
        let mut line = vec![];
        record.write_line(&Schema::Dechaff, &mut line);
        serde_json::from_slice(&line).unwrap()
    }

    /// Settings that change what is written about most of the [`pages`].
    const SETTINGS: &str = r#"
        min-words = 15
        min-confidence = 0.5
        language = ["en", "nl"]
        favor = "recall"
        with-title = true
        markdown = true
        drop = [".note"]
        keep-fields = ["crawl"]

        [site."example.org"]
        keep = ["div.story"]
        drop = [".related"]
        title = ["h2.headline"]
    "#;

    /// Pages of HTML and text. With [`SETTINGS`], records 1 to 3 are kept.
    fn pages() -> Vec<Json> {
        let story = "<p>The ferry to the island sails again from Monday, twice a day and three times on Sundays, the town \
            said.</p><p>It had been away for two years, and people on both shores were glad to see it.</p>";
        let with_rule = format!(
            "<html lang=en><title>Harbour News</title><nav><a href=/>Home</a></nav><h1>News of the week</h1>\
             <h2 class=headline>Ferry returns</h2><div class=story>{story}<p class=related>The bridge to the mainland was \
             closed on Friday, because the wind was too strong, the harbour master said.</p></div>\
             <p>The town hall is open from Monday to Friday, and it is closed at the end of the year.</p>"
        );
        let without_rule = format!(
            "<html lang=en><title>Steamer returns</title><nav><a href=/>Home</a></nav><article><h1>Steamer returns</h1>\
             {}<p class=note>This note is a sentence like the others, and the user does not want to have it.</p>\
             </article>",
            story.replace("ferry", "steamer")
        );
        let text = "The rowing boat to the island leaves again from Monday, the harbour master said on Friday.\n\n\
            It goes twice a day, and three times on Sundays, and dogs travel free of charge.";
        let german = "Das Schiff zur Insel fährt ab Montag wieder, zweimal am Tag und dreimal am Sonntag, sagte die \
            Stadt.\n\nEs war zwei Jahre lang nicht da, und die Menschen an beiden Ufern freuten sich sehr darüber.";
        vec![
            json!({ "url": "https://www.example.org/ferry", "html": with_rule, "crawl": 7, "fetched": "20240506101500" }),
            json!({ "url": "https://steamer.example/", "html": without_rule, "authors": ["Ada Lovelace"] }),
            json!({ "url": "https://boat.example/", "text": text, "title": "The boat", "published": "2024-05-06" }),
            json!({ "url": "https://insel.example/", "text": german }),
            json!({ "url": "https://short.example/", "text": "The ferry sails again, said the harbour master." }),
            json!({ "url": "https://empty.example/", "text": "", "fetched": "2024-05-06" }),
        ]
    }

    /// A folder with [`pages`] in `pages.jsonl`.
    fn folder_with_pages() -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let lines: Vec<String> = pages().iter().map(|page| format!("{page}\n")).collect();
        fs::write(folder.path().join("pages.jsonl"), lines.concat()).unwrap();
        folder
    }

    #[test]
    fn explain_shows_the_record_and_the_fate_that_clean_writes() {
        let folder = folder_with_pages();
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let input = path("pages.jsonl");
        Run::new(clean_config(&[&input, "-o", &path("out.jsonl")], SETTINGS)).unwrap().execute().unwrap();
        let annotated = path("annotated.jsonl");
        let run = Run::new(clean_config(&[&input, "-o", &annotated, "--annotate"], SETTINGS)).unwrap();
        run.execute().unwrap();
        let by_number = |name: &str| -> BTreeMap<u64, Json> {
            read_lines(&folder.path().join(name)).into_iter().map(|l| (record_number(&l), l)).collect()
        };
        let (kept, rejected) = (by_number("out.jsonl"), by_number("out.rejects.jsonl"));

        let lines = read_lines(Path::new(&annotated));
        assert_eq!(lines.len(), pages().len());
        let mut reasons = vec![];
        for line in lines {
            let number = record_number(&line);
            let explained = explain(explain_config(&[&input], SETTINGS), Some(number), None).unwrap();
            let mut record = to_json(&explained.record);
            match &explained.fate {
                Ok(()) => {
                    assert_eq!(record, kept[&number]);
                    record["status"] = json!("kept");
                    (record["reason"], record["detail"]) = (Json::Null, Json::Null);
                }
                Err(rejection) => {
                    record["status"] = json!("rejected");
                    record["reason"] = json!(rejection.reason.as_str());
                    record["detail"] = json!(rejection.detail);
                    let reject = &rejected[&number];
                    for field in ["id", "url", "source", "reason", "detail", "title"] {
                        assert_eq!(record[field], reject[field], "{field} of record {number}");
                    }
                }
            }
            assert_eq!(record, line, "record {number}");
            reasons.push(explained.fate.err().map(|rejection| rejection.reason));
        }
        let rejections = [Reason::Language, Reason::TooShort, Reason::Empty].map(Some);
        assert_eq!(reasons, [[None; 3], rejections].concat());
    }

    #[test]
    fn the_settings_of_that_test_are_in_force() {
        let folder = folder_with_pages();
        let input = folder.path().join("pages.jsonl").to_str().unwrap().to_owned();
        let explained = |settings: &str, record: u64| {
            explain(explain_config(&[&input], settings), Some(record), None).unwrap()
        };
        let record = explained(SETTINGS, 1).record;
        assert_eq!(record.title.as_deref(), Some("Ferry returns"));
        assert!(record.text.starts_with("Ferry returns\n\nThe ferry to the island"), "{}", record.text);
        assert!(!record.text.contains("bridge") && !record.text.contains("town hall"), "{}", record.text);
        assert!(record.markdown.is_some());
        assert_eq!(record.metadata["crawl"], 7);
        assert!(!explained(SETTINGS, 2).record.text.contains("note"));
        assert!(explained("", 2).record.text.contains("note"));
        assert!(explained("", 4).fate.is_ok());
        let confidence = f64::from(explained("", 3).article.unwrap().confidence);
        let rejection = explained(&format!("min-confidence = {}", confidence + 0.001), 3).fate.unwrap_err();
        assert_eq!(rejection.reason, Reason::LowConfidence);
    }

    /// A value for each flag of `clean`, in the syntax of the settings file, other than its default. `FOLDER` is a temporary folder.
    const EXAMPLES: &[(&str, &str)] = &[
        ("annotate", "true"),
        ("checkpoint", "\"FOLDER/checkpoint\""),
        ("checkpoint-every", "2.5"),
        ("no-checkpoint", "true"),
        ("compression", "\"gzip\""),
        ("format", "\"parquet\""),
        ("dry-run", "true"),
        ("drop", "[\".related\", \"aside\"]"),
        ("duplicates", "\"url=drop,near=tag\""),
        ("keep-first", "\"earliest\""),
        ("updates", "\"last\""),
        ("near-days", "3"),
        ("index", "\"FOLDER/seen\""),
        ("against", "[\"FOLDER/seen\"]"),
        ("favor", "\"precision\""),
        ("fix-mojibake", "true"),
        ("include-comments", "true"),
        ("jobs", "2"),
        ("keep", "\"main\""),
        ("sites", "\"off\""),
        ("keep-fields", "[\"crawl_id\", \"meta.spider\"]"),
        ("language", "[\"de\", \"fr\"]"),
        ("limit", "5"),
        ("log-format", "\"json\""),
        ("manifest", "\"manifest.json\""),
        ("map", "\"text=maintext,url=source\""),
        ("markdown", "true"),
        ("max-line-bytes", "\"1MB\""),
        ("max-members", "5"),
        ("max-page-bytes", "\"1MB\""),
        ("max-ratio", "5"),
        ("max-spool-bytes", "\"1MB\""),
        ("memory", "\"1GB\""),
        ("min-confidence", "0.5"),
        ("min-words", "5"),
        ("model", "\"crates/extract/models/html.model\""),
        ("no-tables", "true"),
        ("output", "\"out.jsonl\""),
        ("overwrite", "true"),
        ("progress", "\"none\""),
        ("quiet", "true"),
        ("rejected-text", "true"),
        ("schema", "\"dolma\""),
        ("source", "\"harbour-news\"\nschema = \"dolma\""),
        ("shard-size", "\"1MB\""),
        ("status", "\"4xx\""),
        ("with-captions", "true"),
        ("with-title", "true"),
    ];

    /// Flags that don't affect what is written about pages. The manifest does not record them as configuration.
    const NOT_RECORDED: &[&str] = &[
        // Speed and memory. The number of threads is recorded as a fact of the run.
        "jobs",
        "memory",
        // What appears on standard error.
        "log-format",
        "progress",
        "quiet",
        // The settings of the file are recorded one by one.
        "config",
        // Whether and where a run goes on after it was killed.
        "checkpoint",
        "checkpoint-every",
        "no-checkpoint",
        // Where files go. The manifest lists the files that were written.
        "manifest",
        "output",
        "overwrite",
        // Nothing is written, so there is no manifest.
        "dry-run",
    ];

    /// What the manifest records besides flags: the arguments, options for library users, and rules by site.
    const NOT_FLAGS: &[&str] = &["compression_level", "inputs", "site", "title"];

    fn clean_flags() -> BTreeSet<String> {
        let command = Arguments::command();
        let clean = command.find_subcommand("clean").unwrap();
        clean
            .get_arguments()
            .filter(|a| !a.is_hide_set())
            .filter_map(|a| a.get_long())
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn every_flag_is_a_key_of_the_settings_file() {
        let examples: BTreeMap<&str, &str> = EXAMPLES.iter().copied().collect();
        let flags = clean_flags();
        assert!(examples.keys().all(|flag| flags.contains(*flag)), "{flags:?}");
        for flag in flags.iter().filter(|flag| *flag != "config") {
            let value = examples.get(flag.as_str()).unwrap_or_else(|| panic!("--{flag} has no example"));
            let parsed = parse_line(&["dechaff", "clean", "-"], &format!("{flag} = {value}"));
            assert!(parsed.is_ok(), "--{flag}: {parsed:?}");
        }
        assert!(parse_line(&["dechaff", "clean", "-"], "config = \"other.toml\"").is_err());
    }

    #[test]
    fn every_flag_that_affects_pages_is_in_the_manifest_under_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        fs::write(path("empty.jsonl"), "").unwrap();
        let recorded = |settings: &str| -> serde_json::Map<String, Json> {
            let line = [&path("empty.jsonl"), "-o", &path("out.jsonl"), "--overwrite"];
            Run::new(clean_config(&line, settings)).unwrap().execute().unwrap();
            let manifest: Json =
                serde_json::from_slice(&fs::read(path("out.manifest.json")).unwrap()).unwrap();
            manifest["config"].as_object().unwrap().clone()
        };
        let defaults = recorded("");
        let keys: BTreeSet<&str> = defaults.keys().map(String::as_str).collect();
        let flags = clean_flags();
        let names: BTreeSet<String> = flags
            .iter()
            .filter(|flag| !NOT_RECORDED.contains(&flag.as_str()))
            .map(|flag| flag.replace('-', "_"))
            .collect();
        let expected: BTreeSet<&str> =
            names.iter().map(String::as_str).chain(NOT_FLAGS.iter().copied()).collect();
        assert_eq!(keys, expected);
        for (flag, value) in EXAMPLES.iter().filter(|(flag, _)| !NOT_RECORDED.contains(flag)) {
            let value = value.replace("FOLDER", folder.path().to_str().unwrap());
            let changed = recorded(&format!("{flag} = {value}"));
            let name = flag.replace('-', "_");
            assert_ne!(changed[&name], defaults[&name], "--{flag} = {value}");
        }
        let model = recorded("model = \"crates/extract/models/html.model\"")["model"].clone();
        assert!(model[0].as_str().unwrap().starts_with("learned-1 html "), "{model}");
        let site = recorded("[site.\"a.example\"]\nkeep = \"main\"")["site"].clone();
        assert_eq!(site["a.example"]["keep"], json!(["main"]));
    }
}
