//! What editors do to a story that they take over.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::templates::{Facts, Templates};
use super::text::Story;
use crate::random::Random;

/// Units of a sentence that can be edited, at least.
const LEAST_UNITS: usize = 8;
/// Changes of an edited sentence, at most.
const MAX_CHANGES: usize = 5;
/// One of so many sentences is edited.
const EDITED_PART: usize = 5;
/// Sentences inserted into a story, at most.
const MAX_INSERTED: usize = 4;
/// Words of a headline that is taken from the text, at most; twice as many characters without spaces.
const HEADLINE_UNITS: usize = 9;

/// A number of at least four digits, without or with commas.
static THOUSANDS: LazyLock<Regex> =
    LazyLock::new(|| compile(r"\b(?:[1-9][0-9]{3,8}|[1-9][0-9]{0,2}(?:,[0-9]{3})+)\b"));

/// The pattern is a constant of this module, and a test compiles it.
#[allow(clippy::expect_used)]
fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a constant pattern")
}

/// Edits a fifth of the sentences: words swapped, dropped, added and replaced. Figures and capitalised words stay.
pub(super) fn edit_fifth(story: &mut Story, templates: &Templates, random: &mut Random) {
    let spaced = story.spaced;
    let count = story.sentences().count();
    let mut long: Vec<usize> = (story.sentences().enumerate())
        .filter(|(_, sentence)| units(sentence, spaced).len() >= LEAST_UNITS)
        .map(|(index, _)| index)
        .collect();
    random.shuffle(&mut long);
    long.truncate((count / EDITED_PART).max(1));
    for (index, sentence) in story.sentences_mut().enumerate() {
        if long.contains(&index) {
            *sentence = edit_sentence(sentence, spaced, MAX_CHANGES, templates, random);
        }
    }
}

/// What edits move: words with their punctuation, or characters.
fn units(sentence: &str, spaced: bool) -> Vec<String> {
    if spaced {
        sentence.split_whitespace().map(str::to_owned).collect()
    } else {
        sentence.chars().map(String::from).collect()
    }
}

fn edit_sentence(
    sentence: &str,
    spaced: bool,
    max_changes: usize,
    templates: &Templates,
    random: &mut Random,
) -> String {
    let mut units = units(sentence, spaced);
    // A name or a figure that is gone or elsewhere would be another fact.
    let is_plain = |unit: &String| unit.chars().all(|c| c.is_alphabetic() && !c.is_uppercase());
    for _ in 0..1 + random.below(max_changes) {
        let plain: Vec<usize> =
            (1..units.len().saturating_sub(1)).filter(|&index| is_plain(&units[index])).collect();
        let Some(&at) = random.choose(&plain) else { break };
        let filler = random.choose(templates.lines("filler")).copied().unwrap_or_default().to_owned();
        match random.below(4) {
            0 if plain.contains(&(at + 1)) => units.swap(at, at + 1),
            1 => _ = units.remove(at),
            2 => units[at] = filler,
            _ => units.insert(at, filler),
        }
    }
    units.join(if spaced { " " } else { "" })
}

/// The text with thousands written without commas if they had them, and with commas if not; years stay. `None` if
/// there are none.
pub(super) fn change_number_style(text: &str) -> Option<String> {
    let mut changed = false;
    let new = THOUSANDS.replace_all(text, |number: &Captures<'_>| {
        let number = &number[0];
        let is_year = number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
        if is_year {
            return number.to_owned();
        }
        changed = true;
        if number.contains(',') { number.replace(',', "") } else { group_thousands(number) }
    });
    let new = new.into_owned();
    changed.then_some(new)
}

