//! Builds dumps, and describes in short what is read from them.

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

/// An ordinary response whose page contains its number.
pub(crate) fn page_record(number: usize) -> Vec<u8> {
    let body = format!("<html><body><p>Story number {number}, told once.</p></body></html>");
    response(
        &format!("https://example.org/{number}"),
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8",
        body.as_bytes(),
    )
}

/// An ordinary response.
pub(crate) fn http_block(body: &[u8]) -> Vec<u8> {
    [b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=koi8-r\r\n\r\n", body].concat()
}

pub(crate) fn arc_of_block(url: &str, block: &[u8]) -> Vec<u8> {
    let line = format!("{url} 192.0.2.1 20080430204825 text/html {}\n", block.len());
    [line.as_bytes(), block, b"\n"].concat()
}

pub(crate) fn arc_record(url: &str, body: &[u8]) -> Vec<u8> {
    arc_of_block(url, &http_block(body))
}

/// The first record of an ARC file.
pub(crate) fn arc_description(version: u8) -> Vec<u8> {
    let fields = match version {
        1 => "URL IP-address Archive-date Content-type Archive-length",
        _ => {
            "URL IP-address Archive-date Content-type Result-code Checksum Location Offset Filename Archive-length"
        }
    };
    let block = format!("{version} 0 Somebody\n{fields}\n");
    format!("filedesc://a.arc 0.0.0.0 20080430204825 text/plain {}\n{block}\n", block.len()).into_bytes()
}

/// A page with a frame, an image and a style, as a browser saves it.
pub(crate) fn saved_page() -> Vec<u8> {
    "From: <Saved by Blink>\r\n\
     Snapshot-Content-Location: https://example.org/rain\r\n\
     Subject: =?utf-8?Q?Caf=C3=A9?=\r\n\
     Date: Wed, 31 Jan 2024 10:15:00 -0000\r\n\
     MIME-Version: 1.0\r\n\
     Content-Type: multipart/related;\r\n\
     \ttype=\"text/html\";\r\n\
     \tboundary=\"----MultipartBoundary--ab12----\"\r\n\
     \r\n\
     \r\n\
     ------MultipartBoundary--ab12----\r\n\
     Content-Type: text/html; charset=\"utf-8\"\r\n\
     Content-ID: <frame-1@mhtml.blink>\r\n\
     Content-Transfer-Encoding: quoted-printable\r\n\
     Content-Location: https://example.org/rain\r\n\
     \r\n\
     <!doctype html><html><head><title>Caf=C3=A9</title></head><body><p class=3D\"a=\r\n\
     \">It rained on Monday, and the caf=C3=A9 stayed open all day long.</p></body=\r\n\
     ></html>\r\n\
     \r\n\
     ------MultipartBoundary--ab12----\r\n\
     Content-Type: text/html\r\n\
     Content-Transfer-Encoding: quoted-printable\r\n\
     Content-Location: cid:frame-2@mhtml.blink\r\n\
     \r\n\
     <html><p>Advertisement</p></html>\r\n\
     ------MultipartBoundary--ab12----\r\n\
     Content-Type: image/png\r\n\
     Content-Transfer-Encoding: base64\r\n\
     Content-Location: https://example.org/a.png\r\n\
     \r\n\
     iVBORw0KGgo=\r\n\
     ------MultipartBoundary--ab12----\r\n\
     Content-Type: text/css\r\n\
     Content-Transfer-Encoding: quoted-printable\r\n\
     Content-Location: cid:css-1@mhtml.blink\r\n\
     \r\n\
     p { color: red; }\r\n\
     ------MultipartBoundary--ab12------\r\n"
        .into()
}

pub(crate) fn read(bytes: impl Into<Vec<u8>>) -> Vec<Item> {
    read_with(bytes, Options::default())
}

pub(crate) fn read_with(bytes: impl Into<Vec<u8>>, options: Options) -> Vec<Item> {
    Reader::from_read("in", Cursor::new(bytes.into()), options).collect()
}

/// Gives one byte per call.
pub(crate) struct Dribble(pub(crate) Cursor<Vec<u8>>);

impl Read for Dribble {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let bytes = out.len().min(1);
        self.0.read(&mut out[..bytes])
    }
}

/// The only item, which is a page.
pub(crate) fn one(items: Vec<Item>) -> Page {
    assert_eq!(items.len(), 1, "{items:?}");
    match items.into_iter().next() {
        Some(Item::Page(page)) => *page,
        other => panic!("no page: {other:?}"),
    }
}

/// `page RECORD`, `skipped KIND` or `error KIND RECORD` for each item.
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

pub(crate) fn bz2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 1);
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// With a checksum over the contents.
pub(crate) fn lz4(bytes: &[u8]) -> Vec<u8> {
    let info = lz4_flex::frame::FrameInfo::new().content_checksum(true);
    let mut encoder = lz4_flex::frame::FrameEncoder::with_frame_info(info, Vec::new());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A tar header with a right checksum, and its contents.
pub(crate) fn tar_entry(name: &[u8], kind: u8, contents: &[u8]) -> Vec<u8> {
    let mut header = tar::Header::new_ustar();
    let bytes = header.as_mut_bytes();
    bytes[..name.len()].copy_from_slice(name);
    bytes[156] = kind;
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_size(contents.len() as u64);
    header.set_cksum();
    let mut out = header.as_bytes().to_vec();
    out.extend_from_slice(contents);
    out.resize(out.len().next_multiple_of(512), 0);
    out
}

pub(crate) fn tar(entries: &[Vec<u8>]) -> Vec<u8> {
    let mut out = entries.concat();
    out.extend([0; 1024]);
    out
}

pub(crate) fn tar_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    tar(&files.iter().map(|(name, contents)| tar_entry(name.as_bytes(), b'0', contents)).collect::<Vec<_>>())
}

pub(crate) fn zip_of(method: zip::CompressionMethod, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, contents) in files {
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).unwrap();
        writer.write_all(contents).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// `NAME page RECORD` and so on for each item, where the name is the part after that of the archive.
pub(crate) fn member_outline(items: &[Item]) -> Vec<String> {
    let lines = outline(items);
    items
        .iter()
        .zip(lines)
        .map(|(item, line)| match item.origin().file.split_once("!/") {
            Some((_, name)) => format!("{name} {line}"),
            None => line,
        })
        .collect()
}
