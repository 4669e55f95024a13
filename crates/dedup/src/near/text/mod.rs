//! From a text to its tokens and shingles.

mod normalize;
mod numbers;
mod shingles;
mod tokens;

pub(super) use normalize::write_normalized;
pub(super) use shingles::ShingleSet;
pub(super) use tokens::{Token, TokenKind, write_tokens};
