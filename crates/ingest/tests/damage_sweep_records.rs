//! Cuts a small file of each format of records at every byte, and flips every byte.
//!
//! For all formats: reading ends and does not panic. A missing page comes with an error. The pages of records
//! that the damage did not hit are the same as without it, or there is an error. How the damage changes the page
//! of its own record is not checked: a flipped byte in a body, a URL or a type is a flipped byte in the page.
//!
//! The test of each format states what else holds for it.

#![allow(clippy::unwrap_used)]

#[allow(dead_code, reason = "shared with the other tests")]
#[path = "reading/fixtures.rs"]
mod fixtures;

use std::ops::Range;

use dechaff_ingest::{Item, Page};
use fixtures::*;

/// A dump of records that are a page each, after a head without pages.
struct Dump {
    bytes: Vec<u8>,
    /// The range of bytes of each page's record.
    records: Vec<Range<usize>>,
}

impl Dump {
    fn new(head: Vec<u8>, records: Vec<Vec<u8>>) -> Dump {
        let mut bytes = head;
        let mut ranges = Vec::new();
        for record in records {
            ranges.push(bytes.len()..bytes.len() + record.len());
            bytes.extend(record);
        }
        Dump { bytes, records: ranges }
    }
}

fn has_words(page: &Page, number: usize) -> bool {
    memchr::memmem::find(&page.bytes, format!("Story number {number},").as_bytes()).is_some()
}

fn found(items: &[Item], number: usize) -> Option<&Page> {
    pages(items).into_iter().find(|page| has_words(page, number))
}

/// Cuts everywhere. From `known_from` bytes on the format is recognised, and before that there is at least some
/// item. A record is complete if at most its last `spare` bytes are missing.
fn check_cuts(dump: &Dump, known_from: usize, spare: usize) {
    for cut in 0..=dump.bytes.len() {
        let items = read(&dump.bytes[..cut]);
        assert!(cut == 0 || !items.is_empty(), "cut at {cut}");
        if cut < known_from {
            continue;
        }
        let mut cut_record = false;
        for (number, record) in dump.records.iter().enumerate() {
            if record.end <= cut + spare {
                assert!(found(&items, number).is_some(), "cut at {cut} lost {number}: {:?}", outline(&items));
            } else if record.start < cut {
                cut_record = true;
            } else {
                assert!(found(&items, number).is_none());
            }
        }
        let whole = pages(&items).len() >= dump.records.iter().filter(|record| record.start < cut).count();
        assert!(!cut_record || errors(&items) > 0 || whole, "cut at {cut}: {:?}", outline(&items));
    }
}

/// Flips every byte. `except` names the bytes that show what the file is.
fn check_flips(dump: &Dump, except: Range<usize>) {
    let expected = read(dump.bytes.clone());
    for (number, _) in dump.records.iter().enumerate() {
        assert!(found(&expected, number).is_some(), "{:?}", outline(&expected));
    }
    assert_eq!(errors(&expected), 0, "{:?}", outline(&expected));
    for at in 0..dump.bytes.len() {
        let mut bytes = dump.bytes.clone();
        bytes[at] ^= 0xff;
        let items = read(bytes);
        if except.contains(&at) {
            // Then it is another kind of file, but its words are there.
            for (number, _) in dump.records.iter().enumerate() {
                assert!(found(&items, number).is_some(), "flip at {at} lost {number}: {:?}", outline(&items));
            }
            continue;
        }
        if errors(&items) > 0 {
            continue;
        }
        assert_eq!(pages(&items).len(), dump.records.len(), "flip at {at}: {:?}", outline(&items));
        for (number, record) in dump.records.iter().enumerate() {
            if !record.contains(&at) {
                let (page, whole) = (found(&items, number), found(&expected, number).unwrap());
                let page =
                    page.unwrap_or_else(|| panic!("flip at {at} lost {number}: {:?}", outline(&items)));
                assert_eq!((&page.bytes, &page.declared), (&whole.bytes, &whole.declared), "flip at {at}");
            }
        }
    }
}

