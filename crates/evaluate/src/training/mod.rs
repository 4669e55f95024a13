//! Training data: gold pages as labelled blocks, in files that the training scripts map into memory.

mod align;
mod augment;
mod labelled_page;
mod title_candidates;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use dechaff_extract::training::{self, PageRows};
use dechaff_extract::{Extractor, Model, PageForm};
use rayon::prelude::*;

use crate::error::EvaluateError;
use crate::gold::folds::FOLDS;
use crate::gold::{GoldPage, map_gold_pages, set_name};

use augment::augment;
use labelled_page::LabelledPage;
use title_candidates::TitleCandidates;
use writer::TrainingDataWriter;

/// Pages whose feature rows are in memory at the same time.
const CHUNK_PAGES: usize = 64;

/// Writes the training data of gold sets to a folder.
///
/// Without `models`, this is the first pass: the files hold the evidence for the linear models, and no features.
/// With `models`, a folder of `fold-0.model` to `fold-4.model` (see [`fold_models`]), each page gets its features
/// from the model that has seen neither the page nor its site, and augmented copies of the pages are added. Pages
/// of another form than `form` are left out.
///
/// All labelled pages are held in memory. Pages are processed in parallel on rayon's current pool; the files do not
/// depend on the number of threads. They are described in `crates/evaluate/training/README.md`.
///
/// # Errors
///
/// Returns an error for the first model or gold set that cannot be read, or file that cannot be written.
pub fn write_training_data(
    gold: &[PathBuf],
    form: PageForm,
    models: Option<&Path>,
    output: &Path,
) -> Result<(), EvaluateError> {
    let models = models.map(|folder| fold_models_of(folder, form)).transpose()?;
    let models: Option<Vec<Arc<Model>>> = models.map(|models| models.into_iter().map(Arc::new).collect());
    let write_error = |source| EvaluateError::Write { path: output.to_owned(), source };
    let pages = label_pages(gold, form)?;
    let page_columns =
        training::page_columns(models.as_ref().and_then(|models| models.first()).map(|model| &**model), form);
    let mut writer = TrainingDataWriter::create(output, form, &page_columns).map_err(write_error)?;
    let rows = |page: &LabelledPage, foreign: bool| {
        models.as_ref().map_or_else(PageRows::default, |models| {
            training::rows(&page.document, &models[page.fold], foreign)
        })
    };
    for chunk in pages.chunks(CHUNK_PAGES) {
        let titles = |page: &LabelledPage| {
            models.as_ref().map(|models| TitleCandidates::new(page, &models[page.fold])).unwrap_or_default()
        };
        let chunk_rows: Vec<_> = chunk.par_iter().map(|page| (rows(page, false), titles(page))).collect();
        for (page, (rows, titles)) in chunk.iter().zip(&chunk_rows) {
            writer.push(page, rows, titles).map_err(write_error)?;
        }
    }
    if models.is_some() {
        let indices: Vec<usize> = (0..pages.len()).collect();
        for chunk in indices.chunks(CHUNK_PAGES) {
            let augmented: Vec<_> = chunk
                .par_iter()
                .filter_map(|&index| augment(&pages, index))
                .map(|augmented| (rows(&augmented.page, augmented.foreign), augmented.page))
                .collect();
            for (rows, page) in &augmented {
                writer.push(page, rows, &TitleCandidates::default()).map_err(write_error)?;
            }
        }
    }
    writer.finish().map_err(write_error)
}

/// The pages of the gold sets that have a form, with their blocks labelled, in the order of the files.
fn label_pages(gold: &[PathBuf], form: PageForm) -> Result<Vec<LabelledPage>, EvaluateError> {
    let extractor = Extractor::default();
    let mut pages = vec![];
    for path in gold {
        let set = set_name(path);
        let label = |page: GoldPage| {
            (page.form() == form).then(|| {
                let document = extractor.document(page.content.as_str().as_bytes(), &page.context());
                LabelledPage::new(&set, page, document)
            })
        };
        map_gold_pages(path, &label, &mut |page| {
            pages.extend(page);
            Ok(())
        })?;
    }
    Ok(pages)
}

/// The models of a folder, if they are for a form of pages.
fn fold_models_of(folder: &Path, form: PageForm) -> Result<Vec<Model>, EvaluateError> {
    let models = fold_models(folder)?;
    match models.iter().find(|model| model.header().form != form) {
        Some(model) => {
            let found = model.header().form;
            Err(EvaluateError::Form { path: folder.to_owned(), found, expected: form })
        }
        None => Ok(models),
    }
}

/// Reads the models of a folder, `fold-0.model` to `fold-4.model`, in this order.
///
/// Use [`fold_of`](crate::fold_of) to find the model that has not seen a page.
///
/// # Errors
///
/// [`EvaluateError::Open`] if a file cannot be read, [`EvaluateError::Model`] if it is not a model.
pub fn fold_models(folder: &Path) -> Result<Vec<Model>, EvaluateError> {
    (0..FOLDS).map(|fold| read_model(&folder.join(format!("fold-{fold}.model")))).collect()
}

fn read_model(path: &Path) -> Result<Model, EvaluateError> {
    let bytes =
        std::fs::read(path).map_err(|source| EvaluateError::Open { path: path.to_owned(), source })?;
    Model::read(&bytes).map_err(|source| EvaluateError::Model { path: path.to_owned(), source })
}
