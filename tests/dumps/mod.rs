//! Writes dumps in many formats, runs the command, and reads its output.

#![allow(dead_code, reason = "each test file uses only some of these")]
#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use serde_json::{Value, json};

/// The command, started in the repository, so that the paths in messages are relative to it.
pub(crate) fn dechaff() -> Command {
    let mut command = Command::cargo_bin("dechaff").unwrap();
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// Prepares `dechaff clean` with these arguments.
pub(crate) fn clean<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = dechaff();
    command.arg("clean").args(arguments);
    command
}

/// The sample dump.
pub(crate) const SAMPLE: &str = "testdata/sample";

/// Cleans the sample, and returns the articles from standard output.
pub(crate) fn articles(arguments: &[&str]) -> Vec<Value> {
    lines(&stdout(&clean([SAMPLE, "--quiet"]).args(arguments).assert().success().get_output().clone()))
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A line of JSON Lines with a story that is kept. `subject` makes its text unique.
pub(crate) fn story(url: &str, subject: &str) -> String {
    let text = format!(
        "The {subject} sails again from Monday, the harbour master said on Friday, after two years of work.\n\n\
         It goes twice a day, and three times on Sundays, and dogs travel free of charge with the {subject}."
    );
    format!("{}\n", json!({ "url": url, "text": text }))
}

/// A page as it was served.
pub(crate) struct Served {
    pub(crate) url: String,
    pub(crate) html: bool,
    pub(crate) bytes: Vec<u8>,
}

/// The pages of `testdata/pages` in the order of their URLs.
pub(crate) fn served_pages() -> Vec<Served> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/pages");
    let mut cases: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).collect();
    cases.sort();
    let served = |(number, case): (usize, &PathBuf)| {
        let html = case.join("page.html").exists();
        let name = if html { "page.html" } else { "page.txt" };
        Served {
            url: format!("https://pages.example/{number:03}-{}", case.file_name().unwrap().to_str().unwrap()),
            html,
            bytes: fs::read(case.join(name)).unwrap(),
        }
    };
    cases.iter().enumerate().map(served).collect()
}

/// Writes one file per page, named by its URL as crawlers do.
pub(crate) fn folder_of_files(folder: &Path, pages: &[Served], wrap: impl Fn(&[u8]) -> Vec<u8>) {
    fs::create_dir_all(folder).unwrap();
    for page in pages {
        fs::write(folder.join(quoted(&page.url)), wrap(&page.bytes)).unwrap();
    }
}

/// Returns one line per page, decoded, with its URL.
pub(crate) fn json_lines(pages: &[Served]) -> Vec<Vec<u8>> {
    let line = |page: &Served| {
        let field = if page.html { "html" } else { "text" };
        let decoded = dechaff_html::decode(&page.bytes, None);
        format!("{}\n", json!({ "url": page.url, field: decoded.text })).into_bytes()
    };
    pages.iter().map(line).collect()
}

/// How the body of a WARC response is encoded.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Body {
    Plain,
    Chunked,
    Gzip,
    ChunkedGzip,
}

/// Returns one response record per page.
pub(crate) fn warc_records(pages: &[Served], body: Body) -> Vec<Vec<u8>> {
    pages.iter().enumerate().map(|(number, page)| warc_response(number, page, body)).collect()
}

fn warc_response(number: usize, page: &Served, body: Body) -> Vec<u8> {
    let media = if page.html { "text/html" } else { "text/plain" };
    let (headers, body) = match body {
        Body::Plain => (format!("Content-Length: {}\r\n", page.bytes.len()), page.bytes.clone()),
        Body::Chunked => ("Transfer-Encoding: chunked\r\n".to_owned(), chunked(&page.bytes)),
        Body::Gzip => ("Content-Encoding: gzip\r\n".to_owned(), gzip(&page.bytes)),
        Body::ChunkedGzip => (
            "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n".to_owned(),
            chunked(&gzip(&page.bytes)),
        ),
    };
    let mut block = format!("HTTP/1.1 200 OK\r\nContent-Type: {media}\r\n{headers}\r\n").into_bytes();
    block.extend(body);
    let mut record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {}\r\nWARC-Date: 2030-01-01T00:00:00Z\r\n\
         WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
        page.url,
        block.len()
    )
    .into_bytes();
    record.extend(block);
    record.extend(b"\r\n\r\n");
    record
}

/// Encodes bytes in chunks, of a size that splits words and characters.
fn chunked(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![];
    for chunk in bytes.chunks(509) {
        write!(out, "{:x}\r\n", chunk.len()).unwrap();
        out.extend(chunk);
        out.extend(b"\r\n");
    }
    out.extend(b"0\r\n\r\n");
    out
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![];
    flate2::read::MultiGzDecoder::new(bytes).read_to_end(&mut out).unwrap();
    out
}

pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

pub(crate) fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(vec![], bzip2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = liblzma::write::XzEncoder::new(vec![], 0);
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn lz4(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = lz4_flex::frame::FrameEncoder::new(vec![]);
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Quotes a URL for use as a file name, as crawlers do.
fn quoted(url: &str) -> String {
    url.replace(':', "%3A").replace('/', "%2F")
}

/// Packs one member per page.
pub(crate) fn tar(pages: &[Served]) -> Vec<u8> {
    let mut builder = tar::Builder::new(vec![]);
    for page in pages {
        let mut header = tar::Header::new_gnu();
        header.set_size(page.bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, quoted(&page.url), page.bytes.as_slice()).unwrap();
    }
    builder.into_inner().unwrap()
}

/// Packs one member per page.
pub(crate) fn zip(pages: &[Served]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    for page in pages {
        writer.start_file(quoted(&page.url), zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(&page.bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Returns one row per page, decoded, with its URL.
pub(crate) fn csv(pages: &[Served]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(vec![]);
    writer.write_record(["url", "html", "text"]).unwrap();
    for page in pages {
        let decoded = dechaff_html::decode(&page.bytes, None);
        let [html, text] = if page.html { [&*decoded.text, ""] } else { ["", &*decoded.text] };
        writer.write_record([&page.url, html, text]).unwrap();
    }
    writer.into_inner().unwrap()
}

/// Returns one record of version 1 per page.
pub(crate) fn arc_records(pages: &[Served]) -> Vec<Vec<u8>> {
    let head = "1 0 Maker\nURL IP-address Archive-date Content-type Archive-length\n";
    let first = format!("filedesc://pages.arc 0.0.0.0 20300101000000 text/plain {}\n{head}\n", head.len());
    let record = |page: &Served| {
        let media = if page.html { "text/html" } else { "text/plain" };
        let mut block = format!("HTTP/1.1 200 OK\r\nContent-Type: {media}\r\n\r\n").into_bytes();
        block.extend(&page.bytes);
        let mut record =
            format!("{} 192.0.2.1 20300101000000 {media} {}\n", page.url, block.len()).into_bytes();
        record.extend(block);
        record.push(b'\n');
        record
    };
    std::iter::once(first.into_bytes()).chain(pages.iter().map(record)).collect()
}

pub(crate) fn unzstd(bytes: &[u8]) -> Vec<u8> {
    zstd::decode_all(bytes).unwrap()
}

/// Reads the JSON objects of a file of lines. A missing file has no lines.
pub(crate) fn read_lines(path: impl AsRef<Path>) -> Vec<Value> {
    fs::read_to_string(path).map_or_else(|_| vec![], |text| lines(&text))
}

pub(crate) fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub(crate) fn read_json(path: impl AsRef<Path>) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// Returns the sorted names of the files in a folder.
pub(crate) fn names_in(folder: impl AsRef<Path>) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
