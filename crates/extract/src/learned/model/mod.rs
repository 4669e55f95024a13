//! Models: the weights and trees of a learned detector.
//!
//! A model file has a line that identifies the format, a line of JSON about the model's origin ([`ModelHeader`]), and the
//! sections with weights and trees. Users with gold annotations of their own can train another model and use it instead of
//! the built-in one.

pub(crate) mod batch;
pub(crate) mod forest;
mod format;

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

pub use format::ModelError;

use batch::BatchForest;
use forest::Forest;

use crate::learned::linear_model::{TextModels, TextWeights, Weights};
use crate::page_form::PageForm;

/// The origin and the layout of a model: the second line of its file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ModelHeader {
    /// The model's name.
    pub name: String,
    /// The model's version, which distinguishes it from other models of that name.
    pub version: String,
    /// The gold sets that it was trained on, with their licences.
    #[serde(default)]
    pub trained_on: Vec<TrainingSet>,
    /// Cross-validated scores for each set.
    #[serde(default)]
    pub scores: serde_json::Map<String, serde_json::Value>,
    /// The names of the blocks' features that it was trained with, in order.
    #[serde(default)]
    pub features: Vec<String>,
    /// The names of the page's features that the type is predicted from, in order.
    #[serde(default)]
    pub type_features: Vec<String>,
    /// The names of the page's features that the confidence is predicted from, in order.
    #[serde(default)]
    pub outcome_features: Vec<String>,
    /// The names of the features of candidates for the title that it was trained with, in order.
    #[serde(default)]
    pub title_features: Vec<String>,
    /// What the model is for: HTML pages, or rendered text.
    #[serde(default)]
    pub form: PageForm,
    /// The sections after the header, in order: name and length in bytes.
    pub sections: Vec<(String, usize)>,
}

/// A gold set that a model was trained on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TrainingSet {
    /// The set's name.
    pub name: String,
    /// The licence of the collection.
    pub licence: String,
    /// The number of pages.
    pub pages: u64,
}

/// The weights and trees of a learned detector.
///
/// Detectors share a model through an [`Arc`].
#[derive(Clone, Debug)]
pub struct Model {
    pub(crate) header: ModelHeader,
    pub(crate) markup: Weights,
    pub(crate) text: TextModels,
    /// Log-odds that a block belongs to the article, from its features. Trained on pages of all types.
    pub(crate) blocks: Forest,
    /// The same, trained on articles alone.
    pub(crate) articles: Forest,
    /// Both forests, in this order, for batches of blocks.
    pub(crate) batch: BatchForest,
    /// One forest for each page type. Its score grows with the probability of the type, given the page's features and what
    /// each of the two forests would keep.
    pub(crate) types: Vec<Forest>,
    /// The expected F1 from the page's features, what is kept in the end, and the types.
    pub(crate) confidence: Forest,
    /// Two forests that rank the candidates for the title of rendered text by their features: one for pages whose URL has
    /// words, one without what the URL says.
    pub(crate) titles: BatchForest,
    /// The FNV-1a hash of the file, with which a manifest records the model of a run.
    pub(crate) fingerprint: u64,
}

impl Model {
    /// The model that is built into this version for a form of pages. It is read once, on first use.
    pub fn built_in(form: PageForm) -> Arc<Self> {
        static MODELS: [OnceLock<Arc<Model>>; 2] = [const { OnceLock::new() }; 2];
        let file: &[u8] = match form {
            PageForm::Html => include_bytes!("../../../models/html.model"),
            PageForm::Text => include_bytes!("../../../models/text.model"),
        };
        // A test ensures that the models can be read, so the empty one is never used.
        Arc::clone(
            MODELS[form as usize]
                .get_or_init(|| Arc::new(Self::read(file).unwrap_or_else(|_| Self::empty()))),
        )
    }

    /// Reads a model from the bytes of its file.
    ///
    /// # Errors
    ///
    /// Fails if the file is not a model, was trained with the features of another version, or is damaged.
    pub fn read(bytes: &[u8]) -> Result<Self, ModelError> {
        format::parse(bytes)
    }

    /// The model's origin and layout.
    pub fn header(&self) -> &ModelHeader {
        &self.header
    }

    /// A model that gives each block the same score, with which training starts.
    pub fn empty() -> Self {
        let header =
            ModelHeader { name: "empty".to_owned(), version: "0".to_owned(), ..ModelHeader::default() };
        Self {
            header,
            markup: Weights::empty(),
            text: TextModels::new(TextWeights::default()),
            blocks: Forest::default(),
            articles: Forest::default(),
            batch: BatchForest::new(&[&Forest::default(); 2]),
            types: vec![],
            confidence: Forest::default(),
            titles: BatchForest::new(&[&Forest::default(); 2]),
            fingerprint: 0,
        }
    }
}
