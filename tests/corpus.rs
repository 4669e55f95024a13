//! The corpora of the fuzz targets, as ordinary tests: what the targets assert, on every file that they start from.

#![allow(clippy::unwrap_used)] // a failing helper is a failing test

use std::fs;
use std::io::Cursor;
use std::path::Path;

use dechaff_extract::{Extractor, Form, Options, PageContext};
use dechaff_ingest::Reader;

/// An extractor that makes every kind of output.
fn extractor() -> Extractor {
    let mut options = Options::default();
    options.markdown = true;
    options.include_comments = true;
    Extractor::new(options)
}

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let files: Vec<Vec<u8>> =
        fs::read_dir(folder).unwrap().map(|e| fs::read(e.unwrap().path()).unwrap()).collect();
    assert!(!files.is_empty());
    files
}

#[test]
fn reading_ends_without_panic() {
    for target in ["warc", "compressed", "json_lines", "csv"] {
        for file in corpus(target) {
            let mut options = dechaff_ingest::Options::default();
            options.max_page_bytes = 1 << 16;
            options.max_line_bytes = 1 << 16;
            options.max_ratio = 100;
            for item in Reader::from_read("fuzz", Cursor::new(file), options) {
                assert!(!item.origin().file.is_empty());
            }
        }
    }
}

#[test]
fn any_page_gives_an_article() {
    let extractor = extractor();
    for (target, form) in [("html", Form::Html), ("text", Form::Text)] {
        for file in corpus(target) {
            let article = extractor.extract(&file, &PageContext::new().form(form));
            assert_eq!(article.verdicts.len(), article.document.blocks().len());
            assert_eq!(article.text.is_empty(), article.kept_blocks().next().is_none());
        }
    }
}
