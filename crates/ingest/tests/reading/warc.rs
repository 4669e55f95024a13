use dechaff_ingest::{Item, Options, Page, PageKind};
use serde_json::json;

use crate::fixtures::*;

const OK_HTML: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html";

#[test]
fn a_response_is_a_page() {
    let warc = response(
        "https://example.org/a",
        "HTTP/1.1 200 OK\r\ncontent-TYPE: Text/HTML; Charset=\"koi8-r\"",
        HTML.as_bytes(),
    );
    let page = one(read(warc));
    assert_eq!((page.kind, text(&page)), (PageKind::Html, HTML));
    assert_eq!((page.origin.record, page.origin.offset), (1, 0));
    assert_eq!(page.declared.url.as_deref(), Some("https://example.org/a"));
    assert_eq!(page.declared.charset.as_deref(), Some("koi8-r"));
    assert_eq!(page.declared.fetched.as_deref(), Some("2024-05-06T07:08:09Z"));
    assert_eq!(page.declared.id.as_deref(), Some("21"));
    assert!(!page.truncated && !page.not_text && page.too_large.is_none());
}

#[test]
fn other_records_are_skipped_by_kind() {
    let mut warc = record("warcinfo", "", b"software: x\r\n");
    for kind in ["request", "metadata", "revisit", "continuation", "unheard-of"] {
        warc.extend(record(kind, "", b"HTTP/1.1 200 OK\r\n\r\n<p>x</p>"));
    }
    warc.extend(record("response", "Content-Type: text/dns\r\n", b"20240506\n1.2.3.4\n"));
    warc.extend(response(
        "https://a.org",
        "HTTP/1.1 404 Not Found\r\nContent-Type: text/html",
        HTML.as_bytes(),
    ));
    warc.extend(response("https://a.org", "HTTP/1.1 301 Moved\r\nLocation: /", b""));
    let expected = [
        "skipped warc_warcinfo",
        "skipped warc_request",
        "skipped warc_metadata",
        "skipped warc_revisit",
        "skipped warc_continuation",
        "skipped warc_other",
        "skipped warc_dns",
        "skipped http_status",
        "skipped http_status",
    ];
    assert_eq!(outline(&read(warc.clone())), expected);
    let mut options = Options::default();
    options.statuses = "2xx,404".parse().unwrap();
    assert_eq!(outline(&read_with(warc, options))[7], "page 8");
}

#[test]
fn bodies_are_judged_by_their_bytes() {
    let check = |content_type: &str, body: &[u8], expected: &str| {
        let http = format!("HTTP/1.1 200 OK\r\nContent-Type: {content_type}");
        assert_eq!(outline(&read(response("https://a.org", &http, body))), [expected], "{content_type}");
    };
    check("text/html", b"\x89PNG\r\n\x1a\n\0\0", "skipped image");
    check("text/html", b"%PDF-1.7", "skipped pdf");
    check("text/html", b"{\"a\": 1}", "skipped json");
    check("application/octet-stream", HTML.as_bytes(), "page 1");
    check("image/svg+xml", b"<svg></svg>", "skipped image");
    check("text/css", b"p { color: red }", "skipped css");
    check("application/javascript", b"var a = '<p></p>'", "skipped script");
    check("application/rss+xml", b"<rss></rss>", "skipped xml");
    check("application/xhtml+xml", b"<?xml version=\"1.0\"?><html><p>x</p></html>", "page 1");
    check("text/plain", b"words", "page 1");
    check("application/octet-stream", &[0, 1, 2, 3, 0xff, 0xfe, 0], "skipped binary");
    check("text/html", &[0x80, 1, 2, 3, 0xff, 0xfe, 0], "page 1");
    check("text/html", b"", "page 1");
}

#[test]
fn a_page_that_is_not_text_is_marked() {
    let page = one(read(response("https://a.org", OK_HTML, &[0x80, 1, 2, 3, 0xff, 0xfe, 0])));
    assert!(page.not_text);
}

#[test]
fn wet_records_are_text_pages() {
    let warc = record(
        "conversion",
        "WARC-Target-URI: https://example.org/\r\nWARC-Identified-Content-Language: deu,eng\r\nContent-Type: text/plain\r\n",
        "Titel\nErster Absatz, größer.\n".as_bytes(),
    );
    let page = one(read(warc));
    assert_eq!((page.kind, text(&page)), (PageKind::Text, "Titel\nErster Absatz, größer.\n"));
    assert_eq!(page.declared.language.as_deref(), Some("deu"));
    assert_eq!(page.declared.charset.as_deref(), Some("utf-8"));
}

