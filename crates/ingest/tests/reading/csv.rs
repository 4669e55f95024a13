use dechaff_ingest::{Field, Item, Options, PageKind};
use serde_json::{Value, json};

use crate::fixtures::*;

#[test]
fn rows_are_pages() {
    let csv = "id,url,title,html,published_at\r\n\
        7,https://example.org/a,\"Rain, again\",\"<p>It \"\"rained\"\"\non Monday.</p>\",2024-01-31 10:15:00\r\n\
        8,https://example.org/b,Sun,<p>It shone.</p>,nan\r\n";
    let items = read(csv);
    assert_eq!(outline(&items), ["page 1", "page 2"]);
    let [rain, sun] = pages(&items)[..] else { panic!() };
    assert_eq!((rain.kind, text(rain)), (PageKind::Html, "<p>It \"rained\"\non Monday.</p>"));
    assert_eq!(rain.declared.id.as_deref(), Some("7"));
    assert_eq!(rain.declared.url.as_deref(), Some("https://example.org/a"));
    assert_eq!(rain.declared.title.as_deref(), Some("Rain, again"));
    assert_eq!(rain.declared.published.as_deref(), Some("2024-01-31T10:15:00"));
    assert_eq!(rain.origin.offset, 32);
    assert_eq!(sun.origin.offset as usize, csv.find("8,https").unwrap());
    assert_eq!(sun.declared.published, None);
}

#[test]
fn tabs_and_semicolons_separate_columns_too() {
    for delimiter in ["\t", ";"] {
        let table = format!("\u{feff}url{delimiter}text\nhttps://a.org/{delimiter}It rained, and rained.\n");
        let page = one(read(table));
        assert_eq!(text(&page), "It rained, and rained.");
        assert_eq!(page.declared.url.as_deref(), Some("https://a.org/"));
    }
}

/// Text as UTF-16, with a byte order mark.
fn utf_16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(bytes_of).collect()
}

#[test]
fn tables_and_json_in_utf_16_are_read() {
    for bytes_of in [u16::to_le_bytes, u16::to_be_bytes] {
        let words = "Łódź: it rained 🌧. ".repeat(5_000);
        let table =
            utf_16(&format!("URL\tText\r\nhttps://a.org/1\t{words}\r\nhttps://a.org/2\tSun.\r\n"), bytes_of);
        let items = read(table);
        assert_eq!(outline(&items), ["page 1", "page 2"]);
        assert!(text(pages(&items)[0]) == words, "the text differs");
        let lines = utf_16("{\"url\": \"https://a.org/\", \"text\": \"Łódź\"}\n", bytes_of);
        assert_eq!(text(&one(read(lines))), "Łódź");
    }
    // Half a character at the end costs no row.
    let mut cut = utf_16("url\ttext\nhttps://a.org/1\tRain.\nhttps://a.org/2\tSun", u16::to_le_bytes);
    cut.push(0);
    assert_eq!(outline(&read(cut)), ["page 1", "page 2"]);
}

#[test]
fn rows_in_the_charset_of_an_old_program_are_read() {
    let table = b"url;text\nhttps://a.org/1;Der K\xfchlschrank f\xfcr die Gr\xe4fin.\n\
        https://a.org/2;D\xe9j\xe0 l'\xe9t\xe9, \x84sagt\x93 sie.\n";
    let items = read(table);
    let [first, second] = pages(&items)[..] else { panic!() };
    assert_eq!(text(first), "Der Kühlschrank für die Gräfin.");
    assert_eq!(text(second), "Déjà l'été, „sagt“ sie.");
    assert!(!first.decoding_errors);
    // A bad byte among good ones is replaced.
    let page = one(read(b"url;text\nhttps://a.org/1;Gr\xc3\xbc\xc3\x9fe \xfcber N\xc3\xbcrnberg\n"));
    assert_eq!((text(&page), page.decoding_errors), ("Grüße \u{fffd}ber Nürnberg", true));
}

