//! `dechaff report`: shows what became of a dump.

mod changes;
mod charts;
mod figures;
mod flow;
mod manifest;
mod page;
mod samples;
mod sites;
mod tables;
mod totals;

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Result;

use crate::arguments::ReportArguments;
use crate::exit;
use crate::html::{refuse_existing, write_page};
use crate::report::manifest::RunOutput;
use crate::report::page::Report;

pub(crate) fn run(arguments: &ReportArguments) -> Result<u8> {
    // Before the files are read.
    refuse_existing(&arguments.output, arguments.overwrite)?;
    let open = |outputs: &[PathBuf]| {
        outputs.iter().map(|output| RunOutput::open(output)).collect::<Result<Vec<_>>>()
    };
    let report = Report::new(open(&arguments.outputs)?, open(&arguments.against)?);
    for missing in report.missing() {
        writeln!(io::stderr(), "dechaff: {missing}; the report lacks its lines")?;
    }
    write_page(&arguments.output, &report.render()?, arguments.overwrite)?;
    Ok(exit::DONE)
}
