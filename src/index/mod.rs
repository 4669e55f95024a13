//! `dechaff index`: shows, checks and merges indexes of kept pages.

mod stats;

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Result, anyhow};
use dechaff_pipeline::{Fault, PageStore, StoreError, StoreParameters, merge_stores};

use crate::arguments::IndexCommand;
use crate::exit;

pub(crate) fn run(command: &IndexCommand) -> Result<u8> {
    match command {
        IndexCommand::Stats { folder, json: false } => stats::show(&open(folder)?)?,
        IndexCommand::Stats { folder, json: true } => {
            writeln!(io::stdout(), "{:#}", stats::to_json(&open(folder)?)?)?;
        }
        IndexCommand::Verify { folder } => return verify(folder),
        IndexCommand::Merge { folders, output, overwrite } => {
            let merged = merge_stores(folders, output, *overwrite).map_err(|error| match error {
                StoreError::Exists { .. } => anyhow!("{error}; use --overwrite to replace it"),
                error => error.into(),
            })?;
            writeln!(
                io::stderr(),
                "wrote {}: {} pages, {} known ones left out",
                output.display(),
                merged.added,
                merged.skipped
            )?;
        }
    }
    Ok(exit::DONE)
}

/// Opens any index that this version can read.
fn open(folder: &Path) -> Result<PageStore, StoreError> {
    PageStore::open_read_only(folder, StoreParameters::current(false))
}

fn verify(folder: &Path) -> Result<u8> {
    let mut out = io::stdout().lock();
    let mut report = |file: &Path, faults: &[Fault]| -> Result<u8> {
        for fault in faults {
            writeln!(out, "{}: {fault}", file.display())?;
        }
        Ok(exit::DAMAGED)
    };
    let checked = open(folder).and_then(|store| store.verify().map(|faults| (store, faults)));
    match checked {
        Ok((store, faults)) if faults.is_empty() => {
            let (pages, runs) = (store.len(), store.runs().len());
            writeln!(out, "{} is sound: {pages} pages of {runs} runs", store.file().display())?;
            Ok(exit::DONE)
        }
        Ok((store, faults)) => report(store.file(), &faults),
        // Too damaged to be opened.
        Err(StoreError::Damaged { file, fault }) => report(&file, &[fault]),
        Err(error) => Err(error.into()),
    }
}
