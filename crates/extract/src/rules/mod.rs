//! Detectors that are rules, from the published methods.

mod text;

pub use text::TextRules;
