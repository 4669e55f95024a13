//! `dechaff eval`.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use anyhow::{Context, Result};
use dechaff_evaluate::words::WordRule;
use dechaff_evaluate::{
    Content, EvaluateOptions, Floors, GoldPage, Prediction, Predictions, Report, evaluate, evaluate_each,
};
use dechaff_extract::{Extractor, Facts, Form};

use crate::arguments::EvalArguments;
use crate::exit;

pub(crate) fn run(arguments: &EvalArguments) -> Result<u8> {
    let floors = arguments.floors.as_deref().map(Floors::read).transpose()?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(arguments.jobs).build()?;
    let report = pool.install(|| measure(arguments))?;
    let mut out = io::stdout().lock();
    if arguments.json {
        writeln!(out, "{:#}", report.to_json())?;
    } else {
        out.write_all(report.to_table().as_bytes())?;
    }
    out.flush()?;
    let misses = floors.map(|floors| report.check(&floors)).unwrap_or_default();
    for miss in &misses {
        writeln!(io::stderr(), "dechaff: {miss}")?;
    }
    Ok(if misses.is_empty() { exit::DONE } else { exit::DAMAGED })
}

fn measure(arguments: &EvalArguments) -> Result<Report> {
    let options = EvaluateOptions {
        skip_empty: arguments.skip_empty,
        worst: arguments.worst,
        words: if arguments.wcxb_words { WordRule::Plain } else { WordRule::Counted },
    };
    if let Some(path) = &arguments.score {
        let predictions = Predictions::read(path)?;
        return Ok(evaluate(&arguments.gold, &|page| predictions.get(&page.id), options)?);
    }
    let extractor = Extractor::default();
    let clean = |page: &GoldPage| predict(&extractor, page);
    let Some(path) = &arguments.predictions else {
        return Ok(evaluate(&arguments.gold, &clean, options)?);
    };
    let file = File::create(path).with_context(|| path.display().to_string())?;
    let mut file = BufWriter::new(file);
    let report = evaluate_each(&arguments.gold, &clean, options, &mut |id, prediction| {
        writeln!(file, "{}", prediction.to_line(id)?)
    })?;
    file.flush().with_context(|| path.display().to_string())?;
    Ok(report)
}

fn predict(extractor: &Extractor, page: &GoldPage) -> Prediction {
    let form = match page.content {
        Content::Html(_) => Form::Html,
        Content::Text(_) => Form::Text,
    };
    let facts = Facts { form, url: page.url.as_deref(), charset: Some("utf-8"), ..Facts::default() };
    let article = extractor.extract(page.content.as_str().as_bytes(), &facts);
    Prediction {
        text: Some(article.text),
        title: article.metadata.title.map(|t| t.value),
        authors: article.metadata.authors.map(|a| a.value).unwrap_or_default(),
        date: article.metadata.published.map(|p| p.value),
        page_type: Some(article.page_type.as_str().to_owned()),
        confidence: Some(article.confidence),
    }
}
