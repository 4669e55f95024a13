//! From kept blocks to what a reader gets: plain text and Markdown.

pub(crate) mod markdown;
pub(crate) mod plain_text;
