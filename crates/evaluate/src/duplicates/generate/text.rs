//! Texts as paragraphs of sentences, and their words.

use std::ops::RangeInclusive;

use crate::scores::words::WordRule;

/// Characters of scripts that put no spaces between words and sentences: kana and Han.
const UNSPACED: [RangeInclusive<char>; 2] = ['\u{3040}'..='\u{30ff}', '\u{3400}'..='\u{9fff}'];
/// A text with more than this share of unspaced characters among its words is unspaced.
const UNSPACED_SHARE: f64 = 0.3;
/// Letters of an abbreviation such as "Gov.", at most: a full stop after a capitalised word of this length does not
/// end a sentence.
const ABBREVIATION_LETTERS: usize = 3;

/// The number of words. In scripts without spaces, every character is one.
pub(super) fn count_words(text: &str) -> usize {
    WordRule::Counted.pattern().find_iter(text).count()
}

/// The text up to the end of its word number `words`.
pub(super) fn first_words(text: &str, words: usize) -> &str {
    let Some(last) = words.checked_sub(1) else { return "" };
    WordRule::Counted.pattern().find_iter(text).nth(last).map_or(text, |word| &text[..word.end()])
}

/// A text that can be taken apart and put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Story {
    /// The sentences of each paragraph. No paragraph is empty.
    pub(super) paragraphs: Vec<Vec<String>>,
    /// Whether there are spaces between words and sentences.
    pub(super) spaced: bool,
}

impl Story {
    /// Takes every line for a paragraph.
    pub(super) fn from_text(text: &str) -> Self {
        let paragraphs =
            text.lines().map(split_sentences).filter(|sentences| !sentences.is_empty()).collect();
        let is_unspaced = |c: char| UNSPACED.iter().any(|range| range.contains(&c));
        let unspaced = text.chars().filter(|&c| is_unspaced(c)).count();
        let spaced = unspaced as f64 <= UNSPACED_SHARE * count_words(text) as f64;
        Self { paragraphs, spaced }
    }

    /// The text, paragraphs separated by an empty line.
    pub(super) fn to_text(&self) -> String {
        let separator = if self.spaced { " " } else { "" };
        let paragraphs: Vec<String> =
            self.paragraphs.iter().map(|sentences| sentences.join(separator)).collect();
        paragraphs.join("\n\n")
    }

    pub(super) fn sentences(&self) -> impl Iterator<Item = &String> {
        self.paragraphs.iter().flatten()
    }

    pub(super) fn sentences_mut(&mut self) -> impl Iterator<Item = &mut String> {
        self.paragraphs.iter_mut().flatten()
    }

    /// The first sentences that have `words` words together, or all.
    pub(super) fn opening(&self, words: usize) -> Self {
        let mut opening = Self { paragraphs: Vec::new(), spaced: self.spaced };
        let mut taken = 0;
        for paragraph in &self.paragraphs {
            let mut sentences = Vec::new();
            for sentence in paragraph {
                if taken < words {
                    taken += count_words(sentence);
                    sentences.push(sentence.clone());
                }
            }
            if !sentences.is_empty() {
                opening.paragraphs.push(sentences);
            }
        }
        opening
    }
}

/// The sentences of a line. What is not white space is kept.
fn split_sentences(line: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let full_width = matches!(c, '。' | '！' | '？');
        if !full_width && !matches!(c, '.' | '!' | '?' | '…' | ';' | '\u{37e}') {
            continue;
        }
        // A semicolon asks a question in Greek alone.
        if c == ';' && !line[..at].chars().any(|c| ('\u{370}'..='\u{3ff}').contains(&c)) {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some(&(next_at, next)) = chars.peek()
            && is_closing(next, full_width)
        {
            end = next_at + next.len_utf8();
            chars.next();
        }
        if full_width || ends_sentence(&line[start..at], &line[end..]) {
            sentences.push(line[start..end].trim().to_owned());
            start = end;
        }
    }
    sentences.push(line[start..].trim().to_owned());
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

/// Whether a character still belongs to the sentence that has just ended. “ closes a quotation in German, and opens one
/// in Chinese.
fn is_closing(c: char, full_width: bool) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '"' | '”' | '»' | '’' | '\'' | ')' | '」' | '』')
        || (c == '“' && !full_width)
}

/// Whether a full stop between the two texts ends a sentence: white space and anything but a small letter follow, and
/// no abbreviation comes before.
fn ends_sentence(before: &str, after: &str) -> bool {
    let starts_new =
        after.starts_with(char::is_whitespace) && !after.trim_start().starts_with(char::is_lowercase);
    let word: Vec<char> = before.chars().rev().take_while(|c| c.is_alphanumeric()).collect();
    let abbreviation = word.len() <= ABBREVIATION_LETTERS && word.last().is_some_and(|c| c.is_uppercase());
    let ordinal = word.len() <= 2 && !word.is_empty() && word.iter().all(char::is_ascii_digit);
    starts_new && !abbreviation && !ordinal
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(line: &str, expected: &[&str]) {
        assert_eq!(split_sentences(line), expected);
    }

    #[test]
    fn sentences_end_at_full_stops_that_are_none_of_an_abbreviation() {
        check(
            "It rained. Gov. Bevin left!  “Why?” he asked. Then",
            &["It rained.", "Gov. Bevin left!", "“Why?” he asked.", "Then"],
        );
        check("Am 3. Mai fiel Schnee. Es taute.", &["Am 3. Mai fiel Schnee.", "Es taute."]);
        check("下雨了。“真的？”他说。", &["下雨了。", "“真的？”", "他说。"]);
        check("Γιατί; Δεν ξέρω.", &["Γιατί;", "Δεν ξέρω."]);
    }

    #[test]
    fn words_are_cut_where_a_word_ends() {
        assert_eq!(first_words("One, two; three.", 2), "One, two");
        assert_eq!(first_words("下雨了。", 2), "下雨");
        assert_eq!((first_words("One", 0), first_words("One.", 5)), ("", "One."));
    }

    proptest! {
        #[test]
        fn a_story_keeps_the_words_of_its_text(text in "([A-Za-zä。雨.?! \n]{0,8}){0,30}") {
            let story = Story::from_text(&text);
            let words = |text: &str| -> Vec<String> {
                WordRule::Counted.pattern().find_iter(text).map(|word| word.as_str().to_owned()).collect()
            };
            // In an unspaced text, Latin sentences are put together without a space.
            if story.spaced {
                prop_assert_eq!(words(&story.to_text()), words(&text));
            }
            prop_assert_eq!(story.opening(usize::MAX), story);
        }
    }
}
