//! The command line.

mod clean;
mod eval;
mod explain;
mod index;
mod report;
mod sites;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

pub(crate) use clean::{CleanArguments, LogFormat, ProgressKind};
pub(crate) use eval::{EvalArguments, TrainingDataArguments};
pub(crate) use explain::ExplainArguments;
pub(crate) use index::IndexCommand;
pub(crate) use report::ReportArguments;
pub(crate) use sites::{LearnSitesArguments, SitesCommand};

/// Turn dumps of scraped pages into clean, deduplicated articles as JSON Lines.
#[derive(Debug, Parser)]
#[command(name = "dechaff", version, max_term_width = 100, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Clean(Box<CleanArguments>),
    Explain(ExplainArguments),
    Report(ReportArguments),
    Eval(EvalArguments),
    TrainingData(TrainingDataArguments),
    #[command(subcommand)]
    Sites(SitesCommand),
    #[command(subcommand)]
    Index(IndexCommand),
    /// Print the types of the fields that clean writes, for other programs
    ///
    /// What is printed is an expression: of Python for arrow (pyarrow as pa), datasets and polars (as pl), of SQL for
    /// duckdb (the columns of read_json) and spark (a DDL string).
    Schema {
        /// Program to print the types for
        #[arg(long, value_enum)]
        format: SchemaFormat,
        /// Lines whose fields are printed
        #[arg(long, value_enum, default_value_t = LineKind::Articles)]
        lines: LineKind,
    },
    /// Convert ftr-site-config files (example.org.txt) into rules for dechaff.toml
    ///
    /// The rules are printed to standard output. Lines that can't be converted are reported on standard error.
    ImportRules {
        /// Files to convert. The name of a file without .txt is its site
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Print a shell completion script
    Completions {
        /// Shell to print the script for
        shell: clap_complete::Shell,
    },
    /// Print the manual page (troff)
    Man,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SchemaFormat {
    Arrow,
    Datasets,
    Duckdb,
    JsonSchema,
    Polars,
    Spark,
}

/// The kinds of lines that a run writes.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum LineKind {
    Articles,
    Rejects,
    Duplicates,
    Errors,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_is_well_formed() {
        Arguments::command().debug_assert();
    }
}
