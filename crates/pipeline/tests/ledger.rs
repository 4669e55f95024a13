//! The ledger balances for any input: every page is counted and written exactly once, and every line is accounted for.

#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use dechaff_pipeline::{
    Config, Destination, DuplicateAction, DuplicateActions, KeepFirst, Ledger, Run, Updates,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Lines that are empty, of the wrong type, or not JSON.
const STRANGE_LINES: &[&[u8]] = &[
    b"",
    b"   ",
    b"\t\r",
    b"{}",
    b"[]",
    b"null",
    b"\"text\"",
    b"{\"text\": \"\"}",
    b"{\"text\": null}",
    b"{\"text\": 7}",
    b"{\"html\": \"<p>\"}",
    b"{\"url\": \"https://a.example/\"}",
    b"}{",
    b"{\"text\": \"\\ud800\"}",
    b"{\"text\": \"\xff\xfe\"}",
    b"\0\0\0",
    b"{\"text\": \"short\"}",
    b"{\"html\": \"\\u0000\\u0001\"}",
];

/// Generates a line of an input, without its newline.
fn line() -> impl Strategy<Value = Vec<u8>> {
    let text_record = |n: u8| {
        let text = format!(
            "The ferry number {n} sails again from Monday, the harbour master said, after two years of work. \
             It goes twice a day, and three times on Sundays, and dogs travel free of charge."
        );
        json!({ "url": format!("https://a.example/{}", n % 3), "text": text }).to_string().into_bytes()
    };
    let html_record = |n: u8| {
        let html = format!(
            "<title>Ferry {n}</title><p>The old bridge number {n} over the harbour will open on Friday, \
                            the town said, after it had been closed for years and years.<p>Ferries took its place."
        );
        json!({ "id": format!("page-{n}"), "html": html, "fetched": "2024-05-06" }).to_string().into_bytes()
    };
    let long_record =
        |size: usize| json!({ "text": "The ferry sails. ".repeat(size) }).to_string().into_bytes();
    prop_oneof![
        5 => (0u8..6).prop_map(text_record),
        4 => (0u8..6).prop_map(html_record),
        1 => (1usize..400).prop_map(long_record),
        1 => (0u8..6, 0usize..150).prop_map(move |(n, length)| text_record(n)[..length].to_vec()),
        2 => prop::sample::select(STRANGE_LINES).prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>().prop_filter("newlines end the line", |b| *b != b'\n'), 0..200),
    ]
}

#[derive(Clone, Debug)]
struct InputFile {
    lines: Vec<Vec<u8>>,
    gzip: bool,
    newline_at_end: bool,
    /// Position at which the file on disk is truncated.
    cut: Option<prop::sample::Index>,
}

impl InputFile {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.lines.join(&b'\n');
        if self.newline_at_end {
            bytes.push(b'\n');
        }
        if self.gzip {
            let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
            encoder.write_all(&bytes).unwrap();
            bytes = encoder.finish().unwrap();
        }
        if let Some(cut) = self.cut
            && !bytes.is_empty()
        {
            bytes.truncate(cut.index(bytes.len()));
        }
        bytes
    }
}

fn input_file() -> impl Strategy<Value = InputFile> {
    let cut = prop::option::weighted(0.3, any::<prop::sample::Index>());
    (prop::collection::vec(line(), 0..12), any::<bool>(), any::<bool>(), cut)
        .prop_map(|(lines, gzip, newline_at_end, cut)| InputFile { lines, gzip, newline_at_end, cut })
}

#[derive(Clone, Debug)]
struct Settings {
    max_page_bytes: usize,
    max_line_bytes: usize,
    limit: Option<u64>,
    duplicates: DuplicateActions,
    keep_first: KeepFirst,
    updates: Updates,
    min_words: u32,
    jobs: usize,
}

fn settings() -> impl Strategy<Value = Settings> {
    let sizes = || prop::sample::select(&[64usize, 300, 1 << 20][..]);
    let action = || prop::sample::select(&["drop", "tag", "off"][..]);
    let tag = prop::sample::select(&["tag", "off"][..]);
    let duplicates = (action(), action(), action(), tag).prop_map(|(url, exact, near, contained)| {
        format!("url={url},exact={exact},near={near},contained={contained}")
            .parse::<DuplicateActions>()
            .unwrap()
    });
    let first = prop::sample::select(&[KeepFirst::Input, KeepFirst::Earliest, KeepFirst::Longest][..]);
    let updates = prop::sample::select(&[Updates::First, Updates::Last, Updates::Both][..]);
    let limit = prop::option::weighted(0.2, 1u64..20);
    (sizes(), sizes(), limit, duplicates, (first, updates), 0u32..40, 1usize..4).prop_map(
        |(max_page_bytes, max_line_bytes, limit, duplicates, (keep_first, updates), min_words, jobs)| {
            Settings {
                keep_first,
                updates,
                max_page_bytes,
                max_line_bytes,
                limit,
                duplicates,
                min_words,
                jobs,
            }
        },
    )
}

