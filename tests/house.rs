//! The rules of the house, as tests: the layers, the size of folders, and that the documentation names what exists and
//! everything that exists.

#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use dechaff_pipeline::Reason;
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All files below a folder with an extension, sorted.
fn files(folder: impl AsRef<Path>, extension: &str) -> Vec<PathBuf> {
    let mut found = vec![];
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Fails with all complaints at once.
#[track_caller]
fn assert_none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

// Layers

/// Which of our crates a crate may depend on.
const CRATE_LAYERS: [(&str, &[&str]); 10] = [
    ("html", &[]),
    ("extract", &["html"]),
    ("ingest", &[]),
    ("dedup", &[]),
    ("export", &[]),
    ("evaluate", &["extract"]),
    ("pipeline", &["extract", "ingest", "dedup", "export"]),
    ("settings", &["extract", "pipeline"]),
    ("python", &["evaluate", "pipeline", "settings"]),
    (".", &["extract", "evaluate", "pipeline", "settings"]),
];

#[test]
fn crates_depend_on_lower_ones_alone() {
    let mut complaints = vec![];
    for (name, allowed) in CRATE_LAYERS {
        let folder = if name == "." { PathBuf::from(".") } else { Path::new("crates").join(name) };
        let manifest: toml::Table = read(folder.join("Cargo.toml")).parse().unwrap();
        for dependency in manifest["dependencies"].as_table().unwrap().keys() {
            if let Some(dependency) = dependency.strip_prefix("dechaff-")
                && !allowed.contains(&dependency)
            {
                complaints.push(format!("{name} must not depend on {dependency}"));
            }
        }
    }
    let crates = fs::read_dir(root().join("crates")).unwrap().count();
    assert_eq!(crates + 1, CRATE_LAYERS.len(), "a crate is missing from CRATE_LAYERS");
    assert_none(complaints);
}

#[test]
fn every_dependency_is_used() {
    let mut complaints = vec![];
    for (name, _) in CRATE_LAYERS {
        let folder = if name == "." { PathBuf::from(".") } else { Path::new("crates").join(name) };
        let code = |folders: &[&str]| -> String {
            let folders = folders.iter().map(|f| folder.join(f)).filter(|f| root().join(f).is_dir());
            folders.flat_map(|f| files(f, "rs")).map(read).collect()
        };
        let manifest: toml::Table = read(folder.join("Cargo.toml")).parse().unwrap();
        let library = code(&["src"]);
        let everything = code(&["src", "tests", "benches", "examples"]);
        for (table, code) in [("dependencies", &library), ("dev-dependencies", &everything)] {
            let dependencies = manifest.get(table).and_then(|t| t.as_table());
            for dependency in dependencies.into_iter().flat_map(|t| t.keys()) {
                if !code.contains(&dependency.replace('-', "_")) {
                    complaints.push(format!("{name} does not use {dependency} of its {table}"));
                }
            }
        }
    }
    assert_none(complaints);
}

/// The rooms of a crate, lowest first: a file imports from its own room and from lower ones. Rooms in one line know
/// nothing of each other.
const ROOMS: [(&str, &[&[&str]]); 2] = [
    (
        "extract",
        &[
            &["hash", "page_form", "text_map"],
            &["sites"],
            &["lexicon", "options", "page_context"],
            &["unicode"],
            &["language", "classes"],
            &["metadata"],
            &["document"],
            &["detect"],
            &["embedded"],
            &["learned", "output", "article"],
            &["site_page", "standing_text", "extractor"],
        ],
    ),
    (
        "ingest",
        &[
            &["page", "mapping"],
            &["item", "options"],
            &["sniff"],
            &["stream"],
            &["record"],
            &["formats"],
            &["inputs"],
            &["reader"],
        ],
    ),
];

/// The room that a file of a crate is in: a folder, or a file, of its `src`.
fn room(file: &Path, source: &Path) -> String {
    let first = file.strip_prefix(source).unwrap().components().next().unwrap();
    first.as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

#[test]
fn rooms_import_from_lower_ones_alone() {
    let mut complaints = vec![];
    for (name, layers) in ROOMS {
        let source = root().join("crates").join(name).join("src");
        let layer = |room: &str| layers.iter().position(|layer| layer.contains(&room));
        for file in files(source.strip_prefix(root()).unwrap(), "rs") {
            let here = room(&file, &source);
            if here == "lib" {
                continue;
            }
            let Some(floor) = layer(&here) else {
                complaints.push(format!("{name}/{here} is in no layer of ROOMS"));
                continue;
            };
            // Tests may use the whole crate.
            let text = read(&file);
            let code = text.split("#[cfg(test)]").next().unwrap();
            let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            for path in code.flat_map(|line| line.split("crate::").skip(1)) {
                let there: String = path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if there.is_empty() || there == here {
                    continue;
                }
                let shown = file.strip_prefix(root()).unwrap().display();
                match layer(&there) {
                    None => complaints.push(format!("{shown} imports {there} from the crate's own window")),
                    Some(other) if other >= floor => {
                        complaints
                            .push(format!("{shown} ({here}) imports from {there}, which is not below it"));
                    }
                    Some(_) => {}
                }
            }
        }
    }
    assert_none(complaints);
}

#[test]
fn folders_hold_twelve_files_at_most() {
    let mut counts = BTreeMap::<PathBuf, usize>::new();
    for folder in ["src", "crates"] {
        for file in files(folder, "rs") {
            *counts.entry(file.parent().unwrap().to_owned()).or_default() += 1;
        }
    }
    let is_source = |folder: &Path| folder.components().any(|c| c.as_os_str() == "src");
    assert_none(
        counts
            .iter()
            .filter(|(folder, count)| is_source(folder) && **count > 12)
            .map(|(folder, count)| format!("{} holds {count} files", folder.display()))
            .collect(),
    );
}

// Documentation

/// The pages that users read.
fn pages() -> Vec<PathBuf> {
    let mut pages = files("docs", "md");
    pages.push(root().join("README.md"));
    pages
}

fn documentation() -> String {
    pages().iter().map(|page| read(page) + "\n").collect()
}

const SUBCOMMANDS: &[&str] = &[
    "clean",
    "explain",
    "eval",
    "training-data",
    "sites learn",
    "sites show",
    "sites merge",
    "index stats",
    "index verify",
    "index merge",
    "schema",
    "import-rules",
    "completions",
    "man",
];

/// The long flags of a subcommand, from its `--help`.
fn flags(subcommand: &str) -> BTreeSet<String> {
    let output =
        Command::cargo_bin("dechaff").unwrap().args(subcommand.split(' ')).arg("--help").output().unwrap();
    assert!(output.status.success(), "{subcommand}");
    let help = String::from_utf8(output.stdout).unwrap();
    let options = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    options.flat_map(|line| flags_in(line).into_iter().next()).collect()
}

/// Words such as `--min-words`, as they are in a text.
fn flags_in(text: &str) -> Vec<String> {
    let is_flag = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    text.match_indices("--")
        .filter(|&(at, _)| !text[..at].ends_with(|c: char| is_flag(c) || c == '<' || c == '|'))
        .map(|(at, _)| text[at..].chars().take_while(|&c| is_flag(c)).collect::<String>())
        .filter(|flag| flag.len() > 2 && flag.as_bytes()[2].is_ascii_lowercase())
        .collect()
}

#[test]
fn every_flag_is_documented() {
    let documented: BTreeSet<String> = flags_in(&documentation()).into_iter().collect();
    let mut complaints = vec![];
    for subcommand in SUBCOMMANDS {
        for flag in flags(subcommand).iter().filter(|flag| *flag != "--help" && !documented.contains(*flag)) {
            complaints.push(format!("{flag} of {subcommand} is on no page of docs/"));
        }
    }
    assert_none(complaints);
}

#[test]
fn every_documented_flag_exists() {
    let existing: BTreeSet<String> =
        SUBCOMMANDS.iter().flat_map(|s| flags(s)).chain(["--version".to_owned()]).collect();
    let mut complaints = vec![];
    for page in pages() {
        let text = read(&page);
        // Commands of other programs have flags of their own.
        let ours =
            text.lines().filter(|line| !["cargo ", "python", "benches/"].iter().any(|o| line.contains(o)));
        for flag in ours.flat_map(flags_in).filter(|flag| !existing.contains(flag)) {
            complaints.push(format!("{}: {flag} does not exist", page.display()));
        }
    }
    assert_none(complaints);
}

#[test]
fn every_documented_setting_is_a_flag() {
    let flags = flags("clean");
    let mut complaints = vec![];
    for page in pages() {
        let text = read(&page);
        for block in text.split("```toml").skip(1) {
            let block = block.split("```").next().unwrap();
            let settings: toml::Table = block.parse().unwrap_or_else(|e| panic!("{}: {e}", page.display()));
            for key in settings.keys().filter(|key| *key != "site" && !flags.contains(&format!("--{key}"))) {
                complaints.push(format!("{}: {key} is not a flag of clean", page.display()));
            }
        }
    }
    assert_none(complaints);
}

/// The fields of the lines that a run writes, by the name of the file.
fn fields() -> BTreeMap<&'static str, BTreeSet<String>> {
    let folder = tempfile::tempdir().unwrap();
    let story = "The ferry to the island sails again from Monday, twice a day and three times on Sundays, the town said.";
    let page = serde_json::json!({ "text": story });
    fs::write(folder.path().join("dump.jsonl"), format!("{page}\n{page}\n{{\"text\": \"\"}}\n{{\"text\":\n"))
        .unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::cargo_bin("dechaff").unwrap();
        command.current_dir(folder.path()).args(["clean", "dump.jsonl", "--min-words", "5", "--quiet"]);
        let output = command.args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["-o", "out.jsonl"]);
    run(&["-o", "dolma.jsonl", "--schema", "dolma"]);
    run(&["-o", "annotated.jsonl", "--annotate"]);
    run(&["-o", "text.jsonl", "--rejected-text"]);
    let names = [
        "out.jsonl",
        "out.rejects.jsonl",
        "out.duplicates.jsonl",
        "out.errors.jsonl",
        "dolma.jsonl",
        "annotated.jsonl",
        "text.rejects.jsonl",
    ];
    let keys = |name| {
        let text = fs::read_to_string(folder.path().join(name)).unwrap();
        let line: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        line.as_object().unwrap().keys().cloned().collect()
    };
    names.into_iter().map(|name| (name, keys(name))).collect()
}

