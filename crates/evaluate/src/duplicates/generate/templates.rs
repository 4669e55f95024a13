//! The template banks: boilerplate and stories that were written for this crate, with slots to fill.
//!
//! A file of a bank has sections, `[NAME]`, each with a line for each entry. `[word LIST]` is a list of words,
//! `[numbers TOPIC]` and `[names TOPIC]` are stories. In a line, `{LIST}` or `{LIST2}` is a word of a list: the same
//! slot has the same word all over a story. `{3-30}` is a number of this range, and `{3-30.10-99}` one with a fraction.

use rustc_hash::FxHashMap;

use super::options::TemplateBank;
use crate::random::Random;

/// Draws before a number may be the same as in the other story.
const MAX_DRAWS: usize = 50;

/// The templates of a bank in one language. Some languages have stories only, and no sections for what a site adds.
#[derive(Debug)]
pub(super) struct Templates {
    pub(super) language: &'static str,
    sections: Vec<(&'static str, Vec<&'static str>)>,
}

/// The files of a bank.
macro_rules! bank_files {
    ($bank:literal, $($language:literal)*) => {
        [$(($language, include_str!(concat!("templates/", $language, "-", $bank, ".txt")))),*]
    };
}

impl Templates {
    /// All languages of a bank. English comes first.
    pub(super) fn of_bank(bank: TemplateBank) -> Vec<Self> {
        let files = match bank {
            TemplateBank::A => bank_files!("a", "en" "de" "pl" "ru" "zh" "el" "ja" "ar"),
            TemplateBank::B => bank_files!("b", "en" "de" "pl" "ru" "zh" "el" "ja" "ar"),
        };
        files.into_iter().map(|(language, file)| Self::parse(language, file)).collect()
    }

    /// Whether there are sections for what a site adds to its stories.
    pub(super) fn has_sections(&self) -> bool {
        !self.lines("menu").is_empty()
    }

    fn parse(language: &'static str, file: &'static str) -> Self {
        let mut sections: Vec<(&str, Vec<&str>)> = Vec::new();
        for line in file.lines() {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                sections.push((name, Vec::new()));
            } else if let Some((_, lines)) = sections.last_mut() {
                lines.push(line);
            }
        }
        Self { language, sections }
    }

    /// The lines of a section; empty if there is none.
    pub(super) fn lines(&self, section: &str) -> &[&'static str] {
        self.sections.iter().find(|(name, _)| *name == section).map_or(&[], |(_, lines)| lines)
    }

    /// The words of a list.
    pub(super) fn words(&self, list: &str) -> &[&'static str] {
        self.lines(&format!("word {list}"))
    }

    /// The topics and paragraphs of the stories of a sort, `numbers` or `names`.
    pub(super) fn stories<'t>(
        &'t self,
        sort: &'t str,
    ) -> impl Iterator<Item = (&'static str, &'t [&'static str])> {
        self.sections.iter().filter_map(move |(name, lines)| {
            let topic = name.strip_prefix(sort)?.strip_prefix(' ')?;
            Some((topic, lines.as_slice()))
        })
    }

    /// A line of a section with its slots filled; empty if there is no such section.
    pub(super) fn draw(&self, section: &str, facts: &mut Facts, random: &mut Random) -> String {
        random.choose(self.lines(section)).map_or_else(String::new, |line| self.fill(line, facts, random))
    }

    /// All lines of a section with their slots filled.
    pub(super) fn fill_all(&self, section: &str, facts: &mut Facts, random: &mut Random) -> Vec<String> {
        self.lines(section).iter().map(|line| self.fill(line, facts, random)).collect()
    }

    /// A line with its slots filled.
    pub(super) fn fill(&self, line: &str, facts: &mut Facts, random: &mut Random) -> String {
        let mut filled = String::with_capacity(line.len());
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('{') {
            let (slot, after) = after.split_once('}').unwrap_or((after, ""));
            filled.push_str(before);
            if slot.starts_with(|c: char| c.is_ascii_digit()) {
                filled.push_str(&facts.number(slot, random));
            } else {
                filled.push_str(&facts.word(slot, self, random));
            }
            rest = after;
        }
        filled.push_str(rest);
        filled
    }
}

/// What the slots of one story were filled with.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    words: FxHashMap<String, String>,
    numbers: Vec<String>,
    /// Words that are taken, here or in the other story.
    taken: Vec<String>,
    /// The numbers of the other story, in order.
    other_numbers: Vec<String>,
}

impl Facts {
    /// Facts that differ from others in every slot.
    pub(super) fn other_than(other: &Self) -> Self {
        Self { taken: other.taken.clone(), other_numbers: other.numbers.clone(), ..Self::default() }
    }

    /// Sets a slot that is no list, such as the site's name.
    pub(super) fn with(mut self, slot: &str, value: &str) -> Self {
        self.words.insert(slot.to_owned(), value.to_owned());
        self
    }

    fn word(&mut self, slot: &str, templates: &Templates, random: &mut Random) -> String {
        if let Some(word) = self.words.get(slot) {
            return word.clone();
        }
        let list = templates.words(slot.trim_end_matches(|c: char| c.is_ascii_digit()));
        let free: Vec<&str> =
            list.iter().copied().filter(|word| !self.taken.iter().any(|taken| taken == word)).collect();
        let word = random.choose(&free).map_or_else(String::new, |word| (*word).to_owned());
        self.taken.push(word.clone());
        self.words.insert(slot.to_owned(), word.clone());
        word
    }

    fn number(&mut self, slot: &str, random: &mut Random) -> String {
        let other = self.other_numbers.get(self.numbers.len()).cloned();
        let mut number = draw_number(slot, random);
        for _ in 0..MAX_DRAWS {
            if Some(&number) != other.as_ref() {
                break;
            }
            number = draw_number(slot, random);
        }
        self.numbers.push(number.clone());
        number
    }
}

