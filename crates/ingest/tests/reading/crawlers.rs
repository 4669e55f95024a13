//! WARC as known tools write it, with their habits and faults.

use dechaff_ingest::{Item, Options};

use crate::fixtures::*;

const OK_HTML: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8";

fn only_page(items: &[Item]) -> &dechaff_ingest::Page {
    assert_eq!(errors(items), 0, "{items:?}");
    let [page] = pages(items)[..] else { panic!("{items:?}") };
    page
}

#[test]
fn heritrix_stores_dns_requests_metadata_and_revisits_besides_pages() {
    let mut warc = record(
        "warcinfo",
        "WARC-Date: 2024-05-06T07:08:09Z\r\nWARC-Filename: a.warc.gz\r\nContent-Type: application/warc-fields\r\n",
        b"software: Heritrix/3.4\r\nisPartOf: weekly\r\n",
    );
    warc.extend(record(
        "response",
        "WARC-Target-URI: dns:example.org\r\nContent-Type: text/dns\r\n",
        b"20240506070809\nexample.org. 300 IN A 192.0.2.1\n",
    ));
    warc.extend(response("https://example.org/", OK_HTML, HTML.as_bytes()));
    warc.extend(record(
        "request",
        "Content-Type: application/http; msgtype=request\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
    ));
    warc.extend(record(
        "metadata",
        "WARC-Concurrent-To: <urn:uuid:1>\r\nContent-Type: application/warc-fields\r\n",
        b"via: https://example.org/\r\nhopsFromSeed: L\r\noutlink: https://example.org/2 L a/@href\r\n",
    ));
    // A response that did not change: its header, and no body.
    warc.extend(record(
        "revisit",
        "WARC-Target-URI: https://example.org/\r\n\
         WARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest\r\n\
         Content-Type: application/http; msgtype=response\r\n",
        format!("{OK_HTML}\r\n\r\n").as_bytes(),
    ));
    let items = read(warc);
    assert_eq!(
        outline(&items),
        [
            "skipped warc_warcinfo",
            "skipped warc_dns",
            "page 3",
            "skipped warc_request",
            "skipped warc_metadata",
            "skipped warc_revisit"
        ]
    );
    assert_eq!(only_page(&items).declared.published, None, "a crawl's date is not an article's");
}

#[test]
fn wget_puts_urls_in_angle_brackets_and_its_logs_in_resources() {
    let mut warc = record(
        "response",
        "WARC-Target-URI: <https://example.org/a>\r\nContent-Type: application/http;msgtype=response\r\n",
        format!("{OK_HTML}\r\n\r\n{HTML}").as_bytes(),
    );
    for (name, kind) in
        [("MANIFEST.txt", "text/plain"), ("wget_arguments.txt", "text/plain"), ("wget.log", "text/plain")]
    {
        let headers = format!(
            "WARC-Target-URI: <metadata://gnu.org/software/wget/warc/{name}>\r\nContent-Type: {kind}\r\n"
        );
        warc.extend(record("resource", &headers, b"\"--warc-file\" \"a\"\n"));
    }
    let items = read(warc);
    assert_eq!(only_page(&items).declared.url.as_deref(), Some("https://example.org/a"));
    assert_eq!(outline(&items)[1..], ["skipped warc_metadata"; 3]);
}

#[test]
fn wpull_leaves_chunks_in_bodies_and_its_log_in_a_resource() {
    let body = format!("{:x}\r\n{HTML}\r\n0\r\n\r\n", HTML.len());
    let mut warc = response(
        "https://example.org/",
        &format!("{OK_HTML}\r\nTransfer-Encoding: chunked"),
        body.as_bytes(),
    );
    warc.extend(record(
        "resource",
        "WARC-Target-URI: urn:X-wpull:log\r\nContent-Type: text/plain\r\n",
        b"2024-05-06 INFO Fetched.\n",
    ));
    let items = read(warc);
    assert_eq!(text(only_page(&items)), HTML);
    assert_eq!(outline(&items)[1], "skipped warc_metadata");
}