/// As `check_flips`. Whether or not there is an error, all records are there except the one that was hit and
/// `neighbours` records after it.
fn check_flips_cost_little(dump: &Dump, neighbours: usize) {
    for (hit, record) in dump.records.iter().enumerate() {
        for at in record.clone() {
            let mut bytes = dump.bytes.clone();
            bytes[at] ^= 0xff;
            let items = read(bytes);
            for number in 0..dump.records.len() {
                let near = (hit..=hit + neighbours).contains(&number);
                assert!(
                    near || found(&items, number).is_some(),
                    "flip at {at} lost {number}: {:?}",
                    outline(&items)
                );
            }
        }
    }
}

fn warc_records() -> Vec<Vec<u8>> {
    (0..4).map(page_record).collect()
}

/// The first eight bytes show what the file is, and the two line ends after a record may be missing. A flip
/// costs only its record.
#[test]
fn warc_loses_no_page_without_an_error() {
    let dump = Dump::new(record("warcinfo", "", b"software: x\r\n"), warc_records());
    check_cuts(&dump, 8, 4);
    check_flips(&dump, 0..0);
    check_flips_cost_little(&dump, 1);
}

/// With one member per record a flip costs only its record, whatever byte of the member it hits.
#[test]
fn warc_gz_loses_no_page_without_an_error() {
    let dump = Dump::new(Vec::new(), warc_records().iter().map(|record| gz(record)).collect());
    check_cuts(&dump, 3, 0);
    check_flips(&dump, 0..0);
    check_flips_cost_little(&dump, 0);
}

/// With one member for all records the records after a flip may be lost, and then there is an error.
#[test]
fn warc_in_one_gzip_loses_no_page_without_an_error() {
    let bytes = gz(&warc_records().concat());
    let whole = bytes.len();
    for at in 0..whole {
        let mut flipped = bytes.clone();
        flipped[at] ^= 0xff;
        let items = read(flipped);
        assert!(pages(&items).len() == 4 || errors(&items) > 0, "flip at {at}: {:?}", outline(&items));
        let items = read(&bytes[..at]);
        assert!(at < 3 || errors(&items) == 1, "cut at {at}: {:?}", outline(&items));
    }
}

#[test]
fn wet_loses_no_page_without_an_error() {
    let records = (0..4)
        .map(|number| {
            let headers = format!(
                "WARC-Target-URI: https://example.org/{number}\r\nWARC-Date: 2024-05-06T07:08:09Z\r\nContent-Type: text/plain\r\n"
            );
            record("conversion", &headers, format!("A title\nStory number {number}, told once.\n").as_bytes())
        })
        .collect();
    let dump = Dump::new(record("warcinfo", "", b"software: x\r\n"), records);
    check_cuts(&dump, 8, 4);
    check_flips(&dump, 0..0);
    check_flips_cost_little(&dump, 1);
}

fn arc_records() -> Vec<Vec<u8>> {
    let body = |number: usize| format!("<html><body><p>Story number {number}, told once.</p></body></html>");
    (0..4)
        .map(|number| arc_record(&format!("http://example.org/{number}"), body(number).as_bytes()))
        .collect()
}

/// A flip of the newline between two records may cost both.
#[test]
fn arc_loses_no_page_without_an_error() {
    let dump = Dump::new(arc_description(1), arc_records());
    check_cuts(&dump, "filedesc://".len(), 1);
    check_flips(&dump, 0..0);
    check_flips_cost_little(&dump, 1);
}

#[test]
fn arc_gz_loses_no_page_without_an_error() {
    let records = arc_records().iter().map(|record| gz(record)).collect();
    let dump = Dump::new(gz(&arc_description(1)), records);
    check_cuts(&dump, 3, 0);
    check_flips(&dump, 0..0);
    check_flips_cost_little(&dump, 0);
}

