//! `dechaff import-rules`: converts ftr-site-config files into rules for the settings file.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::{Context, Result};
use dechaff_extract::detect::ftr_site_config;

use crate::exit;

pub(crate) fn run(files: &[PathBuf]) -> Result<u8> {
    let mut out = io::stdout().lock();
    for file in files {
        let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
        let site = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        // `.example.org.txt` applies to all hosts of the domain.
        let site = site.trim_start_matches('.').to_owned();
        let (rule, left_out) = ftr_site_config::import(&text);
        let lists = [("keep", rule.keep), ("drop", rule.drop), ("title", rule.title)];
        let rule: toml::Table = lists
            .into_iter()
            .filter(|(_, list)| !list.is_empty())
            .map(|(key, list)| (key.to_owned(), list.into()))
            .collect();
        if !rule.is_empty() {
            let sites = toml::Table::from_iter([(site, rule.into())]);
            let table = toml::Table::from_iter([("site".to_owned(), sites.into())]);
            writeln!(out, "{table}")?;
        }
        for line in left_out {
            writeln!(
                io::stderr(),
                "{}:{}: skipped, {}: {}",
                file.display(),
                line.line,
                line.reason,
                line.text
            )?;
        }
    }
    Ok(exit::DONE)
}
