//! Members of tar and zip are read as files of their own, and what an archive states is verified.

use std::io::Write;

use dechaff_ingest::{ErrorKind, Inputs, Item, Options, Reader};
use zip::CompressionMethod::{Bzip2, Deflated, Stored, Xz, Zstd};

use crate::fixtures::*;

const LINES: &[u8] = b"{\"text\":\"one\"}\n{\"text\":\"two\"}\n";

fn read_file(name: &str, bytes: &[u8], options: Options) -> (Vec<Item>, u64) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let inputs = Inputs::resolve(&[path.to_str().unwrap().to_owned()]).unwrap();
    let mut reader = Reader::new(inputs, options);
    let items = reader.by_ref().collect();
    (items, reader.progress().bytes_read())
}

fn detail(item: &Item) -> &str {
    match item {
        Item::Error(error) => &error.detail,
        other => panic!("{other:?}"),
    }
}

fn mixed_files() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("pages/1.html", HTML.as_bytes().to_vec()),
        ("pages/2.txt", b"Just words.".to_vec()),
        ("lines.jsonl", LINES.to_vec()),
        ("crawl.warc.gz", [gz(&page_record(1)), gz(&page_record(2))].concat()),
        ("lines.jsonl.xz", xz(LINES)),
        ("logo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
        ("empty.txt", vec![]),
        ("https%3A%2F%2Fexample.org%2Fnews%2F1", HTML.as_bytes().to_vec()),
    ]
}

const MIXED: [&str; 11] = [
    "pages/1.html page 1",
    "pages/2.txt page 1",
    "lines.jsonl page 1",
    "lines.jsonl page 2",
    "crawl.warc.gz page 1",
    "crawl.warc.gz page 2",
    "lines.jsonl.xz page 1",
    "lines.jsonl.xz page 2",
    "logo.png skipped image",
    "empty.txt page 1",
    "https%3A%2F%2Fexample.org%2Fnews%2F1 page 1",
];

