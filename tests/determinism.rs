//! The output depends only on the inputs, the configuration and the version, not on threads or timing.

#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

mod dumps;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use dumps::{
    Body, dechaff, gzip, json_lines, names_in, read_json, read_lines, served_pages, warc_records, zstd,
};

/// Number of copies of every page: enough for many batches in progress.
const COPIES: usize = 4;

/// Writes several files of several formats, some of them damaged.
fn write_inputs(folder: &Path) {
    let pages = served_pages();
    let (first, second) = pages.split_at(pages.len() / 2);
    for copy in 0..COPIES {
        let mut lines = json_lines(first);
        lines.insert(copy, b"{\"url\": \"cut off\n".to_vec());
        lines.extend(json_lines(second));
        fs::write(folder.join(format!("{copy}-a.jsonl")), lines.concat()).unwrap();
        fs::write(folder.join(format!("{copy}-b.warc.gz")), gzip(&warc_records(second, Body::Gzip).concat()))
            .unwrap();
        let mut cut = zstd(&json_lines(first).concat());
        cut.truncate(cut.len() - 100);
        fs::write(folder.join(format!("{copy}-c.jsonl.zst")), cut).unwrap();
    }
}

/// Returns the files of a run by name. The manifest is without the measurements of the run.
fn run(inputs: &Path, jobs: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out/");
    dechaff()
        .arg("clean")
        .arg(inputs)
        .args(["--jobs", jobs, "--quiet", "--markdown", "--rejected-text", "--shard-size", "200kB", "-o"])
        .arg(&output)
        .assert()
        .code(1);
    let shards = names_in(output.join("articles")).into_iter().map(|name| format!("articles/{name}"));
    let mut files: BTreeMap<String, Vec<u8>> = names_in(&output)
        .into_iter()
        .filter(|name| name != "articles")
        .chain(shards)
        .map(|name| (name.clone(), fs::read(output.join(name)).unwrap()))
        .collect();
    let mut manifest = read_json(output.join("manifest.json"));
    assert_eq!(manifest["run"]["jobs"], jobs.parse::<u64>().unwrap());
    manifest.as_object_mut().unwrap().shift_remove("run").unwrap();
    files.insert("manifest.json".to_owned(), manifest.to_string().into_bytes());
    files
}

#[test]
fn every_run_writes_the_same_bytes_with_any_number_of_jobs() {
    let inputs = tempfile::tempdir().unwrap();
    write_inputs(inputs.path());
    let one = run(inputs.path(), "1");
    for name in [
        "articles/part-00000.jsonl",
        "articles/part-00001.jsonl",
        "rejects.jsonl",
        "duplicates.jsonl",
        "errors.jsonl",
    ] {
        assert!(one[name].len() > 100, "{name}");
    }
    for jobs in ["2", "8", "8"] {
        let other = run(inputs.path(), jobs);
        assert!(one.keys().eq(other.keys()), "{jobs} jobs");
        for (name, bytes) in &one {
            assert!(*bytes == other[name], "{name} differs with {jobs} jobs");
        }
    }
}

#[test]
fn the_first_copy_in_input_order_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let pages = served_pages();
    for (name, url) in [("1.jsonl", "first"), ("2.jsonl", "second"), ("3.jsonl", "third")] {
        let lines = json_lines(&pages).concat();
        let lines = String::from_utf8(lines)
            .unwrap()
            .replace("https://pages.example/", &format!("https://{url}.example/"));
        fs::write(folder.path().join(name), lines).unwrap();
    }
    let path = |name: &str| folder.path().join(name);
    let output = path("out.jsonl");
    // Input order is the order of the arguments.
    dechaff()
        .arg("clean")
        .args([path("2.jsonl"), path("3.jsonl"), path("1.jsonl")])
        .args(["--sites", "off", "--jobs", "8", "--quiet", "-o"])
        .arg(&output)
        .assert()
        .success();
    let kept = read_lines(&output);
    assert!(kept.len() > pages.len() / 2);
    assert!(kept.iter().all(|record| record["source"]["file"].as_str().unwrap().ends_with("2.jsonl")));
    let ids: BTreeSet<&str> = kept.iter().map(|record| record["id"].as_str().unwrap()).collect();
    let copies = read_lines(path("out.duplicates.jsonl"));
    assert!(copies.len() >= 2 * kept.len());
    assert!(copies.iter().all(|copy| ids.contains(copy["duplicate_of"].as_str().unwrap())));
    assert!(
        kept.windows(2)
            .all(|pair| pair[0]["source"]["record"].as_u64() < pair[1]["source"]["record"].as_u64())
    );
}
