use dechaff_ingest::{Declared, Item, Options, PageKind, Reader};
use serde_json::{Value, json};

use crate::fixtures::*;

fn declared(record: Value) -> Declared {
    one(read(record.to_string())).declared
}

fn content(record: Value) -> (PageKind, String) {
    let page = one(read(record.to_string()));
    (page.kind, text(&page).to_owned())
}

#[test]
fn a_plain_record_is_read() {
    let page = one(read(
        json!({"id": "n1", "url": "https://example.org/a", "html": HTML, "title": "Rain", "authors": ["Ann Bo"],
            "date": "2024-05-06", "language": "en", "timestamp": "2024-06-01T00:00:00Z", "site_name": "The Site"})
        .to_string(),
    ));
    assert_eq!((page.kind, text(&page)), (PageKind::Html, HTML));
    let declared = page.declared;
    assert_eq!(declared.id.as_deref(), Some("n1"));
    assert_eq!(declared.url.as_deref(), Some("https://example.org/a"));
    assert_eq!(declared.charset.as_deref(), Some("utf-8"));
    assert_eq!(declared.title.as_deref(), Some("Rain"));
    assert_eq!(declared.authors, ["Ann Bo"]);
    assert_eq!(declared.published.as_deref(), Some("2024-05-06"));
    assert_eq!(declared.fetched.as_deref(), Some("2024-06-01T00:00:00Z"));
    assert_eq!(declared.language.as_deref(), Some("en"));
    assert_eq!(declared.site_name.as_deref(), Some("The Site"));
}

#[test]
fn lines_have_numbers_and_offsets() {
    let items = read("{\"text\":\"a\"}\r\n\n \t\n{\"text\":\"é\"}\n{oops}\n{\"text\":\"c\"}");
    assert_eq!(outline(&items), ["page 1", "page 4", "error bad_json 5", "page 6"]);
    let offsets: Vec<u64> = items.iter().map(|item| item.origin().offset).collect();
    assert_eq!(offsets, [0, 18, 32, 39]);
}

#[test]
fn byte_order_marks_and_white_space_around_lines_are_ignored() {
    assert_eq!(
        outline(&read("\u{feff}{\"text\":\"a\"}\n\0\0\0\n\0{\"text\":\"b\"}\0\n")),
        ["page 1", "page 3"]
    );
}

#[test]
fn only_newlines_separate_lines() {
    let page = one(read("{\"text\":\"one\u{2028}two\u{85}three\"}\n"));
    assert_eq!(text(&page), "one\u{2028}two\u{85}three");
}

