//! A run that was killed goes on where it was, and in the end has written what an undisturbed run writes.
//!
//! `DECHAFF_KILLS=100 cargo test --test kills` kills each kind of run as many times.

#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

mod dumps;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use dumps::{
    Body, Served, arc_records, bzip2, csv, folder_of_files, gzip, json_lines, lz4, read_json, served_pages,
    tar, warc_records, xz, zip, zstd,
};
use predicates::prelude::*;
use predicates::str::contains;

/// Stories in a dump: enough for a run of about a second.
const STORIES: usize = 500;

/// Many pages of several sites: stories, copies of each kind, and pages that are rejected.
fn pages() -> Vec<Served> {
    let story = |number: usize| {
        let subject = if number.is_multiple_of(7) { number / 2 } else { number };
        let paragraph = |part: usize| {
            let (ferries, dogs) = (subject * 31 + part * 17, subject * part + 7);
            format!(
                "<p>Bridge number {subject} was crossed {ferries} times in week {part}, the harbour master said, and \
                {dogs} dogs went over it free of charge, which is more than anybody on either shore can remember.</p>"
            )
        };
        let paragraphs: String = (1..=2 + number % 20).map(paragraph).collect();
        let body = if number.is_multiple_of(11) { "<p>Short.</p>".to_owned() } else { paragraphs };
        let page = format!(
            "<nav><a href=/>Home</a> <a href=/sport>Sport</a></nav><article><h1>Bridge {subject}</h1>{body}</article>\
            <footer>All rights are reserved by the site of number {}</footer>",
            number % 3
        );
        Served {
            url: format!("https://site{}.example/{number}", number % 3),
            html: true,
            bytes: page.into_bytes(),
        }
    };
    served_pages().into_iter().chain((0..STORIES).map(story)).collect()
}

/// Writes a dump of files of each format and compression, some of them damaged.
fn write_dump(folder: &Path) {
    let pages = pages();
    let mut parts = pages.chunks(pages.len().div_ceil(10));
    let mut part = || parts.next().unwrap();
    let write = |name: &str, bytes: Vec<u8>| fs::write(folder.join(name), bytes).unwrap();
    let mut lines = json_lines(part());
    lines.insert(5, b"{\"url\": \"cut off\n".to_vec());
    write("a.jsonl", lines.concat());
    let mut cut = gzip(&warc_records(part(), Body::Gzip).concat());
    cut.truncate(cut.len() - 50);
    write("b.warc.gz", cut);
    let frames: Vec<Vec<u8>> = json_lines(part()).chunks(20).map(|lines| zstd(&lines.concat())).collect();
    write("c.jsonl.zst", frames.concat());
    write("d.tar", tar(part()));
    write("e.csv", csv(part()));
    write("f.zip", zip(part()));
    let members: Vec<Vec<u8>> = arc_records(part()).iter().map(|record| gzip(record)).collect();
    write("g.arc.gz", members.concat());
    write("h.jsonl.bz2", bzip2(&json_lines(part()).concat()));
    write("i.jsonl.xz", xz(&json_lines(part()).concat()));
    write("j.jsonl.lz4", lz4(&json_lines(part()).concat()));
    fs::create_dir(folder.join("k")).unwrap();
    folder_of_files(&folder.join("k"), &pages[..30], <[u8]>::to_vec);
}

fn command(inputs: &Path, output: &str, folder: &Path, flags: &[&str]) -> Command {
    let flags = flags.iter().map(|flag| flag.replace("FOLDER", folder.to_str().unwrap()));
    let mut command = Command::new(env!("CARGO_BIN_EXE_dechaff"));
    command.arg("clean").arg(inputs).arg("-o");
    // A slash at the end of a folder's name must stay.
    command.arg(format!("{}/{output}", folder.display())).args(flags);
    command.args(["--checkpoint-every", "0.02", "--jobs", "2"]).stdout(Stdio::null());
    command
}

/// All files below a folder by name. Manifests are without the measurements of the run, and indexes are left out: they name
/// the time of each run.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(inner).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap().to_owned();
            let bytes = match name.to_str().unwrap() {
                name if name.contains("manifest") => {
                    let mut manifest = read_json(&path);
                    manifest.as_object_mut().unwrap().shift_remove("run").unwrap();
                    manifest["config"].as_object_mut().unwrap().shift_remove("index");
                    manifest.to_string().into_bytes()
                }
                name if name.starts_with("seen") => vec![],
                _ => fs::read(&path).unwrap(),
            };
            found.insert(name, bytes);
        }
    }
    found
}

fn wait(mut child: Child) -> i32 {
    child.wait().unwrap().code().unwrap_or(-9)
}

