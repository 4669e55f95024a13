use dechaff_ingest::{Options, PageKind};

use crate::fixtures::*;

const LINES: &str = "{\"text\":\"one\"}\n{\"text\":\"two\"}\n";

#[test]
fn members_and_frames_are_joined() {
    let halves = LINES.split_at(20);
    for compress in [gz, zst, bz2, xz, lz4] {
        let joined = [compress(halves.0.as_bytes()), compress(b""), compress(halves.1.as_bytes())].concat();
        assert_eq!(outline(&read(joined)), ["page 1", "page 2"]);
    }
}

#[test]
fn layers_are_undone() {
    assert_eq!(outline(&read(gz(&gz(LINES.as_bytes())))), ["page 1", "page 2"]);
    assert_eq!(outline(&read(zst(&gz(LINES.as_bytes())))), ["page 1", "page 2"]);
    assert_eq!(outline(&read(gz(&gz(&gz(&gz(LINES.as_bytes())))))), ["error unsupported 0"]);
}

#[test]
fn padding_is_not_damage_but_junk_is() {
    for compress in [gz, zst, bz2, xz, lz4] {
        let mut padded = compress(LINES.as_bytes());
        padded.extend_from_slice(&[0; 600]);
        assert_eq!(outline(&read(padded.clone())), ["page 1", "page 2"]);
        padded.extend(compress(b"{\"text\":\"three\"}\n"));
        assert_eq!(outline(&read(padded.clone())), ["page 1", "page 2", "page 3"]);
        padded.extend_from_slice(b"junk");
        assert_eq!(outline(&read(padded)).len(), 4);
    }
}

#[test]
fn older_compressions_are_undone_too() {
    for compress in [bz2, xz, lz4] {
        assert_eq!(outline(&read(compress(LINES.as_bytes()))), ["page 1", "page 2"]);
        assert_eq!(outline(&read(gz(&compress(LINES.as_bytes())))), ["page 1", "page 2"]);
        assert_eq!(text(&one(read(compress(HTML.as_bytes())))), HTML);
    }
}

#[test]
fn lz4_and_zstd_are_distinguished_after_skippable_frames() {
    let mut bytes = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc".to_vec();
    bytes.extend(lz4(LINES.as_bytes()));
    bytes.extend_from_slice(b"\x5f\x2a\x4d\x18\x00\x00\x00\x00");
    bytes.extend(lz4(b"{\"text\":\"three\"}\n"));
    assert_eq!(outline(&read(bytes)), ["page 1", "page 2", "page 3"]);
}

#[test]
fn skippable_frames_are_skipped() {
    let mut bytes = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc".to_vec();
    bytes.extend(zst(LINES.as_bytes()));
    bytes.extend_from_slice(b"\x5f\x2a\x4d\x18\x00\x00\x00\x00");
    assert_eq!(outline(&read(bytes)), ["page 1", "page 2"]);
}

#[test]
fn embedded_dictionaries_are_used() {
    let dictionary = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/".repeat(4);
    for stored in [dictionary.clone(), zst(&dictionary)] {
        let mut bytes = vec![0x5d, 0x2a, 0x4d, 0x18];
        bytes.extend_from_slice(&(stored.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&stored);
        let mut compressor = zstd::bulk::Compressor::with_dictionary(3, &dictionary).unwrap();
        for number in 0..3 {
            bytes.extend(compressor.compress(&page_record(number)).unwrap());
        }
        assert_eq!(outline(&read(bytes)), ["page 1", "page 2", "page 3"]);
    }
}

#[test]
fn long_windows_are_read() {
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    encoder.window_log(28).unwrap();
    std::io::Write::write_all(&mut encoder, LINES.as_bytes()).unwrap();
    assert_eq!(outline(&read(encoder.finish().unwrap())), ["page 1", "page 2"]);
}

#[test]
fn bombs_are_stopped() {
    let mut options = Options::default();
    options.max_ratio = 100;
    let bomb = vec![b'x'; 8 << 20];
    for compress in [gz, zst, bz2, xz, lz4] {
        let items = read_with(compress(&bomb), options.clone());
        let outline = outline(&items);
        assert_eq!(outline.last().map(String::as_str), Some("error ratio 1"), "{outline:?}");
        assert!(pages(&items).iter().all(|page| page.truncated && page.bytes.len() < 4 << 20));
    }
}

#[test]
fn compressed_pages_are_pages() {
    let page = one(read(gz(HTML.as_bytes())));
    assert_eq!((page.kind, text(&page)), (PageKind::Html, HTML));
    let page = one(read(zst(b"Just words.")));
    assert_eq!((page.kind, text(&page)), (PageKind::Text, "Just words."));
}

#[test]
fn hostile_members_give_items() {
    for piece in [&b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"[..], b"\x28\xb5\x2f\xfd\x00"] {
        assert!(!read(piece.repeat(10_000)).is_empty());
    }
}
