//! The first detectors: rules from the published methods.

mod html;
mod text;

pub use html::HtmlRules;
pub use text::TextRules;
