//! The fuzz targets as ordinary tests: the same assertions, on every file of their corpora.

#![allow(clippy::unwrap_used, reason = "a failing helper is a failing test")]

use std::fs;
use std::io::{self, Cursor, Read};
use std::path::Path;

use dechaff_extract::{Extractor, Form, PageContext};
use dechaff_ingest::{Item, Options, Reader};

/// An extractor that makes every kind of output.
fn extractor() -> Extractor {
    let mut options = dechaff_extract::Options::default();
    options.markdown = true;
    options.include_comments = true;
    Extractor::new(options)
}

const MAX_PAGE_BYTES: usize = 1 << 16;

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let files: Vec<Vec<u8>> =
        fs::read_dir(folder).unwrap().map(|e| fs::read(e.unwrap().path()).unwrap()).collect();
    assert!(!files.is_empty());
    files
}

/// Delivers one byte per read: the boundaries of reads then fall everywhere.
struct OneByteReader(Cursor<Vec<u8>>);

impl Read for OneByteReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = buffer.len().min(1);
        self.0.read(&mut buffer[..len])
    }
}

/// Reads an input with the limits of the fuzz targets.
fn read_items(input: impl Read + Send + 'static) -> Vec<Item> {
    let mut options = Options::default();
    options.max_page_bytes = MAX_PAGE_BYTES;
    options.max_line_bytes = 1 << 16;
    options.max_ratio = 100;
    Reader::from_read("fuzz", input, options).collect()
}

#[test]
fn reading_ends_within_its_limits_and_does_not_depend_on_how_bytes_arrive() {
    for target in ["warc", "compressed", "json_lines", "csv"] {
        let mut pages = 0;
        for file in corpus(target) {
            let items = read_items(Cursor::new(file.clone()));
            for item in &items {
                if let Item::Page(page) = item {
                    pages += 1;
                    assert!(page.bytes.len() <= MAX_PAGE_BYTES, "{target}: {:?}", page.origin);
                }
            }
            assert_eq!(read_items(OneByteReader(Cursor::new(file))), items, "{target}");
        }
        assert!(pages > 0, "{target}: no file of the corpus reaches a page");
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
