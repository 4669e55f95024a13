//! `dechaff explain`: shows what is decided about a page, and why.

mod arguments;
mod metadata_fields;
mod page;
mod pair;
mod terminal;

use std::io::{self, Write};

use anyhow::Result;
use dechaff_pipeline::{Explanation, explain};

use crate::arguments::ExplainArguments;
use crate::html::{refuse_existing, write_page};
use crate::{config, exit};
use page::ExplanationPage;

pub(crate) fn run(arguments: &ExplainArguments) -> Result<u8> {
    let html = arguments.html.as_deref();
    if let Some(path) = html {
        refuse_existing(path, arguments.overwrite)?;
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
        write_page(path, &ExplanationPage(&explanation).to_string(), arguments.overwrite)?;
        return Ok(exit::DONE);
    }
    let mut out = anstream::AutoStream::auto(io::stdout()).lock();
    terminal::show(&explanation, arguments.kept, &mut out)?;
    out.flush()?;
    Ok(exit::DONE)
}
