//! The table that detectors are trained on: pages, blocks, evidence, features and labels of gold sets.
//!
//! A folder of flat little-endian files and one of JSON Lines, made to be mapped into memory by whatever trains:
//!
//! | file | what |
//! | --- | --- |
//! | `pages.jsonl` | a page a line: `id`, `set`, `fold`, `page_type`, `language`, `first` and `blocks` (its rows), `gold_words`, `aligned` (F1 of the labelled blocks' words), `labelled`, `harder` (a page made harder) |
//! | `features.json`, `page.json` | names of the columns of the next two |
//! | `features.f32` | a row a block; empty in the first pass, when no models were given |
//! | `page.f32` | a row a page; empty before there are trees |
//! | `probabilities.f32` | of each block, by the models given; empty before there are trees |
//! | `labels.f32` | share of the block's words that are gold, 0 to 1; -1 where nothing is known |
//! | `words.u32`, `words.end.u64` | the block's words as numbers of the page's own; ends by block |
//! | `gold.u32`, `gold.end.u64` | the gold's words, the same numbers; ends by page |
//! | `markup.u32`, `markup.end.u64`, `text.u32`, `text.end.u64` | evidence of the linear models, ends by block |

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use dechaff_extract::training::{self, PageRows};
use dechaff_extract::{Document, Feature, features};
use rustc_hash::FxHashMap;
use serde_json::json;

use crate::words::WordRule;
use crate::{GoldPage, align, words};

/// A gold page with its blocks labelled.
#[derive(Debug)]
pub struct LabelledPage {
    pub(crate) id: String,
    set: String,
    pub(crate) fold: usize,
    pub(crate) page_type: Option<String>,
    language: Option<String>,
    /// Its blocks.
    pub document: Document,
    pub(crate) words: Vec<Vec<u32>>,
    gold: Vec<u32>,
    pub(crate) labels: Vec<f32>,
    pub(crate) aligned: f64,
    /// Whether it is a page made harder rather than the page itself.
    pub(crate) harder: bool,
}

impl LabelledPage {
    /// Labels a gold page's blocks.
    pub fn new(set: &str, page: GoldPage, document: Document) -> Self {
        let mut numbers = Numbers::default();
        let words: Vec<Vec<u32>> =
            document.blocks().iter().map(|b| numbers.of(document.block_text(b))).collect();
        let gold = page.gold.text.as_deref().map(|t| numbers.of(t)).unwrap_or_default();
        let labels = match &page.gold.text {
            Some(_) => align::labels(&words, &gold).unwrap_or_else(|| vec![-1.0; words.len()]),
            None => snippet_labels(&page, &document),
        };
        Self {
            aligned: aligned(&words, &gold, &labels),
            set: set.to_owned(),
            fold: crate::fold_of(&page),
            id: page.id,
            page_type: page.page_type,
            language: page.lang,
            document,
            words,
            gold,
            labels,
            harder: false,
        }
    }

    /// The fold it belongs to.
    pub fn fold(&self) -> usize {
        self.fold
    }

    /// The page made harder: another document, with the words and labels of its blocks.
    pub(crate) fn with(&self, document: Document, words: Vec<Vec<u32>>, labels: Vec<f32>) -> Self {
        // What was taken out of the article is no longer wanted.
        let gold = if words.len() == self.words.len() && words == self.words {
            self.gold.clone()
        } else {
            words
                .iter()
                .zip(&labels)
                .filter(|(_, label)| **label >= 0.5)
                .flat_map(|(w, _)| w.iter().copied())
                .collect()
        };
        Self {
            gold,
            id: self.id.clone(),
            set: self.set.clone(),
            fold: self.fold,
            page_type: self.page_type.clone(),
            language: self.language.clone(),
            aligned: self.aligned,
            document,
            words,
            labels,
            harder: true,
        }
    }
}

/// Weak labels: a block that has a wanted snippet belongs to the article, one that has an unwanted one does not, of
/// the others nothing is known.
fn snippet_labels(page: &GoldPage, document: &Document) -> Vec<f32> {
    let fold = |snippets: &[String]| -> Vec<String> {
        snippets.iter().map(|s| words::fold_white_space(s)).collect()
    };
    let (with, without) = (fold(&page.gold.with), fold(&page.gold.without));
    let has =
        |text: &str, snippets: &[String]| snippets.iter().any(|s| !s.is_empty() && text.contains(s.as_str()));
    document
        .blocks()
        .iter()
        .map(|block| {
            let text = words::fold_white_space(document.block_text(block));
            match (has(&text, &with), has(&text, &without)) {
                (true, false) => 1.0,
                (false, true) => 0.0,
                _ => -1.0,
            }
        })
        .collect()
}

/// Words as numbers in the order in which the page has them.
#[derive(Default)]
struct Numbers {
    numbers: FxHashMap<String, u32>,
}

impl Numbers {
    fn of(&mut self, text: &str) -> Vec<u32> {
        let lower = text.to_lowercase();
        let mut out = Vec::new();
        words::each_word(&lower, WordRule::Counted, |word| {
            let next = self.numbers.len() as u32;
            let number = match self.numbers.get(word) {
                Some(&number) => number,
                None => *self.numbers.entry(word.to_owned()).or_insert(next),
            };
            out.push(number);
        });
        out
    }
}

