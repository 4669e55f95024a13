//! Words of a text, and the comparison of two texts by their words.

use std::sync::LazyLock;

use regex::Regex;
use rustc_hash::FxHashMap;

/// The scripts that do not separate words by spaces: Thai and Lao; Burmese; Khmer; kana with iteration marks; Han.
const UNSPACED: &str = concat!(
    r"\x{0E00}-\x{0EFF}",
    r"\x{1000}-\x{109F}\x{A9E0}-\x{A9FF}\x{AA60}-\x{AA7F}",
    r"\x{1780}-\x{17FF}",
    r"\x{3005}-\x{3007}\x{3040}-\x{30FF}\x{31F0}-\x{31FF}\x{FF66}-\x{FF9F}",
    r"\x{3400}-\x{4DBF}\x{4E00}-\x{9FFF}\x{F900}-\x{FAFF}\x{20000}-\x{3FFFF}"
);

/// Letters, numbers and the underscore. Unlike in the regex crate's own `\w`, combining marks are not included: they
/// separate words, as in Python's `re`, which published figures are based on.
const WORD_CHARACTERS: &str = r"\p{L}\p{N}_";

/// What counts as a word. Texts are compared in lower case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WordRule {
    /// A run of letters, numbers and underscores. In the scripts that are written without spaces (Han, kana, Thai,
    /// Lao, Khmer, Burmese), every character is a word: otherwise a whole clause would be one word, and a single
    /// surplus character would make all of it wrong.
    #[default]
    Counted,
    /// A run of letters, numbers and underscores in every script, as in the WCXB benchmark.
    Plain,
}

impl WordRule {
    pub(crate) fn pattern(self) -> &'static Regex {
        static COUNTED: LazyLock<Regex> =
            LazyLock::new(|| compile(&format!("[{UNSPACED}]|[[{WORD_CHARACTERS}]--[{UNSPACED}]]+")));
        static PLAIN: LazyLock<Regex> = LazyLock::new(|| compile(&format!("[{WORD_CHARACTERS}]+")));
        match self {
            Self::Counted => &COUNTED,
            Self::Plain => &PLAIN,
        }
    }
}

/// The patterns are constants of this module, and a test compiles them.
#[allow(clippy::expect_used)]
fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a constant pattern")
}

/// How the words of a text agree with those of its gold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct WordScore {
    /// The share of the predicted words that are in the gold, 0 to 1.
    pub(crate) precision: f64,
    /// The share of the gold's words that were predicted, 0 to 1.
    pub(crate) recall: f64,
    /// The harmonic mean of precision and recall.
    pub(crate) f1: f64,
    /// The number of predicted words.
    pub(crate) predicted_words: u64,
    /// The number of words in the gold.
    pub(crate) gold_words: u64,
}

/// Compares the words of two texts as multisets: a word counts as often as it occurs in both.
///
/// If the gold has no words, a prediction without words scores 1 and any other prediction 0.
pub(crate) fn word_score(predicted: &str, gold: &str, rule: WordRule) -> WordScore {
    let (predicted, gold) = (predicted.to_lowercase(), gold.to_lowercase());
    // Counted up by the gold and down by the prediction.
    let mut unmatched: FxHashMap<&str, u64> = FxHashMap::default();
    let mut gold_words = 0;
    for word in rule.pattern().find_iter(&gold) {
        *unmatched.entry(word.as_str()).or_default() += 1;
        gold_words += 1;
    }
    let (mut predicted_words, mut overlap) = (0, 0);
    for word in rule.pattern().find_iter(&predicted) {
        predicted_words += 1;
        if let Some(count) = unmatched.get_mut(word.as_str()).filter(|count| **count > 0) {
            *count -= 1;
            overlap += 1;
        }
    }
    let (precision, recall, f1) = match (gold_words, predicted_words, overlap) {
        (0, 0, _) => (1.0, 1.0, 1.0),
        (_, _, 0) => (0.0, 0.0, 0.0),
        _ => {
            let precision = overlap as f64 / predicted_words as f64;
            let recall = overlap as f64 / gold_words as f64;
            (precision, recall, 2.0 * precision * recall / (precision + recall))
        }
    };
    WordScore { precision, recall, f1, predicted_words, gold_words }
}

