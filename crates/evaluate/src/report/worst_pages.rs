//! The worst pages, written out so that people can read what went wrong.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use super::Report;
use super::page_figures::PageScore;
use crate::error::EvaluateError;
use crate::gold::{GoldPage, GoldReader, set_name};
use crate::predictions::Prediction;
use crate::text_diff::{MAX_DIFF_BYTES, prefix, write_diff};

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
    write_diff(&mut out, gold, predicted);
    if gold.len().max(predicted.len()) > MAX_DIFF_BYTES {
        let _ = writeln!(
            out,
            "\nOnly the first {MAX_DIFF_BYTES} bytes of each text were compared; gold has {}, the prediction {}.",
            gold.len(),
            predicted.len()
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
