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
