//! Reads each kind of hostile page and dump at several sizes, while callgrind counts the instructions of each reading.
//! `benches/hostile` runs this program.
//!
//! Without arguments, prints the names of all kinds. With sizes, reads the kinds whose names are on standard input. For
//! each reading, in order, a line is printed: the kind, what is run (`tree` and `extract` for pages, `read` for dumps),
//! and the bytes.

use std::io::Cursor;

use dechaff_extract::{Extractor, Form, PageContext};
use dechaff_html::Parser;
use dechaff_ingest::{Options, Reader};
use dechaff_measure::{hostile, hostile_dumps};

/// A dump is this many times as large as a page, so that the largest fill the readers' buffers (64 KiB).
const DUMP_FACTOR: usize = 2;

const USAGE: &str = "growth [SIZES] (in bytes, separated by commas)";

fn main() {
    let (members, dumps) = (hostile::members(), hostile_dumps::dumps());
    let Some(sizes) = std::env::args().nth(1) else {
        members
            .iter()
            .map(|member| &member.name)
            .chain(dumps.iter().map(|dump| &dump.name))
            .for_each(|name| println!("{name}"));
        return;
    };
    let sizes: Vec<usize> = sizes.split(',').map(|size| size.parse().expect(USAGE)).collect();
    let extractor = Extractor::default();
    let context = PageContext::new().form(Form::Html).url("https://www.harbour.example/2025/02/bridge");
    // Word lists and models are loaded once, before counting.
    extractor.extract(b"<p>word", &context);
    for name in std::io::stdin().lines().map_while(Result::ok) {
        if let Some(dump) = dumps.iter().find(|dump| dump.name == name) {
            for size in sizes.iter().map(|size| size * DUMP_FACTOR) {
                let bytes = dump.bytes(size);
                println!("{name}\tread\t{}", bytes.len());
                counted(|| Reader::from_read("dump", Cursor::new(bytes), Options::default()).for_each(drop));
            }
            continue;
        }
        let member = members.iter().find(|member| member.name == name).expect("a kind of page or dump");
        for &size in &sizes {
            // The fixed parts come in addition, so that they are the same for each size.
            let page = member.page(member.fixed_bytes() + size);
            println!("{}\ttree\t{}", member.name, page.len());
            // A new parser, so that each page pays for its own buffers.
            counted(|| drop(Parser::default().parse(&page)));
            println!("{}\textract\t{}", member.name, page.len());
            counted(|| drop(extractor.extract(page.as_bytes(), &context)));
        }
    }
}

/// Callgrind counts only inside of this function, and writes its count after each call.
#[inline(never)]
fn counted(read: impl FnOnce()) {
    read();
    // Keeps `read` from being a tail call, after which callgrind would not see this function return.
    std::hint::black_box(());
}
