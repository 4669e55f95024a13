//! Reads the ordinary pages a given number of times, while callgrind counts. `benches/instructions` runs this program.

use dechaff_extract::{Extractor, Form, PageContext};
use dechaff_measure::pages;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().unwrap_or_default();
    let times = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(1);
    let pages = pages::ordinary();
    let extractor = Extractor::default();
    for page in (0..times).flat_map(|_| &pages) {
        let found = match what.as_str() {
            "tree" => dechaff_html::parse(&page.html).len(),
            "extract" => {
                let url = Some("https://www.harbour.example/2025/02/bridge");
                let context = PageContext::new().form(Form::Html).url(url);
                extractor.extract(page.html.as_bytes(), &context).text.len()
            }
            _ => panic!("instructions tree|extract TIMES"),
        };
        assert!(found > 0, "{} came out empty", page.name);
    }
    println!("{}", pages.iter().map(|p| p.html.len()).sum::<usize>());
}
