//! Prints how two pages compare: whether they are copies, why, and where they differ.

use std::io::{self, Write};

use dechaff_evaluate::write_diff;
use dechaff_pipeline::{Contained, DifferenceReason, Explanation, FactCounts, PairExplanation, Verdict};

use crate::explain::terminal::{BOLD, DIM, GREEN, RED};
use crate::text::shorten;

/// Characters of a line of the differences that are shown.
const SHOWN_CHARACTERS: usize = 400;

/// Prints how two pages compare.
pub(super) fn show(first: &Explanation, second: &Explanation, out: &mut impl Write) -> io::Result<()> {
    let pair = PairExplanation::new(first, second);
    for (name, page) in [("first", first), ("second", second)] {
        let title = shorten(page.record.title.as_deref().unwrap_or("no title"), 80);
        let origin = &page.origin;
        writeln!(
            out,
            "{BOLD}{name:<7}{BOLD:#}{} record {}: {title}, {} words",
            origin.file, origin.record, page.record.words
        )?;
        if let Err(rejection) = &page.fate {
            writeln!(out, "       {RED}rejected: {}{RED:#}, so a run does not compare it", rejection.reason)?;
        }
    }
    writeln!(out, "\n{BOLD}{}{BOLD:#}\n", verdict(&pair))?;
    show_figures(&pair, out)?;
    show_differences(&pair, out)
}

/// The result in one sentence.
fn verdict(pair: &PairExplanation) -> String {
    if pair.same_text {
        return "exact copies: the texts are the same".to_owned();
    }
    let thresholds = pair.thresholds;
    let why = match pair.comparison.verdict {
        Verdict::Same => {
            return "near copies: most of the shorter text is in the longer one, and no facts conflict"
                .to_owned();
        }
        Verdict::Different(DifferenceReason::TooShort) => {
            "texts of fewer than 40 words are compared as a whole".to_owned()
        }
        Verdict::Different(DifferenceReason::LengthRatio) => {
            format!(
                "the shorter text has less than {:.2} times the words of the longer one",
                thresholds.length
            )
        }
        Verdict::Different(DifferenceReason::TooLittleShared) => {
            "too little of the texts is shared".to_owned()
        }
        Verdict::Different(DifferenceReason::NumbersConflict) => {
            "there are other numbers between the same words".to_owned()
        }
        Verdict::Different(DifferenceReason::NamesConflict) => {
            "there are other names between the same words".to_owned()
        }
        _ => "they differ".to_owned(),
    };
    match pair.comparison.contained {
        Some(Contained::FirstInSecond) => {
            "no copies: the first text is a small part of the second one".to_owned()
        }
        Some(Contained::SecondInFirst) => {
            "no copies: the second text is a small part of the first one".to_owned()
        }
        None => format!("no copies: {why}"),
    }
}

fn show_figures(pair: &PairExplanation, out: &mut impl Write) -> io::Result<()> {
    let yes = |is: bool| if is { "yes" } else { "no" };
    let [a, b] = pair.tokens;
    let length = f64::from(a.min(b)) / f64::from(a.max(b).max(1));
    let (found, least) = (&pair.comparison, pair.thresholds);
    writeln!(out, "  same URL       {}", yes(pair.same_url))?;
    writeln!(out, "  same text      {}", yes(pair.same_text))?;
    writeln!(out, "  same site      {}", yes(pair.same_site))?;
    writeln!(out, "  words          {a} and {b}: {length:.2} (at least {:.2})", least.length)?;
    writeln!(
        out,
        "  shared         {:.2} of the shorter text (at least {:.2})",
        found.containment, least.containment
    )?;
    writeln!(out, "                 {:.2} of both (at least {:.2})", found.jaccard, least.jaccard)?;
    writeln!(out, "  numbers        {}", facts(found.numbers))?;
    writeln!(out, "  names          {}\n", facts(found.names))
}

fn facts(counts: FactCounts) -> String {
    if counts.shared() == 0 {
        return "none in the same places".to_owned();
    }
    format!(
        "{} agree, {} conflict ({} different pairs)",
        counts.agree, counts.conflict, counts.conflicting_pairs
    )
}

fn show_differences(pair: &PairExplanation, out: &mut impl Write) -> io::Result<()> {
    let [first, second] = &pair.texts;
    let mut diff = String::new();
    write_diff(&mut diff, first, second);
    for line in diff.lines() {
        let style = match line.as_bytes().first() {
            Some(b'-') => RED,
            Some(b'+') => GREEN,
            _ => DIM,
        };
        writeln!(out, "{style}{}{style:#}", shorten(line, SHOWN_CHARACTERS))?;
    }
    Ok(())
}