#[test]
fn rows_of_a_table_whose_columns_nobody_knows_are_errors() {
    let items = read("lien;corps\nhttps://a.org/1;\"Il pleut; il vente.\"\nhttps://a.org/2;Il neige.\n");
    assert_eq!(outline(&items), ["error no_text_field 1", "error no_text_field 2"]);
    let Item::Error(error) = &items[0] else { panic!() };
    assert!(error.detail.contains("lien, corps") && error.detail.contains("--map text="), "{}", error.detail);
}

#[test]
fn quotes_may_be_plain_text_in_tables_with_tabs() {
    let table =
        "url\ttext\nhttps://a.org/1\t\"Rain,\" she said.\nhttps://a.org/2\t\"Sun\nhttps://a.org/3\twords\n";
    let items = read(table);
    assert_eq!(outline(&items), ["page 1", "page 2", "page 3"]);
    assert_eq!(text(pages(&items)[0]), "\"Rain,\" she said.");
}

#[test]
fn rows_are_matched_to_producers_as_records_are() {
    // The columns identify the producer, and so what they mean.
    let csv = "text,publish_date,warc_date,url\nIt rained.,05-12-2019,20190513101500,https://a.org/\n";
    let page = one(read(csv));
    assert_eq!(page.declared.published.as_deref(), Some("2019-05-12"));
    assert_eq!(page.declared.fetched.as_deref(), Some("2019-05-13T10:15:00Z"));
    // The mapping of the user wins, and shows what is a table.
    let mut options = Options::default();
    options.mapping.add(Field::Text, "words");
    options.mapping.add(Field::Url, "where");
    options.keep_fields = vec!["label".into()];
    let page = one(read_with("where,words,label\nhttps://a.org/,It rained.,wet\n", options));
    assert_eq!((text(&page), page.declared.url.as_deref()), ("It rained.", Some("https://a.org/")));
    assert_eq!(serde_json::Value::Object(page.metadata), json!({"label": "wet"}));
    let items = read("url,date\nhttps://a.org/,2024\n");
    assert_eq!(outline(&items), ["error no_text_field 1"]);
}

#[test]
fn a_broken_row_costs_itself() {
    let csv = |broken: &str| {
        format!(
            "url,text\nhttps://a.org/1,\"one, 1\"\n{broken}\nhttps://a.org/3,\"three, 3\"\n\nhttps://a.org/4,\"\"\"four\"\"\"\n"
        )
    };
    for broken in [
        "https://a.org/2",
        "https://a.org/2,two,2",
        "https://a.org/2,\"two",
        "https://a.org/2,\"two\nlines\n\nof it",
        "https://a.org/2,\"two\" 2",
        "\"https://a.org/2,two",
    ] {
        let table = csv(broken);
        let items = read(table.clone());
        let texts: Vec<&str> = pages(&items).iter().map(|page| text(page)).collect();
        assert_eq!(texts, ["one, 1", "three, 3", "\"four\""], "{broken}: {items:?}");
        let Item::Error(error) = &items[1] else { panic!("{broken}: {items:?}") };
        assert_eq!((error.kind.as_str(), error.origin.record), ("bad_row", 2), "{broken}");
        assert_eq!(error.origin.offset as usize, table.find("\n").map(|at| at + 1 + 25).unwrap(), "{broken}");
    }
}

#[test]
fn a_quote_that_never_closes_costs_its_row() {
    let table = "url,text\nhttps://a.org/1,\"one\nhttps://a.org/2,two\nhttps://a.org/3,three";
    let items = read(table);
    assert_eq!(outline(&items), ["error bad_row 1", "page 2", "page 3"]);
    let items = read("url,text\nhttps://a.org/1,one\nhttps://a.org/2,\"two\nlines");
    assert_eq!(outline(&items), ["page 1", "error truncated 2"]);
}