#[test]
fn every_field_and_reason_is_documented() {
    let page = read("docs/output.md");
    let mut complaints = vec![];
    for (file, fields) in fields() {
        for field in fields.iter().filter(|field| !page.contains(&format!("`{field}`"))) {
            complaints.push(format!("docs/output.md does not name the field {field} of {file}"));
        }
    }
    for reason in Reason::ALL.iter().filter(|reason| !page.contains(&format!("`{reason}`"))) {
        complaints.push(format!("docs/output.md does not name the reason {reason}"));
    }
    assert_none(complaints);
}

/// The names in the first column of the table whose first column has this heading.
fn first_column(page: &str, heading: &str) -> BTreeSet<String> {
    let table = page.split(&format!("\n| {heading} |")).nth(1);
    let table = table.unwrap_or_else(|| panic!("no table of {heading}s"));
    let rows = table.lines().skip(1).take_while(|line| line.starts_with('|'));
    let cells = rows.flat_map(|row| row.split('|').nth(1).unwrap().split(','));
    cells.map(|cell| cell.trim().trim_matches('`').to_owned()).filter(|cell| !cell.starts_with('-')).collect()
}

#[test]
fn every_documented_field_and_reason_exists() {
    let page = read("docs/output.md");
    assert_eq!(first_column(&page, "field"), fields()["out.jsonl"]);
    let reasons: BTreeSet<String> = Reason::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(first_column(&page, "reason"), reasons);
}

