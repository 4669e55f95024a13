//! Reads small dumps, whole and damaged.

#![allow(clippy::unwrap_used)]

mod arc;
mod archives;
mod compression;
mod crawlers;
mod csv;
mod damage;
mod files;
mod fixtures;
mod hostile;
mod json;
mod mhtml;
mod parquet;
mod positions;
mod properties;
mod warc;
