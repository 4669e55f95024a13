//! Bytes per second of reading the same pages from each container and compression.
//!
//! The bytes are those of the dump on disk. Each entry checks that all pages are read.

#![allow(missing_docs, clippy::unwrap_used)] // criterion's macros; benches may panic

#[path = "../tests/dumps/mod.rs"]
mod dumps;

use std::io::Cursor;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dechaff_ingest::{Item, Options, Reader};
use dumps::{Body, Served};

fn pages_in(dump: &[u8]) -> usize {
    let reader = Reader::from_read("dump", Cursor::new(dump.to_vec()), Options::default());
    reader.filter(|item| matches!(item, Item::Page(_))).count()
}

fn ingest(criterion: &mut Criterion) {
    let pages: Vec<Served> = (0..5).flat_map(|_| dumps::served_pages()).collect();
    let json = dumps::json_lines(&pages).concat();
    let warc = dumps::warc_records(&pages, Body::Plain);
    let dumps = [
        ("jsonl", json.clone()),
        ("jsonl.gz", dumps::gzip(&json)),
        ("jsonl.zst", dumps::zstd(&json)),
        ("jsonl.bz2", dumps::bzip2(&json)),
        ("jsonl.xz", dumps::xz(&json)),
        ("jsonl.lz4", dumps::lz4(&json)),
        ("csv", dumps::csv(&pages)),
        ("warc", warc.concat()),
        ("warc.gz", warc.iter().flat_map(|record| dumps::gzip(record)).collect()),
        ("warc-chunked-gzip", dumps::warc_records(&pages, Body::ChunkedGzip).concat()),
        ("arc", dumps::arc_records(&pages).concat()),
        ("tar", dumps::tar(&pages)),
        ("zip", dumps::zip(&pages)),
    ];
    let mut group = criterion.benchmark_group("ingest");
    for (name, dump) in dumps {
        group.throughput(Throughput::Bytes(dump.len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| assert_eq!(pages_in(&dump), pages.len())));
    }
}

criterion_group!(benches, ingest);
criterion_main!(benches);
