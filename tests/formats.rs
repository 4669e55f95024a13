//! However pages are packed, the same articles come out in the same order.

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

/// What a dump's format must not change.
#[derive(Debug, PartialEq)]
struct Fate {
    url: Value,
    title: Value,
    authors: Value,
    published: Value,
    language: Value,
    text: Value,
    reason: Value,
}

fn fate(record: &Value) -> Fate {
    let field = |name: &str| record[name].clone();
    Fate {
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
    command.args(["clean", "--quiet", "--keep-duplicates", "--rejected-text", "--min-words", "1"]);
    command
}

/// Articles and rejects of an input, each in input order.
fn fates(input: &Path) -> [Vec<Fate>; 2] {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.jsonl");
    clean().arg(input).arg("-o").arg(&output).assert().success();
    let of = |name: &str| read_lines(folder.path().join(name)).iter().map(fate).collect();
    [of("out.jsonl"), of("out.rejects.jsonl")]
}

/// Those of the pages as a folder of files.
fn expected(pages: &[Served]) -> [Vec<Fate>; 2] {
    let folder = tempfile::tempdir().unwrap();
    folder_of_files(folder.path(), pages, <[u8]>::to_vec);
    let fates = fates(folder.path());
    assert_eq!(fates[0].len() + fates[1].len(), pages.len());
    assert!(fates[0].len() > pages.len() / 2 && !fates[1].is_empty());
    fates
}

#[track_caller]
fn same(found: &[Vec<Fate>; 2], expected: &[Vec<Fate>; 2], what: &str) {
    for (found, expected) in found.iter().zip(expected) {
        for (found, expected) in found.iter().zip(expected) {
            assert_eq!(found, expected, "{what}");
        }
        assert_eq!(found.len(), expected.len(), "{what}");
    }
}

/// Each way to compress a dump of records.
fn wrapped(records: &[Vec<u8>]) -> [(&'static str, Vec<u8>); 8] {
    let each = |wrap: fn(&[u8]) -> Vec<u8>| records.iter().flat_map(|record| wrap(record)).collect();
    [
        ("plain", records.concat()),
        ("gzip in one member", gzip(&records.concat())),
        ("gzip with a member a record", each(gzip)),
        ("zstd in one frame", zstd(&records.concat())),
        ("zstd with a frame a record", each(zstd)),
        ("bzip2", bzip2(&records.concat())),
        ("xz", xz(&records.concat())),
        ("lz4", lz4(&records.concat())),
    ]
}

#[track_caller]
fn check(records: &[Vec<u8>], expected: &[Vec<Fate>; 2], what: &str) {
    let folder = tempfile::tempdir().unwrap();
    for (wrapping, bytes) in wrapped(records) {
        // The name says nothing.
        let path = folder.path().join("dump");
        fs::write(&path, &bytes).unwrap();
        same(&fates(&path), expected, &format!("{what}, {wrapping}"));
    }
}

#[test]
fn compressed_files_in_a_folder_are_the_files() {
    let pages = served_pages();
    let expected = expected(&pages);
    for wrap in [gzip as fn(&[u8]) -> Vec<u8>, zstd] {
        let folder = tempfile::tempdir().unwrap();
        folder_of_files(folder.path(), &pages, wrap);
        same(&fates(folder.path()), &expected, "a folder of compressed files");
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
fn bodies_in_http_codings_are_the_bodies() {
    let pages = served_pages();
    let expected = expected(&pages);
    let folder = tempfile::tempdir().unwrap();
    for body in [Body::Chunked, Body::Gzip, Body::ChunkedGzip] {
        let path = folder.path().join("dump");
        fs::write(&path, warc_records(&pages, body).concat()).unwrap();
        same(&fates(&path), &expected, &format!("{body:?}"));
    }
}

#[test]
fn standard_input_gives_what_a_file_gives() {
    let pages = served_pages();
    let [articles, _] = expected(&pages);
    let warc = warc_records(&pages, Body::Plain);
    let json = json_lines(&pages);
    for dump in [&json, &warc] {
        let mut dumps = wrapped(dump).to_vec();
        dumps.push(("in a zip", zip(&[Served { url: "dump".into(), html: false, bytes: dump.concat() }])));
        for (wrapping, bytes) in dumps {
            let output = clean().arg("-").write_stdin(bytes).assert().success().get_output().clone();
            let found: Vec<Fate> =
                lines(&String::from_utf8(output.stdout).unwrap()).iter().map(fate).collect();
            assert_eq!(found.len(), articles.len(), "{wrapping}");
            assert!(found == articles, "{wrapping}");
            assert!(output.stderr.is_empty());
        }
    }
}

#[test]
fn a_page_alone_on_standard_input_is_a_page() {
    let pages = served_pages();
    for page in pages.iter().filter(|p| p.url.ends_with("amp-page") || p.url.ends_with("greek-news")) {
        let output = clean().arg("-").write_stdin(page.bytes.clone()).assert().success().get_output().clone();
        let found = lines(&String::from_utf8(output.stdout).unwrap());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["source"]["file"], "-");
    }
}
