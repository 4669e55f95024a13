//! The owner of a site in a copyright line.

use std::sync::LazyLock;

use crate::lexicon;
use crate::metadata::word_lists;

use super::MAX_LINE;

/// Bytes and words of an owner's name.
const BYTES_OF_NAME: std::ops::RangeInclusive<usize> = 2..=60;
const MAX_WORDS_OF_NAME: usize = 8;

/// A line without one of these marks is not a copyright line.
static MARKS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| word_lists::entries(lexicon::PAGE_LABELS, "copyright-marks").collect());

/// What copyright lines contain besides the owner's name, in the order of removal.
static NOISE: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| word_lists::entries(lexicon::PAGE_LABELS, "copyright-noise").collect());

/// The owner that a copyright line names, or `None` if the line is not one or names nobody.
pub(super) fn owner(line: &str) -> Option<String> {
    if line.len() > MAX_LINE || !MARKS.iter().any(|mark| line.contains(mark)) {
        return None;
    }
    let lower = line.to_lowercase();
    let at = lower.find('©').or_else(|| lower.find("copyright")).or_else(|| lower.find("(c)"))?;
    // Lower case may change lengths, so the position may be outside the line or inside a character.
    let rest = line.get(at..)?;
    let name = without_years(&without_noise(rest)?);
    let name = name.split(['|', '•', '·']).next().unwrap_or("");
    let name = name.split(". ").next().unwrap_or("");
    let name = name.strip_prefix("by ").or_else(|| name.strip_prefix("By ")).unwrap_or(name);
    let name =
        name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | '-' | '–' | ':' | ';'));
    let is_name = BYTES_OF_NAME.contains(&name.len())
        && name.split(' ').count() <= MAX_WORDS_OF_NAME
        && name.chars().any(char::is_alphabetic);
    is_name.then(|| name.to_owned())
}

/// A copyright line without its marks and phrases; `None` if the position of one is unknown, because lower case changed
/// lengths.
fn without_noise(line: &str) -> Option<String> {
    let mut name = line.to_owned();
    for noise in NOISE.iter() {
        while let Some(at) = name.to_lowercase().find(noise) {
            name.get(at..at + noise.len())?;
            name.replace_range(at..at + noise.len(), " ");
        }
    }
    Some(name)
}

/// A text without years and spans of years, its words separated by single spaces.
fn without_years(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| {
        let year = word.trim_matches(|c: char| !c.is_alphanumeric());
        !(year.is_empty() || year.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '–')))
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners() {
        for (line, expected) in [
            ("© 2024 Example Media Ltd. All rights reserved.", Some("Example Media Ltd")),
            ("Copyright © All Rights Reserved. The Example Post.", Some("The Example Post")),
            ("Copyright 2019-2024 by Example", Some("Example")),
            ("© 2024", None),
            ("No rights here", None),
        ] {
            assert_eq!(owner(line).as_deref(), expected, "{line}");
        }
    }
}
