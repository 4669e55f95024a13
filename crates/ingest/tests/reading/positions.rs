//! A reader that goes on from a position gives what the first reader would have given.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use dechaff_ingest::{Inputs, Item, Options, Position, Reader};
use flate2::write::GzEncoder;

fn items(reader: &mut Reader) -> Vec<Item> {
    reader.collect()
}

const LINES: &str = "{\"url\": \"https://a.example/1\", \"text\": \"One.\"}\n{\"cut\n\n{\"maintext\": \"Two.\", \"source_domain\": \"a.example\"}\n";

/// WARC records with pages and with other things.
fn warc_records() -> Vec<Vec<u8>> {
    let record = |kind: &str, block: &str| {
        let length = block.len();
        format!("WARC/1.0\r\nWARC-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n")
            .into_bytes()
    };
    let response = |text: &str| format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>{text}");
    vec![
        record("warcinfo", "software: test"),
        record("response", &response("A page.")),
        record("request", "GET / HTTP/1.1\r\n\r\n"),
        record("response", &response(&"A longer page. ".repeat(9000))),
        record("response", &response("Another page.")),
    ]
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(vec![], flate2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

/// Writes files that can be read from the middle, and files that can't.
fn write_files(folder: &Path) {
    let each = |pack: fn(&[u8]) -> Vec<u8>, parts: Vec<Vec<u8>>| -> Vec<u8> {
        parts.iter().flat_map(|part| pack(part)).collect()
    };
    let lines: Vec<Vec<u8>> = LINES.split_inclusive('\n').map(|line| line.as_bytes().to_vec()).collect();
    let mut damaged: Vec<Vec<u8>> = warc_records().iter().map(|record| gzip(record)).collect();
    damaged[1][20] ^= 0x55;
    for (name, bytes) in [
        ("a.jsonl", LINES.as_bytes().to_vec()),
        ("b.html", b"<p>A page of its own.</p>".to_vec()),
        ("c.jsonl.gz", gzip(LINES.as_bytes())),
        ("d.jsonl.zst", each(zstd, lines)),
        ("e.warc", warc_records().concat()),
        ("f.warc.gz", each(gzip, warc_records())),
        ("g.warc.gz", damaged.concat()),
        ("h.jsonl", [&LINES.as_bytes()[..60], &gzip(LINES.as_bytes())].concat()),
        ("i.jsonl.gz", gzip(&gzip(LINES.as_bytes()))),
        ("j.bin", vec![0; 100]),
    ] {
        fs::write(folder.join(name), bytes).unwrap();
    }
}

#[test]
fn every_position_leads_to_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    write_files(folder.path());
    let inputs = Inputs::resolve(&[folder.path().to_str().unwrap().to_owned()]).unwrap();

    let mut whole = Reader::new(inputs.clone(), Options::default());
    let all = items(&mut whole);
    assert!(all.len() > 25, "{}", all.len());
    let (mapping, progress) = (whole.mapping_in_force(), whole.progress().bytes_read());
    let mut restarts = BTreeSet::new();
    for taken in 0..=all.len() {
        let mut first = Reader::new(inputs.clone(), Options::default());
        let before: Vec<Item> = first.by_ref().take(taken).collect();
        let position = first.position();
        // As it is on disk.
        let position: Position = serde_json::from_str(&serde_json::to_string(&position).unwrap()).unwrap();
        restarts.extend(position.restart().map(|_| position.files));
        let mut second = Reader::from_position(inputs.clone(), Options::default(), &position);
        assert_eq!(second.mapping_in_force(), first.mapping_in_force(), "{taken}");
        let rest = items(&mut second);
        assert_eq!(format!("{:?}", [before, rest].concat()), format!("{all:?}"), "{taken}");
        assert_eq!(second.mapping_in_force(), mapping, "{taken}");
        assert_eq!(second.progress().bytes_read(), progress, "{taken}");
        assert_eq!(second.position(), whole.position(), "{taken}");
    }
    // a, d, e, f and h; g until its damage.
    assert_eq!(restarts.into_iter().collect::<Vec<_>>(), [1, 4, 5, 6, 7, 8]);
}

#[test]
fn a_file_of_members_is_read_from_the_last_one() {
    let folder = tempfile::tempdir().unwrap();
    let line = |number: usize| {
        format!("{{\"id\": \"{number}\", \"text\": \"{}\"}}\n", "Text. ".repeat(number)).into_bytes()
    };
    let members: Vec<Vec<u8>> = (0..300).map(|number| zstd(&line(number))).collect();
    fs::write(folder.path().join("a.jsonl.zst"), members.concat()).unwrap();
    let inputs = Inputs::resolve(&[folder.path().to_str().unwrap().to_owned()]).unwrap();
    let mut reader = Reader::new(inputs, Options::default());
    for taken in 1..300 {
        assert!(reader.next().is_some());
        let bytes: usize = members[..taken].iter().map(Vec::len).sum();
        assert_eq!(reader.position().restart(), Some((bytes as u64, taken as u64)));
    }
}