#[test]
fn resources_are_pages_without_a_header() {
    let page = one(read(record("resource", "Content-Type: text/html; charset=utf-8\r\n", HTML.as_bytes())));
    assert_eq!((page.kind, text(&page)), (PageKind::Html, HTML));
    assert_eq!(page.declared.charset.as_deref(), Some("utf-8"));
    let image = record("resource", "Content-Type: image/png\r\n", b"\x89PNG\r\n\x1a\n");
    assert_eq!(outline(&read(image)), ["skipped image"]);
}

#[test]
fn sloppy_headers_are_read() {
    let block = format!("{OK_HTML}\r\n\r\n{HTML}");
    let warc = format!(
        "WARC/0.17\nwarc-type:response\nWARC-TARGET-URI: <https://example.org/a b>\nX-Folded: a\n  b\nno colon\n\
         Content-Length: {}\nContent-Length: 7\n\n{block}\n\n",
        block.len()
    );
    let page = one(read(warc));
    assert_eq!((page.declared.url.as_deref(), text(&page)), (Some("https://example.org/a%20b"), HTML));
}

#[test]
fn codings_are_undone() {
    let page = |http: &str, body: &[u8]| -> Page { one(read(response("https://a.org", http, body))) };
    let chunked = format!("{:x}\r\n{HTML}\r\n0\r\n\r\n", HTML.len());
    let it = page(&format!("{OK_HTML}\r\nTransfer-Encoding: chunked"), chunked.as_bytes());
    assert_eq!((text(&it), it.truncated), (HTML, false));
    let it = page(&format!("{OK_HTML}\r\nTransfer-Encoding: chunked"), HTML.as_bytes());
    assert_eq!((text(&it), it.truncated), (HTML, false));
    let it = page(&format!("{OK_HTML}\r\nTransfer-Encoding: chunked"), &chunked.as_bytes()[..30]);
    assert_eq!((text(&it), it.truncated), (&HTML[..26], true));
    let it = page(&format!("{OK_HTML}\r\nContent-Encoding: gzip"), &gz(HTML.as_bytes()));
    assert_eq!(text(&it), HTML);
    let it = page(&format!("{OK_HTML}\r\nContent-Encoding: gzip"), HTML.as_bytes());
    assert_eq!(text(&it), HTML);
    let it = page(&format!("{OK_HTML}\r\nContent-Encoding: br"), HTML.as_bytes());
    assert_eq!(text(&it), HTML);
    let it = page(OK_HTML, format!("\r\n{HTML}").as_bytes());
    assert_eq!(text(&it), HTML);
    let coded = response(
        "https://a.org",
        &format!("{OK_HTML}\r\nContent-Encoding: compress"),
        &[0x1b, 1, 2, 0xff, 3, 4, 0x90],
    );
    assert_eq!(outline(&read(coded)), ["error unsupported 1"]);
}

#[test]
fn a_truncated_record_is_marked() {
    let block = format!("{OK_HTML}\r\n\r\n{HTML}");
    let page = one(read(record("response", "WARC-Truncated: length\r\n", block.as_bytes())));
    assert!(page.truncated);
}

#[test]
fn a_record_that_the_file_cuts_off_keeps_what_is_there() {
    let whole = [response("https://a.org/1", OK_HTML, HTML.as_bytes()), {
        let body = format!("<p>{}", "word ".repeat(400_000));
        response("https://a.org/2", OK_HTML, body.as_bytes())
    }]
    .concat();
    // The second record is too large to be buffered as a whole.
    for left_out in [100, 500_000] {
        let items = read(&whole[..whole.len() - left_out]);
        assert_eq!(outline(&items), ["page 1", "page 2", "error truncated 2"]);
        let page = pages(&items)[1];
        assert!(page.truncated && page.too_large.is_none());
        assert_eq!(page.declared.url.as_deref(), Some("https://a.org/2"));
        assert_eq!(page.bytes.len(), 2_000_003 + 4 - left_out);
    }
    let gzip = gz(&response("https://a.org", OK_HTML, "<p>It rained all day long.".repeat(99).as_bytes()));
    let items = read(&gzip[..gzip.len() - 20]);
    assert_eq!(outline(&items), ["page 1", "error truncated 1"]);
    assert!(pages(&items)[0].truncated);
    // A body whose coding can't be undone in part, and one without a byte, are not pages.
    let coded =
        response("https://a.org", &format!("{OK_HTML}\r\nContent-Encoding: gzip"), &gz(HTML.as_bytes()));
    assert_eq!(outline(&read(&coded[..coded.len() - HTML.len()])).last().unwrap(), "error truncated 1");
}