/// Kills runs at random moments until one is complete. Returns how many were killed.
fn run_with_kills(
    make: impl Fn() -> Command,
    has_manifest: impl Fn() -> bool,
    random: &mut fastrand::Rng,
    longest: Duration,
) -> usize {
    for kills in 0..200 {
        let mut child = make().stderr(Stdio::piped()).spawn().unwrap();
        // Later runs live longer, so that each gets further.
        let longest = longest.mul_f64(0.2 + 0.05 * kills as f64);
        std::thread::sleep(longest.mul_f64(random.f64()));
        match child.try_wait().unwrap() {
            Some(status) => {
                let mut text = String::new();
                child.stderr.take().unwrap().read_to_string(&mut text).unwrap();
                // The run before may have been killed after everything was done.
                let is_complete = text.contains("already exists") && has_manifest();
                assert!(matches!(status.code(), Some(0 | 1)) || is_complete, "{text}");
                return kills;
            }
            None => child.kill().unwrap(),
        }
        wait(child);
    }
    panic!("the run never ends");
}

fn check(output: &str, flags: &[&str]) {
    let inputs = tempfile::tempdir().unwrap();
    write_dump(inputs.path());
    let whole = tempfile::tempdir().unwrap();
    let begun = std::time::Instant::now();
    let status = command(inputs.path(), output, whole.path(), flags).stderr(Stdio::null()).status().unwrap();
    let took = begun.elapsed();
    assert_eq!(status.code(), Some(1), "the dump is damaged");
    let expected = files(whole.path());
    assert!(expected.len() >= 3);
    assert!(
        !expected.keys().any(|name| name.to_str().unwrap().contains("checkpoint")),
        "{:?}",
        expected.keys()
    );
    let times: usize = std::env::var("DECHAFF_KILLS").ok().map_or(3, |times| times.parse().unwrap());
    let mut random = fastrand::Rng::with_seed(output.len() as u64 + flags.len() as u64);
    let mut kills = 0;
    while kills < times {
        let folder = tempfile::tempdir().unwrap();
        let make = || command(inputs.path(), output, folder.path(), flags);
        let manifests = ["out.manifest.json", "out/manifest.json"].map(|name| folder.path().join(name));
        let has_manifest = || manifests.iter().any(|manifest| manifest.exists());
        kills += run_with_kills(make, has_manifest, &mut random, took);
        let found = files(folder.path());
        assert!(expected.keys().eq(found.keys()), "{:?}\n{:?}", expected.keys(), found.keys());
        for (name, bytes) in &expected {
            assert!(bytes == &found[name], "{} of {output} {flags:?} differs", name.display());
        }
    }
}

#[test]
fn lines_in_one_file() {
    check("out.jsonl", &["--sites", "off"]);
}

#[test]
fn compressed_files_with_profiles_of_sites() {
    check("out.jsonl.gz", &[]);
    check("out.jsonl.zst", &["--markdown"]);
}

#[test]
fn shards_in_a_folder() {
    check("out/", &["--shard-size", "100kB", "--compression", "zstd", "--duplicates", "url=drop,near=drop"]);
}

#[test]
fn columns() {
    check("out.parquet", &["--sites", "off"]);
    check("out/", &["--format", "parquet", "--shard-size", "200kB", "--sites", "off"]);
}

#[test]
fn pages_that_are_held_back() {
    check(
        "out.jsonl",
        &["--keep-first", "longest", "--duplicates", "near=drop,contained=tag", "--sites", "off"],
    );
    check("out.jsonl", &["--annotate", "--keep-first", "earliest", "--sites", "off"]);
}

#[test]
fn an_index_remembers_the_pages_once() {
    check("out.jsonl", &["--index", "FOLDER/seen", "--duplicates", "near=tag", "--sites", "off"]);
}

#[test]
fn a_limit_counts_the_pages_that_were_done() {
    check("out.jsonl", &["--limit", "400", "--sites", "off", "--rejected-text"]);
}

/// Runs until there is a checkpoint, and kills.
fn leave_checkpoint(make: impl Fn() -> Command, folder: &Path) {
    let mut child = make().stderr(Stdio::null()).spawn().unwrap();
    while !folder.join("state.json").exists() {
        assert!(child.try_wait().unwrap().is_none(), "the run had no checkpoint");
    }
    child.kill().unwrap();
    wait(child);
}

