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

pub mod block;
mod characters;
mod class_names;
mod clues;
mod decision;
mod defect;
mod detect;
mod document;
mod eight_bytes;
mod elements;
mod extractor;
mod features;
pub mod ftr;
mod hash;
mod ink;
mod language;
mod latin;
mod learned;
mod lexemes;
mod lexicon;
mod linear;
mod lines;
mod markdown;
mod markup;
pub mod metadata;
mod model;
pub mod names;
mod page_type;
mod regions;
pub mod rules;
mod segment;
mod site_rules;
mod text;
pub mod training;
mod words;

pub use clues::Clues;
pub use dechaff_html::CharsetSource;
pub use defect::Defect;
pub use detect::{Argument, Detection, Detector, Label, Verdict};
pub use document::Document;
pub use extractor::{Article, Charset, Extractor, ExtractorBuilder, Facts, Form, extract};
pub use features::{Feature, features, outcome_features, type_features};
pub use language::Language;
pub use learned::{Favor, Learned};
pub use metadata::{Metadata, PageFacts, Sourced};
pub use model::{Model, ModelError, ModelHeader, TrainingSet};
pub use page_type::{PageType, TypeScores};
pub use site_rules::{SiteRule, SiteRules, SiteRulesError};