#[test]
fn browsertrix_stores_renderings_besides_pages() {
    let mut warc = response(
        "https://example.org/",
        &format!("{OK_HTML}\r\nx-orig-content-encoding: br"),
        HTML.as_bytes(),
    );
    for (uri, kind, body) in [
        ("urn:pageinfo:https://example.org/", "application/json", &b"{\"urls\": {}}"[..]),
        ("urn:text:https://example.org/", "text/plain", b"It rained on Monday."),
        ("urn:view:https://example.org/", "image/png", b"\x89PNG\r\n\x1a\n"),
    ] {
        let headers = format!("WARC-Target-URI: {uri}\r\nContent-Type: {kind}\r\n");
        warc.extend(record("resource", &headers, body));
    }
    let items = read(warc);
    assert_eq!(text(only_page(&items)), HTML);
    assert_eq!(outline(&items)[1..], ["skipped warc_metadata"; 3]);
}

#[test]
fn common_crawl_of_2015_has_stale_http_lengths() {
    for stale in ["5", "99999", "many"] {
        let http = format!("{OK_HTML}\r\nContent-Length: {stale}\r\nContent-Encoding: gzip");
        let items = read(response("https://example.org/", &http, HTML.as_bytes()));
        let page = only_page(&items);
        assert_eq!((text(page), page.truncated), (HTML, false), "{stale}");
    }
}

#[test]
fn common_crawl_of_2018_34_has_an_extra_empty_line_and_lengths_off_by_two() {
    let block = format!("{OK_HTML}\r\n\r\n\r\n{HTML}");
    let right = String::from_utf8(record("response", "WARC-Target-URI: https://a.org\r\n", block.as_bytes()))
        .unwrap();
    let off = right.replace(&format!("Length: {}", block.len()), &format!("Length: {}", block.len() - 2));
    for record in [right, off] {
        let items = read([record.clone().into_bytes(), record.into_bytes(), page_record(3)].concat());
        assert_eq!(outline(&items), ["page 1", "page 2", "page 3"]);
        assert_eq!(text(pages(&items)[0]), HTML);
    }
}

#[test]
fn common_crawl_renames_the_header_of_the_old_coding() {
    let http = format!("{OK_HTML}\r\nX-Crawl-Content-Encoding: gzip\r\nX-Crawl-Transfer-Encoding: chunked");
    let items = read(response("https://example.org/", &http, HTML.as_bytes()));
    assert_eq!(text(only_page(&items)), HTML);
}

#[test]
fn clueweb_has_an_old_version_bare_newlines_and_header_names_of_its_own() {
    let block = format!("HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 3\n\n{HTML}\n");
    let record = format!(
        "WARC/0.18\nWARC-Type: response\nWARC-Target-URI: http://example.org/a\nWARC-Warcinfo-ID: x\n\
         WARC-Date: 2009-03-65T08:43:19-0800\nWARC-Record-ID: <urn:uuid:67f7cabd-146c-41cf-bd01-04f5fa7d5229>\n\
         WARC-TREC-ID: clueweb09-en0000-00-00000\nContent-Type: application/http;msgtype=response\n\
         WARC-Identified-Payload-Type: \nContent-Length: {}\n\n{block}\n\n",
        block.len()
    );
    let mut options = Options::default();
    options.keep_fields = vec!["WARC-TREC-ID".into()];
    let items = read_with([record.clone(), record].concat(), options);
    assert_eq!(outline(&items), ["page 1", "page 2"]);
    let page = pages(&items)[0];
    assert_eq!(page.metadata["WARC-TREC-ID"], "clueweb09-en0000-00-00000");
    // This day does not exist, so the date stays as it is.
    assert_eq!(page.declared.fetched.as_deref(), Some("2009-03-65T08:43:19-0800"));
}

#[test]
fn warcio_writes_version_1_1_with_fractions_of_seconds() {
    let block = format!("{OK_HTML}\r\n\r\n{HTML}");
    let headers = "WARC-Target-URI: https://example.org/\r\nWARC-Date: 2024-05-06T07:08:09.123456Z\r\n\
        WARC-Payload-Digest: sha1:ABC\r\nContent-Type: application/http; msgtype=response\r\n";
    let warc = String::from_utf8(record("response", headers, block.as_bytes()))
        .unwrap()
        .replace("WARC/1.0", "WARC/1.1");
    let items = read(gz(warc.as_bytes()));
    assert_eq!(only_page(&items).declared.fetched.as_deref(), Some("2024-05-06T07:08:09.123456Z"));
}

#[test]
fn one_gzip_around_all_records_is_read_to_its_end() {
    let warc: Vec<u8> = (1..50).flat_map(page_record).collect();
    assert_eq!(pages(&read(gz(&warc))).len(), 49);
}

