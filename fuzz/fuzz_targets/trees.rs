//! Our tree of any page is html5ever's.
#![no_main]

#[path = "../../crates/html/tests/dump/mod.rs"]
mod dump;

use dechaff_html::Parser;
use dechaff_html::oracle::scraper_document;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(page) = std::str::from_utf8(data) else { return };
    let tree = Parser::keeping_all().parse(page);
    if !tree.limited() && !dump::is_known(page) {
        assert_eq!(dump::ours(&tree, tree.root()), dump::scraped(&scraper_document(page)));
    }
});
