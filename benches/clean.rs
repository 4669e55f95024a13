//! Bytes per second of extraction and of a whole run, on pages of `testdata`.
//!
//! Absolute figures do not carry over to other machines. Compare two commits on one machine, or two entries of one run.
//! Each entry checks its result, so that speed is not bought with wrong results.

#![allow(missing_docs, clippy::unwrap_used)] // criterion's macros; benches may panic

use std::fs;
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dechaff_extract::{Extractor, Form, PageContext};
use dechaff_pipeline::{Config, Destination, Run};

fn pages(name: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/pages");
    let mut paths: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|e| e.unwrap().path().join(name)).collect();
    paths.sort();
    paths.iter().filter_map(|p| fs::read(p).ok()).collect()
}

fn extract(criterion: &mut Criterion) {
    let extractor = Extractor::default();
    let mut group = criterion.benchmark_group("extract");
    let large = |page: &[u8]| [b"<!doctype html><body>", page.repeat(40).as_slice()].concat();
    let html = pages("page.html");
    let one = |case: &str| {
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/pages").join(case).join("page.html"))
            .unwrap()
    };
    let cjk = ["chinese-news", "japanese-shift-jis", "korean-news", "thai-news"];
    let sets = [
        ("html-small", Form::Html, vec![one("short-article")]),
        ("html-cjk", Form::Html, cjk.map(one).to_vec()),
        ("html", Form::Html, html.clone()),
        ("html-large", Form::Html, html.iter().take(4).map(|p| large(p)).collect()),
        ("text", Form::Text, pages("page.txt")),
    ];
    for (name, form, pages) in sets {
        assert!(!pages.is_empty());
        group.throughput(Throughput::Bytes(pages.iter().map(|p| p.len() as u64).sum()));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let context = PageContext::new().form(form);
                let words: u32 = pages.iter().map(|page| extractor.extract(page, &context).words).sum();
                assert!(words > 0);
                words
            });
        });
    }
}

fn run(criterion: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/pages");
    let bytes = pages("page.html").iter().chain(&pages("page.txt")).map(|p| p.len() as u64).sum();
    let folder = tempfile::tempdir().unwrap();
    let mut group = criterion.benchmark_group("clean");
    group.throughput(Throughput::Bytes(bytes));
    for jobs in [1, 2] {
        group.bench_function(format!("pages-jobs-{jobs}"), |bencher| {
            bencher.iter(|| {
                let mut config = Config::new([root.to_str().unwrap()]);
                config.output = Destination::parse(folder.path().join("out.jsonl")).unwrap();
                config.output_options.overwrite = true;
                config.jobs = jobs;
                let summary = Run::new(config).unwrap().execute().unwrap();
                assert!(summary.ledger.balances() && summary.ledger.kept > 0);
                summary.ledger.pages
            });
        });
    }
}

criterion_group!(benches, extract, run);
criterion_main!(benches);
