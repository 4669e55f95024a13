//! Characters, words and white space: how text of any language is measured.

pub(crate) mod characters;
pub(crate) mod swar;
pub(crate) mod white_space;
pub(crate) mod words;
