//! Turns kept blocks into plain text and Markdown.

pub(crate) mod markdown;
pub(crate) mod plain_text;
