//! For any page, our tree equals html5ever's.
#![no_main]

#[path = "../../crates/html/tests/dump/mod.rs"]
mod dump;

use dechaff_html::Parser;
use dechaff_html::oracle::scraper_document;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(page) = std::str::from_utf8(data) else { return };
    let tree = Parser::keeping_all().parse(page);
    if !tree.limited() && !dump::has_known_difference(page) {
        assert_eq!(dump::ours(&tree, tree.root()), dump::scraped(&scraper_document(page)));
    }
});
