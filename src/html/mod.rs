//! HTML pages that load nothing, and run nothing that was in the input.

use std::fmt::{self, Display, Formatter, Write as _};
use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Result, anyhow, bail};
use dechaff_pipeline::{ExportError, write_whole};

const BASE_STYLE: &str = include_str!("base.css");

/// Displays text as HTML, for elements and quoted attributes. Control characters are not allowed in HTML and become
/// U+FFFD.
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => out.write_str("&amp;")?,
                '<' => out.write_str("&lt;")?,
                '>' => out.write_str("&gt;")?,
                '"' => out.write_str("&quot;")?,
                '\'' => out.write_str("&#39;")?,
                '\n' | '\t' => out.write_char(character)?,
                c if c.is_control() => out.write_char(char::REPLACEMENT_CHARACTER)?,
                c => out.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// Displays the start of a page up to its `<body>`. If anything ever slipped through the escaping, the browser would neither
/// load nor run it: the only script that runs is the one with the nonce.
pub(crate) struct Head<'a> {
    pub(crate) title: &'a str,
    /// The style beyond what all pages have in common.
    pub(crate) style: &'a str,
    /// The nonce of the page's own script, if it has one.
    pub(crate) nonce: Option<&'a str>,
}

impl Display for Head<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let script = self.nonce.map(|nonce| format!(" script-src 'nonce-{nonce}';")).unwrap_or_default();
        write!(
            out,
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline';{script} \
             base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <title>{}</title>\n<style>\n{BASE_STYLE}\n{}</style>\n</head>\n<body>\n",
            Escaped(self.title),
            self.style
        )
    }
}

/// Fails if a page would replace a file, before the work for it is done. `-` is standard output.
pub(crate) fn refuse_existing(path: &Path, overwrite: bool) -> Result<()> {
    if path != Path::new("-") && !overwrite && path.symlink_metadata().is_ok() {
        bail!(already_exists(path));
    }
    Ok(())
}

/// Writes a page to a file, or to standard output for `-`.
pub(crate) fn write_page(path: &Path, page: &str, overwrite: bool) -> Result<()> {
    if path == Path::new("-") {
        io::stdout().write_all(page.as_bytes())?;
        return Ok(());
    }
    write_whole(path, page.as_bytes(), overwrite).map_err(|error| match error {
        ExportError::Exists { path } => anyhow!(already_exists(&path)),
        error => error.into(),
    })?;
    writeln!(io::stderr(), "wrote {}", path.display())?;
    Ok(())
}

fn already_exists(path: &Path) -> String {
    format!("{} already exists; use --overwrite to replace it", path.display())
}