fn borrowed<'a>(files: &'a [(&'static str, Vec<u8>)]) -> Vec<(&'a str, &'a [u8])> {
    files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect()
}

#[test]
fn tar_members_are_files_under_any_compression() {
    let files = mixed_files();
    let tar = tar_of(&borrowed(&files));
    for wrapped in [tar.clone(), gz(&tar), zst(&tar), bz2(&tar), xz(&tar), lz4(&tar)] {
        let items = read(wrapped);
        assert_eq!(member_outline(&items), MIXED);
        let page = pages(&items)[9].clone();
        assert_eq!(&*page.origin.file, "in!/https%3A%2F%2Fexample.org%2Fnews%2F1");
        assert_eq!(page.declared.url.as_deref(), Some("https://example.org/news/1"));
    }
}

#[test]
fn zip_members_are_files_whatever_they_are_packed_with() {
    let files = mixed_files();
    for method in [Stored, Deflated, Bzip2, Zstd, Xz] {
        let zip = zip_of(method, &borrowed(&files));
        let (items, progress) = read_file("a.zip", &zip, Options::default());
        assert_eq!(member_outline(&items), MIXED, "{method}");
        assert!(items[0].origin().file.ends_with("/a.zip!/pages/1.html"));
        assert_eq!(progress, zip.len() as u64);
        // From a source that is not a file.
        assert_eq!(member_outline(&read(zip.clone())), MIXED, "{method}");
        assert_eq!(member_outline(&read(gz(&zip))), MIXED, "{method}");
    }
}

#[test]
fn an_archive_in_an_archive_is_read_and_no_deeper() {
    let inner = zip_of(Deflated, &[("a.txt", b"Just words.")]);
    let middle = tar_of(&[("inner.zip", &inner), ("b.jsonl", LINES)]);
    let items = read(middle.clone());
    assert_eq!(member_outline(&items), ["inner.zip!/a.txt page 1", "b.jsonl page 1", "b.jsonl page 2"]);
    assert_eq!(&*items[0].origin().file, "in!/inner.zip!/a.txt");
    let outer = zip_of(Stored, &[("middle.tar", &middle), ("c.txt", b"More words.")]);
    assert_eq!(
        member_outline(&read(outer)),
        [
            "middle.tar!/inner.zip error unsupported 0",
            "middle.tar!/b.jsonl page 1",
            "middle.tar!/b.jsonl page 2",
            "c.txt page 1"
        ]
    );
}

#[test]
fn links_and_devices_are_counted_and_folders_are_not() {
    let tar = tar(&[
        tar_entry(b"folder/", b'5', b""),
        tar_entry(b"link", b'2', b""),
        tar_entry(b"hard", b'1', b""),
        tar_entry(b"tty", b'3', b""),
        tar_entry(b"disk", b'4', b""),
        tar_entry(b"pipe", b'6', b""),
        tar_entry(b"a.txt", b'0', b"Just words."),
        tar_entry(b"old.txt", 0, b"Old words."),
        tar_entry(b"holes", b'S', b"few words"),
        tar_entry(b"part", b'M', b"more words"),
        tar_entry(b"vendor.txt", b'Q', b"The standard wants it read."),
    ]);
    assert_eq!(
        member_outline(&read(tar)),
        [
            "link skipped archive_link",
            "hard skipped archive_link",
            "tty skipped archive_special",
            "disk skipped archive_special",
            "pipe skipped archive_special",
            "a.txt page 1",
            "old.txt page 1",
            "holes error unsupported 1",
            "part error unsupported 1",
            "vendor.txt page 1",
        ]
    );
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    writer.add_directory("folder", options).unwrap();
    writer.add_symlink("link", "/etc/passwd", options).unwrap();
    writer.start_file("a.txt", options).unwrap();
    writer.write_all(b"Just words.").unwrap();
    let zip = writer.finish().unwrap().into_inner();
    assert_eq!(member_outline(&read(zip)), ["link skipped archive_link", "a.txt page 1"]);
}

#[test]
fn names_are_shown_and_never_followed() {
    let names: [&[u8]; 5] = [b"../../etc/passwd", b"/etc/passwd", b"./a\nb\x1b[31m", b"caf\xe9", b"C:\\x"];
    let shown = ["../../etc/passwd", "/etc/passwd", "a\u{fffd}b\u{fffd}[31m", "caf\u{fffd}", "C:\\x"];
    let entries: Vec<Vec<u8>> = names.iter().map(|name| tar_entry(name, b'0', b"Just words.")).collect();
    let items = read(tar(&entries));
    let found: Vec<&str> =
        items.iter().map(|item| item.origin().file.strip_prefix("in!/").unwrap()).collect();
    assert_eq!(found, shown);
    assert!(pages(&items).iter().all(|page| page.bytes == b"Just words."));
    // Names in a zip may contain NUL too.
    let mut zip = zip_of(Stored, &[("aXb", b"Just words."), ("../../up", b"More words.")]);
    while let Some(at) = memchr::memmem::find(&zip, b"aXb") {
        zip[at + 1] = 0;
    }
    assert_eq!(member_outline(&read(zip)), ["a\u{fffd}b page 1", "../../up page 1"]);
}

#[test]
fn long_names_and_large_sizes_come_from_extended_headers() {
    let long = format!("{}/a.txt", "folder".repeat(60));
    let record = |key: &str, value: &str| {
        let rest = format!(" {key}={value}\n");
        // The length includes its own digits.
        let length = (rest.len()..).find(|length| length.to_string().len() + rest.len() == *length).unwrap();
        format!("{length}{rest}").into_bytes()
    };
    let mut small = tar_entry(b"short", b'0', b"");
    small.extend(b"Just words, as many as the extended header says.");
    small.resize(1024, 0);
    let tar = tar(&[
        tar_entry(b"././@LongLink", b'L', format!("{long}\0").as_bytes()),
        tar_entry(b"cut-name", b'0', b"Just words."),
        tar_entry(b"pax", b'x', &[record("path", &long), record("mtime", "1.5")].concat()),
        tar_entry(b"cut-name", b'0', b"More words."),
        tar_entry(b"pax", b'x', &record("size", "48")),
        small,
        tar_entry(b"pax", b'g', &record("comment", "x")),
        tar_entry(b"pax", b'x', &record("GNU.sparse.major", "1")),
        tar_entry(b"sparse", b'0', b"words"),
        tar_entry(b"last", b'0', b"Last words."),
    ]);
    let items = read(tar);
    assert_eq!(
        member_outline(&items),
        [
            &format!("{long} page 1"),
            &format!("{long} page 1"),
            "short page 1",
            "sparse error unsupported 1",
            "last page 1"
        ]
    );
    assert_eq!(pages(&items)[2].bytes.len(), 48);
}

#[test]
fn a_long_list_of_holes_costs_its_member_alone() {
    let mut sparse = tar_entry(b"holes", b'S', b"few words");
    sparse[482] = 1;
    let mut header = tar::Header::from_byte_slice(&sparse[..512]).clone();
    header.set_cksum();
    sparse[..512].copy_from_slice(header.as_bytes());
    let mut maps = vec![b'7'; 1024];
    maps[504] = 1;
    maps[512 + 504] = 0;
    sparse.splice(512..512, maps);
    let items = read(tar(&[sparse, tar_entry(b"a.txt", b'0', b"Just words.")]));
    assert_eq!(member_outline(&items), ["holes error unsupported 1", "a.txt page 1"]);
}

#[test]
fn tars_written_by_other_tools_are_read() {
    let mut builder = tar::Builder::new(Vec::new());
    for (header, name) in [
        (tar::Header::new_gnu(), "gnu.txt"),
        (tar::Header::new_ustar(), "ustar.txt"),
        (tar::Header::new_old(), "old.txt"),
    ] {
        let mut header = header;
        header.set_size(11);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, &b"Just words."[..]).unwrap();
    }
    let tar = builder.into_inner().unwrap();
    let expected = ["gnu.txt page 1", "ustar.txt page 1", "old.txt page 1"];
    assert_eq!(member_outline(&read(tar.clone())), expected);
    // Concatenated, as `cat` does.
    assert_eq!(member_outline(&read([tar.clone(), tar].concat())), [expected, expected].concat());
}

