//! Golden pages: each folder of `testdata/pages` holds a page, a note on what it shows, a person's judgement of what
//! its article is, and `expected.json`, the record (or reject) that dechaff writes today.
//!
//! `UPDATE_GOLDEN=1 cargo test --test golden` rewrites the expected files and `testdata/gold-small.jsonl`. Read the
//! diff before you commit it.

#![allow(clippy::unwrap_used, reason = "a failing helper is a failing test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::{Value, json};

/// The page types that the README lists.
const PAGE_TYPES: [&str; 8] =
    ["article", "forum", "product", "collection", "listing", "documentation", "service", "other"];

fn updating() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some()
}

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/pages");
    let mut cases: Vec<PathBuf> =
        fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()).collect();
    cases.sort();
    cases
}

fn page(case: &Path) -> PathBuf {
    ["page.html", "page.txt"].iter().map(|name| case.join(name)).find(|p| p.exists()).unwrap()
}

fn read_lines(path: &Path) -> Vec<Value> {
    match fs::read_to_string(path) {
        Ok(text) => text.lines().map(|l| serde_json::from_str(l).unwrap()).collect(),
        Err(_) => vec![],
    }
}

/// Compares a file with its expected content, or rewrites it.
fn check(path: &Path, found: &str, wrong: &mut Vec<String>) {
    if updating() {
        fs::write(path, found).unwrap();
    } else if fs::read_to_string(path).unwrap_or_default() != found {
        wrong.push(format!(
            "{}\n{}",
            path.display(),
            diff(&fs::read_to_string(path).unwrap_or_default(), found)
        ));
    }
}

/// The lines that differ, without the common beginning and end.
fn diff(expected: &str, found: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(x, y)| x == y).count();
    let show =
        |sign: char, lines: &[&str]| lines.iter().map(|l| format!("  {sign} {l}\n")).collect::<String>();
    show('-', &a[head..a.len() - tail]) + &show('+', &b[head..b.len() - tail])
}

#[test]
fn golden_pages() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.jsonl");
    let cases = cases();
    Command::cargo_bin("dechaff")
        .unwrap()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .arg("clean")
        .args(cases.iter().map(|c| page(c).strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_owned()))
        .args([
            "--markdown",
            "--include-comments",
            "--duplicates",
            "exact=tag",
            "--rejected-text",
            "--min-words",
            "1",
            "--quiet",
            "-o",
        ])
        .arg(&output)
        .assert()
        .success();
    let mut found = BTreeMap::new();
    for file in ["out.jsonl", "out.rejects.jsonl"] {
        for mut record in read_lines(&folder.path().join(file)) {
            let source = record["source"]["file"].as_str().unwrap().to_owned();
            // A diff of many lines is easier to read than one of a long string.
            for field in ["text", "markdown", "comments"] {
                if let Some(text) = record[field].as_str() {
                    record[field] = text.split('\n').collect();
                }
            }
            found.insert(source, record);
        }
    }
    assert_eq!(found.len(), cases.len(), "each page has one outcome");
    let mut wrong = vec![];
    for (case, record) in cases.iter().zip(
        cases
            .iter()
            .map(|c| &found[page(c).strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_str().unwrap()]),
    ) {
        check(&case.join("expected.json"), &format!("{record:#}\n"), &mut wrong);
    }
    assert!(wrong.is_empty(), "{} pages came out differently:\n{}", wrong.len(), wrong.join("\n"));
}

/// `gold-small.jsonl` is assembled from the pages and their gold files.
#[test]
fn the_gold_set_consists_of_the_pages() {
    let set: String = cases()
        .iter()
        .map(|case| {
            let path = page(case);
            let facts: Value = serde_json::from_str(&fs::read_to_string(case.join("gold.json")).unwrap()).unwrap();
            let bytes = fs::read(&path).unwrap();
            let decoded = dechaff_html::decode(&bytes, None);
            let content = if path.ends_with("page.html") { "html" } else { "page" };
            let page_type = facts["page_type"].as_str().unwrap();
            assert!(PAGE_TYPES.contains(&page_type), "{}: {page_type}", case.display());
            let gold = json!({
                "text": fs::read_to_string(case.join("gold.txt")).unwrap().trim(),
                "with": [], "without": [],
                "title": facts["title"],
                "authors": if facts["authors"].as_array().is_none_or(Vec::is_empty) { Value::Null } else { facts["authors"].clone() },
                "date": facts["published"],
            });
            let line = json!({
                "id": case.file_name().unwrap().to_str(),
                "url": facts["url"],
                "lang": facts["language"],
                "page_type": page_type,
                "gold": gold,
                content: decoded.text,
            });
            format!("{line}\n")
        })
        .collect();
    let mut wrong = vec![];
    check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/gold-small.jsonl"), &set, &mut wrong);
    assert!(wrong.is_empty(), "gold-small.jsonl is not up to date");
}
