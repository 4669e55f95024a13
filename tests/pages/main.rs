//! The HTML pages that the command writes, in a real browser.

#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

#[path = "../dumps/mod.rs"]
mod dumps;

mod browser;
mod explain;
mod report;
mod rules;
