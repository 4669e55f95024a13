//! Reads the ordinary pages a given number of times, while callgrind counts. `benches/instructions` runs this program.

use dechaff_extract::{Extractor, Form, PageContext};
use dechaff_measure::pages;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().unwrap_or_default();
    let times = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(1);
    let extractor = Extractor::default();
    let context = PageContext::new().url(Some("https://www.harbour.example/2025/02/bridge"));
    let (html, text) = (context.form(Form::Html), context.form(Form::Text));
    let extract =
        |page: &str, context: &PageContext<'_>| extractor.extract(page.as_bytes(), context).text.len();
    let pages: Vec<(&str, String)> = pages::ordinary()
        .into_iter()
        .map(|page| (page.name, if what == "text" { page.rendered() } else { page.html }))
        .collect();
    for (name, page) in (0..times).flat_map(|_| &pages) {
        let found = match what.as_str() {
            "tree" => dechaff_html::parse(page).len(),
            "extract" => extract(page, &html),
            "text" => extract(page, &text),
            _ => panic!("instructions tree|extract|text TIMES"),
        };
        assert!(found > 0, "{name} came out empty");
    }
    println!("{}", pages.iter().map(|(_, page)| page.len()).sum::<usize>());
}