#[test]
fn a_partial_response_is_marked() {
    let http = "HTTP/1.1 206 Partial Content\r\nContent-Type: text/html";
    assert!(one(read(response("https://a.org", http, HTML.as_bytes()))).truncated);
}

#[test]
fn readers_can_move_to_other_threads() {
    fn is_send<T: Send>(_: &T) {}
    is_send(&dechaff_ingest::Reader::from_read("in", std::io::empty(), Options::default()));
}

#[test]
fn large_pages_are_cut() {
    let mut options = Options::default();
    options.max_page_bytes = 1000;
    let body = format!("<html><body>{}", "<p>word</p>".repeat(500_000));
    let mut warc = response("https://a.org", OK_HTML, body.as_bytes());
    warc.extend(response(
        "https://a.org",
        &format!("{OK_HTML}\r\nContent-Encoding: gzip"),
        &gz(body.as_bytes()),
    ));
    warc.extend(response("https://a.org", OK_HTML, &body.as_bytes()[..2000]));
    warc.extend(record("conversion", "Content-Type: text/plain\r\n", "words ".repeat(1000).as_bytes()));
    let items = read_with(warc, options);
    let sizes: Vec<_> = pages(&items).iter().map(|page| (page.bytes.len(), page.too_large)).collect();
    assert_eq!(
        sizes,
        [(1000, Some(body.len() as u64)), (1000, Some(16384)), (1000, Some(2000)), (1000, Some(6000))]
    );
}

#[test]
fn kept_headers_are_carried_along() {
    let mut options = Options::default();
    options.keep_fields = vec!["warc-ip-address".into(), "none".into()];
    let page = one(read_with(record("resource", "WARC-IP-Address: 1.2.3.4\r\n", HTML.as_bytes()), options));
    assert_eq!(serde_json::Value::Object(page.metadata), json!({"warc-ip-address": "1.2.3.4"}));
}

#[test]
fn one_gzip_member_for_all_is_read_as_one_per_record_is() {
    let records: Vec<Vec<u8>> = (1..5).map(page_record).collect();
    let whole = read(gz(&records.concat()));
    let each = read(records.iter().flat_map(|record| gz(record)).collect::<Vec<u8>>());
    assert_eq!(outline(&whole), ["page 1", "page 2", "page 3", "page 4"]);
    assert_eq!(whole, each);
    assert_eq!(read(zst(&records.concat())), whole);
    assert_eq!(read(records.concat()), whole);
}

#[test]
fn a_body_that_quotes_records_is_one_page() {
    let body = format!("<html><pre>\r\n\r\n{}</pre></html>", String::from_utf8(page_record(1)).unwrap());
    let mut warc = response("https://a.org", OK_HTML, body.as_bytes());
    warc.extend(page_record(2));
    let items = read(warc);
    assert_eq!(outline(&items), ["page 1", "page 2"]);
    assert_eq!(text(pages(&items)[0]), body);
}

#[test]
fn wrong_lengths_cost_no_other_record() {
    let right = page_record(2);
    let length_of = |record: &[u8]| {
        let text = String::from_utf8_lossy(record).into_owned();
        let at = text.find("Content-Length: ").unwrap() + 16;
        text[at..].split("\r\n").next().unwrap().parse::<usize>().unwrap()
    };
    let with_length = |length: usize| {
        let text = String::from_utf8(right.clone()).unwrap();
        text.replace(&format!("Content-Length: {}", length_of(&right)), &format!("Content-Length: {length}"))
    };
    let length = length_of(&right);
    for wrong in [length - 30, length + 30, length + 200, length + 600] {
        let warc = [page_record(1), with_length(wrong).into_bytes(), page_record(3), page_record(4)].concat();
        let items = read(warc);
        let texts: Vec<&str> = pages(&items).iter().map(|page| text(page)).collect();
        assert_eq!(
            outline(&items),
            ["page 1", "page 2", "error damaged_warc 2", "page 3", "page 4"],
            "{wrong}"
        );
        assert!(texts[2].contains("number 3") && texts[3].contains("number 4"));
        assert!(texts[1].starts_with("<html><body><p>Story number"));
    }
    for wrong in [2_000_000, 999_999_999_999] {
        let large =
            [page_record(1), with_length(wrong).into_bytes(), page_record(3), page_record(4)].concat();
        let items = read([large, vec![b'\n'; 3_000_000]].concat());
        assert_eq!(
            outline(&items),
            ["page 1", "page 2", "error damaged_warc 2", "page 3", "page 4"],
            "{wrong}"
        );
        assert_eq!(pages(&items)[1].bytes, pages(&read(right.clone()))[0].bytes);
        assert_eq!(pages(&items)[1].too_large, None);
    }
    let headless = b"WARC/1.0\r\nWARC-Type: warcinfo\r\n\r\n".to_vec();
    let items = read([page_record(1), headless, page_record(3)].concat());
    assert_eq!(outline(&items), ["page 1", "error damaged_warc 2", "page 3"]);
    for wrong in ["-5", "many", ""] {
        let text = String::from_utf8(right.clone()).unwrap();
        let broken = text.replace(&format!("Content-Length: {length}"), &format!("Content-Length: {wrong}"));
        let items = read([page_record(1), broken.into_bytes(), page_record(3)].concat());
        assert_eq!(outline(&items), ["page 1", "error damaged_warc 2", "page 3"]);
    }
}