#[test]
fn a_broken_tar_header_costs_its_member() {
    let entries: Vec<Vec<u8>> =
        ["a", "b", "c"].iter().map(|name| tar_entry(name.as_bytes(), b'0', b"Just words.")).collect();
    let mut bytes = tar(&entries);
    bytes[1024 + 130] ^= 1;
    let items = read(bytes);
    assert_eq!(member_outline(&items), ["a page 1", "error damaged_tar 1", "c page 1"]);
    assert!(detail(&items[1]).contains("1024 bytes were skipped"), "{}", detail(&items[1]));
}

#[test]
fn a_gap_below_a_tar_costs_the_members_that_it_hits() {
    let words = |n: usize| format!("Words of member {n}. ").repeat(60);
    let names = ["a", "b", "c", "d", "e", "f"];
    let entries: Vec<Vec<u8>> =
        (0..6).map(|n| tar_entry(names[n].as_bytes(), b'0', words(n).as_bytes())).collect();
    // A new gzip member every 700 bytes.
    let members: Vec<Vec<u8>> = tar(&entries).chunks(700).map(gz).collect();
    for hit in 0..members.len() {
        let mut members = members.clone();
        let middle = members[hit].len() / 2;
        members[hit][middle] ^= 0x55;
        let items = read(members.concat());
        assert!(errors(&items) >= 1 || hit + 2 >= members.len(), "{hit}: {:?}", member_outline(&items));
        let whole = (0..6).filter(|&n| pages(&items).iter().any(|page| page.bytes == words(n).as_bytes()));
        assert!(whole.count() >= 4, "{hit}: {:?}", member_outline(&items));
    }
}

