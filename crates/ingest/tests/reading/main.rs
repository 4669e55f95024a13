//! Reads small dumps made here, whole and damaged.

mod compression;
mod damage;
mod files;
mod fixtures;
mod json;
mod properties;
mod warc;
