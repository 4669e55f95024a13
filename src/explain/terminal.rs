//! Prints an explanation to the terminal: a line for each metadata field and value, and two or three per block.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use dechaff_extract::document::{Block, BlockKind};
use dechaff_extract::{Argument, Article, Metadata, UnusedValue, Verdict};
use dechaff_pipeline::Explanation;

use crate::explain::arguments::{number, strongest};
use crate::explain::metadata_fields::{MetadataField, metadata_fields, unused};
use crate::text::shorten;

/// Number of arguments shown for each side. More would not fit on a line.
const ARGUMENTS_SHOWN: usize = 3;

/// Number of values of a metadata field shown besides the one that was used.
const UNUSED_SHOWN: usize = 5;

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const GREEN: Style = AnsiColor::Green.on_default();
pub(super) const RED: Style = AnsiColor::Red.on_default();

/// Prints an explanation. With `kept_only`, dropped blocks are left out.
pub(crate) fn show(explanation: &Explanation, kept_only: bool, out: &mut impl Write) -> io::Result<()> {
    let origin = &explanation.origin;
    writeln!(out, "{BOLD}{} record {} offset {}{BOLD:#}", origin.file, origin.record, origin.offset)?;
    match &explanation.fate {
        Ok(()) => writeln!(out, "{GREEN}kept{GREEN:#}")?,
        Err(rejection) => {
            let detail = rejection.detail.as_deref().unwrap_or("");
            writeln!(out, "{RED}rejected: {}{RED:#} {detail}", rejection.reason)?;
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
    if let Some(source) = &article.from_data {
        writeln!(
            out,
            "{BOLD}the text is from data in a script{BOLD:#}: {} {}\n",
            source.form.as_str(),
            source.path
        )?;
    }
    show_metadata(&article.metadata, out)?;
    writeln!(out)?;
    show_blocks(article, &explanation.arguments, kept_only, out)
}

fn show_metadata(metadata: &Metadata, out: &mut impl Write) -> io::Result<()> {
    for MetadataField { name, value } in metadata_fields(metadata) {
        match value {
            Some((value, source)) => {
                writeln!(out, "{name:<14}{}  {DIM}{source}{DIM:#}", shorten(&value, 90))?
            }
            None => writeln!(out, "{DIM}{name:<14}-{DIM:#}")?,
        }
        show_unused(unused(metadata, name), out)?;
    }
    Ok(())
}

/// Prints the values of a field that were not used, below the one that was: value, source and reason.
fn show_unused(unused: &[UnusedValue], out: &mut impl Write) -> io::Result<()> {
    for value in unused.iter().take(UNUSED_SHOWN) {
        let UnusedValue { value, source, reason, .. } = value;
        writeln!(out, "{DIM}{:<16}{}  {source}: {reason}{DIM:#}", "", shorten(value, 70))?;
    }
    match unused.len().saturating_sub(UNUSED_SHOWN) {
        0 => Ok(()),
        more => writeln!(out, "{DIM}{:<16}and {more} more{DIM:#}", ""),
    }
}

fn show_blocks(
    article: &Article,
    arguments: &[Vec<Argument>],
    kept_only: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    for (index, (block, verdict)) in article.document.blocks().iter().zip(&article.verdicts).enumerate() {
        if kept_only && !verdict.is_kept() {
            continue;
        }
        show_block(block, verdict, &shorten(article.document.block_text(block), 100), out)?;
        if let Some(arguments) = arguments.get(index).filter(|a| !a.is_empty()) {
            writeln!(out, "    {DIM}{}{DIM:#}", summarize(arguments))?;
        }
    }
    Ok(())
}

/// Summarizes the strongest arguments for and against a block in one line: feature, value, weight.
fn summarize(arguments: &[Argument]) -> String {
    let (arguing_for, against) = strongest(arguments, ARGUMENTS_SHOWN);
    let side = |name: &str, arguments: &[&Argument]| {
        let list: Vec<String> = arguments
            .iter()
            .map(|a| format!("{} {} ({:+.2})", a.feature, number(a.value), a.weight))
            .collect();
        (!list.is_empty()).then(|| format!("{name} {}", list.join(", ")))
    };
    let sides = [side("for:", &arguing_for), side("against:", &against)];
    sides.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn show_block(block: &Block, verdict: &Verdict, text: &str, out: &mut impl Write) -> io::Result<()> {
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
        other => other.as_str().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use dechaff_extract::Argument;

    use super::*;

    #[test]
    fn arguments_are_summarized_in_one_line_strongest_first() {
        let argument = |feature, value, weight| Argument { feature, value, weight };
        let arguments = [
            argument("commas", 2.0, 0.2),
            argument("words", 41.0, 1.25),
            argument("depth", 3.0, 0.0),
            argument("link_density", 0.333, -0.5),
            argument("stop_words", 0.5, 0.75),
            argument("terminated", 1.0, 0.3),
        ];
        assert_eq!(
            summarize(&arguments),
            "for: words 41 (+1.25), stop_words 0.50 (+0.75), terminated 1 (+0.30); against: link_density 0.33 (-0.50)"
        );
        assert_eq!(summarize(&arguments[3..4]), "against: link_density 0.33 (-0.50)");
        assert_eq!(summarize(&arguments[2..3]), "");
    }
}
