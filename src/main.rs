//! `dechaff`: dumps of scraped pages to clean articles.
//!
//! The command parses arguments, shows progress and prints; all work is done by the crates.

mod arguments;
mod clean;
mod eval;
mod explain;
mod progress;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};

/// Exit codes, as the README promises them.
mod exit {
    /// Done.
    pub(crate) const DONE: u8 = 0;
    /// Done, and some input was damaged, or a floor was missed.
    pub(crate) const DAMAGED: u8 = 1;
    /// Not done.
    pub(crate) const FAILED: u8 = 2;
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Clean(arguments) => clean::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Eval(arguments) => eval::run(&arguments),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(error) if is_closed_pipe(&error) => ExitCode::from(exit::DONE),
        Err(error) => {
            // Nothing is left to do if standard error is closed too.
            let _ = writeln!(std::io::stderr(), "dechaff: {error:#}");
            ExitCode::from(exit::FAILED)
        }
    }
}

/// A reader who closes the pipe early has seen enough.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