#[test]
fn a_body_that_is_not_chunked_as_its_header_says_keeps_every_byte() {
    for body in [HTML, "a\r\n<p>not a chunk", "10\nwords", "0123456789abcdef0\r\n<p>x", "face\nbook", ""] {
        let http = format!("{OK_HTML}\r\nTransfer-Encoding: chunked");
        let items = read(response("https://example.org/", &http, body.as_bytes()));
        assert_eq!(text(only_page(&items)), body);
    }
}

#[test]
fn a_plain_body_with_a_gzip_header_keeps_its_first_bytes() {
    for coding in ["gzip", "br", "deflate", "zstd", "gzip, br"] {
        let http = format!("{OK_HTML}\r\nContent-Encoding: {coding}");
        let items = read(response("https://example.org/", &http, HTML.as_bytes()));
        assert_eq!(text(only_page(&items)), HTML);
    }
}

#[test]
fn spaces_in_urls_are_escaped() {
    let items = read(response("https://example.org/a b?c=d e", OK_HTML, HTML.as_bytes()));
    assert_eq!(only_page(&items).declared.url.as_deref(), Some("https://example.org/a%20b?c=d%20e"));
}

#[test]
fn the_first_of_repeated_headers_counts() {
    let headers = "WARC-Target-URI: https://example.org/1\r\nWARC-Target-URI: https://example.org/2\r\n";
    let http = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=koi8-r\r\nContent-Type: text/plain";
    let items = read(record("response", headers, format!("{http}\r\n\r\n{HTML}").as_bytes()));
    let page = only_page(&items);
    assert_eq!(page.declared.url.as_deref(), Some("https://example.org/1"));
    assert_eq!(page.declared.charset.as_deref(), Some("koi8-r"));
}

#[test]
fn a_file_may_end_without_an_empty_line() {
    let mut warc = [page_record(1), page_record(2)].concat();
    for _ in 0..4 {
        warc.pop();
        assert_eq!(outline(&read(warc.clone())), ["page 1", "page 2"]);
    }
}

#[test]
fn index_lines_between_records_cost_no_record() {
    // Some crawlers left lines of an index in the file when they merged files.
    let junk =
        b" CDX N b a m s k r M S V g\norg,example)/ 20240506070809 https://example.org/ text/html 200\n";
    let items = read([page_record(1), junk.to_vec(), page_record(2), junk.to_vec()].concat());
    assert_eq!(outline(&items), ["page 1", "error damaged_warc 2", "page 2", "error damaged_warc 3"]);
}

#[test]
fn segments_are_a_cut_page_and_continuations() {
    let block = format!("{OK_HTML}\r\n\r\n{HTML}");
    let (first, rest) = block.split_at(block.len() - 30);
    let mut warc = record("response", "WARC-Segment-Number: 1\r\n", first.as_bytes());
    warc.extend(record(
        "continuation",
        "WARC-Segment-Number: 2\r\nWARC-Segment-Origin-ID: <urn:uuid:1>\r\nWARC-Segment-Total-Length: 999\r\n",
        rest.as_bytes(),
    ));
    let items = read(warc);
    assert_eq!(outline(&items), ["page 1", "skipped warc_continuation"]);
    assert!(only_page(&items).truncated);
}

#[test]
fn conversions_are_text_whatever_they_quote() {
    let body = "Title\nAll about WARC\n\nWARC/1.0\nWARC-Type: conversion\n<p> is a tag\n";
    let warc = record("conversion", "Content-Type: text/plain\r\n", body.as_bytes());
    let items = read([warc, page_record(2)].concat());
    assert_eq!(outline(&items), ["page 1", "page 2"]);
    assert_eq!(text(pages(&items)[0]), body);
}

#[test]
fn warc_zst_begins_with_its_dictionary() {
    let dictionary = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/".repeat(4);
    let mut bytes = vec![0x5d, 0x2a, 0x4d, 0x18];
    let stored = zst(&dictionary);
    bytes.extend_from_slice(&(stored.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&stored);
    let mut compressor = zstd::bulk::Compressor::with_dictionary(3, &dictionary).unwrap();
    let warcinfo = record("warcinfo", "", b"software: x\r\n");
    bytes.extend(compressor.compress(&warcinfo).unwrap());
    bytes.extend(compressor.compress(&page_record(1)).unwrap());
    assert_eq!(outline(&read(bytes)), ["skipped warc_warcinfo", "page 2"]);
}
