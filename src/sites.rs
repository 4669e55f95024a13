//! `dechaff sites`: learns, shows and merges profiles of sites.

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, Result, anyhow, ensure};
use dechaff_extract::{PageForm, SiteProfile};
use dechaff_pipeline::{ExportError, Interrupt, SiteProfiles, learn_sites, write_whole};

use crate::arguments::SitesCommand;
use crate::signals::Signals;
use crate::text::shorten;
use crate::{config, exit};

/// The number of texts and of paths that are shown of a site: of one that was asked for, and of each of all.
const SHOWN: [usize; 2] = [40, 5];
/// Paths that hold less of the story are not shown.
const MIN_PATH_MEAN: f32 = 0.2;

pub(crate) fn run(command: &SitesCommand) -> Result<u8> {
    match command {
        SitesCommand::Learn(arguments) => {
            refuse_existing(&arguments.output, arguments.overwrite)?;
            let interrupt = Interrupt::default();
            let signals = Signals::listen(interrupt.clone())?;
            let learned = learn_sites(&config::for_learning_sites(arguments), &interrupt)?;
            if learned.interrupted {
                return Ok(signals.exit_code().unwrap_or(exit::FAILED));
            }
            write(&learned.profiles, &arguments.output, arguments.overwrite)?;
        }
        SitesCommand::Show { file, site } => show(&open(file)?, site.as_deref(), file)?,
        SitesCommand::Merge { files, output, overwrite } => {
            refuse_existing(output, *overwrite)?;
            let mut profiles = SiteProfiles::default();
            for file in files {
                profiles.merge(open(file)?);
            }
            write(&profiles, output, *overwrite)?;
        }
    }
    Ok(exit::DONE)
}

fn open(file: &Path) -> Result<SiteProfiles> {
    SiteProfiles::open(file, true).with_context(|| file.display().to_string())
}

/// Fails early, before anything is read.
fn refuse_existing(output: &Path, overwrite: bool) -> Result<()> {
    ensure!(overwrite || output.symlink_metadata().is_err(), already_exists(output));
    Ok(())
}

fn already_exists(path: &Path) -> String {
    format!("{} already exists; use --overwrite to replace it", path.display())
}

fn write(profiles: &SiteProfiles, output: &Path, overwrite: bool) -> Result<()> {
    let mut bytes = vec![];
    profiles.write(&mut bytes)?;
    write_whole(output, &bytes, overwrite).map_err(|error| match error {
        ExportError::Exists { path } => anyhow!(already_exists(&path)),
        error => error.into(),
    })?;
    writeln!(
        io::stderr(),
        "wrote {}: {} sites, {} pages",
        output.display(),
        profiles.len(),
        profiles.pages()
    )?;
    Ok(())
}

fn show(profiles: &SiteProfiles, site: Option<&str>, file: &Path) -> Result<()> {
    let mut out = io::stdout().lock();
    match site {
        Some(site) => {
            let profile =
                profiles.get(site).ok_or_else(|| anyhow!("{}: has no profile of {site}", file.display()))?;
            show_site(site, profile, SHOWN[0], &mut out)?;
        }
        None => {
            for (site, profile) in profiles.iter() {
                show_site(site, profile, SHOWN[1], &mut out)?;
            }
        }
    }
    out.flush()?;
    Ok(())
}

fn show_site(site: &str, profile: &SiteProfile, shown: usize, out: &mut impl Write) -> io::Result<()> {
    for form in [PageForm::Html, PageForm::Text] {
        let pages = profile.pages(form).len();
        let Some(articles) = profile.articles(form) else { continue };
        writeln!(out, "{site}: {pages} {form}, probability of an article {articles:.2}")?;
        let texts = profile.repeated_texts(form);
        if !texts.is_empty() {
            writeln!(
                out,
                "  texts that several pages have: pages, probability by the page alone, first words"
            )?;
        }
        for text in texts.iter().take(shown) {
            let words = text.words.as_deref().unwrap_or("(a short text)");
            writeln!(out, "  {:>5}  {:.2}  {}", text.pages, text.mean, shorten(words, 80))?;
        }
        note_others(texts.len(), shown, out)?;
        if form == PageForm::Text {
            continue;
        }
        let mut paths = profile.story_paths();
        paths.retain(|path| path.mean >= MIN_PATH_MEAN);
        if !paths.is_empty() {
            writeln!(out, "  elements that hold the story: pages, mean probability, path")?;
        }
        for path in paths.iter().take(shown) {
            let name = path.name.as_deref().unwrap_or("(the name is not in the file)");
            writeln!(out, "  {:>5}  {:.2}  {}", path.pages, path.mean, shorten(name, 100))?;
        }
        note_others(paths.len(), shown, out)?;
    }
    Ok(())
}

fn note_others(all: usize, shown: usize, out: &mut impl Write) -> io::Result<()> {
    if all > shown {
        writeln!(out, "         and {} more", all - shown)?;
    }
    Ok(())
}
