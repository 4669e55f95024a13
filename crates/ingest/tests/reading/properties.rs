use std::io::Cursor;

use dechaff_ingest::{Item, Options, Reader};
use proptest::prelude::*;

use crate::fixtures::*;

fn small() -> Options {
    let mut options = Options::default();
    options.max_page_bytes = 200;
    options.max_line_bytes = 400;
    options
}

/// Pieces that damaged dumps are built from.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let html = HTML.as_bytes().to_vec();
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..40),
        (1usize..9).prop_map(page_record),
        (1usize..9).prop_map(|number| gz(&page_record(number))),
        (1usize..9).prop_map(|number| zst(&page_record(number))),
        Just(b"{\"text\":\"a\"}\n".to_vec()),
        Just(b"[\n {\"text\":\n \"a\"}, ".to_vec()),
        Just(b"{\n\"text\": \"a\\\"".to_vec()),
        Just(gz(b"{\"text\":\"a\"}\n")),
        Just(zst(b"{\"text\":\"a\"}\n")),
        Just(html),
        (1usize..9).prop_map(|number| bz2(&page_record(number))),
        (1usize..9).prop_map(|number| xz(&page_record(number))),
        (1usize..9).prop_map(|number| lz4(&page_record(number))),
        Just(tar_entry(b"a.txt", b'0', b"Just words.")),
        Just(tar_entry(b"a.gz", b'0', &gz(HTML.as_bytes()))),
        Just(tar_entry(b"link", b'2', b"")),
        Just(tar_entry(b"long", b'L', b"a/long/name\0")),
        Just(tar_entry(b"pax", b'x', b"12 path=a/b\n13 size=99999\n")),
        Just(zip_of(zip::CompressionMethod::Stored, &[("a.txt", b"Just words."), ("b", b"More words.")])),
        Just(zip_of(zip::CompressionMethod::Deflated, &[("a.jsonl", b"{\"text\":\"a\"}\n")])),
        Just(arc_description(1)),
        (1usize..9).prop_map(|number| arc_record(&format!("http://a.org/{number}"), b"<p>words</p>")),
        Just(b"\nhttp://a.org/ 1.2.3.4 20080102030405 text/html 999999999999\n".to_vec()),
        Just(saved_page()),
        Just(b"\r\n------MultipartBoundary--ab12----\r\nContent-Type: text/html\r\n\r\n".to_vec()),
        Just(b"url,text\nhttps://a.org/1,\"one, 1\"\n".to_vec()),
        Just(b"url\ttext\nhttps://a.org/1\tone\n".to_vec()),
        Just(b"https://a.org/2,\"two\n".to_vec()),
        Just(b"\r\n\r\nWARC/1.0\r\nContent-Length: 99999999999\r\n\r\n".to_vec()),
        Just(b"WARC/1.0\r\n".to_vec()),
        Just(vec![0x1f, 0x8b, 8]),
        Just(vec![0x28, 0xb5, 0x2f, 0xfd]),
        Just(b"\x5d\x2a\x4d\x18\x05\x00\x00\x00abcde".to_vec()),
        Just(b"\n".to_vec()),
        Just(vec![0; 30]),
    ]
}

/// Pieces joined, with a byte changed and the end cut.
fn dump() -> impl Strategy<Value = Vec<u8>> {
    (proptest::collection::vec(piece(), 0..8), any::<proptest::sample::Index>(), any::<u8>(), 0usize..30)
        .prop_map(|(pieces, at, flip, cut)| {
            let mut bytes = pieces.concat();
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] ^= flip;
            }
            bytes.truncate(bytes.len().saturating_sub(cut));
            bytes
        })
}

/// Records of a dump whose fields vary in what they hold.
fn line() -> impl Strategy<Value = String> {
    let key = prop_oneof![Just("html"), Just("text"), Just("content"), Just("id"), Just("meta")];
    let value = prop_oneof![
        4 => Just(r#""<p>One <a href=\"/x\">two</a>\n""#),
        2 => Just(r#""words""#),
        1 => Just(r#""half \ud83d""#),
        1 => Just(r#""  ""#),
        1 => Just("null"),
        1 => Just(r#"["one", "two"]"#),
        1 => Just(r#"{"html": "<p>inner"}"#),
        1 => Just("12345678901234567890123"),
        1 => Just("{"),
    ];
    proptest::collection::vec((key, value), 0..4).prop_map(|fields| {
        let fields: Vec<String> = fields.iter().map(|(key, value)| format!("\"{key}\": {value}")).collect();
        format!("{{{}}}\n", fields.join(", "))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_record_is_read_as_if_it_were_alone(lines in proptest::collection::vec(line(), 1..8)) {
        let said = |items: Vec<Item>| -> Vec<String> {
            items.into_iter().map(|item| match item {
                Item::Page(page) => {
                    let flags = (page.kind, page.truncated, page.decoding_errors);
                    format!("{:?} {:?} {flags:?} {:?}", page.bytes, page.declared, page.metadata)
                }
                Item::Error(error) => format!("{:?} {}", error.kind, error.detail),
                other => format!("{other:?}"),
            }).collect()
        };
        // The first line shows that the file is JSON Lines.
        let start = "{\"text\": \"first\"}\n{\"text\": \"second\"}\n";
        let mut options = Options::default();
        options.keep_fields = vec!["html".to_owned(), "meta.html".to_owned()];
        let together = said(read_with(start.to_owned() + &lines.concat(), options.clone()));
        let mut alone = said(read_with(start, options.clone()));
        for line in &lines {
            alone.extend(said(read_with(start.to_owned() + line, options.clone())).split_off(2));
        }
        prop_assert_eq!(together, alone);
    }

    #[test]
    fn any_bytes_end_without_panic(bytes in dump()) {
        let items = read_with(bytes.clone(), small());
        prop_assert!(items.len() <= bytes.len() + 1);
        for item in &items {
            if let Item::Page(page) = item {
                prop_assert!(page.bytes.len() <= 200);
            }
        }
    }

    #[test]
    fn how_bytes_arrive_makes_no_difference(bytes in dump()) {
        let dribbled: Vec<Item> =
            Reader::from_read("in", Dribble(Cursor::new(bytes.clone())), small()).collect();
        prop_assert_eq!(read_with(bytes, small()), dribbled);
    }

    #[test]
    fn every_line_ends_as_one_thing(
        lines in proptest::collection::vec(
            prop_oneof![
                "\\{\"text\":\"[a-z \\\\]{0,9}\"\\}?",
                "[ \t\r]{0,3}",
                "\\{\"(id|body)\":[0-9n\"]{0,4}\\}",
                ".{0,12}",
                Just("x".repeat(500)),
            ],
            0..20,
        )
    ) {
        // The first line shows that the file is JSON Lines.
        let mut text = "{\"text\":\"first\"}\n".to_owned();
        let mut blank = 0u64;
        let mut total = 1u64;
        for line in &lines {
            let line = line.replace('\n', " ");
            blank += u64::from(line.trim_matches([' ', '\t', '\r', '\0']).is_empty());
            total += 1;
            text.push_str(&line);
            text.push('\n');
        }
        let items = read_with(text, small());
        prop_assert_eq!(items.len() as u64, total - blank);
        let records: Vec<u64> = items.iter().map(|item| item.origin().record).collect();
        prop_assert!(records.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
