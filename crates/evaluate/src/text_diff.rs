//! The differences of two texts, by words.

use std::fmt::Write;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::scores::words::{WordRule, is_space};

/// Bytes of a text that are compared. Few articles are longer, and the time of a comparison grows with the length.
pub const MAX_DIFF_BYTES: usize = 100_000;
/// Least length of a run of equal words between differences. Shorter runs ("of the") match by chance, and would cut
/// both texts into small pieces.
const LEAST_RUN: usize = 3;

/// The longest prefix of a text that has at most `bytes` bytes.
pub(crate) fn prefix(text: &str, bytes: usize) -> &str {
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
    first: Range<usize>,
    second: Range<usize>,
}

fn diff_runs(first: &DiffText<'_>, second: &DiffText<'_>) -> Vec<DiffRun> {
    // Myers' algorithm in its bounded form cuts a text into pieces if a teaser repeats its beginning. The histogram
    // algorithm is anchored at rare words, and is not slower.
    let ops = capture_diff_slices(Algorithm::Histogram, &first.words, &second.words);
    let last = ops.len().saturating_sub(1);
    let mut runs: Vec<DiffRun> = Vec::new();
    for (index, op) in ops.iter().enumerate() {
        let (first_words, second_words) = (op.old_range(), op.new_range());
        let chance = index > 0
            && index < last
            && first_words.len() < LEAST_RUN
            && !(first.are_whole_lines(&first_words) && second.are_whole_lines(&second_words));
        let same = matches!(op, DiffOp::Equal { .. }) && !chance;
        match runs.last_mut() {
            Some(run) if run.same == same => {
                run.first.end = first_words.end;
                run.second.end = second_words.end;
            }
            _ => runs.push(DiffRun { same, first: first_words, second: second_words }),
        }
    }
    runs
}

/// Appends the differences of two texts by words, with a line for each run of words and each line of the texts: `-` marks what
/// only the first has, `+` what only the second has, and a space what both have. Case, punctuation and line breaks don't count.
///
/// The first [`MAX_DIFF_BYTES`] of each text are compared.
pub fn write_diff(out: &mut String, first: &str, second: &str) {
    let [first, second] = [first, second].map(|text| DiffText::new(prefix(text, MAX_DIFF_BYTES)));
    let mut push = |mark: char, text: &str| {
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let _ = writeln!(out, "{mark} {line}");
        }
    };
    for run in diff_runs(&first, &second) {
        if run.same {
            push(' ', first.slice(&run.first));
        } else {
            push('-', first.slice(&run.first));
            push('+', second.slice(&run.second));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(first: &str, second: &str, expected: &str) {
        let mut diff = String::new();
        write_diff(&mut diff, first, second);
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

    proptest! {
        #[test]
        fn every_word_is_shown_once(first in "[a-d \n(.]{0,60}", second in "[a-d \n(.]{0,60}") {
            let mut diff = String::new();
            write_diff(&mut diff, &first, &second);
            for (text, mark) in [(&first, '-'), (&second, '+')] {
                let lines = diff.lines().filter(|line| line.starts_with([' ', mark]));
                let shown: String = lines.map(|line| format!("{}\n", &line[2..])).collect();
                prop_assert_eq!(DiffText::new(&shown).words, DiffText::new(text).words);
            }
        }
    }
}