/// Passes each word of a lower-case text to `each`.
pub(crate) fn each_word<'t>(lower: &'t str, rule: WordRule, mut each: impl FnMut(&'t str)) {
    rule.pattern().find_iter(lower).for_each(|word| each(word.as_str()));
}

/// White space as in Python's `str.split()`: Rust's, and the four separators of ASCII.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// Whether a text is empty or only white space.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

/// Replaces every run of white space by one space, and trims the ends.
pub(crate) fn fold_white_space(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split(is_space).filter(|word| !word.is_empty()) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words_of(text: &str, rule: WordRule) -> Vec<String> {
        let lower = text.to_lowercase();
        rule.pattern().find_iter(&lower).map(|m| m.as_str().to_owned()).collect()
    }

    #[test]
    fn words_are_runs_of_letters_numbers_and_underscores() {
        assert_eq!(
            words_of("Don't PANIC, snake_case 3½x²!", WordRule::Counted),
            ["don", "t", "panic", "snake_case", "3½x²"]
        );
    }

    #[test]
    fn marks_separate_words_and_final_sigma_is_kept() {
        // A vowel sign (Mc) and a virama (Mn) of Devanagari, and a combining acute.
        assert_eq!(words_of("हिन्दी", WordRule::Counted), ["ह", "न", "द"]);
        assert_eq!(words_of("cafe\u{301}s", WordRule::Counted), ["cafe", "s"]);
        assert_eq!(words_of("ΟΔΟΣ", WordRule::Counted), ["οδος"]);
    }

    #[test]
    fn characters_of_scripts_without_spaces_are_words() {
        assert_eq!(words_of("東京2024年", WordRule::Counted), ["東", "京", "2024", "年"]);
        assert_eq!(words_of("東京2024年", WordRule::Plain), ["東京2024年"]);
        assert_eq!(words_of("カー・ラ、한국어", WordRule::Counted), ["カ", "ー", "・", "ラ", "한국어"]);
    }

    #[test]
    fn words_overlap_as_multisets() {
        let score = word_score("the the cat", "the cat cat sat", WordRule::Counted);
        assert_eq!((score.predicted_words, score.gold_words), (3, 4));
        assert!((score.precision - 2.0 / 3.0).abs() < 1e-12);
        assert!((score.recall - 0.5).abs() < 1e-12);
        assert!((score.f1 - 4.0 / 7.0).abs() < 1e-12);
    }

    #[test]
    fn an_empty_gold_expects_an_empty_prediction() {
        assert_eq!(word_score(" … ", "", WordRule::Counted).f1, 1.0);
        assert_eq!(word_score("word", "--", WordRule::Counted).f1, 0.0);
        assert_eq!(word_score("", "word", WordRule::Counted).f1, 0.0);
    }

    #[test]
    fn white_space_folds_to_single_spaces() {
        assert_eq!(fold_white_space("\u{a0} a\u{1d}b\n\u{3000}c\u{85}"), "a b c");
        assert!(is_blank("\u{1c}\u{2003}\t"));
        assert!(!is_blank("\u{200b}"));
    }

    proptest! {
        #[test]
        fn a_text_agrees_with_itself_and_scores_are_shares(a in ".{0,60}", b in ".{0,60}") {
            prop_assert_eq!(word_score(&a, &a, WordRule::Counted).f1, 1.0);
            let there = word_score(&a, &b, WordRule::Counted);
            let back = word_score(&b, &a, WordRule::Counted);
            prop_assert!((0.0..=1.0).contains(&there.f1));
            if there.gold_words > 0 && there.predicted_words > 0 {
                prop_assert!((there.precision - back.recall).abs() < 1e-12);
            }
        }
    }
}
