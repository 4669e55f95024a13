//! Dumps in the making, and short words for what comes out of them.

use std::io::{Cursor, Read, Write};

use dechaff_ingest::{Item, Options, Page, Reader};

pub(crate) const HTML: &str =
    "<!doctype html><html><head><title>Rain</title></head><body><p>It rained on Monday.</p></body></html>";

pub(crate) fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn zst(bytes: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(bytes, 3).unwrap()
}

pub(crate) fn record(kind: &str, headers: &str, block: &[u8]) -> Vec<u8> {
    let length = block.len();
    let mut out =
        format!("WARC/1.0\r\nWARC-Type: {kind}\r\n{headers}Content-Length: {length}\r\n\r\n").into_bytes();
    out.extend_from_slice(block);
    out.extend_from_slice(b"\r\n\r\n");
    out
}

pub(crate) fn response(url: &str, http: &str, body: &[u8]) -> Vec<u8> {
    let headers = format!(
        "WARC-Target-URI: {url}\r\nWARC-Date: 2024-05-06T07:08:09Z\r\nWARC-Record-ID: <urn:uuid:{}>\r\n\
         Content-Type: application/http; msgtype=response\r\n",
        url.len()
    );
    let mut block = format!("{http}\r\n\r\n").into_bytes();
    block.extend_from_slice(body);
    record("response", &headers, &block)
}

/// An ordinary answer whose page names its number.
pub(crate) fn page_record(number: usize) -> Vec<u8> {
    let body = format!("<html><body><p>Story number {number}, told once.</p></body></html>");
    response(
        &format!("https://example.org/{number}"),
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8",
        body.as_bytes(),
    )
}

pub(crate) fn read(bytes: impl Into<Vec<u8>>) -> Vec<Item> {
    read_with(bytes, Options::default())
}

pub(crate) fn read_with(bytes: impl Into<Vec<u8>>, options: Options) -> Vec<Item> {
    Reader::from_read("in", Cursor::new(bytes.into()), options).collect()
}

/// Gives one byte a call.
pub(crate) struct Dribble(pub(crate) Cursor<Vec<u8>>);

impl Read for Dribble {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let room = out.len().min(1);
        self.0.read(&mut out[..room])
    }
}

/// The only page there is.
pub(crate) fn one(items: Vec<Item>) -> Page {
    assert_eq!(items.len(), 1, "{items:?}");
    match items.into_iter().next() {
        Some(Item::Page(page)) => *page,
        other => panic!("no page: {other:?}"),
    }
}

/// `page RECORD`, `skipped KIND` or `error KIND RECORD`, one an item.
pub(crate) fn outline(items: &[Item]) -> Vec<String> {
    let line = |item: &Item| match item {
        Item::Page(page) => format!("page {}", page.origin.record),
        Item::Skipped(skipped) => format!("skipped {}", skipped.kind),
        Item::Error(error) => format!("error {} {}", error.kind, error.origin.record),
    };
    items.iter().map(line).collect()
}

pub(crate) fn text(page: &Page) -> &str {
    std::str::from_utf8(&page.bytes).unwrap()
}

pub(crate) fn pages(items: &[Item]) -> Vec<&Page> {
    items.iter().filter_map(|item| if let Item::Page(page) = item { Some(&**page) } else { None }).collect()
}

pub(crate) fn errors(items: &[Item]) -> usize {
    items.iter().filter(|item| matches!(item, Item::Error(_))).count()
}