fn group_thousands(digits: &str) -> String {
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Inserts sentences of the bank into the story.
pub(super) fn insert_sentences(story: &mut Story, templates: &Templates, random: &mut Random) {
    for _ in 0..random.between(2, MAX_INSERTED) {
        let sentence = templates.draw("sentence", &mut Facts::default(), random);
        let at = random.below(story.paragraphs.len());
        if let Some(paragraph) = story.paragraphs.get_mut(at) {
            paragraph.insert(random.below(paragraph.len() + 1), sentence);
        }
    }
}

/// Exchanges a quarter of the paragraphs, at least one, with those that follow; sentences if there is one paragraph.
pub(super) fn reorder(story: &mut Story, random: &mut Random) {
    let swap_some = |count: usize, random: &mut Random| -> Vec<usize> {
        (0..(count / 4).max(1)).map(|_| random.below(count.saturating_sub(1))).collect()
    };
    if let [only] = story.paragraphs.as_mut_slice() {
        for at in swap_some(only.len(), random) {
            if at + 1 < only.len() {
                only.swap(at, at + 1);
            }
        }
        return;
    }
    for at in swap_some(story.paragraphs.len(), random) {
        if at + 1 < story.paragraphs.len() {
            story.paragraphs.swap(at, at + 1);
        }
    }
}

/// Rewrites the first sentences, a quarter of the story at most: a new opening, clauses in another order, and words
/// changed as in [`edit_fifth`], but more of them.
pub(super) fn rewrite_lead(story: &mut Story, templates: &Templates, random: &mut Random) {
    let spaced = story.spaced;
    let count = story.sentences().count();
    let Some(lead) = story.paragraphs.first_mut() else { return };
    let rewritten = lead.len().min((count / 4).max(1)).min(3);
    for (index, sentence) in lead.iter_mut().take(rewritten).enumerate() {
        let separator = if spaced { ", " } else { "，" };
        let body = sentence.trim_end_matches(|c: char| !c.is_alphanumeric());
        let mut clauses: Vec<&str> = body.split(separator).collect();
        clauses.rotate_left(1);
        let reordered = format!("{}{}", clauses.join(separator), &sentence[body.len()..]);
        let edited = edit_sentence(&reordered, spaced, 2 * MAX_CHANGES, templates, random);
        *sentence = if index == 0 {
            let opening = templates.draw("lead", &mut Facts::default(), random);
            format!("{opening}{}{edited}", if spaced { " " } else { "" })
        } else {
            edited
        };
    }
}

/// A new headline: the first words of a sentence that is not the first, in one of the bank's forms.
pub(super) fn new_headline(story: &Story, templates: &Templates, random: &mut Random) -> String {
    let sentences: Vec<&String> = story.sentences().skip(1).collect();
    let sentence = random.choose(&sentences).map_or("", |sentence| sentence.as_str());
    let (limit, separator) = if story.spaced { (HEADLINE_UNITS, " ") } else { (2 * HEADLINE_UNITS, "") };
    let units = units(sentence, story.spaced);
    let words = units[..units.len().min(limit)].join(separator);
    let words = words.trim_matches(|c: char| !c.is_alphanumeric());
    templates.draw("headline", &mut Facts::default().with("quote", words), random)
}

/// Puts a headline, a byline and a dateline before the text.
pub(super) fn credit(story: &Story, templates: &Templates, random: &mut Random) -> String {
    let mut facts = Facts::default();
    let headline = new_headline(story, templates, random);
    let dateline = templates.draw("dateline", &mut facts, random);
    let byline = templates.draw("byline", &mut facts, random);
    format!("{headline}\n\n{byline}\n\n{dateline} {}", story.to_text())
}

/// The text as a second visit finds it: plain quotation marks and dashes, a break after some sentences, and a line on
/// the update.
pub(super) fn refetch(story: &Story, templates: &Templates, random: &mut Random) -> String {
    let mut story = story.clone();
    if let Some(at) = story.paragraphs.iter().position(|paragraph| paragraph.len() > 1) {
        let tail = story.paragraphs[at].split_off(1);
        story.paragraphs.insert(at + 1, tail);
    }
    let text: String = story
        .to_text()
        .chars()
        .map(|c| match c {
            '“' | '”' | '„' | '«' | '»' => '"',
            '’' | '‘' => '\'',
            '–' | '—' => '-',
            '\u{a0}' => ' ',
            c => c,
        })
        .collect();
    format!("{}\n\n{text}", templates.draw("updated", &mut Facts::default(), random))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duplicates::generate::options::TemplateBank;

    const TEXT: &str = "Rain fell on the town all day and the river rose, they said. Boats left the harbour.\n\n\
        In the evening 1,200 people stood at the bridge and waited for news from the dam. Nobody slept.";

    #[test]
    fn thousands_lose_or_get_their_commas_and_years_stay() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(change_number_style(text).as_deref(), expected, "{text}");
        };
        check("In 2019 1,200 of 35000 left.", Some("In 2019 1200 of 35,000 left."));
        check("1,234,567 and 1234567", Some("1234567 and 1,234,567"));
        check("In 1999 about 120 left.", None);
    }

    #[test]
    fn edits_keep_figures_and_change_a_fifth_of_the_sentences() {
        let templates = Templates::of_bank(TemplateBank::A).remove(0);
        for seed in 0..50 {
            let (old, mut new) = (Story::from_text(TEXT), Story::from_text(TEXT));
            edit_fifth(&mut new, &templates, &mut Random::from_id(&seed.to_string()));
            let changed = old.sentences().zip(new.sentences()).filter(|(old, new)| old != new).count();
            assert!(changed <= 1 && new.to_text().contains("1,200"), "{}", new.to_text());
        }
    }

    #[test]
    fn a_reordered_story_has_the_same_sentences() {
        let (old, mut new) = (Story::from_text(TEXT), Story::from_text(TEXT));
        reorder(&mut new, &mut Random::from_id("test"));
        assert_ne!(new, old);
        let sorted = |story: &Story| {
            let mut sentences: Vec<String> = story.sentences().cloned().collect();
            sentences.sort();
            sentences
        };
        assert_eq!(sorted(&new), sorted(&old));
    }
}
