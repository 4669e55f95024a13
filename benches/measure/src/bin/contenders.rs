//! Runs those contenders of `benches/compare` that are written in Rust.
//!
//! The argument is a file of pages, each with its length in four bytes, little-endian, followed by UTF-8. The program first
//! prints the names of the contenders as a JSON array. Then, for each line `NAME FIRST END` on standard input, it runs a
//! contender on a range of pages and prints `[CPU nanoseconds, [a text or null per page]]`.

use std::cell::RefCell;
use std::hint::black_box;
use std::io::{self, BufRead, Write};

use cpu_time::ThreadTime;
use dechaff_extract::{Extractor, Form, PageContext};
use dechaff_html::Parser;

/// A name, and a function that reads a page. It returns the page's text if the contender is an extractor.
type Contender = (&'static str, Box<dyn Fn(&str) -> Option<String>>);

fn contenders() -> Vec<Contender> {
    let extractor = Extractor::default();
    let context = PageContext::new().form(Form::Html);
    let parser = RefCell::new(Parser::default());
    let mut found: Vec<Contender> = vec![
        (
            "tree",
            Box::new(move |page| {
                let mut parser = parser.borrow_mut();
                let tree = black_box(parser.parse(page));
                parser.reuse(tree);
                None
            }),
        ),
        ("extract", Box::new(move |page| Some(extractor.extract(page.as_bytes(), &context).text))),
    ];
    found.extend(peers());
    found
}

#[cfg(not(feature = "peers"))]
fn peers() -> Vec<Contender> {
    Vec::new()
}

#[cfg(feature = "peers")]
fn peers() -> Vec<Contender> {
    vec![
        (
            "scraper",
            Box::new(|page| {
                black_box(scraper::Html::parse_document(page));
                None
            }),
        ),
        (
            "dom_smoothie",
            Box::new(|page| {
                let article =
                    dom_smoothie::Readability::new(page, None, None).and_then(|mut page| page.parse());
                // A tool that finds nothing returns an empty text.
                Some(article.map(|article| article.text_content.to_string()).unwrap_or_default())
            }),
        ),
        (
            "rs-trafilatura",
            Box::new(|page| {
                Some(rs_trafilatura::extract(page).map(|found| found.content_text).unwrap_or_default())
            }),
        ),
    ]
}

fn main() {
    let path = std::env::args_os().nth(1).expect("contenders FILE");
    let bytes = std::fs::read(path).expect("a readable file");
    let mut pages = Vec::new();
    let mut rest = bytes.as_slice();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let (page, after) = after.split_at(u32::from_le_bytes(*length) as usize);
        pages.push(str::from_utf8(page).expect("UTF-8"));
        rest = after;
    }
    let contenders = contenders();
    let mut out = io::stdout().lock();
    let names: Vec<&str> = contenders.iter().map(|c| c.0).collect();
    say(&mut out, &names);
    for line in io::stdin().lock().lines() {
        let line = line.expect("readable requests");
        let [name, first, end] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("NAME FIRST END: {line}")
        };
        let (first, end): (usize, usize) = (first.parse().expect(&line), end.parse().expect(&line));
        let read = &contenders.iter().find(|c| c.0 == name).expect(&line).1;
        let start = ThreadTime::now();
        let texts: Vec<Option<String>> = pages[first..end].iter().map(|page| read(page)).collect();
        let spent = start.elapsed().as_nanos() as u64;
        say(&mut out, &(spent, texts));
    }
}

fn say(out: &mut impl Write, answer: &impl serde::Serialize) {
    serde_json::to_writer(&mut *out, answer).expect("an open pipe");
    out.write_all(b"\n").and_then(|()| out.flush()).expect("an open pipe");
}
