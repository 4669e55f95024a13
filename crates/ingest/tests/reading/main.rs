//! Reads small dumps made here, whole and damaged.

#![allow(clippy::unwrap_used)]

mod compression;
mod damage;
mod files;
mod fixtures;
mod json;
mod properties;
mod warc;
