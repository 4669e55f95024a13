//! Reads each kind of hostile page at several sizes, while callgrind counts the instructions of each reading.
//! `benches/hostile` runs this program.
//!
//! Without arguments, prints the names of all kinds. With sizes, reads the kinds whose names are on standard input. For
//! each reading, in order, a line is printed: the kind, what is run (`tree` or `extract`), and the page's bytes.

use dechaff_extract::{Extractor, Form, PageContext};
use dechaff_html::Parser;
use dechaff_measure::hostile;

const USAGE: &str = "growth [SIZES] (in bytes, separated by commas)";

fn main() {
    let members = hostile::members();
    let Some(sizes) = std::env::args().nth(1) else {
        members.iter().for_each(|member| println!("{}", member.name));
        return;
    };
    let sizes: Vec<usize> = sizes.split(',').map(|size| size.parse().expect(USAGE)).collect();
    let extractor = Extractor::default();
    let context = PageContext::new().form(Form::Html).url("https://www.harbour.example/2025/02/bridge");
    // Word lists and models are loaded once, before counting.
    extractor.extract(b"<p>word", &context);
    for name in std::io::stdin().lines().map_while(Result::ok) {
        let member = members.iter().find(|member| member.name == name).expect("a kind of page");
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
