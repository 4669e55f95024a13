//! Reading compressions and archives never panics and always ends.
#![no_main]

use std::io::Cursor;

use dechaff_ingest::{Options, Reader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut options = Options::default();
    options.max_page_bytes = 1 << 16;
    options.max_line_bytes = 1 << 16;
    options.max_ratio = 100;
    let input = Cursor::new(data.to_vec());
    for item in Reader::from_read("fuzz", input, options) {
        assert!(!item.origin().file.is_empty());
    }
});
