//! The worst pages, written out so that people can read what went wrong.

use std::fmt::Write;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Report;
use super::page_figures::PageScore;
use crate::error::EvaluateError;
use crate::gold::{GoldPage, GoldReader, set_name};
use crate::predictions::Prediction;
use crate::scores::words::{WordRule, is_space};

/// Bytes of a text that are compared and shown. Few articles are longer, and the time of a comparison grows with the
/// length.
const SHOWN_BYTES: usize = 100_000;
/// Least length of a run of equal words between differences. Shorter runs ("of the") match by chance, and would cut
/// both texts into small pieces.
const LEAST_RUN: usize = 3;
/// Bytes of a file name. File systems allow 255.
const NAME_BYTES: usize = 200;

/// Writes each of the report's worst pages to `folder/SET/ID.txt`.
///
/// A file has the page's figures and URL, then gold and prediction as a diff by words, with a line for each run of
/// words and each line of the texts: `-` marks what is missing, `+` what is surplus, and a space what both have.
///
/// The pages are read and cleaned again by `clean`, which must be the same cleaner that the report was made with. The
/// first 100,000 bytes of each text are compared. Characters of an id that file names cannot have are written as
/// `%XX`.
///
/// # Errors
///
/// Returns an error that names the gold set that cannot be read or the file that cannot be written.
pub fn write_worst_pages(
    folder: &Path,
    paths: &[PathBuf],
    report: &Report,
    clean: &dyn Fn(&GoldPage) -> Prediction,
) -> Result<(), EvaluateError> {
    for path in paths {
        let name = set_name(path);
        let Some(set) = report.set(&name).filter(|set| !set.worst.is_empty()) else { continue };
        let folder = folder.join(file_name(&name, 0));
        fs::create_dir_all(&folder)
            .map_err(|source| EvaluateError::Write { path: folder.clone(), source })?;
        for page in GoldReader::open(path)? {
            let page = page?;
            let Some(index) = set.worst.iter().position(|score| score.id == page.id) else { continue };
            let path = folder.join(format!("{}.txt", file_name(&page.id, index + 1)));
            fs::write(&path, describe(&page, &clean(&page), &set.worst[index]))
                .map_err(|source| EvaluateError::Write { path, source })?;
        }
    }
    Ok(())
}

/// A file name for an id. `number` distinguishes names that had to be cut.
fn file_name(id: &str, number: usize) -> String {
    let mut name = String::new();
    for c in id.chars() {
        let plain = c.is_alphanumeric() || matches!(c, '-' | '_') || (c == '.' && !name.is_empty());
        if plain {
            name.push(c);
        } else {
            let mut bytes = [0; 4];
            // Writing to a string cannot fail.
            c.encode_utf8(&mut bytes).bytes().for_each(|byte| _ = write!(name, "%{byte:02X}"));
        }
    }
    if name.len() > NAME_BYTES {
        let kept = prefix(&name, NAME_BYTES).len();
        name.truncate(kept);
        let _ = write!(name, "~{number}");
    }
    if name.is_empty() { "%".to_owned() } else { name }
}

fn describe(page: &GoldPage, prediction: &Prediction, score: &PageScore) -> String {
    let mut out = String::new();
    let mut line = |name: &str, value: &str| _ = writeln!(out, "{name:<11}{value}");
    line("page", &page.id);
    line("url", page.url.as_deref().unwrap_or("-"));
    line("site", page.site.as_deref().unwrap_or("-"));
    line("type", page.page_type.as_deref().unwrap_or("-"));
    if let Some(page_type) = &prediction.page_type {
        line("predicted", page_type);
    }
    line("f1", &format!("{:.4}", score.f1));
    line("precision", &format!("{:.4} of {} predicted words", score.precision, score.predicted_words));
    line("recall", &format!("{:.4} of {} words of the gold", score.recall, score.gold_words));
    if let Some(confidence) = prediction.confidence {
        line("confidence", &format!("{confidence:.3}"));
    }
    out.push_str(
        "\n- missing: in the gold only; + surplus: in the prediction only; without a mark: in both\n\n",
    );
    let gold = page.gold.text.as_deref().unwrap_or_default();
    let predicted = prediction.text.as_deref().unwrap_or_default();
    push_diff(&mut out, prefix(gold, SHOWN_BYTES), prefix(predicted, SHOWN_BYTES));
    if gold.len().max(predicted.len()) > SHOWN_BYTES {
        let _ = writeln!(
            out,
            "\nOnly the first {SHOWN_BYTES} bytes of each text were compared; gold has {}, the prediction {}.",
            gold.len(),
            predicted.len()
        );
    }
    out
}

/// The longest prefix of a text that has at most `bytes` bytes.
fn prefix(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// A text and its words.
struct DiffText<'a> {
    text: &'a str,
    words: Vec<String>,
    /// The byte at which each word begins, including quotes and brackets before it; 0 for the first word.
    starts: Vec<usize>,
    /// Whether each word is the first of its line.
    starts_line: Vec<bool>,
}

impl<'a> DiffText<'a> {
    fn new(text: &'a str) -> Self {
        let mut diff_text = Self { text, words: Vec::new(), starts: Vec::new(), starts_line: Vec::new() };
        let mut end = 0;
        for word in WordRule::Counted.pattern().find_iter(text) {
            let gap = &text[end..word.start()];
            let start =
                if end == 0 { 0 } else { gap.rfind(is_space).map_or(word.start(), |space| end + space) };
            diff_text.starts_line.push(end == 0 || gap.contains('\n'));
            diff_text.starts.push(start);
            diff_text.words.push(word.as_str().to_lowercase());
            end = word.end();
        }
        diff_text
    }

