use dechaff_ingest::{Item, Options, PageKind};
use serde_json::json;

use crate::fixtures::*;

fn lone(number: usize) -> Vec<u8> {
    let body = format!("<html><body><p>Story number {number}, told once.</p></body></html>");
    arc_record(&format!("http://example.org/{number}"), body.as_bytes())
}

#[test]
fn responses_in_arc_are_pages() {
    let arc = [arc_description(1), lone(1), lone(2)].concat();
    let items = read(arc);
    assert_eq!(outline(&items), ["skipped arc_filedesc", "page 2", "page 3"]);
    let page = pages(&items)[0];
    assert_eq!(page.kind, PageKind::Html);
    assert!(text(page).starts_with("<html>"));
    assert_eq!(page.declared.url.as_deref(), Some("http://example.org/1"));
    assert_eq!(page.declared.fetched.as_deref(), Some("2008-04-30T20:48:25Z"));
    assert_eq!(page.declared.charset.as_deref(), Some("koi8-r"));
    assert_eq!(page.origin.offset, arc_description(1).len() as u64);
    assert!(!page.truncated);
}

#[test]
fn version_2_is_read() {
    let block = http_block(b"<p>Two</p>");
    let line = format!("http://example.org/2 ::1 20080430204825 text/html 200 - - 0 a.arc {}\n", block.len());
    let arc = [arc_description(2), line.into_bytes(), block, b"\n".to_vec()].concat();
    assert_eq!(outline(&read(arc)), ["skipped arc_filedesc", "page 2"]);
}

#[test]
fn arc_gz_may_have_one_member_per_record_or_one_for_all() {
    let records = [arc_description(1), lone(1), lone(2)];
    let whole = read(gz(&records.concat()));
    let each = read(records.iter().flat_map(|record| gz(record)).collect::<Vec<u8>>());
    assert_eq!(outline(&whole), ["skipped arc_filedesc", "page 2", "page 3"]);
    assert_eq!(whole, each);
    assert_eq!(whole, read(records.concat()));
}

#[test]
fn urls_in_arc_may_contain_spaces() {
    let record = arc_record("http://example.org/a b c", b"<p>words</p>");
    assert_eq!(one(read(record)).declared.url.as_deref(), Some("http://example.org/a%20b%20c"));
}

#[test]
fn other_arc_records_are_skipped_by_kind() {
    let mut arc = arc_description(1);
    arc.extend(b"dns:example.org 1.2.3.4 20080430204825 text/dns 8\n1.2.3.4\n\n");
    arc.extend(arc_of_block(
        "http://a.org/x.png",
        b"HTTP/1.0 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\x1a\n",
    ));
    arc.extend(arc_of_block("http://a.org/", b"HTTP/1.0 404 Not Found\r\n\r\n<p>gone</p>"));
    // Old crawlers stored bodies without a header.
    arc.extend(arc_of_block("http://a.org/", b"<html><p>bare</p>"));
    assert_eq!(
        outline(&read(arc)),
        ["skipped arc_filedesc", "skipped warc_dns", "skipped image", "skipped http_status", "page 5"]
    );
}

#[test]
fn kept_fields_of_arc_are_carried_along() {
    let mut options = Options::default();
    options.keep_fields = vec!["IP-address".into(), "Content-type".into()];
    let page = one(read_with(lone(1), options));
    assert_eq!(
        serde_json::Value::Object(page.metadata),
        json!({"IP-address": "192.0.2.1", "Content-type": "text/html"})
    );
}

#[test]
fn wrong_arc_lengths_cost_no_other_record() {
    let right = String::from_utf8(lone(2)).unwrap();
    let length: usize = right.lines().next().unwrap().rsplit(' ').next().unwrap().parse().unwrap();
    for wrong in [length - 30, length + 40, length + 400, 3_000_000, 99_999_999_999] {
        let damaged = right.replacen(&format!(" {length}\n"), &format!(" {wrong}\n"), 1);
        let arc = [lone(1), damaged.into_bytes(), lone(3), lone(4)].concat();
        let items = read(arc);
        assert_eq!(
            outline(&items),
            ["page 1", "page 2", "error damaged_arc 2", "page 3", "page 4"],
            "{wrong}"
        );
        let Item::Error(error) = &items[2] else { panic!() };
        assert_eq!(error.origin.offset, lone(1).len() as u64);
    }
}

#[test]
fn junk_in_arc_is_skipped_and_its_length_reported() {
    let arc = [lone(1), b"http://junk and more\njunk\n".to_vec(), lone(2)].concat();
    let items = read(arc);
    assert_eq!(outline(&items), ["page 1", "error damaged_arc 2", "page 2"]);
    let Item::Error(error) = &items[1] else { panic!() };
    assert!(error.detail.contains("26 bytes"), "{}", error.detail);
}

#[test]
fn a_cut_arc_keeps_what_is_there_of_the_last_page() {
    let arc = [lone(1), lone(2)].concat();
    let items = read(&arc[..arc.len() - 20]);
    assert_eq!(outline(&items), ["page 1", "page 2", "error truncated 2"]);
    let [first, last] = pages(&items)[..] else { panic!() };
    assert_eq!((first.truncated, last.truncated), (false, true));
    assert!(text(last).len() + 19 == text(first).len() && text(last).starts_with("<html>"), "{}", text(last));
    // Nothing of the page is there.
    let items = read(&arc[..lone(1).len() + 30]);
    assert_eq!(outline(&items), ["page 1", "error truncated 2"]);
}

#[test]
fn a_page_about_arc_is_a_page() {
    let page = "<html><pre>\nhttp://a.org/ 1.2.3.4 20080430204825 text/html 99\nwords\n</pre></html>";
    assert_eq!(text(&one(read(page))), page);
    let body = format!("<pre>\n{}</pre>", String::from_utf8(lone(9)).unwrap());
    let items = read([arc_record("http://a.org/", body.as_bytes()), lone(2)].concat());
    assert_eq!(outline(&items), ["page 1", "page 2"]);
    assert_eq!(text(pages(&items)[0]), body);
}

#[test]
fn large_arc_pages_are_cut() {
    let body = format!("<html>{}", "<p>word</p>".repeat(200_000));
    let mut options = Options::default();
    options.max_page_bytes = 1000;
    let items = read_with([arc_record("http://a.org/", body.as_bytes()), lone(2)].concat(), options);
    assert_eq!(outline(&items), ["page 1", "page 2"]);
    assert_eq!(pages(&items)[0].too_large, Some(body.len() as u64));
    // Crawls of that time cut pages at this size.
    assert!(one(read(arc_record("http://a.org/", &body.as_bytes()[..500_000]))).truncated);
}

#[test]
fn hostile_arc_files_give_items() {
    for line in [
        "http://a.org/ 1.2.3.4 20080430204825 text/html 1000000\n",
        "http://a.org/ 1.2.3.4 20080430204825 text/html 9000000000\n",
        "http://a.org/ 1.2.3.4 20080430204825 text/html 0\n",
        "http: http: http:\n",
        "http:",
        "\n",
    ] {
        let repeats = 500_000 / line.len();
        let mut arc = arc_description(1);
        arc.extend(line.repeat(repeats).bytes());
        assert!(!read(arc).is_empty());
    }
}
