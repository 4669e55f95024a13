//! `dechaff explain`.

use std::io::{self, Write};

use anyhow::Result;
use dechaff_extract::block::{Block, BlockKind};
use dechaff_extract::{Article, Metadata, Sourced, Verdict};
use dechaff_pipeline::{Config, Explanation, explain};

use crate::arguments::ExplainArguments;
use crate::{clean, exit};

pub(crate) fn run(arguments: &ExplainArguments) -> Result<u8> {
    let mut config = Config::new([arguments.page.clone()]);
    clean::read_options(&arguments.input, &mut config);
    let explanation = explain(config, arguments.record, arguments.url.as_deref())?;
    let mut out = anstream::AutoStream::auto(io::stdout()).lock();
    show(&explanation, arguments.kept, &mut out)?;
    out.flush()?;
    Ok(exit::DONE)
}

fn show(explanation: &Explanation, kept_only: bool, out: &mut impl Write) -> io::Result<()> {
    let origin = &explanation.origin;
    writeln!(out, "{BOLD}{} record {} offset {}{BOLD:#}", origin.file, origin.record, origin.offset)?;
    match &explanation.fate {
        Ok(()) => writeln!(out, "{GREEN}kept{GREEN:#}")?,
        Err((reason, detail)) => {
            writeln!(out, "{RED}rejected: {reason}{RED:#} {}", detail.as_deref().unwrap_or(""))?;
        }
    }
    let Some(article) = &explanation.article else { return Ok(()) };
    writeln!(
        out,
        "{} words, confidence {:.2}, {}, {}, charset {} ({})\n",
        article.words,
        article.confidence,
        article.page_type.as_str(),
        article.language.map_or("language unknown".to_owned(), |l| format!("{} {:.2}", l.tag, l.score)),
        article.charset.name,
        article.charset.source.as_str()
    )?;
    metadata(&article.metadata, out)?;
    writeln!(out)?;
    blocks(article, kept_only, out)
}

use anstyle::{AnsiColor, Style};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GREEN: Style = AnsiColor::Green.on_default();
const RED: Style = AnsiColor::Red.on_default();

fn metadata(metadata: &Metadata, out: &mut impl Write) -> io::Result<()> {
    let one =
        |field: &Option<Sourced<String>>| field.as_ref().map(|f| (f.value.clone(), f.source.to_string()));
    let many = |field: &Option<Sourced<Vec<String>>>| {
        field.as_ref().map(|f| (f.value.join("; "), f.source.to_string()))
    };
    let fields = [
        ("title", one(&metadata.title)),
        ("authors", many(&metadata.authors)),
        ("published", one(&metadata.published)),
        ("modified", one(&metadata.modified)),
        ("site_name", one(&metadata.site_name)),
        ("description", one(&metadata.description)),
        ("language", one(&metadata.language)),
        ("section", one(&metadata.section)),
        ("tags", many(&metadata.tags)),
        ("image", one(&metadata.image)),
        ("canonical_url", one(&metadata.canonical_url)),
        ("license", one(&metadata.license)),
        ("page_type", one(&metadata.page_type)),
        ("paywalled", metadata.paywalled.as_ref().map(|p| (p.value.to_string(), p.source.to_string()))),
    ];
    for (name, field) in fields {
        match field {
            Some((value, source)) => {
                writeln!(out, "{name:<14}{}  {DIM}{source}{DIM:#}", shorten(&value, 90))?
            }
            None => writeln!(out, "{DIM}{name:<14}-{DIM:#}")?,
        }
    }
    Ok(())
}

fn blocks(article: &Article, kept_only: bool, out: &mut impl Write) -> io::Result<()> {
    for (block, verdict) in article.document.blocks().iter().zip(&article.verdicts) {
        if kept_only && !verdict.is_kept() {
            continue;
        }
        line(block, verdict, &shorten(article.document.block_text(block), 100), out)?;
    }
    Ok(())
}

fn line(block: &Block, verdict: &Verdict, text: &str, out: &mut impl Write) -> io::Result<()> {
    let (sign, style) = if verdict.is_kept() { ('+', GREEN) } else { ('-', RED) };
    writeln!(
        out,
        "{style}{sign} {:<13}{:.2}{style:#} {:<6} {text}\n    {DIM}{}; {} words, {} in links{DIM:#}",
        verdict.label.as_str(),
        verdict.score,
        kind(block),
        verdict.reason,
        block.words,
        block.link_words
    )
}

fn kind(block: &Block) -> String {
    match block.kind {
        BlockKind::Paragraph => "p".to_owned(),
        BlockKind::Heading(level) => format!("h{level}"),
        BlockKind::ListItem { level, number: None } => format!("li{level}"),
        BlockKind::ListItem { number: Some(number), .. } => format!("{number}."),
        BlockKind::Term => "dt".to_owned(),
        BlockKind::Code => "pre".to_owned(),
        BlockKind::Cell { header: true, .. } => "th".to_owned(),
        BlockKind::Cell { .. } => "td".to_owned(),
        BlockKind::Caption => "cap".to_owned(),
        BlockKind::Control => "ctl".to_owned(),
    }
}

/// One line of at most so many characters; control characters never reach the terminal.
pub(crate) fn shorten(text: &str, most: usize) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match clean.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &clean[..at]),
        None => clean,
    }
}
