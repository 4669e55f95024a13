//! placeholder
pub mod metadata;