#[test]
fn links_to_files_lead_somewhere() {
    let mut complaints = vec![];
    let mut pages = pages();
    for name in ["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "fuzz/README.md"] {
        pages.push(root().join(name));
    }
    pages.extend([root().join("testdata/README.md"), root().join("crates/evaluate/training/README.md")]);
    for page in pages {
        let text = read(&page);
        for target in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            let file = target.split('#').next().unwrap();
            if file.is_empty() || file.contains("://") {
                continue;
            }
            if !page.parent().unwrap().join(file).exists() {
                complaints.push(format!("{}: there is no {file}", page.display()));
            }
        }
    }
    assert_none(complaints);
}

#[test]
fn files_that_the_documentation_names_exist() {
    let mut complaints = vec![];
    for page in ["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"] {
        let text = read(page);
        for code in text.split('`').skip(1).step_by(2) {
            let is_path =
                (code.starts_with("crates/") || code.starts_with("src/") || code.starts_with("tests/"))
                    && !code.contains([' ', '*', '<', '{', 'N']);
            if is_path && !root().join(code).exists() {
                complaints.push(format!("{page}: there is no {code}"));
            }
        }
    }
    assert_none(complaints);
}

#[test]
fn the_readme_is_short() {
    let lines = read("README.md").lines().count();
    assert!(lines < 200, "README.md has {lines} lines; reference belongs to docs/");
}