/// A number of `LOW-HIGH`, or of `LOW-HIGH`, a separator and the `LOW-HIGH` of the fraction.
fn draw_number(slot: &str, random: &mut Random) -> String {
    slot.split_inclusive(|c: char| !c.is_ascii_digit() && c != '-')
        .map(|part| {
            let range = part.trim_end_matches(|c: char| !c.is_ascii_digit());
            let (low, high) = range.split_once('-').unwrap_or((range, range));
            let bound = |bound: &str| bound.parse().unwrap_or_default();
            format!("{}{}", random.between(bound(low), bound(high)), &part[range.len()..])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use rustc_hash::FxHashSet;

    use super::*;
    use crate::duplicates::generate::text::count_words;

    const BANKS: [TemplateBank; 2] = [TemplateBank::A, TemplateBank::B];
    const SECTIONS: [&str; 17] = [
        "menu",
        "newsletter",
        "teasers",
        "legal",
        "comments",
        "dateline",
        "byline",
        "headline",
        "lead",
        "sentence",
        "filler",
        "updated",
        "quote",
        "biography",
        "live",
        "yesterday",
        "round_up",
    ];

    fn slots(line: &str) -> Vec<&str> {
        line.split('{').skip(1).map(|slot| slot.split_once('}').unwrap().0).collect()
    }

    #[test]
    fn every_language_has_all_sections_and_all_lists() {
        for templates in BANKS.into_iter().flat_map(Templates::of_bank) {
            for section in SECTIONS.into_iter().filter(|_| templates.has_sections()) {
                assert!(!templates.lines(section).is_empty(), "{} {section}", templates.language);
            }
            for (name, lines) in &templates.sections {
                for slot in lines.iter().flat_map(|line| slots(line)) {
                    let list = slot.trim_end_matches(|c: char| c.is_ascii_digit());
                    let known = slot.starts_with(|c: char| c.is_ascii_digit())
                        || ["quote", "site"].contains(&slot)
                        || !templates.words(list).is_empty();
                    assert!(known, "{} {name}: {slot}", templates.language);
                }
                assert!(lines.iter().all(|line| !line.trim().is_empty()), "{} {name}", templates.language);
            }
            for list in ["site", "person", "town", "agency"].into_iter().filter(|_| templates.has_sections())
            {
                assert!(templates.words(list).len() > 3, "{} {list}", templates.language);
            }
        }
    }

    #[test]
    fn lists_have_enough_words_for_two_stories_without_a_common_one() {
        for templates in BANKS.into_iter().flat_map(Templates::of_bank) {
            for (name, lines) in templates.sections.iter().filter(|(name, _)| name.contains(' ')) {
                let slots: FxHashSet<&str> = lines.iter().flat_map(|line| slots(line)).collect();
                let mut needed: FxHashMap<&str, usize> = FxHashMap::default();
                for slot in slots.iter().filter(|slot| !slot.starts_with(|c: char| c.is_ascii_digit())) {
                    *needed.entry(slot.trim_end_matches(|c: char| c.is_ascii_digit())).or_default() += 2;
                }
                for list in ["person", "town", "team", "player", "company"] {
                    let (has, needs) = (templates.words(list).len(), needed.get(list).copied().unwrap_or(0));
                    assert!(has >= needs, "{} {name}: {has} of {needs} in {list}", templates.language);
                }
            }
        }
    }

    #[test]
    fn name_stories_have_no_figures_and_number_stories_have_many() {
        for templates in BANKS.into_iter().flat_map(Templates::of_bank) {
            for (topic, lines) in templates.stories("names") {
                assert!(
                    lines.iter().all(|line| slots(line)
                        .iter()
                        .all(|slot| !slot.starts_with(|c: char| c.is_ascii_digit()))),
                    "{topic}"
                );
                assert!(lines.iter().map(|line| slots(line).len()).sum::<usize>() >= 6, "{topic}");
            }
            for (topic, lines) in templates.stories("numbers") {
                assert!(lines.iter().map(|line| slots(line).len()).sum::<usize>() >= 8, "{topic}");
            }
        }
    }

    #[test]
    fn the_banks_have_no_long_line_in_common() {
        let lines = |bank| -> FxHashSet<&'static str> {
            Templates::of_bank(bank)
                .iter()
                .flat_map(|t| t.sections.clone())
                .flat_map(|(_, lines)| lines)
                .collect()
        };
        let (a, b) = (lines(TemplateBank::A), lines(TemplateBank::B));
        let shared: Vec<_> = a.intersection(&b).filter(|line| count_words(line) > 3).collect();
        assert!(shared.is_empty(), "{shared:?}");
    }

    #[test]
    fn two_stories_differ_in_every_slot() {
        let templates = Templates::parse("en", "[word town]\nA\nB\nC\nD\n");
        let line = "{town} {1-2} {town2} {town} {1-2}.";
        let mut random = Random::from_id("test");
        let mut facts = Facts::default();
        let first = templates.fill(line, &mut facts, &mut random);
        let second = templates.fill(line, &mut Facts::other_than(&facts), &mut random);
        for (a, b) in first.split(' ').zip(second.split(' ')) {
            assert_ne!(a, b, "{first} / {second}");
        }
        let words: Vec<&str> = first.split(' ').collect();
        assert_eq!(words[0], words[3]);
        assert_ne!(words[0], words[2]);
    }

    #[test]
    fn fractions_keep_their_separator() {
        let mut random = Random::from_id("test");
        assert_eq!(draw_number("3-3,07-7", &mut random), "3,7");
        assert_eq!(draw_number("12-12", &mut random), "12");
    }
}
