//! Models: what was learned, as data.
//!
//! A model file is a line that says what it is, a line of JSON that says where it came from, and the tables. It is
//! read once; whoever has gold of their own trains another and hands it over.

pub(crate) mod batch;
pub(crate) mod forest;
mod format;

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

pub use format::ModelError;

use batch::BatchForest;
use forest::Forest;

use crate::learned::linear_model::Weights;

/// Where a model came from: the second line of its file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelHeader {
    /// Its name.
    pub name: String,
    /// Its version: whatever tells it from others of the name.
    pub version: String,
    /// The gold sets it was trained on, with their licences.
    #[serde(default)]
    pub trained_on: Vec<TrainingSet>,
    /// Cross-validated figures by set.
    #[serde(default)]
    pub scores: serde_json::Map<String, serde_json::Value>,
    /// The blocks' features that it was trained with, in order.
    #[serde(default)]
    pub features: Vec<String>,
    /// The page's features that its type is told from, in order.
    #[serde(default)]
    pub type_features: Vec<String>,
    /// The page's features that the confidence is told from, in order.
    #[serde(default)]
    pub outcome_features: Vec<String>,
    /// The tables behind the header, in order: name and length in bytes.
    pub sections: Vec<(String, usize)>,
}

/// A gold set that a model was trained on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainingSet {
    /// The set's name.
    pub name: String,
    /// The licence of the collection.
    pub licence: String,
    /// Pages.
    pub pages: u64,
}

/// A learned detector's tables.
#[derive(Clone, Debug)]
pub struct Model {
    pub(crate) header: ModelHeader,
    pub(crate) markup: Weights,
    pub(crate) text: Weights,
    /// Log-odds that a block belongs to the article, from its features.
    pub(crate) blocks: Forest,
    /// The same on pages of articles.
    pub(crate) articles: Forest,
    /// Both, in this order, for many blocks at once.
    pub(crate) many: BatchForest,
    /// A number for each page type, from what the page is and what both forests find.
    pub(crate) types: Vec<Forest>,
    /// Expected F1, from what the page is, what was found in the end, and the types.
    pub(crate) confidence: Forest,
    /// FNV-1a of the file, so that a manifest says which model a run used.
    pub(crate) fingerprint: u64,
}

impl Model {
    /// The model that comes with this version.
    pub fn built_in() -> Arc<Self> {
        static MODEL: OnceLock<Arc<Model>> = OnceLock::new();
        // A test reads it; one that could not be read would know nothing.
        let read = || {
            Arc::new(
                Self::read(include_bytes!("../../../models/html.model")).unwrap_or_else(|_| Self::empty()),
            )
        };
        Arc::clone(MODEL.get_or_init(read))
    }

    /// Reads a model file's bytes.
    ///
    /// # Errors
    ///
    /// [`ModelError`] says what is wrong with it: another kind of file, another version's features, damage.
    pub fn read(bytes: &[u8]) -> Result<Self, ModelError> {
        format::model(bytes)
    }

    /// Where the model came from.
    pub fn header(&self) -> &ModelHeader {
        &self.header
    }

    /// A model that knows nothing: what training starts from.
    pub fn empty() -> Self {
        let header = ModelHeader {
            name: "empty".to_owned(),
            version: "0".to_owned(),
            trained_on: vec![],
            scores: serde_json::Map::new(),
            features: vec![],
            type_features: vec![],
            outcome_features: vec![],
            sections: vec![],
        };
        Self {
            header,
            markup: Weights::none(),
            text: Weights::none(),
            blocks: Forest::default(),
            articles: Forest::default(),
            many: BatchForest::new(&[&Forest::default(); 2]),
            types: vec![],
            confidence: Forest::default(),
            fingerprint: 0,
        }
    }
}