/// One page per file. Wherever the file is cut or damaged, the page is read or an error reports that it is not,
/// and no other page takes its place.
#[test]
fn mhtml_loses_no_page_without_an_error() {
    let bytes = saved_page();
    let words = b"It rained on Monday";
    let at_words = memchr::memmem::find(&bytes, words).unwrap();
    let known_from = memchr::memmem::find(&bytes, b"multipart/related").unwrap() + 17;
    for at in 0..bytes.len() {
        let items = read(&bytes[..at]);
        // The last line may lack its end.
        let accounted = at < known_from || at + 2 >= bytes.len() || errors(&items) == 1;
        assert!(accounted, "cut at {at}: {:?}", outline(&items));
        assert!(pages(&items).len() < 2);
        if at > at_words + words.len() {
            assert_eq!(pages(&items).len(), 1, "cut at {at}: {:?}", outline(&items));
        }

        let mut flipped = bytes.clone();
        flipped[at] ^= 0xff;
        let items = read(flipped);
        let [page] = pages(&items)[..] else {
            assert!(errors(&items) > 0, "flip at {at}: {:?}", outline(&items));
            continue;
        };
        let hit = (at_words..at_words + words.len()).contains(&at);
        assert!(
            hit || memchr::memmem::find(&page.bytes, words).is_some(),
            "flip at {at}: {:?}",
            outline(&items)
        );
        assert!(memchr::memmem::find(&page.bytes, b"Advertisement").is_none(), "flip at {at}");
    }
}

fn check_table(delimiter: char) {
    let header = format!("id{delimiter}url{delimiter}title{delimiter}text\n");
    let row = |number: usize| {
        let url = format!("https://example.org/{number}");
        [
            &number.to_string(),
            &url,
            "A title",
            &format!("\"Story number {number}, told\nonce, or \"\"twice\"\".\""),
        ]
        .join(&delimiter.to_string())
            + "\n"
    };
    let rows = (0..5).map(|number| row(number).into_bytes()).collect();
    let header_bytes = header.len();
    let dump = Dump::new(header.into_bytes(), rows);
    // Enough of the first row to recognise it as one.
    check_cuts(&dump, dump.records[0].start + 40, 1);
    let text_column = header_bytes - "text\n".len();
    // Without the name of the column there is nothing to read, only errors.
    let mut but_text = dump.bytes.clone();
    but_text[text_column] ^= 0xff;
    assert_eq!(errors(&read(but_text)), 5);
    check_table_flips(&dump, header_bytes);
    check_flips_cost_little(&dump, 1);
}

/// A table is recognised by its header. Without it the file is a page of text.
fn check_table_flips(dump: &Dump, header_bytes: usize) {
    for at in 0..header_bytes {
        let mut bytes = dump.bytes.clone();
        bytes[at] ^= 0xff;
        let items = read(bytes);
        for number in 0..dump.records.len() {
            assert!(
                errors(&items) > 0 || found(&items, number).is_some(),
                "flip at {at} lost {number}: {:?}",
                outline(&items)
            );
        }
    }
    let expected = read(dump.bytes.clone());
    assert_eq!(outline(&expected), ["page 1", "page 2", "page 3", "page 4", "page 5"]);
    for at in header_bytes..dump.bytes.len() {
        let mut bytes = dump.bytes.clone();
        bytes[at] ^= 0xff;
        let items = read(bytes);
        assert!(pages(&items).len() == 5 || errors(&items) > 0, "flip at {at}: {:?}", outline(&items));
    }
}

/// A cut last row is an error, unless the cut is in its last column outside of quotes, where it cannot be
/// noticed.
#[test]
fn csv_loses_no_page_without_an_error() {
    check_table(',');
}

#[test]
fn tsv_loses_no_page_without_an_error() {
    check_table('\t');
}
