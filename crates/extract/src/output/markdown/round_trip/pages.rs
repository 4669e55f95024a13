//! The golden pages, and the pages of a file, written and read back.

#![allow(clippy::disallowed_methods, reason = "these tests read pages from files")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::document::Document;
use crate::output::markdown::round_trip::{check, written_blocks};

#[test]
fn golden_pages_survive() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/pages");
    let mut wrong = vec![];
    for entry in fs::read_dir(root).unwrap() {
        let page = entry.unwrap().path().join("page.html");
        let Ok(bytes) = fs::read(&page) else { continue };
        let document = Document::from_html(&String::from_utf8_lossy(&bytes));
        if let Err(difference) = check(&document, &written_blocks(&document), true) {
            wrong.push(format!("{}\n{difference}", page.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
#[ignore = "needs a file of pages"]
fn pages_of_a_file_survive() {
    let path = std::env::var("DECHAFF_PAGES").unwrap();
    let mut differences: BTreeMap<String, (u32, String)> = BTreeMap::new();
    let mut pages = 0;
    for line in fs::read_to_string(path).unwrap().lines() {
        let page: serde_json::Value = serde_json::from_str(line).unwrap();
        let Some(html) = page["html"].as_str() else { continue };
        let document = Document::from_html(html);
        pages += 1;
        if let Err(difference) = check(&document, &written_blocks(&document), true) {
            let kind = difference.split(':').next().unwrap_or("").to_owned();
            let known = differences.entry(kind).or_default();
            known.0 += 1;
            let difference: String = difference.chars().take(700).collect();
            known.1.push_str(&format!("{} {difference}\n\n", page["id"]));
        }
    }
    let lost: u32 = differences.values().map(|(count, _)| count).sum();
    let kinds = differences.iter().map(|(kind, (count, examples))| format!("== {kind}: {count}\n{examples}"));
    assert_eq!(lost, 0, "{} of {pages} pages survive\n{}", pages - lost, kinds.collect::<String>());
}
