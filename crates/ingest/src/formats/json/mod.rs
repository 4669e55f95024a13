//! JSON: one object per line, or objects that are spread over lines.

pub(crate) mod documents;
pub(crate) mod lines;
