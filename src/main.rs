//! The `dechaff` command: turns dumps of scraped pages into clean articles.
//!
//! The command parses arguments, shows progress and prints results. The library crates do all the work.

mod arguments;
mod clean;
mod config;
mod eval;
mod explain;
mod html;
mod import_rules;
mod index;
mod numbers;
mod progress;
mod report;
mod schema;
mod signals;
mod sites;
mod standard_output;
mod text;
mod training_data;

use std::io::Write;
use std::process::ExitCode;

use clap::CommandFactory;

use arguments::{Arguments, Command};

/// The documented exit codes.
mod exit {
    /// Success.
    pub(crate) const DONE: u8 = 0;
    /// Success, but some input was damaged or a floor was missed.
    pub(crate) const DAMAGED: u8 = 1;
    /// Failure.
    pub(crate) const FAILED: u8 = 2;
}

fn main() -> ExitCode {
    let result = config::arguments().and_then(|arguments| match arguments.command {
        Command::Clean(arguments) => clean::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Report(arguments) => report::run(&arguments),
        Command::Eval(arguments) => eval::run(&arguments),
        Command::TrainingData(arguments) => training_data::run(&arguments),
        Command::Sites(command) => sites::run(&command),
        Command::Index(command) => index::run(&command),
        Command::Schema { format, lines } => schema::run(format, lines),
        Command::ImportRules { files } => import_rules::run(&files),
        Command::Completions { shell } => completions(shell),
        Command::Man => man(),
    });
    match result {
        Ok(code) => ExitCode::from(code),
        Err(error) if is_closed_pipe(&error) => ExitCode::from(exit::DONE),
        Err(error) => {
            // If standard error is closed as well, there is nobody left to tell.
            let _ = writeln!(std::io::stderr(), "dechaff: {}", message(&error));
            ExitCode::from(exit::FAILED)
        }
    }
}

fn completions(shell: clap_complete::Shell) -> anyhow::Result<u8> {
    let mut script = vec![];
    clap_complete::generate(shell, &mut Arguments::command(), "dechaff", &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(exit::DONE)
}

fn man() -> anyhow::Result<u8> {
    let mut page = vec![];
    let mut command = Arguments::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for subcommand in command.get_subcommands().filter(|c| c.get_name() != "help") {
        clap_mangen::Man::new(subcommand.clone()).render(&mut page)?;
    }
    std::io::stdout().write_all(&page)?;
    Ok(exit::DONE)
}

/// Formats an error and its causes in one line. Many library errors already include the text of their cause, so causes
/// whose text is already in the line are left out.
fn message(error: &anyhow::Error) -> String {
    let mut message = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if !message.contains(&cause) {
            let separator = if message.is_empty() { "" } else { ": " };
            message.extend([separator, &cause]);
        }
    }
    message
}

/// Whether the reader of standard output closed the pipe. That is not a failure: it has seen enough.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
