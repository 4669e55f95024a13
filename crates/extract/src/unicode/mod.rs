//! Characters, words and white space: what text is made of, for every language.

pub(crate) mod characters;
pub(crate) mod swar;
pub(crate) mod white_space;
pub(crate) mod words;
