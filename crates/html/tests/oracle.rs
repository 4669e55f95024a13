//! Compares our trees with html5ever's, on generated pages and on pages of testdata with pieces cut, doubled and moved.

#![allow(
    clippy::disallowed_methods,
    reason = "the test reads pages from files and its cases from the environment"
)]
#![allow(clippy::unwrap_used)]

mod dump;

use std::path::PathBuf;

use dechaff_html::oracle::{flat_tree, scraper_document};
use dechaff_html::{Parser, Tree, parse};
use proptest::prelude::*;

/// Fails if two dumps differ, and shows the first lines that do.
fn same(what: &str, ours: &str, theirs: &str, html: &str) -> Result<(), TestCaseError> {
    if ours == theirs {
        return Ok(());
    }
    let line = ours.lines().zip(theirs.lines()).take_while(|(a, b)| a == b).count();
    let around =
        |dump: &str| dump.lines().skip(line.saturating_sub(3)).take(6).collect::<Vec<_>>().join("\n");
    let page: String = html.chars().take(600).collect();
    Err(TestCaseError::fail(format!(
        "{what} of {page:?}\nours:\n{}\ntheirs:\n{}",
        around(ours),
        around(theirs)
    )))
}

fn check(html: &str) -> Result<(), TestCaseError> {
    if dump::has_known_difference(html) {
        return Ok(());
    }
    let mut parser = Parser::keeping_all();
    let tree = parser.parse(html);
    let scraped = scraper_document(html);
    let all = dump::ours(&tree, tree.root());
    if !tree.limited() {
        same("the whole tree", &all, &dump::scraped(&scraped), html)?;
    }
    // What readers see is the same whether this crate or scraper parsed the page. Scraper's trees keep templates apart.
    let (plain, converted) = (parse(html), flat_tree(&scraped));
    if !plain.limited() && !html.contains("shadowrootmode") {
        let seen = |tree: &Tree| dump::without_templates(tree, tree.root());
        same("what readers see", &seen(&plain), &seen(&converted), html)?;
    }
    // Parsing again in the same buffers gives the same tree.
    parser.reuse(tree);
    let again = parser.parse(html);
    same("the second tree", &dump::ours(&again, again.root()), &all, html)
}

/// A name for each way in which tree construction treats elements, and a few more.
const NAMES: &[&str] = &[
    "a",
    "address",
    "annotation-xml",
    "applet",
    "area",
    "article",
    "b",
    "base",
    "basefont",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "center",
    "code",
    "col",
    "colgroup",
    "dd",
    "desc",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "font",
    "foreignObject",
    "form",
    "frame",
    "frameset",
    "g",
    "h1",
    "h2",
    "head",
    "hr",
    "html",
    "i",
    "iframe",
    "image",
    "img",
    "input",
    "keygen",
    "li",
    "link",
    "listing",
    "main",
    "marquee",
    "math",
    "menu",
    "meta",
    "mglyph",
    "mi",
    "mo",
    "nobr",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "path",
    "plaintext",
    "pre",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "script",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
    "x-card",
    "xmp",
    "unknown",
];

fn name() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        3 => prop::sample::select(NAMES),
        // Those that interact most.
        2 => prop::sample::select(&["a", "b", "i", "nobr", "font", "p", "div", "li", "button", "h1", "form"][..]),
        2 => prop::sample::select(&["table", "tbody", "tr", "td", "caption", "colgroup", "col", "template", "select"][..]),
        1 => prop::sample::select(&["svg", "math", "mi", "foreignObject", "desc", "annotation-xml", "g", "title"][..]),
    ]
}

fn attributes() -> impl Strategy<Value = &'static str> {
    prop::sample::select(
        &[
            "",
            "",
            "",
            "",
            " class=x",
            " class='a b' id=y",
            " CLASS=\"c\" class=d",
            " type=hidden",
            " type=text",
            " color=red",
            " size=1",
            " encoding=text/html",
            " href=?a=1&amp;b=2&copy=3",
            " a b=c/",
            "/",
            " =x=y",
            " x=\"&lt;&unknown;&#x41\"",
            " definitionURL=x viewBox=y xlink:href=z",
            "\n\tid = z ",
            " a\"b",
            " ab='",
        ][..],
    )
}

fn text() -> impl Strategy<Value = &'static str> {
    prop::sample::select(
        &[
            "word",
            " ",
            "\n",
            "\r\n",
            "\r",
            "\0",
            "a&amp;b",
            "&notit;",
            "&#150;",
            "&",
            "<",
            "</",
            "</>",
            "<!",
            "<!x>",
            "<?x?>",
            "<!---->",
            "<!-- c -->",
            "<!-->",
            "<!--x--!>",
            "<![CDATA[x]]>",
            "<![CDATA[",
            "<!doctype html>",
            "<!DOCTYPE html PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">",
            "<!--<script>",
            "</script >",
            "-->",
            "é\u{0}ü",
            "]]>",
            "\t\x0c",
        ][..],
    )
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (name(), attributes()).prop_map(|(name, attributes)| format!("<{name}{attributes}>")),
        1 => name().prop_map(|name| format!("<{}/>", name.to_uppercase())),
        4 => name().prop_map(|name| format!("</{name}>")),
        1 => name().prop_map(|name| format!("</{name} x=y>")),
        3 => text().prop_map(str::to_owned),
    ]
}

/// The pages of testdata.
fn pages() -> Vec<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../testdata");
    let mut pages = vec![];
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "html")
                && let Ok(text) = std::fs::read_to_string(&path)
            {
                pages.push(text);
            }
        }
    }
    pages.sort();
    assert!(pages.len() > 20, "testdata has HTML pages");
    pages
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap()
}

/// Number of pages for a property. `PROPTEST_CASES` overrides it.
fn cases(usual: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual)
}

#[test]
fn pages_of_testdata() {
    for page in pages() {
        check(&page).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(3000), ..ProptestConfig::default() })]

    #[test]
    fn generated_pages(pieces in prop::collection::vec(piece(), 0..40)) {
        check(&pieces.concat())?;
    }

    #[test]
    fn pages_of_any_characters(text in "[<>/a-cA-C&;#x!'\"= \n\r\t\0\\[\\]?é-]{0,60}") {
        check(&text)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(300), ..ProptestConfig::default() })]

    #[test]
    fn mutated_pages(
        which in any::<prop::sample::Index>(),
        cuts in prop::collection::vec((any::<u32>(), 0..200usize, 0..3u8, piece()), 1..6),
    ) {
        let pages = pages();
        let mut page = which.get(&pages).clone();
        for (at, length, kind, piece) in cuts {
            let start = floor(&page, at as usize % (page.len() + 1));
            let end = floor(&page, start + length);
            let cut = page[start..end].to_owned();
            match kind {
                0 => page.replace_range(start..end, &piece),
                1 => page.insert_str(end, &cut),
                _ => page.truncate(end.max(1).min(page.len())),
            }
            if !page.is_char_boundary(page.len()) || page.is_empty() {
                break;
            }
        }
        check(&page)?;
    }
}
