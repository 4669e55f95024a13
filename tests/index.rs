//! `dechaff index`: what it prints, its exit codes, and that merging replaces nothing unasked.

#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

mod dumps;

use std::fs;
use std::path::Path;

use dechaff_dedup::{ContentHash, PageKeys, PageStore, RunFacts, StoreParameters, StoredPage};
use dumps::dechaff;
use predicates::prelude::*;
use predicates::str::contains;
use serde_json::{Value, json};

/// Adds pages with these numbers to an index.
fn add(folder: &Path, parameters: StoreParameters, numbers: std::ops::Range<u32>, output: &str) {
    let mut store = PageStore::open(folder, parameters).unwrap();
    let pages_seen = u64::from(numbers.len() as u32) + 2;
    let mut addition = store.begin().unwrap();
    for number in numbers {
        let keys = PageKeys::from_text(ContentHash::compute(&number.to_le_bytes()));
        let date = Some(20_000 + number as i32);
        let page = StoredPage { id: format!("page-{number}"), keys, date, words: 100, site: 0, sketch: None };
        addition.push(&page).unwrap();
    }
    let (output, program) = (output.to_owned(), "0.1.0".to_owned());
    addition.commit(RunFacts { digest: [0xab; 16], output, pages_seen, program }).unwrap();
}

/// A folder with two indexes, `monday` and `tuesday`, that have half of their pages in common.
fn indexes() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let parameters = StoreParameters::current(false);
    add(&folder.path().join("monday"), parameters, 0..10, "monday.jsonl");
    add(&folder.path().join("tuesday"), parameters, 5..15, "");
    folder
}

fn index(folder: &tempfile::TempDir, arguments: &[&str]) -> assert_cmd::assert::Assert {
    dechaff().current_dir(folder).arg("index").args(arguments).assert()
}

#[test]
fn stats_show_pages_runs_and_versions() {
    let folder = indexes();
    index(&folder, &["stats", "monday"])
        .success()
        .stdout(contains("monday/pages.redb: 10 pages of 1 runs"))
        .stdout(contains("dates     2024-10-04 to 2024-10-13"))
        .stdout(contains("format 1, normal form 1, URL form 1, no sketches"))
        .stdout(contains("1         12         10  0.1.0  monday.jsonl"));
    index(&folder, &["stats", "tuesday"]).success().stdout(contains("(standard output)"));
    let output = index(&folder, &["stats", "monday", "--json"]).success();
    let stats: Value = serde_json::from_slice(&output.get_output().stdout).unwrap();
    let length = fs::metadata(folder.path().join("monday/pages.redb")).unwrap().len();
    assert_eq!((&stats["pages"], &stats["bytes"]), (&json!(10), &json!(length)));
    assert_eq!(stats["parameters"]["sketch"], Value::Null);
    assert_eq!(
        stats["runs"],
        json!([{
            "number": 1,
            "digest": "ab".repeat(16),
            "output": "monday.jsonl",
            "pages_seen": 12,
            "pages_stored": 10,
            "dates": ["2024-10-04", "2024-10-13"],
            "version": "0.1.0",
        }])
    );
}

#[test]
fn a_name_cannot_control_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    add(&folder.path().join("index"), StoreParameters::current(false), 0..1, "a\u{1b}[31m.jsonl");
    index(&folder, &["stats", "index"]).success().stdout(contains("\u{1b}").not());
}

#[test]
fn damage_is_named_and_gives_exit_code_1() {
    let folder = indexes();
    index(&folder, &["verify", "monday"]).code(0).stdout(contains("is sound: 10 pages of 1 runs"));
    let file = folder.path().join("monday/pages.redb");
    let mut bytes = fs::read(&file).unwrap();
    let at = bytes.windows(6).position(|window| window == b"page-7").unwrap();
    bytes[at] = b'P';
    fs::write(&file, &bytes).unwrap();
    index(&folder, &["verify", "monday"])
        .code(1)
        .stdout(contains("monday/pages.redb: chunk 0: its checksum is wrong"));
    assert_eq!(fs::read(&file).unwrap(), bytes, "verification changed the file");
    // What is too damaged to be opened.
    fs::write(&file, &bytes[..100]).unwrap();
    index(&folder, &["verify", "monday"]).code(1).stdout(contains("monday/pages.redb: database: "));
    index(&folder, &["stats", "monday"]).code(2).stderr(contains("monday/pages.redb: database: "));
}

#[test]
fn a_missing_index_gives_exit_code_2() {
    let folder = indexes();
    for command in
        [&["stats", "wednesday"][..], &["verify", "wednesday"], &["merge", "wednesday", "-o", "all"]]
    {
        index(&folder, command).code(2).stderr(contains("there is no index of pages in wednesday"));
    }
    assert!(!folder.path().join("wednesday").exists());
}

#[test]
fn merging_leaves_known_pages_out() {
    let folder = indexes();
    index(&folder, &["merge", "monday", "tuesday", "--output", "all"])
        .success()
        .stderr(contains("wrote all: 15 pages, 5 known ones left out"));
    index(&folder, &["verify", "all"]).success().stdout(contains("15 pages of 2 runs"));
    index(&folder, &["merge", "monday", "--output", "all"])
        .code(2)
        .stderr(contains("all/pages.redb already exists; use --overwrite to replace it"));
    index(&folder, &["verify", "all"]).success().stdout(contains("15 pages of 2 runs"));
    index(&folder, &["merge", "monday", "--output", "all", "--overwrite"]).success();
    index(&folder, &["verify", "all"]).success().stdout(contains("10 pages of 1 runs"));
}

#[test]
fn indexes_of_other_kinds_are_not_merged() {
    let folder = indexes();
    add(&folder.path().join("sketched"), StoreParameters::current(true), 0..1, "");
    index(&folder, &["merge", "monday", "sketched", "-o", "all"]).code(2).stderr(
        contains(format!(
            "sketched/pages.redb: the index was made with {}, but",
            StoreParameters::current(true)
        ))
        .and(contains("no sketches is needed: only indexes that were made alike can be merged")),
    );
    index(&folder, &["stats", "all"]).code(2);
}
