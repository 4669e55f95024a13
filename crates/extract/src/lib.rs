//! Main-content extraction: a page, HTML or rendered text, to its article and metadata.
//!
//! ```
//! let page = "<nav><a href=/>Home</a></nav><main><h1>Ferry returns</h1>
//!     <p>The ferry to the island sails again from Monday, twice a day and three times on Sundays.</p></main>";
//! let article = dechaff_extract::extract(page, None);
//! assert_eq!(article.text, "The ferry to the island sails again from Monday, twice a day and three times on Sundays.");
//! assert_eq!(article.metadata.title.unwrap().value, "Ferry returns");
//! ```
//!
//! A page becomes a [`Document`]: [blocks](block::Block) in reading order, flat, with the numbers that detectors
//! need. A [`Detector`] gives each block a [`Verdict`]: a label, a score and what decided. What is labelled
//! main content makes the [`Article`]'s text; nothing is rewritten, and no word is used twice. HTML and rendered
//! text differ only in how blocks are made and in the default detector; all behind is shared.
//!
//! Everything here is a pure function of the page and the options: no files, no clock, no state between pages, and
//! no panic on any input.

mod article;
pub mod classes;
pub mod detect;
pub mod document;
mod extractor;
mod hash;
mod language;
pub mod learned;
mod lexicon;
pub mod metadata;
mod options;
mod output;
mod page_context;
mod unicode;

/// The blocks of a page, and what is known of each.
pub use document::block;

pub use article::{Article, Charset};
pub use classes as names;
pub use dechaff_html::CharsetSource;
pub use detect::error_pages::Defect;
pub use detect::ftr_site_config as ftr;
pub use detect::page_type::{PageType, TypeScores};
pub use detect::site_rules::{SiteRule, SiteRules, SiteRulesError};
pub use detect::text_rules as rules;
pub use detect::{Argument, Detection, Detector, Label, Verdict};
pub use document::Document;
pub use document::signals::{DeclaredType, PageSignals, UrlShape};
pub use extractor::{Extractor, ExtractorBuilder, extract};
pub use language::Language;
pub use learned::LearnedDetector;
pub use learned::features::{Feature, features, outcome_features, type_features};
pub use learned::model::{Model, ModelError, ModelHeader, TrainingSet};
pub use learned::training;
pub use metadata::{Metadata, PageFacts, Sourced};
pub use options::{Favor, Options};
pub use page_context::{Form, PageContext};