    fn slice(&self, words: &Range<usize>) -> &'a str {
        let start = |word: usize| self.starts.get(word).copied().unwrap_or(self.text.len());
        if words.is_empty() { "" } else { &self.text[start(words.start)..start(words.end)] }
    }

    fn are_whole_lines(&self, words: &Range<usize>) -> bool {
        let begins = |word: usize| self.starts_line.get(word).is_none_or(|starts| *starts);
        begins(words.start) && begins(words.end)
    }
}

/// A run of words that both texts have, or in which they differ.
struct DiffRun {
    same: bool,
    gold: Range<usize>,
    predicted: Range<usize>,
}

fn diff_runs(gold: &DiffText<'_>, predicted: &DiffText<'_>) -> Vec<DiffRun> {
    // Myers' algorithm in its bounded form cuts a text into pieces if a teaser repeats its beginning. The histogram
    // algorithm is anchored at rare words, and is not slower.
    let ops = capture_diff_slices(Algorithm::Histogram, &gold.words, &predicted.words);
    let last = ops.len().saturating_sub(1);
    let mut runs: Vec<DiffRun> = Vec::new();
    for (index, op) in ops.iter().enumerate() {
        let (gold_words, predicted_words) = (op.old_range(), op.new_range());
        let chance = index > 0
            && index < last
            && gold_words.len() < LEAST_RUN
            && !(gold.are_whole_lines(&gold_words) && predicted.are_whole_lines(&predicted_words));
        let same = matches!(op, DiffOp::Equal { .. }) && !chance;
        match runs.last_mut() {
            Some(run) if run.same == same => {
                run.gold.end = gold_words.end;
                run.predicted.end = predicted_words.end;
            }
            _ => runs.push(DiffRun { same, gold: gold_words, predicted: predicted_words }),
        }
    }
    runs
}

fn push_diff(out: &mut String, gold: &str, predicted: &str) {
    let (gold, predicted) = (DiffText::new(gold), DiffText::new(predicted));
    let mut push = |mark: char, text: &str| {
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let _ = writeln!(out, "{mark} {line}");
        }
    };
    for run in diff_runs(&gold, &predicted) {
        if run.same {
            push(' ', gold.slice(&run.gold));
        } else {
            push('-', gold.slice(&run.gold));
            push('+', predicted.slice(&run.predicted));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(gold: &str, predicted: &str, expected: &str) {
        let mut diff = String::new();
        push_diff(&mut diff, gold, predicted);
        assert_eq!(diff, expected, "\n{diff}");
    }

    #[test]
    fn missing_and_surplus_words_are_marked() {
        check(
            "The bridge opens on Friday.\n\nFerries took its place.",
            "Home | Contact\nThe bridge opens on Friday.\nFerries took its place.\nMost read",
            "+ Home | Contact\n  The bridge opens on Friday.\n  Ferries took its place.\n+ Most read\n",
        );
        check("One story.", "", "- One story.\n");
        check("", "", "");
    }

    #[test]
    fn line_breaks_case_and_punctuation_do_not_count() {
        check(
            "The bridge opens\non Friday, they say.",
            "THE BRIDGE opens on Friday – they say",
            "  The bridge opens\n  on Friday, they say.\n",
        );
    }

    #[test]
    fn lines_are_split_where_words_differ() {
        check(
            "The old bridge opens on (Friday) after two long years.",
            "The old bridge opens on Monday after two long years.",
            "  The old bridge opens on\n- (Friday)\n+ Monday\n  after two long years.\n",
        );
    }

    #[test]
    fn short_matches_by_chance_are_ignored() {
        check(
            "Rain fell in the hills",
            "Sign up in the app",
            "- Rain fell in the hills\n+ Sign up in the app\n",
        );
        check(
            "Rain fell\nFerries\nSnow fell",
            "Sign up\nFerries\nLog in",
            "- Rain fell\n+ Sign up\n  Ferries\n- Snow fell\n+ Log in\n",
        );
    }

    #[test]
    fn file_names_are_safe() {
        for (id, name) in [
            ("wcxb-0565", "wcxb-0565"),
            ("../a b", "%2E.%2Fa%20b"),
            ("https://a.example/é?x", "https%3A%2F%2Fa.example%2Fé%3Fx"),
            ("", "%"),
            ("..", "%2E."),
        ] {
            assert_eq!(file_name(id, 1), name);
        }
        let long = "é".repeat(400);
        assert_ne!(file_name(&long, 1), file_name(&long, 2));
        assert!(file_name(&long, 1).len() < 250);
    }

    proptest! {
        #[test]
        fn every_word_is_shown_once(gold in "[a-d \n(.]{0,60}", predicted in "[a-d \n(.]{0,60}") {
            let mut diff = String::new();
            push_diff(&mut diff, &gold, &predicted);
            for (text, mark) in [(&gold, '-'), (&predicted, '+')] {
                let lines = diff.lines().filter(|line| line.starts_with([' ', mark]));
                let shown: String = lines.map(|line| format!("{}\n", &line[2..])).collect();
                prop_assert_eq!(DiffText::new(&shown).words, DiffText::new(text).words);
            }
        }
    }
}
