//! The same pages give the same articles in the same order, whatever the format and compression of the dump.

#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

mod dumps;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use dumps::{
    Body, Served, arc_records, bzip2, csv, dechaff, folder_of_files, gzip, json_lines, lines, lz4,
    read_lines, served_pages, tar, warc_records, xz, zip, zstd,
};
use serde_json::Value;

/// The fields of a record that must not depend on the format of the dump.
#[derive(Debug, PartialEq)]
struct Essence {
    url: Value,
    title: Value,
    authors: Value,
    published: Value,
    language: Value,
    text: Value,
    reason: Value,
}

fn essence(record: &Value) -> Essence {
    let field = |name: &str| record[name].clone();
    Essence {
        url: field("url"),
        title: field("title"),
        authors: field("authors"),
        published: field("published"),
        language: field("language"),
        text: field("text"),
        reason: field("reason"),
    }
}

fn clean() -> Command {
    let mut command = dechaff();
    command.args([
        "clean",
        "--quiet",
        "--sites",
        "off",
        "--duplicates",
        "exact=tag",
        "--rejected-text",
        "--min-words",
        "1",
    ]);
    command
}

/// Cleans an input, and returns its articles and its rejects, each in input order.
fn clean_input(input: &Path) -> [Vec<Essence>; 2] {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.jsonl");
    clean().arg(input).arg("-o").arg(&output).assert().success();
    let read = |name: &str| read_lines(folder.path().join(name)).iter().map(essence).collect();
    [read("out.jsonl"), read("out.rejects.jsonl")]
}

/// The articles and rejects of the pages as a folder of files.
fn expected(pages: &[Served]) -> [Vec<Essence>; 2] {
    let folder = tempfile::tempdir().unwrap();
    folder_of_files(folder.path(), pages, <[u8]>::to_vec);
    let [articles, rejects] = clean_input(folder.path());
    assert_eq!(articles.len() + rejects.len(), pages.len());
    assert!(articles.len() > pages.len() / 2 && !rejects.is_empty());
    [articles, rejects]
}

#[track_caller]
fn assert_same(found: &[Vec<Essence>; 2], expected: &[Vec<Essence>; 2], what: &str) {
    for (found, expected) in found.iter().zip(expected) {
        for (found, expected) in found.iter().zip(expected) {
            assert_eq!(found, expected, "{what}");
        }
        assert_eq!(found.len(), expected.len(), "{what}");
    }
}

/// Compresses a dump of records in every supported way.
fn compressed(records: &[Vec<u8>]) -> [(&'static str, Vec<u8>); 8] {
    let each = |wrap: fn(&[u8]) -> Vec<u8>| records.iter().flat_map(|record| wrap(record)).collect();
    [
        ("plain", records.concat()),
        ("gzip in one member", gzip(&records.concat())),
        ("gzip with one member per record", each(gzip)),
        ("zstd in one frame", zstd(&records.concat())),
        ("zstd with one frame per record", each(zstd)),
        ("bzip2", bzip2(&records.concat())),
        ("xz", xz(&records.concat())),
        ("lz4", lz4(&records.concat())),
    ]
}

#[track_caller]
fn check(records: &[Vec<u8>], expected: &[Vec<Essence>; 2], what: &str) {
    let folder = tempfile::tempdir().unwrap();
    for (compression, bytes) in compressed(records) {
        // The name gives no hint of the format.
        let path = folder.path().join("dump");
        fs::write(&path, &bytes).unwrap();
        assert_same(&clean_input(&path), expected, &format!("{what}, {compression}"));
    }
}

#[test]
fn compressed_files_in_a_folder_give_what_plain_files_give() {
    let pages = served_pages();
    let expected = expected(&pages);
    for wrap in [gzip as fn(&[u8]) -> Vec<u8>, zstd] {
        let folder = tempfile::tempdir().unwrap();
        folder_of_files(folder.path(), &pages, wrap);
        assert_same(&clean_input(folder.path()), &expected, "a folder of compressed files");
    }
}

#[test]
fn json_lines_give_what_files_give() {
    let pages = served_pages();
    check(&json_lines(&pages), &expected(&pages), "JSON Lines");
}

#[test]
fn warc_gives_what_files_give() {
    let pages = served_pages();
    check(&warc_records(&pages, Body::Plain), &expected(&pages), "WARC");
}

#[test]
fn archives_give_what_files_give() {
    let pages = served_pages();
    let expected = expected(&pages);
    check(&[tar(&pages)], &expected, "tar");
    check(&[zip(&pages)], &expected, "zip");
}

#[test]
fn tables_give_what_files_give() {
    let pages = served_pages();
    check(&[csv(&pages)], &expected(&pages), "CSV");
}

#[test]
fn arc_gives_what_files_give() {
    let pages = served_pages();
    check(&arc_records(&pages), &expected(&pages), "ARC");
}

#[test]
fn dumps_in_archives_give_what_dumps_give() {
    let pages = served_pages();
    let warc =
        Served { url: "dump".into(), html: false, bytes: gzip(&warc_records(&pages, Body::Plain).concat()) };
    check(&[tar(&[warc])], &expected(&pages), "a .warc.gz in a tar");
}

#[test]
fn encoded_http_bodies_give_what_plain_bodies_give() {
    let pages = served_pages();
    let expected = expected(&pages);
    let folder = tempfile::tempdir().unwrap();
    for body in [Body::Chunked, Body::Gzip, Body::ChunkedGzip] {
        let path = folder.path().join("dump");
        fs::write(&path, warc_records(&pages, body).concat()).unwrap();
        assert_same(&clean_input(&path), &expected, &format!("{body:?}"));
    }
}

#[test]
fn standard_input_gives_what_a_file_gives() {
    let pages = served_pages();
    let [articles, _] = expected(&pages);
    let warc = warc_records(&pages, Body::Plain);
    let json = json_lines(&pages);
    for dump in [&json, &warc] {
        let mut dumps = compressed(dump).to_vec();
        dumps.push(("in a zip", zip(&[Served { url: "dump".into(), html: false, bytes: dump.concat() }])));
        for (compression, bytes) in dumps {
            let output = clean().arg("-").write_stdin(bytes).assert().success().get_output().clone();
            let found: Vec<Essence> =
                lines(&String::from_utf8(output.stdout).unwrap()).iter().map(essence).collect();
            assert_eq!(found.len(), articles.len(), "{compression}");
            assert!(found == articles, "{compression}");
            assert!(output.stderr.is_empty());
        }
    }
}

#[test]
fn a_single_page_on_standard_input_is_a_page() {
    let pages = served_pages();
    for page in pages.iter().filter(|p| p.url.ends_with("amp-page") || p.url.ends_with("greek-news")) {
        let output = clean().arg("-").write_stdin(page.bytes.clone()).assert().success().get_output().clone();
        let found = lines(&String::from_utf8(output.stdout).unwrap());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["source"]["file"], "-");
    }
}
