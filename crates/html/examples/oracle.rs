//! Compares our trees with html5ever's, both whole trees and those of what readers see:
//!
//! ```sh
//! cargo run --release -p dechaff-html --example oracle < PAGES
//! ```
//!
//! PAGES are JSON Lines with the fields `html` and `url` or `id`. For each pair of trees that differ, the lines around the
//! first difference are printed. The exit code is 1 if any differ.

#![allow(clippy::disallowed_methods, reason = "the example reads pages from standard input")]
#![allow(clippy::print_stdout)]

#[path = "../tests/dump/mod.rs"]
mod dump;

use std::error::Error;
use std::io::BufRead;

use dechaff_html::oracle::{flat_tree, scraper_document};
use dechaff_html::{Parser, Tree, parse};

fn main() -> Result<(), Box<dyn Error>> {
    let mut parser = Parser::keeping_all();
    let (mut equal, mut different, mut limited) = (0, 0, 0);
    for line in std::io::stdin().lock().lines() {
        let page: serde_json::Value = serde_json::from_str(&line?)?;
        let Some(html) = page["html"].as_str() else { continue };
        let tree = parser.parse(html);
        if tree.limited() {
            limited += 1;
            continue;
        }
        let ours = dump::ours(&tree, tree.root());
        let scraped = scraper_document(html);
        let theirs = dump::scraped(&scraped);
        let seen = |tree: &Tree| dump::without_templates(tree, tree.root());
        if ours == theirs && seen(&parse(html)) == seen(&flat_tree(&scraped)) {
            equal += 1;
        } else {
            different += 1;
            let line = ours.lines().zip(theirs.lines()).position(|(a, b)| a != b).unwrap_or(0);
            let around = |text: &str| {
                text.lines().skip(line.saturating_sub(3)).take(8).map(cut).collect::<Vec<_>>().join("\n")
            };
            println!(
                "{} {}\nours:\n{}\ntheirs:\n{}\n",
                page["url"],
                page["id"],
                around(&ours),
                around(&theirs)
            );
        }
        parser.reuse(tree);
    }
    println!("{equal} trees are equal, {different} differ, {limited} were limited");
    if different > 0 {
        std::process::exit(1);
    }
    Ok(())
}

fn cut(line: &str) -> String {
    line.chars().take(140).collect()
}
