//! placeholder

pub mod block;
mod detect;
mod document;
mod lexicon;
mod lines;
pub mod names;
pub mod rules;
mod segment;
mod words;

pub use detect::{Detector, Label, Verdict};
pub use document::Document;
