use std::sync::Arc;

use arrow_array::builder::{ListBuilder, MapBuilder, StringBuilder};
use arrow_array::{
    ArrayRef, BinaryArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use dechaff_ingest::{ErrorKind, Item, Options, PageKind};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;
use serde_json::json;

use crate::fixtures::*;

/// A file with a row group for every `group_rows` rows.
fn file(columns: Vec<(&str, ArrayRef)>, group_rows: usize) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, column)| (name, column, true)),
    );
    let batch = batch.unwrap();
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(group_rows)).build();
    let mut writer = ArrowWriter::try_new(vec![], batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

fn strings(texts: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(texts.to_vec()))
}

/// Six pages in three row groups.
fn six_pages() -> Vec<u8> {
    let texts: Vec<String> = (1..=6).map(|n| format!("<p>It rained on day {n}.</p>")).collect();
    file(vec![("html", Arc::new(StringArray::from(texts)))], 2)
}

#[test]
fn rows_are_pages() {
    let mut tags = ListBuilder::new(StringBuilder::new());
    tags.append_value([Some("rain"), None]);
    tags.append_null();
    let mut headers = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
    headers.keys().append_value("server");
    headers.values().append_value("x");
    headers.append(true).unwrap();
    headers.append(false).unwrap();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(Int64Array::from(vec![7, 8]))),
        ("url", strings(&["https://example.org/a", "https://example.org/b"])),
        ("html", strings(&["<p>It rained.</p>", "<p>It shone.</p>"])),
        ("published", Arc::new(Date32Array::from(vec![Some(19753), None]))),
        (
            "fetched",
            Arc::new(TimestampMicrosecondArray::from(vec![1_706_695_200_000_000, 0]).with_timezone("UTC")),
        ),
        ("score", Arc::new(Float64Array::from(vec![Some(0.5), None]))),
        ("tags", Arc::new(tags.finish())),
        ("headers", Arc::new(headers.finish())),
    ];
    let mut options = Options::default();
    options.keep_fields = ["score", "tags", "headers.server"].map(String::from).to_vec();
    let items = read_with(file(columns, 10), options);
    assert_eq!(outline(&items), ["page 1", "page 2"]);
    let [rain, sun] = pages(&items)[..] else { panic!() };
    assert_eq!((rain.kind, text(rain)), (PageKind::Html, "<p>It rained.</p>"));
    assert_eq!(rain.declared.id.as_deref(), Some("7"));
    assert_eq!(rain.declared.url.as_deref(), Some("https://example.org/a"));
    assert_eq!(rain.declared.published.as_deref(), Some("2024-01-31"));
    assert_eq!(rain.declared.fetched.as_deref(), Some("2024-01-31T10:00:00Z"));
    assert_eq!(json!(rain.metadata), json!({ "score": 0.5, "tags": ["rain", null], "headers.server": "x" }));
    assert_eq!(sun.declared.published, None);
}

#[test]
fn pages_in_bytes_keep_their_charset() {
    let pages: Vec<&[u8]> = vec![b"<meta charset=latin1><p>caf\xe9</p>", "<p>café</p>".as_bytes()];
    let items = read(file(vec![("content", Arc::new(BinaryArray::from(pages.clone())))], 10));
    let read = crate::fixtures::pages(&items);
    let bytes: Vec<&[u8]> = read.iter().map(|page| &*page.bytes).collect();
    assert_eq!(bytes, pages);
    // What is not UTF-8 must not be said to be.
    let charsets: Vec<Option<&str>> = read.iter().map(|page| page.declared.charset.as_deref()).collect();
    assert_eq!(charsets, [None, Some("utf-8")]);
}

#[test]
fn a_damaged_row_group_does_not_stop_the_others() {
    let mut bytes = six_pages();
    let whole = read(bytes.clone());
    assert_eq!(outline(&whole), ["page 1", "page 2", "page 3", "page 4", "page 5", "page 6"]);
    let second = pages(&whole)[2].origin.offset as usize;
    bytes[second..second + 12].fill(0xff);
    let items = read(bytes);
    assert_eq!(outline(&items), ["page 1", "page 2", "error damaged_parquet 3", "page 5", "page 6"]);
}

#[test]
fn a_cut_file_is_an_error() {
    let bytes = six_pages();
    for length in [4, 12, bytes.len() / 2, bytes.len() - 1] {
        let items = read(&bytes[..length]);
        let [Item::Error(error)] = &items[..] else { panic!("{items:?}") };
        assert_eq!(error.kind, ErrorKind::DamagedParquet);
    }
}

proptest! {
    #[test]
    fn any_damage_leaves_rows_or_errors(at: prop::sample::Index, byte: u8, length in 1..9usize) {
        let mut bytes = six_pages();
        let start = at.index(bytes.len() - 4).max(4);
        let end = (start + length).min(bytes.len());
        bytes[start..end].fill(byte);
        let items = read(bytes);
        prop_assert!(items.len() <= 12, "{:?}", items);
        prop_assert!(!items.is_empty());
    }
}
