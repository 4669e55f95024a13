//! Exchanges the figures and names of a text.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::random::Random;

/// A number with its separators.
static FIGURE: LazyLock<Regex> = LazyLock::new(|| compile(r"[0-9]+(?:[.,:][0-9]+)*"));
/// A run of letters.
static LETTERS: LazyLock<Regex> = LazyLock::new(|| compile(r"\p{L}+"));

/// The patterns are constants of this module, and a test compiles them.
#[allow(clippy::expect_used)]
fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a constant pattern")
}

/// The digits of a figure: `1,200` and `1200` are one figure.
fn digits(figure: &str) -> String {
    figure.chars().filter(char::is_ascii_digit).collect()
}

/// The different figures of a text, in order.
pub(super) fn figures(text: &str) -> Vec<String> {
    let mut seen = FxHashSet::default();
    FIGURE
        .find_iter(text)
        .map(|figure| digits(figure.as_str()))
        .filter(|digits| seen.insert(digits.clone()))
        .collect()
}

/// The text with the figures in `chosen` exchanged, each for the same other figure of the same shape wherever it is.
pub(super) fn exchange_figures(text: &str, chosen: &[String], random: &mut Random) -> String {
    let new: FxHashMap<&str, String> =
        chosen.iter().map(|old| (old.as_str(), other_digits(old, random))).collect();
    FIGURE
        .replace_all(text, |figure: &Captures<'_>| {
            let figure = &figure[0];
            let Some(new) = new.get(digits(figure).as_str()) else { return figure.to_owned() };
            let mut new = new.chars();
            figure.chars().map(|c| if c.is_ascii_digit() { new.next().unwrap_or(c) } else { c }).collect()
        })
        .into_owned()
}

/// Other digits, as many. Years stay in their century, and leading zeros stay.
fn other_digits(old: &str, random: &mut Random) -> String {
    let is_year = old.len() == 4 && (old.starts_with("19") || old.starts_with("20"));
    let kept = if is_year { 2 } else { old.len() - old.trim_start_matches('0').len() };
    let kept = kept.min(old.len() - 1);
    loop {
        let new: String = old
            .char_indices()
            .map(|(at, c)| match at {
                at if at < kept => c,
                0 if old.len() > 1 => digit(1 + random.below(9)),
                _ => digit(random.below(10)),
            })
            .collect();
        if new != old {
            return new;
        }
    }
}

fn digit(value: usize) -> char {
    char::from(b'0' + (value % 10) as u8)
}

/// The different names of a text, in order: capitalised words that do not begin a sentence or line. German capitalises
/// all nouns, so there a name is a capitalised word next to another. Scripts without case have none.
pub(super) fn names(text: &str, language: &str) -> Vec<String> {
    let words: Vec<_> = LETTERS.find_iter(text).collect();
    let is_candidate = |word: &regex::Match<'_>| {
        word.as_str().starts_with(char::is_uppercase)
            && word.as_str().chars().nth(1).is_some_and(char::is_lowercase)
            && is_inside_sentence(&text[..word.start()])
    };
    let candidates: Vec<bool> = words.iter().map(is_candidate).collect();
    // Whether a word and the one after it are a first and a last name.
    let is_pair = |first: usize| {
        words.get(first + 1).is_some_and(|second| &text[words[first].end()..second.start()] == " ")
            && candidates[first]
            && candidates[first + 1]
    };
    let mut seen = FxHashSet::default();
    let mut names = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let is_name =
            candidates[index] && (language != "de" || is_pair(index) || (index > 0 && is_pair(index - 1)));
        if is_name && seen.insert(word.as_str()) {
            names.push(word.as_str().to_owned());
        }
    }
    names
}

/// Whether a sentence has begun before this point: a letter, figure, comma or closing quote comes before the space.
fn is_inside_sentence(before: &str) -> bool {
    before
        .strip_suffix(' ')
        .and_then(|before| before.chars().next_back())
        .is_some_and(|c| c.is_alphanumeric() || c == ',')
}

/// The text with every name exchanged for one of `others`, the same wherever it is. `None` if they do not suffice.
pub(super) fn exchange_names(text: &str, names: &[String], others: &[String]) -> Option<String> {
    let own: FxHashSet<&str> = names.iter().map(String::as_str).collect();
    let mut free = others.iter().map(String::as_str).filter(|other| !own.contains(other));
    let new: FxHashMap<&str, &str> =
        names.iter().map(|name| Some((name.as_str(), free.next()?))).collect::<Option<_>>()?;
    let exchange = |word: &Captures<'_>| new.get(&word[0]).map_or(&word[0], |new| *new).to_owned();
    Some(LETTERS.replace_all(text, exchange).into_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn figures_are_exchanged_for_figures_of_the_same_shape() {
        let text = "In 2019, 1,200 of 1200 seats; at 10:30 a 007 paid 5.";
        let mut random = Random::from_id("test");
        let new = exchange_figures(text, &figures(text), &mut random);
        let mask = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "0");
        assert_eq!(mask(&new), mask(text));
        let new: Vec<_> = FIGURE.find_iter(&new).map(|figure| figure.as_str().to_owned()).collect();
        assert_eq!(digits(&new[1]), new[2]);
        assert!(new[0].starts_with("20") && new[0] != "2019" && new[5] != "5", "{new:?}");
        assert!(new[4].starts_with("00") && new[4] != "007");
    }

    #[test]
    fn names_are_capitalised_words_inside_of_sentences() {
        let text = "Rain fell. Then Anna Berg left for Oslo, and NASA called. “Well,” said Anna.";
        assert_eq!(names(text, "en"), ["Anna", "Berg", "Oslo"]);
        assert_eq!(names("Der Hund von Anna Berg sah Oslo.", "de"), ["Anna", "Berg"]);
        assert!(names("昨天下雨了。", "zh").is_empty());
    }

    #[test]
    fn names_are_exchanged_everywhere() {
        let strings = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let (own, others) = (strings(&["Anna", "Oslo"]), strings(&["Oslo", "Peter", "Rome"]));
        let text = "Anna saw Anna in Oslo";
        assert_eq!(exchange_names(text, &own, &others).as_deref(), Some("Peter saw Peter in Rome"));
        assert_eq!(exchange_names(text, &own, &others[..2]), None);
    }

    proptest! {
        #[test]
        fn every_figure_is_another_afterwards(text in "([a-z]{1,4} |[0-9]{1,5}|[0-9]{1,3}[.,:][0-9]{2} ){0,20}") {
            let mut random = Random::from_id(&text);
            let new = exchange_figures(&text, &figures(&text), &mut random);
            let (before, after) = (FIGURE.find_iter(&text), FIGURE.find_iter(&new));
            prop_assert_eq!(FIGURE.replace_all(&text, "0"), FIGURE.replace_all(&new, "0"));
            for (old, new) in before.zip(after) {
                prop_assert_ne!(old.as_str(), new.as_str());
                prop_assert_eq!(old.len(), new.len());
            }
        }
    }
}