fn config(folder: &Path, files: &[InputFile], settings: &Settings) -> Config {
    let paths = files.iter().enumerate().map(|(number, file)| {
        let path = folder.join(format!("{number}.jsonl"));
        fs::write(&path, file.bytes()).unwrap();
        path.to_str().unwrap().to_owned()
    });
    let mut config = Config::new(paths.collect::<Vec<_>>());
    config.output = Destination::parse(folder.join("out.jsonl")).unwrap();
    config.ingest.max_page_bytes = settings.max_page_bytes;
    config.ingest.max_line_bytes = settings.max_line_bytes;
    config.limit = settings.limit;
    config.duplicates = settings.duplicates;
    config.copy_rules.keep_first = settings.keep_first;
    config.copy_rules.updates = settings.updates;
    config.selection.min_words = settings.min_words;
    config.jobs = settings.jobs;
    config
}

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Returns the position of a record: its file, and its number in the file.
fn position(line: &Value) -> (String, u64) {
    let source = line.get("source").unwrap_or(line);
    (source["file"].as_str().unwrap().to_owned(), source["record"].as_u64().unwrap())
}

/// Checks the files of a run against its ledger. Returns the positions of pages, and those of errors.
fn check_files(folder: &Path, ledger: &Ledger) -> [Vec<(String, u64)>; 2] {
    let [kept, rejects, duplicates, errors] = ["", ".rejects", ".duplicates", ".errors"]
        .map(|name| lines(&folder.join(format!("out{name}.jsonl"))));
    assert!(ledger.balances(), "{ledger:?}");
    assert_eq!(kept.len() as u64, ledger.kept);
    assert_eq!(rejects.len() as u64, ledger.rejected());
    assert_eq!(duplicates.len() as u64, ledger.duplicates());
    assert_eq!(errors.len() as u64, ledger.errors());
    for (reason, count) in &ledger.rejected {
        assert_ne!(*reason, "internal_error", "{rejects:?}");
        assert_eq!(rejects.iter().filter(|r| r["reason"] == *reason).count() as u64, *count);
    }
    for (kind, count) in &ledger.duplicates {
        assert_eq!(duplicates.iter().filter(|d| d["kind"] == *kind).count() as u64, *count);
    }
    let manifest: Value =
        serde_json::from_slice(&fs::read(folder.join("out.manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["ledger"], serde_json::to_value(ledger).unwrap());
    let ids: BTreeSet<&str> = kept.iter().map(|r| r["id"].as_str().unwrap()).collect();
    assert!(duplicates.iter().all(|d| ids.contains(d["duplicate_of"].as_str().unwrap())));
    let pages = kept.iter().chain(&rejects).chain(&duplicates).map(position).collect();
    [pages, errors.iter().map(position).collect()]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_page_is_written_exactly_once(files in prop::collection::vec(input_file(), 1..4), settings in settings()) {
        let folder = tempfile::tempdir().unwrap();
        let run = Run::new(config(folder.path(), &files, &settings)).unwrap();
        let summary = run.execute().unwrap();
        let ledger = &summary.ledger;
        let [pages, errors] = check_files(folder.path(), ledger);
        prop_assert_eq!(pages.iter().collect::<BTreeSet<_>>().len(), pages.len(), "no page is written twice");
        if let Some(limit) = settings.limit {
            prop_assert!(ledger.pages <= limit);
        }
        if [settings.duplicates.url, settings.duplicates.exact, settings.duplicates.near].iter().all(|action| *action != DuplicateAction::Drop) {
            prop_assert_eq!(ledger.duplicates(), 0);
        }
        prop_assert!(errors.len() as u64 == ledger.errors());
    }

    /// Each file begins with a valid line, so that its format is recognized.
    #[test]
    fn every_line_is_a_record_or_an_error(files in prop::collection::vec(input_file(), 1..4), mut settings in settings()) {
        settings.limit = None;
        let folder = tempfile::tempdir().unwrap();
        let mut expected = vec![];
        let files: Vec<InputFile> = files
            .into_iter()
            .enumerate()
            .map(|(number, mut file)| {
                let valid = br#"{"url": "https://a.example/s", "text": "A line that is sure to be read."}"#;
                file.lines.insert(0, valid.to_vec());
                file.cut = None;
                let name = folder.path().join(format!("{number}.jsonl")).to_str().unwrap().to_owned();
                let blank = |line: &[u8]| line.iter().all(|b| matches!(b, b' ' | b'\t' | b'\r' | 0));
                let numbers = (1u64..).zip(&file.lines).filter(|(_, line)| !blank(line)).map(|(n, _)| n);
                expected.extend(numbers.map(|n| (name.clone(), n)));
                file
            })
            .collect();
        let run = Run::new(config(folder.path(), &files, &settings)).unwrap();
        let summary = run.execute().unwrap();
        let mut found = check_files(folder.path(), &summary.ledger).concat();
        found.sort();
        expected.sort();
        prop_assert_eq!(found, expected);
    }
}
