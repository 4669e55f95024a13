//! Reads models from files.

use std::path::Path;

use anyhow::{Context, Result};
use dechaff_evaluate::FOLDS;
use dechaff_extract::Model;

/// Reads a model file.
pub(crate) fn read(path: &Path) -> Result<Model> {
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    Model::read(&bytes).with_context(|| path.display().to_string())
}

/// Reads the models of a cross-validation, one per fold: `fold-0.model` and so on.
pub(crate) fn read_folds(folder: &Path) -> Result<Vec<Model>> {
    (0..FOLDS).map(|fold| read(&folder.join(format!("fold-{fold}.model")))).collect()
}
