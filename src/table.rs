//! `dechaff table`.

use std::path::Path;

use anyhow::{Context, Result};
use dechaff_evaluate::{Content, FOLDS, GoldPage, LabelledPage, TableWriter, each_page, harder};
use dechaff_extract::training::{self, PageRows};
use dechaff_extract::{Extractor, Model};
use rayon::prelude::*;

use crate::arguments::TableArguments;
use crate::{eval, exit};

/// Pages whose rows are in memory at a time.
const CHUNK: usize = 64;

pub(crate) fn run(arguments: &TableArguments) -> Result<u8> {
    let models = arguments.models.as_deref().map(fold_models).transpose()?;
    let extractor = Extractor::default();
    let output = &arguments.output;
    let context = || output.display().to_string();
    let mut writer =
        TableWriter::create(output, &training::page_columns(models.as_ref().and_then(|m| m.first())))
            .with_context(context)?;
    let mut pages: Vec<LabelledPage> = vec![];
    let label = |set: &str, page: GoldPage| {
        // Rendered pages have no elements to learn from.
        let Content::Html(_) = page.content else { return None };
        let document = extractor.document(page.content.as_str().as_bytes(), &eval::facts(&page));
        Some(LabelledPage::new(set, page, document))
    };
    each_page(&arguments.gold, &label, &mut |page| {
        pages.extend(page);
        Ok(())
    })?;
    let rows_of = |page: &LabelledPage, foreign: bool| {
        models
            .as_ref()
            .map_or_else(PageRows::default, |m| training::rows(&page.document, &m[page.fold()], foreign))
    };
    for chunk in (0..pages.len()).collect::<Vec<_>>().chunks(CHUNK) {
        let rows: Vec<PageRows> = chunk.par_iter().map(|&i| rows_of(&pages[i], false)).collect();
        for (&index, rows) in chunk.iter().zip(&rows) {
            writer.push(&pages[index], rows).with_context(context)?;
        }
    }
    if models.is_some() {
        for chunk in (0..pages.len()).collect::<Vec<_>>().chunks(CHUNK) {
            let made: Vec<_> = chunk
                .par_iter()
                .filter_map(|&index| harder(&pages, index))
                .map(|harder| (rows_of(&harder.page, harder.foreign), harder.page))
                .collect();
            for (rows, page) in &made {
                writer.push(page, rows).with_context(context)?;
            }
        }
    }
    writer.finish().with_context(context)?;
    Ok(exit::DONE)
}

/// The models of a folder, one a fold.
pub(crate) fn fold_models(folder: &Path) -> Result<Vec<Model>> {
    (0..FOLDS).map(|fold| read_model(&folder.join(format!("fold-{fold}.model")))).collect()
}

/// The model of a file.
pub(crate) fn read_model(path: &Path) -> Result<Model> {
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    Model::read(&bytes).with_context(|| path.display().to_string())
}
