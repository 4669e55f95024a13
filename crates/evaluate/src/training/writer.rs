//! The files of the training data.
//!
//! The folder holds flat little-endian arrays and a file of JSON Lines, laid out so that training can map them into
//! memory:
//!
//! | file | content |
//! | --- | --- |
//! | `pages.jsonl` | one page per line: `id`, `set`, `fold`, `page_type`, `language`, `first` and `blocks` (its rows), `gold_words`, `titles` (its candidates for the title), `has_title` (whether the gold has one), `aligned` (F1 of the labelled blocks' words), `labelled`, `augmented` |
//! | `features.json`, `page.json` | the column names of the next two files |
//! | `features.f32` | one row per block; empty in the first pass, without models |
//! | `page.f32` | one row per page; empty before there are trees |
//! | `probabilities.f32` | the probability of each block, by the given models; empty before there are trees |
//! | `labels.f32` | the share of the block's words that are gold, 0 to 1; -1 if nothing is known |
//! | `titles.f32`, `titles.json` | one row per candidate for the title, and the names of its columns; only for rendered text, and once there are trees |
//! | `titles.labels.f32` | 1 for a candidate that agrees with the gold, 0 for others |
//! | `words.u32`, `words.end.u64` | the block's words as numbers that hold for one page; the end of each block |
//! | `gold.u32`, `gold.end.u64` | the gold's words, with the same numbers; the end of each page |
//! | `markup.u32`, `markup.end.u64`, `text.u32`, `text.end.u64` | evidence for the linear models; the end of each block |
//! | `page_text.u32`, `page_text.end.u64` | evidence for the type of a page of rendered text; the end of each page |

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use dechaff_extract::training::{self, PageRows};
use dechaff_extract::{Feature, PageForm};
use serde_json::json;

use super::labelled_page::LabelledPage;
use super::title_candidates::TitleCandidates;

/// Writes training data page by page.
#[derive(Debug)]
pub(super) struct TrainingDataWriter {
    pages: BufWriter<File>,
    features: BufWriter<File>,
    page_rows: BufWriter<File>,
    probabilities: BufWriter<File>,
    labels: BufWriter<File>,
    title_rows: BufWriter<File>,
    title_labels: BufWriter<File>,
    words: ListWriter,
    gold: ListWriter,
    markup: ListWriter,
    text: ListWriter,
    page_text: ListWriter,
    blocks: u64,
}

/// Writes lists of numbers of any length: the numbers to one file, the end of each list to another.
#[derive(Debug)]
struct ListWriter {
    numbers: BufWriter<File>,
    ends: BufWriter<File>,
    end: u64,
}

impl ListWriter {
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

fn write_numbers(file: &mut BufWriter<File>, numbers: &[f32]) -> io::Result<()> {
    numbers.iter().try_for_each(|number| file.write_all(&number.to_le_bytes()))
}

fn create(folder: &Path, name: &str) -> io::Result<BufWriter<File>> {
    Ok(BufWriter::new(File::create(folder.join(name))?))
}

impl TrainingDataWriter {
    /// Creates the files in a folder, and the folder if it does not exist. `page_columns` names the columns of the
    /// pages' rows.
    pub(super) fn create(folder: &Path, form: PageForm, page_columns: &[Feature]) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        for (name, columns) in [
            ("features.json", form.features()),
            ("page.json", page_columns),
            ("titles.json", &training::title_features()),
        ] {
            let names: Vec<&str> = columns.iter().map(|feature| feature.name.as_str()).collect();
            serde_json::to_writer(create(folder, name)?, &names)?;
        }
        Ok(Self {
            pages: create(folder, "pages.jsonl")?,
            features: create(folder, "features.f32")?,
            page_rows: create(folder, "page.f32")?,
            probabilities: create(folder, "probabilities.f32")?,
            labels: create(folder, "labels.f32")?,
            title_rows: create(folder, "titles.f32")?,
            title_labels: create(folder, "titles.labels.f32")?,
            words: ListWriter::create(folder, "words")?,
            gold: ListWriter::create(folder, "gold")?,
            markup: ListWriter::create(folder, "markup")?,
            text: ListWriter::create(folder, "text")?,
            page_text: ListWriter::create(folder, "page_text")?,
            blocks: 0,
        })
    }

    /// Adds a page with the rows that the models give for it, which are empty in the first pass.
    pub(super) fn push(
        &mut self,
        page: &LabelledPage,
        rows: &PageRows,
        titles: &TitleCandidates,
    ) -> io::Result<()> {
        let line = json!({
            "id": page.id,
            "set": page.set,
            "fold": page.fold,
            "page_type": page.page_type,
            "language": page.language,
            "first": self.blocks,
            "blocks": page.words.len(),
            "gold_words": page.gold.len(),
            "titles": titles.labels.len(),
            "has_title": page.title.is_some() && !page.augmented,
            "aligned": page.aligned,
            "augmented": page.augmented,
            "labelled": page.is_labelled(),
        });
        writeln!(self.pages, "{line}")?;
        self.blocks += page.words.len() as u64;
        write_numbers(&mut self.features, &rows.blocks)?;
        write_numbers(&mut self.page_rows, &rows.page)?;
        write_numbers(&mut self.probabilities, &rows.probabilities)?;
        write_numbers(&mut self.labels, &page.labels)?;
        write_numbers(&mut self.title_rows, &titles.rows)?;
        write_numbers(&mut self.title_labels, &titles.labels)?;
        for words in &page.words {
            self.words.push(words)?;
        }
        self.gold.push(&page.gold)?;
        self.page_text.push(&training::page_evidence(&page.document))?;
        for evidence in &training::evidence(&page.document) {
            self.markup.push(&evidence.markup)?;
            self.text.push(&evidence.text)?;
        }
        Ok(())
    }

    /// Writes what is buffered.
    pub(super) fn finish(mut self) -> io::Result<()> {
        for file in [
            &mut self.pages,
            &mut self.features,
            &mut self.page_rows,
            &mut self.probabilities,
            &mut self.labels,
            &mut self.title_rows,
            &mut self.title_labels,
        ] {
            file.flush()?;
        }
        [self.words, self.gold, self.markup, self.text, self.page_text]
            .into_iter()
            .try_for_each(ListWriter::finish)
    }
}
