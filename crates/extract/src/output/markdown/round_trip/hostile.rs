//! Documents of hostile text, written and read back.

use proptest::prelude::*;

use crate::document::Document;
use crate::output::markdown::round_trip::{check, written_blocks};

/// Words that look like marks, or touch them.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-z]{1,4}",
        1 => "[0-9]{1,3}[.)]?",
        4 => "[-*_~`#>+=|:\\\\\\[\\]()!^&;.,$\"']{1,3}",
        1 => Just("漢字。".to_owned()),
        1 => Just("（字）".to_owned()),
        1 => Just("&amp;lt;".to_owned()),
        1 => Just("&lt;b&gt;".to_owned()),
        1 => Just("[x](y)".to_owned()),
        1 => Just("[^1]".to_owned()),
        1 => Just("snake_case_name".to_owned()),
        1 => Just("<br>".to_owned()),
    ]
}

/// Words with and without spaces between them.
fn text() -> impl Strategy<Value = String> {
    prop::collection::vec((word(), prop_oneof![Just(" "), Just("")]), 1..6)
        .prop_map(|words| words.into_iter().map(|(word, space)| word + space).collect())
}

/// Text with marks, which are apart from each other: of marks that touch, some are read in another way.
fn inline() -> impl Strategy<Value = String> {
    let tags = || prop::sample::select(vec!["b", "em", "code", "a href=/t"]);
    let outer = prop::sample::select(vec!["b", "em", "a href=/u?a=1&amp;copy=2"]);
    let piece = prop_oneof![
        3 => text(),
        2 => (text(), tags()).prop_map(|(text, tag)| element(tag, &text)),
        1 => (text(), tags(), text(), outer)
            .prop_map(|(text, tag, before, outer)| element(outer, &format!("{before} {} x", element(tag, &text)))),
    ];
    prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.join(" "))
}

/// Text without line breaks, for blocks that are written as one line: dollar signs on both sides of a break, which are
/// no formula, would become one.
fn line() -> impl Strategy<Value = String> {
    inline().prop_map(|text| text.replace("<br>", " "))
}

fn element(tag: &str, text: &str) -> String {
    format!("<{tag}>{text}</{}>", tag.split(' ').next().unwrap_or(tag))
}

fn block() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => inline().prop_map(|text| element("p", &text)),
        1 => line().prop_map(|text| element("h2", &text)),
        1 => "[ -~]{0,12}(\n[ -;=?-~]{0,12}){0,3}".prop_map(|text| element("pre", &text.replace(['<', '&'], "`"))),
        1 => prop::collection::vec(line(), 4..5).prop_map(|cells| format!(
            "<table><tr><th>a{}<th>a{}<tr><td>a{}<td>a{}</table>", cells[0], cells[1], cells[2], cells[3]
        )),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let blocks = prop::collection::vec(inner, 1..3).prop_map(|blocks| blocks.concat());
        prop_oneof![
            blocks.clone().prop_map(|blocks| element("blockquote", &blocks)),
            (inline(), blocks.clone())
                .prop_map(|(text, blocks)| format!("<ul><li>a{text}{blocks}<li>b</ul>")),
            (inline(), blocks, 0..12u32)
                .prop_map(|(text, blocks, start)| format!("<ol start={start}><li>a{text}{blocks}<li>b</ol>")),
        ]
    })
}

/// `PROPTEST_CASES` sets a higher number of cases.
fn config() -> ProptestConfig {
    let asked = ProptestConfig::default();
    ProptestConfig { cases: asked.cases.max(2000), failure_persistence: None, ..asked }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn hostile_documents_survive(blocks in prop::collection::vec(block(), 1..4)) {
        let document = Document::from_html(&blocks.concat());
        let difference = check(&document, &written_blocks(&document), false);
        prop_assert!(difference.is_ok(), "{}", difference.unwrap_err());
    }

    #[test]
    fn hostile_notes_survive(
        texts in prop::collection::vec(line(), 4..5),
        blocks in prop::collection::vec(block(), 0..3),
        is_quoted: bool,
    ) {
        let page = format!(
            "<p>a{}<sup class=reference><a href=#n1>1</a></sup>{}<sup><a href=#n1>1</a></sup><a class=footnote-ref href=#n2>[2]</a>{}</p>\
             <ol><li id=n1><p>a{}</p>{}<p><a href=#r1>↩</a></p></li><li id=n2><a href=#r2>^</a> b</li></ol><p>c",
            texts[0], texts[1], texts[2], texts[3], blocks.concat()
        );
        let document = Document::from_html(&if is_quoted { element("blockquote", &page) } else { page });
        // What has many blocks is a part of the page and no note.
        prop_assume!(document.notes.notes.len() == 2);
        let written = written_blocks(&document);
        let difference = check(&document, &written, false);
        let markdown = crate::output::markdown::render(&document, &written);
        prop_assert!(difference.is_ok(), "{}\n{markdown}", difference.unwrap_err());
        prop_assert!(markdown.contains("[^1]: a") && markdown.contains("[^2]: b"), "{markdown}");
    }
}

/// A formula has both delimiters in one piece of text.
#[test]
fn delimiters_in_two_pieces_stay_text() {
    let document = Document::from_html("<p><b>\\( a <b>\\) </b> x</b>, and more of it.</p>");
    let written = written_blocks(&document);
    assert_eq!(check(&document, &written, false), Ok(()));
}
