//! `dechaff explain`: shows what is decided about a page, and why.

mod arguments;
mod metadata_fields;
mod page;
mod pair;
mod terminal;

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Result, bail};
use dechaff_pipeline::{Explanation, ExportError, explain, write_whole};

use crate::arguments::ExplainArguments;
use crate::{config, exit};
use page::ExplanationPage;

pub(crate) fn run(arguments: &ExplainArguments) -> Result<u8> {
    let html = arguments.html.as_deref();
    if let Some(path) = html
        && !arguments.overwrite
        && path.symlink_metadata().is_ok()
    {
        // Fail early, before the page is read.
        bail!(already_exists(path));
    }
    let explain_record = |input: &str, record: Option<u64>, url: Option<&str>| -> Result<Explanation> {
        Ok(explain(config::for_explain(arguments, input)?, record, url)?)
    };
    let explanation = explain_record(&arguments.input, arguments.record, arguments.url.as_deref())?;
    if let Some(other) = &arguments.duplicate {
        let other = explain_record(other, arguments.duplicate_record, None)?;
        let mut out = anstream::AutoStream::auto(io::stdout()).lock();
        pair::show(&explanation, &other, &mut out)?;
        out.flush()?;
        return Ok(exit::DONE);
    }
    if let Some(path) = html {
        write_page(&explanation, path, arguments.overwrite)?;
        return Ok(exit::DONE);
    }
    let mut out = anstream::AutoStream::auto(io::stdout()).lock();
    terminal::show(&explanation, arguments.kept, &mut out)?;
    out.flush()?;
    Ok(exit::DONE)
}

fn write_page(explanation: &Explanation, path: &Path, overwrite: bool) -> Result<()> {
    let page = ExplanationPage(explanation).to_string();
    if path == Path::new("-") {
        io::stdout().write_all(page.as_bytes())?;
        return Ok(());
    }
    write_whole(path, page.as_bytes(), overwrite).map_err(|error| match error {
        ExportError::Exists { path } => anyhow::anyhow!(already_exists(&path)),
        error => error.into(),
    })?;
    writeln!(io::stderr(), "wrote {}", path.display())?;
    Ok(())
}

fn already_exists(path: &Path) -> String {
    format!("{} already exists; use --overwrite to replace it", path.display())
}