#[test]
fn a_run_says_from_which_byte_it_goes_on() {
    let inputs = tempfile::tempdir().unwrap();
    // A checkpoint is kept at the earliest behind the first batch, and is then inside of this file.
    let lines: Vec<Vec<u8>> = (0..20).flat_map(|_| json_lines(&pages())).collect();
    fs::write(inputs.path().join("a.jsonl"), lines.concat()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let flags = ["--sites", "off", "--duplicates", "exact=off"];
    let make = || command(inputs.path(), "out.jsonl", folder.path(), &flags);
    leave_checkpoint(make, &folder.path().join(".out.jsonl.checkpoint"));
    let output = make().output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{text}");
    let byte = text.split_once("reading goes on at byte ").and_then(|(_, rest)| rest.split_once(" of "));
    let (byte, file) = byte.unwrap_or_else(|| panic!("{text}"));
    let byte: usize = byte.replace(',', "").parse().unwrap();
    assert_eq!(lines.concat()[byte - 1..=byte], *b"\n{");
    assert!(file.contains("a.jsonl"), "{text}");
}

#[test]
fn a_run_that_is_not_the_same_is_refused() {
    let inputs = tempfile::tempdir().unwrap();
    write_dump(inputs.path());
    let folder = tempfile::tempdir().unwrap();
    let checkpoint = folder.path().join(".out.jsonl.checkpoint");
    let make = |flags: &[&str]| {
        command(inputs.path(), "out.jsonl", folder.path(), &[&["--sites", "off"], flags].concat())
    };
    leave_checkpoint(|| make(&[]), &checkpoint);
    let before = files(folder.path());
    let refused = |flags: &[&str], message: &str| {
        let output = make(flags).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(contains(message).eval(&text) && text.contains("--overwrite"), "{text}");
        let lock = Path::new(".out.jsonl.checkpoint/lock");
        let mut after = files(folder.path());
        after.remove(lock);
        let mut before = before.clone();
        before.remove(lock);
        assert!(before == after, "something was changed");
    };
    refused(&["--min-words", "50"], "min_words was 20, and is 50 now");
    let added = inputs.path().join("z.jsonl");
    fs::write(&added, "{}\n").unwrap();
    refused(&[], "there were 40 input files, and there are 41 now");
    fs::remove_file(added).unwrap();
    let changed = inputs.path().join("a.jsonl");
    let bytes = fs::read(&changed).unwrap();
    fs::write(&changed, [b" ", &bytes[..]].concat()).unwrap();
    refused(&[], "a.jsonl has changed since");
    // A copy has another time, and is the same.
    fs::write(&changed, bytes).unwrap();
    let output = make(&[]).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("going on from") && text.contains("pages are done"), "{text}");
    assert!(!checkpoint.exists() && folder.path().join("out.jsonl").exists());
}

#[test]
fn another_run_starts_from_the_beginning_with_overwrite() {
    let inputs = tempfile::tempdir().unwrap();
    write_dump(inputs.path());
    let folder = tempfile::tempdir().unwrap();
    let checkpoint = folder.path().join("kept");
    let make = |flags: &[&str]| {
        let place = ["--sites", "off", "--checkpoint", "FOLDER/kept"];
        command(inputs.path(), "out.jsonl", folder.path(), &[&place[..], flags].concat())
    };
    leave_checkpoint(|| make(&[]), &checkpoint);
    let output = make(&["--overwrite", "--min-words", "50"]).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && !text.contains("going on"), "{text}");
    assert!(!checkpoint.exists());
}

#[test]
fn streams_have_no_checkpoints_and_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("a.jsonl");
    fs::write(&input, json_lines(&served_pages()).concat()).unwrap();
    let line = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dechaff"));
        command
            .args(["clean", "--checkpoint"])
            .arg(folder.path().join("kept"))
            .args(arguments)
            .stdin(Stdio::null());
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, text) = line(&[input.to_str().unwrap()]);
    assert!(code == Some(2) && text.contains("--checkpoint is for files"), "{text}");
    let (code, text) = line(&["-", "-o", folder.path().join("out.jsonl").to_str().unwrap()]);
    assert!(code == Some(2) && text.contains("--checkpoint is for files"), "{text}");
}

#[test]
#[cfg(unix)]
fn an_interrupted_run_goes_on_too() {
    let inputs = tempfile::tempdir().unwrap();
    write_dump(inputs.path());
    let [whole, folder] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    command(inputs.path(), "out/", whole.path(), &["--sites", "off"]).stderr(Stdio::null()).status().unwrap();
    let checkpoint = folder.path().join("out/.checkpoint/state.json");
    let make = || command(inputs.path(), "out/", folder.path(), &["--sites", "off"]);
    let mut child = make().stderr(Stdio::null()).spawn().unwrap();
    while !checkpoint.exists() && child.try_wait().unwrap().is_none() {}
    Command::new("kill").arg("-TERM").arg(child.id().to_string()).status().unwrap();
    assert_eq!(wait(child), 143);
    // What was decided is there, as always.
    assert_eq!(read_json(folder.path().join("out/manifest.json"))["status"], "interrupted");
    let output = make().output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("going on from"));
    assert!(files(whole.path()) == files(folder.path()));
}
