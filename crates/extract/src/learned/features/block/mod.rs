//! The features that differ from block to block, one group of columns in each file.

pub(crate) mod ancestors;
pub(crate) mod block_text;
pub(crate) mod class_groups;
pub(crate) mod headings;
pub(crate) mod neighbours;
pub(crate) mod position;
pub(crate) mod repeats;
pub(crate) mod scores;
pub(crate) mod title_overlap;
pub(crate) mod top_nodes;