#[test]
fn only_the_warc_files_of_a_wacz_have_pages() {
    let warc = [gz(&page_record(1)), gz(&page_record(2))].concat();
    let files: [(&str, &[u8]); 6] = [
        ("pages/pages.jsonl", b"{\"format\":\"json-pages-1.0\"}\n{\"url\":\"https://example.org/1\"}\n"),
        ("archive/data.warc.gz", &warc),
        ("archive/more.warc", &page_record(3)),
        ("indexes/index.cdx.gz", &gz(b"org,example)/1 20240506070809 {}")),
        ("logs/crawl.log", b"{\"text\":\"started\"}\n"),
        ("datapackage.json", b"{\"profile\":\"data-package\"}"),
    ];
    let expected = [
        "pages/pages.jsonl skipped wacz_index",
        "archive/data.warc.gz page 1",
        "archive/data.warc.gz page 2",
        "archive/more.warc page 1",
        "indexes/index.cdx.gz skipped wacz_index",
        "logs/crawl.log skipped wacz_index",
        "datapackage.json skipped wacz_index",
    ];
    assert_eq!(member_outline(&read(zip_of(Stored, &files))), expected);
    // Without one of its features it is an ordinary zip.
    let without = zip_of(Stored, &files[..5]);
    assert!(!outline(&read(without)).contains(&"skipped wacz_index".to_owned()));
}

#[test]
fn zips_that_are_documents_are_not_dumps() {
    let docx =
        zip_of(Deflated, &[("[Content_Types].xml", b"<?xml version='1.0'?><Types/>"), ("w.txt", b"x")]);
    let epub = zip_of(Stored, &[("mimetype", b"application/epub+zip"), ("1.html", HTML.as_bytes())]);
    for zip in [docx, epub] {
        assert_eq!(outline(&read(zip)), ["skipped binary"]);
    }
}

/// Changes 16 bits at an offset within each entry of the directory.
fn edit_directory(zip: &mut [u8], at: usize, edit: impl Fn(u16) -> u16) {
    let marks: Vec<usize> = memchr::memmem::find_iter(zip, b"PK\x01\x02").collect();
    for mark in marks {
        let field = &mut zip[mark + at..mark + at + 2];
        let edited = edit(u16::from_le_bytes([field[0], field[1]]));
        field.copy_from_slice(&edited.to_le_bytes());
    }
}

#[test]
fn encrypted_and_unknown_members_are_reported_one_by_one() {
    let zip = zip_of(Stored, &[("a.txt", b"Just words."), ("b.txt", b"More words.")]);
    let mut encrypted = zip.clone();
    edit_directory(&mut encrypted, 8, |flags| flags | 1);
    let items = read(encrypted);
    assert_eq!(member_outline(&items), ["a.txt error unsupported 1", "b.txt error unsupported 1"]);
    assert!(detail(&items[0]).contains("encrypted"));
    let mut unknown = zip;
    edit_directory(&mut unknown, 10, |_| 98);
    let items = read(unknown);
    assert_eq!(member_outline(&items), ["a.txt error unsupported 1", "b.txt error unsupported 1"]);
    assert!(detail(&items[0]).contains("method 98"));
}

#[test]
fn deflate64_members_are_inflated() {
    // A stored block is the same in both kinds of deflate.
    let words = b"Just words.";
    let mut block = vec![1, 11, 0, 0xf4, 0xff];
    block.extend(words);
    let mut crc = flate2::Crc::new();
    crc.update(words);
    let zip = zip_by_hand(&[Part { crc: crc.sum(), bytes: 11, ..Part::new("a.txt", 9, block) }], &[]);
    assert_eq!(one(read(zip)).bytes, words);
}

/// A member as written, and what the directory states about it.
struct Part {
    name: &'static str,
    method: u16,
    packed: Vec<u8>,
    crc: u32,
    bytes: u32,
}

impl Part {
    fn new(name: &'static str, method: u16, packed: Vec<u8>) -> Self {
        let mut crc = flate2::Crc::new();
        crc.update(&packed);
        Part { name, method, crc: crc.sum(), bytes: packed.len() as u32, packed }
    }
}

