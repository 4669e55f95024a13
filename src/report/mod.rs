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
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use dechaff_pipeline::{ExportError, write_whole};

use crate::arguments::ReportArguments;
use crate::exit;
use crate::report::manifest::RunOutput;
use crate::report::page::Report;

pub(crate) fn run(arguments: &ReportArguments) -> Result<u8> {
    let path = arguments.output.as_path();
    if path != Path::new("-") && !arguments.overwrite && path.symlink_metadata().is_ok() {
        // Fail early, before the files are read.
        bail!(already_exists(path));
    }
    let open = |outputs: &[PathBuf]| {
        outputs.iter().map(|output| RunOutput::open(output)).collect::<Result<Vec<_>>>()
    };
    let report = Report::new(open(&arguments.outputs)?, open(&arguments.against)?);
    for missing in report.missing() {
        writeln!(io::stderr(), "dechaff: {missing}; the report lacks its lines")?;
    }
    let page = report.render()?;
    if path == Path::new("-") {
        io::stdout().write_all(page.as_bytes())?;
        return Ok(exit::DONE);
    }
    write_whole(path, page.as_bytes(), arguments.overwrite).map_err(|error| match error {
        ExportError::Exists { path } => anyhow::anyhow!(already_exists(&path)),
        error => error.into(),
    })?;
    writeln!(io::stderr(), "wrote {}", path.display())?;
    Ok(exit::DONE)
}

fn already_exists(path: &Path) -> String {
    format!("{} already exists; use --overwrite to replace it", path.display())
}
