//! `dechaff eval` on labelled pairs of near-duplicates: makes them, and measures which are taken for copies.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use dechaff_evaluate::{
    Content, GoldPage, LabelledPair, PairOptions, generate_pairs, map_gold_pages, read_pairs, score_pairs,
    write_pairs,
};
use dechaff_pipeline::are_near_copies;

use crate::arguments::EvalArguments;
use crate::exit;

/// Measures which of the pairs of a file are taken for near-duplicates.
pub(super) fn score(path: &Path, arguments: &EvalArguments) -> Result<u8> {
    let pairs = read_pairs(path)?;
    let are_copies = |pair: &LabelledPair| {
        let [a, b] = pair.own_texts();
        are_near_copies(&a, &b, pair.a.site.is_some() && pair.a.site == pair.b.site)
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(arguments.jobs).build()?;
    let report = pool.install(|| score_pairs(&pairs, &are_copies));
    let mut out = io::stdout().lock();
    if arguments.json {
        writeln!(out, "{:#}", report.to_json())?;
    } else {
        out.write_all(report.to_table().as_bytes())?;
    }
    out.flush()?;
    Ok(exit::DONE)
}

/// Makes pairs from the gold texts, and writes them to a file.
pub(super) fn write(path: &Path, arguments: &EvalArguments) -> Result<u8> {
    let pages = read_texts(&arguments.gold)?;
    let options = PairOptions { seed: arguments.seed, bank: arguments.bank, ..PairOptions::default() };
    let mut file = BufWriter::new(File::create(path).with_context(|| path.display().to_string())?);
    write_pairs(generate_pairs(&pages, &options), &mut file)
        .and_then(|()| file.flush())
        .with_context(|| path.display().to_string())?;
    Ok(exit::DONE)
}

/// The pages that have a gold text, without their HTML.
fn read_texts(sets: &[PathBuf]) -> Result<Vec<GoldPage>> {
    let mut pages: Vec<GoldPage> = Vec::new();
    for set in sets {
        let without_content = |mut page: GoldPage| {
            page.content = Content::Text(String::new());
            page
        };
        map_gold_pages(set, &without_content, &mut |page| {
            if page.gold.text.as_deref().is_some_and(|text| !text.is_empty()) {
                pages.push(page);
            }
            Ok(())
        })?;
    }
    ensure!(!pages.is_empty(), "no page of the gold sets has a text to make pairs from");
    // The ids of pairs are made from those of pages.
    let mut ids = HashSet::new();
    for page in &pages {
        ensure!(ids.insert(&page.id), "{}: two pages of the gold sets have this id", page.id);
    }
    Ok(pages)
}