#[test]
fn harmless_faults_are_repaired() {
    let check = |line: &str, expected: &str, decoding_errors: bool| {
        let page = one(read(line));
        assert_eq!(text(&page), expected, "{line}");
        assert_eq!(page.decoding_errors, decoding_errors, "{line}");
    };
    check(r#"{"text":"half \ud83d of a pair"}"#, "half \u{fffd} of a pair", true);
    check(r#"{"text":"\ud83d\ude00 whole"}"#, "\u{1f600} whole", false);
    check(r#"{"score":NaN,"text":"a"}"#, "a", false);
    check("{\"text\":\"tab\there\"}", "tab\there", false);
    check(r#"{"text":"first","text":"last"}"#, "last", false);
    check(r#"{"t\u0065xt":"escaped key"}"#, "escaped key", false);
}

#[test]
fn invalid_utf8_costs_a_character_and_not_the_rest() {
    let items = read(b"{\"text\":\"caf\xe9 au lait\"}\n{\"text\":\"b\"}\n".to_vec());
    let pages = pages(&items);
    assert_eq!(text(pages[0]), "caf\u{fffd} au lait");
    assert!(pages[0].decoding_errors && !pages[1].decoding_errors);
}

#[test]
fn lines_that_are_not_objects_are_errors() {
    let items = read("{\"text\":\"a\"}\n[1]\n\"x\"\n{\"text\":\"b\"}{\"text\":\"c\"}\n{\"a\":{}}\n{}\n");
    assert_eq!(
        outline(&items),
        [
            "page 1",
            "error bad_json 2",
            "error bad_json 3",
            "error bad_json 4",
            "error no_text_field 5",
            "error no_text_field 6"
        ]
    );
    let Item::Error(error) = &items[4] else { panic!() };
    assert!(error.detail.contains("among a;") && error.detail.contains("--map"), "{}", error.detail);
}

#[test]
fn a_cut_last_line_is_distinguished_from_a_broken_one() {
    assert_eq!(outline(&read("{\"text\":\"a\"}\n{\"text\":\"b")), ["page 1", "error truncated 2"]);
    assert_eq!(outline(&read("{\"text\":\"a\"}\n{\"text\":b}")), ["page 1", "error bad_json 2"]);
    assert_eq!(outline(&read("{\"text\":\"a\"}\n{\"text\":\"b\n")), ["page 1", "error bad_json 2"]);
}

#[test]
fn long_lines_are_skipped() {
    let mut options = Options::default();
    options.max_line_bytes = 100_000;
    let long = format!("{{\"text\":\"{}\"}}", "x".repeat(300_000));
    let fits = format!("{{\"text\":\"{}\"}}", "x".repeat(100_000 - 11));
    let lines = format!("{{\"text\":\"a\"}}\n{long}\n{fits}\n{long}");
    let items = read_with(lines, options);
    assert_eq!(outline(&items), ["page 1", "error line_too_long 2", "page 3", "error line_too_long 4"]);
    let Item::Error(error) = &items[1] else { panic!() };
    assert!(error.detail.contains("300011 bytes"), "{}", error.detail);
}

#[test]
fn large_pages_are_cut_between_characters() {
    let mut options = Options::default();
    options.max_page_bytes = 5;
    let items = read_with(r#"{"text":"éééé"}"#, options);
    let page = one(items);
    assert_eq!((text(&page), page.too_large), ("éé", Some(8)));
}

#[test]
fn null_and_empty_fields_are_empty_pages() {
    for record in [json!({"text": null}), json!({"text": ""}), json!({"html": null, "url": "https://a.org"})]
    {
        let page = one(read(record.to_string()));
        assert!(page.bytes.is_empty(), "{record}");
    }
    assert_eq!(content(json!({"html": null, "text": "words"})), (PageKind::Text, "words".into()));
    assert_eq!(content(json!({"html": " ", "text": "words"})), (PageKind::Text, "words".into()));
}

#[test]
fn what_a_field_holds_is_decided_for_each_record() {
    let check = |record: Value, kind: PageKind, expected: &str| {
        assert_eq!(content(record), (kind, expected.to_owned()));
    };
    check(json!({"content": "<p>One.</p><p>Two.</p>"}), PageKind::Html, "<p>One.</p><p>Two.</p>");
    check(
        json!({"content": "&lt;p&gt;One &amp;amp; two.&lt;/p&gt;"}),
        PageKind::Html,
        "<p>One &amp; two.</p>",
    );
    check(json!({"content": "# One\n\n* two"}), PageKind::Text, "# One\n\n* two");
    check(json!({"content": "Use the <p> tag sparingly."}), PageKind::Text, "Use the <p> tag sparingly.");
    check(
        json!({"content": "Write &lt;p&gt; for a paragraph."}),
        PageKind::Text,
        "Write &lt;p&gt; for a paragraph.",
    );
    check(json!({"html": "no tags at all"}), PageKind::Text, "no tags at all");
    check(json!({"html": "a <b>bold</b> word"}), PageKind::Html, "a <b>bold</b> word");
    check(json!({"page": "plain words"}), PageKind::Text, "plain words");
    check(json!({"page": HTML}), PageKind::Html, HTML);
    check(json!({"body": ["One.", "Two."]}), PageKind::Text, "One.\n\nTwo.");
    check(json!({"text": "a", "html": "<p>b</p>"}), PageKind::Html, "<p>b</p>");
    check(json!({"text": "if a < b and b > c", "id": 1}), PageKind::Text, "if a < b and b > c");
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table of cases")]
fn producers_are_recognised_by_their_fields() {
    let check = |record: Value, expected_text: &str, url: &str, profile: &str| {
        let mut reader =
            Reader::from_read("in", std::io::Cursor::new(record.to_string()), Options::default());
        let page = one(reader.by_ref().collect());
        assert_eq!(text(&page), expected_text, "{profile}");
        assert_eq!(page.declared.url.as_deref().unwrap_or(""), url, "{profile}");
        let mapping = reader.mapping_in_force();
        assert_eq!(mapping.profiles.keys().collect::<Vec<_>>(), [profile]);
        page.declared
    };
    let u = "https://example.org/a";
    let it = check(
        json!({"maintext": "right", "text": "wrong", "url": u, "date_publish": "None", "date_download": "2024-01-02"}),
        "right",
        u,
        "news-please",
    );
    assert_eq!((it.published, it.fetched.as_deref()), (None, Some("2024-01-02")));
    let it = check(
        json!({"text": "t", "source": u, "source-hostname": "The Site", "hostname": "example.org", "author": "A B; C D",
            "date": "2024-01-02"}),
        "t",
        u,
        "trafilatura",
    );
    assert_eq!(
        (it.site_name.as_deref(), it.authors),
        (Some("The Site"), vec!["A B".to_owned(), "C D".to_owned()])
    );
    let it = check(
        json!({"content_text": "t", "metadata": {"url": u, "title": "T", "date": "2024-01-02"}}),
        "t",
        u,
        "rs-trafilatura",
    );
    assert_eq!(it.title.as_deref(), Some("T"));
    check(json!({"content": "<p>h</p>", "textContent": "h", "siteName": "S"}), "<p>h</p>", "", "readability");
    check(json!({"content": "<p>h</p>", "text_content": "h", "url": u}), "<p>h</p>", u, "dom_smoothie");
    check(json!({"text": "t", "url": u, "meta_site_name": "S", "authors": []}), "t", u, "newspaper4k");
    check(json!({"cleaned_text": "t", "meta": {"canonical": u, "lang": "en"}}), "t", u, "goose3");
    check(
        json!({"plaintext": "t", "publishing_date": "2024-01-02", "html": {"requested_url": u}, "lang": "de"}),
        "t",
        u,
        "fundus",
    );
    let it = check(
        json!({"text": "t", "url": u, "dump": "CC", "file_path": "f", "date": "2024-01-02", "id": "<urn>"}),
        "t",
        u,
        "fineweb",
    );
    assert_eq!((it.published, it.fetched.as_deref()), (None, Some("2024-01-02")));
    let it = check(
        json!({"text": "t", "id": "1", "source": "cc", "added": "2024-01-02", "metadata": {"url": u}}),
        "t",
        u,
        "dolma",
    );
    assert_eq!(it.fetched.as_deref(), Some("2024-01-02"));
    check(json!({"text": "t", "id": "1", "metadata": {"url": u}}), "t", u, "datatrove");
    check(json!({"text": "t", "id": "1", "metadata": json!({"url": u}).to_string()}), "t", u, "datatrove");
    check(
        json!({"raw_content": "t", "url": u, "date_download": "2024-01-02", "digest": "sha1:X"}),
        "t",
        u,
        "ccnet",
    );
    check(
        json!({"raw_content": "t", "doc_id": "d", "meta": json!({"url": u}).to_string(), "quality_signals": "{}"}),
        "t",
        u,
        "redpajama-v2",
    );
    check(json!({"text": "t", "url": u, "timestamp": "2019-04-25T12:57:54Z"}), "t", u, "c4");
    let it = check(
        json!({"content": "t", "warc_headers": {"warc-target-uri": u, "warc-date": "2024-01-02"}}),
        "t",
        u,
        "oscar",
    );
    assert_eq!(it.fetched.as_deref(), Some("2024-01-02"));
    let it = check(
        json!({"text": "t", "u": u, "ts": "2024-01-02", "id": "x", "lang": ["fin_Latn", "eng_Latn"]}),
        "t",
        u,
        "hplt",
    );
    assert_eq!(it.language.as_deref(), Some("fin_Latn"));
    check(json!({"u": u, "p": "t", "h": "<p>t</p>"}), "<p>t</p>", u, "warc2text");
    check(json!({"u": u, "p": "t", "ts": "2024-01-02"}), "t", u, "warc2text");
    check(
        json!({"text": "t", "url": u, "domain": "example.org", "date": "2017-01-02", "image_url": null}),
        "t",
        u,
        "cc_news",
    );
    check(
        json!({"text": "t", "url": u, "publish_date": "01-02-2019", "warc_date": "20190102"}),
        "t",
        u,
        "realnews",
    );
    let it = check(
        json!({"content": "t", "url": u, "publishedAt": "2024-01-02T03:04:05Z", "source": {"id": null, "name": "S"}, "author": "A B, C D"}),
        "t",
        u,
        "newsapi",
    );
    assert_eq!((it.site_name.as_deref(), it.authors.len()), (Some("S"), 2));
    let it = check(
        json!({"id": 17, "link": u, "date": "2024-01-02", "date_gmt": "2024-01-01T23:00:00", "author": 3,
            "title": {"rendered": "Salt &#038; pepper"}, "content": {"rendered": "<p>t</p>", "protected": false}}),
        "<p>t</p>",
        u,
        "wordpress",
    );
    assert_eq!((it.id.as_deref(), it.title.as_deref()), (Some("17"), Some("Salt & pepper")));
    assert!(it.authors.is_empty());
    check(json!({"content:encoded": "<p>t</p>", "link": u, "dc:creator": "A"}), "<p>t</p>", u, "rss");
    check(json!({"body": "t", "link": u, "scraped_at": "2024-01-02"}), "t", u, "aliases");
}

#[test]
fn the_mapping_in_force_counts_what_was_read() {
    let lines = format!(
        "{}\n{}\n",
        json!({"text": "a", "url": "https://a.org", "id": 1}),
        json!({"body": "b", "link": "https://b.org"})
    );
    let mut reader = Reader::from_read("in", std::io::Cursor::new(lines), Options::default());
    reader.by_ref().for_each(drop);
    assert_eq!(
        serde_json::to_value(reader.mapping_in_force()).unwrap(),
        json!({"aliases": {"records": 2, "fields": {
            "id": {"id": 1}, "url": {"url": 1, "link": 1}, "text": {"text": 1, "body": 1}}}})
    );
}

#[test]
fn the_users_mapping_wins() {
    let mut options = Options::default();
    options.mapping = "text=deep.story,url=src,title=h.1".parse().unwrap();
    let record = json!({"html": "<p>wrong</p>", "text": "wrong", "url": "https://wrong.org", "src": "https://right.org",
        "deep": {"story": "right"}, "h.1": "Title"});
    let page = one(read_with(record.to_string(), options));
    assert_eq!(text(&page), "right");
    assert_eq!(page.declared.url.as_deref(), Some("https://right.org"));
    assert_eq!(page.declared.title.as_deref(), Some("Title"));
}

#[test]
fn words_that_mean_nothing_are_none() {
    for word in ["None", "nan", "NaT", "NULL", "\\N", "", " "] {
        let it = declared(
            json!({"text": "t", "url": word, "date": word, "author": word, "language": word, "title": "None"}),
        );
        assert_eq!((it.url, it.published, it.language), (None, None, None), "{word}");
        assert!(it.authors.is_empty());
        assert_eq!(it.title.as_deref(), Some("None"));
    }
}

#[test]
fn authors_come_in_many_shapes() {
    let check = |authors: Value, expected: &[&str]| {
        assert_eq!(declared(json!({"text": "t", "authors": authors})).authors, expected);
    };
    check(json!(["A B", " C D "]), &["A B", "C D"]);
    check(json!("A B; C D"), &["A B", "C D"]);
    check(json!("B, A"), &["B, A"]);
    check(json!([{"name": "A B", "url": "x"}, {"@type": "Person"}]), &["A B"]);
    check(json!({"name": "A B"}), &["A B"]);
    check(json!(12), &[]);
    check(json!(null), &[]);
}

#[test]
fn ids_are_kept_verbatim() {
    let id = |id: &str| one(read(format!("{{\"id\":{id},\"text\":\"t\"}}"))).declared.id;
    assert_eq!(id("\"a/1\"").as_deref(), Some("a/1"));
    assert_eq!(id("17").as_deref(), Some("17"));
    assert_eq!(id("123456789012345678901234567890").as_deref(), Some("123456789012345678901234567890"));
    assert_eq!(id("null"), None);
}

#[test]
fn cut_marks_mark_a_page_as_truncated() {
    let check = |content: &str, expected: &str, truncated: bool| {
        let page = one(read(json!({"content": content}).to_string()));
        assert_eq!((text(&page), page.truncated), (expected, truncated));
    };
    check("The first words… [+2345 chars]", "The first words…", true);
    check("The first words [+2345 chars]\r\n", "The first words", true);
    check("An array [+x chars]", "An array [+x chars]", false);
    check("[+12 chars] in front", "[+12 chars] in front", false);
}

#[test]
fn kept_fields_are_carried_along() {
    let mut options = Options::default();
    options.keep_fields = vec!["b.c".into(), "a".into(), "none".into()];
    let page = one(read_with(r#"{"a":[1,2.5],"b":{"c":"x"},"text":"t"}"#, options));
    assert_eq!(Value::Object(page.metadata.clone()), json!({"b.c": "x", "a": [1, 2.5]}));
    assert_eq!(page.metadata.keys().collect::<Vec<_>>(), ["b.c", "a"]);
}

#[test]
fn json_in_other_layouts_is_read() {
    let check = |text: &str, offsets: &[u64]| {
        let items = read(text);
        let found: Vec<u64> = items.iter().map(|item| item.origin().offset).collect();
        assert_eq!(found, offsets, "{text}: {:?}", outline(&items));
        let records: Vec<String> = (1..=offsets.len()).map(|record| format!("page {record}")).collect();
        assert_eq!(outline(&items), records, "{text}");
    };
    check("[{\"text\": \"a\"}]", &[1]);
    check("[{\"text\":\"a\"},{\"text\":\"}{\\\"[\"}]", &[1, 14]);
    check("[\n  {\n    \"text\": \"a\"\n  },\n  {\n    \"text\": \"b\"\n  }\n]\n", &[4, 29]);
    check("{\n  \"text\": \"a\",\n  \"x\": {\"y\": []}\n}\n", &[0]);
    check("{\n\"text\": \"a\"}\n{\n\"text\": \"b\"}", &[0, 15]);
    check("{\"text\": \"a\",\n \"id\": 1}", &[0]);
    check("[{\"text\": \"a\"}\n][\n{\"text\": \"b\"}]", &[1, 18]);
    check("[\n{\"text\":\"a\"},\n{\"text\":\"b\"}\n]", &[2, 16]);
    assert_eq!(outline(&read("{this is a note}\nand goes on\n")), ["page 1"]);
    assert_eq!(outline(&read("[1] A footnote that stands alone.\n")), ["page 1"]);
    assert_eq!(outline(&read("{\"text\": \"cut\n{\"text\": \"b\"}\n")), ["error bad_json 1", "page 2"]);
    assert_eq!(outline(&read("{\"text\":\n{\"text\": \"b\"}\n")), ["error bad_json 1", "page 2"]);
}

#[test]
fn damage_in_other_layouts_costs_its_object() {
    let object =
        |text: &str| format!("  {{\n    \"text\": {text},\n    \"tags\": [\n      {{\n      }}\n    ]\n  }}");
    let array = |middle: &str| format!("[\n{},\n{middle},\n{}\n]\n", object("\"a\""), object("\"c\""));
    assert_eq!(outline(&read(array(&object("\"b\"")))), ["page 1", "page 2", "page 3"]);
    assert_eq!(outline(&read(array(&object("\"b")))), ["page 1", "error bad_json 2", "page 3"]);
    assert_eq!(outline(&read(array(&object("b")))), ["page 1", "error bad_json 2", "page 3"]);
    assert_eq!(outline(&read(array("  oops"))), ["page 1", "error bad_json 2", "page 3"]);
    let whole = array(&object("\"b\""));
    assert_eq!(outline(&read(&whole[..whole.len() - 20])), ["page 1", "page 2", "error truncated 3"]);
    let mut options = Options::default();
    options.max_line_bytes = 300;
    let long = object(&format!("\"{}\"", "x".repeat(100_000)));
    assert_eq!(outline(&read_with(array(&long), options)), ["page 1", "error line_too_long 2", "page 3"]);
    let gap = [gz(&whole.as_bytes()[..90]), b"junk".to_vec(), gz(&whole.as_bytes()[120..])].concat();
    assert_eq!(outline(&read(gap)), ["page 1", "error damaged_gzip 2", "page 3"]);
}

#[test]
fn utf32_json_is_an_error() {
    let mut bytes = vec![0xff, 0xfe, 0, 0];
    bytes.extend("{\"text\": \"a\"}\r\n".chars().flat_map(|c| u32::from(c).to_le_bytes()));
    assert_eq!(outline(&read(bytes)), ["error unsupported 0"]);
}

#[test]
fn a_piece_of_a_file_is_recognised_by_its_later_lines() {
    let items = read("end of a line\"}\n{\"text\":\"a\"}\n{\"text\":\"b\"}\n");
    assert_eq!(outline(&items), ["error bad_json 1", "page 2", "page 3"]);
    assert_eq!(outline(&read("Send this:\n{\"text\":\"a\"}\nand wait.\n")), ["page 1"]);
}