/// F1 of the words of all blocks that are labelled at least half.
fn aligned(words: &[Vec<u32>], gold: &[u32], labels: &[f32]) -> f64 {
    let mut left: FxHashMap<u32, u32> = FxHashMap::default();
    gold.iter().for_each(|&w| *left.entry(w).or_default() += 1);
    let (mut found, mut kept) = (0u64, 0u64);
    for (words, _) in words.iter().zip(labels).filter(|(_, label)| **label >= 0.5) {
        kept += words.len() as u64;
        for word in words {
            if let Some(count) = left.get_mut(word).filter(|c| **c > 0) {
                *count -= 1;
                found += 1;
            }
        }
    }
    if found == 0 { 0.0 } else { 2.0 * found as f64 / (kept + gold.len() as u64) as f64 }
}

/// Writes a table, page by page.
#[derive(Debug)]
pub struct TableWriter {
    pages: BufWriter<File>,
    features: BufWriter<File>,
    page_rows: BufWriter<File>,
    probabilities: BufWriter<File>,
    labels: BufWriter<File>,
    words: Lists,
    gold: Lists,
    markup: Lists,
    text: Lists,
    blocks: u64,
}

/// Lists of numbers of any length: the numbers in one file, their ends in another.
#[derive(Debug)]
struct Lists {
    numbers: BufWriter<File>,
    ends: BufWriter<File>,
    end: u64,
}

impl Lists {
    fn create(folder: &Path, name: &str) -> io::Result<Self> {
        Ok(Self {
            numbers: create(folder, &format!("{name}.u32"))?,
            ends: create(folder, &format!("{name}.end.u64"))?,
            end: 0,
        })
    }

    fn push(&mut self, numbers: &[u32]) -> io::Result<()> {
        for number in numbers {
            self.numbers.write_all(&number.to_le_bytes())?;
        }
        self.end += numbers.len() as u64;
        self.ends.write_all(&self.end.to_le_bytes())
    }

    fn finish(mut self) -> io::Result<()> {
        self.numbers.flush()?;
        self.ends.flush()
    }
}

fn write_all(file: &mut BufWriter<File>, numbers: &[f32]) -> io::Result<()> {
    numbers.iter().try_for_each(|number| file.write_all(&number.to_le_bytes()))
}

fn create(folder: &Path, name: &str) -> io::Result<BufWriter<File>> {
    Ok(BufWriter::new(File::create(folder.join(name))?))
}

impl TableWriter {
    /// Begins a table in a folder, which is made if it is not there. `page_columns` are those of the pages' rows.
    ///
    /// # Errors
    ///
    /// Files that cannot be written.
    pub fn create(folder: &Path, page_columns: &[Feature]) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        for (name, columns) in [("features.json", features()), ("page.json", page_columns)] {
            let names: Vec<&str> = columns.iter().map(|f| f.name.as_str()).collect();
            serde_json::to_writer(create(folder, name)?, &names)?;
        }
        Ok(Self {
            pages: create(folder, "pages.jsonl")?,
            features: create(folder, "features.f32")?,
            page_rows: create(folder, "page.f32")?,
            probabilities: create(folder, "probabilities.f32")?,
            labels: create(folder, "labels.f32")?,
            words: Lists::create(folder, "words")?,
            gold: Lists::create(folder, "gold")?,
            markup: Lists::create(folder, "markup")?,
            text: Lists::create(folder, "text")?,
            blocks: 0,
        })
    }

    /// Adds a page and what models make of it so far, which is nothing in the first pass.
    ///
    /// # Errors
    ///
    /// Files that cannot be written.
    pub fn push(&mut self, page: &LabelledPage, rows: &PageRows) -> io::Result<()> {
        let line = json!({
            "id": page.id,
            "set": page.set,
            "fold": page.fold,
            "page_type": page.page_type,
            "language": page.language,
            "first": self.blocks,
            "blocks": page.words.len(),
            "gold_words": page.gold.len(),
            "aligned": page.aligned,
            "harder": page.harder,
            "labelled": page.labels.iter().any(|&l| l >= 0.0),
        });
        writeln!(self.pages, "{line}")?;
        self.blocks += page.words.len() as u64;
        write_all(&mut self.features, &rows.blocks)?;
        write_all(&mut self.page_rows, &rows.page)?;
        write_all(&mut self.probabilities, &rows.probabilities)?;
        write_all(&mut self.labels, &page.labels)?;
        for words in &page.words {
            self.words.push(words)?;
        }
        self.gold.push(&page.gold)?;
        for evidence in &training::evidence(&page.document) {
            self.markup.push(&evidence.markup)?;
            self.text.push(&evidence.text)?;
        }
        Ok(())
    }

    /// Ends the table.
    ///
    /// # Errors
    ///
    /// Files that cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        for file in [
            &mut self.pages,
            &mut self.features,
            &mut self.page_rows,
            &mut self.probabilities,
            &mut self.labels,
        ] {
            file.flush()?;
        }
        [self.words, self.gold, self.markup, self.text].into_iter().try_for_each(Lists::finish)
    }
}