/// A zip of concatenated parts, with further directory entries that point to the parts with these numbers
/// again.
fn zip_by_hand(parts: &[Part], again: &[usize]) -> Vec<u8> {
    let mut out = vec![];
    let mut offsets = vec![];
    let common = |part: &Part| {
        let mut head = vec![20, 0, 0, 0];
        head.extend(part.method.to_le_bytes());
        head.extend([0; 4]);
        head.extend(part.crc.to_le_bytes());
        head.extend((part.packed.len() as u32).to_le_bytes());
        head.extend(part.bytes.to_le_bytes());
        head.extend((part.name.len() as u16).to_le_bytes());
        head.extend([0; 2]);
        head
    };
    for part in parts {
        offsets.push(out.len() as u32);
        out.extend(b"PK\x03\x04");
        out.extend(common(part));
        out.extend(part.name.as_bytes());
        out.extend(&part.packed);
    }
    let start = out.len() as u32;
    let numbers: Vec<usize> = (0..parts.len()).chain(again.iter().copied()).collect();
    for &number in &numbers {
        out.extend(b"PK\x01\x02\x14\x00");
        out.extend(common(&parts[number]));
        out.extend([0; 10]);
        out.extend(offsets[number].to_le_bytes());
        out.extend(parts[number].name.as_bytes());
    }
    let length = out.len() as u32 - start;
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend((numbers.len() as u16).to_le_bytes());
    out.extend((numbers.len() as u16).to_le_bytes());
    out.extend(length.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0; 2]);
    out
}

#[test]
fn wrong_sizes_and_checksums_are_reported_and_the_page_is_kept() {
    let part = || Part::new("a.txt", 0, b"Just words.".to_vec());
    let after = || Part::new("b.txt", 0, b"More words.".to_vec());
    let check = |part: Part, damaged: bool| {
        let items = read(zip_by_hand(&[part, after()], &[]));
        let expected: &[&str] = if damaged {
            &["a.txt page 1", "a.txt error damaged_zip 1", "b.txt page 1"]
        } else {
            &["a.txt page 1", "b.txt page 1"]
        };
        assert_eq!(member_outline(&items), expected);
    };
    check(part(), false);
    check(Part { crc: 7, ..part() }, true);
    check(Part { bytes: u32::MAX - 1, ..part() }, true);
    check(Part { bytes: 3, ..part() }, true);
}

#[test]
fn members_that_overlap_are_refused() {
    let kernel = Part::new("a.txt", 0, b"Just words. ".repeat(40));
    let items = read(zip_by_hand(&[kernel], &[0; 500]));
    assert_eq!(errors(&items), 500);
    assert_eq!(pages(&items).len(), 1);
    assert!(items.iter().skip(1).all(|item| detail(item).contains("overlaps")));
    // A member within a member.
    let inner = zip_by_hand(&[Part::new("x", 0, b"Inner words.".to_vec())], &[]);
    let mut outer = zip_by_hand(&[Part::new("outer.txt", 0, [b"Words ".to_vec(), inner].concat())], &[0]);
    let second = memchr::memmem::rfind(&outer, b"PK\x01\x02").unwrap();
    let local = memchr::memmem::find_iter(&outer, b"PK\x03\x04").nth(1).unwrap() as u32;
    outer[second + 42..second + 46].copy_from_slice(&local.to_le_bytes());
    let items = read(outer);
    assert_eq!(outline(&items)[1..], ["error damaged_zip 1"]);
}

