//! `dechaff eval`.

mod pairs;

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use dechaff_evaluate::{
    Comparison, EvaluateOptions, Floors, GoldPage, Peers, Prediction, Predictions, Report, WordRule, compare,
    evaluate, evaluate_each, fold_models, fold_of, map_gold_pages, set_name, write_worst_pages,
};
use dechaff_extract::metadata::site_of;
use dechaff_extract::training::title_features;
use dechaff_extract::{Extractor, ExtractorBuilder, Model, PageForm, SiteIndex, SitePage, SiteProfile};
use dechaff_pipeline::{Sites, page_key};
use dechaff_settings::read_models;
use serde_json::Value;

use crate::arguments::EvalArguments;
use crate::exit;

/// A function that makes a prediction for a page.
type Cleaner = dyn Fn(&GoldPage) -> Prediction + Send + Sync;

/// Everything that was measured.
struct Measurement {
    report: Report,
    comparison: Option<Comparison>,
    peers: Peers,
}

pub(crate) fn run(arguments: &EvalArguments) -> Result<u8> {
    if arguments.features {
        list_features(&mut io::stdout().lock())?;
        return Ok(exit::DONE);
    }
    if let Some(path) = &arguments.duplicates {
        return pairs::score(path, arguments);
    }
    if let Some(path) = &arguments.write_pairs {
        return pairs::write(path, arguments);
    }
    let floors = arguments.floors.as_deref().map(Floors::read).transpose()?;
    if let Some(folder) = &arguments.worst_pages {
        refuse_unless_empty(folder)?;
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(arguments.jobs).build()?;
    let measurement = pool.install(|| measure(arguments))?;
    let mut out = io::stdout().lock();
    if arguments.json {
        writeln!(out, "{:#}", measurement.to_json())?;
    } else {
        out.write_all(measurement.to_table(arguments).as_bytes())?;
    }
    out.flush()?;
    let misses = floors.map(|floors| measurement.report.check(&floors)).unwrap_or_default();
    for miss in &misses {
        writeln!(io::stderr(), "dechaff: {miss}")?;
    }
    Ok(if misses.is_empty() { exit::DONE } else { exit::DAMAGED })
}

/// Refuses a folder with files in it: pages of two runs in one folder could not be distinguished.
fn refuse_unless_empty(folder: &Path) -> Result<()> {
    match fs::read_dir(folder) {
        Ok(mut entries) => {
            ensure!(entries.next().is_none(), "{}: is not empty; name another folder", folder.display());
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error).with_context(|| folder.display().to_string()),
    }
}

fn measure(arguments: &EvalArguments) -> Result<Measurement> {
    let mut options = EvaluateOptions::default();
    options.skip_empty = arguments.skip_empty;
    options.worst = arguments.worst;
    options.words = if arguments.wcxb_words { WordRule::Plain } else { WordRule::Counted };
    // The small files come first: a mistake in them should not surface after a long measurement.
    let (against, peers) = read_others(arguments, options)?;
    let clean = cleaner(arguments)?;
    let report = match &arguments.predictions {
        Some(path) => write_predictions(path, arguments, &clean, options)?,
        None => evaluate(&arguments.gold, &clean, options)?,
    };
    if let Some(folder) = &arguments.worst_pages {
        write_worst_pages(folder, &arguments.gold, &report, &clean)?;
    }
    let comparison = against.map(|against| compare(&report, &against));
    Ok(Measurement { report, comparison, peers })
}

fn cleaner(arguments: &EvalArguments) -> Result<Box<Cleaner>> {
    if let Some(path) = &arguments.score {
        let predictions = Predictions::read(path)?;
        return Ok(Box::new(move |page| predictions.get(&page.id)));
    }
    // Each page is cleaned by the model that has seen neither the page nor its site.
    let extractors: Vec<Extractor> = match &arguments.folds {
        Some(folder) => fold_models(folder)?.into_iter().map(|model| extractor([model.into()])).collect(),
        None => vec![extractor(read_models(&arguments.model)?)],
    };
    let extractors = Extractors(extractors);
    let profiles = match arguments.sites {
        Sites::Auto => learn_sites(&arguments.gold, &extractors)?,
        _ => HashMap::new(),
    };
    Ok(Box::new(move |page| {
        let profile = site(page).and_then(|site| profiles.get(&site));
        let context = page.context().site(profile).site_key(page_key(&page.id));
        let article = extractors.of(page).extract(page.content.as_str().as_bytes(), &context);
        Prediction::from_article(article)
    }))
}

/// An extractor for all pages, or one for each fold.
struct Extractors(Vec<Extractor>);

impl Extractors {
    fn of(&self, page: &GoldPage) -> &Extractor {
        &self.0[if self.0.len() > 1 { fold_of(page) } else { 0 }]
    }
}

/// Learns the profiles of the sites of gold sets.
fn learn_sites(sets: &[PathBuf], extractors: &Extractors) -> Result<HashMap<String, Arc<SiteIndex>>> {
    let mut profiles: HashMap<String, SiteProfile> = HashMap::new();
    let learn = |page: GoldPage| {
        let article = extractors.of(&page).extract(page.content.as_str().as_bytes(), &page.context());
        Some((site(&page)?, page_key(&page.id), SitePage::new(&article)?))
    };
    for set in sets {
        map_gold_pages(set, &learn, &mut |learned| {
            if let Some((site, key, page)) = learned {
                profiles.entry(site).or_default().add(key, page);
            }
            Ok(())
        })?;
    }
    Ok(profiles.into_iter().map(|(site, profile)| (site, Arc::new(SiteIndex::new(&profile)))).collect())
}

/// The site of a page, as the gold has it, or else by its URL.
fn site(page: &GoldPage) -> Option<String> {
    page.site.clone().or_else(|| site_of(page.url.as_deref()?))
}

fn extractor(models: impl IntoIterator<Item = Arc<Model>>) -> Extractor {
    models.into_iter().fold(Extractor::builder(), ExtractorBuilder::model).build()
}

/// Lists all features with their descriptions.
fn list_features(out: &mut impl Write) -> io::Result<()> {
    let lists = [PageForm::Html, PageForm::Text].into_iter().flat_map(|form| {
        [
            (form, "a block", form.features().to_vec()),
            (form, "a page for its type", form.type_features()),
            (form, "a page for the confidence", form.outcome_features()),
        ]
    });
    let titles = (PageForm::Text, "a candidate for the title", title_features());
    for (form, of, features) in lists.chain([titles]) {
        writeln!(out, "{form}: features of {of}")?;
        for feature in features {
            writeln!(out, "  {:<28}{}", feature.name, feature.about)?;
        }
    }
    out.flush()
}

fn write_predictions(
    path: &Path,
    arguments: &EvalArguments,
    clean: &Cleaner,
    options: EvaluateOptions,
) -> Result<Report> {
    let file = File::create(path).with_context(|| path.display().to_string())?;
    let mut file = BufWriter::new(file);
    let report = evaluate_each(&arguments.gold, &clean, options, &mut |id, prediction| {
        writeln!(file, "{}", prediction.to_line(id)?)
    })?;
    file.flush().with_context(|| path.display().to_string())?;
    Ok(report)
}

/// The reports to compare with and to show next to dechaff's.
fn read_others(arguments: &EvalArguments, options: EvaluateOptions) -> Result<(Option<Report>, Peers)> {
    let mut options = options;
    options.worst = 0;
    let against = arguments
        .against
        .as_deref()
        .map(|path| report_of_file(path, &arguments.gold, options))
        .transpose()?;
    let mut peers = Peers::default();
    for (index, (name, path)) in arguments.peer.iter().enumerate() {
        let first = arguments.peer[..index].iter().all(|(other, _)| other != name);
        ensure!(first, "--peer {name}: two peers have this name");
        let report = match path.is_dir() {
            true => report_of_folder(name, path, &arguments.gold, options)?,
            false => report_of_file(path, &arguments.gold, options)?,
        };
        peers.add(name, report);
    }
    Ok((against, peers))
}

/// The report of a file of predictions, on the sets that it has pages of. The other sets were not tried.
fn report_of_file(path: &Path, gold: &[PathBuf], options: EvaluateOptions) -> Result<Report> {
    let predictions = Predictions::read(path)?;
    let mut report = evaluate(gold, &|page| predictions.get(&page.id), options)?;
    report.sets.retain(|set| set.pages.iter().any(|page| predictions.contains(&page.id)));
    ensure!(!report.sets.is_empty(), "{}: has no page of the gold sets", path.display());
    Ok(report)
}

/// The report of a folder that has a file of predictions for each set, or for some of them.
fn report_of_folder(name: &str, folder: &Path, gold: &[PathBuf], options: EvaluateOptions) -> Result<Report> {
    let mut report = Report::default();
    for set in gold {
        let plain = folder.join(format!("{}.{name}.jsonl", set_name(set)));
        let packed = plain.with_extension("jsonl.zst");
        if let Some(file) = [plain, packed].iter().find(|file| file.exists()) {
            report.sets.extend(report_of_file(file, std::slice::from_ref(set), options)?.sets);
        }
    }
    ensure!(!report.sets.is_empty(), "{}: has no SET.{name}.jsonl of the gold sets", folder.display());
    Ok(report)
}

impl Measurement {
    fn to_table(&self, arguments: &EvalArguments) -> String {
        let mut table = self.report.to_table();
        if !self.peers.is_empty() {
            let name = arguments.score.as_deref().map_or_else(|| "dechaff".to_owned(), set_name);
            table.push('\n');
            table.push_str(&self.peers.to_table(&name, &self.report));
        }
        if let Some(comparison) = &self.comparison {
            table.push('\n');
            table.push_str(&comparison.to_table());
        }
        table
    }

    /// The report's JSON object, with `peers` and `comparison` if they were requested.
    fn to_json(&self) -> Value {
        let mut json = self.report.to_json();
        if !self.peers.is_empty() {
            json["peers"] = self.peers.to_json(&self.report);
        }
        if let Some(comparison) = &self.comparison {
            json["comparison"] = comparison.to_json();
        }
        json
    }
}