#[test]
fn rows_over_the_limit_are_errors() {
    let mut options = Options::default();
    options.max_line_bytes = 100;
    let long = "word, ".repeat(100_000);
    for row in [
        format!("https://a.org/2,{}", "x".repeat(200)),
        format!("https://a.org/2,\"{long}\nand more\""),
        format!("https://a.org/2,{}", long.replace(',', "")),
    ] {
        let table = format!("url,text\nhttps://a.org/1,one\n{row}\nhttps://a.org/3,three\n");
        let items = read_with(table, options.clone());
        assert_eq!(outline(&items), ["page 1", "error line_too_long 2", "page 3"]);
        let Item::Error(error) = &items[1] else { panic!() };
        assert!(error.detail.contains(&format!("{} bytes", row.len() + 1)), "{}", error.detail);
    }
}

#[test]
fn prose_with_commas_is_a_text_page() {
    for prose in [
        "text, url and title are columns.\nThis, here, is a text.\n",
        "Rain, sun\nwind, snow\n",
        "text\nIt rained.\n",
        "url,text\n",
    ] {
        assert_eq!(text(&one(read(prose))), prose);
    }
}

#[test]
fn bytes_that_are_not_utf8_are_replaced_and_reported() {
    let page = one(read(b"url,text\nhttps://a.org/,caf\xe9\n".to_vec()));
    assert_eq!((text(&page), page.decoding_errors), ("caf\u{fffd}", true));
}

#[test]
fn compressed_tables_resume_after_damage() {
    let row = |number: usize| format!("https://example.org/{number},\"Story number {number}, told once.\"\n");
    let members: Vec<Vec<u8>> = (0..9)
        .map(|member| {
            let rows: String = (0..20).map(|number| row(member * 20 + number)).collect();
            gz(if member == 0 { format!("url,text\n{rows}") } else { rows }.as_bytes())
        })
        .collect();
    let mut bytes = Vec::new();
    for (at, member) in members.iter().enumerate() {
        let mut member = member.clone();
        if at == 4 {
            let middle = member.len() / 2;
            member[middle..middle + 9].fill(0xaa);
        }
        bytes.extend(member);
    }
    let items = read(bytes);
    assert!(errors(&items) >= 1);
    for number in (0..80).chain(100..180) {
        let sought = format!("Story number {number}, told once.");
        assert!(pages(&items).iter().any(|page| text(page) == sought), "{number}");
    }
}

#[test]
fn headers_written_for_people_are_known() {
    for table in [
        "Page URL,Title,Full Text\nhttps://a.org/1,Rain,It rained.\n",
        "sep=;\r\nURL;TITLE;BODY\r\nhttps://a.org/1;Rain;It rained.\r\n",
        "\u{feff}Link|Headline|Content\nhttps://a.org/1|Rain|It rained.\n",
        "\"Link\"\t\"Headline\"\t\"Article Body\"\nhttps://a.org/1\tRain\tIt rained.\n",
    ] {
        let page = one(read(table));
        assert_eq!(page.declared.url.as_deref(), Some("https://a.org/1"), "{table}");
        assert_eq!((page.declared.title.as_deref(), text(&page)), (Some("Rain"), "It rained."), "{table}");
    }
}

#[test]
fn kept_columns_have_the_names_of_the_header() {
    let mut options = Options::default();
    options.keep_fields = vec!["Page URL".into(), "Desk".into()];
    let page = one(read_with("Page URL,Text,Desk\nhttps://a.org/1,It rained.,Weather\n", options));
    assert_eq!(page.declared.url.as_deref(), Some("https://a.org/1"));
    assert_eq!(Value::Object(page.metadata), json!({ "Page URL": "https://a.org/1", "Desk": "Weather" }));
}

#[test]
fn hostile_tables_give_items() {
    for line in [
        "\"a\n",
        "\"\n",
        ",\"x\n",
        "x,\"\"\"\n",
        "\",\",\"x\n",
        "\"\"\"a\n",
        "a,\"b\",\"\n",
        "a,\"b\"c\n",
        "x\n",
    ] {
        let repeats = 100_000 / line.len();
        let table = format!("url,text\nhttps://a.org/,words\n{}", line.repeat(repeats));
        assert!(!read(table).is_empty());
    }
}