#[test]
fn a_zip_without_its_directory_is_read_by_its_members() {
    let files: [(&str, &[u8]); 3] =
        [("a.txt", b"Just words."), ("b.jsonl", LINES), ("c.html", HTML.as_bytes())];
    for method in [Stored, Deflated] {
        let zip = zip_of(method, &files);
        let directory = memchr::memmem::find(&zip, b"PK\x01\x02").unwrap();
        let items = read(&zip[..directory]);
        assert_eq!(
            member_outline(&items),
            ["error truncated 0", "a.txt page 1", "b.jsonl page 1", "b.jsonl page 2", "c.html page 1"]
        );
        let items = read(&zip[..directory - 20]);
        assert_eq!(
            member_outline(&items)[..4],
            ["error truncated 0", "a.txt page 1", "b.jsonl page 1", "b.jsonl page 2"]
        );
        assert!(matches!(items.last(), Some(Item::Error(error)) if error.kind == ErrorKind::Truncated));
    }
    // Sizes after the data, as in a zip that is written to a pipe.
    let mut writer = zip::ZipWriter::new_stream(Vec::new());
    for (name, contents) in files {
        let options = zip::write::SimpleFileOptions::default().compression_method(Deflated);
        writer.start_file(name, options).unwrap();
        writer.write_all(contents).unwrap();
    }
    let zip = writer.finish().unwrap().into_inner();
    assert_eq!(member_outline(&read(zip.clone())).len(), 4);
    let directory = memchr::memmem::find(&zip, b"PK\x01\x02").unwrap();
    assert_eq!(member_outline(&read(&zip[..directory])).len(), 5);
}

#[test]
fn bytes_before_and_after_a_zip_are_skipped() {
    let zip = zip_of(Deflated, &[("a.txt", b"Just words."), ("b.txt", b"More words.")]);
    let spanned = [b"PK\x07\x08".to_vec(), zip.clone()].concat();
    assert_eq!(member_outline(&read(spanned)), ["a.txt page 1", "b.txt page 1"]);
    let trailing = [zip, b"\n-- \nsent by mail\n".to_vec()].concat();
    assert_eq!(member_outline(&read(trailing)), ["a.txt page 1", "b.txt page 1"]);
}

#[test]
fn zips_with_64_bit_fields_are_read() {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().large_file(true);
    for number in 0..70_000 {
        writer.start_file(format!("{number}/"), options).unwrap();
    }
    writer.start_file("a.txt", options).unwrap();
    writer.write_all(b"Just words.").unwrap();
    let zip = writer.finish().unwrap().into_inner();
    assert_eq!(member_outline(&read(zip)), ["a.txt page 1"]);
}

#[test]
fn exceeded_limits_are_errors_that_name_their_flag() {
    let files: Vec<(String, Vec<u8>)> =
        (0..9).map(|n| (format!("{n}.txt"), format!("Words of {n}.").into_bytes())).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    let mut few = Options::default();
    few.max_members = 5;
    for bytes in [tar_of(&files), zip_of(Stored, &files)] {
        let items = read_with(bytes, few.clone());
        assert_eq!(pages(&items).len(), 5);
        assert_eq!(outline(&items)[5..], ["error too_many_members 6"]);
        assert!(detail(&items[5]).contains("--max-members"));
    }
    let mut small = Options::default();
    small.max_spool_bytes = 300;
    let zip = zip_of(Stored, &files);
    let items = read_with(zip.clone(), small.clone());
    assert_eq!(outline(&items), ["error spool_full 0"]);
    assert!(detail(&items[0]).contains("--max-spool-bytes"));
    // A zip that is a file is not written to a temporary file.
    assert_eq!(pages(&read_file("a.zip", &zip, small).0).len(), 9);
    let mut tight = Options::default();
    tight.max_ratio = 50;
    let zeros = vec![b' '; 4 << 20];
    for method in [Deflated, Bzip2, Zstd, Xz] {
        let items = read_with(zip_of(method, &[("bomb", &zeros), ("after.txt", b"x")]), tight.clone());
        let error = items.iter().find(|item| matches!(item, Item::Error(_))).unwrap();
        assert!(detail(error).contains("--max-ratio"), "{}", detail(error));
    }
}

#[test]
fn many_small_bombs_count_as_one_large_bomb() {
    // Each of them is within the limit for a member.
    let zeros = vec![b'x'; 1 << 20];
    let packed = bz2(&zeros);
    let names: Vec<String> = (0..400).map(|n| format!("{n}.txt")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), packed.as_slice())).collect();
    let mut options = Options::default();
    options.max_page_bytes = 1000;
    let items = read_with(tar_of(&files), options);
    assert!(pages(&items).len() < 400);
    assert_eq!(outline(&items).last().unwrap().split(' ').nth(1), Some("ratio"));
}