#[test]
fn a_missing_or_extra_line_end_is_not_damage() {
    let mut warc = page_record(1);
    warc.truncate(warc.len() - 4);
    warc.extend(page_record(2));
    warc.extend_from_slice(b"\r\n\r\n\r\n\n");
    warc.extend(page_record(3));
    assert_eq!(outline(&read(warc)), ["page 1", "page 2", "page 3"]);
}

#[test]
fn junk_between_records_is_skipped_and_its_length_reported() {
    let mut warc = page_record(1);
    let junk_at = warc.len();
    warc.extend_from_slice(b"com,example)/ 20240506 text/html 200\nWARC/ nothing\n");
    let junk = warc.len() - junk_at;
    warc.extend(page_record(2));
    let items = read(warc);
    let Item::Error(error) = &items[1] else { panic!("{items:?}") };
    assert_eq!(error.kind.as_str(), "damaged_warc");
    assert!(error.detail.contains(&format!("{junk} bytes")), "{}", error.detail);
    assert_eq!(outline(&items)[2], "page 2");
}

#[test]
fn lengths_off_by_two_are_not_damage() {
    let block = format!("{OK_HTML}\r\n\r\n\r\n{HTML}");
    let right = record("response", "", block.as_bytes());
    let short =
        String::from_utf8(right).unwrap().replace(&block.len().to_string(), &(block.len() - 2).to_string());
    let items = read([short.clone().into_bytes(), short.into_bytes(), page_record(3)].concat());
    assert_eq!(outline(&items), ["page 1", "page 2", "page 3"]);
    assert_eq!(text(pages(&items)[0]), HTML);
}

#[test]
fn pages_of_exactly_the_old_limit_are_cut() {
    let body = format!("<html>{}", "x".repeat((1 << 20) - 6));
    assert!(one(read(response("https://a.org", OK_HTML, body.as_bytes()))).truncated);
    assert!(!one(read(response("https://a.org", OK_HTML, &body.as_bytes()[1..]))).truncated);
}

#[test]
fn a_header_that_breaks_off_costs_its_record() {
    let warc =
        [page_record(1), b"WARC/1.0\r\nWARC-Type: response\r\nContent-Le\r\n".to_vec(), page_record(3)]
            .concat();
    assert_eq!(outline(&read(warc)), ["page 1", "error damaged_warc 2", "page 3"]);
}

#[test]
fn pages_after_hostile_headers_are_found() {
    let mut warc = b"WARC/1.0\r\n".repeat(100_000);
    warc.extend(page_record(1));
    let items = read(warc);
    assert_eq!(pages(&items).len(), 1, "{:?}", outline(&items));
    assert!(items.len() < 20);
    let mut warc = b"WARC/1.0\r\n".to_vec();
    warc.extend(b"xWARC/".repeat(42_500));
    warc.extend(b"\r\n\r\n");
    warc.extend(page_record(1));
    assert_eq!(pages(&read(warc)).len(), 1);
    let repeats = 12_500;
    let mut warc = b"WARC/1.0\r\nContent-Length: 1000000\r\n\r\n".repeat(repeats);
    warc.extend(page_record(1));
    assert!(pages(&read(warc)).len() <= repeats + 1);
}

#[test]
fn a_piece_of_a_file_is_recognised_by_its_later_records() {
    let mut warc = page_record(1)[150..].to_vec();
    warc.extend(page_record(2));
    assert_eq!(outline(&read(warc)), ["error damaged_warc 1", "page 1"]);
}
